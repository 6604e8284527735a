#include "gui/viewers/attached_file.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {
namespace {

constexpr std::uint64_t most_of_a_name = 256;

std::vector<std::string> names_in(const std::string& path) {
    std::vector<std::string> names;
    std::string name;
    for (const char letter : path + '/') {
        if (letter != '/' && letter != '\\') {
            name += letter;
            continue;
        }
        if (!name.empty() && name != "." && name != "~") names.push_back(name);
        name.clear();
    }
    return names;
}

/// Files of that very name among those that the query asks for.
Result<std::vector<FileRow>> files_named(CaseReader& reader, FileQuery query, const std::string& name) {
    std::string glob = name;
    for (char& letter : glob)
        if (std::string_view{"*?[]\\"}.find(letter) != std::string_view::npos) letter = '?';
    query.names = {glob};
    query.match_case = true;
    query.kinds = {FileKind::regular};
    query.limit = most_of_a_name;
    auto files = TRY(reader.rows(TRY(reader.find(query))));
    if (files.size() == most_of_a_name) return std::vector<FileRow>{};  // there may be more: none is the one
    std::erase_if(files, [&](const FileRow& file) { return file.name != name; });
    return files;
}

/// One file, or several names of one content.
std::optional<Id> only_one(const std::vector<FileRow>& files) {
    if (files.empty()) return std::nullopt;
    const bool same = std::ranges::all_of(
        files, [&](const FileRow& file) { return file.content.has_value() && file.content == files.front().content; });
    return files.size() == 1 || same ? std::optional{files.front().id} : std::nullopt;
}

}  // namespace

std::size_t common_end(const std::string& one, const std::string& other) {
    const auto a = names_in(one), b = names_in(other);
    std::size_t same = 0;
    while (same < std::min(a.size(), b.size()) && a[a.size() - 1 - same] == b[b.size() - 1 - same]) ++same;
    return same;
}

Result<std::optional<Id>> attached_file(CaseReader& reader, const ArtifactRow& message) {
    std::vector<std::string> recorded = texts_of(message.artifact, "attachment_paths");
    for (std::string& name : texts_of(message.artifact, "attachments")) recorded.push_back(std::move(name));
    for (const std::string& path : recorded) {
        const auto names = names_in(path);
        if (names.empty()) continue;
        for (const Id file : {message.source_file, message.file}) {
            FileQuery out;
            out.derived_from = file;
            if (const auto found = only_one(TRY(files_named(reader, out, names.back())))) return found;
        }
        if (names.size() < 2) continue;
        FileQuery beside;
        beside.image = message.image;
        const auto files = TRY(files_named(reader, beside, names.back()));
        std::size_t best = 2;
        for (const FileRow& file : files) best = std::max(best, common_end(file.path, path));
        std::vector<FileRow> meant;
        std::ranges::copy_if(files, std::back_inserter(meant),
                             [&](const FileRow& file) { return common_end(file.path, path) == best; });
        if (const auto found = only_one(meant)) return found;
    }
    return std::optional<Id>{};
}

}  // namespace sanad::gui
