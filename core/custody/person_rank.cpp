#include "core/custody/person_rank.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/custody/bundle_check.hpp"
#include "core/custody/private_file.hpp"

namespace sanad {
namespace {

constexpr std::string_view label = "rank";

std::string_view in_english(std::string_view listed) {
    return listed.substr(0, listed.find('='));
}
std::string_view in_urdu(std::string_view listed) {
    const std::size_t between = listed.find('=');
    return between == std::string_view::npos ? listed : listed.substr(between + 1);
}

std::filesystem::path file_of(const IdentityStore& store, std::string_view person) {
    return store.folder() / "identities" / (std::string{person} + ".rank");
}

}  // namespace

Result<std::string> rank_on_list(const Agency& agency, std::string_view told) {
    std::string names;
    for (const std::string& listed : agency.ranks) {
        if (in_english(listed) == told || in_urdu(listed) == told) return std::string{in_english(listed)};
        names += fmt::format("{}{}", names.empty() ? "" : ", ", in_english(listed));
    }
    if (names.empty()) {
        return failure(Fault::refused,
                       fmt::format("--rank {}: the agency lists no ranks yet: `sanad identity agency --rank "
                                   "'Inspector=انسپکٹر'`, from the highest",
                                   shown(told)));
    }
    return failure(Fault::refused, fmt::format("--rank {}: is none of the agency's: {}", shown(told), shown(names)));
}

std::string rank_words(const Agency& agency, std::string_view rank, bool urdu) {
    for (const std::string& listed : agency.ranks) {
        if (in_english(listed) == rank || in_urdu(listed) == rank)
            return std::string{urdu ? in_urdu(listed) : in_english(listed)};
    }
    return std::string{rank};
}

Result<void> keep_rank(const IdentityStore& store, std::string_view person, std::string_view rank) {
    return write_private_file(file_of(store, person), opening_text(make_opening(label, rank)), Visible::owner,
                              Existing::replace);
}

Result<std::optional<Opening>> kept_rank(const IdentityStore& store, std::string_view person) {
    const auto path = file_of(store, person);
    const auto text = read_private_file(path, Visible::owner);
    if (!text && text.error().fault == Fault::not_found) return std::optional<Opening>{};
    if (!text) return tl::unexpected{text.error()};
    auto opening = parse_opening(*text);
    if (!opening) return within(shown(path.string()), std::move(opening.error()));
    return std::optional{std::move(*opening)};
}

std::string opened_rank(const IdentityStore& store, const Enrolment& enrolment) {
    const auto kept = kept_rank(store, enrolment.person);
    if (!kept || !*kept) return {};
    const bool fits = std::ranges::find(enrolment.pii, commitment_of(**kept)) != enrolment.pii.end();
    return fits ? (*kept)->value : std::string{};
}

}  // namespace sanad
