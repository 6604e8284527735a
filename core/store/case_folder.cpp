#include "core/store/case_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/store/database.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

std::filesystem::path with_suffix(std::filesystem::path path) {
    if (!path.has_filename()) path = path.parent_path();
    if (path.extension() != ".sanad") path += ".sanad";
    return path;
}

Result<void> fill(const std::filesystem::path& folder, const CaseFacts& facts) {
    std::error_code error;
    if (!std::filesystem::create_directory(folder / "derived", error))
        return failure(Fault::system, fmt::format("{}: {}", (folder / "derived").string(), error.message()));
    {
        const auto database = TRY(Database::open(folder / "case.db", Access::create));
        TRY(migrate(*database));
    }
    auto writer = TRY(CaseWriter::open(folder / "case.db"));
    TRY(writer.set_case_facts(facts));
    return writer.commit();
}

}  // namespace

IngestLock::IngestLock(IngestLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}

IngestLock& IngestLock::operator=(IngestLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

// The file stays: removing it would let two holders lock two files of one name.
IngestLock::~IngestLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

// Made under another name and renamed when it is whole, so that a kill in the middle leaves no half case in the way.
Result<CaseFolder> CaseFolder::create(const std::filesystem::path& path, const CaseFacts& facts) {
    CaseFolder folder{with_suffix(path)};
    const auto refused = [&] {
        return failure(Fault::refused, folder.path_.string() + ": there is something here already");
    };
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(folder.path_, error))) return refused();
    std::string unfinished = folder.path_.string() + ".new-XXXXXX";
    if (::mkdtemp(unfinished.data()) == nullptr) {
        return failure(Fault::system, fmt::format("{}: {}", folder.path_.string(), std::strerror(errno)));
    }
    auto filled = fill(unfinished, facts);
    if (filled && (::chmod(unfinished.c_str(), 0755) != 0 ||
                   ::renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, folder.path_.c_str(), RENAME_NOREPLACE) != 0)) {
        filled = errno == EEXIST
                     ? refused()
                     : failure(Fault::system, fmt::format("{}: {}", folder.path_.string(), std::strerror(errno)));
    }
    if (!filled) {
        std::filesystem::remove_all(unfinished, error);
        return tl::unexpected{std::move(filled.error())};
    }
    return folder;
}

Result<CaseFolder> CaseFolder::open(const std::filesystem::path& path) {
    std::error_code error;
    for (const auto& candidate : {path, with_suffix(path)})
        if (std::filesystem::is_regular_file(candidate / "case.db", error)) return CaseFolder{candidate};
    return failure(Fault::not_found, path.string() + ": no case here");
}

std::filesystem::path CaseFolder::derived(const Sha256Digest& sha256) const {
    const std::string name = hex(sha256);
    return derived() / name.substr(0, 2) / name;
}

Result<IngestLock> CaseFolder::lock_for_ingest() const {
    const auto file = path_ / "ingest.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return failure(Fault::system, fmt::format("{}: {}", file.string(), std::strerror(errno)));
    IngestLock lock{descriptor};
    // A predecessor that was just killed may hold it for a moment more.
    int taken = ::flock(descriptor, LOCK_EX | LOCK_NB);
    for (int tries = 0; taken != 0 && errno == EWOULDBLOCK && tries < 20; ++tries) {
        ::usleep(50'000);
        taken = ::flock(descriptor, LOCK_EX | LOCK_NB);
    }
    if (taken != 0) {
        if (errno == EWOULDBLOCK)
            return failure(Fault::refused, path_.string() + ": another ingest is at work in this case");
        return failure(Fault::system, fmt::format("{}: {}", file.string(), std::strerror(errno)));
    }
    return lock;
}

}  // namespace sanad
