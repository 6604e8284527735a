#include "plugins/sqlite/pages.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "plugins/sqlite/big_endian.hpp"

namespace sanad::sqlite {
namespace {

using sdk::Bytes;
using sdk::File;
using sdk::Range;

constexpr std::string_view magic{"SQLite format 3\0", 16};
/// The host hands over no more than 64 MiB; a header that promises more than this is not filled up to its promise.
constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;

bool is_page_size(std::uint64_t size) {
    return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

std::uint32_t page_size_of(Bytes header) {
    const std::uint32_t stored = u16_be(header, 16);
    return stored == 1 ? 65536 : stored;
}

bool has_header(Bytes image) {
    return image.size() >= 100 && std::memcmp(image.data(), magic.data(), magic.size()) == 0 &&
           is_page_size(page_size_of(image));
}

void resize(Pages& pages, std::uint64_t count) {
    pages.image.resize(count * pages.page_size);
    pages.places.resize(count);
}

void put(Pages& pages, std::uint32_t number, Bytes bytes, Range place) {
    if (number > pages.count()) resize(pages, number);
    std::ranges::copy(bytes, pages.image.begin() + std::ptrdiff_t{number - 1} * pages.page_size);
    pages.places[number - 1] = place;
}

/// The sum that guards a page of a journal: its nonce and every 200th byte from the end.
std::uint32_t journal_sum(std::uint32_t nonce, Bytes page) {
    std::uint32_t sum = nonce;
    for (std::size_t at = page.size() - 200; at > 0 && at < page.size(); at -= 200) sum += page[at];
    return sum;
}

/// A name at the end: the transaction covered several databases, and whether it was committed is decided by whether
/// that file is still there, which cannot be seen from here.
bool names_another_journal(Bytes journal) {
    constexpr std::array<std::uint8_t, 8> end{0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7};
    if (journal.size() < 28 || !std::ranges::equal(journal.last(8), end)) return false;
    const std::uint32_t length = u32_be(journal, journal.size() - 16);
    if (length == 0 || length > journal.size() - 20) return false;
    std::uint32_t sum = 0;
    for (const std::uint8_t byte : journal.subspan(journal.size() - 16 - length, length)) {
        sum += static_cast<std::uint32_t>(static_cast<std::int8_t>(byte));
    }
    return sum == u32_be(journal, journal.size() - 12);
}

struct JournalHeader {
    std::uint32_t records, nonce, pages_before, sector_size, page_size;
};
std::optional<JournalHeader> journal_header(Bytes journal, std::size_t at) {
    constexpr std::array<std::uint8_t, 8> begin{0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7};
    if (at + 28 > journal.size() || !std::ranges::equal(journal.subspan(at, 8), begin)) return std::nullopt;
    return JournalHeader{u32_be(journal, at + 8), u32_be(journal, at + 12), u32_be(journal, at + 16),
                         u32_be(journal, at + 20), u32_be(journal, at + 24)};
}

/// A journal that was left is hot: the pages of before go back, as any program that opens the database would do.
void roll_back(Pages& pages, Bytes journal, std::uint64_t stream) {
    const auto first = journal_header(journal, 0);
    if (!first || pages.count() == 0) return;  // finished: emptied, or its header zeroed
    const auto warn = [&](std::string message, bool damage) {
        pages.warnings.push_back({{0, journal.size(), stream}, std::move(message), damage});
    };
    if (names_another_journal(journal)) {
        return warn("the journal belongs to a transaction over several databases; it is not undone", false);
    }
    if (first->page_size != pages.page_size || first->sector_size < 32 || first->sector_size > 65536 ||
        std::uint64_t{first->pages_before} * pages.page_size > most_bytes) {
        return warn("the journal does not fit the database; it is not undone", true);
    }
    std::vector<bool> done(first->pages_before + std::size_t{1});
    std::size_t undone = 0;
    const std::size_t record_size = pages.page_size + std::size_t{8};
    for (std::size_t at = 0; const auto header = journal_header(journal, at);) {
        at += first->sector_size;
        if (at > journal.size()) break;
        std::uint64_t records = (journal.size() - at) / record_size;
        if (header->records != 0xFFFFFFFF) records = std::min<std::uint64_t>(records, header->records);
        bool sound = true;
        for (std::uint64_t i = 0; i < records && sound; ++i, at += record_size) {
            const std::uint32_t number = u32_be(journal, at);
            const Bytes page = journal.subspan(at + 4, pages.page_size);
            sound = number != 0 && journal_sum(header->nonce, page) == u32_be(journal, at + record_size - 4);
            if (!sound || number > first->pages_before || done[number]) continue;
            put(pages, number, page, {at + 4, pages.page_size, stream});
            done[number] = true;
            ++undone;
        }
        if (!sound) break;
        at = (at + first->sector_size - 1) / first->sector_size * first->sector_size;
    }
    if (first->pages_before > 0) resize(pages, first->pages_before);
    warn("a transaction was cut short: " + std::to_string(undone) + " pages are as they were before it", false);
}

/// The running sums of a write-ahead log.
struct WalSums {
    std::uint32_t a = 0, b = 0;
    void add(Bytes bytes, bool big_endian) {
        const auto word = [&](std::size_t at) {
            return big_endian ? u32_be(bytes, at)
                              : std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8 |
                                    std::uint32_t{bytes[at + 2]} << 16 | std::uint32_t{bytes[at + 3]} << 24;
        };
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            a += word(at) + b;
            b += word(at + 4) + a;
        }
    }
    bool are_at(Bytes bytes, std::size_t at) const { return a == u32_be(bytes, at) && b == u32_be(bytes, at + 4); }
};

void apply_wal(Pages& pages, Bytes wal, std::uint64_t stream) {
    if (wal.empty()) return;
    const auto warn = [&](Range place, std::string message, bool damage) {
        place.stream = stream;
        pages.warnings.push_back({place, std::move(message), damage});
    };
    const bool whole = wal.size() >= 32 && (u32_be(wal, 0) & 0xFFFFFFFE) == 0x377F0682 && u32_be(wal, 4) == 3007000;
    WalSums sums;
    if (whole) sums.add(wal.first(24), (u32_be(wal, 0) & 1) != 0);
    if (!whole || !sums.are_at(wal, 24)) {
        return warn({0, wal.size()}, "the write-ahead log has no sound header; it is not applied", true);
    }
    const std::uint32_t page_size = u32_be(wal, 8);
    if (!is_page_size(page_size) || (pages.page_size != 0 && page_size != pages.page_size)) {
        return warn({0, 32}, "the write-ahead log does not fit the database; it is not applied", true);
    }
    pages.page_size = page_size;

    struct Frame {
        std::uint32_t page;
        std::size_t offset;  // of the page's bytes
    };
    std::vector<Frame> committed, pending;
    std::uint32_t page_count = 0;
    const std::size_t frame_size = page_size + std::size_t{24};
    std::size_t at = 32;
    for (; at + frame_size <= wal.size(); at += frame_size) {
        const Bytes frame = wal.subspan(at, frame_size);
        if (!std::ranges::equal(frame.subspan(8, 8), wal.subspan(16, 8))) break;  // left of an earlier round
        sums.add(frame.first(8), (u32_be(wal, 0) & 1) != 0);
        sums.add(frame.subspan(24), (u32_be(wal, 0) & 1) != 0);
        const std::uint32_t number = u32_be(frame, 0);
        if (!sums.are_at(frame, 16) || number == 0 || std::uint64_t{number} * page_size > most_bytes) {
            warn({at, frame_size}, "a frame of the write-ahead log fails its checksum; from here it is not applied",
                 true);
            break;
        }
        pending.push_back({number, at + 24});
        if (const std::uint32_t pages_after = u32_be(frame, 4)) {
            committed.insert(committed.end(), pending.begin(), pending.end());
            pending.clear();
            page_count = pages_after;
        }
    }
    if (!pending.empty()) {
        const std::size_t from = pending.front().offset - 24;
        warn({from, at - from}, "the end of the write-ahead log was never committed; it is not applied", false);
    }
    if (committed.empty() || std::uint64_t{page_count} * page_size > most_bytes) return;
    for (const Frame& frame : committed) {
        put(pages, frame.page, wal.subspan(frame.offset, page_size), {frame.offset, page_size, stream});
    }
    resize(pages, page_count);
}

/// A header promises more pages than there are: the rest is zeros, which SQLite takes for damage where it meets them
/// and not on opening. The promise counts only when the last writer knew of it (fileformat2, 1.3.7).
void fill_up(Pages& pages) {
    const std::uint32_t promised = u32_be(pages.image, 28);
    if (u32_be(pages.image, 24) != u32_be(pages.image, 92) || promised <= pages.count()) return;
    const std::uint64_t missing = promised - pages.count();
    pages.warnings.push_back(
        {{0, 100},
         "the file ends early: " + std::to_string(missing) + " of " + std::to_string(promised) + " pages are missing",
         true});
    if (std::uint64_t{promised} * pages.page_size <= most_bytes) resize(pages, promised);
}

}  // namespace

std::optional<Pages> read_pages(const File& file) {
    Pages pages;
    if (file.size() > 0 && !has_header(file.read(0, 100))) return std::nullopt;
    pages.image = file.read_all();
    if (has_header(pages.image)) {
        pages.page_size = page_size_of(pages.image);
        const std::uint64_t stored = pages.image.size();
        const std::uint64_t count = (stored + pages.page_size - 1) / pages.page_size;
        for (std::uint64_t at = 0; at < stored; at += pages.page_size) {
            pages.places.push_back({at, std::min<std::uint64_t>(pages.page_size, stored - at), 0});
        }
        if (stored % pages.page_size != 0) {
            pages.warnings.push_back({pages.places.back(), "the last page is cut short", true});
        }
        pages.image.resize(count * pages.page_size);
    }
    for (std::size_t i = 0; i < file.companion_count(); ++i) {
        const File companion = file.companion(i);
        if (companion.name().ends_with("-journal") && pages.page_size != 0) {
            roll_back(pages, companion.read_all(), i + 1);
        }
    }
    for (std::size_t i = 0; i < file.companion_count(); ++i) {
        const File companion = file.companion(i);
        if (companion.name().ends_with("-wal")) apply_wal(pages, companion.read_all(), i + 1);
    }
    if (!has_header(pages.image)) return std::nullopt;
    fill_up(pages);
    // Write-ahead mode (2, 2) needs a file beside; its content is applied now.
    pages.image[18] = pages.image[19] = 1;
    return pages;
}

}  // namespace sanad::sqlite
