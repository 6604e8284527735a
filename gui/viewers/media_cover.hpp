#pragma once
// Whether pictures are shown blurred until somebody asks for one. Kept for each case, at this machine; always so in the
// prosecutor's mode.
#include <QObject>
#include <QString>

namespace sanad::gui {

class CaseSession;

class MediaCover : public QObject {
    Q_OBJECT
public:
    /// That of the program: every viewer and the gallery follow it at once.
    static MediaCover& of(CaseSession& session);

    bool is_on() const { return on_; }
    void set_on(bool on);
    /// In the prosecutor's mode it stays on.
    static void insist(bool insist);

    explicit MediaCover(const QString& case_path, QObject* parent);

signals:
    void changed(bool on);

private:
    QString key_;
    bool on_ = false;
};

}  // namespace sanad::gui
