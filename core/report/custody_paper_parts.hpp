#pragma once
// What the papers of custody have in common. A part of custody_papers.
#include <string>
#include <string_view>
#include <vector>

#include "core/report/custody_papers.hpp"
#include "core/report/phrase.hpp"

namespace sanad::papers {

/// Builds one paper in one language.
class Writer {
public:
    Writer(const PaperHead& head, Language language, Word title, Word subtitle);

    Language language() const { return language_; }
    std::string words(Word word) const { return std::string{say(word, language_)}; }
    Text phrase(Word word, std::vector<Run> values) const { return filled(say(word, language_), std::move(values)); }
    /// A value of a closed list in the paper's language; a person's own word as it is.
    Text term(std::string_view value) const;
    /// "2026-09-08 15:00:00 +05:00 (2026-09-08T10:00:00Z)".
    Text moment(const Moment& moment) const;
    /// Without UTC, for narrow columns of a paper that gives it elsewhere.
    Text local_moment(const Moment& moment) const;
    Text moment(const std::optional<Moment>& moment) const { return moment ? this->moment(*moment) : Text{}; }
    /// Name, father's name, rank, organisation, identity number, on one line.
    Text person(const Person& person) const;
    Text bytes(std::uint64_t size) const;
    Text duration(std::uint64_t seconds) const;

    /// A fact that must be there: empty is printed in red as not recorded.
    Fact must(Word label, Text value) const;
    /// A fact that may be missing; then nothing is added.
    void may(std::vector<Fact>& facts, Word label, Text value) const;

    void heading(Word word) { add(Heading{words(word)}); }
    void paragraph(Word word, Emphasis emphasis = Emphasis::normal) { add(Paragraph{words(word), emphasis}); }
    void paragraph(Text text, Emphasis emphasis) { add(Paragraph{std::move(text), emphasis}); }
    void facts(std::vector<Fact> rows, bool two_columns = false) {
        if (!rows.empty()) add(Facts{std::move(rows), two_columns});
    }
    void notes(const std::string& text);
    void add(Block block) { sheet_.blocks.push_back(std::move(block)); }

    Signature signature(Word role, const Person& person) const;
    /// The receipt, if there is one; then the paper is done.
    Sheet finish();

private:
    const PaperHead& head_;
    Language language_;
    Sheet sheet_;
};

}  // namespace sanad::papers
