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

    void add_to(CLI::App& verb);
    IngestSettings settings() const;
};

}  // namespace sanad
