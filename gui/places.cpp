#include "gui/places.hpp"

#include "gui/views/custody_place.hpp"
#include "gui/views/gallery_place.hpp"
#include "gui/views/map_place.hpp"
#include "gui/views/overview_place.hpp"
#include "gui/views/reports_place.hpp"
#include "gui/views/search_place.hpp"

namespace sanad::gui {

std::vector<Place*> make_places(Workplace& workplace, QWidget* parent) {
    return {
        new OverviewPlace{workplace, parent}, new GalleryPlace{workplace, parent}, new SearchPlace{workplace, parent},
        new MapPlace{workplace, parent},      new CustodyPlace{workplace, parent}, new ReportsPlace{workplace, parent},
    };
}

}  // namespace sanad::gui
