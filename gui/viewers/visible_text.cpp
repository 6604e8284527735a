#include "gui/viewers/visible_text.hpp"

#include <QStringDecoder>

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
