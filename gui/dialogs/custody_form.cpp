#include "gui/dialogs/custody_form.hpp"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

QString in_language(const QJsonObject& words) {
    const bool urdu = QLocale{}.language() == QLocale::Urdu;
    const QString text = words.value(urdu ? QLatin1String{"ur"} : QLatin1String{"en"}).toString();
    return text.isEmpty() ? words.value(QLatin1String{"en"}).toString() : text;
}

}  // namespace

CustodyForm::CustodyForm(const QJsonObject& form, const QStringList& items, const QString& item, const QString& person,
                         QWidget* parent)
    : QDialog{parent} {
    setWindowTitle(in_language(form.value(QLatin1String{"words"}).toObject()));
    setMinimumWidth(560);
    for (const QJsonValue& word : form.value(QLatin1String{"verb"}).toArray()) verb_ += word.toString();
    auto* heading = new QLabel{windowTitle()};
    heading->setFont(heading_font(font()));
    auto* help = new QLabel{in_language(form.value(QLatin1String{"help"}).toObject())};
    help->setWordWrap(true);
    auto* page = new QWidget;
    auto* fields = new QFormLayout{page};
    fields->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);

    const QString about_item = form.value(QLatin1String{"item"}).toString();
    if (about_item != QLatin1String{"absent"}) {
        auto* box = new QComboBox;
        box->setEditable(true);
        box->addItems(items);
        box->setCurrentText(item);
        box->setAccessibleName(tr("Item"));
        box->setLayoutDirection(Qt::LeftToRight);
        fields->addRow(tr("Item"), box);
        item_ = [box] { return box->currentText().trimmed(); };
        item_needed_ = about_item == QLatin1String{"needed"};
    }
    const auto add = [&](const QString& flag, const QString& label, bool mandatory, const QString& ask,
                         const QJsonObject& member) {
        QWidget* widget = nullptr;
        std::function<QString()> value;
        const QJsonArray choices = member.value(QLatin1String{"choices"}).toArray();
        const QString shape = member.value(QLatin1String{"shape"}).toString();
        if (!choices.isEmpty() || shape == QLatin1String{"true or false"}) {
            auto* box = new QComboBox;
            box->addItem(QString{}, QString{});
            for (const QJsonValue& each : choices) {
                const QJsonObject choice = each.toObject();
                box->addItem(in_language(choice.value(QLatin1String{"words"}).toObject()),
                             choice.value(QLatin1String{"value"}).toString());
            }
            if (shape == QLatin1String{"true or false"}) {
                box->addItem(tr("Yes"), QStringLiteral("yes"));
                box->addItem(tr("No"), QStringLiteral("no"));
            }
            const bool other = member.value(QLatin1String{"other"}).toBool();
            box->setEditable(other);
            if (choices.size() == 1 && mandatory) box->setCurrentIndex(1);
            value = [box, other] {
                const int known = box->findText(box->currentText());
                if (known >= 0) return box->itemData(known).toString();
                const QString typed = box->currentText().trimmed();
                return other && !typed.isEmpty() ? QStringLiteral("other: ") + typed : typed;
            };
            widget = box;
        } else {
            auto* line = new QLineEdit;
            line->setPlaceholderText(member.value(QLatin1String{"filled_in"}).toBool() ? tr("left empty: as on record")
                                                                                       : ask);
            static const QStringList left_to_right_shapes{
                QStringLiteral("SHA-256"),    QStringLiteral("SHA-256 or empty"),
                QStringLiteral("person"),     QStringLiteral("time"),
                QStringLiteral("date"),       QStringLiteral("event id"),
                QStringLiteral("hexadecimal")};
            if (left_to_right_shapes.contains(shape) || shape.startsWith(QLatin1String{"seal number"}))
                line->setLayoutDirection(Qt::LeftToRight);
            value = [line] { return line->text().trimmed(); };
            widget = line;
        }
        widget->setToolTip(ask);
        widget->setAccessibleName(label);
        fields->addRow(mandatory ? label + QStringLiteral(" *") : label, widget);
        fields_.push_back({flag, label, mandatory, std::move(value)});
    };
    for (const QJsonValue& each : form.value(QLatin1String{"members"}).toArray()) {
        const QJsonObject member = each.toObject();
        add(member.value(QLatin1String{"flag"}).toString(),
            in_language(member.value(QLatin1String{"words"}).toObject()),
            member.value(QLatin1String{"mandatory"}).toBool() && !member.value(QLatin1String{"filled_in"}).toBool(),
            in_language(member.value(QLatin1String{"ask"}).toObject()), member);
    }
    add(QStringLiteral("--at"), tr("When, if not now"), false, QStringLiteral("2026-11-26T14:15:00+05:00"), {});
    add(QStringLiteral("--place"), tr("Where"), false, tr("site and room"), {});
    const bool has_note =
        std::ranges::any_of(fields_, [](const Field& field) { return field.flag == QLatin1String{"--note"}; });
    if (!has_note) add(QStringLiteral("--note"), tr("A note on this act"), false, {}, {});

    add(QStringLiteral("--pii"), tr("Names of persons"), false,
        tr("label=name; label=name: only a commitment to each goes into the record"), {});

    trouble_ = new QLabel;
    trouble_->setTextFormat(Qt::PlainText);
    trouble_->setWordWrap(true);
    trouble_->hide();
    const auto signs = [&](SignerRows::Who who, const QString& preferred) {
        auto* rows = new SignerRows{*fields, who, *page};
        rows->list(preferred);
        connect(rows, &SignerRows::failed, this, &CustodyForm::say);
        connect(rows, &SignerRows::at_work, this, [this](bool busy) { setEnabled(!busy); });
        return rows;
    };
    signer_ = signs(SignerRows::Who::acting, person);
    second_needed_ = form.value(QLatin1String{"second_person_needed"}).toBool();
    if (form.value(QLatin1String{"second_person"}).toBool()) second_ = signs(SignerRows::Who::second_person, {});
    if (form.value(QLatin1String{"passphrase_anew"}).toBool()) {
        for (SignerRows* rows : {signer_, second_})
            if (rows != nullptr) rows->set_anew(true);
    }
    auto* scroll = new QScrollArea;
    scroll->setAccessibleName(tr("What the act asks for"));
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox{QDialogButtonBox::Ok | QDialogButtonBox::Cancel};
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Sign and enter"));
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    connect(buttons, &QDialogButtonBox::accepted, this, &CustodyForm::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout{this};
    layout->addWidget(heading);
    layout->addWidget(help);
    layout->addWidget(scroll, 1);
    layout->addWidget(trouble_);
    layout->addWidget(buttons);
    resize(600, std::min(700, (second_ == nullptr ? 330 : 420) + 36 * static_cast<int>(fields_.size())));
}

QStringList CustodyForm::missing() const {
    QStringList labels;
    if (item_needed_ && item_ && item_().isEmpty()) labels += tr("Item");
    for (const Field& field : fields_)
        if (field.mandatory && field.value().isEmpty()) labels += field.label;
    if (second_ != nullptr && second_needed_ && second_->person().isEmpty()) labels += tr("Second person");
    return labels;
}

Passphrases CustodyForm::passphrases() const {
    return SignerRows::given_by({signer_, second_});
}

QStringList CustodyForm::arguments_for(const QString& case_path) const {
    QStringList arguments{QStringLiteral("custody")};
    arguments += verb_;
    arguments += case_path;
    if (item_ && !item_().isEmpty()) arguments += item_();
    for (const Field& field : fields_) {
        const QString value = field.value();
        if (field.flag == QLatin1String{"--pii"}) {
            for (const QString& each : value.split(QLatin1Char{';'}, Qt::SkipEmptyParts))
                if (!each.trimmed().isEmpty()) arguments += QStringLiteral("--pii=") + each.trimmed();
        } else if (!value.isEmpty()) {
            arguments += field.flag + QLatin1Char{'='} + value;
        }
    }
    if (!signer_->person().isEmpty()) arguments << QStringLiteral("--as") << signer_->person();
    if (second_ != nullptr && !second_->person().isEmpty())
        arguments += QStringLiteral("--approved-by=") + second_->person();
    arguments += QStringLiteral("--yes");
    return arguments;
}

void CustodyForm::accept() {
    const QStringList left = missing();
    if (!left.isEmpty()) return say(tr("Still missing: %1").arg(left.join(QStringLiteral(", "))));
    if (SignerRows::all_ready({signer_, second_}, [this] { accept(); })) QDialog::accept();
}

void CustodyForm::say(const QString& what) {
    trouble_->setText(what);
    trouble_->setVisible(!what.isEmpty());
}

}  // namespace sanad::gui
