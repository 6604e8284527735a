#include "core/custody/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>
#include <set>
#include <stdexcept>

#include "core/base/text.hpp"
#include "core/custody/json_value.hpp"
#include "core/custody/members.hpp"

namespace sanad {
namespace {

constexpr std::size_t id_size = 4;
constexpr std::size_t key_size = 32;
constexpr std::size_t signature_size = 64;
constexpr std::size_t time_size = 8;
constexpr std::size_t most_signatures = 64;
constexpr std::size_t most_proof_hashes = 63;  // tlog-witness
constexpr std::string_view signature_start = "\u2014 ";
constexpr std::string_view proof_start = "c2sp.org/tlog-proof@v1";

tl::unexpected<Error> damaged(std::string what) {
    return failure(Fault::damaged, std::move(what));
}

/// Line after line; each is ended by a line feed.
class Lines {
public:
    explicit Lines(std::string_view text) : text_{text} {}

    bool ended() const { return text_.empty(); }
    std::string_view rest() const { return text_; }
    std::size_t number() const { return number_; }
    Result<std::string_view> next() {
        ++number_;
        const std::size_t end = text_.find('\n');
        if (text_.empty()) return wrong("missing");
        if (end == std::string_view::npos) return wrong("not ended by a line feed");
        const std::string_view line = text_.substr(0, end);
        text_.remove_prefix(end + 1);
        return line;
    }
    tl::unexpected<Error> wrong(std::string_view what) const {
        return damaged(fmt::format("line {}: {}", number_, what));
    }

private:
    std::string_view text_;
    std::size_t number_ = 0;
};

Result<std::uint64_t> number_in(const Lines& lines, std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    static constexpr std::uint64_t most = 9'999'999'999'999'999;  // 16 digits: LEDGER.md section 10
    if (!is_decimal(text) || error != std::errc{} || end != text.data() + text.size() || number > most)
        return lines.wrong("not a number");
    return number;
}

Result<Sha256Digest> hash_in(const Lines& lines, std::string_view text) {
    const auto bytes = from_base64(text);
    Sha256Digest hash;
    if (!bytes || bytes->size() != hash.size()) return lines.wrong("not a SHA-256 in base64");
    std::ranges::copy(bytes_of(*bytes), hash.begin());
    return hash;
}

/// Hashes up to the empty line.
Result<std::vector<Sha256Digest>> hashes_in(Lines& lines) {
    std::vector<Sha256Digest> hashes;
    for (;;) {
        const std::string_view line = TRY(lines.next());
        if (line.empty()) return hashes;
        if (hashes.size() == most_proof_hashes) return lines.wrong("more hashes than any tree needs");
        hashes.push_back(TRY(hash_in(lines, line)));
    }
}

Result<NoteSignature> signature_in(const Lines& lines, std::string_view line) {
    if (!line.starts_with(signature_start)) return lines.wrong("no signature: it begins with an em dash and a blank");
    line.remove_prefix(signature_start.size());
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return lines.wrong("a signature without a name or without its bytes");
    NoteSignature signature{std::string{line.substr(0, blank)}, {}};
    if (!is_note_name(signature.name)) return lines.wrong("a name that no key may have");
    auto blob = from_base64(line.substr(blank + 1));
    if (!blob || blob->size() <= id_size) return lines.wrong("a signature that is not base64 of a key id and more");
    signature.blob = std::move(*blob);
    return signature;
}

Result<std::vector<NoteSignature>> signatures_in(Lines& lines) {
    std::vector<NoteSignature> signatures;
    do {
        NoteSignature signature = TRY(signature_in(lines, TRY(lines.next())));
        if (std::ranges::find(signatures, signature) != signatures.end()) return lines.wrong("a signature twice");
        if (signatures.size() == most_signatures) return lines.wrong("more signatures than any note needs");
        signatures.push_back(std::move(signature));
    } while (!lines.ended());
    return signatures;
}

std::string hash_lines(std::span<const Sha256Digest> hashes) {
    std::string text;
    for (const Sha256Digest& hash : hashes) text += base64(text_of(hash)) + "\n";
    return text;
}

std::string cosigned_message(const Checkpoint& checkpoint, std::uint64_t time) {
    return fmt::format("cosignature/v1\ntime {}\n{}", time, checkpoint.body());
}

Result<NoteKey> note_key_of(std::string_view name, std::uint8_t type, const Signer& signer) {
    if (signer.public_key().algorithm != SignatureAlgorithm::ed25519)
        return failure(Fault::refused, fmt::format("checkpoints are signed with ed25519, not with {}",
                                                   name_of(signer.public_key().algorithm)));
    if (!is_note_name(name))
        return failure(
            Fault::refused,
            fmt::format("\"{}\" cannot name a key: it must have 1 to 255 bytes, no blanks and no '+'", shown(name)));
    return NoteKey{std::string{name}, type, signer.public_key().raw};
}

bool is_good(const NoteKey& key, std::string_view message, std::string_view signature) {
    return signature.size() == signature_size && verify({SignatureAlgorithm::ed25519, key.public_key},
                                                        bytes_of(message), bytes_of(signature)) == Checked::good;
}

/// RFC 6962 2.1.2, SUBPROOF.
void subproof(std::span<const Sha256Digest> leaves, std::uint64_t old_size, bool is_whole,
              std::vector<Sha256Digest>& proof) {
    if (old_size == leaves.size()) {
        if (!is_whole) proof.push_back(tree_root(leaves));
        return;
    }
    const std::size_t left = std::bit_floor(leaves.size() - 1);
    if (old_size <= left) {
        subproof(leaves.first(left), old_size, is_whole, proof);
        proof.push_back(tree_root(leaves.subspan(left)));
    } else {
        subproof(leaves.subspan(left), old_size - left, false, proof);
        proof.push_back(tree_root(leaves.first(left)));
    }
}

/// Blanks that Unicode knows beside the ASCII ones (White_Space), in UTF-8.
constexpr std::string_view wide_blanks[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                            "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                            "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

}  // namespace

// ---- keys
// ------------------------------------------------------------------------------------------------------------

bool is_note_name(std::string_view text) {
    if (text.empty() || text.size() > 255 || !is_utf8(text)) return false;
    if (std::ranges::any_of(text, [](char letter) {
            return static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7F || letter == '+';
        }))
        return false;
    return std::ranges::none_of(wide_blanks, [text](std::string_view blank) { return text.find(blank) != text.npos; });
}

std::string NoteKey::id() const {
    Sha256 state;
    state.update(bytes_of(name));
    const Byte between[] = {'\n', type};
    state.update(between);
    state.update(bytes_of(public_key));
    return std::string{text_of(state.finish()).substr(0, id_size)};
}

std::string NoteKey::text() const {
    return fmt::format("{}+{}+{}", name, hex(bytes_of(id())), base64(static_cast<char>(type) + public_key));
}

Result<NoteKey> NoteKey::parse(std::string_view text) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
    if (second == text.npos) return damaged("not a key NAME+ID+KEY");
    const auto key = from_base64(text.substr(second + 1));
    if (!key || key->size() != 1 + key_size) return damaged("a key that is not base64 of a type and 32 bytes");
    NoteKey note_key{std::string{text.substr(0, first)}, static_cast<std::uint8_t>((*key)[0]), key->substr(1)};
    if (!is_note_name(note_key.name)) return damaged("a name that no key may have");
    if (note_key.type != log && note_key.type != witness)
        return damaged(fmt::format("a key of type {}, where 1 (log) and 4 (witness) are known", note_key.type));
    if (note_key.text() != text) return damaged("the id of the key is not that of its bytes");
    return note_key;
}

// ---- checkpoints
// -----------------------------------------------------------------------------------------------------

std::string Checkpoint::body() const {
    return fmt::format("{}\n{}\n{}\n", origin, size, base64(text_of(root)));
}

std::string signature_lines(std::span<const NoteSignature> signatures) {
    std::string text;
    for (const NoteSignature& signature : signatures)
        text += fmt::format("{}{} {}\n", signature_start, signature.name, base64(signature.blob));
    return text;
}

Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view text) {
    Lines lines{text};
    return signatures_in(lines);
}

std::string Checkpoint::note() const {
    return body() + "\n" + signature_lines(signatures);
}

Result<Checkpoint> Checkpoint::parse(std::string_view note) {
    Lines lines{note};
    Checkpoint checkpoint;
    checkpoint.origin = TRY(lines.next());
    if (!is_note_name(checkpoint.origin)) return lines.wrong("an origin that no log may have");
    checkpoint.size = TRY(number_in(lines, TRY(lines.next())));
    checkpoint.root = TRY(hash_in(lines, TRY(lines.next())));
    if (!TRY(lines.next()).empty()) return lines.wrong("an empty line expected");
    checkpoint.signatures = TRY(signatures_in(lines));
    return checkpoint;
}

Result<void> Checkpoint::sign(Signer& log_key) {
    const NoteKey key = TRY(note_key_of(origin, NoteKey::log, log_key));
    signatures.push_back({origin, key.id() + TRY(log_key.sign(bytes_of(body())))});
    return {};
}

Result<void> Checkpoint::cosign(std::string_view name, Signer& witness_key, std::int64_t unix_time) {
    const NoteKey key = TRY(note_key_of(name, NoteKey::witness, witness_key));
    if (unix_time < 0) return failure(Fault::refused, "a cosignature from before 1970");
    const auto time = static_cast<std::uint64_t>(unix_time);
    std::string blob = key.id();
    for (std::size_t i = 0; i < time_size; ++i) blob += static_cast<char>(time >> (56 - 8 * i) & 0xFF);
    blob += TRY(witness_key.sign(bytes_of(cosigned_message(*this, time))));
    signatures.push_back({std::string{name}, std::move(blob)});
    return {};
}

bool Checkpoint::signed_by(const NoteKey& log) const {
    if (log.type != NoteKey::log || log.name != origin) return false;
    bool is_signed = false;
    for (const NoteSignature& signature : signatures) {
        if (signature.name != log.name || !signature.blob.starts_with(log.id())) continue;
        if (!is_good(log, body(), std::string_view{signature.blob}.substr(id_size))) return false;
        is_signed = true;
    }
    return is_signed;
}

std::optional<std::int64_t> Checkpoint::cosigned_by(const NoteKey& witness) const {
    if (witness.type != NoteKey::witness) return std::nullopt;
    std::optional<std::int64_t> newest;
    for (const NoteSignature& signature : signatures) {
        if (signature.name != witness.name || !signature.blob.starts_with(witness.id())) continue;
        const std::string_view rest = std::string_view{signature.blob}.substr(id_size);
        const auto time = ByteReader{bytes_of(rest)}.u64_be(0);
        static constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (!time || *time > most || !is_good(witness, cosigned_message(*this, *time), rest.substr(time_size)))
            return std::nullopt;
        newest = std::max(newest.value_or(0), static_cast<std::int64_t>(*time));
    }
    return newest;
}

// ---- policies
// --------------------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t most_of_a_kind = 256;

class PolicyParser {
public:
    Result<Policy> parse(std::string_view text) {
        const auto is_wrong = [](char letter) {
            const auto code = static_cast<unsigned char>(letter);
            return (code < 0x20 && code != '\n' && code != '\t') || code == 0x7F;
        };
        if (std::ranges::any_of(text, is_wrong)) return damaged("a control character in a policy");
        Lines lines{text};
        while (!lines.ended()) {
            const std::vector<std::string_view> words = words_of(TRY(lines.next()));
            if (words.empty()) continue;
            if (auto taken = take(words); !taken) return lines.wrong(taken.error().what);
        }
        if (!has_quorum_) return damaged("a policy without a line \"quorum\"");
        return std::move(policy_);
    }

private:
    static std::vector<std::string_view> words_of(std::string_view line) {
        std::vector<std::string_view> words;
        while (true) {
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
            if (line.empty()) return words;
            const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
            words.push_back(line.substr(0, end));
            line.remove_prefix(end);
        }
    }

    Result<void> take(const std::vector<std::string_view>& words) {
        if (words[0] == "#!root") return take_root(words);
        if (words[0].starts_with('#')) return {};
        if (words[0] == "log") return take_log(words);
        if (words[0] == "witness") return take_witness(words);
        if (words[0] == "group") return take_group(words);
        if (words[0] == "quorum") return take_quorum(words);
        return damaged(fmt::format("\"{}\" is none of log, witness, group, quorum", shown(words[0])));
    }

    Result<void> take_root(const std::vector<std::string_view>& words) {
        if (words.size() != 2 || !is_key_id(words[1])) return damaged("a root is a key id of 40 hexadecimal letters");
        policy_.roots.emplace_back(words[1]);
        return {};
    }

    Result<NoteKey> key_of(std::string_view text, std::uint8_t type) {
        NoteKey key = TRY(NoteKey::parse(text));
        if (key.type != type) return damaged("a key of the other kind: a log has type 1, a witness type 4");
        if (!keys_.insert({type, key.public_key}).second) return damaged("a key that stands there twice");
        return key;
    }

    Result<void> take_log(const std::vector<std::string_view>& words) {
        if (words.size() != 2 && words.size() != 3) return damaged("log KEY [URL]");
        if (policy_.logs.size() == most_of_a_kind) return damaged("too many logs");
        policy_.logs.push_back(TRY(key_of(words[1], NoteKey::log)));
        return {};
    }

    Result<void> define(std::string_view name) {
        if (name == "none") return damaged("the name none is taken");
        if (!free_.insert(std::string{name}).second || !names_.insert(std::string{name}).second)
            return damaged(fmt::format("the name {} is taken", shown(name)));
        return {};
    }

    Result<void> take_witness(const std::vector<std::string_view>& words) {
        if (words.size() != 3 && words.size() != 4) return damaged("witness NAME KEY [URL]");
        if (policy_.witnesses.size() == most_of_a_kind) return damaged("too many witnesses");
        NoteKey key = TRY(key_of(words[2], NoteKey::witness));
        TRY(define(words[1]));
        policy_.witnesses.emplace_back(words[1], std::move(key));
        return {};
    }

    Result<void> take_group(const std::vector<std::string_view>& words) {
        if (words.size() < 4) return damaged("group NAME all|any|COUNT MEMBER…");
        if (policy_.groups.size() == most_of_a_kind) return damaged("too many groups");
        Policy::Group group{std::string{words[1]}, 0, {}};
        for (std::size_t i = 3; i < words.size(); ++i) {
            if (!names_.contains(words[i]))
                return damaged(fmt::format("{} is not defined in a line before", shown(words[i])));
            if (free_.erase(std::string{words[i]}) == 0)
                return damaged(fmt::format("{} is a member already", shown(words[i])));
            group.members.emplace_back(words[i]);
        }
        if (words[2] == "all") {
            group.least = group.members.size();
        } else if (words[2] == "any") {
            group.least = 1;
        } else {
            const auto [end, error] = std::from_chars(words[2].data(), words[2].data() + words[2].size(), group.least);
            if (!is_decimal(words[2]) || error != std::errc{} || end != words[2].data() + words[2].size() ||
                group.least < 1 || group.least > group.members.size())
                return damaged("of a group all, any or 1 to its number of members are asked");
        }
        TRY(define(words[1]));
        policy_.groups.push_back(std::move(group));
        return {};
    }

    Result<void> take_quorum(const std::vector<std::string_view>& words) {
        if (words.size() != 2) return damaged("quorum NAME");
        if (std::exchange(has_quorum_, true)) return damaged("a second quorum");
        if (words[1] != "none" && !names_.contains(words[1]))
            return damaged(fmt::format("{} is not defined in a line before", shown(words[1])));
        policy_.quorum = words[1];
        return {};
    }

    Policy policy_;
    bool has_quorum_ = false;
    std::set<std::pair<std::uint8_t, std::string>> keys_;
    std::set<std::string, std::less<>> names_;
    std::set<std::string, std::less<>> free_;  ///< not yet a member of a group
};

}  // namespace

Result<Policy> Policy::parse(std::string_view text) {
    return PolicyParser{}.parse(text);
}

bool Policy::met_by(const Checkpoint& checkpoint) const {
    const auto is_signed = [&](const NoteKey& log) { return checkpoint.signed_by(log); };
    if (!logs.empty() && std::ranges::none_of(logs, is_signed)) return false;
    if (quorum == "none") return true;
    // In the order of the lines: whatever a group names was decided before it.
    std::set<std::string, std::less<>> seen_by;
    for (const auto& [name, key] : witnesses)
        if (checkpoint.cosigned_by(key)) seen_by.insert(name);
    for (const Group& group : groups) {
        const auto seen =
            std::ranges::count_if(group.members, [&](const auto& name) { return seen_by.contains(name); });
        if (static_cast<std::uint64_t>(seen) >= group.least) seen_by.insert(group.name);
    }
    return seen_by.contains(quorum);
}

// ---- proofs
// ----------------------------------------------------------------------------------------------------------

std::vector<Sha256Digest> consistency_proof(std::span<const Sha256Digest> leaves, std::uint64_t old_size) {
    if (old_size > leaves.size()) throw std::logic_error{"consistency_proof: the tree is smaller"};
    std::vector<Sha256Digest> proof;
    if (old_size > 0) subproof(leaves, old_size, true, proof);
    return proof;
}

bool consistency_verifies(std::uint64_t old_size, const Sha256Digest& old_root, std::uint64_t size,
                          const Sha256Digest& root, std::span<const Sha256Digest> proof) {
    if (old_size > size) return false;
    if (old_size == 0) return proof.empty() && old_root == Sha256{}.finish() && (size > 0 || root == old_root);
    if (old_size == size) return proof.empty() && old_root == root;
    // RFC 9162 2.1.4.2. When the old tree is one complete subtree, its root stands for the first hash.
    std::vector<Sha256Digest> hashes;
    if (std::has_single_bit(old_size)) hashes.push_back(old_root);
    hashes.insert(hashes.end(), proof.begin(), proof.end());
    if (hashes.empty()) return false;
    std::uint64_t node = old_size - 1;
    std::uint64_t last = size - 1;
    while ((node & 1) != 0) {
        node >>= 1;
        last >>= 1;
    }
    Sha256Digest of_old = hashes.front();
    Sha256Digest of_new = hashes.front();
    for (std::size_t i = 1; i < hashes.size(); ++i) {
        if (last == 0) return false;
        if ((node & 1) != 0 || node == last) {
            of_old = tree_node(hashes[i], of_old);
            of_new = tree_node(hashes[i], of_new);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            of_new = tree_node(of_new, hashes[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && of_old == old_root && of_new == root;
}

std::string EntryProof::text() const {
    return fmt::format("{}\nindex {}\n{}\n{}", proof_start, index, hash_lines(path), checkpoint.note());
}

Result<EntryProof> EntryProof::parse(std::string_view text) {
    Lines lines{text};
    EntryProof proof;
    if (TRY(lines.next()) != proof_start) return lines.wrong(fmt::format("{} expected", proof_start));
    const std::string_view index = TRY(lines.next());
    if (!index.starts_with("index ")) return lines.wrong("\"index\" expected");
    proof.index = TRY(number_in(lines, index.substr(6)));
    proof.path = TRY(hashes_in(lines));
    auto checkpoint = Checkpoint::parse(lines.rest());
    if (!checkpoint) return within("checkpoint", std::move(checkpoint.error()));
    proof.checkpoint = std::move(*checkpoint);
    return proof;
}

bool EntryProof::proves(const Sha256Digest& leaf) const {
    return tree_path_verifies(leaf, index, checkpoint.size, path, checkpoint.root);
}

std::string entry_proof(std::span<const Sha256Digest> leaves, std::uint64_t index, const Checkpoint& checkpoint) {
    if (checkpoint.size > leaves.size()) throw std::logic_error{"entry_proof: the checkpoint is of a larger tree"};
    return EntryProof{index, tree_path(leaves.first(checkpoint.size), index), checkpoint}.text();
}

std::string WitnessRequest::text() const {
    return fmt::format("old {}\n{}\n{}", old_size, hash_lines(proof), checkpoint.note());
}

Result<WitnessRequest> WitnessRequest::parse(std::string_view text) {
    Lines lines{text};
    WitnessRequest request;
    const std::string_view old = TRY(lines.next());
    if (!old.starts_with("old ")) return lines.wrong("\"old\" and a size expected");
    request.old_size = TRY(number_in(lines, old.substr(4)));
    request.proof = TRY(hashes_in(lines));
    auto checkpoint = Checkpoint::parse(lines.rest());
    if (!checkpoint) return within("checkpoint", std::move(checkpoint.error()));
    request.checkpoint = std::move(*checkpoint);
    return request;
}

}  // namespace sanad
