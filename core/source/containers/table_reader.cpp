#include "core/source/containers/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sanad::containers {

Result<const TableReader::Page*> TableReader::page_of(std::uint64_t offset) {
    const std::uint64_t number = offset / page_size;
    Page& page = pages_[number % pages_.size()];
    if (page.number == number) return &page;
    if (offset >= file_->size())
        return failure(Fault::damaged, fmt::format("{}: a table at {} lies beyond its end at {}", file_->name(), offset,
                                                   file_->size()));
    const std::uint64_t start = number * page_size;
    page.number = ~std::uint64_t{0};
    page.bytes.resize(static_cast<std::size_t>(std::min(page_size, file_->size() - start)));
    TRY(file_->read(start, MutableBytes{page.bytes}));
    page.number = number;
    return &page;
}

template <std::size_t size>
Result<std::array<Byte, size>> TableReader::bytes_at(std::uint64_t offset) {
    std::array<Byte, size> bytes{};
    if (offset > ~std::uint64_t{0} - size) return failure(Fault::damaged, file_->name() + ": a table beyond its end");
    for (std::size_t done = 0; done < size;) {
        const Page* page = TRY(page_of(offset + done));
        const auto within_page = static_cast<std::size_t>((offset + done) % page_size);
        if (within_page >= page->bytes.size())
            return failure(Fault::damaged, fmt::format("{}: a table entry at {} lies beyond its end at {}",
                                                       file_->name(), offset, file_->size()));
        const std::size_t count = std::min(size - done, page->bytes.size() - within_page);
        std::copy_n(page->bytes.begin() + static_cast<std::ptrdiff_t>(within_page), count, bytes.begin() + done);
        done += count;
    }
    return bytes;
}

Result<std::uint8_t> TableReader::u8(std::uint64_t offset) {
    const auto bytes = TRY(bytes_at<1>(offset));
    return bytes[0];
}
Result<std::uint32_t> TableReader::u32_le(std::uint64_t offset) {
    const auto bytes = TRY(bytes_at<4>(offset));
    return ByteReader{bytes}.u32_le(0);
}
Result<std::uint32_t> TableReader::u32_be(std::uint64_t offset) {
    const auto bytes = TRY(bytes_at<4>(offset));
    return ByteReader{bytes}.u32_be(0);
}
Result<std::uint64_t> TableReader::u64_le(std::uint64_t offset) {
    const auto bytes = TRY(bytes_at<8>(offset));
    return ByteReader{bytes}.u64_le(0);
}
Result<std::uint64_t> TableReader::u64_be(std::uint64_t offset) {
    const auto bytes = TRY(bytes_at<8>(offset));
    return ByteReader{bytes}.u64_be(0);
}

}  // namespace sanad::containers
