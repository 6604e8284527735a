#include "gui/custody_words.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/custody/event_types.hpp"
#include "core/custody/event_words.hpp"
#include "core/custody/rule_words.hpp"
#include "gui/language.hpp"
#include "gui/shown_text.hpp"

namespace sanad::gui {
namespace {

struct CustodyWords {
    Q_DECLARE_TR_FUNCTIONS(CustodyWords)
};

constexpr qsizetype longest_value = 80;

QString own(const Words& words) {
    return from_utf8(speaks_urdu() ? words.ur : words.en);
}

QString seen(const QString& text) {
    return shown_name(text.toStdString());
}

/// "other: a smart ring" is a word of its own.
QString in_words(const ChoiceList& list, const QString& value) {
    for (const Choice& choice : list.choices)
        if (value == from_utf8(choice.value)) return own(choice.words);
    const QLatin1String other{"other: "};
    if (list.other && value.startsWith(other)) return CustodyWords::tr("other: %1").arg(seen(value.mid(other.size())));
    return value_in_cell(seen(value));
}

/// The values in a remark: an act with its item, the reason that is always the same, or codes and names.
QString remark_value(std::string_view value) {
    constexpr std::string_view of = " of ";
    const std::size_t at = value.find(of);
    if (const EventType* type = find_event_type(value.substr(0, at))) {
        const QString act = from_utf8(type->words.ur);
        return at == std::string_view::npos ? act
                                            : act + u' ' + left_to_right(shown_name(value.substr(at + of.size())));
    }
    if (value == rule_words::no_authority.english) return from_utf8(rule_words::no_authority.urdu);
    return value_in_cell(shown_name(value));
}

QString value_words(const MemberType* member, const QJsonValue& value) {
    if (value.isBool()) return value.toBool() ? CustodyWords::tr("yes") : CustodyWords::tr("no");
    if (value.isDouble()) return QString::number(value.toInteger());
    QString text;
    if (value.isString()) {
        text = value.toString();
        if (member != nullptr && member->choices != nullptr) return in_words(*member->choices, text);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        const bool texts =
            std::all_of(array.begin(), array.end(), [](const QJsonValue& each) { return each.isString(); });
        QStringList parts;
        if (texts)
            for (const QJsonValue& each : array) parts << each.toString();
        text = texts ? parts.join(QStringLiteral(", "))
                     : QString::fromUtf8(QJsonDocument{array}.toJson(QJsonDocument::Compact));
    } else {
        text = QString::fromUtf8(QJsonDocument{value.toObject()}.toJson(QJsonDocument::Compact));
    }
    if (text.size() > longest_value) text = text.left(longest_value) + QStringLiteral("…");
    return value_in_cell(seen(text));
}

/// For lupdate: the titles of the timers of core/custody/law/pakistan.json.
[[maybe_unused]] constexpr std::array timer_titles{
    QT_TRANSLATE_NOOP("CustodyWords", "Tell the Court of the preservation notice"),
    QT_TRANSLATE_NOOP("CustodyWords", "The preservation ends unless the Court extends it"),
    QT_TRANSLATE_NOOP("CustodyWords", "Tell the Court of the seizure without a warrant"),
    QT_TRANSLATE_NOOP("CustodyWords", "Bring the refusal of a forensic image before the Court"),
    QT_TRANSLATE_NOOP("CustodyWords", "The provider's duty of secrecy ends unless it is extended"),
    QT_TRANSLATE_NOOP("CustodyWords", "The real-time collection ends unless the Court extends it"),
    QT_TRANSLATE_NOOP("CustodyWords", "Report to both Houses")};

}  // namespace

QString act_words(const QString& type) {
    const EventType* known = find_event_type(type.toStdString());
    return known != nullptr ? own(known->words) : seen(type);
}

QString item_kind_words(const QString& kind) {
    return in_words(item_kinds, kind);
}

QString custodian_words(const QString& custodian) {
    const std::pair<QLatin1String, QString> words[] = {{QLatin1String{"owner"}, CustodyWords::tr("the owner")},
                                                       {QLatin1String{"lost"}, CustodyWords::tr("lost")},
                                                       {QLatin1String{"destroyed"}, CustodyWords::tr("destroyed")}};
    for (const auto& [word, said] : words)
        if (custodian == word) return said;
    const QString place = value_in_cell(seen(custodian.section(u':', 1)));
    if (custodian.startsWith(QLatin1String{"store:"})) return CustodyWords::tr("evidence store, %1").arg(place);
    if (custodian.startsWith(QLatin1String{"court:"})) return CustodyWords::tr("court, %1").arg(place);
    return seen(custodian);
}

QString remark_words(const QString& rule, const QString& what) {
    if (!speaks_urdu()) return seen(what);
    const std::string said = what.toStdString();
    const auto known = rule_said(rule.toStdString(), said);
    if (!known) return CustodyWords::tr("in the words of the check: %1").arg(left_to_right(seen(what)));
    QString text;
    std::string_view phrase = known->words->urdu;
    for (const std::string_view value : known->values) {
        const std::size_t at = phrase.find("{}");
        if (at == std::string_view::npos) break;
        text += from_utf8(phrase.substr(0, at)) + remark_value(value);
        phrase.remove_prefix(at + 2);
    }
    return text + from_utf8(phrase);
}

QString body_words(const QString& type, const QJsonObject& body) {
    const EventType* event = find_event_type(type.toStdString());
    QStringList words;
    for (auto each = body.begin(); each != body.end(); ++each) {
        const MemberType* member = event != nullptr ? find_member(*event, each.key().toStdString()) : nullptr;
        const QString label = member != nullptr ? own(words_of(member->name).words) : seen(each.key());
        words += QStringLiteral("%1: %2").arg(label, value_words(member, each.value()));
    }
    return words.join(QStringLiteral(" · "));
}

QString timer_words(const QString& title) {
    return seen(QCoreApplication::translate("CustodyWords", title.toUtf8().constData()));
}

QString key_state_words(const QString& state) {
    const std::pair<QLatin1String, QString> words[] = {
        {QLatin1String{"enrolled"}, CustodyWords::tr("enrolled")},
        {QLatin1String{"not enrolled"}, CustodyWords::tr("not enrolled")},
        {QLatin1String{"revoked"}, CustodyWords::tr("revoked")},
        {QLatin1String{"expired"}, CustodyWords::tr("expired")}};
    for (const auto& [word, said] : words)
        if (state == word) return said;
    return seen(state);
}

}  // namespace sanad::gui
