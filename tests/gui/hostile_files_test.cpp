// Every viewer on every file of cases that were made to hurt it: nothing here may end the program, and each viewer ends
// with something to show or with words. The files of make_hostile.py are made for the viewers, and nothing examines
// them; those of make_mutated.py are samples of what modules read, and the viewers show what modules found in them.
#include <doctest/doctest.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QToolButton>
#include <map>

#include "gui/verb_process.hpp"
#include "gui/viewers.hpp"
#include "gui/viewers/contents_viewer.hpp"
#include "gui/viewers/document_viewer.hpp"
#include "gui/viewers/evidence_view.hpp"
#include "gui/viewers/findings_viewer.hpp"
#include "gui/viewers/picture_viewer.hpp"
#include "gui/viewers/structure_viewer.hpp"
#include "gui/viewers/text_viewer.hpp"
#include "tests/gui/waiting.hpp"

using namespace sanad;
using namespace sanad::gui;
using sanad::test::soon;

namespace {

/// A window that does nothing but listen.
class Listening : public Workplace {
public:
    void show_file(Id, std::optional<SourceRange>) override {}
    void show_artifact(const ArtifactRow&) override {}
    void list_files(const FileQuery&, const QString&) override {}
    void list_in_folder(Id) override {}
    void list_artifacts(const ArtifactQuery&, const QString&) override {}
    void show_on_timeline(Timestamp) override {}
    void go_to_place(const QString&) override {}
    QString person() const override { return {}; }
    void run_verb(const QStringList&, std::function<void()>, const Passphrases&) override {}
    void say(const QString&) override {}
};

bool ran(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(300'000) && process.exitStatus() == QProcess::NormalExit;
}

struct HostileCase {
    QTemporaryDir folder;
    std::unique_ptr<CaseSession> session;
    std::map<std::string, FileRow> files;  ///< by their names
    std::vector<FileRow> walked;           ///< those that lie in the archive, not what modules took out of them

    explicit HostileCase(const char* maker = "make_hostile.py", const QString& modules = QStringLiteral("none")) {
        qputenv("SANAD_HOME", folder.filePath(QStringLiteral("home")).toUtf8());
        REQUIRE(ran(QStringLiteral("python3"),
                    {QStringLiteral("-B"), QStringLiteral(SANAD_SOURCE_DIR "/tests/gui/") + QLatin1String{maker},
                     folder.path()}));
        const QString path = folder.filePath(QStringLiteral("hostile.sanad"));
        REQUIRE(ran(sanad_program(), {QStringLiteral("examine"), folder.filePath(QStringLiteral("hostile.tar")),
                                      QStringLiteral("--case"), path, QStringLiteral("--modules"), modules}));
        auto opened = CaseSession::open(path.toStdString());
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().what));
        session = std::move(*opened);
        std::vector<FileRow> rows;
        bool answered = false;
        const Asked asked = session->ask<std::vector<FileRow>>(
            Lane::questions,
            [](CaseReader& reader) -> Result<std::vector<FileRow>> { return reader.rows(TRY(reader.find({}))); },
            [&](Result<std::vector<FileRow>> found) {
                if (found) rows = std::move(*found);
                answered = true;
            });
        REQUIRE(soon([&] { return answered; }));
        for (const FileRow& row : rows) {
            if (row.kind != FileKind::regular) continue;
            files.emplace(row.name, row);
            if (!row.derived_from) walked.push_back(row);
        }
    }

    bool shown(FileViewer& viewer, const std::string& name) { return shown(viewer, files.at(name)); }
    bool shown(FileViewer& viewer, const FileRow& file) {
        viewer.resize(700, 400);
        viewer.show_file(*session, file);
        const auto* structure = qobject_cast<StructureViewer*>(&viewer);
        const auto* findings = qobject_cast<FindingsViewer*>(&viewer);
        const auto* contents = qobject_cast<ContentsViewer*>(&viewer);
        return soon(
            [&] {
                return EvidenceView::of(*session).is_idle() && (structure == nullptr || structure->is_settled()) &&
                       (findings == nullptr || findings->is_settled()) &&
                       (contents == nullptr || contents->is_settled());
            },
            60'000);
    }
};

}  // namespace

TEST_CASE("viewers live through hostile files: each ends with something to show or with words") {
    HostileCase hostile;
    REQUIRE(hostile.files.size() >= 40);
    Listening workplace;
    QWidget parent;
    const auto viewers = make_viewers(workplace, &parent);
    int looks = 0;
    for (const auto& [name, file] : hostile.files) {
        for (FileViewer* viewer : viewers) {
            if (!viewer->fits(file)) continue;
            CAPTURE(name);
            CAPTURE(viewer->id().toStdString());
            REQUIRE(hostile.shown(*viewer, name));
            viewer->point_at({0, file.size / 2, 16});
            CHECK_FALSE(viewer->grab().isNull());
            viewer->clear();
            ++looks;
        }
    }
    CHECK(looks > 150);
}

TEST_CASE("viewers live through hostile samples of all modules, and show what modules found in them") {
    HostileCase hostile{"make_mutated.py", QStringLiteral("all")};
    REQUIRE(hostile.walked.size() >= 100);
    Listening workplace;
    QWidget parent;
    const auto viewers = make_viewers(workplace, &parent);
    std::map<QString, int> looks;
    int with_findings = 0, with_chats = 0, with_tables = 0, with_trees = 0, with_contents = 0;
    for (const FileRow& file : hostile.walked) {
        for (FileViewer* viewer : viewers) {
            if (!viewer->fits(file)) continue;
            CAPTURE(file.path);
            CAPTURE(viewer->id().toStdString());
            REQUIRE(hostile.shown(*viewer, file));
            ++looks[viewer->id()];
            if (auto* findings = qobject_cast<FindingsViewer*>(viewer)) {
                with_findings += findings->findings().empty() ? 0 : 1;
                with_chats += findings->chat().empty() ? 0 : 1;
                if (!findings->findings().empty()) findings->point_at(findings->findings().back().artifact.source);
            }
            if (auto* structure = qobject_cast<StructureViewer*>(viewer)) {
                with_tables += structure->rows().rowCount() > 0 ? 1 : 0;
                with_trees += structure->tree().topLevelItemCount() > 0 ? 1 : 0;
            }
            if (auto* contents = qobject_cast<ContentsViewer*>(viewer))
                with_contents += contents->list().topLevelItemCount() > 0 ? 1 : 0;
            viewer->point_at({0, file.size / 2, 16});
            CHECK_FALSE(viewer->grab().isNull());
            viewer->clear();
        }
    }
    // Every tab had its turn, and what is shown was not nothing.
    for (const FileViewer* viewer : viewers) {
        CAPTURE(viewer->id().toStdString());
        CHECK(looks[viewer->id()] > 2);
    }
    CHECK(with_findings > 30);
    CHECK(with_chats >= 1);
    CHECK(with_tables >= 1);
    CHECK(with_trees >= 2);
    CHECK(with_contents >= 1);
}

TEST_CASE("what is whole among them is shown as it is") {
    HostileCase hostile;
    Listening workplace;

    PictureViewer picture{workplace};
    REQUIRE(hostile.shown(picture, "picture.png"));
    CHECK(picture.image().size() == QSize(64, 48));
    // Made by tests/gui/make_hostile.py: the value of a byte is four times its column plus its row.
    CHECK(picture.image().pixelColor(0, 0) == QColor(0, 4, 8));
    CHECK(picture.image().pixelColor(5, 3) == QColor((15 * 4 + 3) & 255, (16 * 4 + 3) & 255, (17 * 4 + 3) & 255));
    // Its key stays, whatever the button says at the moment.
    const auto cover = [&]() -> QToolButton* {
        for (auto* each : picture.findChildren<QToolButton*>())
            if (each->shortcut() == QKeySequence{QStringLiteral("Ctrl+Shift+B")}) return each;
        return nullptr;
    };
    for (int click = 0; click < 2; ++click) {
        REQUIRE(cover() != nullptr);
        cover()->click();
    }
    CHECK(cover() != nullptr);
    REQUIRE(hostile.shown(picture, "bomb.png"));
    CHECK(picture.image().isNull());
    CHECK(picture.status().contains(QStringLiteral("60000 × 60000")));

    StructureViewer structure{workplace};
    REQUIRE(hostile.shown(structure, "payments.sqlite"));
    CHECK(structure.tables().count() == 2);
    CHECK(structure.rows().rowCount() == 28);
    CHECK(structure.rows().text(4, 1) == QStringLiteral("رقم \\u{202e}5"));
    CHECK(structure.rows().text(4, 2) == QLatin1String{"5000"});
    REQUIRE(hostile.shown(structure, "settings.plist"));
    CHECK_FALSE(structure.tree().findItems(QStringLiteral("still"), Qt::MatchRecursive | Qt::MatchExactly).isEmpty());
    REQUIRE(hostile.shown(structure, "tree.json"));
    CHECK_FALSE(
        structure.tree().findItems(QStringLiteral("\\u{202e}"), Qt::MatchRecursive | Qt::MatchExactly).isEmpty());

    TextViewer text{workplace};
    REQUIRE(hostile.shown(text, "urdu-utf16.txt"));
    CHECK(text.text().toPlainText().contains(QStringLiteral("رقم منتقل ⟨U+202E⟩ہوگی")));
    text.point_at({0, 24, 8});  // behind the direction mark, which is written out
    CHECK(soon([&] { return text.text().textCursor().selectedText() == QStringLiteral("ہوگی"); }));

    DocumentViewer document{workplace};
    REQUIRE(hostile.shown(document, "letter.eml"));
    CHECK(document.text().toPlainText().contains(QLatin1String{"hello"}));
    CHECK_FALSE(document.text().toPlainText().contains(QLatin1String{"evil"}));
    REQUIRE(hostile.shown(document, "parts.eml"));
    CHECK(document.text().toPlainText() == QStringLiteral("the first part\n\nرقم in the second"));
    CHECK_FALSE(document.text().textCursor().hasSelection());
    document.point_at({0, 206, 6});
    CHECK(document.text().textCursor().selectedText() == QStringLiteral("رقم in the second"));
    document.point_at({0, 140, 3});
    CHECK(document.text().textCursor().selectedText() == QLatin1String{"the first part"});
}

TEST_CASE("what was looked at is entered into the ledger when the window closes") {
    HostileCase hostile;
    Listening workplace;
    TextViewer text{workplace};
    REQUIRE(hostile.shown(text, "urdu-1256.txt"));
    const Id id = hostile.files.at("urdu-1256.txt").id;
    const QString path = hostile.session->folder_text();
    text.clear();
    hostile.session.reset();
    QProcess ledger;
    ledger.start(sanad_program(), {QStringLiteral("ledger"), QStringLiteral("show"), path});
    REQUIRE(ledger.waitForFinished(60'000));
    CHECK(ledger.readAllStandardOutput().contains("content of files " + QByteArray::number(qint64{id})));
}
