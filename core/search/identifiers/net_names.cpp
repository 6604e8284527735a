// E-mail addresses (RFC 5321 4.1.2, dot-atoms only), URLs (RFC 3986) and domain names (RFC 1035 2.3.1, RFC 7686).
#include <algorithm>
#include <array>

#include "core/search/identifiers/families.hpp"
#include "core/search/identifiers/onion.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_domain = 253, longest_label = 63, longest_local = 64;

constexpr bool is_host_char(char c) {
    return is_alnum(c) || c == '-' || c == '.';
}

constexpr bool is_local_char(char c) {
    // Of the marks that RFC 5322 allows those that addresses in use have: the others join them to what stands before.
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'';
}

constexpr bool is_url_char(char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`' && c != '{' &&
           c != '|' && c != '}';
}

/// The domain that begins at `from`: labels of letters, digits and inner hyphens, two at least. Its end, or `from`.
std::size_t domain_end(const Passage& passage, std::size_t from) {
    std::size_t end = from, label = from, labels = 0;
    for (std::size_t at = from; at - from <= longest_domain; ++at) {
        const char c = passage.at(at);
        if (is_alnum(c) || (c == '-' && at > label)) continue;
        if (at == label || at - label > longest_label || passage.at(at - 1) == '-') break;
        ++labels;
        end = at;
        if (c != '.') break;
        label = at + 1;
    }
    return labels >= 2 ? end : from;
}

std::string_view last_label(std::string_view domain) {
    return domain.substr(domain.rfind('.') + 1);
}

/// A top domain that a bare pair of words is believed to be a domain by; others are words of prose and of programs.
bool strong_top_domain(std::string_view name) {
    static constexpr std::array strong = std::to_array<std::string_view>(
        {"ae",  "bd",  "biz", "ca", "cn", "com",   "de",  "edu", "eu", "fr", "gov", "info", "ir", "jp", "kr", "lk",
         "mil", "net", "nl",  "np", "nz", "onion", "org", "pk",  "qa", "ru", "sa",  "tr",   "uk", "us", "za"});
    return std::ranges::binary_search(strong, name);
}

/// Names that end like files or like members of programs.
bool ambiguous_top_domain(std::string_view name) {
    static constexpr std::array ambiguous = std::to_array<std::string_view>(
        {"app", "as", "bid", "cat", "cc",  "cd", "do",   "host", "id",  "in",   "int", "is",   "link", "live", "md",
         "me",  "ml", "mm",  "mo",  "ms",  "my", "name", "no",   "one", "page", "pl",  "plus", "pm",   "post", "pro",
         "ps",  "py", "re",  "rs",  "run", "sh", "so",   "st",   "sv",  "tel",  "to",  "top",  "ts",   "work"});
    return std::ranges::binary_search(ambiguous, name);
}

/// A package of a program written backwards: org.apache.commons.io.
bool is_package(std::string_view domain) {
    const std::string_view first = domain.substr(0, domain.find('.'));
    static constexpr std::array packages =
        std::to_array<std::string_view>({"android", "androidx", "com", "dalvik", "de", "edu", "gov", "io", "java",
                                         "javax", "jdk", "kotlin", "net", "org", "sun", "system"});
    return std::ranges::find(packages, first) != packages.end();
}

}  // namespace

bool is_schema_host(std::string_view host) {
    static constexpr std::array hosts = std::to_array<std::string_view>(
        {"iptc.org", "java.sun.com", "ns.adobe.com", "purl.org", "relaxng.org", "schema.org", "schemas.android.com",
         "schemas.microsoft.com", "schemas.openxmlformats.org", "schemas.xmlsoap.org", "w3.org", "xmlns.com"});
    return std::ranges::any_of(hosts, [&](std::string_view name) {
        return host == name || (host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
    });
}

bool plausible_host(std::string_view host) {
    if (host == "localhost" || parse_ipv4(host)) return true;
    return host.find('.') != std::string_view::npos && known_top_domain(last_label(host));
}

void find_email(const Passage& passage, std::size_t at_sign, Hits& hits) {
    const std::size_t end = domain_end(passage, at_sign + 1);
    if (end == at_sign + 1) return;
    std::size_t from = at_sign;
    while (from > 0 && at_sign - from <= longest_local && is_local_char(passage.text[from - 1])) --from;
    if (at_sign - from > longest_local || (from == 0 && passage.goes_on_left)) return;
    // Marks around an address in text belong to the text.
    while (from < at_sign && !is_alnum(passage.text[from]) && passage.text[from] != '_') ++from;
    if (from == at_sign || passage.text[at_sign - 1] == '.' || passage.before(from) == '@') return;
    const std::string_view local = passage.text.substr(from, at_sign - from);
    if (local.find("..") != std::string_view::npos) return;
    // "name@host" of a host that goes on: more than a domain stands there.
    const char next = passage.at(end);
    if (next == '@' || static_cast<unsigned char>(next) >= 0x80 || next == '_') return;
    const std::string domain = lower(passage.text.substr(at_sign + 1, end - at_sign - 1));
    const std::string_view top = last_label(domain);
    if (top.size() < 2 || std::ranges::any_of(top, is_digit)) return;
    const bool known = known_top_domain(top);
    if (!known && local.size() < 2) return;
    hits.add(IdentifierKind::email, known ? IdentifierVerdict::plausible : IdentifierVerdict::format_only, from, end,
             lower(local) + "@" + domain);
}

void find_url(const Passage& passage, std::size_t second_slash, Hits& hits, std::size_t& until) {
    const std::size_t colon = second_slash - 2;
    std::size_t from = colon;
    while (from > 0 && colon - from < 16 &&
           (is_alnum(passage.text[from - 1]) || passage.text[from - 1] == '-' || passage.text[from - 1] == '+' ||
            passage.text[from - 1] == '.')) {
        --from;
    }
    // Names before it may run into the scheme: what counts is how it ends.
    static constexpr std::array known = std::to_array<std::string_view>(
        {"https", "http", "ftps", "ftp",   "sftp",       "file",    "wss",   "ws",     "rtsp",  "rtmp",
         "smb",   "ssh",  "git",  "ldaps", "ldap",       "irc",     "svn",   "nfs",    "imaps", "imap",
         "smtps", "smtp", "pop3", "mysql", "postgresql", "mongodb", "redis", "telnet", "vnc",   "rdp"});
    const std::string before = lower(passage.text.substr(from, colon - from));
    std::string_view scheme;
    for (const std::string_view name : known) {
        if (before.ends_with(name) && name.size() > scheme.size()) scheme = name;
    }
    if (scheme == "http" || scheme == "https" || scheme == "ftp") {
        // "xhttp://": bytes of something else may stand before it.
    } else if (scheme.empty() || scheme.size() != before.size()) {
        std::string_view whole = before;
        while (!whole.empty() && !is_letter(whole.front())) whole.remove_prefix(1);
        if (whole.size() < 2 || whole.size() > 15) return;
        scheme = whole;
    }
    from = colon - scheme.size();
    if (from == 0 && passage.goes_on_left) return;
    const bool known_scheme = std::ranges::find(known, scheme) != known.end();

    std::size_t end = second_slash + 1;
    while (passage.has(end) && end - from < longest_identifier && is_url_char(passage.text[end])) ++end;
    // Marks that end a sentence, and a bracket that was opened before it, are not part of it (RFC 3986 appendix C).
    const auto is_mark = [](char c) {
        return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == '\'' || c == '*' ||
               c == '_';
    };
    for (;;) {
        const std::string_view so_far = passage.text.substr(from, end - from);
        if (so_far.empty()) return;
        const char last = so_far.back();
        const char opening = last == ')' ? '(' : last == ']' ? '[' : '\0';
        const bool unpaired = opening != '\0' && std::ranges::count(so_far, last) > std::ranges::count(so_far, opening);
        if (!unpaired && !is_mark(last)) break;
        --end;
    }
    const std::size_t authority = second_slash + 1;
    std::size_t authority_end = authority;
    while (authority_end < end && passage.text[authority_end] != '/' && passage.text[authority_end] != '?' &&
           passage.text[authority_end] != '#') {
        ++authority_end;
    }
    until = std::max(until, authority);
    if (end <= authority) return;
    const std::string_view whole_authority = passage.text.substr(authority, authority_end - authority);
    const std::size_t user = whole_authority.rfind('@');
    std::string_view host = whole_authority.substr(user == std::string_view::npos ? 0 : user + 1);
    const bool literal = host.starts_with('[') && host.find(']') != std::string_view::npos;
    host = literal ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
    const std::string low = lower(host);
    const bool host_is_one = literal || (!host.empty() && std::ranges::all_of(host, is_host_char));
    IdentifierVerdict verdict = IdentifierVerdict::format_only;
    if (scheme == "file" && whole_authority.empty()) {
        verdict = IdentifierVerdict::plausible;
    } else if (!known_scheme) {
        if (!host_is_one || !is_alnum(host.front())) return;
    } else if (!host_is_one) {
        return;
    } else if (literal || plausible_host(low)) {
        verdict = IdentifierVerdict::plausible;
    } else if (host.size() < 2 || !is_alnum(host.front())) {
        return;
    }
    std::string value = std::string{scheme} + "://";
    if (user != std::string_view::npos) value += whole_authority.substr(0, user + 1);
    value += low;
    value += passage.text.substr(
        authority + static_cast<std::size_t>(host.data() - whole_authority.data()) + host.size(),
        end - (authority + static_cast<std::size_t>(host.data() - whole_authority.data()) + host.size()));
    hits.add(IdentifierKind::url, verdict, from, end, std::move(value), is_schema_host(low));
}

void find_domain(const Passage& passage, std::size_t after_dot, Hits& hits, std::size_t& until) {
    // Most pairs of words end in no top domain; a run in which one does is looked at whole, at the first that is one.
    std::size_t label_end = after_dot;
    while (is_alnum(passage.at(label_end)) && label_end - after_dot <= longest_top_domain && passage.has(label_end))
        ++label_end;
    if (!known_top_domain(passage.text.substr(after_dot, label_end - after_dot))) return;
    std::size_t from = after_dot;
    while (from > 0 && after_dot - from <= longest_domain && is_host_char(passage.text[from - 1])) --from;
    std::size_t run_end = after_dot;
    while (run_end - after_dot <= longest_domain && is_host_char(passage.at(run_end)) && passage.has(run_end))
        ++run_end;
    until = std::max(until, run_end);
    while (from < after_dot && !is_alnum(passage.text[from])) ++from;
    const std::size_t end = domain_end(passage, from);
    if (end == from || (from == 0 && passage.goes_on_left)) return;
    const std::string_view top_as_written = last_label(passage.text.substr(from, end - from));
    if (!known_top_domain(top_as_written)) return;
    const char previous = passage.before(from), next = passage.at(end);
    const std::string domain = lower(passage.text.substr(from, end - from));
    const std::string_view top = last_label(domain);
    const bool hidden = top == "onion";
    if (hidden) {
        if (static_cast<unsigned char>(previous) >= 0x80 || previous == '_' || is_alnum(next)) return;
        if (const auto verdict = check_onion(domain)) {
            const std::size_t name = domain.rfind('.', domain.size() - 7);
            const std::size_t skipped = name == std::string::npos ? 0 : name + 1;
            hits.add(IdentifierKind::onion, *verdict, from + skipped, end, domain.substr(skipped));
        }
        return;
    }
    // Parts of an e-mail address or of a URL are found as that; paths and members of programs are no domains.
    const auto joins = [](char c) {
        return c == '@' || c == '/' || c == '\\' || c == '_' || c == '$' || c == '~' || c == '=' ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    if (joins(previous) && previous != '=') return;
    if (next == '@' || next == '_' || next == '(' || next == '[' || next == '$' ||
        static_cast<unsigned char>(next) >= 0x80)
        return;
    if (next == '.' && is_alnum(passage.at(end + 1))) return;
    const auto labels = std::ranges::count(domain, '.') + 1;
    const std::string_view first = std::string_view{domain}.substr(0, domain.find('.'));
    if (first.size() < 2 && labels == 2) return;
    if (first[0] == 'v' && first.size() > 1 && std::ranges::all_of(first.substr(1), is_digit)) return;  // v2.0.net
    // One case throughout: "end.It" is prose.
    if (!std::ranges::all_of(top_as_written, is_lower) && !std::ranges::all_of(top_as_written, is_upper)) return;
    if (std::ranges::all_of(top_as_written, is_upper) &&
        std::ranges::any_of(passage.text.substr(from, end - from), is_lower))
        return;
    IdentifierVerdict verdict = IdentifierVerdict::plausible;
    if (first == "www") {
        if (labels < 3) return;
    } else {
        if (is_package(domain)) return;
        if (ambiguous_top_domain(top)) {
            if (labels < 3) return;
            verdict = IdentifierVerdict::format_only;
        } else if (!strong_top_domain(top)) {
            verdict = IdentifierVerdict::format_only;
            if (labels < 3 && top.size() == 2) return;
        }
        // Numbers before a known ending: a version and a file name.
        if (std::ranges::none_of(domain.substr(0, domain.size() - top.size()), is_letter)) return;
    }
    hits.add(IdentifierKind::domain, verdict, from, end, domain, is_schema_host(domain));
}

}  // namespace sanad
