#include <algorithm>
#include <cstdlib>

#include "core/base/bytes.hpp"
#include "core/search/matcher.hpp"

// Whatever is typed is refused with words or finds itself out without end or crash: the first line is the query, the
// rest the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = sanad::text_of({data, size});
    const std::size_t line = std::min(all.find('\n'), all.size());
    const auto query = sanad::parse_query(all.substr(0, line));
    if (!query) {
        if (query.error().what.empty()) std::abort();
        return 0;
    }
    const std::string_view text = all.substr(std::min(line + 1, all.size()));
    sanad::Matcher matcher{*query, false};
    std::vector<std::size_t> terms;
    for (std::size_t i = 0; i < query->terms.size(); ++i) {
        if (query->terms[i].phrases.empty() || query->terms[i].phrases[0].words.empty()) std::abort();
        terms.push_back(i);
    }
    for (const auto& match : matcher.matches(text, terms)) {
        if (match.begin >= match.end || match.end > text.size() || match.term >= terms.size()) std::abort();
    }
    return 0;
}
