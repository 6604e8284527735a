#include "core/report/typeset_text.hpp"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/base/text.hpp"

namespace sanad {

struct FontFiles::Config {
    FcConfig* fonts = nullptr;
    Config() = default;
    Config(const Config&) = delete;
    Config& operator=(const Config&) = delete;
    ~Config() {
        if (fonts) FcConfigDestroy(fonts);
    }
};

FontFiles::FontFiles(std::unique_ptr<Config> config) : config_{std::move(config)} {}
FontFiles::FontFiles(FontFiles&&) noexcept = default;
FontFiles& FontFiles::operator=(FontFiles&&) noexcept = default;
FontFiles::~FontFiles() = default;

namespace {

struct Needed {
    const char* family;
    const char* package;
};
constexpr Needed needed_families[] = {
    {"Noto Sans", "fonts-noto-core"},
    {"Noto Naskh Arabic", "fonts-noto-core"},
    {"Noto Nastaliq Urdu", "fonts-noto-core"},
    {"Noto Sans Mono", "fonts-noto-mono"},
};

bool has_family(FcConfig* config, const char* family) {
    FcPattern* pattern = FcPatternCreate();
    FcPatternAddString(pattern, FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
    FcObjectSet* objects = FcObjectSetBuild(FC_FILE, nullptr);
    FcFontSet* found = FcFontList(config, pattern, objects);
    const bool has = found != nullptr && found->nfont > 0;
    if (found) FcFontSetDestroy(found);
    FcObjectSetDestroy(objects);
    FcPatternDestroy(pattern);
    return has;
}

}  // namespace

Result<FontFiles> FontFiles::find() {
    auto config = std::make_unique<Config>();
    config->fonts = FcConfigCreate();
    // Debian's Nastaliq Regular and Bold both call themselves of normal weight; which one came would be chance.
    const std::string rules = fmt::format(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><dir>{0}</dir>"
        "<cachedir>/var/cache/fontconfig</cachedir><selectfont><rejectfont><glob>{0}/NotoNastaliqUrdu-Bold.ttf</glob>"
        "</rejectfont></selectfont></fontconfig>",
        font_folder);
    if (!config->fonts ||
        !FcConfigParseAndLoadFromMemory(config->fonts, reinterpret_cast<const FcChar8*>(rules.c_str()), FcTrue) ||
        !FcConfigBuildFonts(config->fonts)) {
        return failure(Fault::system, fmt::format("fonts: fontconfig cannot read {}", font_folder));
    }
    for (const Needed& needed : needed_families) {
        if (has_family(config->fonts, needed.family)) continue;
        return failure(Fault::system, fmt::format("fonts: '{}' is not in {}: install the Debian package {}",
                                                  needed.family, font_folder, needed.package));
    }
    // Whoever asks fontconfig without naming a configuration (Pango's threads at start-up) gets this one.
    FcConfigSetCurrent(config->fonts);
    return FontFiles{std::move(config)};
}

namespace typesetting {
namespace {

struct Font {
    const char* family;
    double points;
    bool bold;
};

constexpr const char* sans = "Noto Sans,Noto Naskh Arabic";
constexpr const char* naskh = "Noto Naskh Arabic,Noto Sans";
constexpr const char* nastaliq = "Noto Nastaliq Urdu,Noto Sans";
constexpr const char* mono = "Noto Sans Mono,Noto Naskh Arabic,Noto Sans";

Font font_of(Style style, Language language) {
    const bool urdu = language == Language::urdu;
    switch (style) {
        case Style::agency:
            return urdu ? Font{nastaliq, 14, false} : Font{sans, 12, true};
        case Style::agency_more:
            return urdu ? Font{nastaliq, 10.5, false} : Font{sans, 9.5, false};
        case Style::title:
            return urdu ? Font{nastaliq, 22, false} : Font{sans, 19, true};
        case Style::subtitle:
            return urdu ? Font{nastaliq, 11, false} : Font{sans, 9.5, false};
        case Style::chapter:
            return urdu ? Font{nastaliq, 17, false} : Font{sans, 15, true};
        case Style::section:
            return urdu ? Font{naskh, 10.5, true} : Font{sans, 9.5, true};
        case Style::heading:
            return urdu ? Font{nastaliq, 14, false} : Font{sans, 11.5, true};
        case Style::body:
            return urdu ? Font{nastaliq, 11, false} : Font{sans, 9.5, false};
        case Style::small:
            return urdu ? Font{naskh, 9, false} : Font{sans, 7.8, false};
        case Style::label:
            return urdu ? Font{naskh, 9.5, false} : Font{sans, 8.5, false};
        case Style::value:
            return urdu ? Font{naskh, 10, false} : Font{sans, 9.2, false};
        case Style::cell:
            return urdu ? Font{naskh, 9, false} : Font{sans, 8, false};
        case Style::cell_heading:
            return urdu ? Font{naskh, 9, true} : Font{sans, 8, true};
        case Style::foot:
            return urdu ? Font{naskh, 8.5, false} : Font{sans, 7.5, false};
        case Style::banner:
            return urdu ? Font{naskh, 11, true} : Font{sans, 10, true};
        case Style::receipt:
            return {mono, 12.5, true};
        case Style::role:
            return urdu ? Font{naskh, 10, true} : Font{sans, 9, true};
    }
    return {sans, 9, false};
}

bool is_nastaliq(const Font& font) {
    return font.family == nastaliq;
}

/// Hebrew, Arabic and the scripts beside them, presentation forms included.
bool holds_right_to_left(std::string_view text) {
    for (const char* at = text.data(); at < text.data() + text.size(); at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        if ((c >= 0x590 && c < 0x900) || (c >= 0xFB1D && c < 0xFE00) || (c >= 0xFE70 && c < 0xFEFF) ||
            (c >= 0x10800 && c < 0x11000) || (c >= 0x1E800 && c < 0x1F000)) {
            return true;
        }
    }
    return false;
}

constexpr std::string_view left_to_right_isolate = "\u2066";
constexpr std::string_view first_strong_isolate = "\u2068";
constexpr std::string_view end_of_isolate = "\u2069";

double points(int pango_units) {
    return static_cast<double>(pango_units) / PANGO_SCALE;
}

/// The text of all runs with what marks them; ours is the only place where an isolate can come from, because shown()
/// makes those of evidence visible.
struct Marked {
    std::string text;
    PangoAttrList* attributes;
};

/// The Latin stretches of an Urdu phrase, each in its own direction: "46-A" would come out as "A-46", because a number
/// after Arabic letters joins their side (UAX 9, W2).
std::string with_latin_isolated(const std::string& phrase) {
    std::string result;
    for (std::size_t at = 0; at < phrase.size();) {
        if (!g_ascii_isalnum(phrase[at])) {
            result += phrase[at++];
            continue;
        }
        std::size_t end = at;
        std::size_t last = at;  // behind the last letter, digit or bracket that was opened within
        int open = 0;
        for (; end < phrase.size() && phrase[end] >= 0x20 && phrase[end] < 0x7F; ++end) {
            if (phrase[end] == '(') ++open;
            const bool closes = phrase[end] == ')' && open > 0;
            if (closes) --open;
            if (g_ascii_isalnum(phrase[end]) || closes) last = end + 1;
        }
        result += left_to_right_isolate;
        result.append(phrase, at, last - at);
        result += end_of_isolate;
        at = last;
    }
    return result;
}

/// Latin words and numbers within Nastaliq: its own have serifs and old-style digits, in which 0 and o, 1 and l are
/// alike.
void set_latin(Marked& marked, std::size_t from, const Font& font) {
    const auto is_latin = [&](std::size_t at) { return marked.text[at] > 0x20 && marked.text[at] < 0x7F; };
    for (std::size_t start = from; start < marked.text.size();) {
        if (!is_latin(start) || !g_ascii_isalnum(marked.text[start])) {
            ++start;
            continue;
        }
        std::size_t end = start;
        while (end < marked.text.size() && is_latin(end)) ++end;
        for (PangoAttribute* attribute :
             {pango_attr_family_new(sans), pango_attr_size_new(static_cast<int>(font.points * 0.86 * PANGO_SCALE))}) {
            attribute->start_index = static_cast<guint>(start);
            attribute->end_index = static_cast<guint>(end);
            pango_attr_list_insert(marked.attributes, attribute);
        }
        start = end;
    }
}

Marked marked(const Text& text, const Font& font, bool urdu, bool whole_is_code) {
    Marked result{{}, pango_attr_list_new()};
    // A hyphen at the end of a broken line would be a character that the evidence does not have.
    pango_attr_list_insert(result.attributes, pango_attr_insert_hyphens_new(FALSE));
    for (const Run& run : text.runs) {
        const bool ours = run.kind == Run::Kind::words;
        const std::string visible = ours && urdu ? with_latin_isolated(printable(run.text)) : printable(run.text);
        const bool isolated = run.kind != Run::Kind::words && !whole_is_code && (urdu || holds_right_to_left(visible));
        const std::size_t start = result.text.size();
        if (isolated) result.text += run.kind == Run::Kind::code ? left_to_right_isolate : first_strong_isolate;
        result.text += visible;
        if (isolated) result.text += end_of_isolate;
        if (is_nastaliq(font)) set_latin(result, start, font);
        if (run.kind != Run::Kind::code) continue;
        const bool own = std::string_view{font.family} == mono;
        PangoAttribute* family = pango_attr_family_new(mono);
        PangoAttribute* size =
            pango_attr_size_new(static_cast<int>((own ? font.points : std::min(font.points * 0.9, 9.0)) * PANGO_SCALE));
        for (PangoAttribute* attribute : {family, size}) {
            attribute->start_index = static_cast<guint>(start);
            attribute->end_index = static_cast<guint>(result.text.size());
            pango_attr_list_insert(result.attributes, attribute);
        }
    }
    return result;
}

}  // namespace

std::string printable(std::string_view text) {
    const std::string visible = shown(text);
    std::string result;
    result.reserve(visible.size());
    for (const char* at = visible.data(); at < visible.data() + visible.size();) {
        const char* next = g_utf8_next_char(at);
        const gunichar c = g_utf8_get_char(at);
        if ((c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE) {
            result += fmt::format("\\u{{{:x}}}", c);
        } else {
            result.append(at, next);
        }
        at = next;
    }
    return result;
}

double Laid::height() const {
    double sum = 0;
    for (const Line& line : lines) sum += line.height();
    return sum;
}

double Laid::width() const {
    double widest = 0;
    for (const Line& line : lines) widest = std::max(widest, line.width);
    return widest;
}

void Laid::append(Laid other) {
    std::move(other.layouts.begin(), other.layouts.end(), std::back_inserter(layouts));
    lines.insert(lines.end(), other.lines.begin(), other.lines.end());
}

TextSetter::TextSetter(const FontFiles& fonts, Language language)
    : language_{language}, map_{pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)} {
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map_.get()), fonts.config().fonts);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map_.get()), 72);
    left_to_right_.reset(pango_font_map_create_context(map_.get()));
    right_to_left_.reset(pango_font_map_create_context(map_.get()));
    cairo_font_options_t* options = cairo_font_options_create();
    // Paper has no pixels: glyphs stand where the font says.
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    for (PangoContext* context : {left_to_right_.get(), right_to_left_.get()}) {
        pango_cairo_context_set_font_options(context, options);
        pango_context_set_language(context, pango_language_from_string(language == Language::urdu ? "ur" : "en"));
        pango_context_set_round_glyph_positions(context, FALSE);
    }
    cairo_font_options_destroy(options);
    pango_context_set_base_dir(left_to_right_.get(), PANGO_DIRECTION_LTR);
    pango_context_set_base_dir(right_to_left_.get(), PANGO_DIRECTION_RTL);
}

Laid TextSetter::lay(const Text& text, Look look, double width) const {
    const bool whole_is_code = text.runs.size() == 1 && text.runs[0].kind == Run::Kind::code;
    const bool leftwards = right_to_left() && !whole_is_code;
    Laid laid;
    laid.layouts.emplace_back(pango_layout_new(leftwards ? right_to_left_.get() : left_to_right_.get()));
    PangoLayout* layout = laid.layouts.back().get();
    const Font font = font_of(look.style, language_);
    PangoFontDescription* description = pango_font_description_new();
    pango_font_description_set_family(description, font.family);
    pango_font_description_set_size(description, static_cast<int>(font.points * PANGO_SCALE));
    pango_font_description_set_weight(description, font.bold || look.strong ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width > 0) pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));

    const Marked content = marked(text, font, right_to_left(), whole_is_code);
    pango_layout_set_text(layout, content.text.data(), static_cast<int>(content.text.size()));
    pango_layout_set_attributes(layout, content.attributes);
    pango_attr_list_unref(content.attributes);

    const int count = pango_layout_get_line_count(layout);
    laid.lines.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        Line line{pango_layout_get_line_readonly(layout, i), 0, 0, 0, 0, look.colour, {}};
        PangoRectangle seen;
        PangoRectangle logical;
        pango_layout_line_get_extents(line.line, &seen, &logical);
        line.left = points(logical.x);
        line.width = points(logical.width);
        const double above = seen.height > 0 ? points(-seen.y) : 0;
        const double below = seen.height > 0 ? points(seen.y + seen.height) : 0;
        if (is_nastaliq(font)) {
            // The font reserves two and a half times its size. 1.9 times is what printers of Urdu use; a word whose
            // letters climb higher gets its room.
            line.ascent = std::max(font.points * 1.2, above + font.points * 0.12);
            line.descent = std::max(font.points * 0.7, below + font.points * 0.12);
        } else {
            line.ascent = std::max(points(-logical.y), above);
            line.descent = std::max(points(logical.y + logical.height), below);
        }
        laid.lines.push_back(line);
    }
    if (whole_is_code && right_to_left()) {
        const double block = laid.width();
        for (Line& line : laid.lines) line.block_width = block;
    }
    return laid;
}

}  // namespace typesetting
}  // namespace sanad
