#include "gui/dialogs/signer_rows.hpp"

#include <QHBoxLayout>
#include <utility>

#include "gui/custody_words.hpp"

namespace sanad::gui {
namespace {

const QString own_key_of_machine = QStringLiteral("unattested");
constexpr int is_unlocked_role = Qt::UserRole + 1;

}  // namespace

SignerRows::SignerRows(QFormLayout& form, Who who, QWidget& page) : QObject{&page}, form_{form}, who_{who} {
    const bool second = who == Who::second_person;
    persons_ = new QComboBox{&page};
    persons_->setAccessibleName(second ? tr("Second person") : tr("Person"));
    passphrase_ = new QLineEdit{&page};
    passphrase_->setEchoMode(QLineEdit::Password);
    passphrase_->setAccessibleName(second ? tr("Their passphrase") : tr("Passphrase"));
    unlock_button_ = new QPushButton{tr("Unlock for 8 hours"), &page};
    unlock_button_->setAutoDefault(false);
    state_ = new QLabel{&page};
    state_->setTextFormat(Qt::PlainText);
    state_->setWordWrap(true);
    passphrase_row_ = new QWidget{&page};
    passphrase_row_->setFocusProxy(passphrase_);  // where the keys of its label lead
    auto* in_row = new QHBoxLayout{passphrase_row_};
    in_row->setContentsMargins(0, 0, 0, 0);
    in_row->addWidget(passphrase_, 1);
    in_row->addWidget(unlock_button_);
    form.addRow(second ? tr("&Second person") : tr("&Person"), persons_);
    form.addRow(second ? tr("&Their passphrase") : tr("Pass&phrase"), passphrase_row_);
    form.addRow(state_);

    connect(unlock_button_, &QPushButton::clicked, this, [this] { unlock({}); });
    connect(persons_, &QComboBox::currentIndexChanged, this, &SignerRows::person_chosen);
    connect(&list_, &VerbProcess::line, this, [this](const QJsonObject& line) {
        const QString person = line[QLatin1String{"person"}].toString();
        const int at = persons_->count() - 1;  // nobody stays last
        persons_->insertItem(
            at, QStringLiteral("%1 · %2").arg(person, key_state_words(line[QLatin1String{"state"}].toString())),
            person);
        persons_->setItemData(at, line[QLatin1String{"unlocked"}].toBool(), is_unlocked_role);
        const bool usual = who_ == Who::acting && (line[QLatin1String{"default"}].toBool() || persons_->count() == 2);
        if (preferred_.isEmpty() ? usual : preferred_ == person) persons_->setCurrentIndex(at);
    });
    connect(&list_, &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        if (!outcome.succeeded()) emit failed(outcome.message);
    });
    connect(&unlock_, &VerbProcess::ended, this, [this] { emit at_work(false); });
}

void SignerRows::list(const QString& preferred) {
    preferred_ = preferred;
    persons_->clear();
    if (who_ == Who::acting) {
        persons_->addItem(tr("nobody: unattested"), own_key_of_machine);
    } else {
        persons_->addItem(tr("nobody"), QString{});
    }
    if (!list_.is_running()) list_.start({QStringLiteral("identity"), QStringLiteral("list")});
}

bool SignerRows::has_key() const {
    return !person().isEmpty() && person() != own_key_of_machine;
}

void SignerRows::set_anew(bool anew) {
    anew_ = anew;
    person_chosen();
}

bool SignerRows::is_ready() const {
    if (list_.is_running()) return false;
    if (!has_key()) return true;
    return anew_ ? !passphrase_->text().isEmpty() : persons_->currentData(is_unlocked_role).toBool();
}

void SignerRows::person_chosen() {
    const QString who = person();
    const bool locked = has_key() && !persons_->currentData(is_unlocked_role).toBool();
    passphrase_->setEnabled(has_key() && (locked || anew_));
    unlock_button_->setEnabled(locked);
    unlock_button_->setVisible(!anew_);
    state_->setText(who.isEmpty() ? QString{}
                    : who == own_key_of_machine
                        ? tr("The acts will be signed with this machine’s own key, and every paper says so.")
                    : anew_
                        ? tr("This act takes the passphrase anew, also while the key is unlocked. It is kept nowhere.")
                    : locked ? tr("The key is sealed. Its passphrase goes to a process that keeps the key for 8 hours, "
                                  "and nowhere else.")
                             : tr("The key is unlocked."));
}

void SignerRows::make_ready(std::function<void()> done) {
    if (list_.is_running()) {
        // Who is chosen is known when all are listed: nobody signs unattested because a click was fast.
        connect(
            &list_, &VerbProcess::ended, this, [this, done = std::move(done)] { make_ready(done); },
            Qt::SingleShotConnection);
    } else if (is_ready()) {
        done();
    } else if (passphrase_->text().isEmpty()) {
        emit failed(anew_                 ? tr("Give the passphrase of %1: this act takes it anew.").arg(person())
                    : who_ == Who::acting ? tr("Unlock the key first, or choose to act unattested.")
                                          : tr("Unlock the second person’s key first."));
    } else {
        unlock(std::move(done));
    }
}

void SignerRows::unlock(std::function<void()> done) {
    if (unlock_.is_running() || !unlock_button_->isEnabled()) return;
    const QString words = passphrase_->text();
    passphrase_->clear();
    emit failed({});
    emit at_work(true);
    connect(
        &unlock_, &VerbProcess::ended, this,
        [this, done = std::move(done)](const VerbOutcome& outcome) {
            if (!outcome.succeeded()) return emit failed(outcome.message);
            persons_->setItemData(persons_->currentIndex(), true, is_unlocked_role);
            person_chosen();
            if (done) done();
        },
        Qt::SingleShotConnection);
    unlock_.start({QStringLiteral("identity"), QStringLiteral("unlock"), person(), QStringLiteral("--idle"),
                   QStringLiteral("8h")},
                  {words});
}

void SignerRows::set_visible(bool visible) {
    for (QWidget* field : {static_cast<QWidget*>(persons_), passphrase_row_, static_cast<QWidget*>(state_)}) {
        if (QWidget* label = form_.labelForField(field)) label->setVisible(visible);
        field->setVisible(visible);
    }
}

Passphrases SignerRows::given_by(std::initializer_list<const SignerRows*> all) {
    Passphrases given;
    for (const SignerRows* rows : all) {
        if (rows != nullptr && rows->anew_ && rows->has_key())
            given.push_back({rows->person(), rows->passphrase_->text()});
    }
    return given;
}

bool SignerRows::all_ready(std::initializer_list<SignerRows*> all, const std::function<void()>& again) {
    for (SignerRows* rows : all) {
        if (rows == nullptr || rows->is_ready()) continue;
        rows->make_ready(again);
        return false;
    }
    return true;
}

}  // namespace sanad::gui
