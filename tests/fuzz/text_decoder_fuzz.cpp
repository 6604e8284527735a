// Plain text of every encoding: what comes out is UTF-8, and a well-formed text read by windows is the text read whole.
#include <algorithm>
#include <cstdlib>

#include "core/base/text.hpp"
#include "core/ingest/text_decoder.hpp"

using namespace sanad;

namespace {

std::string by_windows(Bytes bytes, std::string_view encoding, std::size_t width, bool& exact) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += width) {
        const std::size_t own = std::min(width, bytes.size() - at);
        const auto window = bytes.subspan(at, std::min(own + window_tail, bytes.size() - at));
        const DecodedText decoded = decoded_text(window, own, encoding, at == 0);
        exact = exact && decoded.exact;
        text += decoded.text;
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t width = std::size_t{4} * (1 + data[0] % 8);
    const Bytes bytes{data + 1, size - 1};
    for (const std::string_view encoding : {"us-ascii", "utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be",
                                            "windows-1256", "windows-1252", "unknown-8bit", "strings"}) {
        const DecodedText whole = decoded_text(bytes, bytes.size(), encoding, true);
        if (!is_utf8(whole.text) || whole.lead > bytes.size()) std::abort();
        bool exact = whole.exact;
        const std::string text = by_windows(bytes, encoding, width, exact);
        if (!is_utf8(text)) std::abort();
        const bool well_formed = exact && whole.text.find("\xEF\xBF\xBD") == std::string::npos;
        if (well_formed && text != whole.text) std::abort();
    }
    return 0;
}
