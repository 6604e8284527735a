#include "core/source/tsk_image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <map>

#include "core/source/tsk.hpp"

namespace sanad {
namespace {

// TSK's own cache holds 32 pieces of 64 KiB cut at wherever the first read fell, so that walking metadata spread over
// the disk reads the same bytes many times. This one keeps larger pieces at fixed places.
constexpr std::size_t piece_size = 256 * 1024;
constexpr std::size_t piece_count = 64;

}  // namespace

// Later versions of TSK (4.13) hide most of TSK_IMG_INFO and cast the caller's block to a bigger private struct; with
// such headers this block would be too small and TSK would write behind it.
static_assert(sizeof(TSK_IMG_INFO) > 2 * 1024 * 1024,
              "this libtsk keeps its image state elsewhere: adapt tsk_image.cpp");

struct TskImage::Adaptor {
    TSK_IMG_INFO info;  // first: TSK hands this address back to us
    ByteSource* source;
    std::map<std::uint64_t, DamagedRange> damage;  // by offset
    std::optional<Error> lost;

    struct Piece {
        std::uint64_t number = std::numeric_limits<std::uint64_t>::max();
        std::uint64_t used = 0;  // when last, by `clock`
        std::vector<Byte> bytes;
    };
    std::vector<Piece> pieces;
    std::uint64_t clock = 0;
    std::size_t last = 0;

    static Adaptor& of(TSK_IMG_INFO* info) { return *reinterpret_cast<Adaptor*>(info); }

    bool fetch(std::uint64_t offset, MutableBytes to) {
        std::vector<DamagedRange> met;
        if (const auto read = source->read(offset, to, met); !read) {
            if (!lost) lost = read.error();
            tsk_error_reset();
            tsk_error_set_errno(TSK_ERR_IMG_READ);
            tsk_error_set_errstr("%s", read.error().what.c_str());
            return false;
        }
        for (const DamagedRange& range : met) note(range);
        return true;
    }

    /// The same bad place is met again whenever TSK comes back to it: only what is new of it is noted.
    void note(DamagedRange range) {
        auto after = damage.upper_bound(range.offset);
        if (after != damage.begin()) {
            DamagedRange& before = std::prev(after)->second;
            const std::uint64_t end = before.offset + before.length;
            if (range.offset < end) {
                if (range.length <= end - range.offset) return;
                range.length -= end - range.offset;
                range.offset = end;
            }
            if (range.offset == end && range.reason == before.reason && after == damage.end()) {
                before.length += range.length;
                return;
            }
        }
        if (after != damage.end()) range.length = std::min(range.length, after->first - range.offset);
        if (range.length != 0) damage.emplace(range.offset, std::move(range));
    }

    const Piece* piece(std::uint64_t number) {
        if (pieces.empty()) pieces.resize(piece_count);
        if (pieces[last].number == number) return &pieces[last];
        std::size_t oldest = 0;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (pieces[i].number == number) {
                pieces[i].used = ++clock;
                last = i;
                return &pieces[i];
            }
            if (pieces[i].used < pieces[oldest].used) oldest = i;
        }
        Piece& chosen = pieces[oldest];
        const std::uint64_t offset = number * piece_size;
        chosen.number = std::numeric_limits<std::uint64_t>::max();
        chosen.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, source->size() - offset)));
        if (!fetch(offset, chosen.bytes)) return nullptr;
        chosen.number = number;
        chosen.used = ++clock;
        last = oldest;
        return &chosen;
    }

    ssize_t read(std::uint64_t offset, MutableBytes to) {
        if (offset >= source->size()) return -1;
        const std::size_t length =
            static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), source->size() - offset));
        if (length >= piece_size) return fetch(offset, to.first(length)) ? static_cast<ssize_t>(length) : -1;
        for (std::size_t done = 0; done < length;) {
            const Piece* from = piece((offset + done) / piece_size);
            if (from == nullptr) return -1;
            const std::size_t at = static_cast<std::size_t>((offset + done) % piece_size);
            const std::size_t take = std::min(length - done, from->bytes.size() - at);
            std::memcpy(to.data() + done, from->bytes.data() + at, take);
            done += take;
        }
        return static_cast<ssize_t>(length);
    }
};

Result<std::unique_ptr<TskImage>> TskImage::open(ByteSource& image, std::uint32_t sector_size,
                                                 std::uint64_t claimed_size) {
    if (image.size() > static_cast<std::uint64_t>(std::numeric_limits<TSK_OFF_T>::max()))
        return failure(Fault::damaged, fmt::format("{}: claims {} bytes", image.provenance(), image.size()));
    auto adaptor = std::make_unique<Adaptor>();
    adaptor->source = &image;
    const auto read = [](TSK_IMG_INFO* info, TSK_OFF_T offset, char* to, std::size_t length) -> ssize_t {
        if (offset < 0) return -1;
        return Adaptor::of(info).read(static_cast<std::uint64_t>(offset), {reinterpret_cast<Byte*>(to), length});
    };
    const auto close = [](TSK_IMG_INFO* info) { delete &Adaptor::of(info); };
    const auto describe = [](TSK_IMG_INFO*, FILE*) {};
    if (tsk_img_open_external(adaptor.get(), static_cast<TSK_OFF_T>(std::max(image.size(), claimed_size)), sector_size,
                              read, close, describe) == nullptr)
        return failure(Fault::system, fmt::format("{}: {}", image.provenance(), tsk_complaint()));
    return std::unique_ptr<TskImage>{new TskImage{adaptor.release()}};
}

TskImage::~TskImage() {
    tsk_img_close(handle());
}

TSK_IMG_INFO* TskImage::handle() const {
    return &adaptor_->info;
}
ByteSource& TskImage::source() const {
    return *adaptor_->source;
}
std::vector<DamagedRange> TskImage::damage() const {
    std::vector<DamagedRange> ranges;
    for (const auto& [offset, range] : adaptor_->damage) ranges.push_back(range);
    return ranges;
}
const std::optional<Error>& TskImage::lost() const {
    return adaptor_->lost;
}

}  // namespace sanad
