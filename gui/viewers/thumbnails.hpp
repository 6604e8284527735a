#pragma once
// Small pictures of files, decoded in the sandbox one after another: those on the screen first, those scrolled past
// never. Kept in memory, and on the examiner's disk outside of every case, by the SHA-256 of their bytes.
#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <memory>

#include "gui/viewers/evidence_view.hpp"

namespace sanad::gui {

class Thumbnails : public QObject {
    Q_OBJECT
public:
    static constexpr int side = 192;

    explicit Thumbnails(QObject* parent = nullptr);

    void open_case(CaseSession& session);
    void close_case();

    /// Null: not here yet, or there is none (trouble() says why); asked for with `sha256` as its name on the disk.
    const QImage* of(Id file, const QByteArray& sha256);
    QString trouble(Id file) const { return troubles_.value(file); }
    bool is_idle() const { return asked_.isEmpty(); }
    /// Only these are still wanted: what was scrolled past is taken back.
    void only(const QSet<Id>& files);

    /// Where small pictures are kept; that folder may be removed at any time.
    static QString cache_folder();
    /// So that a disk is not filled: the oldest go.
    static void tidy_cache(qint64 most_bytes);

signals:
    void arrived(Id file);

private:
    QString path_of(const QByteArray& sha256) const;
    QImage kept(const QByteArray& sha256) const;
    void keep(const QByteArray& sha256, const QImage& image) const;

    EvidenceView* evidence_ = nullptr;
    QCache<Id, QImage> images_;
    QHash<Id, QString> troubles_;
    QHash<Id, std::shared_ptr<Wanted>> asked_;
};

}  // namespace sanad::gui
