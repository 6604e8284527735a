#include "core/report/stix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/base/text.hpp"
#include "core/report/named_uuid.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

/// The namespace of identifiers of observables (STIX 2.1, section 2.9): everybody's file of these bytes has one name.
constexpr Uuid observables{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                           0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};

struct Tlp {
    std::string_view name, id;
};
/// Section 7.2.1.4: markings that everybody has under these identifiers.
constexpr Tlp markings[] = {{"white", "613f2e26-407d-48c7-9eca-b8e91df99dc9"},
                            {"green", "34098fce-860f-48ae-8e50-ebd3cc5e41da"},
                            {"amber", "f88d31f6-486f-44da-b317-01333bde0b82"},
                            {"red", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed"}};

/// With milliseconds and Z.
std::string stix_time(Timestamp time) {
    std::int64_t ms = time.ns / 1'000'000 - (time.ns % 1'000'000 < 0 ? 1 : 0);
    const std::string seconds = iso8601_zoneless(Timestamp{(ms - (ms % 1000 + 1000) % 1000) * 1'000'000});
    return fmt::format("{}.{:03}Z", seconds, (ms % 1000 + 1000) % 1000);
}

/// A string of a pattern (section 9.2): quotes and backslashes have one before them.
std::string in_pattern(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\'' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// An address of the net in a finding, as an observable.
struct Address {
    std::string_view type;  ///< of STIX
    std::string value;
    auto operator<=>(const Address&) const = default;
};

/// The address that an attribute holds, if it is one that a pattern can match: no blanks, no controls.
std::optional<Address> address_of(const Attribute& attribute) {
    const auto* text = std::get_if<std::string>(&attribute.value);
    if (text == nullptr || text->empty() || text->size() > 4096 || shown(*text) != *text ||
        text->find(' ') != std::string::npos) {
        return std::nullopt;
    }
    const bool has_scheme = text->find("://") != std::string::npos;
    if (attribute.name == "url" && has_scheme && !text->starts_with("file:")) return Address{"url", *text};
    return std::nullopt;
}

class Bundle {
public:
    Bundle(ExportSource& source, const StixOptions& options, ExportFile& out)
        : source_{source}, options_{options}, out_{out}, at_{stix_time(source.examined_at())} {
        case_ = named_uuid(url_namespace, fmt::format("urn:sanad:case:{}/{}/{}", source.facts().name,
                                                      source.facts().examiner, source.facts().created_at.ns));
    }
    Result<StixCounts> write();

private:
    std::string id(std::string_view type, std::string_view key) const {
        return fmt::format("{}--{}", type, text_of_uuid(named_uuid(case_, fmt::format("stix/{}/{}", type, key))));
    }
    void add(const JsonObject& object) {
        out_.write((first_ ? "\n" : ",\n") + object.str());
        first_ = false;
    }
    JsonObject domain_object(std::string_view type, std::string_view key) const {
        JsonObject json;
        json.text("type", type).text("spec_version", "2.1").text("id", id(type, key));
        json.text("created", at_).text("modified", at_);
        return json;
    }
    void marked(JsonObject& json) const { json.member("object_marking_refs", "[" + json_string(marking_) + "]"); }
    /// Observed data, an indicator, and that the one rests on the other.
    void observed(std::string_view observable, std::uint64_t times, std::string_view name, std::string_view pattern);
    Result<void> files();
    Result<void> addresses();

    ExportSource& source_;
    const StixOptions& options_;
    ExportFile& out_;
    std::string at_, marking_, sender_;
    Uuid case_{};
    bool first_ = true;
    StixCounts counts_;
};

void Bundle::observed(std::string_view observable, std::uint64_t times, std::string_view name,
                      std::string_view pattern) {
    JsonObject data = domain_object("observed-data", observable);
    data.text("created_by_ref", sender_).text("first_observed", at_).text("last_observed", at_);
    data.number("number_observed", std::min<std::uint64_t>(times, 999'999'999));
    data.member("object_refs", "[" + json_string(observable) + "]");
    marked(data);
    add(data);
    JsonObject indicator = domain_object("indicator", observable);
    indicator.text("created_by_ref", sender_).text("name", name).member("indicator_types", R"(["unknown"])");
    indicator.text("pattern", pattern).text("pattern_type", "stix").text("pattern_version", "2.1");
    indicator.text("valid_from", at_);
    marked(indicator);
    add(indicator);
    JsonObject rests = domain_object("relationship", observable);
    rests.text("created_by_ref", sender_).text("relationship_type", "based-on");
    rests.text("source_ref", id("indicator", observable)).text("target_ref", id("observed-data", observable));
    marked(rests);
    add(rests);
    ++counts_.indicators;
}

Result<void> Bundle::files() {
    struct Content {
        Digests digests;
        std::uint64_t size = 0;
        std::string mime_type;
        std::uint64_t times = 0;
    };
    // By digest, so that the order does not depend on how the files were sorted; and each once.
    std::map<Sha256Digest, Content> contents;
    TRY(source_.each_file([&](const FileRow& row) {
        // Every empty file has the same digests: an indicator of it would find all of them.
        if (!row.digests || row.size == 0) return true;
        source_.count_file(row);
        Content& content = contents[row.digests->sha256];
        content.digests = *row.digests;
        content.size = row.size;
        content.mime_type = row.mime_type;
        ++content.times;
        return true;
    }));
    for (const auto& [sha256, content] : contents) {
        const std::string md5 = hex(content.digests.md5);
        // Section 2.9: of several digests the first of MD5, SHA-1, SHA-256, SHA-512 makes the identifier (RFC 8785).
        const std::string file =
            "file--" + text_of_uuid(named_uuid(observables, fmt::format(R"({{"hashes":{{"MD5":"{}"}}}})", md5)));
        JsonObject hashes;
        hashes.text("MD5", md5).text("SHA-1", hex(content.digests.sha1)).text("SHA-256", hex(sha256));
        JsonObject json;
        json.text("type", "file").text("spec_version", "2.1").text("id", file).member("hashes", hashes.str());
        json.number("size", content.size);
        if (!content.mime_type.empty()) json.text("mime_type", content.mime_type);
        marked(json);
        add(json);
        ++counts_.files;
        observed(file, content.times, "File with SHA-256 " + hex(sha256),
                 fmt::format("[file:hashes.'SHA-256' = '{}']", hex(sha256)));
    }
    return {};
}

Result<void> Bundle::addresses() {
    std::map<Address, std::uint64_t> found;
    for (const std::string& type : TRY(source_.artifact_types())) {
        TRY(source_.each_artifact(type, [&](const ArtifactRow& row) {
            bool any = false;
            for (const Attribute& attribute : row.artifact.attributes) {
                if (auto address = address_of(attribute)) {
                    ++found[std::move(*address)];
                    any = true;
                }
            }
            if (any) source_.count_artifact(row);
            return true;
        }));
    }
    for (const auto& [address, times] : found) {
        // Nothing in it that RFC 8785 and json_string() would write in two ways: address_of() saw to that.
        const std::string observable = fmt::format(
            "{}--{}", address.type,
            text_of_uuid(named_uuid(observables, fmt::format(R"({{"value":{}}})", json_string(address.value)))));
        JsonObject json;
        json.text("type", address.type).text("spec_version", "2.1").text("id", observable);
        json.text("value", address.value);
        marked(json);
        add(json);
        ++counts_.addresses;
        observed(observable, times, fmt::format("Address of kind {}", address.type),
                 fmt::format("[{}:value = '{}']", address.type, in_pattern(address.value)));
    }
    return {};
}

Result<StixCounts> Bundle::write() {
    const auto tlp = std::ranges::find(markings, options_.tlp, &Tlp::name);
    if (tlp == std::end(markings)) {
        return failure(Fault::refused, fmt::format("TLP is white, green, amber or red, not {}", shown(options_.tlp)));
    }
    marking_ = fmt::format("marking-definition--{}", tlp->id);
    sender_ = id("identity", options_.sender);
    out_.write(fmt::format(R"({{"type":"bundle","id":"{}","objects":[)", id("bundle", "bundle")));
    JsonObject marking;
    std::string capitals = options_.tlp;
    std::ranges::transform(capitals, capitals.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    marking.text("type", "marking-definition").text("spec_version", "2.1").text("id", marking_);
    marking.text("created", "2017-01-20T00:00:00.000Z").text("definition_type", "tlp").text("name", "TLP:" + capitals);
    add(marking.member("definition", JsonObject{}.text("tlp", options_.tlp).str()));
    JsonObject sender = domain_object("identity", options_.sender);
    sender.text("name", options_.sender).text("identity_class", "organization");
    marked(sender);
    add(sender);
    TRY(files());
    TRY(addresses());
    out_.write("\n]}\n");
    return counts_;
}

}  // namespace

Result<StixCounts> write_stix(ExportSource& source, const StixOptions& options, ExportFile& out) {
    return Bundle{source, options, out}.write();
}

}  // namespace sanad
