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
#include <vector>

#include "core/store/artifact_query.hpp"

namespace sanad::gui {

struct ChatLine {
    enum class Side { incoming, outgoing, between };
    Side side = Side::between;
    QString sender, text, details;  ///< as they are shown
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

signals:
    /// The row of the findings that was asked for.
    void chosen(std::size_t row);

private:
    std::vector<Chat> chats_;
    QListWidget* names_;
    QLabel* participants_;
    QListView* lines_;
    ChatModel* model_;
    class BubblePainter* painter_;
};

}  // namespace sanad::gui
