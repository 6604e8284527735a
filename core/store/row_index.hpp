#pragma once
// Finds rows again by a key while millions of them are written: 8 bytes a row, at most 16 with its free room. It keeps
// no keys, so a candidate's row must be looked at; the hash is keyed at random, so that no evidence can be made to
// collide.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

class RowIndex {
public:
    RowIndex();

    std::uint32_t hash(std::span<const std::uint64_t> key) const;
    std::uint32_t hash(std::string_view text, std::uint64_t number) const;

    /// `row` from 1.
    void add(std::uint32_t hash, std::uint32_t row);
    void clear();

    /// The rows added under `hash`, for as long as `matches(row)` says false; the row for which it said true, or 0.
    /// `matches` returns Result<bool>.
    template <class Matches>
    Result<std::uint32_t> find(std::uint32_t hash, const Matches& matches) const {
        for (std::size_t at = home(hash);; at = (at + 1) & (slots_.size() - 1)) {
            const Slot& slot = slots_[at];
            if (slot.row == 0) return 0u;
            if (slot.hash == hash && TRY(matches(slot.row))) return slot.row;
        }
    }

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t row = 0;
    };
    std::size_t home(std::uint32_t hash) const;

    std::vector<Slot> slots_;
    std::size_t count_ = 0;
    std::uint64_t seed_;
};

}  // namespace sanad
