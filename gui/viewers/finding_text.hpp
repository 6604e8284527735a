#pragma once
// Findings as the screen writes them: the names of types and attributes, and values of every kind.
#include <QString>
#include <QTimeZone>
#include <optional>
#include <vector>

#include "core/store/artifact_query.hpp"

namespace sanad::gui {

/// "Message", in the language of the window; a vendor's type by its own name.
QString type_label(std::string_view type);
/// "program" -> "Program": of all types whose names begin so.
QString family_label(std::string_view family);
/// "Page visited": what a time of a finding, or of a file, says happened.
QString happening_label(std::string_view happening);
/// "run_count" -> "Run count", "sent_at" -> "Sent": what stands beneath or beside it is a time.
QString attribute_label(std::string_view name);
/// Controls visible; times in UTC and in the case's zone; bytes in hexadecimal. In a window from right to left each
/// value keeps its own order.
QString shown_value(const AttributeValue& value, const QTimeZone& zone);

/// The first text of that name; nothing when there is none.
std::optional<std::string> text_of(const Artifact& artifact, std::string_view name);
std::vector<std::string> texts_of(const Artifact& artifact, std::string_view name);
std::optional<Timestamp> time_of(const Artifact& artifact, std::string_view name);
std::optional<double> real_of(const Artifact& artifact, std::string_view name);
std::optional<std::int64_t> integer_of(const Artifact& artifact, std::string_view name);
/// The time by which an artifact is ordered: the first of its type's times that it has.
std::optional<Timestamp> main_time(const Artifact& artifact);

}  // namespace sanad::gui
