// What can be filled in, pressed and read is seen in both themes: measured in colours, and in points that were drawn.
#include "gui/theme.hpp"

#include <doctest/doctest.h>

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <memory>

#include "gui/recent_cases.hpp"
#include "gui/views/start_page.hpp"

using namespace sanad::gui;

namespace {

constexpr double well_seen = 3, well_read = 4.5;  // WCAG 2.2: 1.4.11, 1.4.3

/// The theme, until its end; then the light one of all other tests.
class InTheme {
public:
    explicit InTheme(Scheme scheme) { apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), scheme); }
    ~InTheme() { apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), Scheme::light); }
    InTheme(const InTheme&) = delete;
    InTheme& operator=(const InTheme&) = delete;
};

/// The colour of the widget's edge half way down: of its first three points the one that is seen best on the ground.
QColor edge_of(QWidget& widget, const QColor& ground) {
    const QImage drawn = widget.grab().toImage();
    QColor best = ground;
    for (int x = 0; x < 3; ++x)
        if (const QColor point = drawn.pixelColor(x, drawn.height() / 2);
            contrast(point, ground) > contrast(best, ground))
            best = point;
    return best;
}

}  // namespace

TEST_CASE("the system's theme is that of the system, not the one that stood before") {
    const InTheme dark{Scheme::dark};
    REQUIRE(is_dark(QApplication::palette()));
    const InTheme as_system{Scheme::follow_system};
    CHECK_FALSE(is_dark(QApplication::palette()));  // offscreen is light
}

TEST_CASE("contrast is counted as WCAG counts it") {
    CHECK(contrast(Qt::white, Qt::black) == doctest::Approx(21));
    CHECK(contrast(Qt::black, Qt::white) == doctest::Approx(21));
    CHECK(contrast(QColor{0x77, 0x77, 0x77}, Qt::white) == doctest::Approx(4.48).epsilon(0.002));  // WebAIM's example
}

TEST_CASE("fields have an outline that is seen on their own ground and on the form, in both themes") {
    for (const Scheme scheme : {Scheme::light, Scheme::dark}) {
        CAPTURE(word_of(scheme).toStdString());
        const InTheme theme{scheme};
        const QPalette palette = QApplication::palette();
        const QColor outline = colours_for(palette).outline;
        for (const auto role : {QPalette::Base, QPalette::Window, QPalette::Button})
            CHECK(contrast(outline, palette.color(role)) >= well_seen);

        std::vector<std::unique_ptr<QWidget>> fields;
        fields.push_back(std::make_unique<QLineEdit>());
        fields.push_back(std::make_unique<QSpinBox>());
        fields.push_back(std::make_unique<QPlainTextEdit>());
        fields.push_back(std::make_unique<QComboBox>());
        fields.push_back(std::make_unique<QComboBox>());
        static_cast<QComboBox*>(fields.back().get())->setEditable(true);
        for (const auto& field : fields) {
            CAPTURE(field->metaObject()->className());
            field->resize(160, 40);
            CHECK(contrast(edge_of(*field, palette.color(QPalette::Base)), palette.color(QPalette::Base)) >= well_seen);
            CHECK(contrast(edge_of(*field, palette.color(QPalette::Window)), palette.color(QPalette::Window)) >=
                  well_seen);
        }
    }
}

TEST_CASE("a tool button that is pressed in is told from its neighbour, in both themes") {
    for (const Scheme scheme : {Scheme::light, Scheme::dark}) {
        CAPTURE(word_of(scheme).toStdString());
        const InTheme theme{scheme};
        QToolButton button;
        button.setText(QStringLiteral("Blur"));
        button.setCheckable(true);
        button.resize(60, 28);
        const QColor ground = QApplication::palette().color(QPalette::Button);
        const QColor out = edge_of(button, ground);
        button.setChecked(true);
        const QColor in = edge_of(button, ground);
        CHECK(contrast(in, ground) >= well_seen);
        CHECK(in != out);
    }
}

TEST_CASE("numbers on the colours of the families can be read in both themes") {
    for (const Scheme scheme : {Scheme::light, Scheme::dark}) {
        const InTheme theme{scheme};
        for (const QColor& family : colours_for(QApplication::palette()).families)
            CHECK(contrast(text_on(family), family) >= well_read);
    }
}

TEST_CASE("the start page without cases keeps its lines together at the top") {
    const auto kept = recent_cases();
    for (const RecentCase& one : kept) forget_case(one.folder);
    StartPage page;
    page.resize(1200, 900);
    page.show();
    CHECK(page.list().isHidden());
    int lowest = 0;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        CAPTURE(label->text().toStdString());
        CHECK(label->height() <= 2 * std::max(label->heightForWidth(label->width()), label->sizeHint().height()));
        lowest = std::max(lowest, label->mapTo(&page, QPoint{0, label->height()}).y());
    }
    CHECK(lowest < page.height() / 2);
    for (auto one = kept.rbegin(); one != kept.rend(); ++one) remember_case(one->folder, one->name);
}
