#pragma once
// The pages of an SQLite database as SQLite itself would see them on opening it: the file, a hot rollback journal
// undone, the committed part of a write-ahead log put over it. Every page knows where its bytes lie in the evidence.
// Authority: sqlite.org/fileformat2.html, sections 1.2, 3 and 4.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::sqlite {

struct Warning {
    sdk::Range place;
    std::string message;
    bool damage = false;  ///< something is missing or wrong, not merely worth knowing
};

struct Pages {
    std::uint32_t page_size = 0;
    std::vector<std::uint8_t> image;  ///< whole pages
    /// Where each page lies in the evidence (stream, offset); a length of 0: nowhere, it is filled with zeros.
    std::vector<sdk::Range> places;
    std::vector<Warning> warnings;

    std::uint32_t count() const { return static_cast<std::uint32_t>(places.size()); }
    /// Page 1 is the first; empty when there is none of this number.
    sdk::Bytes page(std::uint32_t number) const {
        if (number == 0 || number > count()) return {};
        return sdk::Bytes{image}.subspan(std::size_t{number - 1} * page_size, page_size);
    }
};

/// Nothing: no SQLite database. Companions are recognised by the end of their names, "-wal" and "-journal".
std::optional<Pages> read_pages(const sdk::File& file);

}  // namespace sanad::sqlite
