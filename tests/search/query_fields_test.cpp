#include "core/search/query_fields.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/artifact/catalog.hpp"

using namespace sanad;

namespace {

bool looks_at(std::string_view field, std::string_view attribute) {
    const auto found = query_field(field);
    return found && std::ranges::find(found->attributes, attribute) != found->attributes.end();
}

}  // namespace

TEST_CASE("a field gathers what the types of findings call by several names") {
    for (const std::string_view attribute : {"from", "sender", "sender_name", "author"})
        CHECK(looks_at("from", attribute));
    for (const std::string_view attribute : {"to", "cc", "bcc", "recipients"}) CHECK(looks_at("to", attribute));
    CHECK(looks_at("sender", "from"));
    CHECK(looks_at("Recipient", "cc"));
    CHECK(looks_at("URL", "referrer_url"));
    CHECK_FALSE(looks_at("subject", "text"));
    CHECK(query_field("body")->fields == (field_bit(SearchField::text) | field_bit(SearchField::artifact)));
    CHECK(query_field("name")->fields == field_bit(SearchField::name));
    CHECK(query_field("artifact")->attributes.empty());
}

TEST_CASE("every name that is gathered is an attribute of the catalog that holds text, and every field is described") {
    for (const FieldMeaning& each : query_field_meanings()) {
        const auto field = query_field(each.name);
        REQUIRE(field);
        for (const std::string_view attribute : field->attributes) {
            CAPTURE(attribute);
            CHECK(std::ranges::any_of(artifact_types, [&](const ArtifactType& type) {
                const AttributeType* known = attribute_type(type, attribute);
                return known != nullptr && (known->kind == Kind::text || known->kind == Kind::texts);
            }));
        }
    }
}

TEST_CASE(
    "any attribute that holds text is a field; what holds a time or a number, or is nothing, is refused by name") {
    CHECK(looks_at("service", "service"));
    CHECK(query_field("service")->attributes.size() == 1);
    const auto time = query_field("sent_at");
    REQUIRE_FALSE(time);
    CHECK(time.error().what.find("--where") != std::string::npos);
    const auto unknown = query_field("sendr");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().fault == Fault::refused);
    for (const std::string_view says : {"\"sendr\"", "from", "url", "quotation marks"})
        CHECK(unknown.error().what.find(says) != std::string::npos);
}
