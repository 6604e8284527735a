#include "core/store/image_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "core/store/case_reader.hpp"
#include "core/store/database.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

/// A question whose answers are taken one by one.
struct Cursor {
    template <class... Values>
    Cursor(Database& database, std::string sql, const Values&... values)
        : statement{database, std::move(sql)}, rows{statement.with(values...)} {}
    SqlStatement statement;
    Rows rows;
};

// Codes: extent_kind 0 is stored, 1 sparse, 2 unwritten; content_access 0 is extents, 2 file_system, 3 derived.
constexpr const char* extents_by_place =
    "SELECT extent.image_offset, extent.length, extent.file_offset, extent.kind, content.id, content.file_id, "
    "content.access FROM content JOIN extent ON extent.content_id = content.id WHERE extent.kind <> 1 AND "
    "content.file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) "
    "ORDER BY extent.image_offset, content.id, extent.ordinal";
constexpr const char* slack_by_place =
    "SELECT slack_offset, slack_length, id, file_id FROM content WHERE slack_length > 0 AND file_system_id IN "
    "(SELECT id FROM file_system WHERE image_id = ?1) ORDER BY slack_offset, id";
constexpr const char* unallocated_by_place =
    "SELECT image_offset, length, file_system_id FROM unallocated WHERE file_system_id IN "
    "(SELECT id FROM file_system WHERE image_id = ?1) ORDER BY image_offset, file_system_id";
constexpr const char* seams_by_place =
    "SELECT content.id, ended.ordinal, ended.image_offset + ended.length AS place FROM content "
    "JOIN extent AS ended ON ended.content_id = content.id "
    "JOIN extent AS next ON next.content_id = ended.content_id AND next.ordinal = ended.ordinal + 1 "
    "WHERE content.access = 0 AND content.stored_extents > 0 AND ended.kind = 0 AND "
    "(next.kind <> 0 OR next.image_offset <> ended.image_offset + ended.length) AND "
    "content.file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) ORDER BY place, content.id";
constexpr const char* decoded_contents =
    "SELECT content.file_id, content.id, content.access FROM content JOIN file_system ON file_system.id = "
    "content.file_system_id JOIN image ON image.id = file_system.image_id WHERE image.id = ?1 AND content.state = 1 "
    "AND "
    "content.size > 0 AND (content.access IN (2, 3) OR image.logical = 1) ORDER BY content.access = 3, content.id";

struct Interval {
    std::uint64_t from = 0, until = 0;
    ImagePlace place;
    bool named = false;  ///< with its path: asked for once, however many hits stand in it
};

struct VolumeAt {
    std::uint64_t from = 0, until = 0;
    Id id = 0;
    bool nested = false;
    VolumeKind kind = VolumeKind::whole;
    std::string description;
};

struct FileSystemAt {
    std::uint64_t from = 0, until = 0;
    Id id = 0, volume = 0;
    bool readable = false;
    std::string type;
    std::uint64_t last_address = 0;
};

// Of the names that lead to an entry the first, and none of a stream unless there is no other.
constexpr const char* files_by_entry =
    "SELECT id, coalesce(path_bytes, path), state, coalesce(content_id, 0) FROM file WHERE file_system_id = ?1 AND "
    "metadata_address = ?2 AND derived_from IS NULL ORDER BY is_stream, id LIMIT 1";
// Access 1 is resident. An entry has room for a few; more than that are told as that many.
constexpr const char* streams_by_entry =
    "SELECT coalesce(path_bytes, path) FROM file JOIN content ON content.id = file.content_id WHERE "
    "file.file_system_id = ?1 AND file.metadata_address = ?2 AND file.derived_from IS NULL AND file.is_stream = 1 AND "
    "content.access = 1 AND file.id <> ?3 ORDER BY file.id LIMIT 8";

}  // namespace

std::string_view name_of(PlaceKind kind) {
    static constexpr std::string_view names[] = {"file",   "slack",      "unallocated",     "file_system",
                                                 "volume", "volume_gap", "partition_table", "beyond"};
    return names[static_cast<std::size_t>(kind)];
}

struct ImagePlaces::State {
    State(std::unique_ptr<Database> opened, Id of_image)
        : database{std::move(opened)},
          image{of_image},
          extents{*database, extents_by_place, image},
          slack{*database, slack_by_place, image},
          unallocated{*database, unallocated_by_place, image} {}

    Result<void> load_volumes();
    Result<void> advance(std::uint64_t offset, std::uint64_t keep_from);
    /// The next row of a cursor into `ahead`; nothing at its end.
    Result<void> look_ahead(Cursor& cursor, PlaceKind kind, std::optional<Interval>& ahead);
    Result<void> name(ImagePlace& place);
    /// Whose entry of $MFT the byte is in, when `place` is in it.
    Result<std::optional<ImagePlace>> entry_in(const ImagePlace& place);
    void add_surroundings(std::uint64_t offset, std::vector<ImagePlace>& places) const;

    std::unique_ptr<Database> database;
    Id image;
    Cursor extents, slack, unallocated;
    std::optional<Interval> next_extent, next_slack, next_unallocated;
    bool begun = false;
    std::vector<Interval> active;
    std::vector<VolumeAt> volumes;
    std::vector<FileSystemAt> file_systems;
    std::optional<Cursor> seams, decoded;
    SqlStatement file{*database, "SELECT coalesce(path_bytes, path), state, file_system_id FROM file WHERE id = ?1"};
    SqlStatement of_entry{*database, files_by_entry};
    SqlStatement streams_of_entry{*database, streams_by_entry};
    SqlStatement content_size{*database, "SELECT size FROM content WHERE id = ?1"};
    SqlStatement before{*database,
                        "SELECT file_offset, image_offset, length, kind FROM extent WHERE content_id = ?1 AND "
                        "ordinal <= ?2 ORDER BY ordinal DESC"};
    SqlStatement behind{*database,
                        "SELECT file_offset, image_offset, length, kind FROM extent WHERE content_id = ?1 AND "
                        "ordinal > ?2 ORDER BY ordinal"};
};

ImagePlaces::ImagePlaces(std::unique_ptr<State> state) : state_{std::move(state)} {}
ImagePlaces::ImagePlaces(ImagePlaces&&) noexcept = default;
ImagePlaces& ImagePlaces::operator=(ImagePlaces&&) noexcept = default;
ImagePlaces::~ImagePlaces() = default;

Result<ImagePlaces> ImagePlaces::open(const std::filesystem::path& case_db, Id image) {
    auto database = TRY(Database::open(case_db, Access::read_only));
    TRY(check_schema(*database));
    auto state = std::make_unique<State>(std::move(database), image);
    TRY(state->load_volumes());
    return ImagePlaces{std::move(state)};
}

Result<void> ImagePlaces::State::load_volumes() {
    Cursor of_volumes{*database,
                      "SELECT id, \"offset\", length, kind, description, parent_id FROM volume WHERE image_id = ?1 "
                      "ORDER BY ordinal",
                      image};
    while (TRY(of_volumes.rows.next())) {
        Rows& rows = of_volumes.rows;
        const auto from = rows.number<std::uint64_t>(1);
        volumes.push_back({from, from + rows.number<std::uint64_t>(2), rows.integer(0), !rows.null(5),
                           rows.named(3, VolumeKind::pool_volume), rows.string(4)});
    }
    Cursor systems{*database,
                   "SELECT id, volume_id, \"offset\", length, readable, type, last_metadata_address FROM file_system "
                   "WHERE image_id = ?1 "
                   "ORDER BY ordinal",
                   image};
    while (TRY(systems.rows.next())) {
        Rows& rows = systems.rows;
        const auto from = rows.number<std::uint64_t>(2);
        file_systems.push_back({from, from + rows.number<std::uint64_t>(3), rows.integer(0), rows.integer(1),
                                rows.flag(4), rows.string(5), rows.number<std::uint64_t>(6)});
    }
    return {};
}

Result<void> ImagePlaces::State::look_ahead(Cursor& cursor, PlaceKind kind, std::optional<Interval>& ahead) {
    ahead.reset();
    if (!TRY(cursor.rows.next())) return {};
    Rows& rows = cursor.rows;
    Interval interval;
    interval.from = rows.number<std::uint64_t>(0);
    interval.until = interval.from + rows.number<std::uint64_t>(1);
    interval.place.kind = kind;
    switch (kind) {
        case PlaceKind::file:
            interval.place.offset = rows.number<std::uint64_t>(2);
            interval.place.unwritten = rows.code(3, ExtentKind::unwritten) == ExtentKind::unwritten;
            interval.place.content = rows.integer(4);
            interval.place.file = rows.integer(5);
            interval.place.coded = rows.code(6, ContentAccess::derived) == ContentAccess::file_system;
            break;
        case PlaceKind::slack:
            interval.place.content = rows.integer(2);
            interval.place.file = rows.integer(3);
            interval.place.offset = interval.from;
            break;
        default:
            interval.place.file_system = rows.integer(2);
            interval.place.offset = interval.from;
            break;
    }
    ahead = std::move(interval);
    return {};
}

Result<void> ImagePlaces::State::advance(std::uint64_t offset, std::uint64_t keep_from) {
    const auto take = [&](Cursor& cursor, PlaceKind kind, std::optional<Interval>& ahead) -> Result<void> {
        while (ahead && ahead->from <= offset) {
            if (ahead->until > keep_from) active.push_back(std::move(*ahead));
            TRY(look_ahead(cursor, kind, ahead));
        }
        return {};
    };
    if (!begun) {
        begun = true;
        TRY(look_ahead(extents, PlaceKind::file, next_extent));
        TRY(look_ahead(slack, PlaceKind::slack, next_slack));
        TRY(look_ahead(unallocated, PlaceKind::unallocated, next_unallocated));
    }
    TRY(take(extents, PlaceKind::file, next_extent));
    TRY(take(slack, PlaceKind::slack, next_slack));
    return take(unallocated, PlaceKind::unallocated, next_unallocated);
}

Result<void> ImagePlaces::State::name(ImagePlace& place) {
    if (place.file != 0) {
        auto rows = file.with(place.file);
        if (TRY(rows.next())) {
            place.path = text_of(rows.blob(0));
            place.state = rows.code(1, NameState::orphan);
            place.file_system = rows.integer(2);
        }
    }
    for (const FileSystemAt& system : file_systems) {
        if (system.id != place.file_system) continue;
        place.volume = system.volume;
        place.description = system.type;
    }
    return {};
}

Result<std::optional<ImagePlace>> ImagePlaces::State::entry_in(const ImagePlace& place) {
    const auto none = std::optional<ImagePlace>{};
    if (place.kind != PlaceKind::file || place.path != "/$MFT") return none;
    const auto system = std::ranges::find(file_systems, place.file_system, &FileSystemAt::id);
    if (system == file_systems.end() || system->type != "NTFS" || system->last_address == 0) return none;
    auto sizes = content_size.with(place.content);
    if (!TRY(sizes.next())) return none;
    // Entries are 1024 bytes, on disks with large sectors 4096: as many as there are say which.
    const std::uint64_t average = sizes.number<std::uint64_t>(0) / system->last_address;
    const std::uint64_t entry_size = average >= 2048 ? 4096 : 1024;
    auto rows = of_entry.with(place.file_system, place.offset / entry_size);
    if (!TRY(rows.next())) return none;
    ImagePlace entry = place;
    entry.file = rows.integer(0);
    entry.path = text_of(rows.blob(1));
    entry.state = rows.code(2, NameState::orphan);
    entry.content = rows.integer(3);
    entry.offset = place.offset % entry_size;
    entry.in_entry = true;
    auto streams = streams_of_entry.with(place.file_system, place.offset / entry_size, entry.file);
    while (TRY(streams.next())) entry.streams.emplace_back(text_of(streams.blob(0)));
    return std::optional{std::move(entry)};
}

void ImagePlaces::State::add_surroundings(std::uint64_t offset, std::vector<ImagePlace>& places) const {
    ImagePlace place;
    // Volumes in a volume come after it in the list; the innermost that holds the byte is the one.
    const VolumeAt* volume = nullptr;
    for (const VolumeAt& each : volumes) {
        if (offset >= each.from && offset < each.until && (volume == nullptr || each.nested || !volume->nested) &&
            !(volume != nullptr && volume->kind == VolumeKind::table))
            volume = &each;
    }
    if (volume == nullptr) {
        places.push_back(place);
        return;
    }
    place.volume = volume->id;
    place.description = volume->description;
    place.offset = volume->from;
    switch (volume->kind) {
        case VolumeKind::unallocated:
            place.kind = PlaceKind::volume_gap;
            break;
        case VolumeKind::table:
            place.kind = PlaceKind::partition_table;
            break;
        default:
            place.kind = PlaceKind::volume;
            for (const FileSystemAt& system : file_systems) {
                if (offset < system.from || offset >= system.until) continue;
                place.description = system.type;
                place.file_system = system.id;
                place.volume = system.volume;
                if (system.readable) place.kind = PlaceKind::file_system;
                break;
            }
    }
    places.push_back(place);
}

Result<std::vector<ImagePlace>> ImagePlaces::at(std::uint64_t offset, std::uint64_t keep_from) {
    State& state = *state_;
    TRY(state.advance(offset, keep_from));
    std::erase_if(state.active, [&](const Interval& interval) { return interval.until <= keep_from; });
    std::vector<ImagePlace> places;
    for (Interval& interval : state.active) {
        if (offset < interval.from || offset >= interval.until) continue;
        if (!std::exchange(interval.named, true)) TRY(state.name(interval.place));
        ImagePlace place = interval.place;
        if (place.kind == PlaceKind::file) place.offset += offset - interval.from;
        places.push_back(std::move(place));
    }
    for (std::size_t i = 0, had = places.size(); i < had; ++i) {
        if (auto entry = TRY(state.entry_in(places[i]))) places.push_back(std::move(*entry));
    }
    // What stands in a file's entry is the file's before it is $MFT's. Live files, deleted files, slack, free space.
    std::ranges::stable_sort(places, [](const ImagePlace& a, const ImagePlace& b) {
        const auto rank = [](const ImagePlace& place) {
            return std::tuple{!place.in_entry, place.kind, place.state, place.unwritten, place.file};
        };
        return rank(a) < rank(b);
    });
    const bool live = !places.empty() && places[0].state == NameState::allocated &&
                      (places[0].kind == PlaceKind::file || places[0].kind == PlaceKind::slack);
    if (live) std::erase_if(places, [](const ImagePlace& place) { return place.kind == PlaceKind::unallocated; });
    if (places.empty()) state.add_surroundings(offset, places);
    return places;
}

Result<std::optional<ContentSeam>> ImagePlaces::next_seam() {
    State& state = *state_;
    if (!state.seams) state.seams.emplace(*state.database, seams_by_place, state.image);
    Rows& rows = state.seams->rows;
    if (!TRY(rows.next())) return std::optional<ContentSeam>{};
    return std::optional{ContentSeam{rows.integer(0), rows.number<std::uint32_t>(1), rows.number<std::uint64_t>(2)}};
}

Result<SeamExtents> ImagePlaces::extents_around(const ContentSeam& seam, std::uint64_t reach) {
    SeamExtents around;
    const auto take = [&](Rows rows, bool with_first) -> Result<void> {
        std::uint64_t covered = 0;
        while (covered < reach && TRY(rows.next())) {
            around.extents.push_back({rows.number<std::uint64_t>(0), rows.number<std::uint64_t>(1),
                                      rows.number<std::uint64_t>(2), rows.code(3, ExtentKind::unwritten)});
            // The extent that ends is there whatever its length.
            if (!with_first) covered += std::min(around.extents.back().length, reach);
            with_first = false;
        }
        return {};
    };
    TRY(take(state_->before.with(seam.content, seam.ordinal), true));
    std::ranges::reverse(around.extents);
    if (around.extents.empty()) return state_->database->damaged("a content without the extent that ends");
    around.ended = around.extents.size() - 1;
    TRY(take(state_->behind.with(seam.content, seam.ordinal), false));
    return around;
}

Result<std::optional<DecodedContent>> ImagePlaces::next_decoded() {
    State& state = *state_;
    if (!state.decoded) state.decoded.emplace(*state.database, decoded_contents, state.image);
    Rows& rows = state.decoded->rows;
    if (!TRY(rows.next())) return std::optional<DecodedContent>{};
    return std::optional{DecodedContent{rows.integer(0), rows.integer(1), rows.code(2, ContentAccess::derived)}};
}

}  // namespace sanad
