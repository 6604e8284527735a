#pragma once
// One way of looking at a file: a tab of the details area. gui/viewers.cpp lists them, in the order of the tabs.
#include <QString>
#include <QWidget>

#include "gui/case_session.hpp"
#include "gui/views/workplace.hpp"

namespace sanad::gui {

class FileViewer : public QWidget {
    Q_OBJECT
public:
    explicit FileViewer(Workplace& workplace, QWidget* parent = nullptr) : QWidget{parent}, workplace_{workplace} {}

    virtual QString id() const = 0;  ///< a word for settings and tests: "hex"
    virtual QString title() const = 0;
    /// Whether it has anything to show of this file; the tab is there only then.
    virtual bool fits(const FileRow& file) const = 0;
    /// Called when its tab is in front, never for a hidden one. Ask the case for what is needed; never wait.
    virtual void show_file(CaseSession& session, const FileRow& file) = 0;
    /// The bytes that a finding rests on, of the file that is shown.
    virtual void point_at(const SourceRange&) {}
    /// Forget the file and the session, the questions asked first.
    virtual void clear() = 0;

protected:
    Workplace& workplace() const { return workplace_; }

private:
    Workplace& workplace_;
};

}  // namespace sanad::gui
