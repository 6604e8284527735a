#pragma once
// The editor of one column's filter, beneath its header. Enter applies, Escape leaves it as it was.
#include <QCheckBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <vector>

#include "gui/models/column_filter.hpp"

namespace sanad::gui {

class FilterPopup : public QFrame {
    Q_OBJECT
public:
    FilterPopup(const Column& column, const ColumnFilter& filter, const std::vector<std::pair<int, QString>>& choices,
                QWidget* parent);

signals:
    void applied(const ColumnFilter& filter);

private:
    void apply();
    QLineEdit* add_line(const QString& label, const QString& placeholder, const QString& text);

    Column column_;
    QLineEdit* text_ = nullptr;
    QLineEdit* from_ = nullptr;
    QLineEdit* to_ = nullptr;
    std::vector<std::pair<int, QCheckBox*>> choices_;
    QLabel* complaint_ = nullptr;
};

/// "10 MB", "1.5 GiB", "4096": bytes. Nothing when it is none of these.
std::optional<std::int64_t> bytes_from(const QString& text);
/// "2024-03-01", "2024-03-01 10:00", "2024-03-01 10:00:00": the first nanosecond of what is named, UTC; `last`: the
/// last.
std::optional<std::int64_t> moment_from(const QString& text, bool last);

}  // namespace sanad::gui
