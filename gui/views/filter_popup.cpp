#include "gui/views/filter_popup.hpp"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QRegularExpression>
#include <QTimeZone>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

constexpr std::int64_t farthest_second = INT64_MAX / second_ns - 1;

QString written(const Column& column, const std::optional<std::int64_t>& value, bool last) {
    if (!value) return {};
    if (column.kind != ColumnKind::time) return QString::number(*value);
    const std::int64_t ns = last ? *value - (second_ns - 1) : *value;
    QString text = shown_time(Timestamp{ns}, true);
    if (text.endsWith(QLatin1String{" 00:00:00"})) text.chop(9);
    return text;
}

}  // namespace

std::optional<std::int64_t> bytes_from(const QString& text) {
    static const QRegularExpression pattern{
        QStringLiteral("^\\s*([0-9]+(?:[.,][0-9]+)?)\\s*([kmgt]?)(i?)b?(?:ytes)?\\s*$"),
        QRegularExpression::CaseInsensitiveOption};
    const auto match = pattern.match(text);
    if (!match.hasMatch()) return std::nullopt;
    const double number = QString{match.captured(1)}.replace(u',', u'.').toDouble();
    // As people write them: MB and MiB both mean what the table shows, powers of 1,024.
    const auto power = QStringLiteral("kmgt").indexOf(match.captured(2).toLower());
    const double bytes =
        match.captured(2).isEmpty() ? number : number * std::pow(1024.0, static_cast<double>(power + 1));
    if (bytes > 9e18) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(bytes));
}

std::optional<std::int64_t> moment_from(const QString& text, bool last) {
    struct Form {
        QString pattern;
        std::int64_t seconds;  // that it names
    };
    static const Form forms[] = {{QStringLiteral("yyyy-MM-dd HH:mm:ss"), 1},
                                 {QStringLiteral("yyyy-MM-dd HH:mm"), 60},
                                 {QStringLiteral("yyyy-MM-dd"), 86400}};
    QString words = text.trimmed();
    words.replace(u'T', u' ');
    for (const Form& form : forms) {
        QDateTime time = QDateTime::fromString(words, form.pattern);
        if (!time.isValid()) continue;
        time.setTimeZone(QTimeZone::utc());
        const std::int64_t second = time.toSecsSinceEpoch() + (last ? form.seconds : 0);
        if (std::abs(second) > farthest_second) return std::nullopt;
        return second * second_ns - (last ? 1 : 0);
    }
    return std::nullopt;
}

FilterPopup::FilterPopup(const Column& column, const ColumnFilter& filter,
                         const std::vector<std::pair<int, QString>>& choices, QWidget* parent)
    : QFrame{parent, Qt::Popup}, column_{column} {
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Filter of %1").arg(column.title));
    auto* layout = new QVBoxLayout{this};
    auto* title = new QLabel{tr("Only where %1 …").arg(column.title), this};
    title->setFont(heading_font(font(), 0));
    layout->addWidget(title);

    switch (column.kind) {
        case ColumnKind::text:
            text_ = add_line({}, tr("contains, or a pattern with * and ?"), filter.text);
            break;
        case ColumnKind::digest:
            text_ = add_line({}, tr("digests in hexadecimal"), filter.text);
            break;
        case ColumnKind::number:
        case ColumnKind::size:
        case ColumnKind::time: {
            const QString hint = column.kind == ColumnKind::size   ? tr("such as 4096 or 1.5 MB")
                                 : column.kind == ColumnKind::time ? tr("such as 2024-03-01 or 2024-03-01 10:00, UTC")
                                                                   : QString{};
            from_ = add_line(tr("From"), hint, written(column, filter.from, false));
            to_ = add_line(tr("Up to"), hint, written(column, filter.to, true));
            break;
        }
        case ColumnKind::choice:
            for (const auto& [code, label] : choices) {
                auto* box = new QCheckBox{label, this};
                box->setChecked(std::ranges::find(filter.choices, code) != filter.choices.end());
                layout->addWidget(box);
                choices_.emplace_back(code, box);
            }
            break;
        case ColumnKind::none:
            break;
    }
    complaint_ = new QLabel{this};
    complaint_->setTextFormat(Qt::PlainText);
    QPalette red = complaint_->palette();
    red.setColor(QPalette::WindowText, colours_for(palette()).bad);
    complaint_->setPalette(red);
    complaint_->hide();
    layout->addWidget(complaint_);

    auto* buttons = new QDialogButtonBox{this};
    QPushButton* apply_button = buttons->addButton(tr("Apply"), QDialogButtonBox::AcceptRole);
    apply_button->setDefault(true);
    QPushButton* clear_button = buttons->addButton(tr("Clear"), QDialogButtonBox::ResetRole);
    connect(apply_button, &QPushButton::clicked, this, &FilterPopup::apply);
    connect(clear_button, &QPushButton::clicked, this, [this] {
        emit applied({});
        close();
    });
    layout->addWidget(buttons);
    setMinimumWidth(300);
    if (text_ != nullptr) text_->setFocus();
    if (from_ != nullptr) from_->setFocus();
    if (!choices_.empty()) choices_.front().second->setFocus();
}

QLineEdit* FilterPopup::add_line(const QString& label, const QString& placeholder, const QString& text) {
    auto* line = new QLineEdit{text, this};
    line->setPlaceholderText(placeholder);
    line->setClearButtonEnabled(true);
    line->setAccessibleName(label.isEmpty() ? placeholder : label);
    connect(line, &QLineEdit::returnPressed, this, &FilterPopup::apply);
    if (!label.isEmpty()) layout()->addWidget(new QLabel{label, this});
    layout()->addWidget(line);
    return line;
}

void FilterPopup::apply() {
    ColumnFilter filter;
    const auto take = [&](const QLineEdit* line, bool last, std::optional<std::int64_t>& into) {
        const QString text = line->text().trimmed();
        if (text.isEmpty()) return true;
        if (column_.kind == ColumnKind::time) {
            into = moment_from(text, last);
        } else if (column_.kind == ColumnKind::size) {
            into = bytes_from(text);
        } else {
            bool good = false;
            const auto number = text.toLongLong(&good);
            if (good) into = number;
        }
        if (into) return true;
        complaint_->setText(column_.kind == ColumnKind::time ? tr("A time is written as 2024-03-01 10:00:00")
                                                             : tr("“%1” is no number").arg(text));
        complaint_->show();
        return false;
    };
    if (text_ != nullptr) filter.text = text_->text();
    if (from_ != nullptr && !(take(from_, false, filter.from) && take(to_, true, filter.to))) return;
    for (const auto& [code, box] : choices_) {
        if (box->isChecked()) filter.choices.push_back(code);
    }
    if (filter.choices.size() == choices_.size()) filter.choices.clear();  // all of them: no condition
    emit applied(filter);
    close();
}

}  // namespace sanad::gui
