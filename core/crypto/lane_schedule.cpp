#include "core/crypto/lane_schedule.hpp"

#include <algorithm>
#include <array>

namespace sanad {
namespace {

constexpr std::size_t most_lanes = 32;
constexpr std::size_t most_words = 8;

/// The lanes of one wide kernel and the messages in them.
class Lanes {
public:
    Lanes(const DigestEngine& engine, std::size_t words) : engine_{engine}, words_{words} {}

    std::size_t active() const { return active_; }

    void open(BlockRuns& message) {
        const std::size_t lane = active_++;
        messages_[lane] = &message;
        blocks_[lane] = message.blocks;
        for (std::size_t w = 0; w < words_; ++w) columns_[w * engine_.width + lane] = message.hash[w];
    }

    /// Runs every lane to the end of the shortest run, then closes the lanes whose message has ended.
    void advance() {
        std::size_t count = messages_[0]->count;
        for (std::size_t lane = 1; lane < active_; ++lane) count = std::min(count, messages_[lane]->count);
        // A lane without a message reads along with the first; nobody asks for its words.
        for (std::size_t lane = active_; lane < engine_.width; ++lane) blocks_[lane] = blocks_[0];
        engine_.wide(columns_.data(), blocks_.data(), count);
        for (std::size_t lane = active_; lane-- > 0;) {
            messages_[lane]->take(count);
            blocks_[lane] = messages_[lane]->blocks;
            if (messages_[lane]->count == 0) close(lane);
        }
    }

    /// Writes every lane's words back; its message continues elsewhere.
    void leave() {
        while (active_ != 0) close(active_ - 1);
    }

private:
    /// Writes the lane's words back and moves the last lane into its place.
    void close(std::size_t lane) {
        const std::size_t last = --active_;
        for (std::size_t w = 0; w < words_; ++w) {
            std::uint32_t* const row = columns_.data() + w * engine_.width;
            messages_[lane]->hash[w] = row[lane];
            row[lane] = row[last];
        }
        messages_[lane] = messages_[last];
        blocks_[lane] = blocks_[last];
    }

    const DigestEngine& engine_;
    std::size_t words_;
    std::size_t active_ = 0;
    alignas(64) std::array<std::uint32_t, most_lanes * most_words> columns_{};
    std::array<kernels::Message, most_lanes> blocks_{};
    std::array<BlockRuns*, most_lanes> messages_{};
};

}  // namespace

void compress_one(const DigestEngine& engine, BlockRuns& message) {
    while (message.count != 0) {
        const std::size_t count = message.count;
        engine.one(message.hash, message.blocks, count);
        message.take(count);
    }
}

void compress_all(const DigestEngine& engine, std::size_t words, std::vector<BlockRuns>& messages) {
    if (messages.size() > 1) {
        std::sort(messages.begin(), messages.end(),
                  [](const BlockRuns& one, const BlockRuns& other) { return one.total() > other.total(); });
    }
    std::size_t next = 0;
    if (engine.wide != nullptr && messages.size() >= engine.wide_from) {
        Lanes lanes{engine, words};
        while (true) {
            while (lanes.active() < engine.width && next < messages.size()) lanes.open(messages[next++]);
            if (lanes.active() == 0 || lanes.active() < engine.wide_from) break;
            lanes.advance();
        }
        lanes.leave();
        next = 0;  // what the lanes left unfinished is found again by its count
    }
    BlockRuns* waiting = nullptr;
    for (; next < messages.size(); ++next) {
        BlockRuns* message = &messages[next];
        if (engine.pair == nullptr) {
            compress_one(engine, *message);
            continue;
        }
        if (message->count == 0) continue;
        if (waiting == nullptr) {
            waiting = message;
            continue;
        }
        while (waiting->count != 0 && message->count != 0) {
            const std::size_t count = std::min(waiting->count, message->count);
            engine.pair(waiting->hash, waiting->blocks, message->hash, message->blocks, count);
            waiting->take(count);
            message->take(count);
        }
        if (waiting->count == 0) waiting = message->count == 0 ? nullptr : message;
    }
    if (waiting != nullptr) compress_one(engine, *waiting);
}

}  // namespace sanad
