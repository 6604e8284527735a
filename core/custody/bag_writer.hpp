#pragma once
// Writes a bag that bag.hpp finds complete: built in a folder beside it and renamed when it is whole, so that a bag is
// there or is not.
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

class BagWriter {
public:
    /// Fault::refused when something stands at `bag` already. The folder that it will be renamed from is made.
    static Result<BagWriter> create(const std::filesystem::path& bag);
    BagWriter(BagWriter&& other) noexcept;
    BagWriter& operator=(BagWriter&&) = delete;
    /// What was not published goes.
    ~BagWriter();

    /// Where it is being built. What others write into it is taken up by seal().
    const std::filesystem::path& folder() const { return building_; }
    /// A new file at a path inside of the bag, with the folders it needs.
    Result<void> write(std::string_view path, std::string_view bytes);
    Result<void> copy(std::string_view path, const std::filesystem::path& from);
    /// Where to write something inside of the bag: the path on the disk, its folders made.
    Result<std::filesystem::path> place(std::string_view path);

    /// Writes bag-info.txt (`info`, and Payload-Oxum), bagit.txt and the manifests over all that is there, sorted.
    Result<void> seal(const std::vector<std::pair<std::string, std::string>>& info);
    /// After seal(): everything to the disk, then the name. Fault::refused when somebody took the name meanwhile.
    Result<void> publish();

private:
    BagWriter(std::filesystem::path bag, std::filesystem::path building)
        : bag_{std::move(bag)}, building_{std::move(building)} {}
    std::filesystem::path bag_, building_;
};

}  // namespace sanad
