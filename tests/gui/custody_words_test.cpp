// What a ledger holds, in both languages; and Qt's own words, which nobody but this program has in Urdu.
#include "gui/custody_words.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>

#include "core/custody/event_types.hpp"
#include "core/custody/peca.hpp"
#include "gui/custody_vocabulary.hpp"
#include "gui/qt_words.hpp"
#include "gui/shown_text.hpp"
#include "tests/gui/examined_case.hpp"
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

TEST_CASE("every act, member and chosen word is called what core/custody calls it, in both languages") {
    const auto own = [](const Words& words) { return from_utf8(in_urdu() ? words.ur : words.en); };
    std::size_t chosen = 0;
    for (const EventType& type : event_types()) {
        const QString name = from_utf8(type.name);
        CAPTURE(type.name);
        CHECK(act_said(name) == own(type.words));
        for (const MemberType& member : type.members) {
            const QString key = from_utf8(member.name);
            CAPTURE(member.name);
            CHECK(member_said(key) == own(words_of(member.name).words));
            CHECK(list_of(name, key) == (member.choices != nullptr ? from_utf8(member.choices->name) : QString{}));
            if (member.choices == nullptr) continue;
            for (const Choice& choice : member.choices->choices) {
                CHECK(choice_said(from_utf8(member.choices->name), from_utf8(choice.value)) == own(choice.words));
                ++chosen;
            }
        }
    }
    CHECK(event_types().size() > 50);
    CHECK(chosen > 100);
}

TEST_CASE("a remark of a rule is said in the language of the window, and hides nothing") {
    QJsonObject finding{
        {QStringLiteral("rule"), QStringLiteral("V-01")},
        {QStringLiteral("what"), QStringLiteral("item.register of RV/1: the custody before is not on record here")},
        {QStringLiteral("words"),
         QJsonObject{{QStringLiteral("ur"), QStringLiteral("شے کا اندراج RV/1: ریکارڈ یہاں نہیں\u202E")}}}};
    const QString said = remark_words(finding);
    CHECK(said.contains(QLatin1String{"RV/1"}));
    CHECK(has_urdu(said) == in_urdu());
    CHECK(said.contains(QLatin1String{"custody"}) == !in_urdu());
    CHECK_FALSE(said.contains(QChar{0x202E}));
    // What no paper words: as the check says it.
    finding = {{QStringLiteral("rule"), QStringLiteral("V-99")},
               {QStringLiteral("what"), QStringLiteral("seq 3\u202E is 4")}};
    CHECK(remark_words(finding).contains(QStringLiteral("seq 3\\u{202e} is 4")));
    CHECK(has_urdu(remark_words(finding)) == in_urdu());
}

TEST_CASE("the command line tells each remark in both languages") {
    int findings = 0;
    for (const QJsonObject& item :
         sanad_says({QStringLiteral("custody"), QStringLiteral("show"), examined_case().folder}))
        for (const QJsonValue& each : item[QLatin1String{"findings"}].toArray()) {
            const QJsonObject words = each.toObject()[QLatin1String{"words"}].toObject();
            CHECK(words[QLatin1String{"en"}].toString() == each.toObject()[QLatin1String{"what"}].toString());
            CHECK(has_urdu(words[QLatin1String{"ur"}].toString()));
            CHECK_FALSE(words[QLatin1String{"ur"}].toString().contains(QLatin1String{"{}"}));
            ++findings;
        }
    CHECK(findings > 0);
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
        for (const char* said : {"Condition: Intact", "Quantity: 2", "Serial number: "})
            CHECK_MESSAGE(words.contains(QLatin1String{said}), words.toStdString());
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
