#include "core/report/named_uuid.hpp"

#include <algorithm>

#include "core/crypto/digest.hpp"

namespace sanad {

Uuid named_uuid(const Uuid& name_space, std::string_view name) {
    Sha1 digest;
    digest.update(Bytes{name_space});
    digest.update(bytes_of(name));
    const Sha1Digest sha1 = digest.finish();
    Uuid uuid{};
    std::copy_n(sha1.begin(), uuid.size(), uuid.begin());
    uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0F) | 0x50);  // version 5
    uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3F) | 0x80);  // variant of RFC 9562
    return uuid;
}

std::string text_of_uuid(const Uuid& uuid) {
    std::string text = hex(Bytes{uuid});
    for (const std::size_t at : {20u, 16u, 12u, 8u}) text.insert(at, 1, '-');
    return text;
}

}  // namespace sanad
