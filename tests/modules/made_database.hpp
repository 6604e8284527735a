#pragma once
// Databases for tests, made by SQLite itself from statements.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace sanad::test {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sanad-sqlite-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct Writer {
    explicit Writer(const std::filesystem::path& path) { REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK); }
    ~Writer() { sqlite3_close(handle); }
    void run(const std::string& sql) const {
        char* message = nullptr;
        const int status = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message);
        INFO(sql << ": " << (message == nullptr ? "" : message));
        REQUIRE(status == SQLITE_OK);
    }
    sqlite3* handle = nullptr;
};

/// A file of one database of these statements.
inline std::string database_of(const std::string& sql) {
    const Folder folder;
    {
        const Writer writer{folder / "made.db"};
        writer.run(sql);
    }
    return bytes_of(folder / "made.db");
}

}  // namespace sanad::test
