#pragma once
#include "core/ingest/file_type.hpp"

namespace sanad::tests {

/// Over the machine's own database; made once.
const FileTyper& typer();

}  // namespace sanad::tests
