#include "gui/places.hpp"

#include "gui/views/artifacts_place.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/overview_place.hpp"
#include "gui/views/timeline_place.hpp"

namespace sanad::gui {

std::vector<Place*> make_places(Workplace& workplace, QWidget* parent) {
    return {
        new OverviewPlace{workplace, parent},
        new FilesPlace{workplace, parent},
        new ArtifactsPlace{workplace, parent},
        new TimelinePlace{workplace, parent},
    };
}

}  // namespace sanad::gui
