// The modules of Unix on samples made here from the formats' own descriptions.
#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

#include "tests/modules/damaged_samples.hpp"

extern "C" {
const sanad_module* accounts_module();
const sanad_module* cron_module();
const sanad_module* journal_module();
const sanad_module* login_records_module();
const sanad_module* packages_module();
const sanad_module* print_jobs_module();
const sanad_module* shell_history_module();
const sanad_module* ssh_keys_module();
const sanad_module* system_log_module();
}

namespace {

using namespace sanad::sdk;
using namespace std::string_literals;

constexpr std::int64_t second = 1'000'000'000;

/// One record of glibc, of the form with 32 or 64 bits for times.
std::string utmp(std::int16_t kind, const std::string& user, std::int64_t seconds, bool wide, bool big_endian,
                 std::string address = {}) {
    const auto number = [&](auto value) { return big_endian ? big(value) : little(value); };
    std::string record = number(kind) + padded({}, 2) + number(std::int32_t{42}) + padded("pts/0", 32) +
                         padded("ts/0", 4) + padded(user, 32) + padded("host.example", 256) + number(std::int16_t{0}) +
                         number(std::int16_t{3});
    record +=
        wide ? number(std::int64_t{7}) + number(seconds) + number(std::int64_t{250'000})
             : number(std::int32_t{7}) + number(static_cast<std::int32_t>(seconds)) + number(std::int32_t{250'000});
    return padded(record + padded(std::move(address), 16), wide ? 400 : 384);
}

}  // namespace

TEST_CASE("a login record is read in all four forms that glibc has on its machines") {
    for (const bool wide : {false, true}) {
        for (const bool big_endian : {false, true}) {
            const std::string sample =
                utmp(7, "سنا", 1'600'000'000, wide, big_endian, "\xC0\x00\x02\x01"s) +
                utmp(8, "", 1'600'000'060, wide, big_endian, "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01"s);
            const Findings found = examine(*login_records_module(), {"var/log/wtmp", sample});
            CHECK(found.verdict == Verdict::examined);
            REQUIRE(found.artifacts.size() == 2);
            const Finding& login = found.artifacts[0];
            CHECK(login.type == "login.recorded");
            CHECK(login.text("event") == "user logged in");
            CHECK(login.text("user") == "سنا");
            CHECK(login.text("address") == "192.0.2.1");
            CHECK(login.integer("recorded_at") == 1'600'000'000 * second + 250'000'000);
            CHECK(login.integer("session") == 7);
            CHECK(found.artifacts[1].text("address") == "2001:db8::1");
            CHECK(found.artifacts[1].integer("exit_status") == 3);
            CHECK(found.artifacts[1].source.offset == (wide ? 400u : 384u));
        }
    }
}

TEST_CASE("a failed login is one, a record that is none is named, and a time of zero is no time") {
    const std::string sample = utmp(6, "root", 1'600'000'000, false, false) + utmp(99, "x", 1, false, false) +
                               utmp(2, "reboot", 0, false, false) + "cut";
    const Findings found = examine(*login_records_module(), {"var/log/btmp.1", sample});
    CHECK(found.verdict == Verdict::damaged);
    CHECK(found.warnings.size() == 2);
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].type == "login.failed");
    CHECK(found.artifacts[0].text("event") == "login failed");
    CHECK_FALSE(found.artifacts[1].has("recorded_at"));
    CHECK(examine(*login_records_module(), {"wtmp", "a note that happens to be called wtmp"}).verdict ==
          Verdict::not_mine);
}

TEST_CASE("the last login of an account is at the place of its number") {
    const auto entry = [](std::uint32_t seconds) {
        return little(seconds) + padded(seconds > 0 ? "pts/1" : "", 32) + padded(seconds > 0 ? "192.0.2.9" : "", 256);
    };
    const std::string sample = entry(0) + entry(1'600'000'000) + entry(0);
    const Findings found = examine(*login_records_module(), {"var/log/lastlog", sample});
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].integer("user_id") == 1);
    CHECK(found.artifacts[0].integer("logged_in_at") == 1'600'000'000 * second);
    CHECK(found.artifacts[0].text("host") == "192.0.2.9");
}

TEST_CASE("login records that are damaged anywhere are examined") {
    check_damaged(*login_records_module(), "wtmp",
                  utmp(7, "ali", 1'600'000'000, false, false) + utmp(8, "", 1, true, true));
    std::string utmpx = padded("utmpx-1.00", 628);
    utmpx += padded("ali", 256) + "s000" + padded("ttys000", 32) + little(std::int32_t{9}) + little(std::int16_t{7}) +
             padded({}, 2) + little(std::uint32_t{1'600'000'000}) + little(std::int32_t{5}) + padded("h", 256) +
             padded({}, 64);
    REQUIRE(utmpx.size() == 1256);
    const Findings found = examine(*login_records_module(), {"utmpx", utmpx});
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("terminal") == "ttys000");
    CHECK(found.artifacts[0].integer("recorded_at") == 1'600'000'000 * second + 5000);
    check_damaged(*login_records_module(), "utmpx", utmpx, 3);
}

TEST_CASE("zsh's extended history gives time and duration, joins lines and undoes zsh's own marking of bytes") {
    const std::string sample = ": 1600000000:5;ls \\\n-l\n: 1600000060:0;echo \xD8\x83\xA5\nplain\n";
    const Findings found = examine(*shell_history_module(), {"home/ali/.zsh_history", sample});
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[0].text("command") == "ls \n-l");
    CHECK(found.artifacts[0].integer("duration") == 5);
    CHECK(found.artifacts[0].integer("entered_at") == 1'600'000'000 * second);
    CHECK(found.artifacts[1].text("command") == "echo \xD8\x85");
    CHECK_FALSE(found.artifacts[2].has("entered_at"));
    check_damaged(*shell_history_module(), ".zsh_history", sample);
}

TEST_CASE("bash, fish, vim and interpreters keep their commands each in a form of its own") {
    const auto commands = [](const std::string& name, const std::string& sample) {
        std::vector<std::string> all;
        for (const Finding& each : examine(*shell_history_module(), {name, sample}).artifacts)
            all.push_back(each.text("command"));
        check_damaged(*shell_history_module(), name, sample);
        return all;
    };
    CHECK(commands(".bash_history", "first\n#1600000000\nls\n#not a time\nsecond line\n#1600000001\ncd /\n") ==
          std::vector<std::string>{"first", "ls\n#not a time\nsecond line", "cd /"});
    CHECK(commands("fish_history", "- cmd: echo a\\nb \\\\ c\n  when: 1600000000\n  paths:\n    - /tmp\n- cmd: ls\n") ==
          std::vector<std::string>{"echo a\nb \\ c", "ls"});
    CHECK(commands(".viminfo",
                   "# This viminfo file was generated by Vim 9.0.\n:q!\n|2,0,1600000000,,\"q!\"\n:wq\n?/sought\n") ==
          std::vector<std::string>{"/sought", ":wq", ":q!"});
    CHECK(commands(".mysql_history", "_HiStOrY_V2_\nselect\\0401;\n") == std::vector<std::string>{"select 1;"});
    CHECK(commands(".python_history", "import os\n") == std::vector<std::string>{"import os"});
    CHECK(examine(*shell_history_module(), {"fish_history", "nothing of fish\n"}).verdict == Verdict::not_mine);
}

TEST_CASE("a log line has a moment only where year and zone stand in it") {
    const std::string sample =
        "Aug  1 00:03:12 srv sshd[20]: Failed password for invalid user a b from 203.0.113.1 port 52 ssh2\n"
        "2021-08-01T05:03:12.5+05:00 srv sudo:   ali : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c x ; y\n"
        "<165>1 2021-08-01T00:03:12.003Z srv app 77 ID47 [a@1 k=\"v]\\\"\"][b@2] the message\n"
        "2021-08-01 00:03:12 srv kernel: no zone\n\tand on\n";
    const Findings found = examine(*system_log_module(), {"var/log/auth.log", sample});
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 6);
    CHECK(found.artifacts[0].text("recorded_time") == "Aug  1 00:03:12");
    CHECK_FALSE(found.artifacts[0].has("written_at"));
    const Finding& attempt = found.artifacts[1];
    CHECK(attempt.type == "login.attempted");
    CHECK(attempt.text("outcome") == "failed");
    CHECK(attempt.text("user") == "a b");
    CHECK(attempt.text("user_known") == "no");
    CHECK(attempt.text("address") == "203.0.113.1");
    CHECK(attempt.integer("port") == 52);
    CHECK(found.artifacts[2].integer("written_at") == 1'627'776'192 * second + second / 2);
    CHECK(found.artifacts[3].type == "command.elevated");
    CHECK(found.artifacts[3].text("command") == "/bin/sh -c x ; y");
    CHECK(found.artifacts[3].text("as_user") == "root");
    const Finding& structured = found.artifacts[4];
    CHECK(structured.text("facility") == "local4");
    CHECK(structured.integer("severity") == 5);
    CHECK(structured.integer("process_id") == 77);
    CHECK(structured.text("structured_data") == "[a@1 k=\"v]\\\"\"][b@2]");
    CHECK(structured.text("message") == "the message");
    CHECK_FALSE(found.artifacts[5].has("written_at"));
    CHECK(found.artifacts[5].text("message") == "no zone\n\tand on");
    check_damaged(*system_log_module(), "auth.log", sample);
}

TEST_CASE("a name made up to look like an origin does not hide where a login came from") {
    const Findings found =
        examine(*system_log_module(), {"auth.log",
                                       "Aug  1 00:03:12 srv sshd[20]: Failed password for invalid user x from "
                                       "10.0.0.1 port 1 from 203.0.113.1 port 52 ssh2\n"});
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[1].text("address") == "203.0.113.1");
    CHECK(found.artifacts[1].text("user") == "x from 10.0.0.1 port 1");
}

TEST_CASE("attempts that the log joins into one line are counted") {
    const Findings found = examine(
        *system_log_module(),
        {"auth.log",
         "Aug  1 00:03:12 srv sshd[20]: message repeated 5 times: [ Failed password for root from 203.0.113.1 port "
         "52 ssh2]\nAug  1 00:03:13 srv sshd[20]: message repeated many times: [ Failed ]\n"});
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[1].type == "login.attempted");
    CHECK(found.artifacts[1].integer("times") == 5);
    CHECK(found.artifacts[1].text("user") == "root");
    CHECK(found.artifacts[1].integer("port") == 52);
}

TEST_CASE("a line of the audit log has its moment, and a line that is none is named") {
    const std::string sample = "type=USER_LOGIN msg=audit(1600000000.123:456): pid=9 uid=0 res=success\nrubbish\n";
    const Findings found = examine(*system_log_module(), {"audit.log", sample});
    CHECK(found.verdict == Verdict::damaged);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].integer("written_at") == 1'600'000'000 * second + 123'000'000);
    CHECK(found.artifacts[0].integer("sequence") == 456);
    CHECK(found.artifacts[0].integer("process_id") == 9);
    CHECK(examine(*system_log_module(), {"messages", "a list of messages\nthat is no log\n"}).verdict ==
          Verdict::not_mine);
}

namespace {

std::string field_object(std::string payload, std::uint8_t packing, bool compact) {
    std::string packed = payload;
    if (packing == 1) {
        packed.resize(4096);
        std::size_t size = 0;
        REQUIRE(lzma_easy_buffer_encode(
                    6, LZMA_CHECK_NONE, nullptr, reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size(),
                    reinterpret_cast<std::uint8_t*>(packed.data()), &size, packed.size()) == LZMA_OK);
        packed.resize(size);
    } else if (packing == 2) {
        packed.resize(4096);
        packed.resize(static_cast<std::size_t>(
            LZ4_compress_default(payload.data(), packed.data(), static_cast<int>(payload.size()), 4096)));
        packed = little(std::uint64_t{payload.size()}) + packed;
    } else if (packing == 4) {
        packed.resize(4096);
        packed.resize(ZSTD_compress(packed.data(), packed.size(), payload.data(), payload.size(), 3));
    }
    const std::size_t start = compact ? 72 : 64;
    const std::string size = little(std::uint64_t{start + packed.size()});
    std::string object = "\x01"s + static_cast<char>(packing) + padded({}, 6) + size + padded({}, start - 16) + packed;
    return padded(object, (object.size() + 7) / 8 * 8);
}

/// A journal of one entry, by JOURNAL_FILE_FORMAT.
std::string journal(std::uint8_t packing, bool compact) {
    const std::vector<std::string> fields = {"MESSAGE=" + std::string(600, 'a') + " پیغام", "_PID=7", "PRIORITY=3",
                                             "SYSLOG_FACILITY=10", "X=1=2"};
    std::string objects;
    std::vector<std::uint64_t> places;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        places.push_back(256 + objects.size());
        objects += field_object(fields[i], i == 0 ? packing : std::uint8_t{0}, compact);
    }
    const std::uint64_t entry_at = 256 + objects.size();
    std::string items;
    for (const std::uint64_t place : places) {
        items += compact ? little(static_cast<std::uint32_t>(place)) : little(place) + little(std::uint64_t{0});
    }
    const std::string entry = "\x03"s + padded({}, 7) + little(std::uint64_t{64 + items.size()}) +
                              little(std::uint64_t{9}) + little(std::uint64_t{1'600'000'000'000'001}) +
                              little(std::uint64_t{5}) + std::string(16, '\x11') + little(std::uint64_t{0}) + items;
    objects += padded(entry, (entry.size() + 7) / 8 * 8);
    const std::uint64_t array_at = 256 + objects.size();
    const std::string places_of_entries =
        compact ? little(static_cast<std::uint32_t>(entry_at)) + padded({}, 4) : little(entry_at);
    objects += "\x06"s + padded({}, 7) + little(std::uint64_t{32}) + little(std::uint64_t{0}) + places_of_entries;
    const std::uint32_t features = packing | (compact ? 16u : 0u) | (packing == 4 ? 8u & ~4u : 0u);
    std::string header =
        "LPKSHHRH" + little(std::uint32_t{0}) + little(packing == 4 ? (features & ~4u) | 8u : features);
    header = padded(header, 88) + little(std::uint64_t{256});
    header = padded(header, 152) + little(std::uint64_t{1});
    header = padded(header, 176) + little(array_at);
    return padded(header, 256) + objects;
}

}  // namespace

TEST_CASE("a journal's entry is read with its fields packed in any way, in the old form and the compact one") {
    for (const bool compact : {false, true}) {
        for (const std::uint8_t packing : std::initializer_list<std::uint8_t>{0, 1, 2, 4}) {
            const std::string sample = journal(packing, compact);
            const Findings found = examine(*journal_module(), {"system.journal", sample});
            CHECK(found.verdict == Verdict::examined);
            CHECK(found.warnings.empty());
            REQUIRE(found.artifacts.size() == 1);
            const Finding& entry = found.artifacts[0];
            CHECK(entry.text("message") == std::string(600, 'a') + " پیغام");
            CHECK(entry.integer("written_at") == 1'600'000'000 * second + 1000);
            CHECK(entry.integer("process_id") == 7);
            CHECK(entry.integer("severity") == 3);
            CHECK(entry.text("facility") == "authpriv");
            CHECK(entry.text("fields") == "X=1=2");
            CHECK(entry.text("boot_id") == "11111111111111111111111111111111");
            check_damaged(*journal_module(), "system.journal", sample, 7);
        }
    }
}

TEST_CASE("a chain of entry arrays that turns back on itself ends") {
    std::string sample = journal(0, false);
    const std::size_t array_at = sample.size() - 32;
    sample.replace(array_at + 16, 8, little(std::uint64_t{array_at}));
    const Findings found = examine(*journal_module(), {"system.journal", sample});
    CHECK(found.verdict == Verdict::damaged);
    CHECK(found.artifacts.size() == 1);
}

TEST_CASE("scheduled commands have their account: named in the line, or by the name of the table") {
    const std::string sample =
        "SHELL=/bin/sh\n# a remark\n*/5 * * * * root /usr/bin/x --a\n@reboot www-data y\nnonsense\n";
    const Findings system = examine(*cron_module(), {"etc/crontab", sample});
    CHECK(system.verdict == Verdict::damaged);
    REQUIRE(system.artifacts.size() == 2);
    CHECK(system.artifacts[0].text("schedule") == "*/5 * * * *");
    CHECK(system.artifacts[0].text("user") == "root");
    CHECK(system.artifacts[0].text("environment") == "SHELL=/bin/sh");
    CHECK(system.artifacts[1].text("schedule") == "@reboot");
    const Findings own = examine(*cron_module(), {"var/spool/cron/crontabs/ali", "0 3 * * 1-5 sync now\n"});
    REQUIRE(own.artifacts.size() == 1);
    CHECK(own.artifacts[0].text("user") == "ali");
    CHECK(own.artifacts[0].text("command") == "sync now");
    const Findings ana = examine(*cron_module(), {"etc/anacrontab", "7 10 cron.weekly run-parts /etc/cron.weekly\n"});
    REQUIRE(ana.artifacts.size() == 1);
    CHECK(ana.artifacts[0].text("schedule") == "every 7 days");
    CHECK(ana.artifacts[0].integer("delay") == 10);
    CHECK(examine(*cron_module(), {"crontab", "#!/bin/sh\necho hello\n"}).verdict == Verdict::not_mine);
    check_damaged(*cron_module(), "crontab", sample);
}

TEST_CASE("accounts say whether a password is set and how it is kept, and never its hash") {
    const std::string hash = "$6$salt$abcdefghijklmnop";
    const std::string sample = "ali:" + hash + ":18500:0:99999:7:::\nsana:!" + hash +
                               ":18500::::::\nbin:*:18500::::::\n" +
                               "empty::0::::::\nnew:$argon2id$x:18500::::::\nold:$y$j9T$x$y:18500:::::19000:\n";
    const Findings found = examine(*accounts_module(), {"etc/shadow", sample});
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 6);
    const std::pair<std::string, std::string> expected[] = {
        {"set", "SHA-512"}, {"locked", "SHA-512"}, {"none", ""}, {"empty", ""}, {"set", ""}, {"set", "yescrypt"}};
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(found.artifacts[i].text("password") == expected[i].first);
        CHECK(found.artifacts[i].text("password_algorithm") == expected[i].second);
        for (const auto& [name, value] : found.artifacts[i].values) {
            const auto* text = std::get_if<std::string>(&value);
            if (text != nullptr) CHECK(text->find("salt") == std::string::npos);
        }
    }
    CHECK(found.artifacts[0].integer("password_set_at") == 18500 * 86400 * second);
    CHECK_FALSE(found.artifacts[3].has("password_set_at"));
    CHECK(found.artifacts[5].integer("expires_at") == 19000 * 86400 * second);
    check_damaged(*accounts_module(), "etc/shadow", sample);

    const Findings people =
        examine(*accounts_module(), {"etc/passwd", "ali:x:1000:1000:علی,,,:/home/ali:/bin/bash\nbroken\n"});
    CHECK(people.verdict == Verdict::damaged);
    REQUIRE(people.artifacts.size() == 1);
    CHECK(people.artifacts[0].text("full_name") == "علی,,,");
    CHECK(people.artifacts[0].text("password") == "kept elsewhere");
    const Findings groups = examine(*accounts_module(), {"etc/group", "sudo:x:27:ali,sana\n"});
    REQUIRE(groups.artifacts.size() == 1);
    CHECK(groups.artifacts[0].values.size() == 5);  // name, number, password, two members
    CHECK(examine(*accounts_module(), {"etc/pam.d/passwd", "@include common-password\n"}).verdict == Verdict::not_mine);
}

TEST_CASE("packages are read from the files of dpkg, apt, dnf, yum, zypper and pacman") {
    const auto first = [](const std::string& path, const std::string& sample) {
        const Findings found = examine(*packages_module(), {path, sample});
        CHECK(found.verdict == Verdict::examined);
        REQUIRE(!found.artifacts.empty());
        check_damaged(*packages_module(), path, sample);
        return found.artifacts[0];
    };
    const Finding status =
        first("var/lib/dpkg/status",
              "Package: nmap\nStatus: install ok installed\nInstalled-Size: 12\nVersion: 7.93\nDescription: "
              "scanner\n more of it\n\nPackage: b\nVersion: 1\n");
    CHECK(status.text("package") == "nmap");
    CHECK(status.text("summary") == "scanner");
    CHECK(status.integer("size") == 12);
    const Finding log = first("var/log/dpkg.log", "2021-08-01 00:03:12 upgrade nmap:amd64 7.92 7.93\n");
    CHECK(log.text("previous_version") == "7.92");
    CHECK_FALSE(log.has("changed_at"));
    const Finding apt =
        first("var/log/apt/history.log",
              "\nStart-Date: 2021-08-01  00:03:12\nCommandline: apt install nmap\nRequested-By: ali "
              "(1000)\nInstall: nmap:amd64 (7.93), liblua:amd64 (5.3, automatic)\nEnd-Date: 2021-08-01  "
              "00:03:15\n");
    CHECK(apt.text("requested_by") == "ali (1000)");
    CHECK(apt.text("version") == "7.93");
    const Finding dnf =
        first("var/log/dnf.rpm.log", "2021-06-01T12:00:00+0500 SUBDEBUG Installed: nano-5.8-3.fc35.x86_64\n");
    CHECK(dnf.text("package") == "nano");
    CHECK(dnf.text("version") == "5.8-3.fc35");
    CHECK(dnf.text("architecture") == "x86_64");
    CHECK(dnf.integer("changed_at") == 1'622'530'800 * second);
    const Finding yum = first("var/log/yum.log", "Jan 05 12:34:56 Updated: 2:vim-common-7.4.160-1.el7.x86_64\n");
    CHECK(yum.text("version") == "2:7.4.160-1.el7");
    CHECK_FALSE(yum.has("changed_at"));
    const Finding zypper =
        first("var/log/zypp/history", "2019-03-01 12:00:00|install|nano|4.0-1|x86_64|root@h|oss|abc|\n");
    CHECK(zypper.text("package") == "nano");
    const Finding pacman =
        first("var/log/pacman.log", "[2021-03-01T12:00:00+0000] [ALPM] upgraded nano (5.5-1 -> 5.6-1)\n");
    CHECK(pacman.text("previous_version") == "5.5-1");
    CHECK(pacman.integer("changed_at") == 1'614'600'000 * second);
}

TEST_CASE("keys of SSH are named by kind and fingerprint, and options by what they allow") {
    // RFC 8709's public key of Ed25519 in the form of OpenSSH; the fingerprints are those of ssh-keygen.
    const std::string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    const Findings found =
        examine(*ssh_keys_module(), {"root/.ssh/authorized_keys", "# own\nfrom=\"10.0.0.0/8, \\\"x y\\\"\",no-pty " +
                                                                      key + " ali on a laptop\n" + key + "\n"});
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 2);
    CHECK(found.artifacts[0].text("options") == "from=\"10.0.0.0/8, \\\"x y\\\"\",no-pty");
    CHECK(found.artifacts[0].text("comment") == "ali on a laptop");
    CHECK(found.artifacts[0].integer("bits") == 256);
    CHECK(found.artifacts[1].text("fingerprint") == "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA");
    CHECK(found.artifacts[1].text("fingerprint_md5") == "MD5:0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba");
    check_damaged(*ssh_keys_module(), "authorized_keys", "no-pty " + key + " x\n");

    const Findings hosts = examine(*ssh_keys_module(), {"known_hosts", "@revoked a.example,192.0.2.1 " + key +
                                                                           "\n|1|c2FsdA==|aGFzaA== " + key + "\n"});
    REQUIRE(hosts.artifacts.size() == 2);
    CHECK(hosts.artifacts[0].text("marker") == "@revoked");
    CHECK(hosts.artifacts[0].text("hosts") == "a.example");
    CHECK(hosts.artifacts[1].text("hashed") == "yes");

    const std::string pem =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA "
        "PRIVATE KEY-----\n";
    const Findings guarded = examine(*ssh_keys_module(), {"id_rsa", pem});
    REQUIRE(guarded.artifacts.size() == 1);
    CHECK(guarded.artifacts[0].text("encrypted") == "yes");
    CHECK(guarded.artifacts[0].text("cipher") == "AES-128-CBC");
    check_damaged(*ssh_keys_module(), "id_rsa", pem);
    const std::string putty =
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: c\nPublic-Lines: 1\n" + key.substr(12) + "\n";
    const Findings ppk = examine(*ssh_keys_module(), {"k.ppk", putty});
    REQUIRE(ppk.artifacts.size() == 1);
    CHECK(ppk.artifacts[0].text("fingerprint") == "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA");
    check_damaged(*ssh_keys_module(), "k.ppk", putty);
    CHECK(examine(*ssh_keys_module(), {"known_hosts", "hosts that I know: none\n"}).verdict == Verdict::not_mine);
}

TEST_CASE("a print job says who printed what and when; a time that is not there yet is none") {
    const auto attribute = [](char kind, const std::string& name, const std::string& value) {
        return std::string(1, kind) + big(static_cast<std::uint16_t>(name.size())) + name +
               big(static_cast<std::uint16_t>(value.size())) + value;
    };
    const std::string sample =
        "\x02\x00\x00\x05"s + big(std::uint32_t{1}) + "\x01" + attribute('\x47', "attributes-charset", "utf-8") +
        "\x02" + attribute('\x42', "job-name", "رپورٹ.pdf") + attribute('\x42', "job-originating-user-name", "ali") +
        attribute('\x21', "time-at-creation", big(std::uint32_t{1'600'000'000})) +
        attribute('\x13', "time-at-completed", "") + attribute('\x23', "job-state", big(std::uint32_t{5})) + "\x03";
    const Findings found = examine(*print_jobs_module(), {"var/spool/cups/c00001", sample});
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].text("job_name") == "رپورٹ.pdf");
    CHECK(found.artifacts[0].integer("created_at") == 1'600'000'000 * second);
    CHECK(found.artifacts[0].integer("state") == 5);
    CHECK_FALSE(found.artifacts[0].has("completed_at"));
    check_damaged(*print_jobs_module(), "var/spool/cups/c00001", sample);
}
