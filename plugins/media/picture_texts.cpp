#include "plugins/media/picture_texts.hpp"

#include <algorithm>
#include <cmath>

namespace sanad::media {
namespace {

std::string trimmed(std::string_view text) {
    text = text.substr(0, text.find('\0'));
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t begins = text.find_first_not_of(blank);
    if (begins == std::string_view::npos) return {};
    return sdk::utf8(text.substr(begins, text.find_last_not_of(blank) - begins + 1));
}

/// Exiv2 throws for a key it does not know, and values differ in type from what the key promises.
template <class Read>
auto or_nothing(const Read& read) -> decltype(read()) {
    try {
        return read();
    } catch (const Exiv2::Error&) {
        return {};
    }
}

std::vector<std::uint8_t> bytes_of(const Exiv2::Value& value) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(value.size()));
    if (!bytes.empty()) value.copy(bytes.data(), Exiv2::littleEndian);
    return bytes;
}

/// The one that XMP marks as default, or the first; without the mark "lang=…" in front.
std::string alternative(const Exiv2::Value& value) {
    if (const auto* alternatives = dynamic_cast<const Exiv2::LangAltValue*>(&value)) {
        if (alternatives->value_.empty()) return {};
        const auto standard = alternatives->value_.find("x-default");
        return standard != alternatives->value_.end() ? standard->second : alternatives->value_.begin()->second;
    }
    if (value.count() == 0) return {};
    if (value.typeId() == Exiv2::xmpText) return value.toString();
    std::string joined;
    for (decltype(value.count()) i = 0; i < value.count(); ++i) {
        joined += (i == 0 ? "" : ", ") + value.toString(i);
    }
    return joined;
}

}  // namespace

std::string Metadata::exif_text(std::string_view key) const {
    const auto& data = image_.exifData();
    const auto found = data.findKey(Exiv2::ExifKey{std::string{key}});
    return found == data.end() ? std::string{} : found->value().toString();
}

/// XPTitle and its like: UTF-16 in bytes.
std::string Metadata::utf16_of_windows(std::string_view key) const {
    const auto& data = image_.exifData();
    const auto found = data.findKey(Exiv2::ExifKey{std::string{key}});
    return found == data.end() ? std::string{} : sdk::utf8_of_utf16le(bytes_of(found->value()));
}

std::string Metadata::text(std::string_view key) const {
    return or_nothing([&]() -> std::string {
        if (key.starts_with("Exif.Image.XP")) return trimmed(utf16_of_windows(key));
        if (key.starts_with("Exif.")) return trimmed(exif_text(key));
        if (key.starts_with("Iptc.")) {
            const auto& data = image_.iptcData();
            const auto found = data.findKey(Exiv2::IptcKey{std::string{key}});
            return found == data.end() ? std::string{} : trimmed(found->value().toString());
        }
        const auto& data = image_.xmpData();
        const auto found = data.findKey(Exiv2::XmpKey{std::string{key}});
        return found == data.end() ? std::string{} : trimmed(alternative(found->value()));
    });
}

std::string Metadata::first(std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys) {
        if (std::string found = text(key); !found.empty()) return found;
    }
    return {};
}

std::optional<std::int64_t> Metadata::integer(std::string_view key) const {
    const std::string digits = text(key);
    if (digits.empty() || digits.size() > 9 ||
        !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    return std::stoll(digits);
}

std::optional<double> Metadata::fraction(std::string_view key, std::size_t at) const {
    return or_nothing([&]() -> std::optional<double> {
        const auto& data = image_.exifData();
        const auto found = data.findKey(Exiv2::ExifKey{std::string{key}});
        if (found == data.end() || static_cast<std::size_t>(found->count()) <= at) return std::nullopt;
        const auto type = found->typeId();
        if (type != Exiv2::unsignedRational && type != Exiv2::signedRational) return std::nullopt;
        const Exiv2::Rational value = found->toRational(static_cast<long>(at));
        // Unsigned fractions beyond 2³¹ come out negative here.
        const auto whole = [&](std::int32_t part) {
            return type == Exiv2::unsignedRational ? static_cast<double>(static_cast<std::uint32_t>(part))
                                                   : static_cast<double>(part);
        };
        if (value.second == 0) return std::nullopt;
        return whole(value.first) / whole(value.second);
    });
}

std::vector<std::string> Metadata::all(std::initializer_list<std::string_view> keys) const {
    std::vector<std::string> found;
    const auto add = [&](const std::string& value) {
        std::string text = trimmed(value);
        if (!text.empty() && std::find(found.begin(), found.end(), text) == found.end()) {
            found.push_back(std::move(text));
        }
    };
    for (const std::string_view key : keys) {
        if (key.starts_with("Iptc.")) {
            for (const auto& datum : image_.iptcData()) {
                if (datum.key() == key) add(datum.value().toString());
            }
        } else if (key.starts_with("Xmp.")) {
            for (const auto& datum : image_.xmpData()) {
                if (datum.key() != key) continue;
                for (decltype(datum.count()) i = 0; i < datum.count(); ++i) add(datum.toString(i));
            }
        } else {
            const std::string list = text(key);  // of Windows: ';' between them
            for (std::size_t at = 0; at < list.size();) {
                const std::size_t end = std::min(list.find(';', at), list.size());
                add(list.substr(at, end - at));
                at = end + 1;
            }
        }
    }
    return found;
}

std::string Metadata::user_comment() const {
    using std::operator""sv;
    constexpr std::size_t mark = 8;
    return or_nothing([&]() -> std::string {
        const auto& data = image_.exifData();
        const auto found = data.findKey(Exiv2::ExifKey{"Exif.Photo.UserComment"});
        if (found == data.end()) return {};
        std::vector<std::uint8_t> bytes = bytes_of(found->value());
        if (bytes.size() <= mark) return {};
        const std::string_view set{reinterpret_cast<const char*>(bytes.data()), mark};
        if (set == "UNICODE\0"sv) {
            bytes.erase(bytes.begin(), bytes.begin() + mark);
            if (image_.byteOrder() == Exiv2::bigEndian) {
                for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
            }
            return trimmed(sdk::utf8_of_utf16le(bytes));
        }
        if (set == "JIS\0\0\0\0\0"sv) return {};
        const bool marked = set == "ASCII\0\0\0"sv || set == "\0\0\0\0\0\0\0\0"sv;
        const std::string_view whole{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        return trimmed(whole.substr(marked ? mark : 0));
    });
}

}  // namespace sanad::media
