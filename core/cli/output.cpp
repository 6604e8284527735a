#include "core/cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::size_t flush_at = 64 << 10;

}  // namespace

Output::~Output() {
    flush();
}

bool Output::write(std::string_view text) {
    if (error_ != 0) return false;
    waiting_ += text;
    return waiting_.size() < flush_at || flush();
}

bool Output::flush() {
    for (std::string_view left = waiting_; error_ == 0 && !left.empty();) {
        const ssize_t written = ::write(STDOUT_FILENO, left.data(), left.size());
        if (written >= 0) {
            left.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    waiting_.clear();
    return error_ == 0;
}

Result<void> Output::finish() {
    flush();
    if (error_ == 0 || error_ == EPIPE) return {};
    return failure(Fault::system, fmt::format("standard output: {}", std::strerror(error_)));
}

JsonObject& JsonObject::member(std::string_view key, std::string_view value) {
    if (text_.size() > 1) text_ += ',';
    text_ += '"';
    text_ += key;
    text_ += "\":";
    text_ += value;
    return *this;
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
    return member(key, json_string(value));
}

JsonObject& JsonObject::number(std::string_view key, std::uint64_t value) {
    return member(key, std::to_string(value));
}

JsonObject& JsonObject::truth(std::string_view key, bool value) {
    return member(key, value ? "true" : "false");
}

void JsonArray::add(std::string_view value) {
    if (text_.size() > 1) text_ += ',';
    text_ += value;
}

std::string csv_text(std::string_view text) {
    std::string cell = shown(text);
    if (!cell.empty() && std::string_view{"=+-@"}.find(cell.front()) != std::string_view::npos) cell.insert(0, 1, '\'');
    if (cell.find_first_of(",\"'") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char letter : cell) {
        if (letter == '"') quoted += '"';
        quoted += letter;
    }
    return quoted + '"';
}

}  // namespace sanad
