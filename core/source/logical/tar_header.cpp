#include "core/source/logical/tar_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t block_size = 512;
constexpr std::uint64_t longest_extension = 16 << 20;
constexpr std::size_t most_runs = 4'000'000;

std::string_view field(Bytes block, std::size_t at, std::size_t length) {
    const std::string_view text = text_of(block.subspan(at, length));
    return text.substr(0, std::min(text.find('\0'), length));
}

/// Octal digits, or GNU's base 256 when the first bit is set. Nothing for what is neither or too large.
std::optional<std::int64_t> number(Bytes block, std::size_t at, std::size_t length) {
    const Bytes bytes = block.subspan(at, length);
    if ((bytes[0] & 0x80) != 0) {
        const bool negative = (bytes[0] & 0x40) != 0;
        std::int64_t value = negative ? -1 : 0;
        for (std::size_t i = 0; i < length; ++i) {
            const std::int64_t byte = i > 0 ? bytes[i] : negative ? bytes[i] | ~0x7F : bytes[i] & 0x3F;
            if (value > (INT64_MAX >> 9) || value < (INT64_MIN >> 9)) return std::nullopt;
            value = i == 0 ? byte : value * 256 + byte;
        }
        return value;
    }
    std::int64_t value = 0;
    bool digits = false;
    for (const Byte byte : bytes) {
        if (byte >= '0' && byte <= '7') {
            if (value > (INT64_MAX >> 4)) return std::nullopt;
            value = value * 8 + (byte - '0');
            digits = true;
        } else if (byte == 0 || (byte == ' ' && digits)) {
            break;
        } else if (byte != ' ') {
            return std::nullopt;
        }
    }
    return value;
}

template <class Number>
bool decimal(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

/// POSIX.1-2017 pax, "mtime": seconds with any number of decimal digits, maybe negative.
std::optional<Timestamp> pax_time(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto point = std::min(text.find('.'), text.size());
    std::int64_t seconds = 0;
    if (!decimal(text.substr(0, point), seconds)) return std::nullopt;
    std::uint32_t ns = 0;
    std::uint32_t unit = 100'000'000;
    for (const char c : text.substr(std::min(point + 1, text.size()))) {
        if (c < '0' || c > '9') return std::nullopt;
        ns += static_cast<std::uint32_t>(c - '0') * unit;
        unit /= 10;
    }
    if (negative && ns != 0) {
        seconds -= 1;
        ns = 1'000'000'000 - ns;
    }
    return timestamp_from_unix(seconds, ns);
}

using Records = std::vector<std::pair<std::string, std::string>>;

/// "length key=value\n", the length counting itself.
Records pax_records(std::string_view text) {
    Records records;
    while (!text.empty() && records.size() < most_runs) {
        const auto blank = text.find(' ');
        std::size_t length = 0;
        if (blank == text.npos || !decimal(text.substr(0, blank), length) || length > text.size() || length < blank + 3)
            break;
        const std::string_view record = text.substr(blank + 1, length - blank - 2);
        const auto equals = record.find('=');
        if (equals == record.npos) break;
        records.emplace_back(record.substr(0, equals), record.substr(equals + 1));
        text.remove_prefix(length);
    }
    return records;
}

/// Extents given as "offset,length,offset,length".
void parse_runs(std::string_view text, std::vector<TarRun>& runs) {
    std::vector<std::uint64_t> numbers;
    while (!text.empty() && numbers.size() < 2 * most_runs) {
        const auto comma = std::min(text.find(','), text.size());
        std::uint64_t value = 0;
        if (!decimal(text.substr(0, comma), value)) break;
        numbers.push_back(value);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) runs.push_back({numbers[i], numbers[i + 1]});
}

/// Runs must go forward, within the file, and be stored; else the member says what cannot be.
bool fit(const TarMember& member) {
    std::uint64_t reached = 0;
    std::uint64_t stored = 0;
    for (const TarRun& run : member.runs) {
        if (run.offset < reached || run.offset > member.size || run.length > member.size - run.offset) return false;
        reached = run.offset + run.length;
        stored += run.length;
    }
    return stored <= member.stored_size;
}

}  // namespace

/// What precedes a member's own header and overrides it.
struct TarReader::Extended {
    std::optional<std::string> path, link_target;
    std::optional<std::uint64_t> size, sparse_size;
    std::optional<std::uint64_t> uid, gid;
    std::optional<Timestamp> modified_at, accessed_at, metadata_changed_at, created_at;
    bool pax = false, sparse = false, map_in_data = false;
    std::vector<TarRun> runs;

    void take(const Records& records) {
        std::uint64_t run_offset = 0;
        bool has_offset = false;
        for (const auto& [key, value] : records) {
            std::uint64_t count = 0;
            const bool is_count = decimal(std::string_view{value}, count);
            if (key == "path" || key == "GNU.sparse.name") {
                // The sparse member's own "path" is made up by GNU tar; the real one is under the other key.
                if (key != "path" || !sparse_name_) path = value;
                sparse_name_ = sparse_name_ || key != "path";
            } else if (key == "linkpath") {
                link_target = value;
            } else if (key == "size" && is_count) {
                size = count;
            } else if (key == "uid" && is_count) {
                uid = count;
            } else if (key == "gid" && is_count) {
                gid = count;
            } else if (key == "mtime") {
                modified_at = pax_time(value);
            } else if (key == "atime") {
                accessed_at = pax_time(value);
            } else if (key == "ctime") {
                metadata_changed_at = pax_time(value);
            } else if (key == "LIBARCHIVE.creationtime") {
                created_at = pax_time(value);
            } else if (key == "GNU.sparse.major" && is_count) {
                sparse = true;
                map_in_data = count >= 1;
            } else if ((key == "GNU.sparse.realsize" || key == "GNU.sparse.size") && is_count) {
                sparse = true;
                sparse_size = count;
            } else if (key == "GNU.sparse.map") {
                parse_runs(value, runs);
            } else if (key == "GNU.sparse.offset" && is_count) {
                run_offset = count;
                has_offset = true;
            } else if (key == "GNU.sparse.numbytes" && is_count && has_offset) {
                runs.push_back({run_offset, count});
                has_offset = false;
            }
        }
    }

private:
    bool sparse_name_ = false;
};

bool is_tar_header(Bytes block) {
    if (block.size() != block_size || block[0] == 0) return false;
    const auto stored = number(block, 148, 8);
    if (!stored) return false;
    std::int64_t sum = 0;
    std::int64_t signed_sum = 0;  // early writers added signed characters
    for (std::size_t i = 0; i < block_size; ++i) {
        const Byte byte = i >= 148 && i < 156 ? Byte{' '} : block[i];
        sum += byte;
        signed_sum += static_cast<std::int8_t>(byte);
    }
    return *stored == sum || *stored == signed_sum;
}

Result<std::size_t> TarReader::read(MutableBytes to) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), data_left_));
    const std::size_t got = TRY(stream_.read(to.first(wanted)));
    data_left_ = got < wanted ? 0 : data_left_ - got;
    return got;
}

Result<void> TarReader::pass_data() {
    TRY(stream_.skip(data_left_ + padding_));
    data_left_ = padding_ = 0;
    return {};
}

/// Finds the next header, over the zeros of an end mark (archives are joined by appending) and over damage.
Result<bool> TarReader::next_header(std::vector<Byte>& block) {
    std::uint64_t lost_from = 0;
    std::uint64_t lost = 0;
    bool at_end_mark = false;
    block.resize(block_size);
    for (;;) {
        const std::uint64_t at = stream_.position();
        const std::size_t got = TRY(stream_.read(MutableBytes{block}));
        const bool header = got == block_size && is_tar_header(block);
        if (header || got < block_size) {
            if (lost != 0)
                remarks_.push_back(fmt::format("{} bytes at {} are no members of the archive", lost, lost_from));
            if (!header && got != 0) remarks_.push_back(fmt::format("the archive ends within a header, at {}", at));
            if (!header && !at_end_mark && lost == 0 && got == 0)
                remarks_.push_back(fmt::format("the archive ends without an end mark, at {}", at));
            return header;
        }
        if (std::all_of(block.begin(), block.end(), [](Byte byte) { return byte == 0; })) {
            at_end_mark = true;
            continue;
        }
        if (lost == 0) lost_from = at;
        lost += block_size;
    }
}

Result<std::string> TarReader::text_of_data(std::uint64_t size) {
    if (size > longest_extension)
        return failure(Fault::limit, fmt::format("a tar header of {} bytes at {}", size, stream_.position()));
    std::vector<Byte> bytes(static_cast<std::size_t>(size));
    bytes.resize(TRY(read(MutableBytes{bytes})));
    return std::string{text_of(bytes)};
}

/// GNU tar manual, "Storing Sparse Files, Old GNU Format": 4 runs in the header, 21 in each block that follows it.
Result<void> TarReader::read_gnu_sparse(const std::vector<Byte>& header, TarMember& member) {
    member.sparse = true;
    member.size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number(header, 483, 12).value_or(0)));
    const auto take = [&](const std::vector<Byte>& block, std::size_t at, int count) {
        for (int i = 0; i < count; ++i, at += 24) {
            const auto offset = number(block, at, 12);
            const auto length = number(block, at + 12, 12);
            if (offset && length && *offset >= 0 && *length > 0)
                member.runs.push_back({static_cast<std::uint64_t>(*offset), static_cast<std::uint64_t>(*length)});
        }
    };
    take(header, 386, 4);
    bool more = header[482] == 1;
    std::vector<Byte> block(block_size);
    while (more && member.runs.size() < most_runs) {
        if (TRY(stream_.read(MutableBytes{block})) != block_size) break;
        take(block, 0, 21);
        more = block[504] == 1;
    }
    return {};
}

/// "Storing Sparse Files, PAX Format 1.0": decimal numbers, one a line, before the data and padded to a block.
Result<void> TarReader::read_pax_sparse_map(TarMember& member) {
    std::string text;
    std::vector<std::uint64_t> numbers;
    std::vector<Byte> block(block_size);
    std::uint64_t wanted = 1;
    while (numbers.size() < wanted && wanted <= 2 * most_runs) {
        const std::size_t got = TRY(read(MutableBytes{block}));
        member.stored_size -= std::min<std::uint64_t>(member.stored_size, got);
        if (got != block_size) break;
        text += text_of(block);
        std::size_t line = 0;
        for (auto end = text.find('\n'); end != text.npos && numbers.size() < wanted; end = text.find('\n', line)) {
            std::uint64_t value = 0;
            if (!decimal(std::string_view{text}.substr(line, end - line), value)) return {};
            numbers.push_back(value);
            if (numbers.size() == 1 && value <= most_runs) wanted = 1 + 2 * value;
            line = end + 1;
        }
        text.erase(0, line);
    }
    for (std::size_t i = 1; i + 1 < numbers.size(); i += 2) member.runs.push_back({numbers[i], numbers[i + 1]});
    return {};
}

Result<std::optional<TarMember>> TarReader::next() {
    TRY(pass_data());
    Extended extended;
    extended.take(global_);
    std::vector<Byte> block;
    std::optional<std::uint64_t> header_offset;
    for (;;) {
        if (!TRY(next_header(block))) return std::nullopt;
        if (!header_offset) header_offset = stream_.position() - block_size;
        const char type = static_cast<char>(block[156]);
        const auto recorded = number(block, 124, 12);
        std::uint64_t size = recorded && *recorded > 0 ? static_cast<std::uint64_t>(*recorded) : 0;
        const auto claim = [&](std::uint64_t bytes) {
            data_left_ = bytes;
            padding_ = (block_size - bytes % block_size) % block_size;
        };
        if (type == 'L' || type == 'K' || type == 'x' || type == 'g' || type == 'X') {
            claim(size);
            const std::string text = TRY(text_of_data(size));
            if (type == 'L') extended.path = text.substr(0, text.find('\0'));
            if (type == 'K') extended.link_target = text.substr(0, text.find('\0'));
            if (type == 'g') global_ = pax_records(text);
            if (type == 'x' || type == 'X' || type == 'g') extended.take(pax_records(text));
            extended.pax = extended.pax || type == 'x';
            TRY(pass_data());
            continue;
        }

        TarMember member;
        member.ordinal = ++members_;
        member.header_offset = *header_offset;
        member.type = type == 0 ? '0' : type;
        const bool posix = ByteReader{block}.matches(257, std::string_view{"ustar\0", 6});
        member.path = field(block, 0, 100);
        if (const auto prefix = field(block, 345, 155); posix && !prefix.empty())
            member.path = fmt::format("{}/{}", prefix, member.path);
        member.link_target = field(block, 157, 100);
        if (extended.path) member.path = *extended.path;
        if (extended.link_target) member.link_target = *extended.link_target;
        if (!recorded) member.remark = "its size is not a number: taken as 0";
        if (extended.size) size = *extended.size;
        // Only pax archives store the bytes again with a hard link; other writers leave a size without bytes there.
        if (member.type != '0' && member.type != '7' && member.type != 'S' && member.type < 'A' &&
            !(member.type == '1' && extended.pax))
            size = 0;
        if (size > (std::uint64_t{1} << 60)) {
            member.remark = fmt::format("claims {} bytes: taken as 0", size);
            size = 0;
        }
        member.stored_size = member.size = size;
        member.mode = static_cast<std::uint32_t>(number(block, 100, 8).value_or(0)) & 07777;
        const auto owner = [&](std::size_t at,
                               const std::optional<std::uint64_t>& given) -> std::optional<std::uint32_t> {
            const auto value =
                given ? std::optional<std::int64_t>{static_cast<std::int64_t>(*given)} : number(block, at, 8);
            if (!value || *value < 0 || *value > UINT32_MAX) return std::nullopt;
            return static_cast<std::uint32_t>(*value);
        };
        member.uid = owner(108, extended.uid);
        member.gid = owner(116, extended.gid);
        member.modified_at = extended.modified_at;
        if (const auto seconds = number(block, 136, 12); seconds && !member.modified_at)
            member.modified_at = timestamp_from_unix(*seconds, 0);
        member.accessed_at = extended.accessed_at;
        member.metadata_changed_at = extended.metadata_changed_at;
        member.created_at = extended.created_at;
        if (member.type == '0' && member.path.ends_with('/')) member.type = '5';

        if (member.type == 'S') TRY(read_gnu_sparse(block, member));
        claim(size);
        if (extended.sparse) {
            member.sparse = true;
            member.runs = std::move(extended.runs);
            if (extended.map_in_data) TRY(read_pax_sparse_map(member));
            member.size = extended.sparse_size.value_or(size);
        }
        member.data_offset = stream_.position();
        if (member.sparse && !fit(member)) {
            member.remark = "its map of stored runs contradicts itself: only the stored bytes are given";
            member.sparse = false;
            member.runs.clear();
            member.size = member.stored_size;
        }
        return member;
    }
}

}  // namespace sanad
