// Whatever bytes are given for a time stamp are refused or read, and hold for nobody who trusts another authority.
#include <string>

#include "core/base/bytes.hpp"
#include "core/crypto/time_stamp.hpp"

using namespace sanad;

namespace {

// The certificate of an invented authority whose key was thrown away.
constexpr std::string_view trusted = R"(-----BEGIN CERTIFICATE-----
MIIBmzCCAUCgAwIBAgIUa2SwhCExZg4oKpldX3+NbTIgnnIwCgYIKoZIzj0EAwIw
KzEVMBMGA1UECgwMSW52ZW50ZWQgTGFiMRIwEAYDVQQDDAlyb290IHAyNTYwHhcN
MjYxMTI2MDkxMjMzWhcNMjcwMzA2MDkxMjMzWjArMRUwEwYDVQQKDAxJbnZlbnRl
ZCBMYWIxEjAQBgNVBAMMCXJvb3QgcDI1NjBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABKB+CBurLj81vosKdnx+IahEI1uRYJ1CEDiCEt5PiL2Pk+zyjUYyqEO0AJS3
YBNTqHwTEUWwLbHTnVyDCRr9FEGjQjBAMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0P
AQH/BAQDAgEGMB0GA1UdDgQWBBRlGyX5xQk6K1eU/bxh1v14bTQ8gjAKBggqhkjO
PQQDAgNJADBGAiEAmrg0jd/bXvlDoqABNVSC7uD9wvr8nKsCRYoF6skcUi0CIQDR
+ZuTpjoClKPDdxWGMWx969oxiG6mutjhKcejQnZMxQ==
-----END CERTIFICATE-----
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes bytes{data, size};
    const auto read = read_time_stamp(bytes);
    (void)read_time_stamp_answer(bytes, bytes);
    if (check_time_stamp(bytes, bytes_of("message"), trusted)) __builtin_trap();
    if (!read) return 0;
    const auto again = read_time_stamp(bytes_of(read->token));
    if (!again || again->time != read->time || again->imprint != read->imprint || again->serial != read->serial)
        __builtin_trap();
    return 0;
}
