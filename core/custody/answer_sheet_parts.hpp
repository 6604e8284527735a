#pragma once
// The answer sheet while it is made: for answer_sheet*.cpp only.
#include <map>
#include <set>

#include "core/custody/answer_sheet.hpp"

namespace sanad {

/// A question, by its place in the sheet.
enum class Question : std::uint8_t { p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17 };

class SheetMaker {
public:
    SheetMaker(const LedgerCheck& ledger, const SheetFacts& facts)
        : ledger_{ledger}, facts_{facts}, lines_{facts.leaves.size()} {}
    AnswerSheet make();

private:
    // answer_sheet.cpp: what was given, and who vouches for it
    void bundle();
    void disclosed();
    void entries();
    void signatures();
    void persons();
    void checkpoint();
    void check_note(const GivenNote& note, bool newest);
    void check_signatures(const Checkpoint& checkpoint, const std::string& name);
    /// The log and the witnesses that a policy knows; `log_key` is "" when the entries name none.
    void check_by_policy(const Checkpoint& checkpoint, const std::string& name, const std::string& log_key,
                         const Policy& policy);
    Sha256Digest root_at(std::uint64_t size) const;
    void quorum();
    void receipts();
    void time();
    void reports();
    // answer_sheet_custody.cpp: what the entries tell
    void transfers();
    void custody_line();
    void seals();
    void recorded_hashes();
    void exhibits();
    void exhibit(const GivenExhibit& exhibit);
    void authority();
    void protection();
    void changes_and_access();
    void corrections();

    void line(Question question, Phrase phrase, std::vector<SheetValue> values = {});
    /// Strengthens the answer: the sheet keeps the strongest.
    void say(Question question, AnswerWord answer);
    void fail(Question question, std::int64_t seq, std::string_view rule, std::string what);
    /// Shown findings of a rule: lines, and `look`. Those of one type of event may have been told otherwise.
    void show(Question question, std::string_view rule, std::string_view not_of = {});
    bool broken_at(std::uint64_t seq, std::string_view rule) const;

    const LedgerCheck& ledger_;
    const SheetFacts& facts_;
    std::uint64_t lines_;  ///< of the file, read or not
    AnswerSheet sheet_;
    bool not_told_ = false;  ///< something given could not be checked at all: status 2
    /// SHA-256 on record, by item.
    std::map<std::string, std::set<std::string>, std::less<>> hashes_;
};

SheetValue told(std::string_view text);
/// A value of a closed list, in the words of that list; as it stands when it is none of them.
SheetValue chosen(const Event& event, std::string_view member);
/// What the type of an event is called.
SheetValue type_words(const Event& event);
/// The text of a member of the body; "" when it is none.
SheetValue body_text(const Event& event, std::string_view member);

}  // namespace sanad
