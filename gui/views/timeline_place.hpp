#pragma once
// The time line: how much happened when, by family; a marked range is listed beneath.
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <memory>
#include <set>

#include "gui/models/event_model.hpp"
#include "gui/views/histogram.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

class TimelinePlace : public Place {
    Q_OBJECT
public:
    explicit TimelinePlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("timeline"); }
    QString title() const override { return tr("Timeline"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override;
    QList<QAction*> place_actions() override { return actions_; }
    QVariantMap remembered() const override;
    void recall(const QVariantMap& map) override;

    /// The hours around a moment, that moment chosen in the list.
    void show_moment(Timestamp at);
    Histogram& histogram() { return *histogram_; }
    EventModel& model() { return *model_; }
    QTableView& table() { return *table_; }

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    /// The time line with its moments sorted into families, made on a reading thread.
    struct Look {
        std::shared_ptr<const Timeline> timeline;
        std::vector<QString> families;
        std::vector<std::uint64_t> counts;
        std::vector<std::size_t> family_of_kind;
    };
    static Result<Look> look(CaseReader& reader, bool name_times);
    void ask();
    void take(Look look);
    void make_legend();
    void list();
    void show_chosen();

    CaseSession* session_ = nullptr;
    Histogram* histogram_;
    EventModel* model_;
    QTableView* table_;
    QWidget* legend_;
    QLabel* status_;
    QAction* name_times_;
    QAction* logarithmic_;
    QList<QAction*> actions_;
    Look look_;
    std::set<std::size_t> hidden_;
    bool stale_ = true;
    std::optional<Timestamp> wanted_;
    QTimer list_pause_;
    Asked asked_;
};

}  // namespace sanad::gui
