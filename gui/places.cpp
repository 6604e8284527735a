#include "gui/places.hpp"

#include "gui/views/overview_place.hpp"

namespace sanad::gui {

std::vector<Place*> make_places(Workplace& workplace, QWidget* parent) {
    return {
        new OverviewPlace{workplace, parent},
    };
}

}  // namespace sanad::gui
