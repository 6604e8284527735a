#include "core/cli/tagged.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/store/marked.hpp"

namespace sanad {

Result<Tagged> tagged_things(const CaseFolder& folder, CaseReader& reader, const std::vector<std::string>& globs) {
    MarkFile marks = TRY(MarkFile::open_read_only(folder.path()));
    Tagged tagged;
    for (const Mark& mark : TRY(marks.marks())) {
        if (mark.act != MarkAct::tag || !mark.stands()) continue;
        if (std::ranges::none_of(globs, [&](const std::string& glob) { return glob_match(glob, mark.tag, true); }))
            continue;
        const bool of_file = mark.subject.thing == MarkedThing::file;
        if (!of_file && mark.subject.thing != MarkedThing::artifact) continue;
        const FoundAgain found = TRY(find_again(reader, mark.subject));
        if (found.standing == Standing::gone || found.standing == Standing::changed) {
            tagged.lost.push_back(fmt::format("mark {} on {} {}: {}", mark.seq, name_of(mark.subject.thing),
                                              shown(of_file ? mark.subject.path : mark.subject.label),
                                              found.standing == Standing::gone
                                                  ? "is not in the case any more"
                                                  : "has another content than the one that was tagged"));
            continue;
        }
        (of_file ? tagged.files : tagged.artifacts).push_back(found.id);
    }
    for (std::vector<Id>* ids : {&tagged.files, &tagged.artifacts}) {
        std::ranges::sort(*ids);
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
    if (tagged.files.empty() && tagged.artifacts.empty() && tagged.lost.empty()) {
        return failure(Fault::not_found,
                       fmt::format("--tagged {}: nothing carries such a tag; `sanad bookmark-list` shows them",
                                   shown(fmt::format("{}", fmt::join(globs, ", ")))));
    }
    return tagged;
}

}  // namespace sanad
