// Notes, proofs, requests to witnesses, policies and keys, as anybody may hand them over: refused with the line, or the
// one text of what they say.
#include <string>

#include "core/custody/checkpoint.hpp"
#include "core/custody/witness.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{text_of({data, size})};
    const NoteKey log{"sanad-ledger/x", NoteKey::log, std::string(32, 'k')};
    const NoteKey witness{"w", NoteKey::witness, std::string(32, 'k')};
    if (const auto checkpoint = Checkpoint::parse(text)) {
        if (checkpoint->note() != text) __builtin_trap();
        if (checkpoint->signed_by(log) || checkpoint->cosigned_by(witness)) __builtin_trap();
    }
    if (const auto proof = EntryProof::parse(text)) {
        if (proof->text() != text) __builtin_trap();
        (void)proof->proves({});
    }
    if (const auto request = WitnessRequest::parse(text)) {
        if (request->text() != text) __builtin_trap();
        (void)consistency_verifies(request->old_size, {}, request->checkpoint.size, request->checkpoint.root,
                                   request->proof);
    }
    if (const auto lines = parse_signature_lines(text); lines && signature_lines(*lines) != text) __builtin_trap();
    if (const auto key = NoteKey::parse(text); key && key->text() != text) __builtin_trap();
    if (const auto state = parse_witness_state(text); state && witness_state_text(*state) != text) __builtin_trap();
    if (const auto policy = Policy::parse(text)) {
        Checkpoint unsigned_note{"sanad-ledger/x", 0, {}, {}};
        if (policy->quorum != "none" && policy->met_by(unsigned_note)) __builtin_trap();
    }
    return 0;
}
