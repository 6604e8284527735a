#pragma once
// Property sets of OLE (MS-OLEPS): what a document says of itself in "\5SummaryInformation" and its sister.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/document/described.hpp"
#include "plugins/readable/compound_file.hpp"

namespace sanad::document {

struct Property {
    std::uint32_t type = 0;
    std::string text;          ///< of strings
    std::uint64_t number = 0;  ///< of integers, booleans and FILETIMEs
};

struct PropertySection {
    std::map<std::uint32_t, Property> properties;
    std::map<std::uint32_t, std::string> names;  ///< of the author's own properties
};

class PropertySet {
public:
    explicit PropertySet(std::string_view stream) : bytes_{stream} {
        if (bytes_.u16(0) != 0xFFFE) return;
        const std::uint32_t count = std::min<std::uint32_t>(bytes_.u32(24), 8);
        for (std::uint32_t i = 0; i < count; ++i) sections_.push_back(section_at(bytes_.u32(28 + 20 * i + 16)));
    }
    const std::vector<PropertySection>& sections() const { return sections_; }

private:
    static constexpr std::uint32_t i2 = 2, i4 = 3, boolean = 11, ui2 = 18, ui4 = 19, integer = 22, lpstr = 30,
                                   lpwstr = 31, filetime = 64;

    PropertySection section_at(std::uint64_t base) {
        PropertySection section;
        const std::uint32_t count = std::min<std::uint32_t>(bytes_.u32(base + 4), 4096);
        std::uint32_t codepage = 1252;
        for (std::uint32_t i = 0; i < count; ++i) {
            if (bytes_.u32(base + 8 + 8 * i) == 1) codepage = bytes_.u16(base + bytes_.u32(base + 12 + 8 * i) + 4);
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t id = bytes_.u32(base + 8 + 8 * i);
            const std::uint64_t at = base + bytes_.u32(base + 12 + 8 * i);
            if (at + 4 > bytes_.size()) continue;
            if (id == 0) {
                read_names(at, codepage, section);
            } else {
                section.properties.emplace(id, value_at(at, codepage));
            }
        }
        return section;
    }

    Property value_at(std::uint64_t at, std::uint32_t codepage) const {
        Property value;
        value.type = bytes_.u32(at) & 0xFFFF;
        const std::uint32_t length = bytes_.u32(at + 4);
        switch (value.type) {
            case i2:
            case ui2:
            case boolean:
                value.number = bytes_.u16(at + 4);
                break;
            case i4:
            case ui4:
            case integer:
                value.number = bytes_.u32(at + 4);
                break;
            case filetime:
                value.number = bytes_.u64(at + 4);
                break;
            case lpstr:
                value.text = string_of(bytes_.part(at + 8, length), codepage);
                break;
            case lpwstr:
                value.text = string_of(bytes_.part(at + 8, std::uint64_t{length} * 2), 1200);
                break;
            default:
                break;
        }
        return value;
    }

    void read_names(std::uint64_t at, std::uint32_t codepage, PropertySection& section) const {
        const std::uint32_t count = std::min<std::uint32_t>(bytes_.u32(at), 4096);
        at += 4;
        for (std::uint32_t i = 0; i < count && at < bytes_.size(); ++i) {
            const std::uint32_t id = bytes_.u32(at);
            const std::uint64_t length = std::uint64_t{bytes_.u32(at + 4)} * (codepage == 1200 ? 2 : 1);
            section.names.emplace(id, string_of(bytes_.part(at + 8, length), codepage));
            at += 8 + (codepage == 1200 ? (length + 3) / 4 * 4 : length);
        }
    }

    static std::string string_of(std::string_view bytes, std::uint32_t codepage) {
        if (codepage == 1200) {
            std::string text = readable::utf16(bytes);
            return text.substr(0, text.find('\0'));
        }
        return readable::utf8_of_codepage(bytes.substr(0, bytes.find('\0')), codepage);
    }

    readable::LittleEndian bytes_;
    std::vector<PropertySection> sections_;
};

inline void take_summary(const PropertySet& set, sdk::Artifact& facts) {
    if (set.sections().empty()) return;
    constexpr std::pair<std::uint32_t, std::string_view> texts[] = {
        {2, "title"},    {3, "subject"},       {4, "author"},   {5, "keywords"},    {6, "comments"},
        {7, "template"}, {8, "last_saved_by"}, {9, "revision"}, {18, "application"}};
    constexpr std::pair<std::uint32_t, std::string_view> numbers[] = {
        {14, "pages"}, {15, "words"}, {16, "characters"}, {19, "security"}};
    constexpr std::pair<std::uint32_t, std::string_view> times[] = {
        {11, "printed_at"}, {12, "created_at"}, {13, "saved_at"}};
    const auto& properties = set.sections()[0].properties;
    for (const auto& [id, value] : properties) {
        for (const auto& [known, name] : texts) {
            if (id == known) put(facts, name, value.text);
        }
        for (const auto& [known, name] : numbers) {
            if (id == known && value.type == 3) facts.integer(name, static_cast<std::int32_t>(value.number));
        }
        for (const auto& [known, name] : times) {
            if (id == known && value.type == 64) facts.time(name, sdk::time_of_filetime(value.number));
        }
        if (id == 10 && value.type == 64 && value.number > 0 && value.number < std::uint64_t{1} << 56) {
            facts.integer("editing_seconds",
                          static_cast<std::int64_t>(value.number / 10'000'000));  // a span, not a date
        }
    }
}

inline void take_document_summary(const PropertySet& set, sdk::Artifact& facts) {
    if (set.sections().empty()) return;
    constexpr std::pair<std::uint32_t, std::string_view> texts[] = {
        {2, "category"}, {14, "manager"}, {15, "company"}, {27, "status"}, {28, "language"}};
    constexpr std::pair<std::uint32_t, std::string_view> numbers[] = {
        {5, "lines"}, {6, "paragraphs"},    {7, "slides"},
        {8, "notes"}, {9, "hidden_slides"}, {17, "characters_with_blanks"}};
    for (const auto& [id, value] : set.sections()[0].properties) {
        for (const auto& [known, name] : texts) {
            if (id == known) put(facts, name, value.text);
        }
        for (const auto& [known, name] : numbers) {
            if (id == known && value.type == 3) facts.integer(name, static_cast<std::int32_t>(value.number));
        }
        if (id == 23 && value.type == 3 && value.number != 0) {
            facts.text("application_version",
                       std::to_string(value.number >> 16) + "." + std::to_string(value.number & 0xFFFF));
        }
    }
    if (set.sections().size() < 2) return;
    const PropertySection& own = set.sections()[1];
    for (const auto& [id, name] : own.names) {
        const auto value = own.properties.find(id);
        if (value == own.properties.end() || name.starts_with("_PID_")) continue;
        std::string text = value->second.text;
        if (value->second.type == 2 || value->second.type == 3 || value->second.type == 11) {
            text = std::to_string(static_cast<std::int32_t>(value->second.number));
        }
        if (!text.empty()) facts.text("custom", sdk::utf8(name + "=" + text));
    }
}

}  // namespace sanad::document
