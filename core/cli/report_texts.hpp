#pragma once
// How tagged files, documents and mails begin: the words that the index holds of them, for a report.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/report/case_report.hpp"
#include "core/search/text_beginning.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

class ReportTexts {
public:
    ReportTexts(StoredTexts texts, CaseReader& reader) : texts_{std::move(texts)}, reader_{reader} {}

    Result<void> put_file(ReportedThing& thing, Id file);
    /// Of a finding, what its module read in the bytes it rests on. Mails that share their bytes (of an Outlook file,
    /// which is not told by place) are not given each other's words.
    Result<void> put_finding(ReportedThing& thing, const ArtifactRow& finding);

private:
    struct Claim {
        Id finding, source_file;
        std::uint64_t offset, length;
    };
    Result<const std::vector<Claim>*> claims_like(const ArtifactRow& finding);
    Result<void> put(ReportedThing& thing, const std::vector<IndexedText>& texts);

    StoredTexts texts_;
    CaseReader& reader_;
    std::map<std::pair<Id, std::string>, std::vector<Claim>> claims_;  ///< by file, module and type
};

}  // namespace sanad
