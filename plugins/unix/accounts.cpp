// unix.accounts: accounts and groups of /etc/passwd, group, shadow, gshadow, of their backups, and of master.passwd
// (BSD, macOS). A password's hash is never shown: whether one is set, and by which method it is kept.
#include <array>

#include "plugins/unix/lines.hpp"
#include "plugins/unix/moments.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

constexpr std::uint64_t largest = 16u << 20;

/// crypt(5). Empty: not one of these.
std::string_view algorithm_of(std::string_view hash) {
    constexpr std::pair<std::string_view, std::string_view> prefixes[] = {
        {"$1$", "MD5"},      {"$2a$", "bcrypt"},  {"$2b$", "bcrypt"},       {"$2x$", "bcrypt"}, {"$2y$", "bcrypt"},
        {"$3$", "NT"},       {"$5$", "SHA-256"},  {"$6$", "SHA-512"},       {"$7$", "scrypt"},  {"$md5", "Sun MD5"},
        {"$sha1$", "SHA-1"}, {"$y$", "yescrypt"}, {"$gy$", "gost-yescrypt"}};
    for (const auto& [prefix, name] : prefixes) {
        if (hash.starts_with(prefix)) return name;
    }
    if (hash.size() == 20 && hash[0] == '_') return "extended DES";
    const bool plain = hash.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./") ==
                       std::string_view::npos;
    return hash.size() == 13 && plain ? "DES" : std::string_view{};
}

void put_password(Artifact& artifact, std::string_view field) {
    std::string_view state = "set";
    std::string_view hash = field;
    if (field.empty()) {
        state = "empty";
    } else if (field == "x") {
        state = "kept elsewhere";
    } else if (field[0] == '!' || field.starts_with("*LK*") || field.starts_with("*LOCKED*")) {
        state = "locked";
        hash.remove_prefix(std::min(field.find_first_not_of('!'), field.size()));
    } else if (algorithm_of(field).empty() && field[0] != '$' && field[0] != '{') {
        state = "none";  // "*", "NP" …: nothing that can be typed; "$" and "{" begin methods that are not known here
    }
    artifact.text("password", state);
    if (const auto algorithm = algorithm_of(hash); !algorithm.empty()) artifact.text("password_algorithm", algorithm);
}

void put(Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, utf8(value));
}

void put_list(Artifact& artifact, std::string_view name, std::string_view commas) {
    for (const std::string_view each : split(commas, ',')) put(artifact, name, trimmed(each));
}

using Fields = std::vector<std::string_view>;

/// Nothing when a field that must be a number is none.
std::optional<Artifact> passwd_line(const Fields& fields, Range place) {
    const auto user = number_in<std::int64_t>(fields[2]);
    const auto group = number_in<std::int64_t>(fields[3]);
    if (!user || !group) return {};
    const std::size_t skipped = fields.size() == 10 ? 3 : 0;  // master.passwd: class, change, expiry
    Artifact account{"account.defined", place};
    account.text("name", utf8(fields[0])).integer("user_id", *user).integer("group_id", *group);
    put(account, "full_name", fields[4 + skipped]);
    put(account, "home", fields[5 + skipped]);
    put(account, "shell", fields[6 + skipped]);
    put_password(account, fields[1]);
    if (skipped > 0) {
        if (const auto expires = number_in<std::int64_t>(fields[6]); expires && *expires > 0) {
            account.time("expires_at", moment(*expires));
        }
    }
    return account;
}

/// shadow(5): days since 1970, days, and an empty field where nothing is said.
std::optional<Artifact> shadow_line(const Fields& fields, Range place) {
    Artifact account{"account.defined", place};
    account.text("name", utf8(fields[0]));
    put_password(account, fields[1]);
    constexpr std::string_view names[] = {"",
                                          "",
                                          "password_set_at",
                                          "password_minimum_days",
                                          "password_maximum_days",
                                          "password_warning_days",
                                          "password_inactive_days",
                                          "expires_at"};
    for (std::size_t i = 2; i < 8; ++i) {
        if (fields[i].empty()) continue;
        const auto days = number_in<std::int32_t>(fields[i]);
        if (!days) return {};
        if (i == 2 || i == 7) {
            // A zero day of the last change means "to be changed at the next login", and -1 nothing.
            if (*days > 0) account.time(names[i], moment(std::int64_t{*days} * 86400));
        } else if (*days >= 0) {
            account.integer(names[i], *days);
        }
    }
    return account;
}

std::optional<Artifact> group_line(const Fields& fields, Range place) {
    const auto group = number_in<std::int64_t>(fields[2]);
    if (!group) return {};
    Artifact defined{"group.defined", place};
    defined.text("name", utf8(fields[0])).integer("group_id", *group);
    put_password(defined, fields[1]);
    put_list(defined, "members", fields[3]);
    return defined;
}

std::optional<Artifact> gshadow_line(const Fields& fields, Range place) {
    Artifact defined{"group.defined", place};
    defined.text("name", utf8(fields[0]));
    put_password(defined, fields[1]);
    put_list(defined, "administrators", fields[2]);
    put_list(defined, "members", fields[3]);
    return defined;
}

struct Table {
    std::string_view file;
    std::size_t fields;
    std::optional<Artifact> (*line)(const Fields&, Range);
};
constexpr Table tables[] = {{"master.passwd", 10, passwd_line},
                            {"passwd", 7, passwd_line},
                            {"gshadow", 4, gshadow_line},
                            {"shadow", 9, shadow_line},
                            {"group", 4, group_line}};

class Accounts {
public:
    static constexpr std::string_view name = "unix.accounts", version = "1.0.0";
    static constexpr std::string_view summary =
        "Accounts and groups (passwd, shadow, group, gshadow), without password hashes";
    static constexpr std::array wants{
        path_glob("*etc/passwd"),          path_glob("*etc/passwd-"),         path_glob("*etc/shadow"),
        path_glob("*etc/shadow-"),         path_glob("*etc/group"),           path_glob("*etc/group-"),
        path_glob("*etc/gshadow"),         path_glob("*etc/gshadow-"),        name_glob("master.passwd"),
        path_glob("*/backups/passwd.bak"), path_glob("*/backups/shadow.bak"), path_glob("*/backups/group.bak"),
        path_glob("*/backups/gshadow.bak")};
    static constexpr std::array emits{text("account.defined"), text("group.defined")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() == 0 || file.size() > largest) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::string_view content = view_of(bytes);
        if (!looks_like_text(content)) return Verdict::not_mine;
        const Table* table = nullptr;
        for (const Table& each : tables) {
            if (table == nullptr && file.name().find(each.file) != std::string_view::npos) table = &each;
        }
        if (table == nullptr) return Verdict::not_mine;

        std::vector<Artifact> defined;
        std::vector<Range> strange;
        Lines lines{content};
        for (Line line; lines.next(line);) {
            // NIS: lines that begin with + or - take accounts from elsewhere.
            if (line.text.empty() || line.text[0] == '#' || line.text[0] == '+' || line.text[0] == '-') continue;
            const Fields fields = split(line.text, ':');
            const bool fits = fields.size() == table->fields && !fields[0].empty();
            auto artifact = fits ? table->line(fields, line.place) : std::nullopt;
            if (artifact) {
                defined.push_back(std::move(*artifact));
            } else {
                strange.push_back(line.place);
            }
        }
        if (defined.empty() || strange.size() > defined.size()) return Verdict::not_mine;
        for (const Artifact& artifact : defined) sink.emit(artifact);
        for (const Range& place : strange) sink.warn(place, "the line is no account or group");
        return strange.empty() ? Verdict::examined : Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Accounts)
