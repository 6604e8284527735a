#pragma once
// marks.db of a case: what examiners mark and take back, one row for each act. It is a file of its own, so that marks
// can be made while an ingest writes the case, and stay when the case is ingested anew.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/evidence.hpp"
#include "core/store/query.hpp"

namespace sanad {

enum class MarkAct : std::uint8_t { tag, note, remove };
std::string_view name_of(MarkAct act);

/// What can be marked. Identifiers and hits of a search are ranges of bytes with a type.
enum class MarkedThing : std::uint8_t { the_case, file, artifact, identifier, hit };
std::string_view name_of(MarkedThing thing);

/// What a mark is on: by its numbers in the case as it was, and by what finds it again (marked.hpp).
struct MarkSubject {
    MarkedThing thing = MarkedThing::the_case;
    Id id = 0;
    std::string exhibit_number;
    Id image = 0;
    std::uint64_t file_system_offset = 0;
    Id file = 0;       ///< the file itself, or the one in which the finding lies
    std::string path;  ///< raw bytes as recorded
    std::uint64_t metadata_address = 0;
    std::optional<Sha256Digest> content_sha256;
    std::string type;  ///< of a finding
    std::uint64_t source_offset = 0, source_length = 0;
    std::optional<Sha256Digest> values_sha256;
    std::string label;  ///< a finding in a few words
    bool operator==(const MarkSubject&) const = default;
};

struct NewMark {
    MarkAct act = MarkAct::tag;  ///< tag or note
    std::string tag;             ///< name of the tag
    std::string colour;          ///< empty: the one this tag had last, else yellow
    std::string text;            ///< comment of the tag, or the note
    MarkSubject subject;
};

struct Mark {
    std::uint64_t seq = 0;
    MarkAct act = MarkAct::tag;
    std::optional<std::uint64_t> removes;     ///< of a removal
    std::optional<std::uint64_t> removed_by;  ///< of a tag or note: the removal that took it back
    std::string tag, colour, text, examiner;
    Timestamp made_at;
    MarkSubject subject;
    /// A tag or note that nobody took back.
    bool stands() const { return act != MarkAct::remove && !removed_by; }
};

class MarkFile {
public:
    /// Makes the file when it is missing. Fault::refused for one of a newer Sanad and for what holds no marks.
    static Result<MarkFile> open(const std::filesystem::path& case_folder);
    /// For looking, on a read-only medium too. A case without the file has no marks.
    static Result<MarkFile> open_read_only(const std::filesystem::path& case_folder);
    MarkFile(MarkFile&&) noexcept;
    MarkFile& operator=(MarkFile&&) noexcept;
    ~MarkFile();

    /// Grows with every mark: when to look again. 0: there is none.
    Result<std::uint64_t> revision();

    struct Added {
        std::vector<std::uint64_t> seqs;  ///< in the order of the marks told
        std::size_t already = 0;          ///< tags that stood on their subject before: not set twice
    };
    /// All of them or none; on the disk when it returns. Fault::refused for a tag without a name or a note without
    /// text.
    Result<Added> add(std::span<const NewMark> marks, const std::string& examiner);
    /// Takes back tags and notes, all or none. Fault::not_found, or Fault::refused for one that was taken back before.
    Result<std::vector<std::uint64_t>> remove(std::span<const std::uint64_t> seqs, const std::string& reason,
                                              const std::string& examiner);

    /// Every row after `since`, in order, removals among them.
    Result<std::vector<Mark>> marks(std::uint64_t since = 0);

    /// For tests: nanoseconds since 1970.
    void set_clock(std::function<std::int64_t()> clock);

private:
    struct State;
    explicit MarkFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
