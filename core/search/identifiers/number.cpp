#include "core/search/identifiers/number.hpp"

#include <algorithm>

namespace sanad {

Number::Number(const Passage& the_passage, std::size_t start) : passage{the_passage}, from{start} {
    std::size_t at = start;
    while (count < most_groups && is_digit(passage.at(at)) && passage.has(at)) {
        std::size_t stop = at;
        while (passage.has(stop) && is_digit(passage.text[stop]) && stop - at < 40) ++stop;
        length[count] = stop - at;
        end[count] = stop;
        separator[count] = count == 0 ? '\0' : passage.text[at - 1];
        ++count;
        const char sign = passage.at(stop);
        if (sign != ' ' && sign != '-') break;
        at = stop + 1;
    }
}

bool Number::begins() const {
    const char previous = passage.before(from);
    if (is_alnum(previous) || (from == 0 && passage.goes_on_left)) return false;
    const bool joins = previous == '-' || previous == '.' || previous == ':' || previous == '/';
    return !(joins && from >= 2 && is_digit(passage.text[from - 2]));
}

bool Number::ends_after(std::size_t groups) const {
    if (groups == 0 || groups > count) return false;
    if (groups < count) return separator[groups] == ' ';
    const std::size_t after = end[groups - 1];
    const char next = passage.at(after);
    if (is_alnum(next)) return false;
    if ((next == '.' || next == '-') && is_digit(passage.at(after + 1))) return false;
    // A space and more digits than one number has groups.
    return true;
}

bool Number::shaped(std::initializer_list<std::size_t> lengths) const {
    if (lengths.size() > count || lengths.size() < 2) return false;
    std::size_t i = 0;
    for (const std::size_t wanted : lengths) {
        if (length[i] != wanted || (i > 0 && separator[i] != separator[1])) return false;
        ++i;
    }
    // With spaces a number cannot be told from the one beside it: a further group of the same kind makes it a table.
    if (separator[1] == ' ' && lengths.size() < count && separator[lengths.size()] == ' ' &&
        length[lengths.size()] == *(lengths.end() - 1) && *(lengths.begin()) == *(lengths.end() - 1))
        return false;
    return ends_after(lengths.size());
}

std::string Number::digits(std::size_t groups) const {
    std::string digits;
    for (std::size_t at = from; at < until(groups); ++at)
        if (is_digit(passage.text[at])) digits += passage.text[at];
    return digits;
}

// ISO/IEC 7812-1 annex B.
bool luhn_holds(std::string_view digits) {
    int sum = 0;
    bool doubled = false;
    for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
        const int digit = digits[i] - '0';
        sum += doubled ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit;
    }
    return sum % 10 == 0;
}

void find_numbers(const Passage& passage, std::size_t at, Hits& hits, std::size_t& until) {
    const auto part = [](char c) {
        return is_digit(c) || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '+';
    };
    // Back to where the number, with its area code or its other half, may begin.
    std::size_t from = at;
    while (from > until && at - from < 40 && part(passage.text[from - 1])) --from;
    std::size_t end = at + 1;
    while (passage.has(end) && is_digit(passage.text[end])) ++end;
    for (std::size_t start = from; start < end; ++start) {
        if (!is_digit(passage.text[start]) || (start > 0 && is_digit(passage.text[start - 1]))) continue;
        const Number number{passage, start};
        if (number.length[0] > 24) continue;
        find_phone(number, hits);
        find_position(number, hits);
        if (!number.begins()) continue;
        find_card(number, hits);
        find_cnic(number, hits);
        find_ntn(number, hits);
        find_device(number, hits);
        find_transaction(number, hits);
    }
    until = std::max(until, end);
}

}  // namespace sanad
