#include "gui/viewers/visible_text.hpp"

#include <QRegularExpression>
#include <QStringDecoder>
#include <algorithm>

namespace sanad::gui {

QString visible_text(const QString& text) {
    QString shown;
    shown.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QLatin1Char{'\r'} && i + 1 < text.size() && text[i + 1] == QLatin1Char{'\n'}) continue;
        const ushort unit = c.unicode();
        if (c == QLatin1Char{'\n'} || c == QLatin1Char{'\t'}) {
            shown += c;
        } else if (unit < 0x20) {
            shown += QChar{ushort(0x2400 + unit)};
        } else if (unit == 0x7F) {
            shown += QChar{0x2421};
        } else if (unit == 0x200C || unit == 0x200D) {
            shown += c;  // joiners are letters' own business: Urdu and Persian need them
        } else if (unit == 0x2028 || unit == 0x2029 || (!c.isSurrogate() && c.category() == QChar::Other_Format) ||
                   (unit >= 0x80 && unit < 0xA0)) {
            shown += QStringLiteral("⟨U+%1⟩").arg(unit, 4, 16, QLatin1Char{'0'}).toUpper();
        } else {
            shown += c;
        }
    }
    return shown;
}

QString with_codes_apart(const QString& text) {
    // What holds a digit and is longer than a number one reads: 2026-11-26T16:21:09Z, RV/1, 0249d62d…,
    // sanad-ledger/2258b235.
    static const QRegularExpression code{QStringLiteral(
        "(?<![\\w./:@+-])(?=[\\w./:@+-]*[0-9])(?=[\\w./:@+-]*[A-Za-z/:.@-])([A-Za-z0-9][A-Za-z0-9_./:@+-]*)")};
    QString apart = text;
    apart.replace(code, QStringLiteral("\u2066\\1\u2069"));
    return apart;
}

QString in_own_direction(const QString& text) {
    return text.isEmpty() ? text : QStringLiteral("\u2068%1\u2069").arg(text);
}

QStringList known_encodings() {
    static const QStringList known = [] {
        QStringList names;
        for (const char* name :
             {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1256", "ISO-8859-6", "windows-1252", "ISO-8859-1",
              "windows-1251", "KOI8-R", "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "IBM850", "IBM437"}) {
            if (QStringDecoder{name}.isValid()) names += QString::fromLatin1(name);
        }
        return names;
    }();
    return known;
}

QString decoded(const QByteArray& bytes, const QString& encoding) {
    QStringDecoder decoder{encoding.toLatin1().constData()};
    if (!decoder.isValid()) decoder = QStringDecoder{QStringDecoder::Utf8};
    return decoder.decode(bytes);
}

PlaceInText place_in_text(const QByteArray& bytes, const QString& encoding, qsizetype offset, qsizetype length) {
    const QString text = decoded(bytes, encoding);
    offset = std::clamp<qsizetype>(offset, 0, bytes.size());
    length = std::clamp<qsizetype>(length, 0, bytes.size() - offset);
    // As many characters as the bytes before are: what they are does not depend on what follows.
    const auto shown_before = [&](qsizetype at) {
        const qsizetype characters = std::min(decoded(bytes.left(at), encoding).size(), text.size());
        // A line end cut in two is not one yet.
        const bool in_line_end = characters > 0 && characters < text.size() &&
                                 text[characters - 1] == QLatin1Char{'\r'} && text[characters] == QLatin1Char{'\n'};
        return visible_text(text.left(characters - (in_line_end ? 1 : 0))).size();
    };
    const qsizetype begin = shown_before(offset);
    return {begin, shown_before(offset + length) - begin};
}

QString encoding_from(const QString& word) {
    const QStringList known = known_encodings();
    QString plain = word.toLower();
    if (plain.startsWith(QLatin1String{"utf-16"}) && !plain.endsWith(QLatin1String{"be"}))
        plain = QStringLiteral("utf-16le");
    for (const QString& name : known)
        if (name.toLower() == plain) return name;
    return QStringLiteral("UTF-8");
}

}  // namespace sanad::gui
