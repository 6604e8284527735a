#pragma once
// Messages as a conversation: bubbles on the side of who wrote them, calls and notices between, each with its times.
#include <QAbstractListModel>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QStyledItemDelegate>
#include <QTimeZone>
#include <QWidget>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "core/store/artifact_query.hpp"

namespace sanad::gui {

struct ChatLine {
    enum class Side { incoming, outgoing, between };
    Side side = Side::between;
    QString sender, text, details;  ///< as they are shown
    QString files;                  ///< names of what came with it, as they are shown
    std::optional<Id> file;         ///< in the case, once it was found
    bool notice = false;            ///< of the application itself: somebody joined, a name was changed
    std::optional<Timestamp> at;
    bool deleted = false;
    std::size_t row = 0;  ///< of the findings
};

struct Chat {
    QString key, name;
    QStringList participants;
    std::vector<ChatLine> lines;  ///< by time
};

/// The conversations in these findings: messages, calls, voicemail by their chats; what is no part of one is left out.
std::vector<Chat> chats_of(const std::vector<ArtifactRow>& findings);

class ChatModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { line_role = Qt::UserRole };
    explicit ChatModel(QObject* parent = nullptr) : QAbstractListModel{parent} {}
    void show(const Chat* chat);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const ChatLine& line(int row) const { return chat_->lines[static_cast<std::size_t>(row)]; }
    void refresh();

private:
    const Chat* chat_ = nullptr;
};

class ChatPage : public QWidget {
    Q_OBJECT
public:
    explicit ChatPage(QWidget* parent = nullptr);
    /// `findings` outlive what is shown.
    void show_findings(const std::vector<ArtifactRow>& findings, const QTimeZone& zone);
    void clear();
    bool empty() const { return chats_.empty(); }
    const std::vector<Chat>& chats() const { return chats_; }
    QListView& lines() { return *lines_; }
    /// Where the case has the file that came with that finding.
    void set_file(std::size_t row, Id file);
    /// The place of the link in the view; empty where there is none.
    QRect link(int line) const;

signals:
    /// What came with that finding is looked at, and may be in the case. Asked once.
    void file_wanted(std::size_t row);
    void file_chosen(Id file);
    /// The row of the findings that was asked for.
    void chosen(std::size_t row);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    std::vector<Chat> chats_;
    std::set<std::size_t> asked_for_;
    QPoint released_;
    QListWidget* names_;
    QLabel* participants_;
    QListView* lines_;
    ChatModel* model_;
    class BubblePainter* painter_;
};

}  // namespace sanad::gui
