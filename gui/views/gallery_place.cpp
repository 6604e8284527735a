#include "gui/views/gallery_place.hpp"

#include <QAbstractItemView>
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>

#include "core/model/media_type.hpp"
#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/viewers/pixels.hpp"
#include "gui/viewers/visible_text.hpp"
#include "gui/views/place_action.hpp"

namespace sanad::gui {

GalleryModel::GalleryModel(QObject* parent)
    : QAbstractListModel{parent},
      pages_{[this](std::size_t first, std::size_t count, std::function<void(std::vector<FileRow>)> arrived) {
                 return session_->ask<std::vector<FileRow>>(
                     Lane::rows,
                     [ids = ids_, first, count](CaseReader& reader) {
                         return reader.rows(std::span{*ids}.subspan(first, count));
                     },
                     [arrived = std::move(arrived)](Result<std::vector<FileRow>> rows) {
                         if (rows) arrived(std::move(*rows));
                     });
             },
             [this](std::size_t first, std::size_t last) {
                 emit dataChanged(index(static_cast<int>(first)), index(static_cast<int>(last)));
             }} {}

void GalleryModel::open_case(CaseSession* session) {
    show({});
    session_ = session;
}

void GalleryModel::show(std::vector<Id> ids) {
    beginResetModel();
    ids_ = std::make_shared<const std::vector<Id>>(std::move(ids));
    pages_.reset(ids_->size());
    endResetModel();
}

int GalleryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ids_->size());
}

const FileRow* GalleryModel::row(int at) const {
    return session_ == nullptr ? nullptr : pages_.row(static_cast<std::size_t>(at));
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
    const FileRow* file = row(index.row());
    if (file == nullptr) return {};
    if (role == Qt::ToolTipRole) return shown_name(file->path).toHtmlEscaped();
    return shown_name(file->name);
}

/// A picture in its frame, its name beneath, red where it is deleted.
class ThumbnailPainter : public QStyledItemDelegate {
public:
    ThumbnailPainter(GalleryModel& model, Thumbnails& thumbnails, QObject* parent)
        : QStyledItemDelegate{parent}, model_{model}, thumbnails_{thumbnails} {}
    int side = 144;
    bool covered = false;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {side + 2 * spacing::normal, side + 3 * spacing::normal + option.fontMetrics.height()};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Colours& colours = colours_for(option.palette);
        const FileRow* file = model_.row(index.row());
        const QRect frame = option.rect.adjusted(spacing::tight, spacing::tight, -spacing::tight, -spacing::tight);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->setPen(selected ? QPen{option.palette.color(QPalette::Highlight), 2} : QPen{colours.line});
        painter->setBrush(option.palette.base());
        painter->drawRoundedRect(frame, 5, 5);
        const QRect room{frame.left() + spacing::tight, frame.top() + spacing::tight,
                         frame.width() - 2 * spacing::tight,
                         frame.height() - option.fontMetrics.height() - 3 * spacing::tight};
        const QImage* image = nullptr;
        if (file != nullptr) {
            const QByteArray digest = file->digests
                                          ? QByteArray{reinterpret_cast<const char*>(file->digests->sha256.data()), 32}
                                          : QByteArray{};
            image = thumbnails_.of(file->id, digest);
        }
        if (image != nullptr) {
            QSize size = image->size();
            if (size.width() > room.width() || size.height() > room.height())
                size.scale(room.size(), Qt::KeepAspectRatio);
            QRect place{QPoint{0, 0}, size};
            place.moveCenter(room.center());
            painter->drawImage(place, covered ? blurred(*image) : *image);
            if (is_video(file->mime_type)) draw_play_mark(*painter, place);
        } else {
            painter->setPen(colours.faint);
            const QString why = file == nullptr ? QString{} : thumbnails_.trouble(file->id);
            draw_reason(*painter, room, why);
        }
        if (file != nullptr) {
            painter->setPen(file->state == NameState::allocated ? option.palette.color(QPalette::Text)
                                                                : colours.deleted);
            const QRect words{frame.left() + spacing::tight,
                              frame.bottom() - option.fontMetrics.height() - spacing::tight,
                              frame.width() - 2 * spacing::tight, option.fontMetrics.height()};
            painter->drawText(words, Qt::AlignHCenter,
                              in_own_direction(option.fontMetrics.elidedText(shown_name(file->name), Qt::ElideMiddle,
                                                                             words.width())));
        }
        painter->restore();
    }

    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override {
        const QString why = index.isValid() ? thumbnails_.trouble(model_.id(index.row())) : QString{};
        if (why.isEmpty()) return QStyledItemDelegate::helpEvent(event, view, option, index);
        const QString path = index.data(Qt::ToolTipRole).toString();  // escaped
        QToolTip::showText(event->globalPos(),
                           path + QStringLiteral("<br>") + shown_name(why.toStdString()).toHtmlEscaped(), view);
        return true;
    }

private:
    /// So that frames of a video are not taken for a picture.
    static void draw_play_mark(QPainter& painter, const QRect& picture) {
        constexpr qreal side = 22, inset = 4;
        const QRectF disc{picture.right() - side - inset, picture.bottom() - side - inset, side, side};
        const QPointF middle = disc.center();
        painter.setPen(QPen{Qt::white, 1.5});
        painter.setBrush(QColor{0, 0, 0, 170});
        painter.drawEllipse(disc);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::white);
        painter.drawPolygon(
            QPolygonF{{middle + QPointF{-3.5, -5.5}, middle + QPointF{-3.5, 5.5}, middle + QPointF{6, 0}}});
    }

    /// As much of the reason as there is room for; the tool tip has all of it.
    static void draw_reason(QPainter& painter, const QRect& room, const QString& why) {
        if (why.isEmpty()) {
            painter.drawText(room, Qt::AlignCenter, QStringLiteral("…"));
            return;
        }
        const int line = painter.fontMetrics().height();
        painter.drawText(QRect{room.left(), room.top(), room.width(), line}, Qt::AlignCenter,
                         GalleryPlace::tr("not shown"));
        painter.save();
        QFont small = painter.font();
        small.setPointSizeF(small.pointSizeF() * 0.85);
        painter.setFont(small);
        painter.setClipRect(room);
        painter.drawText(room.adjusted(0, line + spacing::tight, 0, 0),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWrapAnywhere, shown_name(why.toStdString()));
        painter.restore();
    }

    GalleryModel& model_;
    Thumbnails& thumbnails_;
};

GalleryPlace::GalleryPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    model_ = new GalleryModel{this};
    thumbnails_ = new Thumbnails{this};
    painter_ = new ThumbnailPainter{*model_, *thumbnails_, this};
    view_ = new QListView;
    view_->setViewMode(QListView::IconMode);
    view_->setMovement(QListView::Static);
    view_->setResizeMode(QListView::Adjust);
    view_->setUniformItemSizes(true);
    view_->setLayoutMode(QListView::Batched);
    view_->setBatchSize(2000);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setModel(model_);
    view_->setItemDelegate(painter_);
    view_->setAccessibleName(tr("Pictures and videos of the case"));
    view_->viewport()->installEventFilter(this);

    kind_ = new QComboBox;
    kind_->addItems({tr("Pictures and videos"), tr("Pictures"), tr("Videos")});
    kind_->setAccessibleName(tr("Which kind"));
    state_ = new QComboBox;
    state_->addItems({tr("All"), tr("Allocated"), tr("Deleted and orphans")});
    state_->setAccessibleName(tr("Which files"));
    order_ = new QComboBox;
    order_->addItems({tr("By path"), tr("Largest first"), tr("Newest first")});
    order_->setAccessibleName(tr("Order"));
    path_ = new QLineEdit;
    path_->setPlaceholderText(tr("Only paths that hold …"));
    path_->setAccessibleName(tr("Only paths that hold …"));
    path_->setClearButtonEnabled(true);
    size_ = new QSlider{Qt::Horizontal};
    size_->setRange(80, Thumbnails::side);
    size_->setValue(painter_->side);
    size_->setMaximumWidth(100);
    size_->setAccessibleName(tr("Size of the pictures"));
    covered_ = new QCheckBox{tr("Blur")};
    covered_->setToolTip(MediaCover::meaning());
    count_ = new QLabel;

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    bar->setSpacing(spacing::normal);
    // Beside the details there is little room: the longest choice stands whole in the list only.
    state_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    state_->setMinimumContentsLength(9);
    state_->view()->setMinimumWidth(state_->view()->sizeHintForColumn(0) + 2 * spacing::wide);
    path_->setMinimumWidth(90);
    for (QWidget* widget : {static_cast<QWidget*>(kind_), static_cast<QWidget*>(state_), static_cast<QWidget*>(order_),
                            static_cast<QWidget*>(path_), static_cast<QWidget*>(count_),
                            static_cast<QWidget*>(covered_), static_cast<QWidget*>(size_)})
        bar->addWidget(widget, widget == path_ ? 1 : 0);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(view_, 1);

    add_place_action(*this, actions_, tr("Blur pictures"), QKeySequence{QStringLiteral("Ctrl+B")},
                     [this] { set_covered(!painter_->covered); });
    add_place_action(*this, actions_, tr("Show in its folder"), QKeySequence{QStringLiteral("Ctrl+Shift+O")}, [this] {
        if (view_->currentIndex().isValid()) this->workplace().list_in_folder(model_->id(view_->currentIndex().row()));
    });

    connect(kind_, &QComboBox::currentIndexChanged, this, &GalleryPlace::ask);
    connect(state_, &QComboBox::currentIndexChanged, this, &GalleryPlace::ask);
    connect(order_, &QComboBox::currentIndexChanged, this, &GalleryPlace::ask);
    auto* pause = new QTimer{this};
    pause->setSingleShot(true);
    pause->setInterval(250);
    connect(path_, &QLineEdit::textChanged, pause, [pause] { pause->start(); });
    connect(pause, &QTimer::timeout, this, &GalleryPlace::ask);
    connect(size_, &QSlider::valueChanged, this, &GalleryPlace::settle_size);
    connect(covered_, &QCheckBox::clicked, this, &GalleryPlace::set_covered);
    connect(thumbnails_, &Thumbnails::arrived, view_->viewport(), qOverload<>(&QWidget::update));
    connect(view_->verticalScrollBar(), &QScrollBar::valueChanged, this, &GalleryPlace::want_visible);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid()) this->workplace().show_file(model_->id(current.row()));
    });
}

QIcon GalleryPlace::icon() const {
    return gui::icon("gallery");
}

void GalleryPlace::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
    model_->open_case(&session);
    thumbnails_->open_case(session);
    MediaCover& cover = MediaCover::of(session);
    const auto follow = [this](bool on) {
        painter_->covered = on;
        covered_->setChecked(on);
        view_->viewport()->update();
    };
    cover_changed_ = connect(&cover, &MediaCover::changed, this, follow);
    follow(cover.is_on());
    ask();
}

void GalleryPlace::close_case() {
    disconnect(cover_changed_);
    asked_.forget();
    thumbnails_->close_case();
    model_->open_case(nullptr);
    count_->clear();
    session_ = nullptr;
}

void GalleryPlace::case_changed() {
    if (!asked_.is_open()) ask();
}

void GalleryPlace::set_covered(bool covered) {
    if (session_ == nullptr) return;
    MediaCover::of(*session_).set_on(covered);
    covered_->setChecked(MediaCover::of(*session_).is_on());
}

void GalleryPlace::ask() {
    if (session_ == nullptr) return;
    FileQuery query;
    if (kind_->currentIndex() != 2) query.mime_types.push_back("image/*");
    if (kind_->currentIndex() != 1) query.mime_types.push_back("video/*");
    if (state_->currentIndex() == 1) query.states = {NameState::allocated};
    if (state_->currentIndex() == 2) query.states = {NameState::deleted, NameState::orphan};
    if (!path_->text().isEmpty()) query.paths = {"*" + path_->text().toStdString() + "*"};
    query.min_size = 1;
    query.order = order_->currentIndex() == 0   ? FileOrder::path
                  : order_->currentIndex() == 1 ? FileOrder::size
                                                : FileOrder::modified_at;
    query.descending = order_->currentIndex() != 0;
    asked_ = session_->ask<std::vector<Id>>(
        Lane::questions, [query](CaseReader& reader) { return reader.find(query); },
        [this](Result<std::vector<Id>> ids) {
            if (!ids) {
                count_->setText(QString::fromStdString(ids.error().what));
                return;
            }
            count_->setText(tr("Found: %1").arg(shown_number(ids->size())));
            // An ingest at work commits often: what has not changed is not laid out anew.
            bool same = static_cast<int>(ids->size()) == model_->rowCount();
            for (std::size_t i = 0; same && i < ids->size(); ++i) same = (*ids)[i] == model_->id(static_cast<int>(i));
            if (!same) model_->show(std::move(*ids));
        });
}

void GalleryPlace::want_visible() {
    QSet<Id> visible;
    const QRect port = view_->viewport()->rect();
    QModelIndex at = view_->indexAt({spacing::wide, spacing::wide});
    for (int row = at.isValid() ? at.row() : 0; row < model_->rowCount(); ++row) {
        const QRect place = view_->visualRect(model_->index(row));
        if (place.top() > port.bottom()) break;
        visible.insert(model_->id(row));
    }
    thumbnails_->only(visible);
}

void GalleryPlace::settle_size() {
    painter_->side = size_->value();
    view_->doItemsLayout();
}

bool GalleryPlace::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_->viewport() && event->type() == QEvent::Resize)
        QTimer::singleShot(0, this, &GalleryPlace::want_visible);
    return Place::eventFilter(watched, event);
}

QVariantMap GalleryPlace::remembered() const {
    return {{QStringLiteral("size"), size_->value()},
            {QStringLiteral("order"), order_->currentIndex()},
            {QStringLiteral("kind"), kind_->currentIndex()}};
}

void GalleryPlace::recall(const QVariantMap& state) {
    size_->setValue(state.value(QStringLiteral("size"), size_->value()).toInt());
    kind_->setCurrentIndex(state.value(QStringLiteral("kind"), 0).toInt());
    order_->setCurrentIndex(state.value(QStringLiteral("order"), 0).toInt());
}

}  // namespace sanad::gui
