#include "gui/viewers/document_viewer.hpp"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTextOption>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <string_view>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/visible_text.hpp"

namespace sanad::gui {
namespace {

// Beyond this a text is for searching, not for reading; QPlainTextEdit would take seconds to lay it out.
constexpr qsizetype longest_text = 4'000'000;

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
    status_ = new QLabel;
    status_->setWordWrap(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(text_, 1);
    layout->addLayout(foot);
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
    status_->setText(tr("Reading in the sandbox …"));
    asked_ = EvidenceView::of(session).text(file.id, [this](const EvidenceAnswer& answer) {
        status_->clear();
        if (!answer.error.isEmpty()) {
            status_->setText(answer.error);
            return;
        }
        QString all;
        bool cut = false;
        for (const QByteArray& line : answer.bytes.split('\n')) {
            if (line.isEmpty()) continue;
            if (!all.isEmpty()) all += QStringLiteral("\n\n");
            all += QJsonDocument::fromJson(line).object().value(QLatin1String{"text"}).toString();
            if (all.size() > longest_text) {
                all.truncate(longest_text);
                cut = true;
                break;
            }
        }
        text_->setPlainText(visible_text(all));
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
        if (cut) words += tr("only the first %1 characters are shown").arg(shown_number(longest_text));
        if (all.isEmpty()) words += tr("No readable text was found in it");
        status_->setText(words.join(QStringLiteral(" · ")));
    });
}

void DocumentViewer::clear() {
    asked_.forget();
    text_->clear();
    status_->clear();
}

}  // namespace sanad::gui
