// sanad-verify: checks what Sanad handed over, without Sanad: no case, no network, nothing but the files it is given.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/custody/verify_command.hpp"

namespace {

using namespace sanad;
using namespace sanad::verifier;

constexpr std::string_view usage_text =
    "sanad-verify checks what Sanad handed over, offline and without a case.\n\n"
    "  sanad-verify BAG [--policy FILE] [--receipt CODE@SIZE]… [--report FILE]… [--image FILE]… [--tsa PEM]\n"
    "               [--checkpoint NOTE]… [--html FILE] [--lang en|ur]\n"
    "      The custody record in a bundle: who did what to the evidence, unchanged since it was signed. Prints the\n"
    "      answers P1 to P17. BAG may be a folder with custody/entries.jsonl, or the file entries.jsonl itself.\n"
    "      --policy FILE       which log, which witnesses and which root you trust (C2SP tlog-policy)\n"
    "      --receipt CODE@SIZE the code on a printed form, and the number of entries beside it\n"
    "      --report FILE       a report: must be one that the record issues\n"
    "      --image FILE        a raw image: its hash must be on record\n"
    "      --tsa PEM           certificates of time stamping authorities that you trust\n"
    "      --checkpoint NOTE   a signed checkpoint from elsewhere: must be of this record\n"
    "      --html FILE         one page for the file of the case, in English and Urdu\n"
    "      --lang en|ur        the language of the answers\n\n"
    "  sanad-verify exhibit PROOF [--blocks DIR] [--file EXHIBIT] [--root HEX]\n"
    "      The bytes of one exhibit stand in the image: each block against its hash, each hash against the tree root,\n"
    "      the exhibit rebuilt from the blocks against its SHA-256.\n"
    "      --blocks DIR    the blocks' files (FILE.blocks beside FILE.proof.json)\n"
    "      --file EXHIBIT  the exported file: compared byte for byte as well\n"
    "      --root HEX      the tree root from the paper report: must be the proof's\n\n"
    "  sanad-verify image FILE [--root HEX] [--sha256 HEX]\n"
    "      A raw image, read from its first byte to its last, has this tree root, this SHA-256.\n\n"
    "  --json   one line for programs        --version        --help\n\n"
    "Examples:\n"
    "  sanad-verify bag\n"
    "  sanad-verify bag --receipt CODE@118 --html answers.html --lang ur\n"
    "  sanad-verify exhibit exhibit.json --file letter.docx\n"
    "  sanad-verify image laptop.raw --sha256 HEX\n\n"
    "Ends with 0: intact, proven. 1: broken, not proven; the sentence says where. 2: could not tell. 64: not "
    "understood.\n";

Result<Arguments> understood(int count, char** told) {
    static constexpr std::string_view with_value[] = {"--blocks", "--file",    "--root",   "--sha256",
                                                      "--policy", "--receipt", "--report", "--image",
                                                      "--tsa",    "--html",    "--lang",   "--checkpoint"};
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string word = told[i];
        if (word == "--json") {
            arguments.json = true;
        } else if (std::ranges::find(with_value, word) != std::end(with_value)) {
            if (i + 1 == count) return failure(Fault::refused, word + " needs a value");
            arguments.options.emplace(word, told[++i]);
        } else if (word.size() > 1 && word[0] == '-') {
            return failure(Fault::refused, fmt::format("{} is not known", shown(word)));
        } else {
            arguments.words.push_back(word);
        }
    }
    return arguments;
}

Answered answer_of(const Error& error) {
    Answered answer;
    answer.sentence = error.what;
    switch (error.fault) {
        case Fault::damaged:
            answer.verdict = Verdict::not_proven;
            break;
        case Fault::refused:
            answer.verdict = Verdict::usage;
            break;
        default:
            answer.verdict = Verdict::could_not_tell;
    }
    return answer;
}

void print(const Answered& answer, bool json) {
    std::string_view word = "PROVEN";
    std::string_view name = "proven";
    if (answer.verdict == Verdict::not_proven) {
        word = "NOT PROVEN";
        name = "not_proven";
    } else if (answer.verdict == Verdict::could_not_tell) {
        word = "COULD NOT TELL";
        name = "could_not_tell";
    }
    std::string text;
    if (json) {
        text = fmt::format("{{\"verdict\":\"{}\",\"sentence\":{}", name, json_string(answer.sentence));
        for (const auto& [key, value] : answer.members) text += fmt::format(",\"{}\":{}", key, value);
        text += "}\n";
    } else {
        text = fmt::format("{}: {}\n", word, answer.sentence);
        for (const std::string& line : answer.more) text += fmt::format("  {}\n", line);
    }
    std::fputs(text.c_str(), stdout);
}

/// The verdict, shown; Fault::refused for what was not understood.
Result<Verdict> verify_and_show(const Arguments& arguments) {
    const std::string noun = arguments.words.empty() ? "" : arguments.words[0];
    if (noun.empty()) return failure(Fault::refused, "say what to verify: a bundle, `exhibit PROOF` or `image FILE`");
    if (noun != "exhibit" && noun != "image") {
        const Result<Verdict> verdict = verify_bundle(arguments);
        if (verdict || verdict.error().fault == Fault::refused) return verdict;
        std::fprintf(stderr, "sanad-verify: %s\n", verdict.error().what.c_str());
        return Verdict::could_not_tell;
    }
    for (const auto& [option, value] : arguments.options) {
        if (arguments.options.count(option) > 1) return failure(Fault::refused, option + " twice");
    }
    const Result<Answered> found = noun == "exhibit" ? verify_exhibit(arguments) : verify_image(arguments);
    const Answered answer = found ? *found : answer_of(found.error());
    if (answer.verdict == Verdict::usage) return failure(Fault::refused, answer.sentence);
    print(answer, arguments.json);
    return answer.verdict;
}

int run(int count, char** told) {
    for (int i = 1; i < count; ++i) {
        const std::string_view word = told[i];
        if (word == "--help" || word == "-h") return std::fputs(usage_text.data(), stdout) < 0 ? 2 : 0;
        if (word == "--version") return std::printf("sanad-verify %s\n", version.data()) < 0 ? 2 : 0;
    }
    if (!digest_self_test()) {
        std::fputs("sanad-verify: this machine computes wrong digests; use another\n", stderr);
        return static_cast<int>(Verdict::could_not_tell);
    }
    const Result<Arguments> arguments = understood(count, told);
    const Result<Verdict> verdict =
        arguments ? verify_and_show(*arguments) : Result<Verdict>{tl::unexpected{arguments.error()}};
    if (!verdict) {
        std::fprintf(stderr, "sanad-verify: %s\n\n%s", verdict.error().what.c_str(), usage_text.data());
        return static_cast<int>(Verdict::usage);
    }
    // A verdict that nobody received is none.
    if (std::fflush(stdout) != 0) {
        std::fputs("sanad-verify: the answer could not be written\n", stderr);
        return static_cast<int>(Verdict::could_not_tell);
    }
    return static_cast<int>(*verdict);
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run(count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sanad-verify: %s\n", error.what());
        return static_cast<int>(Verdict::could_not_tell);
    }
}
