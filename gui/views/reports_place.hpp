#pragma once
// The place "Reports": what is to be reported, in which languages; the verb `sanad report` writes and records it. The
// preview is the report's own page, shown without anything from outside of it.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QTreeWidget>
#include <memory>

#include "gui/verb_process.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

/// Shows a page, and fetches nothing: no picture, no style, no link leads anywhere.
class StillPage : public QTextBrowser {
    Q_OBJECT
public:
    explicit StillPage(QWidget* parent = nullptr);
    /// How many things the page asked for, none of which it got.
    int refused() const { return refused_; }

protected:
    QVariant loadResource(int type, const QUrl& name) override;
    void doSetSource(const QUrl& url, QTextDocument::ResourceType type) override;

private:
    int refused_ = 0;
};

class ReportsPlace : public Place {
    Q_OBJECT
public:
    explicit ReportsPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("reports"); }
    QString title() const override { return tr("Reports"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    QList<QAction*> place_actions() override { return actions_; }
    void set_read_only(bool read_only);

    /// The arguments of the verb for what is chosen now.
    QStringList arguments(const QString& folder) const;
    StillPage& preview() { return *preview_; }
    QTreeWidget& written() { return *written_; }
    void write_into(const QString& folder);

signals:
    void ended();

private:
    void choose_folder();
    void show_file(const QString& path);

    CaseSession* session_ = nullptr;
    QCheckBox *english_, *urdu_, *tagged_;
    QComboBox* form_;
    QLineEdit* reviewer_;
    QPushButton *make_, *open_;
    QLabel* state_;
    QTreeWidget* written_;
    StillPage* preview_;
    QWidget* choices_;
    QList<QAction*> actions_;
    std::unique_ptr<VerbProcess> verb_;
    bool anything_ = false;
};

}  // namespace sanad::gui
