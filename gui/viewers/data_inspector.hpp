#pragma once
// What the bytes at the cursor would be as a number, a time, an identifier: a table of readings, none of which is
// claimed to be meant.
#include <QByteArray>
#include <QString>
#include <QTableWidget>
#include <QTimeZone>
#include <vector>

namespace sanad::gui {

struct Interpretation {
    const char* name;  ///< for translation in the context "DataInspector"
    QString value;     ///< empty: too few bytes, or no such value
};

/// Of the bytes that begin at the cursor (16 are enough), in a fixed order.
std::vector<Interpretation> interpretations(const QByteArray& bytes);

class DataInspector : public QTableWidget {
    Q_OBJECT
public:
    explicit DataInspector(QWidget* parent = nullptr);
    void show_bytes(const QByteArray& bytes);
};

}  // namespace sanad::gui
