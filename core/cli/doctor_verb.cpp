#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/bundle_content.hpp"
#include "core/cli/custody_session.hpp"
#include "core/cli/session.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/ingest/conformance.hpp"
#include "core/module/plugins.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {
namespace {

/// As it calls itself, without what would end a part of the report.
std::string one_part(std::string text) {
    std::ranges::replace(text, ';', ',');
    return ledger_text(text, 200);
}
std::string computer_name() {
    utsname names{};
    if (::uname(&names) != 0) return "unknown";
    return one_part(fmt::format("{} ({})", names.nodename, names.machine));
}
/// The distribution (os-release(5)) and its kernel.
std::string system_name() {
    std::string system = "unknown";
    std::ifstream release{"/etc/os-release"};
    for (std::string line; std::getline(release, line);) {
        constexpr std::string_view pretty = "PRETTY_NAME=";
        if (!line.starts_with(pretty)) continue;
        system = line.substr(pretty.size());
        std::erase(system, '"');
    }
    utsname names{};
    if (::uname(&names) == 0) system += fmt::format(", {} {}", names.sysname, names.release);
    return one_part(system);
}

/// tool.validate: what this check found, in the ledger of a case (V-16).
Result<void> record(const Session& session, const std::string& case_path, bool passed, const std::string& report) {
    const CaseFolder folder = TRY(CaseFolder::open(case_path));
    CustodySession custody = TRY(CustodySession::open(session, folder));
    const ToolFacts tool = TRY(tool_facts());
    JsonValue body;
    body.set("tool", tool.name).set("version", tool.version).set("build", tool.build);
    body.set("result", passed ? "passed" : "failed").set("record", sha256_hex(report));
    Event event = custody.event("tool.validate", std::move(body));
    event.note = ledger_text(report, 8000);
    TRY(custody.append(std::move(event)));
    return custody.close();
}

/// What a process that entered the readers' sandbox found there.
struct Bounds {
    bool resources = false;
    bool network = false;
    std::string resources_told, network_told;
};
Bounds bounds_of_readers() {
    const SandboxLimits limits;
    const auto trial = try_sandbox(limits);
    if (!trial) return {false, false, trial.error().what, trial.error().what};
    return {trial->resources_bounded(limits), trial->network_refused,
            fmt::format("readers get {}, {} open files, {} bytes of written and {} of core files",
                        trial->memory_bounded ? fmt::format("at most {} MiB of memory", limits.memory_bytes >> 20)
                                              : "memory WITHOUT LIMIT",
                        trial->open_files, trial->written_file_bytes, trial->core_file_bytes),
            trial->network_refused ? "a reader that asks for a socket is killed on the spot"
                                   : "a reader that asks for a socket is NOT stopped"};
}

#ifdef SANAD_SANITIZED
// A sanitizer's shadow memory: a build with one can have no limit on memory.
constexpr bool maps_terabytes = true;
#else
constexpr bool maps_terabytes = false;
#endif

/// What did not hold; empty: all did.
std::string differences_in(const Result<std::vector<ConformanceCheck>>& checks) {
    if (!checks) return checks.error().what;
    std::string differences;
    for (const ConformanceCheck& check : *checks) {
        if (check.holds()) continue;
        differences += fmt::format("{}{}: {} expected, {} found", differences.empty() ? "" : "; ", check.what,
                                   check.expected, check.found);
    }
    return differences;
}

void doctor(Session& session, const std::string& case_path) {
    const SandboxReport sandbox = probe_sandbox();
    const Bounds bounds = bounds_of_readers();
    const bool digests = digest_self_test();
    const auto reader = worker_program("sanad-reader");
    const bool magic = ::access("/usr/share/mime/magic", R_OK) == 0;
    const auto worker = worker_program("sanad-worker");
    const auto folder = plugin_folder();
    const std::size_t plugins =
        folder ? plugins_in(*folder).value_or(std::vector<std::filesystem::path>{}).size() : std::size_t{0};
    const auto conformance = run_conformance();
    const auto module_conformance = run_module_conformance();
    const std::string differences = differences_in(conformance);
    const std::string module_differences = differences_in(module_conformance);
    const bool bounded = sandbox.seccomp && bounds.network && (bounds.resources || maps_terabytes);
    const bool passed = digests && reader && magic && worker && plugins != 0 && differences.empty() &&
                        module_differences.empty() && bounded;
    if (!passed) session.status = Status::could_not_tell;
    if (!case_path.empty()) {
        // What was found stands in the entry as text, so that its digest can be checked against it.
        const std::string report = fmt::format(
            "computer: {}; system: {}; digests: {} ({}); reader: {}; conformance: {}; worker: {}; plugins: {}; "
            "modules: {}; "
            "type database: {}; seccomp: {}; "
            "Landlock ABI: {}; resource limits: {}; network: {}; verifier of bundles: {}",
            computer_name(), system_name(), digests ? "known answers given" : "WRONG ANSWERS", digest_engines(),
            reader ? "present" : "MISSING",
            differences.empty() ? fmt::format("{} known values", conformance->size()) : differences,
            worker ? "present" : "MISSING", plugins,
            module_differences.empty() ? fmt::format("{} known values", module_conformance->size())
                                       : module_differences,
            magic ? "present" : "MISSING", sandbox.seccomp ? "yes" : "no", sandbox.landlock_abi,
            bounds.resources ? "in force" : "NOT IN FORCE", bounds.network ? "refused to readers" : "NOT REFUSED",
            carried_verifier_sha256());
        if (const auto recorded = record(session, case_path, passed, report); !recorded) {
            return session.fail(recorded.error());
        }
    }
    if (session.json) {
        std::printf(
            "{\"conformance\":%s,\"module_conformance\":%s,\"worker\":%s,\"plugins\":%zu,\"seccomp\":%s,\"landlock_"
            "abi\":%d,\"resource_limits\":%s,\"network_refused\":%s,"
            "\"digests\":%s,\"digest_engines\":%s,\"reader\":%s,\"magic_database\":%s,\"bundle_verifier_sha256\":\"%"
            "s\"}\n",
            differences.empty() ? "true" : "false", module_differences.empty() ? "true" : "false",
            worker ? json_string(worker->string()).c_str() : "null", plugins, sandbox.seccomp ? "true" : "false",
            sandbox.landlock_abi, bounds.resources ? "true" : "false", bounds.network ? "true" : "false",
            digests ? "true" : "false", json_string(digest_engines()).c_str(),
            reader ? json_string(reader->string()).c_str() : "null", magic ? "true" : "false",
            carried_verifier_sha256().c_str());
        return;
    }
    const auto line = [](const char* what, bool good, const std::string& detail) {
        std::printf("%-4s %-22s %s\n", good ? "ok" : "NO", what, detail.c_str());
    };
    line("digests", digests, digest_engines());
    line("reader", reader.has_value(), reader ? reader->string() : reader.error().what);
    line("conformance", differences.empty(),
         differences.empty() ? fmt::format("{} known values through the reader, as fls, icat and ewfverify give them",
                                           conformance->size())
                             : differences);
    line("worker", worker.has_value(), worker ? worker->string() : worker.error().what);
    line("plugins", plugins != 0, folder ? fmt::format("{} in {}", plugins, folder->string()) : folder.error().what);
    line("modules", module_differences.empty(),
         module_differences.empty()
             ? fmt::format("{} known values through the worker and windows.shell_link, as they were written",
                           module_conformance->size())
             : module_differences);
    line("type database", magic, "/usr/share/mime/magic (package shared-mime-info)");
    line("seccomp", sandbox.seccomp, "readers may make no system call but those they need");
    line("Landlock", sandbox.landlock_abi > 0,
         sandbox.landlock_abi > 0 ? fmt::format("ABI {}: readers see no file system", sandbox.landlock_abi)
                                  : "this kernel has none; seccomp alone keeps readers from files");
    line("resource limits", bounds.resources, bounds.resources_told);
    line("network", bounds.network, bounds.network_told);
    line("verifier of bundles", true, "SHA-256 " + carried_verifier_sha256());
    for (const std::string& missing : sandbox.missing) std::printf("     missing: %s\n", missing.c_str());
}

}  // namespace

void add_doctor_verb(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("doctor", "What protects this machine from the evidence, and what is missing");
    const auto case_path = std::make_shared<std::string>();
    verb->add_option("--record", *case_path, "Enter the result in the ledger of this case, as a validation of the tool")
        ->type_name("CASE");
    verb->footer(
        "Examples:\n  sanad doctor\n  sanad doctor --record op-lantern\n\nEnds with 2 when something that examinations "
        "need is missing, when a known value does not come out, or when a process that reads evidence is not bound: "
        "no\n"
        "seccomp, no limits on its resources, or a network open to it.\n\n"
        "\"verifier of bundles\" is the SHA-256 of verify.py with verifier/, as every bundle of this program carries "
        "them; it\n"
        "stands on the certificate for the court too. In a copy of the two in a folder of its own, anybody gets it "
        "from\n"
        "  find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum");
    verb->callback([&session, case_path] { doctor(session, *case_path); });
}

}  // namespace sanad
