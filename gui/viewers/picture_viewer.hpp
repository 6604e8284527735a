#pragma once
// The tab "Picture": decoded in the sandbox, covered until asked for where the case wants it, with what the modules
// read of its camera beside it.
#include <QImage>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTableWidget>
#include <QToolButton>

#include "gui/viewers/evidence_view.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

class PictureViewer : public FileViewer {
    Q_OBJECT
public:
    explicit PictureViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("picture"); }
    QString title() const override { return tr("Picture"); }
    bool fits(const FileRow& file) const override;
    void show_file(CaseSession& session, const FileRow& file) override;
    void clear() override;

    const QImage& image() const { return image_; }
    QString status() const { return status_->text(); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void draw();
    void zoom_by(double factor);

    QLabel* canvas_;
    QSplitter* split_;
    QScrollArea* scroll_;
    QTableWidget* facts_;
    QLabel* status_;
    QToolButton *cover_, *fit_, *full_;
    CaseSession* session_ = nullptr;
    QMetaObject::Connection cover_changed_;
    QImage image_, covered_image_;
    bool covered_ = false;
    double zoom_ = 0;  ///< 0: as large as there is room
    Wanted asked_picture_;
    Asked asked_facts_;
};

}  // namespace sanad::gui
