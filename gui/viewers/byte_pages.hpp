#pragma once
// Bytes of one file, or of an image, by pages: those that are looked at are asked for, the last ones are kept.
#include <QByteArray>
#include <QCache>
#include <QHash>
#include <QObject>
#include <QString>
#include <optional>

#include "gui/viewers/evidence_view.hpp"

namespace sanad::gui {

class BytePages : public QObject {
    Q_OBJECT
public:
    static constexpr quint64 page_size = 64 * 1024;
    /// Where a byte is damaged or has not come yet, there is none.
    explicit BytePages(QObject* parent = nullptr);

    void show_file(EvidenceView& view, Id file, quint64 size);
    void show_image(EvidenceView& view, Id image, quint64 size);
    /// Bytes that are here already (tests, a buffer).
    void show_bytes(const QByteArray& bytes);
    void clear();

    quint64 size() const { return size_; }
    /// What of [offset, offset + length) is here, from its beginning on; the rest is asked for.
    QByteArray bytes(quint64 offset, quint64 length);
    /// Nothing: not here yet, and asked for.
    std::optional<quint8> byte(quint64 offset);
    /// Why bytes could not be had; empty while all is well.
    const QString& trouble() const { return trouble_; }

signals:
    /// More bytes are here, or cannot be had.
    void arrived();
    /// Another file, or none.
    void replaced();

private:
    const QByteArray* page(quint64 number);
    void reset(EvidenceView* view, Id subject, bool image, quint64 size);

    EvidenceView* view_ = nullptr;
    Id subject_ = 0;
    bool image_ = false;
    quint64 size_ = 0;
    QCache<quint64, QByteArray> pages_;
    QHash<quint64, std::shared_ptr<Wanted>> asked_;
    QString trouble_;
};

}  // namespace sanad::gui
