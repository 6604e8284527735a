#include "gui/past_searches.hpp"

#include <utility>

namespace sanad::gui {

PastSearches& PastSearches::of(CaseSession& session) {
    if (auto* there = session.findChild<PastSearches*>(QString{}, Qt::FindDirectChildrenOnly)) return *there;
    return *new PastSearches{&session};
}

QStringList PastSearches::words() const {
    QStringList words;
    for (const PastSearch& search : all_) words << search.words;
    words.removeDuplicates();
    return words;
}

void PastSearches::set(std::vector<PastSearch> all) {
    if (all.size() > most) all.resize(most);
    all_ = std::move(all);
    emit changed();
}

void PastSearches::add(const PastSearch& search) {
    std::vector<PastSearch> all{search};
    for (const PastSearch& before : all_)
        if (before != search) all.push_back(before);
    set(std::move(all));
}

}  // namespace sanad::gui
