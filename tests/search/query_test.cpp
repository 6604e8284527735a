#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/search/search_query.hpp"

using namespace sanad;

namespace {

std::string words_of(const SearchTerm& term) {
    std::string text;
    for (std::size_t i = 0; i < term.phrases.size(); ++i) {
        if (i != 0) text += fmt::format(" ~{} ", term.near);
        text += '"';
        bool first = true;
        for (const WordPattern& word : term.phrases[i].words) {
            text += fmt::format("{}{}{}{}", first ? "" : " ", word.open_start ? "*" : "", word.key,
                                word.open_end ? "*" : "");
            first = false;
        }
        text += '"';
    }
    if (term.fields != 0) text += fmt::format("@{}", term.fields);
    return text;
}

std::string spelled(const SearchQuery& query, const QueryNode& node) {
    if (node.kind == QueryNode::Kind::term) return words_of(query.terms[node.term]);
    const char* sign = node.kind == QueryNode::Kind::all ? " & " : node.kind == QueryNode::Kind::any ? " | " : " - ";
    std::string text = "(";
    for (std::size_t i = 0; i < node.parts.size(); ++i) text += (i == 0 ? "" : sign) + spelled(query, node.parts[i]);
    return text + ")";
}

std::string spelled(std::string_view text) {
    const auto query = parse_query(text);
    if (!query) return "! " + query.error().what;
    return spelled(*query, query->root);
}

}  // namespace

TEST_CASE("queries mean what they say") {
    CHECK(spelled("Transfer") == "\"transfer\"");
    CHECK(spelled("رقم AND transfer") == "(\"رقم\" & \"transfer\")");
    CHECK(spelled("رقم transfer") == "(\"رقم\" & \"transfer\")");
    CHECK(spelled("a OR b c") == "(\"a\" | (\"b\" & \"c\"))");
    CHECK(spelled("(a OR b) c") == "((\"a\" | \"b\") & \"c\")");
    CHECK(spelled("a NOT b") == "(\"a\" - \"b\")");
    CHECK(spelled("a AND NOT (b OR c) d") == "((\"a\" & \"d\") - (\"b\" | \"c\"))");
    CHECK(spelled("\"wire transfer\" “سند نامہ”") == "(\"wire transfer\" & \"سند نامہ\")");
    CHECK(spelled("trans* *sfer *ansf*") == "(\"trans*\" & \"*sfer\" & \"*ansf*\")");
    CHECK(spelled("\"wire trans\"*") == "\"wire trans*\"");
    CHECK(spelled("a NEAR b") == "\"a\" ~10 \"b\"");
    CHECK(spelled("a NEAR/3 \"b c\"") == "\"a\" ~3 \"b c\"");
    CHECK(spelled("NEAR(a \"b c\" d, 7)") == "\"a\" ~7 \"b c\" ~7 \"d\"");
    CHECK(spelled("69962-0590540-3") == "\"69962 0590540 3\"");
    CHECK(spelled("٦٩٩٦٢-٠٥٩") == "\"69962 059\"");
    CHECK(spelled("sana@example.com") == "\"sana example com\"");
    CHECK(spelled("and or not") == "(\"and\" & \"or\" & \"not\")");
    CHECK(spelled("\"AND\"") == "\"and\"");
}

TEST_CASE("a field stands before a word, a phrase or a group; an address is no field") {
    CHECK(spelled("name:plan") == "\"plan\"@1");
    CHECK(spelled("path:\"my documents\" text:x") == "(\"my documents\"@2 & \"x\"@4)");
    CHECK(spelled("artifact:(a OR b)") == "(\"a\"@8 | \"b\"@8)");
    CHECK(spelled("https://example.org") == "\"https example org\"");
    for (const char* words :
         {"aa:bb:cc:dd:ee:ff", "dead:beef::1", "10:30", "C:\\Users", "mailto:sana", "std::string"}) {
        CAPTURE(words);
        CHECK(spelled(words).find('@') == std::string::npos);
        CHECK(spelled(words).front() == '"');
    }
    CHECK(spelled("Aftab: call him") == "(\"aftab\" & \"call\" & \"him\")");
    CHECK(spelled("from: khan").find("needs a word directly after it") != std::string::npos);
    CHECK(spelled("نام:علی") == "\"نام علی\"");
}

TEST_CASE("a field of findings looks at its attributes alone, and an unknown one is refused, never taken for words") {
    const auto query = parse_query("from:khan Subject:\"wire transfer\" body:x artifact:y");
    REQUIRE(query);
    REQUIRE(query->terms.size() == 4);
    CHECK(query->terms[0].looks_at("sender_name"));
    CHECK_FALSE(query->terms[0].looks_at("subject"));
    CHECK(query->terms[1].looks_at("subject"));
    CHECK(query->terms[2].fields == (field_bit(SearchField::text) | field_bit(SearchField::artifact)));
    CHECK(query->terms[3].looks_at("anything"));
    for (const char* unknown : {"sendr:khan", "x NOT sendr:khan", "sendr:\"a b\"", "sendr:(a OR b)", "re:invoice"}) {
        CAPTURE(unknown);
        CHECK(spelled(unknown).find("no field is called") != std::string::npos);
    }
    CHECK(spelled("sent_at:2024").find("sanad find") != std::string::npos);
    CHECK(spelled("\"re:invoice\"") == "\"re invoice\"");
}

TEST_CASE("a star within quotation marks leaves the first or the last word open, and is refused elsewhere") {
    CHECK(spelled("\"wire trans*\"") == "\"wire trans*\"");
    CHECK(spelled("\"*ire transfer\"") == "\"*ire transfer\"");
    CHECK(spelled("from:\"ali kh*\"") == "\"ali kh*\"@8");
    CHECK(spelled("\"wire* transfer\"").find("within quotation marks a *") != std::string::npos);
    CHECK(spelled("\"5 * 3\"").find("within quotation marks a *") != std::string::npos);
}

TEST_CASE(
    "signs of other query languages are refused with what to write instead, and are letters where they are meant so") {
    for (const auto& [query, says] : {
             std::pair{"led?er", "a ? stands for no letter here: write led*;"},
             {"x AND ledge?", "at character 7: a ? stands for no letter here: write ledge*;"},
             {"?edger", "a ? stands for no letter here: to look for these words themselves, put them in quotation"},
             {"name:led?er", "a ? stands for no letter here: write led*;"},
             {"NEAR(led?er x, 5)", "a ? stands for no letter here"},
             {"led?er*", "a ? stands for no letter here"},
             {"sealed -camera", "at character 8: a - before a word does not leave it out: write NOT camera;"},
             {"sealed (-camera)", "write NOT camera;"},
             {"sealed -2024", "write NOT 2024;"},
             {"sealed -\"body camera\"", "write NOT \"body camera\";"},
             {"sealed -(camera OR lens)", "write NOT (…);"},
             {"sealed -name:camera", "write NOT name:camera;"},
             {"\"bank account\"~5", "~5 after quotation marks is no distance here: write NEAR(bank account, 5)"},
             {"x \"bank account\"~", "write NEAR(bank account, 5)"},
         }) {
        CAPTURE(std::string{query});
        const auto refused = parse_query(query);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fault == Fault::refused);
        CAPTURE(refused.error().what);
        CHECK(refused.error().what.find(says) != std::string::npos);
    }
    CHECK(spelled("half-life") == "\"half life\"");
    CHECK(spelled("0300-1234567") == "\"0300 1234567\"");
    CHECK(spelled("69962-0590540-3") == "\"69962 0590540 3\"");
    CHECK(spelled("\"led?er\"") == "\"led er\"");
    CHECK(spelled("\"who was it?\" \"-camera\"") == "(\"who was it\" & \"camera\")");
    CHECK(spelled("\"wire\"-transfer") == "(\"wire\" & \"transfer\")");
    CHECK(spelled("-----BEGIN").find("\"begin\"") != std::string::npos);
    CHECK(spelled("31.5204 -74.3587") == "(\"31 5204\" & \"74 3587\")");
    CHECK(spelled("https://shop.example/item?id=5") == "\"https shop example item id 5\"");
    CHECK(spelled("DOCUME~1") == "\"docume 1\"");
    CHECK(spelled("علی؟") == "\"علی\"");
}

TEST_CASE("a query for longer words leaves every word open at its end, and at its beginning where that is asked") {
    const SearchQuery query = *parse_query("zq \"wire transfer\"");
    const SearchQuery begin = for_longer_words(query, false);
    CHECK(spelled(begin, begin.root) == "(\"zq*\" & \"wire transfer*\")");
    const SearchQuery inside = for_longer_words(query, true);
    CHECK(spelled(inside, inside.root) == "(\"zq*\" & \"*wire transfer*\")");
}

TEST_CASE("a query that makes no sense is refused with the place and the reason") {
    for (const auto& [query, says] : {
             std::pair{"", "empty"},
             {"   ", "empty"},
             {"\"open", "quotation mark is not closed"},
             {"(a OR b", "a ( is not closed"},
             {"a)", "a ) without its ("},
             {"AND a", "AND needs something before it"},
             {"a AND", "AND needs something after it"},
             {"a OR", "OR needs something after it"},
             {"OR a", "OR needs something before it"},
             {"NOT a", "NOT needs something that must be there"},
             {"a NOT", "NOT needs a word after it"},
             {"a NEAR", "NEAR needs a word after it"},
             {"NEAR/2 a", "needs a word on both sides"},
             {"a NEAR/x b", "a number of words"},
             {"a NEAR/5000 b", "a number of words"},
             {"NEAR(a, 5)", "two words at least"},
             {"t*r", "a * stands at the beginning or at the end"},
             {"*ab*", "at least 3 letters"},
             {"...", "no letter or digit"},
             {"name:", "needs a word directly after it"},
             {"()", "something to look for is missing"},
         }) {
        CAPTURE(std::string{query});
        const auto refused = parse_query(query);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fault == Fault::refused);
        CAPTURE(refused.error().what);
        CHECK(refused.error().what.find(says) != std::string::npos);
    }
    CHECK(spelled("ab cd) x").find("at character 6") != std::string::npos);
}

TEST_CASE("neither depth nor length overwhelms the parser") {
    CHECK_FALSE(parse_query(std::string(10'000, '(')));
    CHECK_FALSE(parse_query(std::string(100'000, 'a')));
    std::string many;
    for (int i = 0; i < 600; ++i) many += fmt::format("w{} ", i);
    CHECK_FALSE(parse_query(many));
    CHECK_FALSE(parse_query("\xff\xfe"));
}

TEST_CASE("the loose level folds the query as well") {
    const auto query = parse_query("بھائی", FoldLevel::loose);
    REQUIRE(query);
    CHECK(query->terms[0].phrases[0].words[0].key == fold("بہائی", FoldLevel::loose).key);
}

TEST_CASE("what looks for letters alone is told of a query that says more") {
    for (const std::string_view more : {"a AND b", "AND", "NOT b", "a NEAR/5 b", "NEAR(a b)", "\"a phrase\"", "trans*",
                                        "*fer", "(a OR b)", "from:khan", "url:example.org", "an \"open one"}) {
        CAPTURE(more);
        CHECK(says_more_than_letters(more));
    }
    for (const std::string_view letters :
         {"wire transfer", "Note: call him", "and", "AND.", "a, b", "12:30", "url:", "رقم کی منتقلی", "x:y", ""}) {
        CAPTURE(letters);
        CHECK_FALSE(says_more_than_letters(letters));
    }
}
