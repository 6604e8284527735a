#include "core/artifact/catalog.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>

#include "core/artifact/attributes_in_urdu.hpp"
#include "core/artifact/in_urdu.hpp"

using namespace sanad;

namespace {

/// Some are of Arabic script, and none is a letter of an Arabic keyboard that Urdu writes otherwise: yeh, kaf, heh,
/// alef maksura.
bool is_in_urdu_letters(std::string_view text) {
    const bool has_some = std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);  // U+0600 to U+06FF begin with D8 to DB in UTF-8
        return byte >= 0xD8 && byte <= 0xDB;
    });
    return has_some && std::ranges::none_of(std::array<std::string_view, 4>{"\u064A", "\u0643", "\u0647", "\u0649"},
                                            [&](std::string_view letter) { return text.find(letter) != text.npos; });
}

}  // namespace

// Not asserted by the compiler, in every file that includes the catalog: Clang counts the steps of that.
TEST_CASE("every artifact type has one name of the form subject.happening, and words for people") {
    std::set<std::string_view> names;
    for (const ArtifactType& type : artifact_types) {
        CAPTURE(type.name);
        CHECK(names.insert(type.name).second);
        CHECK(artifact_type(type.name) == &type);
        CHECK(dotted_words(type.name) == 2);
        CHECK(!type.name.starts_with("x."));  // a vendor's
        CHECK(!type.attributes.empty());
        CHECK(!type.label.empty());
        CHECK(type.case_uco.starts_with("observable:"));
        std::set<std::string_view> attributes;
        for (const AttributeType& attribute : type.attributes) {
            CAPTURE(attribute.name);
            CHECK(attributes.insert(attribute.name).second);
            CHECK(attribute_type(type, attribute.name) == &attribute);
            CHECK(is_attribute_name(attribute.name));
            CHECK(!attribute.meaning.empty());
            CHECK((attribute.kind == Kind::time) == !attribute.happening.empty());
        }
    }
}

TEST_CASE("names that were published keep their kinds") {
    // Append-only: other tools read these from --json. Add lines here, never change one.
    struct Published {
        std::string_view type, attribute;
        Kind kind;
    };
    constexpr Published published[] = {
        {"file.deleted", "path", Kind::text},
        {"file.deleted", "deleted_at", Kind::time},
        {"file.deleted", "size", Kind::integer},
        {"file.downloaded", "file", Kind::text},
        {"file.downloaded", "url", Kind::text},
        {"file.downloaded", "referrer_url", Kind::text},
        {"file.downloaded", "host_address", Kind::text},
        {"file.downloaded", "zone", Kind::integer},
        {"file.downloaded", "program", Kind::text},
        {"program.executed", "program", Kind::text},
        {"program.executed", "executed_at", Kind::time},
        {"program.executed", "run_count", Kind::integer},
        {"program.executed", "loaded_files", Kind::texts},
        {"web.visited", "url", Kind::text},
        {"web.visited", "title", Kind::text},
        {"web.visited", "visited_at", Kind::time},
        {"web.visited", "visit_count", Kind::integer},
    };
    for (const Published& each : published) {
        CAPTURE(each.type);
        CAPTURE(each.attribute);
        const ArtifactType* type = artifact_type(each.type);
        REQUIRE(type != nullptr);
        const AttributeType* attribute = attribute_type(*type, each.attribute);
        REQUIRE(attribute != nullptr);
        CHECK(attribute->kind == each.kind);
    }
}

TEST_CASE(
    "whatever the catalog calls a finding or a happening has its Urdu, and no Urdu is left of what it does not say") {
    // The times of files, as core/store/case_reader_timeline.cpp calls them.
    std::set<std::string, std::less<>> said{"File created",
                                            "File modified",
                                            "File accessed",
                                            "File's metadata changed",
                                            "Name created ($FILE_NAME)",
                                            "Name modified ($FILE_NAME)",
                                            "Name accessed ($FILE_NAME)",
                                            "Name's metadata changed ($FILE_NAME)"};
    for (const ArtifactType& type : artifact_types) {
        said.emplace(type.label);
        std::string family{type.name.substr(0, type.name.find('.'))};
        std::ranges::replace(family, '_', ' ');
        family[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(family[0])));
        said.insert(family);
        for (const AttributeType& attribute : type.attributes)
            if (!attribute.happening.empty()) said.emplace(attribute.happening);
    }
    CHECK(said.size() > 300);
    for (const std::string& english : said) {
        CAPTURE(english);
        CHECK(is_in_urdu_letters(in_urdu(english)));
    }
    CHECK(std::ranges::is_sorted(labels_in_urdu, {}, &LabelInUrdu::english));
    for (const LabelInUrdu& label : labels_in_urdu) {
        CAPTURE(label.english);
        CHECK(said.contains(label.english));
        CHECK(is_in_urdu_letters(label.urdu));
    }
    CHECK(in_urdu("File downloaded") == "فائل ڈاؤن لوڈ ہوئی");
    CHECK(in_urdu("Program dreamt").empty());
}

TEST_CASE("what the catalog does not know is not found") {
    CHECK(artifact_type("program.dreamt") == nullptr);
    CHECK(artifact_type("") == nullptr);
    CHECK(artifact_type("Program.executed") == nullptr);
    CHECK(attribute_type(*artifact_type("program.executed"), "colour") == nullptr);
}

TEST_CASE("a type outside of the catalog carries its vendor's name") {
    CHECK(is_vendor_type("x.nccia.sim_swapped"));
    for (const std::string_view name :
         {"x.nccia", "x..y", "x.a.b.c", "y.nccia.sim", "x.Nccia.sim", "x.a.b ", "x.1.b"}) {
        CAPTURE(name);
        CHECK_FALSE(is_vendor_type(name));
    }
}

TEST_CASE("the names that the JSON line needs for itself are no attribute names") {
    CHECK(is_attribute_name("url"));
    CHECK_FALSE(is_attribute_name("type"));
    CHECK_FALSE(is_attribute_name("source"));
    CHECK_FALSE(is_attribute_name("a-b"));
    CHECK_FALSE(is_attribute_name(std::string(65, 'a')));
}

TEST_CASE("every attribute has a name in Urdu, no two of a type the same, and nothing else is in the list") {
    std::set<std::string_view> of_catalog;
    for (const ArtifactType& type : artifact_types) {
        CAPTURE(type.name);
        std::set<std::string_view> in_urdu_of_type;
        for (const AttributeType& attribute : type.attributes) {
            CAPTURE(attribute.name);
            of_catalog.insert(attribute.name);
            const std::string_view urdu = attribute_in_urdu(attribute.name);
            CHECK_FALSE(urdu.empty());
            CHECK(in_urdu_of_type.insert(urdu).second);
        }
    }
    CHECK(std::ranges::is_sorted(attributes_in_urdu, {}, &LabelInUrdu::english));
    for (const LabelInUrdu& each : attributes_in_urdu) {
        CAPTURE(each.english);
        CHECK(of_catalog.contains(each.english));
        CHECK(is_in_urdu_letters(each.urdu));
    }
    CHECK(std::size(attributes_in_urdu) == of_catalog.size());
    CHECK(attribute_in_urdu("executed_at") == "چلنے کا وقت");
}
