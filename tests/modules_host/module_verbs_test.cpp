// `sanad module …` as an examiner types it.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;

const std::string built = SANAD_BINARY_DIR;
const std::string test_plugins = " --plugins '" + built + "/test_plugins'";

class Folder {
public:
    Folder() {
        std::string name = fs::temp_directory_path() / "sanad-module-verbs-XXXXXX";
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    std::string file(const std::string& name, const std::string& content) const {
        std::ofstream{path_ / name, std::ios::binary} << content;
        return "'" + (path_ / name).string() + "'";
    }
    std::string said_on_stderr() const {
        std::ifstream words{path_ / "stderr"};
        return {std::istreambuf_iterator<char>{words}, {}};
    }
    struct Said {
        std::string out;
        std::string errors;
        int status;
    };
    Said sanad(const std::string& verbs) const {
        const std::string command = built + "/bin/sanad module " + verbs + " 2>'" + (path_ / "stderr").string() + "'";
        Said said;
        FILE* pipe = popen(command.c_str(), "r");
        REQUIRE(pipe != nullptr);
        char piece[4096];
        for (std::size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) said.out.append(piece, got);
        said.status = WEXITSTATUS(pclose(pipe));
        said.errors = said_on_stderr();
        return said;
    }

private:
    fs::path path_;
};

bool contains(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a mark of the web is one JSON line, and the examiner is told what became of the file") {
    const Folder folder;
    const std::string mark = folder.file("a.exe:Zone.Identifier", "[ZoneTransfer]\nZoneId=3\nHostUrl=http://x/\"\n");
    const auto said = folder.sanad("run " + mark + " --module windows.zone_identifier --json");
    CHECK(said.status == 0);
    CHECK(contains(said.out,
                   R"({"type":"file.downloaded","zone":3,"url":"http://x/\"","file":"a.exe","source":{"module":)"
                   R"("windows.zone_identifier","version":"1.0.0","path":)"));
    CHECK(contains(said.out, R"("offset":0,"length":43}})"));
    CHECK(std::count(said.out.begin(), said.out.end(), '\n') == 1);
    CHECK(contains(said.errors, "windows.zone_identifier 1.0.0: examined; artifacts 1"));
}

TEST_CASE("damage ends with 1 and a warning at its byte; a module that dies with 2") {
    const Folder folder;
    const auto damaged =
        folder.sanad("run " + folder.file("a:Zone.Identifier", "[ZoneTransfer]\nZoneId=x\nHostUrl=y\n"));
    CHECK(damaged.status == 1);
    CHECK(contains(damaged.errors, "warning at byte 15: ZoneId is no number"));
    CHECK(contains(damaged.out, "url             y"));
    const auto crashed =
        folder.sanad("run " + folder.file("f", "find-and-crash") + " --module tests.misbehaving --json" + test_plugins);
    CHECK(crashed.status == 2);
    CHECK(crashed.out.empty());
    CHECK(contains(crashed.errors, "tests.misbehaving 1.0.0: crashed: "));
}

TEST_CASE("lists, times and bytes have their form in JSON, and companions are found beside the file") {
    const Folder folder;
    folder.file("f-wal", "12345");
    const auto said =
        folder.sanad("run " + folder.file("f", "every-kind") + " --module 'tests.mis*' --json" + test_plugins);
    CHECK(contains(said.out,
                   R"("text":"رقم","integer":-7,"real":0.5,"time":"1970-01-01T00:00:01.000000001Z","bytes":"00ff07")"));
    CHECK(contains(said.out, R"(f-wal","offset":3,"length":2})"));
    CHECK(contains(said.out, R"("program":"CALC.EXE","loaded_files":["A.DLL","B.DLL"])"));
    // head -c 3145728 /dev/zero | tr '\0' '\t' | sha256sum
    CHECK(contains(said.out, R"({"derived":"folder/member.bin","size":3145728,"sha256":")"
                             "aee7fbfb1d67e2487100452acd9b3e1fb234e08712b9b4a2d0198a02ccc662ef"));
    CHECK(contains(said.errors, "warning at byte 1: an odd byte"));
}

TEST_CASE("a file that no module wants is told by its type, and that is no error") {
    const Folder folder;
    const auto said = folder.sanad("run " + folder.file("note", "just a note\n") + " --module 'windows.*'");
    CHECK(said.status == 0);
    CHECK(said.out.empty());
    CHECK(contains(said.errors, "no module wants "));
    CHECK(contains(said.errors, "(text/plain)"));
}

TEST_CASE("modules that are not there, and plugins that lie, end with 2 and are named; the rest are listed") {
    const Folder folder;
    CHECK(folder.sanad("show windows.nothing").status == 2);
    CHECK(folder.sanad("run " + folder.file("note", "x") + " --module windows.nothing").status == 2);
    CHECK(folder.sanad("list --plugins /nonexistent").status == 2);
    const auto good = folder.sanad("list");
    CHECK(good.status == 0);
    CHECK(contains(good.out, "windows.zone_identifier"));
    const auto shown = folder.sanad("show windows.zone_identifier");
    CHECK(shown.status == 0);
    CHECK(contains(shown.out, "referrer_url"));

    const std::string liar = built + "/test_plugins/lying/abi.so";
    const std::string mixed = folder.file("x.so", "no ELF at all");
    const std::string where = mixed.substr(1, mixed.rfind('/') - 1);
    fs::copy_file(liar, where + "/liar.so");
    fs::copy_file(built + "/plugins/windows.zone_identifier.so", where + "/good.so");
    const auto listed = folder.sanad("list --json --plugins '" + where + "'");
    CHECK(listed.status == 2);
    CHECK(contains(listed.out, R"({"module":"windows.zone_identifier","version":"1.0.0")"));
    CHECK(contains(listed.errors, "liar.so: "));
    CHECK(contains(listed.errors, "built for plugin contract 2"));
    CHECK(contains(listed.errors, "x.so: "));
}
