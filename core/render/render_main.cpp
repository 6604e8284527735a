// sanad-render: the file of a picture comes in, its pixels go out. The only program that decodes pictures for people to
// look at. Before it sees the first byte it gives up everything but its memory; what a picture does to a decoder ends
// here. Descriptor 4: the file's bytes, for reading only; 5: where the pixels go.
#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QImageReader>
#include <algorithm>
#include <cstring>
#include <memory>

#include "core/render/decoder_program.hpp"
#include "core/render/heif_picture.hpp"

namespace sanad {
namespace {

// The pixels of the largest picture that is decoded whole, the scaled copy, and what the decoders need.
constexpr std::uint64_t most_memory = std::uint64_t{3} << 30;
constexpr int decoder_megabytes = 1700;

/// Decoders are plugins of Qt: loaded now, because nothing can be opened afterwards. SVG is a document with links and
/// scripts, no picture.
QList<QByteArray> load_decoders() {
    QList<QByteArray> loaded;
    for (const QByteArray& format : QImageReader::supportedImageFormats()) {
        if (format.startsWith("svg") || format == "pdf") continue;
        QByteArray nothing;
        QBuffer buffer{&nothing};
        buffer.open(QIODevice::ReadOnly);
        QImageReader reader{&buffer, format};
        (void)reader.canRead();
        loaded.append(format);
    }
    return loaded;
}

/// By Qt; reduced while it is decoded where the format allows it.
DecodedPicture decode_by_qt(const QByteArray& file, QSize box, const QList<QByteArray>& decoders) {
    QByteArray bytes = QByteArray::fromRawData(file.constData(), file.size());
    QBuffer buffer{&bytes};
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader{&buffer};
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    DecodedPicture rendered;
    rendered.format = reader.format();
    if (rendered.format.isEmpty() || !decoders.contains(rendered.format)) {
        rendered.refused = QStringLiteral("no picture of a format that is decoded here");
        return rendered;
    }
    const bool turned = reader.transformation() & QImageIOHandler::TransformationRotate90;
    if (const QSize stored = reader.size(); stored.isValid()) {
        if (is_too_large(stored, rendered)) return rendered;
        rendered.full_size = turned ? stored.transposed() : stored;
        const QSize room = turned ? box.transposed() : box;
        if (stored.width() > room.width() || stored.height() > room.height()) {
            reader.setScaledSize(stored.scaled(room, Qt::KeepAspectRatio).expandedTo({1, 1}));
        }
    }
    rendered.frames = std::max(1, reader.imageCount());
    rendered.image = reader.read();
    if (rendered.image.isNull()) {
        rendered.refused = QStringLiteral("%1: %2").arg(QString::fromLatin1(rendered.format), reader.errorString());
        return rendered;
    }
    if (!rendered.full_size.isValid()) rendered.full_size = rendered.image.size();
    return rendered;
}

DecodedPicture render(Bytes file, QSize box, const QList<QByteArray>& decoders) {
    DecodedPicture rendered = is_heif(file)
                                  ? decode_heif(file)
                                  : decode_by_qt(QByteArray::fromRawData(reinterpret_cast<const char*>(file.data()),
                                                                         static_cast<qsizetype>(file.size())),
                                                 box, decoders);
    if (!rendered.refused.isEmpty()) return rendered;
    if (rendered.image.width() > box.width() || rendered.image.height() > box.height()) {
        rendered.image = rendered.image.scaled(box, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    rendered.image = rendered.image.convertToFormat(QImage::Format_RGBA8888);
    if (rendered.image.isNull()) rendered.refused = QStringLiteral("there is not enough memory for it");
    return rendered;
}

void give(const DecodeRequest& request, const DecodedPicture& rendered) {
    const auto width = static_cast<std::size_t>(rendered.image.width());
    for (int row = 0; row < rendered.image.height(); ++row) {
        std::memcpy(request.pixels.data() + static_cast<std::size_t>(row) * width * 4,
                    rendered.image.constScanLine(row), width * 4);
    }
    WireWriter fields;
    for (const int number : {rendered.image.width(), rendered.image.height(), rendered.full_size.width(),
                             rendered.full_size.height(), rendered.frames}) {
        fields.put(static_cast<std::uint32_t>(number));
    }
    fields.put_text(rendered.format.toStdString());
    request.give(RenderMessage::picture, fields);
}

DecoderProgram picture_program() {
    auto decoders = std::make_shared<QList<QByteArray>>();
    DecoderProgram program{render_program, {}, {}, {}};
    program.limits.memory_bytes = most_memory;
    program.limits.may_start_threads = true;  // Qt scales on a pool of threads
    program.load = [decoders] {
        QImageReader::setAllocationLimit(decoder_megabytes);
        *decoders = load_decoders();
        load_heif_decoders();
    };
    program.decode = [decoders](const DecodeRequest& request) -> Result<void> {
        if (!request.fields.complete() || request.size > request.input.size())
            return failure(Fault::refused, "asked for what no picture can be");
        const DecodedPicture rendered =
            render(request.input.first(static_cast<std::size_t>(request.size)),
                   {static_cast<int>(request.width), static_cast<int>(request.height)}, *decoders);
        if (rendered.refused.isEmpty()) {
            give(request, rendered);
        } else {
            request.refuse(rendered.refused.toStdString());
        }
        return {};
    };
    return program;
}

}  // namespace

bool is_too_large(QSize size, DecodedPicture& decoded) {
    const auto pixels = static_cast<std::uint64_t>(size.width()) * static_cast<std::uint64_t>(size.height());
    if (pixels <= most_picture_pixels) return false;
    decoded.refused = QStringLiteral("%1 × %2 pixels are more than are decoded").arg(size.width()).arg(size.height());
    return true;
}

}  // namespace sanad

int main(int count, char** arguments) {
    const QCoreApplication application{count, arguments};
    return sanad::run_decoder(sanad::picture_program());
}
