#include "core/cli/personal_data.hpp"

#include <doctest/doctest.h>

using namespace sanad;
using Numbers = std::vector<std::string>;

TEST_CASE("identity cards and mobile numbers of Pakistan are found as they stand in a text") {
    CHECK(personal_numbers_in("seen with Kamran, 35202-0000000-1, at 9") == Numbers{"35202-0000000-1"});
    CHECK(personal_numbers_in("0300-0000001 and 03000000002, 0300 0000003") ==
          Numbers{"0300-0000001", "03000000002", "0300 0000003"});
    CHECK(personal_numbers_in("+92 300 0000004; +923000000005; 0092-300-0000006") ==
          Numbers{"+92 300 0000004", "+923000000005", "0092-300-0000006"});
    CHECK(personal_numbers_in("شناختی کارڈ 35202-0000000-1۔") == Numbers{"35202-0000000-1"});
}

TEST_CASE("numbers of other things are none of a person's") {
    CHECK(personal_numbers_in("").empty());
    for (const char* text : {"S-10042, bag B-78", "IMEI 353490069873319", "135202-0000000-1", "35202-0000000-12",
                             "35202-000000-1", "FIR 42/2026", "2026-11-26T09:15:00Z", "030000000012", "1 0300 000001",
                             "042-30000001", "+13000000005", "sha256 03000000002a9c5503000000002b"}) {
        CAPTURE(text);
        CHECK(personal_numbers_in(text).empty());
    }
}
