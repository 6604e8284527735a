#pragma once
// Numbers of persons in what somebody is about to sign in clear.
#include <string>
#include <string_view>
#include <vector>

namespace sanad {

/// Each CNIC (35202-0000000-1) and Pakistani mobile number (0300-1234567, +92 300 1234567) in a text, as it stands
/// there.
std::vector<std::string> personal_numbers_in(std::string_view text);

}  // namespace sanad
