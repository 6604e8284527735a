#include "gui/views/command_palette.hpp"

#include <QKeyEvent>
#include <QPixmap>
#include <QPointer>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int most_listed = 200;

}  // namespace

int fit(const QString& typed, const QString& words) {
    int total = 0;
    const auto parts = typed.split(u' ', Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        const auto at = words.indexOf(part, 0, Qt::CaseInsensitive);
        if (at < 0) return -1;
        const bool begins = at == 0 || !words[at - 1].isLetterOrNumber();
        total += static_cast<int>(std::min<qsizetype>(at, 99)) + (begins ? 0 : 100);
    }
    return total;
}

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent)
    : QDialog{parent, Qt::Popup}, commands_{std::move(commands)} {
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Commands"));
    line_ = new QLineEdit{this};
    line_->setPlaceholderText(tr("What to do"));
    line_->setAccessibleName(tr("What to do"));
    line_->installEventFilter(this);
    list_ = new QListWidget{this};
    list_->setAccessibleName(tr("Commands"));
    list_->setUniformItemSizes(true);
    list_->setIconSize({spacing::icon, spacing::icon});
    list_->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(spacing::normal, spacing::normal, spacing::normal, spacing::normal);
    layout->addWidget(line_);
    layout->addWidget(list_);
    resize(560, 380);
    connect(line_, &QLineEdit::textChanged, this, &CommandPalette::narrow);
    connect(line_, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
    narrow();
    line_->setFocus();
}

void CommandPalette::narrow() {
    std::vector<std::pair<int, const Command*>> fitting;
    for (const Command& command : commands_) {
        const int how = fit(line_->text(), command.words);
        if (how >= 0) fitting.emplace_back(how, &command);
    }
    std::ranges::stable_sort(fitting, {}, [](const auto& pair) { return pair.first; });
    list_->clear();
    // Words stand beneath each other whether or not there is an icon before them.
    QPixmap nothing{list_->iconSize()};
    nothing.fill(Qt::transparent);
    const QIcon no_icon{nothing};
    for (const auto& [how, command] : fitting) {
        if (list_->count() == most_listed) break;
        const QString keys = command->action->shortcut().toString(QKeySequence::NativeText);
        auto* item =
            new QListWidgetItem{keys.isEmpty() ? command->words : command->words + QStringLiteral("   ") + keys, list_};
        item->setIcon(command->action->icon().isNull() ? no_icon : command->action->icon());
        item->setData(Qt::UserRole, static_cast<int>(command - commands_.data()));
    }
    list_->setCurrentRow(0);
}

void CommandPalette::run() {
    const QListWidgetItem* item = list_->currentItem();
    if (item == nullptr) return;
    const QPointer<QAction> action{commands_[static_cast<std::size_t>(item->data(Qt::UserRole).toInt())].action};
    close();
    if (action) action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == line_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int by = key == Qt::Key_Down       ? 1
                       : key == Qt::Key_Up       ? -1
                       : key == Qt::Key_PageDown ? 10
                       : key == Qt::Key_PageUp   ? -10
                                                 : 0;
        if (by != 0) {
            list_->setCurrentRow(std::clamp(list_->currentRow() + by, 0, std::max(0, list_->count() - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace sanad::gui
