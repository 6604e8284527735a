#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "core/base/text.hpp"
#include "core/hashset/digest_lists.hpp"
#include "core/hashset/hex_digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_line = 1 << 20;

/// Lines of a stream without their ends, numbered from 1.
class Lines {
public:
    explicit Lines(ListBytes& in) : in_{in} {}
    std::uint64_t number() const { return number_; }
    /// False: the end. The line is valid until the next call; one longer than 1 MiB is cut there.
    Result<bool> next(std::string_view& line) {
        carried_.clear();
        for (bool any = false;;) {
            if (left_.empty()) {
                left_ = TRY(in_.next());
                if (left_.empty()) {
                    if (!any) return false;
                    line = carried_;
                    break;
                }
            }
            any = true;
            const auto* end = static_cast<const Byte*>(std::memchr(left_.data(), '\n', left_.size()));
            const std::size_t length = end != nullptr ? static_cast<std::size_t>(end - left_.data()) : left_.size();
            const std::string_view piece = text_of(left_.first(length));
            left_ = left_.subspan(end != nullptr ? length + 1 : length);
            if (end != nullptr && carried_.empty()) {
                line = piece;
                break;
            }
            carried_.append(piece.substr(0, longest_line - std::min(longest_line, carried_.size())));
            if (end != nullptr) {
                line = carried_;
                break;
            }
        }
        ++number_;
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (number_ == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
        return true;
    }

private:
    ListBytes& in_;
    Bytes left_;
    std::string carried_;
    std::uint64_t number_ = 0;
};

bool is_blank(char letter) {
    return letter == ' ' || letter == '\t';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// A digest by its length, put where it belongs.
class DigestRoom {
public:
    bool read(std::string_view hex, ListedDigests& digests) {
        Byte* const to = hex.size() == 32   ? md5_.data()
                         : hex.size() == 40 ? sha1_.data()
                         : hex.size() == 64 ? sha256_.data()
                                            : nullptr;
        if (to == nullptr || !read_hex(hex, to, hex.size() / 2)) return false;
        (hex.size() == 32 ? digests.md5 : hex.size() == 40 ? digests.sha1 : digests.sha256) = to;
        return true;
    }

private:
    std::array<Byte, 16> md5_;
    std::array<Byte, 20> sha1_;
    std::array<Byte, 32> sha256_;
};

/// The field at the front of a line of CSV, taken off it with its comma. Quotes are removed, doubled ones left doubled.
std::string_view take_field(std::string_view& line) {
    if (!line.starts_with('"')) {
        const std::size_t comma = std::min(line.find(','), line.size());
        const std::string_view field = line.substr(0, comma);
        line.remove_prefix(std::min(comma + 1, line.size()));
        return field;
    }
    std::size_t end = 1;
    for (;; ++end) {
        end = line.find('"', end);
        if (end == std::string_view::npos) {
            const std::string_view field = line.substr(1);
            line = {};
            return field;
        }
        if (end + 1 < line.size() && line[end + 1] == '"') {
            ++end;
            continue;
        }
        break;
    }
    const std::string_view field = line.substr(1, end - 1);
    const std::size_t comma = std::min(line.find(',', end), line.size());
    line.remove_prefix(std::min(comma + 1, line.size()));
    return field;
}

std::string lower(std::string_view text) {
    std::string small{text};
    for (char& letter : small) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return small;
}

/// Which digest a column's heading promises, by its number of digits; 0: none.
std::size_t digits_of_column(std::string_view heading) {
    const std::string name = lower(trimmed(heading));
    if (name == "md5") return 32;
    if (name == "sha1" || name == "sha-1") return 40;
    if (name == "sha256" || name == "sha-256") return 64;
    return 0;
}

std::vector<std::size_t> columns_of(std::string_view headings) {
    std::vector<std::size_t> columns;
    while (!headings.empty()) columns.push_back(digits_of_column(take_field(headings)));
    while (!columns.empty() && columns.back() == 0) columns.pop_back();  // nothing is read behind the last digest
    return columns;
}

/// Columns with digests of one line; false with a reason.
bool read_columns(std::string_view line, const std::vector<std::size_t>& columns, DigestRoom& room,
                  ListedDigests& digests, std::string& reason) {
    std::string_view left = line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (left.empty()) {
            reason = fmt::format("{} columns, where column {} should be a digest", i, i + 1);
            return false;
        }
        const std::string_view field = take_field(left);
        if (columns[i] == 0 || field.empty()) continue;
        if (field.size() != columns[i] || !room.read(field, digests)) {
            reason = fmt::format("column {} is not {} hexadecimal digits", i + 1, columns[i]);
            return false;
        }
    }
    if (!digests.any()) reason = "no digest in it";
    return digests.any();
}

/// "MD5 (name) = 0123…", as `md5sum --tag` and the BSD tools write it.
std::string_view tagged_digest(std::string_view line) {
    const std::size_t open = line.find(" (");
    const std::size_t equals = line.rfind(") = ");
    if (open == std::string_view::npos || equals == std::string_view::npos || equals < open) return {};
    const std::size_t digits = digits_of_column(line.substr(0, open));
    const std::string_view digest = trimmed(line.substr(equals + 4));
    return digits == digest.size() ? digest : std::string_view{};
}

std::string reason_for(std::string_view line, std::size_t digits) {
    if (digits == 0) return "it does not begin with a digest";
    if (digits == line.size() || is_blank(line[digits]) || line[digits] == ',' || line[digits] == ';') {
        return fmt::format("{} hexadecimal digits are no MD5 (32), SHA-1 (40) or SHA-256 (64)", digits);
    }
    return fmt::format("no hexadecimal digit at place {}", digits + 1);
}

Result<void> refuse_utf16(std::string_view line) {
    if (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff"))
        return failure(Fault::unsupported, "the list is UTF-16: convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)");
    return {};
}

}  // namespace

Result<ListFacts> read_plain_list(ListBytes& in, ListTaker& taker) {
    Lines lines{in};
    DigestRoom room;
    std::vector<std::size_t> hashdeep;  ///< its columns, when the list says that it is hashdeep's
    std::string_view line;
    while (TRY(lines.next(line))) {
        if (lines.number() == 1) TRY(refuse_utf16(line));
        if (line.starts_with("%%%% ")) {
            const std::string_view said = line.substr(5);
            if (!said.starts_with("HASHDEEP")) hashdeep = columns_of(said);
            continue;
        }
        const std::string_view text = trimmed(line);
        if (text.empty() || text.front() == '#') continue;
        ListedDigests digests;
        if (!hashdeep.empty()) {
            std::string reason;
            if (!read_columns(text, hashdeep, room, digests, reason)) {
                TRY(taker.refuse(lines.number(), reason, line));
                continue;
            }
            TRY(taker.take(lines.number(), digests));
            continue;
        }
        // coreutils mark a line whose file name they had to escape with a backslash in front.
        std::string_view entry = text.front() == '\\' ? text.substr(1) : text;
        if (entry.starts_with('"')) entry.remove_prefix(1);
        std::size_t digits = 0;
        while (digits < entry.size() && hex_value(entry[digits]) < 16) ++digits;
        const bool ends = digits == entry.size() || is_blank(entry[digits]) || entry[digits] == ',' ||
                          entry[digits] == ';' || entry[digits] == '"';
        if (ends && room.read(entry.substr(0, digits), digests)) {
            TRY(taker.take(lines.number(), digests));
        } else if (const auto tagged = tagged_digest(entry); !tagged.empty() && room.read(tagged, digests)) {
            TRY(taker.take(lines.number(), digests));
        } else {
            TRY(taker.refuse(lines.number(), reason_for(entry, digits), line));
        }
    }
    return ListFacts{};
}

Result<ListFacts> read_nsrl_text(ListBytes& in, ListTaker& taker) {
    Lines lines{in};
    std::string_view line;
    if (!TRY(lines.next(line))) return failure(Fault::damaged, "an empty file");
    TRY(refuse_utf16(line));
    const std::vector<std::size_t> columns = columns_of(line);
    if (columns.empty()) return failure(Fault::damaged, "line 1: it names no column SHA-1, SHA-256 or MD5");
    DigestRoom room;
    std::string reason;
    while (TRY(lines.next(line))) {
        if (line.empty()) continue;
        ListedDigests digests;
        if (read_columns(line, columns, room, digests, reason)) {
            TRY(taker.take(lines.number(), digests));
        } else {
            TRY(taker.refuse(lines.number(), reason, line));
        }
    }
    return ListFacts{};
}

std::string_view name_of(ListFormat format) {
    static constexpr std::string_view names[] = {"plain", "hashdeep", "nsrl", "rds3", "encase", "vic"};
    return names[static_cast<std::size_t>(format)];
}

std::optional<ListFormat> list_format(std::string_view name) {
    for (int format = 0; format <= static_cast<int>(ListFormat::project_vic); ++format) {
        if (name_of(static_cast<ListFormat>(format)) == name) return static_cast<ListFormat>(format);
    }
    return std::nullopt;
}

ListFormat recognise_list(Bytes head) {
    std::string_view text = text_of(head);
    if (text.starts_with(std::string_view{"SQLite format 3\0", 16})) return ListFormat::nsrl_sqlite;
    if (text.starts_with(std::string_view{"HASH\r\n\xff\0", 8})) return ListFormat::encase;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (text.starts_with("%%%% HASHDEEP")) return ListFormat::hashdeep;
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) return ListFormat::project_vic;
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size()));
    if (line.starts_with('"') && line.find(',') != std::string_view::npos && !columns_of(line).empty() &&
        lower(line).find("filename") != std::string::npos) {
        return ListFormat::nsrl_text;
    }
    return ListFormat::plain;
}

}  // namespace sanad
