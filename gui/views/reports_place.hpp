#pragma once
// The place "Reports": the reports that the record issued, and where their files are; what is to be reported, in which
// languages: the verb `sanad report` writes and records it. The preview is the report's own page, shown without
// anything from outside of it. A ledger knows a report by its digest alone: a file is that report when it has the
// digest.
#include <QCheckBox>
#include <QComboBox>
#include <QHash>
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
    void case_changed() override;
    bool shows_bags() const override { return true; }
    /// Reports that lie in the bundle, and those of its record.
    void open_bag(const QString& folder) override;
    void set_read_only(bool read_only) override;
    QList<QAction*> place_actions() override { return actions_; }
    /// Where files of reports are; kept with the user's settings, as no record says it.
    QVariantMap remembered() const override;
    void recall(const QVariantMap& kept) override;

    enum Column { report, issued, by, language, state, sha256, where, columns };

    /// The arguments of the verb for what is chosen now.
    QStringList arguments(const QString& folder) const;
    StillPage& preview() { return *preview_; }
    QTreeWidget& written() { return *written_; }
    void write_into(const QString& folder);
    /// This file is said to be one of these reports: its digest tells.
    void take_file(const QString& path);

signals:
    void ended();

private:
    void choose_folder();
    void show_file(const QString& path);
    void show_chosen();
    void refresh();
    QString record() const;
    QTreeWidgetItem& row_of(const QString& sha256);
    void take_issue(const QJsonObject& event);
    void take_digest(const QString& path, const QString& sha256);
    void put_file(QTreeWidgetItem& row, const QString& path);

    CaseSession* session_ = nullptr;
    QCheckBox *english_, *urdu_, *tagged_;
    QComboBox* form_;
    QLineEdit* reviewer_;
    QPushButton *make_, *open_, *find_;
    QLabel* state_;
    QTreeWidget* written_;
    StillPage* preview_;
    QWidget* choices_;
    QList<QAction*> actions_;
    std::unique_ptr<VerbProcess> verb_;
    VerbProcess issued_;  ///< the entries of asked_of_
    QString asked_of_;
    bool again_ = false;
    QString bag_;
    QHash<QString, QString> files_;  ///< where the file of a digest was last
    bool anything_ = false;
};

}  // namespace sanad::gui
