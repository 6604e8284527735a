#include "gui/custody_words.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <array>
#include <utility>

#include "gui/custody_vocabulary.hpp"
#include "gui/language.hpp"
#include "gui/shown_text.hpp"
#include "gui/viewers/visible_text.hpp"

namespace sanad::gui {
namespace {

struct CustodyWords {
    Q_DECLARE_TR_FUNCTIONS(CustodyWords)
};

constexpr qsizetype longest_value = 80;

QString seen(const QString& text) {
    return shown_name(text.toStdString());
}

/// "other: a smart ring" is a word of its own.
QString in_words(const QString& list, const QString& value) {
    if (const QString said = choice_said(list, value); !said.isEmpty()) return said;
    const QLatin1String other{"other: "};
    if (value.startsWith(other)) return CustodyWords::tr("other: %1").arg(seen(value.mid(other.size())));
    return value_in_cell(seen(value));
}

QString value_words(const QString& list, const QJsonValue& value) {
    if (value.isBool()) return value.toBool() ? CustodyWords::tr("yes") : CustodyWords::tr("no");
    if (value.isDouble()) return QString::number(value.toInteger());
    QString text;
    if (value.isString()) {
        text = value.toString();
        if (!list.isEmpty()) return in_words(list, text);
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
    const QString said = act_said(type);
    return said.isEmpty() ? seen(type) : said;
}

QString item_kind_words(const QString& kind) {
    return in_words(QStringLiteral("item_kinds"), kind);
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

QString remark_words(const QJsonObject& finding) {
    const QString what = seen(finding.value(QLatin1String{"what"}).toString());
    if (!speaks_urdu()) return what;
    const QString urdu = finding.value(QLatin1String{"words"}).toObject().value(QLatin1String{"ur"}).toString();
    return urdu.isEmpty() ? CustodyWords::tr("in the words of the check: %1").arg(left_to_right(what))
                          : with_codes_apart(seen(urdu));
}

QString body_words(const QString& type, const QJsonObject& body) {
    QStringList words;
    for (auto each = body.begin(); each != body.end(); ++each) {
        const QString said = member_said(each.key());
        words += QStringLiteral("%1: %2").arg(said.isEmpty() ? seen(each.key()) : said,
                                              value_words(list_of(type, each.key()), each.value()));
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
