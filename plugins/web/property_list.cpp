#include "plugins/web/property_list.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <pugixml.hpp>
#include <stdexcept>

namespace sanad::web {
namespace {

using sdk::Bytes;

constexpr int deepest = 100;
constexpr std::size_t most_values = 2'000'000;  // an object may be named again and again

struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

json date_of(double seconds_since_2001) {
    return json{{"date", seconds_since_2001}};
}

std::string utf8_of_utf16be(Bytes bytes) {
    std::vector<std::uint8_t> turned(bytes.begin(), bytes.end());
    for (std::size_t i = 0; i + 1 < turned.size(); i += 2) std::swap(turned[i], turned[i + 1]);
    return sdk::utf8_of_utf16le(turned);
}

/// "bplist00", objects, the table of their offsets, and 32 bytes that say where it is.
class BinaryList {
public:
    explicit BinaryList(Bytes bytes) : bytes_{bytes} {
        if (bytes.size() < 40) throw Damaged{"too short"};
        const std::size_t trailer = bytes.size() - 32;
        offset_size_ = bytes[trailer + 6];
        reference_size_ = bytes[trailer + 7];
        count_ = number(trailer + 8, 8);
        top_ = number(trailer + 16, 8);
        table_ = number(trailer + 24, 8);
        if (offset_size_ < 1 || offset_size_ > 8 || reference_size_ < 1 || reference_size_ > 8 || table_ > trailer ||
            count_ > (trailer - table_) / offset_size_) {
            throw Damaged{"its table does not fit"};
        }
    }
    json top() { return object(top_, 0); }

private:
    std::uint64_t number(std::size_t at, std::size_t size) const {
        if (at > bytes_.size() || size > bytes_.size() - at) throw Damaged{"it ends early"};
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes_[at + i];
        return value;
    }
    Bytes part(std::size_t at, std::uint64_t size) const {
        if (at > bytes_.size() || size > bytes_.size() - at) throw Damaged{"it ends early"};
        return bytes_.subspan(at, size);
    }

    json object(std::uint64_t reference, int depth) {
        if (reference >= count_ || depth > deepest || ++values_ > most_values)
            throw Damaged{"it names what is not there"};
        std::size_t at = number(table_ + reference * offset_size_, offset_size_);
        const std::uint8_t marker = part(at++, 1)[0];
        std::uint64_t size = marker & 0x0F;
        if (marker == 0x08 || marker == 0x09) return marker == 0x09;
        if (marker >> 4 == 1) return integer(at, std::size_t{1} << size);
        if (marker >> 4 == 2) return real(at, std::size_t{1} << size);
        if (marker == 0x33) return date_of(std::bit_cast<double>(number(at, 8)));
        if (size == 15 && marker >= 0x40) {
            const std::uint8_t length = part(at++, 1)[0];
            if (length >> 4 != 1 || (length & 15) > 3) throw Damaged{"a length is no number"};
            const std::size_t width = std::size_t{1} << (length & 15);
            size = number(at, width);
            at += width;
        }
        switch (marker >> 4) {
            case 5:
                return sdk::utf8(characters(part(at, size)));
            case 6:
                if (size > bytes_.size() / 2) throw Damaged{"it ends early"};
                return utf8_of_utf16be(part(at, size * 2));
            case 7:
                return sdk::utf8(characters(part(at, size)));
            case 10:
                return array(at, size, depth);
            case 13:
                return dictionary(at, size, depth);
            default:
                return nullptr;
        }
    }
    static std::string_view characters(Bytes bytes) {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    json integer(std::size_t at, std::size_t size) const {
        if (size > 8) return nullptr;
        const std::uint64_t value = number(at, size);
        return size == 8 ? json(static_cast<std::int64_t>(value)) : json(value);
    }
    json real(std::size_t at, std::size_t size) const {
        if (size == 8) return std::bit_cast<double>(number(at, 8));
        if (size != 4) return nullptr;
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(number(at, 4))));
    }
    json array(std::size_t at, std::uint64_t size, int depth) {
        if (size > bytes_.size() / reference_size_) throw Damaged{"it ends early"};
        json list = json::array();
        for (std::uint64_t i = 0; i < size; ++i, at += reference_size_) {
            list.push_back(object(number(at, reference_size_), depth + 1));
        }
        return list;
    }
    json dictionary(std::size_t at, std::uint64_t size, int depth) {
        if (size > bytes_.size() / 2 / reference_size_) throw Damaged{"it ends early"};
        json members = json::object();
        for (std::uint64_t i = 0; i < size; ++i, at += reference_size_) {
            const json key = object(number(at, reference_size_), depth + 1);
            if (!key.is_string()) throw Damaged{"a key is no text"};
            members[key.get<std::string>()] = object(number(at + size * reference_size_, reference_size_), depth + 1);
        }
        return members;
    }

    Bytes bytes_;
    std::size_t offset_size_ = 0, reference_size_ = 0, values_ = 0;
    std::uint64_t count_ = 0, top_ = 0, table_ = 0;
};

/// "2013-07-08T20:53:54Z"
json date_of_text(std::string_view text) {
    if (text.size() != 20 || text[4] != '-' || text[10] != 'T' || text[19] != 'Z') return nullptr;
    const auto digits = [&](std::size_t at, std::size_t length) {
        int value = 0;
        std::from_chars(text.data() + at, text.data() + at + length, value);
        return value;
    };
    const std::chrono::year_month_day day{std::chrono::year{digits(0, 4)},
                                          std::chrono::month{static_cast<unsigned>(digits(5, 2))},
                                          std::chrono::day{static_cast<unsigned>(digits(8, 2))}};
    if (!day.ok()) return nullptr;
    const std::chrono::sys_days since_2001{std::chrono::year{2001} / 1 / 1};
    const auto days = (std::chrono::sys_days{day} - since_2001).count();
    return date_of(static_cast<double>(((days * 24 + digits(11, 2)) * 60 + digits(14, 2)) * 60 + digits(17, 2)));
}

json value_of_xml(const pugi::xml_node& node, int depth) {
    if (depth > deepest) throw Damaged{"it is nested too deep"};
    const std::string_view kind = node.name();
    const char* text = node.child_value();
    if (kind == "true" || kind == "false") return kind == "true";
    if (kind == "string") return sdk::utf8(text);
    if (kind == "integer") return std::strtoll(text, nullptr, 10);
    if (kind == "real") return std::strtod(text, nullptr);
    if (kind == "date") return date_of_text(text);
    if (kind == "array") {
        json list = json::array();
        for (const auto& each : node.children()) list.push_back(value_of_xml(each, depth + 1));
        return list;
    }
    if (kind == "dict") {
        json members = json::object();
        for (auto key = node.child("key"); key; key = key.next_sibling("key")) {
            members[sdk::utf8(key.child_value())] = value_of_xml(key.next_sibling(), depth + 1);
        }
        return members;
    }
    return nullptr;
}

}  // namespace

json property_list(Bytes bytes) {
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    try {
        if (text.starts_with("bplist")) return BinaryList{bytes}.top();
        pugi::xml_document document;
        if (document.load_buffer(bytes.data(), bytes.size()) && document.child("plist")) {
            return value_of_xml(document.child("plist").first_child(), 0);
        }
    } catch (const Damaged&) {
    }
    return json(json::value_t::discarded);
}

std::optional<sdk::Time> plist_time(const json& value) {
    if (const json& date = member(value, "date"); date.is_number()) {
        return sqlite::time_of(As::mac_s, date.get<double>());
    }
    if (!value.is_string()) return std::nullopt;
    return sqlite::time_of(As::mac_s, std::string_view{value.get_ref<const std::string&>()});
}

}  // namespace sanad::web
