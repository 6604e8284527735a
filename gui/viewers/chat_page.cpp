#include "gui/viewers/chat_page.hpp"

#include <QAction>
#include <QMouseEvent>
#include <QPainter>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"
#include "gui/viewers/finding_text.hpp"
#include "gui/viewers/visible_text.hpp"

namespace sanad::gui {
namespace {

QString text_or_nothing(const Artifact& artifact, std::string_view name) {
    const auto text = text_of(artifact, name);
    return text ? visible_text(QString::fromStdString(*text)) : QString{};
}

QString join(const std::vector<std::string>& texts) {
    QStringList all;
    for (const std::string& text : texts) all += shown_name(text);
    return all.join(QStringLiteral(", "));
}

bool is_conversation(const std::string& type) {
    return type == "message.sent" || type == "call.made" || type == "voicemail.left";
}

QString first_of(std::initializer_list<QString> texts) {
    for (const QString& text : texts)
        if (!text.isEmpty()) return text;
    return {};
}

ChatLine line_of(const Artifact& artifact) {
    ChatLine line;
    const auto direction = text_of(artifact, "direction");
    line.side = direction == "outgoing"   ? ChatLine::Side::outgoing
                : direction == "incoming" ? ChatLine::Side::incoming
                                          : ChatLine::Side::between;
    line.at = main_time(artifact);
    line.deleted = integer_of(artifact, "deleted").value_or(0) != 0;
    line.sender = first_of({text_or_nothing(artifact, "sender_name"), text_or_nothing(artifact, "sender"),
                            text_or_nothing(artifact, "party_name"), text_or_nothing(artifact, "party")});
    QStringList details;
    if (artifact.type == "call.made") {
        line.text = ChatPage::tr("Call");
        for (const char* name : {"media", "outcome"}) {
            if (const QString word = text_or_nothing(artifact, name); !word.isEmpty()) details += word;
        }
        if (const auto seconds = real_of(artifact, "duration"))
            details += ChatPage::tr("%1 s").arg(QString::number(*seconds, 'f', 0));
    } else {
        line.text = text_or_nothing(artifact, "text");
        if (const QString subject = text_or_nothing(artifact, "subject"); !subject.isEmpty())
            line.text = subject + QLatin1Char{'\n'} + line.text;
        if (const QString quoted = text_or_nothing(artifact, "quoted_text"); !quoted.isEmpty())
            line.text = QStringLiteral("❝ ") + quoted + QLatin1Char{'\n'} + line.text;
        const QString kind = text_or_nothing(artifact, "kind");
        if (!kind.isEmpty() && kind != QLatin1String{"text"}) details += kind;
        const QString files = join(texts_of(artifact, "attachments"));
        if (!files.isEmpty()) line.files = QStringLiteral("📎 ") + files;
        line.notice = artifact.type == "message.sent" && kind == QLatin1String{"system"};
        if (line.notice) line.side = ChatLine::Side::between;
        for (const char* name : {"place", "status", "forwarded_from"}) {
            if (const QString word = text_or_nothing(artifact, name); !word.isEmpty()) details += word;
        }
        if (integer_of(artifact, "edited").value_or(0) != 0) details += ChatPage::tr("edited");
        if (artifact.type == "voicemail.left") details += ChatPage::tr("voicemail");
    }
    if (line.deleted) details += ChatPage::tr("marked as deleted");
    line.details = details.join(QStringLiteral(" · "));
    if (line.text.isEmpty() && line.files.isEmpty())
        line.text = line.details.isEmpty() ? ChatPage::tr("(no text)") : line.details;
    return line;
}

constexpr int bubble_margin = 10, bubble_padding = 8, between_lines = 4;

}  // namespace

std::vector<Chat> chats_of(const std::vector<ArtifactRow>& findings) {
    std::map<QString, Chat> by_key;
    std::vector<QString> order;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const Artifact& artifact = findings[i].artifact;
        if (!is_conversation(artifact.type)) continue;
        const QString service = text_or_nothing(artifact, "service");
        const bool outgoing = text_of(artifact, "direction") == "outgoing";
        const auto recipients = texts_of(artifact, "recipients");
        // Where the service names no chat, it is the other side that makes one.
        const QString other = first_of({outgoing && !recipients.empty() ? shown_name(recipients.front()) : QString{},
                                        text_or_nothing(artifact, "party"), text_or_nothing(artifact, "sender"),
                                        recipients.empty() ? QString{} : shown_name(recipients.front())});
        const QString id = first_of({text_or_nothing(artifact, "chat_id"), text_or_nothing(artifact, "chat"), other});
        const QString key = service + QLatin1Char{'\n'} + id;
        auto [at, fresh] = by_key.try_emplace(key);
        Chat& chat = at->second;
        if (fresh) {
            order.push_back(key);
            chat.key = key;
        }
        const QString name = first_of({text_or_nothing(artifact, "chat"), text_or_nothing(artifact, "party_name")});
        if (chat.name.isEmpty() && !name.isEmpty()) chat.name = name;
        ChatLine line = line_of(artifact);
        line.row = i;
        for (const QString& person : {line.sender, join(recipients)}) {
            if (!person.isEmpty() && !chat.participants.contains(person) && chat.participants.size() < 50)
                chat.participants += person;
        }
        chat.lines.push_back(std::move(line));
    }
    std::vector<Chat> chats;
    for (const QString& key : order) {
        Chat& chat = by_key[key];
        if (chat.name.isEmpty()) chat.name = key.section(QLatin1Char{'\n'}, 1);
        if (chat.name.isEmpty()) chat.name = ChatPage::tr("(no name)");
        const QString service = key.section(QLatin1Char{'\n'}, 0, 0);
        if (!service.isEmpty()) chat.name += QStringLiteral(" · ") + service;
        std::ranges::stable_sort(chat.lines, [](const ChatLine& a, const ChatLine& b) {
            // What has no time stands at the end, in the order of the source.
            if (!a.at || !b.at) return a.at.has_value() && !b.at.has_value();
            return *a.at < *b.at;
        });
        chats.push_back(std::move(chat));
    }
    std::ranges::stable_sort(chats, std::ranges::greater{}, [](const Chat& chat) { return chat.lines.size(); });
    return chats;
}

void ChatModel::show(const Chat* chat) {
    beginResetModel();
    chat_ = chat;
    endResetModel();
}

int ChatModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || chat_ == nullptr ? 0 : static_cast<int>(chat_->lines.size());
}

QVariant ChatModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || chat_ == nullptr || index.row() >= rowCount()) return {};
    const ChatLine& shown_line = line(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return QStringLiteral("%1: %2").arg(
            shown_line.sender, shown_line.text + (shown_line.files.isEmpty() ? QString{} : u' ' + shown_line.files));
    return {};
}

void ChatModel::refresh() {
    if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}

/// Draws one line of a conversation. Sides are those of the reader: in Urdu what came in stands at the right.
class BubblePainter : public QStyledItemDelegate {
public:
    BubblePainter(const ChatModel& model, QObject* parent) : QStyledItemDelegate{parent}, model_{model} {}
    void set_zone(const QTimeZone& zone) { zone_ = zone; }

    std::function<void(const ChatLine&)> with_files;  ///< each time that one is drawn

    QRect link_in(const QStyleOptionViewItem& option, const ChatLine& line) const {
        const Layout layout = layout_of(line, option.font, option.rect.width());
        if (layout.files == 0) return {};
        const QRect inner =
            bubble_of(option, line, layout).adjusted(bubble_padding, bubble_padding, -bubble_padding, -bubble_padding);
        return {inner.left(), inner.top() + layout.sender + layout.text + layout.details, inner.width(), layout.files};
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const int width = width_of(option);
        const Layout layout = layout_of(model_.line(index.row()), option.font, width);
        return {width, layout.height + 2 * between_lines};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const ChatLine& line = model_.line(index.row());
        const Layout layout = layout_of(line, option.font, option.rect.width());
        const Colours& colours = colours_for(option.palette);
        const QRect bubble = bubble_of(option, line, layout);
        if (!line.files.isEmpty() && with_files) with_files(line);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QColor ground = line.side == ChatLine::Side::outgoing   ? colours.good_ground
                        : line.side == ChatLine::Side::incoming ? option.palette.color(QPalette::Button)
                                                                : option.palette.color(QPalette::AlternateBase);
        painter->setBrush(ground);
        painter->setPen(option.state.testFlag(QStyle::State_Selected)
                            ? QPen{option.palette.color(QPalette::Highlight), 2}
                            : QPen{line.deleted ? colours.deleted : colours.line});
        // A notice is nobody's: it has no bubble, and is grey.
        if (!line.notice || option.state.testFlag(QStyle::State_Selected)) painter->drawRoundedRect(bubble, 8, 8);
        QRect inner = bubble.adjusted(bubble_padding, bubble_padding, -bubble_padding, -bubble_padding);
        const auto put = [&](const QString& text, const QFont& font, const QColor& colour, int height) {
            if (height == 0) return;
            painter->setFont(font);
            painter->setPen(colour);
            const auto side = line.notice ? Qt::AlignHCenter : text.isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft;
            painter->drawText(QRect{inner.left(), inner.top(), inner.width(), height},
                              Qt::TextWordWrap | static_cast<int>(side | Qt::AlignAbsolute) |
                                  (text.isRightToLeft() ? Qt::TextForceRightToLeft : Qt::TextForceLeftToRight),
                              text);
            inner.setTop(inner.top() + height);
        };
        put(line.sender, layout.small_bold, option.palette.color(QPalette::Link), layout.sender);
        put(line.text, line.notice ? layout.small : option.font,
            line.deleted  ? colours.deleted
            : line.notice ? colours.faint
                          : option.palette.color(QPalette::Text),
            layout.text);
        put(line.details == line.text ? QString{} : line.details, layout.small, colours.faint, layout.details);
        QFont link = layout.small;
        link.setUnderline(line.file.has_value());
        put(line.files, link, line.file ? option.palette.color(QPalette::Link) : colours.faint, layout.files);
        put(time_text(line), layout.small, colours.faint, layout.time);
        painter->restore();
    }

private:
    struct Layout {
        int width = 0, height = 0, sender = 0, text = 0, details = 0, files = 0, time = 0;
        QFont small, small_bold;
    };
    static QRect bubble_of(const QStyleOptionViewItem& option, const ChatLine& line, const Layout& layout) {
        QRect bubble{0, option.rect.top() + between_lines, layout.width, layout.height};
        const bool at_left = (line.side == ChatLine::Side::incoming) != (option.direction == Qt::RightToLeft);
        bubble.moveLeft(line.side == ChatLine::Side::between ? option.rect.center().x() - layout.width / 2
                        : at_left                            ? option.rect.left() + bubble_margin
                                                             : option.rect.right() - bubble_margin - layout.width);
        return bubble;
    }
    static int width_of(const QStyleOptionViewItem& option) {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        return view != nullptr ? view->viewport()->width() : std::max(200, option.rect.width());
    }
    QString time_text(const ChatLine& line) const {
        return line.at ? shown_time_in_full(*line.at, false, zone_) : ChatPage::tr("no time recorded");
    }
    Layout layout_of(const ChatLine& line, const QFont& font, int width) const {
        Layout layout;
        layout.small = font;
        layout.small.setPointSizeF(font.pointSizeF() * 0.88);
        layout.small_bold = layout.small;
        layout.small_bold.setWeight(QFont::DemiBold);
        const int most = std::max(120, width * 7 / 10);
        int widest = 0;
        const auto measure = [&](const QString& text, const QFont& with) {
            if (text.isEmpty()) return 0;
            const QRect box =
                QFontMetrics{with}.boundingRect(QRect{0, 0, most - 2 * bubble_padding, 100000}, Qt::TextWordWrap, text);
            widest = std::max(widest, box.width());
            return box.height();
        };
        layout.sender = measure(line.sender, layout.small_bold);
        layout.text = measure(line.text, line.notice ? layout.small : font);
        layout.files = measure(line.files, layout.small);
        layout.details = line.details == line.text ? 0 : measure(line.details, layout.small);
        layout.time = measure(time_text(line), layout.small);
        layout.width = std::min(most, widest + 2 * bubble_padding + 4);
        layout.height = layout.sender + layout.text + layout.details + layout.files + layout.time + 2 * bubble_padding;
        return layout;
    }

    const ChatModel& model_;
    QTimeZone zone_;
};

ChatPage::ChatPage(QWidget* parent) : QWidget{parent} {
    names_ = new QListWidget;
    names_->setAccessibleName(tr("Conversations"));
    names_->setTextElideMode(Qt::ElideRight);
    names_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    participants_ = new QLabel;
    participants_->setWordWrap(true);
    participants_->setContentsMargins(spacing::normal, spacing::tight, spacing::normal, spacing::tight);
    lines_ = new QListView;
    lines_->setAccessibleName(tr("Messages"));
    lines_->setLayoutMode(QListView::Batched);
    lines_->setBatchSize(200);
    lines_->setResizeMode(QListView::Adjust);
    lines_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    lines_->setFrameShape(QFrame::NoFrame);
    lines_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    lines_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // bubbles are as wide as the view: it must not change
    model_ = new ChatModel{this};
    painter_ = new BubblePainter{*model_, this};
    lines_->setModel(model_);
    lines_->setItemDelegate(painter_);
    // Asked after the drawing, and once for each: what is never scrolled to is never looked for.
    painter_->with_files = [this](const ChatLine& line) {
        if (asked_for_.insert(line.row).second)
            QTimer::singleShot(0, this, [this, row = line.row] {
                if (asked_for_.contains(row)) emit file_wanted(row);
            });
    };
    lines_->viewport()->installEventFilter(this);
    auto* show_file = new QAction{tr("Show the file that came with it"), lines_};
    show_file->setShortcut(QKeySequence{QStringLiteral("Alt+Return")});
    show_file->setShortcutContext(Qt::WidgetShortcut);
    connect(show_file, &QAction::triggered, this, [this] {
        const QModelIndex index = lines_->currentIndex();
        if (index.isValid() && model_->line(index.row()).file) emit file_chosen(*model_->line(index.row()).file);
    });
    lines_->addAction(show_file);
    lines_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(lines_, &QListView::clicked, this, [this](const QModelIndex& index) {
        const ChatLine& line = model_->line(index.row());
        if (line.file && link(index.row()).contains(released_)) emit file_chosen(*line.file);
    });
    auto* right = new QWidget;
    auto* beneath = new QVBoxLayout{right};
    beneath->setContentsMargins(0, 0, 0, 0);
    beneath->setSpacing(0);
    beneath->addWidget(participants_);
    beneath->addWidget(lines_, 1);
    auto* split = new QSplitter{Qt::Horizontal};
    split->addWidget(names_);
    split->addWidget(right);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 3);
    split->setSizes({200, 500});
    auto* layout = new QVBoxLayout{this};
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
    connect(names_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row < 0 || static_cast<std::size_t>(row) >= chats_.size()) return;
        const Chat& chat = chats_[static_cast<std::size_t>(row)];
        QStringList persons;
        for (const QString& person : chat.participants) persons += in_own_direction(person);
        participants_->setText(tr("Participants: %1").arg(persons.join(QStringLiteral(", "))));
        model_->show(&chat);
    });
    connect(lines_, &QListView::activated, this,
            [this](const QModelIndex& index) { emit chosen(model_->line(index.row()).row); });
}

void ChatPage::show_findings(const std::vector<ArtifactRow>& findings, const QTimeZone& zone) {
    clear();
    painter_->set_zone(zone);
    chats_ = chats_of(findings);
    for (const Chat& chat : chats_)
        names_->addItem(QStringLiteral("%1 (%2)").arg(in_own_direction(chat.name), shown_number(chat.lines.size())));
    if (!chats_.empty()) names_->setCurrentRow(0);
}

/// clicked() does not say where in the line.
bool ChatPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == lines_->viewport() && event->type() == QEvent::MouseButtonRelease)
        released_ = static_cast<QMouseEvent*>(event)->position().toPoint();
    return QWidget::eventFilter(watched, event);
}

QRect ChatPage::link(int line) const {
    const QModelIndex index = model_->index(line);
    if (!index.isValid()) return {};
    QStyleOptionViewItem option;
    option.initFrom(lines_);
    option.font = lines_->font();
    option.direction = lines_->layoutDirection();
    option.rect = lines_->visualRect(index);
    return painter_->link_in(option, model_->line(line));
}

void ChatPage::set_file(std::size_t row, Id file) {
    for (Chat& chat : chats_)
        for (ChatLine& line : chat.lines)
            if (line.row == row) line.file = file;
    model_->refresh();
}

void ChatPage::clear() {
    asked_for_.clear();
    model_->show(nullptr);
    names_->clear();
    participants_->clear();
    chats_.clear();
}

}  // namespace sanad::gui
