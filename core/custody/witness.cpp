#include "core/custody/witness.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/system_failure.hpp"
#include "core/base/text.hpp"
#include "core/custody/members.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_state_bytes = 64 << 20;

tl::unexpected<Error> refused(std::string what) {
    return failure(Fault::refused, std::move(what));
}

/// Nothing when there is no such file.
Result<std::optional<std::string>> read_all(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file.is_open() && errno == ENOENT) return std::nullopt;
    if (!file.is_open()) return system_failure(path);
    std::string text;
    char piece[1 << 16];
    for (;;) {
        const ssize_t now = ::read(file.number(), piece, sizeof piece);
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return system_failure(path);
        if (now == 0) return text;
        text.append(piece, static_cast<std::size_t>(now));
        if (text.size() > most_state_bytes) return failure(Fault::limit, shown(path.string()) + ": too large");
    }
}

Result<void> write_all(const Descriptor& file, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const ssize_t now = ::write(file.number(), text.data(), text.size());
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return system_failure(path);
        text.remove_prefix(static_cast<std::size_t>(now));
    }
    if (::fsync(file.number()) != 0) return system_failure(path);
    return {};
}

/// The whole new file or the whole old one, whatever happens meanwhile, and on the disk when this returns.
Result<void> replace(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::path unfinished = path;
    unfinished += ".new";
    const Descriptor file{::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!file.is_open()) return system_failure(unfinished);
    TRY(write_all(file, text, unfinished));
    if (::rename(unfinished.c_str(), path.c_str()) != 0) return system_failure(path);
    const auto folder = std::filesystem::absolute(path).parent_path();
    const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory.is_open() || ::fsync(directory.number()) != 0) return system_failure(folder);
    return {};
}

Result<SeenLog> seen_log_in(const JsonValue& value) {
    Members members{value};
    auto key = NoteKey::parse(TRY(members.text("key")));
    if (!key) return within("key", std::move(key.error()));
    SeenLog log{std::move(*key), static_cast<std::uint64_t>(TRY(members.number("size"))), {}};
    if (log.key.type != NoteKey::log) return wrong_member("key", "not the key of a ledger");
    const std::string root = from_hex(TRY(members.text("root", is_sha256_hex, "64 hexadecimal letters"))).value();
    std::ranges::copy(bytes_of(root), log.root.begin());
    TRY(members.end());
    return log;
}

/// Why the checkpoint may not follow what was seen.
Result<void> check_growth(const WitnessRequest& request, const SeenLog& seen) {
    const Checkpoint& now = request.checkpoint;
    if (now.size < seen.size)
        return refused(
            fmt::format("{}: this witness has seen {} entries, the checkpoint is of {}: the ledger was set "
                        "back to an older state",
                        now.origin, seen.size, now.size));
    if (now.size == seen.size && now.root != seen.root)
        return refused(
            fmt::format("{}: this witness has seen {} entries with the root {}, the checkpoint has {}: the "
                        "ledger has two histories",
                        now.origin, seen.size, hex(seen.root), hex(now.root)));
    if (now.size == seen.size) return {};
    if (request.old_size != seen.size)
        return refused(
            fmt::format("{}: the request starts from {} entries, this witness has seen {}: ask for it again "
                        "with --since {}",
                        now.origin, request.old_size, seen.size, seen.size));
    if (!consistency_verifies(seen.size, seen.root, now.size, now.root, request.proof))
        return refused(
            fmt::format("{}: the {} entries that this witness has seen are not the beginning of these {}: "
                        "the ledger was rewritten",
                        now.origin, seen.size, now.size));
    return {};
}

}  // namespace

std::string witness_state_text(const std::vector<SeenLog>& logs) {
    JsonValue::Array array;
    for (const SeenLog& log : logs) {
        JsonValue value;
        value.set("key", log.key.text()).set("size", static_cast<std::int64_t>(log.size)).set("root", hex(log.root));
        array.push_back(std::move(value));
    }
    JsonValue state;
    state.set("logs", std::move(array)).set("v", std::int64_t{1});
    return state.canonical() + "\n";
}

Result<std::vector<SeenLog>> parse_witness_state(std::string_view text) {
    if (text.empty() || text.back() != '\n') return failure(Fault::damaged, "it does not end with a line feed");
    const JsonValue state = TRY(JsonValue::parse(text.substr(0, text.size() - 1)));
    Members members{state};
    if (TRY(members.number("v")) != 1) return wrong_member("v", "no version that is known");
    std::vector<SeenLog> logs;
    for (const JsonValue& value : *TRY(members.array("logs"))) {
        auto log = seen_log_in(value);
        if (!log) return within("logs", std::move(log.error()));
        logs.push_back(std::move(*log));
    }
    TRY(members.end());
    return logs;
}

Result<NoteSignature> witness_checkpoint(const WitnessRequest& request, const std::filesystem::path& state,
                                         const WitnessName& witness, const std::optional<NoteKey>& log,
                                         std::int64_t unix_time) {
    // Held from the reading to the writing, so that two requests cannot each be newer than the other.
    std::filesystem::path lock_path = state;
    lock_path += ".lock";
    const Descriptor lock{::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!lock.is_open()) return system_failure(lock_path);
    while (::flock(lock.number(), LOCK_EX) != 0)
        if (errno != EINTR) return system_failure(lock_path);

    const auto text = TRY(read_all(state));
    std::vector<SeenLog> logs;
    if (text) {
        auto read = parse_witness_state(*text);
        if (!read) return within(shown(state.string()), std::move(read.error()));
        logs = std::move(*read);
    }
    const Checkpoint& now = request.checkpoint;
    if (log && (log->type != NoteKey::log || log->name != now.origin))
        return refused(fmt::format("the key given is of {}, the checkpoint of {}", log->name, now.origin));
    const auto known = std::ranges::find(logs, now.origin, [](const SeenLog& seen) { return seen.key.name; });
    if (known == logs.end() && !log)
        return refused(
            fmt::format("{} is not known to this witness: give its key with --log, as its people handed it "
                        "over apart from the request",
                        now.origin));
    SeenLog seen = known == logs.end() ? SeenLog{*log, 0, Sha256{}.finish()} : *known;
    if (log) seen.key = *log;
    if (!now.signed_by(seen.key))
        return refused(
            fmt::format("{}: the checkpoint is not signed by the ledger's key {}", now.origin, seen.key.text()));
    TRY(check_growth(request, seen));

    Checkpoint cosigned = now;
    TRY(cosigned.cosign(witness.name, *witness.key, unix_time));
    seen.size = now.size;
    seen.root = now.root;
    if (known == logs.end())
        logs.push_back(seen);
    else
        *known = seen;
    TRY(replace(state, witness_state_text(logs)));
    return cosigned.signatures.back();
}

}  // namespace sanad
