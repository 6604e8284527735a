#pragma once
// What stands in the cells of an Excel workbook of BIFF5 to BIFF8 (MS-XLS), its encryption, its links.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/compound_file.hpp"
#include "plugins/readable/html.hpp"

namespace sanad::document {

struct ExcelText {
    std::vector<std::string> sheets;  ///< rows in lines, cells with tabs between
    std::vector<readable::Link> links;
    std::string encryption;
    std::string format;
    bool sound = true;
};

class ExcelReader {
public:
    explicit ExcelReader(std::string_view stream) : stream_{stream} {}

    ExcelText read() {
        std::uint64_t at = 0;
        while (at + 4 <= stream_.size()) {
            const std::uint16_t type = stream_.u16(at);
            const std::uint16_t length = stream_.u16(at + 2);
            if (at + 4 + length > stream_.size()) {
                excel_.sound = false;
                break;
            }
            const std::string_view body = stream_.part(at + 4, length);
            if (type == 0xFC) {  // SST goes on in CONTINUE records, which may cut a string
                std::vector<std::string_view> pieces{body};
                std::uint64_t next = at + 4 + length;
                while (next + 4 <= stream_.size() && stream_.u16(next) == 0x3C) {
                    pieces.push_back(stream_.part(next + 4, stream_.u16(next + 2)));
                    next += 4 + stream_.u16(next + 2);
                }
                read_shared_strings(pieces);
                at = next;
                continue;
            }
            record(type, body, at);
            if (!excel_.encryption.empty()) return std::move(excel_);
            at += 4 + length;
        }
        end_sheet();
        return std::move(excel_);
    }

private:
    void record(std::uint16_t type, std::string_view body, std::uint64_t at) {
        const readable::LittleEndian in{body};
        switch (type) {
            case 0x809:
                begin(in);
                break;
            case 0x0A:
                if (depth_ > 0) --depth_;
                if (depth_ == 0) end_sheet();
                break;
            case 0x2F:
                encrypted(in);
                break;
            case 0x42:
                codepage_ = in.u16(0) == 0x8000 ? 10000 : in.u16(0) == 0x8001 ? 1252 : in.u16(0);
                break;
            case 0x85:
                name_sheet(in, body);
                break;
            case 0xFD:
                cell(in, shared(in.u32(6)));
                break;
            case 0x204:
            case 0xD6:
                cell(in, is_biff8_ ? wide_string(body, 6) : eight_bit(in.part(8, in.u16(6))));
                break;
            case 0x203:
                cell(in, number(in.u64(6)));
                break;
            case 0x27E:
                cell(in, number_of_rk(in.u32(6)));
                break;
            case 0xBD:
                for (std::uint64_t i = 0; 4 + 6 * (i + 1) <= body.size() - std::min<std::size_t>(body.size(), 2); ++i) {
                    put(in.u16(0), in.u16(2) + static_cast<unsigned>(i), number_of_rk(in.u32(4 + 6 * i + 2)));
                }
                break;
            case 0x06:
                formula(in);
                break;
            case 0x207:
                put(formula_row_, formula_column_, is_biff8_ ? wide_string(body, 0) : eight_bit(in.part(2, in.u16(0))));
                break;
            case 0x1B6:
                in_text_box_ = true;
                break;
            case 0x3C:
                if (in_text_box_ && !body.empty()) {
                    const std::string text = (body[0] & 1) != 0 ? readable::utf16(body.substr(1))
                                                                : readable::utf8_of_codepage(body.substr(1), 28591);
                    notes_ += text + "\n";
                    in_text_box_ = false;
                }
                break;
            case 0x1B8:
                link(body);
                break;
            default:
                break;
        }
        if (type != 0x1B6 && type != 0x3C) in_text_box_ = false;
        static_cast<void>(at);
    }

    void begin(const readable::LittleEndian& in) {
        if (depth_ == 0 && in.u16(2) != 5) ++sheet_;  // 5: the globals of the workbook
        ++depth_;
        const std::uint16_t version = in.u16(0);
        is_biff8_ = version == 0x600;
        if (excel_.format.empty()) excel_.format = is_biff8_ ? "Excel 97-2003" : "Excel 5 or 95";
    }

    void encrypted(const readable::LittleEndian& in) {
        if (!is_biff8_ || in.u16(0) == 0) {
            excel_.encryption = "XOR obfuscation";
        } else {
            excel_.encryption = in.u16(2) == 1 ? "RC4 40-bit" : "RC4 CryptoAPI";
        }
    }

    void name_sheet(const readable::LittleEndian& in, std::string_view body) {
        const auto length = static_cast<std::size_t>(in.at(6, 1));
        if (!is_biff8_) {
            names_.push_back(eight_bit(in.part(7, length)));
        } else if (body.size() > 8) {
            names_.push_back((in.at(7, 1) & 1) != 0 ? readable::utf16(in.part(8, length * 2))
                                                    : readable::utf8_of_codepage(in.part(8, length), 28591));
        }
    }

    void cell(const readable::LittleEndian& in, std::string text) { put(in.u16(0), in.u16(2), std::move(text)); }
    void put(unsigned row, unsigned column, std::string text) {
        if (!text.empty() && depth_ > 0) cells_[row][column] = std::move(text);
    }

    void formula(const readable::LittleEndian& in) {
        formula_row_ = in.u16(0);
        formula_column_ = in.u16(2);
        if (in.u16(12) != 0xFFFF) {
            cell(in, number(in.u64(6)));
        } else if (in.at(6, 1) == 1) {
            cell(in, in.at(8, 1) != 0 ? "TRUE" : "FALSE");
        }
    }

    std::string shared(std::uint32_t index) const { return index < strings_.size() ? strings_[index] : std::string{}; }

    static std::string number(std::uint64_t bits) {
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        std::array<char, 40> text{};
        std::snprintf(text.data(), text.size(), "%.15g", value);
        return std::isfinite(value) ? text.data() : "";
    }
    static std::string number_of_rk(std::uint32_t rk) {
        double value = 0;
        if ((rk & 2) != 0) {
            value = static_cast<std::int32_t>(rk) >> 2;
        } else {
            const std::uint64_t bits = std::uint64_t{rk & 0xFFFFFFFC} << 32;
            std::memcpy(&value, &bits, sizeof value);
        }
        if ((rk & 1) != 0) value /= 100;
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        return number(bits);
    }

    std::string eight_bit(std::string_view bytes) const { return readable::utf8_of_codepage(bytes, codepage_); }
    /// XLUnicodeString: 16 bits of length, flags, characters.
    static std::string wide_string(std::string_view body, std::size_t at) {
        const readable::LittleEndian in{body};
        const std::size_t length = in.u16(at);
        return (in.at(at + 2, 1) & 1) != 0 ? readable::utf16(in.part(at + 3, length * 2))
                                           : readable::utf8_of_codepage(in.part(at + 3, length), 28591);
    }

    /// XLUnicodeRichExtendedString (MS-XLS 2.5.293): after a cut, the flags come again before the characters.
    void read_shared_strings(const std::vector<std::string_view>& pieces) {
        std::size_t piece = 0;
        std::size_t at = 8;
        const auto byte = [&]() -> unsigned {
            while (piece < pieces.size() && at >= pieces[piece].size()) ++piece, at = 0;
            return piece < pieces.size() ? static_cast<unsigned char>(pieces[piece][at++]) : 0;
        };
        const auto two = [&] {
            const unsigned low = byte();
            return low | byte() << 8;
        };
        const auto ended = [&] {
            while (piece < pieces.size() && at >= pieces[piece].size()) ++piece, at = 0;
            return piece >= pieces.size();
        };
        const std::uint32_t unique = readable::LittleEndian{pieces[0]}.u32(4);
        while (strings_.size() < unique && !ended()) {
            const unsigned length = two();
            unsigned flags = byte();
            const unsigned runs = (flags & 8) != 0 ? two() : 0;
            std::uint64_t extension = 0;
            if ((flags & 4) != 0) {
                extension = two();
                extension |= std::uint64_t{two()} << 16;
            }
            std::string units;
            for (unsigned i = 0; i < length && !ended(); ++i) {
                if (at == 0 && piece > 0) flags = (flags & ~1u) | (byte() & 1);
                const unsigned unit = (flags & 1) != 0 ? two() : byte();
                units += static_cast<char>(unit & 0xFF);
                units += static_cast<char>(unit >> 8);
            }
            for (std::uint64_t skip = std::uint64_t{runs} * 4 + extension; skip > 0 && !ended(); --skip) byte();
            strings_.push_back(readable::utf16(units));
        }
        if (strings_.size() < unique) excel_.sound = false;
    }

    /// Hyperlink object (MS-OSHARED 2.3.7.1) with an address moniker or a file's.
    void link(std::string_view body) {
        constexpr std::string_view url_moniker{"\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B", 16};
        constexpr std::string_view file_moniker{"\x03\x03\x00\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46", 16};
        const readable::LittleEndian in{body};
        if (const std::size_t at = body.find(url_moniker); at != std::string_view::npos) {
            const std::string target = readable::utf16(in.part(at + 20, in.u32(at + 16)));
            add_link(target.substr(0, target.find('\0')));
        } else if (const std::size_t file = body.find(file_moniker); file != std::string_view::npos) {
            const std::string_view target = in.part(file + 22, in.u32(file + 18));
            add_link(readable::utf8_of_codepage(target.substr(0, target.find('\0')), codepage_));
        }
    }
    void add_link(std::string target) {
        if (!target.empty()) excel_.links.push_back({std::move(target), ""});
    }

    void end_sheet() {
        std::string text;
        for (const auto& [row, columns] : cells_) {
            std::string line;
            for (const auto& [column, value] : columns) line += (line.empty() ? "" : "\t") + value;
            text += line + "\n";
        }
        text += notes_;
        cells_.clear();
        notes_.clear();
        if (readable::trimmed(text).empty()) return;
        const std::string name = sheet_ > 0 && sheet_ <= names_.size() ? names_[sheet_ - 1] + "\n" : "";
        excel_.sheets.push_back(name + text);
    }

    readable::LittleEndian stream_;
    ExcelText excel_;
    std::vector<std::string> strings_, names_;
    std::map<unsigned, std::map<unsigned, std::string>> cells_;
    std::string notes_;
    std::uint32_t codepage_ = 1252;
    std::size_t sheet_ = 0;
    unsigned depth_ = 0, formula_row_ = 0, formula_column_ = 0;
    bool is_biff8_ = false;
    bool in_text_box_ = false;
};

}  // namespace sanad::document
