#include "core/crypto/openssl_handles.hpp"

namespace sanad {

std::string openssl_reason() {
    const unsigned long last = ERR_peek_last_error();
    const char* reason = last == 0 ? nullptr : ERR_reason_error_string(last);
    ERR_clear_error();
    return reason == nullptr ? "no reason given" : reason;
}

}  // namespace sanad
