#include "core/source/containers/packed.hpp"

#include <fmt/format.h>
#include <libdeflate.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace sanad::containers {
namespace {

struct FreesDecompressor {
    void operator()(libdeflate_decompressor* inflater) const { libdeflate_free_decompressor(inflater); }
};

libdeflate_decompressor* inflater() {
    thread_local const std::unique_ptr<libdeflate_decompressor, FreesDecompressor> one{libdeflate_alloc_decompressor()};
    return one.get();
}

Result<void> whole_unit(MutableBytes unit, std::size_t got, std::size_t at_least) {
    if (got < at_least)
        return failure(Fault::damaged, fmt::format("compressed bytes end after {} of {} bytes", got, unit.size()));
    std::fill(unit.begin() + static_cast<std::ptrdiff_t>(got), unit.end(), Byte{0});
    return {};
}

}  // namespace

Result<void> unpack_zlib(Bytes packed, MutableBytes unit, std::size_t at_least) {
    std::size_t used = 0, got = 0;
    const auto result =
        libdeflate_zlib_decompress_ex(inflater(), packed.data(), packed.size(), unit.data(), unit.size(), &used, &got);
    if (result != LIBDEFLATE_SUCCESS) return failure(Fault::damaged, "compressed bytes do not inflate");
    return whole_unit(unit, got, at_least);
}

Result<void> unpack_deflate(Bytes packed, MutableBytes unit) {
    std::size_t used = 0, got = 0;
    const auto result = libdeflate_deflate_decompress_ex(inflater(), packed.data(), packed.size(), unit.data(),
                                                         unit.size(), &used, &got);
    if (result != LIBDEFLATE_SUCCESS) return failure(Fault::damaged, "compressed bytes do not inflate");
    return whole_unit(unit, got, unit.size());
}

Result<void> unpack_zstd(Bytes packed, MutableBytes unit) {
    struct FreesContext {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_DCtx, FreesContext> context{ZSTD_createDCtx()};
    ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
    // The frame may ask for a window as large as it likes; a unit never needs more than itself.
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 26);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{unit.data(), unit.size(), 0};
    while (out.pos < out.size) {
        const std::size_t before = in.pos + out.pos;
        const std::size_t left = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(left)) return failure(Fault::damaged, "compressed bytes do not unpack");
        if (left == 0 || in.pos + out.pos == before) break;
    }
    return whole_unit(unit, out.pos, unit.size());
}

Result<void> unpack_lzma(Bytes packed, MutableBytes unit, std::size_t at_least) {
    lzma_stream stream = LZMA_STREAM_INIT;
    // The dictionary's size comes from evidence: more than this is refused by liblzma itself.
    static constexpr std::uint64_t most_memory = 256 << 20;
    if (lzma_alone_decoder(&stream, most_memory) != LZMA_OK) return failure(Fault::system, "liblzma does not start");
    stream.next_in = packed.data();
    stream.avail_in = packed.size();
    stream.next_out = unit.data();
    stream.avail_out = unit.size();
    const lzma_ret result = lzma_code(&stream, LZMA_FINISH);
    const std::size_t got = unit.size() - stream.avail_out;
    lzma_end(&stream);
    // A stream that fills the unit has given all it should, whether or not it carries an end marker.
    if (result != LZMA_STREAM_END && got != unit.size())
        return failure(Fault::damaged, "LZMA-compressed bytes do not unpack");
    return whole_unit(unit, got, at_least);
}

}  // namespace sanad::containers
