#pragma once
// The place "Custody": who had each item and when, what was done to it, what the law wants done, whether the record
// holds. Everything here is what verbs of sanad say (`custody show`, `custody due`, `ledger show`, `ledger receipt`,
// sanad-verify), and what is entered here is entered by `custody ACT`.
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTimeZone>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>
#include <functional>
#include <memory>
#include <vector>

#include "gui/verb_process.hpp"
#include "gui/views/custody_chart.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

/// One object of `sanad custody show --json`.
ItemCustody item_custody(const QJsonObject& object);
/// The square of `sanad ledger receipt --json`, drawn; null when there is none.
QImage receipt_square(const QString& half_blocks, int module = 4);
/// P1 to P17, in order.
QStringList verification_questions();

class CustodyPlace : public Place {
    Q_OBJECT
public:
    explicit CustodyPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("custody"); }
    QString title() const override { return tr("Custody"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override;
    QList<QAction*> place_actions() override { return actions_; }

    /// A bundle in place of a case (the prosecutor's mode): its entries and whose hands they show, as of the last of
    /// them, and its verification. What is due, no bundle says.
    bool shows_bags() const override { return true; }
    void open_bag(const QString& folder) override;
    void set_read_only(bool read_only) override;
    void verify();
    /// What is due, and what is overdue, at this moment; told anew each minute.
    void fill_due(const QDateTime& now);

    const std::vector<ItemCustody>& items() const { return items_; }
    QTableWidget& sheet() { return *sheet_; }
    QTreeWidget& stretches() { return *stretches_; }
    QTableWidget& entries() { return *entries_; }
    QTableWidget& due() { return *due_; }
    QTabWidget& tabs() { return *tabs_; }
    CustodyChart& chart() { return *chart_; }
    QString verdict() const { return verdict_->text(); }

signals:
    void settled();  ///< every verb that was started has ended

private:
    void refresh();
    void ask_due();
    void run(std::unique_ptr<VerbProcess>& verb, const QStringList& arguments,
             std::function<void(const QJsonObject&)> each, std::function<void(const VerbOutcome&)> end);
    QString record() const;
    bool of_bag() const { return !bag_.isEmpty(); }
    void settle_for_bag();
    void settle_zone();
    QString local(const QDateTime& time) const;
    void fill_items();
    void show_item(const QString& item);
    void take_entry(const QJsonObject& statement);
    bool fill_timer(int row, const QDateTime& now);
    void fill_acts();
    QDateTime end_of_record() const;
    void show_receipt();
    void ask_form(const QJsonObject& form);
    void print_log();
    void run_verifier(const QString& bundle_or_entries, const QStringList& more);
    void one_ended();

    QLabel* headline_;
    CustodyChart* chart_;
    QTreeWidget* stretches_;
    QTabWidget* tabs_;
    QTableWidget *entries_, *due_, *sheet_;
    QLabel *verdict_, *not_in_bag_;
    QPushButton *verify_, *receipt_, *log_;
    QToolButton* act_;
    QMenu* acts_;
    QList<QAction*> actions_, of_case_;  ///< those of a case alone are no use with a bundle
    CaseSession* session_ = nullptr;
    QString bag_;
    bool read_only_ = false;
    QString current_;
    QTimeZone zone_ = QTimeZone::utc();
    std::vector<ItemCustody> items_;
    std::vector<QJsonObject> forms_, timers_;
    QTimer* minute_;
    std::unique_ptr<VerbProcess> show_, due_verb_, entries_verb_, forms_verb_, receipt_verb_, paper_verb_;
    QProcess verifier_, exporter_;
    std::unique_ptr<QTemporaryDir> room_;
    int at_work_ = 0;
};

}  // namespace sanad::gui
