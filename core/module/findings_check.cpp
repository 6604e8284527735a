#include "core/module/findings_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"

namespace sanad {
namespace {

tl::unexpected<Error> broken(std::string what) {
    return failure(Fault::refused, std::move(what));
}

Kind kind_of(const AttributeValue& value) {
    static constexpr Kind kinds[] = {Kind::text, Kind::integer, Kind::real, Kind::time, Kind::bytes};
    return kinds[value.index()];
}

Result<void> check_value(const Attribute& attribute) {
    if (const auto* text = std::get_if<std::string>(&attribute.value); text != nullptr && !is_utf8(*text)) {
        return broken(fmt::format("{} is not UTF-8", attribute.name));
    }
    if (const auto* number = std::get_if<double>(&attribute.value); number != nullptr && !std::isfinite(*number)) {
        return broken(fmt::format("{} is not a finite number", attribute.name));
    }
    return {};
}

Result<void> check_against_catalog(const ArtifactType& type, const std::vector<Attribute>& attributes) {
    for (auto at = attributes.begin(); at != attributes.end(); ++at) {
        const AttributeType* known = attribute_type(type, at->name);
        if (known == nullptr) return broken(fmt::format("the catalog has no attribute \"{}\"", shown(at->name)));
        const Kind wanted = known->kind == Kind::texts ? Kind::text : known->kind;
        if (kind_of(at->value) != wanted) {
            return broken(fmt::format("{} is {}, and the catalog says {}", at->name, name_of(kind_of(at->value)),
                                      name_of(known->kind)));
        }
        // At most as many names as the catalog has come this far without being a list: this stays short.
        if (known->kind != Kind::texts &&
            std::any_of(attributes.begin(), at, [&](const Attribute& before) { return before.name == at->name; })) {
            return broken(fmt::format("{} is given twice and is no list", at->name));
        }
    }
    return {};
}

Result<void> check_vendor_attributes(const std::vector<Attribute>& attributes) {
    for (const Attribute& attribute : attributes) {
        if (!is_attribute_name(attribute.name)) {
            return broken(fmt::format("\"{}\" is no attribute's name", shown(attribute.name)));
        }
    }
    return {};
}

Result<void> check_promises(const Artifact& artifact, const Manifest& manifest,
                            std::span<const std::uint64_t> stream_sizes) {
    if (std::ranges::find(manifest.emits, artifact.type) == manifest.emits.end()) {
        return broken("its manifest does not declare this type");
    }
    TRY(check(artifact.source, stream_sizes));
    if (artifact.attributes.empty()) return broken("it has no attributes");
    const ArtifactType* type = artifact_type(artifact.type);
    if (type != nullptr) {
        TRY(check_against_catalog(*type, artifact.attributes));
    } else {
        TRY(check_vendor_attributes(artifact.attributes));
    }
    for (const Attribute& attribute : artifact.attributes) TRY(check_value(attribute));
    return {};
}

}  // namespace

Result<void> check(const SourceRange& range, std::span<const std::uint64_t> stream_sizes) {
    if (range.stream >= stream_sizes.size()) return broken(fmt::format("there is no stream {}", range.stream));
    const std::uint64_t size = stream_sizes[range.stream];
    if (range.offset > size || range.length > size - range.offset) {
        return broken(
            fmt::format("{} bytes at {} lie beyond the {} bytes of its source", range.length, range.offset, size));
    }
    if (range.length == 0 && size != 0) return broken("it names no source bytes");
    return {};
}

Result<void> check(const Artifact& artifact, const Manifest& manifest, std::span<const std::uint64_t> stream_sizes) {
    if (const auto kept = check_promises(artifact, manifest, stream_sizes); !kept) {
        return within(fmt::format("artifact \"{}\"", shown(artifact.type)), kept.error());
    }
    return {};
}

}  // namespace sanad
