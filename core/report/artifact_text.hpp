#pragma once
// One finding for programs and for people.
#include <string>

#include "core/artifact/artifact.hpp"

namespace sanad {

/// One JSON line: type, the attributes by their names (a list as an array), and `source`, which is JSON already.
std::string artifact_json(const Artifact& artifact, const std::string& source);
/// The type, then one attribute a line, in columns; last where it is from, unless that is empty.
std::string artifact_lines(const Artifact& artifact, const std::string& from = {});

}  // namespace sanad
