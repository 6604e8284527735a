#include <cstdlib>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/search/fold.hpp"

// Any bytes: a key is UTF-8, folded already, and each of its bytes is of a byte of the original.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto level = data[0] & 1 ? sanad::FoldLevel::loose : sanad::FoldLevel::standard;
    const std::string_view text = sanad::text_of({data + 1, size - 1});
    sanad::Folder folder{level};
    const sanad::FoldedText folded = folder.fold(text);
    if (!sanad::is_utf8(folded.key) || folded.origins.size() != folded.key.size()) std::abort();
    for (const auto origin : folded.origins) {
        if (origin >= text.size()) std::abort();
    }
    if (folder.fold(folded.key).key != folded.key) std::abort();
    for (const auto& word : folder.words(text).words) {
        if (word.begin >= word.end || word.end > text.size() || word.key_size == 0) std::abort();
    }
    return 0;
}
