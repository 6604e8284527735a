#include "core/cli/second_person.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/new_file.hpp"
#include "core/base/text.hpp"
#include "core/cli/custody_transfer.hpp"
#include "core/cli/signing.hpp"

namespace sanad {

void SecondPersonOptions::add_to(CLI::App& verb) {
    verb.add_option("--approved-by", approved_by, "The second person, who unlocks their keys here")->type_name("NAME");
    verb.add_option("--ask-approval", ask, "Write what the second person approves elsewhere; nothing is recorded")
        ->type_name("FILE");
    verb.add_option("--approval", answers, "What the second person signed (sanad custody approve)")
        ->type_name("FILE")
        ->allow_extra_args(false);
}

Result<SecondPerson> SecondPerson::bring(const Session& session, const SecondPersonOptions& told,
                                         CustodySession& custody) {
    SecondPerson second;
    for (const std::string& path : told.answers) second.answers_.push_back(TRY(take_approval(path, custody)));
    if (!told.approved_by.empty()) {
        second.here_ = TRY(person_beside(session, told.approved_by));
        TRY(enrol_missing(custody, second.here_->enrolment));
    }
    return second;
}

Result<void> SecondPerson::approve(Event& event, CustodySession& custody) const {
    JsonValue::Array approvals;
    if (const auto* told = event.body.array("approvals")) approvals = *told;
    approvals.insert(approvals.end(), answers_.begin(), answers_.end());
    if (here_) approvals.emplace_back(TRY(approval_of(event, TRY(custody.state())->origin(), *here_)));
    if (!approvals.empty()) event.body.set("approvals", std::move(approvals));
    return {};
}

Result<void> ask_approval(const Session& session, const std::string& path, const Event& event,
                          CustodySession& custody) {
    TRY(write_new_file(path, approval_request_text(event, TRY(custody.state())->origin())));
    if (session.json) return {};
    std::printf(
        "Nothing is recorded yet. The second person answers %s with `sanad custody approve`; then say the same again "
        "with --approval.\n",
        shown(path).c_str());
    return {};
}

}  // namespace sanad
