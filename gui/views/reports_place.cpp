#include "gui/views/reports_place.hpp"

#include <QAction>
#include <QDesktopServices>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/views/place_action.hpp"

namespace sanad::gui {
namespace {

// Beyond this a page is for a browser: QTextDocument lays it out whole.
constexpr qint64 largest_preview = 8 << 20;

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
    state_ = new QLabel;
    state_->setWordWrap(true);
    written_ = new QTreeWidget;
    written_->setRootIsDecorated(false);
    written_->setHeaderLabels({tr("File"), tr("State"), tr("SHA-256")});
    // Each as wide as what stands in it, so that a digest is seen whole: what does not fit is scrolled to.
    written_->header()->setStretchLastSection(false);
    written_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    written_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    written_->setAccessibleName(tr("Reports written"));
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

    add_place_action(*this, actions_, tr("Write a report"), QKeySequence{QStringLiteral("Ctrl+Shift+W")},
                     [this] { choose_folder(); });
    connect(make_, &QPushButton::clicked, this, &ReportsPlace::choose_folder);
    connect(written_, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        open_->setEnabled(item != nullptr);
        if (item != nullptr) show_file(item->data(0, Qt::UserRole).toString());
    });
    connect(open_, &QPushButton::clicked, this, [this] {
        if (QTreeWidgetItem* item = written_->currentItem())
            QDesktopServices::openUrl(QUrl::fromLocalFile(item->data(0, Qt::UserRole).toString()));
    });
}

QIcon ReportsPlace::icon() const {
    return gui::icon("reports");
}

void ReportsPlace::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
}

void ReportsPlace::close_case() {
    verb_.reset();
    session_ = nullptr;
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
        auto* item = new QTreeWidgetItem{written_};
        item->setText(0, left_to_right(shown_name(path.section(QLatin1Char{'/'}, -1).toStdString())));
        const bool final = file.value(QLatin1String{"state"}).toString() == QLatin1String{"final"};
        item->setText(1, final ? tr("final") : tr("draft"));
        item->setForeground(1, final ? colours_for(palette()).good : colours_for(palette()).warning);
        item->setText(2, left_to_right(file.value(QLatin1String{"sha256"}).toString()));
        item->setFont(2, fixed_font());
        item->setData(0, Qt::UserRole, path);
        if (!anything_) written_->setCurrentItem(item);
        anything_ = true;
    });
    connect(verb_.get(), &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        make_->setEnabled(true);
        state_->setText(outcome.succeeded() ? tr("Written, and entered into the ledger by its SHA-256.")
                                            : tr("No report was written: %1").arg(outcome.message));
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
