#pragma once
#include <vector>

#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

/// Every way of looking at a file, in the order of the tabs. The list to add one to is in viewers.cpp.
std::vector<FileViewer*> make_viewers(Workplace& workplace, QWidget* parent);

}  // namespace sanad::gui
