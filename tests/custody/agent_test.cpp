#include "core/custody/agent.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>

#include "core/base/stop_flag.hpp"
#include "tests/custody/ledger_fixture.hpp"

namespace {

using namespace sanad;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Short, as the path of a socket must be: not under the build folder.
struct ShortFolder {
    ShortFolder() {
        std::string name = (fs::temp_directory_path() / "sanad-agent-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~ShortFolder() { fs::remove_all(path); }
    fs::path path;
};

/// An agent of r.vance at work in a thread.
struct Working {
    explicit Working(const fs::path& folder, std::chrono::milliseconds idle = 60s) {
        keys.person = "r.vance";
        keys.signers.push_back(testing::signer_named("r.vance"));
        public_keys = {keys.signers[0]->public_key()};
        AgentSocket socket = AgentSocket::open(folder, "r.vance").value();
        thread = std::thread{[this, idle, socket = std::make_shared<AgentSocket>(std::move(socket))]() mutable {
            result = socket->serve(keys, idle, stop);
            socket.reset();
        }};
    }
    ~Working() {
        stop = true;
        if (thread.joinable()) thread.join();
    }
    PersonKeys keys;
    std::vector<PublicKey> public_keys;
    StopFlag stop = false;
    Result<void> result;
    std::thread thread;
};

std::string event_message() {
    testing::Unit unit;
    const Event event = testing::event_of(unit.root, "registrar", "key.enrol", unit.enrolments());
    return pre_authentication(event_type, payload_of(event).canonical());
}

const std::string checkpoint_message =
    "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10\n7\n" + base64(std::string(32, 'r')) + "\n";

int connected(const fs::path& folder) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, (folder / "r.vance.agent").c_str());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return descriptor;
}

std::string framed(std::string_view text) {
    std::string frame;
    for (int shift = 0; shift < 32; shift += 8) frame += static_cast<char>(text.size() >> shift & 0xFF);
    return frame + std::string{text};
}

/// What comes back until the agent closes; the agent must close.
std::string answer_to(int descriptor, std::string_view bytes) {
    REQUIRE(::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char piece[4096];
    for (ssize_t now = 0; (now = ::recv(descriptor, piece, sizeof piece, 0)) > 0;)
        answer.append(piece, static_cast<std::size_t>(now));
    ::close(descriptor);
    return answer;
}

TEST_CASE("an agent signs events, statements and checkpoints, and nothing else") {
    CHECK(check_signable(event_message()));
    CHECK(check_signable(checkpoint_message));
    CHECK(check_signable("cosignature/v1\ntime 1764148500\n" + checkpoint_message));
    const std::string event = event_message();
    for (const std::string& foreign : std::vector<std::string>{
             "", "a contract", event + " ", event.substr(1), event.substr(0, event.size() - 1),
             pre_authentication("text/plain", "{}"), pre_authentication(event_type, "{}"),
             pre_authentication(statement_type, "{}"), pre_authentication(event_type, "I owe you"),
             pre_authentication(statement_type, event.substr(event.find('{'))), checkpoint_message + "\n",
             checkpoint_message + "extension\n", "example.com/log\n7\n" + base64(std::string(32, 'r')) + "\n",
             "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10\n07\n" + base64(std::string(32, 'r')) + "\n",
             "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10\n7\n" + base64(std::string(31, 'r')) + "\n",
             "cosignature/v2\ntime 1\n" + checkpoint_message, "cosignature/v1\ntime -1\n" + checkpoint_message,
             "ssh-userauth", std::string(100'000, '\n')}) {
        CAPTURE(foreign.substr(0, 60));
        CHECK_FALSE(check_signable(foreign));
    }
}

TEST_CASE("what an agent signs verifies, and what it refuses it says") {
    const ShortFolder folder;
    const Working agent{folder.path};
    CHECK(unlocked_persons(folder.path) == std::vector<std::string>{"r.vance"});
    const PersonKeys keys = agent_keys(folder.path, "r.vance", agent.public_keys).value();
    REQUIRE(keys.signers.size() == 1);
    const std::string message = event_message();
    const std::string signature = keys.signers[0]->sign(bytes_of(message)).value();
    CHECK(verify(agent.public_keys[0], bytes_of(message), bytes_of(signature)) == Checked::good);
    const auto foreign = keys.signers[0]->sign(bytes_of("a contract"));
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().what.find("refuses") != std::string::npos);
    CHECK(keys.signers[0]->sign(bytes_of(checkpoint_message)));
    // Keys that the identity does not have are not taken for the person's.
    CHECK(agent_keys(folder.path, "r.vance", {testing::signer_named("other")->public_key()}).error().fault ==
          Fault::refused);
    CHECK(agent_keys(folder.path, "s.malik", agent.public_keys).error().fault == Fault::not_found);
    CHECK(AgentSocket::open(folder.path, "r.vance").error().fault == Fault::refused);
}

TEST_CASE("an agent ends when it is locked, and after a time without a signature") {
    const ShortFolder folder;
    {
        Working agent{folder.path};
        REQUIRE(lock_agent(folder.path, "r.vance"));
        agent.thread.join();
        CHECK(agent.result);
        CHECK_FALSE(fs::exists(folder.path / "r.vance.agent"));
        CHECK(lock_agent(folder.path, "r.vance").error().fault == Fault::not_found);
    }
    {
        Working agent{folder.path, 200ms};
        // Questions that sign nothing do not keep it.
        for (int i = 0; i < 3; ++i) unlocked_persons(folder.path);
        agent.thread.join();
        CHECK(agent.result);
        CHECK_FALSE(fs::exists(folder.path / "r.vance.agent"));
    }
    // What a killed agent leaves is no hindrance.
    {
        AgentSocket killed = AgentSocket::open(folder.path, "r.vance").value();
        killed.hand_over();
    }
    CHECK(fs::exists(folder.path / "r.vance.agent"));
    CHECK(AgentSocket::open(folder.path, "r.vance"));
}

TEST_CASE("peers that lie, flood or stop talking cost their connection, never the agent") {
    const ShortFolder folder;
    Working agent{folder.path};
    for (const std::string& text : std::vector<std::string>{
             "{}", "[]", "not JSON", R"({"op":"secret"})", R"({"op":"keys","op":"keys"})", R"({"op":"keys","more":1})",
             R"({"op":"sign"})", R"({"kid":"x","message":"!!","op":"sign"})", R"({"kid":"x","message":7,"op":"sign"})",
             "\xEF\xBB\xBF{\"op\":\"keys\"}", std::string(200'000, '[')}) {
        CAPTURE(text.substr(0, 40));
        const std::string answer = answer_to(connected(folder.path), framed(text));
        CHECK(answer.find(R"("ok":false)") != std::string::npos);
    }
    CHECK(answer_to(connected(folder.path), std::string{"\xFF\xFF\xFF\xFF", 4}).empty());
    CHECK(answer_to(connected(folder.path), framed(R"({"op":"keys"})") + framed(R"({"op":"keys"})")).empty());
    // Half a request, held open by more peers than an agent serves at once; they run into its patience.
    std::vector<int> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(connected(folder.path));
        REQUIRE(::send(silent.back(), "\x0D", 1, MSG_NOSIGNAL) == 1);
    }
    CHECK(agent_keys(folder.path, "r.vance", agent.public_keys));
    for (const int descriptor : silent) ::close(descriptor);
}

TEST_CASE("a folder of agents that others can enter is refused") {
    const ShortFolder folder;
    REQUIRE(::chmod(folder.path.c_str(), 0755) == 0);
    CHECK(AgentSocket::open(folder.path, "r.vance").error().fault == Fault::refused);
    const ShortFolder deep;
    CHECK(AgentSocket::open(deep.path / std::string(120, 'x'), "r.vance").error().fault == Fault::refused);
}

}  // namespace
