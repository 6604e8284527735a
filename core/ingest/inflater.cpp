#include "core/ingest/inflater.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "core/ingest/reader_protocol.hpp"
#include "core/source/ewf_image.hpp"

namespace sanad {
namespace {

constexpr std::size_t known_chunks = 16384;
constexpr std::uint32_t most_told = 64;
constexpr std::uint64_t ahead_bytes = 512 << 10;  ///< of a walker that reads on and on

/// No chunks at all: answer when nothing is left to do.
struct Request {
    std::uint64_t first = 0;
    std::uint32_t needed = 0;
    std::uint32_t ahead = 0;  ///< chunks behind them that will most likely be asked for next
};

struct Answer {
    std::uint64_t first = 0;
    std::uint32_t count = 0;  ///< those needed, then what is there already of those ahead
    std::uint32_t failed = 0;
    std::uint32_t fault = 0;
    std::uint32_t unused = 0;
    std::array<KeptChunk, most_told> chunks{};
    std::array<char, 512> words{};
};

/// False: the other side is gone.
template <class Message>
bool receive(int socket, Message& message) {
    ssize_t got = 0;
    do {
        got = ::recv(socket, &message, sizeof message, 0);
    } while (got < 0 && errno == EINTR);
    return got == sizeof message;
}

template <class Message>
bool send_to(int socket, const Message& message) {
    ssize_t put = 0;
    do {
        put = ::send(socket, &message, sizeof message, MSG_NOSIGNAL);
    } while (put < 0 && errno == EINTR);
    return put == sizeof message;
}

bool asked_again(int socket) {
    pollfd waiting{socket, POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
}

[[noreturn]] void inflater_is_gone() {
    std::fputs("sanad-reader: the process that inflates for this one is gone\n", stderr);
    ::_exit(1);
}

Result<void> look_up(EwfImage& image, ChunkStore& store, const Request& request, Answer& answer) {
    for (std::uint32_t i = 0; i < request.needed; ++i) {
        answer.chunks[answer.count] = TRY(image.share_or_lend(request.first + i));
        ++answer.count;
    }
    const std::uint64_t end = std::min(request.first + request.needed + request.ahead, store.shape().chunks());
    while (answer.count < most_told && request.first + answer.count < end) {
        const auto kept = TRY(store.find(request.first + answer.count));
        if (!kept) break;
        answer.chunks[answer.count++] = *kept;
    }
    return {};
}

}  // namespace

SuppliedChunks::SuppliedChunks(int socket, int scratch) : socket_{socket}, scratch_{scratch}, known_(known_chunks) {}

Result<std::span<const KeptChunk>> SuppliedChunks::chunks(std::uint64_t first, std::uint32_t most) {
    given_.clear();
    for (std::uint32_t i = 0; i < most && slot(first + i).chunk == first + i; ++i) {
        given_.push_back(slot(first + i).kept);
    }
    if (!given_.empty()) return std::span<const KeptChunk>{given_};

    Request request{first, std::min(most, ChunkStore::lendable), 0};
    // The sequential reader of a large table is served ahead; one that jumps about would only be kept waiting.
    if (first + 1 >= next_ && first <= next_ + 1) request.ahead = most_told;
    next_ = first + request.needed;
    settled_ = false;
    Answer answer;
    if (!send_to(socket_, request) || !receive(socket_, answer)) inflater_is_gone();
    if (answer.failed != 0) {
        answer.words.back() = '\0';
        const auto fault = std::min(answer.fault, static_cast<std::uint32_t>(Fault::system));
        return failure(static_cast<Fault>(fault), answer.words.data());
    }
    if (answer.first != first || answer.count < request.needed || answer.count > most_told) inflater_is_gone();
    for (std::uint32_t i = 0; i < answer.count; ++i) {
        if (answer.chunks[i].lent == 0) slot(first + i) = {first + i, answer.chunks[i]};
    }
    given_.assign(answer.chunks.begin(), answer.chunks.begin() + request.needed);
    return std::span<const KeptChunk>{given_};
}

Result<void> SuppliedChunks::read(const KeptChunk& kept, std::uint64_t inside, MutableBytes to) const {
    return read_scratch(scratch_, kept.place + inside, to);
}

void SuppliedChunks::settle() {
    if (std::exchange(settled_, true)) return;
    Answer answer;
    if (!send_to(socket_, Request{}) || !receive(socket_, answer)) inflater_is_gone();
}

int serve_walker(Channel& channel, int socket, ChunkStore& store) {
    const auto frame = channel.receive();
    if (!frame) return 0;
    const auto asked = decode_open_request(frame->body);
    if (!asked) return 1;
    auto opened = open_image(asked->segments, {&store, nullptr});
    auto* image = opened ? dynamic_cast<EwfImage*>(opened->source.get()) : nullptr;
    if (image == nullptr) {
        std::fprintf(stderr, "sanad-reader: %s\n", opened ? "not an E01" : opened.error().what.c_str());
        return 1;
    }
    const ChunkShape shape = store.shape();
    Request request;
    while (receive(socket, request)) {
        const bool possible = request.needed <= ChunkStore::lendable && request.ahead <= most_told &&
                              request.first <= shape.chunks() && request.needed <= shape.chunks() - request.first;
        if (!possible) return 1;
        Answer answer;
        answer.first = request.first;
        if (const auto done = look_up(*image, store, request, answer); !done) {
            answer.failed = 1;
            answer.fault = static_cast<std::uint32_t>(done.error().fault);
            const std::string& what = done.error().what;
            std::copy_n(what.begin(), std::min(what.size(), answer.words.size() - 1), answer.words.begin());
        }
        if (!send_to(socket, answer)) return 0;
        const std::uint64_t from = request.first + request.needed;
        const std::uint64_t ahead = std::min<std::uint64_t>(request.ahead, ahead_bytes / shape.chunk_size);
        for (std::uint64_t i = 0; i < ahead && from + i < shape.chunks() && !answer.failed; ++i) {
            if (asked_again(socket) || !store.has_room()) break;
            // What goes wrong is told when somebody needs the chunk.
            if (!image->share(from + i)) break;
        }
    }
    return 0;
}

}  // namespace sanad
