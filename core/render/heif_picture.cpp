#include "core/render/heif_picture.hpp"

#include <libheif/heif.h>

#include <algorithm>
#include <memory>

#include "core/render/render_protocol.hpp"

namespace sanad {
namespace {

template <auto release>
struct Released {
    template <class T>
    void operator()(T* thing) const {
        release(thing);
    }
};
using Context = std::unique_ptr<heif_context, Released<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Released<heif_image_handle_release>>;
using Image = std::unique_ptr<heif_image, Released<heif_image_release>>;
using Options = std::unique_ptr<heif_decoding_options, Released<heif_decoding_options_free>>;

constexpr std::size_t brand_bytes = 12;  // box size, "ftyp", major brand

DecodedPicture refused(DecodedPicture decoded, const heif_error& error) {
    decoded.refused =
        QStringLiteral("%1: %2").arg(QString::fromLatin1(decoded.format), QString::fromUtf8(error.message));
    return decoded;
}

}  // namespace

void load_heif_decoders() {
    heif_init(nullptr);
}

bool is_heif(Bytes file) {
    if (file.size() < brand_bytes) return false;
    const auto length = static_cast<int>(std::min<std::size_t>(file.size(), 4096));
    const auto found = heif_check_filetype(file.data(), length);
    return found == heif_filetype_yes_supported || found == heif_filetype_yes_unsupported;
}

DecodedPicture decode_heif(Bytes file) {
    DecodedPicture decoded;
    decoded.format = file.size() >= brand_bytes && text_of(file.subspan(8, 3)) == "avi" ? "avif" : "heif";
    const Context context{heif_context_alloc()};
    // Tiles one after the other: the sandbox has the memory of one picture.
    heif_context_set_max_decoding_threads(context.get(), 0);
    if (const heif_error error =
            heif_context_read_from_memory_without_copy(context.get(), file.data(), file.size(), nullptr);
        error.code != heif_error_Ok) {
        return refused(std::move(decoded), error);
    }
    heif_image_handle* raw_handle = nullptr;
    if (const heif_error error = heif_context_get_primary_image_handle(context.get(), &raw_handle);
        error.code != heif_error_Ok) {
        return refused(std::move(decoded), error);
    }
    const Handle handle{raw_handle};
    decoded.frames = std::max(1, heif_context_get_number_of_top_level_images(context.get()));
    decoded.full_size = {heif_image_handle_get_width(handle.get()), heif_image_handle_get_height(handle.get())};
    if (is_too_large(decoded.full_size, decoded)) return decoded;

    const Options options{heif_decoding_options_alloc()};
    options->convert_hdr_to_8bit = 1;
    heif_image* raw_image = nullptr;
    if (const heif_error error = heif_decode_image(handle.get(), &raw_image, heif_colorspace_RGB,
                                                   heif_chroma_interleaved_RGBA, options.get());
        error.code != heif_error_Ok) {
        return refused(std::move(decoded), error);
    }
    Image image{raw_image};
    int stride = 0;
    const std::uint8_t* pixels = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
    const QSize size{heif_image_get_primary_width(image.get()), heif_image_get_primary_height(image.get())};
    if (pixels == nullptr || size.isEmpty() || stride < size.width() * 4) {
        decoded.refused = QStringLiteral("its decoder gave no pixels");
        return decoded;
    }
    decoded.full_size = size;
    decoded.image = QImage{pixels,
                           size.width(),
                           size.height(),
                           stride,
                           QImage::Format_RGBA8888,
                           [](void* held) { heif_image_release(static_cast<const heif_image*>(held)); },
                           image.get()};
    (void)image.release();  // the QImage has it now
    return decoded;
}

}  // namespace sanad
