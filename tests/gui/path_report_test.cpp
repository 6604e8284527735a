// A report from the window: written where the examiner says, shown, and entered into the ledger by its digest.
#include <QCryptographicHash>
#include <QDir>
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
    // Who issued them and when comes from the record itself.
    CHECK(soon([&] { return !reports.written().topLevelItem(0)->text(gui::ReportsPlace::issued).isEmpty(); }));
    REQUIRE(reports.written().topLevelItemCount() == 2);
    bool page = false, paper = false;
    for (int i = 0; i < 2; ++i) {
        const QTreeWidgetItem& row = *reports.written().topLevelItem(i);
        QFile file{into + u'/' + gui::without_isolates(row.text(gui::ReportsPlace::report))};
        REQUIRE(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        const QByteArray digest = QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
        CHECK(gui::without_isolates(row.text(gui::ReportsPlace::sha256)) == QString::fromLatin1(digest));
        CHECK(ledger.contains(digest));
        CHECK(row.text(gui::ReportsPlace::state) == words_of("ReportsPlace", "draft"));
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

TEST_CASE("reports that were issued before are listed with who issued them, and a file is one of them by its digest") {
    const TemporaryFolder folder;
    const QDir into{QString::fromStdString(folder.path().string())};
    {
        Desk desk;
        auto& reports = desk.place<gui::ReportsPlace>("reports");
        desk.go_to("reports");
        QSignalSpy ended{&reports, &gui::ReportsPlace::ended};
        reports.write_into(into.path());
        REQUIRE(soon([&] { return !ended.isEmpty(); }));
    }
    Desk desk;
    auto& reports = desk.place<gui::ReportsPlace>("reports");
    desk.go_to("reports");
    int issued = 0;
    for (const QJsonObject& envelope : sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), desk.made.folder}))
        if (QByteArray::fromBase64(envelope[QLatin1String{"payload"}].toString().toLatin1())
                .contains("\"report.issue\""))
            ++issued;
    REQUIRE(issued >= 2);
    CHECK(soon([&] { return reports.written().topLevelItemCount() == issued; }));
    const auto row_of = [&](const QString& path) -> QTreeWidgetItem* {
        for (int i = 0; i < reports.written().topLevelItemCount(); ++i)
            if (gui::without_isolates(reports.written().topLevelItem(i)->text(gui::ReportsPlace::where)) == path)
                return reports.written().topLevelItem(i);
        return nullptr;
    };
    const QStringList pages = into.entryList({QStringLiteral("*.html")}, QDir::Files);
    REQUIRE(pages.size() == 1);
    const QString page = into.filePath(pages.front());
    REQUIRE(soon([&] { return row_of(page) != nullptr; }));
    CHECK(gui::without_isolates(row_of(page)->text(gui::ReportsPlace::by)) == desk.made.person);
    CHECK(row_of(page)->text(gui::ReportsPlace::language) == words_of("ReportsPlace", in_urdu() ? "Urdu" : "English"));
    CHECK(row_of(page)->text(gui::ReportsPlace::state) == words_of("ReportsPlace", "draft"));
    reports.written().setCurrentItem(row_of(page));
    CHECK(reports.preview().toPlainText().contains(desk.made.name));

    // Moved, it is still that report; with one byte more it is none.
    const QString moved = into.filePath(QStringLiteral("as it came by post.html"));
    REQUIRE(QFile::rename(page, moved));
    reports.take_file(moved);
    CHECK(soon([&] { return row_of(moved) != nullptr; }));
    const QString other = into.filePath(QStringLiteral("another.html"));
    REQUIRE(QFile::copy(moved, other));
    QFile file{other};
    REQUIRE(file.open(QIODevice::ReadWrite | QIODevice::Append));
    REQUIRE(file.write(" ") == 1);
    REQUIRE(file.seek(0));
    QCryptographicHash sha256{QCryptographicHash::Sha256};
    REQUIRE(sha256.addData(&file));
    file.close();
    reports.take_file(other);
    CHECK(soon([&] {
        return reads(reports, words_of("ReportsPlace", "%1 is none of these reports: its SHA-256 is %2")
                                  .arg(gui::in_cell(other, true),
                                       gui::left_to_right(QString::fromLatin1(sha256.result().toHex()))));
    }));
    CHECK(row_of(other) == nullptr);
    CHECK(reports.written().topLevelItemCount() == issued);
}

TEST_CASE("a report that cannot be written is said, and can be tried again") {
    Desk desk;
    auto& reports = desk.place<gui::ReportsPlace>("reports");
    desk.go_to("reports");
    REQUIRE(soon([&] { return reports.written().topLevelItemCount() > 0; }));
    const int before = reports.written().topLevelItemCount();
    QSignalSpy ended{&reports, &gui::ReportsPlace::ended};
    reports.write_into(QStringLiteral("/proc/no such place"));
    REQUIRE(soon([&] { return !ended.isEmpty(); }));
    CHECK(reports.written().topLevelItemCount() == before);
    CHECK(button(reports, words_of("ReportsPlace", "Write the report …")).isEnabled());
    const auto labels = reports.findChildren<QLabel*>();
    CHECK(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->text().startsWith(words_of("ReportsPlace", "No report was written: %1").section(u'%', 0, 0));
    }));
}

TEST_SUITE_END();
