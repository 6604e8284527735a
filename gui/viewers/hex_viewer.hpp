#pragma once
// The tab "Hex": bytes, what they may be read as, the findings that rest on them, search.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

#include "gui/viewers/byte_pages.hpp"
#include "gui/viewers/data_inspector.hpp"
#include "gui/viewers/hex_view.hpp"
#include "gui/views/file_viewer.hpp"

namespace sanad::gui {

/// The bytes that were typed: "4d 5a", "4D5A" as hexadecimal; text as UTF-8 or UTF-16. Nothing: not hexadecimal.
std::optional<QByteArray> searched_bytes(const QString& typed, int form);

class HexViewer : public FileViewer {
    Q_OBJECT
public:
    explicit HexViewer(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("hex"); }
    QString title() const override { return tr("Hex"); }
    bool fits(const FileRow& file) const override { return file.content.has_value(); }
    void show_file(CaseSession& session, const FileRow& file) override;
    void point_at(const SourceRange& range) override;
    void clear() override;

    HexView& view() { return *view_; }
    BytePages& pages() { return pages_; }
    /// From behind the cursor to the end, and once more from the beginning.
    void find_next();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void go_to_typed();
    void look_on();
    void tell();

    BytePages pages_;
    HexView* view_;
    DataInspector* inspector_;
    QSplitter* split_;
    QLineEdit* go_to_;
    QLineEdit* find_;
    QComboBox* form_;
    QPushButton* next_;
    QCheckBox* image_offsets_;
    QLabel* status_;
    QLabel* remark_;
    EvidenceView* evidence_ = nullptr;
    Id file_ = 0;
    Asked asked_extents_, asked_findings_;
    // A search under way.
    Wanted searching_;
    QByteArray wanted_;
    quint64 searched_from_ = 0, searched_to_ = 0;
    bool wrapped_ = false;
};

}  // namespace sanad::gui
