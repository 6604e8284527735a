#include "core/base/time.hpp"

#include <doctest/doctest.h>

using namespace sanad;

TEST_CASE("a time is written in UTC with only the digits the evidence recorded") {
    CHECK(iso8601({0}) == "1970-01-01T00:00:00Z");
    CHECK(iso8601(*timestamp_from_unix(1662352184, 0)) == "2022-09-05T04:29:44Z");
    CHECK(iso8601({1'500'000'000}) == "1970-01-01T00:00:01.5Z");
    CHECK(iso8601({-1}) == "1969-12-31T23:59:59.999999999Z");
    CHECK(iso8601(*timestamp_from_unix(951782400, 0)) == "2000-02-29T00:00:00Z");
}

TEST_CASE("a time beyond what 64-bit nanoseconds hold is absent, not wrapped") {
    CHECK_FALSE(timestamp_from_unix(9'300'000'000, 0).has_value());
    CHECK_FALSE(timestamp_from_unix(-9'300'000'000, 0).has_value());
    CHECK_FALSE(timestamp_from_unix(0, 1'000'000'000).has_value());
}

TEST_CASE("a time reads back as it was written, with offsets, and a date that does not exist is refused") {
    for (const std::int64_t ns : {0L, -1L, 1662352184123456789L, -2208988800000000000L}) {
        CHECK(parse_iso8601(iso8601({ns}))->ns == ns);
    }
    CHECK(parse_iso8601("2022-09-05T09:29:44+05:00") == parse_iso8601("2022-09-05T04:29:44Z"));
    CHECK(parse_iso8601("2022-09-05")->ns == 1662336000'000'000'000);
    CHECK_FALSE(parse_iso8601("2022-02-30").has_value());
    CHECK(parse_iso8601("2022-09-05T04:29").has_value());
    CHECK_FALSE(parse_iso8601("yesterday").has_value());
}
