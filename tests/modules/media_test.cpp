// Pictures and videos made by hand, by their formats' own documents, in the test's process.
#include <doctest/doctest.h>

// Two modules in one program: each under a name of its own.
#define sanad_module_v1 metadata_module
#include "plugins/media/media_metadata.cpp"
#undef sanad_module_v1
#define sanad_module_v1 video_module
#include "plugins/media/media_video.cpp"
#undef sanad_module_v1
#include <bit>

#include "plugins/sdk/testing.hpp"
#include "tests/modules/damage.hpp"

namespace {

using sanad::tests::big;
using sanad::tests::little;

Findings picture(std::string bytes) {
    return sanad::sdk::examine(*metadata_module(), {"DCIM/IMG_1.JPG", std::move(bytes)});
}
Findings video(std::string bytes) {
    return sanad::sdk::examine(*video_module(), {"DCIM/MOV_1.MP4", std::move(bytes)});
}

// ---- pictures ------------------------------------------------------------------------------------------------------

/// One entry of a TIFF directory (TIFF 6.0, section 2), little endian.
struct Entry {
    std::uint16_t tag, type;
    std::uint32_t count;
    std::string value;
};
Entry ascii(std::uint16_t tag, const std::string& text) {
    return {tag, 2, static_cast<std::uint32_t>(text.size() + 1), text + '\0'};
}
Entry fractions(std::uint16_t tag, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& values) {
    std::string bytes;
    for (const auto& [over, under] : values) bytes += little(over, 4) + little(under, 4);
    return {tag, 5, static_cast<std::uint32_t>(values.size()), bytes};
}

/// A directory that begins at `at`, its longer values behind it.
std::string directory(const std::vector<Entry>& entries, std::size_t at) {
    std::string head = little(entries.size(), 2);
    std::string values;
    const std::size_t behind = at + 2 + entries.size() * 12 + 4;
    for (const Entry& entry : entries) {
        head += little(entry.tag, 2) + little(entry.type, 2) + little(entry.count, 4);
        if (entry.value.size() <= 4) {
            head += entry.value + std::string(4 - entry.value.size(), '\0');
        } else {
            head += little(behind + values.size(), 4);
            values += entry.value;
            if (values.size() % 2 != 0) values += '\0';
        }
    }
    return head + little(0, 4) + values;
}

/// Image, Exif and GPS directories, one after the other.
std::string tiff(std::vector<Entry> image, const std::vector<Entry>& photo, const std::vector<Entry>& gps) {
    image.push_back({0x8769, 4, 1, little(0, 4)});
    image.push_back({0x8825, 4, 1, little(0, 4)});
    const std::size_t photo_at = 8 + directory(image, 8).size();
    const std::size_t gps_at = photo_at + directory(photo, photo_at).size();
    image[image.size() - 2].value = little(photo_at, 4);
    image[image.size() - 1].value = little(gps_at, 4);
    return std::string{"II*\0", 4} + little(8, 4) + directory(image, 8) + directory(photo, photo_at) +
           directory(gps, gps_at);
}

/// JPEG (ITU-T T.81): start, Exif in APP1, a frame header of 320 by 200, end.
std::string jpeg(const std::string& exif) {
    const std::string content = std::string{"Exif\0\0", 6} + exif;
    return "\xFF\xD8\xFF\xE1" + big(content.size() + 2, 2) + content + "\xFF\xC0" + big(11, 2) + "\x08" + big(200, 2) +
           big(320, 2) + std::string{"\x01\x01\x11\0", 4} + "\xFF\xDA" + big(8, 2) +
           std::string{"\x01\x01\0\0\x3F\0", 6} + "\x2A\xFF\xD9";
}

std::vector<Entry> place_of_lahore() {
    return {ascii(1, "N"),
            fractions(2, {{31, 1}, {35, 1}, {1722, 100}}),
            ascii(3, "E"),
            fractions(4, {{74, 1}, {18, 1}, {3240, 100}}),
            {5, 1, 1, std::string(1, '\1')},
            fractions(6, {{217, 2}}),
            fractions(7, {{9, 1}, {8, 1}, {15, 10}}),
            ascii(29, "2024:05:26")};
}

std::string exif_of_a_phone() {
    return tiff({ascii(0x010F, "Nokia "),
                 ascii(0x0110, "3310"),
                 {0x0112, 3, 1, little(6, 2)},
                 ascii(0x0131, "سافٹ ویئر 1.0"),
                 ascii(0x0132, "2024:05:26 14:10:00")},
                {ascii(0x9003, "2024:05:26 14:08:03"),
                 ascii(0x9011, "+05:00"),
                 ascii(0x9291, "25"),
                 {0x9286, 7, 14, std::string{"UNICODE\0", 8} + std::string{"\x33\x06\x44\x06\x45\x06", 6}},
                 ascii(0xA431, "SN-77")},
                place_of_lahore());
}

// ---- videos --------------------------------------------------------------------------------------------------------

std::string box(const std::string& type, const std::string& content) {
    return big(content.size() + 8, 4) + type + content;
}
constexpr std::uint64_t from_1904 = 2'082'844'800;

std::string movie_header() {
    return box("mvhd", big(0, 4) + big(from_1904 + 1'250'000'000, 4) + big(from_1904 + 1'250'000'100, 4) + big(600, 4) +
                           big(1500, 4) + std::string(80, '\0'));
}
std::string track() {
    const std::string matrix = big(0, 4) + big(0x10000, 4) + big(0, 4) + big(0xFFFF0000, 4) + std::string(20, '\0');
    const std::string entry = box("avc1", std::string(24, '\0') + big(1920, 2) + big(1080, 2) + std::string(50, '\0'));
    return box("trak", box("tkhd", std::string(40, '\0') + matrix + big(1920u << 16, 4) + big(1080u << 16, 4)) +
                           box("mdia", box("hdlr", big(0, 8) + "vide" + std::string(12, '\0')) +
                                           box("minf", box("stbl", box("stsd", big(0, 4) + big(1, 4) + entry)))));
}
std::string user_text(const std::string& type, const std::string& text) {
    return box(type, big(text.size(), 2) + big(0x15C7, 2) + text);
}
std::string mp4() {
    const std::string place = "+31.5881+074.3090+108.500/";
    return box("ftyp", "isom" + big(512, 4) + "isommp42") +
           box("moov", movie_header() + track() +
                           box("udta", user_text("\xA9xyz", place) + user_text("\xA9mak", "Nokia") +
                                           user_text("\xA9mod", "نوکیا"))) +
           box("mdat", "....");
}
/// Apple's: keys by name, values by the number of their key.
std::string mov() {
    const auto key = [](const std::string& name) { return big(name.size() + 8, 4) + "mdta" + name; };
    const auto item = [](std::uint32_t number, const std::string& text) {
        return box(big(number, 4), box("data", big(1, 4) + big(0, 4) + text));
    };
    return box("ftyp", "qt  " + big(0, 4) + "qt  ") +
           box("moov", movie_header() +
                           box("meta", box("hdlr", big(0, 8) + "mdta" + std::string(12, '\0')) +
                                           box("keys", big(0, 4) + big(2, 4) + key("com.apple.quicktime.creationdate") +
                                                           key("com.apple.quicktime.model")) +
                                           box("ilst", item(1, "2024-05-26T14:08:03+0500") + item(2, "iPhone 4"))));
}
std::string element(const std::string& id, const std::string& content) {
    return id + static_cast<char>(0x40 | content.size() >> 8) + static_cast<char>(content.size() & 0xFF) + content;
}
std::string matroska_file() {
    const std::string video_part = element("\xE0", element("\xB0", big(640, 2)) + element("\xBA", big(360, 2)));
    return element("\x1A\x45\xDF\xA3", element("\x42\x82", "webm")) +
           element("\x18\x53\x80\x67",
                   element("\x15\x49\xA9\x66", element("\x2A\xD7\xB1", big(1'000'000, 3)) +
                                                   element("\x44\x89", big(std::bit_cast<std::uint64_t>(2500.0), 8)) +
                                                   element("\x44\x61", big(1'000'000'001, 8)) +
                                                   element("\x57\x41", "Recorder 1")) +
                       element("\x16\x54\xAE\x6B", element("\xAE", element("\x86", "V_VP9") + video_part)));
}
std::string chunk(const std::string& type, const std::string& content) {
    return type + little(content.size(), 4) + content + (content.size() % 2 != 0 ? std::string(1, '\0') : "");
}
std::string avi() {
    const std::string main = little(40'000, 4) + std::string(12, '\0') + little(50, 4) + std::string(12, '\0') +
                             little(320, 4) + little(240, 4) + std::string(16, '\0');
    const std::string stream = "vidsMJPG" + std::string(12, '\0') + little(1, 4) + little(25, 4) + little(0, 4) +
                               little(50, 4) + std::string(20, '\0');
    const std::string content =
        "AVI " +
        chunk("LIST", "hdrl" + chunk("avih", main) +
                          chunk("LIST", "strl" + chunk("strh", stream) +
                                            chunk("strf", std::string(16, '\0') + "MJPG" + std::string(20, '\0'))) +
                          chunk("IDIT", std::string{"Mon Mar 10 15:04:43 2003\n\0", 26})) +
        chunk("LIST", "INFO" + chunk("ISFT", "CanonMVI01"));
    return chunk("RIFF", content);
}

}  // namespace

TEST_CASE("a picture says its device, its place, and a time that is one only because its zone is recorded") {
    const Findings found = picture(jpeg(exif_of_a_phone()));
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    const Finding& made = found.artifacts[0];
    CHECK(made.text("make") == "Nokia");
    CHECK(made.text("model") == "3310");
    CHECK(made.text("serial") == "SN-77");
    CHECK(made.text("software") == "سافٹ ویئر 1.0");
    CHECK(made.text("comment") == "سلم");
    CHECK(made.integer("width") == 320);
    CHECK(made.integer("height") == 200);
    CHECK(made.integer("orientation") == 6);
    CHECK(made.text("taken_local") == "2024:05:26 14:08:03.25+05:00");
    CHECK(made.integer("taken_at") == 1'716'714'483'250'000'000);  // 2024-05-26 09:08:03.25 UTC
    CHECK(made.text("modified_local") == "2024:05:26 14:10:00");
    CHECK_FALSE(made.has("modified_at"));
    CHECK(made.integer("gps_at") == 1'716'714'481'500'000'000);
    CHECK(made.real("latitude").value_or(0) == doctest::Approx(31.5881166667));
    CHECK(made.real("longitude").value_or(0) == doctest::Approx(74.309));
    CHECK(made.real("altitude") == -108.5);
}

TEST_CASE("a number without its side, or without a denominator, is no place") {
    auto gps = place_of_lahore();
    gps[0] = ascii(1, "");
    gps[3] = fractions(4, {{74, 0}, {18, 1}, {1, 1}});
    const Findings found = picture(jpeg(tiff({ascii(0x0110, "3310")}, {ascii(0x9003, "0000:00:00 00:00:00")}, gps)));
    REQUIRE(found.artifacts.size() == 1);
    CHECK_FALSE(found.artifacts[0].has("latitude"));
    CHECK_FALSE(found.artifacts[0].has("longitude"));
    CHECK_FALSE(found.artifacts[0].has("taken_local"));
}

TEST_CASE("a HEIF whose items have a base is read although Exiv2 does not find them") {
    const std::string exif = exif_of_a_phone();
    const std::string item = big(0, 4) + exif;
    const std::string items =
        box("iinf", big(0, 4) + big(1, 2) +
                        box("infe", big(2u << 24, 4) + big(7, 2) + big(0, 2) + "Exif" + std::string(1, '\0')));
    const auto meta = [&](std::uint64_t base) {
        return box("meta", big(0, 4) + box("hdlr", big(0, 8) + "pict" + std::string(13, '\0')) + items +
                               box("iloc", big(0, 4) + "\x44\x40" + big(1, 2) + big(7, 2) + big(0, 2) + big(base, 4) +
                                               big(1, 2) + big(0, 4) + big(item.size(), 4)));
    };
    const std::string brand = box("ftyp", "heic" + big(0, 4) + "mif1heic");
    const std::string bytes = brand + meta(brand.size() + meta(0).size() + 8) + box("mdat", item);
    const Findings found = picture(bytes);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("model") == "3310");
    CHECK(found.artifacts[0].text("taken_local") == "2024:05:26 14:08:03.25+05:00");
}

TEST_CASE("times are moments only when a zone stands beside them") {
    CHECK(moment_of("1970:01:01 00:00:00Z")->ns == 0);
    CHECK(moment_of("1970-01-01T05:00:00.5+05:00")->ns == 500'000'000);
    CHECK(moment_of("1969-12-31T23:59-0100")->ns == 3'540'000'000'000);
    CHECK(moment_of("2000-02-29T00:00:00Z")->ns == 951'782'400'000'000'000);
    CHECK_FALSE(moment_of("2024:05:26 14:08:03"));
    CHECK_FALSE(moment_of("2023-02-29T00:00:00Z"));
    CHECK_FALSE(moment_of("2024-05-26"));
    CHECK_FALSE(moment_of("2024-05-26T14:08:03Z and more"));
    CHECK_FALSE(moment_of("0000:00:00 00:00:00Z"));
    CHECK_FALSE(moment_of(""));
}

TEST_CASE("an MP4 says how long, how large, when, by what and where") {
    const Findings found = video(mp4());
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    const Finding& made = found.artifacts[0];
    CHECK(made.text("format") == "mp4");
    CHECK(made.text("brand") == "isom");
    CHECK(made.real("duration") == 2.5);
    CHECK(made.integer("width") == 1920);
    CHECK(made.integer("height") == 1080);
    CHECK(made.integer("rotation") == 90);
    CHECK(made.text("codecs") == "avc1");
    CHECK(made.integer("created_at") == 1'250'000'000'000'000'000);
    CHECK(made.integer("modified_at") == 1'250'000'100'000'000'000);
    CHECK(made.text("make") == "Nokia");
    CHECK(made.text("model") == "نوکیا");
    CHECK(made.real("latitude").value_or(0) == doctest::Approx(31.5881));
    CHECK(made.real("longitude").value_or(0) == doctest::Approx(74.309));
    CHECK(made.real("altitude").value_or(0) == doctest::Approx(108.5));
}

TEST_CASE("a QuickTime movie's creation date with its zone is a moment") {
    const Findings found = video(mov());
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("format") == "quicktime");
    CHECK(found.artifacts[0].text("model") == "iPhone 4");
    CHECK(found.artifacts[0].text("taken_local") == "2024-05-26T14:08:03+0500");
    CHECK(found.artifacts[0].integer("taken_at") == 1'716'714'483'000'000'000);
}

TEST_CASE("Matroska and AVI say the same in their ways") {
    const Findings webm = video(matroska_file());
    CHECK(webm.verdict == Verdict::examined);
    REQUIRE(webm.artifacts.size() == 1);
    CHECK(webm.artifacts[0].text("format") == "webm");
    CHECK(webm.artifacts[0].real("duration") == 2.5);
    CHECK(webm.artifacts[0].integer("width") == 640);
    CHECK(webm.artifacts[0].text("codecs") == "V_VP9");
    CHECK(webm.artifacts[0].integer("created_at") == 978'307'201'000'000'001);
    CHECK(webm.artifacts[0].text("software") == "Recorder 1");
    const Findings riff = video(avi());
    CHECK(riff.verdict == Verdict::examined);
    REQUIRE(riff.artifacts.size() == 1);
    CHECK(riff.artifacts[0].real("duration") == 2.0);
    CHECK(riff.artifacts[0].integer("height") == 240);
    CHECK(riff.artifacts[0].text("codecs") == "MJPG");
    CHECK(riff.artifacts[0].text("taken_local") == "Mon Mar 10 15:04:43 2003");
    CHECK_FALSE(riff.artifacts[0].has("taken_at"));
    CHECK(riff.artifacts[0].text("software") == "CanonMVI01");
}

TEST_CASE("places of ISO 6709 are read in degrees, minutes and seconds") {
    const auto place = [](std::string_view text) {
        VideoFacts facts;
        take_iso_6709(facts, text);
        return facts;
    };
    CHECK(place("-3145.50-07418.60/").latitude.value_or(0) == doctest::Approx(-31.7583333));
    CHECK(place("-3145.50-07418.60/").longitude.value_or(0) == doctest::Approx(-74.31));
    CHECK(place("+314530+0741836/").latitude.value_or(0) == doctest::Approx(31.7583333));
    CHECK_FALSE(place("+31.5+074.3/").altitude);
    CHECK_FALSE(place("+131.5+074.3/").latitude);
    CHECK_FALSE(place("here").latitude);
    CHECK_FALSE(place("").latitude);
}

TEST_CASE("what is neither picture nor video is not theirs") {
    CHECK(picture("").verdict == Verdict::not_mine);
    CHECK(picture(std::string(3000, 'x')).verdict == Verdict::not_mine);
    CHECK(video("").verdict == Verdict::not_mine);
    CHECK(video(std::string(3000, 'x')).verdict == Verdict::not_mine);
    CHECK(video(box("ftyp", "heic" + big(0, 4) + "heic")).verdict == Verdict::not_mine);
}

TEST_CASE("a recording that was never finished is damaged, and says so") {
    const Findings found = video(box("ftyp", "isom" + big(0, 4) + "isom") + box("mdat", "frames"));
    CHECK(found.verdict == Verdict::damaged);
    CHECK(found.artifacts.size() == 1);
    CHECK(found.warnings.size() == 1);
}

TEST_CASE("pictures and videos cut at every length and changed at every byte are survived") {
    sanad::tests::damage_everywhere(*metadata_module(), {"a.jpg", jpeg(exif_of_a_phone())});
    for (const std::string& bytes : {mp4(), mov(), matroska_file(), avi()}) {
        sanad::tests::damage_everywhere(*video_module(), {"a.mp4", bytes});
    }
}
