#include "core/ingest/read_back.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/bytes.hpp"
#include "core/base/stop_flag.hpp"
#include "core/crypto/digest.hpp"
#include "core/ingest/ingest.hpp"

using namespace sanad;
namespace fs = std::filesystem;

namespace {

const fs::path sample = fs::path{SANAD_SOURCE_DIR} / "samples/images/lantern.E01";
const fs::path reader_program = fs::path{SANAD_BINARY_DIR} / "bin/sanad-reader";

/// The sample, examined once for all tests of this program.
struct Examined {
    fs::path path = fs::temp_directory_path() / ("sanad-read-back-" + std::to_string(::getpid()) + ".sanad");
    std::optional<CaseFolder> folder;

    Examined() {
        fs::remove_all(path);
        auto made = CaseFolder::create(path, {"lantern", "tester", "UTC", {}, "test"});
        REQUIRE(made);
        folder.emplace(std::move(*made));
        IngestSettings settings;
        settings.workers = 2;
        settings.reader = reader_program;
        auto writer = folder->writer();
        REQUIRE(writer);
        REQUIRE(add_evidence(*writer, sample, {}, settings));
        static const StopFlag stop = false;
        const auto end = ingest(*folder, 1, settings, stop, {});
        REQUIRE(end);
        REQUIRE(end->finished);
    }
    ~Examined() { fs::remove_all(path); }
};

const CaseFolder& examined() {
    static const Examined once;
    return *once.folder;
}

ReadBack opened() {
    auto back = ReadBack::open(examined(), 1, reader_program);
    REQUIRE(back);
    return std::move(*back);
}

}  // namespace

TEST_CASE("every content that was examined is given back with the digest on record") {
    if (!fs::exists(sample)) {
        MESSAGE("skipped: samples/make_samples has not run");
        return;
    }
    ReadBack back = opened();
    auto reader = examined().reader();
    REQUIRE(reader);
    std::size_t compared = 0;
    const auto ids = reader->find({});
    REQUIRE(ids);
    for (const Id id : *ids) {
        const auto file = reader->file(id);
        REQUIRE(file);
        if (!file->file.digests) continue;
        Sha256 sha256;
        std::uint64_t length = 0;
        const auto done = back.content(*file, 0, UINT64_MAX, [&](Bytes bytes) -> Result<void> {
            sha256.update(bytes);
            length += bytes.size();
            return {};
        });
        REQUIRE(done);
        CHECK(length == file->file.size);
        CHECK(sha256.finish() == file->file.digests->sha256);
        ++compared;
    }
    CHECK(compared > 40);
    CHECK(back.take_damage().empty());
}

TEST_CASE("a sink that refuses ends the reading, and the next one is whole again") {
    if (!fs::exists(sample)) {
        MESSAGE("skipped: samples/make_samples has not run");
        return;
    }
    ReadBack back = opened();
    auto reader = examined().reader();
    REQUIRE(reader);
    FileQuery query;
    query.paths = {"/Documents/passwords.txt", "/Documents/minutes.txt"};
    const auto ids = reader->find(query);
    REQUIRE(ids);
    REQUIRE(ids->size() == 2);
    for (const Id id : *ids) {
        const auto file = reader->file(id);
        REQUIRE(file);
        const auto refused =
            back.content(*file, 0, UINT64_MAX, [](Bytes) -> Result<void> { return failure(Fault::system, "enough"); });
        REQUIRE(!refused);
        CHECK(refused.error().what == "enough");
        std::uint64_t length = 0;
        CHECK(back.content(*file, 5, 10, [&](Bytes bytes) -> Result<void> {
            length += bytes.size();
            return {};
        }));
        CHECK(length == 10);
    }
}

TEST_CASE("the image's bytes are those of the medium that was acquired") {
    const fs::path raw = fs::path{SANAD_SOURCE_DIR} / "samples/images/lantern.raw";
    if (!fs::exists(raw)) {
        MESSAGE("skipped: samples/make_samples has not run");
        return;
    }
    ReadBack back = opened();
    std::ifstream file{raw, std::ios::binary};
    const std::string truth{std::istreambuf_iterator<char>{file}, {}};
    std::string given;
    const auto gather = [&](Bytes bytes) -> Result<void> {
        given += text_of(bytes);
        return {};
    };
    REQUIRE(back.media(1'000'001, 9'000'003, gather));
    CHECK(given == truth.substr(1'000'001, 9'000'003));
    given.clear();
    REQUIRE(back.media(truth.size() - 3, 100, gather));
    CHECK(given == truth.substr(truth.size() - 3));
    CHECK(back.media(truth.size() + 1, 1, gather).error().fault == Fault::refused);
}
