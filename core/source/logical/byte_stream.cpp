#include "core/source/logical/byte_stream.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sanad {
namespace {

/// Deflate gives at most 1032 times its input; of stronger compressions, only files of one repeated byte give more.
constexpr std::uint64_t most_ratio = 5000;
constexpr std::uint64_t ratio_matters_from = std::uint64_t{1} << 30;

class PlainStream : public ByteStream {
public:
    explicit PlainStream(ByteSource& source) : source_{source} {}
    Result<std::size_t> read(MutableBytes to) override {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), source_.size() - position_));
        // What a file of the archive lost is reported when its content is read.
        std::vector<DamagedRange> damage;
        TRY(source_.read(position_, to.first(count), damage));
        position_ += count;
        return count;
    }
    Result<std::uint64_t> skip(std::uint64_t count) override {
        count = std::min(count, source_.size() - position_);
        position_ += count;
        return count;
    }
    std::uint64_t position() const override { return position_; }

private:
    ByteSource& source_;
    std::uint64_t position_ = 0;
};

struct FreesArchive {
    void operator()(archive* handle) const { archive_read_free(handle); }
};

class UnpackedStream : public ByteStream {
public:
    explicit UnpackedStream(ByteSource& source) : source_{source}, archive_{archive_read_new()} {}

    Result<void> open() {
        if (!archive_) return failure(Fault::system, "libarchive does not start");
        archive* handle = archive_.get();
        // Only those compiled into the library: others would start a program.
        archive_read_support_filter_gzip(handle);
        archive_read_support_filter_bzip2(handle);
        archive_read_support_filter_xz(handle);
        archive_read_support_filter_lzma(handle);
        archive_read_support_filter_compress(handle);
        archive_read_support_filter_zstd(handle);
        // "raw" alone: what is inside is read by our own reader, so no name of evidence passes through the library.
        archive_read_support_format_raw(handle);
        archive_entry* entry = nullptr;
        const bool opened = archive_read_open(handle, this, nullptr, give, nullptr) == ARCHIVE_OK &&
                            archive_read_next_header(handle, &entry) == ARCHIVE_OK;
        if (error_) return tl::unexpected{*error_};
        if (!opened) return failure(Fault::damaged, fmt::format("{}: {}", source_.provenance(), complaint()));
        return {};
    }

    Result<std::size_t> read(MutableBytes to) override {
        std::size_t done = 0;
        while (done < to.size()) {
            if (unpacked_.empty()) {
                if (ended_) break;
                if (broken_) return tl::unexpected{*broken_};
                // Block by block: a call that fills as much as it is asked for forgets what came before damage.
                const void* block = nullptr;
                std::size_t size = 0;
                la_int64_t offset = 0;
                const int how = archive_read_data_block(archive_.get(), &block, &size, &offset);
                if (error_) return tl::unexpected{*error_};
                ended_ = how == ARCHIVE_EOF;
                if (how != ARCHIVE_OK && !ended_) {
                    broken_ =
                        Error{Fault::damaged, fmt::format("{}: the compression is damaged after {} unpacked bytes: {}",
                                                          source_.provenance(), position_, complaint())};
                    // What came before it is given first.
                    if (done != 0) break;
                    return tl::unexpected{*broken_};
                }
                if (!ended_) unpacked_ = Bytes{static_cast<const Byte*>(block), size};
                continue;
            }
            const std::size_t part = std::min(unpacked_.size(), to.size() - done);
            std::copy_n(unpacked_.begin(), part, to.begin() + static_cast<std::ptrdiff_t>(done));
            unpacked_ = unpacked_.subspan(part);
            done += part;
            position_ += part;
            if (position_ > ratio_matters_from && position_ / most_ratio > given_)
                return failure(Fault::limit, fmt::format("{}: more than {} times the compressed bytes: a bomb?",
                                                         source_.provenance(), most_ratio));
        }
        return done;
    }

    Result<std::uint64_t> skip(std::uint64_t count) override {
        std::uint64_t done = 0;
        std::vector<Byte> scrap(static_cast<std::size_t>(std::min<std::uint64_t>(count, 1 << 20)));
        while (done < count) {
            const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(scrap.size(), count - done));
            const std::size_t got = TRY(read(MutableBytes{scrap}.first(part)));
            done += got;
            if (got < part) break;
        }
        return done;
    }

    std::uint64_t position() const override { return position_; }

private:
    std::string complaint() const {
        const char* text = archive_error_string(archive_.get());
        return text == nullptr ? "unknown error" : text;
    }

    static la_ssize_t give(archive* handle, void* self, const void** bytes) {
        auto& stream = *static_cast<UnpackedStream*>(self);
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(stream.buffer_.size(), stream.source_.size() - stream.given_));
        std::vector<DamagedRange> damage;
        const auto read = stream.source_.read(stream.given_, MutableBytes{stream.buffer_}.first(count), damage);
        if (!read) {
            stream.error_ = read.error();
            archive_set_error(handle, -1, "unreadable");
            return -1;
        }
        stream.given_ += count;
        *bytes = stream.buffer_.data();
        return static_cast<la_ssize_t>(count);
    }

    ByteSource& source_;
    std::unique_ptr<archive, FreesArchive> archive_;
    std::vector<Byte> buffer_ = std::vector<Byte>(256 << 10);
    Bytes unpacked_;  ///< of the block last given, what nobody took yet
    bool ended_ = false;
    std::uint64_t given_ = 0, position_ = 0;
    std::optional<Error> error_;   ///< of the medium
    std::optional<Error> broken_;  ///< of the compression, met at the end of what it gave
};

}  // namespace

std::vector<Byte> head_of(ByteSource& source, std::size_t count) {
    std::vector<Byte> head(static_cast<std::size_t>(std::min<std::uint64_t>(source.size(), count)));
    std::vector<DamagedRange> damage;
    if (!source.read(0, head, damage)) head.clear();
    return head;
}

bool is_compressed(ByteSource& source) {
    using namespace std::string_view_literals;
    const auto head = head_of(source, 16);
    const auto begins = [&](std::string_view signature) { return ByteReader{head}.matches(0, signature); };
    return begins("\x1f\x8b"sv) || begins("\x1f\x9d"sv) || begins("BZh"sv) ||
           begins(
               "\xfd"
               "7zXZ\0"sv) ||
           begins("\x28\xb5\x2f\xfd"sv) || begins("\x5d\0\0"sv);
}

std::unique_ptr<ByteStream> plain_stream(ByteSource& source) {
    return std::make_unique<PlainStream>(source);
}

Result<std::unique_ptr<ByteStream>> unpacked_stream(ByteSource& source) {
    auto stream = std::make_unique<UnpackedStream>(source);
    TRY(stream->open());
    return stream;
}

}  // namespace sanad
