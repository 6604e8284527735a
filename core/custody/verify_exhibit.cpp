#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/custody/image_digests.hpp"
#include "core/custody/verify_command.hpp"

namespace sanad::verifier {
namespace {

std::string digits(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

/// "1 piece", "3 pieces".
std::string counted(std::uint64_t number, std::string_view thing) {
    return fmt::format("{} {}{}", digits(number), thing, number == 1 ? "" : "s");
}

Result<std::optional<Sha256Digest>> digest_given(const Arguments& arguments, const std::string& option) {
    if (!arguments.has(option)) return std::nullopt;
    const std::string& text = arguments.value(option);
    const auto bytes = from_hex(text);
    Sha256Digest digest{};
    if (!bytes || bytes->size() != digest.size()) {
        return failure(Fault::refused, fmt::format("{} {}: not 64 hexadecimal digits", option, shown(text)));
    }
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

Result<void> only(const Arguments& arguments, std::initializer_list<std::string_view> known) {
    for (const auto& [option, value] : arguments.options) {
        if (std::ranges::find(known, option) == known.end()) {
            return failure(Fault::refused,
                           fmt::format("{} does not belong to `sanad-verify {}`", option, arguments.words.front()));
        }
    }
    return {};
}

}  // namespace

Result<Answered> verify_exhibit(const Arguments& arguments) {
    if (arguments.words.size() != 2) return failure(Fault::refused, "name one proof");
    TRY(only(arguments, {"--blocks", "--file", "--root"}));
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
        file.emplace(TRY(FileComparison::open(arguments.value("--file"), proof->size)));
    }
    const std::filesystem::path folder =
        arguments.has("--blocks") ? std::filesystem::path{arguments.value("--blocks")} : blocks_beside(name);
    const ProvenExhibit proven = TRY(check_exhibit(*proof, blocks_in(folder), [&](Bytes bytes) -> Result<void> {
        return file ? file->take(bytes) : Result<void>{};
    }));

    Answered finding;
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

Result<Answered> verify_image(const Arguments& arguments) {
    if (arguments.words.size() != 2) return failure(Fault::refused, "name one image file");
    TRY(only(arguments, {"--root", "--sha256"}));
    const auto root = TRY(digest_given(arguments, "--root"));
    const auto sha256 = TRY(digest_given(arguments, "--sha256"));
    if (!root && !sha256) return failure(Fault::refused, "give --root or --sha256, or both");
    const RawImageDigests found = TRY(digest_raw_image(arguments.words[1]));

    Answered finding;
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

}  // namespace sanad::verifier
