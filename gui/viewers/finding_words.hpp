#pragma once
// The catalog's words for types of findings and for what their times say happened, the same for files, and the names of
// families, for lupdate: what is said in another
// language has to stand as a text in gui/. A test compares the list with the catalog.
#include <span>

namespace sanad::gui {

/// Of the context "Findings".
std::span<const char* const> finding_words();

}  // namespace sanad::gui
