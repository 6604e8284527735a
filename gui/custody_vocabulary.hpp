#pragma once
// What acts, members of entries and chosen words are called, in the language of the window. Empty: not known here.
#include <QString>

namespace sanad::gui {

QString act_said(const QString& type);
QString member_said(const QString& member);
/// The closed list that a member of that act is chosen from.
QString list_of(const QString& type, const QString& member);
QString choice_said(const QString& list, const QString& word);

}  // namespace sanad::gui
