#include "gui/dialogs/evidence_wizard.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QTimeZone>
#include <QVBoxLayout>
#include <algorithm>
#include <initializer_list>

#include "core/source/segment_names.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

QLabel* complaint_label(QWidget* parent) {
    auto* label = new QLabel{parent};
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    QPalette red = label->palette();
    red.setColor(QPalette::WindowText, colours_for(parent->palette()).bad);
    label->setPalette(red);
    return label;
}

QComboBox* zone_box(QWidget* parent, const QString& chosen) {
    auto* box = new QComboBox{parent};
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    QStringList zones;
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) zones << QString::fromLatin1(id);
    box->addItems(zones);
    box->setCurrentText(chosen);
    return box;
}

/// A line with a button for each of what it takes: a folder, a file, or both. An empty title: not that.
QWidget* with_browse(QLineEdit* line, const QString& folder_title, const QString& file_title = {}) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout{row};
    layout->setContentsMargins(0, 0, 0, 0);
    row->setFocusProxy(line);  // where the keys of its label lead
    layout->addWidget(line, 1);
    const auto add = [&](const QString& words, auto choose) {
        auto* browse = new QPushButton{words, row};
        layout->addWidget(browse);
        QObject::connect(browse, &QPushButton::clicked, row, [line, choose] {
            const QString chosen = choose();
            if (!chosen.isEmpty()) line->setText(chosen);
        });
    };
    if (!file_title.isEmpty())
        add(QPushButton::tr("Browse…"),
            [line, row, file_title] { return QFileDialog::getOpenFileName(row, file_title, line->text()); });
    add(file_title.isEmpty() ? QPushButton::tr("Browse…") : QPushButton::tr("Folder…"),
        [line, row, folder_title] { return QFileDialog::getExistingDirectory(row, folder_title, line->text()); });
    return row;
}

/// A wizard's page moves on when its verb has succeeded; until then it stays.
template <class Done>
void run(VerbProcess& verb, QWizardPage& page, QLabel& complaint, const QStringList& arguments, const Done& done,
         const QStringList& passphrases = {}) {
    if (verb.is_running()) return;
    complaint.clear();
    page.setEnabled(false);
    QObject::connect(
        &verb, &VerbProcess::ended, &page,
        [&page, &complaint, done](const VerbOutcome& outcome) {
            page.setEnabled(true);
            if (!outcome.succeeded()) return complaint.setText(outcome.message);
            done();
        },
        Qt::SingleShotConnection);
    verb.start(arguments, passphrases);
}

}  // namespace

QStringList segments_beside(const QString& first) {
    const QFileInfo info{first};
    if (!info.isFile()) return {};
    const QDir folder = info.dir();
    const std::string extension = info.suffix().toStdString();
    const auto named = [&](const std::string& ending) {
        return info.completeBaseName() + u'.' + QString::fromStdString(ending);
    };
    // From the lowest number on, while there are such files; the one that was given has to be among them.
    const auto counted = [&](std::uint32_t number, const auto& ending_of) {
        QStringList names;
        for (;; ++number) {
            const std::string ending = ending_of(number);
            if (ending.size() != extension.size() || !folder.exists(named(ending))) break;
            names << named(ending);
        }
        return names.contains(info.fileName()) ? names : QStringList{};
    };
    QStringList names;
    for (const char family : {'E', 'L', 'S'}) {
        if (!names.isEmpty() || !ewf_segment_number(extension, family)) continue;
        const bool lower_case = QChar::isLower(static_cast<uint>(extension.front()));
        names = counted(1, [&](std::uint32_t number) { return ewf_segment_extension(number, family, lower_case); });
    }
    if (const auto part = raw_part(extension); names.isEmpty() && part) {
        const auto ending_of = [&](std::uint32_t number) { return raw_part_extension(*part, number); };
        names = counted(part->letters || folder.exists(named(ending_of(0))) ? 0 : 1, ending_of);
    }
    return names.isEmpty() ? QStringList{info.fileName()} : names;
}

QString modules_of(Profile profile) {
    switch (profile) {
        case Profile::listing:
            return QStringLiteral("none");
        case Profile::triage:
            // What tells in minutes who used a machine for what; no archives, documents or pictures.
            return QStringLiteral("windows.*,web.*,unix.*,mobile.*,macos.*");
        case Profile::standard:
            return QStringLiteral("standard");
        case Profile::everything:
            break;
    }
    return QStringLiteral("all");
}

EvidenceWizard::EvidenceWizard(const QString& case_folder, const QString& person, QWidget* parent)
    : QWizard{parent}, case_folder_{case_folder}, person_{person} {
    setWindowTitle(case_folder.isEmpty() ? tr("New case") : tr("Add evidence"));
    setWizardStyle(QWizard::ModernStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setMinimumSize(720, 520);
    // Making a case is an act already, and signed: who acts is asked before.
    setPage(person_page, new PersonPage{*this});
    if (case_folder.isEmpty()) setPage(case_page, new CasePage{*this});
    setPage(image_page, new ImagePage{*this});
    setPage(container_page, new ContainerPage{*this});
    setPage(profile_page, new ProfilePage{*this});
    setStartId(person_page);
    // Qt has no Urdu of its own for these.
    setButtonText(QWizard::BackButton, tr("Back"));
    setButtonText(QWizard::NextButton, tr("Next"));
    setButtonText(QWizard::CancelButton, tr("Cancel"));
    setButtonText(QWizard::FinishButton, tr("Examine"));
}

QStringList EvidenceWizard::acting() const {
    return person_.isEmpty() ? QStringList{} : QStringList{QStringLiteral("--as"), person_};
}

QStringList EvidenceWizard::ingest_arguments() const {
    return QStringList{QStringLiteral("ingest"), case_folder_, QStringLiteral("--modules"), modules_of(profile_)} +
           acting();
}

// ---- the case ------------------------------------------------------------------------------------------------------

CasePage::CasePage(EvidenceWizard& wizard) : QWizardPage{&wizard}, wizard_{wizard} {
    setTitle(tr("The case"));
    setSubTitle(tr("A case is a folder that can be copied whole. It holds what was found, never the evidence itself."));
    name_ = new QLineEdit{this};
    name_->setPlaceholderText(tr("such as op-lantern"));
    folder_ = new QLineEdit{QDir::homePath(), this};
    examiner_ = new QLineEdit{this};
    examiner_->setPlaceholderText(tr("by default your account’s name"));
    number_ = new QLineEdit{this};
    number_->setPlaceholderText(tr("such as FIR 42/2026; every paper names it"));
    station_ = new QLineEdit{this};
    station_->setPlaceholderText(tr("by default the agency"));
    zone_ = zone_box(this, QString::fromLatin1(QTimeZone::systemTimeZoneId()));
    offences_ = new QListWidget{this};
    offences_->setMaximumHeight(offences_->fontMetrics().height() * 6);
    offences_hint_ = new QLabel{this};
    offences_hint_->setTextFormat(Qt::PlainText);
    offences_hint_->setWordWrap(true);
    complaint_ = complaint_label(this);
    auto* form = new QFormLayout{this};
    form->addRow(tr("&Name"), name_);
    form->addRow(tr("&Kept in"), with_browse(folder_, tr("Where the case is kept")));
    form->addRow(tr("&FIR or enquiry"), number_);
    form->addRow(tr("&Police station"), station_);
    form->addRow(tr("&Examiner"), examiner_);
    form->addRow(tr("&Times are shown in"), zone_);
    form->addRow(tr("&Offences"), offences_);
    form->addRow(QString{}, offences_hint_);
    form->addRow(complaint_);
    for (QLineEdit* line : {name_, folder_})
        connect(line, &QLineEdit::textChanged, this, &QWizardPage::completeChanged);
    connect(&law_, &VerbProcess::line, this, &CasePage::offer);
    connect(&law_, &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        if (!outcome.succeeded()) complaint_->setText(outcome.message);
    });
}

void CasePage::initializePage() {
    offences_hint_->setText(wizard_.person() == QLatin1String{"unattested"}
                                ? tr("They are entered UNATTESTED, with this machine’s own key. Whoever is to answer "
                                     "for them goes back and "
                                     "chooses a person.")
                                : tr("Those of the catalogue; others are entered under Custody."));
    if (offences_->count() == 0 && !law_.is_running()) law_.start({QStringLiteral("custody"), QStringLiteral("law")});
}

/// One offence of the catalogue, with what its act is given.
void CasePage::offer(const QJsonObject& offence) {
    const auto text = [&](const char* key) { return offence.value(QLatin1String{key}).toString(); };
    QString words = QStringLiteral("%1 %2  %3").arg(text("act"), text("section"), text("title"));
    if (!offence.value(QLatin1String{"confirmed"}).toBool()) words += QStringLiteral(" · ") + tr("not confirmed");
    auto* item = new QListWidgetItem{words, offences_};
    item->setToolTip(text("punishment").toHtmlEscaped());
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(Qt::Unchecked);
    item->setData(Qt::UserRole, QStringList{QStringLiteral("--act"), text("act"), QStringLiteral("--section"),
                                            text("section"), QStringLiteral("--scheme"), QStringLiteral("act-2016"),
                                            QStringLiteral("--as-amended"), text("as_amended")});
}

/// Chosen and not entered yet.
QListWidgetItem* CasePage::open_offence() const {
    for (int row = 0; row < offences_->count(); ++row) {
        QListWidgetItem* item = offences_->item(row);
        if (item->checkState() == Qt::Checked && item->flags().testFlag(Qt::ItemIsUserCheckable)) return item;
    }
    return nullptr;
}

/// One act each. What was entered stays, whatever becomes of the next.
void CasePage::enter_offences() {
    QListWidgetItem* offence = open_offence();
    if (offence == nullptr) return wizard_.next();
    run(verb_, *this, *complaint_,
        QStringList{QStringLiteral("custody"), QStringLiteral("offence"), wizard_.case_folder()} +
            offence->data(Qt::UserRole).toStringList() + QStringList{QStringLiteral("--yes")} + wizard_.acting(),
        [this, offence] {
            offence->setFlags(Qt::ItemIsSelectable);
            enter_offences();
        });
}

bool CasePage::isComplete() const {
    const QString name = name_->text().trimmed();
    return !name.isEmpty() && !name.contains(u'/') && !folder_->text().trimmed().isEmpty();
}

bool CasePage::validatePage() {
    if (made_ && open_offence() == nullptr) return true;
    if (made_) {
        enter_offences();
        return false;
    }
    const QString path = QDir{folder_->text().trimmed()}.filePath(name_->text().trimmed());
    QStringList arguments{QStringLiteral("case"), QStringLiteral("create"), path};
    if (!examiner_->text().trimmed().isEmpty())
        arguments << QStringLiteral("--examiner") << examiner_->text().trimmed();
    if (!number_->text().trimmed().isEmpty()) arguments << QStringLiteral("--fir") << number_->text().trimmed();
    if (!station_->text().trimmed().isEmpty()) arguments << QStringLiteral("--station") << station_->text().trimmed();
    arguments << QStringLiteral("--time-zone") << zone_->currentText().trimmed();
    run(verb_, *this, *complaint_, arguments + wizard_.acting(), [this, path] {
        made_ = true;
        wizard_.set_case_folder(path.endsWith(QLatin1String{".sanad"}) ? path : path + QStringLiteral(".sanad"));
        for (QWidget* fixed : std::initializer_list<QWidget*>{name_, folder_, number_, station_, examiner_, zone_})
            fixed->setEnabled(false);
        enter_offences();
    });
    return false;
}

// ---- who acts ------------------------------------------------------------------------------------------------------

PersonPage::PersonPage(EvidenceWizard& wizard) : QWizardPage{&wizard}, wizard_{wizard} {
    setTitle(tr("Who acts"));
    setSubTitle(tr("Every act upon evidence is signed with a person’s key. Without one it is recorded as UNATTESTED."));
    auto* form = new QFormLayout{this};
    signer_ = new SignerRows{*form, SignerRows::Who::acting, *this};
    complaint_ = complaint_label(this);
    form->addRow(complaint_);
    connect(signer_, &SignerRows::failed, complaint_, &QLabel::setText);
    connect(signer_, &SignerRows::at_work, this, [this](bool busy) { setEnabled(!busy); });
}

void PersonPage::initializePage() {
    signer_->list(wizard_.person());
}

bool PersonPage::validatePage() {
    // Enter after the passphrase is Next: it means both.
    if (!SignerRows::all_ready({signer_}, [this] { wizard_.next(); })) return false;
    wizard_.set_person(signer_->person());
    return true;
}

// ---- the image -----------------------------------------------------------------------------------------------------

ImagePage::ImagePage(EvidenceWizard& wizard) : QWizardPage{&wizard}, wizard_{wizard} {
    setTitle(tr("The image"));
    setSubTitle(tr("The copy that was made of the seized thing: its first segment, or a folder, tar or zip of files."));
    image_ = new QLineEdit{this};
    exhibit_ = new QLineEdit{this};
    exhibit_->setPlaceholderText(tr("such as RV/1; by default the next free one"));
    description_ = new QLineEdit{this};
    description_->setPlaceholderText(tr("such as black laptop, left desk"));
    clock_zone_ = zone_box(this, {});
    authority_ = new QLineEdit{this};
    authority_->setPlaceholderText(tr("id of the warrant, order or consent in the ledger"));
    override_ = new QLineEdit{this};
    override_->setPlaceholderText(tr("why there is none; shown in red for ever"));
    segments_ = new QLabel{this};
    segments_->setTextFormat(Qt::PlainText);
    segments_->setWordWrap(true);
    complaint_ = complaint_label(this);
    auto* form = new QFormLayout{this};
    form->addRow(tr("&Image"),
                 with_browse(image_, tr("A folder whose files are the evidence"), tr("The image’s first segment")));
    form->addRow(QString{}, segments_);
    form->addRow(tr("&Exhibit number"), exhibit_);
    form->addRow(tr("&Description"), description_);
    form->addRow(tr("Its &clock was set to"), clock_zone_);
    form->addRow(tr("&Authority"), authority_);
    form->addRow(tr("&Without authority"), override_);
    // Where persons are enrolled, a supervisor approves that; unattested there is nobody to ask.
    second_ = new SignerRows{*form, SignerRows::Who::second_person, *this};
    second_->set_visible(false);
    form->addRow(complaint_);
    connect(second_, &SignerRows::failed, complaint_, &QLabel::setText);
    connect(second_, &SignerRows::at_work, this, [this](bool busy) { setEnabled(!busy); });
    connect(override_, &QLineEdit::textChanged, this, [this] { second_->set_visible(goes_without()); });
    connect(image_, &QLineEdit::textChanged, this, [this] {
        look_at_image();
        emit completeChanged();
    });
    connect(authority_, &QLineEdit::textChanged, this, [this] {
        override_->setEnabled(authority_->text().trimmed().isEmpty());
        second_->set_visible(goes_without());
    });
}

bool ImagePage::goes_without() const {
    return override_->isEnabled() && !override_->text().trimmed().isEmpty();
}

void ImagePage::initializePage() {
    second_->list({});
    look_at_image();
}

void ImagePage::look_at_image() {
    const QFileInfo info{image_->text().trimmed()};
    if (info.isDir()) return segments_->setText(tr("A folder: its files are examined as they lie there."));
    const QStringList segments = segments_beside(info.filePath());
    if (segments.isEmpty()) return segments_->setText({});
    std::uint64_t bytes = 0;
    for (const QString& name : segments) bytes += static_cast<std::uint64_t>(QFileInfo{info.dir(), name}.size());
    segments_->setText(tr("Segments: %1, %2").arg(segments.size()).arg(shown_size(bytes)));
}

bool ImagePage::isComplete() const {
    return QFileInfo::exists(image_->text().trimmed());
}

bool ImagePage::validatePage() {
    const QString image = image_->text().trimmed();
    if (added_ == image) return true;
    if (!SignerRows::all_ready({goes_without() ? second_ : nullptr}, [this] { wizard_.next(); })) return false;
    QStringList arguments{QStringLiteral("evidence"), QStringLiteral("add"), wizard_.case_folder(), image};
    const auto option = [&](const QString& name, const QString& value) {
        if (!value.trimmed().isEmpty()) arguments << name << value.trimmed();
    };
    option(QStringLiteral("--exhibit"), exhibit_->text());
    option(QStringLiteral("--description"), description_->text());
    option(QStringLiteral("--time-zone"), clock_zone_->currentText());
    option(QStringLiteral("--authority"), authority_->text());
    if (goes_without()) {
        option(QStringLiteral("--override-authority"), override_->text());
        option(QStringLiteral("--approved-by"), second_->person());
    }
    run(verb_, *this, *complaint_, arguments + wizard_.acting(), [this, image] {
        added_ = image;
        wizard_.next();
    });
    return false;
}

// ---- what the container says ---------------------------------------------------------------------------------------

ContainerPage::ContainerPage(EvidenceWizard& wizard) : QWizardPage{&wizard}, wizard_{wizard} {
    setTitle(tr("What the image says of itself"));
    setSubTitle(tr("As the acquiring tool wrote it. The examination computes the hashes anew and compares them."));
    facts_ = new FactsTable{this};
    facts_->setAccessibleName(tr("Facts of the image"));
    auto* layout = new QVBoxLayout{this};
    layout->addWidget(facts_);
}

void ContainerPage::initializePage() {
    facts_->clear();
    asked_.forget();
    reading_ =
        std::make_unique<Reading>(std::filesystem::path{wizard_.case_folder().toLocal8Bit().toStdString()} / "case.db");
    asked_ = reading_->ask<std::vector<ImageRow>>(
        Lane::rows, [](CaseReader& reader) { return reader.images(); },
        [this](const Result<std::vector<ImageRow>>& images) {
            if (!images) {
                facts_->add(tr("Error"), QString::fromStdString(images.error().what));
                return;
            }
            if (!images->empty()) fill(images->back());
        });
}

void ContainerPage::fill(const ImageRow& image) {
    const ImageFacts& facts = image.facts;
    facts_->begin_group(tr("Image"));
    facts_->add(tr("Format"), shown_name(facts.format));
    facts_->add(tr("Size"), tr("%1 (%2 bytes)").arg(shown_size(facts.size), shown_number(facts.size)));
    facts_->add(tr("Segments"), shown_number(image.segments.size()));
    facts_->begin_group(tr("Stored hashes"));
    if (facts.stored_md5) facts_->add_fixed(tr("MD5"), shown_hex(*facts.stored_md5));
    if (facts.stored_sha1) facts_->add_fixed(tr("SHA-1"), shown_hex(*facts.stored_sha1));
    if (facts.stored_sha256) facts_->add_fixed(tr("SHA-256"), shown_hex(*facts.stored_sha256));
    if (!facts.stored_md5 && !facts.stored_sha1 && !facts.stored_sha256)
        facts_->add(tr("none"), tr("the container stores no hash: there is nothing to compare with"));
    if (!facts.headers.empty()) facts_->begin_group(tr("Acquisition"));
    for (const AcquisitionHeader& header : facts.headers)
        facts_->add(shown_name(header.name), shown_name(header.value));
    if (!facts.acquisition_errors.empty())
        facts_->add_coloured(tr("Not readable then"),
                             tr("ranges: %1").arg(shown_number(facts.acquisition_errors.size())),
                             colours_for(palette()).bad);
    facts_->expandAll();
}

// ---- which modules -------------------------------------------------------------------------------------------------

ProfilePage::ProfilePage(EvidenceWizard& wizard) : QWizardPage{&wizard} {
    setTitle(tr("How thoroughly"));
    setSubTitle(tr("Every byte is read and digested in each case. What was left out can be examined later."));
    auto* layout = new QVBoxLayout{this};
    const auto add = [&](Profile profile, const QString& title, const QString& words) {
        auto* button = new QRadioButton{title, this};
        auto* about = new QLabel{words, this};
        about->setWordWrap(true);
        about->setIndent(spacing::page);
        about->setForegroundRole(QPalette::PlaceholderText);
        layout->addWidget(button);
        layout->addWidget(about);
        layout->addSpacing(spacing::normal);
        connect(button, &QRadioButton::toggled, this, [&wizard, profile](bool on) {
            if (on) wizard.set_profile(profile);
        });
        button->setChecked(profile == Profile::everything);
    };
    add(Profile::triage, tr("Triage"), tr("The traces of systems, browsers and telephones: who used it for what."));
    add(Profile::standard, tr("Standard"),
        tr("Every module but the costly ones: members of archives, facts of videos, small pictures that Windows kept, "
           "and "
           "journals of every change to files."));
    add(Profile::everything, tr("Everything"), tr("Every module of this installation."));
    add(Profile::listing, tr("Listing only"), tr("Files, digests and types; no module looks inside."));
    layout->addStretch();
}

}  // namespace sanad::gui
