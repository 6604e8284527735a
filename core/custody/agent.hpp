#pragma once
// The agent: a process that holds one person's unlocked keys for a while, so that a night's work needs nobody at the
// keyboard. It answers on a Unix socket of its user, signs what ledgers are made of and nothing else, gives out public
// keys and never a secret, and ends by itself after a time without signing.
//
// The wire: a request and an answer are each 4 bytes of length (little-endian, at most 512 KiB) and that much canonical
// JSON.
//     {"op":"keys"}                            {"keys":[{"alg","public"}…],"ok":true,"person"}
//     {"kid","message":B64,"op":"sign"}        {"ok":true,"signature":B64}
//     {"op":"lock"}                            {"ok":true}, and it ends
// Anything else: {"ok":false,"why"}, and the connection is closed.
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/custody/identity_store.hpp"

namespace sanad {

/// Fault::refused unless the message is the pre-authentication encoding of a well-formed event or statement, or the
/// three lines of a checkpoint of a Sanad ledger, with or without a witness's time before them.
Result<void> check_signable(std::string_view message);

/// Keeps this process's memory from core dumps, debuggers of the same user, and swap. False: from all but swap, because
/// this account may not lock so much memory.
bool shield_memory();

/// $SANAD_HOME/agent where that is set, else $XDG_RUNTIME_DIR/sanad, else agent/ in the folder of identities; 0700.
std::filesystem::path usual_agent_folder();

/// The waiting end of an agent. The socket's file goes with it.
class AgentSocket {
public:
    /// Fault::refused when an agent of that person is at work already.
    static Result<AgentSocket> open(const std::filesystem::path& folder, std::string_view person);
    AgentSocket(AgentSocket&& other) noexcept;
    AgentSocket& operator=(AgentSocket&&) = delete;
    ~AgentSocket();

    /// Serves until it is locked, `stop` is set, or nothing was signed for `idle`.
    Result<void> serve(const PersonKeys& keys, std::chrono::milliseconds idle, const StopFlag& stop);

    int descriptor() const { return descriptor_; }
    /// A child of this process serves now: the socket's file stays.
    void hand_over();

private:
    AgentSocket(int descriptor, std::filesystem::path path) : descriptor_{descriptor}, path_{std::move(path)} {}
    int descriptor_ = -1;
    std::filesystem::path path_;
};

/// Signers that ask the person's agent. Fault::not_found when there is none; Fault::refused when what answers is
/// another user's, or holds other keys than `expected`.
Result<PersonKeys> agent_keys(const std::filesystem::path& folder, std::string_view person,
                              const std::vector<PublicKey>& expected);
/// Ends the person's agent. Fault::not_found when there is none.
Result<void> lock_agent(const std::filesystem::path& folder, std::string_view person);
/// Persons whose agents answer.
std::vector<std::string> unlocked_persons(const std::filesystem::path& folder);

}  // namespace sanad
