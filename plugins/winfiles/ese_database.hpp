#pragma once
// Tables, rows and cells of an Extensible Storage Engine database, through libesedb.
#include <libesedb.h>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "plugins/winfiles/foreign_reader.hpp"
#include "plugins/winfiles/little_endian.hpp"

namespace sanad::winfiles {

constexpr std::string_view ese_signature{"\xEF\xCD\xAB\x89", 4};
constexpr std::uint64_t ese_signature_at = 4;

class EseRow {
public:
    EseRow(libesedb_record_t* record, const std::vector<std::string>& columns) : record_{record}, columns_{columns} {}

    const std::vector<std::string>& columns() const { return columns_; }
    std::uint32_t type(std::size_t column) const {
        std::uint32_t type = 0;
        return libesedb_record_get_column_type(record_, static_cast<int>(column), &type, nullptr) == 1 ? type : 0;
    }
    /// Nothing for an empty cell, or one that is no whole number.
    std::optional<std::int64_t> integer(std::string_view name) const { return with(name, &EseRow::integer_at); }
    std::optional<std::int64_t> integer_at(std::size_t column) const {
        const auto bytes = raw(column);
        switch (type(column)) {
            case LIBESEDB_COLUMN_TYPE_BOOLEAN:
            case LIBESEDB_COLUMN_TYPE_INTEGER_8BIT_UNSIGNED:
                return sized<std::uint8_t>(bytes);
            case LIBESEDB_COLUMN_TYPE_INTEGER_16BIT_SIGNED:
                return sized<std::int16_t>(bytes);
            case LIBESEDB_COLUMN_TYPE_INTEGER_16BIT_UNSIGNED:
                return sized<std::uint16_t>(bytes);
            case LIBESEDB_COLUMN_TYPE_INTEGER_32BIT_SIGNED:
                return sized<std::int32_t>(bytes);
            case LIBESEDB_COLUMN_TYPE_INTEGER_32BIT_UNSIGNED:
                return sized<std::uint32_t>(bytes);
            case LIBESEDB_COLUMN_TYPE_CURRENCY:
            case LIBESEDB_COLUMN_TYPE_INTEGER_64BIT_SIGNED:
                return sized<std::int64_t>(bytes);
            default:
                return std::nullopt;
        }
    }
    std::string text(std::string_view name) const { return with(name, &EseRow::text_at).value_or(""); }
    std::optional<std::string> text_at(std::size_t column) const {
        const int entry = static_cast<int>(column);
        if (type(column) != LIBESEDB_COLUMN_TYPE_TEXT && type(column) != LIBESEDB_COLUMN_TYPE_LARGE_TEXT)
            return std::nullopt;
        if (libesedb_record_is_long_value(record_, entry, nullptr) == 1) {
            Owned<libesedb_long_value_free> value;
            if (libesedb_record_get_long_value(record_, entry, value.out(), nullptr) != 1) return std::nullopt;
            return foreign_text(value.get(), libesedb_long_value_get_utf8_string_size,
                                libesedb_long_value_get_utf8_string);
        }
        return foreign_text(record_, libesedb_record_get_value_utf8_string_size, libesedb_record_get_value_utf8_string,
                            entry);
    }
    std::vector<std::uint8_t> bytes(std::string_view name) const {
        return with(name, &EseRow::bytes_at).value_or(std::vector<std::uint8_t>{});
    }
    std::optional<std::vector<std::uint8_t>> bytes_at(std::size_t column) const {
        const int entry = static_cast<int>(column);
        if (libesedb_record_is_long_value(record_, entry, nullptr) == 1) {
            Owned<libesedb_long_value_free> value;
            size64_t size = 0;
            if (libesedb_record_get_long_value(record_, entry, value.out(), nullptr) != 1 ||
                libesedb_long_value_get_data_size(value.get(), &size, nullptr) != 1 || size == 0 || size > largest) {
                return std::nullopt;
            }
            std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
            if (libesedb_long_value_get_data(value.get(), bytes.data(), bytes.size(), nullptr) != 1)
                return std::nullopt;
            return bytes;
        }
        std::size_t size = 0;
        if (libesedb_record_get_value_binary_data_size(record_, entry, &size, nullptr) == 1 && size > 0 &&
            size <= largest) {
            std::vector<std::uint8_t> bytes(size);
            if (libesedb_record_get_value_binary_data(record_, entry, bytes.data(), size, nullptr) == 1) return bytes;
        }
        return std::nullopt;
    }
    /// "{ad495fc3-…}"; empty for none.
    std::string guid(std::string_view name) const {
        const auto bytes = with(name, &EseRow::cell_at).value_or(std::vector<std::uint8_t>{});
        return bytes.size() == 16 ? guid_text(bytes, 0) : std::string{};
    }
    /// The bytes of a cell that the database keeps in the row itself, of whatever type.
    std::optional<std::vector<std::uint8_t>> cell_at(std::size_t column) const { return raw(column); }
    std::optional<Time> filetime(std::string_view name) const {
        const auto value = integer(name);
        return value && *value > 0 ? sdk::time_of_filetime(static_cast<std::uint64_t>(*value)) : std::nullopt;
    }
    /// Days since 1899-12-30 as a double, which holds no more than milliseconds; or a FILETIME.
    std::optional<Time> date_time(std::string_view name) const { return with(name, &EseRow::date_time_at); }
    std::optional<Time> date_time_at(std::size_t column) const {
        const auto bytes = raw(column);
        if (bytes.size() != 8 || type(column) != LIBESEDB_COLUMN_TYPE_DATE_TIME) return std::nullopt;
        const std::uint64_t bits = u64(bytes, 0);
        // Some databases keep FILETIME in such a column; as a double it would be next to nothing.
        if (bits < 0x0300'0000'0000'0000) return sdk::time_of_filetime(bits);
        double days = 0;
        std::memcpy(&days, &bits, sizeof days);
        constexpr double days_1899_to_1970 = 25'569;
        if (!std::isfinite(days) || days == 0 || std::abs(days - days_1899_to_1970) > 100'000) return std::nullopt;
        return Time{static_cast<std::int64_t>(std::llround((days - days_1899_to_1970) * 86'400'000.0)) * 1'000'000};
    }

private:
    static constexpr std::uint64_t largest = std::uint64_t{64} << 20;

    template <class Value>
    static std::optional<std::int64_t> sized(const std::vector<std::uint8_t>& bytes) {
        if (bytes.size() != sizeof(Value)) return std::nullopt;
        return static_cast<Value>(number_at<sizeof(Value)>(bytes, 0));
    }
    std::vector<std::uint8_t> raw(std::size_t column) const {
        const int entry = static_cast<int>(column);
        std::size_t size = 0;
        if (libesedb_record_get_value_data_size(record_, entry, &size, nullptr) != 1 || size == 0 || size > largest)
            return {};
        std::vector<std::uint8_t> bytes(size);
        if (libesedb_record_get_value_data(record_, entry, bytes.data(), size, nullptr) != 1) return {};
        return bytes;
    }
    template <class Value>
    std::optional<Value> with(std::string_view name, std::optional<Value> (EseRow::*get)(std::size_t) const) const {
        const auto found = std::find(columns_.begin(), columns_.end(), name);
        if (found == columns_.end()) return std::nullopt;
        return (this->*get)(static_cast<std::size_t>(found - columns_.begin()));
    }

    libesedb_record_t* record_;
    const std::vector<std::string>& columns_;
};

class EseDatabase {
public:
    explicit EseDatabase(const sdk::File& file) : reader_{file} {
        if (libesedb_file_initialize(database_.out(), nullptr) != 1) throw std::runtime_error{"libesedb cannot begin"};
        opened_ =
            libesedb_file_open_file_io_handle(database_.get(), reader_.handle(), LIBESEDB_OPEN_READ, nullptr) == 1;
        reader_.rethrow_unreadable();
        int count = 0;
        if (!opened_ || libesedb_file_get_number_of_tables(database_.get(), &count, nullptr) != 1) return;
        for (int i = 0; i < count; ++i) {
            Table table;
            if (libesedb_file_get_table(database_.get(), i, table.out(), nullptr) != 1) continue;
            names_.push_back(
                foreign_text(table.get(), libesedb_table_get_utf8_name_size, libesedb_table_get_utf8_name));
        }
    }

    bool opened() const { return opened_; }
    const std::vector<std::string>& tables() const { return names_; }
    bool has(std::string_view name) const { return std::find(names_.begin(), names_.end(), name) != names_.end(); }

    /// False: some rows could not be read.
    bool each_row(std::string_view name, const std::function<void(const EseRow&)>& row) {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) return true;
        Table table;
        int count = 0;
        if (libesedb_file_get_table(database_.get(), static_cast<int>(found - names_.begin()), table.out(), nullptr) !=
                1 ||
            libesedb_table_get_number_of_records(table.get(), &count, nullptr) != 1) {
            reader_.rethrow_unreadable();
            return false;
        }
        std::vector<std::string> columns;
        bool sound = true;
        for (int i = 0; i < count; ++i) {
            Owned<libesedb_record_free> record;
            if (libesedb_table_get_record(table.get(), i, record.out(), nullptr) != 1) {
                reader_.rethrow_unreadable();
                sound = false;
                continue;
            }
            if (columns.empty()) columns = columns_of(record.get());
            row(EseRow{record.get(), columns});
        }
        reader_.rethrow_unreadable();
        return sound;
    }

private:
    using Table = Owned<libesedb_table_free>;

    static std::vector<std::string> columns_of(libesedb_record_t* record) {
        std::vector<std::string> columns;
        int count = 0;
        if (libesedb_record_get_number_of_values(record, &count, nullptr) != 1) return columns;
        for (int i = 0; i < count; ++i) {
            columns.push_back(foreign_text(record, libesedb_record_get_utf8_column_name_size,
                                           libesedb_record_get_utf8_column_name, i));
        }
        return columns;
    }

    ForeignReader reader_;
    Owned<libesedb_file_free> database_;
    bool opened_ = false;
    std::vector<std::string> names_;
};

/// A cell of any kind as an examiner would read it; nothing for an empty one.
inline std::optional<std::string> readable(const EseRow& row, std::size_t column) {
    switch (row.type(column)) {
        case LIBESEDB_COLUMN_TYPE_TEXT:
        case LIBESEDB_COLUMN_TYPE_LARGE_TEXT: {
            auto text = row.text_at(column);
            return text && !text->empty() ? text : std::nullopt;
        }
        case LIBESEDB_COLUMN_TYPE_BINARY_DATA:
        case LIBESEDB_COLUMN_TYPE_LARGE_BINARY_DATA: {
            const auto bytes = row.bytes_at(column);
            return bytes ? std::optional{hexadecimal(*bytes)} : std::nullopt;
        }
        default: {
            const auto number = row.integer_at(column);
            return number ? std::optional{std::to_string(*number)} : std::nullopt;
        }
    }
}

inline void integer_if(sdk::Artifact& artifact, std::string_view name, std::optional<std::int64_t> value) {
    if (value) artifact.integer(name, *value);
}

}  // namespace sanad::winfiles
