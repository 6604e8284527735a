// The models that hold their rows themselves, under Qt's own tester with a million of them. Those that ask the case for
// theirs: models_test.cpp.
#include <doctest/doctest.h>

#include <QAbstractItemModelTester>

#include "gui/viewers/chat_page.hpp"
#include "gui/viewers/structure_viewer.hpp"
#include "gui/views/gallery_place.hpp"
#include "gui/views/search_place.hpp"
#include "tests/gui/large_case.hpp"
#include "tests/gui/waiting.hpp"

using namespace sanad;
using namespace sanad::test;
using Tester = QAbstractItemModelTester;

namespace {

constexpr int million = 1'000'000;

}  // namespace

TEST_CASE("a million hits are a list, narrowed and widened") {
    gui::HitModel model;
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    gui::SearchHit hit;
    hit.path = QStringLiteral("/Users/plan.txt");
    hit.context = QStringLiteral("the money is sent on Friday");
    hit.highlighted = {{4, 5}};
    std::vector<gui::SearchHit> some;
    for (int at = 0; at < million; ++at) {
        hit.file = at;
        hit.where = at % 1000 == 0 ? QStringLiteral("name") : QStringLiteral("content");
        some.push_back(hit);
        // As they arrive: a batch at a time.
        if (some.size() == 100'000) model.add(std::exchange(some, {}));
    }
    CHECK(model.rowCount() == million);
    CHECK(model.index(million - 1).data().toString() == QLatin1String{"/Users/plan.txt: the money is sent on Friday"});
    model.narrow({{gui::Facet::where, QStringLiteral("name")}});
    CHECK(model.rowCount() == million / 1000);
    CHECK(model.hit(1).file == 1000);
    model.narrow({});
    CHECK(model.rowCount() == million);
}

TEST_CASE("a million pictures are a gallery whose names come as they are looked at, and no more of them are kept") {
    LargeCase& large = large_case();
    const auto session = good(gui::CaseSession::open(static_cast<const SampleCase&>(large).files.path()));
    gui::GalleryModel model;
    model.open_case(session.get());
    std::vector<Id> ids(large.files);
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<Id>(i + 1);
    model.show(ids);
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    CHECK(model.rowCount() == static_cast<int>(large.files));
    for (const int row : {0, model.rowCount() / 2, model.rowCount() - 1}) {
        REQUIRE(soon([&] { return model.row(row) != nullptr; }));
        CHECK(model.row(row)->id == ids[static_cast<std::size_t>(row)]);
        CHECK_FALSE(model.index(row).data().toString().isEmpty());
    }
    model.open_case(nullptr);
    CHECK(model.rowCount() == 0);
}

TEST_CASE("a conversation of a million lines is a list") {
    gui::Chat chat;
    chat.lines.resize(million);
    for (gui::ChatLine& line : chat.lines) {
        line.sender = QStringLiteral("Amna");
        line.text = QStringLiteral("at five");
    }
    gui::ChatModel model;
    model.show(&chat);
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    CHECK(model.rowCount() == million);
    CHECK(model.index(million - 1).data().toString() == QLatin1String{"Amna: at five"});
    model.show(nullptr);
    CHECK(model.rowCount() == 0);
}

TEST_CASE("a million stored rows are a table, and those that hold a word are found among them") {
    gui::StoredRows::Table table;
    table.columns = {QStringLiteral("id"), QStringLiteral("name")};
    table.rows = million;
    table.cells.assign(million, {QStringLiteral("i7"), QStringLiteral("tlamp")});
    table.cells.back() = {QStringLiteral("i8"), QStringLiteral("tlantern")};
    gui::StoredRows model;
    model.show(&table);
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    CHECK(model.rowCount() == million);
    CHECK(model.text(million - 1, 1) == QLatin1String{"lantern"});
    model.filter(QStringLiteral("LANT"));
    REQUIRE(model.rowCount() == 1);
    CHECK(model.text(0, 0) == QLatin1String{"8"});
    model.show(nullptr);
    CHECK(model.rowCount() == 0);
}
