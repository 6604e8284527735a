#pragma once
// The file format of systemd's journal, as its JOURNAL_FILE_FORMAT document gives it: a header, then objects, each with
// its type and size in front. Entries are reached through a chain of arrays; an entry is a list of the places of its
// fields.
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "plugins/unix/record.hpp"

namespace sanad::unix_traces {

struct JournalEntry {
    std::uint64_t offset, size;
    std::uint64_t sequence, realtime;  ///< microseconds since 1970 UTC
    std::string boot;                  ///< 32 digits
    std::vector<std::string> fields;   ///< NAME=value
};

class Journal {
public:
    static constexpr std::string_view signature = "LPKSHHRH";
    using Warn = std::function<void(std::uint64_t offset, std::uint64_t length, const std::string&)>;

    /// Throws TooShort when not even the header is there.
    explicit Journal(Bytes bytes);
    bool is_mine() const { return mine_; }
    bool is_known_version() const { return (incompatible_ & ~std::uint32_t{xz | lz4 | keyed | zstd | compact}) == 0; }
    std::uint64_t entry_count() const { return header_.u64(152); }

    /// Every entry that the chain of arrays names, in its order. False: something was amiss, and `warn` heard of it.
    bool entries(const std::function<void(const JournalEntry&)>& found, const Warn& warn);

private:
    enum : std::uint32_t { xz = 1, lz4 = 2, keyed = 4, zstd = 8, compact = 16 };
    enum : std::uint8_t { data_object = 1, entry_object = 3, entry_array_object = 6 };
    struct Object {
        std::uint64_t offset, size;
        std::uint8_t flags;
        Record bytes;
    };
    Object object(std::uint64_t offset, std::uint8_t type) const;
    JournalEntry entry(std::uint64_t offset, const Warn& warn, bool& sound);
    /// The field as NAME=value, unpacked.
    const std::string& field(std::uint64_t offset);

    Record file_;
    Record header_;
    bool mine_ = false;
    std::uint32_t incompatible_ = 0;
    std::uint64_t header_size_ = 0;
    std::unordered_map<std::uint64_t, std::string> fields_;
    std::size_t fields_size_ = 0;
};

}  // namespace sanad::unix_traces
