// A list of texts in a column of a case that came from elsewhere: whatever stands there gives no more than it holds,
// and what we write there is read as it was.
#include "core/store/json_list.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    std::size_t read = 0;
    for (const std::string& each : texts_of_json(text)) read += each.size() + 1;
    if (read > size) __builtin_trap();

    std::vector<std::string> texts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        texts.push_back(repaired_utf8(text.substr(at, end - at)));
        at = end + 1;
    }
    if (texts_of_json(json_of_texts(texts)) != texts) __builtin_trap();
    return 0;
}
