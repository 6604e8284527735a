#pragma once
// How a module is written in C++: a class with a few constants and one function, and SANAD_MODULE(Class) below it.
// plugins/README.md tells how; plugins/example is a whole one. Header-only, over core/module/module_api.h.
#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/module/module_api.h"
#include "plugins/sdk/text.hpp"

namespace sanad::sdk {

enum class Verdict : std::int32_t {
    examined = SANAD_EXAMINED,
    not_mine = SANAD_NOT_MINE,
    damaged = SANAD_DAMAGED,
    failed = SANAD_FAILED,
};

constexpr sanad_text text(std::string_view view) {
    return {view.data(), view.size()};
}
constexpr std::string_view view(sanad_text text) {
    return {text.data, static_cast<std::size_t>(text.size)};
}

// What a module wants; companions as "{name}-wal;{name}.LOG?".
constexpr sanad_interest name_glob(std::string_view pattern, std::string_view companions = {}) {
    return {SANAD_NAME_GLOB, 0, text(pattern), text(companions)};
}
constexpr sanad_interest path_glob(std::string_view pattern, std::string_view companions = {}) {
    return {SANAD_PATH_GLOB, 0, text(pattern), text(companions)};
}
constexpr sanad_interest signature(std::string_view bytes, std::uint64_t offset = 0, std::string_view companions = {}) {
    return {SANAD_SIGNATURE, offset, text(bytes), text(companions)};
}
constexpr sanad_interest mime_type(std::string_view pattern, std::string_view companions = {}) {
    return {SANAD_MIME_TYPE, 0, text(pattern), text(companions)};
}

/// The bytes that a finding rests on; `stream` 0 is the file, 1 its first companion.
struct Range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::uint64_t stream = 0;
    constexpr sanad_range raw() const { return {stream, offset, length}; }
};

/// Nanoseconds since 1970 UTC.
struct Time {
    std::int64_t ns = 0;
};
/// Nothing for zero, which Windows writes for "never", and for what 64 bits of nanoseconds cannot hold.
inline std::optional<Time> time_of_filetime(std::uint64_t hundreds_of_ns_since_1601) {
    constexpr std::int64_t seconds_1601_to_1970 = 11'644'473'600;
    constexpr std::int64_t furthest = INT64_MAX / 100;
    if (hundreds_of_ns_since_1601 == 0 || hundreds_of_ns_since_1601 > INT64_MAX) return std::nullopt;
    const auto since_1970 = static_cast<std::int64_t>(hundreds_of_ns_since_1601) - seconds_1601_to_1970 * 10'000'000;
    if (since_1970 > furthest || since_1970 < -furthest) return std::nullopt;
    return Time{since_1970 * 100};
}

/// The medium cannot give these bytes: thrown by File, and the verdict is then `damaged`.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class File {
public:
    explicit File(const sanad_file& raw) : raw_{&raw} {}

    std::uint64_t size() const { return raw_->size; }
    /// As the evidence has it: bytes, '/' between the parts.
    std::string_view path() const { return view(raw_->path); }
    std::string_view name() const {
        const std::size_t slash = path().rfind('/');
        return slash == std::string_view::npos ? path() : path().substr(slash + 1);
    }
    std::string_view mime_type() const { return view(raw_->mime_type); }

    /// Fewer bytes than asked for at the end of the file only.
    std::vector<std::uint8_t> read(std::uint64_t offset, std::uint64_t length) const {
        if (offset >= size()) return {};
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(length, size() - offset)));
        const std::int64_t count = raw_->read(raw_->self, offset, bytes.data(), bytes.size());
        if (count < 0) throw Unreadable{"bytes at " + std::to_string(offset) + " cannot be read"};
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }
    std::vector<std::uint8_t> read_all() const { return read(0, size()); }
    Range whole() const { return {0, size(), 0}; }
    /// What lies before it is zeros that are stored nowhere, be it many gigabytes.
    std::uint64_t first_stored() const {
        const bool told = raw_->struct_size >= offsetof(sanad_file, first_stored) + sizeof raw_->first_stored;
        return told ? raw_->first_stored : 0;
    }

    /// They are stream 1, 2 … of a Range, in this order.
    std::size_t companion_count() const { return raw_->companion_count; }
    File companion(std::size_t number) const { return File{*raw_->companions[number]}; }

private:
    const sanad_file* raw_;
};

/// A finding: its type, its source bytes, its values. A name given twice makes a list.
class Artifact {
public:
    Artifact(std::string_view type, Range source) : type_{type}, source_{source} {}

    Artifact& text(std::string_view name, std::string_view value) { return add(name, SANAD_TEXT, std::string{value}); }
    Artifact& bytes(std::string_view name, Bytes value) {
        return add(name, SANAD_BYTES, std::string{reinterpret_cast<const char*>(value.data()), value.size()});
    }
    Artifact& integer(std::string_view name, std::int64_t value) { return add(name, SANAD_INTEGER, {}, value); }
    Artifact& time(std::string_view name, Time value) { return add(name, SANAD_TIME, {}, value.ns); }
    Artifact& time(std::string_view name, std::optional<Time> value) { return value ? time(name, *value) : *this; }
    Artifact& real(std::string_view name, double value) { return add(name, SANAD_REAL, {}, 0, value); }
    bool empty() const { return values_.empty(); }
    bool has(std::string_view name) const {
        return std::any_of(values_.begin(), values_.end(), [&](const Value& value) { return value.name == name; });
    }

private:
    friend class Sink;
    struct Value {
        std::string name;
        sanad_kind kind;
        std::string text;
        std::int64_t integer;
        double real;
    };
    Artifact& add(std::string_view name, sanad_kind kind, std::string text, std::int64_t integer = 0, double real = 0) {
        values_.push_back({std::string{name}, kind, std::move(text), integer, real});
        return *this;
    }

    std::string type_;
    Range source_;
    std::vector<Value> values_;
};

/// The only way out. Text must be UTF-8: text.hpp makes it so.
class Sink {
public:
    explicit Sink(const sanad_sink& raw) : raw_{&raw} {}

    void emit(const Artifact& artifact) const {
        std::vector<sanad_attribute> values;
        for (const Artifact::Value& value : artifact.values_) {
            sanad_attribute raw{text_of(value.name), static_cast<std::uint64_t>(value.kind), {}};
            if (value.kind == SANAD_TEXT || value.kind == SANAD_BYTES) {
                raw.as.text = text_of(value.text);
            } else if (value.kind == SANAD_REAL) {
                raw.as.real = value.real;
            } else {
                raw.as.integer = value.integer;
            }
            values.push_back(raw);
        }
        raw_->artifact(raw_->self, text_of(artifact.type_), artifact.source_.raw(), values.data(),
                       static_cast<std::uint32_t>(values.size()));
    }
    /// Bytes that become a file of their own and are examined in their turn.
    void derive(std::string_view name, Range source, Bytes bytes) const {
        raw_->derive(raw_->self, text_of(name), source.raw(), bytes.data(), bytes.size());
    }
    void text(Range source, std::string_view readable) const {
        raw_->text(raw_->self, source.raw(), text_of(readable));
    }
    void warn(Range source, std::string_view message) const { raw_->warn(raw_->self, source.raw(), text_of(message)); }

private:
    static sanad_text text_of(std::string_view view) { return {view.data(), view.size()}; }
    const sanad_sink* raw_;
};

/// What SANAD_MODULE asks of a class. Constructed once for each process, from its settings when it takes them.
template <class M>
concept Module = (std::constructible_from<M, std::string_view> ||
                  std::default_initializable<M>)&&requires(M& module, const File& file, const Sink& sink) {
    { M::name } -> std::convertible_to<std::string_view>;
    { M::version } -> std::convertible_to<std::string_view>;
    { M::summary } -> std::convertible_to<std::string_view>;
    { M::wants.data() } -> std::convertible_to<const sanad_interest*>;
    { M::emits.data() } -> std::convertible_to<const sanad_text*>;
    { module.examine(file, sink) } -> std::same_as<Verdict>;
};

/// No exception crosses the boundary: the plugin may be built by another compiler than its worker.
template <Module M>
std::int32_t examine_guarded(void* state, const sanad_file* file, const sanad_sink* raw_sink) {
    const Sink sink{*raw_sink};
    try {
        return static_cast<std::int32_t>(static_cast<M*>(state)->examine(File{*file}, sink));
    } catch (const Unreadable& error) {
        sink.warn({}, error.what());
        return SANAD_DAMAGED;
    } catch (const std::exception& error) {
        sink.warn({}, error.what());
        return SANAD_FAILED;
    } catch (...) {
        sink.warn({}, "it threw something that is no std::exception");
        return SANAD_FAILED;
    }
}

/// A class that begins at File::first_stored() says `static constexpr bool skips_leading_zeros = true;`.
template <Module M>
constexpr bool skips_leading_zeros() {
    if constexpr (requires { M::skips_leading_zeros; }) {
        return M::skips_leading_zeros;
    } else {
        return false;
    }
}

template <Module M>
void* open_guarded([[maybe_unused]] sanad_text settings) {
    try {
        if constexpr (std::constructible_from<M, std::string_view>) {
            return new M(view(settings));
        } else {
            return new M();
        }
    } catch (...) {
        return nullptr;
    }
}

template <Module M>
const sanad_module& exported() {
    static constexpr sanad_module module{SANAD_ABI,
                                         sizeof(sanad_module),
                                         text(M::name),
                                         text(M::version),
                                         text(M::summary),
                                         M::wants.data(),
                                         M::emits.data(),
                                         static_cast<std::uint32_t>(M::wants.size()),
                                         static_cast<std::uint32_t>(M::emits.size()),
                                         open_guarded<M>,
                                         examine_guarded<M>,
                                         [](void* state) { delete static_cast<M*>(state); },
                                         skips_leading_zeros<M>() ? 1u : 0u};
    return module;
}

}  // namespace sanad::sdk

#define SANAD_MODULE(Class)                                             \
    extern "C" SANAD_EXPORT const sanad_module* sanad_module_v1(void) { \
        return &::sanad::sdk::exported<Class>();                        \
    }
