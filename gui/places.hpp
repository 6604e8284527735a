#pragma once
#include <vector>

#include "gui/views/place.hpp"

namespace sanad::gui {

/// Every place of the window, in the order of the switcher. The list to add one to is in places.cpp.
std::vector<Place*> make_places(Workplace& workplace, QWidget* parent);

}  // namespace sanad::gui
