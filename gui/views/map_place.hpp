#pragma once
// The place "Map": findings that tell where something was, on a map, and as a list of those that were pointed at.
#include <QLabel>
#include <QTreeWidget>
#include <vector>

#include "gui/views/map_view.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

class MapPlace : public Place {
    Q_OBJECT
public:
    explicit MapPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("map"); }
    QString title() const override { return tr("Map"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override;
    QList<QAction*> place_actions() override { return actions_; }

    MapView& map() { return *map_; }
    QTreeWidget& list() { return *list_; }

private:
    void ask();
    void show_rows(const std::vector<std::size_t>& rows);

    CaseSession* session_ = nullptr;
    MapView* map_;
    QTreeWidget* list_;
    QLabel* count_;
    std::vector<ArtifactRow> located_;
    QList<QAction*> actions_;
    Asked asked_;
};

}  // namespace sanad::gui
