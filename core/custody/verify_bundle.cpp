#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "core/base/new_file.hpp"
#include "core/base/text.hpp"
#include "core/custody/answer_page.hpp"
#include "core/custody/bundle_check.hpp"
#include "core/custody/plain_file.hpp"
#include "core/custody/verify_command.hpp"

namespace sanad::verifier {
namespace {

Result<std::string> text_of_file(const std::string& path) {
    constexpr std::uint64_t most_bytes = 16 << 20;
    PlainFile file = TRY(PlainFile::open(path));
    if (file.size() > most_bytes) {
        return failure(Fault::limit, fmt::format("{}: {} bytes, more than {}", shown(path), file.size(), most_bytes));
    }
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    text.resize(TRY(file.read({reinterpret_cast<Byte*>(text.data()), text.size()})));
    return text;
}

/// "ZWZJ-…-C@12": the code and how many entries there were.
Result<GivenReceipt> receipt_told(const std::string& told) {
    const std::size_t at = told.rfind('@');
    GivenReceipt receipt;
    const std::string_view size = at == std::string::npos ? std::string_view{} : std::string_view{told}.substr(at + 1);
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), receipt.size);
    if (size.empty() || error != std::errc{} || end != size.data() + size.size()) {
        return failure(
            Fault::refused,
            fmt::format("--receipt {}: write the code, @, and the number of entries printed beside it", shown(told)));
    }
    receipt.code = told.substr(0, at);
    return receipt;
}

}  // namespace

Result<Verdict> verify_bundle(const Arguments& arguments) {
    static constexpr std::array known = {"--policy", "--receipt", "--report", "--image",
                                         "--tsa",    "--html",    "--lang",   "--checkpoint"};
    static constexpr std::array once = {"--policy", "--tsa", "--html", "--lang"};
    for (const auto& [option, value] : arguments.options) {
        if (std::ranges::find(known, option) == known.end()) {
            return failure(Fault::refused, option + " does not belong to a bundle");
        }
        if (std::ranges::find(once, option) != once.end() && arguments.options.count(option) > 1) {
            return failure(Fault::refused, option + " twice");
        }
    }
    if (arguments.words.size() != 1) return failure(Fault::refused, "name one bundle");
    if (arguments.json && arguments.has("--html")) return failure(Fault::refused, "--json or --html, not both");
    SheetLanguage language = SheetLanguage::english;
    if (arguments.has("--lang")) {
        const std::string& told = arguments.value("--lang");
        if (told != "en" && told != "ur") return failure(Fault::refused, "--lang is en or ur");
        if (told == "ur") language = SheetLanguage::urdu;
    }

    BundleRequest request;
    request.bundle = arguments.words.front();
    for (const std::string& each : arguments.values("--receipt")) request.receipts.push_back(TRY(receipt_told(each)));
    for (const std::string& each : arguments.values("--checkpoint")) request.checkpoints.emplace_back(each);
    for (const std::string& each : arguments.values("--report")) request.reports.emplace_back(each);
    for (const std::string& each : arguments.values("--image")) request.images.emplace_back(each);

    const auto checked = [&]() -> Result<AnswerSheet> {
        if (arguments.has("--policy")) request.policy = TRY(text_of_file(arguments.value("--policy")));
        if (arguments.has("--tsa")) request.trusted_authorities = TRY(text_of_file(arguments.value("--tsa")));
        return check_bundle(request);
    }();
    const AnswerSheet sheet = checked ? *checked : unread_sheet(checked.error().what);
    if (arguments.has("--html")) TRY(write_new_file(arguments.value("--html"), sheet_html(sheet, language)));
    const std::string text = arguments.json ? sheet_json(sheet, language) : sheet_text(sheet, language);
    std::fputs(text.c_str(), stdout);
    return static_cast<Verdict>(sheet.status);
}

}  // namespace sanad::verifier
