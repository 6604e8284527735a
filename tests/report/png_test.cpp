#include "core/report/png.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace sanad;

TEST_CASE("a picture of one red pixel is the PNG that the standard describes") {
    const std::vector<Byte> red{255, 0, 0, 255};
    const std::string png = png_of(1, 1, red);
    // Made once with zlib level 0 by another program (Python's zlib and struct) and compared byte for byte.
    CHECK(hex(bytes_of(png)) ==
          "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000f494441"
          "547801010400fbff00ff0000030101008d1de5820000000049454e44ae426082");
}

TEST_CASE("what is transparent is laid on white, and what is no picture is refused") {
    const std::vector<Byte> half{0, 0, 0, 0};
    const std::vector<Byte> white{255, 255, 255, 255};
    CHECK(png_of(1, 1, half) == png_of(1, 1, white));
    CHECK_THROWS_AS(png_of(2, 1, white), std::logic_error);
    CHECK_THROWS_AS(png_of(0, 0, Bytes{}), std::logic_error);
    const std::vector<Byte> large(std::size_t{4} * 300 * 200, 7);  // more than one stored block
    CHECK(png_of(300, 200, large).size() > 180'000);
}
