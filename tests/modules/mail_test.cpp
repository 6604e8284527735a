// Mail as it is written by hand from RFC 5322, 2045 … 2047, 2231 and 4155, and from MS-OXMSG.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "plugins/mail/compressed_rtf.hpp"
#include "tests/modules/built_module.hpp"
#include "tests/modules/compound_file_maker.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::testing;
using sdk::Findings;
using sdk::Verdict;

namespace {

std::vector<std::string> all(const sdk::Finding& finding, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [given, value] : finding.values) {
        if (given == name) values.push_back(std::get<std::string>(value));
    }
    return values;
}

std::vector<const sdk::Finding*> of(const Findings& found, std::string_view type) {
    std::vector<const sdk::Finding*> these;
    for (const sdk::Finding& finding : found.artifacts) {
        if (finding.type == type) these.push_back(&finding);
    }
    return these;
}

const std::string forwarded = "From: c@example.org\r\nSubject: inner\r\n\r\nwithin\r\n";
const std::string message =
    "Received: from a by b; Thu, 21 Dec 2000 16:01:09 +0200\r\n"
    "From: =?windows-1256?B?zNHHxuM=?= <sender@example.org>\r\n"
    "To: \"Khan, A.\" <khan@example.org>, group: one@example.org, two@example.org;\r\n"
    "Cc: =?koi8-r?Q?=E9=D7=C1=CE?= <ivan@example.org>\r\n"
    "Subject: =?utf-8?Q?caf=C3?=\r\n =?utf-8?Q?=A9?= =?iso-8859-1?Q?_d=E9j=E0?=\r\n"
    "Date: Thu, 21 Dec 2000 16:01:07 +0500\r\n"
    "Message-ID: <m1@example.org>\r\nIn-Reply-To: <m0@example.org>\r\n"
    "References: <a@example.org>\r\n <m0@example.org>\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"B\"\r\n\r\n"
    "--B\r\nContent-Type: text/plain; charset=windows-1256\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "=CC=D1=C7=C6=E3\r\n"
    "--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>see <a "
    "href=\"http://example.org/?a=1&amp;b=2\">here</a>\r\n"
    "--B\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment;\r\n filename*0*=utf-8''%D8%AC%D8%B1;\r\n "
    "filename*1*=%D8%A7%D8%A6%D9%85.bin\r\n\r\n"
    "AAEC\r\n"
    "--B\r\nContent-Type: message/rfc822\r\n\r\n" +
    forwarded + "--B--\r\n";

}  // namespace

TEST_CASE("a message gives people, subject, times, threads and text, whatever the encodings of its words") {
    const Findings found = run("mail.eml", "a.eml", message);
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(of(found, "mail.message").size() == 1);
    const sdk::Finding& mail = *of(found, "mail.message")[0];
    CHECK(mail.text("from") == "جرائم <sender@example.org>");
    CHECK(all(mail, "to") ==
          std::vector<std::string>{"Khan, A. <khan@example.org>", "one@example.org", "two@example.org"});
    CHECK(mail.text("cc") == "Иван <ivan@example.org>");
    CHECK(mail.text("subject") == "café déjà");
    CHECK(mail.integer("sent_at") == 977396467'000000000);
    CHECK(mail.integer("received_at") == 977407269'000000000);
    CHECK(mail.text("date_written") == "Thu, 21 Dec 2000 16:01:07 +0500");
    CHECK(mail.text("message_id") == "<m1@example.org>");
    CHECK(mail.text("in_reply_to") == "<m0@example.org>");
    CHECK(all(mail, "references") == std::vector<std::string>{"<a@example.org>", "<m0@example.org>"});
    CHECK(mail.source.length == message.size());
    REQUIRE(found.texts.size() == 2);
    CHECK(found.texts[0].starts_with("جرائم"));
    CHECK(found.texts[1] == "see here");
    REQUIRE(of(found, "document.link").size() == 1);
    CHECK(of(found, "document.link")[0]->text("target") == "http://example.org/?a=1&b=2");
}

TEST_CASE("attachments become files with their exact bytes, a forwarded message as it stands") {
    const Findings found = run("mail.eml", "a.eml", message);
    REQUIRE(found.derived.size() == 2);
    CHECK(found.derived[0].first == "جرائم.bin");
    CHECK(found.derived[0].second == std::string("\0\1\2", 3));
    CHECK(found.derived[1].second + "\r\n" == forwarded);
    const sdk::Finding& attachment = *of(found, "mail.attachment")[0];
    CHECK(attachment.integer("size") == 3);
    CHECK(message.substr(attachment.source.offset, attachment.source.length).find("AAEC") != std::string::npos);
}

TEST_CASE("an mbox gives each message with its place; a line of text that begins with From is no separator") {
    const std::string one =
        "From a@example.org Thu Jan  1 00:00:01 2015\nFrom: a@example.org\nSubject: 1\n\nFrom here on\n\n";
    const std::string two = "From b@example.org Thu Jan  1 00:00:02 2015\nFrom: b@example.org\nSubject: 2\n\nx\n";
    const Findings found = run("mail.eml", "Inbox", one + two);
    REQUIRE(of(found, "mail.message").size() == 2);
    CHECK(of(found, "mail.message")[0]->source.length == one.size());
    CHECK(of(found, "mail.message")[1]->source.offset == one.size());
    CHECK(of(found, "mail.message")[1]->text("subject") == "2");
    CHECK(of(found, "mail.message")[1]->text("envelope") == "From b@example.org Thu Jan  1 00:00:02 2015");
}

TEST_CASE("a message that Thunderbird deleted and still keeps is marked as deleted") {
    const std::string separator = "From - Thu Jan  1 00:00:01 2015\n";
    const Findings found = run("mail.eml", "Inbox",
                               separator + "X-Mozilla-Status: 0009\nFrom: a@b\n\nx\n\n" + separator +
                                   "X-Mozilla-Status: 0000\nFrom: a@b\n\ny\n");
    REQUIRE(of(found, "mail.message").size() == 2);
    CHECK(of(found, "mail.message")[0]->text("recovered").starts_with("deleted"));
    CHECK(of(found, "mail.message")[0]->integer("read") == 1);
    CHECK_FALSE(of(found, "mail.message")[1]->has("recovered"));
    CHECK(of(found, "mail.message")[1]->integer("read") == 0);
}

TEST_CASE("a date that says no instant is given as written and as no instant") {
    for (const std::string date : {"Wed, 15 Dec 2010    59:10 -0500", "12 Oct 2010 16:21:05 H0500",
                                   "31 Feb 2010 10:00:00 +0000", "Thu, 1 Jan 2015", "yesterday"}) {
        const Findings found = run("mail.eml", "a.eml", "From: a@b\r\nDate: " + date + "\r\n\r\nx\r\n");
        REQUIRE(found.artifacts.size() == 1);
        CHECK_FALSE(found.artifacts[0].has("sent_at"));
        CHECK(found.artifacts[0].text("date_written") == date);
    }
    const auto at = [](const std::string& date) {
        return run("mail.eml", "a.eml", "From: a@b\r\nDate: " + date + "\r\n\r\n").artifacts.at(0).integer("sent_at");
    };
    CHECK(at("1 Jan 1970 00:00 GMT (then)") == 0);
    CHECK(at("Thu, 01 Jan 70 00:00:00 EST") == 18000'000000000);
    CHECK(at("Fri, 16 Oct 2009 23:39:34 -0000") == 1255736374'000000000);
}

TEST_CASE("eight-bit text of no stated encoding is not guessed at, and encrypted mail is named") {
    const Findings raw = run("mail.eml", "a.eml", "From: a@b\r\nSubject: Fr\xF6sche\r\n\r\n");
    CHECK(raw.artifacts.at(0).text("subject") == "Fr\xEF\xBF\xBDsche");
    const Findings locked =
        run("mail.eml", "a.eml",
            "From: a@b\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");
    CHECK(of(locked, "mail.message").at(0)->text("encryption") == "S/MIME enveloped-data");
}

TEST_CASE("what is no mail is nobody's") {
    for (const std::string bytes :
         {"", "hello", "HTTP/1.1 200 OK\r\nDate: x\r\n\r\n", "Content-Type: text/html\r\n\r\nx", "From \n"}) {
        CHECK(run("mail.eml", "a.eml", bytes).verdict == Verdict::not_mine);
    }
    CHECK(run("mail.msg", "a.msg", message).verdict == Verdict::not_mine);
    CHECK(run("mail.outlook", "a.pst", message).verdict == Verdict::not_mine);
    CHECK(run("mail.outlook", "a.pst", "!BDN" + std::string(600, 'x')).verdict == Verdict::damaged);
}

TEST_CASE("mail cut at every length and with bytes changed is examined all the same") {
    const Survival cut = survive("mail.eml", "a.eml", message, static_cast<int>(message.size()), 1500);
    CHECK(cut.crashes == 0);
    CHECK(cut.failed == 0);
    CHECK(cut.unsourced == 0);
}

namespace {

std::string wide(std::string_view ascii) {
    std::string bytes;
    for (const char c : ascii) CompoundFileMaker::put(bytes, static_cast<unsigned char>(c), 2);
    return bytes;
}

/// MS-OXMSG 2.4: one message, one recipient, one attachment.
std::string saved_message() {
    std::string properties(32, '\0');
    const auto fixed = [&](std::uint32_t tag, std::uint64_t value) {
        CompoundFileMaker::put(properties, tag, 4);
        CompoundFileMaker::put(properties, 6, 4);
        CompoundFileMaker::put(properties, value, 8);
    };
    fixed(0x00390040, 116'444'736'000'000'001);  // sent: 1970, and 100 ns
    fixed(0x3FFD0003, 1256);
    std::string recipient(8, '\0');
    CompoundFileMaker::put(recipient, 0x0C150003, 4);
    CompoundFileMaker::put(recipient, 6, 4);
    CompoundFileMaker::put(recipient, 3, 8);
    const std::string to = "__recip_version1.0_#00000000/", attached = "__attach_version1.0_#00000000/";
    CompoundFileMaker maker;
    maker.stream("__properties_version1.0", properties)
        .stream("__substg1.0_0037001E", "\xCC\xD1\xC7\xC6\xE3")
        .stream("__substg1.0_001A001F", wide("IPM.Note"))
        .stream("__substg1.0_1000001F", wide("body"))
        .stream(to + "__properties_version1.0", recipient)
        .stream(to + "__substg1.0_3001001F", wide("Khan"))
        .stream(to + "__substg1.0_39FE001F", wide("khan@example.org"))
        .stream(attached + "__properties_version1.0", std::string(8, '\0') + recipient.substr(8))
        .stream(attached + "__substg1.0_3707001F", wide("a.bin"))
        .stream(attached + "__substg1.0_37010102", std::string(5000, 'x'));
    return maker.made();
}

}  // namespace

TEST_CASE("a message saved by Outlook gives subject in its code page, times to 100 ns, people and attachments") {
    const Findings found = run("mail.msg", "a.msg", saved_message());
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(of(found, "mail.message").size() == 1);
    const sdk::Finding& mail = *of(found, "mail.message")[0];
    CHECK(mail.text("subject") == "جرائم");
    CHECK(mail.integer("sent_at") == 100);
    CHECK(all(mail, "bcc") == std::vector<std::string>{"Khan <khan@example.org>"});
    CHECK(all(mail, "attachments") == std::vector<std::string>{"a.bin"});
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0].second == std::string(5000, 'x'));
    CHECK(found.texts == std::vector<std::string>{"body"});
}

TEST_CASE("a body in compressed RTF is unpacked as the specification's own example shows") {
    const std::string packed{
        // MS-OXRTFCP 4.1.1
        "\x2D\x00\x00\x00\x2B\x00\x00\x00\x4C\x5A\x46\x75\xF1\xC5\xC7\xA7\x03\x00\x0A\x00\x72\x63\x70\x67\x31\x32\x35"
        "\x42\x32\x0A\xF3\x20\x68\x65\x6C\x09\x00\x20\x62\x77\x05\xB0\x6C\x64\x7D\x0A\x80\x0F\xA0",
        49};
    CHECK(sanad::mail::rtf_uncompressed(packed) == "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    for (std::size_t length = 0; length < packed.size(); ++length) {
        const auto cut = sanad::mail::rtf_uncompressed(packed.substr(0, length));
        CHECK((!cut || cut->size() <= 43));
    }
}

TEST_CASE("a saved message that is damaged crashes at most its own worker, in the library that reads it") {
    const Survival survival = survive("mail.msg", "a.msg", saved_message(), 200, 600);
    MESSAGE("libolecf: ", survival.crashes, " of ", survival.runs, " damaged files end their worker");
    CHECK(survival.crashes <= survival.runs / 50);
    CHECK(survival.failed == 0);
    CHECK(survival.unsourced == 0);
}

TEST_CASE("a mailbox of Outlook that is damaged crashes at most its own worker, in the library that reads it") {
    const auto path = tests::corpus_file("files/email/pst-ost/SampleContacts.pst");
    if (!path) {
        MESSAGE("skipped: no corpus");
        return;
    }
    std::ifstream file{*path, std::ios::binary};
    const std::string mailbox{std::istreambuf_iterator<char>{file}, {}};
    const Survival survival = survive("mail.outlook", "a.pst", mailbox, 40, 160);
    MESSAGE("libpff: ", survival.crashes, " of ", survival.runs, " damaged files end their worker");
    CHECK(survival.crashes <= survival.runs / 50);
    CHECK(survival.failed == 0);
    CHECK(survival.unsourced == 0);
}
