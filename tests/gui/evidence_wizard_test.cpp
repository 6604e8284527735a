// What the wizard knows before a verb is run: which files an image consists of, and how one is chosen.
#include "gui/dialogs/evidence_wizard.hpp"

#include <fmt/format.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/gui/examiner.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

struct Folder : TemporaryFolder {
    QString at(const std::string& name) const { return QString::fromStdString((path() / name).string()); }
    void add(const std::string& name) const {
        QFile file{at(name)};
        REQUIRE(file.open(QIODevice::WriteOnly));
    }
    /// As libewf names them: 01 to 99, then AA, AB …
    void add_segments(const std::string& stem, char family, int count) const {
        for (int number = 1; number <= std::min(count, 99); ++number)
            add(fmt::format("{}.{}{:02}", stem, family, number));
        for (int rest = 0; rest < count - 99; ++rest)
            add(fmt::format("{}.{}{}{}", stem, family, static_cast<char>((family & 0x20) + 'A' + rest / 26),
                            static_cast<char>((family & 0x20) + 'A' + rest % 26)));
    }
};

}  // namespace

TEST_CASE("an image of 120 segments is counted to its end: after E99 come EAA, EAB …") {
    const Folder folder;
    for (const char family : {'E', 'e', 'L', 's'}) {
        const std::string stem = fmt::format("laptop {}", family);
        folder.add_segments(stem, family, 120);
        const QStringList names = gui::segments_beside(folder.at(fmt::format("{}.{}01", stem, family)));
        INFO(family);
        REQUIRE(names.size() == 120);
        const bool upper = family < 'a';
        CHECK(names[98].endsWith(QLatin1String{"99"}));
        CHECK(names[99].endsWith(upper ? QLatin1String{"AA"} : QLatin1String{"aa"}));
        CHECK(names[119].endsWith(upper ? QLatin1String{"AU"} : QLatin1String{"au"}));
        // Whichever of them was chosen, the image is the same.
        CHECK(gui::segments_beside(folder.at(names[110].toStdString())) == names);
    }
}

TEST_CASE("parts of a raw image are counted, and files that are no parts are not") {
    const Folder folder;
    for (int part = 1; part <= 12; ++part) folder.add(fmt::format("usb.{:03}", part));
    folder.add("usb.014");  // 013 is missing: the reader says so when it is added
    CHECK(gui::segments_beside(folder.at("usb.001")).size() == 12);
    for (const char* part : {"card.000", "card.001", "disk.aa", "disk.ab", "disk.dd", "one.E01", "phone.raw"})
        folder.add(part);
    CHECK(gui::segments_beside(folder.at("card.001")) ==
          QStringList{QStringLiteral("card.000"), QStringLiteral("card.001")});
    CHECK(gui::segments_beside(folder.at("disk.aa")).size() == 2);
    for (const char* alone : {"disk.dd", "one.E01", "phone.raw"})
        CHECK(gui::segments_beside(folder.at(alone)) == QStringList{QString::fromLatin1(alone)});
    CHECK(gui::segments_beside(folder.at("nothing.E01")).isEmpty());
}

TEST_CASE("a folder of files is chosen as evidence by a button of its own") {
    const Folder folder;
    gui::EvidenceWizard wizard{folder.at("a.sanad"), {}};
    wizard.setStartId(gui::EvidenceWizard::image_page);
    wizard.show();
    REQUIRE(QTest::qWaitForWindowExposed(&wizard));
    REQUIRE(wizard.currentId() == gui::EvidenceWizard::image_page);
    answer_file_dialog(QString::fromStdString(folder.path().string()));
    click(button(wizard, QStringLiteral("Folder…")));
    auto& image = field<QLineEdit>(wizard, QStringLiteral("Image"));
    CHECK(image.text() == QString::fromStdString(folder.path().string()));
    CHECK(reads(wizard, QStringLiteral("A folder: its files are examined as they lie there.")));
}

TEST_CASE("offences are chosen from the catalogue when a case is made, and entered in its record") {
    const Folder folder;
    gui::EvidenceWizard wizard{{}, QStringLiteral("unattested")};
    wizard.setStartId(gui::EvidenceWizard::case_page);
    wizard.show();
    REQUIRE(QTest::qWaitForWindowExposed(&wizard));
    REQUIRE(wizard.currentId() == gui::EvidenceWizard::case_page);
    auto& offences = field<QListWidget>(wizard, QStringLiteral("Offences"));
    const auto law = sanad_says({QStringLiteral("custody"), QStringLiteral("law")});
    REQUIRE(law.size() > 20);
    REQUIRE(soon([&] { return offences.count() == static_cast<int>(law.size()); }));
    for (const char* section : {"20", "22A"}) {
        const auto found =
            offences.findItems(QStringLiteral("PECA %1  ").arg(QLatin1String{section}), Qt::MatchStartsWith);
        REQUIRE(found.size() == 1);
        found.front()->setCheckState(Qt::Checked);
    }
    QTest::keyClicks(&field<QLineEdit>(wizard, QStringLiteral("Name")), QStringLiteral("op-offences"));
    field<QLineEdit>(wizard, QStringLiteral("Kept in")).setText(QString::fromStdString(folder.path().string()));
    click(*wizard.button(QWizard::NextButton));
    REQUIRE(soon([&] { return wizard.currentId() == gui::EvidenceWizard::image_page; }));

    const auto entered = [&] {
        QStringList all;
        const QStringList show{QStringLiteral("ledger"), QStringLiteral("show"), wizard.case_folder()};
        for (const QJsonObject& envelope : sanad_says(show)) {
            const QByteArray payload = envelope[QLatin1String{"payload"}].toString().toLatin1();
            const QJsonObject event = QJsonDocument::fromJson(QByteArray::fromBase64(payload)).object();
            if (event[QLatin1String{"type"}] != QLatin1String{"case.offence"}) continue;
            const QJsonObject body = event[QLatin1String{"body"}].toObject();
            all << body[QLatin1String{"section"}].toString() + u' ' + body[QLatin1String{"as_amended"}].toString();
        }
        return all;
    };
    QStringList chosen;
    for (const QJsonObject& offence : law)
        for (const char* section : {"20", "22A"})
            if (offence[QLatin1String{"section"}] == QLatin1String{section})
                chosen << QLatin1String{section} + u' ' + offence[QLatin1String{"as_amended"}].toString();
    REQUIRE(chosen.size() == 2);
    CHECK(entered() == chosen);
    // Whoever comes back to the page enters nothing twice.
    wizard.back();
    REQUIRE(wizard.currentId() == gui::EvidenceWizard::case_page);
    click(*wizard.button(QWizard::NextButton));
    CHECK(wizard.currentId() == gui::EvidenceWizard::image_page);
    CHECK(entered() == chosen);
}

TEST_CASE("the wizard offers four ways to examine, and everything is what it starts with") {
    const Folder folder;
    gui::EvidenceWizard wizard{folder.at("a.sanad"), {}};
    wizard.setStartId(gui::EvidenceWizard::profile_page);
    wizard.show();
    REQUIRE(QTest::qWaitForWindowExposed(&wizard));
    CHECK(button(wizard, QStringLiteral("Everything")).isChecked());
    const auto modules = [&] {
        const QStringList words = wizard.ingest_arguments();
        return words.value(words.indexOf(QStringLiteral("--modules")) + 1);
    };
    CHECK(modules() == QLatin1String{"all"});
    const std::pair<const char*, const char*> profiles[] = {{"Triage", "windows.*,web.*,unix.*,mobile.*,macos.*"},
                                                            {"Standard", "standard"},
                                                            {"Listing only", "none"},
                                                            {"Everything", "all"}};
    for (const auto& [title, chosen] : profiles) {
        button(wizard, QLatin1String{title}).click();
        CHECK(modules() == QLatin1String{chosen});
    }
}
