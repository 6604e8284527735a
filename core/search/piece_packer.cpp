#include "core/search/piece_packer.hpp"

#include <exception>

namespace sanad {
namespace {

constexpr std::size_t group_bytes = std::size_t{256} << 10;
constexpr std::size_t groups_per_thread = 16;  ///< waiting: what is held in memory

}  // namespace

struct PiecePacker::Group : PieceGroup {
    bool done = false;  ///< guarded
    std::exception_ptr thrown;
};

PiecePacker::PiecePacker(unsigned threads, Keep keep) : keep_{std::move(keep)} {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

PiecePacker::~PiecePacker() {
    {
        const std::lock_guard lock{mutex_};
        over_ = true;
    }
    given_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void PiecePacker::work() {
    std::unique_lock lock{mutex_};
    for (;;) {
        given_.wait(lock, [this] { return over_ || next_ < groups_.size(); });
        if (over_) return;
        const std::shared_ptr<Group> group = groups_[next_++];
        lock.unlock();
        // Nothing may leave a thread: it is thrown where the pieces are kept.
        try {
            std::string_view rest = group->texts;
            for (std::size_t i = 0; i < group->pieces.size(); ++i) {
                group->pieces[i].bytes = packed(rest.substr(0, group->sizes[i]));
                rest.remove_prefix(group->sizes[i]);
            }
        } catch (...) {
            group->thrown = std::current_exception();
        }
        lock.lock();
        group->done = true;
        packed_.notify_one();
    }
}

Result<void> PiecePacker::add(std::int64_t number, const TextPiece& piece) {
    if (!open_) {
        open_ = std::make_shared<Group>();
        open_->texts.reserve(group_bytes + longest_text_piece);
    }
    open_->pieces.push_back({number, piece.text_offset, piece.own_size, piece.source_offset, {}});
    open_->texts += piece.text;
    open_->sizes.push_back(piece.text.size());
    if (open_->texts.size() < group_bytes) return {};
    part();
    for (;;) {
        {
            const std::lock_guard lock{mutex_};
            if (groups_.size() < groups_per_thread * threads_.size() && !groups_.front()->done) return {};
        }
        TRY(keep_front());
        if (groups_.empty()) return {};
    }
}

void PiecePacker::show_to(std::function<void(std::shared_ptr<const PieceGroup>)> see) {
    part();
    see_ = std::move(see);
}

void PiecePacker::part() {
    if (!open_) return;
    if (see_) see_(open_);
    {
        const std::lock_guard lock{mutex_};
        groups_.push_back(std::move(open_));
    }
    open_.reset();
    given_.notify_one();
}

Result<void> PiecePacker::keep_front() {
    std::shared_ptr<Group> group;
    {
        std::unique_lock lock{mutex_};
        packed_.wait(lock, [this] { return groups_.front()->done; });
        group = std::move(groups_.front());
        groups_.pop_front();
        --next_;
    }
    if (group->thrown) std::rethrow_exception(group->thrown);
    for (const PackedPiece& piece : group->pieces) TRY(keep_(piece));
    return {};
}

Result<void> PiecePacker::finish() {
    part();
    // Groups come and go by this thread alone: only the threads' marks on them are guarded.
    while (!groups_.empty()) TRY(keep_front());
    return {};
}

}  // namespace sanad
