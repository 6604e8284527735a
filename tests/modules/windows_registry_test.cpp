// Registry hives made here, one subject after the other, with values whose meaning the formats' descriptions give.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "plugins/sdk/testing.hpp"
#include "plugins/windows/registry.cpp"
#include "plugins/windows/shell_item.hpp"
#include "plugins/windows/shimcache.hpp"
#include "tests/modules/made_hive.hpp"

namespace {

using made::binary;
using made::dword;
using made::little;
using made::padded;
using made::sz;
using made::utf16;
using made::utf16z;
using sanad::sdk::Finding;
using sanad::sdk::Findings;

constexpr std::uint64_t when = made::written;
constexpr std::int64_t when_ns = 1'467'236'265'618'000'000;

Findings examine_bytes(std::string bytes) {
    return sanad::sdk::examine(*sanad_module_v1(), {"Windows/System32/config/TEST", std::move(bytes)});
}
Findings hive(made::RegistryKeys keys) {
    return examine_bytes(made::hive(std::move(keys)));
}
std::vector<Finding> of(const Findings& found, std::string_view type) {
    std::vector<Finding> some;
    std::ranges::copy_if(found.artifacts, std::back_inserter(some),
                         [&](const Finding& each) { return each.type == type; });
    return some;
}
/// The only finding of its type.
Finding only(const Findings& found, std::string_view type) {
    const auto some = of(found, type);
    CAPTURE(type);
    REQUIRE(some.size() == 1);
    return some[0];
}
std::vector<std::uint8_t> octets(const std::string& text) {
    return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("SOFTWARE tells the operating system, installed programs, autostarts, profiles and networks") {
    const std::string current = "Microsoft\\Windows NT\\CurrentVersion";
    const std::string windows_current = "Microsoft\\Windows\\CurrentVersion";
    const Findings found =
        hive({{current,
               {{"ProductName", sz("Windows 10 Pro")},
                {"CurrentMajorVersionNumber", dword(10)},
                {"CurrentMinorVersionNumber", dword(0)},
                {"CurrentBuildNumber", sz("19045")},
                {"UBR", dword(3803)},
                {"DisplayVersion", sz("22H2")},
                {"RegisteredOwner", sz("ثنا ملک")},
                {"InstallDate", dword(1663960022)}}},
              {current + "\\ProfileList\\S-1-5-21-1-2-3-1001",
               {{"ProfileImagePath", {2, utf16z("C:\\Profiles\\sana")}},
                {"LocalProfileLoadTimeHigh", dword(static_cast<std::uint32_t>(when >> 32))},
                {"LocalProfileLoadTimeLow", dword(static_cast<std::uint32_t>(when))}}},
              {current + "\\NetworkList\\Profiles\\{A}",
               {{"ProfileName", sz("گھر")},
                {"NameType", dword(71)},
                {"DateCreated", binary(little(2021, 2) + little(3, 2) + little(4, 2) + little(4, 2) + little(5, 2) +
                                       little(6, 2) + little(7, 2) + little(123, 2))}}},
              {current + "\\NetworkList\\Signatures\\Unmanaged\\1",
               {{"ProfileGuid", sz("{a}")},
                {"DefaultGatewayMac", binary("\x01\x02\x03\x0A\x0B\x0C")},
                {"FirstNetwork", sz("گھر 5G")}}},
              {windows_current + "\\Uninstall\\7-Zip",
               {{"DisplayName", sz("7-Zip 22.01 (x64)")}, {"EstimatedSize", dword(5000)}}},
              {"Wow6432Node\\" + windows_current + "\\Uninstall\\Old", {{"DisplayName", sz("Old one")}}},
              {windows_current + "\\Run", {{"Updater", sz("C:\\tool.exe /s")}}},
              {current + "\\Winlogon", {{"Shell", sz("explorer.exe")}, {"DefaultUserName", sz("sana")}}},
              {current + "\\Image File Execution Options\\sethc.exe", {{"Debugger", sz("cmd.exe")}}}});
    CHECK(found.verdict == Verdict::examined);

    const Finding system = only(found, "system.installed");
    CHECK(system.text("product") == "Windows 10 Pro");
    CHECK(system.text("version") == "10.0");
    CHECK(system.text("build") == "19045.3803");
    CHECK(system.text("release") == "22H2");
    CHECK(system.text("owner") == "ثنا ملک");
    CHECK(system.integer("installed_at") == 1'663'960'022'000'000'000);
    CHECK(system.integer("recorded_at") == when_ns);
    CHECK(system.text("key") == current);

    CHECK(of(found, "program.installed").size() == 2);
    CHECK(of(found, "program.installed")[0].integer("size_kib") == 5000);
    const auto starts = of(found, "program.set_to_start");
    REQUIRE(starts.size() == 3);
    CHECK(starts[0].text("command") == "C:\\tool.exe /s");
    CHECK(starts[0].text("mechanism") == "Run");
    CHECK(starts[1].text("mechanism") == "Winlogon");
    CHECK(starts[2].text("name") == "sethc.exe");

    CHECK(only(found, "account.profile_listed").integer("loaded_at") == when_ns);
    CHECK(only(found, "account.logged_on").text("name") == "sana");
    const Finding network = only(found, "network.joined");
    CHECK(network.text("name") == "گھر");
    CHECK(network.text("first_joined_local") == "2021-03-04 05:06:07.123");
    CHECK(network.text("gateway_mac") == "01:02:03:0a:0b:0c");
    CHECK(network.text("first_network") == "گھر 5G");
}

TEST_CASE("SYSTEM tells name, time zone, shutdown, services, interfaces, devices and BAM, of each control set") {
    const std::string set = "ControlSet001\\";
    const std::string usb = set + "Enum\\USBSTOR\\Disk&Ven_Kingston&Prod_DataTraveler_3.0&Rev_1.00\\DD60051D8D8B&0";
    const std::string times = usb + "\\Properties\\{83da6326-97a6-4088-9453-a1923f573b29}\\";
    const Findings found =
        hive({{set + "Control\\ComputerName\\ComputerName", {{"ComputerName", sz("PC-B038")}}},
              {set + "Control\\TimeZoneInformation",
               {{"TimeZoneKeyName", sz("Pakistan Standard Time")}, {"Bias", dword(static_cast<std::uint32_t>(-300))}}},
              {set + "Control\\Windows", {{"ShutdownTime", binary(little(when, 8))}}},
              {set + "Services\\Evil", {{"ImagePath", sz("C:\\evil.exe")}, {"Start", dword(2)}, {"Type", dword(16)}}},
              {set + "Services\\Evil\\Parameters", {{"ServiceDll", sz("C:\\evil.dll")}}},
              {set + "Services\\Tcpip\\Parameters", {{"Hostname", sz("pc-b038")}}},
              {set + "Services\\Tcpip\\Parameters\\Interfaces\\{I}",
               {{"EnableDHCP", dword(1)},
                {"DhcpIPAddress", sz("192.0.2.7")},
                {"DhcpNameServer", sz("192.0.2.1 192.0.2.2")},
                {"LeaseObtainedTime", dword(1663960022)}}},
              {set + "Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-1001",
               {{"\\Device\\HarddiskVolume2\\کام.exe", binary(padded(little(when, 8), 24))}, {"Version", dword(1)}}},
              {usb, {{"FriendlyName", sz("@disk.inf,%disk%;Kingston stick")}}},
              {times + "0064", {{"", {0xFFFF0010, little(when, 8)}}}},
              {times + "00000066\\00000000", {{"Data", binary(little(when + 10'000'000, 8))}}},
              {"MountedDevices",
               {{"\\DosDevices\\C:", binary(little(0x34333231, 4) + little(1048576, 8))},
                {"\\DosDevices\\E:", binary(utf16("_??_USBSTOR#Disk"))},
                {"\\DosDevices\\G:", binary("DMIO:ID:" + little(0x0123456789ABCDEF, 8) + little(0, 8))}}}});
    CHECK(found.verdict == Verdict::examined);
    CHECK(only(found, "system.named").text("computer_name") == "PC-B038");
    CHECK(only(found, "system.named").text("host_name") == "pc-b038");
    CHECK(only(found, "system.time_zone_set").text("time_zone") == "Pakistan Standard Time");
    CHECK(only(found, "system.time_zone_set").integer("bias") == -300);
    CHECK(only(found, "system.shut_down").integer("shut_down_at") == when_ns);
    CHECK(only(found, "service.configured").text("library") == "C:\\evil.dll");
    CHECK(only(found, "service.configured").integer("start") == 2);
    const Finding network = only(found, "network.interface_configured");
    CHECK(network.text("dhcp_address") == "192.0.2.7");
    CHECK(network.integer("lease_obtained_at") == 1'663'960'022'000'000'000);
    const Finding executed = only(found, "program.executed");
    CHECK(executed.text("program") == "\\Device\\HarddiskVolume2\\کام.exe");
    CHECK(executed.text("recorded_by") == "BAM");
    CHECK(executed.text("user_sid") == "S-1-5-21-1-2-3-1001");
    CHECK(executed.integer("executed_at") == when_ns);
    const Finding device = only(found, "device.connected");
    CHECK(device.text("vendor") == "Kingston");
    CHECK(device.text("product") == "DataTraveler_3.0");
    CHECK(device.text("serial") == "DD60051D8D8B&0");
    CHECK(device.integer("serial_by_windows") == 0);
    CHECK(device.text("friendly_name") == "Kingston stick");
    CHECK(device.integer("installed_at") == when_ns);
    CHECK(device.integer("last_connected_at") == when_ns + 1'000'000'000);
    const auto mounted = of(found, "device.mounted");
    REQUIRE(mounted.size() == 3);
    CHECK(mounted[0].text("disk_signature") == "34333231");
    CHECK(mounted[0].integer("partition_offset") == 1048576);
    CHECK(mounted[1].text("device") == "_??_USBSTOR#Disk");
    CHECK(mounted[2].text("partition_id") == "{89abcdef-4567-0123-0000-000000000000}");
}

TEST_CASE("SAM tells accounts with their times, flags and groups; never is no time") {
    std::string facts = std::string(8, '\0') + little(when, 8) + little(0, 8) + little(when, 8) +
                        little(0x7FFFFFFFFFFFFFFF, 8) + little(0, 8) + little(1001, 4) + little(0, 4) +
                        little(0x0211, 2) + little(0, 6) + little(3, 2) + little(42, 2);
    const std::string name = utf16("صنم");
    std::string texts = padded(padded({}, 0x0C) + little(0, 4) + little(name.size(), 4), 0xCC) + name;
    const std::string machine =
        std::string("\x01\x04\0\0\0\0\0\x05", 8) + little(21, 4) + little(1, 4) + little(2, 4) + little(3, 4);
    const std::string member = std::string("\x01\x05\0\0\0\0\0\x05", 8) + little(21, 4) + little(1, 4) + little(2, 4) +
                               little(3, 4) + little(1001, 4);
    const std::string group_name = utf16("Admins");
    const std::string group = padded(padded(little(544, 4), 0x10) + little(0, 4) + little(group_name.size(), 4), 0x28) +
                              little(group_name.size(), 4) + little(member.size(), 4) + little(1, 4) + group_name +
                              member;
    const Findings found =
        hive({{"SAM\\Domains\\Account", {{"V", binary(std::string(8, 'x') + machine)}}},
              {"SAM\\Domains\\Account\\Users\\000003E9", {{"F", binary(facts)}, {"V", binary(texts)}}},
              {"SAM\\Domains\\Builtin\\Aliases\\00000220", {{"C", binary(group)}}}});
    CHECK(found.verdict == Verdict::examined);
    const Finding account = only(found, "account.listed");
    CHECK(account.text("name") == "صنم");
    CHECK(account.text("sid") == "S-1-5-21-1-2-3-1001");
    CHECK(account.text("groups") == "Admins");
    CHECK(account.integer("last_logon_at") == when_ns);
    CHECK(account.integer("password_set_at") == when_ns);
    CHECK_FALSE(account.has("expires_at"));
    CHECK_FALSE(account.has("last_failed_logon_at"));
    CHECK(account.integer("disabled") == 1);
    CHECK(account.integer("failed_logon_count") == 3);
    CHECK(account.integer("logon_count") == 42);
    CHECK(only(found, "account.group_listed").text("members") == "S-1-5-21-1-2-3-1001");
}

TEST_CASE("NTUSER.DAT tells what a user ran, opened, typed and looked into") {
    const std::string explorer = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\";
    const std::string assist = explorer + "UserAssist\\{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\\Count";
    const std::string drive = little(25, 2) + padded(std::string("\x2F") + "C:\\", 23);
    // A folder with a short name, and behind it the long one with times and the place in the file table (version 9).
    const std::string long_name = utf16z("دستاویزات");
    const std::string extension_rest = little(9, 2) + little(0xBEEF0004, 4) + little(0x48DD, 2) + little(0xACB6, 2) +
                                       little(0x48DD, 2) + little(0xACB6, 2) + little(46, 2) + little(0, 2) +
                                       little(437, 6) + little(5, 2) + little(0, 8) + little(0, 2) + little(0, 8) +
                                       long_name;
    const std::string extension = little(extension_rest.size() + 4, 2) + extension_rest + little(24, 2);
    const std::string entry = std::string("\x31\0", 2) + little(0, 4) + little(0x48DD, 2) + little(0xACB6, 2) +
                              little(0x10, 2) + padded("DOCUME~1", 10) + extension;
    const std::string folder = little(entry.size() + 2, 2) + entry;
    const Findings found = hive(
        {{assist,
          {{"P:\\xnz.rkr", binary(padded(little(0, 4) + little(7, 4) + little(2, 4) + little(1500, 4), 60) +
                                  little(when, 8) + little(0, 4))},
           {"HRZR_PGYPHNPbhag:pgbe", binary(std::string(72, '\0'))}}},
         {explorer + "UserAssist\\{75048700-EF1F-11D0-9888-006097DEACF9}\\Count",
          {{"HRZR_EHACNGU:P:\\n.rkr", binary(little(1, 4) + little(6, 4) + little(when, 8))}}},
         {explorer + "RecentDocs",
          {{"MRUListEx", binary(little(1, 4) + little(0, 4) + little(0xFFFFFFFF, 4))},
           {"0", binary(utf16z("old.txt") + "item")},
           {"1", binary(utf16z("خط.docx") + "item")}}},
         {"Software\\Microsoft\\Office\\16.0\\Word\\File MRU",
          {{"Item 1", sz("[F00000000][T01D1D24E7961A720][O00000000]*D:\\خط.docx")}}},
         {explorer + "RunMRU", {{"MRUList", sz("ba")}, {"a", sz("cmd\\1")}, {"b", sz("regedit\\1")}}},
         {"Software\\Microsoft\\Internet Explorer\\TypedURLs", {{"url1", sz("http://example.org/")}}},
         {"Software\\Microsoft\\Internet Explorer\\TypedURLsTime", {{"url1", binary(little(when, 8))}}},
         {explorer + "WordWheelQuery",
          {{"MRUListEx", binary(little(0, 4) + little(0xFFFFFFFF, 4))}, {"0", binary(utf16z("راز"))}}},
         {"Software\\Microsoft\\Windows\\Shell\\BagMRU",
          {{"0", binary(drive + std::string(2, '\0'))}, {"MRUListEx", binary(little(0, 4) + little(0xFFFFFFFF, 4))}}},
         {"Software\\Microsoft\\Windows\\Shell\\BagMRU\\0",
          {{"0", binary(folder + std::string(2, '\0'))}, {"MRUListEx", binary(little(0, 4) + little(0xFFFFFFFF, 4))}}},
         {"Software\\Microsoft\\Windows\\Shell\\BagMRU\\0\\0", {{"NodeSlot", dword(12)}}}});
    CHECK(found.verdict == Verdict::examined);

    const auto executed = of(found, "program.executed");
    REQUIRE(executed.size() == 2);
    const auto& now = executed[0].has("focus_ms") ? executed[0] : executed[1];
    const auto& before = executed[0].has("focus_ms") ? executed[1] : executed[0];
    CHECK(now.text("program") == "C:\\kam.exe");
    CHECK(now.integer("run_count") == 7);
    CHECK(now.integer("focus_ms") == 1500);
    CHECK(now.integer("executed_at") == when_ns);
    CHECK(before.text("program") == "UEME_RUNPATH:C:\\a.exe");
    CHECK(before.integer("run_count") == 1);  // it counts from five

    const auto documents = of(found, "document.opened");
    REQUIRE(documents.size() == 3);
    CHECK(documents[0].text("name") == "خط.docx");
    CHECK(documents[0].integer("position") == 0);
    CHECK(documents[0].integer("recorded_at") == when_ns);
    CHECK_FALSE(documents[1].has("recorded_at"));
    CHECK(documents[2].text("path") == "D:\\خط.docx");
    CHECK(documents[2].text("program") == "Word");
    CHECK(documents[2].integer("opened_at") == when_ns);

    const auto typed = of(found, "user.typed");
    REQUIRE(typed.size() == 4);
    CHECK(typed[0].integer("typed_at") == when_ns);
    CHECK(typed[1].text("text") == "regedit\\1");
    CHECK(typed[1].integer("position") == 0);
    CHECK(typed[2].text("text") == "cmd\\1");
    CHECK(typed[3].text("text") == "راز");
    CHECK(typed[3].text("place") == "search");

    const auto folders = of(found, "folder.visited");
    REQUIRE(folders.size() == 2);
    CHECK(folders[0].text("path") == "C:\\");
    CHECK(folders[1].text("path") == "C:\\دستاویزات");
    CHECK(folders[1].integer("mft_entry") == 437);
    CHECK(folders[1].integer("mft_sequence") == 5);
    CHECK(folders[1].integer("slot") == 12);
    CHECK(folders[1].integer("modified_at") == 1'467'236'264'000'000'000);  // 2016-06-29 21:37:44
}

TEST_CASE("AmCache of both kinds gives files with their SHA-1 and times, and programs") {
    const std::string sha1(40, 'a');
    const Findings found = hive({{"Root\\File\\{v}\\100001852b",
                                  {{"15", sz("c:\\a.exe")},
                                   {"101", sz("0000" + sha1)},
                                   {"6", dword(703)},
                                   {"f", dword(1663960022)},
                                   {"11", {11, little(when, 8)}}}},
                                 {"Root\\InventoryApplicationFile\\b.exe|1",
                                  {{"LowerCaseLongPath", sz("c:\\b.exe")},
                                   {"FileId", sz("0000" + sha1)},
                                   {"Size", {11, little(1024, 8)}},
                                   {"LinkDate", sz("02/29/2016 16:00:01")}}},
                                 {"Root\\InventoryApplication\\1", {{"Name", sz("B")}, {"Version", sz("1.2")}}},
                                 {"Root\\InventoryDriverBinary\\c:/d.sys", {{"DriverName", sz("d.sys")}}}});
    const auto files = of(found, "program.inventoried");
    REQUIRE(files.size() == 3);
    CHECK(files[0].text("sha1") == sha1);
    CHECK(files[0].integer("size") == 703);
    CHECK(files[0].integer("linked_at") == 1'663'960'022'000'000'000);
    CHECK(files[0].integer("modified_at") == when_ns);
    CHECK(files[1].integer("linked_at") == 1'456'761'601'000'000'000);
    CHECK(files[1].integer("size") == 1024);
    CHECK(files[2].text("kind") == "driver");
    CHECK(only(found, "program.installed").text("version") == "1.2");
}

TEST_CASE("the compatibility cache of every Windows is read") {
    const std::string path = utf16("C:\\کام.exe");
    const auto check = [&](const std::string& bytes, std::optional<bool> executed, std::optional<std::int64_t> size) {
        const auto data = octets(bytes);
        const auto cache = windows::shimcache::read(data);
        CHECK(cache.damage.empty());
        REQUIRE(cache.entries.size() == 1);
        CHECK(cache.entries[0].path == "C:\\کام.exe");
        CHECK(cache.entries[0].modified_at->ns == when_ns);
        CHECK(cache.entries[0].executed == executed);
        CHECK(cache.entries[0].size == size);
        // Cut anywhere and changed anywhere it must not read beyond.
        for (std::size_t at = 0; at < data.size(); ++at) {
            windows::shimcache::read(windows::Bytes{data}.first(at));
            auto changed = data;
            changed[at] ^= 0xFF;
            windows::shimcache::read(changed);
        }
    };
    const std::string sizes = little(path.size(), 2) + little(path.size() + 2, 2);
    const std::string xp = padded(little(0xDEADBEEF, 4) + little(1, 4), 400) + padded(path, 528) + little(when, 8) +
                           little(4096, 8) + little(when, 8);
    check(xp, std::nullopt, 4096);
    const std::string old_header = little(0xBADC0FFE, 4) + little(1, 4);
    check(old_header + sizes + little(32, 4) + little(when, 8) + little(4096, 8) + path, std::nullopt, 4096);  // 2003
    check(old_header + sizes + little(0, 4) + little(40, 8) + little(when, 8) + little(4096, 8) + path, std::nullopt,
          4096);
    check(old_header + sizes + little(32, 4) + little(when, 8) + little(2, 4) + little(0, 4) + path, true,
          std::nullopt);
    check(old_header + sizes + little(0, 4) + little(40, 8) + little(when, 8) + little(0, 8) + path, false,
          std::nullopt);
    const std::string header_7 = padded(little(0xBADC0FEE, 4) + little(1, 4), 128);
    check(header_7 + sizes + little(160, 4) + little(when, 8) + little(2, 4) + little(0, 12) + path, true,
          std::nullopt);
    check(header_7 + sizes + little(0, 4) + little(176, 8) + little(when, 8) + little(0, 24) + path, false,
          std::nullopt);
    const std::string named = little(path.size(), 2) + path;
    const std::string end = little(when, 8) + little(3, 4) + "abc";
    const auto marked = [](const std::string& mark, const std::string& content) {
        return mark + little(0, 4) + little(content.size(), 4) + content;
    };
    const std::string header_8 = padded(little(0x80, 4), 0x80);
    check(header_8 + marked("00ts", named + little(0, 2) + little(2, 4) + little(0, 4) + end), true, std::nullopt);
    check(header_8 + marked("10ts", named + little(0, 2) + little(0, 4) + little(0, 4) + end), false, std::nullopt);
    check(padded(little(0x30, 4), 0x30) + marked("10ts", named + end) + std::string(100, '\0'), std::nullopt,
          std::nullopt);
    check(padded(little(0x34, 4), 0x34) + marked("10ts", named + end), std::nullopt, std::nullopt);
    CHECK_FALSE(windows::shimcache::read(octets("some other bytes")).damage.empty());
}

TEST_CASE("a hive that was not written completely is told, with the logs that are there; a log is no hive") {
    std::string bytes = made::hive({{"A", {}}});
    bytes[4] = 2;
    bytes[508] = static_cast<char>(bytes[508] ^ 3);  // keeps the sum right
    sanad::sdk::TestFile file{"config/SYSTEM", bytes, {}, {{"config/SYSTEM.LOG1", std::string(1024, 'x')}}};
    const Findings found = sanad::sdk::examine(*sanad_module_v1(), file);
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings[0].find("SYSTEM.LOG1") != std::string::npos);
    CHECK(only(found, "registry.read").integer("dirty") == 1);
    bytes[28] = 6;
    CHECK(examine_bytes(bytes).verdict == Verdict::not_mine);
    CHECK(examine_bytes("regf").verdict == Verdict::not_mine);
    CHECK(examine_bytes(std::string(8192, 'x')).verdict == Verdict::not_mine);
}

TEST_CASE("cut anywhere and with any byte changed, a hive ends in good order and its sources lie within it") {
    const std::string whole =
        made::hive({{"Select", {{"Current", dword(1)}}},
                    {"ControlSet001\\Services\\A", {{"Start", dword(2)}, {"ImagePath", sz("C:\\a.exe")}}},
                    {"Software\\Microsoft\\Windows\\CurrentVersion\\Run", {{"x", sz("y")}}}});
    const auto check = [](const std::string& bytes) {
        const Findings found = examine_bytes(bytes);
        CHECK(found.verdict != Verdict::failed);
        for (const Finding& finding : found.artifacts) {
            CHECK(finding.source.length > 0);
            CHECK(finding.source.offset + finding.source.length <= bytes.size());
        }
    };
    for (std::size_t length = 0; length < whole.size(); length += 13) check(whole.substr(0, length));
    for (std::size_t at = 0; at < whole.size(); at += at >= 512 && at < 4096 ? 64 : 1) {
        if (at > 4096 + 1600) break;  // the rest of the bin is free
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0xFF);
        check(bytes);
    }
}

TEST_CASE("keys that lead in a circle are met once, and told") {
    std::string bytes = made::hive({{"A", {}}, {"B", {}}});
    // Both places of the list of keys below the root are made to point to the root itself.
    const std::size_t list = bytes.find("li");
    const std::string root = bytes.substr(36, 4);
    bytes.replace(list + 4, 4, root);
    const Findings found = examine_bytes(bytes);
    CHECK(found.verdict == Verdict::damaged);
    CHECK(only(found, "registry.read").integer("keys") == 2);
}
