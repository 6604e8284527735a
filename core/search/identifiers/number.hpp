#pragma once
// A number as people write it: groups of digits with one space or hyphen between.
#include <initializer_list>

#include "core/search/identifiers/families.hpp"

namespace sanad {

struct Number {
    static constexpr std::size_t most_groups = 8;

    const Passage& passage;
    std::size_t from;
    std::size_t count = 0;  ///< groups
    std::array<std::size_t, most_groups> length{}, end{};
    std::array<char, most_groups> separator{};  ///< before the group; of the first: NUL

    Number(const Passage& passage, std::size_t from);

    /// The first groups are so long, with one sign between all of them, and the number ends with them.
    bool shaped(std::initializer_list<std::size_t> lengths) const;
    /// One group and nothing more.
    bool plain(std::size_t digits) const { return count > 0 && length[0] == digits && ends_after(1); }
    /// Nothing that belongs to a longer number follows the first `groups`.
    bool ends_after(std::size_t groups) const;
    std::string digits(std::size_t groups) const;
    std::size_t until(std::size_t groups) const { return end[groups - 1]; }
    /// Nothing that belongs to a longer number or to a word precedes.
    bool begins() const;
};

// What may begin where a group of digits begins.
void find_card(const Number& number, Hits& hits);
void find_cnic(const Number& number, Hits& hits);
void find_ntn(const Number& number, Hits& hits);
void find_device(const Number& number, Hits& hits);  ///< IMEI, IMEISV, ICCID, IMSI
void find_phone(const Number& number, Hits& hits);
void find_position(const Number& number, Hits& hits);
void find_transaction(const Number& number, Hits& hits);

}  // namespace sanad
