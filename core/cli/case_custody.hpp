#pragma once
// Acts upon the images of a case that write themselves into its ledger, so that custody is a by-product of the work.
//
// Order: the case first, the ledger after it, for what the case finds out (an image added, a job's end); the ledger
// first for what is about to happen (a job's start). A kill between the two leaves one behind the other, and the next
// verb that holds the case's IngestLock settles it: record_images() enters images that the ledger lacks, settle_jobs()
// ends jobs that no process works on any more.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/cli/second_person.hpp"
#include "core/cli/summary.hpp"
#include "core/ingest/ingest.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// By which right an image is added (V-06).
struct AuthorityOptions {
    std::vector<std::string> ids;
    std::string override_reason, approved_by;
    std::shared_ptr<const ActingPerson> supervisor;  ///< who approves that it goes without an authority

    void add_to(CLI::App& verb);
    /// The same with the supervisor's keys unlocked, where one was named; after those of whoever acts.
    Result<AuthorityOptions> with_supervisor(const Session& session) const;
};

/// Whom something can go to, as the ledger names them, for --help; draft and review stay inside the house.
std::string recipient_names();
/// Why the ledger takes no such recipient; empty when it does.
std::string recipient_fault(const std::string& told);

/// Whether that recipient is somebody else than who works on the case (draft, review).
inline bool leaves_the_house(std::string_view recipient) {
    return recipient != "draft" && recipient != "review";
}

/// For whom something goes out, on which basis, and who approves it, as the ledger says it.
struct RecipientOptions {
    std::string recipient = "draft", basis;
    SecondPersonOptions second;

    void add_to(CLI::App& verb);
    /// For what goes to others by another verb: draft and review only.
    void add_inside(CLI::App& verb);
};

/// Exhibit numbers of all images, one each, as the ledger names them. What is no exhibit number, or another image's
/// already, gets one of its own.
std::map<Id, std::string> exhibit_numbers(const std::vector<EvidenceItem>& items, const std::vector<ImageRow>& images);

/// The number of an image that is about to be added: the one that was told, or the next free one after `letters`.
/// Fault::refused when the told one is no exhibit number or another image's.
Result<std::string> new_exhibit_number(CaseReader& reader, const std::string& told, const std::string& letters);
/// The letters that the agency chose.
Result<std::string> exhibit_letters();
Result<void> check_exhibit_number(const std::string& told);

class CaseCustody {
public:
    static Result<CaseCustody> open(const CaseFolder& folder, std::shared_ptr<const ActingPerson> person,
                                    AuthorityOptions authority = {});
    /// By whoever acts, and the supervisor where one is named: their keys are unlocked first.
    static Result<CaseCustody> open(const Session& session, const CaseFolder& folder,
                                    const AuthorityOptions& authority = {});
    /// For verbs that only read evidence: nothing, after a warning, when the case lies on a medium that cannot be
    /// written.
    static Result<std::unique_ptr<CaseCustody>> open_for_reading(const Session& session, const CaseFolder& folder);

    /// The same for an export; refused when it is for others and nothing could be recorded.
    static Result<std::unique_ptr<CaseCustody>> open_for_export(const Session& session, const CaseFolder& folder,
                                                                const RecipientOptions& to);

    CustodySession& session() { return session_; }
    /// What the ends of jobs say, for who shows the same.
    const CountedImages& counted() const { return counted_; }

    /// Before an image is added to the case: whether the person may, and by which authority.
    Result<void> may_add(const std::string& exhibit);
    /// item.register and acquire.import of every image that the ledger does not know.
    Result<void> record_images();

    /// Ends the jobs that a killed process left. The caller holds the case's IngestLock.
    Result<void> settle_jobs();
    Result<void> job_started(Id image, const IngestSettings& settings);
    /// `state`: finished, stopped, failed. Before it, what the pass compared: integrity.check of each digest.
    Result<void> job_ended(Id image, const std::string& state, double seconds);
    /// After `sanad evidence verify`.
    Result<void> verified(Id image, double seconds);

    /// Whether the person may look at the image's evidence now; asked before any is shown.
    Result<void> may_access(Id image);
    Result<void> accessed(Id image, const std::string& what, std::uint64_t count, double seconds,
                          const std::string& reason);

    /// Before anything is written. An approval names what was written, so with one the rest is asked by hand_out().
    Result<void> may_export(Id image, const RecipientOptions& to);
    /// Before what was written gets its name: an entry for each image, approved where `to` says by whom. `manifest`:
    /// hex SHA-256. False: the second person is only asked, nothing is recorded, and what was written is to go.
    Result<bool> hand_out(const Session& session, const RecipientOptions& to, const std::map<Id, SummaryCount>& written,
                          const std::string& manifest);

    /// Whether the person may mark what lies in the image.
    Result<void> may_mark(Id image);
    /// Before marks are set or taken back: of an item under seal an entry, and true. `what` names files by their ids.
    Result<bool> marking(Id image, const std::string& type, const std::string& tag, const std::string& what);
    Result<bool> noting(Id image, const std::string& what);

private:
    Result<bool> is_sealed(const std::string& item);
    CaseCustody(const CaseFolder& folder, CustodySession session, AuthorityOptions authority)
        : folder_{folder}, session_{std::move(session)}, authority_{std::move(authority)} {}
    Result<std::string> number_of(Id image);
    Event import_of(const std::string& item, const ImageRow& image) const;
    Result<void> record_image(const ImageRow& image, const std::string& item, const std::string& description);
    Result<void> authorise(Event& event);
    Result<void> check_clock();
    Result<void> record_digests(const ImageRow& image, const std::string& item, double seconds, std::uint64_t since);
    Result<void> finish_job(const ImageRow& image, const std::string& item, const std::string& job,
                            const std::string& state, const std::string& note);

    CaseFolder folder_;
    CustodySession session_;
    AuthorityOptions authority_;
    CountedImages counted_;
};

}  // namespace sanad
