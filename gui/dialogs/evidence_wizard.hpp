#pragma once
// From the evidence bag to a running examination: who acts, the case, the image, what its container says of itself,
// which modules. Each step is a verb of `sanad`; what a step made stays when the wizard is left.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QWizard>
#include <memory>
#include <optional>

#include "gui/dialogs/signer_rows.hpp"
#include "gui/reading.hpp"
#include "gui/verb_process.hpp"
#include "gui/views/facts_table.hpp"

namespace sanad::gui {

/// The files an image consists of, by the names beside the one given: laptop.E01 … laptop.E99 laptop.EAA …, usb.001 …
QStringList segments_beside(const QString& first);

/// Names with which modules are chosen (`--modules`).
enum class Profile : std::uint8_t { listing, triage, standard, everything };
QString modules_of(Profile profile);

class EvidenceWizard : public QWizard {
    Q_OBJECT
public:
    /// Without a case, a page makes one. `person`: who acts, as was chosen before.
    EvidenceWizard(const QString& case_folder, const QString& person, QWidget* parent = nullptr);

    enum Page { person_page, case_page, image_page, container_page, profile_page };

    /// The case, once there is one.
    const QString& case_folder() const { return case_folder_; }
    /// The examination that was asked for, when the wizard was finished.
    QStringList ingest_arguments() const;
    QString person() const { return person_; }

    void set_person(const QString& person) { person_ = person; }
    void set_case_folder(const QString& folder) { case_folder_ = folder; }
    /// "--as PERSON", where one was chosen.
    QStringList acting() const;
    void set_profile(Profile profile) { profile_ = profile; }

private:
    QString case_folder_;
    QString person_;
    Profile profile_ = Profile::everything;
};

class CasePage : public QWizardPage {
    Q_OBJECT
public:
    explicit CasePage(EvidenceWizard& wizard);
    void initializePage() override;
    bool validatePage() override;
    bool isComplete() const override;

private:
    void offer(const QJsonObject& offence);
    QListWidgetItem* open_offence() const;
    void enter_offences();

    EvidenceWizard& wizard_;
    VerbProcess verb_, law_;
    QLineEdit *folder_, *name_, *number_, *station_, *examiner_;
    QComboBox* zone_;
    QListWidget* offences_;  ///< under enquiry: entered once the case is made
    QLabel *offences_hint_, *complaint_;
    bool made_ = false;
};

class PersonPage : public QWizardPage {
    Q_OBJECT
public:
    explicit PersonPage(EvidenceWizard& wizard);
    void initializePage() override;
    bool validatePage() override;

private:
    EvidenceWizard& wizard_;
    SignerRows* signer_;
    QLabel* complaint_;
};

class ImagePage : public QWizardPage {
    Q_OBJECT
public:
    explicit ImagePage(EvidenceWizard& wizard);
    bool validatePage() override;
    bool isComplete() const override;
    void initializePage() override;

private:
    bool goes_without() const;  ///< an authority, for a reason that stands there
    void look_at_image();

    EvidenceWizard& wizard_;
    VerbProcess verb_;
    QLineEdit *image_, *exhibit_, *description_, *authority_, *override_;
    SignerRows* second_;  ///< who approves that it goes without one
    QComboBox* clock_zone_;
    QLabel *segments_, *complaint_;
    QString added_;  ///< the image that has been added by this page
};

class ContainerPage : public QWizardPage {
    Q_OBJECT
public:
    explicit ContainerPage(EvidenceWizard& wizard);
    void initializePage() override;

private:
    void fill(const ImageRow& image);

    EvidenceWizard& wizard_;
    FactsTable* facts_;
    std::unique_ptr<Reading> reading_;
    Asked asked_;
};

class ProfilePage : public QWizardPage {
    Q_OBJECT
public:
    explicit ProfilePage(EvidenceWizard& wizard);
};

}  // namespace sanad::gui
