#pragma once
// The text of a Word document by its piece table (MS-DOC 2.4.1), its encryption (2.2.6), its links.
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/compound_file.hpp"
#include "plugins/readable/html.hpp"

namespace sanad::document {

struct WordText {
    std::string text;
    std::vector<readable::Link> links;
    std::string encryption;  ///< empty: none
    bool sound = true;
    std::string format;
};

/// Characters that steer: fields (13 … 14 … 15), cells, breaks, anchors of objects.
inline void tidy_word_text(const std::string& raw, WordText& word) {
    std::vector<std::string> instructions;
    std::vector<std::size_t> results;
    std::size_t in_instruction = 0;  // how many fields still stand before their 14
    for (const char c : raw) {
        if (c == 0x13) {
            instructions.emplace_back();
            results.push_back(std::string::npos);
            ++in_instruction;
        } else if (c == 0x14 && !instructions.empty()) {
            if (results.back() == std::string::npos) {
                results.back() = word.text.size();
                if (in_instruction > 0) --in_instruction;
            }
        } else if (c == 0x15 && !instructions.empty()) {
            if (results.back() == std::string::npos && in_instruction > 0) --in_instruction;
            const std::string_view said = readable::trimmed(instructions.back());
            const std::size_t open = said.find('"');
            if (said.starts_with("HYPERLINK") && open != std::string_view::npos) {
                std::string target{said.substr(open + 1, said.find('"', open + 1) - open - 1)};
                if (said.substr(0, open).find("\\l") != std::string_view::npos) target = "#" + target;
                const std::size_t from = std::min(results.back(), word.text.size());
                word.links.push_back(
                    {std::move(target), readable::HtmlReader::single_spaced(std::string_view{word.text}.substr(from))});
            }
            instructions.pop_back();
            results.pop_back();
        } else if (in_instruction > 0) {
            if (!instructions.empty()) instructions.back() += c;
        } else if (c == 0x07) {
            word.text += '\t';
        } else if (c == 0x0D || c == 0x0B || c == 0x0C || c == 0x0E) {
            word.text += '\n';
        } else if (c == 0x1E) {
            word.text += "\xE2\x80\x91";
        } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') {
            word.text += c;
        }
    }
    word.text = std::string{readable::trimmed(word.text)};
}

inline WordText text_of_word(const readable::CompoundFile& file) {
    WordText word;
    const std::string stream = file.read("WordDocument").value_or("");
    const readable::LittleEndian fib{stream};
    const std::uint16_t version = fib.u16(2);
    const std::uint16_t flags = fib.u16(10);
    word.format = version >= 193 ? "Word 97-2003" : version >= 101 ? "Word 6 or 95" : "Word 2";
    const std::string table = file.read((flags & 0x200) != 0 ? "1Table" : "0Table").value_or("");
    if ((flags & 0x100) != 0) {
        const readable::LittleEndian header{table};
        const bool obfuscated = (flags & 0x8000) != 0;
        word.encryption = obfuscated                                 ? "XOR obfuscation"
                          : header.u16(0) == 1 && header.u16(2) == 1 ? "RC4 40-bit"
                                                                     : "RC4 CryptoAPI";
        return word;
    }
    std::string raw;
    if (version < 193) {
        // Before Word 97 the text stands in one piece, but for files saved in haste (fComplex).
        const std::uint32_t begin = fib.u32(0x18);
        const std::uint32_t end = fib.u32(0x1C);
        if (end < begin || end > stream.size()) word.sound = false;
        raw = readable::utf8_of_codepage(fib.part(begin, end > begin ? end - begin : 0), 1252);
        tidy_word_text(raw, word);
        return word;
    }
    const readable::LittleEndian pieces{table};
    std::uint64_t at = fib.u32(0x1A2);
    const std::uint64_t end = at + fib.u32(0x1A6);
    while (at < end && at < pieces.size() && pieces.at(at, 1) == 1) at += 3 + pieces.u16(at + 1);
    if (at >= pieces.size() || pieces.at(at, 1) != 2) {
        word.sound = false;
        return word;
    }
    const std::uint64_t length = pieces.u32(at + 1);
    at += 5;
    const std::uint64_t count = length < 4 ? 0 : (length - 4) / 12;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint32_t from = pieces.u32(at + 4 * i);
        const std::uint32_t to = pieces.u32(at + 4 * (i + 1));
        const std::uint32_t place = pieces.u32(at + 4 * (count + 1) + 8 * i + 2);
        const bool compressed = (place & 0x40000000) != 0;
        const std::uint64_t begin = compressed ? (place & 0x3FFFFFFF) / 2 : place & 0x3FFFFFFF;
        const std::uint64_t bytes = std::uint64_t{to > from ? to - from : 0} * (compressed ? 1 : 2);
        if (to < from || begin > stream.size() || bytes > stream.size() - begin) {
            word.sound = false;
            continue;
        }
        raw += compressed ? readable::utf8_of_codepage(fib.part(begin, bytes), 1252)
                          : readable::utf16(fib.part(begin, bytes));
        if (raw.size() > std::size_t{48} << 20) break;
    }
    tidy_word_text(raw, word);
    return word;
}

}  // namespace sanad::document
