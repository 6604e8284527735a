#include "core/hashset/record_sorter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

std::vector<std::string> sorted(RecordSorter& sorter, std::size_t width) {
    std::vector<std::string> records;
    expected(sorter.finish([&](const Byte* record) -> Result<void> {
        records.emplace_back(reinterpret_cast<const char*>(record), width);
        return {};
    }));
    return records;
}

const Byte* bytes_in(const std::string& record) {
    return reinterpret_cast<const Byte*>(record.data());
}

}  // namespace

TEST_CASE("records come out in ascending order and once, whether they fit into memory or not") {
    ScratchFolder folder;
    for (const std::size_t width : {16, 17, 20, 21, 32, 33}) {
        for (const std::uint64_t memory : {std::uint64_t{1} << 24, std::uint64_t{1024} * width}) {
            CAPTURE(width);
            CAPTURE(memory);
            std::mt19937_64 random{width};
            std::set<std::string> truth;
            auto sorter = expected(RecordSorter::create(width, memory, folder.path));
            std::vector<std::string> given;
            for (int i = 0; i < 10'000; ++i) {
                std::string record(width, '\0');
                for (char& byte : record) byte = static_cast<char>(random());
                // Some alike in front, so that the last bytes decide; some twice.
                if (i % 7 == 0) std::fill(record.begin(), record.end() - 1, 'x');
                if (i % 11 == 0 && !given.empty()) record = given[random() % given.size()];
                given.push_back(record);
                truth.insert(record);
                expected(sorter.add(bytes_in(record)));
            }
            CHECK(sorter.added() == given.size());
            CHECK(sorted(sorter, width) == std::vector<std::string>(truth.begin(), truth.end()));
        }
    }
    CHECK(std::filesystem::is_empty(folder.path));
}

TEST_CASE("a sorter without records gives none, and one that was emptied early gives all") {
    ScratchFolder folder;
    auto none = expected(RecordSorter::create(16, 1 << 20, folder.path));
    CHECK(sorted(none, 16).empty());
    auto early = expected(RecordSorter::create(16, 1 << 20, folder.path));
    const std::string high(16, '\xff'), low(16, '\0');
    expected(early.add(bytes_in(high)));
    expected(early.spill());
    CHECK(early.memory_held() == 0);
    expected(early.add(bytes_in(low)));
    expected(early.add(bytes_in(high)));
    CHECK(sorted(early, 16) == std::vector<std::string>{low, high});
}
