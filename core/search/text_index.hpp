#pragma once
// Writes the index of a case: texts as they come, in the order of the case; then shards from them, by as many threads
// as there are. Killed at any moment, it goes on from the last commit, and holds the same in the end.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/artifact/artifact.hpp"
#include "core/search/index_files.hpp"
#include "core/store/query.hpp"

namespace sanad {

enum class TextSource : std::uint8_t {
    content,  ///< the file's own bytes, decoded
    module,   ///< what a module read in it
};

/// A text, and where it comes from.
struct IndexedText {
    Id id = 0;
    Id image = 0;
    Id file = 0;
    TextSource source = TextSource::content;
    std::string module, version;  ///< of a module
    std::string encoding;         ///< of the content
    Id source_file = 0;
    std::uint64_t source_offset = 0, source_length = 0;  ///< bytes of source_file
    std::uint64_t size = 0;                              ///< of the text
};

/// The values of an artifact that can be searched for, one a line, and where each begins: what its shard holds, and
/// what hits are shown in.
struct ArtifactText {
    struct Value {
        std::size_t offset;
        std::string_view attribute;  ///< lives as long as the artifact
    };
    std::string text;
    std::vector<Value> values;
    /// Without the line feed behind it; it may hold others.
    std::string_view value(std::size_t number) const {
        const std::size_t begin = values[number].offset;
        const std::size_t end = number + 1 < values.size() ? values[number + 1].offset : text.size();
        return std::string_view{text}.substr(begin, end - 1 - begin);
    }
};
ArtifactText searchable_text(const Artifact& artifact);

class ShardThreads;

class TextIndex {
public:
    static Result<std::unique_ptr<TextIndex>> open(const std::filesystem::path& case_folder);
    ~TextIndex();

    /// Everything since the last commit() counts from now on.
    Result<void> commit();

    // --- texts -------------------------------------------------------------------------------------------------------
    /// One at a time: begin, append as often as needed, end. An empty text leaves nothing.
    Result<void> begin_text(const IndexedText& text);
    /// `last`: nothing follows but end_text().
    Result<void> append(std::string_view text, std::optional<std::uint64_t> source_offset, bool last = false);
    Result<void> end_text();
    /// A text of a module that says no more than the content itself: taken out again. True when there was one.
    Result<bool> drop_equal_module_text(Id file, std::string_view text);
    Result<bool> has_module_texts(Id image);
    Result<bool> has_module_text(Id file);

    // --- how far an image has come -----------------------------------------------------------------------------------
    Result<void> forget_image(Id image);
    /// Texts of modules of files above `file`: a module stage goes on from there.
    Result<void> forget_module_texts_after(Id image, Id file);
    Result<Id> contents_done(Id image);
    Result<void> set_contents_done(Id image, Id file);
    Result<bool> finished(Id image);
    Result<void> set_finished(Id image, std::uint64_t artifacts, std::uint64_t names);

    // --- shards ------------------------------------------------------------------------------------------------------
    /// From now on the shards of the image's contents are made while their texts come, when none of them has come yet;
    /// until end_shards().
    Result<void> begin_shards(Id image, ShardThreads& threads);
    Result<void> end_shards();
    /// The shards of the image's texts that are not there yet: cut by the texts' sizes alone.
    Result<std::vector<ShardPlan>> missing_text_shards(Id image);
    /// The same of rows by their numbers, `each` of them in one.
    Result<std::vector<ShardPlan>> missing_shards(Id image, ShardKind kind, const std::vector<Id>& rows,
                                                  std::size_t each);
    /// After the shard's file is whole.
    Result<void> shard_made(const ShardPlan& plan);
    const IndexFiles& files() const;

private:
    struct State;
    explicit TextIndex(std::unique_ptr<State> state);
    Result<void> open_batch();
    Result<void> settle_pieces();
    void part_shards();
    Result<bool> shard_is_there(const ShardPlan& plan);
    Result<void> forget_texts(const char* where, Id image, Id above);

    std::unique_ptr<State> state_;
};

/// Images whose texts are there and cannot be searched for: a run was interrupted, or a version before this one made
/// their shards.
Result<std::vector<Id>> images_with_unfinished_index(const std::filesystem::path& case_folder);

/// Makes one shard of texts; for any thread, once commit() has been.
Result<void> make_text_shard(const IndexFiles& files, const ShardPlan& plan);

}  // namespace sanad
