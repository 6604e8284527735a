// A report from the window: written where the examiner says, shown, and entered into the ledger by its digest.
#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>

#include "tests/gui/desk.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

TEST_SUITE_BEGIN("paths");

TEST_CASE("a report is written into a folder, its page is shown, and the ledger has its digest") {
    Desk desk;
    const TemporaryFolder folder;
    const QString into = QString::fromStdString(folder.path().string());
    desk.choose(QStringLiteral("budget.sqlite"));
    press(desk.window, Qt::Key_1);
    REQUIRE(soon([&] { return !Desk::cell(desk.files().model(), 0, gui::FileModel::tags).isEmpty(); }));

    auto& reports = desk.place<gui::ReportsPlace>("reports");
    desk.go_to("reports");
    CHECK(reports.preview().toPlainText().isEmpty());
    QSignalSpy ended{&reports, &gui::ReportsPlace::ended};
    answer_file_dialog(into);
    press(desk.window, Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
    REQUIRE(soon([&] { return !ended.isEmpty(); }, 60'000));
    CHECK(reads(reports, words_of("ReportsPlace", "Written, and entered into the ledger by its SHA-256.")));

    QByteArray ledger;
    for (const QJsonObject& envelope : sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), desk.made.folder}))
        ledger += QByteArray::fromBase64(envelope[QLatin1String{"payload"}].toString().toLatin1());
    REQUIRE(reports.written().topLevelItemCount() == 2);
    bool page = false, paper = false;
    for (int i = 0; i < 2; ++i) {
        const QTreeWidgetItem& row = *reports.written().topLevelItem(i);
        QFile file{into + u'/' + gui::without_isolates(row.text(0))};
        REQUIRE(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        const QByteArray digest = QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
        CHECK(gui::without_isolates(row.text(2)) == QString::fromLatin1(digest));
        CHECK(ledger.contains(digest));
        CHECK(row.text(1) == words_of("ReportsPlace", "draft"));
        page = page || content.contains("<html");
        paper = paper || content.startsWith("%PDF-");
    }
    CHECK(page);
    CHECK(paper);
    const QString shown = reports.preview().toPlainText();
    CHECK(shown.contains(desk.made.name));
    CHECK(shown.contains(QLatin1String{"/Documents/budget.sqlite"}));
    CHECK(shown.contains(in_urdu() ? QStringLiteral("مسودہ") : QStringLiteral("DRAFT")));

    desk.go_to("files");
    press(desk.window, Qt::Key_Z, Qt::ControlModifier);
    CHECK(soon([&] { return Desk::cell(desk.files().model(), 0, gui::FileModel::tags).isEmpty(); }));
}

TEST_CASE("a report that cannot be written is said, and can be tried again") {
    Desk desk;
    auto& reports = desk.place<gui::ReportsPlace>("reports");
    desk.go_to("reports");
    QSignalSpy ended{&reports, &gui::ReportsPlace::ended};
    reports.write_into(QStringLiteral("/proc/no such place"));
    REQUIRE(soon([&] { return !ended.isEmpty(); }));
    CHECK(reports.written().topLevelItemCount() == 0);
    CHECK(button(reports, words_of("ReportsPlace", "Write the report …")).isEnabled());
    const auto labels = reports.findChildren<QLabel*>();
    CHECK(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->text().startsWith(words_of("ReportsPlace", "No report was written: %1").section(u'%', 0, 0));
    }));
}

TEST_SUITE_END();
