#pragma once
// The window: the place switcher, the place in front, the details beside it, and the actions that hold everywhere.
#include <QActionGroup>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QStackedWidget>
#include <QToolBar>
#include <filesystem>
#include <memory>
#include <vector>

#include "gui/case_session.hpp"
#include "gui/theme.hpp"
#include "gui/verb_process.hpp"
#include "gui/views/details_area.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

class MainWindow : public QMainWindow, private Workplace {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a case in this window; the one that was open is closed. False: a message was shown.
    bool open_case(const std::filesystem::path& folder);
    void close_case();
    CaseSession* session() { return session_.get(); }

    const std::vector<Place*>& places() const { return places_; }
    Place* place(const QString& id) const;
    Place* front_place() const;
    void go_to_place(const QString& id) override;
    DetailsArea& details() { return *details_; }
    /// No verb that writes is run any more (the prosecutor's mode).
    void set_read_only(bool read_only) { read_only_ = read_only; }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void show_file(Id file, std::optional<SourceRange> range) override;
    void show_artifact(const ArtifactRow& artifact) override;
    void list_files(const FileQuery& query, const QString& what) override;
    void list_in_folder(Id file) override;
    void list_artifacts(const ArtifactQuery& query, const QString& what) override;
    void show_on_timeline(Timestamp at) override;
    void run_verb(const QStringList& arguments, std::function<void()> done) override;
    void say(const QString& words) override;

    void make_switcher();
    void make_menus();
    void settle_title();
    void set_scheme(Scheme scheme);

    std::unique_ptr<CaseSession> session_;
    std::vector<Place*> places_;
    QToolBar* switcher_;
    QActionGroup* place_choice_;
    QStackedWidget* stack_;
    DetailsArea* details_;
    QDockWidget* details_dock_;
    bool read_only_ = false;
};

}  // namespace sanad::gui
