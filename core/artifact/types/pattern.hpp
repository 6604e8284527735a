#pragma once
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType rule_matched[] = {
    {"rule", Kind::text, "Name of the rule"},
    {"rule_namespace", Kind::text, "Namespace in which it was compiled"},
    {"tags", Kind::texts, "Tags of the rule"},
    {"meta", Kind::texts, "What the rule says of itself, as name=value"},
    {"strings", Kind::texts, "Its strings that were found: identifier, byte of the file, length"},
    {"string_count", Kind::integer, "How often its strings were found, those not listed included"}};

inline constexpr ArtifactType pattern_types[] = {
    {"rule.matched", "YARA rule matched", rule_matched, "observable:ObservableObject"}};

}  // namespace sanad
