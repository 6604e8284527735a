#include "plugins/macos/plist.hpp"

#include <bit>
#include <charconv>
#include <cmath>

namespace sanad::macos {

namespace {

constexpr std::size_t most_values = 2'000'000;
constexpr std::size_t most_text = 256u << 20;  // a value may be named, and so repeated, many times
constexpr int deepest = 128;
constexpr std::int64_t seconds_1970_to_2001 = 978'307'200;

/// CFBinaryPlist: objects, a table of their places, a trailer that says where the table is.
class BinaryReader {
public:
    explicit BinaryReader(Bytes bytes) : bytes_{bytes} {
        if (bytes.size() < 8 + 32) throw BadPlist{"the file ends before its trailer"};
        const std::size_t trailer = bytes.size() - 32;
        offset_size_ = bytes[trailer + 6];
        reference_size_ = bytes[trailer + 7];
        count_ = number(trailer + 8, 8);
        top_ = number(trailer + 16, 8);
        table_ = number(trailer + 24, 8);
        if (offset_size_ == 0 || offset_size_ > 8 || reference_size_ == 0 || reference_size_ > 8) {
            throw BadPlist{"the trailer gives no size for places"};
        }
        if (table_ < 8 || table_ > trailer || count_ == 0 || count_ > (trailer - table_) / offset_size_ ||
            top_ >= count_) {
            throw BadPlist{"the trailer points outside the file"};
        }
    }
    Plist read() { return object(top_, 0); }

private:
    std::uint64_t number(std::uint64_t at, std::uint64_t size) const {
        if (at > bytes_.size() || size > bytes_.size() - at) throw BadPlist{"a value ends outside the file"};
        std::uint64_t value = 0;
        for (std::uint64_t i = 0; i < size; ++i) value = value << 8 | bytes_[static_cast<std::size_t>(at + i)];
        return value;
    }

    /// The count in the marker, or in the integer behind it.
    std::uint64_t length(std::uint64_t& at, unsigned low) const {
        if (low != 15) return low;
        const std::uint64_t marker = number(at, 1);
        if (marker >> 4 != 1 || (marker & 15) > 3) throw BadPlist{"a length is no number"};
        const std::uint64_t size = std::uint64_t{1} << (marker & 15);
        const std::uint64_t value = number(at + 1, size);
        at += 1 + size;
        return value;
    }

    Bytes part(std::uint64_t at, std::uint64_t size) const {
        if (at > bytes_.size() || size > bytes_.size() - at) throw BadPlist{"a value ends outside the file"};
        return bytes_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
    }

    Plist object(std::uint64_t reference, int depth) {
        if (reference >= count_) throw BadPlist{"a reference to no object"};
        if (depth > deepest) throw BadPlist{"values lie in each other without end"};
        if (++seen_ > most_values) throw BadPlist{"more than two million values"};
        const std::uint64_t start = number(table_ + reference * offset_size_, offset_size_);
        std::uint64_t at = start;
        const auto marker = static_cast<unsigned>(number(at++, 1));
        const unsigned low = marker & 15;
        Plist value;
        const auto place = [&](std::uint64_t end) { value.place = {start, end - start, 0}; };
        switch (marker >> 4) {
            case 0:
                if (low == 8 || low == 9) {
                    value.kind = PlistKind::boolean;
                    value.integer = low == 9 ? 1 : 0;
                } else if (low != 0) {
                    throw BadPlist{"a value of an unknown kind"};
                }
                place(at);
                return value;
            case 1: {
                if (low > 4) throw BadPlist{"an integer of an unknown size"};
                const std::uint64_t size = std::uint64_t{1} << low;
                value.kind = PlistKind::integer;
                // 16 bytes hold an unsigned number of 64 bits; the upper half is zero.
                value.integer = static_cast<std::int64_t>(number(size == 16 ? at + 8 : at, size == 16 ? 8 : size));
                number(at, 1);
                place(at + size);
                return value;
            }
            case 2:
            case 3: {
                if (low != 2 && low != 3) throw BadPlist{"a real number of an unknown size"};
                const std::uint64_t size = std::uint64_t{1} << low;
                value.kind = marker >> 4 == 2 ? PlistKind::real : PlistKind::date;
                const std::uint64_t raw = number(at, size);
                value.real =
                    size == 8 ? std::bit_cast<double>(raw) : std::bit_cast<float>(static_cast<std::uint32_t>(raw));
                place(at + size);
                return value;
            }
            case 4:
            case 5:
            case 6: {
                const std::uint64_t units = length(at, low);
                const bool wide = marker >> 4 == 6;
                if (units > bytes_.size()) throw BadPlist{"a text ends outside the file"};
                const Bytes content = part(at, units * (wide ? 2 : 1));
                text_seen_ += content.size();
                if (text_seen_ > most_text) throw BadPlist{"more than 256 MiB of text"};
                value.kind = marker >> 4 == 4 ? PlistKind::data : PlistKind::text;
                const std::string_view raw{reinterpret_cast<const char*>(content.data()), content.size()};
                if (wide) {
                    std::vector<std::uint8_t> swapped(content.begin(), content.end());
                    for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
                    value.text = sdk::utf8_of_utf16le(swapped);
                } else {
                    value.text = value.kind == PlistKind::data ? std::string{raw} : sdk::utf8(raw);
                }
                place(at + content.size());
                return value;
            }
            case 8:
                value.kind = PlistKind::uid;
                value.integer = static_cast<std::int64_t>(number(at, std::min<std::uint64_t>(low + 1, 8)));
                place(at + low + 1);
                return value;
            case 10:
            case 12:
            case 13: {
                const bool dictionary = marker >> 4 == 13;
                const std::uint64_t items = length(at, low);
                if (items > bytes_.size()) throw BadPlist{"a list ends outside the file"};
                part(at, items * reference_size_ * (dictionary ? 2 : 1));
                value.kind = dictionary ? PlistKind::dictionary : PlistKind::array;
                const auto reference_at = [&](std::uint64_t i) {
                    return number(at + i * reference_size_, reference_size_);
                };
                for (std::uint64_t i = 0; dictionary && i < items; ++i) {
                    Plist key = object(reference_at(i), depth + 1);
                    --seen_;
                    if (key.kind != PlistKind::text) throw BadPlist{"a key that is no text"};
                    value.keys.push_back(std::move(key.text));
                }
                for (std::uint64_t i = 0; i < items; ++i) {
                    value.items.push_back(object(reference_at(dictionary ? items + i : i), depth + 1));
                }
                place(at + items * reference_size_ * (dictionary ? 2 : 1));
                return value;
            }
            default:
                throw BadPlist{"a value of an unknown kind"};
        }
    }

    Bytes bytes_;
    std::uint64_t offset_size_, reference_size_, count_, top_, table_;
    std::size_t seen_ = 0;
    std::size_t text_seen_ = 0;
};

/// The XML that Apple's programs write: elements without attributes that matter, entities, comments, CDATA.
class XmlReader {
public:
    explicit XmlReader(std::string_view text) : text_{text} {}

    Plist read() {
        for (;;) {
            const Tag tag = next_tag();
            if (tag.name == "plist" && !tag.closing && !tag.empty) break;
            if (tag.name != "plist") throw BadPlist{"no element <plist>"};
        }
        const Tag first = next_tag();
        if (first.closing) throw BadPlist{"nothing in <plist>"};
        return value(first, 0);
    }

private:
    struct Tag {
        std::string_view name;
        bool closing = false, empty = false;
        std::size_t start = 0;
    };

    /// Passes over text, comments, declarations.
    Tag next_tag() {
        for (;;) {
            at_ = text_.find('<', at_);
            if (at_ == std::string_view::npos) throw BadPlist{"the text ends within an element"};
            if (text_.substr(at_).starts_with("<!--")) {
                at_ = text_.find("-->", at_);
                if (at_ == std::string_view::npos) throw BadPlist{"a comment without end"};
                continue;
            }
            const std::size_t start = at_;
            const std::size_t end = text_.find('>', at_);
            if (end == std::string_view::npos) throw BadPlist{"the text ends within an element"};
            std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
            at_ = end + 1;
            if (inside.starts_with('?') || inside.starts_with('!')) continue;
            Tag tag;
            tag.start = start;
            tag.closing = inside.starts_with('/');
            if (tag.closing) inside.remove_prefix(1);
            tag.empty = inside.ends_with('/');
            if (tag.empty) inside.remove_suffix(1);
            tag.name = inside.substr(0, inside.find_first_of(" \t\r\n"));
            return tag;
        }
    }

    /// Up to "</name>", with entities and CDATA undone.
    std::string content(std::string_view name) {
        std::string plain;
        for (;;) {
            const std::size_t end = text_.find('<', at_);
            if (end == std::string_view::npos) throw BadPlist{"the text ends within <" + std::string{name} + ">"};
            append_unescaped(plain, text_.substr(at_, end - at_));
            at_ = end;
            if (text_.substr(at_).starts_with("<![CDATA[")) {
                const std::size_t close = text_.find("]]>", at_);
                if (close == std::string_view::npos) throw BadPlist{"CDATA without end"};
                plain += text_.substr(at_ + 9, close - at_ - 9);
                at_ = close + 3;
                continue;
            }
            if (text_.substr(at_).starts_with("<!--")) {
                const std::size_t close = text_.find("-->", at_);
                if (close == std::string_view::npos) throw BadPlist{"a comment without end"};
                at_ = close + 3;
                continue;
            }
            const Tag tag = next_tag();
            if (!tag.closing || tag.name != name) throw BadPlist{"<" + std::string{name} + "> holds another element"};
            return plain;
        }
    }

    static void append_unescaped(std::string& plain, std::string_view text) {
        while (!text.empty()) {
            const std::size_t ampersand = text.find('&');
            plain += text.substr(0, ampersand);
            if (ampersand == std::string_view::npos) return;
            text.remove_prefix(ampersand);
            const std::size_t end = text.find(';');
            const std::string_view name = end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
            constexpr std::pair<std::string_view, char> named[] = {
                {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
            bool known = false;
            for (const auto& [entity, character] : named) {
                if (name == entity) plain += character, known = true;
            }
            if (name.size() > 1 && name.size() < 9 && name[0] == '#') {
                const bool hexadecimal = name[1] == 'x';
                std::uint32_t code = 0;
                const char* first = name.data() + (hexadecimal ? 2 : 1);
                const auto [rest, error] =
                    std::from_chars(first, name.data() + name.size(), code, hexadecimal ? 16 : 10);
                if (error == std::errc{} && rest == name.data() + name.size() && code < 0x110000 &&
                    !(code >= 0xD800 && code < 0xE000)) {
                    sdk::append_utf8(plain, code);
                    known = true;
                }
            }
            if (!known) throw BadPlist{"an entity that property lists do not have"};
            text.remove_prefix(end + 1);
        }
    }

    Plist value(const Tag& tag, int depth) {
        if (depth > deepest) throw BadPlist{"values lie in each other without end"};
        if (++seen_ > most_values) throw BadPlist{"more than two million values"};
        Plist read;
        if (tag.name == "dict" || tag.name == "array") {
            read.kind = tag.name == "dict" ? PlistKind::dictionary : PlistKind::array;
            while (!tag.empty) {
                Tag next = next_tag();
                if (next.closing) {
                    if (next.name != tag.name) throw BadPlist{"elements are closed in the wrong order"};
                    break;
                }
                if (read.is_dictionary()) {
                    if (next.name != "key") throw BadPlist{"a value without key"};
                    read.keys.push_back(next.empty ? std::string{} : sdk::utf8(content("key")));
                    next = next_tag();
                    if (next.closing) throw BadPlist{"a key without value"};
                }
                read.items.push_back(value(next, depth + 1));
            }
        } else if (tag.name == "true" || tag.name == "false") {
            read.kind = PlistKind::boolean;
            read.integer = tag.name == "true" ? 1 : 0;
            if (!tag.empty) content(tag.name);
        } else {
            const std::string plain = tag.empty ? std::string{} : content(tag.name);
            scalar(read, tag.name, plain);
        }
        read.place = {tag.start, at_ - tag.start, 0};
        return read;
    }

    static void scalar(Plist& read, std::string_view name, const std::string& plain) {
        if (name == "string" || name == "ustring") {
            read.kind = PlistKind::text;
            read.text = sdk::utf8(plain);
        } else if (name == "integer") {
            read.kind = PlistKind::integer;
            std::string_view digits = stripped(plain);
            const bool negative = digits.starts_with('-');
            if (negative || digits.starts_with('+')) digits.remove_prefix(1);
            const bool hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
            if (hexadecimal) digits.remove_prefix(2);
            std::uint64_t number = 0;
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), number, hexadecimal ? 16 : 10);
            if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
                throw BadPlist{"an integer that is none"};
            }
            read.integer = static_cast<std::int64_t>(negative ? 0 - number : number);
        } else if (name == "real") {
            read.kind = PlistKind::real;
            const std::string_view digits = stripped(plain);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read.real);
            if (error != std::errc{}) throw BadPlist{"a real number that is none"};
        } else if (name == "date") {
            read.kind = PlistKind::date;
            read.real = date(stripped(plain));
        } else if (name == "data") {
            read.kind = PlistKind::data;
            read.text = base64(plain);
        } else {
            throw BadPlist{"an element <" + std::string{name.substr(0, 40)} + ">"};
        }
    }

    static std::string_view stripped(std::string_view text) {
        const std::size_t first = text.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos) return {};
        return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    }

    /// "2013-06-25T05:54:43Z"
    static double date(std::string_view text) {
        int parts[6];
        constexpr std::string_view form = "YYYY-MM-DDTHH:MM:SSZ";
        if (text.size() != form.size()) throw BadPlist{"a date that is none"};
        std::size_t at = 0;
        for (int i = 0; i < 6; ++i) {
            const std::size_t digits = i == 0 ? 4 : 2;
            const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, parts[i]);
            if (error != std::errc{} || end != text.data() + at + digits || text[at + digits] != form[at + digits]) {
                throw BadPlist{"a date that is none"};
            }
            at += digits + 1;
        }
        std::int64_t year = parts[0];
        const auto month = static_cast<std::int64_t>(parts[1]);
        if (month < 1 || month > 12 || parts[2] < 1 || parts[2] > 31 || parts[3] > 23 || parts[4] > 59 ||
            parts[5] > 60) {
            throw BadPlist{"a date that is none"};
        }
        // Days of the Gregorian calendar, the year beginning in March.
        year -= month <= 2 ? 1 : 0;
        const std::int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + parts[2] - 1;
        const std::int64_t days = year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719468;
        return static_cast<double>(days * 86400 + parts[3] * 3600 + parts[4] * 60 + parts[5] - seconds_1970_to_2001);
    }

    static std::string base64(std::string_view text) {
        std::string bytes;
        std::uint32_t held = 0;
        int bits = 0;
        for (const char c : text) {
            std::uint32_t digit = 0;
            if (c >= 'A' && c <= 'Z') {
                digit = static_cast<std::uint32_t>(c - 'A');
            } else if (c >= 'a' && c <= 'z') {
                digit = static_cast<std::uint32_t>(c - 'a' + 26);
            } else if (c >= '0' && c <= '9') {
                digit = static_cast<std::uint32_t>(c - '0' + 52);
            } else if (c == '+' || c == '/') {
                digit = c == '+' ? 62 : 63;
            } else if (c == '=' || c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                continue;
            } else {
                throw BadPlist{"data that are no base64"};
            }
            held = (held << 6 | digit) & 0xFFFFFF;
            bits += 6;
            if (bits >= 8) bits -= 8, bytes += static_cast<char>(held >> bits);
        }
        return bytes;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t seen_ = 0;
};

}  // namespace

const Plist* Plist::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] == key) return &items[i];
    }
    return nullptr;
}

std::string_view Plist::text_of(std::string_view key) const {
    const Plist* value = find(key);
    return value != nullptr && value->is_text() ? std::string_view{value->text} : std::string_view{};
}

std::optional<std::int64_t> Plist::integer_of(std::string_view key) const {
    const Plist* value = find(key);
    if (value == nullptr || (value->kind != PlistKind::integer && value->kind != PlistKind::boolean)) return {};
    return value->integer;
}

std::optional<Time> Plist::date_of(std::string_view key) const {
    const Plist* value = find(key);
    return value != nullptr && value->kind == PlistKind::date ? time_since_2001(value->real) : std::nullopt;
}

std::size_t Plist::count() const {
    std::size_t total = 1;
    for (const Plist& item : items) total += item.count();
    return total;
}

std::optional<Time> time_since_2001(double seconds) {
    constexpr double furthest = 8e9;  // some 250 years
    if (!std::isfinite(seconds) || seconds == 0 || std::fabs(seconds) > furthest) return {};
    const double whole = std::floor(seconds);
    // A double near 2020 is exact to some 100 ns: no more digits than microseconds were meant.
    const auto microseconds = static_cast<std::int64_t>(std::llround((seconds - whole) * 1e6));
    return Time{(static_cast<std::int64_t>(whole) + seconds_1970_to_2001) * 1'000'000'000 + microseconds * 1000};
}

bool is_binary_plist(Bytes bytes) {
    constexpr std::string_view magic = "bplist0";
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

bool is_xml_plist(Bytes bytes) {
    const std::string_view head{reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 4096)};
    const std::size_t first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    return first != std::string_view::npos && head[first] == '<' && head.find("<plist") != std::string_view::npos;
}

Plist read_plist(Bytes bytes) {
    if (is_binary_plist(bytes)) return BinaryReader{bytes}.read();
    if (is_xml_plist(bytes)) return XmlReader{{reinterpret_cast<const char*>(bytes.data()), bytes.size()}}.read();
    throw BadPlist{"no property list"};
}

}  // namespace sanad::macos
