#pragma once
// A small made-up case for the tests: a temporary folder, an image with a volume and a file system, files as wanted.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/store/case_folder.hpp"

namespace sanad::test {

/// The value, or the end of the test with the error's words.
template <class T>
T good(Result<T> result) {
    if (!result) FAIL(result.error().what);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// The end of a child process: its exit status, or minus the signal that ended it.
inline int end_of(pid_t child) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "sanad-store-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline CaseFacts lantern_facts() {
    return {"Op Lantern", "R. Vance", "Asia/Karachi", *parse_iso8601("2026-03-01T09:00:00Z"), "0.1.0"};
}

inline ImageFacts laptop_facts() {
    ImageFacts facts;
    facts.format = "E01";
    facts.size = 64 << 20;
    facts.chunk_size = 32768;
    facts.segments = {"/evidence/laptop.E01", "/evidence/laptop.E02"};
    facts.segment_sizes = {20'000'000, 3'000'000};
    facts.headers = {{"case_number", "2026/114"}, {"examiner", "R. Vance"}};
    facts.stored_md5 = Md5Digest{1, 2, 3};
    facts.acquisition_errors = {{4096, 512, "read error"}};
    return facts;
}

inline FileSystemFacts ntfs_facts() {
    FileSystemFacts facts;
    facts.volume = 0;
    facts.type = "NTFS";
    facts.label = "Windows";
    facts.offset = 1 << 20;
    facts.length = 60 << 20;
    facts.block_size = 4096;
    facts.block_count = 15360;
    facts.last_metadata_address = 1000;
    facts.readable = true;
    return facts;
}

/// A case with one item, one image, one volume, one NTFS file system, walked by nobody yet.
struct SampleCase {
    TemporaryFolder folder;
    CaseFolder files = good(CaseFolder::create(folder.path() / "op-lantern", lantern_facts()));
    CaseWriter writer = good(files.writer());
    Id image = 0;
    Id file_system = 0;

    SampleCase() {
        const Id item = good(writer.add_evidence_item({0, "RV/1", "laptop from the study", "Asia/Karachi"}));
        image = good(writer.add_image(item, laptop_facts()));
        Volume volume;
        volume.kind = VolumeKind::partition;
        volume.scheme = "DOS";
        volume.description = "NTFS / exFAT (0x07)";
        volume.offset = 1 << 20;
        volume.length = 60 << 20;
        good(writer.add_volumes(image, std::span{&volume, 1}));
        const auto facts = ntfs_facts();
        file_system = good(writer.add_file_systems(image, std::span{&facts, 1})).front();
        good(writer.commit());
    }
    CaseReader reader() { return good(files.reader()); }
};

inline FileRecord directory(std::string path, std::uint64_t address, std::uint64_t parent) {
    FileRecord record;
    record.path = std::move(path);
    record.kind = FileKind::directory;
    record.metadata_address = address;
    record.parent_address = parent;
    return record;
}

/// One extent of `size` bytes at `image_offset`.
inline FileRecord file(std::string path, std::uint64_t address, std::uint64_t parent, std::uint64_t size = 1000,
                       std::uint64_t image_offset = 1 << 21) {
    FileRecord record;
    record.path = std::move(path);
    record.metadata_address = address;
    record.parent_address = parent;
    record.mode = 0644;
    record.link_count = 1;
    record.times.created_at = Timestamp{1'700'000'000'000'000'000};
    record.times.modified_at = Timestamp{1'700'000'001'500'000'000};
    Content content;
    content.metadata_address = address;
    content.attribute_type = 128;
    content.size = size;
    content.allocated_size = (size + 4095) / 4096 * 4096;
    if (size > 0) content.extents = {{0, image_offset, size, ExtentKind::stored}};
    if (size % 4096 != 0) content.slack = Extent{size, image_offset + size, 4096 - size % 4096, ExtentKind::stored};
    record.content = content;
    return record;
}

inline ContentResult result(std::uint8_t seed, std::string mime) {
    ContentResult result;
    result.digests.md5.fill(seed);
    result.digests.sha1.fill(seed);
    result.digests.sha256.fill(seed);
    result.mime_type = std::move(mime);
    return result;
}

}  // namespace sanad::test
