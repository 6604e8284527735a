#include <doctest/doctest.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <cmath>

#include "gui/dialogs/custody_form.hpp"
#include "gui/language.hpp"
#include "gui/views/custody_chart.hpp"
#include "gui/views/custody_place.hpp"
#include "gui/views/map_view.hpp"
#include "gui/views/reports_place.hpp"
#include "gui/views/search_place.hpp"

using namespace sanad::gui;

namespace {

QJsonObject object(const char* json) {
    return QJsonDocument::fromJson(json).object();
}

}  // namespace

TEST_CASE("a gap in the custody of an item is marked in the chart and counted") {
    const ItemCustody item = item_custody(object(
        R"({"item":"RV/1","kind":"phone","description":"a phone\u202e","custodian":"a.khan","custody":[
            {"custodian":"a.khan","from":"2026-11-01T10:00:00Z","until":"2026-11-02T10:00:00Z","seconds":86400,"how":"item.register","entry":3,"mark":"gap"},
            {"custodian":"store","from":"2026-11-02T10:00:00Z","seconds":60,"how":"transfer.receive","entry":9}],
            "seals":[{"seal_no":"S-1","bag_no":"B-1","applied_at":"2026-11-01T10:05:00Z"}],"offers":[],
            "findings":[{"entry":3,"weight":"shown","rule":"V-06","what":"no authority"}]})"));
    CHECK(item.has_gap());
    REQUIRE(item.stretches.size() == 2);
    CHECK(item.stretches[0].mark == QLatin1String{"gap"});
    CHECK_FALSE(item.stretches[1].until.isValid());
    CHECK(item.description.contains(QStringLiteral("\\u{202e}")));
    CHECK(item.seals.size() == 1);
    CHECK_FALSE(item.findings.at(0).broken);
    CustodyChart chart;
    chart.resize(600, 120);
    chart.show_items({item}, QDateTime::currentDateTimeUtc());
    CHECK_FALSE(chart.grab().isNull());
    chart.show_items({}, QDateTime::currentDateTimeUtc());
    CHECK_FALSE(chart.grab().isNull());
}

TEST_CASE("the square of a receipt is drawn as the terminal would paint it, and nonsense is no square") {
    const QImage square = receipt_square(QStringLiteral("█▀\n▄ \n"), 2);
    REQUIRE(square.size() == QSize(4, 4));
    CHECK(square.pixelColor(0, 0) == Qt::white);
    CHECK(square.pixelColor(2, 0) == Qt::white);
    CHECK(square.pixelColor(2, 2) == Qt::black);  // the lower half of the second column
    CHECK(receipt_square(QString{}).isNull());
    CHECK(receipt_square(QString{100'000, QLatin1Char{'x'}}).isNull());
}

TEST_CASE("seventeen questions are asked of a record") {
    CHECK(verification_questions().size() == 17);
}

TEST_CASE("a form asks for what an act needs, and tells the verb in its own words") {
    const QJsonObject form = object(
        R"({"type":"seal.apply","verb":["seal"],"words":{"en":"Seal applied","ur":"سیل لگائی گئی"},"help":{"en":"A seal","ur":"مہر"},"item":"needed","members":[
            {"name":"seal_no","flag":"--seal-no","shape":"a seal number","mandatory":true,"words":{"en":"Seal","ur":"سیل نمبر"},"ask":{"en":"write it","ur":"لکھیں"}},
            {"name":"state","flag":"--state","shape":"one of","mandatory":true,"words":{"en":"State","ur":"حالت"},"ask":{"en":"choose","ur":"منتخب کریں"},"choices":[{"value":"intact","words":{"en":"Intact","ur":"سالم"}}],"other":false}]})");
    CustodyForm dialog{form, {QStringLiteral("RV/1")}, QStringLiteral("RV/1")};
    CHECK(dialog.missing() == QStringList{QStringLiteral("Seal")});  // the only choice is made already
    auto* number = dialog.findChildren<QLineEdit*>().at(1);          // after the item's own
    number->setText(QStringLiteral("--yes"));                        // no value can become an option
    CHECK(dialog.missing().isEmpty());
    CHECK(dialog.arguments_for(QStringLiteral("/cases/a.sanad")) ==
          QStringList({QStringLiteral("custody"), QStringLiteral("seal"), QStringLiteral("/cases/a.sanad"),
                       QStringLiteral("RV/1"), QStringLiteral("--seal-no=--yes"), QStringLiteral("--state=intact"),
                       QStringLiteral("--as"), QStringLiteral("unattested"), QStringLiteral("--yes")}));
}

TEST_CASE("a page of a report fetches nothing from outside") {
    StillPage page;
    page.resize(400, 300);
    page.setHtml(
        QStringLiteral("<p>A</p><img src='file:///etc/passwd'><link rel=stylesheet href='http://x.example/a.css'>"
                       "<a href='http://x.example'>link</a>"));
    CHECK_FALSE(page.grab().isNull());
    CHECK(page.toPlainText().contains(QLatin1String{"A"}));
    CHECK(page.document()
              ->resource(QTextDocument::ImageResource, QUrl{QStringLiteral("file:///etc/passwd")})
              .toByteArray()
              .isEmpty());
    page.setSource(QUrl{QStringLiteral("http://x.example")});
    CHECK(page.refused() > 0);
}

TEST_CASE("points that are no place on earth are left out of the map; near ones are one, with their number") {
    MapView map;
    map.resize(800, 400);
    map.show_points(
        {{24.86, 67.00, 0, 0}, {24.861, 67.001, 0, 1}, {33.68, 73.05, 1, 2}, {91, 0, 0, 3}, {0, std::nan(""), 0, 4}});
    std::size_t shown = 0;
    for (const auto& cluster : map.clusters()) shown += cluster.rows.size();
    CHECK(shown == 3);
    CHECK(map.clusters().size() == 2);
    CHECK_FALSE(map.grab().isNull());
    map.zoom_at({400, 200}, 1e12);
    CHECK_FALSE(map.grab().isNull());
    CHECK(WorldOutline::load(QStringLiteral("/dev/null")).empty());
}

TEST_CASE("English and Urdu are spoken") {
    CHECK(languages() == QStringList({QStringLiteral("en"), QStringLiteral("ur")}));
    CHECK(language_name(QStringLiteral("ur")) == QStringLiteral("اردو"));
}

TEST_CASE("a hit of the index is shown on its original, what was found marked, its bytes known") {
    const auto hit = search_hit(object(
        R"({"file":53,"path":"/Documents/a.txt","deleted":true,"in":"text","source":"content","encoding":"UTF-8","text_offset":4,"match":"رقم","context":"کو رقم منتقل","context_match":5,"source_file":53,"source_offset":21,"source_length":6,"source_exact":true,"level":"standard"})"));
    REQUIRE(hit.has_value());
    CHECK(hit->file == 53);
    CHECK(hit->deleted);
    CHECK(hit->where == QLatin1String{"content"});
    REQUIRE(hit->range.has_value());
    CHECK(hit->range->offset == 21);
    REQUIRE(hit->highlighted.size() == 1);
    CHECK(hit->context.mid(hit->highlighted[0].first, hit->highlighted[0].second) == QStringLiteral("رقم"));
    CHECK_FALSE(search_hit(object(R"({"spelling":"raqam","counts":{"files":2}})")).has_value());
    // A place beyond the text marks nothing outside of it.
    const auto lying =
        search_hit(object(R"({"file":1,"path":"/a","in":"name","match":"zzz","context":"ab","context_match":99})"));
    REQUIRE(lying.has_value());
    for (const auto& [begin, length] : lying->highlighted) CHECK(begin + length <= lying->context.size());
}

TEST_CASE("a hit in the bytes of the image names its place, in a file or in none") {
    const auto slack = search_hit(object(
        R"({"image":1,"image_offset":4096,"length":5,"pattern":"tor.e","encoding":"UTF-16LE","in":{"place":"slack","file":7,"path":"/a.txt"},"before":"x","text":"tor\u202ee","after":"y"})"));
    REQUIRE(slack.has_value());
    CHECK(slack->image_offset == 4096);
    const auto packed = search_hit(object(
        R"({"image":1,"length":5,"pattern":"tor.e","encoding":"UTF-8","packed":{"in":"zip_member","name":"c.txt","image_offset":512,"offset":9},"in":{"place":"unallocated","file_system":1},"before":"","text":"tor.e","after":""})"));
    REQUIRE(packed.has_value());
    CHECK(packed->image_offset == 512);
    CHECK(packed->where == QLatin1String{"packed"});
    CHECK_FALSE(slack->range.has_value());
    CHECK(slack->where == QLatin1String{"slack"});
    CHECK(slack->context == QStringLiteral("xtor⟨U+202E⟩ey"));
    HitModel model;
    model.add({*slack, *slack});
    CHECK(model.rowCount() == 2);
    model.narrow({{Facet::where, QStringLiteral("unallocated")}});
    CHECK(model.rowCount() == 0);
    model.narrow({{Facet::where, QStringLiteral("unallocated")}, {Facet::where, QStringLiteral("slack")}});
    CHECK(model.rowCount() == 2);
}
