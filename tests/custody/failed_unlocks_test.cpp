#include "core/custody/failed_unlocks.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/corpus.hpp"

using namespace sanad;

TEST_CASE("who tried the keys of whom stands in a list that only its owner reads") {
    const tests::TemporaryFolder home;
    const FailedUnlocks list{home.path()};
    CHECK(list.of("r.vance").value().empty());
    const FailedUnlock first{"2026-11-27T10:00:00Z", "r.vance", "the passphrase is wrong"};
    const FailedUnlock other{"2026-11-27T10:00:01Z", "a.khan", "the passphrase is wrong"};
    const FailedUnlock second{"2026-11-27T10:00:02Z", "r.vance", "\"quoted\"\\ and more"};
    for (const FailedUnlock& one : {first, other, second}) REQUIRE(list.add(one));
    CHECK(list.of("r.vance").value() == std::vector{first, second});
    CHECK(list.of("a.khan").value() == std::vector{other});
    struct stat facts {};
    const std::string path = home.path() / "failed-unlocks";
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 07777) == 0600);

    SUBCASE("a line that makes no sense hides no other") {
        std::ofstream{path, std::ios::app} << "{\"at\":\n\n";
        REQUIRE(list.add(first));
        CHECK(list.of("r.vance").value() == std::vector{first, second, first});
    }
    SUBCASE("a reason that cannot be written in JSON is still a line") {
        REQUIRE(list.add({first.at, "r.vance", "bad \xFF byte"}));
        CHECK(list.of("r.vance").value().back().why == "the reason cannot be written");
    }
    SUBCASE("a file that others may read, or a link in its place, is refused") {
        REQUIRE(::chmod(path.c_str(), 0644) == 0);
        CHECK(list.add(first).error().fault == Fault::refused);
        CHECK(list.of("r.vance").error().fault == Fault::refused);
        std::filesystem::remove(path);
        std::filesystem::create_symlink(home.path() / "elsewhere", path);
        CHECK_FALSE(list.add(first));
        CHECK_FALSE(std::filesystem::exists(home.path() / "elsewhere"));
    }
    SUBCASE("what is full takes no more, and is not lost") {
        std::ofstream{path, std::ios::app} << std::string((8 << 20) - 400, ' ') << '\n';
        const auto full = list.add({first.at, "r.vance", std::string(400, 'x')});
        CHECK(full.error().fault == Fault::limit);
        CHECK(list.of("r.vance").value() == std::vector{first, second});
    }
}

TEST_CASE("tries at the same time are each a line") {
    const tests::TemporaryFolder home;
    std::atomic<int> added{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < 20; ++k)
                if (FailedUnlocks{home.path()}.add({"2026-11-27T10:00:00Z", "r.vance", "wrong"})) ++added;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(added == 80);
    CHECK(FailedUnlocks{home.path()}.of("r.vance").value().size() == 80);
}
