#pragma once
// An examination as a test runs it: a case in a temporary folder, the sample image, and the dump to compare.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "core/base/stop_flag.hpp"
#include "core/base/text.hpp"
#include "core/ingest/ingest.hpp"
#include "tests/support/corpus.hpp"

namespace sanad::tests {

inline std::filesystem::path built(const std::string& program) {
    return std::filesystem::path{SANAD_BINARY_DIR} / "bin" / program;
}

/// A small ext4 disk with fragmented, sparse, deleted and empty files; made once, with the distribution's own tools.
inline std::filesystem::path fragmented_image() {
    const std::filesystem::path image = std::filesystem::path{SANAD_BINARY_DIR} / "fragmented.raw";
    if (std::filesystem::exists(image)) return image;
    const std::string partial = image.string() + "." + std::to_string(::getpid());
    REQUIRE(run_command("python3 '" SANAD_SOURCE_DIR "/tests/ingest/make_fragmented.py' '" + partial + "'").status ==
            0);
    std::filesystem::rename(partial, image);
    return image;
}

/// An NTFS disk with compressed files between ordinary ones.
inline std::filesystem::path compressed_image() {
    const std::filesystem::path image = std::filesystem::path{SANAD_BINARY_DIR} / "compressed.raw";
    if (std::filesystem::exists(image)) return image;
    const std::string partial = image.string() + "." + std::to_string(::getpid());
    REQUIRE(run_command("python3 '" SANAD_SOURCE_DIR "/tests/ingest/make_compressed.py' '" + partial + "'").status ==
            0);
    std::filesystem::rename(partial, image);
    return image;
}

/// The E01 of a raw image, by ewfacquire.
inline std::filesystem::path acquired(const std::filesystem::path& raw, const std::filesystem::path& folder,
                                      const std::string& options = "-c fast") {
    const std::string base = (folder / raw.stem()).string();
    REQUIRE(run_command("ewfacquire -u -q -t '" + base + "' -f encase6 -C c -D d -e e -E 1 -N n -d sha1 " + options +
                        " '" + raw.string() + "' >/dev/null 2>&1")
                .status == 0);
    return base + ".E01";
}

inline IngestSettings test_settings(unsigned workers = 2) {
    IngestSettings settings;
    settings.workers = workers;
    settings.reader = built("sanad-reader");
    return settings;
}

class Examination {
public:
    explicit Examination(const std::filesystem::path& image, const IngestSettings& settings = test_settings())
        : folder_{*CaseFolder::create(temporary_.path() / "case", {"case", "tester", "UTC", {}, "test"})} {
        auto writer = folder_.writer();
        REQUIRE(writer.has_value());
        const auto added = add_evidence(*writer, image, {}, settings);
        if (!added) FAIL(added.error().what);
        image_ = *added;
    }

    Result<IngestEnd> ingest(const IngestSettings& settings) {
        const StopFlag never = false;
        return sanad::ingest(folder_, image_, settings, never, {});
    }
    void finish(const IngestSettings& settings = test_settings()) {
        const auto end = ingest(settings);
        if (!end) FAIL(end.error().what);
        REQUIRE(end->finished);
    }
    std::string dump() {
        std::string text;
        auto reader = folder_.reader();
        REQUIRE(reader.has_value());
        const auto dumped = reader->dump([&](std::string_view piece) {
            text += piece;
            return true;
        });
        REQUIRE(dumped.has_value());
        return text;
    }
    std::vector<OutcomeRow> outcomes() {
        std::vector<OutcomeRow> rows;
        auto reader = folder_.reader();
        REQUIRE(reader.has_value());
        REQUIRE(reader
                    ->outcomes(image_, std::nullopt,
                               [&](const OutcomeRow& row) {
                                   rows.push_back(row);
                                   return true;
                               })
                    .has_value());
        return rows;
    }
    CaseReader reader() { return *folder_.reader(); }
    const CaseFolder& folder() const { return folder_; }
    Id image() const { return image_; }

private:
    TemporaryFolder temporary_;
    CaseFolder folder_;
    Id image_ = 0;
};

/// The first line in which two dumps differ, for a message that says something.
inline std::string first_difference(const std::string& a, const std::string& b) {
    std::size_t at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
    if (at == a.size() && at == b.size()) return "";
    const auto line = [&](const std::string& text) {
        const std::size_t from = text.rfind('\n', at == 0 ? 0 : at - 1);
        return text.substr(from == std::string::npos ? 0 : from + 1, 300);
    };
    return line(a) + "\n<->\n" + line(b);
}

}  // namespace sanad::tests
