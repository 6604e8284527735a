#include "core/report/qr.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace sanad {
namespace {

// With M, 666 bytes take version 20 (97 modules): above that the square would outgrow its place on the page.
constexpr std::size_t well_corrected = 600;

std::string half_blocks(const QrSquare& square, bool draw_black) {
    const int edge = square.side + qr_quiet_zone;
    const auto drawn = [&](int column, int row) {
        const bool inside = column >= 0 && row >= 0 && column < square.side && row < square.side;
        // Below an odd last row there is nothing to draw.
        if (row >= edge) return false;
        return (inside && square.at(column, row)) == draw_black;
    };
    std::string text;
    for (int row = -qr_quiet_zone; row < edge; row += 2) {
        for (int column = -qr_quiet_zone; column < edge; ++column) {
            const bool upper = drawn(column, row);
            const bool lower = drawn(column, row + 1);
            text += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        text += '\n';
    }
    return text;
}

}  // namespace

Result<QrSquare> qr_square(std::string_view payload) {
    if (payload.empty()) return failure(Fault::refused, "QR: nothing to encode");
    if (payload.size() > qr_payload_limit) {
        return failure(Fault::limit,
                       fmt::format("QR: {} bytes; at most {} are readable in print", payload.size(), qr_payload_limit));
    }
    struct Frees {
        void operator()(QRcode* code) const { QRcode_free(code); }
    };
    const std::unique_ptr<QRcode, Frees> code{
        QRcode_encodeData(static_cast<int>(payload.size()), reinterpret_cast<const unsigned char*>(payload.data()), 0,
                          payload.size() <= well_corrected ? QR_ECLEVEL_M : QR_ECLEVEL_L)};
    if (!code) return failure(Fault::system, fmt::format("QR: cannot encode: {}", std::strerror(errno)));
    QrSquare square;
    square.side = code->width;
    const auto modules = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
    square.black.reserve(modules);
    for (std::size_t i = 0; i < modules; ++i) square.black.push_back((code->data[i] & 1) != 0);
    return square;
}

std::string qr_text(const QrSquare& square) {
    return half_blocks(square, false);
}
std::string qr_text_on_light(const QrSquare& square) {
    return half_blocks(square, true);
}

std::string qr_svg(const QrSquare& square, int module) {
    const int side = square.side + 2 * qr_quiet_zone;
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{0}\" height=\"{0}\" viewBox=\"0 0 {1} "
        "{1}\" "
        "shape-rendering=\"crispEdges\"><rect width=\"{1}\" height=\"{1}\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
        side * module, side);
    for (int row = 0; row < square.side; ++row) {
        for (int column = 0; column < square.side;) {
            int length = 0;
            while (column + length < square.side && square.at(column + length, row)) ++length;
            if (length > 0) {
                svg += fmt::format("M{} {}h{}v1h-{}z", column + qr_quiet_zone, row + qr_quiet_zone, length, length);
            }
            column += length > 0 ? length : 1;
        }
    }
    return svg + "\"/></svg>\n";
}

}  // namespace sanad
