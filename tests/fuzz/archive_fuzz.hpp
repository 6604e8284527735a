#pragma once
// Walks an archive and reads a little of each content.
#include <algorithm>

#include "core/source/logical/logical.hpp"

namespace sanad::tests {

inline void read_archive(Bytes input) {
    MemorySource source{{input.begin(), input.end()}, "evidence"};
    auto files = open_archive(source);
    if (!files) return;
    std::vector<Content> contents;
    WalkLimits limits;
    limits.max_records = 1000;
    (void)(*files)->walk(limits, [&](FileRecord&& record, Bytes) {
        if (record.content && contents.size() < 50) contents.push_back(std::move(*record.content));
        return true;
    });
    std::vector<Byte> bytes;
    std::vector<DamagedRange> damage;
    for (const Content& content : contents) {
        auto opened = (*files)->open_content(content, {});
        if (!opened) continue;
        bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>((*opened)->size(), 65536)));
        (void)(*opened)->read((*opened)->size() - bytes.size(), bytes, damage);
    }
}

}  // namespace sanad::tests
