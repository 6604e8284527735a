#pragma once
// Whether pictures are shown blurred until somebody asks for one. So from the start where an offence on record protects
// who the victim is, and always in the prosecutor's mode; else as it was chosen for the case, at this machine.
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <cstdint>
#include <memory>

#include "gui/verb_process.hpp"

namespace sanad::gui {

class CaseSession;

class MediaCover : public QObject {
    Q_OBJECT
public:
    /// That of the program: every viewer and the gallery follow it at once. The first call asks what is on record.
    static MediaCover& of(CaseSession& session);

    /// Whether an offence on record protects who the victim is. While that is not known pictures stay covered.
    enum class Victim : std::uint8_t { unknown, open, is_protected };

    bool is_on() const { return on_; }
    void set_on(bool on);
    void set_victim(Victim victim);
    /// An event that was entered since.
    void take_event(const QJsonObject& event);
    /// In the prosecutor's mode it stays on.
    static void insist(bool insist);
    /// What both places where it can be chosen say of it.
    static QString meaning();

    explicit MediaCover(const QString& case_path, QObject* parent, Victim victim = Victim::open);

signals:
    void changed(bool on);

private:
    void settle();
    void look(CaseSession& session);

    QString key_;
    Victim victim_;
    bool on_ = false;
    bool protected_ = false;  ///< by an entry that was read
    std::unique_ptr<VerbProcess> verb_;
};

/// Sections 21 and 22 of PECA, with what was put in behind them (22A …); 19 and 19A of the Bill.
bool protects_the_victim(const QJsonObject& event);

}  // namespace sanad::gui
