// macos.fsevents: what changed on a volume, as fseventsd noted it in /.fseventsd: gzip files of streams ("1SLD" to
// macOS 10.12, "2SLD" from 10.13, "3SLD" from 14), each a header and records: a path, the event's number, flags, from
// version 2 the file's number. A record has no time of its own: events are in the order of their numbers.
#include <zlib.h>

#include <array>

#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;

constexpr std::size_t largest = 512u << 20;  // unpacked
constexpr std::size_t header_size = 12;

struct Flag {
    std::uint32_t bit;
    std::string_view name;
};
constexpr Flag flags[] = {{0x00000001, "created"},
                          {0x00000002, "removed"},
                          {0x00000004, "metadata changed"},
                          {0x00000008, "renamed"},
                          {0x00000010, "content changed"},
                          {0x00000020, "exchanged"},
                          {0x00000040, "Finder information changed"},
                          {0x00000080, "folder created"},
                          {0x00000100, "permissions changed"},
                          {0x00000200, "extended attribute changed"},
                          {0x00000400, "extended attribute removed"},
                          {0x00001000, "document revised"},
                          {0x00004000, "cloned"},
                          {0x00080000, "last hard link removed"},
                          {0x00100000, "is hard link"},
                          {0x00400000, "is symbolic link"},
                          {0x00800000, "is file"},
                          {0x01000000, "is folder"},
                          {0x02000000, "volume mounted"},
                          {0x04000000, "volume unmounted"},
                          {0x20000000, "end of transaction"}};

struct Unpacked {
    std::vector<std::uint8_t> bytes{};
    std::string damage{};
};

/// Every member of the gzip file, one after another; what came before the damage is kept.
Unpacked unpacked(Bytes packed) {
    Unpacked result;
    z_stream stream{};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return {{}, "zlib cannot begin"};
    stream.next_in = const_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::array<std::uint8_t, 65536> part;
    while (stream.avail_in > 0) {
        stream.next_out = part.data();
        stream.avail_out = part.size();
        const int said = inflate(&stream, Z_NO_FLUSH);
        result.bytes.insert(result.bytes.end(), part.begin(), part.end() - stream.avail_out);
        if (result.bytes.size() > largest) {
            result.damage = "it unpacks to more than 512 MiB";
            break;
        }
        if (said == Z_STREAM_END) {
            if (stream.avail_in > 0 && inflateReset(&stream) != Z_OK) break;
        } else if (said != Z_OK) {
            result.damage = "the packed data are damaged";
            break;
        } else if (stream.avail_in == 0 && stream.avail_out > 0) {
            result.damage = "the packed data end too early";
        }
    }
    inflateEnd(&stream);
    return result;
}

template <class Number>
Number number_at(Bytes bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;) value = value << 8 | bytes[at + i];
    return static_cast<Number>(value);
}

class FileEvents {
public:
    static constexpr std::string_view name = "macos.fsevents", version = "1.0.0";
    static constexpr std::string_view summary = "Changes to files and folders that macOS noted (.fseventsd)";
    static constexpr std::array wants{path_glob("*.fseventsd/????????????????")};
    static constexpr std::array emits{text("file_event.recorded")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 2);
        if (head.size() < 2 || head[0] != 0x1F || head[1] != 0x8B) return Verdict::not_mine;
        const Unpacked log = unpacked(file.read_all());
        if (version_of(log.bytes, 0) == 0) return Verdict::not_mine;
        std::string damage = log.damage;
        for (std::size_t at = 0; at < log.bytes.size();) {
            const int format = version_of(log.bytes, at);
            const std::size_t left = log.bytes.size() - at;
            const std::size_t size = format != 0 ? number_at<std::uint32_t>(log.bytes, at + 8) : 0;
            if (format == 0 || size < header_size) {
                damage = "no stream begins at byte " + std::to_string(at) + " of the unpacked log";
                break;
            }
            if (size > left) damage = "the last stream is cut short";
            const Bytes stream = Bytes{log.bytes}.subspan(at, std::min(size, left));
            if (!records(stream, format, file.whole(), sink) && damage.empty()) {
                damage = "a record is cut short in the stream at byte " + std::to_string(at) + " of the unpacked log";
            }
            at += stream.size();
        }
        if (!damage.empty()) sink.warn(file.whole(), damage);
        return damage.empty() ? Verdict::examined : Verdict::damaged;
    }

private:
    /// 0: no stream begins here.
    static int version_of(Bytes log, std::size_t at) {
        if (log.size() < header_size || at > log.size() - header_size) return 0;
        const bool signature = log[at + 1] == 'S' && log[at + 2] == 'L' && log[at + 3] == 'D';
        return signature && log[at] >= '1' && log[at] <= '3' ? log[at] - '0' : 0;
    }

    /// False: the last record does not end within the stream.
    static bool records(Bytes stream, int format, Range whole, const Sink& sink) {
        const std::size_t tail = format == 1 ? 12 : format == 2 ? 20 : 24;
        for (std::size_t at = header_size; at < stream.size();) {
            const auto end = std::find(stream.begin() + static_cast<std::ptrdiff_t>(at), stream.end(), std::uint8_t{0});
            const auto zero = static_cast<std::size_t>(end - stream.begin());
            if (zero >= stream.size() || stream.size() - zero - 1 < tail) return false;
            Artifact event{"file_event.recorded", whole};
            event.text("path", utf8({reinterpret_cast<const char*>(stream.data()) + at, zero - at}));
            const auto set = number_at<std::uint32_t>(stream, zero + 9);
            for (const Flag& flag : flags) {
                if ((set & flag.bit) != 0) event.text("changes", flag.name);
            }
            event.integer("event_id", number_at<std::int64_t>(stream, zero + 1)).integer("flags", set);
            if (format >= 2) event.integer("node_id", number_at<std::int64_t>(stream, zero + 13));
            sink.emit(event);
            at = zero + 1 + tail;
        }
        return true;
    }
};

}  // namespace

SANAD_MODULE(FileEvents)
