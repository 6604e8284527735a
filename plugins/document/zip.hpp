#pragma once
// The members of a zip (APPNOTE 6.3) by its central directory, each with the place of its bytes in the file. Documents
// are stored or deflated; how a member is packed otherwise is told and not read.
#include <zlib.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::document {

struct ZipMember {
    std::string name;
    sdk::Range place;  ///< of its packed bytes
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    unsigned method = 0;
    bool encrypted = false;
};

class Zip {
public:
    /// Nothing: no central directory.
    static std::optional<Zip> open(std::string_view bytes) {
        constexpr std::size_t end_record = 22;
        if (bytes.size() < end_record || !bytes.starts_with("PK")) return std::nullopt;
        const std::size_t last = bytes.size() - end_record;
        const std::size_t first = last > 65535 ? last - 65535 : 0;
        for (std::size_t at = last + 1; at-- > first;) {
            if (bytes.compare(at, 4, "PK\x05\x06") != 0) continue;
            Zip zip{bytes};
            if (zip.read_directory(zip.number(at + 10, 2), zip.number(at + 16, 4))) return zip;
        }
        return std::nullopt;
    }

    const std::vector<ZipMember>& members() const { return members_; }
    const ZipMember* find(std::string_view name) const {
        for (const ZipMember& member : members_) {
            if (member.name == name) return &member;
        }
        return nullptr;
    }

    /// Unpacked and equal to its checksum; nothing when it is damaged, encrypted, or packed in another way.
    std::optional<std::string> read(const ZipMember& member) const {
        const std::string_view packed = bytes_.substr(member.place.offset, member.place.length);
        // Deflate packs at most 1032 to 1: what claims more is a bomb.
        if (member.encrypted || member.size > largest || member.size / 1032 > packed.size()) return std::nullopt;
        std::string out;
        if (member.method == 0) {
            out = std::string{packed};
        } else if (member.method == 8) {
            z_stream stream{};
            if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
            out.resize(static_cast<std::size_t>(member.size));
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT: zlib's signature
            stream.avail_in = static_cast<uInt>(packed.size());
            stream.next_out = reinterpret_cast<Bytef*>(out.data());
            stream.avail_out = static_cast<uInt>(out.size());
            inflate(&stream, Z_FINISH);
            out.resize(stream.total_out);
            inflateEnd(&stream);
        } else {
            return std::nullopt;
        }
        const uLong crc = crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size()));
        if (out.size() != member.size || crc != member.crc) return std::nullopt;
        return out;
    }

private:
    static constexpr std::uint64_t largest = std::uint64_t{256} << 20;

    explicit Zip(std::string_view bytes) : bytes_{bytes} {}

    std::uint64_t number(std::size_t at, std::size_t width) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width && at + i < bytes_.size(); ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(bytes_[at + i])} << (8 * i);
        }
        return value;
    }

    bool read_directory(std::uint64_t count, std::uint64_t at) {
        for (std::uint64_t i = 0; i < count; ++i) {
            if (at + 46 > bytes_.size() || bytes_.compare(at, 4, "PK\x01\x02") != 0) return false;
            ZipMember member;
            member.encrypted = (number(at + 8, 2) & 1) != 0;
            member.method = static_cast<unsigned>(number(at + 10, 2));
            member.crc = static_cast<std::uint32_t>(number(at + 16, 4));
            const std::uint64_t packed = number(at + 20, 4);
            member.size = number(at + 24, 4);
            const std::uint64_t name = number(at + 28, 2);
            const std::uint64_t local = number(at + 42, 4);
            if (at + 46 + name > bytes_.size()) return false;
            member.name = std::string{bytes_.substr(at + 46, name)};
            at += 46 + name + number(at + 30, 2) + number(at + 32, 2);
            const std::uint64_t begin = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            if (local + 30 > bytes_.size() || begin > bytes_.size() || packed > bytes_.size() - begin) continue;
            member.place = {begin, packed};
            members_.push_back(std::move(member));
        }
        return !members_.empty();
    }

    std::string_view bytes_;
    std::vector<ZipMember> members_;
};

}  // namespace sanad::document
