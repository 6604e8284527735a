#include "gui/views/table_page.hpp"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QItemSelectionModel>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/views/filter_popup.hpp"

namespace sanad::gui {
namespace {

constexpr int find_pause_ms = 250;  // between typing and asking

}  // namespace

TablePage::TablePage(PagedTableModel& model, const QString& find_column, QWidget* parent)
    : QWidget{parent}, model_{model}, find_column_{find_column} {
    subject_ = new QLabel{this};
    subject_->setTextFormat(Qt::PlainText);
    subject_->setFont(heading_font(font(), 1));
    count_ = new QLabel{this};
    count_->setTextFormat(Qt::PlainText);
    count_->setForegroundRole(QPalette::PlaceholderText);
    find_ = new QLineEdit{this};
    find_->setPlaceholderText(tr("Narrow by name: words or a pattern with * and ?"));
    find_->setAccessibleName(tr("Narrow the list"));
    find_->setClearButtonEnabled(true);
    find_->setMaximumWidth(360);
    find_->addAction(icon("search"), QLineEdit::LeadingPosition);
    find_pause_.setSingleShot(true);
    find_pause_.setInterval(find_pause_ms);
    connect(find_, &QLineEdit::textEdited, this, [this] { find_pause_.start(); });
    connect(find_, &QLineEdit::returnPressed, this, [this] {
        find_pause_.stop();
        set_filter(find_column_, {.text = find_->text(), .from = {}, .to = {}, .choices = {}});
        table_->setFocus();
    });
    connect(&find_pause_, &QTimer::timeout, this,
            [this] { set_filter(find_column_, {.text = find_->text(), .from = {}, .to = {}, .choices = {}}); });

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::normal, spacing::normal, spacing::normal, spacing::normal);
    bar->addWidget(subject_);
    bar->addSpacing(spacing::normal);
    bar->addWidget(count_);
    bar->addStretch();
    bar->addWidget(find_, 1);

    chips_ = new QWidget{this};
    chips_layout_ = new QHBoxLayout{chips_};
    chips_layout_->setContentsMargins(spacing::normal, 0, spacing::normal, spacing::normal);
    chips_layout_->setSpacing(spacing::tight);
    chips_->hide();
    complaint_ = new QLabel{this};
    complaint_->setTextFormat(Qt::PlainText);
    complaint_->setContentsMargins(spacing::normal, 0, spacing::normal, spacing::normal);
    complaint_->setWordWrap(true);
    complaint_->hide();

    table_ = new QTableView{this};
    header_ = new TableHeader{table_};
    table_->setHorizontalHeader(header_);
    table_->setModel(&model_);
    // Titles do not show what is chosen. With the table's choice the header would go through a million chosen rows for
    // each column, to learn what it then does not draw.
    header_->setSelectionModel(new QItemSelectionModel{&model_, header_});
    table_->setAccessibleName(tr("Table"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTextElideMode(Qt::ElideRight);
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setTabKeyNavigation(false);
    table_->setCornerButtonEnabled(false);
    table_->verticalHeader()->hide();
    // One height for all rows: the view never asks a row how tall it is.
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(std::max(spacing::row_height, fontMetrics().height() + 6));
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    header_->setSortIndicator(-1, Qt::AscendingOrder);
    table_->setSortingEnabled(false);

    empty_ = new QLabel{table_->viewport()};
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    empty_->hide();

    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(chips_);
    layout->addWidget(complaint_);
    layout->addWidget(table_, 1);

    connect(header_, &QHeaderView::sectionClicked, this, &TablePage::sort_as_shown);
    connect(header_, &TableHeader::filter_wanted, this, &TablePage::open_filter);
    connect(header_, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& place) { choose_columns(header_->mapToGlobal(place)); });
    connect(table_, &QWidget::customContextMenuRequested, this, &TablePage::show_menu);
    connect(table_, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (const auto id = model_.id_at(index.row())) emit activated(*id);
    });
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { follow_current(); });
    connect(&model_, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        resetting_ = true;
        scrolled_ = table_->verticalScrollBar()->value();
    });
    connect(&model_, &QAbstractItemModel::modelReset, this, [this] {
        resetting_ = false;
        restore_place();
        show_count();
    });
    connect(&model_, &QAbstractItemModel::rowsInserted, this, [this] { show_count(); });
    connect(&model_, &PagedTableModel::asking, this, [this] { show_count(); });
    connect(&model_, &PagedTableModel::answered, this, [this](const QString& error) {
        complain(error);
        restore_place();
        show_count();
    });
    settle_columns();
    show_count();
}

void TablePage::settle_columns() {
    QSet<int> filterable;
    for (int i = 0; i < model_.columnCount(); ++i) {
        const Column& column = model_.columns()[static_cast<std::size_t>(i)];
        if (column.kind != ColumnKind::none) filterable.insert(i);
        header_->resizeSection(i, column.width);
        header_->setSectionHidden(i, !column.shown);
    }
    header_->set_filterable(filterable);
    header_->setSortIndicator(-1, Qt::AscendingOrder);
    show_chips();
}

/// The rows stand as the arrow says; over a column that does not sort there is none.
void TablePage::sort_as_shown() {
    const int column = header_->sortIndicatorSection();
    const bool sorts =
        column >= 0 && column < model_.columnCount() && model_.columns()[static_cast<std::size_t>(column)].sorts;
    if (!sorts) header_->setSortIndicator(-1, Qt::AscendingOrder);
    model_.sort(sorts ? column : -1, header_->sortIndicatorOrder());
}

void TablePage::set_subject(const QString& subject) {
    subject_->setText(subject);
}

void TablePage::complain(const QString& words) {
    QPalette red = complaint_->palette();
    red.setColor(QPalette::WindowText, colours_for(palette()).bad);
    complaint_->setPalette(red);
    complaint_->setText(words);
    complaint_->setVisible(!words.isEmpty());
}

void TablePage::set_filters(const ColumnFilters& filters) {
    filters_ = filters;
    find_->setText(filters_.value(find_column_).text);
    show_chips();
    emit filters_changed();
}

void TablePage::set_filter(const QString& column_id, const ColumnFilter& filter) {
    ColumnFilters filters = filters_;
    if (filter.is_empty())
        filters.remove(column_id);
    else
        filters[column_id] = filter;
    if (filters == filters_) return;
    if (column_id != find_column_) return set_filters(filters);
    filters_ = filters;  // the line itself is being typed in
    if (find_->text() != filter.text) find_->setText(filter.text);
    show_chips();
    emit filters_changed();
}

void TablePage::show_chips() {
    while (QLayoutItem* item = chips_layout_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    QSet<int> filtered;
    bool any = false;
    for (auto filter = filters_.begin(); filter != filters_.end(); ++filter) {
        const int column = model_.column(filter.key());
        if (column < 0) continue;
        filtered.insert(column);
        any = true;
        auto* chip = new QToolButton{chips_};
        chip->setText(filter_words(model_.columns()[static_cast<std::size_t>(column)], *filter));
        chip->setIcon(icon("close"));
        chip->setIconSize({12, 12});
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setToolTip(tr("Remove this filter"));
        connect(chip, &QToolButton::clicked, this, [this, id = filter.key()] { set_filter(id, {}); });
        chips_layout_->addWidget(chip);
    }
    if (any) {
        auto* all = new QToolButton{chips_};
        all->setText(tr("Remove all"));
        all->setAutoRaise(true);
        connect(all, &QToolButton::clicked, this, [this] { set_filters({}); });
        chips_layout_->addWidget(all);
    }
    chips_layout_->addStretch();
    chips_->setVisible(any);
    header_->set_filtered(filtered);
}

void TablePage::show_count() {
    const std::size_t rows = model_.rows();
    if (model_.is_asking())
        count_->setText(tr("looking …"));
    else
        count_->setText(tr("%1 rows").arg(shown_number(rows)));
    empty_->setText(filters_.isEmpty() ? tr("Nothing here.") : tr("Nothing here answers the filters above."));
    empty_->setVisible(rows == 0 && !model_.is_asking());
    empty_->setGeometry(table_->viewport()->rect());
}

void TablePage::follow_current() {
    if (resetting_) return;
    const auto id = current();
    if (!id || chosen_ == id) return;
    chosen_ = id;
    emit current_changed(*id);
}

std::optional<Id> TablePage::current() const {
    return model_.id_at(table_->currentIndex().row());
}

std::vector<Id> TablePage::selected() const {
    std::vector<int> rows;
    for (const QItemSelectionRange& range : table_->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) rows.push_back(row);
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<Id> ids;
    for (const int row : rows) {
        if (const auto id = model_.id_at(row)) ids.push_back(*id);
    }
    return ids;
}

void TablePage::choose(Id id) {
    wanted_ = id;
    if (!model_.is_asking()) restore_place();
}

void TablePage::restore_place() {
    const std::optional<Id> id = wanted_ ? wanted_ : chosen_;
    const int row = id ? model_.row_of(*id) : -1;
    if (row < 0) {
        if (!model_.is_asking()) wanted_.reset();
        if (table_->currentIndex().isValid()) return;
        table_->verticalScrollBar()->setValue(0);
        return;
    }
    if (table_->currentIndex().row() != row) {
        const QModelIndex index = model_.index(row, std::max(0, table_->currentIndex().column()));
        // Not by the view's own rule, which asks what keys are held: after Ctrl+Shift+O they still are.
        table_->selectionModel()->setCurrentIndex(index,
                                                  QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        table_->scrollTo(index, wanted_ ? QAbstractItemView::PositionAtCenter : QAbstractItemView::EnsureVisible);
    }
    if (wanted_) {
        if (std::exchange(chosen_, wanted_) != wanted_) emit current_changed(*chosen_);
        wanted_.reset();
    }
}

void TablePage::open_filter(int column) {
    if (column < 0 || column >= model_.columnCount()) return;
    const Column& of = model_.columns()[static_cast<std::size_t>(column)];
    if (of.kind == ColumnKind::none) return;
    auto* popup = new FilterPopup{of, filters_.value(of.id), file_choices(of.id), this};
    connect(popup, &FilterPopup::applied, this,
            [this, id = of.id](const ColumnFilter& filter) { set_filter(id, filter); });
    popup->adjustSize();
    const int left = layoutDirection() == Qt::RightToLeft
                         ? header_->sectionViewportPosition(column) + header_->sectionSize(column) - popup->width()
                         : header_->sectionViewportPosition(column);
    popup->move(header_->viewport()->mapToGlobal(QPoint{std::max(left, 0), header_->height()}));
    popup->show();
}

void TablePage::open_filter_of_current_column() {
    open_filter(std::max(0, table_->currentIndex().column()));
}

void TablePage::choose_columns(const QPoint& place) {
    QMenu menu;
    const int at = header_->logicalIndexAt(header_->mapFromGlobal(place));
    if (at >= 0 && model_.columns()[static_cast<std::size_t>(at)].kind != ColumnKind::none) {
        menu.addAction(icon("filter"), tr("Filter…"), this, [this, at] { open_filter(at); });
        menu.addSeparator();
    }
    for (int i = 0; i < model_.columnCount(); ++i) {
        QAction* action = menu.addAction(model_.columns()[static_cast<std::size_t>(i)].title);
        action->setCheckable(true);
        action->setChecked(!header_->isSectionHidden(i));
        connect(action, &QAction::toggled, this, [this, i](bool shown) { header_->setSectionHidden(i, !shown); });
    }
    menu.exec(place);
}

std::vector<int> TablePage::shown_columns() const {
    std::vector<int> columns;
    for (int visual = 0; visual < header_->count(); ++visual) {
        const int column = header_->logicalIndex(visual);
        if (!header_->isSectionHidden(column)) columns.push_back(column);
    }
    return columns;
}

void TablePage::copy_cell() {
    QApplication::clipboard()->setText(without_isolates(table_->currentIndex().data().toString()));
}

TableSource TablePage::source(bool only_chosen) const {
    auto ids = std::make_shared<const std::vector<Id>>(only_chosen ? selected() : model_.ids());
    const auto columns = shown_columns();
    TableSource source{{}, ids->size(), {}};
    for (const int column : columns) source.titles << model_.columns()[static_cast<std::size_t>(column)].title;
    source.ask = [this, ids, columns, titles = source.titles](std::size_t first, std::size_t count,
                                                              std::function<void(Result<TableCells>)> answered) {
        // Findings of another type have other columns.
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto at = static_cast<std::size_t>(columns[i]);
            if (at < model_.columns().size() && model_.columns()[at].title == titles[static_cast<qsizetype>(i)])
                continue;
            answered(failure(Fault::refused, tr("The table has become another one meanwhile.").toStdString()));
            return Asked{};
        }
        const auto piece = std::span{*ids}.subspan(first, count);
        return model_.ask_cells({piece.begin(), piece.end()}, columns, std::move(answered));
    };
    return source;
}

void TablePage::show_menu(const QPoint& place) {
    QMenu menu;
    for (QAction* action : row_actions_) menu.addAction(action);
    menu.exec(table_->viewport()->mapToGlobal(place));
}

QVariantMap TablePage::remembered() const {
    QVariantMap map;
    map[QStringLiteral("header")] = header_->saveState();
    map[QStringLiteral("columns")] = model_.columnCount();
    map[QStringLiteral("filters")] = to_map(filters_);
    return map;
}

void TablePage::recall(const QVariantMap& map) {
    const QByteArray state = map.value(QStringLiteral("header")).toByteArray();
    // A header of another program version may have had other columns; then the widths of these hold.
    const bool same = map.value(QStringLiteral("columns")).toInt() == model_.columnCount();
    if (!state.isEmpty() && same && header_->restoreState(state)) {
        header_->setSectionsClickable(true);
        if (header_->sortIndicatorSection() >= 0) sort_as_shown();
    }
    const ColumnFilters filters = filters_from(map.value(QStringLiteral("filters")).toMap());
    if (filters != filters_) set_filters(filters);
}

}  // namespace sanad::gui
