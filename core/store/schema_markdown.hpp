#pragma once
// SCHEMA.md: what `sanad schema` prints, made of schema.sql and its comments.
#include <string>

namespace sanad {

std::string schema_markdown();

}  // namespace sanad
