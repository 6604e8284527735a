#include "core/module/landlock.hpp"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace sanad {
namespace {

// Linux: include/uapi/linux/landlock.h. Spelled out because Debian 12's headers end at ABI 2 while its kernel, or a
// backported one, may know more. One set of system call numbers for all architectures.
constexpr long create_ruleset_call = 444;
constexpr long add_rule_call = 445;
constexpr long restrict_self_call = 446;
constexpr std::uint32_t ask_version = 1;
constexpr int path_beneath_rule = 1;

constexpr std::uint64_t read_file = 1 << 2;
constexpr std::uint64_t read_directory = 1 << 3;

struct Ruleset {
    std::uint64_t file_system;
    std::uint64_t network;  // from ABI 4
    std::uint64_t scope;    // from ABI 6
};

struct __attribute__((packed)) PathBeneath {
    std::uint64_t allowed;
    std::int32_t directory;
};

std::uint64_t all_file_system_rights(int abi) {
    const int rights = abi >= 5   ? 16   // ioctl of devices
                       : abi >= 3 ? 15   // truncate
                       : abi >= 2 ? 14   // link and rename across directories
                                  : 13;  // execute, write, read, list, remove and make of each kind
    return (std::uint64_t{1} << rights) - 1;
}

tl::unexpected<Error> landlock_failure(std::string_view doing) {
    return failure(Fault::system, fmt::format("Landlock: cannot {}: {}", doing, std::strerror(errno)));
}

}  // namespace

int landlock_abi() {
    const long version = syscall(create_ruleset_call, nullptr, 0, ask_version);
    return version > 0 ? static_cast<int>(version) : 0;
}

Result<void> give_up_file_system(int abi, std::optional<int> readable_directory) {
    const Ruleset ruleset{
        .file_system = all_file_system_rights(abi),
        .network = 3,  // bind and connect of TCP
        .scope = 3,    // abstract Unix sockets and signals of processes outside
    };
    const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    const int rules = static_cast<int>(syscall(create_ruleset_call, &ruleset, size, 0));
    if (rules < 0) return landlock_failure("make a rule set");
    if (readable_directory) {
        const PathBeneath rule{read_file | read_directory, *readable_directory};
        if (syscall(add_rule_call, rules, path_beneath_rule, &rule, 0) != 0) {
            const auto failed = landlock_failure("except the evidence directory");
            close(rules);
            return failed;
        }
    }
    const long restricted = syscall(restrict_self_call, rules, 0);
    const int error = errno;
    close(rules);
    errno = error;
    if (restricted != 0) return landlock_failure("restrict this process");
    return {};
}

}  // namespace sanad
