#include "gui/views/search_place.hpp"

#include <QAction>
#include <QCompleter>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QSet>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "gui/icons.hpp"
#include "gui/past_searches.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/viewers/visible_text.hpp"
#include "gui/views/place_action.hpp"
#include "gui/views/table_out.hpp"

namespace sanad::gui {
namespace {

constexpr std::size_t most_hits = 200'000;
constexpr int facet_role = Qt::UserRole, value_role = Qt::UserRole + 1;
constexpr Facet all_facets[] = {Facet::term, Facet::where, Facet::type, Facet::state, Facet::folder};

/// Where a hit stands, in words: as `sanad search` and `sanad search --raw` name it.
QString where_words(const QString& where) {
    const std::pair<const char*, QString> words[] = {{"content", SearchPlace::tr("text of the file")},
                                                     {"module", SearchPlace::tr("text that a module read")},
                                                     {"name", SearchPlace::tr("name")},
                                                     {"path", SearchPlace::tr("path")},
                                                     {"artifact", SearchPlace::tr("finding")},
                                                     {"file", SearchPlace::tr("bytes of a file")},
                                                     {"slack", SearchPlace::tr("behind a file's end")},
                                                     {"unallocated", SearchPlace::tr("unallocated")},
                                                     {"file_system", SearchPlace::tr("the file system itself")},
                                                     {"volume", SearchPlace::tr("volume")},
                                                     {"volume_gap", SearchPlace::tr("between volumes")},
                                                     {"partition_table", SearchPlace::tr("partition table")},
                                                     {"packed", SearchPlace::tr("packed, in no file")},
                                                     {"beyond", SearchPlace::tr("outside every volume")}};
    for (const auto& [word, shown] : words) {
        if (where == QLatin1String{word}) return shown;
    }
    return where;
}

QString facet_words(Facet facet, const QString& value) {
    switch (facet) {
        case Facet::where:
            return where_words(value);
        case Facet::type:
            return type_label(value.toStdString());
        case Facet::folder:
            return left_to_right(value);
        case Facet::state:
        case Facet::term:
            break;
    }
    return value;
}

QString facet_title(Facet facet) {
    switch (facet) {
        case Facet::where:
            return SearchPlace::tr("Found in");
        case Facet::type:
            return SearchPlace::tr("Finding");
        case Facet::state:
            return SearchPlace::tr("State");
        case Facet::term:
            return SearchPlace::tr("Word of the list");
        case Facet::folder:
            return SearchPlace::tr("Folder");
    }
    return {};
}

/// What can be typed, in a table of two columns: as it is typed, and what it finds.
QString words_of_help() {
    const std::pair<QString, QString> forms[] = {
        {QStringLiteral("hawala transfer"), SearchPlace::tr("both words, anywhere in one text")},
        {QStringLiteral("\"wire transfer\""), SearchPlace::tr("the phrase, word after word")},
        {QStringLiteral("hawala OR hundi"), SearchPlace::tr("one of them, or both")},
        {QStringLiteral("(hawala OR hundi) NOT draft"), SearchPlace::tr("without the word after NOT")},
        {QStringLiteral("transf* &nbsp; *account*"), SearchPlace::tr("words that begin so, or hold it inside")},
        {QStringLiteral("cash NEAR/5 bank"), SearchPlace::tr("at most five words between the two")},
        {QStringLiteral("name:invoice &nbsp; text:invoice"), SearchPlace::tr("in names only, or in texts only")},
        {QStringLiteral("یادگار سفر"),
         SearchPlace::tr("Urdu as it is typed: vowel marks, forms of a letter and digits do not count")},
    };
    QString rows;
    for (const auto& [typed, finds] : forms)
        rows += QStringLiteral(
                    "<tr><td style='padding:4px 24px 4px 0'><b>%1</b></td><td style='padding:4px 0'>%2</td></tr>")
                    .arg(left_to_right(typed), finds);
    return QStringLiteral("<h3>%1</h3><table>%2</table><p>%3</p>")
        .arg(
            SearchPlace::tr("What can be searched for"), rows,
            SearchPlace::tr("Searched are the texts of files, their names, and what modules found. With \"Bytes of the "
                            "image\" every byte is looked at, also of deleted files and between them."));
}

}  // namespace

std::optional<SearchHit> search_hit(const QJsonObject& line) {
    const bool raw = line.value(QLatin1String{"in"}).isObject();
    if (!raw && !line.contains(QLatin1String{"context"})) return std::nullopt;
    const auto text = [](const QJsonObject& of, const char* key) { return of.value(QLatin1String{key}).toString(); };
    const auto number = [](const QJsonObject& of, const char* key) { return of.value(QLatin1String{key}).toInteger(); };
    SearchHit hit;
    QString before, match, after;
    if (raw) {
        // Bytes of the image: which place they lie in, and the text that they are in the encoding that was found.
        const QJsonObject place = line.value(QLatin1String{"in"}).toObject();
        hit.file = number(place, "file");
        hit.path = shown_name(text(place, "path").toStdString());
        hit.where = shown_name(text(place, "place").toStdString());
        hit.deleted = place.contains(QLatin1String{"state"});
        hit.term = shown_name(text(line, "pattern").toStdString());
        if (place.contains(QLatin1String{"offset"}))
            hit.range = SourceRange{0, static_cast<quint64>(number(place, "offset")),
                                    static_cast<quint64>(number(line, "length"))};
        if (line.contains(QLatin1String{"image_offset"}))
            hit.image_offset = static_cast<quint64>(number(line, "image_offset"));
        // In a stream that lies in no file: where its header begins is all that can be gone to.
        if (line.contains(QLatin1String{"packed"})) {
            hit.image_offset =
                static_cast<quint64>(number(line.value(QLatin1String{"packed"}).toObject(), "image_offset"));
            hit.where = QStringLiteral("packed");
        }
        before = text(line, "before");
        match = text(line, "text");
        after = text(line, "after");
    } else {
        hit.file = number(line, "file");
        hit.artifact = number(line, "artifact");
        hit.path = shown_name(text(line, "path").toStdString());
        hit.where = shown_name(text(line, "in").toStdString());
        if (hit.where == QLatin1String{"text"}) hit.where = shown_name(text(line, "source").toStdString());
        hit.type = shown_name(text(line, "type").toStdString());
        hit.deleted = line.value(QLatin1String{"deleted"}).toBool();
        if (line.value(QLatin1String{"source_exact"}).toBool() && number(line, "source_file") == hit.file)
            hit.range = SourceRange{0, static_cast<quint64>(number(line, "source_offset")),
                                    static_cast<quint64>(number(line, "source_length"))};
        const QByteArray context = text(line, "context").toUtf8();
        const qsizetype at = std::clamp<qsizetype>(number(line, "context_match"), 0, context.size());
        match = text(line, "match");
        before = QString::fromUtf8(context.left(at));
        after = QString::fromUtf8(context.mid(at + match.toUtf8().size()));
    }
    const QString shown_before = visible_text(before), shown_match = visible_text(match);
    hit.context = shown_before + shown_match + visible_text(after);
    if (!shown_match.isEmpty())
        hit.highlighted.emplace_back(static_cast<int>(shown_before.size()), static_cast<int>(shown_match.size()));
    return hit;
}

QString facet_value(const SearchHit& hit, Facet facet) {
    switch (facet) {
        case Facet::where:
            return hit.where;
        case Facet::type:
            return hit.type;
        case Facet::state:
            return hit.deleted ? SearchPlace::tr("deleted") : SearchPlace::tr("allocated");
        case Facet::term:
            return hit.term;
        case Facet::folder:
            return hit.path.section(QLatin1Char{'/'}, 0, 2);
    }
    return {};
}

// ---- hits
// ------------------------------------------------------------------------------------------------------------

void HitModel::clear() {
    beginResetModel();
    hits_.clear();
    shown_.clear();
    narrowed_.clear();
    endResetModel();
}

// Values of one facet are alternatives; facets must all hold.
bool HitModel::passes(const SearchHit& hit) const {
    return std::ranges::all_of(all_facets, [&](Facet facet) {
        bool asked = false, holds = false;
        for (const auto& [of, value] : narrowed_) {
            if (of != facet) continue;
            asked = true;
            holds = holds || facet_value(hit, facet) == value;
        }
        return holds || !asked;
    });
}

void HitModel::add(std::vector<SearchHit> hits) {
    std::vector<std::size_t> fresh;
    for (SearchHit& hit : hits) {
        if (passes(hit)) fresh.push_back(hits_.size());
        hits_.push_back(std::move(hit));
    }
    if (fresh.empty()) return;
    const auto first = static_cast<int>(shown_.size());
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    shown_.insert(shown_.end(), fresh.begin(), fresh.end());
    endInsertRows();
}

void HitModel::narrow(std::vector<std::pair<Facet, QString>> to) {
    beginResetModel();
    narrowed_ = std::move(to);
    shown_.clear();
    for (std::size_t i = 0; i < hits_.size(); ++i)
        if (passes(hits_[i])) shown_.push_back(i);
    endResetModel();
}

int HitModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant HitModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const SearchHit& each = hit(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return QStringLiteral("%1: %2").arg(each.path, each.context);
    if (role == Qt::ToolTipRole) return each.path.toHtmlEscaped();
    return {};
}

/// The path on one line, beneath it the original with what was found marked.
class HitPainter : public QStyledItemDelegate {
public:
    HitPainter(const HitModel& model, QObject* parent) : QStyledItemDelegate{parent}, model_{model} {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {200, 2 * option.fontMetrics.height() + 3 * spacing::tight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const SearchHit& hit = model_.hit(index.row());
        const Colours& colours = colours_for(option.palette);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        if (selected)
            painter->fillRect(option.rect, option.palette.highlight());
        else if (index.row() % 2 == 1)
            painter->fillRect(option.rect, option.palette.alternateBase());
        const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        QRect row = option.rect.adjusted(spacing::normal, spacing::tight, -spacing::normal, -spacing::tight);
        const int line = option.fontMetrics.height();
        QString side = where_words(hit.where);
        if (!hit.term.isEmpty()) side = hit.term + QStringLiteral(" · ") + side;
        const int side_width = option.fontMetrics.horizontalAdvance(side) + spacing::normal;
        // Qt mirrors alignments by itself, places not.
        const bool mirrored = option.direction == Qt::RightToLeft;
        painter->setPen(selected ? text : hit.deleted ? colours.deleted : option.palette.color(QPalette::Link));
        const QString path = hit.path.isEmpty() && hit.image_offset
                                 ? SearchPlace::tr("byte %1 of the image").arg(shown_number(*hit.image_offset))
                                 : left_to_right(hit.path);
        painter->drawText(QRect{row.left() + (mirrored ? side_width : 0), row.top(), row.width() - side_width, line},
                          Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(path, Qt::ElideMiddle, row.width() - side_width));
        painter->setPen(selected ? text : colours.faint);
        painter->drawText(QRect{mirrored ? row.left() : row.right() - side_width, row.top(), side_width, line},
                          Qt::AlignVCenter | Qt::AlignRight, side);
        // One line of context; line ends in it would break it.
        QString context = hit.context;
        context.replace(QLatin1Char{'\n'}, QLatin1Char{' '}).replace(QLatin1Char{'\t'}, QLatin1Char{' '});
        QTextLayout layout{context, option.font};
        QTextOption direction;
        direction.setTextDirection(context.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        direction.setWrapMode(QTextOption::NoWrap);
        layout.setTextOption(direction);
        QList<QTextLayout::FormatRange> marks;
        for (const auto& [begin, length] : hit.highlighted) {
            QTextLayout::FormatRange mark;
            mark.start = begin;
            mark.length = length;
            mark.format.setFontWeight(QFont::Bold);
            if (!selected) {
                mark.format.setBackground(colours.warning_ground);
                mark.format.setForeground(colours.warning);
            }
            marks += mark;
        }
        layout.setFormats(marks);
        layout.beginLayout();
        QTextLine first = layout.createLine();
        double left = 0;
        if (first.isValid()) {
            first.setNumColumns(static_cast<int>(context.size()));
            // What was found is in sight, however long the line is.
            const double width = first.naturalTextWidth();
            if (width > row.width() && !hit.highlighted.empty()) {
                const double at = first.cursorToX(hit.highlighted.front().first);
                left = std::clamp(at - row.width() / 2.0, 0.0, width - row.width());
            } else if (context.isRightToLeft()) {
                left = width - row.width();
            }
        }
        layout.endLayout();
        const QRect place{row.left(), row.top() + line + spacing::tight, row.width(), line};
        painter->setClipRect(place);
        painter->setPen(text);
        layout.draw(painter, QPointF{place.left() - left, double(place.top())});
        painter->restore();
    }

private:
    const HitModel& model_;
};

// ---- the place
// -------------------------------------------------------------------------------------------------------

SearchPlace::SearchPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    query_ = new QLineEdit;
    query_->setPlaceholderText(tr("Words, \"a phrase\", AND OR NOT, beginning* …"));
    query_->setAccessibleName(tr("What is searched for"));
    query_->setClearButtonEnabled(true);
    query_->setMinimumHeight(34);
    completions_ = new QStringListModel{this};
    auto* completer = new QCompleter{completions_, query_};
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    query_->setCompleter(completer);
    how_ = new QComboBox;
    how_->addItem(tr("Words, in the index"), QStringList{QStringLiteral("--suggest")});
    how_->addItem(tr("Words, loosely (letters of Urdu and Arabic made one)"), QStringList{QStringLiteral("--loose")});
    how_->addItem(tr("Exactly as typed"), QStringList{QStringLiteral("--exact")});
    how_->addItem(tr("Bytes of the image, everywhere"), QStringList{QStringLiteral("--raw")});
    how_->setAccessibleName(tr("How it is searched"));
    // The query is what needs the room: the longest choice is whole in the open list, not in the row.
    how_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    how_->setMinimumContentsLength(18);
    how_->view()->setMinimumWidth(how_->view()->sizeHintForColumn(0) + 2 * spacing::wide);
    how_->view()->setTextElideMode(Qt::ElideNone);
    go_ = new QPushButton{tr("Search")};
    list_ = new QPushButton{tr("Keyword list …")};
    status_ = new QLabel;
    status_->setFont(heading_font(font(), 0));
    remarks_ = new QLabel;
    remarks_->setWordWrap(true);
    remarks_->hide();
    facets_ = new QTreeWidget;
    facets_->setHeaderHidden(true);
    facets_->setColumnCount(2);
    facets_->header()->setStretchLastSection(false);
    facets_->header()->setMinimumSectionSize(spacing::page);
    facets_->setIndentation(spacing::wide);
    facets_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    facets_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    facets_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    facets_->setAccessibleName(tr("Narrow the hits"));
    model_ = new HitModel{this};
    hits_ = new QListView;
    hits_->setModel(model_);
    hits_->setItemDelegate(new HitPainter{*model_, this});
    hits_->setUniformItemSizes(true);
    hits_->setAccessibleName(tr("Hits"));
    terms_ = new QTreeWidget;
    terms_->setRootIsDecorated(false);
    terms_->setAlternatingRowColors(true);
    terms_->setHeaderLabels({tr("Word"), tr("Files"), tr("Texts"), tr("Findings"), tr("Names")});
    terms_->header()->resizeSection(0, 360);
    terms_->setAccessibleName(tr("Words of the list, with their numbers"));
    connect(terms_, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem* item) { search(item->data(0, Qt::UserRole).toString()); });
    help_ = new QLabel{words_of_help()};
    help_->setTextFormat(Qt::RichText);
    help_->setWordWrap(true);
    help_->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    help_->setMargin(spacing::page);
    pace_ = new QTimer{this};
    pace_->setInterval(150);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::wide, spacing::normal, spacing::wide, spacing::tight);
    bar->addWidget(query_, 1);
    bar->addWidget(go_);
    auto* words = new QHBoxLayout;
    words->setContentsMargins(spacing::wide, 0, spacing::wide, spacing::tight);
    words->addWidget(how_);
    words->addWidget(list_);
    words->addSpacing(spacing::normal);
    words->addWidget(status_);
    words->addStretch(1);
    remarks_->setContentsMargins(spacing::wide, 0, spacing::wide, spacing::tight);
    auto* split = new QSplitter{Qt::Horizontal};
    split->addWidget(facets_);
    pages_ = new QStackedWidget;
    pages_->addWidget(hits_);
    pages_->addWidget(terms_);
    pages_->addWidget(help_);
    pages_->setCurrentWidget(help_);
    split->addWidget(pages_);
    facets_->hide();
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 4);
    split->setSizes({230, 620});
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addLayout(words);
    layout->addWidget(remarks_);
    layout->addWidget(split, 1);

    add_place_action(*this, actions_, tr("Search for words"), QKeySequence{QStringLiteral("Ctrl+F")}, [this] {
        query_->setFocus();
        query_->selectAll();
    });
    add_place_action(*this, actions_, tr("Search for a keyword list"), QKeySequence{QStringLiteral("Ctrl+Shift+F")},
                     [this] { choose_list(); });

    hits_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    const auto source = [this](bool only_chosen) {
        if (pages_->currentWidget() == terms_) return source_of(*terms_, only_chosen);
        TableCells cells;
        for (int row = 0; row < model_->rowCount(); ++row) {
            if (only_chosen && !hits_->selectionModel()->isSelected(model_->index(row, 0))) continue;
            const SearchHit& hit = model_->hit(row);
            cells.push_back({hit.path, where_words(hit.where),
                             hit.type.isEmpty() ? QString{} : type_label(hit.type.toStdString()),
                             facet_value(hit, Facet::state), hit.term, hit.context,
                             hit.image_offset ? QString::number(*hit.image_offset) : QString{}});
        }
        return source_of({tr("Path"), facet_title(Facet::where), facet_title(Facet::type), facet_title(Facet::state),
                          facet_title(Facet::term), tr("What was found"), tr("Byte of the image")},
                         std::move(cells));
    };
    add_table_actions(*this, actions_, this->workplace(), QStringLiteral("hits"), source, {hits_, terms_});

    connect(query_, &QLineEdit::returnPressed, go_, &QPushButton::click);
    connect(go_, &QPushButton::clicked, this, [this] {
        if (verb_ && verb_->is_running()) return verb_->stop();
        keyword_file_.clear();
        start();
    });
    connect(list_, &QPushButton::clicked, this, &SearchPlace::choose_list);
    connect(pace_, &QTimer::timeout, this, &SearchPlace::flush);
    connect(facets_, &QTreeWidget::itemSelectionChanged, this, &SearchPlace::narrow);
    connect(hits_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!current.isValid()) return;
        const SearchHit& hit = model_->hit(current.row());
        if (hit.file != 0) this->workplace().show_file(hit.file, hit.range);
    });
}

QIcon SearchPlace::icon() const {
    return gui::icon("search");
}

void SearchPlace::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
    PastSearches& past = PastSearches::of(session);
    connect(&past, &PastSearches::changed, this, [this, &past] { completions_->setStringList(past.words()); });
    connect(&past, &PastSearches::wanted, this, [this](const PastSearch& again) {
        workplace().go_to_place(id());
        if (again.how >= 0 && again.how < how_->count()) how_->setCurrentIndex(again.how);
        search(again.words);
    });
}

void SearchPlace::close_case() {
    pace_->stop();
    verb_.reset();
    waiting_.clear();
    session_ = nullptr;
    completions_->setStringList({});  // what was searched for in one case is nothing to another
    model_->clear();
    facets_->clear();
    terms_->clear();
    status_->clear();
    remarks_->hide();
    facets_->hide();
    pages_->setCurrentWidget(help_);
    go_->setText(tr("Search"));
}

void SearchPlace::search(const QString& query) {
    query_->setText(query);
    keyword_file_.clear();
    start();
}

QStringList SearchPlace::arguments() const {
    QStringList all{QStringLiteral("search"), session_->folder_text()};
    if (session_->is_read_only()) all << no_record_option();
    all += how_->currentData().toStringList();
    if (!keyword_file_.isEmpty()) return all << QStringLiteral("--list") << keyword_file_;
    // What is typed is never an option, whatever it begins with.
    return all << QStringLiteral("--") << query_->text();
}

void SearchPlace::start() {
    if (session_ == nullptr || (keyword_file_.isEmpty() && query_->text().trimmed().isEmpty())) return;
    verb_.reset();
    waiting_.clear();
    model_->clear();
    facets_->clear();
    remarks_->clear();
    remarks_->hide();
    terms_->clear();
    facets_->setVisible(keyword_file_.isEmpty());
    pages_->setCurrentIndex(keyword_file_.isEmpty() ? 0 : 1);
    status_->setText(tr("Searching …"));
    go_->setText(tr("Stop"));
    if (keyword_file_.isEmpty()) PastSearches::of(*session_).add({query_->text(), how_->currentIndex()});
    verb_ = std::make_unique<VerbProcess>();
    connect(verb_.get(), &VerbProcess::line, this, &SearchPlace::take);
    // What is not in the index is said there, and must be seen beside the hits.
    connect(verb_.get(), &VerbProcess::said, this,
            [this](const QString& words) { add_remark(shown_name(words.toStdString())); });
    connect(verb_.get(), &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        pace_->stop();
        flush();
        go_->setText(tr("Search"));
        if (outcome.end == VerbOutcome::End::stopped) {
            status_->setText(tr("Stopped; %1 hits so far").arg(shown_number(model_->all().size())));
        } else if (!outcome.succeeded()) {
            status_->setText(tr("It could not be searched: %1").arg(outcome.message));
        }
        // Nothing found, or not understood: what else can be typed is worth more than an empty list.
        if (model_->all().empty() && keyword_file_.isEmpty()) {
            facets_->hide();
            pages_->setCurrentWidget(help_);
        }
        emit ended();
    });
    pace_->start();
    verb_->start(arguments());
}

void SearchPlace::take(const QJsonObject& line) {
    if (auto hit = search_hit(line)) {
        if (model_->all().size() + waiting_.size() < most_hits) waiting_.push_back(std::move(*hit));
        return;
    }
    const auto text = [&](const char* key) {
        return shown_name(line.value(QLatin1String{key}).toString().toStdString());
    };
    const auto files_of = [](const QJsonObject& counts) {
        return shown_number(static_cast<quint64>(counts.value(QLatin1String{"files"}).toInteger()));
    };
    if (line.contains(QLatin1String{"spelling"})) {
        add_remark(tr("Also spelt %1 (%2 files)")
                       .arg(text("spelling"), files_of(line.value(QLatin1String{"counts"}).toObject())));
    } else if (line.contains(QLatin1String{"term"})) {
        // A word of a list: how many; choosing it searches for it.
        auto* item = new QTreeWidgetItem{terms_};
        item->setText(0, text("term"));
        item->setData(0, Qt::UserRole, line.value(QLatin1String{"term"}).toString());
        const QString wrong = text("error");
        item->setText(1, wrong.isEmpty() ? files_of(line) : wrong);
        int column = 2;
        for (const char* key : {"texts", "artifacts", "names"}) {
            item->setText(column, shown_number(static_cast<quint64>(line.value(QLatin1String{key}).toInteger())));
            item->setTextAlignment(column++, Qt::AlignRight | Qt::AlignVCenter);
        }
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        if (!wrong.isEmpty()) item->setForeground(1, colours_for(palette()).bad);
    } else if (line.contains(QLatin1String{"image_bytes"})) {
        add_remark(tr("%1 bytes of the image were searched")
                       .arg(shown_number(static_cast<quint64>(line.value(QLatin1String{"image_bytes"}).toInteger()))));
        if (!line.value(QLatin1String{"finished"}).toBool(true)) add_remark(tr("not to its end"));
    }
}

void SearchPlace::add_remark(const QString& words) {
    remarks_->setText(remarks_->text().isEmpty() ? words : remarks_->text() + QStringLiteral(" · ") + words);
    remarks_->show();
}

void SearchPlace::flush() {
    if (!waiting_.empty()) {
        model_->add(std::exchange(waiting_, {}));
        fill_facets();
    }
    if (terms_->topLevelItemCount() > 0) {
        status_->setText(tr("Words of the list: %1").arg(terms_->topLevelItemCount()));
        return;
    }
    QSet<Id> files;
    for (const SearchHit& hit : model_->all()) files.insert(hit.file);
    status_->setText(tr("Hits: %1, in files: %2")
                         .arg(shown_number(model_->all().size()), shown_number(static_cast<quint64>(files.size()))));
    if (model_->all().size() >= most_hits) status_->setText(tr("The first %1 hits").arg(shown_number(most_hits)));
}

void SearchPlace::fill_facets() {
    const QSignalBlocker quiet{facets_};
    std::vector<std::pair<Facet, QString>> chosen;
    for (const QTreeWidgetItem* item : facets_->selectedItems())
        chosen.emplace_back(static_cast<Facet>(item->data(0, facet_role).toInt()),
                            item->data(0, value_role).toString());
    facets_->clear();
    facets_->setSelectionMode(QAbstractItemView::MultiSelection);
    for (const Facet facet : all_facets) {
        std::map<QString, quint64> counts;
        for (const SearchHit& hit : model_->all()) {
            const QString value = facet_value(hit, facet);
            if (!value.isEmpty()) ++counts[value];
        }
        if (counts.size() < 2 && facet != Facet::where) continue;
        if (counts.empty()) continue;
        auto* group = new QTreeWidgetItem{facets_, {facet_title(facet)}};
        group->setFlags(Qt::ItemIsEnabled);
        std::vector<std::pair<QString, quint64>> ordered{counts.begin(), counts.end()};
        std::ranges::stable_sort(ordered, std::ranges::greater{}, &std::pair<QString, quint64>::second);
        for (std::size_t i = 0; i < std::min<std::size_t>(ordered.size(), 50); ++i) {
            auto* item = new QTreeWidgetItem{group};
            item->setText(0, facet_words(facet, ordered[i].first));
            item->setText(1, shown_number(ordered[i].second));
            item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
            item->setData(0, facet_role, static_cast<int>(facet));
            item->setData(0, value_role, ordered[i].first);
            item->setSelected(std::ranges::find(chosen, std::pair{facet, ordered[i].first}) != chosen.end());
        }
        group->setExpanded(true);
    }
}

void SearchPlace::narrow() {
    std::vector<std::pair<Facet, QString>> chosen;
    for (const QTreeWidgetItem* item : facets_->selectedItems())
        chosen.emplace_back(static_cast<Facet>(item->data(0, facet_role).toInt()),
                            item->data(0, value_role).toString());
    model_->narrow(std::move(chosen));
}

void SearchPlace::choose_list() {
    if (session_ == nullptr) return;
    const QString path = QFileDialog::getOpenFileName(this, tr("Keyword list: a text file, a word on each line"));
    if (path.isEmpty()) return;
    keyword_file_ = path;
    start();
}

QVariantMap SearchPlace::remembered() const {
    QVariantMap map{{QStringLiteral("how"), how_->currentIndex()}};
    if (session_ == nullptr) return map;
    QStringList words;
    QVariantList hows;
    for (const PastSearch& search : PastSearches::of(*session_).all()) {
        words << search.words;
        hows << search.how;
    }
    map[QStringLiteral("past")] = words;
    map[QStringLiteral("past_how")] = hows;
    return map;
}

void SearchPlace::recall(const QVariantMap& state) {
    if (session_ == nullptr) return;
    const QStringList words = state.value(QStringLiteral("past")).toStringList();
    const QVariantList hows = state.value(QStringLiteral("past_how")).toList();
    std::vector<PastSearch> past;
    for (qsizetype i = 0; i < words.size(); ++i) past.push_back({words[i], hows.value(i).toInt()});
    PastSearches::of(*session_).set(std::move(past));
    how_->setCurrentIndex(state.value(QStringLiteral("how"), 0).toInt());
}

}  // namespace sanad::gui
