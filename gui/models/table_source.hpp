#pragma once
// What a table shows, for whoever takes it elsewhere: the titles of its columns and its rows, asked for in pieces,
// because most of a long table is nowhere but in the case.
#include <QStringList>
#include <cstddef>
#include <functional>
#include <vector>

#include "gui/reading.hpp"

namespace sanad::gui {

using TableCells = std::vector<QStringList>;

struct TableSource {
    QStringList titles;
    std::size_t rows = 0;
    /// The rows first … first + count - 1; may answer before it returns.
    std::function<Asked(std::size_t first, std::size_t count, std::function<void(Result<TableCells>)> answered)> ask;
};

/// Of rows that are at hand.
TableSource source_of(QStringList titles, TableCells cells);

}  // namespace sanad::gui
