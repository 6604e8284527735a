#pragma once
// The place "Gallery": every picture of the case, and four frames of every video, decoded as they
// are scrolled to.
#include <QAbstractListModel>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSlider>
#include <memory>
#include <vector>

#include "gui/models/page_cache.hpp"
#include "gui/viewers/thumbnails.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

/// Ids of all pictures and videos; their rows by page.
class GalleryModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit GalleryModel(QObject* parent = nullptr);
    void open_case(CaseSession* session);
    void show(std::vector<Id> ids);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// Null: its page is not here yet, and asked for.
    const FileRow* row(int at) const;
    Id id(int at) const { return (*ids_)[static_cast<std::size_t>(at)]; }

private:
    CaseSession* session_ = nullptr;
    std::shared_ptr<const std::vector<Id>> ids_ = std::make_shared<const std::vector<Id>>();
    mutable PageCache<FileRow> pages_;
};

class GalleryPlace : public Place {
    Q_OBJECT
public:
    explicit GalleryPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("gallery"); }
    QString title() const override { return tr("Gallery"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override;
    QList<QAction*> place_actions() override { return actions_; }
    QVariantMap remembered() const override;
    void recall(const QVariantMap& state) override;

    GalleryModel& model() { return *model_; }
    Thumbnails& thumbnails() { return *thumbnails_; }
    QListView& view() { return *view_; }
    void set_covered(bool covered);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void ask();
    void want_visible();
    void settle_size();

    CaseSession* session_ = nullptr;
    GalleryModel* model_;
    Thumbnails* thumbnails_;
    QListView* view_;
    class ThumbnailPainter* painter_;
    QComboBox *kind_, *state_, *order_;
    QLineEdit* path_;
    QSlider* size_;
    QCheckBox* covered_;
    QLabel* count_;
    QList<QAction*> actions_;
    QMetaObject::Connection cover_changed_;
    Asked asked_;
};

}  // namespace sanad::gui
