// Files chosen in the table are written out: as they are in the evidence, with a manifest, and the ledger says for
// whom.
#include <QCryptographicHash>
#include <QDialogButtonBox>
#include <QDirIterator>
#include <QFile>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageBox>
#include <QStatusBar>
#include <QTimer>

#include "gui/dialogs/export_form.hpp"
#include "tests/gui/desk.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

TEST_SUITE_BEGIN("paths");

TEST_CASE("a file is exported by keys, is what it is in the evidence, and the ledger says for whom it went out") {
    Desk desk;
    const TemporaryFolder folder;
    const QString into = QString::fromStdString((folder.path() / "exhibits").string());
    const Id file = desk.choose(QStringLiteral("minutes.txt"));
    press(desk.window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    auto* form = desk.window.findChild<gui::ExportForm*>();
    REQUIRE(form != nullptr);
    QAbstractButton& write = button(*form, words_of("ExportForm", "Export"));
    CHECK_FALSE(write.isEnabled());
    CHECK(button(*form, words_of("ExportForm", "Cancel")).isEnabled());
    CHECK(reads(*form, words_of("ExportForm", "Files to write out: %1").arg(1)));
    QTest::keyClicks(form->findChild<QLineEdit*>(QStringLiteral("folder")), into);
    auto& recipient = field<QComboBox>(*form, words_of("ExportForm", "For"));
    recipient.setCurrentText(words_of("ExportForm", "review"));
    REQUIRE(write.isEnabled());
    click(write);
    REQUIRE(soon(
        [&] {
            return desk.window.statusBar()->currentMessage() ==
                   words_of("FilesPlace", "Exported to %1, with a manifest").arg(into);
        },
        60'000));

    // Before anything else is looked at, which is an entry of its own.
    QByteArray last;
    for (const QJsonObject& envelope : sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), desk.made.folder}))
        last = QByteArray::fromBase64(envelope[QLatin1String{"payload"}].toString().toLatin1());
    CHECK(last.contains("\"for\":\"review\""));

    const auto shown = sanad_says({QStringLiteral("show"), desk.made.folder, QString::number(file)});
    REQUIRE(shown.size() == 1);
    QDirIterator files{into, {QStringLiteral("minutes.txt")}, QDir::Files, QDirIterator::Subdirectories};
    REQUIRE(files.hasNext());
    QFile written{files.next()};
    REQUIRE(written.open(QIODevice::ReadOnly));
    const QByteArray digest = QCryptographicHash::hash(written.readAll(), QCryptographicHash::Sha256).toHex();
    CHECK(QString::fromLatin1(digest) == shown[0][QLatin1String{"sha256"}].toString());
    CHECK_FALSE(files.hasNext());
    QFile manifest{into + QStringLiteral("/manifest.csv")};
    REQUIRE(manifest.open(QIODevice::ReadOnly));
    CHECK(manifest.readAll().contains(digest));
}

TEST_CASE("what goes to the court is a bag that a second person approves with their key, in the same form") {
    Desk desk;
    const QString approves = second_person();
    const TemporaryFolder folder;
    const QString into = QString::fromStdString((folder.path() / "for-the-court").string());
    desk.choose(QStringLiteral("minutes.txt"));
    press(desk.window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    auto* form = desk.window.findChild<gui::ExportForm*>();
    REQUIRE(form != nullptr);
    const auto field_of = [&](const char* words) { return without_mnemonic(words_of("SignerRows", words)); };
    auto& recipient = field<QComboBox>(*form, words_of("ExportForm", "For"));
    QTest::keyClicks(form->findChild<QLineEdit*>(QStringLiteral("folder")), into);
    recipient.setCurrentText(words_of("ExportForm", "the court"));
    auto& bag = *form->findChild<QCheckBox*>();
    CHECK(bag.isChecked());
    CHECK_FALSE(bag.isEnabled());
    auto& second = field<QComboBox>(*form, field_of("&Second person"));
    REQUIRE(soon([&] { return second.findData(approves) >= 0; }));
    QAbstractButton& write = button(*form, words_of("ExportForm", "Export"));

    click(write);
    CHECK(reads(*form, words_of("ExportForm", "Choose the second person, who approves what leaves the house.")));
    second.setCurrentIndex(second.findData(approves));
    click(write);
    CHECK(reads(*form, words_of("ExportForm", "Say on which basis it goes out, such as an order of the court.")));
    QTest::keyClicks(&field<QLineEdit>(*form, words_of("ExportForm", "On which basis")), QStringLiteral("order 112"));
    // The key of who acts has been unlocked since the case was made: that does not do for what leaves the house.
    const auto asks_for = [&](const QString& person) {
        click(write);
        return soon([&] {
            return reads(*form,
                         words_of("SignerRows", "Give the passphrase of %1: this act takes it anew.").arg(person));
        });
    };
    REQUIRE(asks_for(desk.made.person));
    QTest::keyClicks(&field<QLineEdit>(*form, field_of("Pass&phrase")), QStringLiteral("words of ") + desk.made.person);
    REQUIRE(asks_for(approves));
    QTest::keyClicks(&field<QLineEdit>(*form, field_of("&Their passphrase")), QStringLiteral("not the words"));
    click(write);
    // A wrong one is a message; who tries again is asked for both, and what stood in the form is not lost.
    REQUIRE(soon([&] { return desk.window.findChild<QMessageBox*>() != nullptr; }, 60'000));
    int asked = 0;
    QTimer answer;
    QObject::connect(&answer, &QTimer::timeout, &answer, [&] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr) return;
        const QString person = asked++ == 0 ? desk.made.person : approves;
        CHECK(dialog->labelText() == words_of("MainWindow", "Passphrase of %1").arg(person));
        CHECK(dialog->textEchoMode() == QLineEdit::Password);
        dialog->setTextValue(QStringLiteral("words of ") + person);
        dialog->accept();
    });
    answer.start(50);
    click(button(*desk.window.findChild<QMessageBox*>(), words_of("MainWindow", "Try again")));
    REQUIRE(soon(
        [&] {
            return desk.window.statusBar()->currentMessage() ==
                   words_of("FilesPlace", "Exported to %1, with a manifest").arg(into);
        },
        60'000));
    CHECK(asked == 2);
    CHECK(QFile::exists(into + QStringLiteral("/bagit.txt")));
    const auto shown = sanad_says({QStringLiteral("identity"), QStringLiteral("show"), approves});
    CHECK(shown.at(0)[QLatin1String{"failed_unlocks"}].toArray().size() == 1);

    QJsonObject exported;
    for (const QJsonObject& envelope :
         sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), desk.made.folder})) {
        const QJsonObject entry =
            QJsonDocument::fromJson(QByteArray::fromBase64(envelope[QLatin1String{"payload"}].toString().toLatin1()))
                .object();
        if (entry[QLatin1String{"type"}] == QLatin1String{"export.files"}) exported = entry;
    }
    const QJsonObject body = exported[QLatin1String{"body"}].toObject();
    CHECK(body[QLatin1String{"for"}].toString() == QStringLiteral("court"));
    CHECK(body[QLatin1String{"basis"}].toString() == QStringLiteral("order 112"));
    CHECK(body[QLatin1String{"approvals"}].toArray().size() == 1);
    CHECK(exported[QLatin1String{"actor"}].toObject()[QLatin1String{"person"}].toString() == desk.made.person);
}

TEST_SUITE_END();
