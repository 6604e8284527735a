#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <random>

#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

pid_t start_examine(const std::filesystem::path& image, const std::filesystem::path& folder,
                    const std::filesystem::path& words = "/dev/null") {
    const pid_t child = ::fork();
    if (child == 0) {
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(::open(words.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
        ::execl(built("sanad").c_str(), "sanad", "examine", image.c_str(), "--case", folder.c_str(), nullptr);
        ::_exit(127);
    }
    return child;
}

/// Its exit status, or minus the signal it died of.
int wait_for(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string dump_of(const std::filesystem::path& folder) {
    std::string text;
    auto opened = CaseFolder::open(folder);
    REQUIRE(opened.has_value());
    auto reader = opened->reader();
    REQUIRE(reader.has_value());
    REQUIRE(reader
                ->dump([&](std::string_view piece) {
                    text += piece;
                    return true;
                })
                .has_value());
    return text;
}

double seconds_of_a_run(const std::filesystem::path& image, const std::filesystem::path& folder) {
    const auto began = std::chrono::steady_clock::now();
    REQUIRE(wait_for(start_examine(image, folder)) == 0);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

TEST_CASE("an examination killed at twenty random moments and begun again ends with the same case") {
    const auto image = fragmented_image();
    TemporaryFolder temporary;
    const double seconds = seconds_of_a_run(image, temporary.path() / "undisturbed");
    const std::string expected = dump_of(temporary.path() / "undisturbed");
    std::mt19937 random{20};
    std::uniform_real_distribution<double> moment{0, seconds};
    // A moment after the end kills nothing, and is drawn again.
    constexpr int wanted = 20, most_rounds = 100;
    int killed = 0;
    for (int round = 0; round < most_rounds && killed < wanted; ++round) {
        const auto folder = temporary.path() / std::to_string(round);
        for (int kill = 0; kill < 2 && killed < wanted; ++kill) {
            const pid_t child = start_examine(image, folder);
            ::usleep(static_cast<useconds_t>(moment(random) * 1e6));
            ::kill(child, SIGKILL);
            if (wait_for(child) != -SIGKILL) break;
            ++killed;
        }
        REQUIRE(wait_for(start_examine(image, folder)) == 0);
        CHECK(first_difference(expected, dump_of(folder)) == "");
    }
    CHECK(killed == wanted);
}

TEST_CASE("readers killed at random moments cost time, never a result") {
    const auto image = fragmented_image();
    TemporaryFolder temporary;
    REQUIRE(wait_for(start_examine(image, temporary.path() / "undisturbed")) == 0);
    const std::string expected = dump_of(temporary.path() / "undisturbed");
    for (int round = 0; round < 3; ++round) {
        const auto folder = temporary.path() / std::to_string(round);
        const pid_t child = start_examine(image, folder);
        // One reader at a time and with pauses: a content is given up when it loses two readers in a row.
        ::usleep(30'000);
        run_command("pkill -KILL -n -P " + std::to_string(child));
        REQUIRE(wait_for(child) == 0);
        CHECK(first_difference(expected, dump_of(folder)) == "");
    }
}

TEST_CASE("an examination of an E01 killed at random moments, or losing an inflater, ends with the same case") {
    TemporaryFolder temporary;
    const auto image = acquired(compressed_image(), temporary.path());
    const double seconds = seconds_of_a_run(image, temporary.path() / "undisturbed");
    const std::string expected = dump_of(temporary.path() / "undisturbed");
    std::mt19937 random{21};
    std::uniform_real_distribution<double> moment{0, seconds};
    for (int round = 0; round < 6; ++round) {
        CAPTURE(round);
        const auto folder = temporary.path() / std::to_string(round);
        const pid_t child = start_examine(image, folder);
        ::usleep(static_cast<useconds_t>(moment(random) * 1e6));
        if (round % 2 == 0) {
            ::kill(child, SIGKILL);
            wait_for(child);
            REQUIRE(wait_for(start_examine(image, folder)) == 0);
        } else {
            run_command("pkill -KILL -n -f -P " + std::to_string(child) + " -- '--role inflater'");
            REQUIRE(wait_for(child) == 0);
        }
        CHECK(first_difference(expected, dump_of(folder)) == "");
    }
}

TEST_CASE("Ctrl-C stops in order, says how to go on, and the case resumes") {
    const auto image = fragmented_image();
    TemporaryFolder temporary;
    const double seconds = seconds_of_a_run(image, temporary.path() / "undisturbed");
    const std::string expected = dump_of(temporary.path() / "undisturbed");
    const auto words = temporary.path() / "words";
    // A run that was at its end already is not stopped: then another is begun.
    constexpr int most_rounds = 10;
    int stopped = 0;
    for (int round = 0; round < most_rounds && stopped < 2; ++round) {
        const auto folder = temporary.path() / fmt::format("stopped{}.sanad", round);
        const pid_t child = start_examine(image, folder, words);
        ::usleep(static_cast<useconds_t>(seconds * (stopped == 0 ? 0.3e6 : 0.5e6)));
        ::kill(child, SIGINT);
        const int status = wait_for(child);
        std::ifstream file{words};
        const std::string told{std::istreambuf_iterator<char>{file}, {}};
        if (status == 0) {
            CHECK(told == "");
            continue;
        }
        ++stopped;
        CHECK(status == 2);
        const std::string command = fmt::format("sanad ingest {}", folder.string());
        CHECK(told ==
              fmt::format("sanad: stopped; what was done is in the case, and `{}` goes on from here\n", command));
        // What it says works as it is said.
        CHECK(run_command(fmt::format("PATH='{}':\"$PATH\" {} >/dev/null 2>&1", built("").string(), command)).status ==
              0);
        CHECK(first_difference(expected, dump_of(folder)) == "");
    }
    CHECK(stopped == 2);
}

TEST_CASE("a case on a full disk ends with an error that names it, and goes on when there is room again") {
    TemporaryFolder temporary;
    if (::geteuid() != 0 ||
        run_command("mkdir -p /tmp/sanad-full && mount -t tmpfs -o size=160k none /tmp/sanad-full 2>&1").status != 0) {
        MESSAGE("skipped: a small file system cannot be mounted here");
        return;
    }
    // The E01 also wants room for its scratch file.
    for (const auto& image : {fragmented_image(), acquired(compressed_image(), temporary.path())}) {
        CAPTURE(image);
        CHECK(run_command("mount -o remount,size=160k /tmp/sanad-full").status == 0);
        const pid_t child = start_examine(image, "/tmp/sanad-full/case");
        CHECK(wait_for(child) == 2);
        CHECK(run_command("mount -o remount,size=64m /tmp/sanad-full").status == 0);
        CHECK(wait_for(start_examine(image, "/tmp/sanad-full/case")) == 0);
        const std::string dump = dump_of("/tmp/sanad-full/case");
        run_command("rm -r /tmp/sanad-full/*");
        const auto undisturbed = temporary.path() / ("undisturbed-" + image.stem().string());
        REQUIRE(wait_for(start_examine(image, undisturbed)) == 0);
        CHECK(first_difference(dump_of(undisturbed), dump) == "");
    }
    run_command("umount /tmp/sanad-full; rmdir /tmp/sanad-full");
}

TEST_CASE("an examination stopped while words are indexed, with its identifiers placed, ends with the same case") {
    const std::filesystem::path image = SANAD_SOURCE_DIR "/samples/images/lantern.raw";
    Examination undisturbed{image};
    undisturbed.finish();
    Examination stopped{image};
    {
        // What the last writer of a run that was killed had committed: all but the end.
        StopFlag stop = false;
        const auto end =
            ingest(stopped.folder(), stopped.image(), test_settings(), stop, [&](const Progress& progress) {
                if (progress.phase == Phase::indexing) stop = true;
            });
        REQUIRE(end.has_value());
        CHECK_FALSE(end->finished);
    }
    REQUIRE(stopped.dump().find("\ntable identifier: ") != std::string::npos);
    const auto identifiers = [](const std::string& dump) {
        const std::size_t at = dump.find("\ntable identifier: ") + 1;
        return dump.substr(at, dump.find("\ntable ", at) - at);
    };
    CHECK(identifiers(stopped.dump()) == identifiers(undisturbed.dump()));
    CHECK(std::ranges::count(identifiers(stopped.dump()), '\n') > 1);
    stopped.finish();
    CHECK(first_difference(undisturbed.dump(), stopped.dump()) == "");
}
