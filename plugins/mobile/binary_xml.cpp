#include "plugins/mobile/binary_xml.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <pugixml.hpp>

#include "plugins/sdk/text.hpp"

namespace sanad::mobile {
namespace {

constexpr std::string_view binary_mark{"ABX\0", 4};
constexpr std::size_t deepest = 200;

struct Broken {
    std::string why;
};

template <class Number>
std::string digits(Number number, int base = 10) {
    char text[72];
    const auto end = std::to_chars(std::begin(text), std::end(text), number, base).ptr;
    return {text, end};
}
std::string digits_of(double number) {
    char text[72];
    return {text, std::to_chars(std::begin(text), std::end(text), number).ptr};
}

// Of one token: what it is in the low half of its byte, and of what kind its value in the high half.
enum Token { start_document, end_document, start_tag, end_tag, attribute_of_tag = 15 };
enum ValueKind {
    no_value = 1,
    string,
    interned,
    bytes_hex,
    bytes_base64,
    integer,
    integer_hex,
    big,
    big_hex,
    real_32,
    real_64,
    is_true,
    is_false
};

class BinaryXml {
public:
    explicit BinaryXml(std::string_view bytes) : bytes_{bytes}, at_{binary_mark.size()} {}

    XmlDocument read() {
        XmlDocument document;
        try {
            children_of(document.root, 0);
        } catch (const Broken& broken) {
            document.problem = broken.why;
        }
        return document;
    }

private:
    /// Up to the end of `parent`, which is the document or an element whose start was read.
    void children_of(XmlElement& parent, std::size_t depth) {
        if (depth > deepest) throw Broken{"elements within elements without end"};
        while (at_ < bytes_.size()) {
            const std::size_t begin = at_;
            const auto token = static_cast<unsigned>(number(1));
            const unsigned kind = token >> 4;
            switch (token & 0x0F) {
                case start_document:
                    break;
                case end_document:
                    return;
                case start_tag: {
                    XmlElement& child = parent.children.emplace_back();
                    child.name = interned_text();
                    child.begin = begin;
                    child.end = at_;
                    children_of(child, depth + 1);
                    break;
                }
                case end_tag:
                    interned_text();
                    parent.end = at_;
                    return;
                case attribute_of_tag: {
                    std::string name = interned_text();
                    parent.attributes.emplace_back(std::move(name), value(kind));
                    break;
                }
                default:
                    value(kind);  // text, comments and the like: the system writes nothing there that counts
            }
            parent.end = at_;
        }
        if (depth > 0) throw Broken{"it ends within an element"};
    }

    std::uint64_t number(std::size_t length) {
        if (bytes_.size() - at_ < length) throw Broken{"it ends within a value"};
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < length; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes_[at_ + i]);
        at_ += length;
        return value;
    }
    std::string text() {
        const auto length = static_cast<std::size_t>(number(2));
        if (bytes_.size() - at_ < length) throw Broken{"it ends within a text"};
        const std::string_view raw = bytes_.substr(at_, length);
        at_ += length;
        return sdk::utf8(raw);
    }
    std::string interned_text() {
        constexpr std::uint64_t is_new = 0xFFFF;
        const std::uint64_t place = number(2);
        if (place == is_new) return known_.emplace_back(text());
        if (place >= known_.size()) throw Broken{"a name that was not given before"};
        return known_[static_cast<std::size_t>(place)];
    }
    std::string value(unsigned kind) {
        switch (kind) {
            case no_value:
                return {};
            case string:
                return text();
            case interned:
                return interned_text();
            case bytes_hex:
            case bytes_base64: {
                std::string hex;
                for (auto left = number(2); left > 0; --left) {
                    const auto byte = number(1);
                    hex += digits(byte >> 4, 16) + digits(byte & 15, 16);
                }
                return hex;
            }
            case integer:
                return digits(static_cast<std::int32_t>(number(4)));
            case integer_hex:
                return digits(number(4), 16);
            case big:
                return digits(static_cast<std::int64_t>(number(8)));
            case big_hex:
                return digits(number(8), 16);
            case real_32:
                return digits_of(std::bit_cast<float>(static_cast<std::uint32_t>(number(4))));
            case real_64:
                return digits_of(std::bit_cast<double>(number(8)));
            case is_true:
                return "true";
            case is_false:
                return "false";
            default:
                throw Broken{"a value of a kind that does not exist"};
        }
    }

    std::string_view bytes_;
    std::size_t at_;
    std::vector<std::string> known_;
};

void copy(const pugi::xml_node& from, XmlElement& to, std::string_view bytes, std::size_t depth) {
    if (depth > deepest) return;
    for (const pugi::xml_node& node : from.children()) {
        if (node.type() != pugi::node_element) continue;
        XmlElement& child = to.children.emplace_back();
        child.name = node.name();
        // pugixml tells where the name begins; the element ends where the next begins, or with its parent's bytes.
        child.begin = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 1)) - 1;
        const auto next = node.next_sibling();
        const auto after = next ? next.offset_debug() : -1;
        child.end = after > 0 ? std::min(static_cast<std::size_t>(after) - 1, bytes.size()) : to.end;
        for (const pugi::xml_attribute& attribute : node.attributes()) {
            child.attributes.emplace_back(attribute.name(), sdk::utf8(attribute.value()));
        }
        copy(node, child, bytes, depth + 1);
    }
}

}  // namespace

const std::string* XmlElement::attribute(std::string_view key) const {
    const auto found = std::ranges::find(attributes, key, &std::pair<std::string, std::string>::first);
    return found == attributes.end() ? nullptr : &found->second;
}

std::optional<XmlDocument> read_xml(std::string_view bytes) {
    if (bytes.starts_with(binary_mark)) return BinaryXml{bytes}.read();
    const std::size_t first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos || bytes[first] != '<') return std::nullopt;
    pugi::xml_document parsed;
    const auto result = parsed.load_buffer(bytes.data(), bytes.size(), pugi::parse_default, pugi::encoding_utf8);
    XmlDocument document;
    document.root.end = bytes.size();
    copy(parsed, document.root, bytes, 0);
    if (!result) document.problem = result.description();
    return document;
}

}  // namespace sanad::mobile
