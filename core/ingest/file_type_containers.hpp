#pragma once
// Containers say little by their first bytes; what is inside decides what an examiner calls them.
#include <cstdint>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

/// A closer name for what `mime` only names as a container or family (ZIP, OLE2, ISO base media, ELF, MZ), or `mime`
/// itself where the head shows no more. The results have static lifetime, unless they are `mime`.
std::string_view refined_type(Bytes head, std::string_view mime);

}  // namespace sanad
