#pragma once
// A paper before it is drawn: what stands on it and in which order, in one language. Plain data, so that the side that
// knows the case (sanad) need not know how paper is set, and the side that sets it (sanad-typeset) holds no case.
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/report/words.hpp"

namespace sanad {

/// A piece of text by where it comes from.
struct Run {
    enum class Kind : std::uint8_t {
        words,  ///< ours: a phrase of words.hpp or a number
        token,  ///< typed by a person or found in evidence: kept together in its own direction, controls made visible
        code,   ///< digests, identifiers, paths: the same, left to right, in letters of one width
    };
    std::string text;
    Kind kind = Kind::words;
    bool operator==(const Run&) const = default;
};

struct Text {
    std::vector<Run> runs;

    Text() = default;
    Text(const char* words) : Text{std::string{words}} {}
    Text(std::string_view words) : Text{std::string{words}} {}
    Text(std::string words) {
        if (!words.empty()) runs.push_back({std::move(words), Run::Kind::words});
    }
    Text(std::vector<Run> several) : runs{std::move(several)} {}
    bool empty() const { return runs.empty(); }
    bool operator==(const Text&) const = default;
};

inline Text token(std::string text) {
    return std::vector<Run>{{std::move(text), Run::Kind::token}};
}
inline Text code_text(std::string text) {
    return std::vector<Run>{{std::move(text), Run::Kind::code}};
}

struct Heading {
    Text text;
    int level = 2;  ///< 1: a part of a long paper, in its contents; 2: what papers are made of; 3: within one
    bool operator==(const Heading&) const = default;
};

enum class Emphasis : std::uint8_t { normal, red, small };

struct Paragraph {
    Text text;
    Emphasis emphasis = Emphasis::normal;
    bool operator==(const Paragraph&) const = default;
};

/// One label and its value. Red is for what a reader must not miss: missing, late, overridden, failed.
struct Fact {
    std::string label;
    Text value;
    bool red = false;
    bool operator==(const Fact&) const = default;
};

struct Facts {
    std::vector<Fact> rows;
    bool two_columns = false;  ///< pairs side by side, for short values
    bool operator==(const Facts&) const = default;
};

struct Column {
    enum class Align : std::uint8_t { start, middle, end };
    std::string heading;
    double width = 1;  ///< relative to the other columns
    Align align = Align::start;
    bool operator==(const Column&) const = default;
};

struct Row {
    std::vector<Text> cells;  ///< as many as there are columns
    bool red = false;
    bool operator==(const Row&) const = default;
};

/// Goes on over as many pages as it needs, its head repeated on each.
struct Table {
    std::vector<Column> columns;
    std::vector<Row> rows;
    bool operator==(const Table&) const = default;
};

/// A place to sign by hand.
struct Signature {
    std::string role;
    Text name;               ///< empty: a line to write it on
    std::vector<Text> more;  ///< rank, number, what was signed electronically
    bool operator==(const Signature&) const = default;
};

struct Signatures {
    Text statement;  ///< what is signed; never on another page than the first signatures
    std::vector<Signature> people;
    bool operator==(const Signatures&) const = default;
};

/// The state of the ledger when the paper was printed, to copy by hand or to scan.
struct ReceiptBox {
    std::string title;
    std::string code;         ///< receipt_code() of core/custody
    std::vector<Fact> facts;  ///< origin, size, time
    std::string qr_payload;   ///< empty: no square
    Text explanation;
    bool operator==(const ReceiptBox&) const = default;
};

struct Qr {
    std::string payload;
    Text caption;
    bool operator==(const Qr&) const = default;
};

/// A small picture, at most 170 by 130 points on paper, beside nothing.
struct Thumbnail {
    std::string png;  ///< ours: pixels that a sandbox decoded, never a file of the evidence
    Text caption;
    bool operator==(const Thumbnail&) const = default;
};

/// Words of the evidence, set apart from ours: a line each, in its own direction.
struct Quotation {
    Text caption;  ///< whose words, and how much of them
    std::vector<Text> lines;
    bool operator==(const Quotation&) const = default;
};

/// The headings of level 1 and 2 that follow, with their pages; of a long paper.
struct Contents {
    bool operator==(const Contents&) const = default;
};

struct Rule {
    bool operator==(const Rule&) const = default;
};
struct Space {
    double points = 8;
    bool operator==(const Space&) const = default;
};
struct PageBreak {
    bool operator==(const PageBreak&) const = default;
};

using Block = std::variant<Heading, Paragraph, Facts, Table, Signatures, ReceiptBox, Qr, Thumbnail, Quotation, Contents,
                           Rule, Space, PageBreak>;

struct Sheet {
    Language language = Language::english;
    Text title;
    Text subtitle;
    std::vector<std::string> agency;  ///< the letterhead, from the largest name to the smallest
    std::string logo_png;             ///< the bytes of a PNG, or nothing
    std::string reference;            ///< stands at the foot of every page
    std::vector<Fact> references;     ///< beneath the title: case, number, date
    std::vector<Block> blocks;
    std::string banner;     ///< a red band on every page: UNATTESTED, TRAINING
    std::string watermark;  ///< grey, across every page: DRAFT
    Text footer;
    /// RFC 3339 with seconds and Z, written into the PDF as its date: the same sheet gives the same bytes at any hour.
    std::string created;
    bool operator==(const Sheet&) const = default;
};

}  // namespace sanad
