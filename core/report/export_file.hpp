#pragma once
// The one file that an export makes: there whole, under its name, with its digest known, or not there at all.
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {

class ExportFile {
public:
    /// Fault::refused when something stands at `path` already.
    static Result<ExportFile> create(const std::filesystem::path& path);
    ExportFile(ExportFile&& other) noexcept;
    ExportFile& operator=(ExportFile&&) = delete;
    /// What was not published goes.
    ~ExportFile();

    /// False once something could not be written: stop, finish() says what.
    bool write(std::string_view text);
    /// For a library that writes the file itself, before anything was written here.
    const std::filesystem::path& place() const { return building_; }

    struct Written {
        std::string sha256;  ///< hexadecimal
        std::uint64_t bytes = 0;
    };
    /// Nothing more comes: to the disk.
    Result<Written> complete();
    /// After complete(): the name. Fault::refused when somebody took it meanwhile.
    Result<void> publish();

private:
    ExportFile(std::filesystem::path path, std::filesystem::path building, int descriptor)
        : path_{std::move(path)}, building_{std::move(building)}, descriptor_{descriptor} {}
    void flush();
    Result<void> digest_what_is_there();

    std::filesystem::path path_, building_;
    int descriptor_ = -1;
    int error_ = 0;
    std::string waiting_;
    Sha256 digest_;
    std::uint64_t size_ = 0;
};

}  // namespace sanad
