#pragma once
// One of the places of the window: Files, Artifacts, Timeline … A place is made once, without a case, and is told when
// a case is opened and closed. gui/places.cpp lists them.
#include <QAction>
#include <QIcon>
#include <QList>
#include <QVariantMap>
#include <QWidget>

#include "gui/case_session.hpp"
#include "gui/views/workplace.hpp"

namespace sanad::gui {

class Place : public QWidget {
    Q_OBJECT
public:
    explicit Place(Workplace& workplace, QWidget* parent = nullptr) : QWidget{parent}, workplace_{workplace} {}

    virtual QString id() const = 0;  ///< a word for settings and tests: "files"
    virtual QString title() const = 0;
    virtual QIcon icon() const = 0;

    /// The session outlives every question asked of it until close_case().
    virtual void open_case(CaseSession& session) = 0;
    /// Forget everything of the case, the questions asked first.
    virtual void close_case() = 0;
    /// A bundle that was handed over, in place of a case. close_case() ends that too.
    virtual bool shows_bags() const { return false; }
    virtual void open_bag(const QString&) {}
    /// Under review nothing is offered that writes.
    virtual void set_read_only(bool) {}
    /// Another ingest's batch is in the case. Refresh without moving what the examiner looks at.
    virtual void case_changed() {}
    /// What it can do, for the menu and the command palette; they work while the place is in front.
    virtual QList<QAction*> place_actions() { return {}; }

    /// What of this place is remembered for the case: widths, sorting, a search.
    virtual QVariantMap remembered() const { return {}; }
    virtual void recall(const QVariantMap&) {}

protected:
    Workplace& workplace() const { return workplace_; }

private:
    Workplace& workplace_;
};

}  // namespace sanad::gui
