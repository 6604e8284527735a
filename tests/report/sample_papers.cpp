#include "tests/report/sample_papers.hpp"

#include "core/custody/receipt_code.hpp"

namespace sanad::tests {
namespace {

Moment at(std::string_view time) {
    return {parse_iso8601(time).value(), 300};
}

const std::string image_sha256 = "9f2c1b7e44d05a3896e1fbc07d2348a5610e9bb3c87f12d4a05e6b39c1784fd2";
const std::string image_md5 = "5d41402abc4b2a76b9719d911017c592";
const std::string phone_sha256 = "3b7a90c2e15f4d8862a7b9104c5de3f8097162bb45ce8d031fa6729e80b4c5d1";
const std::string entry_digest = "c0ffee1234567890abcdef001122334455667788990aabbccddeeff00112233";

PaperHead head(std::string reference) {
    PaperHead head;
    head.letterhead = {{"National Cyber Crime Investigation Agency", "Digital Forensic Laboratory, Islamabad"},
                       {},
                       "Invented for a test: no person, case or device of this name exists."};
    head.reference = std::move(reference);
    head.issued = at("2026-09-08T10:05:00Z");
    head.case_id = "OP-LANTERN";
    head.fir_number = "FIR 112/2026";
    head.police_station = "Cybercrime Reporting Centre, Rawalpindi";
    head.offences = {"PECA 2016 s. 14 (as amended 2025)", "PECA 2016 s. 16"};
    head.lead_officer = "Inspector Bilal Qureshi";
    ReceiptFacts receipt;
    std::array<Byte, 32> root{};
    for (std::size_t i = 0; i < root.size(); ++i) root[i] = static_cast<Byte>(i * 37 + 11);
    receipt.code = receipt_code(root);
    receipt.origin = "lab.example/op-lantern";
    receipt.size = 1284;
    receipt.time = at("2026-09-08T10:04:31Z");
    receipt.qr_payload =
        "lab.example/op-lantern\n1284\nCzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYY=\n\n"
        "\xE2\x80\x94 lab.example/op-lantern "
        "4fQx1Tn7c0kX0m3o3m1Jk0bq0Qm0gq3gJZ2u8y1b7m0b1wE9T8aZ5c4vWn2s6pQ0rY3uK7hL1dF8"
        "gN5xB2jVtM6zC9eR4wA=\n"
        "\xE2\x80\x94 court-registry.example 9aLm2Qw8Er5Ty1Ui7Op3As6Df0Gh4Jk2Zx8Cv1Bn5Mq7We3Rt9Yu6Io0Pl4Ka8Sj2Hd5Fg1Nz7"
        "Xb3Vc9Lm6Qw=\n";
    head.receipt = std::move(receipt);
    return head;
}

Person officer() {
    return {"Bilal Qureshi", "Abdul Qureshi", "Inspector (BS-16)", "NCCIA Rawalpindi", "", "7c1e9f02"};
}
Person custodian() {
    return {"Sadia Anwar", "", "Evidence custodian", "Malkhana, Islamabad", "", "b20d4411"};
}
Person examiner() {
    return {"R. Vance", "", "Forensic examiner", "Digital Forensic Laboratory", "", "e58a73cd"};
}

ItemFacts laptop() {
    ItemFacts item;
    item.item_no = "E-001";
    item.exhibit_no = "RV/1";
    item.kind = "laptop";
    item.description = "Grey laptop with a sticker «GREEN CRICKET CLUB» on the lid, charger attached";
    item.make = "Lenovo";
    item.model = "ThinkPad T480";
    item.serial = "PF-1K2X3Y";
    item.capacity_bytes = 256'060'514'304;
    item.condition = "scratched";
    item.condition_text = "left hinge loose";
    item.power = "on";
    item.screen = "locked";
    item.network = "online";
    item.seal = {"S-004471", "B-20931", "intact"};
    item.photographs = 6;
    item.digests = {{"SHA-256", "", image_sha256}};
    return item;
}

ItemFacts phone() {
    ItemFacts item;
    item.item_no = "E-002";
    item.kind = "phone";
    item.description = "Black mobile phone in a transparent cover; name on the lock screen: «نوید»";
    item.make = "Samsung";
    item.model = "SM-A155F";
    item.serial = "R58T90ABCDE";
    item.imei = {"490154203237518", "490154203237526"};
    item.condition = "broken_screen";
    item.power = "on";
    item.screen = "locked";
    item.network = "faraday";
    item.seal = {"S-004472", "B-20932", "intact"};
    item.photographs = 4;
    return item;
}

}  // namespace

SeizureMemo sample_memo() {
    SeizureMemo memo;
    memo.head = head("SM-2026-0112");
    memo.head.unattested = true;
    memo.time = at("2026-09-06T04:30:00Z");
    memo.recorded = at("2026-09-06T06:02:10Z");
    memo.place = "House 14, Street 3, Model Town, Rawalpindi (33.5971, 73.0479)";
    memo.holder = {"Naveed Akhtar", "Muhammad Akhtar", "", "", "", ""};
    memo.seized_by = officer();
    memo.witnesses = {{"Imran Shah", "Yousaf Shah", "", "", "37405-0000000-1", ""},
                      {"Farzana Bibi", "Ghulam Rasool", "Lady Constable", "Police Station Civil Lines", "", ""}};
    memo.authority = {"warrant",
                      "SW-77/2026",
                      "Judicial Magistrate, Section 30, Rawalpindi",
                      "2026-09-05",
                      "PECA 2016 s. 33",
                      "House 14 with all information systems in it",
                      "2026-09-12",
                      ""};
    memo.items = {laptop(), phone()};
    memo.copy_given_to = "Naveed Akhtar, against signature";
    memo.notes = "The laptop was running when found and was photographed before it was shut down.";
    return memo;
}

TransferSlip sample_slip() {
    TransferSlip slip;
    slip.head = head("TS-2026-0340");
    slip.items = {
        {"E-001", "Lenovo ThinkPad T480, grey", "scratched", {"S-004471", "B-20931", "intact"}, image_sha256, true},
        {"E-002", "Samsung SM-A155F, black", "broken_screen", {"S-004472", "B-20932", "broken"}, "", {}}};
    slip.from = officer();
    slip.to = custodian();
    slip.place = "Malkhana, Islamabad, counter 2";
    slip.transport = "vehicle";
    slip.courier_no = "GAA-417";
    slip.purpose = "Safe keeping until examination";
    slip.offered = at("2026-09-06T09:15:00Z");
    slip.received = at("2026-09-06T09:31:40Z");
    slip.notes = "Seal S-004472 was found torn at one corner and was photographed; new seal S-004480 applied.";
    return slip;
}

CustodyLog sample_log() {
    CustodyLog log;
    log.head = head("CL-2026-0081");
    log.item = laptop();
    log.present_custodian = "R. Vance, Digital Forensic Laboratory";
    const auto row = [](std::uint64_t entry, std::string event, std::string_view time, std::string from, std::string to,
                        std::optional<std::uint64_t> held, std::string place, std::string remark,
                        CustodyRow::Mark mark = CustodyRow::Mark::none) {
        CustodyRow made;
        made.entry = entry;
        made.event = std::move(event);
        made.time = at(time);
        made.from = std::move(from);
        made.to = std::move(to);
        made.held_seconds = held;
        made.place = std::move(place);
        if (!remark.empty()) made.remark = token(std::move(remark));
        made.digest = entry == 0 ? "" : entry_digest.substr(0, 60) + std::to_string(1000 + entry);
        made.mark = mark;
        return made;
    };
    using Mark = CustodyRow::Mark;
    log.rows = {
        row(12, "item.seize", "2026-09-06T04:30:00Z", "Naveed Akhtar", "Bilal Qureshi", 17100, "Rawalpindi", ""),
        row(13, "item.seal", "2026-09-06T04:52:00Z", "", "Bilal Qureshi", {}, "Rawalpindi", "S-004471, B-20931"),
        row(0, "", "2026-09-06T09:15:00Z", "Bilal Qureshi", "", 1000, "", "no custodian on record", Mark::gap),
        row(19, "transfer.receive", "2026-09-06T09:31:40Z", "Bilal Qureshi", "Sadia Anwar", 171500, "Malkhana", ""),
        row(20, "store.in", "2026-09-06T09:40:00Z", "", "Sadia Anwar", {}, "Malkhana, rack C-14", ""),
        row(24, "correct", "2026-09-07T05:00:00Z", "", "Sadia Anwar", {}, "", "rack C-14, not C-41", Mark::correction),
        row(31, "transfer.receive", "2026-09-08T09:10:00Z", "Sadia Anwar", "R. Vance", 3271, "Laboratory", ""),
        row(33, "seal.break", "2026-09-08T09:20:00Z", "", "R. Vance", {}, "Laboratory", "for examination"),
        row(34, "evidence.verify", "2026-09-08T09:41:00Z", "", "R. Vance", {}, "Laboratory", "SHA-256 equal"),
    };
    return log;
}

CourtCertificate sample_certificate() {
    CourtCertificate paper;
    paper.head = head("CC-2026-0009");
    paper.head.draft = true;
    paper.court = "Court of the Additional Sessions Judge (PECA), Islamabad";
    paper.case_title = "The State v. Naveed Akhtar";
    paper.certifier = examiner();
    paper.qualification = "MSc Computer Forensics; competence record CR-118, valid until 2027-03-31";
    paper.item = laptop();
    paper.image_format = "EnCase 6 (E01), 2 segments";
    paper.image_size = 256'060'514'304;
    paper.image_files = {{"E-001/laptop.E01", 2'147'418'112}, {"E-001/laptop.E02", 1'874'221'056}};
    paper.acquired = at("2026-09-08T09:22:00Z");
    paper.acquired_by = examiner();
    paper.acquisition_method = "physical";
    paper.write_protection = "Tableau T35u, serial 01D4-7712, firmware 22.1, last tested 2026-08-30";
    paper.unreadable_sectors = 0;
    paper.digests = {{"SHA-256", image_sha256, image_sha256}, {"MD5", image_md5, image_md5}};
    paper.recomputed = at("2026-09-08T10:01:12Z");
    paper.computer = "LAB-WS-04, 16 GiB of memory with error correction";
    paper.operating_system = "Debian GNU/Linux 12";
    paper.tool = "Sanad";
    paper.tool_version = "0.1.0";
    paper.tool_sha256 = phone_sha256;
    paper.bundle_verifier_sha256 = phone_sha256;
    paper.validation_record = "VR-2026-03, approved 2026-07-14";
    paper.self_test = SelfTest{at("2026-09-08T09:00:05Z"), 412, ""};
    paper.clock_checks = {{at("2026-09-08T08:55:00Z"), "ntp", "a GPS clock", 14},
                          {at("2026-09-08T10:00:00Z"), "ntp", "", -3}};
    paper.ledger_entries = 34;
    paper.signers = {"Bilal Qureshi", "Sadia Anwar", "R. Vance"};
    paper.ledger_witnesses = {"court-registry.example"};
    paper.exhibits = {
        {"RV/1/1", "/Users/naveed/Documents/رسیدیں/list of accounts.xlsx", 48213, phone_sha256},
        {"RV/1/2", "/Users/naveed/AppData/Local/Temp/evil\xE2\x80\xAEgpj.exe", 2'118'144, image_sha256},
    };
    return paper;
}

DestructionRecord sample_destruction() {
    DestructionRecord record;
    record.head = head("DR-2026-0003");
    record.court = "Court of the Additional Sessions Judge (PECA), Islamabad";
    record.order_id = "Crl. Misc. 204/2028";
    record.order_date = "2028-02-11";
    record.order_sha256 = phone_sha256;
    record.items = {
        {"E-001", "Lenovo ThinkPad T480, grey", "PF-1K2X3Y", {"S-005102", "B-20931", "intact"}, image_sha256}};
    record.time = at("2028-03-02T06:00:00Z");
    record.place = "Malkhana, Islamabad";
    record.method = "Disk overwritten once and read back, then shredded to 2 mm";
    record.verified_how = "Serial number of the disk compared before shredding; photographs 1 to 8";
    record.remaining_copies = "None; working copies destroyed under entry 88 to 91";
    record.first = custodian();
    record.second = officer();
    record.witnesses = {{"Asma Javed", "", "Naib Court", "District Courts Islamabad", "", ""}};
    return record;
}

std::vector<std::pair<std::string, Sheet>> sample_papers() {
    std::vector<std::pair<std::string, Sheet>> papers;
    for (const Language language : {Language::english, Language::urdu}) {
        const auto add = [&](const char* name, Sheet sheet) {
            if (language == Language::urdu) {
                sheet.agency = {"نیشنل سائبر کرائم انویسٹی گیشن ایجنسی", "ڈیجیٹل فرانزک لیبارٹری، اسلام آباد"};
            }
            papers.emplace_back(std::string{name} + "." + std::string{code_of(language)}, std::move(sheet));
        };
        add("seizure_memo", seizure_memo(sample_memo(), language));
        add("transfer_slip", transfer_slip(sample_slip(), language));
        add("custody_log", custody_log(sample_log(), language));
        add("court_certificate", court_certificate(sample_certificate(), language));
        add("destruction_record", destruction_record(sample_destruction(), language));
    }
    return papers;
}

}  // namespace sanad::tests
