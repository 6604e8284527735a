#include "core/cli/finding_filters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_told = 3;
constexpr std::size_t longest_compared = 64;  // names of types and attributes are no longer

/// How many letters have to be put in, taken out or changed to make one of the other; of a pattern such as "downl*", to
/// make of `a` the beginning of `b` that it is nearest to.
std::size_t letters_apart(std::string_view a, std::string_view b, bool beginning) {
    a = a.substr(0, longest_compared);
    b = b.substr(0, longest_compared);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t k = 0; k < b.size(); ++k) {
            const std::size_t changed = diagonal + (a[i] == b[k] ? 0 : 1);
            diagonal = row[k + 1];
            row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
        }
    }
    return beginning ? *std::ranges::min_element(row) : row.back();
}

/// The names of `named` (each with other words that say the same) nearest to what was typed: first those that begin so,
/// or hold it.
std::string nearest(const std::string& typed, const std::map<std::string, std::string>& named) {
    std::string letters = ascii_lower(typed);
    // "web.*" names the whole of its first part.
    const bool beginning = typed.ends_with('*') && !typed.ends_with(".*");
    std::erase_if(letters, [](char c) { return c == '*' || c == '?'; });
    while (letters.ends_with('.')) letters.pop_back();
    std::vector<std::pair<std::size_t, std::string>> by_distance;
    for (const auto& [name, words] : named) {
        const std::size_t at = name.find(letters);
        const bool holds =
            !letters.empty() && (at != std::string::npos || ascii_lower(words).find(letters) != std::string::npos);
        std::size_t apart = letters_apart(letters, name, beginning);
        for (std::string_view rest = name; !holds && rest.find('.') != std::string_view::npos;) {
            apart = std::min({apart, letters_apart(letters, rest.substr(0, rest.find('.')), beginning),
                              letters_apart(letters, rest.substr(rest.find('.') + 1), beginning)});
            rest.remove_prefix(rest.find('.') + 1);
        }
        by_distance.emplace_back(!holds ? apart + 2 : at == 0 ? 0 : at != std::string::npos ? 1 : 2, name);
    }
    std::ranges::sort(by_distance);
    std::string told;
    for (std::size_t i = 0; i < std::min(by_distance.size(), most_told); ++i)
        told += (i == 0 ? "" : ", ") + by_distance[i].second;
    return told;
}

/// The types of a case and of the catalog, the former asked for when they are needed: counting them takes a moment.
class KnownTypes {
public:
    explicit KnownTypes(CaseReader& reader) : reader_{reader} {}

    Result<const std::set<std::string>*> of_case() {
        if (!of_case_) {
            of_case_.emplace();
            for (const auto& [type, count] : TRY(reader_.artifact_counts())) of_case_->insert(type);
        }
        return &*of_case_;
    }

    Result<bool> any_like(const std::string& glob) {
        const auto like = [&](std::string_view name) { return glob_match(glob, name, false); };
        if (std::ranges::any_of(artifact_types, like, &ArtifactType::name)) return true;
        return std::ranges::any_of(*TRY(of_case()), like);
    }

    Result<std::string> nearest_to(const std::string& glob) {
        std::map<std::string, std::string> named;
        for (const std::string& type : *TRY(of_case())) named.emplace(type, "");
        for (const ArtifactType& type : artifact_types)
            named[std::string{type.name}] = fmt::format("{} {}", type.label, type.case_uco);
        return nearest(glob, named);
    }

private:
    CaseReader& reader_;
    std::optional<std::set<std::string>> of_case_;
};

bool is_among(const std::vector<std::string>& globs, std::string_view type) {
    return std::ranges::any_of(globs, [&](const std::string& glob) { return glob_match(glob, type, false); });
}

/// Of types that are asked for by name: whether one of them has the attribute. Without a type, the store looks at all.
Result<void> check_attribute(KnownTypes& known, const std::vector<std::string>& types, const std::string& attribute) {
    std::map<std::string, std::string> there;
    for (const ArtifactType& type : artifact_types) {
        if (!is_among(types, type.name)) continue;
        if (attribute_type(type, attribute) != nullptr) return {};
        for (const AttributeType& each : type.attributes)
            there.emplace(std::string{each.name}, std::string{each.meaning});
    }
    // Types without a schema may hold anything.
    for (const std::string& type : *TRY(known.of_case())) {
        if (artifact_type(type) == nullptr && is_among(types, type)) return {};
    }
    return failure(Fault::refused,
                   fmt::format("--where {}: no type that is asked for has this attribute; the nearest are {}",
                               shown(attribute), nearest(attribute, there)));
}

}  // namespace

Result<void> check_asked(CaseReader& reader, const std::vector<std::string>& types,
                         const std::vector<AttributeCondition>& where, std::string_view beside) {
    KnownTypes known{reader};
    for (const std::string& glob : types) {
        if ((!beside.empty() && glob == beside) || TRY(known.any_like(glob))) continue;
        return failure(
            Fault::refused,
            fmt::format(
                "no type of finding is called \"{}\"; the nearest are {} (sanad find CASE counts those of a case)",
                shown(glob), TRY(known.nearest_to(glob))));
    }
    if (types.empty()) return {};
    for (const AttributeCondition& condition : where) TRY(check_attribute(known, types, condition.attribute));
    return {};
}

Result<AttributeCondition> condition_given(const std::string& text) {
    using Is = AttributeCondition::Is;
    const std::size_t sign = text.find_first_of("=<>!");
    if (sign == 0 || sign == std::string::npos) {
        return failure(
            Fault::refused,
            fmt::format("--where {}: write ATTRIBUTE=PATTERN, or one of < > != and a number or time", shown(text)));
    }
    AttributeCondition condition;
    condition.attribute = text.substr(0, sign);
    std::size_t value = sign + 1;
    switch (text[sign]) {
        case '<':
            condition.is = Is::less;
            break;
        case '>':
            condition.is = Is::greater;
            break;
        case '!':
            if (text.substr(sign, 2) != "!=")
                return failure(Fault::refused, "--where " + shown(text) + ": != expected");
            condition.is = Is::not_equal;
            ++value;
            break;
        default:
            condition.is = Is::like;
    }
    condition.value = text.substr(value);
    return condition;
}

}  // namespace sanad
