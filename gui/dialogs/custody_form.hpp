#pragma once
// An act of custody to be entered: asks what the table of acts asks for, in the language of the window, and is told as
// the arguments of its verb. Whether it is complete and allowed, the verb says.
#include <QDialog>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <functional>
#include <vector>

#include "gui/dialogs/signer_rows.hpp"

namespace sanad::gui {

class CustodyForm : public QDialog {
    Q_OBJECT
public:
    /// `form`: an object of `sanad custody forms`; `items`: those on record.
    /// `person`: who acts, as was chosen in the window.
    CustodyForm(const QJsonObject& form, const QStringList& items, const QString& item, const QString& person = {},
                QWidget* parent = nullptr);

    /// Of `sanad`, without the case's path, which stands third or fourth: see arguments_for().
    QStringList arguments_for(const QString& case_path) const;
    /// What the act takes anew; mostly nothing.
    Passphrases passphrases() const;
    /// What is still missing, by label.
    QStringList missing() const;

protected:
    void accept() override;

private:
    struct Field {
        QString flag, label;
        bool mandatory = false;
        std::function<QString()> value;
    };
    void say(const QString& what);

    QStringList verb_;
    std::vector<Field> fields_;
    std::function<QString()> item_;
    bool item_needed_ = false;
    SignerRows* signer_;
    SignerRows* second_ = nullptr;  ///< of an act that takes two, or may take two
    bool second_needed_ = false;
    QLabel* trouble_;
};

}  // namespace sanad::gui
