#pragma once
// What a rule remarks about an act that it lets stand, in English and Urdu. The ledger's checks say the English
// (custody_state.cpp); a paper in Urdu finds the phrase again by its rule and fills the Urdu with the same values, in
// the same order. Of what breaks the ledger only that of a check of integrity is worth recording, and is here too.
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace sanad {

struct RuleWords {
    std::string_view rule;           ///< empty: whichever rule was set aside
    std::string_view english, urdu;  ///< with as many {}
};

namespace rule_words {

inline constexpr RuleWords not_attested{"roles", "{} is not attested: nobody has confirmed whose key it is",
                                        "{} غیر مصدقہ ہے: کسی نے تصدیق نہیں کی کہ یہ کلید کس کی ہے"};
inline constexpr RuleWords set_aside{"", "{}: {} was set aside: {}", "{}: قاعدہ {} نظر انداز کیا گیا: {}"};
/// The reason that a machine's own key gives for going on without an authority.
inline constexpr RuleWords no_authority{"V-06", "unattested examination: no authority was given",
                                        "غیر مصدقہ معائنہ: کوئی اختیار نامہ نہیں دیا گیا"};
inline constexpr RuleWords recorded_late{"V-11", "{}: LATE, happened at {} and was recorded at {}",
                                         "{}: تاخیر، واقعہ {} کا ہے اور اندراج {} کو ہوا"};
inline constexpr RuleWords clock_went_back{"V-12", "recorded at {}, the entry before at {}: a clock went back",
                                           "اندراج {} کو ہوا، پچھلا اندراج {} کا ہے: گھڑی پیچھے گئی"};
inline constexpr RuleWords custody_before{"V-01", "{}: the custody before is not on record here",
                                          "{}: اس سے پہلے کی تحویل کا ریکارڈ یہاں نہیں"};
inline constexpr RuleWords lost{"V-02", "{} is in nobody's hand: lost, says {}",
                                "{} کسی کی تحویل میں نہیں: گم شدہ، بقول {}"};
inline constexpr RuleWords seal_found{"V-05", "{}: seal {} was found {}", "{}: سیل {} کی حالت ملی: {}"};
inline constexpr RuleWords seal_used_before{
    "V-05", "{}: seal {} was put on before in this case: a number is used once",
    "{}: سیل {} اس مقدمے میں پہلے لگائی جا چکی ہے: ایک نمبر ایک ہی بار استعمال ہوتا ہے"};
inline constexpr RuleWords missing_at_count{"V-02", "missing at the count of {}: {}, which was expected there, says {}",
                                            "{} کی گنتی میں غائب: {}، جس کا وہاں ہونا متوقع تھا، بقول {}"};
inline constexpr RuleWords copy_not_compared{"V-04",
                                             "{}: no SHA-256 of {} is on record: the copy cannot be compared with it",
                                             "{}: {} کی کوئی SHA-256 ریکارڈ پر نہیں: نقل کا اس سے موازنہ ممکن نہیں"};
inline constexpr RuleWords acquired_again{"V-04", "{}: acquired again, with another SHA-256",
                                          "{}: دوبارہ نقل بنی، SHA-256 مختلف ہے"};
inline constexpr RuleWords stored_differs{"V-04", "{}: the {} stored in the image is not the one computed",
                                          "{}: امیج میں محفوظ {} شمار کی گئی ہیش سے مختلف ہے"};
inline constexpr RuleWords result_contradicts{"V-04",
                                              "{}: `result` is {}, which is not what `expected` and `computed` say",
                                              "{}: درج نتیجہ {} ہے، جو متوقع اور شمار شدہ ہیش کے مطابق نہیں"};
inline constexpr RuleWords other_than_expected{"V-04", "{}: the {} is {}, expected was {}: the bytes are others",
                                               "{}: {} ہیش {} ہے، متوقع {} تھی: بائٹ مختلف ہیں"};
inline constexpr RuleWords other_than_recorded{"V-04", "{}: its SHA-256 is {}, on record is {}: the bytes are others",
                                               "{}: اس کی SHA-256 {} ہے، ریکارڈ میں {} ہے: بائٹ مختلف ہیں"};
inline constexpr RuleWords not_validated{"V-16",
                                         "{}: no validation of {} {} is on record (`sanad custody validate-tool`)",
                                         "{}: آلے {} {} کی توثیق ریکارڈ پر نہیں"};
inline constexpr RuleWords validated_another_build{
    "V-16", "{}: the build of {} {} that ran is none that was validated (`sanad custody validate-tool`)",
    "{}: آلے {} {} کا جو build چلا، اس کی توثیق نہیں ہوئی"};
inline constexpr RuleWords validated_long_ago{
    "V-16", "{}: the last validation of {} {} was at {}, more than 365 days before (`sanad custody validate-tool`)",
    "{}: آلے {} {} کی آخری توثیق {} کو ہوئی، 365 دن سے زیادہ پہلے"};
inline constexpr RuleWords clock_unchecked{
    "V-18", "{}: no check of the clock in the 24 hours before (`sanad custody check-clock`)",
    "{}: پچھلے 24 گھنٹوں میں گھڑی کی جانچ نہیں ہوئی"};
inline constexpr RuleWords other_serial{"V-07", "{}: the serial number is {}, at the seizure it was {}: {}",
                                        "{}: سیریل نمبر {} ہے، قبضے کے وقت {} تھا: {}"};
inline constexpr RuleWords competence_ended{
    "V-17", "{}: the competence of {} on record ended at {} (`sanad custody competence`)",
    "{}: {} کی ریکارڈ شدہ اہلیت {} کو ختم ہو چکی تھی"};
inline constexpr RuleWords corrected{"V-25", "{} of event {} was \"{}\", is corrected to \"{}\": {}",
                                     "{}، واقعہ {}: \"{}\" کی تصحیح \"{}\" سے ہوئی: {}"};
inline constexpr RuleWords notice_late{"V-22", "court.notice: the Court was told at {}, due was {}",
                                       "عدالت کو {} کو اطلاع دی گئی، آخری وقت {} تھا"};
inline constexpr RuleWords notice_missing{"V-22", "{}: the Court was to be told by {}, and no notice is on record",
                                          "{}: عدالت کو {} تک اطلاع دی جانی تھی، کوئی اطلاع ریکارڈ پر نہیں"};
inline constexpr RuleWords signed_after{
    "V-27",
    "the key {} of {} is revoked from {} on, and entries recorded since then, the last at {}, stand before this one",
    "کلید {} از {} کی منسوخی {} سے ہے، اور اس کے بعد کے اندراجات، آخری {} کا، اس سے پہلے موجود ہیں"};

/// What is more exact stands first: "{}: …" of another would match it too.
inline constexpr const RuleWords* all[] = {&not_attested,
                                           &no_authority,
                                           &recorded_late,
                                           &clock_went_back,
                                           &custody_before,
                                           &lost,
                                           &seal_found,
                                           &seal_used_before,
                                           &missing_at_count,
                                           &copy_not_compared,
                                           &acquired_again,
                                           &stored_differs,
                                           &result_contradicts,
                                           &other_than_expected,
                                           &other_than_recorded,
                                           &not_validated,
                                           &validated_another_build,
                                           &validated_long_ago,
                                           &clock_unchecked,
                                           &other_serial,
                                           &competence_ended,
                                           &corrected,
                                           &notice_late,
                                           &notice_missing,
                                           &signed_after,
                                           &set_aside};

}  // namespace rule_words

struct RuleSaid {
    const RuleWords* words;
    std::vector<std::string_view> values;  ///< parts of what was said
};

/// The values between the words of a phrase; nothing when they are not in it.
inline std::optional<std::vector<std::string_view>> values_of(std::string_view phrase, std::string_view said) {
    std::vector<std::string_view> values;
    const std::size_t first = phrase.find("{}");
    if (!said.starts_with(phrase.substr(0, first))) return std::nullopt;
    if (first == std::string_view::npos) return said == phrase ? std::optional{values} : std::nullopt;
    said.remove_prefix(first);
    phrase.remove_prefix(first + 2);
    for (;;) {
        const std::size_t next = phrase.find("{}");
        const std::string_view words = phrase.substr(0, next);
        // The last words end it, others end at their first place.
        const std::size_t at = next != std::string_view::npos ? said.find(words)
                               : said.ends_with(words)        ? said.size() - words.size()
                                                              : std::string_view::npos;
        if (at == std::string_view::npos) return std::nullopt;
        values.push_back(said.substr(0, at));
        if (next == std::string_view::npos) return values;
        said.remove_prefix(at + words.size());
        phrase.remove_prefix(next + 2);
    }
}

/// Nothing for what no phrase says.
inline std::optional<RuleSaid> rule_said(std::string_view rule, std::string_view what) {
    for (const RuleWords* words : rule_words::all) {
        if (!words->rule.empty() && words->rule != rule) continue;
        if (auto values = values_of(words->english, what)) return RuleSaid{words, std::move(*values)};
    }
    return std::nullopt;
}

}  // namespace sanad
