#pragma once
// What a person reads of a document in Rich Text Format (Microsoft's specification 1.9.1), its facts, links and
// objects.
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/charset.hpp"
#include "plugins/readable/html.hpp"

namespace sanad::readable {

struct RtfDocument {
    std::string text;
    std::map<std::string, std::string> info;   ///< by the control word: title, author, operator …
    std::map<std::string, std::string> times;  ///< creatim, revtim, printim: "2011-08-29 05:20:00", no zone is stored
    std::map<std::string, std::int64_t> numbers;  ///< version, edmins, nofpages, nofwords, nofchars
    std::string generator;
    std::vector<Link> links;
    std::vector<std::string> objects;  ///< OLE 1 streams of embedded objects
    bool whole = false;                ///< every group was closed
};

inline std::uint32_t codepage_of_font_charset(int charset, std::uint32_t otherwise) {
    switch (charset) {
        case 0:
            return 1252;
        case 77:
            return 10000;
        case 128:
            return 932;
        case 129:
            return 949;
        case 134:
            return 936;
        case 136:
            return 950;
        case 161:
            return 1253;
        case 162:
            return 1254;
        case 163:
            return 1258;
        case 177:
            return 1255;
        case 178:
            return 1256;
        case 186:
            return 1257;
        case 204:
            return 1251;
        case 222:
            return 874;
        case 238:
            return 1250;
        default:
            return otherwise;
    }
}

class RtfReader {
public:
    explicit RtfReader(std::string_view rtf) : rtf_{rtf} {}

    RtfDocument read() {
        while (at_ < rtf_.size() && !ended_) {
            const char c = rtf_[at_];
            if (c == '{') {
                flush();
                if (groups_.size() > 2000) break;
                groups_.push_back(group_);
                group_.first = true;
                group_.optional = false;
                to_skip_ = 0;
                ++at_;
            } else if (c == '}') {
                end_group();
                to_skip_ = 0;
                ++at_;
            } else if (c == '\\') {
                control();
            } else {
                ++at_;
                if (c != '\r' && c != '\n') byte(c);
            }
        }
        flush();
        document_.whole = ended_;
        document_.text = std::string{trimmed(document_.text)};
        return std::move(document_);
    }

private:
    enum class To { text, nothing, info, time, field_instruction, object, generator, fonts };
    struct Group {
        To to = To::text;
        std::string word;  ///< of the destination
        std::uint32_t codepage = 0;
        int fallback_characters = 1;
        bool first = false;     ///< nothing but a mark \* has come yet
        bool optional = false;  ///< \*: to be left out when it is unknown
        bool field = false;
    };

    void end_group() {
        flush();
        if (group_.to == To::object && !groups_.empty() && groups_.back().to != To::object) {
            document_.objects.push_back(std::move(object_));
            object_.clear();
        }
        if (group_.to == To::field_instruction && !groups_.empty() && groups_.back().to != To::field_instruction) {
            note_link();
        }
        if (group_.to == To::time && (groups_.empty() || groups_.back().to != To::time)) note_time();
        const bool field_ends = group_.field && (groups_.empty() || !groups_.back().field);
        if (field_ends && link_at_) {
            document_.links.back().label = HtmlReader::single_spaced(
                std::string_view{document_.text}.substr(std::min(*link_at_, document_.text.size())));
            link_at_.reset();
        }
        if (groups_.empty()) {
            ended_ = true;
            return;
        }
        group_ = groups_.back();
        groups_.pop_back();
        ended_ = groups_.empty();
    }

    void control() {
        ++at_;
        if (at_ >= rtf_.size()) return;
        const char c = rtf_[at_];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter) {
            ++at_;
            symbol(c);
            return;
        }
        const std::size_t begin = at_;
        while (at_ < rtf_.size() && at_ - begin < 32 &&
               ((rtf_[at_] >= 'a' && rtf_[at_] <= 'z') || (rtf_[at_] >= 'A' && rtf_[at_] <= 'Z'))) {
            ++at_;
        }
        const std::string_view word = rtf_.substr(begin, at_ - begin);
        std::optional<std::int64_t> number;
        const std::size_t digits = at_;
        if (at_ < rtf_.size() && rtf_[at_] == '-') ++at_;
        while (at_ < rtf_.size() && rtf_[at_] >= '0' && rtf_[at_] <= '9' && at_ - digits < 12) ++at_;
        std::int64_t value = 0;
        if (std::from_chars(rtf_.data() + digits, rtf_.data() + at_, value).ec == std::errc{}) number = value;
        if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
        if (to_skip_ > 0) {
            --to_skip_;
            return;
        }
        handle(word, number);
        group_.first = false;
    }

    void symbol(char c) {
        if (c == '\'') {
            const auto digit = [&](std::size_t i) {
                const char d = i < rtf_.size() ? static_cast<char>(rtf_[i] | 0x20) : ' ';
                return d >= '0' && d <= '9' ? d - '0' : d >= 'a' && d <= 'f' ? d - 'a' + 10 : -1;
            };
            const int high = digit(at_);
            const int low = digit(at_ + 1);
            if (high < 0 || low < 0) return;
            at_ += 2;
            byte(static_cast<char>(high << 4 | low));
        } else if (c == '*') {
            group_.optional = true;
            return;  // the word after it is still the first
        } else if (c == '{' || c == '}' || c == '\\') {
            byte(c);
        } else if (c == '~') {
            character(0xA0);
        } else if (c == '_') {
            character(0x2011);
        } else if (c == '\r' || c == '\n') {
            line_end();
        }
        group_.first = false;
    }

    void handle(std::string_view word, std::optional<std::int64_t> number) {
        const std::int64_t value = number.value_or(0);
        if (word == "bin") {
            flush();
            const auto length = static_cast<std::size_t>(
                std::clamp<std::int64_t>(value, 0, static_cast<std::int64_t>(rtf_.size() - at_)));
            if (group_.to == To::object) raw_object(rtf_.substr(at_, length));
            at_ += length;
            return;
        }
        if (word == "u") {
            flush();
            unit(static_cast<std::uint16_t>(value));
            to_skip_ = group_.fallback_characters;
            return;
        }
        if (word == "uc") {
            group_.fallback_characters = static_cast<int>(std::clamp<std::int64_t>(value, 0, 16));
            return;
        }
        if (word == "ansicpg") {
            ansi_ = static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, 65535));
            return;
        }
        if (word == "mac" && group_.to == To::text) ansi_ = 10000;
        if (word == "pc" && group_.to == To::text) ansi_ = 437;
        if (word == "pca" && group_.to == To::text) ansi_ = 850;
        if (word == "f" || word == "deff") {
            flush();
            if (group_.to == To::fonts) {
                font_ = value;
            } else if (word == "f") {
                const auto known = fonts_.find(value);
                group_.codepage = known == fonts_.end() ? 0 : known->second;
            }
            return;
        }
        if (word == "fcharset" && group_.to == To::fonts) {
            fonts_[font_] = codepage_of_font_charset(static_cast<int>(value), 0);
            return;
        }
        if (word == "plain") {
            flush();
            group_.codepage = 0;
            return;
        }
        if (group_.to == To::time || group_.to == To::info) {
            if (group_.to == To::time) {
                time_[std::string{word}] = value;
            } else if (number) {
                document_.numbers.emplace(word, value);
            }
        }
        if (destination(word)) return;
        special(word);
    }

    /// A group that begins with such a word holds no text of the document.
    bool destination(std::string_view word) {
        constexpr std::string_view without_text[] = {"colortbl",
                                                     "stylesheet",
                                                     "listtable",
                                                     "listoverridetable",
                                                     "rsidtbl",
                                                     "pict",
                                                     "themedata",
                                                     "datastore",
                                                     "filetbl",
                                                     "revtbl",
                                                     "latentstyles",
                                                     "xmlnstbl",
                                                     "nonshppict",
                                                     "sp",
                                                     "bkmkstart",
                                                     "bkmkend",
                                                     "colorschememapping",
                                                     "mmathPr",
                                                     "xmlopen",
                                                     "xmlclose",
                                                     "passwordhash",
                                                     "wgrffmtfilter",
                                                     "ftnsep",
                                                     "ftnsepc",
                                                     "aftnsep",
                                                     "aftnsepc",
                                                     "pntext",
                                                     "pn",
                                                     "fontemb",
                                                     "fontfile",
                                                     "private",
                                                     "objclass",
                                                     "objname",
                                                     "template"};
        constexpr std::string_view with_text[] = {"shpinst", "shptxt",  "footnote", "annotation", "header",  "footer",
                                                  "headerl", "headerr", "headerf",  "footerl",    "footerr", "footerf",
                                                  "result",  "fldrslt", "shppict",  "listtext",   "shp",     "shprslt"};
        constexpr std::string_view facts[] = {"title",   "subject", "author",  "operator", "keywords", "comment",
                                              "doccomm", "company", "manager", "category", "hlinkbase"};
        const auto is_one_of = [&](const auto& words) { return std::ranges::find(words, word) != std::end(words); };
        if (word == "field") {
            group_.field = true;
            return true;
        }
        if (word == "info") return redirect(To::info, "");
        if (group_.to == To::info && is_one_of(facts)) return redirect(To::info, word);
        if (group_.to == To::info && (word == "creatim" || word == "revtim" || word == "printim")) {
            time_.clear();
            return redirect(To::time, word);
        }
        if (word == "fonttbl") return redirect(To::fonts, word);
        if (word == "fldinst") {
            instruction_.clear();
            return redirect(To::field_instruction, word);
        }
        if (word == "objdata") return redirect(To::object, word);
        if (word == "generator") return redirect(To::generator, word);
        if (is_one_of(without_text)) return redirect(To::nothing, word);
        if (group_.optional && group_.first && !is_one_of(with_text)) return redirect(To::nothing, word);
        return false;
    }
    bool redirect(To to, std::string_view word) {
        flush();
        if (group_.to != To::nothing) group_.to = to;
        group_.word = std::string{word};
        return true;
    }

    void special(std::string_view word) {
        struct Symbol {
            std::string_view word;
            char32_t character;
        };
        constexpr Symbol symbols[] = {
            {"tab", '\t'},         {"cell", '\t'},        {"nestcell", '\t'},  {"emdash", 0x2014},
            {"endash", 0x2013},    {"bullet", 0x2022},    {"lquote", 0x2018},  {"rquote", 0x2019},
            {"ldblquote", 0x201C}, {"rdblquote", 0x201D}, {"emspace", 0x2003}, {"enspace", 0x2002},
            {"zwj", 0x200D},       {"zwnj", 0x200C},      {"ltrmark", 0x200E}, {"rtlmark", 0x200F}};
        const auto* found = std::ranges::find(symbols, word, &Symbol::word);
        if (found != std::end(symbols)) {
            character(found->character);
        } else if (word == "par" || word == "line" || word == "row" || word == "nestrow" || word == "sect" ||
                   word == "page") {
            line_end();
        }
    }

    void line_end() {
        flush();
        put("\n");
    }

    /// A byte of text in the encoding of its font.
    void byte(char c) {
        group_.first = false;
        if (to_skip_ > 0) {
            --to_skip_;
            return;
        }
        if (group_.to == To::object) {
            hex(c);
        } else if (group_.to != To::nothing && group_.to != To::fonts) {
            pending_ += c;
        }
    }
    void character(char32_t c) {
        flush();
        std::string text;
        sdk::append_utf8(text, c);
        put(text);
    }
    void unit(std::uint16_t value) {
        if (high_ != 0 && value >= 0xDC00 && value < 0xE000) {
            character(0x10000 + ((high_ - 0xD800u) << 10) + (value - 0xDC00u));
            high_ = 0;
        } else if (value >= 0xD800 && value < 0xDC00) {
            high_ = value;
        } else {
            high_ = 0;
            character(value >= 0xDC00 && value < 0xE000 ? 0xFFFD : value);
        }
    }
    void flush() {
        if (pending_.empty()) return;
        const std::string text = utf8_of_codepage(pending_, group_.codepage != 0 ? group_.codepage : ansi_);
        pending_.clear();
        put(text);
    }
    void put(std::string_view text) {
        switch (group_.to) {
            case To::text:
                document_.text += text;
                break;
            case To::info:
                if (!group_.word.empty()) document_.info[group_.word] += text;
                break;
            case To::field_instruction:
                instruction_ += text;
                break;
            case To::generator:
                document_.generator += text;
                break;
            default:
                break;
        }
    }

    void hex(char c) {
        const char d = static_cast<char>(c | 0x20);
        const int digit = c >= '0' && c <= '9' ? c - '0' : d >= 'a' && d <= 'f' ? d - 'a' + 10 : -1;
        if (digit < 0) return;
        if (half_ < 0) {
            half_ = digit;
        } else {
            object_ += static_cast<char>(half_ << 4 | digit);
            half_ = -1;
        }
    }
    void raw_object(std::string_view bytes) { object_ += bytes; }

    void note_time() {
        const auto part = [&](const char* word) { return time_.contains(word) ? time_[word] : 0; };
        std::array<char, 80> text{};
        if (part("yr") > 0 && part("yr") < 10000 && part("mo") >= 0 && part("mo") < 13 && part("dy") >= 0 &&
            part("dy") < 32) {
            std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d", static_cast<int>(part("yr")),
                          static_cast<int>(part("mo")), static_cast<int>(part("dy")),
                          static_cast<int>(part("hr") % 100), static_cast<int>(part("min") % 100),
                          static_cast<int>(part("sec") % 100));
            document_.times.emplace(group_.word, text.data());
        }
    }

    void note_link() {
        const std::string_view instruction = trimmed(instruction_);
        if (!instruction.starts_with("HYPERLINK")) return;
        const std::size_t open = instruction.find('"');
        std::string target;
        if (open != std::string_view::npos) {
            target = std::string{instruction.substr(open + 1, instruction.find('"', open + 1) - open - 1)};
            if (instruction.substr(0, open).find("\\l") != std::string_view::npos) target = "#" + target;
        } else {
            target = std::string{trimmed(instruction.substr(9))};
        }
        if (target.empty()) return;
        document_.links.push_back({target, ""});
        link_at_ = document_.text.size();
    }

    std::string_view rtf_;
    std::size_t at_ = 0;
    bool ended_ = false;
    Group group_;
    std::vector<Group> groups_;
    RtfDocument document_;
    std::string pending_, instruction_, object_;
    std::map<std::int64_t, std::uint32_t> fonts_;
    std::map<std::string, std::int64_t> time_;
    std::int64_t font_ = 0;
    std::uint32_t ansi_ = 1252;
    std::uint16_t high_ = 0;
    int to_skip_ = 0;
    int half_ = -1;
    std::optional<std::size_t> link_at_;
};

inline RtfDocument document_of_rtf(std::string_view rtf) {
    return RtfReader{rtf}.read();
}

}  // namespace sanad::readable
