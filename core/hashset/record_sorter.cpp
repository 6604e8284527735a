#include "core/hashset/record_sorter.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace sanad {
namespace {

constexpr std::size_t read_at_once = 1 << 20;  ///< of each run while they are merged

template <std::size_t width>
struct Record {
    Byte bytes[width];
};

/// Bytes 2 to 9 as a number: what two records of one bucket differ in nearly always.
std::uint64_t middle(const Byte* record) {
    std::uint64_t number = 0;
    for (int i = 2; i < 10; ++i) number = number << 8 | record[i];
    return number;
}

/// Digests are spread evenly, so 65,536 buckets by their first two bytes hold a few hundred records each. Records that
/// are not spread so (somebody's made-up list) fall into few buckets, and cost the n log n of their sorting.
template <std::size_t width>
void sort_records(Byte* memory, std::uint64_t count) {
    auto* const records = reinterpret_cast<Record<width>*>(memory);
    const auto bucket_of = [](const Record<width>& record) {
        return static_cast<std::size_t>(record.bytes[0]) << 8 | record.bytes[1];
    };
    std::vector<std::uint64_t> next(65537), end(65536);
    for (std::uint64_t i = 0; i < count; ++i) ++next[bucket_of(records[i]) + 1];
    for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    std::copy(next.begin() + 1, next.end(), end.begin());
    std::vector<std::uint64_t> begin(next.begin(), next.end() - 1);
    for (std::size_t bucket = 0; bucket < 65536; ++bucket) {
        while (next[bucket] < end[bucket]) {
            const std::size_t belongs = bucket_of(records[next[bucket]]);
            if (belongs == bucket) {
                ++next[bucket];
            } else {
                std::swap(records[next[bucket]], records[next[belongs]++]);
            }
        }
    }
    const auto below = [](const Record<width>& left, const Record<width>& right) {
        const std::uint64_t a = middle(left.bytes);
        const std::uint64_t b = middle(right.bytes);
        return a != b ? a < b : std::memcmp(left.bytes + 10, right.bytes + 10, width - 10) < 0;
    };
    for (std::size_t bucket = 0; bucket < 65536; ++bucket)
        std::sort(records + begin[bucket], records + end[bucket], below);
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
            const std::size_t whole = read_at_once / width_ * width_;
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
            return sort_records<16>(memory_, held_);
        case 17:
            return sort_records<17>(memory_, held_);
        case 20:
            return sort_records<20>(memory_, held_);
        case 21:
            return sort_records<21>(memory_, held_);
        case 32:
            return sort_records<32>(memory_, held_);
        case 33:
            return sort_records<33>(memory_, held_);
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
