#pragma once
// What was done on the web, whatever the browser.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType web_visited[] = {
    {"url", Kind::text, "Address visited"},
    {"title", Kind::text, "Title of the page"},
    {"visited_at", Kind::time, "When it was visited", "Page visited"},
    {"visit_count", Kind::integer, "Visits so far, where the source counts them"}};

inline constexpr ArtifactType web_types[] = {
    {"web.visited", "Page visited", web_visited, "observable:URLHistoryEntry"}};

}  // namespace sanad
