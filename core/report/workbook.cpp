#include "core/report/workbook.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/file_facts.hpp"

namespace sanad {
namespace {

constexpr lxw_row_t most_rows = 1'048'576;
constexpr std::size_t longest_cell = 32'767;  // characters; UTF-16 units, so that bytes are never fewer
constexpr std::size_t longest_sheet_name = 31;
constexpr std::string_view cut_mark = "… (cut)";
constexpr double largest_exact = 9007199254740992.0;  // 2^53: a cell's number is a double

/// Why the library could not do it.
tl::unexpected<Error> failed(lxw_error error) {
    return failure(Fault::system, fmt::format("the spreadsheet could not be written: {}", lxw_strerror(error)));
}

/// shown(), and without the two noncharacters that XML cannot hold.
std::string cell_text(std::string_view text, bool& cut) {
    std::string cell = shown(text);
    for (const auto& [character, words] : {std::pair{"\xEF\xBF\xBE", "\\u{fffe}"}, {"\xEF\xBF\xBF", "\\u{ffff}"}}) {
        for (std::size_t at = 0; (at = cell.find(character, at)) != std::string::npos;) cell.replace(at, 3, words);
    }
    // Excel would show "_x0041_" as "A"; with its underscore written as a code it shows what stands here.
    for (std::size_t at = 0; (at = cell.find("_x", at)) != std::string::npos;) {
        const std::string_view code = std::string_view{cell}.substr(at + 2, 5);
        const bool is_code = code.size() == 5 && code[4] == '_' &&
                             code.substr(0, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
        if (is_code) cell.insert(at, "_x005F");
        at += is_code ? 7 : 2;
    }
    if (cell.size() > longest_cell) {
        std::size_t end = longest_cell - cut_mark.size();
        while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0) == 0x80) --end;
        cell.resize(end);
        cell += cut_mark;
        cut = true;
    }
    return cell;
}

struct Closes {
    void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};

class Workbook {
public:
    Workbook(ExportSource& source, SheetsRun direction, ExportFile& out)
        : source_{source}, direction_{direction}, out_{out} {}
    Result<WorkbookCounts> write();

private:
    /// Begins a sheet, or goes on with it on another one.
    Result<void> begin(std::string name, std::vector<std::string> columns);
    Result<void> begin_part();
    Result<void> next_row();
    void text(std::string_view value);
    void number(std::uint64_t value);
    void skip() { ++column_; }
    Result<void> facts();
    Result<void> files();
    Result<void> artifacts();
    Result<void> outcomes();
    Result<void> verifications();

    ExportSource& source_;
    SheetsRun direction_;
    ExportFile& out_;
    std::unique_ptr<lxw_workbook, Closes> book_;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* bold_ = nullptr;
    std::string name_;
    std::vector<std::string> columns_;
    std::size_t part_ = 1;
    lxw_row_t row_ = 0;
    lxw_col_t column_ = 0;
    lxw_error error_ = LXW_NO_ERROR;
    WorkbookCounts counts_;
};

Result<void> Workbook::begin(std::string name, std::vector<std::string> columns) {
    name_ = std::move(name);
    columns_ = std::move(columns);
    part_ = 1;
    return begin_part();
}

Result<void> Workbook::begin_part() {
    const std::string suffix = part_ == 1 ? "" : fmt::format(" {}", part_);
    std::string name = name_.substr(0, longest_sheet_name - suffix.size()) + suffix;
    for (char& c : name) {
        if (std::string_view{"[]:*?/\\'"}.find(c) != std::string_view::npos) c = '_';
    }
    // Two types may share their first 31 letters.
    for (int more = 2; workbook_get_worksheet_by_name(book_.get(), name.c_str()) != nullptr; ++more) {
        const std::string mark = fmt::format("~{}", more);
        name = name.substr(0, longest_sheet_name - mark.size()) + mark;
    }
    sheet_ = workbook_add_worksheet(book_.get(), name.c_str());
    if (sheet_ == nullptr) return failure(Fault::system, "the spreadsheet takes no further sheet");
    if (direction_ == SheetsRun::right_to_left) worksheet_right_to_left(sheet_);
    worksheet_freeze_panes(sheet_, 1, 0);
    row_ = 0;
    column_ = 0;
    for (const std::string& column : columns_) {
        bool cut = false;
        worksheet_write_string(sheet_, 0, column_++, cell_text(column, cut).c_str(), bold_);
    }
    ++counts_.sheets;
    return {};
}

Result<void> Workbook::next_row() {
    if (error_ != LXW_NO_ERROR) return failed(error_);
    column_ = 0;
    if (++row_ < most_rows) return {};
    ++part_;
    TRY(begin_part());
    row_ = 1;
    column_ = 0;
    return {};
}

void Workbook::text(std::string_view value) {
    const lxw_col_t column = column_++;
    if (value.empty()) return;
    bool cut = false;
    const std::string cell = cell_text(value, cut);
    const lxw_error error = worksheet_write_string(sheet_, row_, column, cell.c_str(), nullptr);
    if (error != LXW_NO_ERROR) error_ = error;
    counts_.cut_cells += cut ? 1 : 0;
}

void Workbook::number(std::uint64_t value) {
    if (static_cast<double>(value) > largest_exact) return text(std::to_string(value));
    const lxw_error error = worksheet_write_number(sheet_, row_, column_++, static_cast<double>(value), nullptr);
    if (error != LXW_NO_ERROR) error_ = error;
}

Result<void> Workbook::facts() {
    TRY(begin("case", {"fact", "value"}));
    const auto fact = [&](std::string_view name, std::string_view value) -> Result<void> {
        TRY(next_row());
        text(name);
        text(value);
        return {};
    };
    TRY(fact("case", source_.facts().name));
    TRY(fact("examiner", source_.facts().examiner));
    TRY(fact("examined until", iso8601(source_.examined_at())));
    TRY(fact("tool", fmt::format("sanad {}", version)));
    TRY(fact("times", "ISO 8601, UTC with Z; without Z the clock of the medium, whose zone is not recorded"));
    TRY(fact("texts", "controls, text direction marks and ill-formed bytes are written out, such as \\u{202e}"));
    for (const ImageRow& image : source_.images()) {
        TRY(fact(fmt::format("image {}", image.id),
                 fmt::format("exhibit {}, {}, {} bytes", source_.exhibit_of(image.id),
                             image.segments.empty() ? "" : image.segments.front().name, image.facts.size)));
    }
    return {};
}

Result<void> Workbook::files() {
    TRY(begin("files", {"id",
                        "exhibit",
                        "file_system",
                        "path",
                        "name",
                        "state",
                        "kind",
                        "stream",
                        "size",
                        "md5",
                        "sha1",
                        "sha256",
                        "mime_type",
                        "encoding",
                        "mismatch",
                        "created_at",
                        "modified_at",
                        "accessed_at",
                        "metadata_changed_at",
                        "metadata_address",
                        "mode",
                        "uid",
                        "gid",
                        "sid",
                        "symlink_target",
                        "recovery",
                        "content_state",
                        "unreadable_bytes",
                        "remark"}));
    std::optional<Error> error;
    TRY(source_.each_file([&](const FileRow& file) {
        if (const auto row = next_row(); !row) {
            error = row.error();
            return false;
        }
        source_.count_file(file);
        ++counts_.files;
        const auto when = [&](std::optional<Timestamp> time) { text(time_text(time, file.local_times)); };
        number(static_cast<std::uint64_t>(file.id));
        text(source_.exhibit_of(source_.file_system(file.file_system).image));
        number(static_cast<std::uint64_t>(file.file_system));
        text(file.path);
        text(file.name);
        text(state_text(file));
        text(name_of(file.kind));
        text(file.is_stream ? "yes" : "no");
        number(file.size);
        text(file.digests ? hex(file.digests->md5) : "");
        text(file.digests ? hex(file.digests->sha1) : "");
        text(file.digests ? hex(file.digests->sha256) : "");
        text(file.mime_type);
        text(file.encoding);
        text(file.mismatch ? "yes" : "no");
        when(file.times.created_at);
        when(file.times.modified_at);
        when(file.times.accessed_at);
        when(file.times.metadata_changed_at);
        number(file.metadata_address);
        text(file.uid ? fmt::format("{:04o}", file.mode & 07777u) : "");
        file.uid ? number(*file.uid) : skip();
        file.gid ? number(*file.gid) : skip();
        text(file.sid);
        text(file.symlink_target);
        text(file.content ? name_of(file.recovery) : "");
        text(file.content ? name_of(file.content_state) : "");
        number(file.unreadable_bytes);
        text(file.remark);
        return true;
    }));
    if (error) return tl::unexpected{*error};
    return {};
}

Result<void> Workbook::artifacts() {
    for (const std::string& type : TRY(source_.artifact_types())) {
        const ArtifactType* known = artifact_type(type);
        std::vector<std::string> columns;
        if (known != nullptr) {
            columns = attribute_columns(*known);
        } else {
            ArtifactQuery query;
            query.types = {type};
            columns = TRY(attribute_columns(source_.reader(), TRY(source_.reader().find_artifacts(query))));
        }
        std::vector<std::string> heads{"id"};
        heads.insert(heads.end(), columns.begin(), columns.end());
        for (const char* head : {"exhibit", "path", "offset", "length", "deleted", "module", "version"})
            heads.emplace_back(head);
        bool begun = false;
        std::optional<Error> error;
        TRY(source_.each_artifact(type, [&](const ArtifactRow& row) {
            Result<void> ready = begun ? Result<void>{} : begin(type, heads);
            begun = true;
            if (ready) ready = next_row();
            if (!ready) {
                error = ready.error();
                return false;
            }
            source_.count_artifact(row);
            ++counts_.artifacts;
            number(static_cast<std::uint64_t>(row.id));
            for (const std::string& column : columns) text(joined_values(row.artifact, column));
            text(row.exhibit_number);
            text(row.source_path);
            number(row.artifact.source.offset);
            number(row.artifact.source.length);
            text(row.file_deleted ? "yes" : "no");
            text(row.module);
            text(row.version);
            return true;
        }));
        if (error) return tl::unexpected{*error};
    }
    return {};
}

Result<void> Workbook::outcomes() {
    // What was examined without a word is not listed: it is every other file.
    TRY(begin("outcomes",
              {"image", "exhibit", "subject", "subject_id", "step", "module", "version", "outcome", "detail"}));
    for (const ImageRow& image : source_.images()) {
        std::optional<Error> error;
        TRY(source_.reader().outcomes(image.id, std::nullopt, [&](const OutcomeRow& row) {
            if (row.outcome == Outcome::examined || row.outcome == Outcome::not_mine) return true;
            if (const auto ready = next_row(); !ready) {
                error = ready.error();
                return false;
            }
            ++counts_.outcomes;
            number(static_cast<std::uint64_t>(image.id));
            text(source_.exhibit_of(image.id));
            text(name_of(row.subject));
            number(static_cast<std::uint64_t>(row.subject_id));
            text(row.step);
            text(row.module);
            text(row.version);
            text(name_of(row.outcome));
            text(row.detail);
            return true;
        }));
        if (error) return tl::unexpected{*error};
    }
    return {};
}

Result<void> Workbook::verifications() {
    TRY(begin("verification", {"image", "exhibit", "algorithm", "expected", "computed", "result"}));
    for (const ImageRow& image : source_.images()) {
        for (const Verification& row : TRY(source_.reader().verification(image.id))) {
            TRY(next_row());
            ++counts_.verifications;
            number(static_cast<std::uint64_t>(image.id));
            text(source_.exhibit_of(image.id));
            text(row.algorithm);
            text(hex(row.expected));
            text(hex(row.computed));
            text(row.result);
        }
    }
    return {};
}

Result<WorkbookCounts> Workbook::write() {
    const std::string place = out_.place().string();
    std::string folder = out_.place().parent_path().string();
    if (folder.empty()) folder = ".";
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder.data();  // where there is room for the result there is room for its parts
    book_.reset(workbook_new_opt(place.c_str(), &options));
    if (!book_) return failure(Fault::system, "the spreadsheet could not be begun");
    bold_ = workbook_add_format(book_.get());
    format_set_bold(bold_);
    std::string title = shown(source_.facts().name);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.created = static_cast<std::time_t>(source_.examined_at().ns / 1'000'000'000);
    workbook_set_properties(book_.get(), &properties);
    TRY(facts());
    TRY(files());
    TRY(artifacts());
    TRY(outcomes());
    TRY(verifications());
    if (error_ != LXW_NO_ERROR) return failed(error_);
    // Closing frees the book, whatever comes of it.
    const lxw_error error = workbook_close(book_.release());
    if (error != LXW_NO_ERROR) return failed(error);
    return counts_;
}

}  // namespace

Result<WorkbookCounts> write_workbook(ExportSource& source, SheetsRun direction, ExportFile& out) {
    return Workbook{source, direction, out}.write();
}

}  // namespace sanad
