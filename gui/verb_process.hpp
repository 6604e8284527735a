#pragma once
// The window writes nothing and parses nothing: what is to be done, a verb of `sanad` does, as a child process. Its
// lines arrive as they come, its end as a value.
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <vector>

namespace sanad::gui {

/// Where `sanad` is: beside this program, as it is built and installed; else the first on PATH.
QString sanad_program();

/// What a verb of a review is given besides, so that it enters nothing into the ledger.
QString no_record_option();
/// What such a verb says of that on standard error is left out: the title of the window says it all the while.
QString without_no_record(const QString& words);

struct VerbOutcome {
    enum class End {
        fine,             ///< exit 0
        finding_against,  ///< 1: a verification failed
        could_not_tell,   ///< 2
        usage,            ///< 64
        stopped,          ///< stop() was called
        crashed,
        not_started,
    };
    End end = End::not_started;
    QString message;  ///< for people: what it said on standard error, or how it ended; empty when all is well
    bool succeeded() const { return end == End::fine || end == End::finding_against; }
};

/// What a verb that takes passphrases anew is given, in the order in which it asks.
struct Passphrase {
    QString person, words;
};
using Passphrases = std::vector<Passphrase>;

/// One run of a verb. start() again is the retry.
class VerbProcess : public QObject {
    Q_OBJECT
public:
    explicit VerbProcess(QObject* parent = nullptr);
    /// A verb that is still running is asked to stop and waited for: it may hold the case's lock.
    ~VerbProcess() override;

    /// `arguments` without `sanad` and without --json, which is added: {"tag", "add", case, …}. `passphrases` are
    /// written to the child's standard input, a line each, and it is told to read them there.
    void start(const QStringList& arguments, const QStringList& passphrases = {});
    /// The same again, after an end that was a message. Passphrases are not kept for it.
    void retry(const QStringList& passphrases = {});
    /// Asks it to end as Ctrl-C does: what was done is kept, and the same verb goes on from there.
    void stop();
    bool is_running() const { return process_.state() != QProcess::NotRunning; }
    const QStringList& arguments() const { return arguments_; }

signals:
    /// An object of standard output.
    void line(const QJsonObject& object);
    /// An object of --progress json on standard error.
    void progress(const QJsonObject& object);
    /// Words on standard error, a line at a time.
    void said(const QString& words);
    void ended(const VerbOutcome& outcome);

private:
    void take_output();
    void take_words();
    void take_object_or_words(const QByteArray& line);
    void settle(VerbOutcome::End end);

    QProcess process_;
    QStringList arguments_;
    QByteArray output_, errors_;
    QStringList last_words_;
    bool stopping_ = false;
    bool settled_ = true;
};

}  // namespace sanad::gui
