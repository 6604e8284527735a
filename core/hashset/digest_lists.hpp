#pragma once
// The lists of digests that others publish, read in order with bounded memory. What a line or record cannot give is
// refused with its place and reason; a list that cannot be read on is an Error.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

/// A list's bytes, piece by piece; an empty piece is the end.
class ListBytes {
public:
    virtual ~ListBytes() = default;
    /// Valid until the next call.
    virtual Result<Bytes> next() = 0;
};

/// Bytes at hand, in pieces of `piece`: for tests, and for what was read already.
class ListInMemory : public ListBytes {
public:
    explicit ListInMemory(Bytes bytes, std::size_t piece = 1 << 20) : left_{bytes}, piece_{piece} {}
    Result<Bytes> next() override {
        const Bytes now = left_.first(std::min(piece_, left_.size()));
        left_ = left_.subspan(now.size());
        return now;
    }

private:
    Bytes left_;
    std::size_t piece_;
};

/// The digests of one file, as bytes; null: the list does not give it.
struct ListedDigests {
    const Byte* md5 = nullptr;
    const Byte* sha1 = nullptr;
    const Byte* sha256 = nullptr;
    std::string_view category{};
    bool any() const { return md5 != nullptr || sha1 != nullptr || sha256 != nullptr; }
};

/// Who takes what is read. `place`: the line, counted from 1, or the record.
class ListTaker {
public:
    virtual ~ListTaker() = default;
    virtual Result<void> take(std::uint64_t place, const ListedDigests& digests) = 0;
    virtual Result<void> refuse(std::uint64_t place, std::string_view reason, std::string_view line) = 0;
};

enum class ListFormat : std::uint8_t { plain, hashdeep, nsrl_text, nsrl_sqlite, encase, project_vic };
/// "plain", "hashdeep", "nsrl", "rds3", "encase", "vic"
std::string_view name_of(ListFormat format);
std::optional<ListFormat> list_format(std::string_view name);
/// By the first bytes of a file; plain when nothing else is recognised.
ListFormat recognise_list(Bytes head);

/// What a list says of itself; empty where it does not.
struct ListFacts {
    std::string name;
    std::string version;
};

/// One digest a line (MD5, SHA-1, SHA-256, mixed as they come) with anything behind it, output of md5sum, sha1sum,
/// sha256sum and their --tag form, hashdeep's and md5deep's. '#' begins a remark.
Result<ListFacts> read_plain_list(ListBytes& in, ListTaker& taker);
/// NSRLFile.txt of the RDS before version 3: its first line names the columns.
Result<ListFacts> read_nsrl_text(ListBytes& in, ListTaker& taker);
/// An EnCase hash set (.hash), version 1.
Result<ListFacts> read_encase_hash(ListBytes& in, ListTaker& taker);
/// Project VIC and CAID: JSON of OData, every object with a digest, its Category or that of the object it stands in.
Result<ListFacts> read_project_vic(ListBytes& in, ListTaker& taker);
/// NSRL RDSv3, full and minimal: the SQLite file itself.
Result<ListFacts> read_nsrl_sqlite(const std::string& path, ListTaker& taker);

}  // namespace sanad
