#pragma once
// Runs a module on bytes in the test's own process, through the same C functions that the worker calls, and keeps what
// it emitted. For unit tests: what it emits is checked against the catalog only in the worker (`sanad module run`).
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::sdk {

struct Finding {
    std::string type;
    Range source;
    std::vector<std::pair<std::string, std::variant<std::string, std::int64_t, double>>> values;

    /// Empty when absent. A time is an integer of nanoseconds.
    std::string text(std::string_view name) const { return first<std::string>(name).value_or(""); }
    std::optional<std::int64_t> integer(std::string_view name) const { return first<std::int64_t>(name); }
    std::optional<double> real(std::string_view name) const { return first<double>(name); }
    bool has(std::string_view name) const {
        return std::any_of(values.begin(), values.end(), [&](const auto& value) { return value.first == name; });
    }

private:
    template <class Value>
    std::optional<Value> first(std::string_view name) const {
        for (const auto& [given, value] : values) {
            if (given == name && std::holds_alternative<Value>(value)) return std::get<Value>(value);
        }
        return std::nullopt;
    }
};

struct Findings {
    Verdict verdict = Verdict::failed;
    std::vector<Finding> artifacts;
    std::vector<std::pair<std::string, std::string>> derived;  ///< name, bytes
    std::vector<std::string> texts;
    std::vector<std::string> warnings;
};

/// A file in memory.
struct TestFile {
    std::string path;
    std::string bytes;
    std::string mime_type = {};
    std::vector<TestFile> companions = {};
    std::uint64_t first_stored = 0;
};

namespace detail {

inline std::int64_t read_test_file(void* self, std::uint64_t offset, void* to, std::uint64_t length) {
    const std::string& bytes = static_cast<const TestFile*>(self)->bytes;
    if (offset >= bytes.size()) return 0;
    const std::size_t count = std::min<std::size_t>(length, bytes.size() - offset);
    if (count != 0) std::memcpy(to, bytes.data() + offset, count);
    return static_cast<std::int64_t>(count);
}

inline sanad_file raw_file(TestFile& file) {
    sanad_file raw{};
    raw.struct_size = sizeof raw;
    raw.self = &file;
    raw.size = file.bytes.size();
    raw.path = text(file.path);
    raw.mime_type = text(file.mime_type);
    raw.read = read_test_file;
    raw.first_stored = file.first_stored;
    return raw;
}

inline sanad_sink collecting_sink(Findings& findings) {
    sanad_sink sink{};
    sink.struct_size = sizeof sink;
    sink.self = &findings;
    sink.artifact = [](void* self, sanad_text type, sanad_range source, const sanad_attribute* values,
                       std::uint32_t count) {
        Finding finding{std::string{view(type)}, {source.offset, source.length, source.stream}, {}};
        for (std::uint32_t i = 0; i < count; ++i) {
            std::variant<std::string, std::int64_t, double> value = values[i].as.integer;
            if (values[i].kind == SANAD_TEXT || values[i].kind == SANAD_BYTES) {
                value = std::string{view(values[i].as.text)};
            } else if (values[i].kind == SANAD_REAL) {
                value = values[i].as.real;
            }
            finding.values.emplace_back(view(values[i].name), std::move(value));
        }
        static_cast<Findings*>(self)->artifacts.push_back(std::move(finding));
    };
    sink.derive = [](void* self, sanad_text name, sanad_range, const void* bytes, std::uint64_t size) {
        static_cast<Findings*>(self)->derived.emplace_back(
            view(name), std::string{static_cast<const char*>(bytes), static_cast<std::size_t>(size)});
    };
    sink.text = [](void* self, sanad_range, sanad_text text) {
        static_cast<Findings*>(self)->texts.emplace_back(view(text));
    };
    sink.warn = [](void* self, sanad_range, sanad_text message) {
        static_cast<Findings*>(self)->warnings.emplace_back(view(message));
    };
    return sink;
}

}  // namespace detail

/// `module` as sanad_module_v1() or exported<M>() gives it.
inline Findings examine(const sanad_module& module, TestFile file, std::string_view settings = {}) {
    std::vector<sanad_file> companions;
    for (TestFile& companion : file.companions) companions.push_back(detail::raw_file(companion));
    std::vector<const sanad_file*> addresses;
    for (const sanad_file& companion : companions) addresses.push_back(&companion);
    sanad_file raw = detail::raw_file(file);
    raw.companions = addresses.data();
    raw.companion_count = static_cast<std::uint32_t>(addresses.size());

    Findings findings;
    const sanad_sink sink = detail::collecting_sink(findings);
    void* state = module.open != nullptr ? module.open(text(settings)) : nullptr;
    if (module.open != nullptr && state == nullptr) return findings;
    findings.verdict = static_cast<Verdict>(module.examine(state, &raw, &sink));
    if (module.close != nullptr) module.close(state);
    return findings;
}

}  // namespace sanad::sdk
