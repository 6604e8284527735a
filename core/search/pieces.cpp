#include "core/search/pieces.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace sanad {
namespace {

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::size_t character_border(std::string_view text, std::size_t at) {
    while (at < text.size() && at > 0 && continues_character(text[at])) --at;
    return at;
}

/// The end of the last blank before `limit`, unless it lies too far back.
std::size_t word_border(std::string_view text, std::size_t limit) {
    for (std::size_t at = limit; at > limit / 2; --at) {
        const char c = text[at - 1];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\0') return at;
    }
    const std::size_t border = character_border(text, limit);
    return border != 0 ? border : limit;
}

}  // namespace

std::uint64_t source_width(std::string_view text, std::string_view encoding) {
    if (encoding == "utf-8" || encoding == "us-ascii") return text.size();
    std::uint64_t characters = 0;
    std::uint64_t supplementary = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        characters += (byte & 0xC0) != 0x80;
        supplementary += byte >= 0xF0;
    }
    if (encoding.starts_with("utf-16")) return 2 * (characters + supplementary);
    if (encoding.starts_with("utf-32")) return 4 * characters;
    return characters;
}

Result<void> PieceCutter::append(std::string_view text, std::optional<std::uint64_t> source_offset, bool last) {
    if (text.empty()) return last ? finish() : Result<void>{};
    marks_.push_back({size(), source_offset});
    if (waiting_.empty()) {
        TRY(cut_all(text, last));
        waiting_ = text;
        return {};
    }
    waiting_ += text;
    std::string_view rest = waiting_;
    TRY(cut_all(rest, last));
    waiting_.erase(0, waiting_.size() - rest.size());
    return {};
}

Result<void> PieceCutter::finish() {
    std::string_view rest = waiting_;
    TRY(cut_all(rest, true));
    waiting_.clear();
    return {};
}

Result<void> PieceCutter::cut_all(std::string_view& rest, bool last) {
    for (;;) {
        const bool full = rest.size() >= piece_size + piece_overlap;
        if (!full && (!last || rest.empty())) return {};
        const std::size_t own_size = full ? word_border(rest, piece_size) : rest.size();
        TRY(cut(rest, own_size));
        rest.remove_prefix(own_size);
    }
}

Result<void> PieceCutter::cut(std::string_view waiting, std::size_t own_size) {
    while (marks_.size() > 1 && marks_[1].text_offset <= begin_) marks_.erase(marks_.begin());
    TextPiece piece;
    piece.text_offset = begin_;
    piece.own_size = static_cast<std::uint32_t>(own_size);
    // The overlap ends with a whole word: half of one would be found as a word that nobody wrote.
    const std::size_t end = own_size == waiting.size()
                                ? own_size
                                : word_border(waiting, std::min(waiting.size(), own_size + piece_overlap));
    piece.text = waiting.substr(0, std::max(end, own_size));
    // Known throughout, or not at all: a hit anywhere in the piece is placed by counting from its beginning.
    bool known = !encoding_.empty();
    for (const Mark& mark : marks_) known = known && (mark.text_offset >= begin_ + own_size || mark.source_offset);
    if (known) {
        // The text since the mark has gone already: what is kept is the mark moved to where the last piece ended.
        piece.source_offset = *marks_.front().source_offset;
    }
    TRY(each_(piece));
    // Move the mark that holds at the new beginning there.
    const std::uint64_t next = begin_ + own_size;
    std::size_t last = 0;
    while (last + 1 < marks_.size() && marks_[last + 1].text_offset <= next) ++last;
    Mark moved = marks_[last];
    if (moved.source_offset) {
        const auto from = static_cast<std::size_t>(moved.text_offset - begin_);
        *moved.source_offset += source_width(waiting.substr(from, own_size - from), encoding_);
    }
    moved.text_offset = next;
    marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(last));
    marks_.front() = moved;
    begin_ = next;
    return {};
}

std::vector<Byte> packed(std::string_view text) {
    // Packed where there is always room for it, then kept in as much as it takes.
    constexpr std::size_t room_size = ZSTD_COMPRESSBOUND(longest_text_piece);
    thread_local const auto room = std::make_unique_for_overwrite<Byte[]>(room_size);
    thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
    const std::size_t size = ZSTD_compressCCtx(context.get(), room.get(), room_size, text.data(), text.size(), 1);
    if (ZSTD_isError(size)) throw std::logic_error{"a piece of text that is larger than pieces are"};
    return {room.get(), room.get() + size};
}

Result<std::string> unpacked(Bytes bytes, std::size_t most) {
    const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most)
        return failure(Fault::damaged, "a piece of text in the index cannot be unpacked");
    std::string text(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(got) || got != text.size())
        return failure(Fault::damaged, "a piece of text in the index cannot be unpacked");
    return text;
}

}  // namespace sanad
