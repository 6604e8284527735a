#include "tests/gui/gui_shots_case.hpp"

#include <QProcess>

#include "core/store/case_reader.hpp"
#include "gui/verb_process.hpp"

namespace sanad::test {
namespace {

constexpr int patience_ms = 120'000;

Result<void> ran(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(patience_ms) || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0)
        return failure(Fault::refused,
                       (program + u' ' + arguments.join(u' ') + QStringLiteral(": ") +
                        QString::fromUtf8(process.readAllStandardError()).trimmed() + process.errorString())
                           .toStdString());
    return {};
}

QString text_of(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

}  // namespace

Result<std::filesystem::path> case_for_shots(const std::filesystem::path& given, const std::filesystem::path& room) {
    std::error_code wrong;
    std::filesystem::create_directories(room, wrong);
    // Its name stands in the title of the window.
    const std::filesystem::path copy = room / std::filesystem::canonical(given, wrong).filename();
    if (!wrong) std::filesystem::copy(given, copy, std::filesystem::copy_options::recursive, wrong);
    if (wrong) return failure(Fault::system, given.string() + " cannot be copied: " + wrong.message());
    TRY(ran(QStringLiteral("python3"),
            {QStringLiteral("-B"), QStringLiteral(SANAD_SOURCE_DIR "/tests/gui/gui_shots_phone.py"), text_of(room)}));
    return copy;
}

QStringList examine_phone(const std::filesystem::path& copy) {
    return {QStringLiteral("examine"),
            text_of(copy.parent_path() / "phone.tar"),
            QStringLiteral("--case"),
            text_of(copy),
            QStringLiteral("--exhibit"),
            QStringLiteral("E-2"),
            QStringLiteral("--override-authority"),
            QStringLiteral("an invented telephone")};
}

Result<std::map<std::string, Id>> files_by_path(const std::filesystem::path& copy) {
    CaseReader reader = TRY(CaseReader::open(copy / "case.db"));
    std::map<std::string, Id> found;
    for (const FileRow& row : TRY(reader.rows(TRY(reader.find({}))))) found.emplace(row.path, row.id);
    return found;
}

Result<void> mark_files(const std::filesystem::path& copy, const std::map<std::string, Id>& files) {
    const struct {
        const char *tag, *colour, *path;
    } tags[] = {{"relevant", "red", "/asad/ledger.txt"},
                {"relevant", "red", "/Documents/budget.sqlite"},
                {"relevant", "red", "/data/data/com.android.providers.telephony/databases/mmssms.db"},
                {"picture of interest", "blue", "/sdcard/DCIM/Camera/IMG_0001.jpg"},
                {"picture of interest", "blue", "/DCIM/100LANTN/IMG_0001.JPG"}};
    for (const auto& [tag, colour, path] : tags) {
        const auto file = files.find(path);
        if (file == files.end()) continue;
        TRY(ran(gui::sanad_program(),
                {QStringLiteral("tag"), QStringLiteral("add"), text_of(copy), QString::fromLatin1(tag),
                 QString::number(qlonglong{file->second}), QStringLiteral("--colour"), QString::fromLatin1(colour)}));
    }
    if (const auto file = files.find("/asad/ledger.txt"); file != files.end())
        TRY(ran(gui::sanad_program(), {QStringLiteral("note"), QStringLiteral("add"), text_of(copy),
                                       QStringLiteral("The same sums as in the messages of 10 March: ref 7741-09."),
                                       QStringLiteral("--file"), QString::number(qlonglong{file->second})}));
    return {};
}

}  // namespace sanad::test
