#pragma once
// A registry hive over bytes in memory, read by libregf: keys, values, and the damage met on the way.
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/module.hpp"
#include "plugins/windows/bytes.hpp"

namespace windows::registry {

using sanad::sdk::Artifact;
using sanad::sdk::File;
using sanad::sdk::Range;
using sanad::sdk::signature;
using sanad::sdk::Sink;
using sanad::sdk::Time;
using sanad::sdk::time_of_filetime;
using sanad::sdk::Unreadable;
using sanad::sdk::utf8;
using sanad::sdk::utf8_of_utf16le;
using sanad::sdk::Verdict;

class Hive;

class Value {
public:
    enum Type : std::uint32_t {
        text_type = 1,
        expanding_text = 2,
        binary = 3,
        dword = 4,
        big_endian = 5,
        texts_type = 7,
        qword = 11
    };

    std::string name;  ///< empty: the value that a key has without a name
    std::uint32_t type = 0;
    std::vector<std::uint8_t> data;
    Range range;  ///< its cell in the hive

    /// Of a string, up to its first zero; nothing when it is of another type, or empty.
    std::optional<std::string> text() const;
    /// Of a number of 32 or 64 bits.
    std::optional<std::int64_t> number() const;
    /// Of a list of strings, or one string.
    std::vector<std::string> texts() const;
};

/// One key; copies are cheap.
class Key {
public:
    std::string name() const;
    /// From the first key of the hive on, its name left out: "Microsoft\Windows NT".
    const std::string& path() const { return path_; }
    std::optional<Time> written_at() const;
    Range range() const;

    std::optional<Key> key(std::string_view relative) const;
    std::optional<Value> value(std::string_view name) const;
    void each_key(const std::function<void(const Key&)>& visit) const;
    void each_value(const std::function<void(const Value&)>& visit) const;
    int value_count() const;

    std::optional<std::string> text(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const;
    std::optional<Time> filetime(std::string_view name) const;

private:
    friend class Hive;
    struct Raw;
    Key(const Hive& hive, std::shared_ptr<Raw> raw, std::string path);

    const Hive* hive_;
    std::shared_ptr<Raw> raw_;
    std::string path_;
};

/// What could not be read, and where.
struct Damage {
    Range place;
    std::string message;
};

/// Of the header that stands before the first hive bin.
struct Header {
    std::uint32_t primary_sequence = 0, secondary_sequence = 0, major = 0, minor = 0, type = 0;
    std::optional<Time> written_at;
    std::string path;
    bool sum_is_right = false;
};

/// Where a key or a value has its name. Single bytes are the low halves of UTF-16, so ISO 8859-1; the library takes
/// them for the code page 1252, and would tell other names.
struct NamePlace {
    std::string_view mark;
    std::size_t flags;
    std::uint16_t single_bytes;
    std::size_t length, text;
};

class Hive {
public:
    static constexpr std::size_t header_size = 4096;

    /// Throws std::runtime_error when not even the first key can be reached.
    explicit Hive(std::vector<std::uint8_t> bytes);
    ~Hive();
    Hive(const Hive&) = delete;
    Hive& operator=(const Hive&) = delete;

    static std::optional<Header> header(Bytes bytes);

    const Key& root() const { return *root_; }
    std::optional<Key> key(std::string_view path) const { return root().key(path); }

    /// The control sets of a SYSTEM hive with their numbers.
    struct ControlSet {
        int number;
        Key key;
    };
    std::vector<ControlSet> control_sets() const;

    const std::vector<Damage>& damage() const { return damage_; }
    void add_damage(Range place, std::string message) const;

    /// The cell whose content begins here: its whole length.
    Range cell(std::uint64_t content) const;
    std::string name_at(std::uint64_t content, const NamePlace& place) const;

private:
    friend class Key;
    void mend();

    std::vector<std::uint8_t> bytes_;
    struct Library;
    std::unique_ptr<Library> library_;
    std::optional<Key> root_;
    mutable std::vector<Damage> damage_;
    mutable std::set<std::string> told_;
};

}  // namespace windows::registry
