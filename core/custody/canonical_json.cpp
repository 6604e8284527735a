#include "core/custody/canonical_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace sanad {
namespace {

/// What stands at a place, for a message.
std::string standing(std::string_view text, std::size_t at) {
    if (at >= text.size()) return "the text ends";
    return fmt::format("'{}' stands there", shown(text.substr(at, 1)));
}

}  // namespace

tl::unexpected<Error> CanonicalReader::wrong(std::size_t at, std::string_view what) const {
    return failure(Fault::damaged, fmt::format("byte {}: {}", at, what));
}

Result<void> CanonicalReader::take(char expected) {
    if (!is_next(expected)) return wrong(at_, fmt::format("'{}' expected, {}", expected, standing(text_, at_)));
    ++at_;
    return {};
}

Result<void> CanonicalReader::open_object() {
    TRY(take('{'));
    keys_.emplace_back();
    return {};
}

std::string CanonicalReader::complaint(std::string_view name) const {
    const auto& seen = keys_.back();
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        return fmt::format("the key \"{}\" stands twice", name);
    }
    return fmt::format("the key \"{}\" does not belong here", shown(name));
}

Result<void> CanonicalReader::key(std::string_view name) {
    if (!keys_.back().empty()) TRY(take(','));
    const std::size_t begin = at_;
    const std::string found = TRY(text());
    if (found != name) return wrong(begin, fmt::format("{}, \"{}\" is expected", complaint(found), name));
    keys_.back().push_back(found);
    return take(':');
}

Result<void> CanonicalReader::close_object() {
    if (is_next(',')) {
        ++at_;
        const std::size_t begin = at_;
        return wrong(begin, complaint(TRY(text())));
    }
    TRY(take('}'));
    keys_.pop_back();
    return {};
}

Result<void> CanonicalReader::open_array() {
    return take('[');
}

Result<bool> CanonicalReader::another() {
    const bool first = at_ > 0 && text_[at_ - 1] == '[';
    if (is_next(']')) {
        ++at_;
        return false;
    }
    if (!first) TRY(take(','));
    return true;
}

Result<std::uint64_t> CanonicalReader::number() {
    const std::size_t begin = at_;
    std::uint64_t value = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
        value = value * 10 + static_cast<std::uint64_t>(text_[at_] - '0');
        if (value > largest_json_number) return wrong(begin, "a number beyond 2^53 - 1");
        ++at_;
    }
    if (at_ == begin) return wrong(at_, fmt::format("a whole number expected, {}", standing(text_, at_)));
    if (text_[begin] == '0' && at_ - begin > 1) return wrong(begin, "a number with a leading zero");
    return value;
}

Result<std::string> CanonicalReader::text() {
    const std::size_t begin = at_;
    TRY(take('"'));
    std::string value;
    while (!is_next('"')) {
        if (at_ >= text_.size()) return wrong(begin, "a text without an end");
        const auto letter = static_cast<unsigned char>(text_[at_]);
        if (letter < 0x20 || letter == 0x7F) return wrong(at_, "a control character in a text");
        if (letter == '\\') {
            ++at_;
            if (!is_next('"') && !is_next('\\')) return wrong(at_ - 1, "an escape that is not canonical");
        }
        value += text_[at_++];
    }
    ++at_;
    if (!is_utf8(value)) return wrong(begin, "a text that is not UTF-8");
    return value;
}

Result<void> CanonicalReader::end() {
    if (at_ >= text_.size()) return wrong(at_, "the line feed at the end is missing");
    if (text_.substr(at_) != "\n") return wrong(at_, "more text after the end");
    return {};
}

}  // namespace sanad
