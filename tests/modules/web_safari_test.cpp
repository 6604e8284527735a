// web.safari on databases, property lists and cookies made here.
#include <doctest/doctest.h>

#include <bit>

#include "plugins/sdk/testing.hpp"
#include "plugins/web/safari.cpp"
#include "tests/modules/made_database.hpp"

namespace {

using sanad::test::database_of;

Findings found_in(std::string name, std::string bytes) {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(name), std::move(bytes)});
}

constexpr std::int64_t moment_ns = 1'600'000'000'000'000'000;  // 2020-09-13 12:26:40 UTC
constexpr double moment_mac = 621692800;

std::string little(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
    return text;
}
std::string big(std::uint64_t value, int bytes) {
    const std::string text = little(value, bytes);
    return {text.rbegin(), text.rend()};
}

/// One page with one cookie, and its checksum: every fourth byte of the page.
std::string cookie_file() {
    const std::string texts = std::string{".example.org"} + '\0' + "name" + '\0' + "/" + '\0' + "قدر" + '\0';
    std::string cookie = little(56 + texts.size(), 4) + little(0, 4) + little(5, 4) + little(0, 4);
    cookie += little(56, 4) + little(69, 4) + little(74, 4) + little(76, 4) + little(0, 8);
    cookie += little(0, 8) + little(std::bit_cast<std::uint64_t>(moment_mac), 8) + texts;
    const std::string page = big(0x100, 4) + little(1, 4) + little(16, 4) + little(0, 4) + cookie;
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < page.size(); i += 4) sum += static_cast<std::uint8_t>(page[i]);
    return "cook" + big(1, 4) + big(page.size(), 4) + page + big(sum, 4) + big(0x071720050000004B, 8);
}

/// {"WebHistoryDates": [{"": "https://a/", "lastVisitedDate": "621692800.5", "title": "نام"}]}, written out by hand.
std::string binary_history() {
    const std::string title = "\x06\x46\x06\x27\x06\x45";
    const std::vector<std::string> objects = {
        "\xD1\x01\x02",   "\x5FX", "\xA1\x03",    "\xD3\x04\x05\x06\x07\x08\x09", "\x50", "\x5FL", "\x55title",
        "\x5Ahttps://a/", "\x5BT", "\x63" + title};
    std::string file = "bplist00", table;
    for (std::string object : objects) {
        if (object == "\x5FX") object = "\x5F" + std::string("\x10\x0F") + "WebHistoryDates";
        if (object == "\x5FL") object = "\x5F" + std::string("\x10\x0F") + "lastVisitedDate";
        if (object == "\x5BT") object = "\x5B" + std::string{"621692800.5"};
        table += static_cast<char>(file.size());
        file += object;
    }
    const std::size_t table_at = file.size();
    return file + table + std::string(6, '\0') + "\x01\x01" + big(objects.size(), 8) + big(0, 8) + big(table_at, 8);
}

const std::string history =
    "PRAGMA page_size = 1024;"
    "CREATE TABLE history_items(id INTEGER PRIMARY KEY, url, visit_count);"
    "CREATE TABLE history_visits(id INTEGER PRIMARY KEY, history_item, visit_time, title, load_successful, "
    "redirect_source, origin);"
    "CREATE TABLE history_tombstones(id INTEGER PRIMARY KEY, start_time, end_time, url);"
    "INSERT INTO history_items VALUES(1,'https://a/',2); INSERT INTO history_visits "
    "VALUES(1,1,621692800.25,'سرورق',1,NULL,0),"
    "(2,1,0,NULL,0,1,1); INSERT INTO history_tombstones VALUES(1,621692800.0,621692801.0,'https://gone');";

constexpr std::string_view bookmarks = R"(<?xml version="1.0"?><plist version="1.0"><dict><key>WebBookmarkType</key>
<string>WebBookmarkTypeList</string><key>Children</key><array><dict><key>WebBookmarkType</key><string>WebBookmarkTypeList</string>
<key>Title</key><string>com.apple.ReadingList</string><key>Children</key><array><dict><key>WebBookmarkType</key>
<string>WebBookmarkTypeLeaf</string><key>URLString</key><string>https://a/?x=1&amp;y</string><key>URIDictionary</key><dict>
<key>title</key><string>A</string></dict><key>ReadingList</key><dict><key>DateAdded</key><date>2020-09-13T12:26:40Z</date>
<key>PreviewText</key><string>Once</string></dict></dict></array></dict></array></dict></plist>)";

}  // namespace

TEST_CASE("visits, where they were redirected from, failed loads, and what was cleared") {
    const Findings found = found_in("History.db", database_of(history));
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[0].integer("visited_at") == moment_ns + 250'000'000);
    CHECK(found.artifacts[0].text("title") == "سرورق");
    CHECK(found.artifacts[1].integer("loaded") == 0);
    CHECK(found.artifacts[1].text("referrer_url") == "https://a/");
    CHECK(found.artifacts[1].integer("from_other_device") == 1);
    CHECK_FALSE(found.artifacts[1].has("visited_at"));
    CHECK(found.artifacts[2].type == "web.cleared");
    CHECK(found.artifacts[2].integer("ends_at") == moment_ns + 1'000'000'000);
}

TEST_CASE("tabs, observed domains and the cache of pages") {
    const Findings tabs = found_in(
        "BrowserState.db",
        database_of(
            "CREATE TABLE browser_windows(id INTEGER PRIMARY KEY); CREATE TABLE tabs(id INTEGER PRIMARY KEY, uuid, "
            "title, url,"
            "last_viewed_time, private_browsing); INSERT INTO tabs VALUES(1,'u','T','https://a',621692800.0,1)"));
    REQUIRE(tabs.artifacts.size() == 1);
    CHECK(tabs.artifacts[0].integer("private") == 1);
    CHECK(tabs.artifacts[0].integer("viewed_at") == moment_ns);
    const Findings seen = found_in(
        "observations.db",
        database_of(
            "CREATE TABLE ObservedDomains(domainID INTEGER PRIMARY KEY, registrableDomain, lastSeen, "
            "hadUserInteraction,"
            "mostRecentUserInteractionTime); INSERT INTO ObservedDomains VALUES(1,'a.org',1600000000.0,0,-1.0)"));
    REQUIRE(seen.artifacts.size() == 1);
    CHECK(seen.artifacts[0].integer("seen_at") == moment_ns);
    CHECK_FALSE(seen.artifacts[0].has("used_at"));
    const Findings cached = found_in(
        "Cache.db",
        database_of(
            "CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY, request_key, time_stamp);"
            "CREATE TABLE cfurl_cache_receiver_data(entry_ID INTEGER PRIMARY KEY, isDataOnFS, receiver_data);"
            "INSERT INTO cfurl_cache_response VALUES(1,'https://a','2020-09-13 12:26:40'),(2,'https://b','soon');"
            "INSERT INTO cfurl_cache_receiver_data VALUES(1,1,'F00D'),(2,0,x'0102')"));
    REQUIRE(cached.artifacts.size() == 2);
    CHECK(cached.artifacts[0].integer("stored_at") == moment_ns);
    CHECK(cached.artifacts[0].text("path") == "F00D");
    CHECK(cached.artifacts[1].integer("size") == 2);
    CHECK_FALSE(cached.artifacts[1].has("stored_at"));
}

TEST_CASE("cookies of Apple's apps, each with its bytes; a wrong checksum is told") {
    const std::string file = cookie_file();
    const Findings found = found_in("Cookies.binarycookies", file);
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    const Finding& cookie = found.artifacts[0];
    CHECK(cookie.text("host") == ".example.org");
    CHECK(cookie.text("name") == "name");
    CHECK(cookie.text("value") == "قدر");
    CHECK(cookie.integer("secure") == 1);
    CHECK(cookie.integer("http_only") == 1);
    CHECK(cookie.integer("created_at") == moment_ns);
    CHECK_FALSE(cookie.has("expires_at"));
    CHECK(file.substr(cookie.source.offset, cookie.source.length).ends_with(std::string{"قدر"} + '\0'));
    std::string bent = file;
    bent[file.size() - 12] = 'x';
    CHECK(found_in("Cookies.binarycookies", bent).verdict == Verdict::damaged);
    CHECK(found_in("Cookies.binarycookies", bent).artifacts.size() == 1);
}

TEST_CASE("property lists, binary and XML: history and the reading list") {
    const Findings visits = found_in("History.plist", binary_history());
    CHECK(visits.verdict == Verdict::examined);
    REQUIRE(visits.artifacts.size() == 1);
    CHECK(visits.artifacts[0].text("url") == "https://a/");
    CHECK(visits.artifacts[0].text("title") == "نام");
    CHECK(visits.artifacts[0].integer("visited_at") == moment_ns + 500'000'000);
    const Findings marks = found_in("Bookmarks.plist", std::string{bookmarks});
    REQUIRE(marks.artifacts.size() == 2);
    CHECK(marks.artifacts[1].text("url") == "https://a/?x=1&y");
    CHECK(marks.artifacts[1].text("kind") == "reading list");
    CHECK(marks.artifacts[1].text("preview") == "Once");
    CHECK(marks.artifacts[1].integer("added_at") == moment_ns);
    CHECK(marks.artifacts[1].text("folder") == "com.apple.ReadingList");
}

TEST_CASE("a list that names itself ends, and what is not Safari's is not the module's") {
    // An array whose one item is itself.
    const std::string endless =
        "bplist00\xA1\x01\xA1\x01\x08\x0A" + std::string(6, '\0') + "\x01\x01" + big(2, 8) + big(0, 8) + big(12, 8);
    CHECK(found_in("History.plist", endless).verdict == Verdict::not_mine);
    CHECK(found_in("History.plist", "").verdict == Verdict::not_mine);
    CHECK(found_in("History.plist", "<?xml version=\"1.0\"?><plist><dict/></plist>").verdict == Verdict::not_mine);
    CHECK(found_in("History.db", database_of("CREATE TABLE history_items(id)")).verdict == Verdict::not_mine);
}

TEST_CASE("a file cut or bent never fails the module") {
    const auto sound = [](const std::string& bytes) {
        const Findings found = found_in("History.db", bytes);
        const std::string said = found.warnings.empty() ? "" : found.warnings[0];
        INFO(said);
        CHECK(found.verdict != Verdict::failed);
        CHECK((found.verdict != Verdict::not_mine || found.artifacts.empty()));
        for (const Finding& each : found.artifacts) CHECK(each.source.offset + each.source.length <= bytes.size());
    };
    for (const std::string& bytes : {database_of(history), cookie_file(), binary_history(), std::string{bookmarks}}) {
        const std::size_t step = bytes.size() > 4000 ? 13 : 1;
        for (std::size_t length = 0; length < bytes.size(); length += step) sound(bytes.substr(0, length));
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            std::string bent = bytes;
            bent[at] = static_cast<char>(bent[at] ^ (1 << at % 8));
            sound(bent);
        }
    }
}
