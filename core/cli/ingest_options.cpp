#include "core/cli/ingest_options.hpp"

#include <CLI/CLI.hpp>

namespace sanad {

void IngestOptions::add_to(CLI::App& verb) {
    verb.add_option("--workers", workers, "Readers at once (default: one per core)")->check(CLI::Range(1, 64));
    // No module runs during an ingest in this version: the three profiles are the same, and a name is refused rather
    // than ignored.
    verb.add_option("--modules", modules, "Modules to run: none, standard or all (this version has none that run here)")
        ->check(CLI::IsMember({"none", "standard", "all"}));
    verb.add_flag("--no-image-digest", no_image_digest,
                  "Leave out the image's own digests and block tree; the image is then NOT verified");
}

IngestSettings IngestOptions::settings() const {
    IngestSettings settings;
    settings.workers = workers;
    settings.image_digest = !no_image_digest;
    return settings;
}

}  // namespace sanad
