#include "core/hashset/record_sorter.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace sanad {
namespace {

constexpr std::size_t of_each_run_at_once = 1 << 20;  ///< while runs are merged

template <std::size_t width>
struct Record {
    Byte bytes[width];
};

constexpr std::uint64_t few = 128;  ///< so many records are sorted by comparing
constexpr std::size_t deepest = 4;  ///< bytes by which they are dealt out before

/// The first eight bytes as a number: what two records differ in nearly always.
std::uint64_t front_of(const Byte* record) {
    std::uint64_t number = 0;
    std::memcpy(&number, record, sizeof number);
    if constexpr (std::endian::native == std::endian::little) number = __builtin_bswap64(number);
    return number;
}

/// Digests are spread evenly: dealt out in place by one byte after the other, into parts that fit into a cache, until
/// few are left. Records that are not spread so (somebody's made-up list) cost the n log n of comparing.
template <std::size_t width>
void sort_records(Record<width>* const records, std::uint64_t count, std::size_t depth) {
    if (count <= few || depth == deepest) {
        std::sort(records, records + count, [](const Record<width>& left, const Record<width>& right) {
            const std::uint64_t a = front_of(left.bytes);
            const std::uint64_t b = front_of(right.bytes);
            return a != b ? a < b : std::memcmp(left.bytes + 8, right.bytes + 8, width - 8) < 0;
        });
        return;
    }
    std::array<std::uint64_t, 257> begin{};
    for (std::uint64_t i = 0; i < count; ++i) ++begin[records[i].bytes[depth] + 1u];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    std::array<std::uint64_t, 257> next = begin;
    for (std::size_t part = 0; part < 256; ++part) {
        while (next[part] < begin[part + 1]) {
            const std::size_t belongs = records[next[part]].bytes[depth];
            if (belongs == part) {
                ++next[part];
            } else {
                std::swap(records[next[part]], records[next[belongs]++]);
            }
        }
    }
    for (std::size_t part = 0; part < 256; ++part)
        sort_records(records + begin[part], begin[part + 1] - begin[part], depth + 1);
}

template <std::size_t width>
void sort_memory(Byte* memory, std::uint64_t count) {
    sort_records(reinterpret_cast<Record<width>*>(memory), count, 0);
}

tl::unexpected<Error> trouble(const std::filesystem::path& folder) {
    return failure(Fault::system, fmt::format("sorting in {}: {}", folder.string(), std::strerror(errno)));
}

/// One run, read as the merge comes to it.
class RunReader {
public:
    RunReader(int file, std::uint64_t offset, std::uint64_t length, std::size_t width)
        : file_{file}, offset_{offset}, left_{length}, width_{width} {}
    /// The record at hand; null at the end.
    Result<const Byte*> now(const std::filesystem::path& folder) {
        if (at_ == buffer_.size()) {
            const std::size_t whole = of_each_run_at_once / width_ * width_;
            buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(whole, left_)));
            at_ = 0;
            std::size_t had = 0;
            while (had < buffer_.size()) {
                const ssize_t length =
                    ::pread(file_, buffer_.data() + had, buffer_.size() - had, static_cast<off_t>(offset_ + had));
                if (length < 0 && errno == EINTR) continue;
                if (length <= 0) return trouble(folder);
                had += static_cast<std::size_t>(length);
            }
            offset_ += had;
            left_ -= had;
            if (buffer_.empty()) return nullptr;
        }
        return buffer_.data() + at_;
    }
    void go_on() { at_ += width_; }

private:
    int file_;
    std::uint64_t offset_, left_;
    std::size_t width_;
    std::vector<Byte> buffer_;
    std::size_t at_ = 0;
};

}  // namespace

Result<RecordSorter> RecordSorter::create(std::size_t width, std::uint64_t memory,
                                          const std::filesystem::path& folder) {
    const std::uint64_t room = std::max<std::uint64_t>(memory / width, 1024);
    void* mapped =
        ::mmap(nullptr, room * width, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return trouble(folder);
    ::madvise(mapped, room * width, MADV_HUGEPAGE);  // without it, half of the sorting is looking pages up
    return RecordSorter{width, room, static_cast<Byte*>(mapped), folder};
}

RecordSorter::RecordSorter(RecordSorter&& other) noexcept
    : width_{other.width_},
      room_{other.room_},
      memory_{std::exchange(other.memory_, nullptr)},
      folder_{std::move(other.folder_)},
      held_{other.held_},
      spilled_{other.spilled_},
      file_{std::move(other.file_)},
      file_size_{other.file_size_},
      runs_{std::move(other.runs_)} {}

RecordSorter::~RecordSorter() {
    if (memory_ != nullptr) ::munmap(memory_, room_ * width_);
}

void RecordSorter::sort() {
    switch (width_) {
        case 16:
            return sort_memory<16>(memory_, held_);
        case 17:
            return sort_memory<17>(memory_, held_);
        case 20:
            return sort_memory<20>(memory_, held_);
        case 21:
            return sort_memory<21>(memory_, held_);
        case 32:
            return sort_memory<32>(memory_, held_);
        case 33:
            return sort_memory<33>(memory_, held_);
        default:
            throw std::logic_error{fmt::format("records of {} bytes", width_)};
    }
}

Result<void> RecordSorter::spill() {
    if (held_ == 0) return {};
    sort();
    if (!file_.is_open()) {
        // Without a name: it goes with the process, however that ends.
        file_ = Descriptor{::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
        if (!file_.is_open()) {
            std::string name = (folder_ / ".sorting-XXXXXX").string();
            file_ = Descriptor{::mkostemp(name.data(), O_CLOEXEC)};
            if (!file_.is_open()) return trouble(folder_);
            ::unlink(name.c_str());
        }
    }
    const std::uint64_t length = held_ * width_;
    for (std::uint64_t written = 0; written < length;) {
        const ssize_t now =
            ::pwrite(file_.number(), memory_ + written, length - written, static_cast<off_t>(file_size_ + written));
        if (now < 0 && errno == EINTR) continue;
        if (now <= 0) return trouble(folder_);
        written += static_cast<std::uint64_t>(now);
    }
    runs_.push_back({file_size_, length});
    file_size_ += length;
    spilled_ += held_;
    held_ = 0;
    ::madvise(memory_, room_ * width_, MADV_DONTNEED);
    return {};
}

Result<void> RecordSorter::finish(const std::function<Result<void>(const Byte*)>& each) {
    std::array<Byte, 33> last{};
    bool any = false;
    const auto give = [&](const Byte* record) -> Result<void> {
        if (any && std::memcmp(record, last.data(), width_) == 0) return {};
        std::memcpy(last.data(), record, width_);
        any = true;
        return each(record);
    };
    if (runs_.empty()) {
        sort();
        for (std::uint64_t i = 0; i < held_; ++i) TRY(give(memory_ + i * width_));
        return {};
    }
    TRY(spill());
    struct Head {
        const Byte* record;
        std::size_t run;
    };
    std::vector<RunReader> readers;
    std::vector<Head> heap;
    for (const Run& run : runs_) readers.emplace_back(file_.number(), run.offset, run.length, width_);
    for (std::size_t i = 0; i < readers.size(); ++i) heap.push_back({TRY(readers[i].now(folder_)), i});
    const auto later = [this](const Head& left, const Head& right) {
        return std::memcmp(left.record, right.record, width_) > 0;
    };
    std::make_heap(heap.begin(), heap.end(), later);
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), later);
        Head& head = heap.back();
        TRY(give(head.record));
        readers[head.run].go_on();
        head.record = TRY(readers[head.run].now(folder_));
        if (head.record == nullptr) {
            heap.pop_back();
        } else {
            std::push_heap(heap.begin(), heap.end(), later);
        }
    }
    return {};
}

}  // namespace sanad
