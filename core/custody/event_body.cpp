// The shape of bodies: what a verifier asks, what an append asks beside, and how a person's typing becomes a member.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/custody/event.hpp"
#include "core/custody/event_types.hpp"

namespace sanad {

std::string choices_text(const ChoiceList& list) {
    std::string text;
    for (const Choice& choice : list.choices) text += (text.empty() ? "" : ", ") + std::string{choice.value};
    if (list.other) text += ", or \"other: \" and what it is";
    return text;
}

bool is_chosen(const ChoiceList& list, std::string_view text) {
    if (std::ranges::find(list.choices, text, &Choice::value) != list.choices.end()) return true;
    constexpr std::string_view other = "other: ";
    return list.other && text.starts_with(other) &&
           std::ranges::any_of(text.substr(other.size()), [](char letter) { return letter != ' '; });
}

namespace {

bool is_hex(std::string_view text) {
    return !text.empty() && text.size() % 2 == 0 &&
           std::ranges::all_of(text, [](char letter) { return is_digit(letter) || (letter >= 'a' && letter <= 'f'); });
}
bool is_hash(std::string_view text) {
    return text.size() == 64 && is_hex(text);
}
bool is_decimal(std::string_view text) {
    return !text.empty() && text.size() <= 20 && std::ranges::all_of(text, is_digit) &&
           (text.size() == 1 || text[0] != '0');
}
bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' &&
           std::ranges::all_of(
               text, [](char letter) { return is_digit(letter) || (letter >= 'a' && letter <= 'z') || letter == '_'; });
}
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}
bool is_seal_no(std::string_view text) {
    return characters(text) >= 4 && characters(text) <= 32;
}
bool is_date(std::string_view text) {
    return text.size() == 10 && is_ledger_time(std::string{text} + "T00:00:00Z");
}

bool all_texts(const JsonValue::Array& array, bool (*fits)(std::string_view)) {
    return std::ranges::all_of(
        array, [&](const JsonValue& element) { return element.text() != nullptr && fits(*element.text()); });
}
bool any_text(std::string_view) {
    return true;
}
/// Every element an object of exactly these texts.
bool all_objects(const JsonValue::Array& array, std::initializer_list<std::string_view> members) {
    return std::ranges::all_of(array, [&](const JsonValue& element) {
        return element.object() != nullptr && element.object()->size() == members.size() &&
               std::ranges::all_of(members, [&](std::string_view member) { return element.text(member) != nullptr; });
    });
}

/// What both verifiers ask of the shape. Most choices, and labels, are texts to them.
bool has_shape(Shape shape, const JsonValue& value) {
    const auto text_that = [&](auto fits) { return value.text() != nullptr && fits(*value.text()); };
    switch (shape) {
        case Shape::text:
        case Shape::choice:
        case Shape::label:
        case Shape::hash:           // whether it is one is V-08
        case Shape::hash_or_empty:  // the same
        case Shape::statement:
            return value.text() != nullptr;
        case Shape::number:
            return value.number() != nullptr && *value.number() >= 0;
        case Shape::signed_number:
            return value.number() != nullptr;
        case Shape::truth:
            return value.truth() != nullptr;
        case Shape::time:
            return text_that(is_ledger_time);
        case Shape::date:
            return text_that(is_date);
        case Shape::hex:
            return text_that(is_hex);
        case Shape::decimal:
            return text_that(is_decimal);
        case Shape::event_id:
            return text_that(is_event_id);
        case Shape::person:
            return text_that(is_person_id);
        case Shape::item:
            return text_that(is_item_number);
        case Shape::seal_no:
            return text_that(is_seal_no);
        case Shape::items:
            return value.array() != nullptr && all_texts(*value.array(), is_item_number);
        case Shape::two_labels:
            return value.array() != nullptr && value.array()->size() == 2 && all_texts(*value.array(), any_text);
        case Shape::statements:
            return value.array() != nullptr && all_texts(*value.array(), any_text);
        case Shape::key:
            return value.object() != nullptr && value.object()->size() == 2 &&
                   value.text_or_empty("alg") == "ed25519" &&
                   from_base64(value.text_or_empty("public")).value_or("").size() == 32;
        case Shape::counts:
            return value.object() != nullptr && std::ranges::all_of(*value.object(), [](const auto& member) {
                       return member.second.number() != nullptr;
                   });
        case Shape::modules:
            return value.array() != nullptr && all_objects(*value.array(), {"build", "name", "version"});
        case Shape::headers:
            return value.array() != nullptr && all_objects(*value.array(), {"name", "value"});
    }
    return false;
}

std::string at(const EventType& type, const MemberType& member) {
    return fmt::format("{}: `{}`", type.name, member.name);
}

bool is_blank(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter == ' '; });
}

constexpr std::array<std::string_view, 24> shape_names = {
    "text",
    "whole number",
    "whole number, also negative",
    "true or false",
    "time",
    "date",
    "SHA-256",
    "SHA-256 or empty",
    "hexadecimal",
    "decimal text",
    "event id",
    "person",
    "item",
    "array of items",
    "seal number, 4 to 32 characters",
    "one of",
    "label of `pii`",
    "array of two labels of `pii`",
    "object of `alg`, `public`",
    "base64 of a signed document",
    "array of base64 of signed documents",
    "object of numbers",
    "array of objects of `build`, `name`, `version`",
    "array of objects of `name`, `value`",
};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

JsonValue::Array parts_of(std::string_view typed) {
    JsonValue::Array parts;
    while (!typed.empty()) {
        const std::size_t comma = std::min(typed.find(','), typed.size());
        if (const auto part = trimmed(typed.substr(0, comma)); !part.empty()) parts.emplace_back(part);
        typed.remove_prefix(std::min(comma + 1, typed.size()));
    }
    return parts;
}

/// What is to be written, for people who typed something else; "" where the name of the shape says it.
std::string_view form_of(Shape shape) {
    switch (shape) {
        case Shape::time:
            return "a time such as 2026-11-26T09:15:00Z";
        case Shape::date:
            return "a date such as 2026-11-26";
        case Shape::hex:
            return "hexadecimal digits";
        case Shape::decimal:
            return "digits";
        case Shape::event_id:
            return "the id of an entry such as 7a0d5f6e-1c2b-4d3e-9f80-a1b2c3d4e5f6 (`sanad ledger show --json`)";
        case Shape::person:
            return "the id of a person such as a.khan";
        case Shape::item:
        case Shape::items:
            return "an item number such as RV/1 or E-3.1";
        case Shape::seal_no:
            return "the number of a seal such as S-10042";
        default:
            return {};
    }
}

/// As it was typed, or near it.
std::string typed_text(const JsonValue& value) {
    if (value.text() != nullptr) return *value.text();
    if (value.array() == nullptr || !all_texts(*value.array(), any_text)) return value.canonical();
    std::string text;
    for (const JsonValue& each : *value.array()) text += (text.empty() ? "" : ",") + *each.text();
    return text;
}

Result<void> check_new_member(const EventType& type, const MemberType& member, const JsonValue& value) {
    const auto refuse = [&](std::string_view why) {
        return failure(Fault::refused, fmt::format("{} {}: {}", at(type, member), why, words_of(member.name).ask));
    };
    if (!has_shape(member.shape, value)) {
        const std::string_view form = member.choices != nullptr ? std::string_view{} : form_of(member.shape);
        if (!form.empty()) return refuse(fmt::format("cannot be \"{}\", only {}", shown(typed_text(value)), form));
        return refuse(fmt::format("is not {}", member.choices ? "one of its words" : name_of(member.shape)));
    }
    if (const auto* text = value.text()) {
        if (auto fine = check_text(*text); !fine) return refuse(fine.error().what);
        if (member.shape != Shape::hash_or_empty && is_blank(*text)) return refuse("is empty");
        if (member.shape == Shape::hash && !is_hash(*text)) return refuse("is not a SHA-256 of 64 digits (V-08)");
        if (member.shape == Shape::hash_or_empty && !text->empty() && !is_hash(*text)) {
            return refuse("is not a SHA-256 of 64 digits (V-08)");
        }
        if (member.shape == Shape::label && !is_label(*text)) return refuse("is not a label (a to z, 0 to 9, _)");
    }
    if (member.choices != nullptr && !is_chosen(*member.choices, *value.text())) {
        return refuse(fmt::format("cannot be \"{}\", only {}", shown(*value.text()), choices_text(*member.choices)));
    }
    if (member.shape == Shape::two_labels) {
        const auto& labels = *value.array();
        if (!all_texts(labels, is_label)) return refuse("holds something that is not a label (a to z, 0 to 9, _)");
        if (labels[0] == labels[1]) return refuse("names one witness twice");
    }
    return {};
}

}  // namespace

std::string_view name_of(Shape shape) {
    return shape_names[static_cast<std::size_t>(shape)];
}

std::optional<BodyFault> body_fault(const EventType& type, const JsonValue& body) {
    if (body.object() == nullptr) return BodyFault{"form", fmt::format("{}: the body is no object", type.name)};
    for (const auto& [name, value] : *body.object()) {
        if (find_member(type, name) == nullptr) {
            return BodyFault{"form", fmt::format("{}: `{}` is no member of its body", type.name, name)};
        }
    }
    std::optional<BodyFault> hash;  // said only when the form is in order
    for (const MemberType& member : type.members) {
        const JsonValue* value = body.find(member.name);
        if (value == nullptr) {
            if (!member.mandatory) continue;
            return BodyFault{"form", fmt::format("{} is missing: {}", at(type, member), words_of(member.name).ask)};
        }
        if (!member.mandatory && value->array() != nullptr && value->array()->empty()) {
            return BodyFault{"form", fmt::format("{} is empty: it is left out then", at(type, member))};
        }
        if (!has_shape(member.shape, *value)) {
            return BodyFault{"form", fmt::format("{} is not {}", at(type, member),
                                                 member.choices ? "a text" : name_of(member.shape))};
        }
        if (member.choices != nullptr && member.choices->asked_by_verifiers &&
            !is_chosen(*member.choices, *value->text())) {
            return BodyFault{"form",
                             fmt::format("{} is not one of {}", at(type, member), choices_text(*member.choices))};
        }
        const bool is_digest =
            member.shape == Shape::hash || (member.shape == Shape::hash_or_empty && !value->text()->empty());
        if (is_digest && !is_hash(*value->text()) && !hash) {
            hash = BodyFault{"V-08", fmt::format("{} is not a SHA-256 of 64 digits", at(type, member))};
        }
    }
    return hash;
}

Result<void> check_new_body(const EventType& type, const JsonValue& body) {
    if (const auto fault = body_fault(type, body)) return failure(Fault::refused, fault->what);
    for (const MemberType& member : type.members) {
        if (const JsonValue* value = body.find(member.name)) TRY(check_new_member(type, member, *value));
    }
    return {};
}

Result<JsonValue> read_member(const EventType& type, const MemberType& member, std::string_view typed) {
    typed = trimmed(typed);
    const auto refuse = [&](std::string_view why) {
        return failure(Fault::refused, fmt::format("{} {}: {}", at(type, member), why, words_of(member.name).ask));
    };
    JsonValue value{nfc(typed)};
    switch (member.shape) {
        case Shape::number:
        case Shape::signed_number: {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
            if (error != std::errc{} || end != typed.data() + typed.size()) return refuse("is not a whole number");
            if (number > (std::int64_t{1} << 53) - 1 || -number > (std::int64_t{1} << 53) - 1)
                return refuse("is too large");
            value = JsonValue{number};
            break;
        }
        case Shape::truth:
            if (typed != "yes" && typed != "no" && typed != "true" && typed != "false")
                return refuse("is neither yes nor no");
            value = JsonValue::truth(typed == "yes" || typed == "true");
            break;
        case Shape::items:
        case Shape::two_labels:
        case Shape::statements:
            value = JsonValue{parts_of(typed)};
            break;
        case Shape::key:
        case Shape::counts:
        case Shape::modules:
        case Shape::headers: {
            auto parsed = JsonValue::parse(typed);
            if (!parsed) return refuse(fmt::format("is not canonical JSON ({})", parsed.error().what));
            value = std::move(*parsed);
            break;
        }
        default:
            break;
    }
    TRY(check_new_member(type, member, value));
    return value;
}

}  // namespace sanad
