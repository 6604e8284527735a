#pragma once
// The examiner's marks in an open case: which tags there are and what bears them. They are read here; setting and
// taking back are verbs of `sanad`, and undo is one more of them.
#include <QColor>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "gui/case_session.hpp"
#include "gui/verb_process.hpp"

namespace sanad::gui {

// Without an underlying type: behind one, lupdate of Qt 6.8 takes the next classes out of their namespace.
enum class Taggable { file, artifact };

struct Tag {
    QString name;
    QColor colour;
    std::vector<Id> files, artifacts;  ///< that bear it, by their ids in this case, sorted
};

/// A tag or a note as it stands, for whoever looks at what bears it.
struct Remark {
    quint64 mark = 0;  ///< its number, by which it is taken back
    bool is_note = false;
    QString tag, text;  ///< text: as it was written; of a tag its comment
    QString examiner;
    Timestamp made_at;
    Taggable thing = Taggable::file;
    Id id = 0;
    Id file = 0;                    ///< what bears it, or in which the finding lies that does
    QString finding;                ///< in a few words; empty: it is on the file itself
    bool on_other_content = false;  ///< the content is not what was marked
    bool operator==(const Remark&) const = default;
};

/// Numbers in `tags` of what a thing bears, and their names.
std::vector<std::size_t> tags_of(const std::vector<Tag>& tags, Taggable thing, Id id);
QString tag_words(const std::vector<Tag>& tags, Taggable thing, Id id);

class Marks : public QObject {
    Q_OBJECT
public:
    explicit Marks(CaseSession& session, QObject* parent = nullptr);

    /// By name.
    const std::vector<Tag>& tags() const { return tags_; }

    /// Sets a tag on all of these; where all bear it already, takes it back from all.
    void toggle(const QString& tag, Taggable thing, std::vector<Id> ids);
    void note(const QString& text, Taggable thing, Id id);
    void take_back_note(const Remark& note);
    /// On this file and on findings in it, the oldest first.
    std::vector<Remark> remarks_of(Id file) const;
    /// Takes back what was set last from here, or sets again what was taken back.
    void undo();
    bool can_undo() const { return !undo_.empty() && !verb_.is_running(); }

    /// Who signs, when somebody was chosen: `--as`.
    void set_person(const QString& person) { person_ = person; }
    /// While a case is reviewed, nothing is marked.
    void set_read_only(bool read_only) { read_only_ = read_only; }
    /// The usual tags, which keep their places for ever, and behind them those of the case in the order in which they
    /// were used first. None of them moves while the case is open: an examiner's fingers know a tag by its number.
    QStringList names() const;
    /// Those behind the keys 1 to 9.
    QStringList quick_tags() const { return names().mid(0, 9); }
    void look_again();

signals:
    /// Marks were made or taken back, here or by another window or program.
    void changed();
    void said(const QString& words);
    /// It was not done; retry() does it again.
    void failed(const QString& message);

public slots:
    void retry() { verb_.retry(); }

private:
    struct Look {
        std::uint64_t revision = 0;
        std::vector<Tag> tags;
        QStringList by_first_use;  ///< tags that stand on something
        std::vector<Remark> remarks;
        std::vector<quint64> standing;  ///< numbers of marks that nobody took back, ascending
    };
    /// How an act is taken back.
    struct Reverse {
        quint64 number = 0;
        QStringList arguments;       ///< of the verb
        std::vector<quint64> marks;  ///< numbers that go behind them, where there are any
    };
    struct Act {
        QStringList arguments;  ///< of the verb
        quint64 undoes = 0;     ///< the number of what it takes back; 0: nothing
        QString words;
        QStringList reverse;  ///< of the verb that undoes it, where it is known beforehand
    };
    static QStringList usual_tags();
    void run(Act act);
    void take(Look look);
    void ask();
    void find();

    CaseSession& session_;
    QString person_;
    bool read_only_ = false;
    std::uint64_t revision_ = 0;
    std::vector<Tag> tags_;
    QStringList further_;          ///< names beyond the usual ones, in their places
    std::vector<Remark> remarks_;  ///< by file
    QTimer watch_;
    Asked asked_;
    VerbProcess verb_;
    std::vector<Act> waiting_;
    Act running_;
    std::vector<quint64> marks_made_;  ///< numbers that the running verb told
    std::vector<Reverse> undo_;        ///< the last act last; one leaves it when it was taken back, not before
    quint64 acts_ = 0;
};

}  // namespace sanad::gui
