// view.sqlite: the tables of an SQLite database with their rows as they are stored, the write-ahead log taken into
// account. For a person to browse; what the rows mean is said by the modules that know the app.
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sqlite/database.hpp"

namespace {

using namespace sanad::sdk;
using sanad::sqlite::Cell;
using sanad::sqlite::CellType;
using sanad::sqlite::Damaged;
using sanad::sqlite::Database;

constexpr std::uint64_t most_rows_of_a_table = 5'000;
constexpr std::uint64_t most_rows = 100'000;
constexpr std::size_t longest_cell = 1024;

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        text += c;
        if (c == '"') text += c;
    }
    return text + '"';
}

void add_cell(Artifact& row, const Cell& cell) {
    static constexpr char digits[] = "0123456789abcdef";
    // One text a cell, its first letter the type: a list of a vendor's artifact has one kind.
    if (cell.type == CellType::null) {
        row.text("cell", "n");
    } else if (cell.type == CellType::integer) {
        row.text("cell", "i" + std::to_string(cell.integer));
    } else if (cell.type == CellType::real) {
        row.text("cell", "r" + std::to_string(cell.real));
    } else if (cell.type == CellType::text) {
        std::string text = "t" + cell.bytes.substr(0, longest_cell);
        if (cell.bytes.size() > longest_cell) text += "…";
        row.text("cell", utf8(text));
    } else {
        std::string text = "b" + std::to_string(cell.bytes.size()) + ":";
        for (std::size_t i = 0; i < cell.bytes.size() && i < 32; ++i) {
            text += digits[static_cast<unsigned char>(cell.bytes[i]) >> 4];
            text += digits[static_cast<unsigned char>(cell.bytes[i]) & 15];
        }
        row.text("cell", text);
    }
}

class SqliteTables {
public:
    static constexpr std::string_view name = "view.sqlite";
    static constexpr std::string_view version = "1.0.0";
    static constexpr std::string_view summary = "Tables and rows of an SQLite database, to be browsed";
    static constexpr std::array wants{signature(sanad::sqlite::file_signature, 0, sanad::sqlite::companions)};
    static constexpr std::array emits{text("x.sanad.table"), text("x.sanad.row")};

    Verdict examine(const File& file, const Sink& sink) {
        bool damaged = false;
        try {
            const auto database = Database::open(file);
            if (!database) return Verdict::not_mine;
            damaged = database->tell(sink);
            std::uint64_t told = 0;
            for (const std::string& table : database->tables()) {
                try {
                    told += show(*database, table, file, sink, most_rows - told);
                } catch (const Damaged& error) {
                    sink.warn(file.whole(), "table " + utf8(table) + ": " + error.what());
                    damaged = true;
                }
            }
        } catch (const Damaged& error) {
            sink.warn(file.whole(), error.what());
            return Verdict::damaged;
        }
        return damaged ? Verdict::damaged : Verdict::examined;
    }

private:
    static std::uint64_t show(const Database& database, const std::string& table, const File& file, const Sink& sink,
                              std::uint64_t most) {
        std::int64_t count = 0;
        if (auto counted = database.query("SELECT count(*) FROM " + quoted(table)); counted.next()) {
            count = counted.cell(std::size_t{0}).integer;
        }
        auto rows = database.query("SELECT * FROM " + quoted(table));
        Artifact head{"x.sanad.table", file.whole()};
        head.text("name", utf8(table)).integer("rows", count);
        for (std::size_t column = 0; column < rows.columns(); ++column) head.text("column", utf8(rows.name(column)));
        sink.emit(head);
        std::uint64_t told = 0;
        while (told < std::min(most, most_rows_of_a_table) && rows.next()) {
            ++told;
            Artifact row{"x.sanad.row", file.whole()};
            row.text("name", utf8(table));
            for (std::size_t column = 0; column < rows.columns(); ++column) add_cell(row, rows.cell(column));
            sink.emit(row);
        }
        if (static_cast<std::uint64_t>(count) > told) {
            sink.warn(file.whole(), "table " + utf8(table) + ": the first " + std::to_string(told) + " of " +
                                        std::to_string(count) + " rows are shown");
        }
        return told;
    }
};

}  // namespace

SANAD_MODULE(SqliteTables)
