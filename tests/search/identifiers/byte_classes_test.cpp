#include "core/search/identifiers/byte_classes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <random>
#include <string>

using namespace sanad;

TEST_CASE("the classes of 64 characters are the same in wide registers and by one character after another") {
    std::mt19937 random{7};
    std::string text(64 * 300, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i < 256 ? i : random());
    std::array<ByteClasses, 300> fast, plain;
    classify(text.data(), fast.size(), fast.data());
    classify_plainly(text.data(), plain.size(), plain.data());
    for (std::size_t i = 0; i < fast.size(); ++i) CHECK(std::memcmp(&fast[i], &plain[i], sizeof fast[i]) == 0);
    CHECK(plain[0].digit == 0x03FF'0000'0000'0000);  // '0' to '9' are 48 to 57
    CHECK(plain[1].upper == 0x07FF'FFFE);
}
