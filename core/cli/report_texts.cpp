#include "core/cli/report_texts.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace sanad {
namespace {

constexpr std::size_t most_characters = 1000;
/// More parts than a mail has, and fewer than a mailbox has mails.
constexpr std::size_t most_texts = 64;

/// A text of a mail module is what a message, an appointment or a contact says, not its attachment or its folder.
bool has_words(std::string_view type) {
    return !type.starts_with("mail.") || type == "mail.message" || type == "mail.appointment" || type == "mail.contact";
}

}  // namespace

Result<void> ReportTexts::put(ReportedThing& thing, const std::vector<IndexedText>& texts) {
    if (texts.empty()) return {};
    TextBeginning begins = TRY(texts_.beginning(texts, most_characters));
    const IndexedText& first = texts.front();
    thing.text.by = first.source == TextSource::module ? first.module + " " + first.version : first.encoding;
    thing.text.beginning = std::move(begins.text);
    thing.text.characters = begins.characters;
    return {};
}

Result<void> ReportTexts::put_file(ReportedThing& thing, Id file) {
    std::vector<IndexedText> texts = TRY(texts_.of_file(file));
    // One content of several names is indexed under one of them.
    if (texts.empty()) {
        for (const Id other : TRY(reader_.file(file)).hard_links) {
            texts = TRY(texts_.of_file(other));
            if (!texts.empty()) break;
        }
    }
    return put(thing, texts);
}

Result<const std::vector<ReportTexts::Claim>*> ReportTexts::claims_like(const ArtifactRow& finding) {
    const auto [place, is_new] =
        claims_.try_emplace({finding.file, finding.module + " " + finding.artifact.type}, std::vector<Claim>{});
    if (!is_new) return &place->second;
    ArtifactQuery query;
    query.types = {finding.artifact.type};
    query.file = finding.file;
    const std::vector<Id> ids = TRY(reader_.find_artifacts(query));
    constexpr std::size_t page = 256;
    for (std::size_t at = 0; at < ids.size(); at += page) {
        const auto some = std::span{ids}.subspan(at, std::min(page, ids.size() - at));
        for (const ArtifactRow& row : TRY(reader_.artifacts(some))) {
            if (row.module != finding.module) continue;
            const SourceRange& source = row.artifact.source;
            place->second.push_back({row.id, row.source_file, source.offset, source.length});
        }
    }
    return &place->second;
}

Result<void> ReportTexts::put_finding(ReportedThing& thing, const ArtifactRow& finding) {
    if (!has_words(finding.artifact.type)) return {};
    std::vector<IndexedText> texts = TRY(texts_.of_finding(finding, most_texts));
    if (texts.empty()) return {};
    const std::vector<Claim>& claims = *TRY(claims_like(finding));
    bool shared = false;
    // A text belongs to the finding with the fewest bytes around it: a mail within a mail has its own.
    std::erase_if(texts, [&](const IndexedText& text) {
        const Claim* nearest = nullptr;
        bool alone = true;
        for (const Claim& claim : claims) {
            if (claim.source_file != text.source_file || text.source_offset < claim.offset ||
                text.source_offset + text.source_length > claim.offset + claim.length) {
                continue;
            }
            if (nearest != nullptr && claim.length > nearest->length) continue;
            alone = nearest == nullptr || claim.length < nearest->length;
            nearest = &claim;
        }
        if (nearest == nullptr) return true;
        if (!alone) shared = shared || nearest->length == finding.artifact.source.length;
        return !alone || nearest->finding != finding.id;
    });
    thing.text.shared = shared && texts.empty() && finding.artifact.type.starts_with("mail.");
    return put(thing, texts);
}

}  // namespace sanad
