#pragma once
// Bytes of an examined image once more: one file's content, or the media itself. Read by sandboxed readers, as in an
// ingest, so that who asks for a file parses no evidence.
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

class ReadBack {
public:
    /// Takes the next bytes, in order. An Error ends the reading and is what the reading returns.
    using Sink = std::function<Result<void>(Bytes)>;

    /// Fault::unavailable when the image has moved or is not the one that was added. `reader`: sanad-reader; empty: the
    /// one beside this program.
    static Result<ReadBack> open(const CaseFolder& folder, Id image, const std::filesystem::path& reader = {});
    ReadBack(ReadBack&&) noexcept;
    ReadBack& operator=(ReadBack&&) noexcept;
    ~ReadBack();

    const ImageRow& image() const;

    /// At most `length` bytes of a file's content from `offset` on. Exactly that many, or an Error: Fault::not_found
    /// when the file has no content, Fault::refused when `offset` lies beyond its end.
    Result<void> content(const FileDetail& file, std::uint64_t offset, std::uint64_t length, const Sink& sink);
    /// From the end of the content to the end of its last block.
    Result<void> slack(const FileDetail& file, const Sink& sink);
    /// At most `length` bytes of the image from `offset` on. Refused for images that hold files and no sectors.
    Result<void> media(std::uint64_t offset, std::uint64_t length, const Sink& sink);

    /// A few bytes of one content that lies in extents.
    struct Scattered {
        const std::vector<Extent>* extents = nullptr;
        std::uint64_t offset = 0;  ///< in the content
        MutableBytes to;           ///< filled whole; at most 64 KiB
    };
    /// Many of them in few requests. An Error spoils all.
    Result<void> scattered(const std::vector<Scattered>& reads);

    /// What could not be read as recorded, and was given as zeros, since this was asked last.
    std::vector<DamagedRange> take_damage();

private:
    struct State;
    explicit ReadBack(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
