#pragma once
// Cases opened lately, the last one first, and how the window stood when each was left. Kept with the user's settings,
// never in the case: what one examiner likes to see is no fact of it.
#include <QDateTime>
#include <QString>
#include <QVariantMap>
#include <vector>

namespace sanad::gui {

struct RecentCase {
    QString folder;
    QString name;
    QDateTime opened_at;
    bool is_there = false;  ///< its folder can be seen now
};

std::vector<RecentCase> recent_cases();
void remember_case(const QString& folder, const QString& name);
void forget_case(const QString& folder);

QVariantMap state_of_case(const QString& folder);
void set_state_of_case(const QString& folder, const QVariantMap& state);

}  // namespace sanad::gui
