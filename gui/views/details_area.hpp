#pragma once
// What is beside the table: the file that is looked at, a tab for each way of looking at it.
#include <QLabel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QWidget>
#include <optional>
#include <vector>

#include "gui/case_session.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class DetailsArea : public QWidget {
    Q_OBJECT
public:
    DetailsArea(std::vector<FileViewer*> viewers, QWidget* parent = nullptr);

    void open_case(CaseSession& session);
    void close_case();
    void show_file(Id file, std::optional<SourceRange> range = std::nullopt);
    void case_changed();

    std::optional<Id> file() const { return file_; }
    /// The viewer in front; null when no file is shown.
    FileViewer* front() const;
    /// Brings a viewer to the front and keeps to it for the next files that it fits.
    void prefer(const QString& viewer_id);
    QString preferred() const { return preferred_; }

private:
    QWidget* make_trouble();
    void settle_tabs(const FileRow& file);
    void show_front();

    std::vector<FileViewer*> viewers_;
    CaseSession* session_ = nullptr;
    std::optional<Id> file_;
    std::optional<FileRow> row_;
    std::optional<SourceRange> range_;
    FileViewer* showing_ = nullptr;  ///< the viewer that has row_
    QString preferred_;
    bool settling_ = false;
    Asked asked_;

    QWidget* trouble_;  ///< the program that reads evidence has ended: why, and again
    QLabel* trouble_words_;
    QLabel* path_;
    QTabWidget* tabs_;
    QLabel* empty_;
    QStackedWidget* pages_;
};

}  // namespace sanad::gui
