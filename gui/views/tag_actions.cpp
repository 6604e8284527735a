#include "gui/views/tag_actions.hpp"

#include <QCoreApplication>
#include <QInputDialog>
#include <utility>

#include "gui/icons.hpp"
#include "gui/views/place_action.hpp"

namespace sanad::gui {
namespace {

constexpr const char* number_property = "tag number";

struct TagWords {
    Q_DECLARE_TR_FUNCTIONS(TagActions)
};

/// Asks for a line of text without holding up the window's events.
void ask_text(QWidget* parent, const QString& title, const QString& label, const QStringList& offered, bool long_text,
              std::function<void(const QString&)> use) {
    auto* dialog = new QInputDialog{parent};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setOkButtonText(TagWords::tr("OK"));
    dialog->setCancelButtonText(TagWords::tr("Cancel"));
    if (long_text) {
        dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    } else {
        dialog->setComboBoxItems(offered);
        dialog->setComboBoxEditable(true);
    }
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent, std::move(use));
    dialog->open();
}

}  // namespace

void make_tag_actions(QWidget& place, TablePage& page, Taggable thing, QList<QAction*>& actions,
                      std::function<CaseSession*()> session, Workplace& workplace) {
    QWidget* const owner = &place;
    const auto add = [&](const QString& words, const QKeySequence& keys, std::function<void()> act) {
        return add_place_action(place, actions, words, keys, std::move(act));
    };
    const auto toggle = [&page, thing, session, &workplace](const QString& tag) {
        CaseSession* open = session();
        if (open == nullptr) return;
        auto ids = page.selected();
        if (ids.empty()) return workplace.say(TagWords::tr("Choose what to tag first."));
        open->marks().toggle(tag, thing, std::move(ids));
    };
    QAction* any = add(TagWords::tr("Tag…"), QKeySequence{QStringLiteral("Ctrl+G")}, [owner, session, toggle] {
        CaseSession* open = session();
        if (open == nullptr) return;
        ask_text(owner, TagWords::tr("Tag"), TagWords::tr("Tag, or take back the tag:"), open->marks().names(), false,
                 toggle);
    });
    any->setIcon(icon("tag"));
    page.add_row_action(any);
    page.add_row_action(add(TagWords::tr("Write a note…"), QKeySequence{QStringLiteral("Ctrl+M")},
                            [owner, &page, thing, session, &workplace] {
                                CaseSession* open = session();
                                const auto id = page.current();
                                if (open == nullptr) return;
                                if (!id) return workplace.say(TagWords::tr("Choose what the note is on first."));
                                ask_text(owner, TagWords::tr("Note"), TagWords::tr("Note on what is chosen:"), {}, true,
                                         [session, thing, id](const QString& text) {
                                             if (CaseSession* still = session()) still->marks().note(text, thing, *id);
                                         });
                            }));
    for (int number = 1; number <= 9; ++number) {
        add(TagWords::tr("Tag number %1").arg(number), QKeySequence{Qt::Key_0 + number}, [session, toggle, number] {
            CaseSession* open = session();
            if (open == nullptr) return;
            const QStringList quick = open->marks().quick_tags();
            if (number <= quick.size()) toggle(quick[number - 1]);
        })->setProperty(number_property, number);
    }
}

void name_tag_actions(const QList<QAction*>& actions, const QStringList& quick_tags) {
    for (QAction* action : actions) {
        const int number = action->property(number_property).toInt();
        if (number == 0) continue;
        action->setVisible(number <= quick_tags.size());
        if (!action->isVisible()) continue;
        QString name = quick_tags[number - 1];
        action->setText(TagWords::tr("Tag: %1").arg(name.replace(u'&', QStringLiteral("&&"))));
    }
}

}  // namespace sanad::gui
