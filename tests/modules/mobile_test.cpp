// What the modules for phones unwrap themselves: texts in columns, and Android's list of applications as text and as
// binary XML, built here as their writers write them.
#include <doctest/doctest.h>

#include "plugins/mobile/android_system.cpp"
#include "plugins/mobile/decoding.hpp"
#include "plugins/sdk/testing.hpp"

namespace {

using namespace sanad::mobile;

const std::string salam = "السلام علیکم";

/// Big-endian, as Java's DataOutput writes.
std::string number(std::uint64_t value, int length) {
    std::string bytes;
    for (int i = length; i-- > 0;) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
    return bytes;
}
std::string java_text(const std::string& text) {
    return number(text.size(), 2) + text;
}
std::string new_name(const std::string& text) {
    return "\xFF\xFF" + java_text(text);
}

/// <packages><package name=… codePath=… it=…L version=… publicFlags=…><perms><item name=… granted="true"/>…
std::string binary_packages() {
    std::string bytes{"ABX\0\x10", 5};                              // start of the document
    bytes += "\x32" + new_name("packages");                         // 0
    bytes += "\x32" + new_name("package");                          // 1
    bytes += "\x2F" + new_name("name") + java_text("com.example");  // 2
    bytes += "\x2F" + new_name("codePath") + java_text("/data/app/" + salam);
    bytes += "\x9F" + new_name("it") + number(0x1836E9491F0, 8);
    bytes += "\x6F" + new_name("version") + number(7, 4);
    bytes += "\x6F" + new_name("publicFlags") + number(3, 4);
    bytes += "\x32" + new_name("perms");  // 7
    bytes += "\x32" + new_name("item");   // 8
    bytes += "\x2F" + number(2, 2) + java_text("android.permission.READ_SMS");
    bytes += "\xCF" + new_name("granted");  // true
    bytes += "\x33" + number(8, 2) + "\x32" + number(8, 2);
    bytes += "\x2F" + number(2, 2) + java_text("android.permission.CAMERA");
    bytes += "\xDF" + number(9, 2);  // false
    bytes += "\x33" + number(8, 2) + "\x33" + number(7, 2) + "\x33" + number(1, 2) + "\x33" + number(0, 2);
    return bytes + "\x11";
}

Findings android(std::string bytes, std::string path = "data/system/packages.xml") {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(path), std::move(bytes)});
}

}  // namespace

TEST_CASE("base64 in both alphabets, and nothing for what is none") {
    CHECK(of_base64("SGFuaw==") == "Hank");
    CHECK(of_base64("SGFuaw") == "Hank");
    CHECK(of_base64("-_8=") == "\xFB\xFF");
    CHECK(of_base64("") == "");
    CHECK_FALSE(of_base64("SGFu a").has_value());
    CHECK_FALSE(of_base64("S").has_value());
}

TEST_CASE("fields of a protobuf message, whatever stands before them") {
    const std::string message =
        std::string{"\x08\x96\x01"} + "\x12\x03" + "abc" + std::string{"\x1D\0\0\0\0", 5} + "\x22\x02hi";
    CHECK(protobuf_bytes(message, 2) == "abc");
    CHECK(protobuf_bytes(message, 4) == "hi");
    CHECK_FALSE(protobuf_bytes(message, 1).has_value());
    for (std::size_t length = 0; length < message.size(); ++length) {
        CHECK_FALSE(protobuf_bytes(std::string_view{message}.substr(0, length), 4).has_value());
    }
}

TEST_CASE("the text of an attributed string, short and long, and none from bytes cut short") {
    const std::string head{"\x04\x0Bstreamtyped\x81\xE8\x03\x84\x01@\x84\x84\x84\x08NSString\x01\x94\x84\x01+", 36};
    const std::string short_one = head + static_cast<char>(salam.size()) + salam;
    CHECK(text_of_attributed_string(short_one) == salam);
    std::string many;
    for (int i = 0; i < 20; ++i) many += salam;
    const std::string long_one =
        head + "\x81" + static_cast<char>(many.size() & 0xFF) + static_cast<char>(many.size() >> 8) + many;
    CHECK(text_of_attributed_string(long_one) == many);
    for (std::size_t length = 0; length < long_one.size(); ++length) {
        CHECK_FALSE(text_of_attributed_string(std::string_view{long_one}.substr(0, length)).has_value());
    }
}

TEST_CASE("bytes kept as characters become text again; other text is left alone") {
    std::string kept;
    for (const char c : salam) sanad::sdk::append_utf8(kept, static_cast<unsigned char>(c));
    CHECK(of_byte_characters(kept) == salam);
    CHECK(of_byte_characters("plain") == "plain");
    CHECK_FALSE(of_byte_characters(salam).has_value());
    CHECK_FALSE(of_byte_characters("caf\xC3\xA9").has_value());
}

TEST_CASE("what is packed is unpacked to a limit") {
    // gzip of "hello", as gzip -n writes it
    const std::string packed{"\x1F\x8B\x08\0\0\0\0\0\0\x03\xCB\x48\xCD\xC9\xC9\x07\0\x86\xA6\x10\x36\x05\0\0\0", 25};
    CHECK(gunzipped(packed, 100) == "hello");
    CHECK_FALSE(gunzipped(packed, 4).has_value());
    for (std::size_t length = 0; length < packed.size(); ++length) {
        CHECK_FALSE(gunzipped(std::string_view{packed}.substr(0, length), 100).has_value());
    }
}

TEST_CASE("Telegram's text is taken where the row's date stands, from forms that are known") {
    const auto little = [](std::uint32_t value) {
        std::string bytes;
        for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
        return bytes;
    };
    const auto message = [&](std::uint32_t form, const std::string& text) {
        std::string bytes = little(form) + little(2) + little(7) + little(1'700'000'000);
        bytes += static_cast<char>(text.size()) + text;
        while (bytes.size() % 4 != 0) bytes += '\0';
        return bytes;
    };
    CHECK(text_of_telegram_message(message(0x38116EE0, salam), 1'700'000'000) == salam);
    CHECK_FALSE(text_of_telegram_message(message(0x38116EE0, salam), 1'700'000'001).has_value());
    CHECK_FALSE(text_of_telegram_message(message(0x2B085862, "left"), 1'700'000'000).has_value());
    CHECK_FALSE(text_of_telegram_message(message(0x38116EE0, "\xFF\xFE"), 1'700'000'000).has_value());
}

TEST_CASE("applications are read from binary XML with their permissions, and each knows its bytes") {
    const std::string bytes = binary_packages();
    const Findings found = android(bytes);
    CHECK(found.verdict == Verdict::examined);
    CHECK(found.warnings.empty());
    REQUIRE(found.artifacts.size() == 1);
    const Finding& app = found.artifacts[0];
    CHECK(app.text("app") == "com.example");
    CHECK(app.text("path") == "/data/app/" + salam);
    CHECK(app.integer("installed_at") == 1664007574000 * 1'000'000);
    CHECK(app.integer("version_code") == 7);
    CHECK(app.integer("system") == 1);
    CHECK(app.integer("debuggable") == 1);
    CHECK(app.text("permissions") == "android.permission.READ_SMS");
    CHECK(bytes.substr(app.source.offset, app.source.length).ends_with("\x33" + number(1, 2)));
}

TEST_CASE("applications are read from XML as text") {
    const std::string bytes =
        "<?xml version='1.0'?>\n<packages><package name=\"com.example\" codePath=\"/data/app/x\" it=\"1836e9491f0\" "
        "ut=\"0\" userId=\"10057\" version=\"7\"/><package name=\"b\"/></packages>";
    const Findings found = android(bytes);
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].integer("user_id") == 10057);
    CHECK_FALSE(found.artifacts[0].has("updated_at"));
    CHECK(bytes.substr(found.artifacts[0].source.offset, 8) == "<package");
    CHECK(bytes.substr(found.artifacts[1].source.offset).starts_with("<package name=\"b\""));
}

TEST_CASE("the list of packages and the properties of a device") {
    const Findings list =
        android("com.example 10057 1 /data/user/0/com.example default none\n", "data/system/packages.list");
    CHECK(list.verdict == Verdict::examined);
    REQUIRE(list.artifacts.size() == 1);
    CHECK(list.artifacts[0].integer("user_id") == 10057);
    CHECK(list.artifacts[0].integer("debuggable") == 1);
    CHECK(android("not a list\n", "packages.list").verdict == Verdict::not_mine);

    const Findings device =
        android("# begin\nro.product.model=SM-G991B\nro.build.version.release=13\n", "system/build.prop");
    REQUIRE(device.artifacts.size() == 1);
    CHECK(device.artifacts[0].text("model") == "SM-G991B");
    const Findings printed = android("[ro.product.model]: [Pixel 7]\n[ro.serialno]: [ABC]\n", "getprop.txt");
    REQUIRE(printed.artifacts.size() == 1);
    CHECK(printed.artifacts[0].text("serial_number") == "ABC");
}

TEST_CASE("binary XML that is cut or changed is damaged or not ours, and the applications before the damage are told") {
    const std::string whole = binary_packages();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Findings found = android(whole.substr(0, length));
        CHECK(found.verdict != Verdict::failed);
        if (found.verdict == Verdict::not_mine) CHECK(found.artifacts.empty());
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int flip : {0x01, 0x80, 0xFF}) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            CHECK(android(changed).verdict != Verdict::failed);
        }
    }
    CHECK(android("").verdict == Verdict::not_mine);
    CHECK(android("<packages><package name='a'").verdict != Verdict::failed);
}
