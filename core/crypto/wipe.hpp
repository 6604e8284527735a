#pragma once
// Secrets are overwritten before their memory goes back; a plain loop would be optimised away.
#include <string>

#include "core/base/bytes.hpp"

namespace sanad {

void wipe(MutableBytes bytes);
/// Overwrites all of its capacity and leaves it empty.
void wipe(std::string& text);

/// A text of secret bytes that is wiped when it goes. Not copied; a move wipes what it leaves (short texts stay in
/// place).
class SecretText {
public:
    SecretText() = default;
    explicit SecretText(std::string&& text);
    SecretText(SecretText&& other) noexcept;
    SecretText& operator=(SecretText&& other) noexcept;
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText();
    const std::string& text() const { return text_; }
    Bytes bytes() const { return bytes_of(text_); }

private:
    std::string text_;
};

}  // namespace sanad
