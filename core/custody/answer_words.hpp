#pragma once
// What the answer sheet says, in English and in the Urdu of a Pakistani court: one table. The terms are those of the
// printed forms: اندراج an entry, تحویل custody, حوالگی handing over, سیل a numbered seal, ہیش a digest, لیجر the
// ledger, مجموعہ the bundle.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sanad {

enum class SheetLanguage : std::uint8_t { english, urdu };

enum class Phrase : std::uint8_t {
    // P1 to P17, in order
    p1_complete,
    p2_checkpoint,
    p3_no_gap,
    p4_signatures,
    p5_both_hands,
    p6_line,
    p7_seals,
    p8_hashes,
    p9_authority,
    p10_protection,
    p11_changes,
    p12_looked,
    p13_corrections,
    p14_receipt,
    p15_time,
    p16_report,
    p17_cannot_show,
    // answers
    yes,
    no,
    look,
    unknown,
    none,
    // the page around them
    title,
    intact,
    broken,
    could_not_tell,
    ledger,
    case_number,
    entries,
    root,
    checked_with,
    question,
    answer,
    what_is_broken,
    entry_number,
    rule,
    reason,
    no_entry,
    cannot_show,
    how_to_repeat,
    more_lines,
    // what a rule found
    found_in_entry,
    found,
    // P1
    every_file_named,
    no_bag,
    openings_fit,
    openings_withheld,
    openings_protected,
    openings_for_audit,
    // P2
    checkpoint_of,
    signed_by_log,
    other_checkpoints,
    witness_cosigned,
    witness_missing,
    quorum_met,
    quorum_unmet,
    policy_is_the_bundles,
    no_quorum,
    no_checkpoint,
    // P3
    entries_from_to,
    // P4
    person_enrolled,
    person_unattested,
    person_revoked,
    root_trusted,
    root_not_given,
    post_quantum_unchecked,
    signatures_unchecked,
    // P5
    both_signed,
    transfer_refused,
    offer_open,
    // P6
    held_until,
    held_since,
    registered_only,
    item_lost,
    // P7
    seal_applied,
    seal_found,
    seal_opened,
    // P8
    hash_recorded,
    hash_checked,
    hash_not_stored,
    image_not_given,
    image_same,
    image_container,
    exhibit_proven,
    exhibit_not_told,
    // P9
    acquired_under,
    acquired_overriding,
    // P10
    write_protection,
    made_before,
    protection_unknown,
    // P11
    unavoidable_change,
    // P12
    looked_at,
    may_look,
    access_refused,
    // P13
    corrected,
    late_entry,
    override_of,
    training,
    // P14
    receipt_fits,
    receipt_mistyped,
    receipt_not_given,
    // P15
    stamped,
    stamp_untrusted,
    no_stamp,
    clock_back,
    // P16
    report_issued,
    report_draft,
    report_on_record,
    not_read,
    report_unread,
    report_not_given,
    // P17
    what_it_cannot_show,
};
inline constexpr std::size_t phrase_count = static_cast<std::size_t>(Phrase::what_it_cannot_show) + 1;

/// With {0}, {1} … where values go; the same ones in both languages.
std::string_view words_of(Phrase phrase, SheetLanguage language);

/// The phrase with its values in their places.
std::string filled(Phrase phrase, SheetLanguage language, std::span<const std::string> values);

}  // namespace sanad
