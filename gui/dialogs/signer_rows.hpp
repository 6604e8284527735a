#pragma once
// Who signs, as rows of a form: the persons of this machine, and the passphrase that unlocks the chosen one's key for a
// day's work. The passphrase goes to the process that keeps the key, and nowhere else. Some acts take it anew, however
// long the key has been unlocked: it then goes to the verb.
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <functional>
#include <initializer_list>

#include "gui/verb_process.hpp"

namespace sanad::gui {

class SignerRows : public QObject {
    Q_OBJECT
public:
    enum class Who { acting, second_person };
    SignerRows(QFormLayout& form, Who who, QWidget& page);

    /// The persons of this machine. `preferred` is chosen; where it is empty, the usual one (of those who act).
    void list(const QString& preferred);

    /// "unattested": with this machine's own key. Empty: nobody, as a second person.
    QString person() const { return persons_->currentData().toString(); }
    /// For acts that take the passphrase anew, or no longer for them.
    void set_anew(bool anew);
    /// Whether the person, if any, can sign now.
    bool is_ready() const;
    /// `done` comes at once or when the key is unlocked by what stands in the passphrase. Without a passphrase `failed`
    /// says what to do.
    void make_ready(std::function<void()> done);
    void set_visible(bool visible);

    /// Whether all can sign. Where one cannot yet, its key is unlocked and `again` comes then; null ones do not count.
    static bool all_ready(std::initializer_list<SignerRows*> all, const std::function<void()>& again);
    /// What was given anew, of those who sign; null ones do not count.
    static Passphrases given_by(std::initializer_list<const SignerRows*> all);

signals:
    /// Something is wrong, in words; empty when nothing is any more.
    void failed(const QString& what);
    /// A verb is at work: the page can wait.
    void at_work(bool busy);

private:
    /// Somebody whose key is opened by a passphrase.
    bool has_key() const;
    void person_chosen();
    void unlock(std::function<void()> done);

    QFormLayout& form_;
    Who who_;
    QComboBox* persons_;
    QWidget* passphrase_row_;
    QLineEdit* passphrase_;
    QPushButton* unlock_button_;
    QLabel* state_;
    VerbProcess list_, unlock_;
    QString preferred_;
    bool anew_ = false;
};

}  // namespace sanad::gui
