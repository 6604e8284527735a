#pragma once
// XML of Android's system, as text or, since Android 12, in the binary form that its BinaryXmlSerializer writes
// ("ABX").
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sanad::mobile {

struct XmlElement {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;  ///< numbers of the hexadecimal kinds in that form
    std::vector<XmlElement> children;
    std::size_t begin = 0, end = 0;  ///< its bytes

    /// Null: no such attribute.
    const std::string* attribute(std::string_view key) const;
};

struct XmlDocument {
    XmlElement root;      ///< without a name; the document's elements are its children
    std::string problem;  ///< empty: it was read to its end
};

/// Nothing: neither of the two forms.
std::optional<XmlDocument> read_xml(std::string_view bytes);

}  // namespace sanad::mobile
