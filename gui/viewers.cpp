#include "gui/viewers.hpp"

#include "gui/views/facts_viewer.hpp"

namespace sanad::gui {

std::vector<FileViewer*> make_viewers(Workplace& workplace, QWidget* parent) {
    return {
        new FactsViewer{workplace, parent},
    };
}

}  // namespace sanad::gui
