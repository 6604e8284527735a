#pragma once
// A report of an invented case with hostile names in it. Shared by the tests of paper and page.
#include "core/report/case_report.hpp"

namespace sanad::tests {

inline CaseReport sample_report() {
    CaseReport report;
    report.head.letterhead.agency = {"National Cyber Crime Investigation Agency", "Digital Forensic Laboratory"};
    report.head.reference = "OP-LANTERN/77";
    report.head.issued = {Timestamp{1'788'861'900'000'000'000}, 300};
    report.head.case_id = "OP-LANTERN";
    report.head.draft = true;
    report.case_name = "op-lantern";
    report.examiner = "R. Vance";
    report.case_zone = "Asia/Karachi";
    report.items = {"RV/1"};
    report.made_by = "r.vance";
    ReportedImage image;
    image.id = 1;
    image.exhibit_number = "RV/1";
    image.format = "E01";
    image.state = "examined";
    image.size = 64 << 20;
    image.files = {{"laptop.E01", 20'000'000}};
    image.media_read = true;
    image.digests = {{"SHA-256", std::string(64, 'a'), std::string(64, 'a'), "match"},
                     {"MD5", std::string(32, 'b'), std::string(32, 'c'), "mismatch"}};
    ReportedFileSystem ntfs;
    ntfs.volume = "1: Basic data partition";
    ntfs.type = "NTFS";
    ntfs.label = "Windows";
    ntfs.length = 60 << 20;
    ntfs.walk = "complete";
    ntfs.contents = 12;
    ntfs.done = 10;
    ntfs.done_bytes = 4'000'000;
    ntfs.not_read = {{"encrypted", 2, 5000}};
    ReportedFileSystem locked;
    locked.volume = "2: data";
    locked.type = "BitLocker";
    locked.length = 1 << 20;
    locked.readable = false;
    locked.reason = "encrypted with BitLocker";
    locked.walk = "none";
    image.file_systems = {ntfs, locked};
    image.modules = {{"windows.prefetch 1.0.0", 3, 1, 0, 1, 0, 0}};
    image.artifact_counts = {{"program.executed", 3}};
    image.type_families = {{"image", 4}};
    report.images = {image};
    report.passes = {{}};

    ReportedThing letter;
    letter.number = 1;
    letter.tags = {
        {1, "relevant", "red", "letter to the bank", "r.vance", {Timestamp{1'788'861'000'000'000'000}, 300}}};
    letter.notes = {{3, "", "", "same wording as the threat", "s.khan", {Timestamp{1'788'861'100'000'000'000}, 300}}};
    letter.standing = "there";
    letter.exhibit_number = "RV/1";
    letter.path = "/Users/<script>alert(1)</script>/../\u202Egpj.exe\nsecond";
    letter.state = "deleted";
    letter.recovery = "partly_reallocated";
    letter.size = 1234;
    letter.mime_type = "text/plain";
    letter.sha256 = std::string(64, 'd');
    letter.times = {{"modified_at", {"2024-03-09T15:41:10Z", "2024-03-09T20:41:10+05:00", false, 1'709'998'870}}};
    letter.extents = {{0, 2'097'152, 1234, "stored"}};
    letter.extents_count = 3;
    ReportedThing run;
    run.number = 2;
    run.finding = true;
    run.tags = {{2, "relevant", "red", "", "r.vance", {Timestamp{1'788'861'000'000'000'000}, 300}}};
    run.standing = "gone";
    run.exhibit_number = "RV/1";
    run.path = "/" + std::string(4000, 'x');
    run.type = "program.executed";
    run.values = {{"program", "TOR.EXE"}};
    report.things = {letter, run};
    report.standing_tags = 2;
    report.standing_notes = 2;
    report.marked_things = 2;
    report.case_notes = {
        {4, "", "", "the owner speaks Pashto", "r.vance", {Timestamp{1'788'861'100'000'000'000}, 300}}};
    report.timeline = {{letter.times[0].second, "modified_at", 1, "RV/1", letter.path, ""}};
    report.runs = {{"RV/1", "2026-09-08T10:00:00Z", "2026-09-08T10:01:00Z", "0.1.0", "finished", "{\"a\":1}", 0,
                    std::string(64, '9'), std::string(64, 'e')}};
    report.builds = {{"windows.prefetch", "1.0.0", std::string(64, 'f')}};
    report.content_digest = content_digest(report);
    return report;
}

}  // namespace sanad::tests
