#pragma once
#include "core/hashset/digest_lists.hpp"

namespace sanad::fuzz {

/// Takes everything, and looks at every byte it is given.
struct TakeAll : ListTaker {
    std::uint64_t seen = 0;
    Result<void> take(std::uint64_t place, const ListedDigests& digests) override {
        seen += place + digests.category.size();
        for (std::size_t i = 0; digests.md5 != nullptr && i < 16; ++i) seen += digests.md5[i];
        for (std::size_t i = 0; digests.sha1 != nullptr && i < 20; ++i) seen += digests.sha1[i];
        for (std::size_t i = 0; digests.sha256 != nullptr && i < 32; ++i) seen += digests.sha256[i];
        return {};
    }
    Result<void> refuse(std::uint64_t place, std::string_view reason, std::string_view line) override {
        seen += place + reason.size() + line.size();
        return {};
    }
};

/// The list whole, and in pieces whose size its first byte chooses.
inline int read_list_both_ways(Result<ListFacts> (*read)(ListBytes&, ListTaker&), const std::uint8_t* data,
                               std::size_t size) {
    TakeAll whole, cut;
    ListInMemory at_once{{data, size}};
    const auto first = read(at_once, whole);
    ListInMemory pieces{{data, size}, size == 0 ? 1 : data[0] % 61 + 1u};
    const auto second = read(pieces, cut);
    if (first.has_value() != second.has_value() || whole.seen != cut.seen) __builtin_trap();
    return 0;
}

}  // namespace sanad::fuzz
