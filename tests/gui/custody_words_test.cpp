// What a ledger holds, in both languages; and Qt's own words, which nobody but this program has in Urdu.
#include "gui/custody_words.hpp"

#include <QCoreApplication>
#include <algorithm>

#include "core/custody/event_types.hpp"
#include "core/custody/peca.hpp"
#include "core/custody/rule_words.hpp"
#include "gui/qt_words.hpp"
#include "gui/shown_text.hpp"
#include "tests/gui/examiner.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;
using namespace sanad::gui;

namespace {

bool has_urdu(const QString& text) {
    return std::any_of(text.begin(), text.end(),
                       [](QChar letter) { return letter.unicode() >= 0x600 && letter.unicode() <= 0x6FF; });
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("acts, kinds and states of keys are said in the words of the forms and papers") {
    const Words& words = find_event_type("item.register")->words;
    CHECK(act_words(QStringLiteral("item.register")) == from_utf8(in_urdu() ? words.ur : words.en));
    CHECK(act_words(QStringLiteral("of.no\u202Ekind")) == QStringLiteral("of.no\\u{202e}kind"));
    CHECK(item_kind_words(QStringLiteral("image")) ==
          (in_urdu() ? QStringLiteral("فرانزک نقل") : QStringLiteral("Forensic image")));
    CHECK(item_kind_words(QStringLiteral("other: a ring")).contains(QLatin1String{"a ring"}));
    CHECK(custodian_words(QStringLiteral("store:shelf 8")).contains(QLatin1String{"shelf 8"}));
    CHECK(custodian_words(QStringLiteral("a.khan")) == QLatin1String{"a.khan"});
    for (const char* word : {"owner", "lost", "store:shelf 8", "court:Lahore"})
        CHECK(has_urdu(custodian_words(QString::fromLatin1(word))) == in_urdu());
    for (const char* state : {"enrolled", "not enrolled", "revoked", "expired"})
        CHECK(has_urdu(key_state_words(QString::fromLatin1(state))) == in_urdu());
}

TEST_CASE("a remark of a rule is said in the language of the window, with its values in their order") {
    const QString said = remark_words(
        QStringLiteral("V-01"), QStringLiteral("item.register of RV/1: the custody before is not on record here"));
    CHECK(said.contains(QLatin1String{"RV/1"}));
    CHECK(has_urdu(said) == in_urdu());
    if (in_urdu()) {
        CHECK_FALSE(said.contains(QLatin1String{"custody"}));
        CHECK(said.startsWith(act_words(QStringLiteral("item.register"))));
        for (const RuleWords* words : rule_words::all) {
            CAPTURE(words->english);
            QString english = from_utf8(words->english);
            for (int i = 1; english.contains(QLatin1String{"{}"}); ++i)
                english.replace(english.indexOf(QLatin1String{"{}"}), 2, QStringLiteral("v%1").arg(i));
            const QString rule = words->rule.empty() ? QStringLiteral("V-30") : from_utf8(words->rule);
            const QString urdu = remark_words(rule, english);
            CHECK(has_urdu(urdu));
            CHECK_FALSE(urdu.contains(QLatin1String{"{}"}));
            CHECK_FALSE(urdu.contains(english));
        }
    }
    // What no paper words: as the check says it, and it hides nothing.
    const QString unknown = remark_words(QStringLiteral("V-99"), QStringLiteral("seq 3\u202E is 4"));
    CHECK(unknown.contains(QStringLiteral("seq 3\\u{202e} is 4")));
    CHECK(has_urdu(unknown) == in_urdu());
}

TEST_CASE("what an entry records is told by the labels of its form") {
    QJsonObject body{{QStringLiteral("condition"), QStringLiteral("intact")},
                     {QStringLiteral("quantity"), 2},
                     {QStringLiteral("serial"), QStringLiteral("S\u202E1")},
                     {QStringLiteral("unknown_member"), true}};
    const QString words = without_isolates(body_words(QStringLiteral("item.seize"), body));
    CHECK(words.contains(QStringLiteral("S\\u{202e}1")));
    CHECK(words.contains(QLatin1String{"unknown_member"}));
    CHECK_FALSE(words.contains(QLatin1String{"condition:"}));
    if (in_urdu())
        CHECK(words.contains(QStringLiteral("حالت: درست حالت")));
    else
        CHECK(words.startsWith(QLatin1String{"Condition: Intact · Quantity: 2 · Serial number: "}));
    body = {{QStringLiteral("text"), QString{300, u'x'}}};
    CHECK(body_words(QStringLiteral("note.add"), body).size() < 120);
}

TEST_CASE("every timer of the law that is built in has its Urdu") {
    const auto laws = good(load_laws({}));
    int timers = 0;
    for (const Law& law : laws)
        for (const Procedure& procedure : law.procedure)
            for (const TimerRule& timer : procedure.timers) {
                CAPTURE(timer.title);
                CHECK(has_urdu(timer_words(QString::fromStdString(timer.title))) == in_urdu());
                ++timers;
            }
    CHECK(timers >= 7);
    CHECK(timer_words(QStringLiteral("a timer of a laboratory")) == QLatin1String{"a timer of a laboratory"});
}

TEST_CASE("Qt's own words are said in the language of the window") {
    CHECK(words_of_qt().size() > 50);
    for (const QtWord& word : words_of_qt()) {
        CAPTURE(word.english);
        CHECK(has_urdu(QCoreApplication::translate(word.context, word.english)) == in_urdu());
    }
}

TEST_SUITE_END();
