#include "core/ingest/packed_start.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

using namespace sanad;

namespace {

/// RFC 1951, without a header of zlib.
std::string deflated(const std::string& text, bool zlib_header = false) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, zlib_header ? MAX_WBITS : -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string u16(std::size_t number) {
    return {static_cast<char>(number & 0xFF), static_cast<char>(number >> 8)};
}
std::string u32(std::size_t number) {
    return u16(number & 0xFFFF) + u16(number >> 16);
}

std::string zip_header(const std::string& name, std::size_t packed, std::size_t flags = 0, std::size_t method = 8) {
    return "PK\3\4" + u16(20) + u16(flags) + u16(method) + u32(0) + u32(0x12345678) + u32(packed) + u32(0) +
           u16(name.size()) + u16(0) + name;
}

std::optional<PackedStart> start_of(const std::string& bytes, std::size_t at = 0) {
    return packed_start(bytes_of(bytes), at);
}

std::string text_of_stream(const std::string& bytes, std::size_t at = 0, std::size_t most = 1 << 20) {
    const auto start = start_of(bytes, at);
    REQUIRE(start);
    return std::string{text_of(unpacked_stream(*start, bytes_of(bytes).subspan(at + start->data), most).bytes)};
}

}  // namespace

TEST_CASE("a deflated member of a zip is unpacked from its local header alone, with its size before it or behind it") {
    const std::string text = "the second ledger lies with Bilal";
    const std::string packed = deflated(text);
    const std::string sized = "xx" + zip_header("letter.txt", packed.size()) + packed + "what follows";
    CHECK(start_of(sized, 2)->name == "letter.txt");
    CHECK(start_of(sized, 2)->packed_size == packed.size());
    CHECK(text_of_stream(sized, 2) == text);
    const std::string streamed = zip_header("letter.txt", 0, 8) + packed + "PK\7\b";
    CHECK_FALSE(start_of(streamed)->packed_size);
    CHECK(text_of_stream(streamed) == text);
}

TEST_CASE("a gzip stream is unpacked behind its name and comment") {
    const std::string text = "رقم کی منتقلی";
    const std::string header{"\x1F\x8B\x08\x18\0\0\0\0\2\3", 10};
    const std::string stream = header + "notes.txt" + '\0' + "a comment" + '\0' + deflated(text);
    CHECK(start_of(stream)->name == "notes.txt");
    CHECK(text_of_stream(stream) == text);
    // By chance three bytes in a million stand so: the others have to fit too.
    CHECK_FALSE(start_of(std::string{"\x1F\x8B\x08\xE0\0\0\0\0\2\3xxxxxxxx", 18}));
    CHECK_FALSE(start_of(std::string{"\x1F\x8B\x08\0\0\0\0\0\2\x77xxxxxxxx", 18}));
}

TEST_CASE("a stream of a PDF is unpacked by the filters that its own dictionary names") {
    const std::string text = "BT (kept in the blue folder) Tj ET";
    const std::string plain = "7 0 obj\n<< /Length 9 /Filter /FlateDecode >>\nstream\r\n" + deflated(text, true);
    CHECK(text_of_stream(plain, plain.find("stream")) == text);
    // Worked out by Python: base64.a85encode(zlib.compress(b'BT (zqb) Tj ET')).
    const std::string coded =
        "8 0 obj\n<< /Filter [ /ASCII85Decode /FlateDecode ] >>\nstream\nGarg^;:)6k9[ZlGa\\m'e!<=-F\"7-~>endstream";
    CHECK(start_of(coded, coded.find("stream"))->ascii85);
    CHECK(text_of_stream(coded, coded.find("stream")) == "BT (zqb) Tj ET");
    // "endstream", and a dictionary of an object before, say nothing of a stream.
    const std::size_t end = coded.find("endstream");
    CHECK_FALSE(start_of(coded + "\n", end + 3));
    CHECK_FALSE(
        start_of(plain + "endstream endobj\n9 0 obj\n<< >>\nstream\n" + deflated(text, true), plain.size() + 32));
}

TEST_CASE("what is encrypted, of another method or absurd begins nothing") {
    CHECK(start_of(zip_header("a", 5)));
    CHECK_FALSE(start_of(zip_header("a", 5, 1)));
    CHECK_FALSE(start_of(zip_header("a", 5, 0, 0)));
    CHECK_FALSE(start_of(zip_header("a", 5, 0, 9)));
    CHECK_FALSE(start_of(zip_header("a", 0)));
    CHECK_FALSE(start_of(zip_header("", 5)));
    CHECK_FALSE(start_of(zip_header("a\nb", 5)));
    CHECK_FALSE(start_of(zip_header(std::string(2000, 'n'), 5)));
    CHECK_FALSE(start_of("PK\3\4"));
    CHECK_FALSE(start_of("", 5));
}

TEST_CASE("a bomb gives no more than was asked for, and a damaged stream what stands before the damage") {
    const std::string bomb = zip_header("b", 0, 8) + deflated(std::string(8 << 20, 'A'));
    const auto start = start_of(bomb);
    REQUIRE(start);
    const Unpacked cut = unpacked_stream(*start, bytes_of(bomb).subspan(start->data), 1 << 20);
    CHECK(cut.bytes.size() == 1 << 20);
    CHECK(cut.end == PackedEnd::limited);
    std::string text;
    for (int i = 0; i < 20000; ++i) text += std::to_string(i * i) + " ";
    std::string packed = deflated(text);
    packed.resize(packed.size() / 2);
    const std::string broken = zip_header("c", 0, 8) + packed;
    const Unpacked half = unpacked_stream(*start_of(broken), bytes_of(broken).subspan(start->data), 1 << 20);
    CHECK(half.end == PackedEnd::damaged);
    CHECK(half.bytes.size() > 1000);
    CHECK(text.starts_with(text_of(half.bytes)));
}
