#pragma once
// Text of evidence inside XML 1.0, which cannot hold every character.
#include <string>
#include <string_view>

namespace sanad {

/// As the content of an element or the value of an attribute in double quotes. Text that XML can hold comes back
/// exactly, line ends and tabs as references that no parser folds; text with other controls, noncharacters or
/// ill-formed bytes is written out whole as shown() does.
std::string xml_text(std::string_view text);

/// True when xml_text() gives the text back exactly.
bool fits_in_xml(std::string_view text);

}  // namespace sanad
