#include "core/custody/agent.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <list>
#include <optional>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/system_failure.hpp"
#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/custody/members.hpp"
#include "core/custody/private_file.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_frame = 512 << 10;
constexpr std::size_t most_peers = 16;
constexpr std::chrono::seconds patience_with_a_peer{5};
constexpr std::chrono::seconds patience_with_an_agent{30};
constexpr std::string_view suffix = ".agent";

Result<sockaddr_un> address_of(const fs::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = path.string();
    if (name.size() >= sizeof address.sun_path) {
        return failure(Fault::refused,
                       fmt::format("{}: too long for a socket; a shorter SANAD_HOME is needed", shown(name)));
    }
    std::memcpy(address.sun_path, name.data(), name.size());
    return address;
}

bool is_same_user(int descriptor) {
    ucred peer{};
    socklen_t length = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && length == sizeof peer &&
           peer.uid == ::geteuid();
}

std::string framed(const JsonValue& value) {
    const std::string text = value.canonical();
    std::string frame;
    for (int shift = 0; shift < 32; shift += 8) frame += static_cast<char>(text.size() >> shift & 0xFF);
    return frame + text;
}

/// The length that the first four bytes announce; nothing while they are not all there.
std::optional<std::size_t> announced(std::string_view bytes) {
    if (bytes.size() < 4) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
    return length;
}

JsonValue refusal(std::string_view why) {
    JsonValue answer;
    answer.set("ok", JsonValue::truth(false));
    answer.set("why", nfc(shown(why.substr(0, 500))));
    return answer;
}

struct Peer {
    Descriptor socket;
    Clock::time_point until;
    std::string in, out;
    bool last = false;  ///< closed when `out` is sent
};

class Server {
public:
    Server(const PersonKeys& keys, std::chrono::milliseconds idle) : keys_{keys}, idle_{idle} {}

    Result<void> run(int listening, const StopFlag& stop);

private:
    JsonValue answer(std::string_view request);
    Result<JsonValue> answer_to(const JsonValue& request);
    void accept_from(int listening);
    /// False: the connection is over.
    bool read_from(Peer& peer);
    bool write_to(Peer& peer);

    const PersonKeys& keys_;
    std::chrono::milliseconds idle_;
    Clock::time_point last_signed_ = Clock::now();
    std::list<Peer> peers_;
    bool locked_ = false;
};

Result<JsonValue> Server::answer_to(const JsonValue& request) {
    Members members{request};
    const std::string op = TRY(members.text("op"));
    JsonValue answer;
    answer.set("ok", JsonValue::truth(true));
    if (op == "keys") {
        TRY(members.end());
        JsonValue::Array keys;
        for (const auto& signer : keys_.signers) {
            JsonValue key;
            key.set("alg", name_of(signer->public_key().algorithm));
            key.set("public", base64(signer->public_key().raw));
            keys.push_back(std::move(key));
        }
        answer.set("keys", std::move(keys));
        answer.set("person", keys_.person);
        return answer;
    }
    if (op == "lock") {
        TRY(members.end());
        locked_ = true;
        return answer;
    }
    if (op != "sign") return failure(Fault::refused, "not a request that an agent knows");
    const std::string kid = TRY(members.text("kid"));
    const std::string* encoded = request.text("message");
    if (encoded == nullptr) return wrong_member("message", "missing");
    static_cast<void>(members.optional_object("message"));
    TRY(members.end());
    const std::string message = TRY(from_base64(*encoded));
    TRY(check_signable(message));
    for (const auto& signer : keys_.signers) {
        if (key_id(signer->public_key()) != kid) continue;
        answer.set("signature", base64(TRY(signer->sign(bytes_of(message)))));
        last_signed_ = Clock::now();
        return answer;
    }
    return failure(Fault::refused, "no such key here");
}

JsonValue Server::answer(std::string_view text) {
    const auto request = JsonValue::parse(text, most_frame);
    if (!request) return refusal(request.error().what);
    auto answer = answer_to(*request);
    return answer ? std::move(*answer) : refusal(answer.error().what);
}

void Server::accept_from(int listening) {
    Descriptor socket{::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.number() < 0 || !is_same_user(socket.number())) return;
    peers_.push_back({std::move(socket), Clock::now() + patience_with_a_peer, {}, {}, false});
}

bool Server::read_from(Peer& peer) {
    char piece[65'536];
    const ssize_t now = ::recv(peer.socket.number(), piece, sizeof piece, 0);
    if (now < 0) return errno == EAGAIN || errno == EINTR;
    if (now == 0) return false;
    peer.in.append(piece, static_cast<std::size_t>(now));
    const auto length = announced(peer.in);
    if (!length) return true;
    if (*length > most_frame) return false;
    if (peer.in.size() < 4 + *length) return true;
    // One request at a time: whoever talks on before the answer breaks the rules.
    if (peer.in.size() > 4 + *length) return false;
    const JsonValue reply = answer(std::string_view{peer.in}.substr(4));
    const bool* ok = reply.find("ok")->truth();
    peer.last = ok == nullptr || !*ok || locked_;
    peer.in.clear();
    peer.out = framed(reply);
    peer.until = Clock::now() + patience_with_a_peer;
    return true;
}

bool Server::write_to(Peer& peer) {
    const ssize_t now = ::send(peer.socket.number(), peer.out.data(), peer.out.size(), MSG_NOSIGNAL);
    if (now < 0) return errno == EAGAIN || errno == EINTR;
    peer.out.erase(0, static_cast<std::size_t>(now));
    return !(peer.out.empty() && peer.last);
}

Result<void> Server::run(int listening, const StopFlag& stop) {
    last_signed_ = Clock::now();
    while (!stop) {
        const auto now = Clock::now();
        if (now - last_signed_ >= idle_) return {};
        if (locked_ && std::ranges::all_of(peers_, [](const Peer& peer) { return peer.out.empty(); })) return {};
        auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(idle_ - (now - last_signed_));
        std::vector<pollfd> watched{{peers_.size() < most_peers && !locked_ ? listening : -1, POLLIN, 0}};
        for (const Peer& peer : peers_) {
            watched.push_back({peer.socket.number(), static_cast<short>(peer.out.empty() ? POLLIN : POLLOUT), 0});
            wait = std::min(wait, std::chrono::duration_cast<std::chrono::milliseconds>(peer.until - now));
        }
        // Never for long: a signal that sets `stop` may come just before the wait.
        wait = std::clamp(wait, std::chrono::milliseconds{1}, std::chrono::milliseconds{500});
        if (::poll(watched.data(), watched.size(), static_cast<int>(wait.count())) < 0 && errno != EINTR) {
            return failure(Fault::system, fmt::format("the agent cannot wait: {}", std::strerror(errno)));
        }
        std::size_t at = 1;
        for (auto peer = peers_.begin(); peer != peers_.end(); ++at) {
            const short events = watched[at].revents;
            bool lives = Clock::now() < peer->until;
            if (lives && events != 0) lives = peer->out.empty() ? read_from(*peer) : write_to(*peer);
            peer = lives ? std::next(peer) : peers_.erase(peer);
        }
        if ((watched[0].revents & POLLIN) != 0) accept_from(listening);
    }
    return {};
}

/// One question to an agent.
Result<JsonValue> ask(const fs::path& path, const JsonValue& request) {
    const sockaddr_un address = TRY(address_of(path));
    const Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (socket.number() < 0) return system_failure(path);
    const timeval patience{patience_with_an_agent.count(), 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED) return failure(Fault::not_found, "no agent is at work");
        return system_failure(path);
    }
    if (!is_same_user(socket.number())) {
        return failure(Fault::refused, shown(path.string()) + ": another user's program answers there");
    }
    const std::string question = framed(request);
    for (std::size_t sent = 0; sent < question.size();) {
        const ssize_t now = ::send(socket.number(), question.data() + sent, question.size() - sent, MSG_NOSIGNAL);
        if (now < 0 && errno == EINTR) continue;
        if (now <= 0) return system_failure(path);
        sent += static_cast<std::size_t>(now);
    }
    std::string answer;
    const auto until = Clock::now() + patience_with_an_agent;
    for (;;) {
        const auto length = announced(answer);
        if (length && *length > most_frame) return failure(Fault::refused, "the agent's answer is too long");
        if (length && answer.size() >= 4 + *length) break;
        char piece[65'536];
        const ssize_t now = ::recv(socket.number(), piece, sizeof piece, 0);
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return system_failure(path);
        if (now == 0 || Clock::now() > until) return failure(Fault::system, "the agent ended without an answer");
        answer.append(piece, static_cast<std::size_t>(now));
    }
    JsonValue value = TRY(JsonValue::parse(std::string_view{answer}.substr(4), most_frame));
    const JsonValue* ok = value.find("ok");
    if (ok == nullptr || ok->truth() == nullptr) return failure(Fault::damaged, "the agent's answer makes no sense");
    if (!*ok->truth()) return failure(Fault::refused, "the agent refuses: " + shown(value.text_or_empty("why")));
    return value;
}

class AgentSigner : public Signer {
public:
    AgentSigner(fs::path path, PublicKey key) : path_{std::move(path)}, key_{std::move(key)} {}
    const PublicKey& public_key() const override { return key_; }
    Result<std::string> sign(Bytes message) override {
        JsonValue request;
        request.set("op", "sign");
        request.set("kid", key_id(key_));
        request.set("message", base64(text_of(message)));
        const JsonValue answer = TRY(ask(path_, request));
        std::string signature = TRY(from_base64(answer.text_or_empty("signature")));
        // What comes from another process is believed when it verifies.
        if (verify(key_, message, bytes_of(signature)) == Checked::bad) {
            return failure(Fault::system, "the agent's signature does not verify");
        }
        return signature;
    }

private:
    fs::path path_;
    PublicKey key_;
};

fs::path socket_of(const fs::path& folder, std::string_view person) {
    return folder / (std::string{person} + std::string{suffix});
}

bool is_checkpoint_body(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos || lines.size() == 5) return false;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (lines.size() == 5) {
        if (lines[0] != "cosignature/v1" || !lines[1].starts_with("time ") || !is_decimal(lines[1].substr(5)))
            return false;
        lines.erase(lines.begin(), lines.begin() + 2);
    }
    if (lines.size() != 3 || !is_decimal(lines[1])) return false;
    constexpr std::string_view origin = "sanad-ledger/";
    if (!lines[0].starts_with(origin) || !is_event_id(lines[0].substr(origin.size()))) return false;
    const auto root = from_base64(lines[2]);
    return root && root->size() == 32;
}

/// The payload of a pre-authentication encoding, and its type.
std::optional<std::pair<std::string_view, std::string_view>> pre_authenticated(std::string_view message) {
    for (const std::string_view type : {event_type, statement_type}) {
        const std::string before = fmt::format("DSSEv1 {} {} ", type.size(), type);
        if (!message.starts_with(before)) continue;
        const std::string_view rest = message.substr(before.size());
        const std::size_t blank = rest.find(' ');
        if (blank == std::string_view::npos) return std::nullopt;
        const std::string_view payload = rest.substr(blank + 1);
        if (pre_authentication(type, payload) != message) return std::nullopt;
        return std::pair{type, payload};
    }
    return std::nullopt;
}

}  // namespace

Result<void> check_signable(std::string_view message) {
    if (is_checkpoint_body(message)) return {};
    const auto document = pre_authenticated(message);
    if (!document) {
        return failure(Fault::refused,
                       "neither an event or statement of a ledger nor a checkpoint: an agent signs nothing else");
    }
    const JsonValue payload = TRY(JsonValue::parse(document->second, most_document_bytes));
    if (document->first == event_type) {
        TRY(parse_event(payload));
    } else {
        TRY(parse_statement(payload));
    }
    return {};
}

bool shield_memory() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
    rlimit lockable{};
    if (::getrlimit(RLIMIT_MEMLOCK, &lockable) == 0 && lockable.rlim_cur < lockable.rlim_max) {
        lockable.rlim_cur = lockable.rlim_max;
        ::setrlimit(RLIMIT_MEMLOCK, &lockable);
    }
    return ::mlockall(MCL_CURRENT) == 0;
}

fs::path usual_agent_folder() {
    const char* home = std::getenv("SANAD_HOME");
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if ((home == nullptr || *home == '\0') && runtime != nullptr && *runtime == '/') return fs::path{runtime} / "sanad";
    return IdentityStore::usual_folder() / "agent";
}

AgentSocket::AgentSocket(AgentSocket&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, path_{std::move(other.path_)} {}

void AgentSocket::hand_over() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

AgentSocket::~AgentSocket() {
    if (descriptor_ < 0) return;
    std::error_code ignored;
    fs::remove(path_, ignored);
    ::close(descriptor_);
}

Result<AgentSocket> AgentSocket::open(const fs::path& folder, std::string_view person) {
    TRY(make_private_folder(folder));
    const fs::path path = socket_of(folder, person);
    const sockaddr_un address = TRY(address_of(path));
    JsonValue request;
    request.set("op", "keys");
    if (const auto there = ask(path, request); there || there.error().fault != Fault::not_found) {
        return failure(Fault::refused,
                       fmt::format("{} is unlocked already; `sanad identity lock {}` ends that", person, person));
    }
    ::unlink(path.c_str());  // of an agent that was killed
    Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (socket.number() < 0) return system_failure(path);
    if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.number(), 16) != 0) {
        return system_failure(path);
    }
    const int number = ::fcntl(socket.number(), F_DUPFD_CLOEXEC, 3);
    if (number < 0) return system_failure(path);
    return AgentSocket{number, path};
}

Result<void> AgentSocket::serve(const PersonKeys& keys, std::chrono::milliseconds idle, const StopFlag& stop) {
    return Server{keys, idle}.run(descriptor_, stop);
}

Result<PersonKeys> agent_keys(const fs::path& folder, std::string_view person, const std::vector<PublicKey>& expected) {
    const fs::path path = socket_of(folder, person);
    JsonValue request;
    request.set("op", "keys");
    const JsonValue answer = TRY(ask(path, request));
    PersonKeys keys;
    keys.person = std::string{person};
    const JsonValue::Array* rows = answer.array("keys");
    std::vector<PublicKey> found;
    for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
        const auto algorithm = signature_algorithm((*rows)[i].text_or_empty("alg"));
        if (!algorithm) return failure(Fault::refused, "the agent holds a key of an algorithm that is not known");
        found.push_back({*algorithm, TRY(from_base64((*rows)[i].text_or_empty("public")))});
        keys.signers.push_back(std::make_unique<AgentSigner>(path, found.back()));
    }
    if (found != expected || answer.text_or_empty("person") != person) {
        return failure(Fault::refused,
                       fmt::format("the agent holds other keys than the identity of {}; `sanad identity lock {}` "
                                   "ends it",
                                   person, person));
    }
    return keys;
}

Result<void> lock_agent(const fs::path& folder, std::string_view person) {
    JsonValue request;
    request.set("op", "lock");
    TRY(ask(socket_of(folder, person), request));
    return {};
}

std::vector<std::string> unlocked_persons(const fs::path& folder) {
    std::vector<std::string> persons;
    std::error_code error;
    JsonValue request;
    request.set("op", "keys");
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        const std::string person = at->path().stem().string();
        if (at->path().extension() == suffix && is_person_id(person) && ask(at->path(), request))
            persons.push_back(person);
    }
    std::ranges::sort(persons);
    return persons;
}

}  // namespace sanad
