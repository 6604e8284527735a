#pragma once
// Known rows through the shipped reader: a small E01 built into the program goes the whole way, container, file system,
// digests and types, in sandboxed readers as any evidence does. What fls, icat, sha256sum and ewfverify say of it is
// written in conformance.cpp; a library, a compiler or a machine that changes one value is found before evidence is.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

struct ConformanceCheck {
    std::string what;  ///< "SHA-256 of /hello.txt through the file system"
    std::string expected;
    std::string found;
    bool holds() const { return expected == found; }
};

/// `reader`: sanad-reader; empty: the one beside this program.
Result<std::vector<ConformanceCheck>> run_conformance(const std::filesystem::path& reader = {});

/// The same for modules: a small shortcut built into the program is examined by the shipped plugin of
/// windows.shell_link, which has a foreign library in it (liblnk), in the shipped sanad-worker. What its maker wrote
/// into it (samples/making/shortcut.py) must come out.
/// `plugin`: its file; empty: the one of this installation.
Result<std::vector<ConformanceCheck>> run_module_conformance(const std::filesystem::path& plugin = {});

}  // namespace sanad
