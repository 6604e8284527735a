#include "core/report/phrase.hpp"

#include <stdexcept>

namespace sanad {

Text filled(std::string_view phrase, std::vector<Run> values) {
    std::vector<Text> texts;
    for (Run& value : values) texts.push_back(std::vector<Run>{std::move(value)});
    return composed(phrase, texts);
}

Text composed(std::string_view phrase, const std::vector<Text>& values) {
    std::vector<Run> runs;
    std::size_t used = 0;
    for (;;) {
        const std::size_t hole = phrase.find("{}");
        const std::string_view before = phrase.substr(0, hole);
        if (!before.empty()) runs.push_back({std::string{before}, Run::Kind::words});
        if (hole == std::string_view::npos) break;
        if (used == values.size()) throw std::logic_error{"filled: a phrase has more holes than values"};
        runs.insert(runs.end(), values[used].runs.begin(), values[used].runs.end());
        ++used;
        phrase.remove_prefix(hole + 2);
    }
    if (used != values.size()) throw std::logic_error{"filled: a phrase has fewer holes than values"};
    return Text{std::move(runs)};
}

}  // namespace sanad
