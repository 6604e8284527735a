#pragma once
// The place "Search": asks `sanad search` and shows what it says: how many first, then the hits on the original text.
#include <QAbstractListModel>
#include <QComboBox>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QStringListModel>
#include <QTimer>
#include <QTreeWidget>
#include <memory>
#include <vector>

#include "gui/verb_process.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

/// One hit, as a line of `sanad search --json` tells it.
struct SearchHit {
    Id file = 0;          ///< 0: in no file (unallocated space)
    Id artifact = 0;      ///< 0: not in a finding
    QString term;         ///< of a keyword list
    QString path, where;  ///< "text", "name", "finding", "slack", "unallocated" …
    QString type;         ///< of the finding
    bool deleted = false;
    QString context;                               ///< the original, controls visible
    std::vector<std::pair<int, int>> highlighted;  ///< begin and length in `context`
    std::optional<SourceRange> range;              ///< in the file
    std::optional<quint64> image_offset;
};

/// Nothing: a line that tells something else (a count, a suggestion).
std::optional<SearchHit> search_hit(const QJsonObject& line);

/// What hits can be narrowed by.
enum class Facet { where, type, state, term, folder };
QString facet_value(const SearchHit& hit, Facet facet);

class HitModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit HitModel(QObject* parent = nullptr) : QAbstractListModel{parent} {}
    void clear();
    void add(std::vector<SearchHit> hits);
    /// Only hits with this value; both empty: all.
    void narrow(std::vector<std::pair<Facet, QString>> to);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const SearchHit& hit(int row) const { return hits_[shown_[static_cast<std::size_t>(row)]]; }
    const std::vector<SearchHit>& all() const { return hits_; }

private:
    bool passes(const SearchHit& hit) const;
    std::vector<SearchHit> hits_;
    std::vector<std::size_t> shown_;
    std::vector<std::pair<Facet, QString>> narrowed_;
};

class SearchPlace : public Place {
    Q_OBJECT
public:
    explicit SearchPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("search"); }
    QString title() const override { return tr("Search"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    QList<QAction*> place_actions() override { return actions_; }
    QVariantMap remembered() const override;
    void recall(const QVariantMap& state) override;

    void search(const QString& query);
    QLineEdit& query() { return *query_; }
    HitModel& model() { return *model_; }
    QListView& hits() { return *hits_; }
    QTreeWidget& facets() { return *facets_; }
    QString status() const { return status_->text(); }

signals:
    void ended();

private:
    QStringList arguments() const;
    void start();
    void take(const QJsonObject& line);
    void add_remark(const QString& words);
    void flush();
    void fill_facets();
    void narrow();
    void choose_list();

    CaseSession* session_ = nullptr;
    QLineEdit* query_;
    QComboBox* how_;
    QPushButton *go_, *list_;
    QLabel* status_;
    QLabel* remarks_;
    QLabel* help_;  ///< what can be typed, where there are no hits to show
    QTreeWidget *facets_, *terms_;
    QStackedWidget* pages_;
    QListView* hits_;
    HitModel* model_;
    QString keyword_file_;
    QStringListModel* completions_;  ///< what was searched for before
    std::vector<SearchHit> waiting_;
    QTimer* pace_;
    std::unique_ptr<VerbProcess> verb_;
    QList<QAction*> actions_;
};

}  // namespace sanad::gui
