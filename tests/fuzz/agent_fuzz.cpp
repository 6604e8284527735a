// Both ends of the agent's socket. Whatever is asked of an agent, it answers in one frame and signs nothing but what
// ledgers are made of; whatever answers in an agent's place, no signature of another key is believed.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/custody/agent.hpp"
#include "core/custody/json_value.hpp"
#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;
using namespace std::chrono_literals;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t now = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (now <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(now));
    }
}

std::string all_of(int socket) {
    std::string bytes;
    char piece[4096];
    for (ssize_t now = 0; (now = ::recv(socket, piece, sizeof piece, 0)) > 0;)
        bytes.append(piece, static_cast<std::size_t>(now));
    return bytes;
}

/// An agent at work in a thread; one that was locked is followed by another.
class Agent {
public:
    Agent() {
        keys_.person = "r.vance";
        static constexpr std::array<Byte, 32> secret{7};  // seeds name its key
        keys_.signers.push_back(signer_of(PrivateKey::from_secret(SignatureAlgorithm::ed25519, secret).value()));
        thread_ = std::thread{[this] {
            while (!stop_) {
                auto socket = AgentSocket::open(scratch_.path, keys_.person);
                if (socket) (void)socket->serve(keys_, 1h, stop_);
            }
        }};
    }
    ~Agent() {
        stop_ = true;
        thread_.join();
    }
    const PublicKey& key() const { return keys_.signers[0]->public_key(); }

    std::string answer_to(std::string_view request) const {
        const sockaddr_un address = address_of(scratch_.path / "r.vance.agent");
        for (;;) {
            const Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
            if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
                std::this_thread::yield();
                continue;
            }
            send_all(socket.number(), request);
            ::shutdown(socket.number(), SHUT_WR);
            return all_of(socket.number());
        }
    }

private:
    test::ScratchFolder scratch_;
    PersonKeys keys_;
    StopFlag stop_ = false;
    std::thread thread_;
};

/// Something in an agent's place: it reads a question and says what it was told to.
class Impostor {
public:
    Impostor() : listening_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        const sockaddr_un address = address_of(scratch_.path / "r.vance.agent");
        expect(::bind(listening_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        expect(::listen(listening_.number(), 4) == 0);
        thread_ = std::thread{[this] {
            for (;;) {
                const Descriptor socket{::accept(listening_.number(), nullptr, nullptr)};
                if (socket.number() < 0) return;
                char question[4096];
                // Who asked may be gone before it was told everything.
                const std::lock_guard lock{mutex_};
                if (::recv(socket.number(), question, sizeof question, 0) > 0) send_all(socket.number(), said_);
            }
        }};
    }
    ~Impostor() {
        ::shutdown(listening_.number(), SHUT_RDWR);
        thread_.join();
    }
    const std::filesystem::path& folder() const { return scratch_.path; }
    /// Before the next question.
    void say(std::string_view bytes) {
        const std::lock_guard lock{mutex_};
        said_ = bytes;
    }

private:
    test::ScratchFolder scratch_;
    Descriptor listening_;
    std::mutex mutex_;
    std::string said_;  ///< guarded
    std::thread thread_;
};

/// What stands in the frame; nothing when it is no whole frame.
std::string_view framed(std::string_view bytes) {
    if (bytes.size() < 4) return {};
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
    return length == bytes.size() - 4 ? bytes.substr(4) : std::string_view{};
}

void ask_agent(std::string_view request) {
    static const Agent agent;
    const std::string answer = agent.answer_to(request);
    if (answer.empty()) return;
    const auto said = JsonValue::parse(framed(answer));
    expect(said && said->find("ok") != nullptr && said->find("ok")->truth() != nullptr);
    if (said->find("signature") == nullptr) return;
    const auto asked = JsonValue::parse(framed(request));
    expect(asked.has_value());
    const auto message = from_base64(asked->text_or_empty("message"));
    const auto signature = from_base64(said->text_or_empty("signature"));
    expect(message && signature && check_signable(*message).has_value());
    expect(verify(agent.key(), bytes_of(*message), bytes_of(*signature)) == Checked::good);
}

void ask_impostor(std::string_view answer) {
    static Impostor impostor;
    impostor.say(answer);
    const PublicKey key{SignatureAlgorithm::ed25519, std::string(32, 'k')};
    const auto keys = agent_keys(impostor.folder(), "r.vance", {key});
    if (keys) {
        expect(keys->person == "r.vance" && keys->signers.size() == 1 && keys->signers[0]->public_key() == key);
        expect(!keys->signers[0]->sign(bytes_of("a message")));
    } else {
        expect(!keys.error().what.empty());
    }
    (void)lock_agent(impostor.folder(), "r.vance");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    // Most frames are made whole here: their length is what the fuzzer finds hardest to keep.
    std::string bytes{text_of({data + 1, size - 1})};
    if ((data[0] & 2) == 0) {
        std::string length;
        for (int shift = 0; shift < 32; shift += 8) length += static_cast<char>(bytes.size() >> shift & 0xFF);
        bytes.insert(0, length);
    }
    if ((data[0] & 1) == 0) {
        ask_agent(bytes);
    } else {
        ask_impostor(bytes);
    }
    return 0;
}
