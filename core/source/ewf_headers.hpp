#pragma once
// The texts that the acquiring tool wrote into an EWF container about the case.
#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

/// The `header` section's inflated text: ASCII or a Windows code page, times in the acquiring machine's own clock.
std::vector<AcquisitionHeader> read_ewf_header(Bytes text);
/// The `header2` section's inflated text: UTF-16, times in seconds since 1970 UTC.
std::vector<AcquisitionHeader> read_ewf_header2(Bytes text);
/// The `xheader` section's inflated text: XML in UTF-8.
std::vector<AcquisitionHeader> read_ewf_xheader(Bytes text);

/// UTF-16 with or without a byte order mark (little-endian then); unpaired surrogates become U+FFFD.
std::string utf8_from_utf16(Bytes text);

}  // namespace sanad
