#include "core/cli/keyword_list.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/text.hpp"
#include "core/crypto/text_digest.hpp"

namespace sanad {
namespace {

constexpr std::uintmax_t largest_list = 64 << 20;

}  // namespace

Result<ReadList> read_keyword_list(const std::string& path) {
    ReadList read;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return failure(Fault::not_found, fmt::format("{}: {}", shown(path), error.message()));
    if (size > largest_list) return failure(Fault::refused, shown(path) + ": a keyword list of more than 64 MiB");
    std::ifstream file{path, std::ios::binary};
    read.list.content.assign(std::istreambuf_iterator<char>{file}, {});
    if (!file) return failure(Fault::unreadable, shown(path) + ": cannot be read");
    read.list.name = repaired_utf8(std::filesystem::path{path}.filename().string());
    read.list.sha256 = sha256_of(read.list.content);
    auto terms = keywords_of(read.list.content);
    if (!terms) return within(shown(path), terms.error());
    read.terms = std::move(*terms);
    if (read.terms.empty()) return failure(Fault::refused, "no term in " + shown(path));
    return read;
}

void keep_in_case(const CaseFolder& folder, ReadList& read) {
    const auto kept = keep_keyword_list(folder, read.list);
    read.kept = kept.has_value();
    if (!kept) std::fprintf(stderr, "sanad: the list is not kept in the case: %s\n", kept.error().what.c_str());
}

}  // namespace sanad
