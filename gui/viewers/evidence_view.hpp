#pragma once
// How viewers get at evidence: through one `sanad view` for each open case, which reads and decodes in sandboxed
// processes. Nothing that comes back is parsed here beyond JSON that sanad itself wrote, and rectangles of pixels.
#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QString>
#include <deque>
#include <functional>
#include <memory>

#include "core/store/query.hpp"

namespace sanad::gui {

class CaseSession;

struct EvidenceAnswer {
    QJsonObject head;
    QByteArray bytes;
    QString error;  ///< for people; empty when there is an answer
};

/// A request whose answer is awaited; when it goes, or another takes its place, the answer is not wanted any more, and
/// a request not yet sent is never sent.
class Wanted {
public:
    Wanted() = default;
    Wanted(Wanted&&) noexcept = default;
    Wanted& operator=(Wanted&& other) noexcept {
        forget();
        still_ = std::move(other.still_);
        return *this;
    }
    ~Wanted() { forget(); }
    void forget() {
        if (still_) *still_ = false;
        still_.reset();
    }
    bool is_open() const { return still_ && *still_; }

private:
    friend class EvidenceView;
    explicit Wanted(std::shared_ptr<bool> still) : still_{std::move(still)} {}
    std::shared_ptr<bool> still_;
};

class EvidenceView : public QObject {
    Q_OBJECT
public:
    using Answered = std::function<void(const EvidenceAnswer&)>;
    enum class Urgency { at_hand, ahead };  ///< what is looked at comes before what may be looked at next

    /// That of the case; made with its first use, gone with the session.
    static EvidenceView& of(CaseSession& session);

    [[nodiscard]] Wanted bytes(Id file, quint64 offset, quint64 length, Answered answered);
    [[nodiscard]] Wanted media(Id image, quint64 offset, quint64 length, Answered answered);
    [[nodiscard]] Wanted picture(Id file, int width, int height, Urgency urgency, Answered answered);
    /// What the file is made of, and what it says, as modules in the sandbox read it: JSON lines.
    [[nodiscard]] Wanted structure(Id file, Answered answered);
    [[nodiscard]] Wanted text(Id file, Answered answered);

    /// After died(): whoever shows something asks anew.
    void try_again() { emit tried_again(); }

    /// Nothing is asked that was not answered.
    bool is_idle() const { return !at_work_ && waiting_.empty(); }

    /// Before the first request: what is looked at is entered nowhere.
    void leave_no_record() { record_ = false; }

    explicit EvidenceView(const QString& case_path, QObject* parent = nullptr);
    ~EvidenceView() override;

signals:
    /// The program has ended while it was to answer: killed, or a mistake of it. `why` is for people.
    void died(const QString& why);
    void tried_again();

private:
    struct Request {
        QByteArray words;
        Urgency urgency = Urgency::at_hand;
        Answered answered;
        std::shared_ptr<bool> still;
    };
    Wanted ask(const QByteArray& words, Urgency urgency, Answered answered);
    void send_next();
    void take_output();
    void process_ended();
    void finish(const EvidenceAnswer& answer);

    QString case_path_;
    bool record_ = true;
    std::unique_ptr<QProcess> process_ = std::make_unique<QProcess>();
    std::deque<Request> waiting_;
    std::unique_ptr<Request> at_work_;
    quint64 number_ = 0;
    QByteArray output_;
    QJsonObject head_;
    qint64 missing_ = -1;  ///< bytes of the answer still to come; -1: its head
    QByteArray last_words_;
};

}  // namespace sanad::gui
