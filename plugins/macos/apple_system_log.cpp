// macos.system_log: the Apple System Log of macOS to 10.11 and later remains (/var/log/asl/*.asl): a header, then
// records in a chain, big-endian, their texts kept once each and named by their place.
#include <array>

#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;

constexpr std::string_view magic{"ASL DB\0\0\0\0\0\0", 12};
constexpr std::uint64_t header_size = 80;

struct Cut : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Log {
public:
    explicit Log(Bytes bytes) : bytes_{bytes} {}

    std::uint64_t number(std::uint64_t at, std::size_t size) const {
        if (at > bytes_.size() || size > bytes_.size() - at) {
            throw Cut{"the file ends before byte " + std::to_string(at) + " + " + std::to_string(size)};
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes_[static_cast<std::size_t>(at) + i];
        return value;
    }

    /// Where the word at `at` says: 0 is no text, a set top bit a short text within the word, else a place in the file.
    std::string text(std::uint64_t at) const {
        const std::uint64_t word = number(at, 8);
        if (word == 0) return {};
        if (word >> 63 != 0) {
            const std::size_t length = std::min<std::size_t>(word >> 56 & 0x7F, 7);
            return utf8(raw(at + 1, length));
        }
        const std::uint64_t length = number(word + 2, 4);
        std::string_view found = raw(word + 6, length);
        return utf8(found.substr(0, found.find('\0')));
    }

private:
    std::string_view raw(std::uint64_t at, std::uint64_t length) const {
        if (at > bytes_.size() || length > bytes_.size() - at) throw Cut{"a text ends outside the file"};
        return {reinterpret_cast<const char*>(bytes_.data()) + at, static_cast<std::size_t>(length)};
    }
    Bytes bytes_;
};

std::optional<Time> time_of(std::uint64_t seconds, std::uint64_t nanoseconds) {
    if (seconds == 0 || seconds > 9'000'000'000 || nanoseconds > 999'999'999) return {};
    return Time{static_cast<std::int64_t>(seconds * 1'000'000'000 + nanoseconds)};
}

void put(Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, value);
}

std::int32_t signed_32(std::uint64_t value) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
}

class AppleSystemLog {
public:
    static constexpr std::string_view name = "macos.system_log", version = "1.0.0";
    static constexpr std::string_view summary = "Apple System Log (.asl)";
    static constexpr std::array wants{signature(magic)};
    static constexpr std::array emits{text("log.written")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        if (bytes.size() < magic.size() || !std::equal(magic.begin(), magic.end(), bytes.begin()))
            return Verdict::not_mine;
        const Log log{bytes};
        std::uint64_t at = 0;
        try {
            if (log.number(12, 4) != 2) {
                sink.warn({12, 4, 0}, "version " + std::to_string(log.number(12, 4)) + " of the log is not known");
                return Verdict::damaged;
            }
            at = log.number(16, 8);
            const std::uint64_t last = log.number(36, 8);
            std::uint64_t before = 0;
            while (at != 0) {
                if (at <= before || at < header_size) {
                    sink.warn({before, 6, 0}, "the chain of records goes back");
                    return Verdict::damaged;
                }
                const std::uint64_t next = record(log, at, sink);
                before = at;
                at = next;
            }
            if (last != 0 && before < last) {
                sink.warn({36, 8, 0}, "the header names a last record that the chain does not reach");
                return Verdict::damaged;
            }
        } catch (const Cut& error) {
            sink.warn({std::min<std::uint64_t>(at, bytes.size()), 0, 0}, error.what());
            return Verdict::damaged;
        }
        return Verdict::examined;
    }

private:
    /// The place of the next record.
    static std::uint64_t record(const Log& log, std::uint64_t at, const Sink& sink) {
        constexpr std::uint64_t front = 6;       // two zero bytes, and the length of what follows
        constexpr std::uint64_t pairs_at = 114;  // names and values, two words each
        const std::uint64_t length = log.number(at + 2, 4);
        const std::uint64_t words = log.number(at + 62, 4);
        if (length + front < pairs_at + words * 8 || words % 2 != 0)
            throw Cut{"a record is shorter than its texts need"};
        log.number(at + front + length - 1, 1);
        Artifact written{"log.written", {at, front + length, 0}};
        const auto signed_at = [&](std::uint64_t offset) { return signed_32(log.number(at + offset, 4)); };
        written.time("written_at", time_of(log.number(at + 22, 8), log.number(at + 30, 4)))
            .integer("severity", static_cast<std::int64_t>(log.number(at + 34, 2)))
            .integer("process_id", signed_at(38))
            .integer("user_id", signed_at(42))
            .integer("group_id", signed_at(46))
            .integer("readers_user_id", signed_at(50))
            .integer("readers_group_id", signed_at(54));
        if (const std::uint64_t number = log.number(at + 14, 8); number <= INT64_MAX) {
            written.integer("sequence", static_cast<std::int64_t>(number));
        }
        put(written, "host", log.text(at + 66));
        put(written, "program", log.text(at + 74));
        put(written, "facility", log.text(at + 82));
        put(written, "message", log.text(at + 90));
        if (const std::string process = log.text(at + 98); !process.empty())
            written.text("fields", "RefProc=" + process);
        if (const std::string session = log.text(at + 106); !session.empty())
            written.text("fields", "Session=" + session);
        for (std::uint64_t i = 0; i < words; i += 2) {
            written.text("fields", log.text(at + pairs_at + i * 8) + "=" + log.text(at + pairs_at + (i + 1) * 8));
        }
        sink.emit(written);
        return log.number(at + 6, 8);
    }
};

}  // namespace

SANAD_MODULE(AppleSystemLog)
