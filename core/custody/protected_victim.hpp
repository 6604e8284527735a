#pragma once
// Offences whose victim the law keeps from being named: PECA s.21 and 22, with what was put in behind them (22A …); 19
// and 19A as the Bill numbers them (LEDGER.md section 9, V-23).
#include <string_view>

namespace sanad {

/// Of the members `scheme` and `section` of a case.offence.
inline bool protects_the_victim(std::string_view scheme, std::string_view section) {
    const std::string_view number = section.substr(0, section.find_first_not_of("0123456789"));
    return scheme == "bill" ? number == "19" : number == "21" || number == "22";
}

}  // namespace sanad
