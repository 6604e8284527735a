#include "core/ingest/text_decoder.hpp"

#include <doctest/doctest.h>

#include "core/base/text.hpp"
#include "core/ingest/reader_protocol.hpp"

using namespace sanad;

namespace {

/// By windows of `size`, as the index stage asks for them.
std::string by_windows(std::string_view bytes, std::string_view encoding, std::size_t size) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        text += decoded_text(bytes_of(bytes.substr(at, size + window_tail)), size, encoding, at == 0).text;
    return text;
}

std::string utf16(std::u16string_view text, bool big_endian) {
    std::string bytes;
    for (const char16_t unit : text) {
        const char low = static_cast<char>(unit & 0xFF);
        const char high = static_cast<char>(unit >> 8);
        bytes += big_endian ? high : low;
        bytes += big_endian ? low : high;
    }
    return bytes;
}

}  // namespace

TEST_CASE("a text is the same whatever windows it is decoded by") {
    const std::u16string wide = u"رقم \U0001F600 transfer \U0001F4B0\U0001F4B0 ۱۲۳ ab";
    const std::string text = "رقم \U0001F600 transfer \U0001F4B0\U0001F4B0 ۱۲۳ ab";
    for (const std::size_t size : {4U, 8U, 12U, 16U, 64U, 4096U}) {
        CAPTURE(size);
        CHECK(by_windows(text, "utf-8", size) == text);
        CHECK(by_windows(utf16(wide, false), "utf-16le", size) == text);
        CHECK(by_windows(utf16(wide, true), "utf-16be", size) == text);
    }
}

TEST_CASE("a byte order mark is passed over at the beginning, and only there") {
    const DecodedText marked = decoded_text(bytes_of("\xEF\xBB\xBFnam"), 6, "utf-8", true);
    CHECK(marked.text == "nam");
    CHECK(marked.lead == 3);
    CHECK(decoded_text(bytes_of(utf16(u"\uFEFFnam", true)), 8, "utf-16be", true).text == "nam");
    CHECK(decoded_text(bytes_of(utf16(u"\uFEFFnam", true)), 8, "utf-16be", true).lead == 2);
    CHECK(decoded_text(bytes_of(std::string_view{"\xff\xfe\0\0n\0\0\0", 8}), 8, "utf-32le", true).text == "n");
}

TEST_CASE("letters of windows-1256 are those of the code page") {
    // "پاکستان گ ے ہ ھ" as Python's cp1256 writes it, with the Arabic kaf and heh that the page has beside keheh.
    const DecodedText text =
        decoded_text(bytes_of("\x81\xC7\x98\xD3\xCA\xC7\xE4 \x90 \xFF \xC0 \xAA \xED"), 20, "windows-1256", true);
    CHECK(text.text == "پاکستان گ ے ہ ھ ي");
    CHECK(text.exact);
    CHECK(decoded_text(bytes_of("\x80\xE9"), 2, "windows-1252", true).text == "€é");
    CHECK(decoded_text(bytes_of("\xE9"), 1, "unknown-8bit", true).text == "é");
}

TEST_CASE("ill-formed bytes are replaced, one by one, and their places are no longer claimed") {
    const DecodedText broken = decoded_text(bytes_of("a\xFF\xC3(b"), 5, "utf-8", true);
    CHECK(broken.text == "a\uFFFD\uFFFD(b");
    CHECK_FALSE(broken.exact);
    CHECK(decoded_text(bytes_of(utf16(u"a\xD800z", false)), 6, "utf-16le", true).text == "a\uFFFDz");
    CHECK(is_utf8(decoded_text(bytes_of(std::string_view{"\x00\xD8\x00\xDC\x41", 5}), 5, "utf-16le", false).text));
    CHECK(decoded_text(bytes_of(std::string_view{"\0\0\x11\0", 4}), 4, "utf-32le", false).text == "\uFFFD");
}

TEST_CASE("strings of a database are runs of characters, and a run over a window's border stays whole") {
    const std::string bytes{"\0\1ab\0رقم transfer\0\xff\2wxyz\0", 28};
    const DecodedText whole = decoded_text(bytes_of(bytes), bytes.size(), strings_encoding, true);
    CHECK(whole.text == "رقم transfer\nwxyz\n");
    CHECK_FALSE(whole.exact);
    for (const std::size_t size : {4U, 8U, 12U, 16U}) {
        std::string text = by_windows(bytes, strings_encoding, size);
        CAPTURE(size);
        CHECK(text.find("رقم transfer\n") != std::string::npos);
        CHECK(text.find("wxyz\n") != std::string::npos);
    }
}

TEST_CASE("a reader's answer about texts is checked against what was asked") {
    TextTask task;
    task.encoding = "utf-8";
    task.size = 100;
    task.length = 100;
    task.extents = {{0, 4096, 100, ExtentKind::stored}};
    const auto body = encode(std::vector<TextTask>{task});
    const auto again = decode_text_request(body, 8192);
    REQUIRE(again);
    CHECK((*again)[0].extents == task.extents);
    CHECK_FALSE(decode_text_request(body, 4096));  // beyond the image
    task.length = text_window + 1;
    CHECK_FALSE(decode_text_request(encode(std::vector<TextTask>{task}), 8192));
    task.length = 100;

    const auto answer = [](std::string text) {
        return encode(std::vector<TextResult>{{std::move(text), 0, true, {}}});
    };
    CHECK(decode_text_results(answer("رقم"), {task}));
    CHECK_FALSE(decode_text_results(answer("\xff"), {task}));
    CHECK_FALSE(decode_text_results(answer(std::string(400, 'a')), {task}));
    CHECK_FALSE(decode_text_results(answer("a"), {task, task}));
}
