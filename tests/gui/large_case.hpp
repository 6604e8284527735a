#pragma once
// A case with very many files and findings, written as an ingest writes it. One for all tests of a run: making it takes
// seconds.
#include <fmt/format.h>

#include <cstdlib>

#include "tests/store/sample_case.hpp"

namespace sanad::test {

struct LargeCase : SampleCase {
    std::size_t files = 0;
    std::size_t artifacts = 0;

    LargeCase(std::size_t file_count, std::size_t artifact_count) : files{file_count}, artifacts{artifact_count} {
        good(writer.begin_walk(file_system));
        good(writer.add_file(directory("/Users", 10, 5)));
        std::uint64_t spread = 12345;
        for (std::size_t i = 1; i < files; ++i) {
            spread = spread * 6364136223846793005u + 1442695040888963407u;
            FileRecord record;
            record.path = fmt::format("/Users/document {:07}.{}", spread % 10'000'000, i % 3 == 0 ? "jpg" : "docx");
            record.metadata_address = 1000 + i;
            record.parent_address = 10;
            record.times.modified_at =
                Timestamp{1'600'000'000'000'000'000 + static_cast<std::int64_t>(spread % 100'000'000'000'000'000)};
            if (i % 10 == 0) {
                Content content;
                content.metadata_address = record.metadata_address;
                content.attribute_type = 128;
                content.size = spread % 1'000'000;
                record.content = content;
            }
            if (i % 50 == 0) record.state = NameState::deleted;
            good(writer.add_file(record));
            good(writer.commit_when(200'000));
        }
        good(writer.finish_walk(WalkState::complete, {}));
        for (std::size_t i = 0; i < artifacts; ++i) {
            good(writer.add_artifact(2, "web.firefox", "1.0.0", 2,
                                     {"web.visited",
                                      {0, i * 8, 8},
                                      {{"url", fmt::format("https://example.org/{}", i)},
                                       {"visited_at", Timestamp{1'650'000'000'000'000'000 +
                                                                static_cast<std::int64_t>(i) * 1'000'000'000}}}}));
            good(writer.commit_when(200'000));
        }
        good(writer.commit());
    }
};

/// 1,000,000 files and as many findings, or as many as SANAD_GUI_SCALE says.
inline LargeCase& large_case() {
    static LargeCase large = [] {
        const char* wanted = std::getenv("SANAD_GUI_SCALE");
#ifdef SANAD_SANITIZED
        constexpr std::size_t usual = 50'000;  // a sanitizer looks at the same code with fewer rows
#else
        constexpr std::size_t usual = 1'000'000;
#endif
        const std::size_t files = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : usual;
        return LargeCase{files, files};
    }();
    return large;
}

}  // namespace sanad::test
