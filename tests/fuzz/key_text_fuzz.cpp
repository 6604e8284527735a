// Whatever text is given for a public key or a sealed secret is refused, or is the one text of what it says.
#include <string>

#include "core/base/bytes.hpp"
#include "core/crypto/sealed_secret.hpp"
#include "core/crypto/signature.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    if (const auto key = public_key_from_pem(text)) {
        const auto again = public_key_from_pem(public_key_pem(*key));
        if (!again || *again != *key) __builtin_trap();
        if (verify(*key, bytes_of(text), bytes_of(text.substr(0, 64))) == Checked::good) __builtin_trap();
    }
    if (const auto purpose = sealed_purpose(text)) {
        if (!text.starts_with("sanad-sealed-secret-v1\nfor " + *purpose + "\n")) __builtin_trap();
        // The cost is the file's own: only the cheap ones are worth the fuzzer's time.
        if (text.find("\nkdf scrypt 1024 8 1\n") != std::string_view::npos && unseal(text, bytes_of("guess")))
            __builtin_trap();
    }
    return 0;
}
