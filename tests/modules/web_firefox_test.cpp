// web.firefox on databases and JSON made here.
#include <doctest/doctest.h>

#include "plugins/sdk/testing.hpp"
#include "plugins/web/firefox.cpp"
#include "tests/modules/made_database.hpp"

namespace {

using sanad::test::database_of;

Findings found_in(std::string name, std::string bytes) {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(name), std::move(bytes)});
}

constexpr std::int64_t moment_ns = 1'600'000'000'000'000'000;  // 2020-09-13 12:26:40 UTC

const std::string places =
    "PRAGMA page_size = 1024;"
    "CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url, title, visit_count);"
    "CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit, place_id, visit_date, visit_type);"
    "CREATE TABLE moz_bookmarks(id INTEGER PRIMARY KEY, type, fk, parent, title, dateAdded, lastModified);"
    "CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name);"
    "CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id, anno_attribute_id, content, dateAdded);"
    "INSERT INTO moz_places VALUES(1,'https://a/','اردو',2),(2,'https://a/file','',1);"
    "INSERT INTO moz_historyvisits VALUES(5,0,1,1600000000000001,2),(6,5,2,1600000000000000,7);"
    "INSERT INTO moz_bookmarks VALUES(1,2,NULL,0,'',0,0),(2,2,NULL,1,'menu',0,0),(3,2,NULL,2,'Work',0,0),"
    "(4,1,1,3,'page',1600000000000000,0);"
    "INSERT INTO moz_anno_attributes VALUES(1,'downloads/destinationFileURI'),(2,'downloads/metaData');"
    "INSERT INTO moz_annos VALUES(1,2,1,'file:///tmp/file',1600000000000000),"
    "(2,2,2,'{\"state\":1,\"endTime\":1600000000500,\"fileSize\":12}',0),(3,1,1,'file:///tmp/"
    "b',0),(4,1,2,'{broken',0);";

/// As Firefox packs it, in literals only: a block of LZ4 may hold nothing else.
std::string packed(const std::string& text) {
    std::string block(sanad::web::packed_json);
    for (int shift = 0; shift < 32; shift += 8) block += static_cast<char>(text.size() >> shift & 0xFF);
    block += static_cast<char>(0xF0);
    std::size_t left = text.size() - 15;
    for (; left >= 255; left -= 255) block += static_cast<char>(0xFF);
    block += static_cast<char>(left);
    return block + text;
}

const std::string session =
    R"({"version":["sessionrestore",1],"session":{},"windows":[{"tabs":[{"index":2,"lastAccessed":1600000000000,
    "entries":[{"url":"https://before"},{"url":"https://now","title":"Now"}]}],"_closedTabs":[{"closedAt":1600000000001,
    "state":{"index":1,"entries":[{"url":"https://closed"}]}}]}]})";

}  // namespace

TEST_CASE("places give visits, bookmarks with their folders, and downloads put together from annotations") {
    const Findings found = found_in("places.sqlite", database_of(places));
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 8);
    CHECK(found.artifacts[0].type == "web.visited");
    CHECK(found.artifacts[0].text("title") == "اردو");
    CHECK(found.artifacts[0].integer("visited_at") == moment_ns + 1000);
    CHECK(found.artifacts[0].text("transition") == "typed");
    CHECK(found.artifacts[1].text("referrer_url") == "https://a/");
    CHECK(found.artifacts[2].type == "web.downloaded");
    CHECK(found.artifacts[2].text("path") == "file:///tmp/file");
    CHECK(found.artifacts[2].text("state") == "complete");
    CHECK(found.artifacts[2].integer("ended_at") == moment_ns + 500'000'000);
    CHECK(found.artifacts[2].integer("size") == 12);
    CHECK(found.artifacts[3].text("path") == "file:///tmp/b");
    CHECK_FALSE(found.artifacts[3].has("state"));
    CHECK(found.artifacts[7].type == "bookmark.added");
    CHECK(found.artifacts[7].text("folder") == "menu/Work");
    CHECK(found.artifacts[7].integer("added_at") == moment_ns);
}

TEST_CASE("a cookie's expiry is in seconds until 141 and in milliseconds since: both are the same moment") {
    const Findings found = found_in(
        "cookies.sqlite",
        database_of("CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY, name, value, host, path, expiry, lastAccessed, "
                    "creationTime, isSecure,"
                    "isHttpOnly); INSERT INTO moz_cookies VALUES(1,'n','v','h','/',1600000000,0,1600000000000000,1,0),"
                    "(2,'n','v','h','/',1600000000000,0,0,1,0)"));
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].integer("expires_at") == moment_ns);
    CHECK(found.artifacts[1].integer("expires_at") == moment_ns);
    CHECK_FALSE(found.artifacts[0].has("used_at"));
}

TEST_CASE("forms, permissions and old downloads") {
    const Findings forms = found_in(
        "formhistory.sqlite",
        database_of(
            "CREATE TABLE moz_formhistory(id INTEGER PRIMARY KEY, fieldname, value, timesUsed, firstUsed, lastUsed);"
            "INSERT INTO moz_formhistory VALUES(1,'searchbar-history','کراچی',4,1600000000000000,0)"));
    REQUIRE(forms.artifacts.size() == 1);
    CHECK(forms.artifacts[0].text("value") == "کراچی");
    CHECK(forms.artifacts[0].integer("first_used_at") == moment_ns);
    const Findings rules = found_in(
        "permissions.sqlite",
        database_of(
            "CREATE TABLE moz_perms(id INTEGER PRIMARY KEY, origin, type, permission, expireTime, modificationTime);"
            "INSERT INTO moz_perms VALUES(1,'https://a','geo',2,0,1600000000000)"));
    REQUIRE(rules.artifacts.size() == 1);
    CHECK(rules.artifacts[0].text("setting") == "blocked");
    const Findings old = found_in(
        "downloads.sqlite",
        database_of("CREATE TABLE moz_downloads(id INTEGER PRIMARY KEY, source, target, startTime, endTime, state, "
                    "referrer, currBytes, maxBytes);"
                    "INSERT INTO moz_downloads VALUES(1,'https://a','file:///a',1600000000000000,0,3,NULL,5,-1)"));
    REQUIRE(old.artifacts.size() == 1);
    CHECK(old.artifacts[0].text("state") == "cancelled");
    CHECK_FALSE(old.artifacts[0].has("size"));
}

TEST_CASE("logins, extensions and downloads of JSON; a password is never given, not even encrypted") {
    const Findings logins =
        found_in("logins.json", R"({"nextId":2,"logins":[{"id":1,"hostname":"https://a","httpRealm":null,
        "encryptedPassword":"MDoE","timeCreated":1600000000000,"timesUsed":2}]})");
    REQUIRE(logins.artifacts.size() == 1);
    CHECK(logins.artifacts[0].integer("created_at") == moment_ns);
    CHECK(logins.artifacts[0].values.size() == 3);
    const Findings extensions = found_in("extensions.json", R"({"schemaVersion":35,"addons":[{"id":"x@y","version":"2",
        "defaultLocale":{"name":"X"},"active":false,"installDate":1600000000000,"path":"/x.xpi"}]})");
    REQUIRE(extensions.artifacts.size() == 1);
    CHECK(extensions.artifacts[0].integer("enabled") == 0);
    const Findings downloads = found_in("downloads.json", R"({"list":[{"source":{"url":"https://a"},"target":"/tmp/a",
        "startTime":"2020-09-13T12:26:40.250Z","totalBytes":9},{"source":"https://b","target":{"path":"/b"},
        "startTime":"2020-13-45T99:99:99.999Z"}]})");
    REQUIRE(downloads.artifacts.size() == 2);
    CHECK(downloads.artifacts[0].integer("started_at") == moment_ns + 250'000'000);
    CHECK_FALSE(downloads.artifacts[1].has("started_at"));
}

TEST_CASE("tabs, open and closed, from a session store plain or packed") {
    for (const std::string& bytes : {session, packed(session)}) {
        const Findings found = found_in("recovery.jsonlz4", bytes);
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(found.artifacts.size() == 2);
        CHECK(found.artifacts[0].text("url") == "https://now");
        CHECK(found.artifacts[0].integer("viewed_at") == moment_ns);
        CHECK(found.artifacts[1].text("url") == "https://closed");
        CHECK(found.artifacts[1].integer("closed_at") == moment_ns + 1'000'000);
    }
}

TEST_CASE("a packed file repeats what came before, as LZ4 defines it, and never reads before its beginning") {
    using sanad::web::unpacked_json;
    const std::string magic{sanad::web::packed_json};
    // "ab", then 6 bytes from 2 back, then "c".
    CHECK(unpacked_json(magic + std::string("\x09\0\0\0\x22"
                                            "ab\x02\0\x10"
                                            "c",
                                            11)) == "ababababc");
    CHECK_FALSE(unpacked_json(magic + std::string("\x09\0\0\0\x22"
                                                  "ab\x03\0\x10"
                                                  "c",
                                                  11)));
    CHECK_FALSE(unpacked_json(magic + std::string("\x08\0\0\0\x22"
                                                  "ab\x02\0\x10"
                                                  "c",
                                                  11)));
    CHECK_FALSE(unpacked_json(magic + std::string("\xFF\xFF\xFF\x7F\x10"
                                                  "c",
                                                  6)));
    CHECK_FALSE(unpacked_json(magic));
}

TEST_CASE("what is no profile's file is not the module's, and a file cut or bent never fails it") {
    CHECK(found_in("places.sqlite", "").verdict == Verdict::not_mine);
    CHECK(found_in("downloads.json", "{}").verdict == Verdict::not_mine);
    CHECK(found_in("search.json.mozlz4", packed(R"({"version":6,"engines":[]})")).verdict == Verdict::not_mine);
    const auto sound = [](const std::string& bytes) {
        const Findings found = found_in("places.sqlite", bytes);
        const std::string said = found.warnings.empty() ? "" : found.warnings[0];
        INFO(said);
        CHECK(found.verdict != Verdict::failed);
        CHECK((found.verdict != Verdict::not_mine || found.artifacts.empty()));
        for (const Finding& each : found.artifacts) CHECK(each.source.offset + each.source.length <= bytes.size());
    };
    for (const std::string& bytes : {database_of(places), session, packed(session)}) {
        const std::size_t step = bytes.size() > 4000 ? 13 : 1;
        for (std::size_t length = 0; length < bytes.size(); length += step) sound(bytes.substr(0, length));
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            std::string bent = bytes;
            bent[at] = static_cast<char>(bent[at] ^ (1 << at % 8));
            sound(bent);
        }
    }
}
