// Plugins whose manifest or entry is wrong, one for each LIE (CMakeLists.txt).
#include <unistd.h>

#include <cstdlib>

#include "core/module/module_api.h"

namespace {

constexpr sanad_text text(const char* words) {
    return {words, __builtin_strlen(words)};
}

[[maybe_unused]] int32_t examine(void*, const sanad_file*, const sanad_sink*) {
    return SANAD_EXAMINED;
}

enum Lie {
    abi = 1,
    too_short,
    no_examine,
    bad_name,
    undeclared_type,
    wants_nothing,
    bad_summary,
    dies_loading,
    hangs_loading,
    returns_nothing,
    late_signature,
    odd_match
};

struct AtLoading {
    AtLoading() {
        if (LIE == dies_loading) std::abort();
        while (LIE == hangs_loading) pause();
    }
} at_loading;

constexpr sanad_interest want{LIE == late_signature ? SANAD_SIGNATURE
                              : LIE == odd_match    ? 77
                                                    : SANAD_NAME_GLOB,
                              LIE == late_signature ? 65536 : 0, text("x"), text("")};
constexpr sanad_text type = text(LIE == undeclared_type ? "program.dreamt" : "program.executed");
const sanad_module module{LIE == abi ? 2u : SANAD_ABI,
                          LIE == too_short ? 16u : static_cast<uint32_t>(sizeof(sanad_module)),
                          text(LIE == bad_name ? "../../etc/passwd" : "tests.lying"),
                          text("1.0.0"),
                          text(LIE == bad_summary ? "reads \x1B[2J all" : "Lies about itself"),
                          &want,
                          &type,
                          LIE == wants_nothing ? 0u : 1u,
                          1,
                          nullptr,
                          LIE == no_examine ? nullptr : examine,
                          nullptr,
                          0};

}  // namespace

extern "C" const sanad_module* sanad_module_v1(void) {
    return LIE == returns_nothing ? nullptr : &module;
}
