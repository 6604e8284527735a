#include "gui/views/custody_place.hpp"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QMessageBox>
#include <QPainter>
#include <QSplitter>
#include <QTextDocument>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "gui/custody_words.hpp"
#include "gui/dialogs/custody_form.hpp"
#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/viewers/visible_text.hpp"
#include "gui/views/header_menu.hpp"
#include "gui/views/place_action.hpp"
#include "gui/views/table_out.hpp"

namespace sanad::gui {
namespace {

constexpr int due_tab = 2, verification_tab = 3;
// Columns of times in the case's zone: made last, shown beside those in UTC.
constexpr int local_of_entry = 6, local_of_due = 4, local_from = 6, local_until = 7;
constexpr int minute_ms = 60'000;

QDateTime time_of(const QJsonValue& value) {
    return QDateTime::fromString(value.toString(), Qt::ISODate);
}

QString seen(const QJsonValue& value) {
    return shown_name(value.toString().toStdString());
}

QString duration(qint64 seconds) {
    const qint64 days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;
    if (days > 0) return CustodyPlace::tr("%1 d %2 h").arg(days).arg(hours);
    if (hours > 0) return CustodyPlace::tr("%1 h %2 min").arg(hours).arg(minutes);
    return CustodyPlace::tr("%1 min %2 s").arg(minutes).arg(seconds % 60);
}

QTableWidget* table(const QStringList& heads, const QString& name) {
    auto* made = new QTableWidget{0, static_cast<int>(heads.size())};
    made->setHorizontalHeaderLabels(heads);
    made->horizontalHeader()->setStretchLastSection(true);
    made->verticalHeader()->hide();
    made->setEditTriggers(QAbstractItemView::NoEditTriggers);
    made->setSelectionBehavior(QAbstractItemView::SelectRows);
    made->setAlternatingRowColors(true);
    made->setShowGrid(false);
    made->setWordWrap(true);
    made->setAccessibleName(name);
    return made;
}

QTableWidgetItem* put(QTableWidget* table, int row, int column, const QString& text, const QColor& colour = {}) {
    auto* item = new QTableWidgetItem{text};
    if (colour.isValid()) item->setForeground(colour);
    table->setItem(row, column, item);
    return item;
}

bool urdu() {
    return QLocale{}.language() == QLocale::Urdu;
}

}  // namespace

ItemCustody item_custody(const QJsonObject& object) {
    ItemCustody item;
    item.item = seen(object.value(QLatin1String{"item"}));
    item.kind = item_kind_words(object.value(QLatin1String{"kind"}).toString());
    item.description = seen(object.value(QLatin1String{"description"}));
    item.custodian = custodian_words(object.value(QLatin1String{"custodian"}).toString());
    item.sha256 = seen(object.value(QLatin1String{"sha256"}));
    for (const QJsonValue& each : object.value(QLatin1String{"custody"}).toArray()) {
        const QJsonObject stretch = each.toObject();
        item.stretches.push_back(
            {custodian_words(stretch.value(QLatin1String{"custodian"}).toString()),
             act_words(stretch.value(QLatin1String{"how"}).toString()), seen(stretch.value(QLatin1String{"mark"})),
             time_of(stretch.value(QLatin1String{"from"})), time_of(stretch.value(QLatin1String{"until"})),
             stretch.value(QLatin1String{"seconds"}).toInteger(), stretch.value(QLatin1String{"entry"}).toInt()});
    }
    for (const QJsonValue& each : object.value(QLatin1String{"seals"}).toArray()) {
        const QJsonObject seal = each.toObject();
        item.seals += CustodyPlace::tr("seal %1 on bag %2 since %3")
                          .arg(left_to_right(seen(seal.value(QLatin1String{"seal_no"}))),
                               left_to_right(seen(seal.value(QLatin1String{"bag_no"}))),
                               left_to_right(seen(seal.value(QLatin1String{"applied_at"}))));
    }
    for (const QJsonValue& each : object.value(QLatin1String{"offers"}).toArray()) {
        const QJsonObject offer = each.toObject();
        item.offers += CustodyPlace::tr("offered by %1 to %2, not answered yet (entry %3)")
                           .arg(custodian_words(offer.value(QLatin1String{"from"}).toString()),
                                custodian_words(offer.value(QLatin1String{"to"}).toString()))
                           .arg(offer.value(QLatin1String{"entry"}).toInt());
    }
    for (const QJsonValue& each : object.value(QLatin1String{"findings"}).toArray()) {
        const QJsonObject finding = each.toObject();
        const QString rule = finding.value(QLatin1String{"rule"}).toString();
        item.findings.push_back({finding.value(QLatin1String{"weight"}).toString() == QLatin1String{"broken"},
                                 shown_name(rule.toStdString()), remark_words(finding),
                                 finding.value(QLatin1String{"entry"}).toInt(-1)});
    }
    return item;
}

QImage receipt_square(const QString& half_blocks, int module) {
    const QStringList lines = half_blocks.split(QLatin1Char{'\n'}, Qt::SkipEmptyParts);
    if (lines.isEmpty() || lines.size() > 120) return {};
    const auto side = static_cast<int>(lines.front().size());
    if (side == 0 || side > 240) return {};
    // White modules are what the terminal paints; the square ends where its width says, whatever the last half line
    // has.
    QImage image{side * module, side * module, QImage::Format_RGB32};
    image.fill(Qt::black);
    QPainter painter{&image};
    for (int row = 0; row < lines.size(); ++row) {
        for (int column = 0; column < std::min<int>(side, static_cast<int>(lines[row].size())); ++column) {
            const ushort block = lines[row][column].unicode();
            const bool upper = block == 0x2588 || block == 0x2580, lower = block == 0x2588 || block == 0x2584;
            if (upper) painter.fillRect(column * module, 2 * row * module, module, module, Qt::white);
            if (lower) painter.fillRect(column * module, (2 * row + 1) * module, module, module, Qt::white);
        }
    }
    return image;
}

QStringList verification_questions() {
    return {CustodyPlace::tr("The bundle is complete"),
            CustodyPlace::tr("The checkpoint is signed by the log's key and by enough witnesses"),
            CustodyPlace::tr("Every event is included, without a gap"),
            CustodyPlace::tr("Every signature is by the named person with a key valid then"),
            CustodyPlace::tr("Both hands signed each transfer"),
            CustodyPlace::tr("The line of custody has no gap"),
            CustodyPlace::tr("Seals applied are the seals found"),
            CustodyPlace::tr("Hashes are the same from acquisition to today"),
            CustodyPlace::tr("Each acquisition had authority"),
            CustodyPlace::tr("Write protection and tool are on record"),
            CustodyPlace::tr("Unavoidable changes are listed"),
            CustodyPlace::tr("Who looked at the evidence, and when"),
            CustodyPlace::tr("Corrections and late entries are listed"),
            CustodyPlace::tr("The code on paper is in this ledger"),
            CustodyPlace::tr("Time stamps are valid, the order of time plausible"),
            CustodyPlace::tr("The report in hand is the one issued"),
            CustodyPlace::tr("What this check cannot show")};
}

CustodyPlace::CustodyPlace(Workplace& workplace, QWidget* parent) : Place{workplace, parent} {
    headline_ = new QLabel;
    headline_->setFont(heading_font(font()));
    headline_->setWordWrap(true);
    chart_ = new CustodyChart;
    stretches_ = new QTreeWidget;
    stretches_->setHeaderLabels(
        {tr("Custodian"), tr("From (UTC)"), tr("Until"), tr("Held for"), tr("By which act"), tr("Entry"), {}, {}});
    stretches_->setRootIsDecorated(false);
    stretches_->setAlternatingRowColors(true);
    stretches_->setAccessibleName(tr("Custody of the item"));
    for (const auto& [column, width] :
         {std::pair{0, 190}, {1, 175}, {local_from, 160}, {2, 175}, {local_until, 160}, {3, 110}, {4, 260}})
        stretches_->header()->resizeSection(column, width);
    entries_ = table({tr("Entry"), tr("When (UTC)"), tr("Act"), tr("Item"), tr("By"), tr("What was recorded"), {}},
                     tr("Entries of the ledger"));
    due_ = table({tr("Due (UTC)"), tr("State"), tr("What is due"), tr("Law"), {}}, tr("What the law wants done"));
    set_beside(*entries_->horizontalHeader(), local_of_entry, 1);
    set_beside(*due_->horizontalHeader(), local_of_due, 0);
    set_beside(*stretches_->header(), local_from, 1);
    set_beside(*stretches_->header(), local_until, 2);
    for (QHeaderView* header : {entries_->horizontalHeader(), due_->horizontalHeader(), stretches_->header()})
        offer_columns(*header);
    settle_zone();
    sheet_ = table({tr("No."), tr("Question"), tr("Answer"), tr("Details")}, tr("Answers P1 to P17"));
    verdict_ = new QLabel{tr("Not verified yet in this session")};
    verdict_->setWordWrap(true);
    verdict_->setContentsMargins(spacing::normal, spacing::normal, spacing::normal, spacing::normal);
    not_in_bag_ = new QLabel;
    not_in_bag_->setWordWrap(true);
    not_in_bag_->setContentsMargins(spacing::wide, 0, spacing::wide, spacing::normal);
    not_in_bag_->hide();
    verify_ = new QPushButton{tr("Verify the record")};
    receipt_ = new QPushButton{tr("Receipt")};
    log_ = new QPushButton{tr("Custody log as PDF")};
    act_ = new QToolButton;
    act_->setText(tr("Enter an act"));
    act_->setPopupMode(QToolButton::InstantPopup);
    act_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    act_->setIcon(gui::icon("add"));
    acts_ = new QMenu{this};
    act_->setMenu(acts_);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spacing::wide, spacing::normal, spacing::wide, spacing::normal);
    bar->addWidget(headline_, 1);
    for (QWidget* button : {static_cast<QWidget*>(act_), static_cast<QWidget*>(verify_),
                            static_cast<QWidget*>(receipt_), static_cast<QWidget*>(log_)})
        bar->addWidget(button);
    auto* sheet_page = new QWidget;
    auto* sheet_layout = new QVBoxLayout{sheet_page};
    sheet_layout->setContentsMargins(0, 0, 0, 0);
    sheet_layout->setSpacing(0);
    sheet_layout->addWidget(verdict_);
    sheet_layout->addWidget(sheet_, 1);
    tabs_ = new QTabWidget;
    tabs_->setDocumentMode(true);
    tabs_->setAccessibleName(tr("What the record tells"));
    tabs_->addTab(stretches_, tr("Custody of the item"));
    tabs_->addTab(entries_, tr("Entries"));
    tabs_->addTab(due_, tr("Due"));
    tabs_->addTab(sheet_page, tr("Verification"));
    auto* split = new QSplitter{Qt::Vertical};
    split->addWidget(chart_);
    split->addWidget(tabs_);
    split->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(not_in_bag_);
    layout->addWidget(split, 1);

    const auto action = [this](const QString& words, const QKeySequence& keys, std::function<void()> act) {
        add_place_action(*this, actions_, words, keys, std::move(act));
    };
    action(tr("Verify the custody record"), QKeySequence{QStringLiteral("Ctrl+Shift+V")}, [this] { verify(); });
    const int only_of_case = static_cast<int>(actions_.size());
    action(tr("Show the receipt"), QKeySequence{QStringLiteral("Ctrl+Shift+R")}, [this] { show_receipt(); });
    action(tr("Print the custody log of the item"), QKeySequence{QStringLiteral("Ctrl+Shift+P")},
           [this] { print_log(); });
    of_case_ = actions_.mid(only_of_case);
    for (QAbstractItemView* each :
         {static_cast<QAbstractItemView*>(entries_), static_cast<QAbstractItemView*>(due_),
          static_cast<QAbstractItemView*>(sheet_), static_cast<QAbstractItemView*>(stretches_)})
        each->setSelectionMode(QAbstractItemView::ExtendedSelection);
    add_table_actions(*this, actions_, this->workplace(), QStringLiteral("custody"),
                      [this](bool only_chosen) {
                          const QAbstractItemView* tables[] = {stretches_, entries_, due_, sheet_};
                          return source_of(*tables[tabs_->currentIndex()], only_chosen);
                      },
                      {stretches_, entries_, due_, sheet_});
    connect(verify_, &QPushButton::clicked, this, &CustodyPlace::verify);
    connect(receipt_, &QPushButton::clicked, this, &CustodyPlace::show_receipt);
    connect(log_, &QPushButton::clicked, this, &CustodyPlace::print_log);
    connect(chart_, &CustodyChart::item_chosen, this, &CustodyPlace::show_item);
    minute_ = new QTimer{this};
    minute_->setObjectName(QStringLiteral("minute"));
    minute_->setInterval(minute_ms);
    connect(minute_, &QTimer::timeout, this, [this] { fill_due(QDateTime::currentDateTimeUtc()); });
    connect(&verifier_, &QProcess::finished, this, [this](int code) {
        const QJsonObject sheet = QJsonDocument::fromJson(verifier_.readAllStandardOutput()).object();
        const Colours& colours = colours_for(palette());
        verify_->setEnabled(true);
        if (sheet.isEmpty()) {
            verdict_->setText(tr("The verifier did not answer: %1")
                                  .arg(QString::fromUtf8(verifier_.readAllStandardError()).trimmed()));
            return one_ended();
        }
        const QStringList questions = verification_questions();
        const QJsonArray answers = sheet.value(QLatin1String{"answers"}).toArray();
        sheet_->setRowCount(static_cast<int>(answers.size()));
        const auto answer_words = [&](const QString& word) {
            if (word == QLatin1String{"yes"}) return std::pair{tr("YES"), colours.good};
            if (word == QLatin1String{"no"}) return std::pair{tr("NO"), colours.bad};
            if (word == QLatin1String{"look"}) return std::pair{tr("LOOK"), colours.warning};
            if (word == QLatin1String{"none"}) return std::pair{tr("NONE"), colours.faint};
            return std::pair{tr("NOT CHECKED"), colours.faint};
        };
        for (int row = 0; row < sheet_->rowCount(); ++row) {
            const QJsonObject answer = answers[row].toObject();
            const auto [words, colour] = answer_words(answer.value(QLatin1String{"answer"}).toString());
            put(sheet_, row, 0, answer.value(QLatin1String{"id"}).toString());
            put(sheet_, row, 1, row < questions.size() ? questions[row] : QString{});
            QTableWidgetItem* cell = put(sheet_, row, 2, words, colour);
            QFont bold = sheet_->font();
            bold.setWeight(QFont::Bold);
            cell->setFont(bold);
            QStringList details;
            for (const QJsonValue& line : answer.value(QLatin1String{"details"}).toArray()) {
                if (details.size() == 12) {
                    details += QStringLiteral("…");
                    break;
                }
                details += with_codes_apart(seen(line));
            }
            put(sheet_, row, 3, details.join(QLatin1Char{'\n'}));
        }
        sheet_->setColumnWidth(1, 320);
        sheet_->resizeColumnToContents(0);
        sheet_->resizeColumnToContents(2);
        sheet_->resizeRowsToContents();
        const QString counts = tr("%1 entries, root %2")
                                   .arg(sheet.value(QLatin1String{"entries"}).toInteger())
                                   .arg(left_to_right(sheet.value(QLatin1String{"root"}).toString()));
        QPalette tint = verdict_->palette();
        verdict_->setAutoFillBackground(true);
        const bool good = code == 0, bad = code == 1;
        tint.setColor(QPalette::Window, good ? colours.good_ground : bad ? colours.bad_ground : colours.warning_ground);
        tint.setColor(QPalette::WindowText, good ? colours.good : bad ? colours.bad : colours.warning);
        verdict_->setPalette(tint);
        verdict_->setText(
            (good  ? tr("INTACT: nothing that was checked is broken. Answers marked LOOK need a person's judgement.")
             : bad ? tr("BROKEN: at least one answer is NO.")
                   : tr("COULD NOT TELL: something could not be checked on this machine.")) +
            QLatin1Char{'\n'} + counts);
        one_ended();
    });
    connect(&exporter_, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        const bool good = code == 0 && status == QProcess::NormalExit && session_ != nullptr;
        if (!good) {
            one_ended();
            verify_->setEnabled(true);
            verdict_->setText(tr("The ledger could not be read: %1")
                                  .arg(QString::fromUtf8(exporter_.readAllStandardError()).trimmed()));
            return;
        }
        // The newest checkpoint goes with the entries: without it nobody sees that entries at the end are missing.
        receipt_verb_ = std::make_unique<VerbProcess>();
        auto note = std::make_shared<QString>();
        connect(receipt_verb_.get(), &VerbProcess::line, this,
                [note](const QJsonObject& receipt) { *note = receipt.value(QLatin1String{"note"}).toString(); });
        connect(receipt_verb_.get(), &VerbProcess::ended, this, [this, note](const VerbOutcome&) {
            QStringList more;
            if (QFile file{room_->filePath(QStringLiteral("checkpoint.note"))};
                !note->isEmpty() && file.open(QIODevice::WriteOnly) && file.write(note->toUtf8()) > 0)
                more = {QStringLiteral("--checkpoint"), file.fileName()};
            run_verifier(room_->filePath(QStringLiteral("entries.jsonl")), more);
            one_ended();
        });
        ++at_work_;
        receipt_verb_->start({QStringLiteral("ledger"), QStringLiteral("receipt"), session_->folder_text()});
        one_ended();
    });
}

QIcon CustodyPlace::icon() const {
    return gui::icon("custody");
}

void CustodyPlace::one_ended() {
    if (--at_work_ == 0) emit settled();
}

void CustodyPlace::open_case(CaseSession& session) {
    close_case();
    session_ = &session;
    settle_zone();
    settle_for_bag();
    refresh();
}

void CustodyPlace::close_case() {
    for (auto* verb : {&show_, &due_verb_, &entries_verb_, &forms_verb_, &receipt_verb_, &paper_verb_}) verb->reset();
    for (QProcess* process : {&exporter_, &verifier_}) {
        if (process->state() == QProcess::NotRunning) continue;
        process->kill();
        process->waitForFinished();
    }
    minute_->stop();
    at_work_ = 0;
    session_ = nullptr;
    settle_zone();
    bag_.clear();
    timers_.clear();
    items_.clear();
    current_.clear();
    forms_.clear();
    acts_->clear();
    chart_->clear();
    stretches_->clear();
    for (QTableWidget* each : {entries_, due_, sheet_}) each->setRowCount(0);
    tabs_->setTabText(due_tab, tr("Due"));
    tabs_->setTabIcon(due_tab, {});
    headline_->clear();
    verdict_->setText(tr("Not verified yet in this session"));
    verdict_->setAutoFillBackground(false);
    verdict_->setPalette({});
}

void CustodyPlace::case_changed() {
    if (at_work_ == 0) refresh();
}

void CustodyPlace::set_read_only(bool read_only) {
    read_only_ = read_only;
    act_->setVisible(!read_only);
}

/// Times of the case stand in its zone beside UTC, where that is another. A bundle names no zone.
void CustodyPlace::settle_zone() {
    zone_ = session_ != nullptr ? session_->zone() : QTimeZone::utc();
    const bool shown = is_other_zone(zone_);
    entries_->setHorizontalHeaderItem(local_of_entry, new QTableWidgetItem{local_title(tr("When"), zone_)});
    due_->setHorizontalHeaderItem(local_of_due, new QTableWidgetItem{local_title(tr("Due"), zone_)});
    stretches_->headerItem()->setText(local_from, local_title(tr("From"), zone_));
    stretches_->headerItem()->setText(local_until, local_title(tr("Until"), zone_));
    entries_->setColumnHidden(local_of_entry, !shown);
    due_->setColumnHidden(local_of_due, !shown);
    for (const int column : {local_from, local_until}) stretches_->setColumnHidden(column, !shown);
}

QString CustodyPlace::local(const QDateTime& time) const {
    if (!time.isValid()) return {};
    return in_cell(time.toTimeZone(zone_).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")), true);
}

/// What verbs are told: the case, or the bundle in its place.
QString CustodyPlace::record() const {
    return of_bag() ? bag_ : session_ != nullptr ? session_->folder_text() : QString{};
}

void CustodyPlace::run(std::unique_ptr<VerbProcess>& verb, const QStringList& arguments,
                       std::function<void(const QJsonObject&)> each, std::function<void(const VerbOutcome&)> end) {
    // One that is at work still ends here, and tells nobody.
    if (verb == nullptr || !verb->is_running()) ++at_work_;
    verb = std::make_unique<VerbProcess>();
    connect(verb.get(), &VerbProcess::line, this, std::move(each));
    connect(verb.get(), &VerbProcess::ended, this, [this, end = std::move(end)](const VerbOutcome& outcome) {
        end(outcome);
        one_ended();
    });
    verb->start(arguments);
}

void CustodyPlace::refresh() {
    const QString path = record();
    if (path.isEmpty()) return;
    auto gathered = std::make_shared<std::vector<ItemCustody>>();
    run(
        show_, {QStringLiteral("custody"), QStringLiteral("show"), path},
        [gathered](const QJsonObject& object) { gathered->push_back(item_custody(object)); },
        [this, gathered](const VerbOutcome& outcome) {
            items_ = std::move(*gathered);
            fill_items();
            if (outcome.succeeded()) return;
            headline_->setText(tr("The record cannot be shown: %1").arg(outcome.message));
            chart_->clear();
        });
    if (!of_bag()) ask_due();
    entries_->setRowCount(0);
    run(
        entries_verb_, {QStringLiteral("ledger"), QStringLiteral("show"), path},
        [this](const QJsonObject& entry) { take_entry(entry); },
        [this](const VerbOutcome&) {
            for (const int column : {0, 1, 2, 3, 4, local_of_entry}) entries_->resizeColumnToContents(column);
            entries_->scrollToBottom();
        });
    if (!forms_.empty()) return;
    run(
        forms_verb_, {QStringLiteral("custody"), QStringLiteral("forms")},
        [this](const QJsonObject& form) { forms_.push_back(form); }, [this](const VerbOutcome&) { fill_acts(); });
}

void CustodyPlace::ask_due() {
    auto timers = std::make_shared<std::vector<QJsonObject>>();
    run(
        due_verb_, {QStringLiteral("custody"), QStringLiteral("due"), record(), QStringLiteral("--all")},
        [timers](const QJsonObject& timer) { timers->push_back(timer); },
        [this, timers](const VerbOutcome& outcome) {
            if (!outcome.succeeded()) return;
            timers_ = std::move(*timers);
            fill_due(QDateTime::currentDateTimeUtc());
            minute_->start();
        });
}

void CustodyPlace::fill_acts() {
    acts_->clear();
    const auto label = [](const QJsonObject& form) {
        const QJsonObject words = form.value(QLatin1String{"words"}).toObject();
        return words.value(urdu() ? QLatin1String{"ur"} : QLatin1String{"en"}).toString();
    };
    // The acts of every day first, the rest beneath.
    QMenu* more = nullptr;
    for (const QJsonObject& form : forms_) {
        static const QStringList daily{
            QStringLiteral("item.seize"),     QStringLiteral("item.seal"),        QStringLiteral("seal.check"),
            QStringLiteral("transfer.offer"), QStringLiteral("transfer.receive"), QStringLiteral("transfer.refuse"),
            QStringLiteral("store.in"),       QStringLiteral("store.out"),        QStringLiteral("note.add")};
        QMenu* menu = acts_;
        if (!daily.contains(form.value(QLatin1String{"type"}).toString())) {
            if (more == nullptr) more = new QMenu{tr("More acts"), acts_};
            menu = more;
        }
        menu->addAction(label(form), this, [this, form] { ask_form(form); });
    }
    if (more != nullptr) acts_->addMenu(more);
}

void CustodyPlace::fill_items() {
    const auto gaps = std::ranges::count_if(items_, &ItemCustody::has_gap);
    std::vector<ItemCustody> drawn = items_;
    const QDateTime end = of_bag() ? end_of_record() : QDateTime::currentDateTimeUtc();
    if (of_bag()) {
        for (ItemCustody& item : drawn)
            for (Stretch& stretch : item.stretches)
                if (!stretch.until.isValid()) stretch.until = end;
    }
    chart_->show_items(std::move(drawn), end);
    QString words = tr("Items on record: %1").arg(items_.size());
    if (of_bag())
        words = tr("Bundle %1").arg(left_to_right(shown_name(bag_.toStdString()))) + QStringLiteral(" · ") + words;
    if (gaps > 0) words += QStringLiteral(" · ") + tr("with a gap in custody: %1").arg(gaps);
    headline_->setText(words);
    QPalette tint = headline_->palette();
    tint.setColor(QPalette::WindowText, gaps > 0 ? colours_for(palette()).bad : palette().color(QPalette::WindowText));
    headline_->setPalette(tint);
    const auto here = std::ranges::find(items_, current_, &ItemCustody::item);
    if (here != items_.end())
        show_item(current_);
    else if (!items_.empty())
        show_item(items_.front().item);
}

void CustodyPlace::show_item(const QString& name) {
    const auto found = std::ranges::find(items_, name, &ItemCustody::item);
    if (found == items_.end()) return;
    current_ = name;
    chart_->set_current(name);
    stretches_->clear();
    const Colours& colours = colours_for(palette());
    const auto full_row = [&](const QString& words, const QColor& colour) {
        auto* row = new QTreeWidgetItem{stretches_, {words}};
        row->setFirstColumnSpanned(true);
        if (colour.isValid()) row->setForeground(0, colour);
    };
    full_row(QStringLiteral("%1 · %2%3")
                 .arg(found->item, found->kind,
                      found->description.isEmpty() ? QString{} : QStringLiteral(": ") + found->description),
             {});
    for (const Stretch& stretch : found->stretches) {
        auto* row = new QTreeWidgetItem{stretches_};
        const QString form = QStringLiteral("yyyy-MM-dd HH:mm:ss");
        row->setText(0, stretch.custodian);
        row->setText(1, left_to_right(stretch.from.toUTC().toString(form)));
        row->setText(2, stretch.until.isValid() ? left_to_right(stretch.until.toUTC().toString(form))
                        : of_bag()              ? tr("the end of the record")
                                                : tr("now"));
        row->setText(local_from, local(stretch.from));
        row->setText(local_until, local(stretch.until));
        row->setText(3, duration(stretch.seconds));
        row->setText(4, stretch.how);
        row->setText(5, QString::number(stretch.entry));
        if (stretch.mark.isEmpty()) continue;
        row->setText(4, stretch.mark == QLatin1String{"gap"}
                            ? tr("%1 – GAP: custody before is not on record").arg(stretch.how)
                            : tr("%1 – OVERLAP with the stretch before").arg(stretch.how));
        for (int column = 0; column < stretches_->columnCount(); ++column) {
            row->setForeground(column, colours.bad);
            row->setBackground(column, colours.bad_ground);
        }
    }
    for (const QString& offer : found->offers) full_row(offer, colours.warning);
    for (const QString& seal : found->seals) full_row(seal, {});
    if (!found->sha256.isEmpty()) full_row(QStringLiteral("SHA-256 ") + left_to_right(found->sha256), {});
    for (const ItemCustody::Finding& finding : found->findings)
        full_row(tr("entry %1: %2 %3").arg(finding.entry).arg(finding.rule, finding.what),
                 finding.broken ? colours.bad : colours.warning);
}

void CustodyPlace::take_entry(const QJsonObject& envelope) {
    const QByteArray payload = QByteArray::fromBase64(envelope.value(QLatin1String{"payload"}).toString().toLatin1());
    const QJsonObject event = QJsonDocument::fromJson(payload).object();
    const int row = entries_->rowCount();
    entries_->insertRow(row);
    put(entries_, row, 0, QString::number(event.value(QLatin1String{"seq"}).toInteger()));
    put(entries_, row, local_of_entry, local(time_of(event.value(QLatin1String{"time"}))));
    QString when = seen(event.value(QLatin1String{"time"}));
    put(entries_, row, 1, left_to_right(when.replace(QLatin1Char{'T'}, QLatin1Char{' '}).remove(QLatin1Char{'Z'})));
    if (session_ != nullptr) MediaCover::of(*session_).take_event(event);
    const QString type = event.value(QLatin1String{"type"}).toString();
    put(entries_, row, 2, act_words(type));
    put(entries_, row, 3, left_to_right(seen(event.value(QLatin1String{"item"}))));
    const QJsonObject actor = event.value(QLatin1String{"actor"}).toObject();
    put(entries_, row, 4, seen(actor.value(QLatin1String{"person"})));
    put(entries_, row, 5, body_words(type, event.value(QLatin1String{"body"}).toObject()));
}

void CustodyPlace::fill_due(const QDateTime& now) {
    const bool other_timers = due_->rowCount() != static_cast<int>(timers_.size());
    due_->setRowCount(static_cast<int>(timers_.size()));
    int overdue = 0;
    for (int row = 0; row < due_->rowCount(); ++row) overdue += fill_timer(row, now) ? 1 : 0;
    if (other_timers) {
        due_->resizeColumnsToContents();
        due_->resizeRowsToContents();
    }
    tabs_->setTabText(due_tab, overdue > 0 ? tr("Due (%1 overdue)").arg(overdue) : tr("Due"));
    tabs_->setTabIcon(due_tab, overdue > 0 ? gui::icon("warning", colours_for(palette()).bad) : QIcon{});
}

/// True when what is due was not done by `now`.
bool CustodyPlace::fill_timer(int row, const QDateTime& now) {
    const QJsonObject& timer = timers_[static_cast<std::size_t>(row)];
    const Colours& colours = colours_for(palette());
    const QDateTime at = time_of(timer.value(QLatin1String{"due_at"}));
    const bool open = timer.value(QLatin1String{"open"}).toBool(), overdue = open && at < now;
    const qint64 left = now.secsTo(at);
    const bool limit = timer.value(QLatin1String{"nature"}).toString() == QLatin1String{"limit"};
    QString state = tr("in %1").arg(duration(std::max<qint64>(0, left)));
    if (!open)
        state = tr("done %1").arg(in_cell(seen(timer.value(QLatin1String{"done_at"})), true));
    else if (overdue)
        state = limit ? tr("ended %1 ago").arg(duration(-left)) : tr("OVERDUE for %1").arg(duration(-left));
    const QColor colour = overdue                ? colours.bad
                          : open && left < 86400 ? colours.warning
                          : open                 ? QColor{}
                                                 : colours.faint;
    put(due_, row, 0, left_to_right(at.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm"))), colour);
    put(due_, row, local_of_due, local(at), colour);
    put(due_, row, 1, state, colour);
    QString what = timer_words(timer.value(QLatin1String{"title"}).toString());
    const QString item = seen(timer.value(QLatin1String{"item"}));
    if (!item.isEmpty()) what += QStringLiteral(" · ") + left_to_right(item);
    put(due_, row, 2, what, colour);
    QString law =
        tr("%1 s.%2").arg(seen(timer.value(QLatin1String{"act"})), seen(timer.value(QLatin1String{"section"})));
    if (!timer.value(QLatin1String{"confirmed"}).toBool()) law += QLatin1Char{' '} + tr("[section not confirmed]");
    put(due_, row, 3, law);
    return overdue;
}

void CustodyPlace::verify() {
    if (verifier_.state() != QProcess::NotRunning || exporter_.state() != QProcess::NotRunning) return;
    tabs_->setCurrentIndex(verification_tab);
    if (of_bag()) return run_verifier(bag_, {});
    if (session_ == nullptr) return;
    room_ = std::make_unique<QTemporaryDir>();
    if (!room_->isValid()) {
        verdict_->setText(tr("There is no room for the entries: %1").arg(room_->errorString()));
        return;
    }
    verify_->setEnabled(false);
    verdict_->setText(tr("Verifying …"));
    ++at_work_;
    exporter_.setStandardOutputFile(room_->filePath(QStringLiteral("entries.jsonl")));
    exporter_.start(sanad_program(), {QStringLiteral("--json"), QStringLiteral("ledger"), QStringLiteral("show"),
                                      session_->folder_text()});
}

/// sanad-verify is another program with another reader of the format: the window does not vouch for itself.
void CustodyPlace::run_verifier(const QString& bundle_or_entries, const QStringList& more) {
    QString program = sanad_program();
    program.replace(program.lastIndexOf(QLatin1Char{'/'}) + 1, program.size(), QStringLiteral("sanad-verify"));
    verify_->setEnabled(false);
    verdict_->setText(tr("Verifying …"));
    ++at_work_;
    verifier_.start(program, QStringList{bundle_or_entries, QStringLiteral("--json"), QStringLiteral("--lang"),
                                         urdu() ? QStringLiteral("ur") : QStringLiteral("en")} +
                                 more);
}

void CustodyPlace::open_bag(const QString& folder) {
    close_case();
    bag_ = folder;
    set_read_only(true);
    settle_for_bag();
    refresh();
    verify();
}

void CustodyPlace::settle_for_bag() {
    for (QPushButton* button : {receipt_, log_}) button->setEnabled(!of_bag());
    for (QAction* action : of_case_) action->setEnabled(!of_bag());
    tabs_->setTabVisible(due_tab, !of_bag());
    not_in_bag_->setVisible(of_bag());
    not_in_bag_->setText(
        of_bag() ? tr("As of the last entry of the bundle. What was done after it, and so what is due now, only the "
                      "case can say; there the receipt and the custody log are printed, too.")
                 : QString{});
}

/// A stretch that lasts is as long as the record is.
QDateTime CustodyPlace::end_of_record() const {
    QDateTime end;
    for (const ItemCustody& item : items_) {
        for (const Stretch& stretch : item.stretches) {
            const QDateTime until = stretch.until.isValid() ? stretch.until : stretch.from.addSecs(stretch.seconds);
            if (!end.isValid() || until > end) end = until;
        }
    }
    return end.isValid() ? end : QDateTime::currentDateTimeUtc();
}

void CustodyPlace::show_receipt() {
    if (session_ == nullptr) return;
    receipt_verb_ = std::make_unique<VerbProcess>();
    auto got = std::make_shared<QJsonObject>();
    connect(receipt_verb_.get(), &VerbProcess::line, this, [got](const QJsonObject& object) { *got = object; });
    connect(receipt_verb_.get(), &VerbProcess::ended, this, [this, got](const VerbOutcome& outcome) {
        if (got->isEmpty()) {
            this->workplace().say(outcome.message.isEmpty() ? tr("There is no checkpoint yet") : outcome.message);
            return;
        }
        QDialog dialog{this};
        dialog.setWindowTitle(tr("Receipt of the record"));
        auto* layout = new QVBoxLayout{&dialog};
        auto* heading = new QLabel{tr("The record of case %1, %2 entries")
                                       .arg(seen(got->value(QLatin1String{"case"})))
                                       .arg(got->value(QLatin1String{"size"}).toInteger())};
        heading->setFont(heading_font(font()));
        auto* square = new QLabel;
        square->setAlignment(Qt::AlignCenter);
        const QImage drawn = receipt_square(got->value(QLatin1String{"square"}).toString(), 4);
        if (!drawn.isNull()) square->setPixmap(QPixmap::fromImage(drawn));
        square->setAccessibleName(tr("QR square of the checkpoint"));
        auto* code = new QLabel{got->value(QLatin1String{"code"}).toString()};
        code->setFont(fixed_font());
        code->setAlignment(Qt::AlignCenter);
        code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        auto* how = new QLabel{tr("Printed on a form, this code shows later that no entry was taken out or changed.")};
        how->setWordWrap(true);
        for (QWidget* widget : {static_cast<QWidget*>(heading), static_cast<QWidget*>(square),
                                static_cast<QWidget*>(code), static_cast<QWidget*>(how)})
            layout->addWidget(widget);
        dialog.exec();
    });
    receipt_verb_->start({QStringLiteral("ledger"), QStringLiteral("receipt"), session_->folder_text()});
}

void CustodyPlace::ask_form(const QJsonObject& form) {
    if (session_ == nullptr || read_only_) return;
    QStringList names;
    for (const ItemCustody& item : items_) names += item.item;
    CustodyForm dialog{form, names, current_, workplace().person(), this};
    if (dialog.exec() != QDialog::Accepted) return;
    workplace().run_verb(
        dialog.arguments_for(session_->folder_text()), [this] { refresh(); }, dialog.passphrases());
}

void CustodyPlace::print_log() {
    if (session_ == nullptr || current_.isEmpty()) return;
    QString name = current_;
    name.replace(QLatin1Char{'/'}, QLatin1Char{'-'});
    const QString path = QFileDialog::getSaveFileName(this, tr("Custody log as PDF"),
                                                      QStringLiteral("custody-%1.pdf").arg(name), tr("PDF (*.pdf)"));
    if (path.isEmpty()) return;
    workplace().run_verb(
        {QStringLiteral("custody"), QStringLiteral("show"), session_->folder_text(), current_, QStringLiteral("--pdf"),
         path, QStringLiteral("--lang"), urdu() ? QStringLiteral("ur") : QStringLiteral("en")},
        [this, path] { this->workplace().say(tr("Written: %1").arg(path)); });
}

}  // namespace sanad::gui
