// A list of terms that somebody wrote for a search: refused as a whole, or each of its terms is a piece of its line.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/cli/keyword_list.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    const auto terms = keywords_of(text);
    expect(terms.has_value() == (is_utf8(text) && text.find('\0') == std::string_view::npos));
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    for (std::size_t i = 0, line = 0; terms && i < terms->size(); ++i) {
        const auto& [number, term] = (*terms)[i];
        expect(number > line && number <= lines);
        line = number;
        expect(!term.empty() && is_utf8(term) && text.find(term) != std::string_view::npos);
        expect(term.find('\n') == std::string::npos && !term.starts_with(' ') && !term.ends_with('\r'));
    }
    const int file = ::memfd_create("list", MFD_CLOEXEC);
    if (::write(file, data, size) == static_cast<ssize_t>(size)) {
        const auto read = read_keyword_list(fmt::format("/proc/self/fd/{}", file));
        expect(read.has_value() == terms.has_value());
        if (read) expect(read->list.content == text && read->terms == *terms);
    }
    ::close(file);
    return 0;
}
