#pragma once
// Property lists, binary ("bplist00") and XML, as a tree of values that know where in the file they stand.
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::macos {

using sdk::Bytes;
using sdk::Time;

struct BadPlist : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class PlistKind : std::uint8_t { null, boolean, integer, real, date, data, text, uid, array, dictionary };

struct Plist {
    PlistKind kind = PlistKind::null;
    std::int64_t integer = 0;  ///< also of boolean and uid
    double real = 0;           ///< of a date: seconds since 2001 UTC
    std::string text;          ///< UTF-8; of data: the bytes
    std::vector<Plist> items;  ///< of an array, and the values of a dictionary
    std::vector<std::string> keys;
    sdk::Range place{};  ///< of its own bytes

    bool is_dictionary() const { return kind == PlistKind::dictionary; }
    bool is_array() const { return kind == PlistKind::array; }
    bool is_text() const { return kind == PlistKind::text; }
    bool is_data() const { return kind == PlistKind::data; }

    /// Null: no dictionary, or no such key.
    const Plist* find(std::string_view key) const;
    bool has(std::string_view key) const { return find(key) != nullptr; }
    /// Empty: no such key, or its value is no text.
    std::string_view text_of(std::string_view key) const;
    std::optional<std::int64_t> integer_of(std::string_view key) const;
    std::optional<Time> date_of(std::string_view key) const;
    Bytes data() const { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

    /// Itself and all within.
    std::size_t count() const;
};

/// Seconds since 2001 UTC; nothing for zero, for what is no number and for what 64 bits of nanoseconds cannot hold.
std::optional<Time> time_since_2001(double seconds);

bool is_binary_plist(Bytes bytes);
/// Whether it begins as an XML property list does.
bool is_xml_plist(Bytes bytes);

/// Either form; throws BadPlist.
Plist read_plist(Bytes bytes);

/// What NSKeyedArchiver packed, unpacked: dictionaries and arrays of the classes of Foundation become plain ones; of
/// other classes, dictionaries of their fields. Throws BadPlist.
Plist unarchived(const Plist& archive);
bool is_archive(const Plist& plist);

}  // namespace sanad::macos
