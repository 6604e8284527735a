#include "gui/viewers/evidence_view.hpp"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "gui/case_session.hpp"
#include "gui/verb_process.hpp"

namespace sanad::gui {
namespace {

// The largest answer that a viewer asks for is a picture of 4096 by 4096 points.
constexpr qint64 longest_answer = qint64{512} << 20;
constexpr qsizetype longest_head = 1 << 20;
constexpr int patience_at_the_end_ms = 3000;

}  // namespace

EvidenceView& EvidenceView::of(CaseSession& session) {
    if (auto* there = session.findChild<EvidenceView*>(QString{}, Qt::FindDirectChildrenOnly)) return *there;
    auto& made = *new EvidenceView{session.folder_text(), &session};
    if (session.is_read_only()) made.leave_no_record();
    return made;
}

EvidenceView::EvidenceView(const QString& case_path, QObject* parent) : QObject{parent}, case_path_{case_path} {
    connect(process_.get(), &QProcess::readyReadStandardOutput, this, &EvidenceView::take_output);
    connect(process_.get(), &QProcess::readyReadStandardError, this,
            [this] { last_words_ = (last_words_ + process_->readAllStandardError()).right(2000); });
    connect(process_.get(), &QProcess::finished, this, &EvidenceView::process_ended);
    connect(process_.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) process_ended();
    });
}

// The end of its requests is what lets it enter into the ledger what was looked at. The window does not wait for that;
// the program does, before it ends.
EvidenceView::~EvidenceView() {
    process_->disconnect(this);
    if (process_->state() == QProcess::NotRunning) return;
    process_->closeWriteChannel();
    const auto wait = [](QProcess& process) {
        if (!process.waitForFinished(patience_at_the_end_ms)) process.kill();
        process.waitForFinished(patience_at_the_end_ms);
    };
    if (QThread::currentThread()->loopLevel() == 0) {
        wait(*process_);
        return;
    }
    QProcess* ending = process_.release();
    ending->closeReadChannel(QProcess::StandardOutput);
    ending->setParent(QCoreApplication::instance());
    connect(ending, &QProcess::finished, ending, &QObject::deleteLater);
    connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, ending, [ending, wait] { wait(*ending); });
    QTimer::singleShot(patience_at_the_end_ms, ending, [ending] { ending->kill(); });
}

Wanted EvidenceView::bytes(Id file, quint64 offset, quint64 length, Answered answered) {
    return ask("bytes " + QByteArray::number(qint64{file}) + ' ' + QByteArray::number(offset) + ' ' +
                   QByteArray::number(length),
               Urgency::at_hand, std::move(answered));
}

Wanted EvidenceView::media(Id image, quint64 offset, quint64 length, Answered answered) {
    return ask("media " + QByteArray::number(qint64{image}) + ' ' + QByteArray::number(offset) + ' ' +
                   QByteArray::number(length),
               Urgency::at_hand, std::move(answered));
}

Wanted EvidenceView::picture(Id file, int width, int height, Urgency urgency, Answered answered) {
    return ask("picture " + QByteArray::number(qint64{file}) + ' ' + QByteArray::number(width) + ' ' +
                   QByteArray::number(height),
               urgency, std::move(answered));
}

Wanted EvidenceView::structure(Id file, Answered answered) {
    return ask("structure " + QByteArray::number(qint64{file}), Urgency::at_hand, std::move(answered));
}

Wanted EvidenceView::text(Id file, Answered answered) {
    return ask("text " + QByteArray::number(qint64{file}), Urgency::at_hand, std::move(answered));
}

Wanted EvidenceView::ask(const QByteArray& words, Urgency urgency, Answered answered) {
    auto still = std::make_shared<bool>(true);
    waiting_.push_back({words, urgency, std::move(answered), still});
    QMetaObject::invokeMethod(this, &EvidenceView::send_next, Qt::QueuedConnection);
    return Wanted{std::move(still)};
}

void EvidenceView::send_next() {
    if (at_work_) return;
    std::erase_if(waiting_, [](const Request& request) { return !*request.still; });
    if (waiting_.empty()) return;
    const auto urgent = std::ranges::find(waiting_, Urgency::at_hand, &Request::urgency);
    const auto next = urgent != waiting_.end() ? urgent : waiting_.begin();
    at_work_ = std::make_unique<Request>(std::move(*next));
    waiting_.erase(next);
    if (process_->state() == QProcess::NotRunning) {
        output_.clear();
        last_words_.clear();
        missing_ = -1;
        QStringList arguments{QStringLiteral("view"), case_path_};
        if (!record_) arguments << no_record_option();
        process_->start(sanad_program(), arguments);
    }
    process_->write(QByteArray::number(++number_) + ' ' + at_work_->words + '\n');
}

void EvidenceView::take_output() {
    output_ += process_->readAllStandardOutput();
    for (;;) {
        if (missing_ < 0) {
            const qsizetype end = output_.indexOf('\n');
            if (end < 0 && output_.size() < longest_head) return;
            head_ = end < 0 ? QJsonObject{} : QJsonDocument::fromJson(output_.left(end)).object();
            missing_ = head_.value(QLatin1String{"length"}).toInteger(-1);
            output_.remove(0, end + 1);
            const bool ours = head_.value(QLatin1String{"request"}).toInteger() == static_cast<qint64>(number_);
            if (!ours || missing_ < 0 || missing_ > longest_answer) {
                process_->kill();
                return;
            }
        }
        if (output_.size() < missing_) return;
        EvidenceAnswer answer{head_, output_.left(missing_), head_.value(QLatin1String{"error"}).toString()};
        output_.remove(0, missing_);
        missing_ = -1;
        finish(answer);
        if (output_.isEmpty()) return;
    }
}

void EvidenceView::finish(const EvidenceAnswer& answer) {
    const std::unique_ptr<Request> done = std::move(at_work_);
    if (done && *done->still) {
        *done->still = false;
        done->answered(answer);
    }
    send_next();
}

void EvidenceView::process_ended() {
    if (!at_work_) return;
    QString words = without_no_record(QString::fromUtf8(last_words_)).trimmed();
    if (words.isEmpty()) words = tr("the program that reads evidence has ended: %1").arg(process_->errorString());
    // Whatever else waits is told too; only the examiner has it started again.
    const auto waiting = std::exchange(waiting_, {});
    finish({{}, {}, words});
    for (const Request& request : waiting)
        if (std::exchange(*request.still, false)) request.answered({{}, {}, words});
    emit died(words);
}

}  // namespace sanad::gui
