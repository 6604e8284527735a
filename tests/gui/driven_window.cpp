// driven_window: the real window, offscreen, told what to do by lines of JSON on standard input. It answers each with
// one on standard output, and says of its own accord when a tag or note is confirmed. What is around it (kills, media
// that cannot be written, a second window) is the affair of window_in_trouble_test.py.
#include <unistd.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <cstdio>
#include <deque>

#include "gui/application.hpp"
#include "gui/marks.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/hex_viewer.hpp"
#include "gui/views/files_place.hpp"
#include "gui/views/main_window.hpp"

namespace {

using namespace sanad;
using namespace Qt::StringLiterals;

void say(const QJsonObject& object) {
    std::printf("%s\n", QJsonDocument{object}.toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

class Driven : public QObject {
public:
    Driven() {
        window_.show();
        connect(&input_, &QSocketNotifier::activated, this, [this] { take(); });
    }

private:
    void take() {
        char piece[4096];
        const auto got = ::read(STDIN_FILENO, piece, sizeof piece);
        if (got <= 0) return QApplication::quit();
        waiting_.append(piece, got);
        for (qsizetype end = waiting_.indexOf('\n'); end >= 0; end = waiting_.indexOf('\n')) {
            const QJsonObject order = QJsonDocument::fromJson(waiting_.left(end)).object();
            waiting_.remove(0, end + 1);
            obey(order);
        }
    }

    void obey(const QJsonObject& order) {
        const QString what = order["do"_L1].toString();
        if (what == "open"_L1) return open(order["case"_L1].toString());
        if (what == "examine"_L1) {
            QStringList arguments;
            for (const QJsonValue& word : order["arguments"_L1].toArray()) arguments << word.toString();
            window_.examine(arguments);
        } else if (what == "mark"_L1) {
            mark(order["name"_L1].toString(), order["file"_L1].toInteger(), order["note"_L1].toBool());
        } else if (what == "show"_L1) {
            window_.go_to_place(QStringLiteral("files"));
            window_.details().prefer(order["viewer"_L1].toString());
            window_.details().show_file(order["file"_L1].toInteger());
        } else if (what == "press"_L1) {
            return press(order["button"_L1].toString());
        } else if (what == "see"_L1) {
            return see();
        }
        say({{"done"_L1, what}});
    }

    void open(const QString& folder) {
        const bool opened = window_.open_case(folder.toLocal8Bit().toStdString());
        if (opened) {
            window_.go_to_place(QStringLiteral("files"));
            gui::Marks& marks = window_.session()->marks();
            // One after another, in the order in which they were asked for.
            connect(&marks, &gui::Marks::said, this, [this](const QString& words) {
                if (asked_.empty()) return say({{"unasked"_L1, words}});
                say({{"confirmed"_L1, asked_.front()}});
                asked_.pop_front();
            });
            connect(&marks, &gui::Marks::failed, this, [](const QString& words) { say({{"failed"_L1, words}}); });
        }
        say({{"opened"_L1, opened}});
    }

    void mark(const QString& name, Id file, bool note) {
        asked_.push_back(name);
        gui::Marks& marks = window_.session()->marks();
        if (note)
            marks.note(name, gui::Taggable::file, file);
        else
            marks.toggle(name, gui::Taggable::file, {file});
    }

    void press(const QString& words) {
        for (QWidget* top : QApplication::topLevelWidgets()) {
            for (QPushButton* button : top->findChildren<QPushButton*>()) {
                if (!button->isVisible() || !button->isEnabled() || button->text() != words) continue;
                button->click();
                return say({{"pressed"_L1, true}});
            }
        }
        say({{"pressed"_L1, false}});
    }

    /// What somebody in front of the window sees.
    void see() {
        QJsonArray labels, buttons;
        for (const QWidget* top : QApplication::topLevelWidgets()) {
            for (const QLabel* label : top->findChildren<QLabel*>())
                if (label->isVisible() && !label->text().isEmpty()) labels << label->text();
            for (const QListWidget* list : top->findChildren<QListWidget*>())
                for (int row = 0; list->isVisible() && row < list->count(); ++row) labels << list->item(row)->text();
            for (const QPushButton* button : top->findChildren<QPushButton*>())
                if (button->isVisible() && button->isEnabled()) buttons << button->text();
        }
        QJsonObject seen{{"labels"_L1, labels}, {"buttons"_L1, buttons}};
        auto* hex = window_.findChild<gui::HexViewer*>();
        seen["bytes"_L1] = hex != nullptr ? QString::fromLatin1(hex->pages().bytes(0, 16).toHex()) : QString{};
        seen["phase"_L1] = window_.ingest().phase();
        seen["at_work"_L1] = window_.ingest().is_running();
        if (window_.session() != nullptr) {
            QJsonObject tags;
            for (const gui::Tag& tag : window_.session()->marks().tags()) {
                QJsonArray files;
                for (const Id file : tag.files) files << qint64{file};
                tags[tag.name] = files;
            }
            seen["tags"_L1] = tags;
            auto& files = dynamic_cast<gui::FilesPlace&>(*window_.place(QStringLiteral("files")));
            seen["rows"_L1] = files.model().is_asking() ? -1 : files.model().rowCount();
            const FileRow* first = files.model().known(0);
            (void)files.model().index(0, 0).data();  // asks for the first page
            seen["first"_L1] = first != nullptr ? QString::fromStdString(first->path) : QString{};
        }
        say(seen);
    }

    gui::MainWindow window_;
    QSocketNotifier input_{STDIN_FILENO, QSocketNotifier::Read};
    QByteArray waiting_;
    std::deque<QString> asked_;
};

}  // namespace

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    gui::Application application{count, arguments};
    QApplication::setOrganizationName(QStringLiteral("sanad-test"));
    QApplication::setApplicationName(QStringLiteral("driven_window"));
    gui::apply_theme(application, gui::Scheme::light);
    Driven driven;
    return QApplication::exec();
}
