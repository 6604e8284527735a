#pragma once
// What can go wrong in evidence is a value: Result<T> holds T or an Error, and each level adds where it happened.
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace sanad {

/// What kind of trouble, so that callers can choose; the words for people are in Error::what.
enum class Fault {
    damaged,      ///< the evidence contradicts its own format
    unsupported,  ///< recognised, but not something we can read; `what` names it
    encrypted,    ///< readable only with a key
    unreadable,   ///< the medium returned an error for these bytes
    unavailable,  ///< the evidence file itself is gone or no longer the file it was
    limit,        ///< a guard stopped it; `what` names the guard
    not_found,    ///< no such file, row, case
    refused,      ///< the request makes no sense or is not allowed
    system,       ///< the examiner's machine failed: disk full, out of memory, a worker gone
};

struct Error {
    Fault fault;
    std::string what;  ///< names the evidence, the place and the reason
};

std::string_view name_of(Fault fault);

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(Fault fault, std::string what) {
    return tl::unexpected<Error>{Error{fault, std::move(what)}};
}

/// The same error seen from one level up: "phone.E01: segment 2: unexpected end".
inline tl::unexpected<Error> within(std::string_view where, Error error) {
    error.what.insert(0, std::string{where} + ": ");
    return tl::unexpected<Error>{std::move(error)};
}

/// The value of a Result, or return its error from the enclosing function. The counter keeps one TRY inside another
/// from hiding its name.
#define TRY(expression) SANAD_TRY_NUMBERED(expression, __COUNTER__)
#define SANAD_TRY_NUMBERED(expression, number) SANAD_TRY_NAMED(expression, number)
#define SANAD_TRY_NAMED(expression, number)                                                      \
    __extension__({                                                                              \
        auto&& try_result_##number = (expression);                                               \
        if (!try_result_##number) return tl::unexpected{std::move(try_result_##number.error())}; \
        ::sanad::detail::take(std::move(try_result_##number));                                   \
    })

namespace detail {
template <class T>
T take(tl::expected<T, Error>&& result) {
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}
template <class T>
T take(tl::expected<T, Error>& result) {
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}
}  // namespace detail

}  // namespace sanad
