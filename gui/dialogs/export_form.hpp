#pragma once
// The files chosen in a table, to be written out: where to, for whom, on which basis, and who answers for it. What
// comes of it (the four times, a manifest, the entry in the ledger) is `sanad export`'s.
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <vector>

#include "core/store/query.hpp"
#include "gui/dialogs/signer_rows.hpp"

namespace sanad::gui {

class ExportForm : public QDialog {
    Q_OBJECT
public:
    /// `person`: who acts, as was chosen in the window.
    ExportForm(std::vector<Id> files, const QString& person, QWidget* parent = nullptr);

    /// As many as one call of a program takes as its arguments.
    static constexpr std::size_t most_files = 50'000;

    QString folder() const { return folder_->text().trimmed(); }
    QStringList arguments_for(const QString& case_path) const;
    /// What leaves the house takes them anew.
    Passphrases passphrases() const;

protected:
    void accept() override;

private:
    void choose_folder();
    void recipient_chosen();
    /// What stays inside takes one person.
    bool leaves_the_house() const;
    void say(const QString& what);

    std::vector<Id> files_;
    QLineEdit* folder_;
    QComboBox* recipient_;
    QLineEdit* basis_;
    QCheckBox* bag_;
    SignerRows *signer_, *second_;
    QLabel* trouble_;
};

}  // namespace sanad::gui
