#include <doctest/doctest.h>

#include <QApplication>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "gui/viewers/byte_pages.hpp"
#include "gui/viewers/chat_page.hpp"
#include "gui/viewers/data_inspector.hpp"
#include "gui/viewers/hex_view.hpp"
#include "gui/viewers/hex_viewer.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/viewers/pixels.hpp"
#include "gui/viewers/visible_text.hpp"

using namespace sanad;
using namespace sanad::gui;

namespace {

QString read_as(const QByteArray& bytes, const char* name) {
    for (const Interpretation& each : interpretations(bytes))
        if (QByteArray{each.name} == name) return each.value;
    FAIL("no such reading: " << name);
    return {};
}

ArtifactRow message(const char* direction, const char* sender, const char* text, std::int64_t seconds) {
    ArtifactRow row;
    row.artifact.type = "message.sent";
    row.artifact.attributes = {{"service", std::string{"SMS"}},       {"chat_id", std::string{"7"}},
                               {"direction", std::string{direction}}, {"sender", std::string{sender}},
                               {"text", std::string{text}},           {"sent_at", Timestamp{seconds * 1'000'000'000}}};
    return row;
}

}  // namespace

TEST_CASE(
    "the data inspector reads numbers of both byte orders, times of five kinds and a GUID as their authors wrote "
    "them") {
    const QByteArray number = QByteArray::fromHex("0102030405060708");
    CHECK(read_as(number, "16 bits, little-endian") == QLatin1String{"513"});
    CHECK(read_as(number, "16 bits, big-endian") == QLatin1String{"258"});
    CHECK(read_as(number, "32 bits, big-endian") == QLatin1String{"16909060"});
    CHECK(read_as(number, "64 bits, little-endian") == QLatin1String{"578437695752307201"});
    CHECK(read_as(QByteArray::fromHex("ff"), "8 bits, signed") == QLatin1String{"-1"});
    CHECK(read_as(QByteArray::fromHex("ff"), "16 bits, little-endian").isEmpty());  // too few bytes
    // One moment, written in each form by Python's datetime and struct.
    const QLatin1String moment{"2022-09-21 23:13:36 UTC"};
    CHECK(read_as(QByteArray::fromHex("a09a2b63"), "Unix seconds, little-endian") == moment);
    CHECK(read_as(QByteArray::fromHex("632b9aa0"), "Unix seconds, big-endian") == moment);
    CHECK(read_as(QByteArray::fromHex("0090a5c60fced801"), "FILETIME") == moment);
    CHECK(read_as(QByteArray{8, '\0'}, "FILETIME").isEmpty());  // "never", not 1601
    // FAT: 2026-11-26 14:15:08 is date 0x5D7A, time 0x71E4; the time stands first.
    CHECK(read_as(QByteArray::fromHex("e4717a5d"), "DOS time and date") == QLatin1String{"2026-11-26 14:15:08"});
    // RFC 4122 appendix C: the DNS namespace, as Windows stores it.
    CHECK(read_as(QByteArray::fromHex("10b8a76bad9dd11180b400c04fd430c8"), "GUID") ==
          QLatin1String{"{6ba7b810-9dad-11d1-80b4-00c04fd430c8}"});
    // A signed byte order of a real: 1.0.
    CHECK(read_as(QByteArray::fromHex("000000000000f03f"), "Real, 64 bits") == QLatin1String{"1"});
    CHECK(read_as(QByteArray::fromHex("000000000000f07f"), "Real, 64 bits").isEmpty());  // infinity is no value to show
}

TEST_CASE("the hex view selects, moves and knows where each byte lies in the image") {
    BytePages pages;
    HexView view{pages};
    view.resize(900, 300);
    QByteArray bytes;
    for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i);
    pages.show_bytes(bytes);
    view.set_places({{0, 4096, 512, true}, {512, 0, 512, false}, {1024, 90'000, 5000, true}});
    view.select(16, 4);
    CHECK(view.selection_begin() == 16);
    CHECK(view.selection_length() == 4);
    CHECK(view.selected_as_hex() == QLatin1String{"10 11 12 13"});
    CHECK(view.image_offset_of(16) == 4112);
    CHECK_FALSE(view.image_offset_of(600).has_value());  // sparse: no byte of the image
    CHECK(view.image_offset_of(1025) == 90'001);
    CHECK_FALSE(view.image_offset_of(50'000).has_value());
    view.go_to(99'999);
    CHECK(view.cursor() == 99'999);
    view.go_to(1'000'000'000'000);  // beyond the end: the last byte
    CHECK(view.cursor() == 99'999);
    view.set_marks({{0, 100'000, 0, QStringLiteral("whole")}, {20, 8, 1, QStringLiteral("record")}});
    REQUIRE(view.mark_at(21) != nullptr);
    CHECK(view.mark_at(21)->what == QLatin1String{"record"});
    CHECK(view.mark_at(19)->what == QLatin1String{"whole"});
    CHECK_FALSE(view.grab().isNull());
    pages.show_bytes({});
    CHECK(view.selection_length() == 0);
    CHECK_FALSE(view.grab().isNull());
}

TEST_CASE("a file of sixteen tebibytes has rows to scroll to") {
    BytePages pages;
    HexView view{pages};
    view.resize(900, 300);
    EvidenceView nobody{QStringLiteral("/nonexistent")};
    pages.show_file(nobody, 1, quint64{16} << 40);
    view.resize(900, 301);  // measures again
    view.go_to((quint64{16} << 40) - 1);
    CHECK(view.cursor() == (quint64{16} << 40) - 1);
    CHECK_FALSE(view.grab().isNull());
}

TEST_CASE("what is searched for becomes the bytes that were meant") {
    CHECK(searched_bytes(QStringLiteral("4d 5A90"), 0) == QByteArray::fromHex("4d5a90"));
    CHECK_FALSE(searched_bytes(QStringLiteral("4d 5"), 0).has_value());
    CHECK_FALSE(searched_bytes(QStringLiteral("xyz0"), 0).has_value());
    CHECK(searched_bytes(QStringLiteral("رقم"), 1) == QByteArray::fromHex("d8b1d982d985"));
    CHECK(searched_bytes(QStringLiteral("ab"), 2) == QByteArray{"a\0b\0", 4});
}

TEST_CASE("text of the evidence keeps its lines and letters, and nothing in it hides") {
    const QString hostile = QStringLiteral("invoice\u202Egpj.exe\r\nnext\u0007\u200Bend");
    const QString shown = visible_text(hostile);
    CHECK(shown == QStringLiteral("invoice⟨U+202E⟩gpj.exe\nnext\u2407⟨U+200B⟩end"));
    // The joiner that Urdu needs stays a joiner.
    CHECK(visible_text(QStringLiteral("می\u200Cخواہم")) == QStringLiteral("می\u200Cخواہم"));
}

TEST_CASE("times, digests and exhibit numbers keep their order in a line of Urdu") {
    CHECK(with_codes_apart(QStringLiteral("ریکارڈ از 2026-11-26T16:21:09Z تا حال")) ==
          QStringLiteral("ریکارڈ از \u20662026-11-26T16:21:09Z\u2069 تا حال"));
    CHECK(with_codes_apart(QStringLiteral("RV/1: سیل S-10042")) ==
          QStringLiteral("\u2066RV/1:\u2069 سیل \u2066S-10042\u2069"));
    CHECK(with_codes_apart(QStringLiteral("اندراجات: 10، word")) == QStringLiteral("اندراجات: 10، word"));
}

TEST_CASE("Urdu in the code pages of Windows and Unicode is decoded; what this machine cannot decode is not offered") {
    CHECK(decoded(QByteArray::fromHex("310642064506"), QStringLiteral("UTF-16LE")) == QStringLiteral("رقم"));
    CHECK(encoding_from(QStringLiteral("utf-16le")) == QLatin1String{"UTF-16LE"});
    CHECK(encoding_from(QStringLiteral("of no kind")) == QLatin1String{"UTF-8"});
    for (const QString& name : known_encodings()) CHECK_FALSE(decoded(QByteArray{"plain"}, name).isEmpty());
    if (known_encodings().contains(QStringLiteral("windows-1256")))
        CHECK(decoded(QByteArray::fromHex("d1dee3"), QStringLiteral("windows-1256")) == QStringLiteral("رقم"));
}

TEST_CASE("bytes of a text are found among its characters, whatever stands before them and however it is shown") {
    const auto shown_at = [](const QByteArray& bytes, const char* encoding, qsizetype offset, qsizetype length) {
        const QString name = QString::fromLatin1(encoding);
        const auto place = place_in_text(bytes, name, offset, length);
        return visible_text(decoded(bytes, name)).mid(place.begin, place.length);
    };
    const QByteArray text = QStringLiteral("کو \u202E\r\nرقم\r\nend").toUtf8();
    const QByteArray word = QStringLiteral("رقم").toUtf8();
    CHECK(shown_at(text, "UTF-8", text.indexOf(word), word.size()) == QStringLiteral("رقم"));
    CHECK(shown_at(text, "UTF-8", text.indexOf("end"), 3) == QLatin1String{"end"});
    CHECK(shown_at(text, "UTF-8", text.indexOf("\n"), 1) == QLatin1String{"\n"});
    CHECK(shown_at(text, "UTF-8", text.indexOf("end"), 1000) == QLatin1String{"end"});
    CHECK(place_in_text(text, QStringLiteral("UTF-8"), 5000, 3).length == 0);
    // With the mark of its byte order, which is no character of it.
    const QByteArray wide = QByteArray::fromHex("fffe") + QByteArray::fromHex("310642064506") + QByteArray{"x\0y\0", 4};
    CHECK(shown_at(wide, "UTF-16LE", 2, 6) == QStringLiteral("رقم"));
    CHECK(shown_at(wide, "UTF-16LE", 8, 2) == QLatin1String{"x"});
    // What is no text becomes marks, and the place after them is still right.
    CHECK(shown_at(QByteArray::fromHex("ff41fe42"), "UTF-8", 3, 1) == QLatin1String{"B"});
}

TEST_CASE("messages become a conversation in the order of their times, each on its side") {
    std::vector<ArtifactRow> found{message("incoming", "+923001234567", "ہاں", 200),
                                   message("outgoing", "", "kahan ho?", 100),
                                   message("incoming", "+923001234567", "later", 300)};
    ArtifactRow other;
    other.artifact.type = "program.executed";
    found.push_back(other);
    const auto chats = chats_of(found);
    REQUIRE(chats.size() == 1);
    REQUIRE(chats[0].lines.size() == 3);
    CHECK(chats[0].lines[0].text == QLatin1String{"kahan ho?"});
    CHECK(chats[0].lines[0].side == ChatLine::Side::outgoing);
    CHECK(chats[0].lines[1].side == ChatLine::Side::incoming);
    CHECK(chats[0].lines[1].row == 0);
    CHECK(chats[0].participants.contains(QStringLiteral("+923001234567")));
    ChatPage page;
    page.resize(700, 400);
    page.show_findings(found, QTimeZone{"Asia/Karachi"});
    CHECK_FALSE(page.grab().isNull());
}

TEST_CASE("notices of the application stand in the middle, grey and without a bubble") {
    std::vector<ArtifactRow> found{message("incoming", "+923001234567", "salaam", 100),
                                   message("incoming", "+923001234567", "Amna changed the subject", 200)};
    found[1].artifact.attributes.push_back({"kind", std::string{"system"}});
    const auto chats = chats_of(found);
    REQUIRE(chats.size() == 1);
    CHECK_FALSE(chats[0].lines[0].notice);
    CHECK(chats[0].lines[1].notice);
    CHECK(chats[0].lines[1].side == ChatLine::Side::between);

    ChatPage page;
    page.resize(900, 300);
    page.show_findings(found, QTimeZone::utc());
    page.show();
    const auto& lines = page.lines();
    const QImage drawn = page.lines().viewport()->grab().toImage();
    const QColor ground = page.palette().color(QPalette::Base);
    // First and last column with anything of the line drawn in it, leaving out the marks of what is chosen.
    const auto reach = [&](int line) {
        const QRect place = lines.visualRect(lines.model()->index(line, 0));
        int first = place.right(), last = place.left();
        for (int x = place.left(); x <= place.right(); ++x)
            for (int y = place.top(); y <= place.bottom(); ++y)
                if (drawn.valid(x, y) && drawn.pixelColor(x, y) != ground) {
                    first = std::min(first, x);
                    last = std::max(last, x);
                }
        return std::pair{first, last};
    };
    const int width = lines.viewport()->width();
    const auto [said_from, said_to] = reach(0);
    CHECK(said_from < 20);
    CHECK(said_to < width - 20);
    const auto [notice_from, notice_to] = reach(1);
    CHECK(notice_from > 40);
    CHECK(std::abs(notice_from - (width - notice_to)) < 20);
}

TEST_CASE("what came with a message is a link once the case has it, and only its name before") {
    std::vector<ArtifactRow> found{message("incoming", "+923001234567", "look", 100)};
    found[0].artifact.attributes.push_back({"attachments", std::string{"holi\xE2\x80\xAEgpj.day"}});
    ChatPage page;
    page.resize(900, 300);
    std::vector<std::size_t> wanted;
    std::vector<Id> chosen;
    QObject::connect(&page, &ChatPage::file_wanted, &page, [&](std::size_t row) { wanted.push_back(row); });
    QObject::connect(&page, &ChatPage::file_chosen, &page, [&](Id file) { chosen.push_back(file); });
    page.show_findings(found, QTimeZone::utc());
    page.show();
    CHECK(page.chats()[0].lines[0].files == QStringLiteral("📎 holi\\u{202e}gpj.day"));
    for (int look = 0; look < 2; ++look) {
        CHECK_FALSE(page.lines().grab().isNull());
        QApplication::processEvents();
    }
    CHECK(wanted == std::vector<std::size_t>{0});  // asked once, however often it is drawn
    const auto click = [&] { QTest::mouseClick(page.lines().viewport(), Qt::LeftButton, {}, page.link(0).center()); };
    REQUIRE_FALSE(page.link(0).isEmpty());
    click();
    CHECK(chosen.empty());
    page.set_file(0, 7);
    click();
    CHECK(chosen == std::vector<Id>{7});
    QTest::mouseClick(page.lines().viewport(), Qt::LeftButton, {}, page.link(0).center() - QPoint{0, 40});
    CHECK(chosen.size() == 1);
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    page.lines().setCurrentIndex(page.lines().model()->index(0, 0));
    page.lines().setFocus();
    QTest::keyClick(&page.lines(), Qt::Key_Return, Qt::AltModifier);
    CHECK(chosen.size() == 2);
}

TEST_CASE("pixels that are not as many as their sides say are no picture") {
    EvidenceAnswer answer;
    answer.head = QJsonObject{{QStringLiteral("width"), 2}, {QStringLiteral("height"), 2}};
    answer.bytes = QByteArray(16, '\xFF');
    CHECK(image_from(answer).size() == QSize(2, 2));
    answer.bytes.chop(1);
    CHECK(image_from(answer).isNull());
    answer.head = QJsonObject{{QStringLiteral("width"), 1e9}, {QStringLiteral("height"), 1e9}};
    CHECK(image_from(answer).isNull());
    CHECK(blurred({}).isNull());
    CHECK(blurred(QImage{300, 200, QImage::Format_RGB32}).size() == QSize(300, 200));
}

TEST_CASE("pictures stay covered where a case is set so, and always while it is reviewed") {
    {
        MediaCover cover{QStringLiteral("/cases/a.sanad"), nullptr};
        CHECK_FALSE(cover.is_on());
        cover.set_on(true);
    }
    MediaCover again{QStringLiteral("/cases/a.sanad"), nullptr};
    CHECK(again.is_on());  // kept for the case, at this machine
    CHECK_FALSE(MediaCover{QStringLiteral("/cases/b.sanad"), nullptr}.is_on());
    again.set_on(false);
    MediaCover::insist(true);
    MediaCover reviewed{QStringLiteral("/cases/a.sanad"), nullptr};
    CHECK(reviewed.is_on());
    reviewed.set_on(false);
    CHECK(reviewed.is_on());
    MediaCover::insist(false);
    CHECK_FALSE(MediaCover{QStringLiteral("/cases/a.sanad"), nullptr}.is_on());
}

TEST_CASE(
    "pictures of a case whose victim the law protects are covered at every machine until somebody uncovers them") {
    const QString path = QStringLiteral("/cases/protected.sanad");
    using Victim = MediaCover::Victim;
    MediaCover cover{path, nullptr, Victim::unknown};
    CHECK(cover.is_on());
    cover.set_on(false);  // nobody can tell yet whether that may be
    CHECK(cover.is_on());
    cover.set_victim(Victim::open);
    CHECK_FALSE(cover.is_on());
    cover.set_on(true);
    cover.set_on(false);
    // An offence is entered: what was chosen before does not hold for it.
    cover.set_victim(Victim::is_protected);
    CHECK(cover.is_on());
    cover.set_on(false);
    CHECK_FALSE(cover.is_on());
    CHECK_FALSE(MediaCover{path, nullptr, Victim::is_protected}.is_on());
    CHECK(MediaCover{QStringLiteral("/cases/other.sanad"), nullptr, Victim::is_protected}.is_on());
    CHECK(MediaCover::meaning().contains(QLatin1String{"22A"}));

    const auto offence = [](const char* type, const char* section, const char* scheme) {
        return protects_the_victim(
            QJsonObject{{QStringLiteral("type"), QLatin1String{type}},
                        {QStringLiteral("body"), QJsonObject{{QStringLiteral("section"), QLatin1String{section}},
                                                             {QStringLiteral("scheme"), QLatin1String{scheme}}}}});
    };
    CHECK(offence("case.offence", "21", "act-2016"));
    CHECK(offence("case.offence", "22A", "act-2016"));
    CHECK(offence("case.offence", "19A", "bill"));
    CHECK_FALSE(offence("case.offence", "20", "act-2016"));
    CHECK_FALSE(offence("case.offence", "21", "bill"));
    CHECK_FALSE(offence("case.offence", "210", "act-2016"));
    CHECK_FALSE(offence("note.add", "21", "act-2016"));
}
