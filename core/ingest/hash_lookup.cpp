#include "core/ingest/hash_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t contents_at_once = 1 << 18;
constexpr std::string_view state_key = "hash_sets";

Bytes digest_of(const Digests& digests, HashAlgorithm algorithm) {
    switch (algorithm) {
        case HashAlgorithm::md5:
            return digests.md5;
        case HashAlgorithm::sha1:
            return digests.sha1;
        case HashAlgorithm::sha256:
            break;
    }
    return digests.sha256;
}

}  // namespace

Result<HashLookup> HashLookup::open(const std::vector<std::filesystem::path>& files) {
    std::vector<HashSet> sets;
    for (const auto& file : files) {
        sets.push_back(TRY(HashSet::open(file)));
        TRY(sets.back().check());
    }
    return HashLookup{std::move(sets)};
}

std::string HashLookup::json() const {
    std::string json = "[";
    for (const HashSet& set : sets_) {
        json += fmt::format(R"({}{{"entries":{},"kind":"{}","name":{},"sha256":"{}","version":{}}})",
                            json.size() == 1 ? "" : ",", set.count(), name_of(set.facts().kind),
                            json_string(set.facts().name), hex(set.digest()), json_string(set.facts().version));
    }
    return json + "]";
}

std::vector<HashSetUsed> HashLookup::used(bool exclude_known) const {
    std::vector<HashSetUsed> used;
    for (const HashSet& set : sets_) {
        const HashSetFacts& facts = set.facts();
        used.push_back(
            {0, facts.name, facts.kind, facts.version, facts.source, set.count(), set.digest(), exclude_known});
    }
    return used;
}

Result<bool> HashLookup::run(CaseReader& reader, CaseWriter& writer, Id image, bool exclude_known,
                             const StopFlag& stop) {
    const std::string state = fmt::format("{} {}", exclude_known, json());
    if (const auto before = TRY(writer.get_state(image, state_key)); before && text_of(*before) == state) {
        ids_.clear();
        for (const HashSetCount& row : TRY(reader.hash_sets(image))) ids_.push_back(row.set.id);
        if (ids_.size() != sets_.size())
            return failure(Fault::damaged, "the case does not hold the hash sets it was looked up in");
        return true;
    }
    ids_ = TRY(writer.set_hash_sets(image, used(exclude_known)));
    for (Id after = 0; !sets_.empty();) {
        if (stop) {
            writer.roll_back();
            return false;
        }
        const auto contents = TRY(reader.content_digests(image, after, contents_at_once));
        if (contents.empty()) break;
        after = contents.back().content;
        TRY(look_up_all(writer, contents));
    }
    TRY(writer.put_state(image, state_key, bytes_of(state)));
    TRY(writer.commit());
    return true;
}

Result<void> HashLookup::look_up_all(CaseWriter& writer, const std::vector<ContentDigests>& contents) const {
    std::vector<std::size_t> order(contents.size());
    std::vector<Byte> sorted;
    for (const HashAlgorithm algorithm : hash_algorithms) {
        const auto holds = [&](const HashSet& set) {
            return std::ranges::any_of(set.tables(),
                                       [&](const HashTable& table) { return table.algorithm == algorithm; });
        };
        if (std::ranges::none_of(sets_, holds)) continue;
        // In ascending order, a set is walked through once from front to back.
        std::iota(order.begin(), order.end(), std::size_t{0});
        const std::size_t size = digest_size(algorithm);
        std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
            return std::memcmp(digest_of(contents[left].digests, algorithm).data(),
                               digest_of(contents[right].digests, algorithm).data(), size) < 0;
        });
        sorted.clear();
        for (const std::size_t i : order) {
            const Bytes digest = digest_of(contents[i].digests, algorithm);
            sorted.insert(sorted.end(), digest.begin(), digest.end());
        }
        for (std::size_t i = 0; i < sets_.size(); ++i) {
            Result<void> written;
            sets_[i].find_all(algorithm, sorted, [&](std::size_t position, std::uint8_t category) {
                if (!written) return;
                written = writer.add_hash_hit(contents[order[position]].content, ids_.at(i),
                                              sets_[i].category(category), algorithm);
            });
            TRY(written);
        }
    }
    return {};
}

Result<void> HashLookup::look_up(CaseWriter& writer, Id content, std::uint64_t size, const Digests& digests) const {
    if (size == 0 || sets_.empty()) return {};
    if (ids_.size() != sets_.size()) throw std::logic_error{"HashLookup: look_up before run"};
    return look_up_all(writer, {{content, digests}});
}

}  // namespace sanad
