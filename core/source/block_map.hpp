#pragma once
// One bit per block of a file system, kept by pages, so that memory follows how mixed a volume is and not how large:
// a page whose blocks are all in use, or all free, takes four bytes. Private to this folder.
#include <array>
#include <bit>
#include <cstdint>
#include <deque>
#include <vector>

namespace sanad {

class BlockMap {
public:
    static constexpr std::uint64_t words_per_page = 512, page_blocks = words_per_page * 64;
    /// 256 MiB of mixed pages: 8 TiB of blocks of 4 KiB without 128 MiB in one state anywhere.
    static constexpr std::size_t most_mixed_pages = 65536;

    explicit BlockMap(std::uint64_t blocks = 0)
        : blocks_{blocks}, pages_(static_cast<std::size_t>((blocks + page_blocks - 1) / page_blocks), all_used) {}

    std::uint64_t block_count() const { return blocks_; }
    /// False once more pages are mixed than may be kept; the map is then of no use.
    bool fits() const { return fits_; }

    /// Cheapest in ascending order: only then is a page that becomes all free given back.
    void set_free(std::uint64_t block) {
        if (block < blocks_) add(block / 64, std::uint64_t{1} << (block % 64));
    }
    /// 64 blocks at once: bit n of `free` is block 64 * word + n. Bits beyond the last block are left out.
    void add(std::uint64_t word, std::uint64_t free) {
        if (word * 64 >= blocks_) return;
        if (blocks_ - word * 64 < 64) free &= (std::uint64_t{1} << (blocks_ - word * 64)) - 1;
        if (free == 0) return;
        const auto page = static_cast<std::size_t>(word / words_per_page);
        if (page != filling_) settle();
        if (pages_[page] == all_free || !fits_) return;
        if (pages_[page] == all_used) {
            if (mixed_.size() >= most_mixed_pages) {
                fits_ = false;
                return;
            }
            pages_[page] = static_cast<std::uint32_t>(mixed_.size()) + first_mixed;
            mixed_.emplace_back();
            filling_ = page;
        }
        mixed_[pages_[page] - first_mixed][word % words_per_page] |= free;
    }

    /// Blocks outside the map count as in use: nothing says that they are free.
    bool is_free(std::uint64_t block) const {
        return block < blocks_ && (word_at(block / 64) >> (block % 64) & 1) != 0;
    }
    /// The first block at or after `from` whose freedom is `wanted`; block_count() when there is none.
    std::uint64_t next(std::uint64_t from, bool wanted) const {
        while (from < blocks_) {
            const std::uint32_t page = pages_[static_cast<std::size_t>(from / page_blocks)];
            if (page == (wanted ? all_used : all_free)) {
                from = (from / page_blocks + 1) * page_blocks;
                continue;
            }
            const std::uint64_t word = word_at(from / 64);
            const std::uint64_t bits = (wanted ? word : ~word) & ~std::uint64_t{0} << (from % 64);
            if (bits != 0) {
                const std::uint64_t found = from / 64 * 64 + static_cast<std::uint64_t>(std::countr_zero(bits));
                return found < blocks_ ? found : blocks_;
            }
            from = (from / 64 + 1) * 64;
        }
        return blocks_;
    }

private:
    static constexpr std::uint32_t all_used = 0, all_free = 1, first_mixed = 2;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::uint64_t word_at(std::uint64_t word) const {
        const std::uint32_t page = pages_[static_cast<std::size_t>(word / words_per_page)];
        if (page == all_used) return 0;
        return page == all_free ? ~std::uint64_t{0} : mixed_[page - first_mixed][word % words_per_page];
    }
    /// The page filled last is the last of `mixed_`: it can go when it turns out to be all free.
    void settle() {
        if (filling_ == none) return;
        for (const std::uint64_t word : mixed_.back()) {
            if (word != ~std::uint64_t{0}) {
                filling_ = none;
                return;
            }
        }
        pages_[filling_] = all_free;
        mixed_.pop_back();
        filling_ = none;
    }

    std::uint64_t blocks_;
    std::vector<std::uint32_t> pages_;  ///< all_used, all_free, or first_mixed + place in mixed_
    std::deque<std::array<std::uint64_t, words_per_page>> mixed_;
    std::size_t filling_ = none;
    bool fits_ = true;
};

}  // namespace sanad
