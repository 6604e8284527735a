// Checkpoints and what others put to them: witnesses, paper, time stamps.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <memory>

#include "core/base/new_file.hpp"
#include "core/base/text.hpp"
#include "core/cli/ledger_verbs.hpp"
#include "core/cli/output.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/crypto/time_stamp.hpp"
#include "core/crypto/wipe.hpp"
#include "core/custody/identity_store.hpp"
#include "core/custody/private_file.hpp"
#include "core/custody/receipt_code.hpp"
#include "core/custody/witness.hpp"
#include "core/report/print_sheet.hpp"

namespace sanad {
namespace {

struct CheckpointTold {
    std::string case_path, out, request, name, key, state, log, file, svg, policy, import, tsa;
    std::vector<std::string> witnesses;
    std::optional<std::uint64_t> since, size;
    bool new_key = false;
};

std::int64_t now() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

// ---- checkpoint
// ------------------------------------------------------------------------------------------------------

/// The size from which a witness is asked to follow: that of the newest smaller checkpoint that any witness cosigned.
std::uint64_t usual_start(const std::vector<Checkpoint>& kept, std::uint64_t size) {
    std::uint64_t start = 0;
    for (const Checkpoint& checkpoint : kept)
        if (checkpoint.size < size && checkpoint.signatures.size() > 1) start = checkpoint.size;
    return start;
}

Result<void> checkpoint(Session& session, const CheckpointTold& told) {
    LedgerFile ledger = TRY(open_ledger(told.case_path, true));
    const LedgerCheck& check = *TRY(ledger.state());
    if (check.size() == 0) return failure(Fault::refused, "the ledger is empty");
    IdentityStore store = TRY(IdentityStore::open());
    const auto key = signer_of(TRY(store.checkpoint_key()));
    const NoteKey log{check.origin(), NoteKey::log, key->public_key().raw};
    if (check.checkpoint_key() != log.public_key)
        return failure(Fault::refused,
                       "checkpoints of this ledger are signed at another installation; the next act that is recorded "
                       "here (`sanad custody note`) hands that over to this one");

    // What witnesses have signed already stays with the checkpoint.
    const std::vector<Checkpoint> kept = TRY(ledger.checkpoints());
    const auto same = std::ranges::find_if(kept, [&](const Checkpoint& it) {
        return it.size == check.size() && it.root == check.root() && it.signed_by(log);
    });
    Checkpoint made{check.origin(), check.size(), check.root(), {}};
    if (same != kept.end()) {
        made = *same;
    } else {
        TRY(made.sign(*key));
        TRY(ledger.keep_checkpoint(made));
    }

    const std::uint64_t since = told.since.value_or(usual_start(kept, made.size));
    if (since > made.size)
        return failure(Fault::refused, fmt::format("--since {}: the ledger has {} entries", since, made.size));
    if (!told.out.empty())
        TRY(write_new_file(told.out, WitnessRequest{since, consistency_proof(check.leaves(), since), made}.text()));

    Output output;
    if (session.json) {
        output.write(JsonObject{}
                         .text("record", "checkpoint")
                         .text("ledger", made.origin)
                         .number("size", made.size)
                         .text("root", hex(made.root))
                         .text("code", receipt_code(made.root))
                         .text("log_key", log.text())
                         .number("since", since)
                         .number("cosignatures", made.signatures.size() - 1)
                         .text("note", made.note())
                         .line());
        return output.finish();
    }
    output.write(fmt::format("checkpoint of {} entries, root {}\ncode {}\n", made.size, hex(made.root),
                             receipt_code(made.root)));
    if (!told.out.empty())
        output.write(
            fmt::format("request to a witness who has seen {} entries: {}\n"
                        "the ledger's key, to be handed over apart from it: {}\n",
                        since, shown(told.out), log.text()));
    return output.finish();
}

// ---- cosign
// ----------------------------------------------------------------------------------------------------------

constexpr std::string_view pem_begin = "-----BEGIN PRIVATE KEY-----\n";
constexpr std::string_view pem_end = "\n-----END PRIVATE KEY-----\n";
/// PrivateKeyInfo of Ed25519 up to its 32 secret bytes (RFC 8410 section 7), as `openssl genpkey` writes it.
constexpr std::string_view key_header = "302e020100300506032b657004220420";

Result<std::unique_ptr<Signer>> witness_key(const CheckpointTold& told) {
    const std::string header = from_hex(key_header).value();
    if (told.new_key) {
        const PrivateKey made = TRY(PrivateKey::generate(SignatureAlgorithm::ed25519));
        const SecretText secret{header + made.secret()};
        const SecretText pem{std::string{pem_begin} + base64(secret.text()) + std::string{pem_end}};
        TRY(write_private_file(told.key, pem.text(), Visible::owner, Existing::keep));
    }
    const SecretText pem{TRY(read_private_file(told.key, Visible::owner, 4096))};
    const std::string_view text = pem.text();
    const auto wrong = [&] {
        return failure(Fault::refused, fmt::format("{}: not an Ed25519 key as `openssl genpkey -algorithm ed25519` or "
                                                   "--new-key writes it",
                                                   shown(told.key)));
    };
    if (!text.starts_with(pem_begin) || !text.ends_with(pem_end)) return wrong();
    auto read = from_base64(text.substr(pem_begin.size(), text.size() - pem_begin.size() - pem_end.size()));
    if (!read) return wrong();
    const SecretText der{std::move(*read)};
    if (!der.text().starts_with(header) || der.text().size() != header.size() + 32) return wrong();
    return signer_of(TRY(PrivateKey::from_secret(SignatureAlgorithm::ed25519, der.bytes().subspan(header.size()))));
}

Result<void> cosign(Session& session, const CheckpointTold& told) {
    auto request = WitnessRequest::parse(TRY(read_text(told.request)));
    if (!request) return within(shown(told.request), std::move(request.error()));
    std::optional<NoteKey> log;
    if (!told.log.empty()) {
        auto key = NoteKey::parse(told.log);
        if (!key) return within("--log", std::move(key.error()));
        log = std::move(*key);
    }
    const auto key = TRY(witness_key(told));
    const NoteSignature line = TRY(witness_checkpoint(*request, told.state, {told.name, key.get()}, log, now()));
    TRY(write_new_file(told.out, signature_lines({&line, 1})));
    const NoteKey witness{told.name, NoteKey::witness, key->public_key().raw};
    Output output;
    if (session.json)
        output.write(JsonObject{}
                         .text("record", "cosignature")
                         .text("ledger", request->checkpoint.origin)
                         .number("size", request->checkpoint.size)
                         .text("root", hex(request->checkpoint.root))
                         .text("witness_key", witness.text())
                         .line());
    else
        output.write(fmt::format("cosigned {} at {} entries: {}\nthis witness's key, for policies: {}\n",
                                 shown(request->checkpoint.origin), request->checkpoint.size, shown(told.out),
                                 witness.text()));
    return output.finish();
}

Result<void> import_cosignature(Session& session, const CheckpointTold& told) {
    std::vector<NoteKey> known;
    for (const std::string& text : told.witnesses) {
        auto key = NoteKey::parse(text);
        if (!key) return within("--witness", std::move(key.error()));
        known.push_back(std::move(*key));
    }
    if (!told.policy.empty()) {
        auto policy = Policy::parse(TRY(read_text(told.policy)));
        if (!policy) return within(shown(told.policy), std::move(policy.error()));
        for (const auto& [name, key] : policy->witnesses) known.push_back(key);
    }
    if (known.empty())
        return failure(Fault::refused,
                       "whose key is it? Name the witness's key with --witness, or a --policy that does");
    auto lines = parse_signature_lines(TRY(read_text(told.file)));
    if (!lines) return within(shown(told.file), std::move(lines.error()));

    LedgerFile ledger = TRY(open_ledger(told.case_path, true));
    std::vector<Checkpoint> kept = TRY(ledger.checkpoints());
    std::ranges::reverse(kept);
    Output output;
    for (const NoteSignature& line : *lines) {
        bool placed = false;
        for (Checkpoint& checkpoint : kept) {
            Checkpoint alone{checkpoint.origin, checkpoint.size, checkpoint.root, {line}};
            std::optional<std::int64_t> time;
            for (const NoteKey& key : known)
                if (!time) time = alone.cosigned_by(key);
            if (!time) continue;
            placed = true;
            if (std::ranges::find(checkpoint.signatures, line) == checkpoint.signatures.end()) {
                checkpoint.signatures.push_back(line);
                TRY(ledger.keep_checkpoint(checkpoint));
            }
            output.write(session.json ? JsonObject{}
                                            .text("record", "cosignature")
                                            .text("witness", line.name)
                                            .number("size", checkpoint.size)
                                            .text("time", ledger_time(*time))
                                            .line()
                                      : fmt::format("{} has cosigned {} entries at {}\n", shown(line.name),
                                                    checkpoint.size, ledger_time(*time)));
            break;
        }
        if (!placed)
            return failure(Fault::refused,
                           fmt::format("{}: the cosignature of {} fits no checkpoint of this ledger, or "
                                       "is not of a key that was named",
                                       shown(told.file), shown(line.name)));
    }
    return output.finish();
}

// ---- receipt
// ---------------------------------------------------------------------------------------------------------

Result<void> receipt(Session& session, const CheckpointTold& told) {
    LedgerFile ledger = TRY(open_ledger(told.case_path, false));
    const Checkpoint checkpoint = TRY(kept_checkpoint(ledger, told.size));
    const LedgerCheck& check = *TRY(ledger.state());
    if (checkpoint.size > check.size() || check.root_at(checkpoint.size) != checkpoint.root)
        return failure(Fault::refused, "the checkpoint is not of these entries: `sanad ledger verify` says more");
    const std::string code = receipt_code(checkpoint.root);
    const std::string time = check.events().empty() ? "" : check.events()[checkpoint.size - 1].recorded;
    if (!told.svg.empty()) TRY(write_new_file(told.svg, TRY(qr_drawing(checkpoint.note(), QrForm::svg))));
    Output output;
    if (session.json) {
        JsonObject line;
        line.text("record", "receipt")
            .text("ledger", checkpoint.origin)
            .text("case", check.case_id())
            .number("size", checkpoint.size)
            .text("time", time)
            .text("root", hex(checkpoint.root))
            .text("code", code)
            .text("note", checkpoint.note());
        // For a window: two rows of the square in each line of half blocks. Without it the code is a receipt too.
        if (const auto square = qr_drawing(checkpoint.note(), QrForm::dark_terminal)) line.text("square", *square);
        output.write(line.line());
        return output.finish();
    }
    output.write(
        fmt::format("Receipt for the ledger of case {}\n  ledger   {}\n  entries  {}\n  until    {}\n  code     {}\n\n",
                    shown(check.case_id()), shown(checkpoint.origin), checkpoint.size, time, code));
    if (told.svg.empty()) {
        // Where papers cannot be drawn, the code is the receipt all the same.
        if (const auto square = qr_drawing(checkpoint.note(), QrForm::dark_terminal)) output.write(*square + "\n");
    }
    output.write(fmt::format("Checked later with: sanad ledger verify CASE --receipt {}@{}\n", code, checkpoint.size));
    return output.finish();
}

// ---- time stamps
// -----------------------------------------------------------------------------------------------------

Result<void> request_time_stamp(Session& session, const CheckpointTold& told) {
    LedgerFile ledger = TRY(open_ledger(told.case_path, false));
    const Checkpoint checkpoint = TRY(kept_checkpoint(ledger, told.size));
    TRY(write_new_file(told.request, TRY(time_stamp_request(sha256_of(checkpoint.body())))));
    Output output;
    if (session.json)
        output.write(JsonObject{}.text("record", "time_stamp_request").number("size", checkpoint.size).line());
    else
        output.write(
            fmt::format("request for the checkpoint of {} entries: {}\nsend it to the authority as "
                        "application/timestamp-query, then: sanad ledger time-stamp CASE --import ANSWER\n",
                        checkpoint.size, shown(told.request)));
    return output.finish();
}

Result<void> import_time_stamp(Session& session, const CheckpointTold& told) {
    const std::string response = TRY(read_text(told.import));
    auto stated = read_time_stamp(bytes_of(response));
    if (!stated) return within(shown(told.import), std::move(stated.error()));
    LedgerFile ledger = TRY(open_ledger(told.case_path, true));
    for (const Checkpoint& checkpoint : TRY(ledger.checkpoints())) {
        if (stated->imprint_algorithm != "sha256" || stated->imprint.size() != 32 ||
            !std::ranges::equal(bytes_of(stated->imprint), sha256_of(checkpoint.body())))
            continue;
        if (!told.tsa.empty()) {
            const std::string trusted = TRY(read_text(told.tsa));
            auto proven = check_time_stamp(bytes_of(response), bytes_of(checkpoint.body()), trusted);
            if (!proven) return within(shown(told.import), std::move(proven.error()));
        }
        TRY(ledger.keep_token(checkpoint.size, response));
        Output output;
        if (session.json)
            output.write(JsonObject{}
                             .text("record", "time_stamp")
                             .number("size", checkpoint.size)
                             .text("time", iso8601(stated->time))
                             .text("authority", stated->authority)
                             .truth("checked", !told.tsa.empty())
                             .line());
        else
            output.write(fmt::format("the checkpoint of {} entries was stamped at {} by {}{}\n", checkpoint.size,
                                     iso8601(stated->time), shown(stated->authority),
                                     told.tsa.empty() ? "; not checked, for no --tsa was given" : ", checked"));
        return output.finish();
    }
    return failure(Fault::refused, fmt::format("{}: it is over no checkpoint of this ledger", shown(told.import)));
}

}  // namespace

void add_ledger_checkpoint_verbs(CLI::App& noun, Session& session) {
    const auto told = std::make_shared<CheckpointTold>();
    const auto add_case = [&](CLI::App* verb) { verb->add_option("case", told->case_path, "Case folder")->required(); };

    CLI::App* checkpoint_verb = noun.add_subcommand("checkpoint", "Sign the number of entries and their root");
    add_case(checkpoint_verb);
    checkpoint_verb->add_option("--out", told->out, "Write a request to a witness")->type_name("FILE");
    checkpoint_verb
        ->add_option("--since", told->since, "What the witness has seen (default: the last size that one cosigned)")
        ->type_name("SIZE");
    checkpoint_verb->footer(
        "Examples:\n  sanad ledger checkpoint op-lantern --out /media/usb/lantern.request\n"
        "  sanad ledger checkpoint op-lantern --since 0 --out /media/usb/new-witness.request\n\n"
        "The request is C2SP's add-checkpoint: what `sanad ledger cosign` reads at the witness's machine.");
    checkpoint_verb->callback([&session, told] { session.succeeded(checkpoint(session, *told)); });

    CLI::App* cosign_verb = noun.add_subcommand("cosign", "As a witness: sign a ledger that only grew since last time");
    cosign_verb->add_option("request", told->request, "The request")->required();
    cosign_verb->add_option("--witness", told->name, "The witness's name, without blanks")
        ->required()
        ->type_name("NAME");
    cosign_verb->add_option("--key", told->key, "Its Ed25519 key in PEM")->required()->type_name("FILE");
    cosign_verb->add_flag("--new-key", told->new_key, "Make that key first; refused when there is one");
    cosign_verb->add_option("--state", told->state, "What this witness has seen")->required()->type_name("FILE");
    cosign_verb->add_option("--log", told->log, "The ledger's key: the first time, and when it was changed")
        ->type_name("KEY");
    cosign_verb->add_option("--out", told->out, "The answer")->required()->type_name("FILE");
    cosign_verb->footer(
        "Example:\n  sanad ledger cosign lantern.request --witness prosecution.example --key witness.pem \\\n"
        "      --state seen.json --log sanad-ledger/…+0a1b2c3d+AQ… --out lantern.cosignature\n\n"
        "Needs no case. Refused for a ledger that was set back, rewritten or split in two. Whoever loses the state\n"
        "must be a new witness with a new key: without its memory it vouches for nothing.");
    cosign_verb->callback([&session, told] { session.succeeded(cosign(session, *told)); });

    CLI::App* import_verb = noun.add_subcommand("import-cosignature", "Put a witness's answer to its checkpoint");
    add_case(import_verb);
    import_verb->add_option("file", told->file, "The answer")->required();
    import_verb->add_option("--witness", told->witnesses, "The witness's key")->type_name("KEY");
    import_verb->add_option("--policy", told->policy, "A policy that names the witness")->type_name("FILE");
    import_verb->footer(
        "Example:\n  sanad ledger import-cosignature op-lantern lantern.cosignature --policy court.policy");
    import_verb->callback([&session, told] { session.succeeded(import_cosignature(session, *told)); });

    CLI::App* receipt_verb = noun.add_subcommand("receipt", "The code that paper carries, and its QR square");
    add_case(receipt_verb);
    receipt_verb->add_option("--size", told->size, "Of the checkpoint of so many entries (default: the newest)");
    receipt_verb->add_option("--svg", told->svg, "Write the QR square as SVG")->type_name("FILE");
    receipt_verb->footer(
        "Examples:\n  sanad ledger receipt op-lantern\n  sanad ledger receipt op-lantern --svg receipt.svg\n\n"
        "Whoever holds the paper can show that the ledger was set back or rewritten after it.");
    receipt_verb->callback([&session, told] { session.succeeded(receipt(session, *told)); });

    CLI::App* stamp_verb = noun.add_subcommand("time-stamp", "Time stamps of an authority over checkpoints (RFC 3161)");
    add_case(stamp_verb);
    auto* request = stamp_verb->add_option("--request", told->request, "Write a request")->type_name("OUT");
    stamp_verb->add_option("--size", told->size, "For the checkpoint of so many entries (default: the newest)");
    stamp_verb->add_option("--import", told->import, "Keep the authority's answer")
        ->type_name("TSR")
        ->excludes(request);
    stamp_verb->add_option("--tsa", told->tsa, "Certificates by which the answer is checked")->type_name("PEM");
    stamp_verb->footer(
        "Examples:\n  sanad ledger time-stamp op-lantern --request lantern.tsq\n"
        "  sanad ledger time-stamp op-lantern --import lantern.tsr --tsa authority.pem");
    stamp_verb->callback([&session, told] {
        if (told->request.empty() == told->import.empty())
            return session.fail({Fault::refused, "name --request OUT or --import TSR"});
        session.succeeded(told->import.empty() ? request_time_stamp(session, *told)
                                               : import_time_stamp(session, *told));
    });
}

}  // namespace sanad
