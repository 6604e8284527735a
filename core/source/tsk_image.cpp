#include "core/source/tsk_image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include "core/source/tsk.hpp"

namespace sanad {

// Later versions of TSK (4.13) hide most of TSK_IMG_INFO and cast the caller's block to a bigger private struct; with
// such headers this block would be too small and TSK would write behind it.
static_assert(sizeof(TSK_IMG_INFO) > 2 * 1024 * 1024,
              "this libtsk keeps its image state elsewhere: adapt tsk_image.cpp");

struct TskImage::Adaptor {
    TSK_IMG_INFO info;  // first: TSK hands this address back to us
    ByteSource* source;
    std::map<std::uint64_t, DamagedRange> damage;  // by offset
    std::optional<Error> lost;

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
        while (range.length != 0) {
            const auto after = damage.upper_bound(range.offset);
            const auto before = after != damage.begin() ? std::prev(after) : damage.end();
            const std::uint64_t known = before != damage.end() ? before->second.offset + before->second.length : 0;
            const bool fresh = known <= range.offset;
            const std::uint64_t until = !fresh ? known : after != damage.end() ? after->first : ~std::uint64_t{0};
            const std::uint64_t length = std::min(range.length, until - range.offset);
            if (fresh && known == range.offset && before != damage.end() && before->second.reason == range.reason) {
                before->second.length += length;
            } else if (fresh) {
                damage.emplace(range.offset, DamagedRange{range.offset, length, range.reason});
            }
            range.offset += length;
            range.length -= length;
        }
    }

    // TSK keeps a cache of 32 pieces of 64 KiB itself; a second one here, of any size, was measured to save few reads
    // and to cost more than it saves.
    ssize_t read(std::uint64_t offset, MutableBytes to) {
        if (offset >= source->size()) return -1;
        const std::size_t length =
            static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), source->size() - offset));
        return fetch(offset, to.first(length)) ? static_cast<ssize_t>(length) : -1;
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
        return failure(Fault::unsupported, fmt::format("{}: {}", image.provenance(), tsk_complaint()));
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
