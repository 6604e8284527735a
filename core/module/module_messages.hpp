#pragma once
// What supervisor and module worker say to each other. One question at a time; nothing is said without one.
//
//   introduce            ▶ ◀ manifest
//   open {settings}      ▶ ◀ opened {bool}
//   examine {streams}    ▶ ◀ (artifact | warning | (derived | text) piece* )* verdict     at any point: breach, the
//   last; and where a stream is not in the memory whole:
//                        ◀ ▶ want {stream, offset, slot} filled {bool}
//
// Every answer to examine begins with the token of its request, which nobody could know before: what a worker sent
// while it had another file is never taken for this one's.
#include <cstdint>
#include <string>
#include <vector>

#include "core/module/module_run.hpp"
#include "core/module/wire.hpp"

namespace sanad {

enum class ModuleMessage : std::uint32_t {
    introduce = 1,
    open,
    examine,
    filled,  ///< the piece that was wanted lies in its slot; false: these bytes cannot be read
    manifest = 101,
    opened,
    artifact,
    derived,  ///< name, range and size; its bytes follow as pieces
    text,     ///< range and size; its bytes follow as pieces
    piece,
    warning,
    breach,  ///< the worker noticed that the plugin does what it may not; in words
    verdict,
    want,  ///< a piece of a stream that is not in the memory whole; the worker waits for it
};

/// The longest warning, name and single artifact that leave a worker; longer pieces are cut.
inline constexpr std::size_t longest_warning = 4096;
inline constexpr std::size_t longest_derived_name = 4096;
inline constexpr std::size_t longest_artifact = std::size_t{4} << 20;
inline constexpr std::size_t longest_piece = std::size_t{1} << 20;

/// A file or companion as it lies in the shared memory, whole or, with `in_pieces`, wherever slots hold pieces of it.
struct StreamPlace {
    std::string path;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    bool in_pieces = false;
    std::uint64_t first_stored = 0;
};

/// The part of the memory behind what is there whole: `slots` pieces of `piece` bytes. No slots: everything is whole.
struct PieceSlots {
    std::uint64_t offset = 0;
    std::uint64_t piece = 0;
    std::uint64_t slots = 0;
};

struct PieceWanted {
    std::uint64_t stream = 0;
    std::uint64_t offset = 0;  ///< a multiple of the piece
    std::uint64_t slot = 0;
};

struct ExamineRequest {
    std::uint64_t token = 0;
    std::string mime_type;
    std::vector<StreamPlace> streams;  ///< the file, then its companions
    PieceSlots slots;
};

void put(WireWriter& out, const ExamineRequest& request);
ExamineRequest take_examine_request(WireReader& in);

void put(WireWriter& out, const PieceWanted& wanted);
PieceWanted take_piece_wanted(WireReader& in);

void put(WireWriter& out, const SourceRange& range);
SourceRange take_source_range(WireReader& in);

void put(WireWriter& out, const Artifact& artifact);
Artifact take_artifact(WireReader& in);

}  // namespace sanad
