#include "core/ingest/acquired_digests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"
#include "core/source/ewf_logical.hpp"

namespace sanad {
namespace {

/// The digest behind `words`, as hex() gives it; empty when there is none, or something else.
std::string recorded(std::string_view remark, std::string_view words, std::size_t digits) {
    const std::size_t at = remark.find(words);
    if (at == std::string_view::npos) return {};
    remark.remove_prefix(at + words.size());
    std::string digest{remark.substr(0, remark.find(';'))};
    std::ranges::transform(digest, digest.begin(),
                           [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool is_hex = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    return is_hex && digest.size() == digits ? digest : std::string{};
}

}  // namespace

Result<void> compare_acquired_digests(CaseReader& reader, CaseWriter& writer, Id image) {
    std::vector<OutcomeRow> differing;
    FileQuery query;
    query.image = image;
    TRY(reader.each_file(query, [&](const FileRow& file) {
        if (file.remark.empty() || !file.digests || !file.content) return true;
        for (const auto& [name, words, computed] :
             {std::tuple{"MD5", acquired_md5_words, hex(file.digests->md5)},
              std::tuple{"SHA-1", acquired_sha1_words, hex(file.digests->sha1)}}) {
            const std::string acquired = recorded(file.remark, words, computed.size());
            if (acquired.empty() || acquired == computed) continue;
            differing.push_back({image, Subject::content, *file.content, "read", "", "", Outcome::damaged,
                                 fmt::format("{}: {} {} was recorded when it was acquired, what the image holds has {}",
                                             shown(file.path), name, acquired, computed)});
        }
        return true;
    }));
    for (const OutcomeRow& row : differing) TRY(writer.add_outcome(row));
    return {};
}

}  // namespace sanad
