#include "gui/views/ingest_panel.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int most_messages = 2000;
constexpr int tables_height = 200;

QTreeWidget* table(QWidget* parent, const QStringList& columns, const QString& name) {
    auto* made = new QTreeWidget{parent};
    made->setHeaderLabels(columns);
    made->setRootIsDecorated(false);
    made->setUniformRowHeights(true);
    made->setAccessibleName(name);
    made->header()->setStretchLastSection(true);
    return made;
}

std::uint64_t whole(const QJsonObject& object, const char* key) {
    return static_cast<std::uint64_t>(std::max(0.0, object[QLatin1String{key}].toDouble()));
}

QString text(const QJsonObject& object, const char* key) {
    return shown_name(object[QLatin1String{key}].toString().toStdString());
}

}  // namespace

QString shown_duration(double seconds) {
    const auto whole = static_cast<qlonglong>(seconds);
    if (whole < 60) return IngestPanel::tr("%1 s").arg(whole);
    if (whole < 3600) return IngestPanel::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return IngestPanel::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

IngestPanel::IngestPanel(QWidget* parent) : QWidget{parent} {
    phase_ = new QLabel{this};
    phase_->setFont(heading_font(font(), 0));
    figures_ = new QLabel{this};
    figures_->setTextFormat(Qt::PlainText);
    bar_ = new QProgressBar{this};
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setMaximumHeight(10);
    bar_->setAccessibleName(tr("How far the examination is"));
    messages_ = new QListWidget{this};
    messages_->setAccessibleName(tr("Messages of the examination"));
    messages_->setWordWrap(true);
    messages_->setMaximumHeight(96);
    messages_->hide();
    make_tables();
    pause_ = new QPushButton{icon("pause"), tr("Pause"), this};
    cancel_ = new QPushButton{icon("stop"), tr("Stop"), this};
    auto* line = new QHBoxLayout;
    line->addWidget(phase_);
    line->addWidget(figures_, 1);
    line->addWidget(pause_);
    line->addWidget(cancel_);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(spacing::normal, spacing::normal, spacing::normal, spacing::normal);
    layout->addLayout(line);
    layout->addWidget(bar_);
    layout->addWidget(messages_);
    layout->addWidget(tables_);

    connect(pause_, &QPushButton::clicked, this, [this] {
        if (!is_running()) {
            // What was told of the same examination before stays.
            run(go_on_);
            return;
        }
        pausing_ = true;
        phase_->setText(tr("Pausing …"));
        verb_.stop();
        settle_buttons();
    });
    connect(cancel_, &QPushButton::clicked, this, [this] {
        pausing_ = false;
        if (is_running()) {
            phase_->setText(tr("Stopping …"));
            verb_.stop();
            settle_buttons();
            return;
        }
        paused_ = false;
        phase_->setText(tr("Stopped. “Examine” in the Evidence menu goes on from here."));
        settle_buttons();
    });
    connect(&verb_, &VerbProcess::progress, this, &IngestPanel::take);
    connect(&verb_, &VerbProcess::said, this, [this](const QString& words) {
        if (messages_->count() >= most_messages) return;
        messages_->addItem(shown_name(words.toStdString()));
        messages_->show();
        messages_->scrollToBottom();
    });
    connect(&verb_, &VerbProcess::ended, this, &IngestPanel::take_end);
}

void IngestPanel::start(const QStringList& arguments, const QStringList& go_on) {
    if (is_running()) return;
    go_on_ = go_on;
    begin_anew();
    run(arguments);
}

void IngestPanel::begin_anew() {
    modules_->clear();
    shortcomings_->clear();
    for (QWidget* each : {static_cast<QWidget*>(tables_), static_cast<QWidget*>(modules_), shortcomings_area_,
                          static_cast<QWidget*>(untold_)})
        each->hide();
    show_file_->setEnabled(false);
}

void IngestPanel::make_tables() {
    tables_ = new QSplitter{Qt::Horizontal, this};
    tables_->setMaximumHeight(tables_height);
    modules_ =
        table(tables_, {tr("Module"), tr("Files examined"), tr("Findings"), tr("Not plainly done"), tr("Share done")},
              tr("How far each module is"));
    shortcomings_area_ = new QWidget{tables_};
    shortcomings_ = table(shortcomings_area_, {tr("What became of it"), tr("File"), tr("Step"), tr("Words")},
                          tr("What was not examined whole"));
    untold_ = new QLabel{shortcomings_area_};
    untold_->setWordWrap(true);
    show_file_ = new QPushButton{tr("Show the file"), shortcomings_area_};
    auto* below = new QHBoxLayout;
    below->addWidget(untold_, 1);
    below->addWidget(show_file_, 0, Qt::AlignTrailing);
    auto* layout = new QVBoxLayout{shortcomings_area_};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(shortcomings_);
    layout->addLayout(below);
    tables_->addWidget(modules_);
    tables_->addWidget(shortcomings_area_);
    begin_anew();
    // Enter and, where the desktop has it so, a double click.
    connect(shortcomings_, &QTreeWidget::itemActivated, this, &IngestPanel::ask_for_file);
    connect(show_file_, &QPushButton::clicked, this, &IngestPanel::ask_for_file);
    connect(shortcomings_, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* row) {
        show_file_->setEnabled(row != nullptr && row->data(of_file, Qt::UserRole).toLongLong() > 0);
    });
}

void IngestPanel::ask_for_file() {
    const QTreeWidgetItem* row = shortcomings_->currentItem();
    if (row == nullptr) return;
    if (const qint64 id = row->data(of_file, Qt::UserRole).toLongLong(); id > 0) emit file_wanted(id);
}

void IngestPanel::run(const QStringList& arguments) {
    files_passed_ = files_offered_ = 0;
    pausing_ = paused_ = false;
    messages_->clear();
    messages_->hide();
    phase_->setText(tr("Starting …"));
    figures_->clear();
    bar_->setRange(0, 0);
    QStringList all = arguments;
    all << QStringLiteral("--progress") << QStringLiteral("json");
    verb_.start(all);
    settle_buttons();
    emit started();
}

void IngestPanel::settle_buttons() {
    const bool running = is_running();
    pause_->setEnabled((running && !pausing_) || paused_);
    pause_->setText(paused_ ? tr("Go on") : tr("Pause"));
    pause_->setIcon(icon(paused_ ? "play" : "pause"));
    cancel_->setEnabled(running || paused_);
}

void IngestPanel::take(const QJsonObject& line) {
    if (line.contains(QLatin1String{"shortcoming"}))
        take_shortcoming(line[QLatin1String{"shortcoming"}].toObject());
    else if (line.contains(QLatin1String{"modules"}))
        take_modules(line);
    else if (line.contains(QLatin1String{"phase"}))
        take_progress(line);
}

void IngestPanel::take_modules(const QJsonObject& line) {
    files_passed_ = line[QLatin1String{"files_passed"}].toDouble();
    files_offered_ = line[QLatin1String{"files_offered"}].toDouble();
    // All of them go through the files together, in the order of the case.
    const double share = files_offered_ > 0 ? std::min(1.0, files_passed_ / files_offered_) : 1;
    const QJsonArray modules = line[QLatin1String{"modules"}].toArray();
    while (modules_->topLevelItemCount() > modules.size())
        delete modules_->takeTopLevelItem(modules_->topLevelItemCount() - 1);
    for (int i = 0; i < modules.size(); ++i) {
        const QJsonObject module = modules[i].toObject();
        QTreeWidgetItem* row = modules_->topLevelItem(i);
        if (row == nullptr) {
            row = new QTreeWidgetItem{modules_};
            for (const int column : {examined, findings, errors, share_done})
                row->setTextAlignment(column, Qt::AlignTrailing | Qt::AlignVCenter);
        }
        row->setText(module_name, in_cell(text(module, "name"), true));
        row->setText(examined, shown_number(whole(module, "examined")));
        row->setText(findings, shown_number(whole(module, "findings")));
        row->setText(errors, shown_number(whole(module, "errors")));
        row->setText(share_done, in_cell(tr("%1 %").arg(static_cast<int>(100 * share)), true));
    }
    if (modules_->isHidden() && !modules.isEmpty()) {
        tables_->show();
        modules_->show();
        for (int column = module_name; column < share_done; ++column) modules_->resizeColumnToContents(column);
    }
}

void IngestPanel::take_shortcoming(const QJsonObject& one) {
    if (shortcomings_->topLevelItemCount() >= most_messages) return;
    auto* row = new QTreeWidgetItem;
    row->setText(became, shown_outcome(one[QLatin1String{"outcome"}].toString()));
    const QString path = text(one, "path");
    row->setText(of_file, path.isEmpty() ? tr("no single file") : in_cell(path, true));
    row->setData(of_file, Qt::UserRole, one[QLatin1String{"file"}].toInteger());
    const QString by = text(one, "module");
    row->setText(found_by, in_cell(by.isEmpty() ? text(one, "step") : by, true));
    row->setText(in_words, in_cell(text(one, "message"), true));
    for (const int column : {of_file, in_words}) row->setToolTip(column, row->text(column).toHtmlEscaped());
    shortcomings_->addTopLevelItem(row);  // whole: what is chosen at once says already of which file it is
    if (!shortcomings_area_->isHidden()) return;
    tables_->show();
    shortcomings_area_->show();
    for (int column = became; column < in_words; ++column) shortcomings_->resizeColumnToContents(column);
}

void IngestPanel::take_progress(const QJsonObject& progress) {
    const auto number = [&](const char* key) { return progress[QLatin1String{key}].toDouble(); };
    const QString phase = progress[QLatin1String{"phase"}].toString();
    const std::pair<const char*, QString> phases[] = {{"opening", tr("Opening the image")},
                                                      {"walking", tr("Listing the files")},
                                                      {"reading", tr("Reading every byte once")},
                                                      {"examining", tr("Modules look for traces")},
                                                      {"indexing", tr("Indexing the words")},
                                                      {"finishing", tr("Writing what was found")},
                                                      {"finished", tr("Examined")}};
    if (!pausing_) {
        for (const auto& [word, label] : phases) {
            if (phase == QLatin1String{word}) phase_->setText(label);
        }
    }
    QStringList figures;
    if (phase == QLatin1String{"reading"} && number("bytes_total") > 0) {
        bar_->setRange(0, 1000);
        bar_->setValue(static_cast<int>(1000 * number("bytes_done") / number("bytes_total")));
        figures << tr("%1 of %2")
                       .arg(shown_size(static_cast<std::uint64_t>(number("bytes_done"))),
                            shown_size(static_cast<std::uint64_t>(number("bytes_total"))));
        if (progress.contains(QLatin1String{"mb_per_second"}))
            figures << tr("%1 MB/s").arg(shown_number(static_cast<std::uint64_t>(number("mb_per_second"))));
        if (progress.contains(QLatin1String{"eta_seconds"}))
            figures << tr("%1 left").arg(shown_duration(number("eta_seconds")));
    } else if (phase == QLatin1String{"examining"} && files_offered_ > 0) {
        bar_->setRange(0, 1000);
        bar_->setValue(static_cast<int>(1000 * std::min(1.0, files_passed_ / files_offered_)));
        figures << tr("%1 of %2 files offered to modules")
                       .arg(shown_number(static_cast<std::uint64_t>(files_passed_)),
                            shown_number(static_cast<std::uint64_t>(files_offered_)));
        if (const std::uint64_t speed = whole(progress, "files_per_second"); speed > 0)
            figures << tr("%1 files/s").arg(shown_number(speed));
        if (progress.contains(QLatin1String{"eta_seconds"}))
            figures << tr("%1 left").arg(shown_duration(number("eta_seconds")));
    } else if (phase == QLatin1String{"finished"}) {
        bar_->setRange(0, 1000);
        bar_->setValue(1000);
    } else {
        bar_->setRange(0, 0);
    }
    figures << tr("%1 files").arg(shown_number(static_cast<std::uint64_t>(number("files_found"))));
    if (number("artifacts") > 0)
        figures << tr("%1 findings").arg(shown_number(static_cast<std::uint64_t>(number("artifacts"))));
    if (number("errors") > 0)
        figures << tr("%1 not plainly done").arg(shown_number(static_cast<std::uint64_t>(number("errors"))));
    figures_->setText(figures.join(QStringLiteral("  ·  ")));
    if (const std::uint64_t untold = whole(progress, "shortcomings_not_told"); untold > 0) {
        untold_->setText(tr("Further ones: %1. The case lists them all.").arg(shown_number(untold)));
        untold_->show();
    }
    emit advanced();
}

void IngestPanel::take_end(const VerbOutcome& outcome) {
    using End = VerbOutcome::End;
    bar_->setRange(0, 1000);
    if (outcome.succeeded()) {
        bar_->setValue(1000);
        phase_->setText(outcome.end == End::fine ? tr("Examined")
                                                 : tr("Examined; a verification speaks against the image"));
    } else if (outcome.end == End::stopped) {
        paused_ = std::exchange(pausing_, false);
        phase_->setText(paused_ ? tr("Paused. What was done is kept.")
                                : tr("Stopped. “Examine” in the Evidence menu goes on from here."));
    } else {
        // An engine that died or refused is a message with a retry; what it had committed stays.
        paused_ = true;
        phase_->setText(tr("It did not come to its end"));
        // Its own words stand there already; how it ended, if not by them, does not.
        if (messages_->count() == 0 || outcome.end == End::crashed)
            messages_->addItem(outcome.message.section(u'\n', 0, 0));
        messages_->scrollToBottom();
        messages_->show();
    }
    settle_buttons();
    if (!outcome.succeeded() && outcome.end != End::stopped) pause_->setText(tr("Try again"));
    emit ended(outcome);
}

}  // namespace sanad::gui
