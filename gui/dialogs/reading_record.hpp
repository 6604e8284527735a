#pragma once
// That a case is read stands in its ledger before the window shows what it holds: lists come straight from case.db, so
// a verb of `sanad` enters it (`case read`), once an hour as for every list of the command line.
#include <QDialog>
#include <QElapsedTimer>
#include <QLabel>
#include <QObject>
#include <QTimer>

#include "gui/case_session.hpp"
#include "gui/dialogs/signer_rows.hpp"
#include "gui/verb_process.hpp"

namespace sanad::gui {

class ReadingRecord : public QObject {
    Q_OBJECT
public:
    explicit ReadingRecord(CaseSession& session);

    /// Asks in the background; recorded() or refused() comes. `person`: who reads; empty: the usual one.
    void begin(const QString& person);
    /// The case has changed: an image that came into it is read too.
    void case_changed();

signals:
    /// The case may be shown. `words` for the foot of the window.
    void recorded(const QString& words);
    /// It may not, or not any more.
    void refused(const QString& why);
    /// Somebody is at work here and a while has gone by: begin() is due. While an hour lasts, it costs no key.
    void due();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    CaseSession& session_;
    VerbProcess verb_;
    QElapsedTimer asked_at_;
    QTimer image_came_;
    Asked asked_images_;
    int images_ = 0;
    bool again_ = false;  ///< begin() was called meanwhile
    QString person_;
};

/// After a refusal: why, and who reads instead or whose key is unlocked.
class WhoReads : public QDialog {
    Q_OBJECT
public:
    WhoReads(const QString& why, const QString& person, QWidget* parent);
    QString person() const { return reader_->person(); }

protected:
    void accept() override;

private:
    SignerRows* reader_;
    QLabel* trouble_;
};

}  // namespace sanad::gui
