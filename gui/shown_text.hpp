#pragma once
// Facts as the screen writes them. Text from evidence goes through shown_name(): its controls become visible, so that
// no name can turn the line around it or break it.
#include <QString>
#include <QTimeZone>
#include <span>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"
#include "core/store/case_reader.hpp"

namespace sanad::gui {

/// Words of the program itself; text from evidence goes through shown_name().
QString from_utf8(std::string_view text);
/// Controls, bidi controls and ill-formed bytes written out (core/base/text.hpp).
QString shown_name(std::string_view text);
/// "1,234,567" with the separators of the examiner's locale.
QString shown_number(std::uint64_t number);
/// "1.2 MiB".
QString shown_size(std::uint64_t bytes);
/// "2022-09-21 23:13:36 UTC", whole seconds; a zoneless reading has no zone behind it.
QString shown_time(Timestamp time, bool zoneless = false);
QString shown_time(const std::optional<Timestamp>& time, bool zoneless = false);
/// Every digit that was recorded, UTC, and the same moment in the case's zone where that is another.
QString shown_time_in_full(Timestamp time, bool zoneless, const QTimeZone& zone);
/// Whether times are to be shown in this zone beside UTC.
bool is_other_zone(const QTimeZone& zone);
/// "2022-09-22 04:13:36" in that zone, whole seconds; nothing of a reading that has no zone behind it.
QString shown_local_time(const std::optional<Timestamp>& time, bool zoneless, const QTimeZone& zone);
/// The title of a column of times in that zone: "Modified, Asia/Karachi".
QString local_title(const QString& title, const QTimeZone& zone);
QString shown_hex(Bytes bytes);

QString shown_state(NameState state);
QString shown_kind(FileKind kind);
QString shown_content_state(ContentState state);
QString shown_recovery(Recovery recovery);
QString shown_attributes(FileAttributes attributes);
QString shown_image_state(ImageState state);
QString shown_outcome(Outcome outcome);
/// Of an outcome as a program's answer names it; a word that is none as it is.
QString shown_outcome(const QString& word);

/// A piece of text that is always read from left to right (hex, digests, paths) within a line of any direction.
QString left_to_right(const QString& text);
/// For a cell of a table: as it is where the window runs from left to right; else set apart from its line, so that
/// times and paths stay in order (`fixed`) and other text takes the direction of its own first letter.
QString in_cell(const QString& text, bool fixed);
/// As in_cell(), for a value of evidence: from left to right unless a letter in it runs from right to left. Sizes, Exif
/// times and numbers with a sign have no letter that says so, and a line of Urdu would turn them around.
QString value_in_cell(const QString& text);
/// Without what left_to_right() and in_cell() put around it, for copying.
QString without_isolates(QString text);

}  // namespace sanad::gui
