#pragma once
// What the examiner set in the header of a column, and the questions that come of it.
#include <QMap>
#include <QString>
#include <QVariantMap>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/store/artifact_query.hpp"
#include "core/store/query.hpp"
#include "gui/models/paged_table_model.hpp"

namespace sanad::gui {

/// One column's. Which members count depends on the column's kind.
struct ColumnFilter {
    QString text;  ///< text: words or a pattern with * and ?; digest: hexadecimal, one or several
    std::optional<std::int64_t> from, to;  ///< number, size: both included; time: nanoseconds, both included
    std::vector<int> choices;              ///< choice: codes, any of them

    bool is_empty() const { return text.trimmed().isEmpty() && !from && !to && choices.empty(); }
    bool operator==(const ColumnFilter&) const = default;
};

/// By the column's id.
using ColumnFilters = QMap<QString, ColumnFilter>;

/// `*holiday*` of `holiday`; what has a * or ? of its own stays as it is.
std::string glob_of(const QString& words);

/// What holds for files where all of the filters hold. Nothing (with words for the examiner) when one of them makes no
/// sense: a digest that is none.
Result<FileQuery> file_conditions(const ColumnFilters& filters);
Result<std::vector<AttributeCondition>> artifact_conditions(const ColumnFilters& filters,
                                                            const std::vector<Column>& columns);

/// The filter in words, for the chip that shows it: "Size from 1.0 MiB".
QString filter_words(const Column& column, const ColumnFilter& filter);

/// The choices of a column of files: code and words.
std::vector<std::pair<int, QString>> file_choices(const QString& column_id);

QVariantMap to_map(const ColumnFilters& filters);
ColumnFilters filters_from(const QVariantMap& map);

}  // namespace sanad::gui
