#pragma once
// One function for each family of formats. Each is called with the place of a character that the prefilter found worth
// a look, looks around it in the passage, and gives what it finds to `hits`. `until`: places before it were looked at
// already; a function moves it to where it stopped.
#include "core/search/identifiers/passage.hpp"

namespace sanad {

/// What a family found, in characters of the passage.
class Hits {
public:
    Hits(const Passage& passage, std::vector<Identifier>& all) : passage_{passage}, all_{all} {}
    void add(IdentifierKind kind, IdentifierVerdict verdict, std::size_t from, std::size_t until, std::string value,
             bool common = false);

private:
    const Passage& passage_;
    std::vector<Identifier>& all_;
};

// Names of the net: RFC 5321, 3986, 1035, 4291, 7686; IEEE 802.
void find_email(const Passage& passage, std::size_t at_sign, Hits& hits);
void find_url(const Passage& passage, std::size_t second_slash, Hits& hits, std::size_t& until);
void find_domain(const Passage& passage, std::size_t after_dot, Hits& hits, std::size_t& until);
void find_ipv4(const Passage& passage, std::size_t after_dot, Hits& hits, std::size_t& until);
void find_ipv6(const Passage& passage, std::size_t colon, Hits& hits, std::size_t& until);
void find_mac(const Passage& passage, std::size_t separator, Hits& hits, std::size_t& until);

// Numbers: all that may stand in the run of digits, spaces and hyphens around a place.
void find_numbers(const Passage& passage, std::size_t at, Hits& hits, std::size_t& until);
void find_iban(const Passage& passage, std::size_t at, Hits& hits);
void find_plate(const Passage& passage, std::size_t digit, Hits& hits, std::size_t& until);

// Long runs of letters and digits: addresses of currencies, whose checksums decide.
void find_coin(const Passage& passage, std::size_t at, Hits& hits, std::size_t& until);
void find_mnemonic(const Passage& passage, std::size_t at, Hits& hits, std::size_t& until);

// Parts that several use.
inline constexpr std::size_t longest_top_domain = 13;
bool known_top_domain(std::string_view name);  ///< in any case; ISO 3166 codes and the generic names in common use
std::optional<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text);
/// Of a host: a known top domain, an address, localhost.
bool plausible_host(std::string_view host);
bool is_schema_host(std::string_view host);  ///< where the names of XML vocabularies point to
bool luhn_holds(std::string_view digits);

}  // namespace sanad
