#include "tests/gui/examined_case.hpp"

#include <doctest/doctest.h>

#include <QApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProgressBar>
#include <QPushButton>

#include "gui/dialogs/evidence_wizard.hpp"
#include "gui/shown_text.hpp"
#include "gui/views/ingest_panel.hpp"
#include "gui/views/start_page.hpp"
#include "tests/gui/examiner.hpp"
#include "tests/store/sample_case.hpp"

namespace sanad::test {
namespace {

const QString second_of_house = QStringLiteral("n.shah");

/// Made and enrolled by the first person, who is the root of this house.
void enrol_second_person(const ExaminedCase& made) {
    const TemporaryFolder folder;
    const QString request = QString::fromStdString((folder.path() / "request").string());
    const QStringList words{QStringLiteral("--passphrase-fd"), QStringLiteral("0")};
    const QByteArray passphrase = "words of " + second_of_house.toUtf8() + '\n';
    QStringList create{QStringLiteral("identity"), QStringLiteral("create"), second_of_house, QStringLiteral("--org"),
                       QStringLiteral("Cyber Lab")};
    for (const char* role : {"examiner", "custodian", "lab_manager"})
        create << QStringLiteral("--role") << QLatin1String{role};
    sanad_says(create + words, passphrase);
    sanad_says(QStringList{QStringLiteral("identity"), QStringLiteral("request"), second_of_house,
                           QStringLiteral("--officer"), made.person, QStringLiteral("--out"), request} +
                   words,
               passphrase);
    sanad_says(
        QStringList{QStringLiteral("identity"), QStringLiteral("enrol"), request, QStringLiteral("--as"), made.person} +
            words,
        "words of " + made.person.toUtf8() + '\n');
}

QString panel(const char* english) {
    return words_of("IngestPanel", english);
}

void next(gui::EvidenceWizard& wizard) {
    click(*wizard.button(QWizard::NextButton));
}

/// The wizard from its first page to its last, as a person with a key does it.
void fill_wizard(gui::EvidenceWizard& wizard, const TemporaryFolder& folder, const ExaminedCase& made) {
    using Wizard = gui::EvidenceWizard;
    CHECK(wizard.windowTitle() == words_of("EvidenceWizard", "New case"));
    CHECK(wizard.layoutDirection() == (in_urdu() ? Qt::RightToLeft : Qt::LeftToRight));
    CHECK(wizard.button(QWizard::NextButton)->text() == words_of("EvidenceWizard", "Next"));

    REQUIRE(wizard.currentId() == Wizard::person_page);
    auto& persons = field<QComboBox>(wizard, without_mnemonic(words_of("SignerRows", "&Person")));
    REQUIRE(soon([&] { return persons.count() == 3; }));
    CHECK(persons.currentData().toString() == made.person);
    CHECK(reads(wizard, words_of("SignerRows",
                                 "The key is sealed. Its passphrase goes to a process that keeps the key "
                                 "for 8 hours, and nowhere else.")));
    // Without a passphrase there is no way on; with a wrong one neither, and the reason is said.
    next(wizard);
    // Said as soon as the list of persons has ended, which may be after its last line.
    CHECK(soon(
        [&] { return reads(wizard, words_of("SignerRows", "Unlock the key first, or choose to act unattested.")); }));
    CHECK(wizard.currentId() == Wizard::person_page);
    auto& passphrase = field<QLineEdit>(wizard, without_mnemonic(words_of("SignerRows", "Pass&phrase")));
    CHECK(passphrase.echoMode() == QLineEdit::Password);
    QTest::keyClicks(&passphrase, QStringLiteral("not the words"));
    QTest::keyClick(&passphrase, Qt::Key_Return);
    REQUIRE(soon([&] { return !wizard.currentPage()->isEnabled(); }));
    REQUIRE(soon([&] { return wizard.currentPage()->isEnabled(); }));
    CHECK(wizard.currentId() == Wizard::person_page);
    CHECK_FALSE(reads(wizard, words_of("SignerRows", "The key is unlocked.")));
    QTest::keyClicks(&passphrase, QStringLiteral("words of ") + made.person);
    QTest::keyClick(&passphrase, Qt::Key_Return);

    REQUIRE(soon([&] { return wizard.currentId() == Wizard::case_page; }));
    CHECK_FALSE(wizard.button(QWizard::NextButton)->isEnabled());
    QTest::keyClicks(&field<QLineEdit>(wizard, without_mnemonic(words_of("CasePage", "&Name"))), made.name);
    field<QLineEdit>(wizard, without_mnemonic(words_of("CasePage", "&Kept in")))
        .setText(QString::fromStdString(folder.path().string()));
    CHECK(wizard.button(QWizard::NextButton)->isEnabled());
    next(wizard);

    REQUIRE(soon([&] { return wizard.currentId() == Wizard::image_page; }));
    CHECK(wizard.case_folder() == made.folder);
    CHECK_FALSE(wizard.button(QWizard::NextButton)->isEnabled());
    field<QLineEdit>(wizard, without_mnemonic(words_of("ImagePage", "&Image"))).setText(lantern_image("E01"));
    CHECK(reads(wizard, words_of("ImagePage", "Segments: %1, %2")
                            .arg(1)
                            .arg(gui::shown_size(static_cast<std::uint64_t>(QFile{lantern_image("E01")}.size())))));
    field<QLineEdit>(wizard, without_mnemonic(words_of("ImagePage", "&Exhibit number")))
        .setText(QStringLiteral("RV/1"));
    field<QLineEdit>(wizard, without_mnemonic(words_of("ImagePage", "&Without authority")))
        .setText(QStringLiteral("an invented disk"));
    // A rule is set aside by two: the supervisor's key opens on the same page.
    const QString second = second_of_house;
    auto& approves = field<QComboBox>(wizard, without_mnemonic(words_of("SignerRows", "&Second person")));
    REQUIRE(soon([&] { return approves.findData(second) >= 0; }));
    approves.setCurrentIndex(approves.findData(second));
    next(wizard);
    CHECK(soon([&] { return reads(wizard, words_of("SignerRows", "Unlock the second person’s key first.")); }));
    CHECK(wizard.currentId() == Wizard::image_page);
    QTest::keyClicks(&field<QLineEdit>(wizard, without_mnemonic(words_of("SignerRows", "&Their passphrase"))),
                     QStringLiteral("words of ") + second);
    next(wizard);

    // What the container says is what the disk is: ewfacquire wrote the MD5 of the raw image into it.
    REQUIRE(soon([&] { return wizard.currentId() == Wizard::container_page; }));
    QFile raw{lantern_image("raw")};
    REQUIRE(raw.open(QIODevice::ReadOnly));
    QCryptographicHash md5{QCryptographicHash::Md5};
    REQUIRE(md5.addData(&raw));
    const auto& facts = *wizard.findChild<gui::FactsTable*>();
    const auto fact = [&](const QString& name) {
        const auto found = facts.findItems(name, Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? QString{} : found.front()->text(1);
    };
    REQUIRE(soon([&] { return !fact(QStringLiteral("MD5")).isEmpty(); }));
    CHECK(fact(QStringLiteral("MD5")).contains(QString::fromLatin1(md5.result().toHex())));
    CHECK(fact(words_of("ContainerPage", "Size")).contains(QLatin1String{"83,886,080"}));
    CHECK(fact(QStringLiteral("case_number")).contains(QLatin1String{"2024/LHR-114"}));
    next(wizard);

    REQUIRE(wizard.currentId() == Wizard::profile_page);
    CHECK(button(wizard, words_of("ProfilePage", "Everything")).isChecked());
    CHECK(wizard.button(QWizard::FinishButton)->text() == words_of("EvidenceWizard", "Examine"));
    click(*wizard.button(QWizard::FinishButton));
}

/// Paused, gone on with, stopped, and taken up again from the menu: then to its end.
void examine(gui::MainWindow& window, ExaminedCase& made) {
    gui::IngestPanel& ingest = window.ingest();
    QAbstractButton& pause = ingest.pause_button();
    enum class Next { to_pause, stop, nothing } wanted = Next::to_pause;
    QObject::connect(&ingest, &gui::IngestPanel::advanced, &window, [&] {
        if (!made.phases.contains(ingest.phase())) made.phases << ingest.phase();
        switch (std::exchange(wanted, Next::nothing)) {
            case Next::to_pause:
                CHECK(pause.text() == panel("Pause"));
                click(pause);
                CHECK(ingest.phase() == panel("Pausing …"));
                break;
            case Next::stop:
                click(button(ingest, panel("Stop")));
                CHECK(ingest.phase() == panel("Stopping …"));
                break;
            case Next::nothing:
                break;
        }
    });
    REQUIRE(soon([&] { return ingest.phase() == panel("Paused. What was done is kept."); }, 60'000));
    CHECK_FALSE(ingest.is_running());
    CHECK(pause.text() == panel("Go on"));
    // The case can be looked at meanwhile, and nothing of it is said to be finished.
    CHECK(window.session() != nullptr);

    wanted = Next::stop;
    click(pause);
    CHECK(ingest.is_running());
    REQUIRE(soon([&] { return ingest.phase() == panel("Stopped. “Examine” in the Evidence menu goes on from here."); },
                 60'000));
    CHECK_FALSE(pause.isEnabled());
    CHECK_FALSE(button(ingest, panel("Stop")).isEnabled());

    press(window, Qt::Key_E, Qt::ControlModifier);
    REQUIRE(ingest.is_running());
    REQUIRE(soon([&] { return !ingest.is_running(); }, 60'000));
    CHECK(ingest.phase() == panel("Examined"));
    const auto& bar = *ingest.findChild<QProgressBar*>();
    CHECK(bar.value() == bar.maximum());
    // Every module that ran has a row; without rules, YARA's does not run.
    const auto modules = sanad_says({QStringLiteral("module"), QStringLiteral("list")});
    REQUIRE(ingest.modules().topLevelItemCount() == static_cast<int>(modules.size()) - 1);
    CHECK(gui::without_isolates(ingest.modules().topLevelItem(0)->text(gui::IngestPanel::share_done)) ==
          QLatin1String{"100 %"});
    ingest.disconnect(&window);
}

}  // namespace

QString lantern_image(const char* ending) {
    return QStringLiteral(SANAD_SOURCE_DIR "/samples/images/lantern.") + QLatin1String{ending};
}

std::vector<QJsonObject> lantern_answers() {
    QFile file{lantern_image("answers.json")};
    REQUIRE(file.open(QIODevice::ReadOnly));
    std::vector<QJsonObject> files;
    for (const QJsonValue& each : QJsonDocument::fromJson(file.readAll()).object()[QLatin1String{"files"}].toArray())
        files.push_back(each.toObject());
    REQUIRE(files.size() > 40);
    return files;
}

const ExaminedCase& examined_case() {
    static const TemporaryFolder folder;
    static ExaminedCase made;
    if (!made.phases.isEmpty()) return made;
    REQUIRE_MESSAGE(made.name.isEmpty(), "the case could not be made before");
    made.name = QStringLiteral("op-lantern");
    made.person = QStringLiteral("a.khan");
    made.folder = QString::fromStdString((folder.path() / "op-lantern.sanad").string());
    sanad_says(
        {QStringLiteral("identity"), QStringLiteral("create"), made.person, QStringLiteral("--org"),
         QStringLiteral("Cyber Lab"), QStringLiteral("--role"), QStringLiteral("investigating_officer"),
         QStringLiteral("--role"), QStringLiteral("examiner"), QStringLiteral("--passphrase-fd"), QStringLiteral("0")},
        "words of a.khan\n");
    enrol_second_person(made);

    gui::MainWindow window;
    window.show();
    REQUIRE(QTest::qWaitForWindowActive(&window));
    click(button(window.start_page(), words_of("StartPage", "New case…")));
    auto* wizard = window.findChild<gui::EvidenceWizard*>();
    REQUIRE(wizard != nullptr);
    REQUIRE(QTest::qWaitForWindowActive(wizard));
    fill_wizard(*wizard, folder, made);
    REQUIRE(soon([&] { return window.session() != nullptr && window.ingest().is_running(); }));
    examine(window, made);
    return made;
}

QString second_person() {
    examined_case();
    sanad_says({QStringLiteral("identity"), QStringLiteral("lock"), second_of_house});
    return second_of_house;
}

}  // namespace sanad::test
