// One plugin, as it was built, over whatever libFuzzer makes: it returns, and keeps the whole contract that the host
// would hold it to. SANAD_PLUGIN is its file, SANAD_FUZZ_PATH the path under which a file is offered to it.
#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "core/base/text.hpp"
#include "core/module/findings_check.hpp"
#include "plugins/sdk/testing.hpp"

using namespace sanad;

namespace {

struct Plugin {
    const sanad_module* module = nullptr;
    Manifest manifest;  ///< what check() looks at
    void* state = nullptr;
};

[[noreturn]] void fail(std::string_view why) {
    fmt::print(stderr, "module_fuzz: {}\n", why);
    std::abort();
}

const Plugin& plugin() {
    static const Plugin loaded = [] {
        void* library = dlopen(SANAD_PLUGIN, RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) fail(dlerror());
        Plugin found;
        found.module = reinterpret_cast<const sanad_module* (*)()>(dlsym(library, "sanad_module_v1"))();
        for (std::uint32_t i = 0; i < found.module->emits_count; ++i) {
            found.manifest.emits.emplace_back(sdk::view(found.module->emits[i]));
        }
        if (found.module->open != nullptr) {
            found.state = found.module->open(sdk::text(""));
            if (found.state == nullptr) fail("it refuses to work");
        }
        return found;
    }();
    return loaded;
}

AttributeValue value_of(const sanad_attribute& given) {
    switch (given.kind) {
        case SANAD_INTEGER:
            return given.as.integer;
        case SANAD_REAL:
            return given.as.real;
        case SANAD_TIME:
            return Timestamp{given.as.integer};
        case SANAD_BYTES:
            return RawBytes{std::string{sdk::view(given.as.text)}};
        default:
            return std::string{sdk::view(given.as.text)};
    }
}

void hold(const Result<void>& promise) {
    if (!promise) fail(promise.error().what);
}

/// Of the one stream that there is.
struct Heard {
    std::uint64_t size = 0;
    std::uint64_t said = 0;  ///< findings, derived files and texts
    bool warned = false;
    void inside(sanad_range range) {
        ++said;
        hold(check(SourceRange{range.stream, range.offset, range.length}, {&size, 1}));
    }
};

sanad_sink checking_sink(Heard& heard) {
    sanad_sink sink{};
    sink.struct_size = sizeof sink;
    sink.self = &heard;
    sink.artifact = [](void* self, sanad_text type, sanad_range source, const sanad_attribute* values,
                       std::uint32_t count) {
        auto& its = *static_cast<Heard*>(self);
        ++its.said;
        Artifact artifact{std::string{sdk::view(type)}, {source.stream, source.offset, source.length}, {}};
        for (std::uint32_t i = 0; i < count; ++i) {
            artifact.attributes.push_back({std::string{sdk::view(values[i].name)}, value_of(values[i])});
        }
        hold(check(artifact, plugin().manifest, {&its.size, 1}));
    };
    sink.derive = [](void* self, sanad_text name, sanad_range source, const void*, std::uint64_t) {
        if (sdk::view(name).empty()) fail("a derived file without a name");
        static_cast<Heard*>(self)->inside(source);
    };
    sink.text = [](void* self, sanad_range source, sanad_text text) {
        if (!is_utf8(sdk::view(text))) fail("text that is not UTF-8");
        static_cast<Heard*>(self)->inside(source);
    };
    sink.warn = [](void* self, sanad_range, sanad_text) { static_cast<Heard*>(self)->warned = true; };
    return sink;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sdk::TestFile file{SANAD_FUZZ_PATH, std::string{reinterpret_cast<const char*>(data), size}};
    const sanad_file raw = sdk::detail::raw_file(file);
    Heard heard{size};
    const sanad_sink sink = checking_sink(heard);
    const auto verdict = plugin().module->examine(plugin().state, &raw, &sink);
    if (verdict == SANAD_NOT_MINE && heard.said != 0) fail("not its file, and it said something");
    if (verdict == SANAD_DAMAGED && !heard.warned) fail("damaged, and it does not say where");
    return 0;
}
