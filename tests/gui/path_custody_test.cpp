// The record of custody: what is on the screen is what sanad-verify answers, and acts are entered by forms.
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QHash>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>
#include <algorithm>
#include <functional>
#include <utility>

#include "gui/custody_words.hpp"
#include "gui/dialogs/custody_form.hpp"
#include "gui/recent_cases.hpp"
#include "tests/gui/desk.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

QTableWidget& table(const QWidget& in, const char* name) {
    for (auto* each : in.findChildren<QTableWidget*>())
        if (each->accessibleName() == words_of("CustodyPlace", name)) return *each;
    FAIL("no such table: ", name);
    std::abort();
}

QJsonArray answers_of_the_verifier(const QString& folder, const TemporaryFolder& room) {
    const QString entries = QString::fromStdString((room.path() / "entries.jsonl").string());
    QFile file{entries};
    REQUIRE(file.open(QIODevice::WriteOnly));
    for (const QJsonObject& line : sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), folder}))
        file.write(QJsonDocument{line}.toJson(QJsonDocument::Compact) + '\n');
    file.close();
    QFile note{QString::fromStdString((room.path() / "checkpoint.note").string())};
    REQUIRE(note.open(QIODevice::WriteOnly));
    note.write(sanad_says({QStringLiteral("ledger"), QStringLiteral("receipt"), folder})
                   .at(0)[QLatin1String{"note"}]
                   .toString()
                   .toUtf8());
    note.close();
    QProcess verifier;
    QString program = gui::sanad_program();
    program.replace(program.lastIndexOf(u'/') + 1, program.size(), QStringLiteral("sanad-verify"));
    verifier.start(program, {entries, QStringLiteral("--json"), QStringLiteral("--checkpoint"), note.fileName()});
    REQUIRE(verifier.waitForFinished());
    return QJsonDocument::fromJson(verifier.readAllStandardOutput()).object()[QLatin1String{"answers"}].toArray();
}

/// The acts of the custody place, entered by their forms.
struct Acts {
    explicit Acts(Desk& at) : desk{at}, place{at.place<gui::CustodyPlace>("custody")} {
        desk.go_to("custody");
        for (const QJsonObject& form : sanad_says({QStringLiteral("custody"), QStringLiteral("forms")}))
            forms.insert(form[QLatin1String{"type"}].toString(), form);
    }

    static QString in_language(const QJsonObject& thing) {
        return thing[QLatin1String{"words"}].toObject()[QLatin1String{in_urdu() ? "ur" : "en"}].toString();
    }
    QString words(const char* type) const { return in_language(forms[QLatin1String{type}]); }
    std::size_t on_record() const {
        return sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), desk.made.folder}).size();
    }

    /// Chooses the act in the menu, fills its form and signs.
    void enter(const char* type, const std::function<void(gui::CustodyForm&)>& filled) {
        auto& act = dynamic_cast<QToolButton&>(button(place, words_of("CustodyPlace", "Enter an act")));
        QAction* chosen = nullptr;
        REQUIRE(soon([&] {
            for (QAction* each : act.menu()->actions())
                if (each->text() == words(type)) chosen = each;
            return chosen != nullptr;
        }));
        at_work = type;
        QTimer hand;
        QObject::connect(&hand, &QTimer::timeout, &hand, [&] {
            auto* form = qobject_cast<gui::CustodyForm*>(QApplication::activeModalWidget());
            if (form == nullptr) return;
            hand.stop();
            filled(*form);
            for (auto* box : form->findChildren<QDialogButtonBox*>()) {
                for (QAbstractButton* each : box->buttons())
                    if (box->buttonRole(each) == QDialogButtonBox::AcceptRole) return click(*each);
            }
            form->reject();
        });
        hand.start(50);
        chosen->trigger();
    }
    template <class Field>
    Field& member(const gui::CustodyForm& form, const char* name) const {
        for (const QJsonValue& each : forms[QLatin1String{at_work}][QLatin1String{"members"}].toArray()) {
            if (each.toObject()[QLatin1String{"name"}] != QLatin1String{name}) continue;
            for (auto* here : form.findChildren<Field*>())
                if (here->accessibleName() == in_language(each.toObject())) return *here;
        }
        FAIL("no such member: ", name);
        std::abort();
    }
    void fill(const gui::CustodyForm& form, const char* name, const QString& text) const {
        QTest::keyClicks(&member<QLineEdit>(form, name), text);
    }
    void choose(const gui::CustodyForm& form, const char* name, int choice) const {
        member<QComboBox>(form, name).setCurrentIndex(choice);
    }

    Desk& desk;
    gui::CustodyPlace& place;
    QHash<QString, QJsonObject> forms;
    const char* at_work = "";
};

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("the record is verified by a key, and the sheet has the seventeen answers of sanad-verify") {
    Desk desk;
    auto& custody = desk.place<gui::CustodyPlace>("custody");
    desk.go_to("custody");
    QTableWidget& sheet = table(custody, "Answers P1 to P17");
    // What came from elsewhere has a gap: custody before is not on record.
    CHECK(soon([&] {
        return reads(custody, words_of("CustodyPlace", "Items on record: %1").arg(1) + QStringLiteral(" · ") +
                                  words_of("CustodyPlace", "with a gap in custody: %1").arg(1));
    }));
    press(desk.window, Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    REQUIRE(soon([&] { return sheet.rowCount() == 17; }));
    CHECK(sheet.isVisible());
    const TemporaryFolder room;
    const QJsonArray answers = answers_of_the_verifier(desk.made.folder, room);
    REQUIRE(answers.size() == 17);
    const QStringList questions = gui::verification_questions();
    for (int row = 0; row < 17; ++row) {
        const QJsonObject answer = answers[row].toObject();
        const QString word = answer[QLatin1String{"answer"}].toString();
        INFO("P", row + 1);
        CHECK(sheet.item(row, 0)->text() == QStringLiteral("P%1").arg(row + 1));
        CHECK(sheet.item(row, 1)->text() == questions[row]);
        CHECK(sheet.item(row, 2)->text() == words_of("CustodyPlace", word == QLatin1String{"yes"}    ? "YES"
                                                                     : word == QLatin1String{"no"}   ? "NO"
                                                                     : word == QLatin1String{"look"} ? "LOOK"
                                                                     : word == QLatin1String{"none"} ? "NONE"
                                                                                                     : "NOT CHECKED"));
    }
    const auto labels = custody.findChildren<QLabel*>();
    CHECK(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->isVisible() &&
               label->text().startsWith(words_of("CustodyPlace",
                                                 "INTACT: nothing that was checked is broken. Answers "
                                                 "marked LOOK need a person's judgement."));
    }));
}

TEST_CASE("an act is entered by its form and stands last among the entries") {
    Desk desk;
    Acts acts{desk};
    QTableWidget& entries = table(acts.place, "Entries of the ledger");
    const std::size_t before = acts.on_record();
    REQUIRE(soon([&] { return static_cast<std::size_t>(entries.rowCount()) == before; }));
    acts.enter("note.add", [&](gui::CustodyForm& form) {
        CHECK_FALSE(form.missing().isEmpty());
        CHECK((form.layoutDirection() == Qt::RightToLeft) == in_urdu());
        acts.fill(form, "text", QStringLiteral("the bag weighs 41 g"));
        CHECK(form.missing().isEmpty());
    });
    REQUIRE(soon([&] { return static_cast<std::size_t>(entries.rowCount()) > before; }));
    CHECK(static_cast<std::size_t>(entries.rowCount()) == acts.on_record());
    bool stands = false;
    for (int row = static_cast<int>(before); row < entries.rowCount(); ++row)
        stands = stands || (entries.item(row, 2)->text() == acts.words("note.add") &&
                            entries.item(row, 4)->text() == desk.made.person &&
                            entries.item(row, 5)->text().contains(QLatin1String{"41 g"}));
    CHECK(stands);
}

TEST_CASE("an item passes from hand to hand by two forms, each signed by the person whose hand it is") {
    Desk desk;
    Acts acts{desk};
    const QString other = second_person();
    const auto item = [&] {
        return sanad_says({QStringLiteral("custody"), QStringLiteral("show"), desk.made.folder, QStringLiteral("RV/1")})
            .at(0);
    };
    REQUIRE(item()[QLatin1String{"custodian"}].toString() == desk.made.person);
    const std::size_t before = acts.on_record();
    acts.enter("transfer.offer", [&](gui::CustodyForm& form) {
        acts.fill(form, "to", other);
        acts.choose(form, "method", 1);
        acts.choose(form, "condition", 1);
        CHECK(form.missing().isEmpty());
    });
    REQUIRE(soon([&] { return item()[QLatin1String{"offers"}].toArray().size() == 1; }));
    REQUIRE(acts.on_record() > before);
    // What was offered, by whom and with which seal is on record: the receiver says the condition, and signs.
    acts.enter("transfer.receive", [&](gui::CustodyForm& form) {
        acts.choose(form, "condition", 1);
        CHECK(form.missing().isEmpty());
        auto& persons = field<QComboBox>(form, without_mnemonic(words_of("SignerRows", "&Person")));
        REQUIRE(soon([&] { return persons.findData(other) >= 0; }));
        persons.setCurrentIndex(persons.findData(other));
        field<QLineEdit>(form, without_mnemonic(words_of("SignerRows", "Pass&phrase")))
            .setText(QStringLiteral("words of ") + other);
    });
    CHECK(soon([&] { return item()[QLatin1String{"custodian"}].toString() == other; }));
    CHECK(item()[QLatin1String{"offers"}].toArray().isEmpty());
}

TEST_CASE("what the law wants done is told with how long there is, and becomes overdue as time passes") {
    const QString person = examined_case().person;
    const TemporaryFolder folder;
    const QString path = QString::fromStdString((folder.path() / "seized.sanad").string());
    const auto now = QDateTime::currentDateTimeUtc();
    sanad_says({QStringLiteral("case"), QStringLiteral("create"), path, QStringLiteral("--time-zone"),
                QStringLiteral("Asia/Karachi"), QStringLiteral("--as"), person});
    QStringList seize{QStringLiteral("custody"),
                      QStringLiteral("seize"),
                      path,
                      QStringLiteral("SZ/1"),
                      QStringLiteral("--at"),
                      now.addSecs(-3600).toString(Qt::ISODate),
                      QStringLiteral("--as"),
                      person};
    for (const auto& [flag, value] : {std::pair{"--kind", "laptop"},
                                      {"--description", "black"},
                                      {"--make", "Example"},
                                      {"--model", "L-14"},
                                      {"--serial", "0042"},
                                      {"--condition", "scratched"},
                                      {"--power", "on"},
                                      {"--net", "online"},
                                      {"--owner-role", "suspect"},
                                      {"--list-given-to", "the holder"},
                                      {"--pii", "witness1_name=Nasreen Akhtar"},
                                      {"--pii", "witness2_name=Bilal Hussain"}})
        seize << QLatin1String{flag} << QLatin1String{value};
    sanad_says(seize);
    const auto timers = sanad_says({QStringLiteral("custody"), QStringLiteral("due"), path, QStringLiteral("--all")});
    REQUIRE_FALSE(timers.empty());

    gui::MainWindow window;
    window.show();
    REQUIRE(QTest::qWaitForWindowActive(&window));
    REQUIRE(window.open_case(path.toStdString()));
    auto& custody = dynamic_cast<gui::CustodyPlace&>(*window.place(QStringLiteral("custody")));
    REQUIRE(soon([&] { return static_cast<std::size_t>(custody.due().rowCount()) == timers.size(); }));
    // The earliest first, as the command line has them.
    const auto court = QDateTime::fromString(timers.front()[QLatin1String{"due_at"}].toString(), Qt::ISODate);
    REQUIRE(court > now);
    const auto cell = [&](int row, int column) {
        return gui::without_isolates(custody.due().item(row, column)->text());
    };
    CHECK(cell(0, 0) == court.toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    CHECK(cell(0, 2).startsWith(gui::timer_words(timers.front()[QLatin1String{"title"}].toString())));
    // By the clock of the case, beside UTC: five hours on.
    const QString local = QStringLiteral("yyyy-MM-dd HH:mm:ss");
    CHECK_FALSE(custody.due().isColumnHidden(4));
    CHECK(custody.due().horizontalHeader()->visualIndex(4) == 1);
    CHECK(cell(0, 4) == court.addSecs(5 * 3600).toString(local));
    REQUIRE(soon([&] { return custody.entries().rowCount() > 1; }));
    const auto entry = [&](int column) { return gui::without_isolates(custody.entries().item(1, column)->text()); };
    CHECK_FALSE(custody.entries().isColumnHidden(6));
    CHECK(entry(6) == QDateTime::fromString(entry(1).left(19), local).addSecs(5 * 3600).toString(local));
    REQUIRE(soon([&] { return custody.stretches().topLevelItemCount() > 1; }));
    CHECK_FALSE(custody.stretches().isColumnHidden(6));
    CHECK(gui::without_isolates(custody.stretches().topLevelItem(1)->text(6)) == now.addSecs(4 * 3600).toString(local));
    CHECK(custody.tabs().tabText(2) == words_of("CustodyPlace", "Due"));
    custody.fill_due(court.addSecs(-2 * 3600 - 30));
    CHECK(cell(0, 1) == words_of("CustodyPlace", "in %1").arg(words_of("CustodyPlace", "%1 h %2 min").arg(2).arg(0)));
    custody.fill_due(court.addSecs(60));
    CHECK(cell(0, 1) ==
          words_of("CustodyPlace", "OVERDUE for %1").arg(words_of("CustodyPlace", "%1 min %2 s").arg(1).arg(0)));
    const auto overdue = std::ranges::count_if(timers, [&](const QJsonObject& timer) {
        return QDateTime::fromString(timer[QLatin1String{"due_at"}].toString(), Qt::ISODate) < court.addSecs(60);
    });
    CHECK(custody.tabs().tabText(2) == words_of("CustodyPlace", "Due (%1 overdue)").arg(overdue));
    // The clock of the place itself says it anew.
    auto* minute = custody.findChild<QTimer*>(QStringLiteral("minute"), Qt::FindDirectChildrenOnly);
    REQUIRE(minute != nullptr);
    CHECK(minute->isActive());
    CHECK(minute->interval() == 60'000);
    minute->start(1);
    CHECK(soon([&] { return custody.tabs().tabText(2) == words_of("CustodyPlace", "Due"); }));
    window.close_case();
    CHECK_FALSE(minute->isActive());
    gui::forget_case(path);  // other tests look for theirs among those opened lately
}

TEST_CASE("the receipt shows the code that the command line prints") {
    Desk desk;
    desk.go_to("custody");
    const QString code = sanad_says({QStringLiteral("ledger"), QStringLiteral("receipt"), desk.made.folder})
                             .at(0)[QLatin1String{"code"}]
                             .toString();
    bool shown = false;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &look, [&] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr) return;
        look.stop();
        CHECK(dialog->windowTitle() == words_of("CustodyPlace", "Receipt of the record"));
        shown = reads(*dialog, code);
        dialog->reject();
    });
    look.start(50);
    press(desk.window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(soon([&] { return shown; }));
}

TEST_SUITE_END();
