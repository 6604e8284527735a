#include "core/custody/receipt_code.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>
#include <vector>

using namespace sanad;

namespace {

using Root = std::array<Byte, 32>;

Root root_with(std::size_t at, Byte value) {
    Root root{};
    root[at] = value;
    return root;
}

std::string why_refused(std::string_view typed) {
    const auto parsed = parse_receipt_code(typed);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == Fault::refused);
    return parsed.error().what;
}

// SHA-256 of nothing (FIPS 180-4), so the code of an empty ledger: e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 …
const std::string empty_tree = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace

TEST_CASE("a receipt code is what Crockford's definition gives by hand") {
    CHECK(receipt_code(Root{}) == "0000-0000-0000-0000-0000-0000-0000-0000-0");
    // The last of the 160 bits alone: value 1, digit 1, check 1.
    CHECK(receipt_code(root_with(19, 1)) == "0000-0000-0000-0000-0000-0000-0000-0001-1");
    // 36 = 1 * 32 + 4; 36 mod 37 = 36, whose check character is U.
    CHECK(receipt_code(root_with(19, 36)) == "0000-0000-0000-0000-0000-0000-0000-0014-U");
    CHECK(receipt_code(root_with(19, 32)).back() == '*');
    CHECK(receipt_code(root_with(19, 33)).back() == '~');
    CHECK(receipt_code(root_with(19, 34)).back() == '$');
    CHECK(receipt_code(root_with(19, 35)).back() == '=');
    CHECK(receipt_code(root_with(19, 37)).back() == '0');
    // The first bit alone: 16 * 32^31. 2^160 mod 37 = 16 (the order of 2 is 36 and 160 = 4 * 36 + 16; 2^16 = 65536 =
    // 1771 * 37 + 9, so 2^160 = 9): half of it is 9 * 19 mod 37 = 171 mod 37 = 23, whose character is Q.
    CHECK(receipt_code(root_with(0, 0x80)) == "G000-0000-0000-0000-0000-0000-0000-0000-Q");
    // All ones: 2^160 - 1 = 8 modulo 37.
    Root ones{};
    ones.fill(0xFF);
    CHECK(receipt_code(ones) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-8");
    // Bytes beyond the first twenty are not in the code.
    CHECK(receipt_code(root_with(20, 0xFF)) == receipt_code(Root{}));
    const auto bytes = from_hex(empty_tree);
    REQUIRE(bytes);
    CHECK(receipt_code(bytes_of(*bytes)).starts_with("WERC-8GMR-ZGE1-"));  // 11100 01110 11000 01100 | 01000 10000 …
    CHECK_THROWS_AS(receipt_code(bytes_of("short")), std::logic_error);
}

TEST_CASE("what a person copies from paper is read as it was meant") {
    const auto bytes = from_hex(empty_tree);
    REQUIRE(bytes);
    std::string code = receipt_code(bytes_of(*bytes));
    const auto prefix = parse_receipt_code(code);
    REQUIRE(prefix);
    CHECK(hex(*prefix) == empty_tree.substr(0, 40));

    std::string spoken = code;
    std::transform(spoken.begin(), spoken.end(), spoken.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    std::replace(spoken.begin(), spoken.end(), '1', 'l');
    std::replace(spoken.begin(), spoken.end(), '0', 'o');
    std::replace(spoken.begin(), spoken.end(), '-', ' ');
    CHECK(parse_receipt_code("  " + spoken + "\n").value() == *prefix);
    std::replace(spoken.begin(), spoken.end(), 'l', 'I');
    std::erase(spoken, ' ');
    CHECK(parse_receipt_code(spoken).value() == *prefix);
}

TEST_CASE("every single wrong character of a receipt code is noticed, and every exchange of two neighbours") {
    const auto bytes = from_hex(empty_tree);
    REQUIRE(bytes);
    const std::string code = receipt_code(bytes_of(*bytes));
    const std::string digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::size_t tried = 0;
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (code[at] == '-') continue;
        for (const char other : digits) {
            if (other == code[at]) continue;
            std::string wrong = code;
            wrong[at] = other;
            CHECK_FALSE(parse_receipt_code(wrong));
            ++tried;
        }
    }
    CHECK(tried >= 33 * 31);
    for (std::size_t at = 0; at + 1 < code.size(); ++at) {
        std::string wrong = code;
        std::swap(wrong[at], wrong[at + 1]);
        if (code[at] == '-' || code[at + 1] == '-' || code[at] == code[at + 1]) continue;
        CHECK_FALSE(parse_receipt_code(wrong));
    }
}

TEST_CASE("a receipt code that cannot be read says what to look at") {
    CHECK(why_refused("0000-0000-0000-0000-0000-0000-0000-0001-2").find("is '1', and '2' stands there") !=
          std::string::npos);
    CHECK(why_refused("0000-0000-0000-0000-0000-0000-0001-1").find("group 8 has 1 of 4") != std::string::npos);
    CHECK(why_refused("0000-0000-000-0000-0000-0000-0000-0001-1").find("group 3 has 3 of 4") != std::string::npos);
    CHECK(why_refused("0000-0000-0000-0000-0000-0000-0000-0001").find("check character at the end is missing") !=
          std::string::npos);
    CHECK(why_refused("0000-0000-0000").find("3 of 8 groups are there") != std::string::npos);
    CHECK(why_refused("0000-0000-0000-0000-0000-0000-0000-000U-1").find("group 8") != std::string::npos);
    CHECK(why_refused("0000-0000-0000-0000-0000-0000-0000-000!-1").find("'!' does not occur") != std::string::npos);
    CHECK(why_refused("").find("this has 0") != std::string::npos);
    CHECK(why_refused(std::string(5000, '0')).size() < 100);
    const std::string hostile = why_refused("0000\xe2\x80\xae");
    CHECK(hostile.find("\xe2\x80\xae") == std::string::npos);  // shown, never as it stands
    CHECK_FALSE(parse_receipt_code(std::string_view{"0\0", 2}));
}
