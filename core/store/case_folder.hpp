#pragma once
// A case is a folder NAME.sanad/ that can be copied whole: case.db, derived/ (what modules took out of files).
#include <filesystem>
#include <string>

#include "core/store/case_reader.hpp"
#include "core/store/case_writer.hpp"

namespace sanad {

/// Held while an ingest writes, so that two never do at once. Released with the process, however it ends.
class IngestLock {
public:
    IngestLock(IngestLock&& other) noexcept;
    IngestLock& operator=(IngestLock&& other) noexcept;
    ~IngestLock();

private:
    friend class CaseFolder;
    explicit IngestLock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_ = -1;
};

class CaseFolder {
public:
    /// A new case. `path` gets ".sanad" when it lacks it. Fault::refused when there is something there already.
    static Result<CaseFolder> create(const std::filesystem::path& path, const CaseFacts& facts);
    /// An existing case, given with or without ".sanad". Fault::not_found when there is none.
    static Result<CaseFolder> open(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path database() const { return path_ / "case.db"; }
    std::filesystem::path derived() const { return path_ / "derived"; }
    /// Where the bytes of a derived file lie: derived/ab/abcdef….
    std::filesystem::path derived(const Sha256Digest& sha256) const;

    /// Fault::refused when another ingest holds it.
    Result<IngestLock> lock_for_ingest() const;
    Result<CaseWriter> writer() const { return CaseWriter::open(database()); }
    Result<CaseReader> reader() const { return CaseReader::open(database()); }

private:
    explicit CaseFolder(std::filesystem::path path) : path_{std::move(path)} {}
    std::filesystem::path path_;
};

}  // namespace sanad
