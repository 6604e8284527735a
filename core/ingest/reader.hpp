#pragma once
// What runs inside a reader worker: it opens the image from the descriptors it was given and answers requests until the
// supervisor hangs up. One thread; no state between requests but the open image and the last file system used.
#include <deque>
#include <memory>
#include <optional>

#include "core/ingest/file_type.hpp"
#include "core/ingest/reader_protocol.hpp"
#include "core/ingest/reader_start.hpp"
#include "core/module/wire.hpp"
#include "core/search/byte_scan.hpp"
#include "core/source/segment_source.hpp"

namespace sanad {

struct DecodedText;

class StreamScan;

class Reader {
public:
    /// `start` must outlive it.
    Reader(ReaderStart& start, Channel& channel, FileTyper typer);
    virtual ~Reader() = default;

    /// Until the channel closes. Returns the process's exit status.
    int serve();

protected:
    /// One request; streams what it must and returns the body of its `done` frame.
    virtual Result<std::vector<Byte>> answer(ReaderFrame request, Bytes body);

private:
    Result<std::vector<Byte>> open(Bytes body);
    Result<std::vector<Byte>> volumes();
    Result<std::vector<Byte>> walk(Bytes body);
    Result<std::vector<Byte>> read_content(Bytes body);
    Result<std::vector<Byte>> copy_content(Bytes body);
    Result<std::vector<Byte>> fill(Bytes body);
    Result<std::vector<Byte>> digest(Bytes body);
    Result<std::vector<Byte>> digest_image(Bytes body);
    Result<std::vector<Byte>> digest_ranges(Bytes body);
    Result<std::vector<Byte>> digest_segment(Bytes body);
    Result<std::vector<Byte>> scan(Bytes body);
    Result<std::vector<Byte>> scan_content(Bytes body);
    Result<std::vector<Byte>> scan_packed(Bytes body);
    Result<ByteScan*> scanner(const std::vector<SearchPattern>& patterns, bool packed);
    static Result<std::pair<std::vector<Byte>, std::size_t>> around_mark(ByteSource& source, std::uint64_t at,
                                                                         std::vector<DamagedRange>& damage);
    Result<std::vector<Byte>> scan_identifiers(Bytes body);
    Result<std::vector<Byte>> read_text(Bytes body);
    Result<DecodedText> decoded_window(const TextTask& task);

    Result<FileSystem*> file_system(const FileSystemFacts& facts, bool logical);
    Result<Source> content_source(const ReadContentRequest& request);
    /// `whole`: the size of the content that `source` begins.
    Result<ContentDone> digested(ByteSource& source, std::uint64_t whole, StreamScan* scan = nullptr);
    ReadResult resident_result(Bytes bytes) const;
    Result<Bytes> memory_at(std::uint64_t offset, std::uint64_t length) const;

    ReaderRole role_;
    Channel& channel_;
    MutableBytes memory_;  ///< the shared windows; empty for a walker
    ChunkAccess chunks_;
    SuppliedChunks* supplier_;
    FileTyper typer_;
    SegmentList segments_;
    std::deque<SegmentSource> whole_segments_;  ///< each as a file of its own
    std::optional<OpenImage> image_;
    std::vector<DamagedRange> damage_;     ///< met by file-system parsers since the last request
    std::optional<Error> gone_;            ///< set when the evidence or the scratch file failed under a parser
    std::unique_ptr<ByteSource> watched_;  ///< the image, with its damage noted
    std::unique_ptr<FileSystem> file_system_;
    std::vector<Byte> file_system_key_;  ///< which one it is, as encoded facts
    std::unique_ptr<ByteScan> scanner_;  ///< of the last raw scan
    std::vector<SearchPattern> scanner_patterns_;
    bool scanner_packed_ = false;
};

}  // namespace sanad
