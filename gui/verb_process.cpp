#include "gui/verb_process.hpp"

#include <signal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>
#include <stdexcept>
#include <utility>

namespace sanad::gui {
namespace {

constexpr qsizetype words_kept = 8;             // of standard error, for the message at the end
constexpr qsizetype longest_line = 64ll << 20;  // a verb that never ends its line is not one of ours
constexpr int patience_at_end_ms = 10'000;

}  // namespace

QString sanad_program() {
    const QFileInfo beside{QDir{QCoreApplication::applicationDirPath()}.filePath(QStringLiteral("sanad"))};
    if (beside.isExecutable()) return beside.absoluteFilePath();
    return QStandardPaths::findExecutable(QStringLiteral("sanad"));
}

QString no_record_option() {
    return QStringLiteral("--no-record");
}

QString without_no_record(const QString& words) {
    QStringList lines = words.split(u'\n');
    const QString ending = QStringLiteral(": ") + no_record_option();
    lines.removeIf([&](const QString& line) { return line.trimmed().endsWith(ending); });
    return lines.join(u'\n');
}

VerbProcess::VerbProcess(QObject* parent) : QObject{parent} {
    connect(&process_, &QProcess::readyReadStandardOutput, this, &VerbProcess::take_output);
    connect(&process_, &QProcess::readyReadStandardError, this, &VerbProcess::take_words);
    connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) settle(VerbOutcome::End::not_started);
    });
    connect(&process_, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        using End = VerbOutcome::End;
        // Asked to stop just as it came to its end: then it has done everything.
        if (stopping_ && !(status == QProcess::NormalExit && code <= 1)) return settle(End::stopped);
        if (status == QProcess::CrashExit) return settle(End::crashed);
        switch (code) {
            case 0:
                return settle(End::fine);
            case 1:
                return settle(End::finding_against);
            case 64:
                return settle(End::usage);
            default:
                return settle(End::could_not_tell);
        }
    });
}

VerbProcess::~VerbProcess() {
    process_.disconnect(this);
    if (!is_running()) return;
    stop();
    if (!process_.waitForFinished(patience_at_end_ms)) {
        process_.kill();
        process_.waitForFinished(patience_at_end_ms);
    }
}

void VerbProcess::start(const QStringList& arguments, const QStringList& passphrases) {
    if (is_running()) throw std::logic_error{"one verb at a time in a VerbProcess"};
    arguments_ = arguments;
    output_.clear();
    errors_.clear();
    last_words_.clear();
    stopping_ = false;
    settled_ = false;
    const QString program = sanad_program();
    if (program.isEmpty()) return settle(VerbOutcome::End::not_started);
    QStringList all = arguments;
    if (!all.contains(QStringLiteral("--json"))) all.prepend(QStringLiteral("--json"));
    if (!passphrases.isEmpty()) all << QStringLiteral("--passphrase-fd") << QStringLiteral("0");
    process_.start(program, all);
    // Closed even when nothing is written: a verb that wants a passphrase then says so instead of waiting for ever.
    for (const QString& passphrase : passphrases) process_.write(passphrase.toUtf8() + '\n');
    process_.closeWriteChannel();
}

void VerbProcess::retry(const QStringList& passphrases) {
    start(QStringList{arguments_}, passphrases);
}

void VerbProcess::stop() {
    if (!is_running()) return;
    stopping_ = true;
    ::kill(static_cast<pid_t>(process_.processId()), SIGINT);
}

void VerbProcess::take_output() {
    output_ += process_.readAllStandardOutput();
    qsizetype begin = 0;
    for (qsizetype end = output_.indexOf('\n'); end >= 0; end = output_.indexOf('\n', begin)) {
        const QJsonDocument document = QJsonDocument::fromJson(output_.mid(begin, end - begin));
        begin = end + 1;
        if (document.isObject()) emit line(document.object());
    }
    output_.remove(0, begin);
    if (output_.size() > longest_line) process_.kill();
}

void VerbProcess::take_words() {
    errors_ += process_.readAllStandardError();
    qsizetype begin = 0;
    for (qsizetype end = errors_.indexOf('\n'); end >= 0; end = errors_.indexOf('\n', begin)) {
        take_object_or_words(errors_.mid(begin, end - begin));
        begin = end + 1;
    }
    errors_.remove(0, begin);
    if (errors_.size() > longest_line) process_.kill();
}

void VerbProcess::take_object_or_words(const QByteArray& line) {
    if (line.startsWith('{')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject()) {
            emit progress(document.object());
            return;
        }
    }
    const QString words = without_no_record(QString::fromUtf8(line)).trimmed();
    if (words.isEmpty()) return;
    last_words_.append(words);
    if (last_words_.size() > words_kept) last_words_.removeFirst();
    emit said(words);
}

void VerbProcess::settle(VerbOutcome::End end) {
    if (std::exchange(settled_, true)) return;
    take_output();
    take_words();
    if (!errors_.isEmpty()) take_object_or_words(std::exchange(errors_, {}));
    using End = VerbOutcome::End;
    QString message = last_words_.join(u'\n');
    if (end == End::not_started) {
        message = sanad_program().isEmpty()
                      ? tr("The program “sanad” is neither beside this one nor on the path.")
                      : tr("“%1” could not be started: %2").arg(sanad_program(), process_.errorString());
    } else if (end == End::crashed) {
        const QString how =
            tr("“sanad %1” ended unexpectedly. What it had committed is kept.").arg(arguments_.value(0));
        message = message.isEmpty() ? how : how + u'\n' + message;
    } else if (end != End::fine && message.isEmpty()) {
        message = end == End::stopped ? tr("Stopped. What was done is kept.")
                                      : tr("“sanad %1” did not succeed.").arg(arguments_.value(0));
    } else if (end == End::fine) {
        message.clear();
    }
    emit ended({end, message});
}

}  // namespace sanad::gui
