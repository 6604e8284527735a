#include "core/custody/answer_words.hpp"

#include <array>

namespace sanad {
namespace {

struct Row {
    Phrase phrase;
    std::string_view english, urdu;
};

using enum Phrase;

constexpr Row rows[] = {
    {p1_complete, "The bundle is complete", "فراہم کردہ مجموعہ مکمل ہے"},
    {p2_checkpoint, "The checkpoint is signed by the log's key and by enough witnesses",
     "چیک پوائنٹ پر لیجر کی کلید اور مطلوبہ تعداد میں گواہوں کے دستخط موجود ہیں"},
    {p3_no_gap, "Every event is included, without a gap", "ہر واقعہ شامل ہے اور اندراجات میں کوئی خلا نہیں"},
    {p4_signatures, "Every signature is by the named person with a key valid then",
     "ہر دستخط نامزد شخص کا ہے اور اس وقت مؤثر کلید سے کیا گیا"},
    {p5_both_hands, "Both hands signed each transfer", "ہر حوالگی پر حوالے کنندہ اور وصول کنندہ دونوں کے دستخط ہیں"},
    {p6_line, "The line of custody has no gap", "سلسلۂ تحویل میں کوئی وقفہ نہیں"},
    {p7_seals, "Seals applied are the seals found", "جو سیلیں لگائی گئیں وہی سیلیں پائی گئیں"},
    {p8_hashes, "Hashes are the same from acquisition to today", "ہیش ویلیوز نقل کے وقت سے آج تک یکساں ہیں"},
    {p9_authority, "Each acquisition had authority", "ہر نقل قانونی اختیار کے تحت تیار کی گئی"},
    {p10_protection, "Write protection and tool are on record", "تحفظ از تحریر اور استعمال شدہ آلہ ریکارڈ پر ہیں"},
    {p11_changes, "Unavoidable changes are listed", "ناگزیر تبدیلیوں کی فہرست"},
    {p12_looked, "Who looked at the evidence, and when", "شواہد کس نے اور کب دیکھے"},
    {p13_corrections, "Corrections and late entries are listed", "تصحیحات اور تاخیر سے کیے گئے اندراجات کی فہرست"},
    {p14_receipt, "The code on paper is in this ledger", "کاغذ پر چھپا ہوا کوڈ اسی لیجر کا ہے"},
    {p15_time, "Time stamps are valid, the order of time plausible",
     "ٹائم سٹیمپ درست ہیں اور اوقات کی ترتیب قابلِ قبول ہے"},
    {p16_report, "The report in hand is the one issued", "زیرِ نظر رپورٹ وہی ہے جو جاری کی گئی تھی"},
    {p17_cannot_show, "What this check cannot show", "اس جانچ سے جو ثابت نہیں ہوتا"},

    {yes, "YES", "ہاں"},
    {no, "NO", "نہیں"},
    {look, "LOOK", "غور طلب"},
    {unknown, "NOT CHECKED", "جانچا نہیں گیا"},
    {none, "NONE", "موجود نہیں"},

    {title, "Custody record: answer sheet of an independent check", "ریکارڈِ تحویل: آزادانہ جانچ کا جواب نامہ"},
    {intact, "INTACT: nothing that was checked is broken. Answers marked LOOK need a person's judgement.",
     "سالم: جو کچھ جانچا گیا اس میں کوئی خلل نہیں پایا گیا۔ جن جوابات پر ”غور طلب“ درج ہے ان پر انسانی رائے درکار ہے۔"},
    {broken, "BROKEN: at least one answer is NO. What was found is listed below.",
     "خلل پایا گیا: کم از کم ایک جواب ”نہیں“ ہے۔ تفصیل ذیل میں درج ہے۔"},
    {could_not_tell, "COULD NOT TELL: a signature could not be checked on this machine.",
     "طے نہیں ہو سکا: اس مشین پر کسی دستخط کی جانچ ممکن نہیں تھی۔"},
    {ledger, "Ledger", "لیجر"},
    {case_number, "Case", "مقدمہ"},
    {entries, "Entries", "اندراجات"},
    {root, "Root of the checkpoint", "چیک پوائنٹ کی جڑ (root)"},
    {checked_with, "Checked with", "جانچ کا پروگرام"},
    {question, "Question", "سوال"},
    {answer, "Answer", "جواب"},
    {what_is_broken, "What is broken", "خلل کی تفصیل"},
    {entry_number, "Entry", "اندراج نمبر"},
    {rule, "Rule", "قاعدہ"},
    {reason, "What was found", "کیا پایا گیا"},
    {no_entry, "–", "–"},
    {cannot_show, "What these checks cannot show", "ان جانچوں سے جو ثابت نہیں ہوتا"},
    {how_to_repeat,
     "Anybody can repeat this check with the bundle alone, with this program or with verify.py, which was written "
     "apart "
     "from it; VERIFY.txt in the bundle says how.",
     "یہ جانچ کوئی بھی شخص صرف اسی مجموعے کی مدد سے اس پروگرام یا الگ سے لکھے گئے verify.py کے ذریعے دہرا سکتا ہے؛ "
     "طریقہ "
     "مجموعے کی فائل VERIFY.txt میں درج ہے۔"},
    {more_lines, "… and {0} more lines; --json gives all of them",
     "… مزید {0} سطور؛ تمام سطور --json سے حاصل ہوتی ہیں"},

    {found_in_entry, "Entry {0}, rule {1}: {2}", "اندراج {0}، قاعدہ {1}: {2}"},
    {found, "Rule {0}: {1}", "قاعدہ {0}: {1}"},

    {every_file_named, "Files: {0}, each with the SHA-256 and the SHA-512 that the manifests give",
     "فائلیں: {0}؛ ہر ایک کی SHA-256 اور SHA-512 فہرستوں (manifests) کے مطابق ہیں"},
    {no_bag, "The ledger was given without a bag: nothing says which files belong to it",
     "لیجر مجموعے (bag) کے بغیر پیش کیا گیا: یہ معلوم نہیں کہ اس کے ساتھ کون سی فائلیں ہونی چاہییں"},
    {openings_fit, "Personal data disclosed: {0}; each fits its commitment in the entries",
     "ظاہر کیے گئے ذاتی کوائف: {0}؛ ہر ایک اندراجات میں درج اپنی توثیقی ہیش کے مطابق ہے"},
    {openings_withheld, "Personal data not disclosed: {0}; the entries hold commitments to them",
     "ظاہر نہ کیے گئے ذاتی کوائف: {0}؛ اندراجات میں ان کی توثیقی ہیش موجود ہے"},

    {openings_protected,
     "Entry {0} is an offence under section {1}, where the victim's identity is protected; personal data of persons in "
     "this bundle: {2}. See that none is the victim's",
     "اندراج {0} دفعہ {1} کا جرم ہے، جس میں متاثرہ شخص کی شناخت کو تحفظ حاصل ہے؛ اس مجموعے میں افراد کے ذاتی کوائف: "
     "{2}۔ "
     "اطمینان کر لیں کہ ان میں متاثرہ شخص کے کوائف شامل نہیں"},
    {openings_for_audit, "The bundle was made for an audit, where every person stays masked; personal data in it: {0}",
     "یہ مجموعہ آڈٹ کے لیے تیار کیا گیا، جس میں کسی شخص کی شناخت ظاہر نہیں کی جاتی؛ اس میں ذاتی کوائف: {0}"},

    {checkpoint_of, "Checkpoint of {0} entries, root {1}", "چیک پوائنٹ: {0} اندراجات، جڑ (root) {1}"},
    {signed_by_log, "Signed with the checkpoint key of {0}", "{0} کی چیک پوائنٹ کلید سے دستخط شدہ"},
    {other_checkpoints, "Other checkpoints in hand, all of this ledger: {0}",
     "دیگر دستیاب چیک پوائنٹ، سب اسی لیجر کے: {0}"},
    {witness_cosigned, "Witness {0} cosigned at {1}", "گواہ {0} نے {1} کو تائیدی دستخط کیے"},
    {witness_missing, "Witness {0} has not cosigned", "گواہ {0} کے تائیدی دستخط موجود نہیں"},
    {quorum_met, "The policy given asks for {0}, and it is met", "دی گئی پالیسی {0} کا تقاضا کرتی ہے، جو پورا ہے"},
    {quorum_unmet, "The policy in the bundle asks for {0}, and it is not met",
     "مجموعے کی پالیسی {0} کا تقاضا کرتی ہے، جو پورا نہیں"},
    {policy_is_the_bundles,
     "Which witnesses are enough is the bundle's own claim ({0}); give --policy with a policy from elsewhere",
     "کتنے گواہ کافی ہیں، یہ مجموعے کا اپنا دعویٰ ہے ({0})؛ کسی اور ذریعے سے حاصل کردہ پالیسی --policy کے ساتھ دیں"},
    {no_quorum, "No policy asks for a witness: nobody but the keeper of the log need have signed",
     "کوئی پالیسی گواہ کا تقاضا نہیں کرتی: لیجر رکھنے والے کے سوا کسی کے دستخط لازم نہیں"},
    {no_checkpoint, "No checkpoint was given: entries at the end may be missing",
     "کوئی چیک پوائنٹ نہیں دیا گیا: ممکن ہے آخر کے اندراجات موجود نہ ہوں"},

    {entries_from_to, "Entries: {0}, recorded from {1} to {2}", "اندراجات: {0}، ریکارڈ از {1} تا {2}"},

    {person_enrolled, "{0}, {1}: {2}; enrolled as number {3}, key {4}, valid from {5} to {6}",
     "{0}، {1}: {2}؛ رجسٹریشن نمبر {3}، کلید {4}، مؤثر از {5} تا {6}"},
    {person_unattested, "{0}, {1}: UNATTESTED, nobody vouches for the key {2}",
     "{0}، {1}: غیر مصدقہ، کلید {2} کی کسی نے تصدیق نہیں کی"},
    {person_revoked, "{0}: the keys are revoked from {1} on", "{0}: کلیدیں {1} سے منسوخ ہیں"},
    {root_trusted, "The root of trust {0} is one that was given from outside of the bundle",
     "بنیادی کلید {0} ان میں سے ہے جو مجموعے کے باہر سے دی گئیں"},
    {root_not_given,
     "The root of trust {0} is the ledger's own claim: compare it with the key id that the organisation publishes",
     "بنیادی کلید {0} لیجر کا اپنا دعویٰ ہے: اسے ادارے کے شائع کردہ کلیدی نمبر سے ملائیں"},
    {post_quantum_unchecked, "Post-quantum part not checked in {0} entries: this machine does not have ml-dsa-65",
     "{0} اندراجات میں پوسٹ کوانٹم حصہ جانچا نہیں گیا: اس مشین پر ml-dsa-65 موجود نہیں"},
    {signatures_unchecked, "No signature could be checked in {0} entries on this machine",
     "اس مشین پر {0} اندراجات میں کوئی دستخط جانچا نہیں جا سکا"},

    {both_signed, "{0}: {1} handed over, {2} received it at {3}; both signed",
     "{0}: {1} نے حوالے کیا، {2} نے {3} کو وصول کیا؛ دونوں کے دستخط موجود ہیں"},
    {transfer_refused, "{0}: offered by {1} to {2}, refused at {3}: {4}",
     "{0}: {1} کی جانب سے {2} کو پیشکش، {3} کو وصولی سے انکار: {4}"},
    {offer_open, "{0}: offered by {1} to {2} at {3}, neither received nor refused",
     "{0}: {1} کی جانب سے {2} کو {3} پر پیشکش؛ نہ وصول ہوئی نہ انکار"},

    {held_until, "{0}: {1} from {2} to {3} ({4})", "{0}: {1} از {2} تا {3} ({4})"},
    {held_since, "{0}: {1} since {2}", "{0}: {1} از {2} تا حال"},
    {registered_only, "{0}: registered at {1} ({2}); the custody before is not recorded here",
     "{0}: {1} کو اندراج ({2})؛ اس سے پہلے کی تحویل یہاں ریکارڈ پر نہیں"},
    {item_lost, "{0}: reported lost at {1}; last custodian {2}", "{0}: {1} کو گمشدہ رپورٹ ہوا؛ آخری محافظ {2}"},

    {seal_applied, "{0}: seal {1} applied at {2} by {3}", "{0}: سیل {1}، {2} کو {3} نے لگائی"},
    {seal_found, "{0}: seal {1} found at {2} by {3}: {4}", "{0}: سیل {1}، {2} کو {3} نے دیکھی: {4}"},
    {seal_opened, "{0}: seal {1} opened at {2} by {3}, found {4}: {5}",
     "{0}: سیل {1}، {2} کو {3} نے کھولی، حالت {4}: {5}"},

    {hash_recorded, "{0}: {1} at {2}: SHA-256 {3}", "{0}: {1}، {2}: SHA-256 {3}"},
    {hash_checked, "{0}: computed again at {1}: {2} {3}: {4}", "{0}: {1} کو دوبارہ شمار: {2} {3}: {4}"},
    {hash_not_stored, "{0}: at {1} the {2} computed, {3}, was not the {4} that the acquiring tool had stored",
     "{0}: {1} کو شمار کردہ {2}، {3}، نقل کرنے والے آلے کی محفوظ کردہ ہیش {4} کے مطابق نہ تھی"},
    {image_not_given, "No image was given to compute its hash anew: the hashes on record were compared with each other",
     "ہیش دوبارہ شمار کرنے کے لیے کوئی امیج نہیں دی گئی: ریکارڈ پر موجود ہیش ویلیوز کا باہم موازنہ کیا گیا"},
    {image_same, "{0}: its SHA-256 {1} is the one recorded of {2}",
     "{0}: اس کی SHA-256 {1} وہی ہے جو {2} کے لیے ریکارڈ پر ہے"},
    {image_container,
     "{0}: an E01 or L01 container: hashes are of the media in it, which this program does not unpack. Export it as a "
     "raw "
     "image, or use ewfverify",
     "{0}: E01 یا L01 کنٹینر: ہیش اس کے اندر موجود مواد کی ہے جسے یہ پروگرام نہیں کھولتا۔ اسے raw امیج کے طور پر برآمد "
     "کریں "
     "یا ewfverify استعمال کریں"},
    {exhibit_proven, "{0}: its {1} bytes, SHA-256 {2}, stand in the image of {3} with the tree root {4}",
     "{0}: اس کے {1} بائٹ، SHA-256 {2}، مال {3} کی امیج میں موجود ہیں جس کی جڑ (tree root) {4} ہے"},
    {exhibit_not_told, "{0}: could not be checked: {1}", "{0}: جانچ ممکن نہیں ہوئی: {1}"},

    {acquired_under, "{0}: {1} at {2} under {3} no. {4} of {5}, issued by {6}",
     "{0}: {1}، {2}، بموجب {3} نمبر {4} مورخہ {5}، جاری کنندہ {6}"},
    {acquired_overriding, "{0}: {1} at {2} WITHOUT what rule {3} asks for; reason given: {4}",
     "{0}: {1}، {2}، قاعدہ {3} کے تقاضے کے بغیر؛ بیان کردہ وجہ: {4}"},

    {write_protection, "{0}: {1} at {2}; write protection: {3}; tool: {4} {5}",
     "{0}: {1}، {2}؛ تحفظ از تحریر: {3}؛ آلہ: {4} {5}"},
    {made_before, "{0}: an image made before was added at {1}; of its making only its headers are on record",
     "{0}: پہلے سے تیار شدہ امیج {1} کو شامل کی گئی؛ اس کی تیاری کی بابت صرف اس کے ہیڈر ریکارڈ پر ہیں"},
    {protection_unknown,
     "{0}: the image added at {1} was made before; whether the original was protected against writing is not on record",
     "{0}: {1} کو شامل کی گئی امیج پہلے سے تیار شدہ تھی؛ اصل کو تحریر سے محفوظ رکھا گیا تھا یا نہیں، یہ ریکارڈ پر "
     "نہیں"},

    {unavoidable_change, "{0}, {1}: {2}; why: {3}; effect: {4}", "{0}، {1}: {2}؛ وجہ: {3}؛ اثر: {4}"},

    {looked_at, "{0}: {1} by {2}: {3}; {4} objects in {5} seconds; reason: {6}",
     "{0}: {1}، از {2}: {3}؛ {4} اشیا، {5} سیکنڈ میں؛ وجہ: {6}"},
    {may_look, "{0}: {1} by {2}: {3}; a session of up to an hour; reason: {4}",
     "{0}: {1}، از {2}: {3}؛ زیادہ سے زیادہ ایک گھنٹے کی نشست؛ وجہ: {4}"},
    {access_refused, "{0}: access by {1} refused, rule {2}: {3}", "{0}: {1} کو رسائی سے انکار، قاعدہ {2}: {3}"},

    {corrected, "Entry {0} at {1} by {2}: {3} changed from “{4}” to “{5}”: {6}",
     "اندراج {0}، {1}، از {2}: {3} کو ”{4}“ سے ”{5}“ کیا گیا: {6}"},
    {late_entry, "Entry {0} ({1}): happened at {2}, recorded at {3}", "اندراج {0} ({1}): وقوع {2}، ریکارڈ {3}"},
    {override_of, "Entry {0} ({1}) overrides rule {2}: {3}", "اندراج {0} ({1}) میں قاعدہ {2} نظر انداز کیا گیا: {3}"},
    {training, "TRAINING: no entry of this ledger is evidence", "تربیتی مشق: اس لیجر کا کوئی اندراج شہادت نہیں ہے"},

    {receipt_fits, "The code {0} is that of the first {1} entries", "کوڈ {0} پہلے {1} اندراجات کا ہے"},
    {receipt_mistyped, "{0}: no code as it stands on paper: {1}", "{0}: کاغذ پر چھپے کوڈ کی صورت میں نہیں: {1}"},
    {receipt_not_given, "No code from a paper was given", "کاغذ پر چھپا ہوا کوئی کوڈ نہیں دیا گیا"},

    {stamped, "The checkpoint of {0} entries existed at {1}, says {2}",
     "{0} اندراجات کا چیک پوائنٹ {1} کو موجود تھا، بموجب {2}"},
    {stamp_untrusted,
     "A time stamp of {1} over the checkpoint of {0} entries: give --tsa with a certificate that you trust",
     "{0} اندراجات کے چیک پوائنٹ پر {1} کا ٹائم سٹیمپ: اپنا معتبر سرٹیفکیٹ --tsa کے ساتھ دیں"},
    {no_stamp, "No time stamp of an authority was given", "کسی ادارے کا ٹائم سٹیمپ نہیں دیا گیا"},
    {clock_back, "Entry {0} was recorded at {1}, the one before it at {2}",
     "اندراج {0} کا وقتِ ریکارڈ {1} ہے، جبکہ اس سے پہلے والے کا {2}"},

    {report_issued, "{0}: issued at {1} by {2}: {3}, version {4}, {5}",
     "{0}: {1} کو {2} نے جاری کی: {3}، ورژن {4}، {5}"},
    {report_draft, "Only drafts are in hand, no final report", "صرف مسودے دستیاب ہیں، حتمی رپورٹ نہیں"},
    {report_on_record, "On record: {0}, version {1}, {2}, SHA-256 {3}", "ریکارڈ پر: {0}، ورژن {1}، {2}، SHA-256 {3}"},
    {not_read, "Could not be read: {0}", "پڑھا نہیں جا سکا: {0}"},
    {report_unread, "{0}: could not be read: {1}", "{0}: پڑھی نہیں جا سکی: {1}"},
    {report_not_given, "No report was given to compare", "موازنے کے لیے کوئی رپورٹ نہیں دی گئی"},

    // custody.md 4.6; the Urdu is the one of the printed forms.
    {what_it_cannot_show,
     "These checks show that the records have not changed since they were signed, cosigned and stamped. They do not "
     "show "
     "that what a person wrote was true, that nothing happened outside the system, or that no later records exist "
     "after "
     "the stated checkpoint.",
     "ان جانچوں سے ظاہر ہوتا ہے کہ ریکارڈ دستخط، تائیدی دستخط اور ٹائم سٹیمپ ہونے کے بعد تبدیل نہیں ہوا۔ ان سے یہ ظاہر "
     "نہیں ہوتا کہ کسی شخص نے جو لکھا وہ سچ تھا، یا نظام سے باہر کچھ نہیں ہوا، یا مذکورہ چیک پوائنٹ کے بعد کوئی اندراج "
     "موجود نہیں۔"},
};
static_assert(std::size(rows) == phrase_count);
static_assert([] {
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (rows[i].phrase != static_cast<Phrase>(i)) return false;
    }
    return true;
}());

}  // namespace

std::string_view words_of(Phrase phrase, SheetLanguage language) {
    const Row& row = rows[static_cast<std::size_t>(phrase)];
    return language == SheetLanguage::urdu ? row.urdu : row.english;
}

std::string filled(Phrase phrase, SheetLanguage language, std::span<const std::string> values) {
    const std::string_view words = words_of(phrase, language);
    std::string text;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (words[at] == '{' && at + 2 < words.size() && words[at + 2] == '}') {
            const auto number = static_cast<std::size_t>(words[at + 1] - '0');
            if (number < values.size()) text += values[number];
            at += 2;
        } else {
            text += words[at];
        }
    }
    return text;
}

}  // namespace sanad
