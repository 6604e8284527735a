#include "gui/views/reports_place.hpp"

#include <QAction>
#include <QDesktopServices>
#include <QDirIterator>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>
#include <utility>

#include "gui/file_digest.hpp"
#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/views/place_action.hpp"
#include "gui/views/table_out.hpp"

namespace sanad::gui {
namespace {

// Beyond this a page is for a browser: QTextDocument lays it out whole.
constexpr qint64 largest_preview = 8 << 20;

/// Of a row's first column: its file, its digest, and whether an entry issues it.
enum { path_role = Qt::UserRole, digest_role, issued_role };

}  // namespace

StillPage::StillPage(QWidget* parent) : QTextBrowser{parent} {
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

QVariant StillPage::loadResource(int, const QUrl&) {
    ++refused_;
    return QByteArray{};
}

void StillPage::doSetSource(const QUrl&, QTextDocument::ResourceType) {
    ++refused_;
}

ReportsPlace::ReportsPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    english_ = new QCheckBox{tr("English")};
    urdu_ = new QCheckBox{tr("Urdu")};
    (QLocale{}.language() == QLocale::Urdu ? urdu_ : english_)->setChecked(true);
    tagged_ = new QCheckBox{tr("Only what is tagged")};
    form_ = new QComboBox;
    form_->addItem(tr("Page and PDF"), QStringLiteral("both"));
    form_->addItem(tr("PDF"), QStringLiteral("pdf"));
    form_->addItem(tr("Page (HTML)"), QStringLiteral("html"));
    reviewer_ = new QLineEdit;
    reviewer_->setPlaceholderText(tr("nobody yet: a draft"));
    make_ = new QPushButton{tr("Write the report …")};
    make_->setDefault(true);
    open_ = new QPushButton{tr("Open")};
    open_->setEnabled(false);
    find_ = new QPushButton{tr("I have its file …")};
    state_ = new QLabel;
    state_->setWordWrap(true);
    written_ = new QTreeWidget;
    written_->setRootIsDecorated(false);
    written_->setHeaderLabels({tr("Report"), tr("Issued (UTC)"), tr("By"), tr("Language"), tr("State"), tr("SHA-256"),
                               tr("Where its file is")});
    // Each as wide as what stands in it, so that a digest is seen whole: what does not fit is scrolled to.
    written_->header()->setStretchLastSection(false);
    written_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    written_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    written_->setAccessibleName(tr("Reports issued"));
    preview_ = new StillPage;
    preview_->setAccessibleName(tr("Preview of the report"));
    preview_->setPlaceholderText(
        tr("A report that was written is shown here. Until somebody has reviewed it, it says on every page that it is "
           "a draft."));

    choices_ = new QWidget;
    auto* form = new QFormLayout{choices_};
    form->setContentsMargins(spacing::wide, spacing::wide, spacing::wide, spacing::normal);
    auto* heading = new QLabel{tr("A new report")};
    heading->setFont(heading_font(font()));
    form->addRow(heading);
    auto* languages = new QHBoxLayout;
    languages->addWidget(english_);
    languages->addWidget(urdu_);
    languages->addStretch(1);
    form->addRow(tr("Languages"), languages);
    form->addRow(tr("As"), form_);
    form->addRow(tr("Reviewed by"), reviewer_);
    form->addRow(tr("Content"), tagged_);
    form->addRow(make_);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout{left};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(choices_);
    auto* words = new QHBoxLayout;
    words->setContentsMargins(spacing::wide, 0, spacing::wide, 0);
    words->addWidget(state_, 1);
    words->addWidget(find_);
    words->addWidget(open_);
    column->addLayout(words);
    column->addWidget(written_, 1);
    auto* split = new QSplitter{Qt::Horizontal};
    split->addWidget(left);
    split->addWidget(preview_);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({480, 720});
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);

    written_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    add_table_actions(*this, actions_, this->workplace(), QStringLiteral("reports"),
                      [this](bool only_chosen) { return source_of(*written_, only_chosen); }, {written_});
    add_place_action(*this, actions_, tr("Write a report"), QKeySequence{QStringLiteral("Ctrl+Shift+W")},
                     [this] { choose_folder(); });
    connect(make_, &QPushButton::clicked, this, &ReportsPlace::choose_folder);
    connect(&issued_, &VerbProcess::line, this, [this](const QJsonObject& envelope) {
        if (asked_of_ != record()) return;
        const QByteArray payload =
            QByteArray::fromBase64(envelope.value(QLatin1String{"payload"}).toString().toLatin1());
        const QJsonObject event = QJsonDocument::fromJson(payload).object();
        const QString type = event.value(QLatin1String{"type"}).toString();
        if (type == QLatin1String{"report.issue"} || type == QLatin1String{"report.amend"}) take_issue(event);
    });
    connect(&issued_, &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        if (std::exchange(again_, false)) return refresh();
        if (asked_of_ == record() && !outcome.succeeded())
            state_->setText(
                tr("The reports issued cannot be listed: %1").arg(shown_name(outcome.message.toStdString())));
    });
    connect(written_, &QTreeWidget::currentItemChanged, this, &ReportsPlace::show_chosen);
    connect(open_, &QPushButton::clicked, this, [this] {
        if (QTreeWidgetItem* item = written_->currentItem())
            QDesktopServices::openUrl(QUrl::fromLocalFile(item->data(0, path_role).toString()));
    });
    connect(find_, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("The file of a report"));
        if (!path.isEmpty()) take_file(path);
    });
}

QIcon ReportsPlace::icon() const {
    return gui::icon("reports");
}

void ReportsPlace::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
    refresh();
}

void ReportsPlace::open_bag(const QString& folder) {
    close_case();
    bag_ = folder;
    set_read_only(true);
    refresh();
    // Of a link in a bundle nothing is read: it leads out of it.
    QDirIterator reports{folder + QStringLiteral("/data/reports"), QDir::Files | QDir::NoSymLinks,
                         QDirIterator::Subdirectories};
    while (reports.hasNext()) take_file(reports.next());
}

void ReportsPlace::case_changed() {
    refresh();
}

QString ReportsPlace::record() const {
    return !bag_.isEmpty() ? bag_ : session_ != nullptr ? session_->folder_text() : QString{};
}

void ReportsPlace::refresh() {
    if (issued_.is_running()) {
        again_ = true;
        return;
    }
    asked_of_ = record();
    if (!asked_of_.isEmpty()) issued_.start({QStringLiteral("ledger"), QStringLiteral("show"), asked_of_});
}

QTreeWidgetItem& ReportsPlace::row_of(const QString& digest) {
    for (int i = 0; i < written_->topLevelItemCount(); ++i)
        if (written_->topLevelItem(i)->data(0, digest_role).toString() == digest) return *written_->topLevelItem(i);
    auto* row = new QTreeWidgetItem{written_};
    row->setData(0, digest_role, digest);
    row->setText(sha256, left_to_right(digest));
    row->setFont(sha256, fixed_font());
    row->setText(report, tr("Report"));
    row->setText(state, tr("not issued"));
    row->setForeground(state, colours_for(palette()).bad);
    row->setToolTip(state, tr("No entry of this record issues a report with this SHA-256."));
    return *row;
}

void ReportsPlace::take_issue(const QJsonObject& event) {
    const QJsonObject body = event.value(QLatin1String{"body"}).toObject();
    const QString digest = body.value(QLatin1String{"report"}).toString();
    static const QRegularExpression is_digest{QStringLiteral("^[0-9a-f]{64}$")};
    if (!is_digest.match(digest).hasMatch()) return;
    QTreeWidgetItem& row = row_of(digest);
    const auto text = [](const QJsonObject& of, const char* key) {
        return shown_name(of.value(QLatin1String{key}).toString().toStdString());
    };
    const bool amends = event.value(QLatin1String{"type"}).toString() == QLatin1String{"report.amend"};
    QString title = amends ? tr("Report amended: %1").arg(in_cell(text(body, "reason"), false)) : text(body, "title");
    // As `sanad report` titles them.
    static const QRegularExpression usual{QStringLiteral("^Report of examination \\((en|ur), (pdf|html)\\)$")};
    if (const auto match = usual.match(title); match.hasMatch()) {
        row.setText(language, match.captured(1) == QLatin1String{"ur"} ? tr("Urdu") : tr("English"));
        title = tr("Report of examination, %1").arg(in_cell(match.captured(2).toUpper(), true));
    }
    if (row.data(0, path_role).toString().isEmpty()) row.setText(report, title);
    row.setToolTip(report, title.toHtmlEscaped());
    QString when = text(event, "time");
    row.setText(issued, left_to_right(when.replace(u'T', u' ').remove(u'Z')));
    row.setText(by, in_cell(text(event.value(QLatin1String{"actor"}).toObject(), "person"), true));
    const bool final = amends || body.value(QLatin1String{"state"}).toString() == QLatin1String{"final"};
    row.setText(state, final ? tr("final") : tr("draft"));
    row.setForeground(state, final ? colours_for(palette()).good : colours_for(palette()).warning);
    row.setToolTip(state, {});
    row.setData(0, issued_role, true);
    if (const QString path = files_.value(digest); !path.isEmpty() && row.data(0, path_role).toString().isEmpty())
        take_file(path);
    if (&row == written_->currentItem()) show_chosen();
}

void ReportsPlace::take_file(const QString& path) {
    if (!QFileInfo{path}.isFile()) return;
    const QString of = record();
    auto* digest = new FileDigest{path, this};
    connect(digest, &FileDigest::known, this, [this, path, of](const QString& known) {
        if (of == record()) take_digest(path, known);
    });
}

void ReportsPlace::take_digest(const QString& path, const QString& digest) {
    if (digest.isEmpty())
        return state_->setText(tr("%1 cannot be read.").arg(in_cell(shown_name(path.toStdString()), true)));
    for (int i = 0; i < written_->topLevelItemCount(); ++i) {
        QTreeWidgetItem& row = *written_->topLevelItem(i);
        if (row.data(0, digest_role).toString() == digest) return put_file(row, path);
    }
    // In a bundle it stands as what it is; of a file that somebody names, that it is none of these is the answer.
    if (!bag_.isEmpty() && path.startsWith(bag_)) return put_file(row_of(digest), path);
    if (const QString expected = files_.key(path); !expected.isEmpty()) {
        QTreeWidgetItem& row = row_of(expected);
        row.setText(where, tr("%1 is another file now").arg(in_cell(shown_name(path.toStdString()), true)));
        row.setForeground(where, colours_for(palette()).bad);
    } else {
        state_->setText(tr("%1 is none of these reports: its SHA-256 is %2")
                            .arg(in_cell(shown_name(path.toStdString()), true), left_to_right(digest)));
    }
}

void ReportsPlace::put_file(QTreeWidgetItem& row, const QString& path) {
    row.setData(0, path_role, path);
    row.setText(report, in_cell(shown_name(path.section(u'/', -1).toStdString()), true));
    row.setText(where, in_cell(shown_name(path.toStdString()), true));
    row.setForeground(where, palette().text());
    if (bag_.isEmpty()) files_.insert(row.data(0, digest_role).toString(), path);
    if (written_->currentItem() == nullptr) written_->setCurrentItem(&row);
    if (&row == written_->currentItem()) show_chosen();
}

void ReportsPlace::show_chosen() {
    const QTreeWidgetItem* row = written_->currentItem();
    const QString path = row != nullptr ? row->data(0, path_role).toString() : QString{};
    // A page that nobody issued is looked at here, where it can fetch and run nothing.
    open_->setEnabled(!path.isEmpty() && row->data(0, issued_role).toBool());
    if (row == nullptr) return preview_->clear();
    if (!path.isEmpty()) return show_file(path);
    preview_->setPlainText(
        tr("The record knows this report by its SHA-256; where its file is, it does not say. Whoever "
           "has the file can choose it with “I have its file”: it is shown when it is this report."));
}

QVariantMap ReportsPlace::remembered() const {
    QVariantMap files;
    for (auto each = files_.begin(); each != files_.end(); ++each) files.insert(each.key(), each.value());
    return {{QStringLiteral("files"), files}};
}

/// Before the record has told of any report: each file is looked for when its report is.
void ReportsPlace::recall(const QVariantMap& kept) {
    const QVariantMap files = kept.value(QStringLiteral("files")).toMap();
    for (auto each = files.begin(); each != files.end(); ++each) files_.insert(each.key(), each.value().toString());
}

void ReportsPlace::close_case() {
    verb_.reset();
    session_ = nullptr;
    bag_.clear();
    files_.clear();
    written_->clear();
    preview_->clear();
    state_->clear();
}

void ReportsPlace::set_read_only(bool read_only) {
    choices_->setVisible(!read_only);
    for (QAction* action : actions_) action->setEnabled(!read_only);
}

QStringList ReportsPlace::arguments(const QString& folder) const {
    QStringList all{QStringLiteral("report"),   session_ != nullptr ? session_->folder_text() : QString{},
                    QStringLiteral("--out"),    folder,
                    QStringLiteral("--format"), form_->currentData().toString()};
    if (english_->isChecked() || !urdu_->isChecked()) all << QStringLiteral("--lang") << QStringLiteral("en");
    if (urdu_->isChecked()) all << QStringLiteral("--lang") << QStringLiteral("ur");
    if (tagged_->isChecked()) all << QStringLiteral("--tagged-only");
    if (!reviewer_->text().trimmed().isEmpty()) all << QStringLiteral("--reviewed-by") << reviewer_->text().trimmed();
    return all;
}

void ReportsPlace::choose_folder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for the report"));
    if (!folder.isEmpty()) write_into(folder);
}

void ReportsPlace::write_into(const QString& folder) {
    if (session_ == nullptr || (verb_ && verb_->is_running())) return;
    make_->setEnabled(false);
    state_->setText(tr("Writing the report …"));
    anything_ = false;
    verb_ = std::make_unique<VerbProcess>();
    connect(verb_.get(), &VerbProcess::line, this, [this](const QJsonObject& file) {
        const QString path = file.value(QLatin1String{"file"}).toString();
        if (path.isEmpty()) return;
        QTreeWidgetItem& row = row_of(file.value(QLatin1String{"sha256"}).toString());
        const bool final = file.value(QLatin1String{"state"}).toString() == QLatin1String{"final"};
        row.setText(state, final ? tr("final") : tr("draft"));
        row.setForeground(state, final ? colours_for(palette()).good : colours_for(palette()).warning);
        row.setToolTip(state, {});
        row.setData(0, issued_role, true);
        put_file(row, path);
        if (!anything_) written_->setCurrentItem(&row);
        anything_ = true;
    });
    connect(verb_.get(), &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        make_->setEnabled(true);
        state_->setText(outcome.succeeded() ? tr("Written, and entered into the ledger by its SHA-256.")
                                            : tr("No report was written: %1").arg(outcome.message));
        refresh();
        emit ended();
    });
    verb_->start(arguments(folder));
}

void ReportsPlace::show_file(const QString& path) {
    QFile file{path};
    if (!path.endsWith(QLatin1String{".html"})) {
        preview_->setPlainText(tr("%1 is shown by your viewer of PDF: Open.").arg(path));
        return;
    }
    if (!file.open(QIODevice::ReadOnly)) return preview_->setPlainText(file.errorString());
    if (file.size() > largest_preview)
        return preview_->setPlainText(tr("The report is too large to be shown here: Open shows it in your browser."));
    preview_->setHtml(QString::fromUtf8(file.readAll()));
}

}  // namespace sanad::gui
