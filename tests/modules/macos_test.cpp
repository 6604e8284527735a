// The modules of macOS on samples made here from the formats' own descriptions.
#include <sqlite3.h>
#include <zlib.h>

#include <bit>
#include <memory>

#include "tests/modules/damaged_samples.hpp"

extern "C" {
const sanad_module* apple_system_log_module();
const sanad_module* file_events_module();
const sanad_module* permissions_module();
const sanad_module* plist_module();
}

namespace {

using namespace sanad::sdk;
using namespace std::string_literals;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t seconds_1970_to_2001 = 978'307'200;

/// Builds a binary property list: objects are added, and named by the number they got.
class BinaryPlist {
public:
    char add(const std::string& bytes) {
        objects_.push_back(bytes);
        return static_cast<char>(objects_.size() - 1);
    }
    char text(const std::string& ascii) { return add(marker('\x50', ascii.size()) + ascii); }
    char wide(const std::u16string& text) {
        std::string bytes = marker('\x60', text.size());
        for (const char16_t unit : text) bytes += big(static_cast<std::uint16_t>(unit));
        return add(bytes);
    }
    char integer(std::int64_t value) { return add("\x13" + big(value)); }
    char date(double seconds) { return add("\x33" + big(std::bit_cast<std::uint64_t>(seconds))); }
    char data(const std::string& bytes) { return add(marker('\x40', bytes.size()) + bytes); }
    char uid(char number) { return add("\x80"s + number); }
    char array(const std::string& items) { return add(marker('\xA0', items.size()) + items); }
    char dictionary(const std::string& keys, const std::string& values) {
        return add(marker('\xD0', keys.size()) + keys + values);
    }
    std::string file(char top) const {
        std::string bytes = "bplist00";
        std::string table;
        for (const std::string& object : objects_) {
            table += big(static_cast<std::uint16_t>(bytes.size()));
            bytes += object;
        }
        const std::uint64_t table_at = bytes.size();
        return bytes + table + padded({}, 6) + "\x02\x01"s + big(std::uint64_t{objects_.size()}) +
               big(static_cast<std::uint64_t>(top)) + big(table_at);
    }

private:
    static std::string marker(char kind, std::size_t count) {
        if (count < 15) return std::string(1, static_cast<char>(kind | static_cast<char>(count)));
        return std::string(1, static_cast<char>(kind | 15)) + "\x11" + big(static_cast<std::uint16_t>(count));
    }
    std::vector<std::string> objects_;
};

std::string xml(const std::string& inside) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
           "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">" +
           inside + "</plist>\n";
}

const Finding* first(const Findings& found, std::string_view type) {
    for (const Finding& each : found.artifacts) {
        if (each.type == type) return &each;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a Wi-Fi network of a binary property list has its name as recorded and its times to the microsecond") {
    BinaryPlist plist;
    const char name = plist.data("دفتر");
    const char joined = plist.date(700'000'000.25);
    const char never = plist.date(0);
    const char hidden = plist.add("\x09");
    const char reason = plist.text("Cloud Sync");
    const char network = plist.dictionary({plist.text("SSID"), plist.text("JoinedByUserAt"), plist.text("AddedAt"),
                                           plist.text("Hidden"), plist.text("AddReason")},
                                          {name, joined, never, hidden, reason});
    const std::string sample = plist.file(plist.dictionary({plist.text("wifi.network.ssid.x")}, {network}));
    const Findings found = examine(*plist_module(), {"com.apple.wifi.known-networks.plist", sample});
    CHECK(found.verdict == Verdict::examined);
    const Finding* known = first(found, "wifi_network.known");
    REQUIRE(known != nullptr);
    CHECK(known->text("name") == "دفتر");
    CHECK(known->integer("joined_by_user_at") == (700'000'000 + seconds_1970_to_2001) * second + second / 4);
    CHECK_FALSE(known->has("added_at"));
    CHECK(known->text("hidden") == "yes");
    check_damaged(*plist_module(), "com.apple.wifi.known-networks.plist", sample);
}

TEST_CASE("an XML property list is read with entities, comments, CDATA and empty elements") {
    const std::string sample =
        xml("<dict><key>Label</key><string>a &amp; &#x67E;<![CDATA[<b>]]></string><!-- x --><key>ProgramArguments</key>"
            "<array><string>/bin/sh</string><string/></array><key>RunAtLoad</key><true/><key>StartInterval</key>"
            "<integer>0x3C</integer><key>KeepAlive</key><dict/><key>EnvironmentVariables</key><dict><key>A</key>"
            "<string>b</string></dict></dict>");
    const Findings found = examine(*plist_module(), {"Library/LaunchAgents/a.plist", sample});
    CHECK(found.verdict == Verdict::examined);
    const Finding* item = first(found, "launch_item.configured");
    REQUIRE(item != nullptr);
    CHECK(item->text("label") == "a & پ<b>");
    CHECK(item->text("program") == "/bin/sh");
    CHECK(item->text("run_at_load") == "yes");
    CHECK(item->text("keep_alive") == "conditions");
    CHECK(item->integer("interval") == 60);
    CHECK(item->text("environment") == "A=b");
    const Finding* read = first(found, "property_list.read");
    REQUIRE(read != nullptr);
    CHECK(read->integer("values") == 10);
    REQUIRE(found.texts.size() == 1);
    CHECK(found.texts[0].find("ProgramArguments[0]: /bin/sh\n") != std::string::npos);
    check_damaged(*plist_module(), "a.plist", sample);
}

TEST_CASE("installs, receipts, shortcuts of Spotlight and recent items are told from lists of any name") {
    const auto found_in = [](const std::string& inside, std::string_view type) {
        const Findings found = examine(*plist_module(), {"x.plist", xml(inside)});
        const Finding* finding = first(found, type);
        REQUIRE(finding != nullptr);
        return *finding;
    };
    const Finding install = found_in(
        "<array><dict><key>date</key><date>2021-03-04T05:06:07Z</date><key>displayName</key><string>Safari</string>"
        "<key>displayVersion</key><string>14</string><key>packageIdentifiers</key><array><string>com.apple.x</string></"
        "array>"
        "<key>processName</key><string>softwareupdated</string></dict></array>",
        "package.installed");
    CHECK(install.text("package") == "Safari");
    CHECK(install.integer("installed_at") == 1'614'834'367 * second);
    const Finding shortcut = found_in(
        "<dict><key>UserShortcuts</key><dict><key>term</key><dict><key>DISPLAY_NAME</key><string>Terminal</string>"
        "<key>LAST_USED</key><date>2021-03-04T05:06:07Z</date><key>PATH</key><string>/Applications/Terminal.app</"
        "string>"
        "</dict></dict></dict>",
        "search.shortcut");
    CHECK(shortcut.text("searched") == "term");
    CHECK(shortcut.text("name") == "Terminal");
    const Finding recent = found_in(
        "<dict><key>RecentDocuments</key><dict><key>CustomListItems</key><array><dict><key>Name</key><string>رپورٹ</"
        "string>"
        "</dict></array></dict></dict>",
        "recent_item.listed");
    CHECK(recent.text("kind") == "documents");
    CHECK(recent.text("name") == "رپورٹ");
}

TEST_CASE("a shared file list is an archive of objects; its bookmarks give path, volume and creation") {
    const auto item = [](std::uint32_t kind, const std::string& content) {
        const std::string whole = little(static_cast<std::uint32_t>(content.size())) + little(kind) + content;
        return padded(whole, (whole.size() + 3) / 4 * 4);
    };
    std::string values = padded({}, 4);
    std::vector<std::uint32_t> parts;
    for (const std::string part : {"Users", "ali", "رپورٹ.pdf"}) {
        parts.push_back(static_cast<std::uint32_t>(values.size()));
        values += item(0x0101, part);
    }
    const auto path_at = static_cast<std::uint32_t>(values.size());
    values += item(0x0601, little(parts[0]) + little(parts[1]) + little(parts[2]));
    const auto date_at = static_cast<std::uint32_t>(values.size());
    values += item(0x0400, big(std::bit_cast<std::uint64_t>(600'000'000.0)));
    const auto volume_at = static_cast<std::uint32_t>(values.size());
    values += item(0x0101, "Macintosh HD");
    const auto table_at = static_cast<std::uint32_t>(values.size());
    values.replace(0, 4, little(table_at));
    values += little(std::uint32_t{56}) + little(std::uint32_t{0xFFFFFFFE}) + little(std::uint32_t{1}) +
              little(std::uint32_t{0}) + little(std::uint32_t{3});
    for (const auto& [key, at] :
         {std::pair{0x1004u, path_at}, std::pair{0x1040u, date_at}, std::pair{0x2010u, volume_at}}) {
        values += little(std::uint32_t{key}) + little(at) + little(std::uint32_t{0});
    }
    const std::string bookmark = "book" + little(static_cast<std::uint32_t>(48 + values.size())) +
                                 little(std::uint32_t{0x10040000}) + little(std::uint32_t{48}) + padded({}, 32) +
                                 values;

    BinaryPlist plist;
    const char null = plist.text("$null");
    const auto named = [&](char number) { return plist.uid(number); };
    // Objects: 0 null, 1 root, 2 list, 3 item, 4 "Name", 5 "رپورٹ", 6 "Bookmark", 7 the bookmark, 8 "items", and
    // classes.
    const char dictionary_class = plist.dictionary({plist.text("$classname")}, {plist.text("NSDictionary")});
    const char keys_key = plist.text("NS.keys");
    const char objects_key = plist.text("NS.objects");
    const char class_key = plist.text("$class");
    const auto dictionary = [&](const std::string& keys, const std::string& objects) {
        return plist.dictionary({keys_key, objects_key, class_key},
                                {plist.array(keys), plist.array(objects), named(9)});
    };
    const char root = dictionary({named(8)}, {named(2)});
    const char list = plist.dictionary({objects_key, class_key}, {plist.array({named(3)}), named(9)});
    const char entry = dictionary({named(4), named(6)}, {named(5), named(7)});
    const char objects =
        plist.array({null, root, list, entry, plist.text("Name"), plist.wide(u"رپورٹ"), plist.text("Bookmark"),
                     plist.data(bookmark), plist.text("items"), dictionary_class});
    const char top = plist.dictionary({plist.text("root")}, {named(1)});
    const std::string sample =
        plist.file(plist.dictionary({plist.text("$archiver"), plist.text("$objects"), plist.text("$top")},
                                    {plist.text("NSKeyedArchiver"), objects, top}));
    const Findings found = examine(*plist_module(), {"com.apple.LSSharedFileList.RecentDocuments.sfl2", sample});
    CHECK(found.verdict == Verdict::examined);
    const Finding* recent = first(found, "recent_item.listed");
    REQUIRE(recent != nullptr);
    CHECK(recent->text("name") == "رپورٹ");
    CHECK(recent->text("kind") == "RecentDocuments");
    CHECK(recent->text("location") == "/Users/ali/رپورٹ.pdf");
    CHECK(recent->text("volume") == "Macintosh HD");
    CHECK(recent->integer("created_at") == (600'000'000 + seconds_1970_to_2001) * second);
    check_damaged(*plist_module(), "com.apple.LSSharedFileList.RecentDocuments.sfl2", sample);
}

TEST_CASE("an account of a Mac says how its password is kept and keeps the hash to itself") {
    BinaryPlist shadow;
    const std::string hashes =
        shadow.file(shadow.dictionary({shadow.text("SALTED-SHA512-PBKDF2")}, {shadow.data("SECRET")}));
    BinaryPlist plist;
    const auto one = [&](char value) { return plist.array({value}); };
    const std::string policy =
        xml("<dict><key>passwordLastSetTime</key><real>1600000000.5</real><key>failedLoginCount</key>"
            "<integer>2</integer></dict>");
    const std::string sample =
        plist.file(plist.dictionary({plist.text("name"), plist.text("uid"), plist.text("generateduid"),
                                     plist.text("ShadowHashData"), plist.text("accountPolicyData")},
                                    {one(plist.text("ali")), one(plist.text("501")), one(plist.text("U-U")),
                                     one(plist.data(hashes)), one(plist.data(policy))}));
    const Findings found = examine(*plist_module(), {"ali.plist", sample});
    const Finding* account = first(found, "account.defined");
    REQUIRE(account != nullptr);
    CHECK(account->text("password") == "set");
    CHECK(account->text("password_algorithm") == "SALTED-SHA512-PBKDF2");
    CHECK(account->integer("password_set_at") == 1'600'000'000 * second + second / 2);
    CHECK(account->integer("failed_logins") == 2);
    for (const std::string& text : found.texts) CHECK(text.find("SECRET") == std::string::npos);
}

TEST_CASE("lists that hold themselves, and what is no property list, come to an end") {
    BinaryPlist loop;
    const std::string sample = loop.file(loop.array("\0"s));
    const Findings found = examine(*plist_module(), {"x.plist", sample});
    CHECK(found.verdict == Verdict::damaged);
    // Every level names the next twice: 2^60 values in 60 objects.
    BinaryPlist bomb;
    for (char i = 0; i < 60; ++i) bomb.array({static_cast<char>(i + 1), static_cast<char>(i + 1)});
    CHECK(examine(*plist_module(), {"x.plist", bomb.file(bomb.text("end"))}).verdict == Verdict::examined);
    CHECK(examine(*plist_module(), {"x.plist", bomb.file(0)}).verdict == Verdict::damaged);
    CHECK(examine(*plist_module(), {"x.plist", "{ key = value; }"}).verdict == Verdict::not_mine);
}

namespace {

std::string gzip(const std::string& plain) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(plain.size() + 256, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string events(int format) {
    const auto record = [&](const std::string& path, std::uint64_t number, std::uint32_t set) {
        std::string bytes = path + '\0' + little(number) + little(set);
        if (format >= 2) bytes += little(std::uint64_t{77});
        if (format >= 3) bytes += little(std::uint32_t{0});
        return bytes;
    };
    const std::string records = record("Users/ali/رپورٹ.pdf", 1000, 0x00800001) + record("tmp", 1001, 0x01000002);
    return std::to_string(format) + "SLD" + padded({}, 4) + little(static_cast<std::uint32_t>(12 + records.size())) +
           records;
}

}  // namespace

TEST_CASE("file events of all three versions, in several members of one gzip file") {
    for (int format = 1; format <= 3; ++format) {
        const std::string sample = gzip(events(format)) + gzip(events(format));
        const Findings found = examine(*file_events_module(), {".fseventsd/00000000000003e9", sample});
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(found.artifacts.size() == 4);
        const Finding& event = found.artifacts[0];
        CHECK(event.text("path") == "Users/ali/رپورٹ.pdf");
        CHECK(event.text("changes") == "created");
        CHECK(event.integer("event_id") == 1000);
        CHECK(event.integer("flags") == 0x00800001);
        CHECK(event.has("node_id") == (format >= 2));
        CHECK(found.artifacts[1].text("changes") == "removed");
        check_damaged(*file_events_module(), ".fseventsd/00000000000003e9", sample);
    }
    CHECK(examine(*file_events_module(), {".fseventsd/00000000000003e9", gzip("something else")}).verdict ==
          Verdict::not_mine);
}

TEST_CASE("the Apple System Log gives its texts, those within a word too, and a chain that goes back ends") {
    const std::string text = "\0\1"s + big(std::uint32_t{6}) + "alpha\0"s;
    const std::uint64_t record_at = 80 + text.size();
    const std::string inside = "\x84host"s + padded({}, 3);
    const auto record = [&](std::uint64_t next) {
        std::string body = big(next) + big(std::uint64_t{55}) + big(std::uint64_t{1'600'000'000}) +
                           big(std::uint32_t{7}) + big(std::uint16_t{4}) + big(std::uint16_t{0}) +
                           big(std::uint32_t{69}) + big(std::uint32_t{205}) + big(std::uint32_t{205}) +
                           big(std::uint32_t{0xFFFFFFFF}) + big(std::uint32_t{80}) + big(std::uint32_t{0}) +
                           big(std::uint32_t{2});
        body += inside + big(std::uint64_t{80}) + big(std::uint64_t{0}) + big(std::uint64_t{80}) + padded({}, 16);
        body += "\x81k"s + padded({}, 6) + big(std::uint64_t{80}) + big(std::uint64_t{0});
        return "\0\0"s + big(static_cast<std::uint32_t>(body.size())) + body;
    };
    const auto log = [&](std::uint64_t next) {
        std::string header = "ASL DB\0\0\0\0\0\0"s + big(std::uint32_t{2}) + big(record_at) +
                             big(std::uint64_t{1'600'000'000}) + big(std::uint32_t{256}) + big(record_at);
        return padded(header, 80) + text + record(next);
    };
    const Findings found = examine(*apple_system_log_module(), {"2020.09.13.asl", log(0)});
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    const Finding& entry = found.artifacts[0];
    CHECK(entry.text("host") == "host");
    CHECK(entry.text("program") == "alpha");
    CHECK(entry.text("message") == "alpha");
    CHECK(entry.text("fields") == "k=alpha");
    CHECK(entry.integer("readers_user_id") == -1);
    CHECK(entry.integer("written_at") == 1'600'000'000 * second + 7);
    CHECK(examine(*apple_system_log_module(), {"x.asl", log(record_at)}).verdict == Verdict::damaged);
    check_damaged(*apple_system_log_module(), "x.asl", log(0));
}

namespace {

std::string database(const std::string& sql) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(":memory:", &raw) == SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> opened{raw, sqlite3_close};
    REQUIRE(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> bytes{sqlite3_serialize(raw, "main", &size, 0), sqlite3_free};
    return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

}  // namespace

TEST_CASE("permissions are read in the form before macOS 11 and the one since, with the decision in words") {
    const std::string since = database(
        "CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, auth_value "
        "INTEGER,"
        " auth_reason INTEGER, auth_version INTEGER, indirect_object_identifier TEXT, last_modified INTEGER);"
        "INSERT INTO access VALUES ('kTCCServiceMicrophone', 'com.example.app', 0, 2, 3, 1, 'UNUSED', 1600000000);");
    const Findings found = examine(*permissions_module(), {"TCC.db", since});
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("service") == "kTCCServiceMicrophone");
    CHECK(found.artifacts[0].text("client_kind") == "identifier");
    CHECK(found.artifacts[0].text("decision") == "allowed");
    CHECK(found.artifacts[0].integer("reason") == 3);
    CHECK(found.artifacts[0].integer("changed_at") == 1'600'000'000 * second);
    const std::string before = database(
        "CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, allowed INTEGER, prompt_count INTEGER);"
        "INSERT INTO access VALUES ('kTCCServiceCamera', '/usr/bin/x', 1, 0, 1);");
    const Findings older = examine(*permissions_module(), {"TCC.db", before});
    REQUIRE(older.artifacts.size() == 1);
    CHECK(older.artifacts[0].text("decision") == "denied");
    CHECK(older.artifacts[0].text("client_kind") == "path");
    CHECK(older.artifacts[0].integer("prompts") == 1);
    CHECK(examine(*permissions_module(), {"TCC.db", database("CREATE TABLE other (a)")}).verdict == Verdict::not_mine);
}
