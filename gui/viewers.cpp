#include "gui/viewers.hpp"

#include "gui/viewers/contents_viewer.hpp"
#include "gui/viewers/document_viewer.hpp"
#include "gui/viewers/findings_viewer.hpp"
#include "gui/viewers/hex_viewer.hpp"
#include "gui/viewers/picture_viewer.hpp"
#include "gui/viewers/structure_viewer.hpp"
#include "gui/viewers/text_viewer.hpp"
#include "gui/views/facts_viewer.hpp"

namespace sanad::gui {

std::vector<FileViewer*> make_viewers(Workplace& workplace, QWidget* parent) {
    return {
        new FactsViewer{workplace, parent},     new PictureViewer{workplace, parent},
        new DocumentViewer{workplace, parent},  new TextViewer{workplace, parent},
        new StructureViewer{workplace, parent}, new FindingsViewer{workplace, parent},
        new ContentsViewer{workplace, parent},  new HexViewer{workplace, parent},
    };
}

}  // namespace sanad::gui
