#include "gui/review.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>

#include "gui/shown_text.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/views/main_window.hpp"

namespace sanad::gui {
namespace {

struct ReviewWords {
    Q_DECLARE_TR_FUNCTIONS(Review)
};

bool is_case(const QString& path) {
    return QFileInfo::exists(path + QStringLiteral("/case.db")) ||
           QFileInfo::exists(path + QStringLiteral(".sanad/case.db"));
}

bool is_bundle(const QString& path) {
    return QFileInfo::exists(path + QStringLiteral("/custody/entries.jsonl"));
}

}  // namespace

QString review_title(const QString& path) {
    return ReviewWords::tr("%1 — review, read-only")
        .arg(shown_name(QDir{QDir::cleanPath(path)}.dirName().toStdString()));
}

bool start_review(MainWindow& window, const QString& path) {
    MediaCover::insist(true);
    window.begin_review();
    if (is_case(path)) {
        if (!window.open_case(path.toLocal8Bit().toStdString())) return false;
    } else if (is_bundle(path)) {
        window.show_bag(path);
    } else {
        QMessageBox::warning(&window, ReviewWords::tr("Nothing to review"),
                             ReviewWords::tr("%1 is neither a case nor a bundle.").arg(shown_name(path.toStdString())));
        return false;
    }
    window.go_to_place(QStringLiteral("custody"));
    return true;
}

}  // namespace sanad::gui
