#pragma once
#include <string>

#include "core/ingest/ingest.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// The options of every verb that ingests.
struct IngestOptions {
    unsigned workers = 0;
    std::string modules = "standard";
    bool no_image_digest = false;
    bool no_identifiers = false;

    std::string plugins;  ///< folder; empty: the one of this installation

    void add_to(CLI::App& verb);
    /// Without modules: enough to open and to verify an image.
    IngestSettings settings() const;
    /// Fault::refused when a name matches no module. What cannot be loaded is told on standard error.
    Result<IngestSettings> with_modules() const;
};

}  // namespace sanad
