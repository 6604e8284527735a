#pragma once
// What the catalog says of one type of artifact and of each of its attributes.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sanad {

enum class Kind : std::uint8_t {
    text,     ///< UTF-8
    texts,    ///< a list of them
    integer,  ///< 64 bits, signed
    real,     ///< finite
    time,     ///< nanoseconds since 1970 UTC
    bytes,
};

constexpr std::string_view name_of(Kind kind) {
    constexpr std::string_view names[] = {"text", "texts", "integer", "real", "time", "bytes"};
    return names[static_cast<std::size_t>(kind)];
}

struct AttributeType {
    std::string_view name;
    Kind kind;
    std::string_view meaning;         ///< for people, with the unit of a number
    std::string_view happening = {};  ///< of a time: what the timeline says happened then
};

struct ArtifactType {
    std::string_view name;
    std::string_view label;
    std::span<const AttributeType> attributes;
    std::string_view case_uco;  ///< the CASE/UCO class that an export makes of it
};

}  // namespace sanad
