// An E01 or L01 whose every byte is hostile: opened, read, its files listed.
#include <libdeflate.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "core/source/ewf_image.hpp"
#include "core/source/ewf_logical.hpp"

using namespace sanad;

namespace {

void put_checksum(std::uint8_t* data, std::size_t length) {
    const std::uint32_t checksum = libdeflate_adler32(1, data, length);
    for (std::size_t i = 0; i < 4; ++i) data[length + i] = static_cast<std::uint8_t>(checksum >> 8 * i);
}

// Every structure carries a checksum, so that nearly all random changes would stop at the first one: the checksums of
// what the chain of sections leads to are put right again.
void repair(std::uint8_t* data, std::size_t size) {
    std::size_t offset = 13;
    for (int sections = 0; sections < 64 && size >= 76 && offset <= size - 76; ++sections) {
        put_checksum(data + offset, 72);
        const auto* name = reinterpret_cast<const char*>(data + offset);
        const std::string_view type{name, ::strnlen(name, 16)};
        std::uint8_t* body = data + offset + 76;
        const std::size_t room = size - offset - 76;
        const ByteReader reader{Bytes{data, size}};
        if ((type == "volume" || type == "disk" || type == "data") && room >= 1052) put_checksum(body, 1048);
        if ((type == "table" || type == "table2") && room >= 28) {
            put_checksum(body, 20);
            const std::size_t entries = std::size_t{*reader.u32_le(offset + 76)} * 4;
            if (entries <= room - 28) put_checksum(body + 24, entries);
        }
        if (type == "hash" && room >= 36) put_checksum(body, 32);
        if (type == "digest" && room >= 80) put_checksum(body, 76);
        if (type == "error2" && room >= 520) put_checksum(body, 516);
        if (type == "session" && room >= 36) put_checksum(body, 32);
        const std::uint64_t next = *reader.u64_le(offset + 16);
        if (next <= offset || next > size) return;
        offset = static_cast<std::size_t>(next);
    }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    size = LLVMFuzzerMutate(data, size, most);
    if (seed % 4 != 0) repair(data, size);
    return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    SegmentFile file;
    file.path = "fuzz.E01";
    file.fd = ::memfd_create("fuzz", MFD_CLOEXEC);
    file.size = ::write(file.fd, data, size) == static_cast<ssize_t>(size) ? size : 0;
    SegmentList segments;
    segments.container = size > 0 && data[0] == 'L' ? Container::ewf_logical : Container::ewf;
    segments.files = {file};
    if (auto image = open_ewf_image(segments)) {
        std::vector<DamagedRange> damage;
        std::vector<Byte> bytes(100'000);
        const std::uint64_t whole = image->source->size();
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(whole, bytes.size()));
        for (const std::uint64_t offset : {std::uint64_t{0}, whole / 2, whole - length}) {
            const std::uint64_t from = std::min(offset, whole - length);
            (void)image->source->read(from, MutableBytes{bytes}.first(length), damage);
        }
        if (segments.container == Container::ewf_logical) {
            if (auto files = open_ewf_logical(*image->source)) {
                (void)(*files)->walk({}, [&](FileRecord&& record, Bytes) {
                    if (!record.content) return true;
                    auto content = (*files)->open_content(*record.content, record.state);
                    if (!content) return true;
                    const auto piece =
                        static_cast<std::size_t>(std::min<std::uint64_t>((*content)->size(), bytes.size()));
                    (void)(*content)->read(0, MutableBytes{bytes}.first(piece), damage);
                    return true;
                });
            }
        }
    }
    ::close(file.fd);
    return 0;
}
