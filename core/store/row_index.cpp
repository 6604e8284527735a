#include "core/store/row_index.hpp"

#include <cstring>
#include <random>

namespace sanad {
namespace {

constexpr std::size_t first_size = 1024;

// Every bit of the result depends on every bit of the value (multiply and fold, as splitmix64 does).
std::uint64_t stirred(std::uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return value ^ value >> 31;
}

}  // namespace

RowIndex::RowIndex() : slots_(first_size) {
    std::random_device device;
    seed_ = std::uint64_t{device()} << 32 | device();
}

std::uint32_t RowIndex::hash(std::span<const std::uint64_t> key) const {
    std::uint64_t state = seed_;
    for (const std::uint64_t part : key) state = stirred(state ^ part) + seed_;
    return static_cast<std::uint32_t>(stirred(state) >> 32);
}

std::uint32_t RowIndex::hash(std::string_view text, std::uint64_t number) const {
    std::uint64_t state = stirred(seed_ ^ number) + text.size();
    while (!text.empty()) {
        std::uint64_t part = 0;
        const std::size_t taken = text.size() < sizeof part ? text.size() : sizeof part;
        std::memcpy(&part, text.data(), taken);
        state = stirred(state ^ part) + seed_;
        text.remove_prefix(taken);
    }
    return static_cast<std::uint32_t>(stirred(state) >> 32);
}

std::size_t RowIndex::home(std::uint32_t hash) const {
    return static_cast<std::size_t>(std::uint64_t{hash} * slots_.size() >> 32);
}

void RowIndex::add(std::uint32_t hash, std::uint32_t row) {
    if ((count_ + 1) * 5 > slots_.size() * 4) {
        std::vector<Slot> before(slots_.size() * 2);
        before.swap(slots_);
        count_ = 0;
        for (const Slot& slot : before)
            if (slot.row != 0) add(slot.hash, slot.row);
    }
    std::size_t at = home(hash);
    while (slots_[at].row != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {hash, row};
    ++count_;
}

void RowIndex::clear() {
    slots_.assign(first_size, {});
    slots_.shrink_to_fit();
    count_ = 0;
}

}  // namespace sanad
