#include "gui/review.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>

#include "gui/shown_text.hpp"
#include "gui/viewers/media_cover.hpp"
#include "gui/views/custody_place.hpp"
#include "gui/views/main_window.hpp"
#include "gui/views/reports_place.hpp"

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
    for (const char* entries : {"/custody/entries.jsonl", "/data/custody/entries.jsonl"})
        if (QFileInfo::exists(path + QLatin1String{entries})) return true;
    return false;
}

}  // namespace

bool start_review(MainWindow& window, const QString& path) {
    auto* custody = qobject_cast<CustodyPlace*>(window.place(QStringLiteral("custody")));
    auto* reports = qobject_cast<ReportsPlace*>(window.place(QStringLiteral("reports")));
    MediaCover::insist(true);
    window.begin_review(
        ReviewWords::tr("%1 — review, read-only").arg(shown_name(QDir{QDir::cleanPath(path)}.dirName().toStdString())));
    if (custody != nullptr) custody->set_read_only(true);
    if (reports != nullptr) reports->set_read_only(true);
    if (is_case(path)) {
        if (!window.open_case(path.toStdString())) return false;
    } else if (is_bundle(path) && custody != nullptr) {
        custody->open_bag(path);
    } else {
        QMessageBox::warning(&window, ReviewWords::tr("Nothing to review"),
                             ReviewWords::tr("%1 is neither a case nor a bundle.").arg(shown_name(path.toStdString())));
        return false;
    }
    window.go_to_place(QStringLiteral("custody"));
    return true;
}

}  // namespace sanad::gui
