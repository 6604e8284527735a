#include "core/crypto/wipe.hpp"

#include <openssl/crypto.h>

namespace sanad {

void wipe(MutableBytes bytes) {
    OPENSSL_cleanse(bytes.data(), bytes.size());
}

void wipe(std::string& text) {
    text.resize(text.capacity());  // never reallocates
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

SecretText::SecretText(std::string&& text) : text_{std::move(text)} {
    wipe(text);
}

SecretText::SecretText(SecretText&& other) noexcept : text_{std::move(other.text_)} {
    wipe(other.text_);
}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
    if (this != &other) {
        wipe(text_);
        text_ = std::move(other.text_);
        wipe(other.text_);
    }
    return *this;
}

SecretText::~SecretText() {
    wipe(text_);
}

}  // namespace sanad
