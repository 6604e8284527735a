#pragma once
// Urdu in Latin letters has no spelling of its own: zabardast, jabardast; khat, qat; shaadi, shadi. Words of one sound
// have one skeleton here. It suggests; it never decides what is found.
#include <string>
#include <string_view>
#include <vector>

namespace sanad {

/// Of a folded word of Latin letters alone; empty for any other.
std::string roman_skeleton(std::string_view word);
/// The first letters that words of this skeleton may begin with.
std::vector<char> possible_first_letters(std::string_view skeleton);

}  // namespace sanad
