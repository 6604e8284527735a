#pragma once
// A text is kept and indexed in pieces of some 32 KiB: a hit is shown by unpacking one of them, whatever the size of
// the text. Pieces end between words, and each carries the beginning of the next, so that a phrase across the border is
// found; what begins in that overlap is counted by the next piece alone.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace sanad {

inline constexpr std::size_t piece_size = 32 << 10;
inline constexpr std::size_t piece_overlap = 1024;
/// The most that one takes with its overlap: ends are moved to borders of words backwards only.
inline constexpr std::size_t longest_text_piece = piece_size + piece_overlap;

struct TextPiece {
    std::uint64_t text_offset = 0;               ///< in the whole text, in bytes of UTF-8
    std::uint32_t own_size = 0;                  ///< of `text`; the rest is the overlap
    std::optional<std::uint64_t> source_offset;  ///< in the source's bytes; nothing where bytes had to be repaired
    std::string_view text;
};

/// How many bytes of the source `utf8_text` was made from, by the source's encoding.
std::uint64_t source_width(std::string_view utf8_text, std::string_view encoding);

class PieceCutter {
public:
    using Each = std::function<Result<void>(const TextPiece&)>;
    /// `encoding`: of the source; empty when the text was made otherwise and has no offsets there.
    PieceCutter(std::string encoding, Each each) : encoding_{std::move(encoding)}, each_{std::move(each)} {}

    /// The next text; `source_offset`: where its first byte comes from. Of the last, pieces are cut where it lies: most
    /// texts come whole.
    Result<void> append(std::string_view text, std::optional<std::uint64_t> source_offset, bool last = false);
    Result<void> finish();
    std::uint64_t size() const { return begin_ + waiting_.size(); }

private:
    Result<void> cut_all(std::string_view& rest, bool last);
    Result<void> cut(std::string_view rest, std::size_t own_size);
    struct Mark {
        std::uint64_t text_offset;
        std::optional<std::uint64_t> source_offset;
    };
    std::string encoding_;
    Each each_;
    std::string waiting_;      ///< not yet given out
    std::uint64_t begin_ = 0;  ///< where that stands in the text
    std::vector<Mark> marks_;  ///< where appended texts began, from the last one before `begin_` on
};

/// zstd. Fault::damaged when the bytes are none of ours or larger than `most`.
std::vector<Byte> packed(std::string_view text);
Result<std::string> unpacked(Bytes bytes, std::size_t most);

}  // namespace sanad
