#pragma once
// Files of one person: keys, statements, settings. Written whole or not at all; a secret that others could have read,
// and a file that others could have changed, are refused instead of used.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sanad {

enum class Visible : std::uint8_t {
    owner,     ///< a secret: 0600
    everyone,  ///< public: 0644; nobody else may write it
};

enum class Existing : std::uint8_t { keep, replace };

/// Makes the folder (0700) when it is not there. Fault::refused when it is another's, or open to others.
Result<void> make_private_folder(const std::filesystem::path& path);

/// The whole of a plain file of this user (or root's). Fault::not_found when there is none; Fault::refused, with what
/// to do, for links, pipes, files of others and files with the wrong permissions; Fault::limit when it is larger than
/// `most`.
Result<std::string> read_private_file(const std::filesystem::path& path, Visible visible, std::size_t most = 1 << 20);

/// Written beside, brought to the disk and moved into place. Fault::refused for Existing::keep when there is one.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view text, Visible visible,
                                Existing existing);

/// A line more at the end of a file that only its owner reads, which is made where there is none; on the disk when it
/// comes back. Many processes may do so at once. Fault::limit when the file would be larger than `most`.
Result<void> append_private_line(const std::filesystem::path& path, std::string_view line, std::size_t most);

}  // namespace sanad
