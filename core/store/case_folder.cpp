#include "core/store/case_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
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

Result<CaseFolder> CaseFolder::create(const std::filesystem::path& path, const CaseFacts& facts) {
    CaseFolder folder{with_suffix(path)};
    std::error_code error;
    if (!std::filesystem::create_directory(folder.path_, error)) {
        if (!error) return failure(Fault::refused, folder.path_.string() + ": there is something here already");
        return failure(error == std::errc::file_exists ? Fault::refused : Fault::system,
                       fmt::format("{}: {}", folder.path_.string(), error.message()));
    }
    if (auto filled = fill(folder.path_, facts); !filled) {
        std::filesystem::remove_all(folder.path_, error);
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

Result<IngestLock> CaseFolder::lock_for_ingest() const {
    const auto file = path_ / "ingest.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return failure(Fault::system, fmt::format("{}: {}", file.string(), std::strerror(errno)));
    IngestLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return failure(Fault::refused, path_.string() + ": another ingest is at work in this case");
        return failure(Fault::system, fmt::format("{}: {}", file.string(), std::strerror(errno)));
    }
    return lock;
}

}  // namespace sanad
