#include "core/search/identifiers/byte_classes.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace sanad;

TEST_CASE("the classes of 64 characters are the same in wide registers and by one character after another") {
    std::mt19937 random{7};
    std::string text(64 * blocks_at_once, '\0');
    for (const std::size_t blocks : {blocks_at_once, std::size_t{5}, std::size_t{1}}) {
        for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i < 256 ? i : random());
        ByteClasses fast, plain;
        classify(text.data(), blocks, fast);
        classify_plainly(text.data(), blocks, plain);
        using Of = BitColumn ByteClasses::*;
        for (const Of column :
             {&ByteClasses::digit, &ByteClasses::upper, &ByteClasses::lower, &ByteClasses::hex_letter, &ByteClasses::at,
              &ByteClasses::dot, &ByteClasses::colon, &ByteClasses::slash, &ByteClasses::plus, &ByteClasses::dash,
              &ByteClasses::space, &ByteClasses::blank, &ByteClasses::zero, &ByteClasses::six, &ByteClasses::arabic}) {
            for (std::size_t block = 1; block <= blocks; ++block)
                CHECK((fast.*column)[block] == (plain.*column)[block]);
        }
        CHECK(plain.digit[1] == 0x03FF'0000'0000'0000);  // '0' to '9' are 48 to 57
        if (blocks > 1) CHECK(plain.upper[2] == 0x07FF'FFFE);
    }
}
