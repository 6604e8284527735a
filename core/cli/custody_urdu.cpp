#include "core/cli/custody_urdu.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "core/custody/event_types.hpp"
#include "core/custody/rule_words.hpp"
#include "core/report/phrase.hpp"

namespace sanad {
namespace {

using UrduOf = std::pair<std::string_view, std::string_view>;

constexpr UrduOf urdu_helps[] = {
    {"access.denied", "ایک کوشش جسے کسی قاعدے نے روکا"},
    {"access.session", "کس نے کیا دیکھا، کتنی دیر اور کیوں"},
    {"acquire.error", "وہ بائٹس جو پڑھی نہ جا سکیں، اور ان کی جگہ کیا ہے"},
    {"acquire.finish", "تیار شدہ عکس اور اس کے ہیش"},
    {"acquire.import", "پہلے سے بنا ہوا عکس، اور وہ اپنے بارے میں کیا کہتا ہے"},
    {"acquire.start", "عکس کیسے بنایا جا رہا ہے، کس تحفظِ تحریر اور کس آلے سے"},
    {"authority.add", "وارنٹ، حکم یا رضامندی: جس کی رو سے حصول جائز ہے"},
    {"case.close", "مقدمہ کیسے ختم ہوا، اور کیوں"},
    {"case.offence", "زیرِ تفتیش جرم: قانون، دفعہ اور حوالے کا نمبری نظام"},
    {"case.open", "مقدمہ کس بارے میں ہے، سربراہ کون ہے، اور کون سی کلید تصدیق کرتی ہے"},
    {"change.unavoidable", "اصل میں ایسی تبدیلی جس سے بچا نہ جا سکا، اور اس کا اثر"},
    {"clock.check", "مشین کی گھڑی کتنی آگے یا پیچھے ہے"},
    {"competence.add", "ایک فرد کس کام کا اہل ہے اور کب تک؛ دو رجسٹرار"},
    {"copy.create", "کسی شے کی نقل، بطور الگ شے"},
    {"copy.destroy", "وہ نقل جو اب موجود نہیں"},
    {"correct", "پہلے اندراج کا ایک خانہ غلط تھا؛ دونوں نظر آتے رہتے ہیں"},
    {"court.notice", "قانون کی مقررہ مدت میں عدالت کو کارروائی کی اطلاع دی گئی"},
    {"court.order", "عدالت نے کن اشیاء کے بارے میں کیا حکم دیا"},
    {"court.return", "وہ شے جو عدالت نے واپس کی، اور کسے"},
    {"court.submit", "عدالت کو دی گئی شے، کس نشان کے ساتھ، اور وصول کنندہ"},
    {"decrypt.request", "کس سے، کس بنیاد پر ڈیٹا کھولنے کو کہا گیا اور کیا جواب ملا؛ پاس ورڈ کبھی نہیں"},
    {"export.bundle", "ریکارڈ اور اس کے ساتھ کی چیزیں، کس کے لیے، کس بنیاد پر"},
    {"export.files", "کسی شے سے نکالی گئی فائلیں، کس کے لیے، کس بنیاد پر"},
    {"finding.add", "شہادت کیا ظاہر کرتی ہے، اور جرم کے کس جزو کی تائید کرتی ہے"},
    {"finding.withdraw", "وہ نتیجہ جو اب برقرار نہیں، اور کیوں"},
    {"import.bundle", "دوسرے ادارے کا بنڈل اور اس میں آنے والی اشیاء"},
    {"integrity.check", "ہیش دوبارہ نکالے اور ملائے گئے"},
    {"integrity.incident", "کچھ ویسا نہیں جیسا ہونا چاہیے: مہر، ہیش یا حالت"},
    {"item.destroy", "عدالت کے حکم سے تلف کی گئی شے، دو افراد کے ذریعے"},
    {"item.found", "گم شدہ شے جو دوبارہ ملی"},
    {"item.lost", "وہ شے جو اپنی جگہ پر نہیں"},
    {"item.preserve", "ڈیٹا محفوظ رکھنے کا نوٹس، فراہم کنندہ کے نام"},
    {"item.register", "وہ شے جو کہیں اور سے آئی؛ پہلے کی تحویل یہاں درج نہیں"},
    {"item.return", "مالک یا قابض کو واپس کی گئی شے"},
    {"item.seal", "شے پر لگائی گئی مہر اور بیگ"},
    {"item.seize", "تحویل میں لی گئی شے: کیا ہے، کس حالت میں، کن دو گواہوں کے سامنے"},
    {"job.finish", "عمل نے کیا پایا، گنتی، اور نتائج کا ہیش"},
    {"job.start", "کسی شے پر کون سے ماڈیول، کس ورژن کے، چلتے ہیں"},
    {"key.enrol", "کلید کس کی ہے، اندراج کرنے والوں کے دستخط کے ساتھ"},
    {"key.revoke", "وہ کلیدیں جن پر ایک وقت کے بعد بھروسا نہیں"},
    {"log.succeed", "اب سے تصدیق پر نئی کلید دستخط کرتی ہے"},
    {"note.add", "ہر وہ بات جو لکھنے کے لائق ہو"},
    {"renew.hash", "اب تک کا لیجر، نئے الگورتھم کے تحت"},
    {"report.amend", "وہ رپورٹ جو دوسری کی جگہ لیتی ہے، اور کیوں"},
    {"report.issue", "رپورٹ، اپنے ہیش کے ساتھ"},
    {"report.review", "مصنف کے علاوہ کسی فرد کی رپورٹ پر رائے"},
    {"role.grant", "اس مقدمے میں کردار، بعض یا تمام اشیاء کے لیے، ایک وقت تک؛ دو رجسٹرار"},
    {"role.revoke", "دیے گئے کردار کا خاتمہ، بعض یا تمام اشیاء کے لیے؛ دو رجسٹرار"},
    {"seal.break", "مہر جو جان بوجھ کر کھولی گئی، اور کیوں"},
    {"seal.check", "مہر کس حالت میں پائی گئی"},
    {"store.audit", "کسی جگہ کون سی اشیاء ہونی چاہییں، اور کون سی ہیں"},
    {"store.in", "مال خانے اور اس کے محافظ کو دی گئی شے"},
    {"store.move", "مال خانے میں ایک جگہ سے دوسری جگہ منتقل کی گئی شے"},
    {"store.out", "مال خانے سے کسی فرد کو دی گئی شے"},
    {"tag.add", "شے میں کسی چیز پر ٹیگ"},
    {"tag.remove", "ہٹایا گیا ٹیگ"},
    {"tool.validate", "ایک آلہ، اس ورژن میں، آزمایا گیا، اس نتیجے کے ساتھ"},
    {"transfer.offer", "محافظ شے کسی کو حوالے کرتا ہے"},
    {"transfer.receive", "وصول کنندہ شے لیتا ہے؛ دونوں کے دستخط"},
    {"transfer.refuse", "وصول کنندہ شے نہیں لیتا، اور کیوں"},
};

constexpr UrduOf urdu_asks[] = {
    {"about", "متعلقہ اندراج کی شناخت لکھیں (sanad custody show)"},
    {"account", "فراہم کنندہ کے ہاں کا اکاؤنٹ لکھیں"},
    {"act", "قانون لکھیں، جیسے PECA"},
    {"against", "لکھیں گھڑی کس سے ملائی گئی"},
    {"agency", "ادارہ لکھیں"},
    {"ai_assist", "ہاں یا نہیں"},
    {"algorithm", "الگورتھم لکھیں، جیسے sha256"},
    {"answer", "جواب لکھیں؛ پاس ورڈ کبھی نہیں"},
    {"as_amended", "متن کی تاریخ لکھیں، جیسے 2016-08-19"},
    {"attested", "ہاں یا نہیں"},
    {"bag_no", "بیگ کا نمبر لکھیں، یا \"none\""},
    {"basis", "وہ قانون، حکم یا معاہدہ لکھیں جو اس کی اجازت دیتا ہے"},
    {"build", "پروگرام کا SHA-256 لکھیں، یا خالی چھوڑیں"},
    {"bundle", "بنڈل کا SHA-256 لکھیں"},
    {"by", "فرد کی شناخت لکھیں"},
    {"bytes", "بائٹس کی تعداد لکھیں"},
    {"capacity", "لکھیں ماخذ خود کتنے بائٹس بتاتا ہے"},
    {"cause", "منتخب کریں مقدمہ اس طرح کیوں ختم ہوا"},
    {"certificate", "سند اور اس کا نمبر لکھیں"},
    {"circumstances", "لکھیں آخری بار کب دیکھی گئی اور کیا معلوم ہے"},
    {"computed", "حاصل شدہ ہیش لکھیں"},
    {"condition", "منتخب کریں یہ کس حالت میں ہے"},
    {"confidence", "منتخب کریں کتنا یقینی ہے"},
    {"count", "تعداد لکھیں"},
    {"courier", "کوریئر اور ترسیل نمبر لکھیں"},
    {"court", "عدالت کا نام لکھیں"},
    {"data_kinds", "لکھیں کون سا ڈیٹا محفوظ رکھنا ہے"},
    {"date", "تاریخ لکھیں، جیسے 2026-11-26"},
    {"description", "لکھیں یہ کیسی دکھتی ہے: رنگ، نشان، لیبل"},
    {"effect", "لکھیں تبدیلی ڈیٹا پر کیا اثر ڈالتی ہے"},
    {"element", "لکھیں جرم کے کس جزو کی تائید کرتا ہے"},
    {"encryption", "لکھیں کون سی رمز بندی نظر آئی، یا کوئی نہیں"},
    {"error", "لکھیں آلے نے کیا بتایا"},
    {"exhibit", "عدالت کا نشان نمبر لکھیں"},
    {"expected", "لکھیں کیا متوقع تھا"},
    {"expected_from", "منتخب کریں متوقع ہیش کہاں سے آیا"},
    {"expires", "آخری دن لکھیں جس تک یہ مؤثر ہے، جیسے 2026-11-30"},
    {"field", "لکھیں کون سا خانہ غلط تھا"},
    {"fill", "لکھیں بائٹس کی جگہ کیا ہے"},
    {"finding", "نتیجے کی شناخت لکھیں"},
    {"for", "منتخب کریں کس کے لیے ہے"},
    {"format", "فارمیٹ لکھیں، جیسے E01"},
    {"found", "لکھیں وہاں کون سی اشیاء ہیں"},
    {"from", "لکھیں کس سے یا کہاں سے آئی"},
    {"hidden_areas", "لکھیں کہ پوشیدہ حصے (HPA، DCO) دیکھے گئے یا نہیں، اور کیا ملا"},
    {"how", "منتخب کریں کیسے بھیجا گیا"},
    {"input", "ان پٹ کا SHA-256 لکھیں، یا خالی چھوڑیں"},
    {"issue", "رپورٹ کے اجرا کی شناخت لکھیں"},
    {"issuer", "وہ عدالت، افسر یا فرد لکھیں جس نے یہ دیا"},
    {"items", "اشیاء لکھیں، درمیان میں کاما"},
    {"job", "عمل کی شناخت لکھیں"},
    {"keeper", "مال خانے کے محافظ کی شناخت لکھیں"},
    {"kind", "منتخب کریں یہ کیا ہے"},
    {"last_custodian", "لکھیں آخری بار کس کے پاس تھی"},
    {"lead", "سربراہ افسر کی شناخت لکھیں"},
    {"length", "بائٹس کی تعداد لکھیں"},
    {"list_given_to", "لکھیں فہرست کی نقل کسے دی گئی (دفعہ 36)"},
    {"location", "مال خانے میں جگہ لکھیں، جیسے MK-2/shelf-7"},
    {"make", "بنانے والے کا نام لکھیں یا \"not visible\""},
    {"manifest", "فہرست کا SHA-256 لکھیں"},
    {"md5", "MD5 لکھیں"},
    {"medium", "میڈیم اور اس کا سیریل نمبر لکھیں"},
    {"method", "منتخب کریں یا لکھیں یہ کیسے کیا جاتا ہے"},
    {"mode", "read_only لکھیں"},
    {"model", "ماڈل لکھیں یا \"not visible\""},
    {"net", "نیٹ ورک کی حالت منتخب کریں"},
    {"new", "لکھیں درست کیا ہے"},
    {"new_seal", "اگلی مہر کا نمبر لکھیں، یا \"none\" اور وجہ"},
    {"not_stated", "خودکار: وہ باتیں جو اس اندراج میں ہونی چاہییں اور نہیں ہیں"},
    {"notice_no", "نوٹس کا نمبر لکھیں"},
    {"number", "نمبر لکھیں (ایف آئی آر، انکوائری، وارنٹ)"},
    {"offer", "پیشکش کی شناخت لکھیں"},
    {"offset", "مقام بائٹس میں لکھیں"},
    {"offset_ms", "لکھیں گھڑی کتنے ملی سیکنڈ غلط ہے"},
    {"old", "لکھیں وہاں کیا درج ہے"},
    {"order", "حکم لکھیں، یا اس کے court.order اندراج کی شناخت"},
    {"origin", "منتخب کریں یہ کہاں سے آئی"},
    {"outcome", "نتیجہ منتخب کریں"},
    {"owner_role", "منتخب کریں جس سے لی گئی وہ کون ہے"},
    {"parent", "لکھیں یہ کس شے کی نقل ہے"},
    {"person", "فرد کی شناخت لکھیں"},
    {"power", "منتخب کریں یہ چالو ہے یا نہیں"},
    {"profile", "لکھیں کون سا ذاتی ڈیٹا ظاہر کیا جاتا ہے"},
    {"provider", "فراہم کنندہ کا نام لکھیں"},
    {"purpose", "منتخب کریں یہ کس لیے ہے"},
    {"quantity", "لکھیں کتنی ہیں"},
    {"reason", "وجہ لکھیں"},
    {"receipt", "رسید دیں"},
    {"received_by", "لکھیں عدالت میں کس نے لی"},
    {"receiver", "وصول کنندہ کے عہد کا لیبل لکھیں"},
    {"recipe", "لکھیں یہ کون سا عمل ہے"},
    {"recipient", "لکھیں کسے ملتا ہے"},
    {"record", "ریکارڈ کا SHA-256 لکھیں، یا خالی چھوڑیں"},
    {"remarks", "لکھیں جائزہ لینے والا کیا کہتا ہے، یا \"none\""},
    {"report", "رپورٹ کا SHA-256 لکھیں، یا اس کی فائل"},
    {"result", "نتیجہ منتخب کریں"},
    {"results", "نتائج کا SHA-256 لکھیں، یا خالی چھوڑیں"},
    {"role", "کردار منتخب کریں"},
    {"root", "جڑ ہیکساڈیسیمل میں لکھیں"},
    {"rule", "قاعدہ لکھیں، جیسے V-26"},
    {"scan", "اسکین کا SHA-256 لکھیں"},
    {"scheme", "منتخب کریں دفعہ کس نمبری نظام میں ہے"},
    {"scope", "وہ مقامات، آلات، اکاؤنٹ اور تاریخیں لکھیں جن پر یہ محیط ہے"},
    {"screen", "لکھیں اسکرین پر کیا نظر آ رہا ہے: بند، مقفل، یا کیا کھلا ہے"},
    {"seal_no", "مہر کا نمبر لکھیں، 4 سے 32 حروف"},
    {"seal_state", "منتخب کریں مہر کس حالت میں ملی"},
    {"seconds", "لکھیں کتنے سیکنڈ"},
    {"section", "دفعہ لکھیں، جیسے 20"},
    {"sector_size", "ایک سیکٹر کے بائٹس لکھیں"},
    {"sectors", "لکھیں کتنے سیکٹر پڑھے گئے"},
    {"segments", "لکھیں کتنی سیگمنٹ فائلیں"},
    {"sent_at", "لکھیں کب بھیجا گیا، جیسے 2026-11-26T09:15:00Z"},
    {"serial", "سیریل نمبر لکھیں یا \"none visible\""},
    {"settings", "ترتیبات لکھیں"},
    {"sha1", "SHA-1 لکھیں"},
    {"sha256", "SHA-256 لکھیں"},
    {"size", "حجم لکھیں"},
    {"source", "لکھیں یہ کہاں سے آتا ہے"},
    {"state", "حالت منتخب کریں"},
    {"statement", "لکھیں کیا بیان ہے"},
    {"stored_md5", "عکس میں محفوظ MD5 لکھیں"},
    {"stored_sha1", "عکس میں محفوظ SHA-1 لکھیں"},
    {"stored_sha256", "عکس میں محفوظ SHA-256 لکھیں"},
    {"tag", "ٹیگ لکھیں"},
    {"target", "نقل کا میڈیم، اس کا سیریل نمبر اور یہ کہ وہ صاف کیا گیا یا نہیں، لکھیں"},
    {"text", "نوٹ لکھیں"},
    {"title", "عنوان لکھیں"},
    {"to", "لکھیں کسے یا کہاں جاتی ہے"},
    {"to_role", "منتخب کریں جسے واپس دی گئی وہ کون ہے"},
    {"tool", "آلے کا نام لکھیں"},
    {"tool_version", "آلے کا ورژن لکھیں"},
    {"tree_root", "عکس کے بلاکوں کی جڑ لکھیں"},
    {"unreadable", "لکھیں کتنے سیکٹر پڑھے نہ جا سکے، یا 0"},
    {"until", "لکھیں کس وقت تک مؤثر ہے، جیسے 2026-11-30T18:59:59Z"},
    {"verified", "ہاں یا نہیں"},
    {"version", "ورژن لکھیں"},
    {"what", "لکھیں کیا"},
    {"where", "لکھیں کہاں ملی"},
    {"why", "لکھیں اس سے کیوں بچا نہ جا سکا"},
    {"witnesses", "`pii` کے دو لیبل لکھیں، جیسے witness1_name,witness2_name (--pii witness1_name=…)"},
    {"write_protection", "بلاکر ماڈل اور سیریل نمبر کے ساتھ، سافٹ ویئر، یا none لکھیں"},
};
static_assert(std::ranges::is_sorted(urdu_helps, {}, &UrduOf::first) &&
              std::ranges::is_sorted(urdu_asks, {}, &UrduOf::first));

template <std::size_t count>
std::string_view said_of(const UrduOf (&all)[count], std::string_view name) {
    const auto* found = std::ranges::lower_bound(all, name, {}, &UrduOf::first);
    return found != std::end(all) && found->first == name ? found->second : std::string_view{};
}

/// "acquire.import of E-1", or the reason that a machine's own key gives, in words; else as it is.
Text value_in_urdu(std::string_view value) {
    constexpr std::string_view of = " of ";
    const std::size_t at = value.find(of);
    const EventType* type = find_event_type(value.substr(0, at));
    if (type != nullptr) {
        Text act{type->words.ur};
        if (at != std::string_view::npos) {
            act.runs.push_back({" ", Run::Kind::words});
            act.runs.push_back({std::string{value.substr(at + of.size())}, Run::Kind::code});
        }
        return act;
    }
    const auto reason = rule_said(rule_words::no_authority.rule, value);
    if (reason && reason->words == &rule_words::no_authority) return Text{reason->words->urdu};
    return token(std::string{value});
}

}  // namespace

std::string_view help_in_urdu(std::string_view act) {
    return said_of(urdu_helps, act);
}

std::string_view ask_in_urdu(std::string_view member) {
    return said_of(urdu_asks, member);
}

std::optional<Text> remark_in_urdu(const Finding& finding) {
    const auto said = rule_said(finding.rule, finding.what);
    if (!said) return std::nullopt;
    std::vector<Text> values;
    for (const std::string_view value : said->values) values.push_back(value_in_urdu(value));
    return composed(said->words->urdu, values);
}

}  // namespace sanad
