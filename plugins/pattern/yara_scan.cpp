// YARA rules over any file (libyara 4.2 to 4.5). The rules come as settings, {"rules": [{"name": …, "text": …}, …]};
// without them no file is this module's. They are compiled here, in the sandbox: a rule is a stranger's program too.
// yara.h has a macro get_string, which nlohmann/json has a function of: it has to come last.
// clang-format off
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include <yara.h>
// clang-format on

#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;

constexpr std::size_t most_strings_listed = 1000;  ///< of one rule in one file
constexpr std::size_t most_errors = 5;

/// libyara's own modules whose answers are not in the file: a clock, somebody's report, a database of this machine.
constexpr std::array<std::string_view, 4> not_of_the_file{"time", "cuckoo", "magic", "console"};

template <auto close>
struct Closes {
    void operator()(auto* handle) const { close(handle); }
};
using Compiler = std::unique_ptr<YR_COMPILER, Closes<yr_compiler_destroy>>;
using Rules = std::unique_ptr<YR_RULES, Closes<yr_rules_destroy>>;
using Scanner = std::unique_ptr<YR_SCANNER, Closes<yr_scanner_destroy>>;

/// Before the sandbox closes: it starts OpenSSL for YARA's hash module, which looks for files.
const int initialized = yr_initialize();

/// What a file is called, for rules that ask: names that other scanners give them too.
constexpr std::array<const char*, 4> externals{"filename", "filepath", "extension", "filetype"};

struct Errors {
    std::string text;
    std::size_t count = 0;
};

void keep_error(int level, const char* file, int line, const YR_RULE*, const char* message, void* user) {
    if (level != YARA_ERROR_LEVEL_ERROR) return;
    auto& errors = *static_cast<Errors*>(user);
    if (++errors.count > most_errors) return;
    errors.text += (errors.text.empty() ? "" : "; ") + std::string{file != nullptr ? file : "rules"} + " line " +
                   std::to_string(line) + ": " + message;
}

/// Nothing is included: there is no file system here, and a run names all the rules it used.
const char* refuse_include(const char*, const char*, const char*, void*) {
    return nullptr;
}

std::string reason_of(int code) {
    switch (code) {
        case ERROR_INSUFFICIENT_MEMORY:
            return "not enough memory";
        case ERROR_SCAN_TIMEOUT:
            return "the rules take too long on this file";
        case ERROR_TOO_MANY_SCAN_THREADS:
            return "too many scans at once";
        case ERROR_CALLBACK_ERROR:
            return "stopped";
        default:
            return "libyara's error " + std::to_string(code);
    }
}

struct Scan {
    const File& file;
    const Sink& sink;
    std::string not_allowed;  ///< a module that the rules import
    std::exception_ptr thrown;
};

std::string value_of(const YR_META& meta) {
    const std::string name = meta.identifier;
    if (meta.type == META_TYPE_STRING) return name + "=" + utf8(meta.string);
    if (meta.type == META_TYPE_BOOLEAN) return name + "=" + (meta.integer != 0 ? "true" : "false");
    return name + "=" + std::to_string(meta.integer);
}

/// libyara lays matches and bytes of the file side by side in its notebook, without regard for alignment.
YR_MATCH aligned(const YR_MATCH* match) {
    YR_MATCH copy;
    std::memcpy(&copy, static_cast<const void*>(match), sizeof copy);
    return copy;
}

void emit(YR_SCAN_CONTEXT* context, YR_RULE* rule, const Scan& scan) {
    struct Found {
        std::int64_t offset;
        std::int32_t length;
        const char* identifier;
    };
    std::vector<Found> found;
    YR_STRING* string = nullptr;
    yr_rule_strings_foreach(rule, string) {
        if (STRING_IS_PRIVATE(string)) continue;
        for (const YR_MATCH* next = context->matches[string->idx].head; next != nullptr;) {
            const YR_MATCH match = aligned(next);
            if (!match.is_private) found.push_back({match.base + match.offset, match.match_length, string->identifier});
            next = match.next;
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.offset < b.offset; });
    Range source = scan.file.whole();
    for (const Found& one : found) {
        if (one.length <= 0) continue;
        source = {static_cast<std::uint64_t>(one.offset), static_cast<std::uint64_t>(one.length), 0};
        break;
    }
    Artifact artifact{"rule.matched", source};
    artifact.text("rule", rule->identifier).text("rule_namespace", rule->ns->name);
    const char* tag = nullptr;
    yr_rule_tags_foreach(rule, tag) artifact.text("tags", tag);
    YR_META* meta = nullptr;
    yr_rule_metas_foreach(rule, meta) artifact.text("meta", value_of(*meta));
    for (std::size_t i = 0; i < std::min(found.size(), most_strings_listed); ++i) {
        artifact.text("strings", std::string{found[i].identifier} + " at " + std::to_string(found[i].offset) + ", " +
                                     std::to_string(found[i].length) + " bytes");
    }
    artifact.integer("string_count", static_cast<std::int64_t>(found.size()));
    scan.sink.emit(artifact);
}

/// No exception crosses libyara, which is C.
int heard(YR_SCAN_CONTEXT* context, int message, void* data, void* user) {
    auto& scan = *static_cast<Scan*>(user);
    try {
        switch (message) {
            case CALLBACK_MSG_RULE_MATCHING:
                emit(context, static_cast<YR_RULE*>(data), scan);
                break;
            case CALLBACK_MSG_IMPORT_MODULE: {
                const char* const name = static_cast<YR_MODULE_IMPORT*>(data)->module_name;
                if (std::find(not_of_the_file.begin(), not_of_the_file.end(), name) != not_of_the_file.end()) {
                    scan.not_allowed = name;
                    return CALLBACK_ERROR;
                }
                break;
            }
            case CALLBACK_MSG_TOO_MANY_MATCHES: {
                const auto* string = static_cast<const YR_STRING*>(data);
                scan.sink.warn(
                    {}, std::string{"string "} + string->identifier + " is found more often than libyara counts");
                break;
            }
            default:
                break;
        }
    } catch (...) {
        scan.thrown = std::current_exception();
        return CALLBACK_ERROR;
    }
    return CALLBACK_CONTINUE;
}

class YaraScan {
public:
    static constexpr std::string_view name = "pattern.yara", version = "1.0.0";
    static constexpr std::string_view summary = "Files that YARA rules match (needs rules: --yara)";
    static constexpr std::array wants{path_glob("*")};
    static constexpr std::array emits{text("rule.matched")};

    explicit YaraScan(std::string_view settings) {
        // What is wrong with the rules is said of the first file: open() has no words.
        try {
            compile(settings);
        } catch (const std::exception& error) {
            wrong_ = error.what();
        }
    }

    Verdict examine(const File& file, const Sink& sink) {
        if (!wrong_.empty()) throw std::runtime_error{wrong_};
        if (rules_ == nullptr) return Verdict::not_mine;
        YR_SCANNER* made = nullptr;
        if (const int code = yr_scanner_create(rules_.get(), &made); code != ERROR_SUCCESS)
            throw std::runtime_error{reason_of(code)};
        const Scanner scanner{made};
        const std::string values[] = {utf8(file.name()), utf8(file.path()), extension_of(file.name()),
                                      utf8(file.mime_type())};
        for (std::size_t i = 0; i < externals.size(); ++i)
            yr_scanner_define_string_variable(scanner.get(), externals[i], values[i].c_str());
        Scan scan{file, sink, {}, nullptr};
        yr_scanner_set_callback(scanner.get(), heard, &scan);
        yr_scanner_set_flags(scanner.get(), SCAN_FLAGS_REPORT_RULES_MATCHING);
        // Within what the worker is given for a file, so that it is we who say why.
        yr_scanner_set_timeout(scanner.get(), static_cast<int>(15 + (file.size() >> 20) / 2));
        const std::vector<std::uint8_t> bytes = file.read_all();
        const int code = yr_scanner_scan_mem(scanner.get(), bytes.data(), bytes.size());
        if (scan.thrown) std::rethrow_exception(scan.thrown);
        if (!scan.not_allowed.empty()) {
            throw std::runtime_error{"the rules import \"" + scan.not_allowed +
                                     "\", whose answers do not come from the file"};
        }
        if (code != ERROR_SUCCESS) throw std::runtime_error{reason_of(code)};
        return Verdict::examined;
    }

private:
    void compile(std::string_view settings) {
        if (settings.empty()) return;
        const auto given = nlohmann::json::parse(settings);
        if (!given.is_object() || !given.contains("rules")) return;
        if (initialized != ERROR_SUCCESS) throw std::runtime_error{"libyara cannot start: " + reason_of(initialized)};
        YR_COMPILER* made = nullptr;
        if (const int code = yr_compiler_create(&made); code != ERROR_SUCCESS)
            throw std::runtime_error{reason_of(code)};
        const Compiler compiler{made};
        Errors errors;
        yr_compiler_set_callback(compiler.get(), keep_error, &errors);
        yr_compiler_set_include_callback(compiler.get(), refuse_include, nullptr, nullptr);
        for (const char* const external : externals) yr_compiler_define_string_variable(compiler.get(), external, "");
        for (const auto& rules : given.at("rules")) {
            const auto called = rules.at("name").get<std::string>();
            const auto text = rules.at("text").get<std::string>();
            if (text.find('\0') != std::string::npos) throw std::runtime_error{called + ": not a text of rules"};
            const std::size_t before = errors.text.size();
            if (yr_compiler_add_string(compiler.get(), text.c_str(), nullptr) != 0) {
                throw std::runtime_error{called + ": " + errors.text.substr(before)};  // libyara compiles no further
            }
        }
        YR_RULES* compiled = nullptr;
        if (const int code = yr_compiler_get_rules(compiler.get(), &compiled); code != ERROR_SUCCESS)
            throw std::runtime_error{reason_of(code)};
        rules_.reset(compiled);
    }

    static std::string extension_of(std::string_view name) {
        const std::size_t dot = name.rfind('.');
        return dot == std::string_view::npos ? std::string{} : utf8(name.substr(dot));
    }

    Rules rules_;
    std::string wrong_;
};

}  // namespace

SANAD_MODULE(YaraScan)
