// That a case is read is on record before the window shows what it holds, and who may not read it sees nothing.
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QJsonDocument>
#include <QLabel>
#include <QTableView>

#include "gui/dialogs/reading_record.hpp"
#include "gui/recent_cases.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/start_page.hpp"
#include "tests/gui/examined_case.hpp"
#include "tests/gui/examiner.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;
using namespace Qt::StringLiterals;

namespace {

/// A machine of another house, where nobody has a key yet.
struct OtherHouse {
    TemporaryFolder folder;
    QByteArray before = qgetenv("SANAD_HOME");
    QString path = QString::fromStdString((folder.path() / "case.sanad").string());

    OtherHouse() { qputenv("SANAD_HOME", QByteArray::fromStdString((folder.path() / "home").string())); }
    ~OtherHouse() {
        QProcess::execute(gui::sanad_program(), {u"identity"_s, u"lock"_s});
        qputenv("SANAD_HOME", before);
        gui::forget_case(path);  // other tests look for theirs among those opened lately
    }
    std::filesystem::path at() const { return path.toStdString(); }
    /// Bodies and persons of the entries of one type.
    std::vector<QJsonObject> entries(const char* type) const {
        std::vector<QJsonObject> found;
        for (const QJsonObject& entry : sanad_says({u"ledger"_s, u"show"_s, path})) {
            const QByteArray payload = QByteArray::fromBase64(entry["payload"_L1].toString().toLatin1());
            const QJsonObject event = QJsonDocument::fromJson(payload).object();
            if (event["type"_L1].toString() == QLatin1String{type}) found.push_back(event);
        }
        return found;
    }
    static QString person(const QJsonObject& event) { return event["actor"_L1]["person"_L1].toString(); }
};

struct Opened {
    gui::MainWindow window;
    explicit Opened(const OtherHouse& house) {
        window.show();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        REQUIRE(window.open_case(house.at()));
    }
    bool shows_files() {
        auto& files = dynamic_cast<gui::FilesPlace&>(*window.place(u"files"_s));
        window.go_to_place(u"files"_s);
        return files.page().table().isVisible();
    }
    /// The question who reads, once it is asked.
    gui::WhoReads& asked() {
        gui::WhoReads* who = nullptr;
        REQUIRE(soon([&] { return (who = seen<gui::WhoReads>(window)) != nullptr; }));
        REQUIRE(soon([&] { return persons(*who).count() == 3; }));
        return *who;
    }
    static QComboBox& persons(gui::WhoReads& who) {
        return field<QComboBox>(who, without_mnemonic(words_of("SignerRows", "&Person")));
    }
    void answer(gui::WhoReads& who, const QString& person) {
        persons(who).setCurrentIndex(persons(who).findData(person));
        field<QLineEdit>(who, without_mnemonic(words_of("SignerRows", "Pass&phrase"))).setText(u"words of "_s + person);
        click(button(who, words_of("WhoReads", "Open")));
        REQUIRE(soon([&] { return window.shows_case() || seen<gui::WhoReads>(window) == nullptr; }));
    }
};

/// An examiner and the manager of a laboratory, who sees summaries and no evidence; both keys are sealed.
void enrol_two(const OtherHouse& house) {
    const auto create = [](const QString& person, std::initializer_list<const char*> roles) {
        QStringList words{u"identity"_s,    u"create"_s,          person, u"--org"_s,
                          u"Other House"_s, u"--passphrase-fd"_s, u"0"_s};
        for (const char* role : roles) words << u"--role"_s << QLatin1String{role};
        sanad_says(words, "words of " + person.toUtf8() + '\n');
    };
    create(u"z.reader"_s, {"investigating_officer", "examiner"});
    create(u"z.manager"_s, {"lab_manager"});
    const QString request = QString::fromStdString((house.folder.path() / "request").string());
    sanad_says({u"identity"_s, u"request"_s, u"z.manager"_s, u"--officer"_s, u"z.reader"_s, u"--out"_s, request,
                u"--passphrase-fd"_s, u"0"_s},
               "words of z.manager\n");
    sanad_says({u"identity"_s, u"enrol"_s, request, u"--as"_s, u"z.reader"_s, u"--passphrase-fd"_s, u"0"_s},
               "words of z.reader\n");
}

}  // namespace

TEST_SUITE_BEGIN("paths");

TEST_CASE("a case opened in the window is on record as read before its files are seen, once an hour") {
    const OtherHouse house;
    sanad_says({u"examine"_s, lantern_image("raw"), u"--case"_s, house.path, u"--modules"_s, u"none"_s});
    REQUIRE(house.entries("access.session").empty());
    {
        Opened desk{house};
        CHECK_FALSE(desk.window.shows_case());
        CHECK_FALSE(desk.shows_files());
        REQUIRE(soon([&] { return desk.window.shows_case(); }));
        CHECK(desk.shows_files());
        const auto read = house.entries("access.session");
        REQUIRE(read.size() == 1);
        CHECK(read[0]["item"_L1].toString() == "E-1"_L1);
        CHECK(read[0]["body"_L1]["what"_L1].toString().startsWith("what the case holds: lists of files"_L1));
        const QString person = OtherHouse::person(read[0]);
        const auto labels = desk.window.findChildren<QLabel*>();
        CHECK(std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
            return label->isVisible() &&
                   label->text() == words_of("ReadingRecord", "On record: read by %1").arg(gui::left_to_right(person));
        }));
    }
    // Of the same hour: neither another window nor the command line has anything to add.
    Opened again{house};
    REQUIRE(soon([&] { return again.window.shows_case(); }));
    sanad_says({u"files"_s, house.path});
    CHECK(house.entries("access.session").size() == 1);
}

TEST_CASE("who may not look at evidence sees nothing of the case in the window either, and that is on record") {
    const OtherHouse house;
    enrol_two(house);
    sanad_says({u"examine"_s, lantern_image("raw"), u"--case"_s, house.path, u"--modules"_s, u"none"_s, u"--as"_s,
                u"z.reader"_s, u"--override-authority"_s, u"a test"_s, u"--approved-by"_s, u"z.manager"_s,
                u"--passphrase-fd"_s, u"0"_s},
               "words of z.reader\nwords of z.manager\n");
    Opened desk{house};
    const auto hidden = [&] {
        const auto docks = desk.window.findChildren<QDockWidget*>();
        return !desk.shows_files() &&
               std::none_of(docks.begin(), docks.end(), [](const QDockWidget* dock) { return dock->isVisible(); });
    };
    // As the command line, which would ask for a passphrase: no key is unlocked here.
    desk.answer(desk.asked(), u"z.manager"_s);
    auto& refused = desk.asked();
    CHECK(hidden());
    const auto labels = refused.findChildren<QLabel*>();
    CHECK(std::any_of(labels.begin(), labels.end(),
                      [](const QLabel* label) { return label->text().contains("lab_manager"_L1); }));
    const auto denied = house.entries("access.denied");
    REQUIRE(denied.size() == 1);
    CHECK(OtherHouse::person(denied[0]) == "z.manager"_L1);
    CHECK(house.entries("access.session").empty());
    // Somebody who may.
    desk.answer(refused, u"z.reader"_s);
    REQUIRE(soon([&] { return desk.window.shows_case(); }));
    CHECK(desk.shows_files());
    const auto read = house.entries("access.session");
    REQUIRE(read.size() == 1);
    CHECK(OtherHouse::person(read[0]) == "z.reader"_L1);
}

TEST_CASE("a case whose reader says no name is closed again, and nothing is entered") {
    const OtherHouse house;
    enrol_two(house);
    sanad_says({u"examine"_s, lantern_image("raw"), u"--case"_s, house.path, u"--modules"_s, u"none"_s, u"--as"_s,
                u"z.reader"_s, u"--override-authority"_s, u"a test"_s, u"--approved-by"_s, u"z.manager"_s,
                u"--passphrase-fd"_s, u"0"_s},
               "words of z.reader\nwords of z.manager\n");
    Opened desk{house};
    click(button(desk.asked(), words_of("WhoReads", "Do not open")));
    REQUIRE(soon([&] { return desk.window.session() == nullptr; }));
    CHECK(desk.window.start_page().isVisible());
    CHECK(house.entries("access.session").empty());
}

TEST_SUITE_END();
