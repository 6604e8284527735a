// From the start page to an examined case, and what the window then says of it, against what was put on the disk.
#include <QJsonDocument>
#include <set>

#include "gui/views/facts_table.hpp"
#include "tests/gui/desk.hpp"

using namespace sanad;
using namespace sanad::test;

TEST_SUITE_BEGIN("paths");

TEST_CASE("a case is made, its image added and examined, with a pause and a stop on the way") {
    const ExaminedCase& made = examined_case();
    // The panel hears of the examination a few times a second: a phase of so small a disk can pass between two reports.
    int named = 0;
    for (const char* phase : {"Opening the image", "Listing the files", "Reading every byte once",
                              "Modules look for traces", "Indexing the words", "Writing what was found"})
        named += made.phases.contains(words_of("IngestPanel", phase)) ? 1 : 0;
    CHECK(named >= 2);
    // Who acted is in the record, not this machine's own key.
    bool added = false;
    for (const QJsonObject& envelope : sanad_says({QStringLiteral("ledger"), QStringLiteral("show"), made.folder})) {
        const auto event =
            QJsonDocument::fromJson(QByteArray::fromBase64(envelope[QLatin1String{"payload"}].toString().toLatin1()))
                .object();
        const QJsonObject actor = event[QLatin1String{"actor"}].toObject();
        if (event[QLatin1String{"type"}] != QLatin1String{"acquire.import"}) continue;
        added = true;
        CHECK(actor[QLatin1String{"person"}].toString() == made.person);
    }
    CHECK(added);
}

TEST_CASE("the overview says what the image is, and that it is what its container says") {
    Desk desk;
    desk.go_to("overview");
    CHECK(desk.window.windowTitle() == words_of("MainWindow", "%1 — Sanad").arg(desk.made.name));
    const auto& table = *desk.window.front_place()->findChild<gui::FactsTable*>();
    const auto fact = [&](const QString& name) {
        for (const QTreeWidgetItem* row : table.findItems(name, Qt::MatchExactly | Qt::MatchRecursive))
            if (row->parent() != nullptr) return gui::without_isolates(row->text(1));
        return QString{};
    };
    REQUIRE(soon([&] { return !fact(QStringLiteral("MD5")).isEmpty(); }));
    CHECK(fact(QStringLiteral("MD5")) == words_of("OverviewPlace", "matches the stored hash"));
    CHECK(fact(QStringLiteral("SHA1")) == words_of("OverviewPlace", "matches the stored hash"));
    // The digest of lantern.raw, as samples/README.md publishes it.
    CHECK(fact(words_of("OverviewPlace", "SHA-256 computed")) ==
          QLatin1String{"6a3f125a6056d9c08e327c84fd2b998b3bd1a8e2b2c824ebaaa78c8822c1101b"});
    std::size_t contradicting = 0;
    for (const QJsonObject& file : lantern_answers()) contradicting += file[QLatin1String{"mismatch"}].toBool();
    CHECK(fact(words_of("OverviewPlace", "Content contradicts name")).toUInt() == contradicting);
}

TEST_CASE("every file that was put on the disk stands in the list, with its digest and its state") {
    Desk desk;
    desk.go_to("files");
    gui::FileModel& model = desk.files().model();
    CHECK(static_cast<std::size_t>(model.rowCount()) == sanad_says({QStringLiteral("files"), desk.made.folder}).size());
    std::set<QStringList> shown;
    for (int row = 0; row < model.rowCount(); ++row)
        shown.insert({Desk::cell(model, row, gui::FileModel::path), Desk::cell(model, row, gui::FileModel::sha256),
                      Desk::cell(model, row, gui::FileModel::state)});
    for (const QJsonObject& file : lantern_answers()) {
        if (file[QLatin1String{"kind"}] != QLatin1String{"regular"}) continue;
        const QString path = gui::shown_name(file[QLatin1String{"path"}].toString().toStdString());
        const QString state = said("Shown", file[QLatin1String{"state"}].toString().toLatin1());
        INFO(path.toStdString());
        CHECK(shown.contains({path, file[QLatin1String{"sha256"}].toString(), state}));
    }
}

TEST_SUITE_END();
