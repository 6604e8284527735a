#pragma once
// What Windows' Packager hides in a document (MS-OLEDS 2.2.4 for the OLE 1 object; the package itself by observation).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/readable/charset.hpp"

namespace sanad::readable {

struct Packaged {
    std::string name;  ///< as shown, or the class of an object that has no name
    std::string path;  ///< where the file came from
    std::string_view bytes;
};

/// Little-endian values one after another; everything is zero or empty behind the end.
class Cursor {
public:
    explicit Cursor(std::string_view bytes) : bytes_{bytes} {}
    std::uint32_t number(std::size_t width) {
        std::uint32_t value = 0;
        if (left() < width) sound_ = false;
        for (std::size_t i = 0; sound_ && i < width; ++i) {
            value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[at_ + i])) << (8 * i);
        }
        if (sound_) at_ += width;
        return value;
    }
    std::string_view bytes(std::size_t length) {
        if (left() < length) sound_ = false;
        if (!sound_) return {};
        at_ += length;
        return bytes_.substr(at_ - length, length);
    }
    /// Up to a zero byte, which is passed over.
    std::string_view word() {
        const std::size_t end = bytes_.find('\0', at_);
        if (end == std::string_view::npos) sound_ = false;
        if (!sound_) return {};
        const std::string_view found = bytes_.substr(at_, end - at_);
        at_ = end + 1;
        return found;
    }
    std::size_t left() const { return bytes_.size() - at_; }
    bool sound() const { return sound_; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool sound_ = true;
};

/// The content of a stream "\1Ole10Native" behind its leading size, or of an OLE 1 object of class Package.
inline std::optional<Packaged> package_in(std::string_view stream) {
    Cursor cursor{stream};
    if (cursor.number(2) != 2) return std::nullopt;
    Packaged found;
    found.name = utf8_of_codepage(cursor.word(), 1252);
    found.path = utf8_of_codepage(cursor.word(), 1252);
    cursor.number(2);
    cursor.number(2);
    cursor.bytes(cursor.number(4));  // the path of the temporary copy
    found.bytes = cursor.bytes(cursor.number(4));
    if (!cursor.sound()) return std::nullopt;
    return found;
}

/// An OLE 1 object of a document in RTF.
inline std::optional<Packaged> object_in(std::string_view stream) {
    Cursor cursor{stream};
    cursor.number(4);
    if (cursor.number(4) != 2) return std::nullopt;  // 1: linked, 2: embedded
    const auto text = [&] {
        std::string_view word = cursor.bytes(cursor.number(4));
        return std::string{word.substr(0, word.find('\0'))};
    };
    Packaged found;
    found.name = sdk::utf8(text());
    text();
    text();
    found.bytes = cursor.bytes(cursor.number(4));
    if (!cursor.sound() || found.bytes.empty()) return std::nullopt;
    if (auto packaged = package_in(found.bytes); packaged && found.name == "Package") return packaged;
    return found;
}

}  // namespace sanad::readable
