// Real evidence, with types that were not taken from our own output: the corpus's folders and names say what a file is,
// and file(1) must agree where its answer is beyond doubt.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/ingest/file_type.hpp"
#include "tests/file_type/plain_magic.hpp"
#include "tests/file_type/typer.hpp"
#include "tests/support/corpus.hpp"

namespace fs = std::filesystem;
using namespace sanad;

namespace {

std::string type_of_file(const fs::path& path) {
    const std::string head = tests::file_bytes(path, FileTyper::head_size);
    return std::string{tests::typer().type_of(bytes_of(head), fs::file_size(path)).mime};
}

}  // namespace

TEST_CASE("Windows, browser, mail and image evidence is known by its content") {
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"windows/evt/TestLog.evt", "application/x-ms-evt"},
        {"windows/prefetch/plaso/CMD.EXE-087B4001.pf", "application/x-ms-prefetch"},
        {"windows/prefetch/ez/Win10_CHROME.EXE-B3BA7868.pf", "application/x-ms-prefetch-compressed"},
        {"windows/jumplist/plaso/368d807282ccde9d.customDestinations-ms", "application/x-ms-jump-list"},
        {"windows/jumplist/plaso/9d1f905ce5044aee.automaticDestinations-ms", "application/x-ole-storage"},
        {"windows/recyclebin/rifiuti2/INFO2-sample1", "application/x-ms-recycler-info2"},
        {"windows/recyclebin/rifiuti2/INFO2-empty", "application/x-ms-recycler-info2"},
        {"windows/recyclebin/rifiuti2/dir-win10-01/$IHO61YT", "application/x-ms-recycled"},
        {"windows/recyclebin/rifiuti2/dir-sample1/$I0JGHX7", "application/x-ms-recycled"},
        {"windows/ntfs-metadata/DFR-16_$MFT", "application/x-ntfs-mft"},
        {"windows/ntfs-metadata/Start_$I30", "application/x-ntfs-index"},
        {"windows/ntfs-metadata/iped/test_UsnJrnl.bin", "application/x-ntfs-usn-journal"},
        {"browser/safari-ie-other/msiecf_nfury_index.dat", "application/x-ms-index-dat"},
        {"browser/firefox/plaso/places118.sqlite", "application/vnd.sqlite3"},
        {"email/pst-ost/testPST.pst", "application/vnd.ms-outlook-pst"},
        {"email/msg-other/iped/test_OutlookDBX.dbx", "application/x-ms-outlook-express"},
        {"email/msg-other/tika/testMSG.msg", "application/vnd.ms-outlook"},
        {"android/files/mvt/backup2.ab", "application/x-android-backup"},
        {"macos/databases/login.keychain", "application/x-apple-keychain"},
        {"images/container-ewf/ext2.E01", "application/x-ewf"},
        {"images/container-ad1/ad1_long.ad1", "application/x-ad1"},
        {"images/container-aff4/dream.aff4", "application/x-aff4"},
        {"images/container-vmdk/ext2.vmdk", "application/x-vmdk-disk"},
        {"images/container-vhdx/ext2.vhdx", "application/x-vhdx-disk"},
        {"images/container-qcow2/ext2.qcow2", "application/x-qemu-disk"},
        {"images/crypto-bitlocker/aes_128.bin", "application/x-bitlocker-volume"},
        {"images/crypto-luks-fvde-apfs/luks1.raw", "application/x-luks-volume"},
        {"documents/office/tika/testWORD.doc", "application/msword"},
        {"documents/office/tika/testEXCEL.xls", "application/vnd.ms-excel"},
        {"documents/office/tika/testPPT.ppt", "application/vnd.ms-powerpoint"},
        {"documents/office/tika/testWORD.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"documents/office/tika/testEXCEL_embeded.xlsx",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"documents/office/tika/testODFwithOOo3.odt", "application/vnd.oasis.opendocument.text"},
        {"documents/office/tika/testEPUB.epub", "application/epub+zip"},
        {"archives/common/iped/test_jar.jar", "application/x-java-archive"},
        {"archives/common/tika/testIPA.ipa", "application/x-ios-app"},
        {"archives/common/iped/test_mockRar5.rar", "application/vnd.rar"},
        {"photos/exif/exiftool/QuickTime.heic", "image/heic"},
        {"photos/exif/exiftool/RIFF.webp", "image/webp"},
        {"photos/gps/Geotag.kml", "application/vnd.google-earth.kml+xml"},
        {"scenario/visible/s4/android.L01", "application/x-ewf-logical"},
        {"scenario/visible/s2/usb2.Ex01", "application/x-ewf2"},
        {"scenario/visible/s2/usb.aff", "application/x-aff"},
        {"scenario/visible/s6/files/sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"scenario/visible/s6/files/base64.eml", "message/rfc822"},
        {"scenario/visible/s6/files/rtf.rtf", "text/rtf"},
    };
    for (const auto& entry : expected) {
        const auto& name = entry.first;
        const auto& mime = entry.second;
        const auto path = tests::corpus_file("files/" + name);
        if (!path) {
            MESSAGE("skipped: no corpus, or no " << name);
            continue;
        }
        CAPTURE(name);
        CHECK(type_of_file(*path) == mime);
    }
}

TEST_CASE("the names that lie in the DFTT JPEG search image are the mismatches, and no others") {
    const auto image = tests::corpus_file("files/images/carving/8-jpeg-search.dd");
    if (!image || tests::run_command("which icat").status != 0) {
        MESSAGE("skipped: no corpus, or no icat");
        return;
    }
    struct Expected {
        std::string_view entry;
        std::string_view name;
        std::string_view mime;
        bool mismatch;
    };
    // The image's documentation says what each file is; the names are those in its file system.
    const Expected files[] = {
        {"29-128-3", "alloc/file1.jpg", "image/jpeg", false},
        {"28-128-3", "alloc/file2.dat", "image/jpeg", false},
        // Documented as random; it reads "Hello, I am a text file and not ...".
        {"35-128-3", "invalid/file3.jpg", "text/plain", true},
        {"36-128-3", "invalid/file4.jpg", "application/octet-stream", true},
        {"34-128-3", "invalid/file5.rtf", "application/octet-stream", true},
        {"32-128-3", "del1/file6.jpg", "image/jpeg", false},
        {"31-128-3", "del2/file7.hmm", "image/jpeg", false},
        {"39-128-3", "archive/file8.zip", "application/zip", false},
        {"40-128-3", "archive/file9.boo", "application/zip", false},
        {"38-128-4", "archive/file10.tar.gz", "application/gzip", false},
        {"43-128-3", "misc/file12.doc", "application/msword", false},
        {"44-128-5", "misc/file13.dll:here", "image/jpeg", false},
    };
    for (const auto& file : files) {
        const auto content = tests::run_command(fmt::format("icat '{}' {}", image->string(), file.entry)).output;
        CAPTURE(file.name);
        const auto head = std::string_view{content}.substr(0, FileTyper::head_size);
        const auto type = tests::typer().type_of(bytes_of(head), content.size());
        CHECK(type.mime == file.mime);
        CHECK(extension_mismatch(file.name, type.mime) == file.mismatch);
    }
}

TEST_CASE("where file(1) is beyond doubt, we agree") {
    if (tests::run_command("file --version").status != 0) {
        MESSAGE("skipped: no file(1)");
        return;
    }
    const std::set<std::string> beyond_doubt = {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/tiff",
        "application/pdf",
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/zstd",
        "application/x-7z-compressed",
        "application/vnd.sqlite3",
        "application/x-sharedlib",
        "application/x-object",
        "text/rtf",
        "application/x-archive",
        "image/svg+xml",
        "font/woff2",
        "audio/mpeg",
        "audio/x-wav",
        "video/mp4",
        "application/epub+zip",
        "application/vnd.rar",
    };
    const tests::TemporaryFolder folder;
    const auto list = (folder.path() / "list").string();
    std::vector<std::string> files;
    std::vector<std::string> folders{"/usr/share/doc", "/usr/lib/x86_64-linux-gnu", "/usr/share/icons", "/usr/bin"};
    for (const auto* part : {"photos", "documents", "archives", "browser"}) {
        if (const auto corpus = tests::corpus()) folders.push_back((*corpus / "files" / part).string());
    }
    {
        std::ofstream out{list};
        for (const auto& from : folders) {
            std::error_code error;
            std::size_t here = 0;
            fs::recursive_directory_iterator at{from, fs::directory_options::skip_permission_denied, error};
            for (; at != fs::recursive_directory_iterator{} && here < 500; at.increment(error)) {
                const auto path = at->path().string();
                if (at->is_symlink(error) || !at->is_regular_file(error) || path.find('\n') != std::string::npos)
                    continue;
                ++here;
                files.push_back(path);
                out << path << '\n';
            }
        }
    }
    std::istringstream answers{tests::run_command(fmt::format("file --mime-type -b -N -f '{}'", list)).output};
    std::size_t compared = 0;
    std::string theirs;
    for (std::size_t i = 0; i < files.size() && std::getline(answers, theirs); ++i) {
        if (!beyond_doubt.contains(theirs)) continue;
        const auto ours = type_of_file(files[i]);
        // libmagic calls a library with an interpreter, such as libc.so.6, a library; we go by the interpreter.
        if (theirs == "application/x-sharedlib" && ours == "application/x-pie-executable") continue;
        ++compared;
        CHECK_MESSAGE(ours == theirs, files[i]);
    }
    MESSAGE(compared << " files compared");
    CHECK(compared > 100);
}
