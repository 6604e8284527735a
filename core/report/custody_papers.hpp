#pragma once
// The five papers of custody, each from plain facts. What the law or the rules of custody want and the record does not
// hold is printed in red as not recorded; nothing is left out in silence. Texts are taken as typed or found; values of
// the ledger's closed lists ("phone", "faraday") are printed in the paper's language (words.hpp).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/report/sheet.hpp"

namespace sanad {

/// An act's time: printed in the zone of the place, and in UTC.
struct Moment {
    Timestamp time;
    int offset_minutes = 0;  ///< of local time from UTC, at that time and place; Pakistan: 300
};

struct Letterhead {
    std::vector<std::string> agency;
    std::string logo_png;
    std::string footer;
};

struct ReceiptFacts {
    std::string code;    ///< receipt_code() of core/custody
    std::string origin;  ///< the ledger's name
    std::uint64_t size = 0;
    Moment time;
    std::string qr_payload;  ///< the checkpoint note
};

/// What every paper of a case begins with.
struct PaperHead {
    Letterhead letterhead;
    std::string reference;  ///< the paper's own number
    Moment issued;
    std::string case_id;
    std::string fir_number;
    std::string police_station;
    std::vector<std::string> offences;  ///< act, section, numbering
    std::string lead_officer;
    bool draft = false;
    bool unattested = false;
    bool training = false;
    std::optional<ReceiptFacts> receipt;
};

struct Person {
    std::string name;
    std::string father_name;
    std::string rank;  ///< or the office held
    std::string organisation;
    std::string identity_number;  ///< CNIC; empty where it is kept sealed
    std::string key_id;           ///< of the signature in the ledger
    bool empty() const { return name.empty() && rank.empty(); }
};

struct DigestFact {
    std::string algorithm;
    std::string over;  ///< empty: the whole
    std::string hex;
};

struct SealFacts {
    std::string seal_no;
    std::string bag_no;
    std::string state;
};

struct ItemFacts {
    std::string item_no;
    std::string exhibit_no;
    std::string kind;
    std::uint64_t quantity = 1;
    std::string description;
    std::string make;
    std::string model;
    std::string serial;
    std::vector<std::string> imei;
    std::vector<std::string> iccid;
    std::optional<std::uint64_t> capacity_bytes;
    std::string condition;
    std::string condition_text;
    std::string power;
    std::string screen;
    std::string network;
    SealFacts seal;
    std::uint64_t photographs = 0;
    std::vector<DigestFact> digests;
};

struct Authority {
    std::string kind;
    std::string number;
    std::string issuer;
    std::string date;
    std::string section;
    std::string scope;
    std::string expiry;
    std::string override_reason;  ///< not empty: there was none that covers the act, and this is why it was done
};

struct SeizureMemo {
    PaperHead head;
    Moment time;
    std::optional<Moment> recorded;  ///< more than 24 hours later is marked LATE
    std::string place;
    Person holder;
    Person seized_by;
    std::vector<Person> witnesses;  ///< two, distinct
    Authority authority;
    std::vector<ItemFacts> items;
    std::string copy_given_to;
    std::string notes;
};

struct TransferredItem {
    std::string item_no;
    std::string description;
    std::string condition;
    SealFacts seal;      ///< as the receiver saw it
    std::string sha256;  ///< of digital items
    std::optional<bool> digest_agrees;
};

struct TransferSlip {
    PaperHead head;
    std::vector<TransferredItem> items;
    Person from;
    Person to;
    std::string place;
    std::string transport;
    std::string courier_no;
    std::string purpose;
    Moment offered;
    std::optional<Moment> received;
    std::string refused_because;
    std::string notes;
};

struct CustodyRow {
    enum class Mark : std::uint8_t { none, gap, overlap, correction, late, failed };
    std::uint64_t entry = 0;  ///< of the ledger; 0 where there is none (a gap)
    std::string event;
    Moment time;
    std::string from;
    std::string to;
    std::string place;
    std::string seal_no;
    std::optional<std::uint64_t> held_seconds;  ///< until the next change of hands
    Text remark;
    std::string digest;  ///< of the entry
    Mark mark = Mark::none;
};

struct CustodyLog {
    PaperHead head;
    ItemFacts item;
    std::vector<CustodyRow> rows;
    std::string present_custodian;
};

struct ImageFile {
    std::string path;
    std::uint64_t size = 0;
};

struct ComparedDigest {
    std::string algorithm;
    std::string at_acquisition;  ///< empty: none was recorded
    std::string recomputed;
};

struct ClockCheck {
    Moment time;
    std::string source;
    std::string against;  ///< what it was compared with, in the words of who did
    std::int64_t offset_milliseconds = 0;
};

struct SelfTest {
    Moment time;
    std::uint64_t checks = 0;
    std::string failure;  ///< empty: passed
};

struct Exhibit {
    std::string exhibit_no;
    std::string path;
    std::uint64_t size = 0;
    std::string sha256;
};

struct CourtCertificate {
    PaperHead head;
    std::string court;
    std::string case_title;
    Person certifier;
    std::string qualification;
    ItemFacts item;
    std::string image_format;
    std::uint64_t image_size = 0;
    std::vector<ImageFile> image_files;
    std::optional<Moment> acquired;
    Person acquired_by;
    std::string acquisition_method;
    std::string write_protection;         ///< empty: none, for this reason
    std::string write_protection_reason;  ///< why there was none
    std::optional<std::uint64_t> unreadable_sectors;
    std::vector<std::string> unavoidable_changes;
    std::vector<ComparedDigest> digests;
    std::optional<Moment> recomputed;
    std::string computer;
    std::string operating_system;
    std::string tool;
    std::string tool_version;
    std::string tool_sha256;
    std::string bundle_verifier_sha256;  ///< of what a court can check the bundle with
    std::string validation_record;
    std::optional<SelfTest> self_test;
    std::vector<std::string> known_faults;  ///< of the system; none: it worked properly
    std::vector<ClockCheck> clock_checks;
    std::uint64_t ledger_entries = 0;
    std::vector<std::string> signers;
    std::vector<std::string> ledger_witnesses;
    std::vector<std::string> time_stamps;
    std::vector<Exhibit> exhibits;
};

struct DestroyedItem {
    std::string item_no;
    std::string description;
    std::string serial;
    SealFacts seal;
    std::string sha256;
};

struct DestructionRecord {
    PaperHead head;
    std::string court;
    std::string order_id;
    std::string order_date;
    std::string order_sha256;  ///< of the scanned order
    std::vector<DestroyedItem> items;
    Moment time;
    std::string place;
    std::string method;
    std::string verified_how;
    std::string remaining_copies;
    Person first;
    Person second;
    std::vector<Person> witnesses;
    std::string notes;
};

Sheet seizure_memo(const SeizureMemo& memo, Language language);
Sheet transfer_slip(const TransferSlip& slip, Language language);
Sheet custody_log(const CustodyLog& log, Language language);
Sheet court_certificate(const CourtCertificate& certificate, Language language);
Sheet destruction_record(const DestructionRecord& record, Language language);

}  // namespace sanad
