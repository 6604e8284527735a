#pragma once
// Which kind of text: the light rules beside the magic database, each over the first few KiB only.
#include <cstddef>
#include <string_view>

namespace sanad {

/// How much of a text the rules look at.
constexpr std::size_t text_view_size = 4096;

/// Text in the sense of a text editor: text/*, message/*, XML, JSON, scripts and the like.
bool is_textual(std::string_view mime);

/// is_textual, and the formats for programs of which small files may hold no byte that text has not.
bool may_be_all_text(std::string_view mime);

/// The interpreter of a "#!" line decides, wherever it is installed; empty without such a line or for an unknown one.
std::string_view script_type(std::string_view text);

/// By structure: mail, XML by its root, HTML, JSON, CSV, program source; empty where it is plain text.
/// `whole`: the view is all of the text.
std::string_view text_type(std::string_view text, bool whole);

/// Whether a text rule of the magic database, whose words also begin ordinary prose, is borne out by what follows.
/// `bits`: what the rule compared.
bool text_rule_holds(std::string_view mime, std::string_view text, unsigned bits);

}  // namespace sanad
