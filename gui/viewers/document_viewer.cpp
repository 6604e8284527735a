#include "gui/viewers/document_viewer.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSplitter>
#include <QTextCursor>
#include <QTextOption>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/viewers/visible_text.hpp"
#include "gui/views/header_menu.hpp"

namespace sanad::gui {
namespace {

// Beyond this a text is for searching, not for reading; QPlainTextEdit would take seconds to lay it out.
constexpr qsizetype longest_text = 2'000'000;
constexpr std::uint64_t most_mails = 2000;
constexpr int local_sent = 3;  // column of the messages

/// What is kept of the lines that a mail came with: all of them, or those that modules read apart.
QString raw_headers(const Artifact& mail) {
    QString lines;
    const auto add = [&](const QString& line) {
        if (!lines.isEmpty() && !lines.endsWith(u'\n')) lines += u'\n';
        lines += visible_text(line);
    };
    for (const std::string& all : texts_of(mail, "transport_headers")) add(QString::fromStdString(all));
    if (lines.isEmpty()) {
        for (const auto& [name, header] : {std::pair{"received", "Received: "}, {"references", "References: "}})
            for (const std::string& each : texts_of(mail, name))
                add(QLatin1String{header} + QString::fromStdString(each));
    }
    if (lines.size() > longest_text) lines.truncate(longest_text);
    return lines;
}

}  // namespace

DocumentViewer::DocumentViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    text_ = new QPlainTextEdit;
    text_->setReadOnly(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text_->setFrameShape(QFrame::NoFrame);
    text_->setAccessibleName(tr("What the document says"));
    QTextOption option = text_->document()->defaultTextOption();
    option.setTextDirection(Qt::LayoutDirectionAuto);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    text_->document()->setDefaultTextOption(option);
    messages_ = new QTreeWidget;
    messages_->setRootIsDecorated(false);
    messages_->setUniformRowHeights(true);
    messages_->setAlternatingRowColors(true);
    messages_->setHeaderLabels({tr("Subject"), tr("From"), tr("Sent"), {}});
    messages_->header()->resizeSection(0, 220);
    messages_->header()->resizeSection(1, 160);
    messages_->header()->resizeSection(2, 170);
    messages_->setColumnHidden(local_sent, true);
    offer_columns(*messages_->header());
    messages_->setAccessibleName(tr("Messages of the mailbox"));
    messages_->hide();
    headers_ = new FactsTable;
    headers_->setAccessibleName(tr("Headers of the mail"));
    headers_->setMaximumHeight(190);
    headers_->hide();
    unfold_ = new QToolButton;
    unfold_->setText(tr("All headers"));
    unfold_->setToolTip(tr("Every line of the transport as it was recorded: which hosts handed the mail on, and when"));
    unfold_->setCheckable(true);
    unfold_->setAutoRaise(true);
    unfold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    unfold_->setArrowType(isRightToLeft() ? Qt::LeftArrow : Qt::RightArrow);
    unfold_->hide();
    // Lines of a protocol, whatever the direction of the window or of a letter in them.
    raw_ = new QPlainTextEdit;
    raw_->setReadOnly(true);
    raw_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    raw_->setFont(fixed_font());
    raw_->setLayoutDirection(Qt::LeftToRight);
    raw_->setAccessibleName(tr("All headers of the mail"));
    QTextOption from_left = raw_->document()->defaultTextOption();
    from_left.setTextDirection(Qt::LeftToRight);
    from_left.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    raw_->document()->setDefaultTextOption(from_left);
    raw_->hide();
    connect(unfold_, &QToolButton::toggled, this, [this](bool open) {
        unfold_->setArrowType(open ? Qt::DownArrow : isRightToLeft() ? Qt::LeftArrow : Qt::RightArrow);
        raw_->setVisible(open);
    });
    status_ = new QLabel;
    status_->setWordWrap(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout{page};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(headers_);
    column->addWidget(unfold_);
    column->addWidget(raw_, 1);
    column->addWidget(text_, 1);
    auto* split = new QSplitter{Qt::Horizontal};
    split->addWidget(messages_);
    split->addWidget(page);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(split, 1);
    layout->addLayout(foot);
    connect(messages_, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item != nullptr) show_message(static_cast<std::size_t>(messages_->indexOfTopLevelItem(item)));
    });
}

bool DocumentViewer::fits(const FileRow& file) const {
    if (!file.content || file.size == 0) return false;
    static constexpr std::array<std::string_view, 12> parts{
        "application/pdf", "officedocument", "opendocument", "msword",         "ms-excel", "ms-powerpoint",
        "text/html",       "text/rtf",       "rtf",          "message/rfc822", "outlook",  "ole"};
    return std::ranges::any_of(parts,
                               [&](std::string_view part) { return file.mime_type.find(part) != std::string::npos; });
}

void DocumentViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    zone_ = session.zone();
    messages_->headerItem()->setText(local_sent, local_title(tr("Sent"), zone_));
    messages_->setColumnHidden(local_sent, !is_other_zone(zone_));
    status_->setText(tr("Reading in the sandbox …"));
    asked_ = EvidenceView::of(session).text(file.id, [this](const EvidenceAnswer& answer) { take(answer); });
    asked_mails_ = session.ask<std::vector<ArtifactRow>>(
        Lane::rows,
        [id = file.id](CaseReader& reader) -> Result<std::vector<ArtifactRow>> {
            ArtifactQuery query;
            query.types = {"mail.message"};
            query.file = id;
            query.limit = most_mails;
            return reader.artifacts(TRY(reader.find_artifacts(query)));
        },
        [this](Result<std::vector<ArtifactRow>> found) {
            if (!found || found->empty()) return;
            mails_ = std::move(*found);
            for (const ArtifactRow& mail : mails_) {
                auto* item = new QTreeWidgetItem{messages_};
                item->setText(0, shown_name(text_of(mail.artifact, "subject").value_or("")));
                item->setText(1, shown_name(text_of(mail.artifact, "from").value_or("")));
                const auto sent = time_of(mail.artifact, "sent_at");
                item->setText(2, sent ? shown_time(*sent) : QString{});
                item->setText(local_sent, shown_local_time(sent, false, zone_));
            }
            messages_->setVisible(mails_.size() > 1);
            messages_->setCurrentItem(messages_->topLevelItem(static_cast<int>(message_pointed_at())));
        });
}

void DocumentViewer::take(const EvidenceAnswer& answer) {
    status_->clear();
    if (!answer.error.isEmpty()) {
        status_->setText(answer.error);
        return;
    }
    for (const QByteArray& line : answer.bytes.split('\n')) {
        if (line.isEmpty()) continue;
        const QJsonObject piece = QJsonDocument::fromJson(line).object();
        const QJsonObject source = piece.value(QLatin1String{"source"}).toObject();
        pieces_.push_back({piece.value(QLatin1String{"text"}).toString(),
                           static_cast<quint64>(source.value(QLatin1String{"offset"}).toInteger()),
                           static_cast<quint64>(source.value(QLatin1String{"length"}).toInteger())});
    }
    QStringList words;
    for (const QJsonValue& told : answer.head.value(QLatin1String{"modules"}).toArray()) {
        const QJsonObject module = told.toObject();
        words += tr("Read by %1 %2")
                     .arg(module.value(QLatin1String{"module"}).toString(),
                          module.value(QLatin1String{"version"}).toString());
        const QString detail = module.value(QLatin1String{"detail"}).toString();
        if (!detail.isEmpty()) words += shown_name(detail.toStdString());
        for (const QJsonValue& warning : module.value(QLatin1String{"warnings"}).toArray()) {
            if (words.size() > 6) break;
            words += shown_name(warning.toString().toStdString());
        }
    }
    if (pieces_.empty()) words += tr("No readable text was found in it");
    status_->setText(words.join(QStringLiteral(" · ")));
    if (mails_.size() > 1 && messages_->currentItem() != nullptr)
        show_message(static_cast<std::size_t>(messages_->indexOfTopLevelItem(messages_->currentItem())));
    else
        show_text(std::nullopt);
}

bool DocumentViewer::Piece::holds(const SourceRange& range) const {
    // A place without a length is its first byte.
    return offset < range.offset + std::max<quint64>(1, range.length) &&
           range.offset < offset + std::max<quint64>(1, length);
}

void DocumentViewer::point_at(const SourceRange& range) {
    hit_ = range;
    auto* item = messages_->topLevelItem(static_cast<int>(message_pointed_at()));
    if (mails_.size() > 1 && item != messages_->currentItem())
        messages_->setCurrentItem(item);  // whose text is shown, and the place in it
    else
        show_hit();
}

std::size_t DocumentViewer::message_pointed_at() const {
    const auto holds = [&](const ArtifactRow& mail) {
        return hit_ && Piece{{}, mail.artifact.source.offset, mail.artifact.source.length}.holds(*hit_);
    };
    const auto found = std::ranges::find_if(mails_, holds);
    return found == mails_.end() ? 0 : static_cast<std::size_t>(found - mails_.begin());
}

/// What was read from these bytes; all of the file when none are given.
void DocumentViewer::show_text(const std::optional<SourceRange>& of) {
    QString all;
    shown_.clear();
    for (std::size_t i = 0; i < pieces_.size() && all.size() <= longest_text; ++i) {
        const Piece& piece = pieces_[i];
        if (of && (piece.offset < of->offset || piece.offset - of->offset >= std::max<quint64>(1, of->length)))
            continue;
        if (!all.isEmpty()) all += QStringLiteral("\n\n");
        const qsizetype begin = all.size();
        all += visible_text(piece.text);
        shown_.push_back({i, begin, std::min(all.size(), longest_text)});
    }
    if (all.size() > longest_text) {
        all.truncate(longest_text);
        all += QStringLiteral("\n… ") + tr("only the first %1 characters are shown").arg(shown_number(longest_text));
    }
    text_->setPlainText(all);
    show_hit();
}

/// Chosen and in sight. Where it is all that is shown, choosing it would tell nothing.
void DocumentViewer::show_hit() {
    if (!hit_) return;
    QTextCursor cursor{text_->document()};
    bool any = false, all = true;
    for (const Shown& one : shown_) {
        if (!pieces_[one.piece].holds(*hit_)) {
            all = false;
            continue;
        }
        if (!any) cursor.setPosition(static_cast<int>(one.begin));
        cursor.setPosition(static_cast<int>(one.end), QTextCursor::KeepAnchor);
        any = true;
    }
    if (!any || all) return;
    text_->setTextCursor(cursor);
    text_->centerCursor();
}

void DocumentViewer::show_message(std::size_t message) {
    if (message >= mails_.size()) return;
    const Artifact& mail = mails_[message].artifact;
    headers_->clear();
    headers_->begin_group(tr("Headers"));
    for (const Attribute& attribute : mail.attributes) {
        static constexpr std::array<std::string_view, 6> long_ones{"transport_headers", "received", "references",
                                                                   "part_count",        "item",     "size"};
        if (std::ranges::find(long_ones, attribute.name) != long_ones.end()) continue;
        headers_->add(attribute_label(attribute.name), shown_value(attribute.value, zone_));
    }
    headers_->expandAll();
    headers_->show();
    const QString raw = raw_headers(mail);
    raw_->setPlainText(raw);
    unfold_->setVisible(!raw.isEmpty());
    raw_->setVisible(!raw.isEmpty() && unfold_->isChecked());
    if (mails_.size() < 2) return;
    show_text(mail.source);  // the text of a message rests on bytes within those of the message
}

void DocumentViewer::clear() {
    asked_.forget();
    asked_mails_.forget();
    pieces_.clear();
    shown_.clear();
    hit_.reset();
    mails_.clear();
    messages_->clear();
    messages_->hide();
    headers_->clear();
    headers_->hide();
    raw_->clear();
    raw_->hide();
    unfold_->hide();
    text_->clear();
    status_->clear();
}

}  // namespace sanad::gui
