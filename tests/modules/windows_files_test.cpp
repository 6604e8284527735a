// The modules of plugins/winfiles as they ship: the built plugins are loaded, each on the smallest files of its
// formats, made here from the formats' descriptions; then cut at every length and with bytes changed.
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "plugins/sdk/testing.hpp"
#include "tests/modules/mutation.hpp"
#include "tests/support/corpus.hpp"

namespace {

using namespace sanad::sdk;
using namespace std::string_literals;

/// Plugins stay loaded: each hides its library, so all can be in one process.
const sanad_module& module_named(const std::string& name) {
    static std::map<std::string, const sanad_module*> loaded;
    if (const auto found = loaded.find(name); found != loaded.end()) return *found->second;
    void* plugin = dlopen((SANAD_PLUGINS "/" + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
    REQUIRE_MESSAGE(plugin != nullptr, dlerror());
    const auto entry = reinterpret_cast<const sanad_module* (*)()>(dlsym(plugin, "sanad_module_v1"));
    REQUIRE((entry != nullptr));
    return *(loaded[name] = entry());
}
Findings run(const std::string& name, std::string bytes, std::string path = "a") {
    return examine(module_named(name), {std::move(path), std::move(bytes)});
}

template <int width>
std::string le(std::uint64_t number) {
    std::string bytes;
    for (int i = 0; i < width; ++i) bytes += static_cast<char>(number >> (8 * i));
    return bytes;
}
std::string utf16(std::u16string_view text) {
    std::string bytes;
    for (const char16_t unit : text) bytes += le<2>(unit);
    return bytes;
}
void put(std::string& bytes, std::size_t at, const std::string& what) {
    if (bytes.size() < at + what.size()) bytes.resize(at + what.size());
    bytes.replace(at, what.size(), what);
}
constexpr std::uint64_t filetime = 131'000'000'000'000'000;  // 2016-02-15T08:53:20Z
constexpr std::int64_t filetime_ns = std::int64_t{1'455'526'400} * 1'000'000'000;

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = ~0u;
    for (const char byte : bytes) {
        crc ^= static_cast<std::uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

/// Binary XML of an event: elements without templates, each name written where it is first used.
class BinaryXml {
public:
    explicit BinaryXml(std::size_t at_in_chunk) : base_{at_in_chunk} { bytes_ = "\x0F\x01\x01\0"s; }
    BinaryXml& begin(std::u16string_view name, std::u16string_view attribute = {}, std::u16string_view value = {}) {
        bytes_ += attribute.empty() ? '\x01' : '\x41';
        bytes_ += le<2>(0xFFFF);
        open_.push_back(bytes_.size());
        bytes_ += le<4>(0);
        add_name(name);
        if (!attribute.empty()) {
            const std::size_t size_at = bytes_.size();
            bytes_ += le<4>(0) + '\x06';
            add_name(attribute);
            text(value);
            put(bytes_, size_at, le<4>(bytes_.size() - size_at - 4));
        }
        bytes_ += '\x02';
        return *this;
    }
    BinaryXml& text(std::u16string_view value) {
        bytes_ += "\x05\x01"s + le<2>(value.size()) + utf16(value);
        return *this;
    }
    BinaryXml& end() {
        bytes_ += '\x04';
        put(bytes_, open_.back(), le<4>(bytes_.size() - open_.back() - 4));
        open_.pop_back();
        return *this;
    }
    BinaryXml& element(std::u16string_view name, std::u16string_view value) { return begin(name).text(value).end(); }
    std::string done() { return bytes_ + '\0'; }

private:
    void add_name(std::u16string_view name) {
        std::uint32_t hash = 0;
        for (const char16_t unit : name) hash = hash * 65599 + unit;
        bytes_ += le<4>(base_ + bytes_.size() + 4) + le<4>(0) + le<2>(hash & 0xFFFF) + le<2>(name.size()) +
                  utf16(name) + le<2>(0);
    }
    std::size_t base_;
    std::string bytes_;
    std::vector<std::size_t> open_;
};

/// A log of one record: a failed logon by an account with an Urdu name.
std::string event_log() {
    BinaryXml xml{512 + 24};
    xml.begin(u"Event").begin(u"System");
    xml.begin(u"Provider", u"Name", u"Microsoft-Windows-Security-Auditing").end();
    xml.element(u"EventID", u"4625")
        .element(u"Level", u"0")
        .element(u"Channel", u"Security")
        .element(u"Computer", u"PC1");
    xml.begin(u"TimeCreated", u"SystemTime", u"2016-02-15T08:53:20.000000100Z").end().end();
    xml.begin(u"EventData").begin(u"Data", u"Name", u"TargetUserName").text(u"علی").end();
    xml.begin(u"Data", u"Name", u"LogonType").text(u"10").end().begin(u"Data", u"Name", u"IpAddress").text(u"-").end();
    xml.end().end();
    std::string record = "**\0\0"s + le<4>(0) + le<8>(7) + le<8>(filetime) + xml.done();
    record.resize((record.size() + 7) / 8 * 8 + 4);
    put(record, 4, le<4>(record.size() + 4));
    record += le<4>(record.size() + 4);
    std::string chunk(65536, '\0');
    put(chunk, 0,
        "ElfChnk\0"s + le<8>(1) + le<8>(1) + le<8>(7) + le<8>(7) + le<4>(128) + le<4>(512) +
            le<4>(512 + record.size()) + le<4>(crc32(record)));
    put(chunk, 512, record);
    put(chunk, 124, le<4>(crc32(chunk.substr(0, 120) + chunk.substr(128, 384))));
    std::string file(4096, '\0');
    put(file, 0,
        "ElfFile\0"s + le<8>(0) + le<8>(0) + le<8>(8) + le<4>(128) + le<2>(1) + le<2>(3) + le<2>(4096) + le<2>(1));
    put(file, 124, le<4>(crc32(file.substr(0, 120))));
    return file + chunk;
}

std::string legacy_log() {
    std::string record = le<4>(0) + "LfLe" + le<4>(3) + le<4>(1'455'526'400) + le<4>(1'455'526'401) + le<4>(517) +
                         le<2>(8) + le<2>(6) + le<2>(1) + le<2>(0) + le<4>(0);
    const std::string names = utf16(u"Security"s + u'\0' + u"PC1"s + u'\0');
    const std::string strings = utf16(u"SYSTEM\0NT\0(0x0,0x3E7)\0علی\0PC1\0(0x0,0x1)\0"s);
    put(record, 26, le<2>(6));
    record += le<4>(56 + names.size()) + le<4>(0) + le<4>(0) + le<4>(0) + le<4>(56 + names.size() + strings.size());
    record += names + strings;
    record.resize((record.size() + 3) / 4 * 4);
    put(record, 0, le<4>(record.size() + 4));
    record += le<4>(record.size() + 4);
    const std::size_t end = 48 + record.size();
    return le<4>(48) + "LfLe" + le<4>(1) + le<4>(1) + le<4>(48) + le<4>(end) + le<4>(4) + le<4>(3) + le<4>(65536) +
           le<4>(0) + le<4>(0) + le<4>(48) + record + le<4>(40) + le<4>(0x11111111) + le<4>(0x22222222) +
           le<4>(0x33333333) + le<4>(0x44444444) + le<4>(48) + le<4>(end) + le<4>(4) + le<4>(3) + le<4>(40);
}

/// A list of "My Computer", a volume, and a file with long name and MFT reference; a description.
std::string link() {
    const std::string root =
        le<2>(20) + "\x1F\x50"s + "\xE0\x4F\xD0\x20\xEA\x3A\x69\x10\xA2\xD8\x08\x00\x2B\x30\x30\x9D"s;
    const std::string volume = le<2>(25) + "/C:\\"s + std::string(19, '\0');
    const std::string name = utf16(u"رپورٹ.txt"s + u'\0');
    std::string extension = le<2>(0) + le<2>(9) + le<4>(0xBEEF0004) + le<2>(0x484F) + le<2>(0x46AA) + le<2>(0x484F) +
                            le<2>(0x46AA) + le<2>(0x2E) + le<2>(0) + le<8>((std::uint64_t{5} << 48) | 343) + le<8>(0) +
                            le<2>(0) + le<4>(0) + le<4>(0) + name + le<2>(0x16);
    put(extension, 0, le<2>(extension.size()));
    std::string entry = le<2>(0) + "\x32\0"s + le<4>(1234) + le<2>(0x484F) + le<2>(0x46AA) + le<2>(32) + "R.TXT\0\0\0"s;
    put(extension, extension.size() - 2, le<2>(entry.size()));
    entry += extension;
    put(entry, 0, le<2>(entry.size()));
    const std::string list = root + volume + entry + le<2>(0);
    const std::string header = "\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"s + le<4>(0x85) + le<4>(32) +
                               le<8>(filetime) + le<8>(0) + le<8>(filetime) + le<4>(1234) + le<4>(0) + le<4>(1) +
                               le<2>(0) + le<2>(0) + le<4>(0) + le<4>(0);
    return header + le<2>(list.size()) + list + le<2>(4) + utf16(u"note") + le<4>(0);
}

/// An OLE compound file of up to six streams, each of whole sectors so that none is kept among the small ones.
std::string compound(std::vector<std::pair<std::u16string, std::string>> streams) {
    constexpr std::size_t sector = 512;
    std::string fat = le<4>(0xFFFFFFFD) + le<4>(2) + le<4>(0xFFFFFFFE);
    std::string directory;
    std::string data;
    const auto entry = [&](std::u16string_view name, char type, std::uint32_t right, std::uint32_t child,
                           std::uint32_t first, std::size_t size) {
        std::string bytes = utf16(name);
        bytes.resize(64);
        bytes += le<2>(name.size() * 2 + 2) + type + '\x01' + le<4>(0xFFFFFFFF) + le<4>(right) + le<4>(child);
        bytes.resize(116);
        directory += bytes + le<4>(first) + le<8>(size);
    };
    entry(u"Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0);
    std::uint32_t next = 3;
    for (std::size_t i = 0; i < streams.size(); ++i) {
        auto& [name, bytes] = streams[i];
        bytes.resize(std::max<std::size_t>((bytes.size() + sector - 1) / sector * sector, 4096));
        const auto sectors = static_cast<std::uint32_t>(bytes.size() / sector);
        entry(name, 2, i + 1 < streams.size() ? static_cast<std::uint32_t>(i + 2) : 0xFFFFFFFF, 0xFFFFFFFF, next,
              bytes.size());
        for (std::uint32_t s = 1; s < sectors; ++s) fat += le<4>(next + s);
        fat += le<4>(0xFFFFFFFE);
        next += sectors;
        data += bytes;
    }
    directory.resize(2 * sector);
    while (fat.size() < sector) fat += le<4>(0xFFFFFFFF);
    std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(16, '\0') + le<2>(0x3E) + le<2>(3) +
                         le<2>(0xFFFE) + le<2>(9) + le<2>(6) + std::string(10, '\0') + le<4>(1) + le<4>(1) + le<4>(0) +
                         le<4>(4096) + le<4>(0xFFFFFFFE) + le<4>(0) + le<4>(0xFFFFFFFE) + le<4>(0) + le<4>(0);
    while (header.size() < sector) header += le<4>(0xFFFFFFFF);
    return header + fat + directory + data;
}

std::string destinations(std::uint32_t version) {
    const std::u16string path = u"C:\\دستاویز.txt";
    std::string entry = std::string(72, '\0') + "PC1" + std::string(13, '\0') + le<4>(1) + le<4>(0) + le<4>(0) +
                        le<8>(filetime) + le<4>(0xFFFFFFFF);
    if (version > 1) entry += le<4>(0) + le<4>(9) + le<8>(0);
    entry += le<2>(path.size()) + utf16(path) + (version > 1 ? le<4>(0) : "");
    return le<4>(version) + le<4>(1) + le<4>(0) + le<4>(0) + le<8>(1) + le<8>(1) + entry;
}

std::string custom_list() {
    return le<4>(2) + le<4>(1) + le<4>(0) + std::string(12, '\0') + link() + le<4>(0xBABFFBAB);
}

std::string usn_record(std::uint16_t major) {
    const std::string name = utf16(u"رپورٹ.txt");
    const std::string wide = major == 2 ? "" : le<8>(0);
    const std::string fixed =
        le<8>((std::uint64_t{5} << 48) | 343) + wide + le<8>((std::uint64_t{5} << 48) | 5) + wide + le<8>(4096);
    std::string record = le<4>(0) + le<2>(major) + le<2>(0) + fixed;
    if (major == 4) {
        record += le<4>(1) + le<4>(0) + le<4>(0) + le<2>(1) + le<2>(16) + le<8>(0) + le<8>(512);
    } else {
        record += le<8>(filetime) + le<4>(0x80000100) + le<4>(0) + le<4>(7) + le<4>(32) + le<2>(name.size()) +
                  le<2>(major == 2 ? 60 : 76) + name;
    }
    record.resize((record.size() + 7) / 8 * 8);
    put(record, 0, le<4>(record.size()));
    return record;
}

std::string job() {
    std::string bytes = le<2>(0x0600) + le<2>(1) + std::string(16, '\7') + le<2>(70) + le<2>(0);
    put(bytes, 40,
        le<4>(3) + le<4>(0x41300) + le<4>(0) + le<2>(2016) + le<2>(2) + le<2>(1) + le<2>(15) + le<2>(8) + le<2>(53) +
            le<2>(20) + le<2>(112));
    bytes += le<2>(0);
    for (const std::u16string_view text : {u"C:\\a.exe", u"/x", u"", u"علی", u"note"}) {
        bytes += text.empty() ? le<2>(0) : le<2>(text.size() + 1) + utf16(text) + le<2>(0);
    }
    bytes += le<2>(0) + le<2>(0);
    put(bytes, 22, le<2>(bytes.size()));
    std::string trigger = le<2>(48) + le<2>(0) + le<2>(2016) + le<2>(2) + le<2>(16) + le<2>(2017) + le<2>(1) +
                          le<2>(1) + le<2>(8) + le<2>(5) + le<4>(1440) + le<4>(60) + le<4>(1) + le<4>(1) + le<2>(1);
    trigger.resize(48);
    return bytes + le<2>(1) + trigger;
}

const std::string task_xml =
    "<?xml version=\"1.0\"?><Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">"
    "<RegistrationInfo><Date>2016-02-15T13:53:20.5+05:00</Date><Author>علی</Author><URI>\\Backup</URI></"
    "RegistrationInfo>"
    "<Triggers><TimeTrigger><StartBoundary>2016-02-16T08:05:00</StartBoundary></TimeTrigger></Triggers>"
    "<Principals><Principal "
    "id=\"A\"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>"
    "<Settings><Hidden>true</Hidden></Settings>"
    "<Actions Context=\"A\"><Exec><Command>C:\\a.exe</Command><Arguments>/x &amp; "
    "y</Arguments></Exec></Actions></Task>";

std::string thumbnail_cache(std::uint32_t version) {
    const bool has_size = version >= 0x1A;
    const std::string name = utf16(u"1c2d");
    const std::string picture = "\xFF\xD8\xFF\xE0picture"s;
    std::string entry = "CMMM"s + le<4>(0) + le<8>(0x1C2D);
    if (version == 0x14) entry += utf16(u"jpg") + le<2>(0);
    entry += le<4>(name.size()) + le<4>(2) + le<4>(picture.size());
    if (has_size) entry += le<4>(96) + le<4>(64);
    entry += le<4>(0) + le<8>(0) + le<8>(0) + name + "\0\0"s + picture;
    put(entry, 4, le<4>(entry.size()));
    const std::string places = has_size ? le<4>(0) + le<4>(32) + le<4>(32 + entry.size()) + le<4>(0)
                                        : le<4>(32) + le<4>(0) + le<4>(1) + le<4>(0);
    return "CMMM"s + le<4>(version) + le<4>(1) + places + le<4>(0) + entry;
}

std::string thumbs_db() {
    std::string catalog = le<2>(16) + le<2>(7) + le<4>(1) + le<4>(96) + le<4>(96);
    const std::string name = utf16(u"تصویر.jpg"s + u'\0');
    catalog += le<4>(16 + name.size() + 4) + le<4>(12) + le<8>(filetime) + name + le<4>(0);
    return compound({{u"21", le<4>(12) + le<4>(1) + le<4>(4084) + "\xFF\xD8\xFF\xE0picture"s}, {u"Catalog", catalog}});
}

std::string index_dat() {
    std::string file(0x5000, '\0');
    put(file, 0, "Client UrlCache MMF Ver 5.2\0"s + le<4>(0x5100) + le<4>(0x4000) + le<4>(128) + le<4>(2));
    for (std::size_t at = 0x4010; at < 0x5000; at += 4) put(file, at, le<4>(3));  // never used
    put(file, 0x250, "\x03");                                                     // two blocks in use
    put(file, 0x4000, "HASH"s + le<4>(32) + le<4>(0) + le<4>(0) + le<4>(0x12345640) + le<4>(0x5000));
    std::string entry = "URL "s + le<4>(2) + le<8>(filetime) + le<8>(filetime);
    put(entry, 44, le<4>(0) + le<4>(96) + le<4>(104));
    put(entry, 84, le<4>(3));
    put(entry, 104, "Visited: ali@http://example.org/a\0"s);
    put(file, 0x5000, entry);
    file.resize(0x5100);
    return file;
}

struct Sample {
    std::string module, path, bytes;
};
std::vector<Sample> samples() {
    return {
        {"windows.event_log", "a.evtx", event_log()},
        {"windows.event_log_legacy", "a.evt", legacy_log()},
        {"windows.shell_link", "a.lnk", link()},
        {"windows.jump_list", "5f7b.automaticDestinations-ms",
         compound({{u"1", link()}, {u"DestList", destinations(1)}})},
        {"windows.jump_list", "5f7b.automaticDestinations-ms",
         compound({{u"1", link()}, {u"DestList", destinations(3)}})},
        {"windows.jump_list", "5f7b.customDestinations-ms", custom_list()},
        {"windows.usn_journal", "$UsnJrnl:$J", std::string(4096, '\0') + usn_record(2) + usn_record(3) + usn_record(4)},
        {"windows.scheduled_task", "a.job", job()},
        {"windows.scheduled_task", "Windows/System32/Tasks/Backup", task_xml},
        {"windows.thumbcache", "thumbcache_96.db", thumbnail_cache(0x14)},
        {"windows.thumbcache", "thumbcache_96.db", thumbnail_cache(0x20)},
        {"windows.thumbcache", "Thumbs.db", thumbs_db()},
        {"web.index_dat", "index.dat", index_dat()},
        {"windows.srum", "SRUDB.dat", le<4>(0) + "\xEF\xCD\xAB\x89"s + std::string(8192, '\1')},
        {"windows.file_history", "Catalog1.edb", le<4>(0) + "\xEF\xCD\xAB\x89"s + std::string(8192, '\1')},
        {"windows.user_access_log", "Current.mdb", le<4>(0) + "\xEF\xCD\xAB\x89"s + std::string(8192, '\1')},
        {"windows.webcache", "WebCacheV01.dat", le<4>(0) + "\xEF\xCD\xAB\x89"s + std::string(8192, '\1')}};
}

}  // namespace

TEST_CASE("an event of a log is told with all it says, and a failed logon by what happened") {
    const Findings found = run("windows.event_log", event_log());
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 2);
    const Finding& logged = found.artifacts[0];
    CHECK(logged.type == "event.logged");
    CHECK(logged.integer("record_number") == 7);
    CHECK(logged.integer("event_id") == 4625);
    CHECK(logged.integer("logged_at") == filetime_ns + 100);
    CHECK(logged.integer("written_at") == filetime_ns);
    CHECK(logged.text("computer") == "PC1");
    CHECK(logged.text("data") == "TargetUserName=علی");
    CHECK(logged.source.offset == 4096 + 512);
    const Finding& failed = found.artifacts[1];
    CHECK(failed.type == "logon.failed");
    CHECK(failed.text("account") == "علی");
    CHECK(failed.integer("logon_type") == 10);
    CHECK_FALSE(failed.has("source_address"));  // "-" is nothing
}

TEST_CASE("a record whose data is damaged is told by its header, with a warning at its place") {
    std::string bytes = event_log();
    put(bytes, 4096 + 512 + 24, std::string(40, '\xEE'));
    const Findings found = run("windows.event_log", bytes);
    CHECK(found.verdict == Verdict::damaged);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].integer("record_number") == 7);
    CHECK_FALSE(found.artifacts[0].has("event_id"));
    CHECK(found.warnings.size() == 1);
}

TEST_CASE("an old log's event is told, and that it was cleared, and by whom") {
    const Findings found = run("windows.event_log_legacy", legacy_log());
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].integer("logged_at") == filetime_ns);
    CHECK(found.artifacts[0].integer("written_at") == filetime_ns + 1'000'000'000);
    CHECK(found.artifacts[0].source.offset == 48);
    CHECK(found.artifacts[1].type == "log.cleared");
    CHECK(found.artifacts[1].text("account") == "علی");
    CHECK(found.artifacts[1].text("channel") == "Security");
}

TEST_CASE("a shortcut gives its target's times and the shell's items with long names and MFT references") {
    const Findings found = run("windows.shell_link", link());
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 2);
    const Finding& saved = found.artifacts[0];
    CHECK(saved.integer("target_created_at") == filetime_ns);
    CHECK_FALSE(saved.has("target_accessed_at"));
    CHECK(saved.integer("target_size") == 1234);
    CHECK(saved.text("shell_path") == "<My Computer> C:\\رپورٹ.txt");
    CHECK(saved.text("description") == "note");
    const Finding& item = found.artifacts[1];
    CHECK(item.text("name") == "R.TXT");
    CHECK(item.text("long_name") == "رپورٹ.txt");
    CHECK(item.text("file_reference") == "343-5");
    CHECK(item.integer("modified_at") == filetime_ns);
}

TEST_CASE("a jump list gives its entries, and its shortcuts become files") {
    for (const std::uint32_t version : {1u, 3u}) {
        const Findings found =
            run("windows.jump_list", compound({{u"1", link()}, {u"DestList", destinations(version)}}),
                "x/5f7b.automaticDestinations-ms");
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(found.artifacts.size() == 1);
        const Finding& used = found.artifacts[0];
        CHECK(used.text("path") == "C:\\دستاویز.txt");
        CHECK(used.integer("used_at") == filetime_ns);
        CHECK(used.text("host") == "PC1");
        CHECK(used.text("application_id") == "5f7b");
        CHECK(used.integer("use_count") == (version == 1 ? std::nullopt : std::optional<std::int64_t>{9}));
        CHECK_FALSE(used.has("pinned"));
        REQUIRE(found.derived.size() == 1);
        CHECK(run("windows.shell_link", found.derived[0].second).artifacts.at(0).text("description") == "note");
    }
    const Findings found = run("windows.jump_list", custom_list(), "5f7b.customDestinations-ms");
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0].second == link());
}

TEST_CASE("a change journal is read in its three versions, behind the zeros it begins with") {
    const Findings found = run("windows.usn_journal", samples()[6].bytes, "$J");
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 3);
    for (const Finding& changed : found.artifacts) {
        CHECK(changed.text("file_reference") == "343-5");
        CHECK(changed.text("parent_reference") == "5-5");
        CHECK(changed.integer("usn") == 4096);
    }
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
        CHECK(found.artifacts[i].text("file") == "رپورٹ.txt");
        CHECK(found.artifacts[i].integer("changed_at") == filetime_ns);
        CHECK(found.artifacts[i].text("reasons") == "created");
    }
    CHECK(found.artifacts[0].source.offset == 4096);
    CHECK(found.artifacts[2].text("extents") == "0+512");
    CHECK(run("windows.usn_journal", std::string(100'000, '\0'), "$J").verdict == Verdict::examined);
    CHECK(run("windows.usn_journal", std::string(100'000, 'x'), "$J").verdict == Verdict::not_mine);
    // A hole of many gigabytes is not read: what would stand there is not looked at.
    const std::size_t hole = std::size_t{1} << 20;
    const Findings behind = examine(module_named("windows.usn_journal"),
                                    {"$J", std::string(hole, 'x') + samples()[6].bytes.substr(4096), "", {}, hole});
    CHECK(behind.verdict == Verdict::examined);
    CHECK(behind.artifacts.size() == 3);
    CHECK(module_named("windows.usn_journal").skips_leading_zeros == 1);
    CHECK(module_named("windows.jump_list").skips_leading_zeros == 0);
}

TEST_CASE("a task is read from a job and from XML; a time without a zone stays text") {
    const Findings old = run("windows.scheduled_task", job(), "a.job");
    CHECK(old.verdict == Verdict::examined);
    REQUIRE(old.artifacts.size() == 1);
    CHECK(old.artifacts[0].text("program") == "C:\\a.exe");
    CHECK(old.artifacts[0].text("author") == "علی");
    CHECK(old.artifacts[0].text("last_run") == "2016-02-15T08:53:20.112");
    CHECK(old.artifacts[0].text("starts") == "2016-02-16T08:05:00");
    CHECK(old.artifacts[0].text("ends") == "2017-01-01");
    CHECK(old.artifacts[0].integer("exit_code") == 3);
    std::string wide = "\xFF\xFE"s;
    for (const char c : "<Task><Actions><Exec><Command>a</Command></Exec></Actions></Task>"s)
        wide += std::string{c, '\0'};
    CHECK(run("windows.scheduled_task", wide, "Windows/System32/Tasks/A/B").artifacts.at(0).text("task") == "/A/B");
    const Findings found = run("windows.scheduled_task", task_xml, "Windows/System32/Tasks/Backup");
    REQUIRE(found.artifacts.size() == 1);
    const Finding& task = found.artifacts[0];
    CHECK(task.text("task") == "\\Backup");
    CHECK(task.text("arguments") == "/x & y");
    CHECK(task.integer("registered_at") == filetime_ns + 500'000'000);
    CHECK(task.text("starts") == "2016-02-16T08:05:00");
    CHECK(task.text("account") == "S-1-5-18");
    CHECK(task.text("hidden") == "true");
    CHECK(run("windows.scheduled_task", task_xml.substr(0, 400), "a.job").verdict == Verdict::damaged);
}

TEST_CASE("a thumbnail cache of each layout gives its pictures as files") {
    for (const std::uint32_t version : {0x14u, 0x15u, 0x1Au, 0x20u}) {
        const Findings found = run("windows.thumbcache", thumbnail_cache(version), "thumbcache_96.db");
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(found.artifacts.size() == 1);
        CHECK(found.artifacts[0].text("name") == "1c2d");
        CHECK(found.artifacts[0].text("cache_key") == "0000000000001c2d");
        CHECK(found.artifacts[0].text("format") == "jpeg");
        CHECK(found.artifacts[0].integer("width") == (version < 0x1A ? std::nullopt : std::optional<std::int64_t>{96}));
        REQUIRE(found.derived.size() == 1);
        CHECK(found.derived[0].second == "\xFF\xD8\xFF\xE0picture"s);
    }
    CHECK(run("windows.thumbcache", "CMMM"s + le<4>(99) + std::string(40, '\0')).verdict == Verdict::damaged);
    const Findings thumbs = run("windows.thumbcache", thumbs_db(), "Thumbs.db");
    CHECK(thumbs.verdict == Verdict::examined);
    REQUIRE(thumbs.artifacts.size() == 1);
    CHECK(thumbs.artifacts[0].text("name") == "تصویر.jpg");
    CHECK(thumbs.artifacts[0].integer("modified_at") == filetime_ns);
    CHECK(thumbs.artifacts[0].integer("entry_number") == 12);
}

TEST_CASE(
    "an entry that an index.dat's list of blocks in use leaves out is told as deleted, and not as a page visited") {
    const Findings found = run("web.index_dat", index_dat());
    REQUIRE(found.artifacts.size() == 1);
    const Finding& entry = found.artifacts[0];
    CHECK(entry.type == "web_cache.recorded");
    CHECK(entry.integer("deleted") == 1);
    CHECK(entry.text("url") == "Visited: ali@http://example.org/a");
    CHECK(entry.integer("accessed_at") == filetime_ns);
    CHECK(entry.integer("use_count") == 3);
    CHECK(entry.source.offset == 0x5000);
}

TEST_CASE("each module leaves the files of all others alone") {
    for (const Sample& own : samples()) {
        for (const Sample& other : samples()) {
            if (own.module == other.module) continue;
            const Findings found = run(own.module, other.bytes, other.path);
            CAPTURE(own.module);
            CAPTURE(other.module);
            CHECK((found.verdict == Verdict::not_mine || found.verdict == Verdict::damaged));
            CHECK(found.artifacts.empty());
        }
    }
}

TEST_CASE("a file cut at any length, or with bytes changed, is examined to an end, and each source lies within it") {
    std::mt19937 random{4};
    const auto check = [](const Sample& sample, const std::string& bytes) {
        const Findings found = run(sample.module, bytes, sample.path);
        for (const Finding& finding : found.artifacts) {
            if (finding.source.length > 0 && finding.source.offset + finding.source.length <= bytes.size()) continue;
            FAIL(sample.module, " rests on bytes outside its file");
        }
        if (found.verdict == Verdict::damaged && found.warnings.empty())
            FAIL(sample.module, " says damaged, not where");
    };
    for (const Sample& sample : samples()) {
        const std::size_t step = sample.bytes.size() / 600 + 1;
        for (std::size_t length = 0; length < sample.bytes.size(); length += step)
            check(sample, sample.bytes.substr(0, length));
        for (int i = 0; i < 400; ++i) {
            std::string bytes = sample.bytes;
            const std::size_t first = bytes.find_first_not_of('\0');
            for (int flips = 0; flips < 4; ++flips) {
                // Where there are bytes, not in the long zeros.
                std::size_t at = first + random() % (bytes.size() - first);
                for (int tries = 0; tries < 50 && bytes[at] == 0; ++tries)
                    at = first + random() % (bytes.size() - first);
                bytes[at] = static_cast<char>(random());
            }
            check(sample, bytes);
        }
    }
}

TEST_CASE("a row of File History of which nothing can be read is no finding, and the catalogue is damaged") {
    const auto catalogue = sanad::tests::corpus_file("files/windows/ese/Catalog1.edb");
    if (!catalogue) {
        MESSAGE("skipped: no corpus");
        return;
    }
    std::ifstream file{*catalogue, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    // One of the mutations of module_mutations, of which libesedb reads records without a value.
    bytes = sanad::tests::Mutation{bytes, 50}.done();
    const Findings found = run("windows.file_history", bytes, "Catalog1.edb");
    CHECK(found.verdict == Verdict::damaged);
    CHECK(found.warnings.size() == 1);
    for (const Finding& finding : found.artifacts) CHECK_FALSE(finding.values.empty());
}
