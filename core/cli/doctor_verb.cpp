#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/session.hpp"
#include "core/crypto/digest.hpp"
#include "core/ingest/conformance.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {
namespace {

void doctor(Session& session) {
    const SandboxReport sandbox = probe_sandbox();
    const bool digests = digest_self_test();
    const auto reader = worker_program("sanad-reader");
    const bool magic = ::access("/usr/share/mime/magic", R_OK) == 0;
    const auto conformance = run_conformance();
    std::string differences = conformance ? "" : conformance.error().what;
    for (const ConformanceCheck& check : conformance.value_or(std::vector<ConformanceCheck>{})) {
        if (check.holds()) continue;
        differences += fmt::format("{}{}: {} expected, {} found", differences.empty() ? "" : "; ", check.what,
                                   check.expected, check.found);
    }
    if (!digests || !reader || !magic || !differences.empty()) session.status = Status::could_not_tell;
    if (session.json) {
        std::printf(
            "{\"conformance\":%s,\"seccomp\":%s,\"landlock_abi\":%d,\"digests\":%s,\"digest_engines\":%s,\"reader\":%s,"
            "\"magic_database\":%s}\n",
            differences.empty() ? "true" : "false", sandbox.seccomp ? "true" : "false", sandbox.landlock_abi,
            digests ? "true" : "false", json_string(digest_engines()).c_str(),
            reader ? json_string(reader->string()).c_str() : "null", magic ? "true" : "false");
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
    line("type database", magic, "/usr/share/mime/magic (package shared-mime-info)");
    line("seccomp", sandbox.seccomp, "readers may make no system call but those they need");
    line("Landlock", sandbox.landlock_abi > 0,
         sandbox.landlock_abi > 0 ? fmt::format("ABI {}: readers see no file system", sandbox.landlock_abi)
                                  : "this kernel has none; seccomp alone keeps readers from files");
    for (const std::string& missing : sandbox.missing) std::printf("     missing: %s\n", missing.c_str());
}

}  // namespace

void add_doctor_verb(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("doctor", "What protects this machine from the evidence, and what is missing");
    verb->footer("Example:\n  sanad doctor\n\nEnds with 2 when something that examinations need is missing.");
    verb->callback([&session] { doctor(session); });
}

}  // namespace sanad
