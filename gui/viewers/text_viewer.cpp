#include "gui/viewers/text_viewer.hpp"

#include <QHBoxLayout>
#include <QTextCursor>
#include <QTextOption>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/visible_text.hpp"

namespace sanad::gui {
namespace {

// A page of text: enough to read on, little enough to lay out at once.
constexpr quint64 piece_size = 256 * 1024;

}  // namespace

TextViewer::TextViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    text_ = new QPlainTextEdit;
    text_->setReadOnly(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text_->setAccessibleName(tr("Text of the file"));
    text_->setFrameShape(QFrame::NoFrame);
    // Each paragraph has the direction of its own letters, whatever the language of the window.
    QTextOption option = text_->document()->defaultTextOption();
    option.setTextDirection(Qt::LayoutDirectionAuto);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    text_->document()->setDefaultTextOption(option);
    encoding_ = new QComboBox;
    encoding_->addItems(known_encodings());
    encoding_->setAccessibleName(tr("Encoding"));
    before_ = new QPushButton{tr("Before")};
    after_ = new QPushButton{tr("Next")};
    find_ = new QLineEdit;
    find_->setPlaceholderText(tr("Find in this text"));
    find_->setAccessibleName(tr("Find in this text"));
    status_ = new QLabel;
    status_->setWordWrap(true);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    bar->addWidget(new QLabel{tr("Encoding")});
    bar->addWidget(encoding_);
    bar->addWidget(find_, 1);
    bar->addWidget(before_);
    bar->addWidget(after_);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(text_, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    layout->addLayout(foot);

    connect(encoding_, &QComboBox::currentTextChanged, this, &TextViewer::show_piece);
    connect(before_, &QPushButton::clicked, this,
            [this] { ask_piece(offset_ > piece_size ? offset_ - piece_size : 0); });
    connect(after_, &QPushButton::clicked, this, [this] { ask_piece(offset_ + piece_size); });
    connect(find_, &QLineEdit::returnPressed, this, &TextViewer::find);
}

void TextViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    evidence_ = &EvidenceView::of(session);
    file_ = file.id;
    size_ = file.size;
    const QSignalBlocker quiet{encoding_};
    encoding_->setCurrentText(encoding_from(QString::fromStdString(file.encoding)));
    ask_piece(0);
}

void TextViewer::point_at(const SourceRange& range) {
    if (evidence_ == nullptr) return;
    hit_ = range;
    ask_piece(range.offset / piece_size * piece_size);
}

/// What was pointed at is chosen and in sight, as far as it lies in this piece.
void TextViewer::show_hit() {
    const quint64 end = offset_ + static_cast<quint64>(piece_.size());
    if (!hit_ || hit_->offset < offset_ || hit_->offset >= end) return;
    const auto place = place_in_text(piece_, encoding_->currentText(), static_cast<qsizetype>(hit_->offset - offset_),
                                     static_cast<qsizetype>(std::min<quint64>(hit_->length, end - hit_->offset)));
    QTextCursor cursor{text_->document()};
    cursor.setPosition(static_cast<int>(place.begin));
    cursor.setPosition(static_cast<int>(place.begin + place.length), QTextCursor::KeepAnchor);
    text_->setTextCursor(cursor);
    text_->centerCursor();
}

void TextViewer::clear() {
    asked_.forget();
    evidence_ = nullptr;
    hit_.reset();
    piece_.clear();
    text_->clear();
    status_->clear();
    size_ = offset_ = 0;
}

void TextViewer::ask_piece(quint64 offset) {
    if (evidence_ == nullptr || offset >= size_) return;
    status_->setText(tr("Reading …"));
    asked_ = evidence_->bytes(file_, offset, piece_size, [this, offset](const EvidenceAnswer& answer) {
        if (!answer.error.isEmpty()) {
            text_->clear();
            status_->setText(answer.error);
            return;
        }
        offset_ = offset;
        piece_ = answer.bytes;
        show_piece();
    });
}

void TextViewer::show_piece() {
    if (size_ == 0) return;
    text_->setPlainText(visible_text(decoded(piece_, encoding_->currentText())));
    show_hit();
    before_->setEnabled(offset_ > 0);
    after_->setEnabled(offset_ + piece_size < size_);
    const bool whole = static_cast<quint64>(piece_.size()) == size_;
    before_->setVisible(!whole);
    after_->setVisible(!whole);
    status_->setText(whole
                         ? tr("The whole file, %1 bytes").arg(shown_number(size_))
                         : tr("Bytes %1 to %2 of %3")
                               .arg(shown_number(offset_), shown_number(offset_ + static_cast<quint64>(piece_.size())),
                                    shown_number(size_)));
}

void TextViewer::find() {
    if (find_->text().isEmpty() || text_->find(find_->text())) return;
    text_->moveCursor(QTextCursor::Start);
    if (!text_->find(find_->text())) workplace().say(tr("Not found in this part of the text"));
}

}  // namespace sanad::gui
