#include "gui/dialogs/export_form.hpp"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <utility>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {

ExportForm::ExportForm(std::vector<Id> files, const QString& person, QWidget* parent)
    : QDialog{parent}, files_{std::move(files)} {
    setWindowTitle(tr("Export files"));
    setMinimumWidth(520);
    auto* heading = new QLabel{tr("Files to write out: %1").arg(shown_number(files_.size()))};
    heading->setFont(heading_font(font()));
    auto* help = new QLabel{
        tr("Each is read again, checked against its digests and written with its times, beside a manifest; "
           "the ledger says so. What goes to a court or to the other side goes as a bag, and a second person "
           "approves it.")};
    help->setWordWrap(true);

    folder_ = new QLineEdit;
    folder_->setObjectName(QStringLiteral("folder"));
    folder_->setPlaceholderText(tr("a new or empty folder"));
    folder_->setAccessibleName(tr("Folder"));
    folder_->setLayoutDirection(Qt::LeftToRight);
    auto* choose = new QPushButton{tr("Choose …")};
    auto* place = new QHBoxLayout;
    place->addWidget(folder_, 1);
    place->addWidget(choose);
    recipient_ = new QComboBox;
    for (const auto& [words, name] : {std::pair{tr("a draft"), "draft"},
                                      {tr("review"), "review"},
                                      {tr("the prosecution"), "prosecution"},
                                      {tr("the court"), "court"},
                                      {tr("the defence"), "defence"},
                                      {tr("the owner"), "owner"},
                                      {tr("an audit"), "audit"},
                                      {tr("another agency"), "agency"}})
        recipient_->addItem(words, QString::fromLatin1(name));
    recipient_->setAccessibleName(tr("For"));
    basis_ = new QLineEdit;
    basis_->setPlaceholderText(tr("the examination"));
    basis_->setAccessibleName(tr("On which basis"));
    bag_ = new QCheckBox{tr("As a bag whose every file another program can check (BagIt)")};

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Folder"), place);
    form->addRow(tr("For"), recipient_);
    form->addRow(tr("On which basis"), basis_);
    form->addRow(QString{}, bag_);
    const auto signs = [&](SignerRows::Who who, const QString& preferred) {
        auto* rows = new SignerRows{*form, who, *this};
        rows->list(preferred);
        connect(rows, &SignerRows::failed, this, &ExportForm::say);
        connect(rows, &SignerRows::at_work, this, [this](bool busy) { setEnabled(!busy); });
        return rows;
    };
    signer_ = signs(SignerRows::Who::acting, person);
    second_ = signs(SignerRows::Who::second_person, {});
    second_->set_anew(true);
    trouble_ = new QLabel;
    trouble_->setTextFormat(Qt::PlainText);
    trouble_->setWordWrap(true);
    trouble_->hide();
    auto* buttons = new QDialogButtonBox{QDialogButtonBox::Cancel};
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    QPushButton* write = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    write->setEnabled(false);
    auto* layout = new QVBoxLayout{this};
    layout->addWidget(heading);
    layout->addWidget(help);
    layout->addLayout(form);
    layout->addWidget(trouble_);
    layout->addWidget(buttons);

    connect(choose, &QPushButton::clicked, this, &ExportForm::choose_folder);
    connect(folder_, &QLineEdit::textChanged, this, [this, write] { write->setEnabled(!folder().isEmpty()); });
    connect(recipient_, &QComboBox::currentIndexChanged, this, &ExportForm::recipient_chosen);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportForm::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    recipient_chosen();
    folder_->setFocus();
}

bool ExportForm::leaves_the_house() const {
    return recipient_->currentIndex() > 1;
}

void ExportForm::recipient_chosen() {
    second_->set_visible(leaves_the_house());
    signer_->set_anew(leaves_the_house());
    if (leaves_the_house()) bag_->setChecked(true);
    bag_->setEnabled(!leaves_the_house());
}

void ExportForm::accept() {
    if (leaves_the_house() && second_->person().isEmpty())
        return say(tr("Choose the second person, who approves what leaves the house."));
    if (leaves_the_house() && basis_->text().trimmed().isEmpty())
        return say(tr("Say on which basis it goes out, such as an order of the court."));
    SignerRows* second = leaves_the_house() ? second_ : nullptr;
    if (SignerRows::all_ready({signer_, second}, [this] { accept(); })) QDialog::accept();
}

void ExportForm::say(const QString& what) {
    trouble_->setText(what);
    trouble_->setVisible(!what.isEmpty());
}

void ExportForm::choose_folder() {
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the files"), folder());
    if (!chosen.isEmpty()) folder_->setText(chosen);
}

Passphrases ExportForm::passphrases() const {
    return SignerRows::given_by({signer_, leaves_the_house() ? second_ : nullptr});
}

QStringList ExportForm::arguments_for(const QString& case_path) const {
    QStringList all{QStringLiteral("export"), case_path,
                    QStringLiteral("--to"),   folder(),
                    QStringLiteral("--for"),  recipient_->currentData().toString()};
    if (!basis_->text().trimmed().isEmpty()) all << QStringLiteral("--basis") << basis_->text().trimmed();
    if (bag_->isChecked()) all << QStringLiteral("--bag");
    if (!signer_->person().isEmpty()) all << QStringLiteral("--as") << signer_->person();
    if (leaves_the_house()) all << QStringLiteral("--approved-by") << second_->person();
    for (const Id file : files_) all << QString::number(file);
    return all;
}

}  // namespace sanad::gui
