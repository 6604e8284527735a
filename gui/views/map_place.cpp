#include "gui/views/map_place.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/views/table_out.hpp"

namespace sanad::gui {
namespace {

constexpr std::size_t most_of_a_type = 50'000, most_listed = 1000;
constexpr int place_role = Qt::UserRole;

/// Types that tell a place in degrees.
std::vector<std::string> located_types() {
    std::vector<std::string> names;
    for (const ArtifactType& type : artifact_types)
        if (attribute_type(type, "latitude") != nullptr && attribute_type(type, "longitude") != nullptr)
            names.emplace_back(type.name);
    return names;
}

}  // namespace

MapPlace::MapPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    map_ = new MapView;
    list_ = new QTreeWidget;
    list_->setRootIsDecorated(false);
    list_->setAlternatingRowColors(true);
    list_->setHeaderLabels({tr("Finding"), tr("When"), tr("Latitude, longitude"), tr("File")});
    list_->header()->resizeSection(0, 190);
    list_->header()->resizeSection(1, 190);
    list_->header()->resizeSection(2, 180);
    list_->setAccessibleName(tr("Findings at the place that was pointed at"));
    count_ = new QLabel;
    auto* all = new QPushButton{tr("All")};
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    bar->addWidget(count_, 1);
    bar->addWidget(all);
    auto* split = new QSplitter{Qt::Vertical};
    split->addWidget(map_);
    split->addWidget(list_);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(split, 1);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    add_table_actions(*this, actions_, this->workplace(), QStringLiteral("places"),
                      [this](bool only_chosen) { return source_of(*list_, only_chosen); }, {list_});
    connect(all, &QPushButton::clicked, map_, &MapView::fit);
    connect(map_, &MapView::chosen, this, &MapPlace::show_rows);
    connect(list_, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item == nullptr) return;
        const auto row = item->data(0, place_role).toULongLong();
        if (row < located_.size()) this->workplace().show_artifact(located_[row]);
    });
}

QIcon MapPlace::icon() const {
    return gui::icon("map");
}

void MapPlace::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
    ask();
}

void MapPlace::close_case() {
    asked_.forget();
    session_ = nullptr;
    located_.clear();
    list_->clear();
    count_->clear();
    map_->show_points({});
}

void MapPlace::case_changed() {
    if (!asked_.is_open()) ask();
}

void MapPlace::ask() {
    if (session_ == nullptr) return;
    asked_ = session_->ask<std::vector<ArtifactRow>>(
        Lane::questions,
        [](CaseReader& reader) -> Result<std::vector<ArtifactRow>> {
            std::vector<ArtifactRow> located;
            const auto present = TRY(reader.artifact_counts());
            for (const std::string& type : located_types()) {
                if (!present.contains(type)) continue;
                ArtifactQuery query;
                query.types = {type};
                query.limit = most_of_a_type;
                for (ArtifactRow& row : TRY(reader.artifacts(TRY(reader.find_artifacts(query)))))
                    if (real_of(row.artifact, "latitude") && real_of(row.artifact, "longitude"))
                        located.push_back(std::move(row));
            }
            return located;
        },
        [this](Result<std::vector<ArtifactRow>> found) {
            if (!found) {
                count_->setText(QString::fromStdString(found.error().what));
                return;
            }
            if (found->size() == located_.size() && !located_.empty()) return;
            located_ = std::move(*found);
            std::vector<MapPoint> points;
            for (std::size_t i = 0; i < located_.size(); ++i) {
                const ArtifactType* type = artifact_type(located_[i].artifact.type);
                points.push_back({*real_of(located_[i].artifact, "latitude"),
                                  *real_of(located_[i].artifact, "longitude"),
                                  type == nullptr ? 0 : static_cast<int>(type - artifact_types.data()), i});
            }
            count_->setText(tr("Findings that tell a place: %1").arg(shown_number(located_.size())));
            map_->show_points(std::move(points));
            list_->clear();
        });
}

void MapPlace::show_rows(const std::vector<std::size_t>& rows) {
    list_->clear();
    for (std::size_t i = 0; i < std::min(rows.size(), most_listed); ++i) {
        const ArtifactRow& row = located_[rows[i]];
        auto* item = new QTreeWidgetItem{list_};
        item->setText(0, type_label(row.artifact.type));
        const auto at = main_time(row.artifact);
        item->setText(1, at && session_ != nullptr ? shown_time_in_full(*at, false, session_->zone()) : QString{});
        item->setText(2, left_to_right(QStringLiteral("%1, %2")
                                           .arg(*real_of(row.artifact, "latitude"), 0, 'f', 6)
                                           .arg(*real_of(row.artifact, "longitude"), 0, 'f', 6)));
        item->setText(3, left_to_right(shown_name(row.path)));
        item->setData(0, place_role, static_cast<qulonglong>(rows[i]));
    }
}

}  // namespace sanad::gui
