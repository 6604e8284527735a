#pragma once
// What every verb is given: how to speak, when to stop, and the status the program ends with.
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/stop_flag.hpp"
#include "core/ingest/progress.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// Statuses of the program, the same for every verb.
enum class Status : int {
    fine = 0,
    finding_against = 1,  ///< a verification failed
    could_not_tell = 2,   ///< an error; the message says which
    usage = 64,
};

struct Session {
    const StopFlag& stop;           ///< Ctrl-C, SIGTERM
    bool json = false;              ///< JSON lines instead of people's output
    std::string progress = "auto";  ///< auto, json, none
    std::vector<std::string> as{};  ///< persons who act; most verbs know one
    std::string role{};             ///< in which role; empty: the first that may do the act
    int passphrase_fd = -1;         ///< passphrases are read from here, a line each; -1: asked at the terminal
    bool passphrase_anew = false;   ///< keys that were unlocked before do not do (takes_passphrase_anew())
    Status status = Status::fine;

    /// For one act; `anew`: that takes the passphrase anew.
    Session asking_anew(bool anew = true) const {
        Session session = *this;
        session.passphrase_anew = passphrase_anew || anew;
        return session;
    }

    /// On stderr: a line that is rewritten on a terminal, JSON lines on request, nothing otherwise.
    ShowProgress show_progress() const;
    /// The status and message of an error.
    void fail(const Error& error);
    /// fail() when there is an error; true when there is none.
    bool succeeded(const Result<void>& result);
};

// One function for each noun: adds its verbs to the program.
void add_examine_verb(CLI::App& app, Session& session);
void add_case_verbs(CLI::App& app, Session& session);
void add_evidence_verbs(CLI::App& app, Session& session);
void add_ingest_verb(CLI::App& app, Session& session);
void add_file_verbs(CLI::App& app, Session& session);
void add_find_verbs(CLI::App& app, Session& session);
void add_identifier_verbs(CLI::App& app, Session& session);
void add_content_verbs(CLI::App& app, Session& session);
void add_view_verb(CLI::App& app, Session& session);
void add_export_verb(CLI::App& app, Session& session);
void add_mark_verbs(CLI::App& app, Session& session);
void add_report_verb(CLI::App& app, Session& session);
void add_proof_verb(CLI::App& app, Session& session);
void add_batch_verbs(CLI::App& app, Session& session);
void add_module_verbs(CLI::App& app, Session& session);
void add_hashset_verbs(CLI::App& app, Session& session);
void add_custody_verbs(CLI::App& app, Session& session);
void add_identity_verbs(CLI::App& app, Session& session);
void add_ledger_verbs(CLI::App& app, Session& session);
void add_doctor_verb(CLI::App& app, Session& session);
void add_completion_verb(CLI::App& app, Session& session);
void add_manual_verb(CLI::App& app, Session& session);
void add_help_verb(CLI::App& app, Session& session);

}  // namespace sanad
