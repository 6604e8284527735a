#include "gui/viewers/hex_viewer.hpp"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QStringEncoder>
#include <QVBoxLayout>
#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"

namespace sanad::gui {
namespace {

enum Form { as_hex, as_utf8, as_utf16 };
constexpr quint64 searched_at_once = 4 << 20;
constexpr int room_for_values = 980;

int series_of(const std::string& type) {
    for (std::size_t i = 0; i < artifact_types.size(); ++i)
        if (artifact_types[i].name == type) return static_cast<int>(i);
    return 0;
}

std::optional<quint64> typed_number(QString text) {
    text = text.trimmed();
    bool good = false;
    const bool hexadecimal = text.startsWith(QLatin1String{"0x"}, Qt::CaseInsensitive);
    const quint64 number = hexadecimal ? text.mid(2).toULongLong(&good, 16) : text.toULongLong(&good, 10);
    return good ? std::optional{number} : std::nullopt;
}

}  // namespace

std::optional<QByteArray> searched_bytes(const QString& typed, int form) {
    if (form == as_utf8) return typed.toUtf8();
    if (form == as_utf16) {
        QStringEncoder encoder{QStringEncoder::Utf16LE};
        return QByteArray{encoder.encode(typed)};
    }
    QString digits = typed;
    digits.remove(QLatin1Char{' '});
    const bool sound = digits.size() % 2 == 0 && std::all_of(digits.begin(), digits.end(), [](QChar c) {
                           return c.isDigit() || (c.toLower() >= QLatin1Char{'a'} && c.toLower() <= QLatin1Char{'f'});
                       });
    return sound ? std::optional{QByteArray::fromHex(digits.toLatin1())} : std::nullopt;
}

HexViewer::HexViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    view_ = new HexView{pages_};
    inspector_ = new DataInspector;
    go_to_ = new QLineEdit;
    go_to_->setPlaceholderText(tr("Offset, 0x… or decimal"));
    go_to_->setAccessibleName(tr("Go to offset"));
    go_to_->setMaximumWidth(170);
    go_to_->setLayoutDirection(Qt::LeftToRight);
    find_ = new QLineEdit;
    find_->setPlaceholderText(tr("Find bytes or text"));
    find_->setAccessibleName(tr("Find bytes or text"));
    form_ = new QComboBox;
    form_->addItems({tr("Hexadecimal"), tr("Text, UTF-8"), tr("Text, UTF-16")});
    form_->setAccessibleName(tr("What is searched for"));
    next_ = new QPushButton{tr("Find next")};
    next_->setShortcut(QKeySequence{Qt::Key_F3});
    image_offsets_ = new QCheckBox{tr("Offsets in image")};
    status_ = new QLabel;
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    status_->setLayoutDirection(Qt::LeftToRight);
    remark_ = new QLabel;
    remark_->setWordWrap(true);
    remark_->hide();

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    for (QWidget* widget : {static_cast<QWidget*>(go_to_), static_cast<QWidget*>(find_), static_cast<QWidget*>(form_),
                            static_cast<QWidget*>(next_)})
        bar->addWidget(widget, widget == find_ ? 1 : 0);
    auto* split = split_ = new QSplitter{Qt::Horizontal};
    split->addWidget(view_);
    split->addWidget(inspector_);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(true);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(remark_);
    layout->addWidget(split, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    foot->addWidget(image_offsets_);
    layout->addLayout(foot);

    connect(go_to_, &QLineEdit::returnPressed, this, &HexViewer::go_to_typed);
    connect(find_, &QLineEdit::returnPressed, this, &HexViewer::find_next);
    connect(next_, &QPushButton::clicked, this, &HexViewer::find_next);
    connect(image_offsets_, &QCheckBox::toggled, view_, &HexView::show_image_offsets);
    connect(view_, &HexView::cursor_moved, this, &HexViewer::tell);
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view_, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        QMenu menu;
        menu.addAction(tr("Copy as hexadecimal"),
                       [this] { QGuiApplication::clipboard()->setText(view_->selected_as_hex()); });
        menu.addAction(tr("Copy as text"),
                       [this] { QGuiApplication::clipboard()->setText(view_->selected_as_text()); });
        menu.exec(view_->mapToGlobal(at));
    });
}

void HexViewer::resizeEvent(QResizeEvent* event) {
    FileViewer::resizeEvent(event);
    // Beside the bytes where both have room, else beneath them.
    split_->setOrientation(width() >= room_for_values ? Qt::Horizontal : Qt::Vertical);
}

void HexViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    file_ = file.id;
    evidence_ = &EvidenceView::of(session);
    pages_.show_file(*evidence_, file.id, file.size);
    asked_extents_ = session.ask<FileDetail>(
        Lane::rows, [id = file.id](CaseReader& reader) { return reader.file(id); },
        [this](Result<FileDetail> detail) {
            if (!detail || !detail->content) return;
            std::vector<PlaceInImage> places;
            if (detail->content->access == ContentAccess::extents) {
                for (const Extent& extent : detail->content->extents)
                    places.push_back(
                        {extent.file_offset, extent.image_offset, extent.length, extent.kind == ExtentKind::stored});
            }
            image_offsets_->setEnabled(!places.empty());
            if (places.empty()) image_offsets_->setChecked(false);
            image_offsets_->setToolTip(places.empty() ? tr("These bytes do not lie in the image as they are: they are "
                                                           "decoded, or stand in the metadata entry")
                                                      : QString{});
            view_->set_places(std::move(places));
            if (detail->file.unreadable_bytes > 0) {
                remark_->setText(tr("%1 bytes of this file could not be read; they stand here as zeros")
                                     .arg(shown_number(detail->file.unreadable_bytes)));
                remark_->show();
            }
        });
    asked_findings_ = session.ask<std::vector<ArtifactRow>>(
        Lane::rows,
        [id = file.id](CaseReader& reader) -> Result<std::vector<ArtifactRow>> {
            ArtifactQuery query;
            query.file = id;
            query.limit = 5000;
            return reader.artifacts(TRY(reader.find_artifacts(query)));
        },
        [this](Result<std::vector<ArtifactRow>> found) {
            if (!found) return;
            std::vector<MarkedRange> marks;
            for (const ArtifactRow& row : *found) {
                if (row.source_file != file_ || row.artifact.source.length == 0) continue;
                // A finding that rests on the whole file would only colour all of it.
                if (row.artifact.source.length >= pages_.size()) continue;
                marks.push_back({row.artifact.source.offset, row.artifact.source.length, series_of(row.artifact.type),
                                 QStringLiteral("%1 (%2)").arg(type_label(row.artifact.type),
                                                               shown_name(row.module + " " + row.version))});
            }
            view_->set_marks(std::move(marks));
        });
    tell();
}

void HexViewer::point_at(const SourceRange& range) {
    view_->select(range.offset, range.length);
}

void HexViewer::clear() {
    asked_extents_.forget();
    asked_findings_.forget();
    searching_.forget();
    file_ = 0;
    remark_->hide();
    pages_.clear();
    inspector_->show_bytes({});
    status_->clear();
}

void HexViewer::tell() {
    if (pages_.size() == 0) {
        status_->setText(tr("no bytes"));
        return;
    }
    inspector_->show_bytes(pages_.bytes(view_->selection_begin(), 16));
    QString words =
        tr("Offset %1 (0x%2)").arg(shown_number(view_->selection_begin())).arg(view_->selection_begin(), 0, 16);
    if (view_->selection_length() > 1) words += tr(", %1 bytes selected").arg(shown_number(view_->selection_length()));
    if (const auto in_image = view_->image_offset_of(view_->selection_begin()))
        words += tr(", byte %1 of the image").arg(shown_number(*in_image));
    if (const MarkedRange* mark = view_->mark_at(view_->selection_begin())) words += QStringLiteral(" · ") + mark->what;
    status_->setText(words);
}

void HexViewer::go_to_typed() {
    if (const auto to = typed_number(go_to_->text())) {
        view_->go_to(*to);
        view_->setFocus();
    } else {
        workplace().say(tr("An offset is a number, or hexadecimal after 0x"));
    }
}

void HexViewer::find_next() {
    const auto bytes = searched_bytes(find_->text(), form_->currentIndex());
    if (!bytes || bytes->isEmpty()) {
        workplace().say(tr("Hexadecimal bytes are pairs of digits: 4d 5a 90"));
        return;
    }
    if (evidence_ == nullptr || pages_.size() == 0) return;
    wanted_ = *bytes;
    wrapped_ = false;
    searched_from_ = view_->selection_begin() + 1;
    searched_to_ = pages_.size();
    next_->setEnabled(false);
    look_on();
}

void HexViewer::look_on() {
    if (searched_from_ >= searched_to_) {
        if (wrapped_) {
            next_->setEnabled(true);
            workplace().say(tr("Not found in this file"));
            return;
        }
        wrapped_ = true;
        searched_from_ = 0;
        searched_to_ = std::min(pages_.size(), view_->selection_begin() + static_cast<quint64>(wanted_.size()));
        if (searched_to_ == 0) return look_on();
    }
    searching_ = evidence_->bytes(file_, searched_from_, searched_at_once, [this](const EvidenceAnswer& answer) {
        if (!answer.error.isEmpty()) {
            next_->setEnabled(true);
            workplace().say(answer.error);
            return;
        }
        if (const qsizetype at = answer.bytes.indexOf(wanted_); at >= 0) {
            next_->setEnabled(true);
            view_->select(searched_from_ + static_cast<quint64>(at), static_cast<quint64>(wanted_.size()));
            if (wrapped_) workplace().say(tr("Found by going on from the beginning"));
            return;
        }
        // What is searched for may reach over two pieces.
        const auto got = static_cast<quint64>(answer.bytes.size());
        const auto overlap = static_cast<quint64>(wanted_.size() - 1);
        if (got <= overlap || searched_from_ + got >= pages_.size()) {
            searched_from_ = searched_to_;
        } else {
            searched_from_ += got - overlap;
        }
        look_on();
    });
}

}  // namespace sanad::gui
