#pragma once
// The closed lists of words that bodies of events choose from, with what they are called in English and Urdu.
#include "core/custody/event_types.hpp"

namespace sanad {

// The lists are not `inline`: UBSan holds the address of what the linker may merge for one that could be null, and
// event_types.cpp asks at compile time which members have a list.

inline constexpr Choice item_kind_choices[] = {{"phone", {"Phone", "موبائل فون"}},
                                               {"sim", {"SIM", "سم"}},
                                               {"memory_card", {"Memory card", "میموری کارڈ"}},
                                               {"laptop", {"Laptop", "لیپ ٹاپ"}},
                                               {"desktop", {"Desktop", "ڈیسک ٹاپ"}},
                                               {"server", {"Server", "سرور"}},
                                               {"hdd", {"Hard disk", "ہارڈ ڈسک"}},
                                               {"ssd", {"SSD", "ایس ایس ڈی"}},
                                               {"usb", {"USB medium", "یو ایس بی"}},
                                               {"optical", {"Optical disc", "سی ڈی یا ڈی وی ڈی"}},
                                               {"dvr", {"Video recorder", "ڈی وی آر"}},
                                               {"router", {"Router", "راؤٹر"}},
                                               {"iot", {"Connected device", "منسلک آلہ"}},
                                               {"vehicle_unit", {"Vehicle unit", "گاڑی کا یونٹ"}},
                                               {"drone", {"Drone", "ڈرون"}},
                                               {"cloud_account", {"Cloud account", "کلاؤڈ اکاؤنٹ"}},
                                               {"logical_data", {"Data", "ڈیٹا"}},
                                               {"image", {"Forensic image", "فرانزک نقل"}},
                                               {"paper", {"Paper", "کاغذ"}}};
constexpr ChoiceList item_kinds{"item_kinds", item_kind_choices, true};

inline constexpr Choice condition_choices[] = {{"intact", {"Intact", "درست حالت"}},
                                               {"scratched", {"Scratched", "خراشیں"}},
                                               {"broken_screen", {"Screen broken", "اسکرین ٹوٹی ہوئی"}},
                                               {"water", {"Water damage", "پانی سے متاثر"}},
                                               {"burnt", {"Burnt", "جلا ہوا"}},
                                               {"opened", {"Opened", "کھلا ہوا"}}};
constexpr ChoiceList conditions{"conditions", condition_choices, true};

inline constexpr Choice power_choices[] = {{"on", {"On", "چالو"}},
                                           {"off", {"Off", "بند"}},
                                           {"standby", {"Standby", "اسٹینڈ بائی"}},
                                           {"unknown", {"Unknown", "نامعلوم"}}};
constexpr ChoiceList powers{"powers", power_choices};

inline constexpr Choice network_choices[] = {{"airplane", {"Airplane mode", "ایئرپلین موڈ"}},
                                             {"faraday", {"In a Faraday bag", "فیراڈے بیگ میں"}},
                                             {"online", {"Online", "نیٹ ورک سے منسلک"}},
                                             {"none", {"None", "کوئی نہیں"}},
                                             {"unknown", {"Unknown", "نامعلوم"}}};
constexpr ChoiceList networks{"networks", network_choices};

inline constexpr Choice owner_role_choices[] = {{"owner", {"Owner", "مالک"}},
                                                {"holder", {"Holder", "قابض"}},
                                                {"suspect", {"Suspect", "ملزم"}},
                                                {"complainant", {"Complainant", "مدعی"}},
                                                {"victim", {"Victim", "متاثرہ"}},
                                                {"witness", {"Witness", "گواہ"}},
                                                {"provider", {"Provider", "سروس فراہم کنندہ"}},
                                                {"unknown", {"Unknown", "نامعلوم"}}};
constexpr ChoiceList owner_roles{"owner_roles", owner_role_choices, true};

inline constexpr Choice origin_choices[] = {{"agency", {"Another agency", "دوسرا ادارہ"}},
                                            {"court", {"Court", "عدالت"}},
                                            {"complainant", {"Complainant", "مدعی"}},
                                            {"provider", {"Provider", "سروس فراہم کنندہ"}},
                                            {"owner", {"Owner", "مالک"}},
                                            {"part", {"Part of an item", "کسی شے کا حصہ"}},
                                            {"file", {"File at this machine", "اس مشین پر موجود فائل"}}};
constexpr ChoiceList origins{"origins", origin_choices, true};

inline constexpr Choice seal_applied_choices[] = {{"intact", {"Intact", "سالم"}}};
constexpr ChoiceList seal_applied{"seal_applied", seal_applied_choices, false, true};

inline constexpr Choice seal_state_choices[] = {{"intact", {"Intact", "سالم"}},
                                                {"broken", {"Broken", "ٹوٹی ہوئی"}},
                                                {"replaced", {"Replaced", "تبدیل شدہ"}},
                                                {"missing", {"Missing", "غائب"}}};
constexpr ChoiceList seal_states{"seal_states", seal_state_choices};

inline constexpr Choice transport_choices[] = {{"hand", {"By hand", "دستی"}},
                                               {"courier", {"Courier", "کوریئر"}},
                                               {"vehicle", {"Vehicle", "گاڑی"}},
                                               {"network", {"Network", "نیٹ ورک"}}};
constexpr ChoiceList transports{"transports", transport_choices, true};

inline constexpr Choice method_choices[] = {{"physical", {"Physical", "مکمل طبعی نقل"}},
                                            {"logical", {"Logical", "منطقی نقل"}},
                                            {"filesystem", {"File system", "فائل سسٹم"}},
                                            {"selective", {"Selective", "منتخب ڈیٹا"}},
                                            {"live", {"Live", "چالو نظام سے"}},
                                            {"memory", {"Memory", "میموری"}},
                                            {"remote", {"Remote", "دور سے"}},
                                            {"cloud_api", {"Cloud interface", "کلاؤڈ انٹرفیس"}},
                                            {"provider_return", {"Provider's return", "فراہم کنندہ کا جواب"}},
                                            {"photo_of_screen", {"Photograph of the screen", "اسکرین کی تصویر"}},
                                            {"unknown", {"Unknown", "نامعلوم"}}};
/// All but the last, `unknown`, which only an image made by others may have.
constexpr ChoiceList methods{"methods", std::span{method_choices}.first(std::size(method_choices) - 1)};
constexpr ChoiceList import_methods{"import_methods", method_choices};

inline constexpr Choice authority_choices[] = {
    {"search_warrant", {"Warrant for search or seizure", "تلاشی یا ضبطی کا وارنٹ"}},
    {"disclosure_warrant", {"Warrant for disclosure of content", "مواد کے افشا کا وارنٹ"}},
    {"preservation_notice", {"Preservation notice", "ڈیٹا محفوظ رکھنے کا نوٹس"}},
    {"real_time_warrant", {"Real-time collection", "براہِ راست ڈیٹا جمع کرنے کی اجازت"}},
    {"consent", {"Consent", "رضامندی"}},
    {"court_order", {"Order of a court", "عدالتی حکم"}},
    {"foreign_request", {"Foreign request", "غیر ملکی درخواست"}}};
constexpr ChoiceList authorities{"authorities", authority_choices, true};

inline constexpr Choice way_choices[] = {{"hand", {"By hand", "دستی"}},
                                         {"post", {"By post", "ڈاک سے"}},
                                         {"e_mail", {"By e-mail", "ای میل سے"}},
                                         {"e_filing", {"By electronic filing", "الیکٹرانک فائلنگ"}}};
constexpr ChoiceList ways{"ways", way_choices, true};

inline constexpr Choice expectation_choices[] = {{"stored", {"Stored in the image", "نقل میں محفوظ"}},
                                                 {"recorded", {"On record here", "یہاں درج شدہ"}},
                                                 {"none", {"Nothing", "کچھ نہیں"}}};
constexpr ChoiceList expectations{"expectations", expectation_choices, false, true};

inline constexpr Choice check_result_choices[] = {{"match", {"Match", "مطابق"}},
                                                  {"mismatch", {"Mismatch", "غیر مطابق"}},
                                                  {"no_stored_hash", {"No stored digest", "محفوظ ہیش موجود نہیں"}}};
constexpr ChoiceList check_results{"check_results", check_result_choices, false, true};

inline constexpr Choice copy_purpose_choices[] = {{"working", {"Working copy", "کام کی نقل"}},
                                                  {"court", {"For the court", "عدالت کے لیے"}},
                                                  {"defence", {"For the defence", "وکیلِ صفائی کے لیے"}},
                                                  {"owner", {"For the owner (s.36)", "مالک کے لیے (دفعہ 36)"}},
                                                  {"archive", {"Archive", "محافظ خانہ"}}};
constexpr ChoiceList copy_purposes{"copy_purposes", copy_purpose_choices, true};

inline constexpr Choice access_mode_choices[] = {{"read_only", {"Read only", "صرف پڑھنا"}}};
constexpr ChoiceList access_modes{"access_modes", access_mode_choices, false, true};

inline constexpr Choice job_state_choices[] = {
    {"finished", {"Finished", "مکمل"}}, {"stopped", {"Stopped", "روکا گیا"}}, {"failed", {"Failed", "ناکام"}}};
constexpr ChoiceList job_states{"job_states", job_state_choices, false, true};

inline constexpr Choice confidence_choices[] = {{"high", {"High", "زیادہ"}},
                                                {"medium", {"Medium", "درمیانہ"}},
                                                {"low", {"Low", "کم"}},
                                                {"lead", {"A lead only", "صرف سراغ"}}};
constexpr ChoiceList confidences{"confidences", confidence_choices};

inline constexpr Choice report_state_choices[] = {{"draft", {"Draft", "مسودہ"}}, {"final", {"Final", "حتمی"}}};
constexpr ChoiceList report_states{"report_states", report_state_choices, false, true};

inline constexpr Choice review_outcome_choices[] = {{"accepted", {"Accepted", "منظور"}},
                                                    {"changes_wanted", {"Changes wanted", "ترمیم درکار"}},
                                                    {"rejected", {"Rejected", "نامنظور"}}};
constexpr ChoiceList review_outcomes{"review_outcomes", review_outcome_choices};

inline constexpr Choice recipient_choices[] = {{"draft", {"Draft", "مسودہ"}},
                                               {"review", {"Review", "جائزہ"}},
                                               {"prosecution", {"Prosecution", "استغاثہ"}},
                                               {"court", {"Court", "عدالت"}},
                                               {"defence", {"Defence", "صفائی"}},
                                               {"owner", {"Owner", "مالک"}},
                                               {"audit", {"Audit", "آڈٹ"}},
                                               {"agency", {"Another agency", "دوسرا ادارہ"}}};
constexpr ChoiceList recipients{"recipients", recipient_choices, true};

inline constexpr Choice validation_choices[] = {{"passed", {"Passed", "کامیاب"}}, {"failed", {"Failed", "ناکام"}}};
constexpr ChoiceList validations{"validations", validation_choices};

inline constexpr Choice clock_source_choices[] = {{"system", {"The machine", "مشین"}},
                                                  {"ntp", {"Network time", "نیٹ ورک وقت"}},
                                                  {"gps", {"GPS", "جی پی ایس"}},
                                                  {"manual", {"By hand", "دستی"}}};
constexpr ChoiceList clock_sources{"clock_sources", clock_source_choices};

inline constexpr Choice scheme_choices[] = {{"act-2016", {"As in Act XL of 2016", "ایکٹ 40 مجریہ 2016 کے مطابق"}},
                                            {"bill", {"As in the Bill", "بل کے مطابق"}},
                                            {"as-enacted", {"As enacted (other acts)", "نافذ شدہ متن کے مطابق"}}};
constexpr ChoiceList schemes{"schemes", scheme_choices};

inline constexpr Choice outcome_choices[] = {
    {"convicted", {"Convicted", "سزا"}},           {"acquitted", {"Acquitted", "بریت"}},
    {"discharged", {"Discharged", "اخراجِ مقدمہ"}}, {"compounded", {"Compounded", "راضی نامہ"}},
    {"transferred", {"Transferred", "منتقل"}},     {"no_case", {"No case made out", "مقدمہ ثابت نہیں"}}};
constexpr ChoiceList outcomes{"outcomes", outcome_choices, true};

/// Why a case failed, so that an organisation can count it.
inline constexpr Choice cause_choices[] = {{"none", {"None", "کوئی نہیں"}},
                                           {"warrant", {"Warrant or notice missing", "وارنٹ یا اطلاع نہ ہونا"}},
                                           {"custody_gap", {"Gap in custody", "تحویل میں خلا"}},
                                           {"expert_absent", {"Expert did not appear", "ماہر کی غیر حاضری"}},
                                           {"late_report", {"Report too late", "رپورٹ میں تاخیر"}},
                                           {"insufficient", {"Evidence not sufficient", "ناکافی شہادت"}}};
constexpr ChoiceList causes{"causes", cause_choices, true};

inline constexpr Choice role_choices[] = {
    {"investigating_officer", {"Investigating officer", "تفتیشی افسر"}},
    {"first_responder", {"First responder", "اولین رسپانڈر"}},
    {"custodian", {"Custodian of the store", "محافظِ مال خانہ"}},
    {"examiner", {"Examiner", "ماہر تجزیہ کار"}},
    {"reviewer", {"Reviewer", "جائزہ کار"}},
    {"lab_manager", {"Manager of the laboratory", "مہتمم لیبارٹری"}},
    {"prosecutor", {"Prosecutor", "پراسیکیوٹر"}},
    {"court_expert", {"Expert of the court or the defence", "عدالت یا صفائی کا ماہر"}},
    {"registrar", {"Registrar", "رجسٹرار"}},
    {"auditor", {"Auditor", "آڈیٹر"}},
    {"administrator", {"Administrator", "منتظم نظام"}},
    {"service", {"Service", "خودکار سروس"}},
    {"unattested", {"Unattested", "غیر تصدیق شدہ"}}};
/// Those a grant may give: all but the last.
constexpr ChoiceList roles{"roles", std::span{role_choices}.first(std::size(role_choices) - 1), false, true};

}  // namespace sanad
