#include "core/report/bodyfile.hpp"

#include <fmt/format.h>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"

namespace sanad {
namespace {

/// "r/rrw-r--r--" as The Sleuth Kit writes it.
std::string mode_text(const FileRow& file) {
    const char kind = file.kind == FileKind::directory ? 'd' : file.kind == FileKind::symlink ? 'l' : 'r';
    std::string text{kind, '/', kind};
    for (int bit = 8; bit >= 0; --bit) text += (file.mode >> bit & 1) != 0 ? "xwr"[bit % 3] : '-';
    return text;
}

std::int64_t seconds(const std::optional<Timestamp>& time) {
    if (!time) return 0;
    return time->ns / 1'000'000'000 - (time->ns % 1'000'000'000 < 0 ? 1 : 0);
}

bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// A name in a body file: '|' would end its field, a line feed its line. mactime takes %XX anywhere for a character, so
/// that a name with %0A in it would begin a line of its own; %25 gives the name back.
std::string body_name(std::string_view path) {
    const std::string text = shown(path);
    std::string name;
    name.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '|') {
            name += "\\x7c";
        } else if (text[at] == '%' && at + 2 < text.size() && is_hex_digit(text[at + 1]) &&
                   is_hex_digit(text[at + 2])) {
            name += "%25";
        } else {
            name += text[at];
        }
    }
    return name;
}

std::string body_line(const FileRow& file, const FileTimes& times, std::string_view suffix) {
    if (seconds(times.accessed_at) == 0 && seconds(times.modified_at) == 0 && seconds(times.metadata_changed_at) == 0 &&
        seconds(times.created_at) == 0) {
        return {};
    }
    return fmt::format("{}|{}{}{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n", file.digests ? hex(file.digests->md5) : "0",
                       body_name(file.path), suffix, file.state == NameState::allocated ? "" : " (deleted)",
                       file.metadata_address, mode_text(file), file.uid.value_or(0), file.gid.value_or(0), file.size,
                       seconds(times.accessed_at), seconds(times.modified_at), seconds(times.metadata_changed_at),
                       seconds(times.created_at));
}

}  // namespace

std::string body_lines(const FileRow& file) {
    std::string lines = body_line(file, file.times, "");
    if (file.name_times != FileTimes{}) lines += body_line(file, file.name_times, " ($FILE_NAME)");
    return lines;
}

std::string without_times_text(std::uint64_t files) {
    return fmt::format("{} file{} without any time {} left out: a body file is of times", files, files == 1 ? "" : "s",
                       files == 1 ? "is" : "are");
}

}  // namespace sanad
