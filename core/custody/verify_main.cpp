// sanad-verify: checks what Sanad handed over, without Sanad: no case, no network, nothing but the files it is given.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/custody/image_digests.hpp"

namespace {

using namespace sanad;

constexpr std::string_view usage_text =
    "sanad-verify checks what Sanad handed over, offline and without a case.\n\n"
    "  sanad-verify exhibit PROOF [--blocks DIR] [--file EXHIBIT] [--root HEX]\n"
    "      The bytes of one exhibit stand in the image: each block against its hash, each hash against the tree root,\n"
    "      the exhibit rebuilt from the blocks against its SHA-256.\n"
    "      --blocks DIR    the blocks' files (FILE.blocks beside FILE.proof.json)\n"
    "      --file EXHIBIT  the exported file: compared byte for byte as well\n"
    "      --root HEX      the tree root from the paper report: must be the proof's\n\n"
    "  sanad-verify image FILE [--root HEX] [--sha256 HEX]\n"
    "      A raw image, read from its first byte to its last, has this tree root, this SHA-256.\n\n"
    "  --json   one line for programs        --version        --help\n\n"
    "Ends with 0: proven. 1: not proven, the sentence says where. 2: could not tell. 64: not understood.\n";

enum class Verdict : int { proven = 0, not_proven = 1, could_not_tell = 2, usage = 64 };

/// What was found, for people and programs: sentences, and members of the JSON line.
struct Finding {
    Verdict verdict = Verdict::proven;
    std::string sentence;
    std::vector<std::string> more;
    std::vector<std::pair<std::string, std::string>> members;  ///< values are JSON already
};

struct Arguments {
    std::vector<std::string> words;
    std::map<std::string, std::string> options;
    bool json = false;

    bool has(const std::string& option) const { return options.contains(option); }
};

std::string digits(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

/// "1 piece", "3 pieces".
std::string counted(std::uint64_t number, std::string_view thing) {
    return fmt::format("{} {}{}", digits(number), thing, number == 1 ? "" : "s");
}

Result<Arguments> understood(int count, char** told) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string word = told[i];
        if (word == "--json") {
            arguments.json = true;
        } else if (word == "--blocks" || word == "--file" || word == "--root" || word == "--sha256") {
            if (i + 1 == count) return failure(Fault::refused, word + " needs a value");
            if (!arguments.options.emplace(word, told[++i]).second) return failure(Fault::refused, word + " twice");
        } else if (word.size() > 1 && word[0] == '-') {
            return failure(Fault::refused, fmt::format("{} is not known", shown(word)));
        } else {
            arguments.words.push_back(word);
        }
    }
    return arguments;
}

Result<std::optional<Sha256Digest>> digest_given(const Arguments& arguments, const std::string& option) {
    if (!arguments.has(option)) return std::nullopt;
    const std::string& text = arguments.options.at(option);
    const auto bytes = from_hex(text);
    Sha256Digest digest{};
    if (!bytes || bytes->size() != digest.size()) {
        return failure(Fault::refused, fmt::format("{} {}: not 64 hexadecimal digits", option, shown(text)));
    }
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

Result<Finding> verify_exhibit(const Arguments& arguments) {
    if (arguments.words.size() != 2) return failure(Fault::refused, "name one proof");
    if (arguments.has("--sha256")) return failure(Fault::refused, "--sha256 belongs to `sanad-verify image`");
    const auto root = TRY(digest_given(arguments, "--root"));
    const std::string& name = arguments.words[1];
    const auto proof = read_exhibit_proof(name);
    if (!proof) return within(fmt::format("the proof {}", shown(name)), proof.error());
    if (root && *root != proof->tree_root) {
        return failure(Fault::damaged, fmt::format("root: the proof leads to {}, the root given is {}",
                                                   hex(proof->tree_root), hex(*root)));
    }
    std::optional<FileComparison> file;
    if (arguments.has("--file")) {
        file.emplace(TRY(FileComparison::open(arguments.options.at("--file"), proof->size)));
    }
    const std::filesystem::path folder =
        arguments.has("--blocks") ? std::filesystem::path{arguments.options.at("--blocks")} : blocks_beside(name);
    const ProvenExhibit proven = TRY(check_exhibit(*proof, blocks_in(folder), [&](Bytes bytes) -> Result<void> {
        return file ? file->take(bytes) : Result<void>{};
    }));

    Finding finding;
    finding.sentence = fmt::format("the {} bytes of the exhibit{} stand in the image whose tree root is {}",
                                   digits(proof->size), file ? ", and of the file given," : "", hex(proof->tree_root));
    finding.more = {
        fmt::format("exhibit  {}", shown(proof->path)),
        fmt::format("SHA-256  {}", hex(proof->sha256)),
        fmt::format("where    {} bytes in {}, in {} of the image's {}", digits(proven.stored_bytes),
                    counted(proven.pieces, "piece"), counted(proof->blocks.size(), "block"), digits(proof->leaf_count)),
        fmt::format("zeros    {} bytes that the file system keeps nowhere", digits(proven.zero_bytes)),
        root ? "root     the one given with --root"
             : "root     NOT compared with anything: it is the proof's own; give the report's with --root",
        fmt::format("made by  {}; the name of the exhibit, and that these pieces are one file, is its word",
                    shown(proof->tool)),
    };
    finding.members = {
        {"path", json_string(shown(proof->path))},
        {"size", std::to_string(proof->size)},
        {"sha256", json_string(hex(proof->sha256))},
        {"tree_root", json_string(hex(proof->tree_root))},
        {"root_given", root ? "true" : "false"},
        {"file_compared", file ? "true" : "false"},
        {"stored_bytes", std::to_string(proven.stored_bytes)},
        {"zero_bytes", std::to_string(proven.zero_bytes)},
        {"blocks", std::to_string(proof->blocks.size())},
    };
    return finding;
}

Result<Finding> verify_image(const Arguments& arguments) {
    if (arguments.words.size() != 2) return failure(Fault::refused, "name one image file");
    if (arguments.has("--blocks") || arguments.has("--file")) {
        return failure(Fault::refused, "--blocks and --file belong to `sanad-verify exhibit`");
    }
    const auto root = TRY(digest_given(arguments, "--root"));
    const auto sha256 = TRY(digest_given(arguments, "--sha256"));
    if (!root && !sha256) return failure(Fault::refused, "give --root or --sha256, or both");
    const RawImageDigests found = TRY(digest_raw_image(arguments.words[1]));

    Finding finding;
    std::string wrong;
    if (root && *root != found.tree_root) {
        wrong = fmt::format("its tree root is {}, the one given is {}", hex(found.tree_root), hex(*root));
    } else if (sha256 && *sha256 != found.sha256) {
        wrong = fmt::format("its SHA-256 is {}, the one given is {}", hex(found.sha256), hex(*sha256));
    }
    const std::string name = shown(arguments.words[1]);
    if (!wrong.empty()) {
        finding.verdict = Verdict::not_proven;
        finding.sentence = fmt::format("{}: {}", name, wrong);
        if (found.starts_as_container) {
            finding.more = {
                "The file begins as an E01 or L01 does. Roots and digests are of the media in it: "
                "`sanad evidence verify` reads those, or export it as a raw image first."};
        }
    } else {
        finding.sentence = fmt::format("{}: its {} bytes have the {} given", name, digits(found.size),
                                       root && sha256 ? "tree root and the SHA-256"
                                       : root         ? "tree root"
                                                      : "SHA-256");
    }
    finding.members = {{"size", std::to_string(found.size)},
                       {"leaf_count", std::to_string(found.leaf_count)},
                       {"tree_root", json_string(hex(found.tree_root))},
                       {"sha256", json_string(hex(found.sha256))}};
    return finding;
}

Result<Finding> verify(const Arguments& arguments) {
    if (!digest_self_test()) {
        return failure(Fault::system, "this machine computes wrong digests; use another");
    }
    const std::string noun = arguments.words.empty() ? "" : arguments.words[0];
    if (noun == "exhibit") return verify_exhibit(arguments);
    if (noun == "image") return verify_image(arguments);
    return failure(Fault::refused, "say what to verify: `exhibit PROOF` or `image FILE`");
}

Finding finding_of(const Error& error) {
    Finding finding;
    finding.sentence = error.what;
    switch (error.fault) {
        case Fault::damaged:
            finding.verdict = Verdict::not_proven;
            break;
        case Fault::refused:
            finding.verdict = Verdict::usage;
            break;
        default:
            finding.verdict = Verdict::could_not_tell;
    }
    return finding;
}

void print(const Finding& finding, bool json) {
    std::string_view word = "PROVEN";
    std::string_view name = "proven";
    if (finding.verdict == Verdict::not_proven) {
        word = "NOT PROVEN";
        name = "not_proven";
    } else if (finding.verdict == Verdict::could_not_tell) {
        word = "COULD NOT TELL";
        name = "could_not_tell";
    }
    std::string text;
    if (json) {
        text = fmt::format("{{\"verdict\":\"{}\",\"sentence\":{}", name, json_string(finding.sentence));
        for (const auto& [key, value] : finding.members) text += fmt::format(",\"{}\":{}", key, value);
        text += "}\n";
    } else {
        text = fmt::format("{}: {}\n", word, finding.sentence);
        for (const std::string& line : finding.more) text += fmt::format("  {}\n", line);
    }
    std::fputs(text.c_str(), stdout);
}

int run(int count, char** told) {
    for (int i = 1; i < count; ++i) {
        const std::string_view word = told[i];
        if (word == "--help" || word == "-h") return std::fputs(usage_text.data(), stdout) < 0 ? 2 : 0;
        if (word == "--version") return std::printf("sanad-verify %s\n", version.data()) < 0 ? 2 : 0;
    }
    Result<Arguments> arguments = understood(count, told);
    const Result<Finding> found = arguments ? verify(*arguments) : Result<Finding>{tl::unexpected{arguments.error()}};
    const Finding finding = found ? *found : finding_of(found.error());
    if (finding.verdict == Verdict::usage) {
        std::fprintf(stderr, "sanad-verify: %s\n\n%s", finding.sentence.c_str(), usage_text.data());
        return static_cast<int>(Verdict::usage);
    }
    print(finding, arguments->json);
    // A verdict that nobody received is none.
    if (std::fflush(stdout) != 0) {
        std::fputs("sanad-verify: the answer could not be written\n", stderr);
        return static_cast<int>(Verdict::could_not_tell);
    }
    return static_cast<int>(finding.verdict);
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
