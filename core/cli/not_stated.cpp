#include "core/cli/not_stated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace sanad {
namespace {

enum class FactKind { member, label, place, picture };

/// The columns "mandatory" of the requirement that a ledger can live without.
struct Asked {
    std::string_view type;
    FactKind kind;
    std::string_view name;  ///< of the member or of the label
    std::string_view words;
};
constexpr std::array asked{
    Asked{"item.seize", FactKind::place, "", "the place"},
    Asked{"item.seize", FactKind::picture, "", "photographs"},
    Asked{"item.seize", FactKind::member, "screen", "the state of the screen"},
    Asked{"item.seize", FactKind::label, "witness1_cnic", "the CNIC of the first witness"},
    Asked{"item.seize", FactKind::label, "witness2_cnic", "the CNIC of the second witness"},
    Asked{"item.seal", FactKind::picture, "", "a photograph of the seal"},
    Asked{"seal.break", FactKind::picture, "", "a photograph of the seal"},
    Asked{"seal.break", FactKind::member, "new_seal", "the seal that is put on next"},
    Asked{"authority.add", FactKind::member, "expires", "its last day"},
    Asked{"authority.add", FactKind::member, "scan", "a scan of the paper"},
    Asked{"court.notice", FactKind::member, "receipt", "the receipt of the court"},
    Asked{"acquire.start", FactKind::member, "serial", "the serial number of the source"},
    Asked{"acquire.start", FactKind::member, "hidden_areas", "whether hidden areas (HPA, DCO) were looked for"},
    Asked{"acquire.start", FactKind::member, "encryption", "whether it is encrypted"},
    Asked{"acquire.start", FactKind::member, "capacity", "the capacity of the source"},
    Asked{"acquire.start", FactKind::member, "target", "the target medium"},
    Asked{"acquire.finish", FactKind::member, "unreadable", "how many sectors could not be read"},
};

bool is_picture_file(const std::string& path) {
    const std::string lower = ascii_lower(path);
    return lower.ends_with(".jpg") || lower.ends_with(".jpeg") || lower.ends_with(".png");
}

bool is_stated(const Asked& one, const ToldAct& told) {
    switch (one.kind) {
        case FactKind::member: {
            const auto typed = told.members.find(std::string{one.name});
            return typed != told.members.end() ? !typed->second.empty() : told.values.find(one.name) != nullptr;
        }
        case FactKind::label: {
            const auto value = told.pii.find(std::string{one.name});
            return value != told.pii.end() && !value->second.empty();
        }
        case FactKind::place:
            return !told.place.empty();
        case FactKind::picture:
            return std::ranges::any_of(told.attachments, is_picture_file);
    }
    return false;
}

}  // namespace

std::string not_stated(const EventType& type, const ToldAct& told) {
    std::string text;
    for (const Asked& one : asked) {
        if (one.type == type.name && !is_stated(one, told))
            text += fmt::format("{}{}", text.empty() ? "" : ", ", one.words);
    }
    return text;
}

Result<void> check_told(const EventType& type, const ToldAct& told) {
    const auto of = [](const std::map<std::string, std::string>& all, const char* name) {
        const auto found = all.find(name);
        return found == all.end() ? std::string{} : found->second;
    };
    if (type.name == "item.seize") {
        for (const auto& [first, second, words] :
             {std::tuple{"witness1_name", "witness2_name", "name"}, {"witness1_cnic", "witness2_cnic", "CNIC"}}) {
            const std::string one = of(told.pii, first);
            if (!one.empty() && one == of(told.pii, second)) {
                return failure(Fault::refused,
                               fmt::format("item.seize: both witnesses have one {}: two different persons witness a "
                                           "seizure (--pii {}=…)",
                                           words, second));
            }
        }
    }
    if (type.name == "transfer.offer" && of(told.members, "method") == "courier" &&
        of(told.members, "courier").empty() && told.values.find("courier") == nullptr) {
        return failure(Fault::refused,
                       "transfer.offer: `courier` is missing: who carries it, and the consignment number");
    }
    return {};
}

}  // namespace sanad
