#include "gui/models/table_source.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace sanad::gui {

TableSource source_of(QStringList titles, TableCells cells) {
    auto kept = std::make_shared<const TableCells>(std::move(cells));
    const std::size_t rows = kept->size();
    return {std::move(titles), rows,
            [kept](std::size_t first, std::size_t count, const std::function<void(Result<TableCells>)>& answered) {
                const auto from = kept->begin() + static_cast<std::ptrdiff_t>(std::min(first, kept->size()));
                const auto left = static_cast<std::size_t>(kept->end() - from);
                answered(TableCells{from, from + static_cast<std::ptrdiff_t>(std::min(count, left))});
                return Asked{};
            }};
}

}  // namespace sanad::gui
