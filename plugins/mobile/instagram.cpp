// mobile.instagram: direct messages that Instagram keeps on iOS, archives of objects in a column of its database.
#include <array>
#include <charconv>

#include "plugins/mobile/asked_database.hpp"
#include "plugins/mobile/property_list.hpp"

namespace {

using namespace sanad::mobile;
using namespace sanad::sdk;
using sanad::sqlite::Cell;
using Cells = std::span<const Cell>;

/// Along keys of objects and places in arrays.
PropertyValue walked(const KeyedArchive& archive, Cells steps) {
    PropertyValue value = archive.root();
    for (const Cell& step : steps) {
        value = step.is_text() ? archive.of(value, step.bytes.c_str())
                               : archive.resolved(archive.items(value).at(static_cast<std::uint64_t>(step.integer)));
    }
    return value;
}

/// archive_value(archive, step …): a text, or a number as one.
std::optional<std::string> archive_value(Cells cells) {
    if (cells.empty()) return std::nullopt;
    const PropertyList list{cells[0].bytes};
    const KeyedArchive archive{list};
    const PropertyValue value = walked(archive, cells.subspan(1));
    if (const auto text = value.text()) return text;
    if (const auto address = archive.of(value, "NS.relative").text()) return address;  // an NSURL
    if (const auto whole = value.integer()) return std::to_string(*whole);
    const auto number = value.real();
    if (!number) return std::nullopt;
    char digits[64];
    return std::string{digits, std::to_chars(std::begin(digits), std::end(digits), *number).ptr};
}

/// archive_list(archive, step …, key): what each object of an array has under the key.
std::optional<std::string> archive_list(Cells cells) {
    if (cells.size() < 2) return std::nullopt;
    const PropertyList list{cells[0].bytes};
    const KeyedArchive archive{list};
    const PropertyValue items = archive.items(walked(archive, cells.subspan(1, cells.size() - 2)));
    std::string all;
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        const auto value = archive.of(archive.resolved(items.at(i)), cells.back().bytes.c_str()).text();
        if (value) all += (all.empty() ? "" : "\x1F") + *value;
    }
    return all;
}

/// archive_user(chat's archive, number of a user): their name, where the chat knows it.
std::optional<std::string> archive_user(Cells cells) {
    if (cells.size() < 2) return std::nullopt;
    const PropertyList list{cells[0].bytes};
    const KeyedArchive archive{list};
    const auto is_asked = [&](PropertyValue user) { return archive.of(user, "pk").text() == cells[1].bytes; };
    const PropertyValue inviter = archive.of(archive.root(), "IGUser*inviter");
    if (is_asked(inviter)) return archive.of(inviter, "fullName").text();
    const PropertyValue users = archive.items(archive.of(archive.root(), "NSArray<IGUser *>*users"));
    for (std::uint32_t i = 0; i < users.size(); ++i) {
        const PropertyValue user = archive.resolved(users.at(i));
        if (is_asked(user)) return archive.of(user, "fullName").text();
    }
    return std::nullopt;
}

constexpr std::array archive_functions{sanad::sqlite::Function{"archive_value", archive_value},
                                       sanad::sqlite::Function{"archive_list", archive_list},
                                       sanad::sqlite::Function{"archive_user", archive_user}};

class Instagram : public AskedDatabase {
public:
    static constexpr std::string_view name = "mobile.instagram", version = "1.0.0";
    static constexpr std::string_view summary = "Instagram (iOS): direct messages and chats";
    // The database is named by the number of its account.
    static constexpr std::array wants{path_glob("*DirectSQLiteDatabase/*.db", companions),
                                      path_glob("*com.burbn.instagram*.db", companions)};
    static constexpr std::array emits{text("message.sent"), text("chat.started")};

    explicit Instagram(std::string_view settings) : AskedDatabase{settings, archive_functions} {}
};

}  // namespace

SANAD_MODULE(Instagram)
