#pragma once
// The files chosen in a table, to be written out: where to, for whom, on which basis. What comes of it (the four times,
// a manifest, the entry in the ledger) is `sanad export`'s.
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <vector>

#include "core/store/query.hpp"

namespace sanad::gui {

class ExportForm : public QDialog {
    Q_OBJECT
public:
    explicit ExportForm(std::vector<Id> files, QWidget* parent = nullptr);

    /// As many as one call of a program takes as its arguments.
    static constexpr std::size_t most_files = 50'000;

    QString folder() const { return folder_->text().trimmed(); }
    QStringList arguments_for(const QString& case_path) const;

private:
    void choose_folder();

    std::vector<Id> files_;
    QLineEdit* folder_;
    QComboBox* recipient_;
    QLineEdit* basis_;
    QCheckBox* bag_;
};

}  // namespace sanad::gui
