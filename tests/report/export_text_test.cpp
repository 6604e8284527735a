#include <doctest/doctest.h>

#include <string>

#include "core/artifact/catalog.hpp"
#include "core/report/case_facets.hpp"
#include "core/report/named_uuid.hpp"
#include "core/report/place.hpp"
#include "core/report/plain_text.hpp"
#include "core/report/xml_text.hpp"

using namespace sanad;

TEST_CASE("a cell of CSV is never a formula, and nothing in it ends the cell or the row") {
    CHECK(csv_text("plain") == "plain");
    CHECK(csv_text("=cmd()|'/c calc'!A1") == "\"'=cmd()|'/c calc'!A1\"");
    CHECK(csv_text("@x") == "\"'@x\"");
    CHECK(csv_text("a,b") == "\"a,b\"");
    CHECK(csv_text("a\"b") == "\"a\"\"b\"");
    CHECK(csv_text("a\r\nb") == "a\\u{d}\\nb");
    CHECK(csv_text("a\xff") == "a\\x{ff}");
}

TEST_CASE("a JSON object holds text of any kind, and members that are JSON already") {
    JsonArray list;
    list.add("1");
    list.add("2");
    CHECK(JsonObject{}.text("a", "\"\\\n").number("b", 7).truth("c", true).member("d", list.str()).line() ==
          "{\"a\":\"\\\"\\\\\\u000a\",\"b\":7,\"c\":true,\"d\":[1,2]}\n");
}

TEST_CASE("XML gets text exactly where it can hold it, and written out where it cannot") {
    CHECK(xml_text("a<b> & \"c\"") == "a&lt;b&gt; &amp; &quot;c&quot;");
    CHECK(xml_text("line\r\n\tend") == "line&#13;&#10;&#9;end");
    CHECK(xml_text("تصویر \u202egpj") == "تصویر \u202egpj");  // direction marks are XML, and a program reads it
    CHECK(fits_in_xml("ok\n"));
    CHECK_FALSE(fits_in_xml(std::string_view{"\x01", 1}));
    CHECK_FALSE(fits_in_xml(std::string_view{"\0", 1}));
    CHECK_FALSE(fits_in_xml("\xff"));
    CHECK_FALSE(fits_in_xml("\uffff"));
    CHECK(xml_text("a\x01<") == "a\\u{1}&lt;");
    CHECK(xml_text("\xc0\xaf") == "\\x{c0}\\x{af}");
    CHECK(xml_text("x\ufffe\uffff") == "x\\u{fffe}\\u{ffff}");
}

TEST_CASE("a named UUID is the one that RFC 9562 prints") {
    // Appendix A.4: the name www.example.com in the namespace of DNS.
    constexpr Uuid dns{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    CHECK(text_of_uuid(named_uuid(dns, "www.example.com")) == "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    CHECK(text_of_uuid(url_namespace) == "6ba7b811-9dad-11d1-80b4-00c04fd430c8");
}

TEST_CASE("a place has both numbers, and lies on the globe") {
    const auto at = [](double north, double east) {
        return place_of(
            {"picture.made",
             {},
             {{"latitude", north}, {"longitude", east}, {"taken_at", Timestamp{5}}, {"gps_at", Timestamp{9}}}});
    };
    const auto lahore = at(31.5497, 74.3436);
    REQUIRE(lahore);
    CHECK(lahore->at == Timestamp{5});
    CHECK_FALSE(at(91, 0));
    CHECK_FALSE(at(0, -180.5));
    CHECK_FALSE(place_of({"picture.made", {}, {{"latitude", 1.0}}}));
    CHECK(may_have_place("picture.made"));
    CHECK_FALSE(may_have_place("web.visited"));
    CHECK(degrees_text(74.3436) == "74.3436");
    CHECK(degrees_text(-0.0) == "0.0");
    CHECK(degrees_text(1e-7) == "0.0000001");
}

TEST_CASE("every row of the table of CASE names an attribute of the catalog, and its kind fits") {
    std::string_view last_type, last_facet;
    for (const CaseProperty& row : case_properties()) {
        CAPTURE(row.type);
        CAPTURE(row.attribute);
        const ArtifactType* type = artifact_type(row.type);
        REQUIRE(type != nullptr);
        const AttributeType* attribute = attribute_type(*type, row.attribute);
        REQUIRE(attribute != nullptr);
        const bool time = row.literal == CaseLiteral::time;
        const bool number = row.literal == CaseLiteral::integer || row.literal == CaseLiteral::truth;
        CHECK(attribute->kind == (time ? Kind::time : number ? Kind::integer : Kind::text));
        CHECK(row.facet.ends_with("Facet"));
        last_type = row.type;
        last_facet = row.facet;
    }
    CHECK(!last_type.empty());
    CHECK(!last_facet.empty());
}
