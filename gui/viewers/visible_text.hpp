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

/// Names under which this machine can decode: those of examiner's interest that it knows, in the order of the menu.
QStringList known_encodings();
/// What is no text of the encoding becomes U+FFFD.
QString decoded(const QByteArray& bytes, const QString& encoding);
/// The name in known_encodings() that the case's word for an encoding means ("utf-16le"); UTF-8 when it has none.
QString encoding_from(const QString& word);

}  // namespace sanad::gui
