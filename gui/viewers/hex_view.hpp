#pragma once
// Bytes as hexadecimal and text, of a file of any size: only what is on the screen is asked for. Always left to right.
#include <QAbstractScrollArea>
#include <QColor>
#include <QString>
#include <optional>
#include <vector>

#include "gui/viewers/byte_pages.hpp"

namespace sanad::gui {

/// Where the bytes of a file lie in the image.
struct PlaceInImage {
    quint64 file_offset = 0, image_offset = 0, length = 0;
    bool stored = true;  ///< false: zeros that no byte of the image holds
};

/// Bytes that a finding rests on, coloured.
struct MarkedRange {
    quint64 offset = 0, length = 0;
    int series = 0;  ///< colour: findings of one type have one
    QString what;
};

class HexView : public QAbstractScrollArea {
    Q_OBJECT
public:
    static constexpr int bytes_per_row = 16;

    explicit HexView(BytePages& pages, QWidget* parent = nullptr);

    void set_places(std::vector<PlaceInImage> places);
    void set_marks(std::vector<MarkedRange> marks);
    /// Offsets beside the rows: of the file, or of the image where those bytes lie.
    void show_image_offsets(bool image);

    quint64 cursor() const { return cursor_; }
    quint64 selection_begin() const { return std::min(anchor_, cursor_); }
    quint64 selection_length() const;
    void select(quint64 offset, quint64 length);
    void go_to(quint64 offset);
    std::optional<quint64> image_offset_of(quint64 file_offset) const;
    const MarkedRange* mark_at(quint64 offset) const;

    /// The selected bytes that are here, as "0a 1b" or as they would be typed into a program.
    QString selected_as_hex();
    QString selected_as_text();

signals:
    void cursor_moved();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void measure();
    quint64 rows() const { return (pages_.size() + bytes_per_row - 1) / bytes_per_row; }
    quint64 first_row() const;
    void set_first_row(quint64 row);
    int visible_rows() const;
    void move_cursor(quint64 to, bool keep_anchor);
    void show_cursor();
    std::optional<quint64> offset_at(QPoint point) const;
    int hex_x(int column) const;
    int text_x(int column) const;

    BytePages& pages_;
    std::vector<PlaceInImage> places_;
    std::vector<MarkedRange> marks_;
    bool image_offsets_ = false;
    quint64 cursor_ = 0, anchor_ = 0;
    bool selecting_ = false;
    int cell_ = 0, line_ = 0, ascent_ = 0, digits_ = 8;
    quint64 rows_per_step_ = 1;  ///< a scroll bar counts to 2^31
};

}  // namespace sanad::gui
