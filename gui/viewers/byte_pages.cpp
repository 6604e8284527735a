#include "gui/viewers/byte_pages.hpp"

#include <algorithm>

namespace sanad::gui {
namespace {

constexpr int pages_kept = 512;  // 32 MiB
constexpr int most_asked = 8;

}  // namespace

BytePages::BytePages(QObject* parent) : QObject{parent}, pages_{pages_kept} {}

void BytePages::reset(EvidenceView* view, Id subject, bool image, quint64 size) {
    asked_.clear();
    pages_.setMaxCost(pages_kept);
    pages_.clear();
    trouble_.clear();
    view_ = view;
    subject_ = subject;
    image_ = image;
    size_ = size;
    emit replaced();
}

void BytePages::show_file(EvidenceView& view, Id file, quint64 size) {
    reset(&view, file, false, size);
}

void BytePages::show_image(EvidenceView& view, Id image, quint64 size) {
    reset(&view, image, true, size);
}

void BytePages::show_bytes(const QByteArray& bytes) {
    reset(nullptr, 0, false, static_cast<quint64>(bytes.size()));
    pages_.setMaxCost(static_cast<qsizetype>(size_ / page_size + 1));
    for (quint64 number = 0; number * page_size < size_; ++number) {
        pages_.insert(number, new QByteArray{bytes.mid(static_cast<qsizetype>(number * page_size), page_size)});
    }
    emit arrived();
}

void BytePages::clear() {
    reset(nullptr, 0, false, 0);
}

const QByteArray* BytePages::page(quint64 number) {
    if (const QByteArray* here = pages_.object(number)) return here;
    if (view_ == nullptr || asked_.contains(number) || number * page_size >= size_) return nullptr;
    if (asked_.size() >= most_asked) asked_.clear();  // the examiner has scrolled on
    const auto answered = [this, number](const EvidenceAnswer& answer) {
        asked_.remove(number);
        if (!answer.error.isEmpty()) trouble_ = answer.error;
        // What cannot be had is kept as an empty page, so that it is not asked for again and again.
        pages_.insert(number, new QByteArray{answer.bytes});
        emit arrived();
    };
    const quint64 length = std::min<quint64>(page_size, size_ - number * page_size);
    asked_.insert(number,
                  std::make_shared<Wanted>(image_ ? view_->media(subject_, number * page_size, length, answered)
                                                  : view_->bytes(subject_, number * page_size, length, answered)));
    return nullptr;
}

QByteArray BytePages::bytes(quint64 offset, quint64 length) {
    QByteArray taken;
    const quint64 end = offset >= size_ ? offset : offset + std::min(length, size_ - offset);
    while (offset < end) {
        const QByteArray* here = page(offset / page_size);
        const quint64 within = offset % page_size;
        if (here == nullptr || within >= static_cast<quint64>(here->size())) {
            // Ask for what follows too: a view usually reaches over two pages.
            if ((end - 1) / page_size != offset / page_size) (void)page((end - 1) / page_size);
            return taken;
        }
        const quint64 now = std::min(end - offset, static_cast<quint64>(here->size()) - within);
        taken.append(here->constData() + within, static_cast<qsizetype>(now));
        offset += now;
    }
    return taken;
}

std::optional<quint8> BytePages::byte(quint64 offset) {
    if (offset >= size_) return std::nullopt;
    const QByteArray* here = page(offset / page_size);
    const quint64 within = offset % page_size;
    if (here == nullptr || within >= static_cast<quint64>(here->size())) return std::nullopt;
    return static_cast<quint8>(here->at(static_cast<qsizetype>(within)));
}

}  // namespace sanad::gui
