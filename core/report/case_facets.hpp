#pragma once
// Which facets of CASE/UCO 1.4 an artifact's attributes fill: one table, beside the class that the catalog gives for
// the type. What has no row here stands in Sanad's own facet only, which holds every attribute.
#include <span>
#include <string_view>

namespace sanad {

/// How UCO wants the value written.
enum class CaseLiteral : unsigned char {
    text,     ///< xsd:string
    integer,  ///< xsd:integer
    time,     ///< xsd:dateTime
    truth,    ///< xsd:boolean, of an integer that is 0 or 1
    address,  ///< xsd:anyURI
    url,      ///< an observable:URL of its own
};

struct CaseProperty {
    std::string_view type, attribute;  ///< of the catalog
    std::string_view facet, property;  ///< of UCO's observable namespace
    CaseLiteral literal;
    bool needed = false;  ///< UCO asks for exactly one: without it there is no such facet
};

/// Rows of one type stand together, and those of one facet within it.
std::span<const CaseProperty> case_properties();

}  // namespace sanad
