#include "gui/viewers/contents_viewer.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <string_view>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr std::uint64_t most_files_shown = 5000;
constexpr int file_role = Qt::UserRole;

}  // namespace

ContentsViewer::ContentsViewer(Workplace& workplace, QWidget* parent) : FileViewer{workplace, parent} {
    list_ = new QTreeWidget;
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setAlternatingRowColors(true);
    list_->setHeaderLabels({tr("Name"), tr("Size"), tr("Type"), tr("SHA-256")});
    list_->header()->resizeSection(0, 380);
    list_->setAccessibleName(tr("Files taken out of this one"));
    status_ = new QLabel;
    status_->setWordWrap(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    foot->addWidget(status_, 1);
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(list_, 1);
    layout->addLayout(foot);
    connect(list_, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem* item) { this->workplace().show_file(item->data(0, file_role).toLongLong()); });
}

bool ContentsViewer::fits(const FileRow& file) const {
    if (!file.content || file.size == 0) return false;
    static constexpr std::array<std::string_view, 17> parts{
        "zip",     "x-tar",          "gzip",    "bzip", "x-xz", "7z",  "rar", "cpio", "archive",
        "outlook", "message/rfc822", "officed", "mbox", "java", "ole", "deb", "thumb"};
    return std::ranges::any_of(parts,
                               [&](std::string_view part) { return file.mime_type.find(part) != std::string::npos; });
}

void ContentsViewer::show_file(CaseSession& session, const FileRow& file) {
    clear();
    asked_ = session.ask<std::vector<FileRow>>(
        Lane::rows,
        [id = file.id](CaseReader& reader) -> Result<std::vector<FileRow>> {
            FileQuery query;
            query.parent = id;
            query.limit = most_files_shown;
            return reader.rows(TRY(reader.find(query)));
        },
        [this, above = QString::fromStdString(file.path)](Result<std::vector<FileRow>> rows) {
            if (!rows) {
                status_->setText(QString::fromStdString(rows.error().what));
                return;
            }
            for (const FileRow& row : *rows) {
                QString name = shown_name(row.path);
                if (name.startsWith(above)) name = name.mid(above.size() + 1);
                auto* item = new QTreeWidgetItem{list_};
                item->setText(0, left_to_right(name));
                item->setText(1, shown_size(row.size));
                item->setText(2, shown_name(row.mime_type));
                item->setText(3, row.digests ? left_to_right(shown_hex(row.digests->sha256)) : QString{});
                item->setFont(3, fixed_font());
                item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
                item->setData(0, file_role, static_cast<qlonglong>(row.id));
            }
            status_->setText(rows->empty() ? tr("No module took a file out of this one")
                             : rows->size() >= most_files_shown
                                 ? tr("The first %1 files").arg(shown_number(most_files_shown))
                                 : tr("Files taken out of this one: %1").arg(rows->size()));
        });
}

void ContentsViewer::clear() {
    asked_.forget();
    list_->clear();
    status_->clear();
}

}  // namespace sanad::gui
