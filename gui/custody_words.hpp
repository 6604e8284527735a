#pragma once
// What a ledger holds, in the language of the window: acts, members and their closed lists of words, remarks of rules,
// what the law wants done. The words are those of core/custody, which forms and papers use too.
#include <QJsonObject>
#include <QString>

namespace sanad::gui {

/// "item.register": the words of that act.
QString act_words(const QString& type);
/// What an item is, of the closed list; another word as it is.
QString item_kind_words(const QString& kind);
/// A person as named; a store, a court, the owner, nobody as people say it.
QString custodian_words(const QString& custodian);
/// What a rule remarks: a finding of `custody show --json`, which has it in both languages. What no paper words in Urdu
/// stands as the check says it, set apart.
QString remark_words(const QJsonObject& finding);
/// "Reason: … · Seal: S-1", of an event of that type.
QString body_words(const QString& type, const QJsonObject& body);
/// The title of a timer of the catalogue that is built in; another as it is.
QString timer_words(const QString& title);
/// What `sanad identity list` says of a key.
QString key_state_words(const QString& state);

}  // namespace sanad::gui
