// Files chosen in the table are written out: as they are in the evidence, with a manifest, and the ledger says for
// whom.
#include <QCryptographicHash>
#include <QDialogButtonBox>
#include <QDirIterator>
#include <QFile>
#include <QStatusBar>

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
    QTest::keyClicks(form->findChild<QLineEdit*>(), into);
    auto& recipient = *form->findChild<QComboBox*>();
    recipient.setCurrentText(words_of("ExportForm", "review"));
    REQUIRE(write.isEnabled());
    click(write);
    REQUIRE(soon(
        [&] {
            return desk.window.statusBar()->currentMessage() ==
                   words_of("FilesPlace", "Exported to %1, with a manifest").arg(into);
        },
        60'000));

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

    QByteArray last;
    for (const QJsonObject& envelope : sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), desk.made.folder}))
        last = QByteArray::fromBase64(envelope[QLatin1String{"payload"}].toString().toLatin1());
    CHECK(last.contains("\"for\":\"review\""));
}

TEST_SUITE_END();
