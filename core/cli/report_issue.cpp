#include "core/cli/report_issue.hpp"

#include <algorithm>

namespace sanad {
namespace {

Result<Event> issue_event(CustodySession& custody, const ReportIssue& issue, const std::string& sha256) {
    const LedgerCheck& state = *TRY(custody.state());
    const auto before = std::ranges::count_if(state.events(), [&](const Event& event) {
        return event.type == "report.issue" && event.body.text_or_empty("title") == issue.title;
    });
    JsonValue body;
    body.set("report", sha256).set("title", issue.title);
    body.set("version", std::to_string(before + 1)).set("state", issue.state);
    Event event = custody.event("report.issue", std::move(body));
    event.note = issue.note;
    return event;
}

}  // namespace

Result<void> may_be_issued(CustodySession& custody, const ReportIssue& issue) {
    return custody.may(TRY(issue_event(custody, issue, std::string(64, '0'))));
}

Result<LedgerFile::Appended> enter_issue(CustodySession& custody, const ReportIssue& issue, const std::string& sha256) {
    return custody.append(TRY(issue_event(custody, issue, sha256)));
}

}  // namespace sanad
