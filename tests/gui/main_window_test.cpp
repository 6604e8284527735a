#include "gui/views/main_window.hpp"

#include <QTest>

#include "gui/views/facts_table.hpp"
#include "tests/gui/waiting.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

void walk_some_files(SampleCase& sample) {
    good(sample.writer.begin_walk(sample.file_system));
    good(sample.writer.add_file(directory("/Users", 100, 5)));
    good(sample.writer.add_file(file("/Users/plan.docx", 101, 100, 5000)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.build_indexes());
    good(sample.writer.commit());
}

/// The value beside a fact's name, in any group.
QString fact(const QWidget& widget, const QString& name) {
    for (const auto* table : widget.findChildren<gui::FactsTable*>()) {
        for (const QTreeWidgetItem* row : table->findItems(name, Qt::MatchExactly | Qt::MatchRecursive)) {
            if (row->parent() != nullptr) return row->text(1);
        }
    }
    return {};
}

}  // namespace

TEST_CASE("the window opens a case, shows what it holds, and sees what an ingest adds meanwhile") {
    SampleCase sample;
    gui::MainWindow window;
    window.show();
    REQUIRE(window.open_case(sample.files.path()));
    REQUIRE(soon([&] { return window.shows_case(); }));
    CHECK(window.windowTitle().startsWith(QStringLiteral("Op Lantern")));
    gui::Place* overview = window.place(QStringLiteral("overview"));
    REQUIRE(overview != nullptr);
    CHECK(soon([&] { return fact(*overview, QStringLiteral("Files")) == QLatin1String{"0"}; }));

    walk_some_files(sample);
    window.session()->look_again();
    CHECK(soon([&] { return fact(*overview, QStringLiteral("Files")) == QLatin1String{"1"}; }));

    window.details().show_file(2);
    CHECK(soon([&] { return fact(window.details(), QStringLiteral("Name")) == QLatin1String{"plan.docx"}; }));
    window.close_case();
    CHECK(window.session() == nullptr);
}

TEST_CASE("a folder that holds no case is an error in words, not a session") {
    const TemporaryFolder folder;
    const auto session = gui::CaseSession::open(folder.path());
    REQUIRE_FALSE(session.has_value());
    CHECK(session.error().what.find("no such case") != std::string::npos);
}
