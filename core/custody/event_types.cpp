#include "core/custody/event_types.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/custody/event_words.hpp"

namespace sanad {
namespace {

using enum Shape;
using M = MemberType;
constexpr bool optional = false;

// ---- bodies ---------------------------------------------------------------------------------------------------------

constexpr M key_enrol[] = {{"statements", statements}};
constexpr M key_revoke[] = {{"statement", statement}};
constexpr M role_grant[] = {
    {"person", person}, {"role", choice, true, &roles}, {"items", items}, {"until", time}, {"approvals", statements}};
constexpr M role_revoke[] = {
    {"person", person}, {"role", choice, true, &roles}, {"items", items}, {"approvals", statements}};
constexpr M case_open[] = {{"title", text},         {"number", text},    {"agency", text},          {"lead", person},
                           {"checkpoint_key", key}, {"attested", truth}, {"policy", text, optional}};
constexpr M case_offence[] = {
    {"act", text}, {"section", text}, {"scheme", choice, true, &schemes}, {"as_amended", date}};
constexpr M case_close[] = {{"outcome", choice, true, &outcomes}, {"cause", choice, true, &causes}};
constexpr M log_succeed[] = {{"checkpoint_key", key}};
constexpr M authority_add[] = {{"kind", choice, true, &authorities},
                               {"number", text},
                               {"issuer", text},
                               {"date", date},
                               {"expires", date, optional},
                               {"scope", text},
                               {"items", items},
                               {"section", text, optional},
                               {"scan", hash, optional},
                               {"not_stated", text, optional}};
constexpr M court_notice[] = {{"about", event_id},         {"court", text},
                              {"sent_at", time},           {"how", choice, true, &ways},
                              {"receipt", hash, optional}, {"not_stated", text, optional}};
constexpr M item_seize[] = {{"kind", choice, true, &item_kinds},
                            {"quantity", number},
                            {"description", text},
                            {"make", text},
                            {"model", text},
                            {"serial", text},
                            {"condition", choice, true, &conditions},
                            {"power", choice, true, &powers},
                            {"net", choice, true, &networks},
                            {"owner_role", choice, true, &owner_roles},
                            {"list_given_to", text},
                            {"witnesses", two_labels},
                            {"screen", text, optional},
                            {"not_stated", text, optional}};
constexpr M item_register[] = {
    {"kind", choice, true, &item_kinds}, {"description", text}, {"origin", choice, true, &origins}};
constexpr M item_preserve[] = {
    {"provider", text}, {"account", text}, {"data_kinds", text}, {"notice_no", text}, {"until", time}};
constexpr M item_seal[] = {
    {"seal_no", seal_no}, {"bag_no", text}, {"state", choice, true, &seal_applied}, {"not_stated", text, optional}};
constexpr M seal_check[] = {{"seal_no", seal_no}, {"state", choice, true, &seal_states}};
constexpr M seal_break[] = {{"seal_no", seal_no},
                            {"state", choice, true, &seal_states},
                            {"reason", text},
                            {"new_seal", text, optional},
                            {"not_stated", text, optional}};
constexpr M transfer_offer[] = {{"from", person},
                                {"to", person},
                                {"method", choice, true, &transports},
                                {"condition", choice, true, &conditions},
                                {"seal_no", seal_no, optional},
                                {"sha256", hash, optional},
                                {"courier", text, optional}};
constexpr M transfer_receive[] = {{"offer", event_id},
                                  {"from", person},
                                  {"to", person},
                                  {"condition", choice, true, &conditions},
                                  {"seal_no", seal_no, optional},
                                  {"seal_state", choice, optional, &seal_states},
                                  {"sha256", hash, optional},
                                  {"receipt", statement, optional}};
constexpr M transfer_refuse[] = {{"offer", event_id}, {"reason", text}, {"receipt", statement, optional}};
constexpr M store_in[] = {{"location", text},
                          {"keeper", person},
                          {"condition", choice, true, &conditions},
                          {"seal_no", seal_no, optional},
                          {"approvals", statements, optional}};
constexpr M store_out[] = {{"location", text},
                           {"keeper", person},
                           {"to", person},
                           {"condition", choice, true, &conditions},
                           {"seal_no", seal_no, optional},
                           {"approvals", statements, optional}};
constexpr M store_move[] = {{"from", text}, {"to", text}, {"keeper", person}};
constexpr M store_audit[] = {{"location", text}, {"expected", items}, {"found", items}};
constexpr M acquire_start[] = {{"method", choice, true, &methods},
                               {"source", text},
                               {"write_protection", text},
                               {"tool", text},
                               {"tool_version", text},
                               {"serial", text, optional},
                               {"approvals", statements, optional},
                               {"hidden_areas", text, optional},
                               {"encryption", text, optional},
                               {"capacity", decimal, optional},
                               {"target", text, optional},
                               {"not_stated", text, optional}};
constexpr M acquire_error[] = {{"offset", decimal}, {"length", decimal}, {"error", text}, {"fill", text}};
constexpr M acquire_finish[] = {{"method", choice, true, &methods},
                                {"format", text},
                                {"size", decimal},
                                {"segments", number},
                                {"sha256", hash},
                                {"md5", hex, optional},
                                {"sha1", hex, optional},
                                {"verified", truth},
                                {"sectors", decimal, optional},
                                {"sector_size", decimal, optional},
                                {"unreadable", decimal, optional},
                                {"approvals", statements, optional},
                                {"not_stated", text, optional}};
constexpr M acquire_import[] = {{"method", choice, true, &import_methods},
                                {"format", text},
                                {"size", decimal},
                                {"segments", number},
                                {"headers", headers},
                                {"stored_md5", hex, optional},
                                {"stored_sha1", hex, optional},
                                {"stored_sha256", hash, optional},
                                {"unreadable", decimal, optional},
                                {"approvals", statements, optional}};
constexpr M integrity_check[] = {{"algorithm", text},
                                 {"computed", hex},
                                 {"expected", hex, optional},
                                 {"expected_from", choice, true, &expectations},
                                 {"result", choice, true, &check_results},
                                 {"bytes", decimal},
                                 {"seconds", number},
                                 {"tree_root", hash, optional}};
constexpr M integrity_incident[] = {{"about", event_id}, {"what", text}};
constexpr M copy_create[] = {
    {"parent", item}, {"purpose", choice, true, &copy_purposes}, {"sha256", hash}, {"medium", text}};
constexpr M copy_destroy[] = {{"reason", text}, {"method", text}};
constexpr M access_session[] = {
    {"mode", choice, true, &access_modes}, {"what", text}, {"count", number}, {"seconds", number}, {"reason", text}};
constexpr M access_denied[] = {{"what", text}, {"rule", text}};
constexpr M change_unavoidable[] = {{"what", text}, {"why", text}, {"effect", text}};
constexpr M job_start[] = {{"recipe", text}, {"modules", modules}, {"settings", text}, {"input", hash_or_empty}};
constexpr M job_finish[] = {
    {"job", event_id}, {"state", choice, true, &job_states}, {"counts", counts}, {"results", hash_or_empty}};
constexpr M finding_add[] = {{"statement", text},
                             {"element", text},
                             {"source", text},
                             {"confidence", choice, true, &confidences},
                             {"ai_assist", truth}};
constexpr M finding_withdraw[] = {{"finding", event_id}, {"reason", text}};
constexpr M tag_change[] = {{"tag", text}, {"what", text}};
constexpr M report_issue[] = {
    {"report", hash}, {"title", text}, {"version", text}, {"state", choice, true, &report_states}};
constexpr M report_review[] = {{"issue", event_id}, {"outcome", choice, true, &review_outcomes}, {"remarks", text}};
constexpr M report_amend[] = {{"issue", event_id}, {"report", hash}, {"reason", text}};
constexpr M decrypt_request[] = {{"to", text}, {"basis", text}, {"answer", text}};
constexpr M export_files[] = {
    {"for", choice, true, &recipients}, {"count", number}, {"bytes", decimal}, {"manifest", hash}, {"basis", text},
    {"approvals", statements, optional}};
constexpr M export_bundle[] = {{"for", choice, true, &recipients},
                               {"recipient", text},
                               {"basis", text},
                               {"profile", text},
                               {"items", items},
                               {"size", number},
                               {"approvals", statements, optional}};
constexpr M import_bundle[] = {{"from", text}, {"basis", text}, {"bundle", hash}, {"items", items}};
constexpr M court_submit[] = {{"court", text}, {"exhibit", text}, {"received_by", text}};
constexpr M court_return[] = {{"court", text}, {"to", person}};
constexpr M court_order[] = {{"court", text}, {"number", text}, {"date", date}, {"order", text}, {"items", items}};
constexpr M item_return[] = {{"to_role", choice, true, &owner_roles}, {"order", text, optional}, {"receiver", label}};
constexpr M item_destroy[] = {{"order", event_id}, {"method", text}, {"approvals", statements}};
constexpr M item_lost[] = {{"last_custodian", text}, {"circumstances", text}};
constexpr M item_found[] = {{"by", person}, {"where", text}, {"condition", choice, true, &conditions}};
constexpr M tool_validate[] = {{"tool", text},
                               {"version", text},
                               {"build", hash_or_empty},
                               {"result", choice, true, &validations},
                               {"record", hash_or_empty}};
constexpr M clock_check[] = {{"offset_ms", signed_number}, {"against", text}, {"source", choice, true, &clock_sources}};
constexpr M competence_add[] = {
    {"person", person}, {"method", text}, {"certificate", text}, {"until", time}, {"approvals", statements}};
constexpr M renew_hash[] = {{"algorithm", text}, {"size", number}, {"root", hex}};
constexpr M note_add[] = {{"text", text}};
constexpr M correct[] = {{"field", text}, {"old", text}, {"new", text}, {"reason", text}};

// ---- the table ------------------------------------------------------------------------------------------------------

using C = RoleColumn;
using I = ItemIs;

constexpr EventType types[] = {
    {"key.enrol",
     C::any,
     I::absent,
     key_enrol,
     {"Keys enrolled", "چابیوں کا اندراج"},
     "Who a key belongs to, signed by those who enrol"},
    {"key.revoke",
     C::any,
     I::absent,
     key_revoke,
     {"Keys revoked", "چابیوں کی منسوخی"},
     "Keys that are not to be trusted from a time on"},
    {"role.grant",
     C::keys,
     I::absent,
     role_grant,
     {"Role granted", "اختیار دیا گیا"},
     "A role in this case, for some items or all, until a time; two registrars"},
    {"role.revoke",
     C::keys,
     I::absent,
     role_revoke,
     {"Role withdrawn", "اختیار واپس لیا گیا"},
     "The end of a granted role, for some items or all; two registrars"},
    {"case.open",
     C::case_file,
     I::absent,
     case_open,
     {"Case opened", "مقدمہ کھولا گیا"},
     "What the case is about, who leads it, which key signs its checkpoints"},
    {"case.offence",
     C::case_file,
     I::absent,
     case_offence,
     {"Offence", "جرم"},
     "An offence under enquiry: act, section and the numbering it is cited in"},
    {"case.close",
     C::case_file,
     I::absent,
     case_close,
     {"Case closed", "مقدمہ بند کیا گیا"},
     "How the case ended, and why"},
    {"log.succeed",
     C::case_file,
     I::absent,
     log_succeed,
     {"Checkpoint key replaced", "تصدیقی چابی تبدیل"},
     "A new key signs the checkpoints from here on"},
    {"authority.add",
     C::case_file,
     I::absent,
     authority_add,
     {"Authority", "قانونی اجازت"},
     "A warrant, an order, a consent: what allows an acquisition"},
    {"court.notice",
     C::case_file,
     I::absent,
     court_notice,
     {"Court told", "عدالت کو اطلاع"},
     "The Court was told of an act within the time the law sets"},
    {"item.seize",
     C::registering,
     I::needed,
     item_seize,
     {"Item seized", "شے ضبط کی گئی"},
     "A thing taken into custody: what it is, in which state, before which two witnesses"},
    {"item.register",
     C::registering,
     I::needed,
     item_register,
     {"Item registered", "شے درج کی گئی"},
     "A thing that came from elsewhere; custody before is not on record here"},
    {"item.preserve",
     C::registering,
     I::absent,
     item_preserve,
     {"Data preserved", "ڈیٹا محفوظ رکھنے کا نوٹس"},
     "A notice to a provider to keep data"},
    {"item.seal", C::custody, I::needed, item_seal, {"Sealed", "مہر لگائی گئی"}, "A seal and a bag put on an item"},
    {"seal.check",
     C::custody,
     I::needed,
     seal_check,
     {"Seal looked at", "مہر کا معائنہ"},
     "The state in which a seal was found"},
    {"seal.break",
     C::custody,
     I::needed,
     seal_break,
     {"Seal opened", "مہر کھولی گئی"},
     "A seal opened on purpose, and why"},
    {"transfer.offer",
     C::custody,
     I::needed,
     transfer_offer,
     {"Handed over", "حوالگی کی پیشکش"},
     "The custodian hands an item to somebody"},
    {"transfer.receive",
     C::custody,
     I::needed,
     transfer_receive,
     {"Received", "وصولی"},
     "The receiver takes an item over; both have signed"},
    {"transfer.refuse",
     C::custody,
     I::needed,
     transfer_refuse,
     {"Refused", "وصولی سے انکار"},
     "The receiver does not take an item over, and why"},
    {"store.in",
     C::custody,
     I::needed,
     store_in,
     {"Into the store", "مال خانے میں جمع"},
     "An item given to a store and its keeper"},
    {"store.out",
     C::custody,
     I::needed,
     store_out,
     {"Out of the store", "مال خانے سے اجرا"},
     "An item given out of a store to a person"},
    {"store.move",
     C::custody,
     I::needed,
     store_move,
     {"Moved", "جگہ تبدیل"},
     "An item moved from one place of a store to another"},
    {"store.audit",
     C::custody,
     I::absent,
     store_audit,
     {"Store counted", "مال خانے کی پڑتال"},
     "Which items should lie at a place, and which do"},
    {"acquire.start",
     C::acquire,
     I::needed,
     acquire_start,
     {"Acquisition begun", "نقل سازی کا آغاز"},
     "How an image is being made, with which write protection and tool"},
    {"acquire.error",
     C::custody,
     I::needed,
     acquire_error,
     {"Unreadable area", "ناقابلِ مطالعہ حصہ"},
     "Bytes that could not be read, and what stands in their place"},
    {"acquire.finish",
     C::acquire,
     I::needed,
     acquire_finish,
     {"Acquisition finished", "نقل سازی مکمل"},
     "The image made, and its digests"},
    {"acquire.import",
     C::acquire,
     I::needed,
     acquire_import,
     {"Image added", "نقل شامل کی گئی"},
     "An image made before, with what it says of itself"},
    {"integrity.check",
     C::acquire,
     I::needed,
     integrity_check,
     {"Image verified", "نقل کی جانچ"},
     "Digests computed anew and compared"},
    {"integrity.incident",
     C::any,
     I::needed,
     integrity_incident,
     {"Incident", "خلافِ معمول واقعہ"},
     "Something is not as it should be: a seal, a digest, a condition"},
    {"copy.create",
     C::custody,
     I::needed,
     copy_create,
     {"Copy made", "نقل بنائی گئی"},
     "A copy of an item, as an item of its own"},
    {"copy.destroy",
     C::custody,
     I::needed,
     copy_destroy,
     {"Copy destroyed", "نقل تلف کی گئی"},
     "A copy that no longer exists"},
    {"access.session",
     C::access,
     I::needed,
     access_session,
     {"Looked at", "معائنہ"},
     "Who looked at what, for how long, and why"},
    {"access.denied",
     C::any,
     I::absent,
     access_denied,
     {"Access denied", "رسائی سے انکار"},
     "An attempt that a rule stopped"},
    {"change.unavoidable",
     C::custody,
     I::needed,
     change_unavoidable,
     {"Unavoidable change", "ناگزیر تبدیلی"},
     "A change of the original that could not be avoided, and what it does"},
    {"job.start",
     C::acquire,
     I::needed,
     job_start,
     {"Examination begun", "تجزیے کا آغاز"},
     "Which modules of which version run over an item"},
    {"job.finish",
     C::acquire,
     I::needed,
     job_finish,
     {"Examination finished", "تجزیہ مکمل"},
     "What the run found, counted, and the digest of its results"},
    {"finding.add",
     C::finding,
     I::needed,
     finding_add,
     {"Finding", "نتیجہ"},
     "What the evidence shows, and which element of the offence it supports"},
    {"finding.withdraw",
     C::finding,
     I::needed,
     finding_withdraw,
     {"Finding withdrawn", "نتیجہ واپس"},
     "A finding no longer held, and why"},
    {"tag.add", C::tag, I::needed, tag_change, {"Tagged", "نشان لگایا"}, "A tag on something in an item"},
    {"tag.remove", C::tag, I::needed, tag_change, {"Tag removed", "نشان ہٹایا"}, "A tag taken away"},
    {"report.issue", C::finding, I::absent, report_issue, {"Report issued", "رپورٹ جاری"}, "A report, by its digest"},
    {"report.review",
     C::review,
     I::absent,
     report_review,
     {"Report reviewed", "رپورٹ کا جائزہ"},
     "What somebody other than the author says of a report"},
    {"report.amend",
     C::finding,
     I::absent,
     report_amend,
     {"Report amended", "رپورٹ میں ترمیم"},
     "A report that takes the place of another, and why"},
    {"decrypt.request",
     C::acquire,
     I::needed,
     decrypt_request,
     {"Asked to decrypt", "رمز کشائی کی درخواست"},
     "Who was asked to open data, on which basis, with which answer; never the password"},
    {"export.files",
     C::exporting,
     I::needed,
     export_files,
     {"Files handed out", "فائلیں جاری"},
     "Files taken out of an item, for whom, on which basis"},
    {"export.bundle",
     C::exporting,
     I::absent,
     export_bundle,
     {"Bundle handed out", "بنڈل جاری"},
     "The record and what goes with it, for whom, on which basis"},
    {"import.bundle",
     C::registering,
     I::absent,
     import_bundle,
     {"Bundle taken in", "بنڈل وصول"},
     "A bundle of another organisation, and the items it brings"},
    {"court.submit",
     C::custody,
     I::needed,
     court_submit,
     {"Submitted to the court", "عدالت میں پیش"},
     "An item given to a court, as which exhibit, and who took it"},
    {"court.return",
     C::custody,
     I::needed,
     court_return,
     {"Returned by the court", "عدالت سے واپس"},
     "An item that a court gave back, and to whom"},
    {"court.order",
     C::case_file,
     I::absent,
     court_order,
     {"Order of the court", "عدالتی حکم"},
     "What a court ordered, for which items"},
    {"item.return",
     C::custody,
     I::needed,
     item_return,
     {"Returned", "مالک کو واپس"},
     "An item given back to its owner or holder"},
    {"item.destroy",
     C::destroy,
     I::needed,
     item_destroy,
     {"Destroyed", "تلف کی گئی"},
     "An item destroyed by order of a court, by two persons"},
    {"item.lost", C::custody, I::needed, item_lost, {"Lost", "گم شدہ"}, "An item that is not where it should be"},
    {"item.found", C::custody, I::needed, item_found, {"Found", "دستیاب"}, "A lost item, found again"},
    {"tool.validate",
     C::any,
     I::absent,
     tool_validate,
     {"Tool validated", "آلے کی توثیق"},
     "A tool was tested, in this version, with this result"},
    {"clock.check",
     C::any,
     I::absent,
     clock_check,
     {"Clock checked", "گھڑی کی جانچ"},
     "By how much the machine's clock is off"},
    {"competence.add",
     C::keys,
     I::absent,
     competence_add,
     {"Competence", "اہلیت"},
     "What a person is qualified to do, until when; two registrars"},
    {"renew.hash",
     C::any,
     I::absent,
     renew_hash,
     {"Digest renewed", "ہیش کی تجدید"},
     "The ledger so far under a newer algorithm"},
    {"note.add", C::any, I::optional, note_add, {"Note", "نوٹ"}, "Anything worth writing down"},
    {"correct",
     C::any,
     I::as_corrected,
     correct,
     {"Correction", "تصحیح"},
     "A member of an earlier event was wrong; both stay visible"},
};

constexpr std::array<std::string_view, 12> column_names = {
    "any", "register", "custody", "acquire", "access", "finding", "review", "export", "destroy", "keys", "tag", "case"};

static_assert(std::ranges::all_of(types, [](const EventType& type) {
    return std::ranges::count(types, type.name, &EventType::name) == 1 && !type.members.empty() &&
           std::ranges::all_of(type.members, [&](const MemberType& member) {
               return std::ranges::count(type.members, member.name, &MemberType::name) == 1 &&
                      (member.shape == choice) == (member.choices != nullptr);
           });
}));

}  // namespace

std::string_view name_of(RoleColumn column) {
    return column_names[static_cast<std::size_t>(column)];
}

std::span<const EventType> event_types() {
    return types;
}

bool takes_passphrase_anew(std::string_view type) {
    static constexpr std::string_view types[] = {"seal.break",   "export.files", "export.bundle",
                                                 "item.destroy", "copy.destroy", "key.enrol",
                                                 "key.revoke",   "role.grant",   "role.revoke"};
    return std::ranges::find(types, type) != std::end(types);
}

const EventType* find_event_type(std::string_view name) {
    static const auto by_name = [] {
        std::map<std::string_view, const EventType*> made;
        for (const EventType& type : types) made.emplace(type.name, &type);
        return made;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

const MemberType* find_member(const EventType& type, std::string_view name) {
    const auto found = std::ranges::find(type.members, name, &MemberType::name);
    return found == type.members.end() ? nullptr : &*found;
}

}  // namespace sanad
