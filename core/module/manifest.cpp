#include "core/module/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_interests = 1000;
constexpr std::size_t most_types = 256;
constexpr std::size_t longest_pattern = 512;
constexpr std::size_t longest_summary = 200;
constexpr std::string_view of_the_file = "{name}";

bool is_version(std::string_view text) {
    return !text.empty() && text.size() <= 32 && is_digit(text[0]) && std::ranges::all_of(text, [&](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '+';
    });
}

/// Nothing in it that would not be seen as it is.
bool is_one_plain_line(std::string_view text) {
    return !text.empty() && text.size() <= longest_summary && shown(text) == text;
}

tl::unexpected<Error> refused(std::string what) {
    return failure(Fault::unsupported, "manifest: " + std::move(what));
}

Result<void> check(const Interest& interest) {
    const std::string seen = fmt::format("{} \"{}\"", name_of(interest.match), shown(interest.pattern));
    if (interest.pattern.empty() || interest.pattern.size() > longest_pattern) {
        return refused(fmt::format("a {} of {} bytes", name_of(interest.match), interest.pattern.size()));
    }
    const bool signature = interest.match == Match::signature;
    if (!signature && interest.offset != 0) return refused(seen + " has an offset");
    if (!signature && !is_utf8(interest.pattern)) return refused(seen + " is not UTF-8");
    if (signature && interest.offset > signature_reach - interest.pattern.size()) {
        return refused(fmt::format("{} ends beyond the first {} bytes", seen, signature_reach));
    }
    for (const std::string& companion : interest.companions) {
        // Siblings only, and the name in front, where it can be compared without taking it for a pattern.
        if (companion.empty() || companion.size() > longest_pattern || companion.find('/') != std::string::npos ||
            companion.find(of_the_file, 1) != std::string::npos) {
            return refused(fmt::format("companion \"{}\" of {}", shown(companion), seen));
        }
    }
    return {};
}

}  // namespace

std::string_view name_of(Match match) {
    static constexpr std::string_view names[] = {"name", "path", "signature", "type"};
    return names[static_cast<std::size_t>(match)];
}

Result<void> check(const Manifest& manifest) {
    if (dotted_words(manifest.name) < 2 || manifest.name.size() > 64) {
        return refused(
            fmt::format("\"{}\" is no module's name: lower-case words with dots between", shown(manifest.name)));
    }
    if (!is_version(manifest.version)) return refused(fmt::format("version \"{}\"", shown(manifest.version)));
    if (!is_one_plain_line(manifest.summary)) {
        return refused(fmt::format("the summary must be one line of at most {} bytes", longest_summary));
    }
    if (manifest.wants.empty()) return refused("it wants no files");
    if (manifest.wants.size() > most_interests) return refused(fmt::format("{} interests", manifest.wants.size()));
    for (const Interest& interest : manifest.wants) TRY(check(interest));
    if (manifest.emits.size() > most_types) return refused(fmt::format("{} types", manifest.emits.size()));
    for (const std::string& type : manifest.emits) {
        if (artifact_type(type) == nullptr && !is_vendor_type(type)) {
            return refused(
                fmt::format("artifact type \"{}\" is neither in the catalog nor named x.vendor.name", shown(type)));
        }
    }
    return {};
}

void put(WireWriter& out, const Manifest& manifest) {
    out.put_text(manifest.name);
    out.put_text(manifest.version);
    out.put_text(manifest.summary);
    out.put(static_cast<std::uint32_t>(manifest.wants.size()));
    for (const Interest& interest : manifest.wants) {
        out.put(interest.match);
        out.put(interest.offset);
        out.put_text(interest.pattern);
        out.put(static_cast<std::uint32_t>(interest.companions.size()));
        for (const std::string& companion : interest.companions) out.put_text(companion);
    }
    out.put(static_cast<std::uint32_t>(manifest.emits.size()));
    for (const std::string& type : manifest.emits) out.put_text(type);
    out.put(static_cast<std::uint8_t>(manifest.skips_leading_zeros));
}

Manifest take_manifest(WireReader& in) {
    Manifest manifest;
    manifest.name = in.take_text();
    manifest.version = in.take_text();
    manifest.summary = in.take_text();
    manifest.wants.resize(in.take_count(sizeof(Match) + sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t)));
    for (Interest& interest : manifest.wants) {
        interest.match = in.take_enum(Match::mime_type);
        interest.offset = in.take<std::uint64_t>();
        interest.pattern = in.take_text();
        interest.companions.resize(in.take_count(sizeof(std::uint32_t)));
        for (std::string& companion : interest.companions) companion = in.take_text();
    }
    manifest.emits.resize(in.take_count(sizeof(std::uint32_t)));
    for (std::string& type : manifest.emits) type = in.take_text();
    manifest.skips_leading_zeros = in.take_bool();
    return manifest;
}

bool matches(const Interest& interest, const FileAtHand& file) {
    switch (interest.match) {
        case Match::name_glob:
            return glob_match(interest.pattern, name_in(file.path), true);
        case Match::path_glob:
            return glob_match(interest.pattern, file.path, true);
        case Match::signature:
            return ByteReader{file.head}.matches(interest.offset, interest.pattern);
        case Match::mime_type:
            return glob_match(interest.pattern, file.mime_type, true);
    }
    return false;
}

bool wants(const Manifest& manifest, const FileAtHand& file) {
    return std::ranges::any_of(manifest.wants, [&](const Interest& interest) { return matches(interest, file); });
}

std::string_view name_in(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_companion(const Manifest& manifest, const FileAtHand& file, std::string_view sibling) {
    const std::string_view name = name_in(file.path);
    if (sibling == name) return false;
    // Windows writes NTUSER.DAT and ntuser.dat.LOG1 beside each other: names are compared without case.
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const bool begins_with_name =
        sibling.size() >= name.size() && std::ranges::equal(name, sibling.substr(0, name.size()), {}, folded, folded);
    return std::ranges::any_of(manifest.wants, [&](const Interest& interest) {
        return matches(interest, file) && std::ranges::any_of(interest.companions, [&](std::string_view pattern) {
                   if (!pattern.starts_with(of_the_file)) return glob_match(pattern, sibling, true);
                   return begins_with_name &&
                          glob_match(pattern.substr(of_the_file.size()), sibling.substr(name.size()), true);
               });
    });
}

}  // namespace sanad
