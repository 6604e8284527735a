#include "core/cli/file_filters.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/cli/told_time.hpp"
#include "core/cli/zone.hpp"

namespace sanad {
namespace {

template <class Digest>
Result<void> add_digests(std::vector<Digest>& digests, std::string_view algorithm,
                         const std::vector<std::string>& told) {
    for (const std::string& text : told) {
        const auto bytes = from_hex(text);
        Digest digest{};
        if (!bytes || bytes->size() != digest.size()) {
            return failure(Fault::refused, fmt::format("--{} {}: not {} hexadecimal digits", algorithm, shown(text),
                                                       2 * digest.size()));
        }
        std::copy(bytes->begin(), bytes->end(), digest.begin());
        digests.push_back(digest);
    }
    return {};
}

Result<std::optional<std::uint64_t>> size_of(std::string_view option, const std::string& told) {
    if (told.empty()) return std::optional<std::uint64_t>{};
    const auto size = parse_size(told);
    if (!size)
        return failure(Fault::refused, fmt::format("{} {}: not a size such as 4096, 10K or 2G", option, shown(told)));
    return size;
}

/// What the clocks of the items whose zone is on record showed at both ends.
Result<std::vector<TimeRange::Clock>> clocks_of_items(CaseReader& reader, const TimeRange& range) {
    std::vector<TimeRange::Clock> clocks;
    for (const EvidenceItem& item : TRY(reader.evidence_items())) {
        const auto reading = [&](const std::optional<Timestamp>& end) {
            return end ? reading_in_zone(*end, item.time_zone) : std::nullopt;
        };
        if (zone_is_known(item.time_zone)) clocks.push_back({item.id, reading(range.from), reading(range.to)});
    }
    return clocks;
}

std::vector<std::string> attribute_words() {
    std::vector<std::string> words;
    for (const FileAttribute attribute : attributes_in(every_attribute)) words.emplace_back(name_of(attribute));
    return words;
}

FileTime which_time(std::string_view word) {
    if (word == "created") return FileTime::created_at;
    if (word == "accessed") return FileTime::accessed_at;
    if (word == "deleted") return FileTime::deleted_at;
    return word == "changed" ? FileTime::metadata_changed_at : FileTime::modified_at;
}

FileOrder order_of(const std::string& word) {
    static const std::map<std::string, FileOrder, std::less<>> orders{{"path", FileOrder::path},
                                                                      {"name", FileOrder::name},
                                                                      {"size", FileOrder::size},
                                                                      {"type", FileOrder::mime_type},
                                                                      {"created", FileOrder::created_at},
                                                                      {"modified", FileOrder::modified_at},
                                                                      {"accessed", FileOrder::accessed_at},
                                                                      {"changed", FileOrder::metadata_changed_at}};
    const auto found = orders.find(word);
    return found == orders.end() ? FileOrder::id : found->second;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    // from_chars reads "inf" and "nan" too.
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{}) return std::nullopt;
    std::string unit{stop, text.data() + text.size()};
    for (char& letter : unit) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    if (unit.size() > 2 && unit.ends_with("IB")) {
        unit.resize(unit.size() - 2);
    } else if (unit.ends_with('B')) {
        unit.pop_back();
    }
    static constexpr std::string_view units = "KMGTP";
    if (unit.size() > 1) return std::nullopt;
    std::uint64_t factor = 1;
    if (!unit.empty()) {
        const std::size_t at = units.find(unit.front());
        if (at == std::string_view::npos) return std::nullopt;
        factor = std::uint64_t{1} << (10 * (at + 1));
    }
    const double bytes = value * static_cast<double>(factor);
    if (bytes >= 9.2e18) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

void FileFilters::add_to(CLI::App& verb, const std::string& until) {
    const std::string group = "Which files";
    verb.add_option("--path", paths_, "Path matches GLOB (* also crosses /); any of several")
        ->type_name("GLOB")
        ->allow_extra_args(false)
        ->group(group);
    verb.add_option("--name", names_, "Name matches GLOB")->type_name("GLOB")->allow_extra_args(false)->group(group);
    verb.add_option("--type", types_, "Type by content matches GLOB: 'image/*'")
        ->type_name("GLOB")
        ->allow_extra_args(false)
        ->group(group);
    verb.add_option("--ext", extensions_, "Extension, without the dot")
        ->type_name("EXT")
        ->allow_extra_args(false)
        ->group(group);
    verb.add_flag("--match-case", match_case_, "Globs tell capital from small letters")->group(group);
    verb.add_option("--kind", kinds_, "Of this kind")
        ->type_name("KIND")
        ->allow_extra_args(false)
        ->group(group)
        ->check(CLI::IsMember({"regular", "directory", "symlink", "named_pipe", "socket", "block_device",
                               "character_device", "whiteout", "virtual_file", "other"}));
    verb.add_option("--min-size", min_size_, "At least so large: 4096, 10K, 1.5M, 2G")->type_name("SIZE")->group(group);
    verb.add_option("--max-size", max_size_, "At most so large")->type_name("SIZE")->group(group);
    verb.add_option("--from", from_,
                    "Not before this time (UTC without an offset): 2024-03-09, 2024-03-09T15:41+05:00; times recorded "
                    "without a zone (FAT) are read on the item's clock (--clock-zone)")
        ->type_name("TIME")
        ->group(group);
    verb.add_option(until, to_, "Not after it; a date alone means until the end of that day")
        ->type_name("TIME")
        ->group(group);
    verb.add_option(
            "--time", time_,
            "The time meant by --from and its end (default modified; changed: of the metadata; deleted: ext alone)")
        ->type_name("WHICH")
        ->group(group)
        ->check(CLI::IsMember({"created", "modified", "accessed", "changed", "deleted"}));
    verb.add_option("--attribute", attributes_,
                    "Marked so by its file system: hidden, system, encrypted …; all of several")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->group(group)
        ->check(CLI::IsMember(attribute_words()));
    verb.add_option("--md5", md5_, "Content has this MD5")->type_name("HEX")->allow_extra_args(false)->group(group);
    verb.add_option("--sha1", sha1_, "Content has this SHA-1")->type_name("HEX")->allow_extra_args(false)->group(group);
    verb.add_option("--sha256", sha256_, "Content has this SHA-256")
        ->type_name("HEX")
        ->allow_extra_args(false)
        ->group(group);
    verb.add_flag("--allocated", allocated_, "In use; with --deleted or --orphan: those too")->group(group);
    verb.add_flag("--deleted", deleted_, "Deleted")->group(group);
    verb.add_flag("--orphan", orphan_, "Metadata that no name leads to")->group(group);
    verb.add_flag("--mismatch", mismatch_, "Content contradicts the extension")->group(group);
    verb.add_flag("--damaged", damaged_, "Some bytes could not be read")->group(group);
    verb.add_flag("--not-examined", not_examined_, "Content was not read; `sanad show` says why")->group(group);
    verb.add_flag("--streams", streams_, "Only alternate data streams and forks")->group(group);
    verb.add_option("--hash-set", hash_sets_, "Content stands in this hash set; any of several")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->group(group);
    verb.add_flag("--notable", notable_, "Content stands in a hash set of notable files")->group(group);
    verb.add_flag("--exclude-known", exclude_known_, "Not what stands in a known hash set and in no notable one")
        ->group(group);
    verb.add_option("--file-system", file_system_, "In the file system with this id")->type_name("ID")->group(group);
    verb.add_option("--image", image_, "In the image with this id")->type_name("ID")->group(group);
    verb.add_option("--sort", sort_, "Order of the listing (default: as the walk met them)")
        ->type_name("BY")
        ->group(group)
        ->check(CLI::IsMember({"path", "name", "size", "type", "created", "modified", "accessed", "changed"}));
    verb.add_flag("--descending", descending_, "Largest, latest or last first")->group(group);
    verb.add_option("--limit", limit_, "At most so many files")->type_name("N")->group(group);
}

bool FileFilters::any_but_times() const {
    const auto told = [](const auto&... lists) { return (!lists.empty() || ...); };
    return told(paths_, names_, types_, extensions_, kinds_, attributes_, min_size_, max_size_, md5_, sha1_, sha256_,
                hash_sets_) ||
           notable_ || exclude_known_ || deleted_ || orphan_ || allocated_ || mismatch_ || damaged_ || not_examined_ ||
           streams_ || file_system_ != 0 || image_ != 0 || limit_ != 0;
}

bool FileFilters::any() const {
    return any_but_times() || !from_.empty() || !to_.empty();
}

Result<FileQuery> FileFilters::query(CaseReader& reader) const {
    FileQuery query;
    query.paths = paths_;
    query.names = names_;
    query.mime_types = types_;
    for (const std::string& extension : extensions_)
        query.extensions.push_back(extension.substr(extension.starts_with('.')));
    query.match_case = match_case_;
    for (const std::string& word : kinds_) {
        for (int kind = 0; kind <= static_cast<int>(FileKind::other); ++kind) {
            if (name_of(static_cast<FileKind>(kind)) == word) query.kinds.push_back(static_cast<FileKind>(kind));
        }
    }
    for (const FileAttribute attribute : attributes_in(every_attribute)) {
        if (std::ranges::find(attributes_, name_of(attribute)) != attributes_.end())
            query.attributes |= bit_of(attribute);
    }
    query.min_size = TRY(size_of("--min-size", min_size_));
    query.max_size = TRY(size_of("--max-size", max_size_));
    TimeRange range{which_time(time_), TRY(range_end("--from", from_)), TRY(range_end("--until", to_, true))};
    if (range.from || range.to) {
        range.clocks = TRY(clocks_of_items(reader, range));
        query.times.push_back(std::move(range));
    }
    TRY(add_digests(query.md5, "md5", md5_));
    TRY(add_digests(query.sha1, "sha1", sha1_));
    TRY(add_digests(query.sha256, "sha256", sha256_));
    if (allocated_) query.states.push_back(NameState::allocated);
    if (deleted_) query.states.push_back(NameState::deleted);
    if (orphan_) query.states.push_back(NameState::orphan);
    query.mismatch_only = mismatch_;
    query.damaged_only = damaged_;
    if (not_examined_) query.content_states = {ContentState::pending, ContentState::not_read};
    if (streams_) query.streams = true;
    query.hash_sets = hash_sets_;
    query.notable_only = notable_;
    query.exclude_known = exclude_known_;
    if (file_system_ != 0) query.file_system = file_system_;
    if (image_ != 0) query.image = image_;
    query.order = order_of(sort_);
    query.descending = descending_;
    if (limit_ != 0) query.limit = limit_;
    return query;
}

}  // namespace sanad
