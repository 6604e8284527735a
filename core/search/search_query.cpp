#include "core/search/search_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_query = 16 << 10;
constexpr std::size_t most_terms = 500;
constexpr int deepest = 50;
constexpr std::uint32_t usual_distance = 10;
/// So far apart that they still stand in one piece of text (pieces.hpp).
constexpr std::uint32_t largest_distance = 50;
constexpr std::size_t shortest_inside = 3;

struct Token {
    enum class Kind : std::uint8_t { word, quoted, open, close, comma, end };
    Kind kind = Kind::end;
    std::string text;
    std::size_t at = 0;  ///< characters before it
    bool star_after = false;
    bool glued = false;  ///< follows the token before without a blank
};

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

tl::unexpected<Error> no_query(std::size_t at, std::string_view what) {
    return failure(Fault::refused, fmt::format("the query, at character {}: {}", at + 1, what));
}

bool is_blank(char32_t c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0;
}
bool is_operator(std::string_view word) {
    return word == "AND" || word == "OR" || word == "NOT" || word == "NEAR" || word.starts_with("NEAR/");
}
bool is_quote(char32_t c) {
    return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E;
}

Result<std::vector<Token>> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    std::size_t count = 0;
    bool glued = false;
    const auto peek = [&] { return at < text.size() ? character_at(text, at) : DecodedCharacter{}; };
    const auto step = [&](const DecodedCharacter& c) {
        at += c.length;
        ++count;
    };
    while (at < text.size()) {
        const DecodedCharacter c = peek();
        if (is_blank(c.character)) {
            step(c);
            glued = false;
            continue;
        }
        Token token;
        token.at = count;
        token.glued = std::exchange(glued, true);
        if (c.character == '(' || c.character == ')' || c.character == ',' || c.character == 0x060C) {
            token.kind = c.character == '('   ? Token::Kind::open
                         : c.character == ')' ? Token::Kind::close
                                              : Token::Kind::comma;
            step(c);
        } else if (is_quote(c.character)) {
            step(c);
            token.kind = Token::Kind::quoted;
            bool closed = false;
            while (at < text.size() && !closed) {
                const DecodedCharacter inside = peek();
                closed = is_quote(inside.character);
                if (!closed) token.text += text.substr(at, inside.length);
                step(inside);
            }
            if (!closed) return no_query(token.at, "a quotation mark is not closed");
            if (peek().character == '*') {
                token.star_after = true;
                step(peek());
            }
        } else {
            token.kind = Token::Kind::word;
            while (at < text.size()) {
                const DecodedCharacter inside = peek();
                if (is_blank(inside.character) || is_quote(inside.character) || inside.character == '(' ||
                    inside.character == ')' || inside.character == 0x060C) {
                    break;
                }
                // A comma between digits or letters is of the word; one that ends it divides.
                if (inside.character == ',') {
                    const std::size_t next = at + inside.length;
                    if (next >= text.size() || is_blank(character_at(text, next).character)) break;
                }
                token.text += text.substr(at, inside.length);
                step(inside);
            }
        }
        tokens.push_back(std::move(token));
    }
    Token end;
    end.at = count;
    tokens.push_back(end);
    return tokens;
}

/// "-74.0060": a number with its sign.
bool is_number(std::string_view text) {
    return text.find('.') != std::string_view::npos && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// What other programs would read as a sign of their query language and this one does not have: told with what to
/// write instead, since as mere letters it would find something else without a word. Nothing: no such sign. `before`
/// is the token before `token`, null at the beginning. Quoted, everything is letters.
std::string foreign_sign(const Token& token, const Token* before, const Token& after) {
    if (token.kind != Token::Kind::word) return {};
    const std::string_view word = token.text;
    const bool follows_quote = token.glued && before != nullptr && before->kind == Token::Kind::quoted;
    const bool follows = follows_quote || (token.glued && before != nullptr && before->kind == Token::Kind::close);
    if (follows_quote && word.starts_with('~')) {
        const std::string_view number = word.substr(1);
        return fmt::format("{} after quotation marks is no distance here: write NEAR({}, {})", shown(word),
                           shown(before->text), number.empty() ? "5" : shown(number));
    }
    // A second hyphen is of the word (-----BEGIN), as one behind letters is (half-life), and the sign of a number.
    if (!follows && word.starts_with('-') && !word.starts_with("--") && !is_number(word.substr(1))) {
        const bool quoted = word.size() == 1 && after.glued && after.kind == Token::Kind::quoted;
        const bool grouped = word.size() == 1 && after.glued && after.kind == Token::Kind::open;
        if (word.size() > 1 || quoted || grouped) {
            const std::string what = quoted    ? fmt::format("\"{}\"", shown(after.text))
                                     : grouped ? "(…)"
                                               : shown(word.substr(1));
            return fmt::format(
                "a - before a word does not leave it out: write NOT {}; to look for the word itself, put it in "
                "quotation marks",
                what);
        }
    }
    // The question mark of an address stands behind its path.
    const std::size_t mark = word.find('?');
    if (mark != std::string_view::npos && word.find_first_not_of("?*") != std::string_view::npos &&
        word.substr(0, mark).find('/') == std::string_view::npos) {
        const std::string_view begin = word.substr(0, mark);
        return fmt::format(
            "a ? stands for no letter here: {}to look for these words themselves, put them in quotation marks",
            begin.empty() || begin.starts_with('*') ? std::string{} : fmt::format("write {}*; ", shown(begin)));
    }
    return {};
}

/// What stands before the colon of `text`, if it is meant as a field: letters and underscores, and then no second
/// colon (aa:bb:cc is an address), no slash (https://, C:\). Schemes of addresses that go on without one are words.
std::string_view field_before_colon(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon < 2) return {};
    const std::string_view name = text.substr(0, colon);
    const std::string_view rest = text.substr(colon + 1);
    const bool letters =
        std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; });
    if (!letters || rest.starts_with('/') || rest.starts_with('\\')) return {};
    if (rest.find(':') != std::string_view::npos && !query_field(name)) return {};
    static constexpr std::string_view schemes[] = {"mailto", "tel", "sms", "bitcoin", "ethereum", "magnet", "urn"};
    return std::ranges::find(schemes, name) == std::end(schemes) ? name : std::string_view{};
}

class Parser {
public:
    Parser(std::vector<Token> tokens, FoldLevel level) : tokens_{std::move(tokens)}, folder_{level} {
        query_.level = level;
    }

    Result<SearchQuery> query() {
        if (here().kind == Token::Kind::end) return failure(Fault::refused, "the query is empty");
        query_.root = TRY(either(0, {}));
        if (here().kind == Token::Kind::close) return no_query(here().at, "a ) without its (");
        if (here().kind != Token::Kind::end) return no_query(here().at, "this cannot stand here");
        return std::move(query_);
    }

private:
    const Token& here() const { return tokens_[at_]; }
    const Token& ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    bool is_word(std::string_view word) const { return here().kind == Token::Kind::word && here().text == word; }
    bool at_end() const { return here().kind == Token::Kind::end || here().kind == Token::Kind::close; }

    Result<QueryNode> either(int depth, const QueryField& field) {
        if (depth > deepest) return no_query(here().at, "too many parentheses within each other");
        std::vector<QueryNode> parts;
        parts.push_back(TRY(both(depth, field)));
        while (is_word("OR")) {
            ++at_;
            if (at_end()) return no_query(here().at, "OR needs something after it");
            parts.push_back(TRY(both(depth, field)));
        }
        if (parts.size() == 1) return std::move(parts.front());
        return QueryNode{QueryNode::Kind::any, 0, std::move(parts)};
    }

    Result<QueryNode> both(int depth, const QueryField& field) {
        std::vector<QueryNode> with;
        std::vector<QueryNode> without;
        bool operator_before = false;
        while (!at_end() && !is_word("OR")) {
            if (is_word("AND")) {
                if ((with.empty() && without.empty()) || operator_before)
                    return no_query(here().at, "AND needs something before it");
                operator_before = true;
                ++at_;
                if (at_end() || is_word("OR")) return no_query(here().at, "AND needs something after it");
                continue;
            }
            operator_before = false;
            if (is_word("NOT")) {
                const std::size_t place = here().at;
                ++at_;
                if (at_end() || is_word("OR") || is_word("AND") || is_word("NOT"))
                    return no_query(place, "NOT needs a word after it");
                without.push_back(TRY(one(depth, field)));
                continue;
            }
            with.push_back(TRY(one(depth, field)));
        }
        if (with.empty() && without.empty())
            return no_query(here().at,
                            is_word("OR") ? "OR needs something before it" : "something to look for is missing");
        if (with.empty()) return no_query(here().at, "NOT needs something that must be there: word NOT other");
        QueryNode node =
            with.size() == 1 ? std::move(with.front()) : QueryNode{QueryNode::Kind::all, 0, std::move(with)};
        for (QueryNode& other : without) {
            std::vector<QueryNode> parts;
            parts.push_back(std::move(node));
            parts.push_back(std::move(other));
            node = QueryNode{QueryNode::Kind::without, 0, std::move(parts)};
        }
        return node;
    }

    Result<QueryNode> one(int depth, const QueryField& outer) {
        // name:word, from:"a phrase", url:(a OR b)
        if (here().kind == Token::Kind::word) {
            Token& token = tokens_[at_];
            const std::string name{field_before_colon(token.text)};
            const bool empty = token.text.size() == name.size() + 1;
            const bool follows =
                empty && ahead().glued && (ahead().kind == Token::Kind::open || ahead().kind == Token::Kind::quoted);
            auto field = name.empty() ? Result<QueryField>{failure(Fault::refused, "")} : query_field(name);
            // "Note: call him": a word and its colon.
            const bool word_with_colon = empty && !follows && !field;
            if (!name.empty() && !word_with_colon) {
                if (!field) return no_query(token.at, field.error().what);
                if (empty && !follows)
                    return no_query(token.at, fmt::format("{}: needs a word directly after it", name));
                token.text.erase(0, name.size() + 1);
                if (empty) ++at_;
                return one(depth, *field);
            }
        }
        if (here().kind == Token::Kind::open) {
            const std::size_t place = here().at;
            ++at_;
            QueryNode node = TRY(either(depth + 1, outer));
            if (here().kind != Token::Kind::close) return no_query(place, "a ( is not closed");
            ++at_;
            return node;
        }
        if (is_word("NEAR") && ahead().kind == Token::Kind::open && ahead().glued) return near_list(outer);
        SearchTerm term = looking_at(outer);
        term.phrases.push_back(TRY(phrase()));
        while (here().kind == Token::Kind::word && (here().text == "NEAR" || here().text.starts_with("NEAR/"))) {
            const std::uint32_t distance = TRY(distance_of(here().text));
            term.near = term.phrases.size() == 1 ? distance : std::max(term.near, distance);
            ++at_;
            if (at_end()) return no_query(here().at, "NEAR needs a word after it");
            term.phrases.push_back(TRY(phrase()));
        }
        return add(std::move(term));
    }

    static SearchTerm looking_at(const QueryField& field) {
        SearchTerm term;
        term.fields = field.fields;
        term.attributes = field.attributes;
        return term;
    }

    Result<std::uint32_t> distance_of(std::string_view word) {
        if (word == "NEAR") return usual_distance;
        const std::string_view number = word.substr(5);
        std::uint32_t distance = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), distance);
        if (number.empty() || read.ec != std::errc{} || read.ptr != number.data() + number.size() ||
            distance > largest_distance) {
            return no_query(here().at, fmt::format("write NEAR/5: a number of words up to {}", largest_distance));
        }
        return distance;
    }

    /// NEAR(a "b c", 5)
    Result<QueryNode> near_list(const QueryField& field) {
        const std::size_t place = here().at;
        at_ += 2;
        SearchTerm term = looking_at(field);
        term.near = usual_distance;
        while (here().kind == Token::Kind::word || here().kind == Token::Kind::quoted)
            term.phrases.push_back(TRY(phrase()));
        if (here().kind == Token::Kind::comma) {
            ++at_;
            if (here().kind != Token::Kind::word) return no_query(here().at, "a number of words is missing");
            term.near = TRY(distance_of("NEAR/" + here().text));
            ++at_;
        }
        if (here().kind != Token::Kind::close) return no_query(place, "NEAR( is not closed");
        ++at_;
        if (term.phrases.size() < 2) return no_query(place, "NEAR needs two words at least");
        return add(std::move(term));
    }

    Result<SearchPhrase> phrase() {
        const Token token = here();
        if (token.kind == Token::Kind::comma) return no_query(token.at, "a comma cannot stand here");
        if (token.kind != Token::Kind::word && token.kind != Token::Kind::quoted)
            return no_query(token.at, "a word is missing");
        if (token.kind == Token::Kind::word && is_operator(token.text)) {
            return no_query(
                token.at,
                fmt::format("{} needs a word on both sides; to look for the word itself, quote it", token.text));
        }
        const std::string sign = foreign_sign(token, at_ == 0 ? nullptr : &tokens_[at_ - 1], ahead());
        if (!sign.empty()) return no_query(token.at, sign);
        ++at_;
        std::string_view text = token.text;
        bool open_start = false;
        bool open_end = token.star_after;
        while (text.starts_with('*')) {
            open_start = true;
            text.remove_prefix(1);
        }
        while (text.ends_with('*')) {
            open_end = true;
            text.remove_suffix(1);
        }
        if (text.find('*') != std::string_view::npos) {
            return no_query(token.at,
                            token.kind == Token::Kind::word
                                ? "a * stands at the beginning or at the end of a word"
                                : "within quotation marks a * stands at their beginning or their end, where it "
                                  "leaves the first or the last word open");
        }
        SearchPhrase phrase;
        phrase.original = text;
        const FoldedWords words = folder_.words(text);
        for (const FoldedWord& word : words.words) phrase.words.push_back({std::string{words.key(word)}, false, false});
        if (phrase.words.empty()) {
            return no_query(token.at,
                            fmt::format("\"{}\" holds no letter or digit to look for (the index holds words; look for "
                                        "bytes with --raw)",
                                        shown(text)));
        }
        phrase.words.front().open_start = open_start;
        phrase.words.back().open_end = open_end;
        if (open_start && characters(phrase.words.front().key) < shortest_inside) {
            return no_query(token.at, fmt::format("what stands after a * needs at least {} letters", shortest_inside));
        }
        return phrase;
    }

    Result<QueryNode> add(SearchTerm term) {
        if (query_.terms.size() == most_terms)
            return failure(Fault::refused,
                           fmt::format("the query has more than {} words; keep them in a list (--list)", most_terms));
        query_.terms.push_back(std::move(term));
        QueryNode node;
        node.term = query_.terms.size() - 1;
        return node;
    }

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    Folder folder_;
    SearchQuery query_;
};

}  // namespace

bool WordPattern::matches(std::string_view word) const {
    if (open_start && open_end) return word.find(key) != std::string_view::npos;
    if (open_start) return word.ends_with(key);
    if (open_end) return word.starts_with(key);
    return word == key;
}

bool SearchTerm::looks_at(std::string_view attribute) const {
    return attributes.empty() || std::ranges::find(attributes, attribute) != attributes.end();
}

bool SearchQuery::names_fields() const {
    return std::ranges::any_of(terms, [](const SearchTerm& term) { return term.fields != 0; });
}

Result<SearchQuery> parse_query(std::string_view text, FoldLevel level) {
    if (text.size() > longest_query)
        return failure(Fault::refused, fmt::format("the query is longer than {} bytes", longest_query));
    if (!is_utf8(text)) return failure(Fault::refused, "the query is not UTF-8");
    return Parser{TRY(tokens_of(text)), level}.query();
}

bool says_more_than_letters(std::string_view text) {
    const auto tokens = tokens_of(text);
    return !tokens || std::ranges::any_of(*tokens, [&](const Token& token) {
        if (token.kind != Token::Kind::word) return token.kind != Token::Kind::comma && token.kind != Token::Kind::end;
        const std::string_view name = field_before_colon(token.text);
        return is_operator(token.text) || token.text.find('*') != std::string::npos ||
               (!name.empty() && token.text.size() > name.size() + 1 && query_field(name));
    });
}

SearchQuery for_longer_words(SearchQuery query, bool inside) {
    for (SearchTerm& term : query.terms) {
        for (SearchPhrase& phrase : term.phrases) {
            phrase.words.back().open_end = true;
            if (inside && characters(phrase.words.front().key) >= shortest_inside)
                phrase.words.front().open_start = true;
        }
    }
    return query;
}

}  // namespace sanad
