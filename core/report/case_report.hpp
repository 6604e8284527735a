#pragma once
// The report of a case, from plain facts: what was examined and what was not, what examiners tagged and where it lies,
// who held the items, and with which tools it can be done again. One model (Sheet) for paper and screen, so that both
// say the same. Names and texts are taken as found; the sheet isolates them.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/report/custody_papers.hpp"
#include "core/report/sheet.hpp"

namespace sanad {

/// A time as the evidence has it, and on the clock of the case.
struct ReportedTime {
    std::string recorded;    ///< "2024-03-09T15:41:10Z"; without Z where the evidence records no zone
    std::string case_clock;  ///< "2024-03-09T20:41:10+05:00"; empty: no zone is known
    bool zoneless = false;
    std::int64_t order = 0;  ///< nanoseconds, for sorting
    bool operator==(const ReportedTime&) const = default;
};

struct ReportedDigest {
    std::string algorithm, computed, expected;
    std::string result;  ///< against the one in the image: match, mismatch, no_stored_hash
    /// Against the one on record in the case, when the image was read again: match, mismatch; empty: it was not.
    std::string again{};
    std::string given_again{};  ///< what it gave then
};

/// What became of a file system's contents.
struct ReportedFileSystem {
    std::string volume;  ///< "2: Basic data partition"
    std::string type, label;
    std::uint64_t offset = 0, length = 0;
    bool readable = true;
    std::string reason;  ///< why not
    std::string walk;    ///< complete, partial, pending, none
    std::uint64_t records = 0, contents = 0, content_bytes = 0;
    std::uint64_t done = 0, done_bytes = 0, pending = 0, pending_bytes = 0;
    std::uint64_t unreadable_bytes = 0, unallocated_bytes = 0;
    struct NotRead {
        std::string outcome;  ///< encrypted, crashed …
        std::uint64_t contents = 0, bytes = 0;
    };
    std::vector<NotRead> not_read;
};

struct ReportedModule {
    std::string name;  ///< with its version
    std::uint64_t examined = 0, not_mine = 0, damaged = 0, crashed = 0, timed_out = 0, other = 0;
};

/// What a further pass over the evidence says of itself. With nothing in it: it was not run, unless it says so.
struct ReportedPass {
    enum class What : std::uint8_t { hash_sets, identifiers, full_text } what = What::full_text;
    std::string exhibit_number;  ///< empty: of the whole case
    struct SetUse {
        std::string name, kind;  ///< known, notable
        std::uint64_t entries = 0, contents = 0;
        bool known_left_out = false;
    };
    std::vector<SetUse> sets;
    std::vector<std::pair<std::string, std::uint64_t>> identifiers;  ///< kind, number
    std::uint64_t index_bytes = 0;                                   ///< of index.db and of its shards in index/
    bool ran = false;                                                ///< and may have found nothing
    std::vector<std::string> without{};                              ///< "RV/1, image 2": not in the index, or in part
};

struct ReportedImage {
    std::int64_t id = 0;
    std::string exhibit_number, description, zone;
    std::string format, state;
    std::uint64_t size = 0;
    std::vector<std::pair<std::string, std::uint64_t>> files;  ///< of the image: name, size
    std::vector<std::pair<std::string, std::string>> headers;  ///< what the acquiring tool wrote
    std::vector<ReportedDigest> digests;
    std::string tree_root;
    std::uint64_t damaged_ranges = 0, damaged_bytes = 0, acquisition_errors = 0;
    bool media_read = false;  ///< every byte went into the digests
    std::vector<ReportedFileSystem> file_systems;
    std::uint64_t unpartitioned_bytes = 0;
    std::vector<ReportedModule> modules;
    std::vector<std::pair<std::string, std::uint64_t>> artifact_counts;  ///< type, number
    std::vector<std::pair<std::string, std::uint64_t>> type_families;
    std::uint64_t files_count = 0, deleted_count = 0;
};

struct ReportedMark {
    std::uint64_t seq = 0;
    std::string tag, colour, text, examiner;
    Moment made;
};

/// A file or finding with everything that was marked on it.
struct ReportedThing {
    std::uint64_t number = 0;  ///< in this report
    std::vector<ReportedMark> tags, notes;
    std::string standing;  ///< there, renumbered, changed, gone
    std::string exhibit_number;
    bool finding = false;
    std::string type;  ///< of a finding: "program.executed"
    std::vector<std::pair<std::string, std::string>> values;
    std::string module;
    std::uint64_t source_offset = 0, source_length = 0;

    std::int64_t file_id = 0;
    struct Volume {
        std::string type, label;  ///< of its file system; empty: not known
        std::uint64_t offset = 0;
        std::int64_t image = 0;
    } volume;
    std::string path, state, kind, mime_type, recovery, access;
    std::uint64_t size = 0, metadata_address = 0, unreadable_bytes = 0;
    bool mismatch = false;
    std::string extension;
    std::string sha256, sha1, md5, marked_sha256;
    std::vector<std::pair<std::string, ReportedTime>> times;       ///< created_at …
    std::vector<std::pair<std::string, ReportedTime>> name_times;  ///< of $FILE_NAME
    struct Piece {
        std::uint64_t file_offset = 0, image_offset = 0, length = 0;
        std::string kind;
    };
    std::vector<Piece> extents;  ///< the first of them
    std::uint64_t extents_count = 0;
    std::vector<std::string> hard_links;
    /// What the index holds of its text, from the beginning on.
    struct Words {
        std::string by;  ///< who read it: "mail.eml 1.0.0", or the encoding of the file's own bytes
        std::string beginning;
        std::uint64_t characters = 0;  ///< of the whole text
        bool shared = false;           ///< of a mail whose mailbox does not tell which text is which mail's
    } text;
    std::string picture_png;  ///< small, of pixels that a sandbox decoded
    bool picture_blurred = true;
    std::string picture_missing;  ///< why there is none
};

/// A picture or a video, whose content a report can show in small.
bool can_be_seen(const ReportedThing& thing);

struct ReportedEvent {
    ReportedTime time;
    std::string what;         ///< "modified_at" of a file; else what the catalog says happened
    std::uint64_t thing = 0;  ///< number of the thing
    std::string exhibit_number, path;
    std::string type;  ///< of a finding
};

struct ReportedRun {
    std::string exhibit_number, started, finished, tool_version, state;
    std::string settings;  ///< JSON; of its modules, which stand in a table of their own, only how many
    std::uint64_t modules = 0;
    std::string settings_sha256, results_sha256;
};
struct ReportedBuild {
    std::string name, version, sha256;
};

struct CaseReport {
    PaperHead head;
    std::string case_name, case_title, examiner, case_zone, folder;
    std::vector<std::string> items;  ///< exhibit numbers
    std::string made_by;             ///< who had the report made
    std::string reviewed_by, review_id, reviewed_at;
    std::string content_digest;  ///< of what is reviewed: everything but this page's times, review and receipt
    bool tagged_only = false;
    std::vector<ReportedImage> images;
    std::vector<ReportedPass> passes;
    std::vector<ReportedThing> things;
    std::string texts_missing;  ///< why no text of them is printed
    std::vector<ReportedMark> case_notes;
    /// Counted from marks.db without looking at `things`.
    std::uint64_t standing_tags = 0, standing_notes = 0, marked_things = 0, taken_back = 0;
    std::uint64_t marks_revision = 0;
    std::string marks_sha256;
    std::vector<ReportedEvent> timeline;
    std::vector<ReportedRun> runs;
    std::vector<ReportedBuild> builds;
    std::vector<Sheet> annexes;  ///< papers of custody, one for each item
};

/// Fault::system when what would be written is not what was counted: a report that lost something is not made.
Result<Sheet> case_report(const CaseReport& report, Language language);

/// Hex SHA-256 over everything in the report that a reviewer reads, in one language-free form.
std::string content_digest(const CaseReport& report);

}  // namespace sanad
