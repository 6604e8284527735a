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

ExportForm::ExportForm(std::vector<Id> files, QWidget* parent) : QDialog{parent}, files_{std::move(files)} {
    setWindowTitle(tr("Export files"));
    setMinimumWidth(520);
    auto* heading = new QLabel{tr("Files to write out: %1").arg(shown_number(files_.size()))};
    heading->setFont(heading_font(font()));
    auto* help =
        new QLabel{tr("Each is read again, checked against its digests and written with its times, beside a manifest; "
                      "the ledger says "
                      "so. What goes to a court or to the other side goes as a bundle, which a second person approves: "
                      "`sanad ledger bundle`.")};
    help->setWordWrap(true);

    folder_ = new QLineEdit;
    folder_->setPlaceholderText(tr("a new or empty folder"));
    folder_->setAccessibleName(tr("Folder"));
    folder_->setLayoutDirection(Qt::LeftToRight);
    auto* choose = new QPushButton{tr("Choose …")};
    auto* place = new QHBoxLayout;
    place->addWidget(folder_, 1);
    place->addWidget(choose);
    recipient_ = new QComboBox;
    // What goes to others takes a second person, and goes as a bundle.
    recipient_->addItem(tr("a draft"), QStringLiteral("draft"));
    recipient_->addItem(tr("review"), QStringLiteral("review"));
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
    auto* buttons = new QDialogButtonBox{QDialogButtonBox::Cancel};
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    QPushButton* write = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    write->setEnabled(false);
    auto* layout = new QVBoxLayout{this};
    layout->addWidget(heading);
    layout->addWidget(help);
    layout->addLayout(form);
    layout->addWidget(buttons);

    connect(choose, &QPushButton::clicked, this, &ExportForm::choose_folder);
    connect(folder_, &QLineEdit::textChanged, this, [this, write] { write->setEnabled(!folder().isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    folder_->setFocus();
}

void ExportForm::choose_folder() {
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the files"), folder());
    if (!chosen.isEmpty()) folder_->setText(chosen);
}

QStringList ExportForm::arguments_for(const QString& case_path) const {
    QStringList all{QStringLiteral("export"), case_path,
                    QStringLiteral("--to"),   folder(),
                    QStringLiteral("--for"),  recipient_->currentData().toString()};
    if (!basis_->text().trimmed().isEmpty()) all << QStringLiteral("--basis") << basis_->text().trimmed();
    if (bag_->isChecked()) all << QStringLiteral("--bag");
    for (const Id file : files_) all << QString::number(file);
    return all;
}

}  // namespace sanad::gui
