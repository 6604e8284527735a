#pragma once
// Text of the evidence over many lines: its own line ends stay, every other control is written out, so that nothing in
// it can turn a line around or hide.
#include <QByteArray>
#include <QString>
#include <QStringList>

namespace sanad::gui {

/// "⟨U+202E⟩" for direction marks and other invisible format characters, pictures for controls; line ends and tabs
/// stay.
QString visible_text(const QString& text);

/// Times, digests, ids and paths in a sentence, each kept in its order from left to right in a line of any direction.
QString with_codes_apart(const QString& text);
/// A text within a line of another direction, in its own.
QString in_own_direction(const QString& text);

/// Names under which this machine can decode: those of examiner's interest that it knows, in the order of the menu.
QStringList known_encodings();
/// What is no text of the encoding becomes U+FFFD.
QString decoded(const QByteArray& bytes, const QString& encoding);
/// Where bytes stand in visible_text(decoded(bytes, encoding)): the character at which they begin, and how many they
/// are.
struct PlaceInText {
    qsizetype begin = 0, length = 0;
    bool operator==(const PlaceInText&) const = default;
};
PlaceInText place_in_text(const QByteArray& bytes, const QString& encoding, qsizetype offset, qsizetype length);
/// The name in known_encodings() that the case's word for an encoding means ("utf-16le"); UTF-8 when it has none.
QString encoding_from(const QString& word);

}  // namespace sanad::gui
