#pragma once
#include "core/cli/session.hpp"

namespace sanad {

void add_custody_forms(CLI::App& noun, Session& session);

}  // namespace sanad
