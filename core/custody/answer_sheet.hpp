#pragma once
// The answers to P1 … P17 (LEDGER.md section 12) from a ledger that was read and from what was given along with it.
// What is computed here is the same for every language and every way of showing it; answer_page.hpp shows.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/answer_words.hpp"
#include "core/custody/checkpoint.hpp"
#include "core/custody/ledger_check.hpp"

namespace sanad {

/// From the strongest on: the first that applies is the answer.
enum class AnswerWord : std::uint8_t { no, look, unknown, none, yes };
std::string_view name_of(AnswerWord answer);

/// A value in a line of detail. Text of people and of evidence is hostile and is escaped where it is shown.
struct SheetValue {
    enum class Kind : std::uint8_t {
        code,   ///< an id, a hash, a time, a name of ours: written from left to right
        told,   ///< what a person or a program wrote, in whatever language
        words,  ///< a word of ours, in both languages
    };
    Kind kind = Kind::code;
    std::string text;  ///< words: the English
    std::string urdu;  ///< words only
};

SheetValue code(std::string text);
SheetValue code(std::uint64_t number);

struct SheetLine {
    Phrase phrase;
    std::vector<SheetValue> values;
    bool bad = false;  ///< why the answer is `no`
};

struct SheetAnswer {
    AnswerWord answer = AnswerWord::yes;
    std::vector<SheetLine> lines;
};

struct BrokenThing {
    std::int64_t seq = -1;  ///< -1: of no entry
    std::string rule, what;
};

struct AnswerSheet {
    int status = 0;  ///< 0 intact, 1 broken, 2 could not tell
    std::string ledger, case_id;
    std::uint64_t entries = 0;  ///< lines, read or not
    std::uint64_t size = 0;     ///< of the newest checkpoint; 0: none
    std::string root;           ///< hex, of all lines
    std::array<SheetAnswer, 17> answers;
    std::vector<BrokenThing> broken;
};

// ---- what is given along with the ledger
// ------------------------------------------------------------------------------

struct GivenNote {
    std::string name;
    std::optional<Checkpoint> checkpoint;
    std::string fault;                        ///< why there is none
    std::optional<std::uint64_t> named_size;  ///< as its file's name says
};
struct GivenReceipt {
    std::string code;  ///< as typed
    std::uint64_t size = 0;
};
struct GivenReport {
    std::string name, sha256;
    std::string fault;  ///< why it could not be read
};
struct GivenToken {
    std::string name;
    std::uint64_t size = 0;
    std::string response;
};
/// A file handed over as part of an item, or an image given to compare.
struct GivenExhibit {
    std::string name;
    std::string item;  ///< "" for an image given from outside
    enum class Outcome : std::uint8_t {
        proven,    ///< its bytes lead to `tree_root`
        digested,  ///< `sha256` and `tree_root` are those of its bytes
        wrong,     ///< `what` says where
        not_told,  ///< `what` says why
    };
    Outcome outcome = Outcome::not_told;
    std::uint64_t size = 0;
    std::string sha256, tree_root;
    bool container = false;  ///< E01 or L01: its bytes are not the media's
    std::string what;
};

struct SheetFacts {
    bool is_bag = false;                  ///< else the ledger came without one
    bool is_folder = false;               ///< a bundle, which has a checkpoint; else the bare file of entries
    std::vector<std::string> bag_faults;  ///< what is wrong with it, or with what lies beside the entries
    std::uint64_t bag_files = 0;
    std::uint64_t openings = 0;             ///< disclosed, each fitting its commitment
    std::uint64_t openings_of_persons = 0;  ///< those of persons whom events name, not of those who sign
    /// Of all lines; the ledger that is answered for ends before `cut`.
    std::vector<Sha256Digest> leaves;
    /// The fault after which no entry was read: form, statement, keys or signature.
    std::optional<BrokenThing> cut;
    std::optional<GivenNote> checkpoint;  ///< the newest
    std::vector<GivenNote> others;
    std::optional<Policy> policy;  ///< the one given from outside, else the bundle's
    bool policy_from_outside = false;
    std::optional<Policy> policy_beside;  ///< the bundle's, when one was given from outside: its keys are known too
    std::vector<GivenReceipt> receipts;
    std::vector<GivenReport> reports;
    std::vector<GivenToken> tokens;
    std::string trusted_authorities;  ///< PEM; "" when none were given
    std::vector<GivenExhibit> exhibits;
};

AnswerSheet answer_sheet(const LedgerCheck& ledger, const SheetFacts& facts);

/// The sheet of what could not be read, and why: every answer is unknown, and only the bag can be at fault.
AnswerSheet unread_sheet(const std::string& why, const std::vector<std::string>& bag_faults = {});

/// "3 d 04:05:06", the same in every language.
std::string held_for_text(std::int64_t seconds);

}  // namespace sanad
