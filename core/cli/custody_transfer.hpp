#pragma once
// Hands that meet at two machines: an offer taken out of the ledger, the receiver's answer brought back to it; and the
// second person of an act that takes two.
#include <string>

#include "core/cli/custody_act.hpp"

namespace sanad {

/// What the receiver is shown and answers: the signed entry of the offer with the giver's enrolments.
struct OfferFile {
    std::string entry;       ///< exact bytes
    std::string entry_hash;  ///< hex SHA-256 of them
    Event offer;
    std::vector<std::string> enrolments;  ///< signed statements, officers first
};
Result<std::string> offer_file_text(CustodySession& custody, std::uint64_t seq);
Result<OfferFile> read_offer_file(const std::filesystem::path& path);

/// Whether somebody known at this machine vouches for the giver: what an offer file says of its own keys, anybody can
/// write. Fault::refused when not, saying whose root it is; `vouched`: the one who acts has compared its key id.
Result<void> check_giver(const OfferFile& offer, const IdentityStore& store, bool vouched);

/// The receiver's answer, as they told it.
struct Answer {
    bool accepted = true;
    std::string reason, condition, place, seal_no, seal_state, sha256;
};
/// Signs it: the text of a receipt file.
Result<std::string> receipt_file_text(const OfferFile& offer, const Answer& answer, const ActingPerson& person);

/// Takes a receipt that was brought: which item, and the members of the event that records it. Enrols the receiver in
/// the ledger when it does not know them. True when the receiver took the item over, false when they refused it.
Result<bool> take_receipt(const std::filesystem::path& path, CustodySession& custody, ToldAct& told);

/// The approval of `event` by a person of this machine, signed now; base64, as `approvals` carries it.
Result<std::string> approval_of(const Event& event, const std::string& ledger, const ActingPerson& person);
/// The same as a file, with the enrolments by which a ledger can know that person.
Result<std::string> approval_file_text(const Event& event, const std::string& ledger, const ActingPerson& person);
/// The approval that a file brings, in base64; enrols its person in the ledger when it does not know them.
Result<std::string> take_approval(const std::filesystem::path& path, CustodySession& custody);
/// What somebody at another machine is asked to approve, and their answer.
std::string approval_request_text(const Event& event, const std::string& ledger);
struct ApprovalRequest {
    std::string ledger;
    Event event;  ///< type, item, body
};
Result<ApprovalRequest> read_approval_request(const std::filesystem::path& path);

/// Enrols persons whom the ledger does not know from their signed statements.
Result<void> enrol_missing(CustodySession& custody, const std::vector<std::string>& enrolments);

}  // namespace sanad
