#pragma once
// One thread's share of the module stage: it reads a file again, hands it to the modules that want it, and keeps what
// they took out of it. Nothing here writes the case.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/ingest/evidence.hpp"
#include "core/ingest/read_back.hpp"
#include "core/ingest/reader_pool.hpp"
#include "core/module/module_host.hpp"

namespace sanad {

/// A plugin that an ingest runs.
struct ChosenModule {
    std::filesystem::path plugin;
    Manifest manifest;
    Sha256Digest build{};    ///< of the .so file
    std::string settings{};  ///< handed over as they are
    std::string
        settings_record{};  ///< JSON for the run's settings: what was handed over, with its digest; may be empty
};

struct ModuleTask {
    Id file = 0;
    std::vector<std::size_t> modules;     ///< that want it
    std::vector<std::size_t> signatures;  ///< that want it if its first bytes are theirs, where nobody looked yet
};

/// What one module said of one file.
struct ModuleAnswer {
    std::size_t module = 0;
    ModuleRun run;
    std::vector<Id> streams;  ///< the file, then its companions: what source.stream counts
};

/// A derived file whose bytes lie in derived/ already.
struct KeptFile {
    std::string name;  ///< as the module gave it
    std::uint64_t size = 0;
    ContentResult result;
    IdentifierFindings identifiers{};
};

struct ModuleTaskEnd {
    std::vector<ModuleAnswer> answers;
    std::vector<std::vector<KeptFile>> kept;  ///< of each answer
    std::string not_read;                     ///< why the file's bytes could not be had again
    Outcome not_read_outcome = Outcome::unreadable;
};

class ModuleWorker {
public:
    /// To be made, used and destroyed in one thread: its worker processes die with it.
    ModuleWorker(const CaseFolder& folder, Id image, const std::vector<ChosenModule>& modules, ModuleLimits limits,
                 std::filesystem::path reader, bool identifiers)
        : folder_{folder},
          image_{image},
          modules_{modules},
          limits_{limits},
          reader_program_{std::move(reader)},
          identifiers_{identifiers} {}

    /// An Error: the case or the evidence cannot be reached at all.
    Result<ModuleTaskEnd> examine(const ModuleTask& task);

private:
    struct Stream {
        Id file = 0;
        std::string path;
        std::vector<Byte> bytes;
        std::optional<FileDetail> in_pieces;  ///< read again as a module asks for it: too large for memory
    };
    Result<void> open();
    Result<std::vector<Byte>> content_of(const FileDetail& file, std::uint64_t at_most);
    Result<void> read_piece(const FileDetail& file, std::uint64_t offset, MutableBytes to);
    StreamOffer offer_of(const FileDetail& file);
    Result<std::vector<Stream>> companions_of(const FileDetail& file, const Manifest& manifest,
                                              const FileAtHand& at_hand);
    Result<KeptFile> keep(DerivedFile& derived);
    Result<ContentResult> digest(Bytes bytes, std::string_view path);
    Result<IdentifierFindings> search(Bytes bytes, std::string_view path);
    Result<ModuleHost*> host(std::size_t module);

    const CaseFolder& folder_;
    Id image_;
    const std::vector<ChosenModule>& modules_;
    ModuleLimits limits_;
    std::filesystem::path reader_program_;
    bool identifiers_;
    std::optional<CaseReader> reader_;
    std::optional<ReadBack> read_back_;
    std::optional<Segments> segments_;
    std::unique_ptr<ReaderPool> pool_;
    std::map<std::size_t, ModuleHost> hosts_;
    std::pair<Id, std::string> siblings_of_;  ///< file system and folder
    std::vector<FileRow> siblings_;
};

}  // namespace sanad
