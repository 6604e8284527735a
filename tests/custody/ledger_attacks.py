#!/usr/bin/env python3
"""The attacks upon a ledger, and what a verifier has to make of each: ledger_attacks.py [--write]

Each is a function that makes the files and says what has to come of them: status, the first thing broken as (entry,
rule), and the answers that change. Those of the threat table and those upon the text are kept in tampered/, one folder
each, and `--write` makes that folder anew; those upon the rules and the roles (ledger_rules.py) are made when the test
runs. LEDGER.md is the law."""
import base64
import json
import pathlib
import shutil
import sys

from ledger_making import (EVENT, SMALL, STATEMENT, Ed25519, Lantern, Making, Person, Witness, b64, begun,
                           commitments, identity, jcs, note_line, opening, policy, sha256, signed, unattested,
                           verifier_key, when)


TAMPERED = pathlib.Path(__file__).resolve().parent / 'tampered'


class Case:
    """Files, and runs of a verifier over them: what is told, and what has to come of it."""

    def __init__(self, name, what):
        self.name, self.what, self.files, self.runs = name, what, {}, []

    def holds(self, making, note=None, **files):
        self.files['custody/entries.jsonl'] = making if isinstance(making, bytes) else making.text()
        self.files['custody/checkpoint.note'] = note if isinstance(note, bytes) else (note or
                                                                                      making.checkpoint()).encode()
        self.files.update({name.replace('_', '.'): data if isinstance(data, bytes) else data.encode()
                           for name, data in files.items()})
        return self

    def run(self, status, first=None, *told, **answers):
        self.runs.append({'told': list(told), 'status': status, 'first': list(first) if first else None,
                          'answers': answers})
        return self

    def write(self, folder):
        folder = pathlib.Path(folder) / self.name
        (folder / 'custody').mkdir(parents=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        expected = {'what': self.what, 'runs': self.runs}
        (folder / 'expected.json').write_text(json.dumps(expected, indent=1, ensure_ascii=False) + '\n')
        return folder


KEPT = []


def attack(function):
    """One that is kept in tampered/, under the name of its function; its docstring says what it does."""
    KEPT.append(function)
    return function


def named(function):
    return Case(function.__name__.replace('_', '-'), ' '.join(function.__doc__.split()))


def kept():
    """Every attack that tampered/ holds."""
    for function in KEPT:
        case = named(function)
        yield function(case) or case
    yield from text_attacks()
    yield from checkpoint_attacks()


# ---- what they start from --------------------------------------------------------------------------------------------

PEER, PROSECUTION = Witness('lab-peer'), Witness('prosecution')


def cosigned(making, size=None, **changes):
    note = making.checkpoint(size, **changes)
    return PROSECUTION.cosign_anything(PEER.cosign_anything(note))


def trusting(case, quorum='all'):
    """The policy of a reader who knows the two witnesses and the root of the laboratory."""
    return policy(PEER, PROSECUTION, quorum=quorum, roots=[case.root.first_kid])


def local(entries=2):
    """The shortest ledger: a person whom nobody attests, and the opening of the case."""
    person, making = unattested(), Making('short')
    making.add('key.enrol', person, {'statements': [person.enrolment()]})
    if entries > 1:
        making.add(
            'case.open', person, {
                'title': 'Short', 'number': '1', 'agency': 'none', 'lead': 'local', 'attested': False,
                'checkpoint_key': {'alg': 'ed25519', 'public': b64(making.log.public)}})
    return making, person


def replaced(making, place, entry):
    """The lines with one of them another."""
    lines = list(making.entries)
    lines[place] = entry
    return b''.join(line + b'\n' for line in lines)


def payload_changed(entry, old, new):
    """An entry whose payload says something else, under the signature that it had."""
    said = json.loads(entry)
    data = base64.b64decode(said['payload'])
    assert old in data
    said['payload'] = b64(data.replace(old, new))
    return jcs(said).encode()


def retold(making, upto, change):
    """All entries from `upto` on written again by those who made them, after a change to one of them."""
    people = {}
    other = Making(making.name, making.case)
    other.entries = making.entries[:upto]
    for event in making.events[upto:]:
        event = json.loads(json.dumps(event))
        change(event)
        event['prev'] = sha256(other.entries[-1]).hex()
        people[event['seq']] = event
        other.entries.append(signed(jcs(event).encode(), EVENT, making.signers[event['actor']['person']].keys))
    return other


def with_signers(case):
    case.making.signers = {person.name: person for person in case.people.values()}
    return case


# ---- the threat table: an examiner, an administrator, thieves of keys ------------------------------------------------


@attack
def intact(test):
    """Nothing was done to it: what every other ledger here began as, with its witnesses and its paper."""
    case = begun(SMALL)
    test.holds(case.making, cosigned(case.making), policy=trusting(case))
    test.run(0, None, P1='unknown', P2='look', P3='yes', P4='look', P5='none', P6='yes', P7='yes', P8='none', P9='none',
             P10='none', P11='none', P12='none', P13='none', P14='unknown', P15='unknown', P16='unknown', P17='look')
    test.run(0,
             None,
             '--policy',
             '{}/policy',
             '--receipt',
             case.making.code(),
             '--receipt',
             case.making.code(3),
             P2='yes',
             P4='yes',
             P14='yes')


@attack
def altered_record(test):
    """An examiner alters the serial number in a record; the signature stays as it was."""
    case = begun(SMALL)
    test.holds(replaced(case.making, 5, payload_changed(case.making.entries[5], b'"0042"', b'"0043"')),
               cosigned(case.making)).run(1, (5, 'signature'), P4='no', P2='no')


@attack
def altered_record_signed_by_another(test):
    """An examiner alters the record of the officer and signs it with his own key."""
    case = begun(SMALL)
    event = case.making.events[5]
    event['body']['serial'] = '0043'
    test.holds(replaced(case.making, 5, signed(jcs(event).encode(), EVENT, case.examiner.keys)), cosigned(case.making))
    test.run(1, (5, 'signature'), P4='no')


@attack
def altered_record_under_another_name(test):
    """The same, and the kid of the officer is written beside the signature of the examiner."""
    case = begun(SMALL)
    event = case.making.events[5]
    event['body']['serial'] = '0043'
    entry = json.loads(signed(jcs(event).encode(), EVENT, [case.examiner.keys[0]]))
    entry['signatures'][0].update(kid=case.officer.first_kid, alg='ed25519')
    test.holds(replaced(case.making, 5, jcs(entry).encode()), cosigned(case.making)).run(1, (5, 'signature'), P4='no')


@attack
def altered_record_signed_anew_by_its_author(test):
    """The author alters his own record and signs it anew: the entry behind no longer follows."""
    case = begun(SMALL)
    event = case.making.events[5]
    event['body']['serial'] = '0043'
    test.holds(replaced(case.making, 5, signed(jcs(event).encode(), EVENT, case.officer.keys)), cosigned(case.making))
    test.run(1, (6, 'form'), P3='no', P2='no')


@attack
def altered_last_record_signed_anew_by_its_author(test):
    """The same with the last record, which no entry follows: the root is another."""
    case = begun(SMALL)
    event = case.making.events[6]
    event['body']['bag_no'] = 'B-2'
    test.holds(replaced(case.making, 6, signed(jcs(event).encode(), EVENT, case.officer.keys)), cosigned(case.making))
    test.run(1, (-1, 'checkpoint'), P2='no', P3='yes')


@attack
def altered_record_and_all_behind_it_signed_anew(test):
    """All authors together alter a record and everything behind it: the checkpoint was signed before."""
    case = with_signers(begun(SMALL))

    def change(event):
        if event['seq'] == 5:
            event['body']['serial'] = '0043'

    test.holds(retold(case.making, 5, change), cosigned(case.making)).run(1, (-1, 'checkpoint'),
                                                                          P2='no',
                                                                          P3='yes',
                                                                          P4='look')


@attack
def deleted_middle(test):
    """An entry out of the middle is gone."""
    case = begun(SMALL)
    test.holds(b''.join(entry + b'\n' for place, entry in enumerate(case.making.entries) if place != 3),
               cosigned(case.making))
    test.run(1, (3, 'form'), P2='no', P3='no')


@attack
def deleted_first(test):
    """The first entry is gone, and with it everybody's keys."""
    case = begun(SMALL)
    test.holds(b''.join(entry + b'\n' for entry in case.making.entries[1:]), cosigned(case.making))
    test.run(1, (0, 'form'), P2='no', P3='no')


@attack
def deleted_tail(test):
    """The last entry is gone; the checkpoint counts one more."""
    case = begun(SMALL)
    test.holds(b''.join(entry + b'\n' for entry in case.making.entries[:-1]), cosigned(case.making))
    test.run(1, (-1, 'checkpoint'), P2='no', P3='yes')


@attack
def deleted_tail_and_checkpoint(test):
    """The last entry is gone, and the checkpoint with it."""
    case = begun(SMALL)
    test.holds(b''.join(entry + b'\n' for entry in case.making.entries[:-1]), cosigned(case.making))
    del test.files['custody/checkpoint.note']
    test.run(1, (-1, 'checkpoint'), P2='no')


@attack
def deleted_to_the_opening(test):
    """Only the enrolment is left: no ledger at all."""
    case = begun(SMALL)
    test.holds(case.making.entries[0] + b'\n', cosigned(case.making, 1)).run(1, (1, 'form'), P3='no')


@attack
def nothing_left(test):
    """The file of entries is empty."""
    case = begun(SMALL)
    test.holds(b'', cosigned(case.making)).run(1, (0, 'form'), P2='no', P3='no')


@attack
def swapped_entries(test):
    """Two entries have changed places."""
    case = begun(SMALL)
    lines = list(case.making.entries)
    lines[3], lines[4] = lines[4], lines[3]
    test.holds(b''.join(line + b'\n' for line in lines), cosigned(case.making)).run(1, (3, 'form'), P2='no', P3='no')


@attack
def doubled_entry(test):
    """An entry stands twice."""
    case = begun(SMALL)
    lines = case.making.entries[:5] + case.making.entries[4:]
    test.holds(b''.join(line + b'\n' for line in lines), cosigned(case.making)).run(1, (5, 'form'), P2='no', P3='no')


@attack
def spliced_from_another_ledger(test):
    """A genuine entry of another case, at the place where it stood there."""
    case, other = begun(SMALL), Lantern(SMALL, 'other').enrol().open().authorise().seize().seal()
    test.holds(replaced(case.making, 5, other.making.entries[5]), cosigned(case.making)).run(1, (5, 'form'), P3='no')


@attack
def spliced_with_the_name_of_this_ledger(test):
    """An entry signed for this ledger, and again with another case written into it."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'of another case'}, case='NCCIA/LHR/2026-115')
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'form'), P3='no')


@attack
def second_opening_of_the_case(test):
    """A second case.open would bring another key for the checkpoints."""
    case = begun(SMALL).open()
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'form'), P3='no')


@attack
def rewritten_by_the_administrator(test):
    """Whoever holds the machine and the key of the log writes the case anew, with people of his own making."""
    true, case = begun(SMALL), Lantern(SMALL)
    for person in case.people.values():
        person.keys = [Ed25519(f'forged {person.name}')]
    case.enrol().open().authorise().seize().seal()
    test.holds(case.making, case.making.checkpoint(), policy=trusting(true), roots=policy(roots=[true.root.first_kid]))
    test.files['roots'] = policy(roots=[true.root.first_kid]).encode()
    test.run(0, None, P2='look', P4='look')  # a stranger to all keys cannot tell
    test.run(1, (0, 'keys'), '--policy', '{}/roots', P4='no')
    test.run(1, (0, 'keys'), '--policy', '{}/policy', '--receipt', true.making.code(), P2='no', P4='no', P14='no')


@attack
def rewritten_with_all_keys_but_the_witnesses(test):
    """The keys of all people and of the log are stolen, the case is told another way; no witness cosigns."""
    case = Lantern(SMALL).enrol().open().authorise()
    case.officer.keys  # the same keys as in the true ledger
    case.seize(time=when(31)).seal()
    test.holds(case.making, case.making.checkpoint(), policy=trusting(case), any=trusting(case, 'any'))
    test.run(1, (-1, 'checkpoint'), '--policy', '{}/policy', P2='no', P4='yes')
    test.run(1, (-1, 'checkpoint'), '--policy', '{}/any', P2='no')
    test.run(0, None, P2='look')


@attack
def rewritten_with_an_old_cosignature(test):
    """The same, with the line of a witness taken from the true checkpoint."""
    true, case = begun(SMALL), Lantern(SMALL).enrol().open().authorise().seize(time=when(31)).seal()
    lines = cosigned(true.making).splitlines(keepends=True)[5:]
    test.holds(case.making, case.making.checkpoint() + ''.join(lines), policy=trusting(case))
    test.run(1, (-1, 'checkpoint'), '--policy', '{}/policy', P2='no')


@attack
def one_witness_is_missing(test):
    """One of two witnesses has not cosigned: enough for a reader who asks for any, not for one who asks for all."""
    case = begun(SMALL)
    test.holds(case.making,
               PEER.cosign_anything(case.making.checkpoint()),
               policy=trusting(case),
               any=trusting(case, 'any'))
    test.run(1, (-1, 'checkpoint'), '--policy', '{}/policy', P2='no')
    test.run(0, None, '--policy', '{}/any', P2='yes')


@attack
def collusion_of_all_keys(test):
    """Everybody, witnesses too, signs another history. From the ledger alone nobody can tell; the paper can, and so can
    a checkpoint that somebody kept."""
    true, case = begun(SMALL), Lantern(SMALL).enrol().open().authorise().seize(time=when(31)).seal()
    test.holds(case.making, cosigned(case.making), policy=trusting(case), kept_note=cosigned(true.making))
    test.run(0, None, '--policy', '{}/policy', P2='yes', P4='yes')
    test.run(1, (-1, 'receipt'), '--policy', '{}/policy', '--receipt', true.making.code(6), P2='yes', P14='no')
    test.run(1, (-1, 'checkpoint'), '--policy', '{}/policy', '--checkpoint', '{}/kept.note', P2='no')
    test.run(0, None, '--policy', '{}/policy', '--receipt', true.making.code(5),
             P14='yes')  # what was before it is the same


@attack
def rollback_to_a_genuine_copy(test):
    """An older copy with its older checkpoint, both genuine. From the ledger alone nobody can tell that more was
    recorded; a paper or a newer checkpoint can."""
    case = begun(SMALL)
    old = case.making.copy()
    old.entries = old.entries[:6]
    test.holds(old, cosigned(old), policy=trusting(case), newer_note=cosigned(case.making))
    test.run(0, None, '--policy', '{}/policy', P2='yes', P4='yes')
    test.run(1, (-1, 'receipt'), '--policy', '{}/policy', '--receipt', case.making.code(), P14='no')
    test.run(1, (-1, 'checkpoint'), '--policy', '{}/policy', '--checkpoint', '{}/newer.note', P2='no')


@attack
def false_content_at_entry(test):
    """The officer writes the serial number of another stick, and names a witness who was never there. It is signed as it
    was entered, so every check holds: cryptography does not see a lie. The device can: the acquisition reads its true
    number."""
    case = Lantern(SMALL).enrol().open().authorise()
    case.making.add('item.seize', case.officer, {
        'kind': 'usb', 'quantity': 1, 'description': 'a stick', 'make': 'Lantern', 'model': 'L1', 'serial': '9999',
        'condition': 'intact', 'power': 'off', 'net': 'none', 'owner_role': 'suspect', 'list_given_to': 'owner',
        'witnesses': ['witness1_name', 'witness2_name']}, case.item, authority=[case.warrant],
        pii=commitments(opening('witness1_name', 'Nobody At All'), opening('witness2_name', 'Bashir Ahmad')))
    case.seal().offer().receive()
    test.holds(case.making, cosigned(case.making), policy=trusting(case))
    test.run(0, None, '--policy', '{}/policy', '--receipt', case.making.code(), P2='yes', P3='yes', P4='yes', P5='yes',
             P6='yes', P7='yes', P13='none', P14='yes')
    later = case.making.copy()
    later.add('acquire.start', case.examiner, {
        'method': 'physical', 'source': '/dev/sdb', 'write_protection': 'hardware T8', 'tool': 'sanad',
        'tool_version': '1.0.0', 'serial': '0042'}, case.item, authority=[case.warrant])
    test.files['acquired.jsonl'], test.files['acquired.note'] = later.text(), later.checkpoint().encode()
    test.run(1, (9, 'V-07'), P6='no').runs[-1]['entries'] = '{}/acquired.jsonl'
    test.runs[-1]['told'] = ['--checkpoint', '{}/acquired.note']


@attack
def act_never_recorded(test):
    """Somebody looked at the evidence past the program, and nobody entered it. A genuine ledger of acts that were not
    all of them: nothing is missing in it, and nothing tells."""
    case = begun(SMALL).offer().receive().acquire()
    test.holds(case.making, cosigned(case.making), policy=trusting(case))
    test.run(0, None, '--policy', '{}/policy', '--receipt', case.making.code(), P2='yes', P3='yes', P4='yes', P6='yes',
             P8='yes', P12='none', P13='none', P14='yes')


@attack
def forked_log(test):
    """Two copies grew apart: the checkpoint is that of the other copy, of the same size."""
    case = Lantern(SMALL).enrol().open().authorise().seize()
    one, two = case.making.copy(), case.making.copy()
    one.add('item.seal', case.officer, {'seal_no': 'LHR-7001', 'bag_no': 'B-1', 'state': 'intact'}, case.item)
    two.add('item.seal', case.officer, {'seal_no': 'LHR-7002', 'bag_no': 'B-1', 'state': 'intact'}, case.item)
    test.holds(one, cosigned(two), policy=trusting(case)).run(1, (-1, 'checkpoint'), '--policy', '{}/policy', P2='no')


@attack
def back_dated(test):
    """Recorded in the evening, as of next week: time lies after recorded."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'later'}, time=when(10000))
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'V-11'), P15='no')


@attack
def recorded_before_the_entry_before(test):
    """A clock was set back by a day to record something as earlier: shown, for clocks also fail honestly."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'earlier'}, time=when(-1440), recorded=when(-1440))
    test.holds(case.making, cosigned(case.making)).run(0, None, P15='look')


@attack
def late_entry(test):
    """What happened was recorded two days later: listed."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'late'}, time=when(-2880))
    test.holds(case.making, cosigned(case.making)).run(0, None, P13='look')


@attack
def image_with_one_bit_flipped(test):
    """The image handed over differs in one bit from the one acquired."""
    case = begun(SMALL).offer().receive().acquire()
    test.holds(case.making, cosigned(case.making), image_raw=b'imagd', true_raw=b'image')
    test.run(1, (-1, 'exhibit'), '--image', '{}/image.raw', P8='no')
    test.run(0, None, '--image', '{}/true.raw', P8='yes')


@attack
def copy_of_other_bytes(test):
    """A copy for the defence is entered with the digest of other bytes than those of the exhibit."""
    case = begun(SMALL).offer().receive().acquire()
    case.making.add('copy.create', case.examiner, {
        'parent': case.item, 'purpose': 'defence', 'sha256': 'a' * 64, 'medium': 'USB 0042'}, 'E-001.1')
    test.holds(case.making, cosigned(case.making)).run(1, (case.making.seq - 1, 'V-04'), P8='no', P6='yes')


@attack
def report_that_was_not_issued(test):
    """A report in hand whose SHA-256 no entry names."""
    case = begun(SMALL).issue()
    test.holds(case.making, cosigned(case.making), report_pdf=b'the Report', true_pdf=b'the report')
    test.run(1, (-1, 'report'), '--report', '{}/report.pdf', P16='no')
    test.run(0, None, '--report', '{}/true.pdf', P16='yes')


@attack
def paper_mistyped(test):
    """A code typed wrongly from the paper accuses nobody: its check character tells."""
    case = begun(SMALL)
    code = case.making.code()
    wrong = ('1' if code[0] == '0' else '0') + code[1:]
    test.holds(case.making, cosigned(case.making)).run(2, None, '--receipt', wrong, P14='unknown')
    test.run(0, None, '--receipt', code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l'), P14='yes')


# ---- stolen and borrowed keys ----------------------------------------------------------------------------------------


def after_revocation(case, **changes):
    case.making.add('key.revoke', case.root, {'statement': case.making.revocation(
        case.officer, [case.root, case.second], **changes)})
    return case


@attack
def stolen_key_after_its_revocation(test):
    """The thief of a key signs after it was revoked."""
    case = after_revocation(begun(SMALL))
    case.making.add('note.add', case.officer, {'text': 'by the thief'})
    test.holds(case.making, cosigned(case.making)).run(1, (8, 'keys'), P4='no')


@attack
def stolen_key_before_its_revocation(test):
    """What was signed between the theft and the revocation stands, and is shown."""
    case = after_revocation(begun(SMALL), **{'from': when(45)})
    case.making.add('note.add', case.examiner, {'text': 'by another'})
    test.holds(case.making, cosigned(case.making), policy=trusting(case)).run(0,
                                                                              None,
                                                                              '--policy',
                                                                              '{}/policy',
                                                                              P4='look')


@attack
def revocation_by_one_registrar(test):
    """One registrar alone takes somebody's key away."""
    case = begun(SMALL)
    case.making.add('key.revoke', case.root, {'statement': case.making.revocation(case.officer, [case.root])})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def key_slipped_in_by_one_registrar(test):
    """A second person enrolled under an officer's name, by one registrar instead of two."""
    case = begun(SMALL)
    false = Person('officer.one', 9, ['investigating_officer'], [case.root, case.second], keys=None)
    false.changes = {}
    case.making.add('key.enrol', case.root, {'statements': [false.enrolment(signers=[false, case.root])]})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def key_enrolled_without_possession(test):
    """Two registrars enrol a key whose holder has not signed."""
    case = begun(SMALL)
    person = Person('nobody', 9, ['examiner'], [case.root, case.second])
    case.making.add('key.enrol', case.root, {'statements': [person.enrolment(signers=[case.root, case.second])]})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def key_of_another_enrolled_as_his_own(test):
    """Somebody enrols the public key of the examiner as his own, to claim his signatures."""
    case = begun(SMALL)
    person = Person('claimant', 9, ['examiner'], [case.root, case.second])
    person.keys = case.examiner.keys
    case.making.add('key.enrol', case.root, {'statements': [person.enrolment()]})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def enrolled_by_officers_who_are_no_registrars(test):
    """Two enrolled people without the role enrol a third."""
    case = begun(SMALL)
    person = Person('friend', 9, ['examiner'], [case.officer, case.examiner])
    case.making.add('key.enrol', case.root, {'statements': [person.enrolment()]})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def second_root_of_the_organisation(test):
    """A new number 1 enrols itself, to enrol others."""
    case = begun(SMALL)
    person = Person('usurper', 1, ['registrar'])
    case.making.add('key.enrol', case.root, {'statements': [person.enrolment()]})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def root_of_a_strange_organisation(test):
    """A root of another organisation enrols itself: a reader who names the roots he trusts sees it."""
    case = begun(SMALL)
    person = Person('stranger', 1, ['registrar', 'examiner'], org='Somewhere else')
    case.making.add('key.enrol', case.root, {'statements': [person.enrolment()]})
    test.holds(case.making, cosigned(case.making), policy=trusting(case)).run(0, None, P4='look')
    test.run(1, (7, 'keys'), '--policy', '{}/policy', P4='no')


@attack
def unattested_person_in_an_attested_ledger(test):
    """A key that a machine made for itself acts among people who were enrolled."""
    case, person = begun(SMALL), unattested()
    case.making.add('key.enrol', case.root, {'statements': [person.enrolment()]})
    case.making.add('note.add', person, {'text': 'who am I'})
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'statement'), P4='no')


@attack
def attested_without_being(test):
    """An unattested ledger that calls itself attested."""
    making, person = local(1)
    making.add(
        'case.open', person, {
            'title': 'Short', 'number': '1', 'agency': 'none', 'lead': 'local', 'attested': True, 'checkpoint_key': {
                'alg': 'ed25519', 'public': b64(making.log.public)}})
    test.holds(making).run(1, (1, 'form'), P3='no')


@attack
def unattested_for_a_reader_who_names_roots(test):
    """An unattested ledger in place of the attested one: a reader who trusts certain roots does not take it."""
    making, person = local()
    test.holds(making, policy=policy(roots=['ab' * 20])).run(0, None, P4='look')
    test.run(1, (0, 'keys'), '--policy', '{}/policy', P4='no')


@attack
def person_of_another_key(test):
    """The examiner signs with his keys and writes the officer's name."""
    case = begun(SMALL)
    case.making.add('note.add', case.examiner, {'text': 'by him'}, written_as={'person': case.officer.name},
                    role='investigating_officer')
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'keys'), P4='no')


@attack
def role_that_was_not_given(test):
    """The examiner writes the role of the laboratory's manager."""
    case = begun(SMALL)
    case.making.add('note.add', case.examiner, {'text': 'as manager'}, role='lab_manager')
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'roles'), P4='no')


class WorthlessKey(Ed25519):
    """A public key under which one signature fits many texts, and that signature."""

    def __init__(self, public):
        self.public = bytes.fromhex(public)

    def sign(self, message):
        return bytes([1]) + bytes(63)  # R is the neutral point, S is 0


def enrolled_with(public):
    """An officer whom two registrars enrol with this key, which nobody had to have a secret for."""
    case = Lantern(SMALL)
    case.officer.keys = [WorthlessKey(public)]
    return case.enrol().open()


@attack
def key_of_small_order(test):
    """The neutral point is enrolled as a key: whoever likes signs for it, anything, without a secret."""
    case = enrolled_with('01' + 31 * '00')
    test.holds(case.making, cosigned(case.making)).run(1, (0, 'statement'), P4='no')


@attack
def key_not_written_as_the_curve_has_it(test):
    """The same point with y = p + 1: another text for one key, which libraries read each in their way."""
    case = enrolled_with('ee' + 30 * 'ff' + '7f')
    test.holds(case.making, cosigned(case.making)).run(1, (0, 'statement'), P4='no')


@attack
def one_of_two_algorithms_missing(test):
    """A person with two keys signs with one of them, as if the other were broken."""
    case = begun(SMALL)
    case.making.add('note.add', case.examiner, {'text': 'half'}, keys=case.examiner.keys[:1])
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'signature'), P4='no')


@attack
def one_of_two_algorithms_wrong(test):
    """A person with two keys: one signature verifies, the other is of something else."""
    case = begun(SMALL)

    def other(document):
        said = json.loads(document)
        for one in said['signatures']:
            if one['alg'] == 'ecdsa-p256':
                one['sig'] = b64(case.examiner.keys[[key.alg
                                                     for key in case.examiner.keys].index('ecdsa-p256')].sign(b'else'))
        return jcs(said).encode()
    case.making.add('note.add', case.examiner, {'text': 'half'}, entry=other)
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'signature'), P4='no')


@attack
def signed_by_one_too_many(test):
    """A second person's signature beside that of the actor."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'both'}, keys=case.officer.keys + case.root.keys)
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'signature'), P4='no')


@attack
def signed_by_nobody(test):
    """An entry without any signature."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'x'}, keys=[])
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'signature'), P4='no')


@attack
def statement_taken_for_an_event(test):
    """The payload was signed as a statement and is presented as an entry."""
    case = begun(SMALL)

    def as_event(document):
        return document.replace(STATEMENT.encode(), EVENT.encode())
    case.making.add('note.add', case.officer, {'text': 'x'}, media=STATEMENT, entry=as_event)
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'signature'), P4='no')


@attack
def entry_of_another_type_of_payload(test):
    """An entry whose payloadType is not that of an event."""
    case = begun(SMALL)
    case.making.add('note.add', case.officer, {'text': 'x'}, media=STATEMENT)
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'form'), P3='no')


# ---- receipts and approvals of other things --------------------------------------------------------------------------


@attack
def transfer_without_the_receivers_hand(test):
    """The giver records that the other has received it."""
    case = begun(SMALL).offer().receive(actor=begun(SMALL).officer)
    test.holds(case.making, cosigned(case.making)).run(1, (8, 'V-03'), P5='no')


@attack
def transfer_with_the_receipt_of_another_offer(test):
    """A genuine receipt, given for an earlier offer of the same item."""
    case = begun(SMALL).offer()
    old = case.making.receipt(case.offered, case.examiner, seal_no='LHR-7001', seal_state='intact')
    case.making.add('transfer.refuse', case.examiner, {'offer': case.offered, 'reason': 'wrong bag'}, case.item)
    case.offer().receive(actor=case.officer, receipt=old)
    test.holds(case.making, cosigned(case.making)).run(1, (10, 'V-03'), P5='no')


@attack
def transfer_with_a_forged_receipt(test):
    """A receipt in the receiver's name, signed by the giver."""
    case = begun(SMALL).offer()
    forged = case.making.receipt(case.offered,
                                 case.examiner,
                                 signers=[case.officer],
                                 seal_no='LHR-7001',
                                 seal_state='intact')
    case.receive(actor=case.officer, receipt=forged)
    test.holds(case.making, cosigned(case.making)).run(1, (8, 'statement'), P4='no')


@attack
def transfer_of_a_refusal(test):
    """The receiver refused and signed that; it is recorded as received."""
    case = begun(SMALL).offer()
    refused = case.making.receipt(case.offered, case.examiner, accepted=False, reason='seal open', seal_no='LHR-7001',
                                  seal_state='intact')
    case.receive(actor=case.officer, receipt=refused)
    test.holds(case.making, cosigned(case.making)).run(1, (8, 'V-03'), P5='no')


@attack
def approval_of_something_else(test):
    """A manager's genuine approval, given for another export, is used for this one."""
    case = begun((*SMALL, 'manager'))
    body = {'for': 'court', 'count': 1, 'bytes': '10', 'manifest': sha256(b'm').hex(), 'basis': 'order'}
    approval = case.making.approval(case.manager, 'export.files', body | {'count': 2}, case.item)
    case.making.add('export.files', case.examiner, body | {'approvals': [approval]}, case.item)
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'roles'), P4='no')


@attack
def approval_of_oneself(test):
    """The examiner approves his own export."""
    case = begun(SMALL)
    body = {'for': 'court', 'count': 1, 'bytes': '10', 'manifest': sha256(b'm').hex(), 'basis': 'order'}
    approval = case.making.approval(case.examiner, 'export.files', body, case.item)
    case.making.add('export.files', case.examiner, body | {'approvals': [approval]}, case.item)
    test.holds(case.making, cosigned(case.making)).run(1, (7, 'roles'), P4='no')


# ---- the text: section 1 ---------------------------------------------------------------------------------------------


def text_attacks():
    """Each is a third entry of the shortest ledger, signed by its author over exactly these bytes, and refused."""
    def inside(name, what, change, **kept):
        making, person = local()
        making.add('note.add', person, {'text': 'x'}, payload=change, **kept)
        return Case(f'text-{name}', what).holds(making).run(1, (2, 'form'), P3='no')

    def around(name, what, change):
        making, person = local()
        making.add('note.add', person, {'text': 'x'}, entry=change)
        return Case(f'text-{name}', what).holds(making).run(1, (2, 'form'), P3='no')

    def replacing(old, new):
        def change(data):
            assert data.count(old) == 1, (old, data)
            return data.replace(old, new)
        return change

    def said(value):
        return replacing(b'"text":"x"', b'"text":' + value)

    def lines(name, what, make, seq):
        making, person = local()
        making.add('note.add', person, {'text': 'x'})
        return Case(f'text-{name}', what).holds(make(making), making.checkpoint()).run(1, (seq, 'form'), P3='no')

    def envelope(change):
        def changed(document):
            value = json.loads(document)
            change(value)
            return jcs(value).encode()
        return changed

    deep = b'{"a":' * 12 + b'1' + b'}' * 12
    yield inside('member-twice', 'a member given twice, with another value', said(b'"x","text":"y"'))
    yield inside('member-twice-alike', 'a member given twice, with the same value', said(b'"x","text":"x"'))
    yield inside('escaped-letter', 'a letter written as \\u0078', said(b'"\\u0078"'))
    yield inside('escaped-slash', 'a slash written as \\/', said(b'"\\/"'))
    yield inside('escaped-line-feed', 'a line feed, escaped', said(b'"\\n"'))
    yield inside('decomposed', 'a letter and its accent as two code points (NFD)', said('"e\u0301"'.encode()))
    yield inside('urdu-decomposed', 'an Urdu letter and its hamza as two code points (NFD)',
                 said('"\u06c1\u0654"'.encode()))
    yield inside('number-2-53', 'the number 2^53', said(b'9007199254740992'))
    yield inside('number-2-53-and-one', 'the number 2^53 + 1, which many parsers round', said(b'9007199254740993'))
    yield inside('number-minus-2-53', 'the number -2^53', said(b'-9007199254740992'))
    yield inside('number-of-400-digits', 'a number of 400 digits', said(b'9' * 400))
    yield inside('number-minus-zero', 'the number -0', said(b'-0'))
    yield inside('number-fraction', 'the number 1.0', said(b'1.0'))
    yield inside('number-exponent', 'the number 1e3', said(b'1e3'))
    yield inside('number-leading-zero', 'the number 01', said(b'01'))
    yield inside('number-plus', 'the number +1', said(b'+1'))
    yield inside('not-a-number', 'NaN, which some parsers take', said(b'NaN'))
    yield inside('null', 'null', said(b'null'))
    yield inside('thirteen-deep', 'objects nested more than twelve deep', said(deep))
    yield inside('thousands-deep', 'arrays nested thousands deep', said(b'[' * 5000 + b']' * 5000))
    yield inside('byte-order-mark', 'a byte order mark before the payload', lambda data: b'\xef\xbb\xbf' + data)
    yield inside('surrogate-escaped', 'half of a surrogate pair, escaped', said(b'"\\ud800"'))
    yield inside('surrogate-bytes', 'half of a surrogate pair in three bytes', said(b'"\xed\xa0\x80"'))
    yield inside('overlong', 'a slash in two bytes', said(b'"\xc0\xaf"'))
    yield inside('latin-1', 'a byte that is no UTF-8', said(b'"\xe9"'))
    yield inside('control-character', 'a raw control character', said(b'"\x01"'))
    yield inside('delete-character', 'U+007F', said(b'"\x7f"'))
    yield inside('nul', 'a NUL byte', said(b'"\x00"'))
    yield inside('blank-after-colon', 'a blank after a colon', said(b' "x"'))
    yield inside('blank-at-the-end', 'a blank behind the payload', lambda data: data + b' ')
    yield inside('line-feed-at-the-end', 'a line feed behind the payload', lambda data: data + b'\n')
    yield inside('bytes-behind', 'a second object behind the payload', lambda data: data + b'{}')
    yield inside('wrong-order', 'the members in another order',
                 lambda data: b'{"v":1,' + data[1:].replace(b',"v":1}', b'}'))
    yield inside('capital-in-a-name', 'a member with a capital letter', replacing(b'"tz":', b'"tZ":'))
    yield inside('array-on-top', 'an array in place of an object', lambda data: b'[' + data + b']')
    yield inside('unknown-member', 'a member that no event has', lambda data: data[:-1] + b',"x":1}')
    yield inside('missing-member', 'the zone is missing', lambda data: data.replace(b',"tz":"+05:00"', b''))
    yield inside('unknown-member-of-body', 'a member that the type does not have', said(b'"x","z":1'))
    yield inside('capital-hex', 'hexadecimal in capitals', lambda data: data.replace(
        json.loads(data)['prev'].encode(), json.loads(data)['prev'].upper().encode()))
    yield inside('day-that-is-none', 'the 30th of February', lambda data: data.replace(b'2026-09-01T', b'2026-02-30T'))
    yield inside('hour-24', 'the hour 24', lambda data: data.replace(b'T08:20:00Z', b'T24:20:00Z'))
    yield inside('second-60', 'the second 60', lambda data: data.replace(b'T08:20:00Z', b'T08:20:60Z'))
    yield inside('time-with-offset', 'a time with an offset',
                 lambda data: data.replace(b'T08:20:00Z', b'T08:20:00+00:00'))
    yield inside('uuid-of-version-1', 'an id that is no version-4 UUID', lambda data: data, id=identity('one', 1))
    yield inside('uuid-in-capitals', 'an id in capitals', lambda data: data, id=identity('capitals').upper())
    yield inside('version-2', 'an event of a version that is not', lambda data: data, v=2)
    yield inside('training-false', 'training written as false', lambda data: data, training=False)
    yield around('base64-bits-behind', 'base64 whose last letter has bits that mean nothing', loose_base64)
    yield around('base64-without-padding', 'base64 without its padding', unpadded)
    yield around('base64url', 'base64 with a letter of the alphabet for addresses', envelope(
        lambda one: one['signatures'][0].update(sig='-' + one['signatures'][0]['sig'][1:])))
    yield around('envelope-unknown-member', 'a fourth member around the payload',
                 envelope(lambda one: one.update(extra=1)))
    yield around('envelope-blank', 'a blank in the document around the payload',
                 lambda data: data.replace(b',"sig', b', "sig'))
    yield around('envelope-byte-order-mark', 'a byte order mark before the entry', lambda data: b'\xef\xbb\xbf' + data)
    yield around('envelope-signature-twice', 'the same signature twice', envelope(
        lambda one: one.update(signatures=one['signatures'] * 2)))
    yield lines('empty-line', 'an empty line between two entries',
                lambda making: b'\n'.join([*making.entries[:2], b'', *making.entries[2:]]) + b'\n', 2)
    yield lines('carriage-return', 'lines that end with CR LF', lambda making: making.text().replace(b'\n', b'\r\n'), 0)
    yield lines('line-not-ended', 'the last line without its line feed', lambda making: making.text()[:-1], 2)
    yield lines('two-on-a-line', 'two entries on one line',
                lambda making: making.text().replace(b'\n', b'', 1), 0)


def loose_base64(document):
    """A signature as other text of the same bytes: bits in its last letter that belong to no byte."""
    text = json.loads(document)['signatures'][0]['sig']
    return document.replace(text.encode(), bumped(text).encode())


def bumped(text):
    letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    body = text.rstrip('=')
    assert body != text
    return body[:-1] + letters[letters.index(body[-1]) + 1] + text[len(body):]


def unpadded(document):
    said = json.loads(document)
    text = said['signatures'][0]['sig']
    return document.replace(text.encode(), text.rstrip('=').encode())


# ---- checkpoints: section 10 -----------------------------------------------------------------------------------------


def checkpoint_attacks():
    making, _ = local()
    good = cosigned(making)
    reader = policy(PEER, PROSECUTION)
    body, log_line, peer_line, last_line = good.split('\n\n')[0] + '\n', *good.splitlines(keepends=True)[4:]
    other = Ed25519('another log')

    def case(name, what, note, *told, files=(), **answers):
        test = Case(f'checkpoint-{name}', what).holds(making, note, policy=reader)
        test.files.update(dict(files))
        return test.run(1, (-1, 'checkpoint'), *(told or ('--policy', '{}/policy')), P2='no', **answers)

    yield case('empty', 'nothing in it', b'')
    yield case('no-last-line-feed', 'its last line is not ended', good[:-1])
    yield case('bytes-behind', 'a line behind the signatures', good + 'x\n')
    yield case('carriage-return', 'lines that end with CR LF', good.replace('\n', '\r\n'))
    yield case('byte-order-mark', 'a byte order mark', '\ufeff' + good)
    yield case('no-utf-8', 'a byte that is no UTF-8', good.encode() + b'\xff')
    yield case('line-twice', 'the same signature line twice', good + last_line)
    yield case('hyphen', 'a hyphen in place of the dash', good.replace('\u2014', '-'))
    yield case('two-empty-lines', 'two empty lines', good.replace('\n\n', '\n\n\n'))
    yield case('no-empty-line', 'no empty line', good.replace('\n\n', '\n'))
    yield case('no-signature', 'no signature at all', body + '\n')

    def with_body(text, key=making.log, origin=making.ledger):
        return text + '\n' + note_line(origin, 1, key, key.sign(text.encode()))
    yield case('size-with-zero', 'a size with a leading zero, signed', with_body(body.replace('\n2\n', '\n02\n')))
    yield case('size-with-plus', 'a size with a plus, signed', with_body(body.replace('\n2\n', '\n+2\n')))
    yield case('size-of-zero', 'a size of 0, signed', with_body(body.replace('\n2\n', '\n0\n')))
    yield case('size-less', 'a size of 1 and its root, signed: the last entry is outside of it', making.checkpoint(1))
    yield case('size-more', 'a size of 3, signed', with_body(body.replace('\n2\n', '\n3\n')))
    yield case('extension-line', 'a fourth line in the body, signed', with_body(body + 'extension\n'))
    yield case('root-other', 'another root, signed by the log', making.checkpoint(root=sha256(b'other')))
    yield case('root-short', 'a root of 31 bytes, signed',
               with_body('\n'.join(body.split('\n')[:2]) + '\n' + b64(bytes(31)) + '\n'))
    yield case('root-bits-behind', 'a root in base64 with bits that mean nothing, signed', with_body(
        body[:-46 + 1] + bumped(body[-45:-1]) + '\n'))
    yield case('origin-other', 'of another ledger, signed by this log',
               making.checkpoint(origin='sanad-ledger/' + identity('o')))
    yield case('key-other', 'signed by another log under the name of this', making.checkpoint(key=other))
    yield case('key-other-id', 'signed by another log, with the id of this log\'s key', body + '\n' + note_line(
        making.ledger, 1, making.log, other.sign(body.encode())))
    yield case('signed-body-only-in-part', 'the log signed the first two lines', body + '\n' + note_line(
        making.ledger, 1, making.log, making.log.sign('\n'.join(body.split('\n')[:2]).encode() + b'\n')))
    yield case('log-line-missing', 'only witnesses have signed', body + '\n' + peer_line + last_line)
    yield case('witness-as-log', 'the log\'s signature under the kind of a witness', body + '\n' + note_line(
        making.ledger, 4, making.log, making.log.sign(body.encode())) + peer_line + last_line)
    yield case('witness-without-time', 'a witness signed the body, without a time', body + '\n' + log_line + last_line +
               note_line(PEER.name, 4, PEER.key, PEER.key.sign(body.encode())))
    time = (1).to_bytes(8, 'big')
    yield case(
        'witness-other-time', 'the time of a cosignature was changed', body + '\n' + log_line + last_line +
        note_line(PEER.name, 4, PEER.key, time + PEER.key.sign(f'cosignature/v1\ntime 2\n{body}'.encode())))
    yield case(
        'witness-other-name', 'a witness signed under the name of another',
        body + '\n' + log_line + last_line + note_line(
            PEER.name, 4, PROSECUTION.key, time + PROSECUTION.key.sign(f'cosignature/v1\ntime 1\n{body}'.encode())))
    yield case('policy-of-another-log', 'the reader\'s policy names another log', good, files={
        'policy': policy(PEER, PROSECUTION, logs=[verifier_key(making.ledger, 1, other)]).encode()}.items())
    stranger = Witness('stranger')
    test = Case('checkpoint-unknown-witness', 'a witness whom nobody knows cosigned too: passed over, as C2SP says')
    yield test.holds(making, stranger.cosign_anything(good), policy=reader).run(0,
                                                                                None,
                                                                                '--policy',
                                                                                '{}/policy',
                                                                                P2='yes')


def write_all(folder):
    for case in kept():
        case.write(folder)


if __name__ == '__main__':
    if sys.argv[1:] != ['--write']:
        sys.exit(__doc__)
    for folder in [path for path in TAMPERED.iterdir() if path.is_dir()]:
        shutil.rmtree(folder)
    write_all(TAMPERED)
