#pragma once
// What a place or a viewer may ask of the window around it. The window is one implementation, a test's double another.
#include <QString>
#include <QStringList>
#include <functional>
#include <optional>

#include "core/store/artifact_query.hpp"
#include "core/store/query.hpp"
#include "core/store/timeline.hpp"
#include "gui/verb_process.hpp"

namespace sanad::gui {

class Workplace {
public:
    virtual ~Workplace() = default;

    /// The details area shows this file. `range`: the bytes that matter, for viewers that can point at them.
    virtual void show_file(Id file, std::optional<SourceRange> range = std::nullopt) = 0;
    /// The details area shows the file that a finding rests on, and its bytes.
    virtual void show_artifact(const ArtifactRow& artifact) = 0;

    /// Places: each brings its place to the front.
    virtual void list_files(const FileQuery& query, const QString& what) = 0;
    virtual void list_in_folder(Id file) = 0;
    virtual void list_artifacts(const ArtifactQuery& query, const QString& what) = 0;
    virtual void show_on_timeline(Timestamp at) = 0;
    /// By Place::id(); nothing happens when there is none.
    virtual void go_to_place(const QString& id) = 0;

    /// Who acts, when somebody was chosen.
    virtual QString person() const = 0;
    /// A verb that writes: `sanad ARGUMENTS`. Its failure becomes a message with a retry; `done` is called when it
    /// succeeded, after the case was looked at again. Passphrases are not kept: the retry asks for them.
    virtual void run_verb(const QStringList& arguments, std::function<void()> done = {},
                          const Passphrases& passphrases = {}) = 0;
    /// A line at the foot of the window, for a few seconds.
    virtual void say(const QString& words) = 0;
};

}  // namespace sanad::gui
