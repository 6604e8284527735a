// web.chromium on profiles of every generation, made here.
#include <doctest/doctest.h>

#include "plugins/sdk/testing.hpp"
#include "plugins/web/chromium.cpp"
#include "tests/modules/made_database.hpp"

namespace {

using sanad::test::database_of;

Findings found_in(std::string name, std::string bytes) {
    return sanad::sdk::examine(*sanad_module_v1(), {std::move(name), std::move(bytes)});
}

std::vector<Finding> of(const Findings& findings, std::string_view type) {
    std::vector<Finding> some;
    for (const Finding& each : findings.artifacts) {
        if (each.type == type) some.push_back(each);
    }
    return some;
}

// 2020-09-13 12:26:40 UTC
constexpr std::int64_t moment_ns = 1'600'000'000'000'000'000;
const std::string moment_webkit = "13244473600000000";

const std::string pages =
    "PRAGMA page_size = 1024;"
    "CREATE TABLE urls(id INTEGER PRIMARY KEY, url, title, visit_count, typed_count, last_visit_time, hidden);"
    "CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time, from_visit, transition, segment_id);"
    "CREATE TABLE keyword_search_terms(keyword_id, url_id, lower_term, term);"
    "INSERT INTO urls VALUES(1,'https://example.org/','خبریں',3,1," +
    moment_webkit +
    ",0),(2,'https://example.org/b','',1,0,0,0);"
    "INSERT INTO visits VALUES(7,1," +
    moment_webkit +
    ",0,805306369,0),(8,2,0,7,0,0);"
    "INSERT INTO keyword_search_terms VALUES(2,1,'news','خبر');";

const std::string newer_downloads =
    "CREATE TABLE downloads(id INTEGER PRIMARY KEY, current_path, target_path, start_time, received_bytes, total_bytes,"
    " state, danger_type, interrupt_reason, end_time, opened, referrer, tab_url, mime_type);"
    "CREATE TABLE downloads_url_chains(id, chain_index, url, PRIMARY KEY(id, chain_index));"
    "INSERT INTO downloads VALUES(1,'/tmp/a.part','/tmp/a'," +
    moment_webkit +
    ",5,10,4,0,0,0,0,'https://from','https://tab','text/plain');"
    "INSERT INTO downloads_url_chains VALUES(1,0,'https://first'),(1,1,'https://last');";

constexpr std::string_view bookmarks = R"({"checksum":"x","roots":{"bookmark_bar":{"children":[
    {"children":[{"date_added":"13244473600000001","name":"صفحہ","type":"url","url":"https://a/"}],"date_added":"0",
     "name":"Work","type":"folder"}],"name":"Bookmarks bar","type":"folder"}},"version":1})";

constexpr std::string_view preferences = R"({"browser":{"last_clear_browsing_data_time":"13244473600000000"},
    "account_info":[{"gaia":"1","email":"a@example.org","full_name":"A B"}],
    "extensions":{"settings":{"abc":{"install_time":"13244473600000000","state":0,"from_webstore":true,"path":"abc/1",
        "manifest":{"name":"Ext","version":"1.2"},"active_permissions":{"api":["tabs","history"]}}}},
    "profile":{"name":"Person 1","content_settings":{"exceptions":{"geolocation":{"https://a:443,*":
        {"last_used":1600000000.5,"setting":2}},"site_engagement":{"https://b:443,*":
        {"setting":{"lastEngagementTime":13244473600000000}}}}}}})";

}  // namespace

TEST_CASE("visits give page, time, how the user came there and from where; zero is no time") {
    const Findings found = found_in("History", database_of(pages));
    CHECK(found.verdict == Verdict::examined);
    const auto visits = of(found, "web.visited");
    REQUIRE(visits.size() == 2);
    CHECK(visits[0].text("title") == "خبریں");
    CHECK(visits[0].integer("visited_at") == moment_ns);
    CHECK(visits[0].text("transition") == "typed");
    CHECK(visits[0].integer("typed_count") == 1);
    CHECK(visits[0].source.length < 40);
    CHECK(visits[1].text("referrer_url") == "https://example.org/");
    CHECK_FALSE(visits[1].has("visited_at"));
    CHECK_FALSE(visits[1].has("title"));
    const auto searches = of(found, "web.searched");
    REQUIRE(searches.size() == 1);
    CHECK(searches[0].text("term") == "خبر");
    CHECK(searches[0].integer("searched_at") == moment_ns);
}

TEST_CASE(
    "downloads: of 1970 in seconds before version 27, of 1601 in microseconds and with a chain of addresses since") {
    const auto before =
        of(found_in("History",
                    database_of(pages + "CREATE TABLE downloads(id INTEGER PRIMARY KEY, full_path, url, start_time, "
                                        "received_bytes, total_bytes, state);"
                                        "INSERT INTO downloads VALUES(1,'C:\\a','https://a',1600000000,5,10,1)")),
           "web.downloaded");
    REQUIRE(before.size() == 1);
    CHECK(before[0].integer("started_at") == moment_ns);
    CHECK(before[0].text("state") == "complete");
    const auto since = of(found_in("History", database_of(pages + newer_downloads)), "web.downloaded");
    REQUIRE(since.size() == 1);
    CHECK(since[0].integer("started_at") == moment_ns);
    CHECK(since[0].text("url") == "https://last");
    CHECK(since[0].text("path") == "/tmp/a");
    CHECK(since[0].text("state") == "interrupted");
    CHECK(since[0].integer("received") == 5);
    CHECK_FALSE(since[0].has("ended_at"));
}

TEST_CASE("cookies before and since their columns were renamed; a value that is encrypted is given as its bytes") {
    const std::string row = "VALUES(13244473600000000,'.a','n','','/',0,1,0,13244473600000000,1,x'763130FF')";
    for (const std::string prefix : {"", "is_"}) {
        const auto cookies =
            of(found_in("Cookies",
                        database_of("CREATE TABLE cookies(creation_utc, host_key, name, value, path, expires_utc, " +
                                    prefix + "secure, " + prefix + "httponly, last_access_utc, " + prefix +
                                    "persistent, encrypted_value); INSERT INTO cookies " + row)),
               "cookie.stored");
        REQUIRE(cookies.size() == 1);
        CHECK(cookies[0].integer("secure") == 1);
        CHECK(cookies[0].integer("http_only") == 0);
        CHECK(cookies[0].integer("created_at") == moment_ns);
        CHECK_FALSE(cookies[0].has("expires_at"));
        CHECK_FALSE(cookies[0].has("value"));
        CHECK(cookies[0].text("encrypted_value") == "v10\xFF");
    }
}

TEST_CASE("logins give their metadata and never a password; both units of date_created are the same moment") {
    const Findings found = found_in(
        "Login Data",
        database_of(
            "CREATE TABLE logins(origin_url, action_url, username_value, password_value, signon_realm, date_created,"
            "blacklisted_by_user, times_used); INSERT INTO logins "
            "VALUES('https://a','https://a/in','ali',x'736563726574',"
            "'https://a',1600000000,0,3),('https://b','','',x'','https://b'," +
            moment_webkit + ",1,0)"));
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].integer("created_at") == moment_ns);
    CHECK(found.artifacts[0].text("user") == "ali");
    CHECK(found.artifacts[1].integer("created_at") == moment_ns);
    CHECK(found.artifacts[1].integer("never_saved") == 1);
}

TEST_CASE(
    "bookmarks keep their folders, preferences tell extensions, permissions, accounts and when data were cleared") {
    const Findings marks = found_in("Bookmarks", std::string{bookmarks});
    REQUIRE(marks.artifacts.size() == 3);
    CHECK(marks.artifacts[2].text("folder") == "Bookmarks bar/Work");
    CHECK(marks.artifacts[2].text("title") == "صفحہ");
    CHECK(marks.artifacts[2].integer("added_at") == moment_ns + 1000);

    const Findings told = found_in("Preferences", std::string{preferences});
    CHECK(told.verdict == Verdict::examined);
    REQUIRE(of(told, "extension.installed").size() == 1);
    const Finding extension = of(told, "extension.installed")[0];
    CHECK(extension.text("name") == "Ext");
    CHECK(extension.integer("enabled") == 0);
    CHECK(extension.integer("installed_at") == moment_ns);
    REQUIRE(of(told, "web.permitted").size() == 1);
    CHECK(of(told, "web.permitted")[0].text("site") == "https://a:443");
    CHECK(of(told, "web.permitted")[0].text("setting") == "blocked");
    CHECK(of(told, "web.permitted")[0].integer("used_at") == moment_ns + 500'000'000);
    CHECK(of(told, "web.tracked").size() == 1);
    REQUIRE(of(told, "browser.account").size() == 1);
    CHECK(of(told, "browser.account")[0].text("email") == "a@example.org");
    REQUIRE(of(told, "web.cleared").size() == 1);
    CHECK(of(told, "web.cleared")[0].integer("cleared_at") == moment_ns);
}

TEST_CASE("what is no profile's file is not the module's, and a file cut or bent never fails it") {
    CHECK(found_in("History", "").verdict == Verdict::not_mine);
    CHECK(found_in("History", "{}").verdict == Verdict::not_mine);
    CHECK(found_in("Cookies", database_of("CREATE TABLE cookies(flavour)")).verdict == Verdict::not_mine);
    CHECK(found_in("Bookmarks", std::string{bookmarks.substr(0, 100)}).verdict == Verdict::damaged);
    const auto sound = [](const std::string& name, const std::string& bytes) {
        const Findings found = found_in(name, bytes);
        const std::string said = found.warnings.empty() ? "" : found.warnings[0];
        INFO(said);
        CHECK(found.verdict != Verdict::failed);
        CHECK((found.verdict != Verdict::not_mine || found.artifacts.empty()));
        for (const Finding& each : found.artifacts) CHECK(each.source.offset + each.source.length <= bytes.size());
    };
    for (const auto& [name, bytes] :
         {std::pair<std::string, std::string>{"History", database_of(pages + newer_downloads)},
          {"Bookmarks", std::string{bookmarks}},
          {"Preferences", std::string{preferences}}}) {
        const std::size_t step = bytes.size() > 4000 ? 13 : 1;
        for (std::size_t length = 0; length < bytes.size(); length += step) sound(name, bytes.substr(0, length));
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            std::string bent = bytes;
            bent[at] = static_cast<char>(bent[at] ^ (1 << at % 8));
            sound(name, bent);
        }
    }
}
