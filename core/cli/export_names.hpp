#pragma once
// Names from evidence as names on the examiner's disk. They are hostile: whatever a name says, its file lands inside
// the folder of the export, and no program that later lists that folder is led astray by it.
#include <string>
#include <string_view>

namespace sanad {

/// One name. Separators, controls, bidi controls, ill-formed UTF-8, '=', '%' and what Windows forbids are written as
/// =XX, as MIME writes a byte, so that the original can be read back and no two become one; "." and "..", devices of
/// Windows (CON, NUL, …) and a blank or dot at the end too. No '%' stays: a bag's manifest would write it as %25 (RFC
/// 8493), which common validators do not turn back. Beyond 180 bytes it is cut, and '~' with 16 digits of its SHA-256
/// stand for the rest. Never empty.
std::string export_name(std::string_view name);

/// A path of evidence as a relative path: each component an export_name, empty ones left out; "_" when none is left.
/// Past 3,000 bytes or 200 components only the last name stays, below "too-deep".
std::string export_path(std::string_view path);

}  // namespace sanad
