#pragma once
// Whether a module may say what it says: its manifest declared it, the catalog knows it, and the evidence has the
// bytes.
#include <cstdint>
#include <span>
#include <string>

#include "core/module/manifest.hpp"
#include "core/module/module_run.hpp"

namespace sanad {

/// The error says which promise was broken. `stream_sizes`: of the file and its companions.
Result<void> check(const Artifact& artifact, const Manifest& manifest, std::span<const std::uint64_t> stream_sizes);

/// Inside its stream, and not empty (unless the stream is).
Result<void> check(const SourceRange& range, std::span<const std::uint64_t> stream_sizes);

}  // namespace sanad
