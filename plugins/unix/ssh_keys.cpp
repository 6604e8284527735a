// unix.ssh_keys: keys that open accounts (authorized_keys), hosts whose keys are known (known_hosts), and key files of
// OpenSSH, OpenSSL and PuTTY: of a private key never more than its kind, its public part and whether a passphrase
// guards it.
#include <array>

#include "plugins/unix/lines.hpp"
#include "plugins/unix/moments.hpp"
#include "plugins/unix/public_key.hpp"
#include "plugins/unix/record.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

constexpr std::uint64_t largest = 16u << 20;

void put(Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, utf8(value));
}

void put_key(Artifact& artifact, const PublicKey& key, std::string_view written_type = {}) {
    put(artifact, "key_type", written_type.empty() ? std::string_view{key.type} : written_type);
    put(artifact, "fingerprint", key.sha256);
    put(artifact, "fingerprint_md5", key.md5);
    if (key.bits) artifact.integer("bits", *key.bits);
}

/// Up to the first blank that no quotation marks enclose.
std::string_view take_options(std::string_view& text) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size() && (quoted || !is_blank(text[at])); ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            ++at;
        } else if (text[at] == '"') {
            quoted = !quoted;
        }
    }
    at = std::min(at, text.size());
    const std::string_view options = text.substr(0, at);
    text = trimmed(text.substr(at));
    return options;
}

struct Outcome {
    std::size_t sound = 0;
    bool damaged = false;
};

/// Type, base64, comment. False: no key stands here.
bool put_written_key(Artifact& artifact, std::string_view text, Range place, const Sink& sink, bool& damaged) {
    const std::string_view type = take_word(text);
    const std::string_view encoded = take_word(text);
    if (!is_key_type(type) || encoded.empty()) return false;
    const auto blob = base64_decoded(encoded);
    const auto key = blob ? public_key(*blob) : std::nullopt;
    if (key && key->type == type) {
        put_key(artifact, *key);
    } else {
        put(artifact, "key_type", type);
        sink.warn(place, "the key is not sound: no fingerprint can be given");
        damaged = true;
    }
    put(artifact, "comment", text);
    return true;
}

Outcome authorized_keys(std::string_view content, const Sink& sink) {
    Outcome outcome;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        std::string_view text = trimmed(line.text);
        if (text.empty() || text[0] == '#') continue;
        Artifact authorized{"key.authorized", line.place};
        std::string_view ahead = text;
        if (!is_key_type(take_word(ahead))) put(authorized, "options", take_options(text));
        if (put_written_key(authorized, text, line.place, sink, outcome.damaged)) {
            ++outcome.sound;
            sink.emit(authorized);
        } else {
            sink.warn(line.place, "the line is no key of a kind that OpenSSH 7 or later takes");
            outcome.damaged = true;
        }
    }
    return outcome;
}

Outcome known_hosts(std::string_view content, const Sink& sink) {
    Outcome outcome;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        std::string_view text = trimmed(line.text);
        if (text.empty() || text[0] == '#') continue;
        Artifact known{"host.known", line.place};
        if (text[0] == '@') put(known, "marker", take_word(text));
        const std::string_view hosts = take_word(text);
        for (const std::string_view host : split(hosts, ',')) put(known, "hosts", host);
        if (hosts.starts_with("|1|")) known.text("hashed", "yes");
        if (put_written_key(known, text, line.place, sink, outcome.damaged)) {
            ++outcome.sound;
            sink.emit(known);
        } else {
            sink.warn(line.place, "the line is no host with its key");
            outcome.damaged = true;
        }
    }
    return outcome;
}

/// Between "-----BEGIN …-----" and "-----END", without the lines "Name: value".
struct Armour {
    std::string label;  ///< "OPENSSH PRIVATE KEY"
    std::vector<std::pair<std::string_view, std::string_view>> headers{};
    std::string body;
    Range place;
    bool complete = false;
};
std::optional<Armour> armour_at(std::string_view content, std::size_t from) {
    const std::size_t begin = content.find("-----BEGIN ", from);
    if (begin == std::string_view::npos) return {};
    Lines lines{content.substr(begin)};
    Line line;
    lines.next(line);
    const std::size_t end = line.text.find("-----", 11);
    if (end == std::string_view::npos) return {};
    Armour armour{std::string{line.text.substr(11, end - 11)}, {}, {}, {begin, content.size() - begin, 0}};
    while (lines.next(line)) {
        if (line.text.starts_with("-----END ")) {
            armour.place.length = line.place.offset + line.place.length;
            armour.complete = true;
            break;
        }
        const std::size_t colon = line.text.find(": ");
        if (colon != std::string_view::npos) {
            armour.headers.emplace_back(line.text.substr(0, colon), line.text.substr(colon + 2));
        } else {
            armour.body += line.text;
        }
    }
    return armour;
}

/// The comment of an OpenSSH private key that nothing protects: behind the numbers of its kind.
std::string comment_of(std::string_view type, Bytes section) {
    SshStrings parts{section};
    if (parts.number() != parts.number()) return {};
    parts.next();  // the type again
    int numbers = 0;
    if (type == "ssh-rsa") numbers = 6;
    if (type == "ssh-dss") numbers = 5;
    if (type == "ssh-ed25519") numbers = 2;
    if (type.starts_with("ecdsa-")) numbers = 3;
    if (numbers == 0) return {};
    for (int i = 0; i < numbers; ++i) parts.next();
    const Bytes comment = parts.next();
    return utf8({reinterpret_cast<const char*>(comment.data()), comment.size()});
}

/// PROTOCOL.key of OpenSSH.
bool openssh_private(Bytes blob, Artifact& stored) {
    constexpr std::string_view magic{"openssh-key-v1\0", 15};
    const Record record{blob};
    if (blob.size() < magic.size() || record.raw(0, magic.size()) != magic) return false;
    SshStrings parts{blob.subspan(magic.size())};
    const Bytes cipher_bytes = parts.next();
    const std::string_view cipher{reinterpret_cast<const char*>(cipher_bytes.data()), cipher_bytes.size()};
    parts.next();
    parts.next();
    if (parts.number() != 1) return false;
    const auto key = public_key(parts.next());
    if (!key) return false;
    put_key(stored, *key);
    const bool bare = cipher == "none";
    stored.text("encrypted", bare ? "no" : "yes");
    if (!bare) put(stored, "cipher", cipher);
    if (bare) put(stored, "comment", comment_of(key->type, parts.next()));
    return true;
}

bool private_key(const Armour& armour, Artifact& stored) {
    const auto blob = base64_decoded(armour.body);
    stored.text("kind", "private");
    if (armour.label == "OPENSSH PRIVATE KEY") {
        stored.text("format", "OpenSSH");
        try {
            return armour.complete && blob && openssh_private(*blob, stored);
        } catch (const TooShort&) {
            return false;
        }
    }
    const bool pkcs8 = armour.label == "PRIVATE KEY" || armour.label == "ENCRYPTED PRIVATE KEY";
    stored.text("format", pkcs8 ? "PKCS#8" : "PEM");
    if (armour.label == "RSA PRIVATE KEY") stored.text("key_type", "RSA");
    if (armour.label == "DSA PRIVATE KEY") stored.text("key_type", "DSA");
    if (armour.label == "EC PRIVATE KEY") stored.text("key_type", "EC");
    bool encrypted = armour.label == "ENCRYPTED PRIVATE KEY";
    for (const auto& [name, value] : armour.headers) {
        if (name == "Proc-Type" && value.ends_with("ENCRYPTED")) encrypted = true;
        if (name == "DEK-Info") put(stored, "cipher", value.substr(0, value.find(',')));
    }
    stored.text("encrypted", encrypted ? "yes" : "no");
    return armour.complete && blob && !blob->empty();
}

Outcome armoured(std::string_view content, const Sink& sink) {
    Outcome outcome;
    std::size_t at = 0;
    while (const auto armour = armour_at(content, at)) {
        at = static_cast<std::size_t>(armour->place.offset + armour->place.length);
        if (!armour->label.ends_with("PRIVATE KEY")) continue;
        Artifact stored{"key.stored", armour->place};
        if (!private_key(*armour, stored)) {
            sink.warn(armour->place, "the private key is not whole");
            outcome.damaged = true;
        }
        ++outcome.sound;
        sink.emit(stored);
    }
    return outcome;
}

/// "PuTTY-User-Key-File-3: ssh-ed25519", then "Name: value", the public part in lines of base64.
Outcome putty(std::string_view content, const Sink& sink) {
    Artifact stored{"key.stored", {0, content.size(), 0}};
    stored.text("kind", "private").text("format", "PuTTY");
    std::string encoded;
    std::int64_t left = 0;
    std::string_view type;
    bool encryption_named = false;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        if (left > 0) {
            encoded += line.text;
            --left;
            continue;
        }
        const std::size_t colon = line.text.find(": ");
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.text.substr(0, colon);
        const std::string_view value = line.text.substr(colon + 2);
        if (name.starts_with("PuTTY-User-Key-File-")) type = value;
        if (name == "Encryption") {
            encryption_named = true;
            stored.text("encrypted", value == "none" ? "no" : "yes");
            if (value != "none") put(stored, "cipher", value);
        }
        if (name == "Comment") put(stored, "comment", value);
        if (name == "Public-Lines")
            left = std::clamp<std::int64_t>(number_in<std::int64_t>(value).value_or(0), 0, 4096);
    }
    const auto blob = base64_decoded(encoded);
    const auto key = blob ? public_key(*blob) : std::nullopt;
    if (key) {
        put_key(stored, *key);
    } else {
        put(stored, "key_type", type);
    }
    const bool whole = key && encryption_named;
    if (!whole) sink.warn({0, content.size(), 0}, "the key file is not whole");
    sink.emit(stored);
    return {1, !whole};
}

/// RFC 4716.
Outcome ssh2_public(std::string_view content, const Sink& sink) {
    Artifact stored{"key.stored", {0, content.size(), 0}};
    stored.text("kind", "public").text("format", "SSH2");
    std::string encoded;
    bool goes_on = false;
    bool ended = false;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        if (line.text.starts_with("---- BEGIN")) continue;
        if (line.text.starts_with("---- END")) {
            ended = true;
            break;
        }
        const std::size_t colon = line.text.find(": ");
        if (!goes_on && colon == std::string_view::npos) {
            encoded += line.text;
        } else if (!goes_on && line.text.starts_with("Comment")) {
            std::string_view comment = line.text.substr(colon + 2);
            if (comment.size() > 1 && comment.front() == '"' && comment.back() == '"') {
                comment = comment.substr(1, comment.size() - 2);
            }
            put(stored, "comment", comment);
        }
        goes_on = line.text.ends_with('\\');
    }
    const auto blob = base64_decoded(encoded);
    const auto key = blob ? public_key(*blob) : std::nullopt;
    if (key) put_key(stored, *key);
    if (!key || !ended) sink.warn({0, content.size(), 0}, "the public key is not whole");
    sink.emit(stored);
    return {1, !key || !ended};
}

Outcome public_file(std::string_view content, const Sink& sink) {
    Outcome outcome;
    Lines lines{content};
    for (Line line; lines.next(line);) {
        const std::string_view text = trimmed(line.text);
        if (text.empty() || text[0] == '#') continue;
        Artifact stored{"key.stored", line.place};
        stored.text("kind", "public").text("format", "OpenSSH");
        if (!put_written_key(stored, text, line.place, sink, outcome.damaged)) return outcome;
        ++outcome.sound;
        sink.emit(stored);
    }
    return outcome;
}

class SshKeys {
public:
    static constexpr std::string_view name = "unix.ssh_keys", version = "1.0.0";
    static constexpr std::string_view summary = "SSH keys: accounts they open, known hosts, key files";
    static constexpr std::array wants{name_glob("authorized_keys"),
                                      name_glob("authorized_keys2"),
                                      name_glob("known_hosts"),
                                      name_glob("known_hosts2"),
                                      name_glob("known_hosts.old"),
                                      name_glob("ssh_known_hosts"),
                                      name_glob("id_*.pub"),
                                      name_glob("ssh_host_*_key.pub"),
                                      signature("-----BEGIN OPENSSH PRIVATE KEY-----"),
                                      signature("-----BEGIN RSA PRIVATE KEY-----"),
                                      signature("-----BEGIN DSA PRIVATE KEY-----"),
                                      signature("-----BEGIN EC PRIVATE KEY-----"),
                                      signature("-----BEGIN PRIVATE KEY-----"),
                                      signature("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
                                      signature("PuTTY-User-Key-File-"),
                                      signature("---- BEGIN SSH2 PUBLIC KEY ----")};
    static constexpr std::array emits{text("key.authorized"), text("host.known"), text("key.stored")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() == 0 || file.size() > largest) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::string_view content = view_of(bytes);
        if (!looks_like_text(content)) return Verdict::not_mine;
        const auto named = [&](std::string_view word) { return file.name().find(word) != std::string_view::npos; };
        Outcome outcome;
        if (content.starts_with("PuTTY-User-Key-File-")) {
            outcome = putty(content, sink);
        } else if (content.starts_with("---- BEGIN SSH2 PUBLIC KEY")) {
            outcome = ssh2_public(content, sink);
        } else if (content.starts_with("-----BEGIN ")) {
            outcome = armoured(content, sink);
        } else if (named("authorized_keys")) {
            if (!any_key(content)) return Verdict::not_mine;
            outcome = authorized_keys(content, sink);
        } else if (named("known_hosts")) {
            if (!any_key(content)) return Verdict::not_mine;
            outcome = known_hosts(content, sink);
        } else if (is_key_type(content.substr(0, 64))) {
            outcome = public_file(content, sink);
        }
        if (outcome.sound == 0) return Verdict::not_mine;
        return outcome.damaged ? Verdict::damaged : Verdict::examined;
    }

private:
    /// Whether a line holds a kind of key at all: a file of another kind is left without a word.
    static bool any_key(std::string_view content) {
        Lines lines{content};
        for (Line line; lines.next(line);) {
            std::string_view text = trimmed(line.text);
            if (text.starts_with('#')) continue;
            while (!text.empty()) {
                if (is_key_type(take_word(text)) && !text.empty()) return true;
            }
        }
        return false;
    }
};

}  // namespace

SANAD_MODULE(SshKeys)
