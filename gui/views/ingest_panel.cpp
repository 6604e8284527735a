#include "gui/views/ingest_panel.hpp"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <utility>

#include "gui/icons.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int most_messages = 2000;

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

    connect(pause_, &QPushButton::clicked, this, [this] {
        if (!is_running()) {
            // The arguments of going on become those of the next pause too.
            start(QStringList{go_on_}, QStringList{go_on_});
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
    connect(&verb_, &VerbProcess::progress, this, &IngestPanel::take_progress);
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
