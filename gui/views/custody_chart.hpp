#pragma once
// The custody of items over time: a line for each item, a bar for each stretch in one pair of hands, red where nobody
// can say in whose.
#include <QDateTime>
#include <QString>
#include <QWidget>
#include <vector>

namespace sanad::gui {

struct Stretch {
    QString custodian, how, mark;  ///< mark: "gap", "overlap", or empty
    QDateTime from, until;         ///< until: invalid while it lasts
    qint64 seconds = 0;
    int entry = 0;
};

struct ItemCustody {
    QString item, kind, description, custodian, sha256;
    std::vector<Stretch> stretches;
    QStringList seals, offers;
    struct Finding {
        bool broken = false;
        QString rule, what;
        int entry = -1;
    };
    std::vector<Finding> findings;
    bool has_gap() const;
};

class CustodyChart : public QWidget {
    Q_OBJECT
public:
    explicit CustodyChart(QWidget* parent = nullptr);
    void show_items(std::vector<ItemCustody> items, const QDateTime& now);
    /// Nothing is known of any item, which is not to say that there is none.
    void clear();
    const std::vector<ItemCustody>& items() const { return items_; }
    void set_current(const QString& item);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {300, 80}; }

signals:
    void item_chosen(const QString& item);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Hit {
        std::size_t item = 0;
        const Stretch* stretch = nullptr;
    };
    Hit hit(QPoint at) const;
    QRect lane(std::size_t item) const;
    int x_of(const QDateTime& time) const;

    std::vector<ItemCustody> items_;
    bool known_ = false;
    QDateTime begin_, end_, now_;
    QString current_;
};

}  // namespace sanad::gui
