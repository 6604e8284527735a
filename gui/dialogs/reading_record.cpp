#include "gui/dialogs/reading_record.hpp"

#include <QApplication>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "gui/shown_text.hpp"

namespace sanad::gui {
namespace {

/// Rights are taken away and hours end: so often it is asked anew while somebody is at work.
constexpr qint64 asked_every_ms = 5 * 60'000;
/// By then whoever adds an image has entered it.
constexpr int image_settles_ms = 3000;

}  // namespace

ReadingRecord::ReadingRecord(CaseSession& session) : session_{session} {
    image_came_.setSingleShot(true);
    image_came_.setInterval(image_settles_ms);
    connect(&image_came_, &QTimer::timeout, this, &ReadingRecord::due);
    connect(&verb_, &VerbProcess::line, this, [this](const QJsonObject& line) {
        images_ = line[QLatin1String{"images"}].toInt();
        person_ = line[QLatin1String{"on_record"}].toBool() ? line[QLatin1String{"person"}].toString() : QString{};
    });
    connect(&verb_, &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        if (std::exchange(again_, false)) return emit due();
        if (!outcome.succeeded()) return emit refused(outcome.message);
        emit recorded(images_ == 0        ? QString{}
                      : person_.isEmpty() ? tr("NOT on record that this case is read: it cannot be written")
                                          : tr("On record: read by %1").arg(left_to_right(person_)));
    });
    qApp->installEventFilter(this);
}

void ReadingRecord::begin(const QString& person) {
    if (verb_.is_running()) {
        again_ = true;
        return;
    }
    asked_at_.start();
    images_ = 0;
    person_.clear();
    // A sealed key is not asked for at a terminal that the window was started from.
    QStringList words{QStringLiteral("case"), QStringLiteral("read"), session_.folder_text(),
                      QStringLiteral("--passphrase-fd"), QStringLiteral("0")};
    if (!person.isEmpty()) words << QStringLiteral("--as") << person;
    verb_.start(words);
}

void ReadingRecord::case_changed() {
    if (asked_images_.is_open() || image_came_.isActive() || verb_.is_running()) return;
    asked_images_ = session_.ask<int>(
        Lane::rows, [](CaseReader& reader) -> Result<int> { return static_cast<int>(TRY(reader.images()).size()); },
        [this](const Result<int>& images) {
            if (images && *images > images_) image_came_.start();
        });
}

bool ReadingRecord::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    if ((type == QEvent::KeyPress || type == QEvent::MouseButtonPress || type == QEvent::Wheel) &&
        asked_at_.isValid() && asked_at_.hasExpired(asked_every_ms) && !verb_.is_running()) {
        asked_at_.start();
        emit due();
    }
    return QObject::eventFilter(watched, event);
}

WhoReads::WhoReads(const QString& why, const QString& person, QWidget* parent) : QDialog{parent} {
    setWindowTitle(tr("Who reads this case?"));
    setMinimumWidth(560);
    auto* about = new QLabel{tr("What a case holds is shown when it is on record who reads it."), this};
    about->setWordWrap(true);
    trouble_ = new QLabel{why, this};
    trouble_->setTextFormat(Qt::PlainText);
    trouble_->setWordWrap(true);
    auto* rows = new QFormLayout;
    reader_ = new SignerRows{*rows, SignerRows::Who::acting, *this};
    reader_->list(person);
    connect(reader_, &SignerRows::failed, this, [this](const QString& what) { trouble_->setText(what); });
    connect(reader_, &SignerRows::at_work, this, [this](bool busy) { setEnabled(!busy); });
    auto* buttons = new QDialogButtonBox{QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this};
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Open"));
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Do not open"));
    connect(buttons, &QDialogButtonBox::accepted, this, &WhoReads::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout{this};
    layout->addWidget(about);
    layout->addWidget(trouble_);
    layout->addLayout(rows);
    layout->addWidget(buttons);
}

void WhoReads::accept() {
    reader_->make_ready([this] { QDialog::accept(); });
}

}  // namespace sanad::gui
