#include "gui/viewers/picture_viewer.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>

#include "core/model/media_type.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/viewers/pixels.hpp"
#include "gui/viewers/plain_copy.hpp"
#include "gui/viewers/video_times.hpp"

namespace sanad::gui {
namespace {

constexpr int asked_side = 2048;
constexpr int room_for_facts = 820;
constexpr double largest_zoom = 8.0, smallest_zoom = 0.05;

QKeySequence cover_keys() {
    return QKeySequence{QStringLiteral("Ctrl+Shift+B")};
}

}  // namespace

PictureViewer::PictureViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    canvas_ = new QLabel;
    canvas_->setAlignment(Qt::AlignCenter);
    canvas_->setAccessibleName(tr("Picture"));
    scroll_ = new QScrollArea;
    scroll_->setAccessibleName(tr("Picture"));
    scroll_->setWidget(canvas_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setAlignment(Qt::AlignCenter);
    scroll_->viewport()->installEventFilter(this);
    facts_ = new QTableWidget{0, 2};
    facts_->setHorizontalHeaderLabels({tr("Fact"), tr("Value")});
    facts_->horizontalHeader()->setStretchLastSection(true);
    facts_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    facts_->verticalHeader()->hide();
    facts_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    facts_->setAlternatingRowColors(true);
    facts_->setShowGrid(false);
    facts_->setWordWrap(true);
    facts_->setAccessibleName(tr("What the picture says of itself"));
    copy_plainly(*facts_);
    status_ = new QLabel;
    status_->setWordWrap(true);
    cover_ = new QToolButton;
    cover_->setText(tr("Show"));
    cover_->setCheckable(true);
    cover_->setToolTip(MediaCover::meaning());
    cover_->setShortcut(cover_keys());
    fit_ = new QToolButton;
    fit_->setText(tr("Fit"));
    full_ = new QToolButton;
    full_->setText(QStringLiteral("1:1"));
    full_->setAccessibleName(tr("Full size"));

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    bar->addWidget(status_, 1);
    for (QToolButton* button : {cover_, fit_, full_}) bar->addWidget(button);
    auto* split = split_ = new QSplitter{Qt::Horizontal};
    split->addWidget(scroll_);
    split->addWidget(facts_);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setSizes({700, 320});
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(split, 1);

    connect(cover_, &QToolButton::clicked, this, [this] {
        covered_ = !covered_;
        draw();
    });
    connect(fit_, &QToolButton::clicked, this, [this] {
        zoom_ = 0;
        draw();
    });
    connect(full_, &QToolButton::clicked, this, [this] {
        zoom_ = 1;
        draw();
    });
}

bool PictureViewer::fits(const FileRow& file) const {
    const bool seen = (is_picture(file.mime_type) && file.mime_type != "image/svg+xml") || is_video(file.mime_type);
    return file.content && file.size > 0 && seen;
}

void PictureViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    session_ = &session;
    status_->setText(tr("Decoding in the sandbox …"));
    covered_ = MediaCover::of(session).is_on();
    cover_changed_ = connect(&MediaCover::of(session), &MediaCover::changed, this, [this](bool on) {
        covered_ = on;
        draw();
    });
    asked_picture_ = EvidenceView::of(session).picture(
        file.id, asked_side, asked_side, EvidenceView::Urgency::at_hand,
        [this, video = is_video(file.mime_type)](const EvidenceAnswer& answer) {
            image_ = image_from(answer);
            covered_image_ = {};
            if (image_.isNull()) {
                const QString why = answer.error.isEmpty() ? tr("no picture came back") : answer.error;
                status_->setText((video ? tr("This video cannot be shown: %1") : tr("This picture cannot be shown: %1"))
                                     .arg(shown_name(why.toStdString())));
                canvas_->clear();
                return;
            }
            const VideoTimes times = video_times(answer);
            write_times(image_, times);
            const auto number = [&](const char* key) { return answer.head.value(QLatin1String{key}).toInteger(); };
            const auto sides = [](qint64 width, qint64 height) {
                return in_cell(QStringLiteral("%1 × %2").arg(width).arg(height), true);
            };
            QString words = tr("%1 points, %2")
                                .arg(sides(number("full_width"), number("full_height")),
                                     answer.head.value(QLatin1String{"format"}).toString().toUpper());
            if (times.columns != 0) {
                if (times.duration_ms != 0) words += tr(", %1 long").arg(clock_time(times.duration_ms));
                words += tr("; frames shown: %1").arg(times.frames_ms.size());
            } else if (number("frames") > 1) {
                words += tr(", the first of %1 frames").arg(number("frames"));
            }
            if (times.columns == 0 && number("full_width") > image_.width())
                words += tr("; shown reduced to %1").arg(sides(image_.width(), image_.height()));
            status_->setText(words);
            draw();
        });
    asked_facts_ = session.ask<std::vector<ArtifactRow>>(
        Lane::rows,
        [id = file.id](CaseReader& reader) -> Result<std::vector<ArtifactRow>> {
            ArtifactQuery query;
            query.file = id;
            query.limit = 20;
            return reader.artifacts(TRY(reader.find_artifacts(query)));
        },
        [this, zone = session.zone()](Result<std::vector<ArtifactRow>> found) {
            if (!found) return;
            for (const ArtifactRow& row : *found) {
                for (const Attribute& attribute : row.artifact.attributes) {
                    const int at = facts_->rowCount();
                    facts_->insertRow(at);
                    facts_->setItem(at, 0, new QTableWidgetItem{attribute_label(attribute.name)});
                    facts_->setItem(at, 1, new QTableWidgetItem{shown_value(attribute.value, zone)});
                }
            }
            facts_->setVisible(facts_->rowCount() > 0);
            facts_->resizeRowsToContents();
        });
}

void PictureViewer::clear() {
    asked_picture_.forget();
    asked_facts_.forget();
    disconnect(cover_changed_);
    session_ = nullptr;
    image_ = covered_image_ = {};
    zoom_ = 0;
    canvas_->clear();
    facts_->setRowCount(0);
    facts_->hide();
    status_->clear();
}

void PictureViewer::draw() {
    cover_->setChecked(!covered_);
    cover_->setText(covered_ ? tr("Show") : tr("Blur"));
    cover_->setShortcut(cover_keys());  // another text took it away
    if (image_.isNull()) return;
    if (covered_ && covered_image_.isNull()) covered_image_ = blurred(image_);
    const QImage& shown = covered_ ? covered_image_ : image_;
    const qreal ratio = devicePixelRatioF();
    const QSize room = scroll_->viewport()->size() * ratio;
    QSize size = shown.size();
    if (zoom_ > 0) {
        size = (QSizeF{size} * zoom_ * ratio).toSize();
    } else if (size.width() > room.width() || size.height() > room.height()) {
        size.scale(room, Qt::KeepAspectRatio);
    }
    QPixmap pixmap =
        QPixmap::fromImage(shown.scaled(size.expandedTo({1, 1}), Qt::KeepAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(ratio);
    canvas_->setPixmap(pixmap);
}

void PictureViewer::zoom_by(double factor) {
    if (image_.isNull()) return;
    if (zoom_ == 0) {
        const QPixmap now = canvas_->pixmap(Qt::ReturnByValue);
        zoom_ = now.isNull() ? 1 : now.deviceIndependentSize().width() / image_.width();
    }
    zoom_ = std::clamp(zoom_ * factor, smallest_zoom,
                       std::min(largest_zoom, std::max(1.0, 8192.0 / std::max(image_.width(), image_.height()))));
    draw();
}

bool PictureViewer::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scroll_->viewport() && event->type() == QEvent::Wheel) {
        const auto* wheel = static_cast<QWheelEvent*>(event);
        if (wheel->modifiers().testFlag(Qt::ControlModifier)) {
            zoom_by(wheel->angleDelta().y() > 0 ? 1.25 : 0.8);
            return true;
        }
    }
    return FileViewer::eventFilter(watched, event);
}

void PictureViewer::resizeEvent(QResizeEvent* event) {
    FileViewer::resizeEvent(event);
    split_->setOrientation(width() >= room_for_facts ? Qt::Horizontal : Qt::Vertical);
    if (zoom_ == 0) draw();
}

}  // namespace sanad::gui
