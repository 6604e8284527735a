#pragma once
// The members of a JSON object, asked for one by one: a member that is missing, of another shape, or not asked for at
// all is named in the refusal. What has fixed members in LEDGER.md is read with it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/json_value.hpp"

namespace sanad {

/// Says whether a text has the form that is asked of it.
using TextForm = bool (*)(std::string_view);

/// Errors are Fault::damaged and begin with the member's name.
class Members {
public:
    /// `value` must outlive this. Whatever is no object has no members, and end() says so.
    explicit Members(const JsonValue& value) : value_{&value} {}

    Result<std::string> text(std::string_view name);
    /// A text of a form; `form_is` says in words which.
    Result<std::string> text(std::string_view name, TextForm form, std::string_view form_is);
    Result<std::optional<std::string>> optional_text(std::string_view name);
    Result<std::optional<std::string>> optional_text(std::string_view name, TextForm form, std::string_view form_is);
    Result<std::int64_t> number(std::string_view name, std::int64_t least = 0);
    Result<std::optional<std::int64_t>> optional_number(std::string_view name, std::int64_t least);
    Result<bool> truth(std::string_view name);
    /// Any object or array.
    Result<const JsonValue*> object(std::string_view name);
    Result<const JsonValue::Array*> array(std::string_view name);
    /// Nothing when it is absent. An optional array that is there is not empty: one content has one text.
    Result<const JsonValue::Array*> optional_array(std::string_view name);
    /// Texts, all of one form.
    Result<std::vector<std::string>> texts(std::string_view name, TextForm form, std::string_view form_is);
    const JsonValue* optional_object(std::string_view name) { return ask(name); }
    bool has(std::string_view name) const { return value_->find(name) != nullptr; }

    /// Nothing stands in the object but what was asked for.
    Result<void> end() const;

private:
    /// The member, noted as asked for; nothing when it is absent.
    const JsonValue* ask(std::string_view name);
    Result<const JsonValue*> required(std::string_view name);

    const JsonValue* value_;
    std::vector<std::string_view> asked_;
};

/// "member: what is wrong with it".
tl::unexpected<Error> wrong_member(std::string_view name, std::string_view what);

/// The texts of an array, all of one form.
Result<std::vector<std::string>> texts_of(const JsonValue::Array& array, std::string_view name, TextForm form,
                                          std::string_view form_is);
/// Sorted by their bytes, none twice.
bool is_sorted_set(const std::vector<std::string>& texts);

/// Lower-case hexadecimal of exactly so many letters.
bool is_hex(std::string_view text, std::size_t letters);
bool is_sha256_hex(std::string_view text);
bool is_key_id(std::string_view text);
/// A whole number of at most 20 digits as a decimal text, without leading zeros, sign or blanks.
bool is_decimal(std::string_view text);
bool is_any_text(std::string_view text);
bool is_some_text(std::string_view text);  ///< not empty

}  // namespace sanad
