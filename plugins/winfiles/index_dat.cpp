// web.index_dat: history, cookies and cache of Internet Explorer to version 9 (index.dat), through libmsiecf.
#include <libmsiecf.h>

#include "plugins/winfiles/foreign_reader.hpp"
#include "plugins/winfiles/little_endian.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

using CacheFile = Owned<libmsiecf_file_free>;
using Item = Owned<libmsiecf_item_free>;

constexpr std::string_view cache_signature = "Client UrlCache MMF Ver ";

/// Dates of MS-DOS in 32 bits in older versions of the format, FILETIME in newer; all bits set is never.
std::optional<Time> either_time(std::uint64_t value) {
    if (value == 0 || value == 0xFFFFFFFF || value >= 0x7FFFFFFFFFFFFFFF) return std::nullopt;
    if (value >> 32 != 0) return time_of_filetime(value);
    return time_of_dos(static_cast<std::uint16_t>(value & 0xFFFF), static_cast<std::uint16_t>(value >> 16));
}

template <class Number>
std::optional<Time> time_from(libmsiecf_item_t* url, int (*get)(libmsiecf_item_t*, Number*, libmsiecf_error_t**)) {
    Number value = 0;
    return get(url, &value, nullptr) == 1 ? either_time(value) : std::nullopt;
}

std::string local_text(Time time) {
    const std::int64_t seconds = time.ns / 1'000'000'000 - (time.ns % 1'000'000'000 < 0 ? 1 : 0);
    const std::int64_t of_day = ((seconds % 86'400) + 86'400) % 86'400;
    std::int64_t days = (seconds - of_day) / 86'400;
    std::int64_t year = 1970;
    while (days < 0) days += days_of_date(year, 1, 1) - days_of_date(year - 1, 1, 1), --year;
    while (days >= days_of_date(year + 1, 1, 1) - days_of_date(year, 1, 1)) {
        days -= days_of_date(year + 1, 1, 1) - days_of_date(year, 1, 1);
        ++year;
    }
    unsigned month = 12;
    while (days_of_date(year, month, 1) - days_of_date(year, 1, 1) > days) --month;
    const auto day = static_cast<unsigned>(days - (days_of_date(year, month, 1) - days_of_date(year, 1, 1)) + 1);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(year), month, day,
                  static_cast<int>(of_day / 3'600), static_cast<int>(of_day / 60 % 60), static_cast<int>(of_day % 60));
    return text;
}

std::string visited_address(const std::string& url) {
    const std::size_t at = url.find('@');
    if (at == std::string::npos || !(url.starts_with("Visited: ") || url.starts_with(':'))) return {};
    return url.substr(at + 1);
}

class IndexDat {
public:
    static constexpr std::string_view name = "web.index_dat", version = "1.0.0";
    static constexpr std::string_view summary = "History, cookies and cache of Internet Explorer to version 9";
    static constexpr std::array wants{signature(cache_signature)};
    static constexpr std::array emits{text("web.visited"), text("web_cache.recorded")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (!begins_with(file.read(0, 32), cache_signature)) return Verdict::not_mine;
        ForeignReader reader{file};
        CacheFile cache;
        if (libmsiecf_file_initialize(cache.out(), nullptr) != 1) throw std::runtime_error{"libmsiecf cannot begin"};
        // Of text in a code page nobody recorded, no more than its ASCII is certain.
        libmsiecf_file_set_ascii_codepage(cache.get(), LIBMSIECF_CODEPAGE_ASCII, nullptr);
        const int opened =
            libmsiecf_file_open_file_io_handle(cache.get(), reader.handle(), LIBMSIECF_OPEN_READ, nullptr);
        reader.rethrow_unreadable();
        if (opened != 1) {
            sink.warn(file.whole(), "the cache cannot be opened");
            return Verdict::damaged;
        }
        const std::vector<std::string> folders = folders_of(cache.get());
        const bool sound = tell_all(cache.get(), false, folders, file.whole(), sink);
        tell_all(cache.get(), true, folders, file.whole(), sink);
        reader.rethrow_unreadable();
        return sound ? Verdict::examined : Verdict::damaged;
    }

private:
    static std::vector<std::string> folders_of(libmsiecf_file_t* cache) {
        std::vector<std::string> folders;
        int count = 0;
        if (libmsiecf_file_get_number_of_cache_directories(cache, &count, nullptr) != 1) return folders;
        for (int i = 0; i < count; ++i) {
            char name[9] = {};
            folders.emplace_back(libmsiecf_file_get_cache_directory_name(cache, i, name, sizeof name, nullptr) == 1
                                     ? utf8(std::string_view{name})
                                     : std::string{});
        }
        return folders;
    }

    static bool tell_all(libmsiecf_file_t* cache, bool recovered, const std::vector<std::string>& folders, Range whole,
                         const Sink& sink) {
        const auto count_of =
            recovered ? libmsiecf_file_get_number_of_recovered_items : libmsiecf_file_get_number_of_items;
        const auto item_of = recovered ? libmsiecf_file_get_recovered_item_by_index : libmsiecf_file_get_item_by_index;
        int count = 0;
        bool sound = count_of(cache, &count, nullptr) == 1;
        for (int i = 0; i < count; ++i) {
            Item item;
            if (item_of(cache, i, item.out(), nullptr) != 1) {
                if (!recovered) sink.warn(whole, "entry " + std::to_string(i + 1) + " cannot be read");
                sound = false;
                continue;
            }
            tell(item.get(), recovered, folders, whole, sink);
        }
        return sound;
    }

    static void tell(libmsiecf_item_t* item, bool recovered, const std::vector<std::string>& folders, Range whole,
                     const Sink& sink) {
        Range source = whole;
        off64_t offset = 0;
        size64_t size = 0;
        if (libmsiecf_item_get_offset_range(item, &offset, &size, nullptr) == 1 && size > 0 && offset >= 0 &&
            static_cast<std::uint64_t>(offset) < whole.length) {
            source = {static_cast<std::uint64_t>(offset), std::min<std::uint64_t>(size, whole.length - offset)};
        }
        std::uint8_t type = 0;
        libmsiecf_item_get_type(item, &type, nullptr);
        Artifact recorded{"web_cache.recorded", source};
        if (recovered) recorded.integer("deleted", 1);
        if (type == LIBMSIECF_ITEM_TYPE_URL) return tell_url(item, recorded, recovered, folders, source, sink);
        if (type == LIBMSIECF_ITEM_TYPE_REDIRECTED) {
            recorded.text("kind", "redirected");
            text_if(recorded, "url",
                    foreign_text(item, libmsiecf_redirected_get_utf8_location_size,
                                 libmsiecf_redirected_get_utf8_location));
        } else if (type == LIBMSIECF_ITEM_TYPE_LEAK) {
            recorded.text("kind", "leak");
            text_if(recorded, "file",
                    foreign_text(item, libmsiecf_leak_get_utf8_filename_size, libmsiecf_leak_get_utf8_filename));
            std::uint64_t cached = 0;
            if (libmsiecf_leak_get_cached_file_size(item, &cached, nullptr) == 1) {
                recorded.integer("file_size", static_cast<std::int64_t>(cached));
            }
            std::uint8_t folder = 0;
            if (libmsiecf_leak_get_cache_directory_index(item, &folder, nullptr) == 1)
                add_folder(recorded, folder, folders);
        } else {
            return;
        }
        sink.emit(recorded);
    }

    static void add_folder(Artifact& recorded, std::uint8_t index, const std::vector<std::string>& folders) {
        recorded.integer("directory_index", index);
        if (index < folders.size()) text_if(recorded, "directory", folders[index]);
    }

    static void tell_url(libmsiecf_item_t* url, Artifact& recorded, bool recovered,
                         const std::vector<std::string>& folders, Range source, const Sink& sink) {
        const std::string location =
            foreign_text(url, libmsiecf_url_get_utf8_location_size, libmsiecf_url_get_utf8_location);
        recorded.text("kind", "url");
        text_if(recorded, "url", location);
        text_if(recorded, "file",
                foreign_text(url, libmsiecf_url_get_utf8_filename_size, libmsiecf_url_get_utf8_filename));
        std::uint64_t cached = 0;
        if (libmsiecf_url_get_cached_file_size(url, &cached, nullptr) == 1) {
            recorded.integer("file_size", static_cast<std::int64_t>(cached));
        }
        std::uint8_t folder = 0;
        if (libmsiecf_url_get_cache_directory_index(url, &folder, nullptr) == 1) add_folder(recorded, folder, folders);
        std::uint32_t hits = 0;
        const bool counted = libmsiecf_url_get_number_of_hits(url, &hits, nullptr) == 1;
        if (counted) recorded.integer("use_count", hits);
        recorded.time("expires_at", time_from(url, libmsiecf_url_get_expiration_time))
            .time("synced_at", time_from(url, libmsiecf_url_get_last_checked_time));
        const auto primary = time_from(url, libmsiecf_url_get_primary_time);
        const auto secondary = time_from(url, libmsiecf_url_get_secondary_time);
        // What the two times mean depends on whose list it is: a day's has UTC and then local time, a week's when the
        // list was begun and then local time.
        const std::string address = visited_address(location);
        std::optional<Time> visited = primary;
        if (address.empty()) {
            recorded.time("accessed_at", primary).time("modified_at", secondary);
        } else if (location.starts_with(':')) {
            const bool weekly = is_weekly(location);
            recorded.time(weekly ? "created_at" : "accessed_at", primary);
            if (secondary) recorded.text("local_visited", local_text(*secondary));
            if (weekly) visited.reset();
        } else {
            recorded.time("accessed_at", primary);
        }
        add_headers(url, recorded);
        sink.emit(recorded);
        if (address.empty() || recovered) return;
        Artifact page{"web.visited", source};
        page.text("url", address).time("visited_at", visited);
        if (counted) page.integer("visit_count", hits);
        sink.emit(page);
    }

    /// ":2013031020130311: ali@" spans a day, a longer span a week.
    static bool is_weekly(const std::string& location) {
        const auto number = [&](std::size_t at, std::size_t length) {
            int value = 0;
            std::from_chars(location.data() + at, location.data() + at + length, value);
            return value;
        };
        if (location.size() < 17) return false;
        const auto day = [&](std::size_t at) {
            return days_of_date(number(at, 4), static_cast<unsigned>(number(at + 4, 2)),
                                static_cast<unsigned>(number(at + 6, 2)));
        };
        return day(9) - day(1) > 1;
    }

    static void add_headers(libmsiecf_item_t* url, Artifact& recorded) {
        std::size_t size = 0;
        if (libmsiecf_url_get_data_size(url, &size, nullptr) != 1 || size == 0 || size > 65536) return;
        std::vector<std::uint8_t> data(size);
        if (libmsiecf_url_get_data(url, data.data(), size, nullptr) != 1 || !begins_with(data, "HTTP/")) return;
        const auto end = std::find(data.begin(), data.end(), std::uint8_t{0});
        recorded.text("response_headers",
                      utf8({reinterpret_cast<const char*>(data.data()), static_cast<std::size_t>(end - data.begin())}));
    }
};

}  // namespace

SANAD_MODULE(IndexDat)
