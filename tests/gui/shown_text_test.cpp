// Facts as they are read on the screen: in the order they were recorded in, whole, and in the words of the window.
#include "gui/shown_text.hpp"

#include <doctest/doctest.h>

#include <QApplication>
#include <QClipboard>
#include <QTest>
#include <QTextLayout>

#include "gui/viewers/finding_text.hpp"
#include "gui/viewers/plain_copy.hpp"
#include "gui/views/facts_table.hpp"

using namespace sanad;
using namespace sanad::gui;

namespace {

/// A window from right to left for as long as it lives.
class RightToLeft {
public:
    RightToLeft() { QGuiApplication::setLayoutDirection(Qt::RightToLeft); }
    ~RightToLeft() { QGuiApplication::setLayoutDirection(before_); }
    RightToLeft(const RightToLeft&) = delete;
    RightToLeft& operator=(const RightToLeft&) = delete;

private:
    Qt::LayoutDirection before_ = QGuiApplication::layoutDirection();
};

/// Whether in a line from right to left this piece of the text stands left of that one.
bool stands_left_of(const QString& text, const QString& piece, const QString& other) {
    QTextLayout layout{text};
    QTextOption option;
    option.setTextDirection(Qt::RightToLeft);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(2000);
    layout.endLayout();
    const auto middle = [&](const QString& of) {
        const qsizetype at = text.indexOf(of);
        REQUIRE(at >= 0);
        return line.cursorToX(static_cast<int>(at + of.size() / 2));
    };
    return middle(piece) < middle(other);
}

AttributeValue as_text(const char* text) {
    return std::string{text};
}

}  // namespace

TEST_CASE("sizes, times of Exif and numbers with a sign keep their order in Urdu, and Urdu keeps its own") {
    const QTimeZone zone = QTimeZone::utc();
    const QString plain = QStringLiteral("2024:03:09 15:41:10");
    REQUIRE_FALSE(stands_left_of(plain, QStringLiteral("2024"), QStringLiteral("15")));  // the fault
    const RightToLeft urdu;
    const QString taken = shown_value(as_text("2024:03:09 15:41:10"), zone);
    CHECK(stands_left_of(taken, QStringLiteral("2024"), QStringLiteral("15")));
    CHECK(stands_left_of(shown_value(as_text("640 × 480"), zone), QStringLiteral("640"), QStringLiteral("480")));
    CHECK(shown_value(AttributeValue{std::int64_t{-5}}, zone) == left_to_right(QStringLiteral("-5")));
    CHECK(shown_value(AttributeValue{-33.5}, zone) == left_to_right(QStringLiteral("-33.5")));
    const QString urdu_words = shown_value(as_text("رقم 20 منتقل"), zone);
    CHECK(stands_left_of(urdu_words, QStringLiteral("منتقل"), QStringLiteral("رقم")));
    CHECK(without_isolates(taken) == plain);
    CHECK(without_isolates(urdu_words) == QStringLiteral("رقم 20 منتقل"));
}

TEST_CASE("from left to right a value has no mark around it") {
    REQUIRE_FALSE(QGuiApplication::isRightToLeft());
    CHECK(shown_value(as_text("640 × 480"), QTimeZone::utc()) == QStringLiteral("640 × 480"));
}

TEST_CASE("an outcome is said in words of the window; a word that is none stays as it is") {
    for (const Outcome outcome : {Outcome::examined, Outcome::damaged, Outcome::broke_contract, Outcome::failed})
        CHECK(shown_outcome(from_utf8(name_of(outcome))) == shown_outcome(outcome));
    CHECK(shown_outcome(QStringLiteral("odd\u202e")) == QStringLiteral("odd\\u{202e}"));
}

TEST_CASE("a digest is shown whole: in one line, in halves, in eights, never with its middle left out") {
    const QString sha256 = QString{32, u'a'} + QString{32, u'b'};
    CHECK(digest_lines(sha256, 64) == QStringList{sha256});
    CHECK(digest_lines(sha256, 63) == QStringList({QString{32, u'a'}, QString{32, u'b'}}));
    CHECK(digest_lines(sha256, 30).size() == 3);
    for (const qsizetype room : {-5, 0, 7, 8, 31, 32, 40, 1000})
        CHECK(digest_lines(sha256, room).join(QString{}) == sha256);
}

TEST_CASE("the pane of facts gives a digest the lines it takes, and a copy of it is the whole digest") {
    const QString sha256 = QStringLiteral("7d8402d4dbdaac853f0011223344556677889900aabbccdd7a63b980f92c66ba");
    FactsTable table;
    table.resize(380, 300);
    table.begin_group(QStringLiteral("Content"));
    table.add_fixed(QStringLiteral("MD5"), sha256.left(32));
    table.add_fixed(QStringLiteral("SHA-256"), sha256);
    table.expandAll();
    table.show();
    QTreeWidgetItem* md5 = table.topLevelItem(0)->child(0);
    QTreeWidgetItem* digest = table.topLevelItem(0)->child(1);
    const QFontMetrics metrics{digest->font(1)};
    REQUIRE(QTest::qWaitFor([&] { return table.visualItemRect(md5).height() > 0; }));
    CHECK(table.columnWidth(1) < metrics.horizontalAdvance(sha256));
    CHECK(table.visualItemRect(digest).height() >= table.visualItemRect(md5).height() + metrics.height() / 2);
    table.setCurrentItem(digest);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    CHECK(QApplication::clipboard()->text() == sha256);
}

TEST_CASE("what is copied from a table holds no mark that nobody sees") {
    const RightToLeft urdu;
    QTreeWidget tree;
    copy_plainly(tree);
    auto* item = new QTreeWidgetItem{&tree, {value_in_cell(QStringLiteral("640 × 480"))}};
    REQUIRE(item->text(0) != QStringLiteral("640 × 480"));
    tree.show();
    tree.setCurrentItem(item);
    QTest::keyClick(&tree, Qt::Key_C, Qt::ControlModifier);
    CHECK(QApplication::clipboard()->text() == QStringLiteral("640 × 480"));
}
