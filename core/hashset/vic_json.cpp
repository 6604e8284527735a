#include <fmt/format.h>

#include <array>
#include <vector>

#include "core/hashset/digest_lists.hpp"
#include "core/hashset/hex_digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longest_kept = 256;     ///< of a text: digests and categories are shorter
constexpr std::size_t most_waiting = 10'000;  ///< digests that wait for the category of the object around them

struct Waiting {
    std::uint64_t record = 0;
    std::string md5, sha1, sha256;  ///< as they stand there
};

struct Object {
    std::optional<std::string> category;
    Waiting own;
    std::vector<Waiting> inner;
    bool is_record = false;  ///< it stands in a list "value" or "Media", or in no list of an object's
};

/// RFC 8259, read once from front to back. Texts and numbers that nobody asks for are passed over.
class VicReader {
public:
    VicReader(ListBytes& in, ListTaker& taker) : in_{in}, taker_{taker} {}

    Result<void> read() {
        if (TRY(peek()) == 0xef) {  // a byte order mark
            for (const int expected : {0xef, 0xbb, 0xbf}) {
                if (TRY(take()) != expected) return wrong("neither JSON nor a byte order mark");
            }
        }
        TRY(blanks());
        TRY(value(0, true));
        TRY(blanks());
        if (TRY(peek()) >= 0) return wrong("more behind its end");
        return {};
    }

private:
    tl::unexpected<Error> wrong(std::string_view what) const {
        return failure(Fault::damaged, fmt::format("line {}, byte {}: no JSON: {}", line_, at_, what));
    }

    /// −1: the end.
    Result<int> peek() {
        if (left_.empty()) {
            left_ = TRY(in_.next());
            if (left_.empty()) return -1;
        }
        return left_.front();
    }
    Result<int> take() {
        const int byte = TRY(peek());
        if (byte < 0) return wrong("it ends too early");
        left_ = left_.subspan(1);
        ++at_;
        if (byte == '\n') ++line_;
        return byte;
    }
    Result<void> blanks() {
        for (;;) {
            const int byte = TRY(peek());
            if (byte != ' ' && byte != '\t' && byte != '\n' && byte != '\r') return {};
            TRY(take());
        }
    }
    Result<void> word(std::string_view rest) {
        for (const char letter : rest) {
            if (TRY(take()) != letter) return wrong("neither true, false nor null");
        }
        return {};
    }

    /// The first bytes of a text, without its quotes; \uXXXX of ASCII only, which is all that digests need.
    Result<std::string> text() {
        std::string kept;
        const auto keep = [&](int byte) {
            if (kept.size() < longest_kept) kept += static_cast<char>(byte);
        };
        TRY(take());
        for (;;) {
            int byte = TRY(take());
            if (byte == '"') return kept;
            if (byte < 0x20) return wrong("a control character in a text");
            if (byte != '\\') {
                keep(byte);
                continue;
            }
            byte = TRY(take());
            if (byte != 'u') {
                static constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
                const std::size_t which = letters.find(static_cast<char>(byte));
                if (which == std::string_view::npos) return wrong("an escape that JSON does not know");
                keep(meant[which]);
                continue;
            }
            unsigned unit = 0;
            for (int i = 0; i < 4; ++i) {
                const std::uint8_t digit = hex_value(static_cast<char>(TRY(take())));
                if (digit > 15) return wrong("an escape that JSON does not know");
                unit = unit << 4 | digit;
            }
            keep(unit < 0x80 ? static_cast<int>(unit) : '?');
        }
    }
    Result<std::string> number() {
        std::string kept;
        for (;;) {
            const int byte = TRY(peek());
            const bool more =
                (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == '.' || byte == 'e' || byte == 'E';
            if (!more) break;
            if (kept.size() < longest_kept) kept += static_cast<char>(byte);
            TRY(take());
        }
        if (kept.find_first_of("0123456789") == std::string::npos) return wrong("neither a text nor a number");
        return kept;
    }

    /// `record`: an object here is one of the list, whatever stands around it. Gives what a text or number says.
    Result<std::optional<std::string>> value(std::size_t depth, bool record) {
        if (depth > deepest)
            return failure(Fault::limit, fmt::format("line {}: nested deeper than {}", line_, deepest));
        std::optional<std::string> said;
        switch (TRY(peek())) {
            case '{':
                TRY(object(depth, record));
                break;
            case '[':
                TRY(list(depth, record));
                break;
            case '"':
                said = TRY(text());
                break;
            case 't':
                TRY(word("true"));
                break;
            case 'f':
                TRY(word("false"));
                break;
            case 'n':
                TRY(word("null"));
                break;
            default:
                said = TRY(number());
        }
        return said;
    }

    Result<void> list(std::size_t depth, bool record) {
        TRY(take());
        TRY(blanks());
        if (TRY(peek()) == ']') return dropped(take());
        for (;;) {
            TRY(blanks());
            TRY(value(depth + 1, record));
            TRY(blanks());
            const int next = TRY(take());
            if (next == ']') return {};
            if (next != ',') return wrong("no comma between two members of a list");
        }
    }

    Result<void> object(std::size_t depth, bool record) {
        objects_.emplace_back();
        objects_.back().is_record = record;
        TRY(take());
        TRY(blanks());
        if (TRY(peek()) == '}') {
            TRY(take());
            return end_of_object();
        }
        for (;;) {
            TRY(blanks());
            if (TRY(peek()) != '"') return wrong("a member without a name");
            const std::string name = TRY(text());
            TRY(blanks());
            if (TRY(take()) != ':') return wrong("a member without a value");
            TRY(blanks());
            const auto said = TRY(value(depth + 1, name == "value" || name == "Media"));
            if (said) TRY(member(name, *said));
            TRY(blanks());
            const int next = TRY(take());
            if (next == '}') return end_of_object();
            if (next != ',') return wrong("no comma between two members");
        }
    }

    Result<void> member(const std::string& name, const std::string& said) {
        Object& object = objects_.back();
        const auto is = [&](std::string_view wanted) {
            if (name.size() != wanted.size()) return false;
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                const char letter = name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
                if (letter != wanted[i]) return false;
            }
            return true;
        };
        if (is("md5")) {
            object.own.md5 = said;
        } else if (is("sha1") || is("sha-1")) {
            object.own.sha1 = said;
        } else if (is("sha256") || is("sha-256")) {
            object.own.sha256 = said;
        } else if (is("category")) {
            object.category = said;
        }
        return {};
    }

    Result<void> end_of_object() {
        Object object = std::move(objects_.back());
        objects_.pop_back();
        if (!object.own.md5.empty() || !object.own.sha1.empty() || !object.own.sha256.empty()) {
            object.own.record = ++records_;
            object.inner.push_back(std::move(object.own));
        }
        const bool waits = !object.category && !object.is_record && !objects_.empty() &&
                           objects_.back().inner.size() + object.inner.size() <= most_waiting;
        if (waits) {
            auto& around = objects_.back().inner;
            around.insert(around.end(), std::make_move_iterator(object.inner.begin()),
                          std::make_move_iterator(object.inner.end()));
            return {};
        }
        for (const Waiting& one : object.inner) TRY(give(one, object.category.value_or("")));
        return {};
    }

    Result<void> give(const Waiting& one, const std::string& category) {
        std::array<Byte, 16> md5{};
        std::array<Byte, 20> sha1{};
        std::array<Byte, 32> sha256{};
        ListedDigests digests;
        digests.category = category;
        const auto read = [&](const std::string& text, Byte* to, std::size_t size, const Byte*& where) {
            if (text.empty()) return true;
            if (!read_hex(text, to, size)) return false;
            where = to;
            return true;
        };
        if (!read(one.md5, md5.data(), md5.size(), digests.md5))
            return taker_.refuse(one.record, "its MD5 is none", one.md5);
        if (!read(one.sha1, sha1.data(), sha1.size(), digests.sha1))
            return taker_.refuse(one.record, "its SHA1 is none", one.sha1);
        if (!read(one.sha256, sha256.data(), sha256.size(), digests.sha256))
            return taker_.refuse(one.record, "its SHA256 is none", one.sha256);
        return taker_.take(one.record, digests);
    }

    static Result<void> dropped(const Result<int>& result) {
        if (!result) return tl::unexpected{result.error()};
        return {};
    }

    ListBytes& in_;
    ListTaker& taker_;
    Bytes left_;
    std::uint64_t at_ = 0, line_ = 1, records_ = 0;
    std::vector<Object> objects_;
};

}  // namespace

Result<ListFacts> read_project_vic(ListBytes& in, ListTaker& taker) {
    TRY(VicReader(in, taker).read());
    return ListFacts{};
}

}  // namespace sanad
