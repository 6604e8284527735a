#include "gui/views/details_area.hpp"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/evidence_view.hpp"

namespace sanad::gui {

DetailsArea::DetailsArea(std::vector<FileViewer*> viewers, QWidget* parent)
    : QWidget{parent}, viewers_{std::move(viewers)} {
    setAccessibleName(tr("Details of the chosen file"));
    path_ = new QLabel{this};
    path_->setTextFormat(Qt::PlainText);
    path_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    path_->setContentsMargins(spacing::normal, spacing::normal, spacing::normal, spacing::tight);
    path_->setWordWrap(true);
    path_->setAccessibleName(tr("Path of the file"));

    tabs_ = new QTabWidget{this};
    tabs_->setDocumentMode(true);
    tabs_->setAccessibleName(tr("Ways of looking at the file"));
    for (FileViewer* viewer : viewers_) {
        viewer->setParent(this);
        viewer->hide();
    }

    empty_ = new QLabel{tr("Choose a file or a finding to see it here."), this};
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);

    auto* shown = new QWidget{this};
    auto* shown_layout = new QVBoxLayout{shown};
    shown_layout->setContentsMargins(0, 0, 0, 0);
    shown_layout->setSpacing(0);
    shown_layout->addWidget(path_);
    shown_layout->addWidget(tabs_, 1);

    pages_ = new QStackedWidget{this};
    pages_->addWidget(empty_);
    pages_->addWidget(shown);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(make_trouble());
    layout->addWidget(pages_);

    connect(tabs_, &QTabWidget::currentChanged, this, [this] {
        if (settling_) return;
        if (FileViewer* viewer = front()) preferred_ = viewer->id();
        show_front();
    });
}

QWidget* DetailsArea::make_trouble() {
    trouble_ = new QWidget{this};
    trouble_words_ = new QLabel{trouble_};
    trouble_words_->setTextFormat(Qt::PlainText);
    trouble_words_->setWordWrap(true);
    auto* again = new QPushButton{tr("Try again"), trouble_};
    auto* line = new QHBoxLayout{trouble_};
    line->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    line->addWidget(trouble_words_, 1);
    line->addWidget(again);
    connect(again, &QPushButton::clicked, this, [this] {
        trouble_->hide();
        if (session_ == nullptr) return;
        EvidenceView::of(*session_).try_again();
        show_front();
    });
    trouble_->hide();
    return trouble_;
}

FileViewer* DetailsArea::front() const {
    return row_ ? qobject_cast<FileViewer*>(tabs_->currentWidget()) : nullptr;
}

void DetailsArea::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
    connect(&EvidenceView::of(session), &EvidenceView::died, this, [this](const QString& why) {
        QPalette red = trouble_words_->palette();
        red.setColor(QPalette::WindowText, colours_for(palette()).bad);
        trouble_words_->setPalette(red);
        trouble_words_->setText(shown_name(why.toStdString()));
        trouble_->show();
    });
}

void DetailsArea::close_case() {
    asked_.forget();
    if (showing_ != nullptr) std::exchange(showing_, nullptr)->clear();
    file_.reset();
    row_.reset();
    range_.reset();
    session_ = nullptr;
    trouble_->hide();
    pages_->setCurrentIndex(0);
}

void DetailsArea::show_file(Id file, std::optional<SourceRange> range) {
    if (session_ == nullptr) return;
    range_ = range;
    if (file_ == file && row_) {
        if (showing_ != nullptr && range_) showing_->point_at(*range_);
        return;
    }
    file_ = file;
    asked_ = session_->ask<std::vector<FileRow>>(
        Lane::rows,
        [file](CaseReader& reader) {
            return reader.rows(std::span{&file, 1});
        },
        [this](const Result<std::vector<FileRow>>& rows) {
            if (!rows || rows->empty()) {
                empty_->setText(rows ? tr("This file is not in the case.") : QString::fromStdString(rows.error().what));
                pages_->setCurrentIndex(0);
                return;
            }
            settle_tabs(rows->front());
        });
}

void DetailsArea::case_changed() {
    if (!file_ || !row_ || row_->content_state != ContentState::pending) return;
    const Id file = *file_;
    row_.reset();
    show_file(file, range_);
}

void DetailsArea::settle_tabs(const FileRow& file) {
    if (showing_ != nullptr) std::exchange(showing_, nullptr)->clear();
    row_ = file;
    // A label that can be selected takes the direction of the first letter that it sees, also within an isolate.
    constexpr char16_t left_to_right_mark = 0x200e;
    path_->setText(QChar{left_to_right_mark} + shown_name(file.path));
    settling_ = true;
    const QWidget* wanted = nullptr;
    int place = 0;
    for (FileViewer* viewer : viewers_) {
        const int at = tabs_->indexOf(viewer);
        if (!viewer->fits(file)) {
            if (at >= 0) tabs_->removeTab(at);
            continue;
        }
        if (at < 0) tabs_->insertTab(place, viewer, viewer->title());
        if (viewer->id() == preferred_) wanted = viewer;
        ++place;
    }
    if (wanted != nullptr) {
        tabs_->setCurrentIndex(tabs_->indexOf(wanted));
    } else if (tabs_->count() > 0) {
        tabs_->setCurrentIndex(0);
    }
    settling_ = false;
    pages_->setCurrentIndex(1);
    show_front();
}

void DetailsArea::show_front() {
    FileViewer* viewer = front();
    if (viewer == nullptr || session_ == nullptr) return;
    if (showing_ != nullptr && showing_ != viewer) showing_->clear();
    showing_ = viewer;
    viewer->show_file(*session_, *row_);
    if (range_) viewer->point_at(*range_);
}

void DetailsArea::prefer(const QString& viewer_id) {
    preferred_ = viewer_id;
    const auto found =
        std::ranges::find_if(viewers_, [&](const FileViewer* viewer) { return viewer->id() == viewer_id; });
    if (found != viewers_.end() && tabs_->indexOf(*found) >= 0) tabs_->setCurrentWidget(*found);
}

}  // namespace sanad::gui
