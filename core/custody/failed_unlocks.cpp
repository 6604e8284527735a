#include "core/custody/failed_unlocks.hpp"

#include <algorithm>

#include "core/custody/json_value.hpp"
#include "core/custody/private_file.hpp"

namespace sanad {
namespace {

/// Some fifty thousand tries; whoever goes on after them is on the list already.
constexpr std::size_t most_bytes = 8 << 20;

}  // namespace

Result<void> FailedUnlocks::add(const FailedUnlock& failed) const {
    JsonValue line;
    line.set("at", failed.at).set("person", failed.person);
    line.set("why", check_text(failed.why) ? failed.why : "the reason cannot be written");
    return append_private_line(path_, line.canonical(), most_bytes);
}

Result<std::vector<FailedUnlock>> FailedUnlocks::of(std::string_view person) const {
    std::vector<FailedUnlock> found;
    const auto text = read_private_file(path_, Visible::owner, most_bytes);
    if (!text && text.error().fault == Fault::not_found) return found;
    if (!text) return tl::unexpected{text.error()};
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const auto line = JsonValue::parse(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!line || line->text_or_empty("person") != person) continue;
        found.push_back(
            {std::string{line->text_or_empty("at")}, std::string{person}, std::string{line->text_or_empty("why")}});
    }
    return found;
}

}  // namespace sanad
