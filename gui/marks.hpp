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
    /// Takes back what was set last from here, or sets again what was taken back.
    void undo();
    bool can_undo() const { return !undo_.empty() && !verb_.is_running(); }

    /// Who signs, when somebody was chosen: `--as`.
    void set_person(const QString& person) { person_ = person; }
    /// While a case is reviewed, nothing is marked.
    void set_read_only(bool read_only) { read_only_ = read_only; }
    /// The names behind the keys 1 to 9: those in use here first, then the usual ones.
    QStringList quick_tags() const;
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
    };
    struct Act {
        QStringList arguments;  ///< of the verb
        bool is_undo = false;
        QString words;
        QStringList reverse;  ///< of the verb that undoes it, where it is known beforehand
    };
    void run(Act act);
    void ask();
    void find();

    CaseSession& session_;
    QString person_;
    bool read_only_ = false;
    std::uint64_t revision_ = 0;
    std::vector<Tag> tags_;
    QTimer watch_;
    Asked asked_;
    VerbProcess verb_;
    std::vector<Act> waiting_;
    Act running_;
    QStringList marks_made_;  ///< numbers that the running verb told
    std::vector<QStringList> undo_;
};

}  // namespace sanad::gui
