#include "gui/views/start_page.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "gui/icons.hpp"
#include "gui/recent_cases.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr int page_width = 720;

}  // namespace

StartPage::StartPage(QWidget* parent) : QWidget{parent} {
    auto* title = new QLabel{tr("Sanad"), this};
    title->setFont(heading_font(font(), 6));
    auto* about =
        new QLabel{tr("From the seized disk to the court: opens images, proves that they are unchanged, reads "
                      "every file and every trace in them, and keeps a signed record of who did what."),
                   this};
    about->setWordWrap(true);
    about->setForegroundRole(QPalette::PlaceholderText);

    auto* new_case = new QPushButton{icon("add"), tr("New case…"), this};
    auto* open = new QPushButton{icon("open"), tr("Open a case…"), this};
    for (QPushButton* button : {new_case, open}) {
        button->setIconSize({20, 20});
        button->setMinimumHeight(40);
        button->setMinimumWidth(180);
    }
    new_case->setDefault(true);
    connect(new_case, &QPushButton::clicked, this, &StartPage::new_case_wanted);
    connect(open, &QPushButton::clicked, this, &StartPage::open_wanted);

    auto* recent = new QLabel{tr("Opened lately"), this};
    recent->setFont(heading_font(font(), 1));
    list_ = new QListWidget{this};
    list_->setAccessibleName(tr("Cases opened lately"));
    list_->setIconSize({28, 28});
    list_->setSpacing(2);
    list_->setContextMenuPolicy(Qt::ActionsContextMenu);
    list_->setFrameShape(QFrame::NoFrame);
    auto* forget = new QAction{tr("Take it off this list"), list_};
    forget->setShortcut(QKeySequence::Delete);
    forget->setShortcutContext(Qt::WidgetShortcut);
    list_->addAction(forget);
    connect(forget, &QAction::triggered, this, [this] {
        if (const QListWidgetItem* item = list_->currentItem()) forget_case(item->data(Qt::UserRole).toString());
        refresh();
    });
    connect(list_, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { emit case_chosen(item->data(Qt::UserRole).toString()); });
    none_ = new QLabel{tr("None yet. A case is a folder NAME.sanad that can be copied whole."), this};
    none_->setForegroundRole(QPalette::PlaceholderText);

    auto* page = new QWidget{this};
    page->setMaximumWidth(page_width);
    auto* layout = new QVBoxLayout{page};
    layout->setContentsMargins(spacing::page, spacing::page * 2, spacing::page, spacing::page);
    layout->setSpacing(spacing::wide);
    layout->addWidget(title);
    layout->addWidget(about);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(new_case);
    buttons->addWidget(open);
    buttons->addStretch();
    layout->addLayout(buttons);
    layout->addSpacing(spacing::normal);
    layout->addWidget(recent);
    // One of the two is shown, and takes what height is left: the labels above keep theirs.
    layout->addWidget(none_, 1, Qt::AlignTop);
    layout->addWidget(list_, 1);
    auto* outer = new QHBoxLayout{this};
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addStretch(1);
    outer->addWidget(page, 4);
    outer->addStretch(1);
    refresh();
}

void StartPage::refresh() {
    list_->clear();
    const auto cases = recent_cases();
    for (const RecentCase& one : cases) {
        const QString when =
            one.opened_at.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm")) + QStringLiteral(" UTC");
        auto* item =
            new QListWidgetItem{icon("case"),
                                one.name + u'\n' + left_to_right(one.folder) + QStringLiteral("  ·  ") +
                                    (one.is_there ? tr("opened %1").arg(left_to_right(when)) : tr("not found now")),
                                list_};
        item->setData(Qt::UserRole, one.folder);
        if (!one.is_there) item->setForeground(colours_for(palette()).faint);
    }
    none_->setVisible(cases.empty());
    list_->setVisible(!cases.empty());
    if (!cases.empty()) list_->setCurrentRow(0);
}

}  // namespace sanad::gui
