#pragma once
// How a text of the index begins, in its original letters: what a report shows of a file or of a mail.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/search/text_index.hpp"
#include "core/store/artifact_query.hpp"

namespace sanad {

struct TextBeginning {
    std::string text;              ///< whole characters
    std::uint64_t characters = 0;  ///< of the whole text, which may be longer
};

/// One connection, for one thread.
class StoredTexts {
public:
    /// Fault::not_found when the case has no index.
    static Result<StoredTexts> open(const IndexFiles& files);
    StoredTexts(StoredTexts&&) noexcept;
    ~StoredTexts();

    /// What modules read in the file, else the text that its content is. Strings picked from a binary file are neither.
    Result<std::vector<IndexedText>> of_file(Id file);
    /// What the module that made the finding read in the bytes that the finding rests on; at most `most` of them.
    Result<std::vector<IndexedText>> of_finding(const ArtifactRow& finding, std::size_t most);
    /// One behind the other; at most `most` characters, and all of them counted.
    Result<TextBeginning> beginning(std::span<const IndexedText> texts, std::size_t most);

private:
    struct State;
    explicit StoredTexts(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
