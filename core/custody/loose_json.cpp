#include "core/custody/loose_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"

namespace sanad {
namespace {

void append_utf8(std::string& to, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_{text} {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // editors on Windows put it there
    }

    Result<JsonValue> whole() {
        JsonValue value = TRY(this->value(0));
        skip();
        if (at_ != text_.size()) return wrong("more text after the end");
        return value;
    }

private:
    tl::unexpected<Error> wrong(std::string_view what) const {
        const std::string_view before = text_.substr(0, at_);
        const auto line = std::ranges::count(before, '\n') + 1;
        const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
        return failure(Fault::refused, fmt::format("line {}, column {}: {}", line, column, what));
    }
    void skip() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool take(char letter) {
        skip();
        if (at_ >= text_.size() || text_[at_] != letter) return false;
        ++at_;
        return true;
    }
    bool take(std::string_view word) {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }

    Result<JsonValue> value(std::size_t depth) {
        if (depth > JsonValue::most_depth) return wrong("nested too deep");
        skip();
        if (take('{')) return object(depth);
        if (take('[')) return array(depth);
        if (at_ < text_.size() && text_[at_] == '"') return JsonValue{TRY(text())};
        if (take(std::string_view{"true"})) return JsonValue::truth(true);
        if (take(std::string_view{"false"})) return JsonValue::truth(false);
        if (take(std::string_view{"null"})) return wrong("null stands for nothing here: leave the member out");
        return number();
    }

    Result<JsonValue> object(std::size_t depth) {
        JsonValue made;
        if (take('}')) return made;
        do {
            skip();
            if (at_ >= text_.size() || text_[at_] != '"') return wrong("the name of a member expected");
            std::string key = TRY(text());
            if (!take(':')) return wrong("':' expected");
            if (made.find(key) != nullptr) return wrong(fmt::format("`{}` twice", shown(key)));
            auto member = value(depth + 1);
            if (!member) return member;
            made.set(std::move(key), std::move(*member));
        } while (take(','));
        if (!take('}')) return wrong("',' or '}' expected");
        return made;
    }

    Result<JsonValue> array(std::size_t depth) {
        JsonValue::Array elements;
        if (take(']')) return JsonValue{std::move(elements)};
        do {
            elements.push_back(TRY(value(depth + 1)));
        } while (take(','));
        if (!take(']')) return wrong("',' or ']' expected");
        return JsonValue{std::move(elements)};
    }

    Result<JsonValue> number() {
        const bool negative = take(std::string_view{"-"});
        const std::size_t first = at_;
        std::int64_t value = 0;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            value = value * 10 + (text_[at_] - '0');
            if (value > (std::int64_t{1} << 53) - 1) return wrong("a number beyond 2^53 - 1: write it as a text");
            ++at_;
        }
        if (at_ == first) return wrong("a value expected");
        if (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == 'e' || text_[at_] == 'E')) {
            return wrong("only whole numbers can be recorded");
        }
        return JsonValue{negative ? -value : value};
    }

    std::optional<std::uint32_t> hex4() {
        std::uint32_t code = 0;
        if (text_.size() - at_ < 4) return std::nullopt;
        for (int i = 0; i < 4; ++i) {
            const char letter = text_[at_++];
            const std::uint32_t lower = static_cast<unsigned char>(letter) | 0x20u;
            if (is_digit(letter)) {
                code = code << 4 | static_cast<std::uint32_t>(letter - '0');
            } else if (lower >= 'a' && lower <= 'f') {
                code = code << 4 | (lower - 'a' + 10);
            } else {
                return std::nullopt;
            }
        }
        return code;
    }

    Result<void> escape(std::string& to) {
        if (at_ >= text_.size()) return wrong("a text without an end");
        const char letter = text_[at_++];
        constexpr std::string_view names = "\"\\/bfnrt", means = "\"\\/\b\f\n\r\t";
        if (const std::size_t found = names.find(letter); found != std::string_view::npos) {
            to += means[found];
            return {};
        }
        if (letter != 'u') return wrong("no such escape");
        const auto first = hex4();
        if (!first) return wrong("\\u takes four hexadecimal digits");
        if (*first < 0xD800 || *first > 0xDFFF) {
            append_utf8(to, *first);
            return {};
        }
        if (*first > 0xDBFF || !take(std::string_view{"\\u"})) return wrong("half of a surrogate pair");
        const auto second = hex4();
        if (!second || *second < 0xDC00 || *second > 0xDFFF) return wrong("half of a surrogate pair");
        append_utf8(to, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
        return {};
    }

    Result<std::string> text() {
        ++at_;
        std::string value;
        while (at_ < text_.size() && text_[at_] != '"') {
            const char letter = text_[at_];
            if (static_cast<unsigned char>(letter) < 0x20) return wrong("a control character in a text");
            ++at_;
            if (letter == '\\') {
                TRY(escape(value));
            } else {
                value += letter;
            }
        }
        if (at_ >= text_.size()) return wrong("a text without an end");
        ++at_;
        if (!is_utf8(value)) return wrong("a text that is not UTF-8");
        return nfc(value);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<JsonValue> read_loose_json(std::string_view text) {
    return Reader{text}.whole();
}

}  // namespace sanad
