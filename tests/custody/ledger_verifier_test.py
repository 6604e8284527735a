#!/usr/bin/env python3
"""Asks a verifier of ledgers about every attack there is: ledger_verifier_test.py [COMMAND …] [-- UNITTEST …]

Without a command it asks core/custody/verify.py, inside of this process. With one (`sanad-verify`) it asks that, and
holds each of its answers against those of verify.py: two readers of LEDGER.md that never saw each other must not
differ."""
import base64
import concurrent.futures
import contextlib
import fnmatch
import functools
import hashlib
import io
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

here = pathlib.Path(__file__).resolve().parent
product = here.parents[1] / 'core' / 'custody'
sys.dont_write_bytecode = True
sys.path[:0] = [str(here), str(product)]

try:
    import ledger_attacks
    import ledger_making as making
    import ledger_rules
except ImportError as error:
    sys.exit(f'needs the package python3-cryptography (./dev deps): {error}')
import verifier.bag
import verifier.bundle
import verifier.keys
import verifier.notes
import verifier.text
import verify

command = []
# The same signature of the same enrolment is looked at thousands of times here. It is a function of its four arguments.
verified = functools.lru_cache(None)(verifier.keys.verified)
for module in (verifier.keys, verifier.notes, verifier.bundle):
    module.verified = verified


def answered_by_python(told):
    return verify.check(verify.arguments(told)).as_json()


def answered_by_command(told):
    ended = subprocess.run([*command, *told, '--json'], capture_output=True, timeout=120)
    said = json.loads(ended.stdout)
    assert said['status'] == ended.returncode, ended
    return said


def essence(said):
    """What may not differ between two verifiers."""
    first = said['broken'][0] if said['broken'] else None
    return {'status': said['status'], 'first': first and [first['seq'], first['rule']], 'ledger': said['ledger'],
            'case': said['case'], 'entries': said['entries'], 'root': said['root'], 'size': said['size'],
            'answers': {one['id']: one['answer'] for one in said['answers']}}


class Asking(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)

    def ask(self, *told):
        told = [str(word) for word in told]
        said = essence(answered_by_python(told))
        if command:
            theirs = essence(answered_by_command(told))
            self.assertEqual(theirs, said, told)
        return said

    def expect(self, said, run, name):
        wanted = (run['status'], run['first'], run['answers'])
        found = (said['status'], said['first'], {question: said['answers'][question] for question in run['answers']})
        self.assertEqual(found, wanted, f'{name}: {said}')

    def run_case(self, folder, case):
        for run in case['runs']:
            with self.subTest(folder.name, told=run['told']):
                what = run.get('entries', '{}').replace('{}', str(folder))
                self.expect(self.ask(what, *(word.replace('{}', str(folder)) for word in run['told'])), run,
                            folder.name)


class Attacks(Asking):
    def test_what_is_kept_is_what_the_script_makes(self):
        ledger_attacks.write_all(self.folder)
        made, kept = ({
            str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob('*/**/*')) if path.is_file()}
                      for folder in (self.folder, ledger_attacks.TAMPERED))
        self.assertEqual(sorted(made), sorted(kept), 'ledger_attacks.py --write makes tampered/ anew')
        self.assertEqual([name for name in made if made[name] != kept[name]], [])

    def test_the_page_names_each_attack_and_the_tests_that_it_names_are_there(self):
        folders = [path.name for path in ledger_attacks.TAMPERED.iterdir() if path.is_dir()]
        page = (ledger_attacks.TAMPERED / 'README.md').read_text()
        rows = [line for line in page.splitlines() if line.startswith('| ')][1:]
        self.assertEqual(len(rows), 17)  # those of the threat table
        named, seen = re.findall('`([^`]+)`', page.partition('|---')[2]), set()
        for name in named:
            file, colon, test = name.partition(': ')
            if colon:
                self.assertIn(test, (here / file).read_text(), name)
            elif re.fullmatch(r'[a-z0-9-]+(-\*)?', name) and name not in ('time',):
                found = {folder for folder in folders if fnmatch.fnmatch(folder, name)}
                self.assertTrue(found, name)
                seen |= found
        self.assertEqual(sorted(set(folders) - seen), [])
        # What nobody can see from the ledger alone is asserted not to be seen.
        for name in ('collusion-of-all-keys', 'rollback-to-a-genuine-copy', 'false-content-at-entry', 'act-never-recorded',
                     'stolen-key-before-its-revocation'):
            runs = json.loads((ledger_attacks.TAMPERED / name / 'expected.json').read_text())['runs']
            self.assertEqual(runs[0]['status'], 0, name)

    def test_each_attack_that_is_kept_is_seen_and_the_two_that_cannot_be_are_not(self):
        folders = sorted(path.parent for path in ledger_attacks.TAMPERED.glob('*/expected.json'))
        self.assertGreater(len(folders), 130)
        for folder in folders:
            self.run_case(folder, json.loads((folder / 'expected.json').read_text()))
        for name in ('rollback-to-a-genuine-copy', 'collusion-of-all-keys'):
            runs = json.loads((ledger_attacks.TAMPERED / name / 'expected.json').read_text())['runs']
            self.assertEqual([runs[0]['status'], runs[1]['status'], runs[2]['status']], [0, 1, 1])

    def test_each_rule_is_kept_by_one_ledger_and_broken_by_another_and_each_cell_of_the_roles(self):
        names = []
        for case in ledger_rules.every():
            names.append(case.name)
            self.run_case(case.write(self.folder), {'runs': case.runs})
        # Of what is only shown, never broken, the ledger in which it is shown is the other one.
        shown_only = ('V-12', 'V-16', 'V-17', 'V-18', 'V-22')
        for rule in [f'V-{number:02}' for number in range(1, 28)]:
            for word in ('keeps', 'shows' if rule in shown_only else 'breaks'):
                self.assertTrue([name for name in names if name.startswith(f'{rule}-{word}')], (rule, word))
        self.assertEqual(len(names), len(set(names)))
        cells = {tuple(name.split('-')[1:3]) for name in names if name.startswith('role-')}
        self.assertEqual(len([cell for cell in cells if cell[1] != 'any']), 13 * 11)

    def test_what_was_done_is_told_in_both_languages_and_no_hand_that_is_missing_is_told_as_signed(self):
        case = ledger_rules.with_examiner().acquire()
        folder = case.making.write(self.folder / 'told')
        english, urdu = (subprocess.run([sys.executable, '-B', product / 'verify.py', folder, '--lang', language], check=True,
                                        capture_output=True, text=True).stdout for language in ('en', 'ur'))
        for words, in_urdu in (('both signed', 'دونوں کے دستخط ہیں'), ('seal LHR-7001 opened at', 'نے کھولی'),
                            ('with examiner.one since', 'سے اب تک'), ('put on at', 'نے لگائی')):
            self.assertIn(words, english)
            self.assertIn(in_urdu, urdu)
        # Words of our own are not left in English: what stays is set apart, as a value from the records.
        for line in urdu.splitlines():
            self.assertNotRegex(re.sub('\u2068.*?\u2069', '', line), '[a-z]{4,}', line)
        broken = subprocess.run([sys.executable, '-B', product / 'verify.py', ledger_attacks.TAMPERED / 'transfer-of-a-refusal'],
                                capture_output=True, text=True).stdout
        self.assertNotIn('both signed', broken)

    def test_who_may_have_signed_who_cosigned_and_what_was_corrected_are_told_in_both_languages(self):
        intact, stolen = (ledger_attacks.TAMPERED / name for name in ('intact', 'stolen-key-after-its-revocation'))
        corrected = next(one for one in ledger_rules.what_the_form_keeps() if one.name == 'V-25-keeps-both-values-stay')
        told = ((intact, 'root.one of NCCIA laboratory, Lahore: lab_manager, registrar; number 1, key ', 'کارآمد'),
                (intact, 'the witness prosecution cosigned at 2026-09-01T18:00:00Z', 'نے \u20682026-09-01T18:00:00Z\u2069 پر تائیدی دستخط کیے'),
                (stolen, ': keys withdrawn from ', 'سے منسوخ'),
                (corrected.write(self.folder), 'serial was “0O42”, is “0042”; reason: misread', '”\u20680042\u2069“ ہے'))
        for folder, words, in_urdu in told:
            policy = ['--policy', folder / 'policy'] if (folder / 'policy').exists() else []
            english, urdu = (subprocess.run([sys.executable, '-B', product / 'verify.py', folder, *policy, '--lang', language],
                                            capture_output=True, text=True).stdout for language in ('en', 'ur'))
            self.assertIn(words, english)
            self.assertIn(in_urdu, urdu)

    def in_both_languages(self, folder):
        return [subprocess.run([sys.executable, '-B', product / 'verify.py', folder, '--lang', language],
                               capture_output=True, text=True).stdout for language in ('en', 'ur')]

    def test_who_saw_a_seal_is_the_receiver_and_not_whoever_entered_the_receipt(self):
        case = ledger_rules.begun(ledger_rules.TEAM).offer(to=ledger_rules.begun(ledger_rules.TEAM).keeper)
        case.receive(to=case.keeper, actor=case.officer, body={'seal_state': 'broken'}, receipt=case.making.receipt(
            case.offered, case.keeper, seal_no='LHR-7001', seal_state='broken'))
        english, _ = self.in_both_languages(case.making.write(self.folder / 'received'))
        self.assertRegex(english, 'E-001: seal LHR-7001 seen at [0-9TZ:-]+ by keeper.one: broken')

    def test_a_session_that_was_entered_before_it_is_told_as_such(self):
        # The words of the program that enters it, without which nobody would know it for one.
        words = (product.parent / 'cli/reading_session.hpp').read_text()
        self.assertIn('for an hour from here"', words)
        session = {'mode': 'read_only', 'what': 'lists of files; for an hour from here', 'count': 1, 'seconds': 3600,
                   'reason': 'examination'}
        case = ledger_rules.act(ledger_rules.with_examiner(), 'access.session', 'examiner', session)
        english, urdu = self.in_both_languages(case.making.write(self.folder / 'read'))
        self.assertIn('a session of up to an hour; reason: examination', english)
        self.assertIn('ایک گھنٹے کی نشست', urdu)
        self.assertNotIn('3600', english + urdu)

    def test_roles_have_their_urdu(self):
        _, urdu = self.in_both_languages(ledger_attacks.TAMPERED / 'intact')
        self.assertIn('مہتمم لیبارٹری, رجسٹرار', urdu)
        self.assertNotIn('lab_manager', urdu)
        with open(product / 'verifier/words.json', encoding='utf-8') as words:
            named = json.load(words)['words']
        self.assertEqual([role for role in verifier.text.TABLES['roles'] if role not in named and role != 'unattested'], [])

    def test_the_types_that_no_command_writes_are_those_of_which_the_page_says_so(self):
        cli = '\n'.join(path.read_text() for path in sorted((product.parent / 'cli').glob('*.cpp'))
                        if path.name != 'custody_urdu.cpp')
        # A command names its type in a table or hands it to event(); a comparison writes nothing.
        written = set(re.findall(r'(?<!== )"([a-z]+\.[a-z]+|correct)"', cli))
        unwritten = [type for type in verifier.text.TABLES['types'] if type not in written]
        page = (product / 'LEDGER.md').read_text().partition('## 13. ')[2]
        row = next(line for line in page.splitlines() if 'no command writes them' in line)
        self.assertEqual(re.findall('`([a-z.]+)`', row.split('|')[1]), sorted(unwritten))

    def test_the_second_verifier_stays_readable(self):
        """As long as the README of core/custody says."""
        lines = {path.name: len(path.read_text().splitlines()) for path in (product / 'verifier').glob('*.py')}
        self.assertLess(len((product / 'verify.py').read_text().splitlines()), 250)
        self.assertLess(max(lines.values()), 320, lines)

    def test_ledgers_told_at_random_are_read_to_their_end(self):
        dice, found = random.Random(11), set()
        for number in range(60):
            case = ledger_rules.random_ledger(dice, dice.choice((3, 8, 30)))
            folder = case.making.write(self.folder / str(number))
            said = essence(answered_by_python([str(folder)]))
            found.add(said['first'] and said['first'][1])
            if command:
                with self.subTest(number):
                    self.assertEqual(essence(answered_by_command([str(folder)])), said)
        self.assertGreater(len(found), 4)

    def test_events_and_statements_that_are_not_as_the_tables_have_them(self):
        number, differ, entries = 0, [], self.folder / 'entries'
        for name, made, form in ledger_rules.malformed(verifier.text.TABLES, random.Random(8), 1 if command else 4):
            entries.write_bytes(made.text())
            said = essence(answered_by_python([str(entries)]))
            number += 1
            is_form = bool(said['first'] and said['first'][1] == 'form')
            self.assertIn(form, (None, is_form), (name, said['first']))
            if command and essence(answered_by_command([str(entries)])) != said:
                differ.append((name, said['first'], essence(answered_by_command([str(entries)]))['first']))
        self.assertEqual(differ, [])
        self.assertGreater(number, 900)

    def test_texts_and_entries_beyond_their_limits(self):
        for text, first in (('x' * 65536, None), ('x' * 65537, [2, 'form']), ('ی' * 32768, None), ('ی' * 32769,
                                                                                                   [2, 'form'])):
            ledger, person = ledger_attacks.local()
            ledger.add('note.add', person, {'text': text})
            self.assertEqual(self.ask(ledger.write(self.folder / str(len(text.encode()))))['first'], first)
        ledger, person = ledger_attacks.local()
        ledger.add('note.add', person, {'text': 'x'}, att=[
            {'media_type': 'text/plain', 'name': 'x' * 60000, 'sha256': '0' * 64, 'size': '1'}] * 4)
        self.assertGreater(len(ledger.entries[2]), 256 << 10)
        self.assertEqual(self.ask(ledger.write(self.folder / 'long'))['first'], [2, 'form'])

    def test_a_part_that_is_post_quantum_is_checked_or_said_to_be_unchecked(self):
        case = making.Lantern(ledger_attacks.SMALL)
        case.officer.keys = sorted([*case.officer.keys, making.Unchecked('officer')], key=making.kid)
        case.enrol().open()
        case.making.write(self.folder)
        (self.folder / 'policy').write_text(making.policy(roots=[case.root.first_kid]))
        said = self.ask(self.folder, '--policy', self.folder / 'policy')
        if verifier.keys.openssl_knows('ml-dsa-65'):
            self.assertEqual((said['status'], said['first']), (1, [0, 'statement']))  # the signature is none
            return
        self.assertEqual((said['status'], said['answers']['P4']), (0, 'unknown'))
        self.assertIn('post-quantum part not checked', str(answered_by_python([str(self.folder)])))
        case = making.Lantern(ledger_attacks.SMALL)
        case.officer.keys = [making.Unchecked('officer')]
        case.enrol().open().making.write(self.folder / 'only')
        self.assertEqual(self.ask(self.folder / 'only')['status'], 2)

    def test_a_bundle_of_a_hybrid_person_is_checked_to_its_post_quantum_part_and_broken_by_one_bit_of_it(self):
        if not verifier.keys.openssl_knows('ml-dsa-65'):
            print('skipped: no ml-dsa-65 to sign with, OpenSSL is older than 3.5', file=sys.stderr)
            self.skipTest('no ml-dsa-65: OpenSSL is older than 3.5')
        case = making.Lantern(ledger_attacks.SMALL)
        case.officer.keys = sorted([*case.officer.keys, making.MlDsa65('officer')], key=making.kid)
        case.enrol().open().authorise().seize().seal()
        (self.folder / 'policy').write_text(making.policy(roots=[case.root.first_kid]))

        def answered(name, ledger):
            bag = making.seal_bag(ledger.write(self.folder / name))
            return self.ask(bag, '--policy', self.folder / 'policy')
        whole = answered('whole', case.making)
        self.assertEqual((whole['status'], whole['answers']['P4']), (0, 'yes'))  # not `unknown`: that part was checked
        last = json.loads(case.making.entries[-1])
        self.assertEqual(sorted(one['alg'] for one in last['signatures']), ['ed25519', 'ml-dsa-65'])

        def with_signatures(change):
            entry = json.loads(case.making.entries[-1])
            change(entry['signatures'])
            other = case.making.copy()
            other.entries[-1] = making.jcs(entry).encode()
            return other

        def flipped(alg, at):
            def change(signatures):
                one = next(one for one in signatures if one['alg'] == alg)
                data = bytearray(base64.b64decode(one['sig']))
                data[at // 8] ^= 1 << at % 8
                one['sig'] = making.b64(data)
            return change
        for at in (0, 3309 * 4, 3309 * 8 - 1):  # in the commitment, the response, the hint
            said = answered(f'bit {at}', with_signatures(flipped('ml-dsa-65', at)))
            self.assertEqual((said['status'], said['first'], said['answers']['P4']), (1, [6, 'signature'], 'no'), at)
        said = answered('classical', with_signatures(flipped('ed25519', 100)))
        self.assertEqual((said['status'], said['first']), (1, [6, 'signature']))
        said = answered('left out', with_signatures(lambda all: all.pop([one['alg'] for one in all].index('ml-dsa-65'))))
        self.assertEqual((said['status'], said['first']), (1, [6, 'signature']))

    def test_bare_entries_with_a_checkpoint_beside_them(self):
        ledger, _ = ledger_attacks.local()
        ledger.write(self.folder)
        entries, note = self.folder / 'custody/entries.jsonl', self.folder / 'custody/checkpoint.note'
        self.assertEqual(self.ask(entries, '--checkpoint', note)['status'], 0)
        self.assertEqual((self.ask(entries)['status'], self.ask(entries)['answers']['P2']), (0, 'unknown'))
        self.assertEqual(self.ask(self.folder / 'nothing')['status'], 2)
        self.assertEqual(self.ask(entries, '--checkpoint', self.folder / 'nothing')['status'], 2)
        self.assertEqual(self.ask(entries, '--checkpoint', note, '--report', self.folder / 'nothing')['status'], 2)
        self.assertEqual(self.ask(entries, '--checkpoint', note, '--policy', self.folder / 'nothing')['status'], 2)

    def test_a_witness_cosigns_what_grew_and_refuses_a_fork_and_a_step_back(self):
        case = ledger_attacks.begun(ledger_attacks.SMALL)
        leaves, witness = case.making.leaves(), making.Witness('one')
        self.assertIsNotNone(witness.cosign(case.making.checkpoint(5)))
        self.assertIsNone(witness.cosign(case.making.checkpoint(7)))
        self.assertIsNotNone(witness.cosign(case.making.checkpoint(7), making.consistency(5, leaves)))
        self.assertIsNone(witness.cosign(case.making.checkpoint(5)))
        fork = ledger_attacks.Lantern(
            ledger_attacks.SMALL).enrol().open().authorise().seize(time=making.when(31)).seal()
        self.assertIsNone(witness.cosign(fork.making.checkpoint(7)))
        fork.making.add('note.add', fork.officer, {'text': 'x'})
        self.assertIsNone(witness.cosign(fork.making.checkpoint(8), making.consistency(7, fork.making.leaves())))


class Flips(Asking):
    """Every single bit, and every place, of a small ledger and its checkpoint."""

    def setUp(self):
        super().setUp()
        ledger, _ = ledger_attacks.local()
        self.entries, self.note = ledger.text(), ledger_attacks.cosigned(ledger).encode()
        self.policy = making.policy(ledger_attacks.PEER, ledger_attacks.PROSECUTION).encode()
        self.told = verify.arguments(['entries', '--checkpoint', 'note', '--policy', 'policy'])

    def status(self, entries, note):
        """Read out of memory, so that a hundred thousand questions take no disk."""
        if command:
            ledger = self.folder / f'flips {threading.get_ident()}'
            ledger.mkdir(exist_ok=True)
            for name, data in (('entries', entries), ('note', note), ('policy', self.policy)):
                (ledger / name).write_bytes(data)
            return answered_by_command([str(ledger / 'entries'), '--checkpoint', str(ledger / 'note'), '--policy',
                                        str(ledger / 'policy')])['status']
        files = {'entries': entries, 'note': note, 'policy': self.policy}
        keep = verifier.bag.read, verify.read
        verifier.bag.read = verify.read = lambda path: io.BytesIO(files[path])
        try:
            return verify.check(self.told).status
        finally:
            verifier.bag.read, verify.read = keep

    def test_no_flipped_bit_is_missed(self):
        self.assertEqual(self.status(self.entries, self.note), 0)

        def is_missed(place):
            name, bit = place
            flipped = bytearray(self.entries if name == 'entries' else self.note)
            flipped[bit // 8] ^= 1 << bit % 8
            return self.status(*((flipped, self.note) if name == 'entries' else (self.entries, flipped))) == 0
        places = [(name, bit) for name, data in (('entries', self.entries), ('note', self.note))
                  for bit in range(0, 8 * len(data), 53 if command else 1)]
        if command:  # some by the program as it is shipped; all of them by its code, below
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                found = list(pool.map(is_missed, places))
        else:
            found = map(is_missed, places)
        self.assertEqual([place for place, missed in zip(places, found) if missed], [])
        print(f'{len(places)} bits flipped, none missed', file=sys.stderr)

    def test_every_single_bit_is_caught_by_the_code_that_is_shipped(self):
        program = os.environ.get('SANAD_VERIFY_EVERY_BIT')
        if not program:
            self.skipTest('SANAD_VERIFY_EVERY_BIT names no program')
        for name, data in (('entries', self.entries), ('note', self.note), ('policy', self.policy)):
            (self.folder / name).write_bytes(data)
        ended = subprocess.run([program, self.folder], capture_output=True, text=True, timeout=3600)  # a minute; under a sanitizer many
        self.assertEqual((ended.returncode, ended.stdout),
                         (0, f'{8 * (len(self.entries) + len(self.note))} bits flipped, 0 missed\n'), ended.stderr)
        print(ended.stdout.strip(), file=sys.stderr)

    def test_nothing_can_be_taken_out_of_or_put_into_a_checkpoint(self):
        for at in range(0, len(self.note) + 1, 17 if command else 1):
            for other in (self.note[:at] + self.note[at + 1:], self.note[:at], *(
                    self.note[:at] + letter + self.note[at:] for letter in (b'A', b'\n', b' ', b'=', b'\0'))):
                if other != self.note:
                    self.assertNotEqual(self.status(self.entries, other), 0, other)


class Trees(unittest.TestCase):
    # The leaves and roots that RFC 6962's authors test their own program with.
    LEAVES = [bytes.fromhex(text) for text in ('', '00', '10', '2021', '3031', '40414243', '5051525354555657',
                                               '606162636465666768696a6b6c6d6e6f')]
    ROOTS = ['6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
             'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
             'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
             'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
             '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
             '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
             'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
             '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328']

    def test_the_trees_of_rfc_6962(self):
        leaves = [verifier.text.leaf_hash(data) for data in self.LEAVES]
        for count, root in enumerate(self.ROOTS, 1):
            self.assertEqual(verifier.text.tree_root(leaves[:count]).hex(), root)
            self.assertEqual(making.root_of(leaves[:count]).hex(), root)

    def test_every_proof_of_inclusion_up_to_64_leaves_and_no_changed_one(self):
        leaves = [making.leaf(bytes([at])) for at in range(64)]
        for count in range(1, 65):
            root = making.root_of(leaves[:count])
            for index in range(count):
                path = making.inclusion(index, leaves[:count])

                def leads(path, leaf=leaves[index], index=index, count=count):
                    return verifier.text.root_by_path(leaf, index, count, path) == root
                self.assertTrue(leads(path))
                self.assertFalse(
                    leads(path + [root]) or leads([root] + path) or leads(path, leaf=making.leaf(b'another')))
                for at, step in enumerate(path):
                    self.assertFalse(leads(path[:at] + path[at + 1:]))
                    self.assertFalse(leads(path[:at] + [bytes([step[0] ^ 1]) + step[1:]] + path[at + 1:]))
                    self.assertFalse(at and leads(path[:at - 1] + [step, path[at - 1]] + path[at + 1:]))
                self.assertFalse(count > 1 and leads(path, index=index ^ 1 if index ^ 1 < count else index - 1))
                self.assertFalse(leads(path, index=count) or leads(path, index=index + 64))

    def test_every_proof_of_consistency_up_to_64_leaves_and_no_changed_one(self):
        leaves = [making.leaf(bytes([at])) for at in range(64)]
        roots = [making.root_of(leaves[:count]) for count in range(65)]
        for new in range(1, 65):
            for old in range(1, new + 1):
                path = making.consistency(old, leaves[:new])
                self.assertTrue(making.is_consistent(old, roots[old], new, roots[new], path))
                self.assertFalse(making.is_consistent(old, roots[old - 1], new, roots[new], path))
                self.assertFalse(making.is_consistent(old, roots[old], new, roots[new - 1], path))
                self.assertFalse(making.is_consistent(old, roots[old], new, roots[new], path + [roots[1]]))
                for at, step in enumerate(path):
                    self.assertFalse(making.is_consistent(old, roots[old], new, roots[new], path[:at] + path[at + 1:]))
                    other = bytes([step[0] ^ 1]) + step[1:]
                    self.assertFalse(
                        making.is_consistent(old, roots[old], new, roots[new], path[:at] + [other] + path[at + 1:]))


class Bundles(Asking):
    """A whole bag, and what can be done to it."""

    @classmethod
    def setUpClass(cls):
        cls.whole = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.whole.name)
        cls.stamps = making.TimeStamps(cls.root / 'tsa')
        cls.witnesses = [making.Witness('lab-peer'), making.Witness('prosecution')]
        cls.case = making.examined()
        cls.bag = making.pack(cls.case, cls.root / 'bag', cls.witnesses, product, cls.stamps)
        cls.policy = cls.root / 'policy'
        cls.policy.write_text(making.policy(*cls.witnesses, roots=[cls.case.root.first_kid]))

    @classmethod
    def tearDownClass(cls):
        cls.whole.cleanup()

    @contextlib.contextmanager
    def changed(self, sealed=True):
        """A copy to do something to; packed anew behind it, as a forger would, unless told otherwise."""
        with tempfile.TemporaryDirectory() as folder:
            bag = pathlib.Path(folder) / 'bag'
            shutil.copytree(self.bag, bag, copy_function=os.link)
            yield bag
            if sealed:
                making.seal_bag(bag)
            self.said = self.ask(bag, '--tsa', self.stamps.trusted)

    @staticmethod
    def put(path, data):
        path.unlink(missing_ok=True)  # the copy shares its files with the others
        path.write_bytes(data)

    def flip(self, path, at=None):
        data = bytearray(path.read_bytes())
        data[len(data) // 2 if at is None else at] ^= 1
        self.put(path, bytes(data))

    def broken_by(self, rule, **answers):
        self.assertEqual((self.said['status'], self.said['first']), (1, [-1, rule]))
        for question, answer in answers.items():
            self.assertEqual(self.said['answers'][question], answer)

    def test_a_whole_bundle_answers_everything(self):
        said = self.ask(self.bag, '--policy', self.policy, '--tsa', self.stamps.trusted, '--receipt',
                        self.case.making.code(), '--receipt', self.case.making.code(7), '--report',
                        self.bag / 'data/reports/report.pdf')
        self.assertEqual(said['status'], 0, said)
        self.assertEqual([said['answers'][f'P{at}'] for at in range(1, 18)],
                         ['yes'] * 9 + ['unknown', 'none', 'yes', 'none', 'yes', 'yes', 'yes', 'look'])
        self.assertEqual((said['ledger'], said['entries'], said['size'], said['root']), (
            self.case.making.ledger, self.case.making.seq, self.case.making.seq, self.case.making.root().hex()))
        said = self.ask(self.bag)
        self.assertEqual((said['status'], said['answers']['P15'], said['answers']['P2']), (0, 'unknown', 'look'))

    def test_the_verifier_in_the_bundle_runs_alone_and_leaves_nothing_behind(self):
        before = sorted(self.bag.rglob('*'))
        for options in ([], ['--lang', 'ur'], ['--html'], ['--json']):
            ended = subprocess.run([sys.executable, self.bag / 'verify.py', '.', *options],
                                   cwd=self.bag,
                                   capture_output=True,
                                   timeout=120,
                                   env={'PATH': os.environ['PATH'], 'LC_ALL': 'C'})
            self.assertEqual((ended.returncode, ended.stderr), (0, b''))
        self.assertEqual(sorted(self.bag.rglob('*')), before)

    def test_a_bundle_of_redacted_names_holds_and_says_nothing(self):
        with self.changed() as bag:
            (bag / 'custody/openings.jsonl').unlink()
        self.assertEqual(self.said['status'], 0)

    def test_files_of_the_bag_changed_added_and_taken_away(self):
        for name in ('custody/entries.jsonl', 'data/reports/report.pdf', 'bag-info.txt', 'manifest-sha512.txt',
                     'verify.py', 'tagmanifest-sha256.txt'):
            with self.subTest(name), self.changed(sealed=False) as bag:
                self.flip(bag / name)
            self.broken_by('bag', P1='no')
            with self.subTest(name), self.changed(sealed=False) as bag:
                (bag / name).unlink()
            self.broken_by('bag', P1='no')
        for name in ('data/more', 'more', 'custody/more', 'tagmanifest-md5.txt'):
            with self.subTest(name), self.changed(sealed=False) as bag:
                (bag / name).write_text('x')
            self.broken_by('bag', P1='no')
        with self.changed(sealed=False) as bag:
            (bag / 'bagit.txt').unlink()
        self.broken_by('bag', P1='no')
        with self.changed() as bag:
            (bag / 'data/link').symlink_to('/etc/hostname')
        self.broken_by('bag', P1='no')
        with self.changed() as bag:
            (bag / 'data/folder').symlink_to('reports')
        self.broken_by('bag', P1='no')
        with self.changed() as bag:
            os.mkfifo(bag / 'data/pipe')
        self.broken_by('bag', P1='no')

    def test_manifests_that_are_none(self):
        allowed = [
            lambda text: text[:-1],
            lambda text: text.replace('\n', '\r\n'),  # RFC 8493 section 2.1.3 is generous
            lambda text: text.replace('  ', ' ', 1)]
        for change in (*allowed, lambda text: text + '\n', lambda text: text + text.splitlines(keepends=True)[0],
                       lambda text: text.replace('  data/', '  ../bag/data/', 1),
                       lambda text: text.replace('  data/', '  /data/', 1),
                       lambda text: text.replace('  data/', '  data//', 1), lambda text: text[:-4], lambda text: '',
                       lambda text: text.upper(), lambda text: text + '0' * 64 + '  data/none\n'):
            with self.changed(sealed=False) as bag:
                path = bag / 'manifest-sha256.txt'
                self.put(path, change(path.read_text()).encode())
                for algorithm in ('sha256', 'sha512'):  # the tag manifests agree
                    tags = bag / f'tagmanifest-{algorithm}.txt'
                    digest = hashlib.new(algorithm, path.read_bytes()).hexdigest()
                    self.put(tags, re.sub('[0-9a-f]+(?=  manifest-sha256.txt)', digest, tags.read_text()).encode())
            if change in allowed:
                self.assertEqual((self.said['status'], self.said['answers']['P1']), (0, 'yes'))
            else:
                self.broken_by('bag', P1='no')
        for text in (b'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n', b'',
                     b'\xef\xbb\xbfBagIt-Version: 1.0\n'):
            with self.changed(sealed=False) as bag:
                self.put(bag / 'bagit.txt', text)
            self.broken_by('bag', P1='no')

    def test_keys_openings_and_proofs_that_are_not_of_these_entries(self):
        keys = sorted((self.bag / 'custody/keys').iterdir())
        with self.changed() as bag:
            self.put(bag / 'custody/keys' / keys[0].name, keys[1].read_bytes())
        self.broken_by('bag', P1='no')
        with self.changed() as bag:
            self.put(bag / f'custody/keys/{"ab" * 20}.pem', keys[1].read_bytes())
        self.broken_by('bag', P1='no')
        good = self.case.openings()[0]
        for line in (good | {'value': 'عابد خان'}, good | {'label': 'witness2_name'},
                     making.opening('owner_name',
                                    'nobody'), good | {'salt': good['salt'].upper()}, good | {'more': 'x'}):
            with self.changed() as bag:
                self.put(bag / 'custody/openings.jsonl', making.jcs(line).encode() + b'\n')
            self.broken_by('bag', P1='no')
        with self.changed() as bag:
            self.put(bag / 'custody/proofs/4.tlog-proof', (self.bag / 'custody/proofs/5.tlog-proof').read_bytes())
        self.broken_by('bag', P1='no')
        with self.changed() as bag:
            self.put(bag / 'custody/proofs/4.tlog-proof',
                     self.case.making.proof(4).replace('index 4', 'index 5').encode())
        self.broken_by('bag', P1='no')

    def test_a_bag_has_a_payload_folder_if_an_empty_one(self):
        bag = making.begun(making.SMALL).making.write(self.folder / 'bag')
        for there in (False, True):
            if there:
                (bag / 'data').mkdir()
            said = self.ask(making.seal_bag(bag))
            self.assertEqual((said['status'], said['answers']['P1']), (0, 'yes') if there else (1, 'no'))
        (bag / 'data').rmdir()
        (bag / 'data').write_bytes(b'')
        self.assertEqual(self.ask(making.seal_bag(bag))['status'], 1)

    def test_an_opening_that_stands_there_twice_is_a_fault(self):
        line = making.jcs(self.case.openings()[0]).encode() + b'\n'
        with self.changed() as bag:
            self.put(bag / 'custody/openings.jsonl', line + line)
        self.broken_by('bag', P1='no')

    def opened(self, add, openings=None):
        """P1 of the bundle of a small case whose last entry `add` makes."""
        case = making.begun((*making.SMALL, 'manager'))
        rank = making.opening('rank', 'Inspector')
        case.examiner = making.Person('examiner.two', 6, ['examiner'], [case.root, case.second],
                                      pii=making.commitments(rank))
        case.making.add('key.enrol', case.root, {'statements': [case.examiner.enrolment()]})
        add(case)
        with tempfile.TemporaryDirectory() as folder:
            bag = case.making.write(pathlib.Path(folder) / 'bag')
            (bag / 'data').mkdir()
            said = [rank if one == 'rank' else one for one in (case.openings() if openings is None else openings)]
            if said:
                (bag / 'custody/openings.jsonl').write_text(''.join(making.jcs(one) + '\n' for one in said))
            making.seal_bag(bag)
            answer = self.ask(bag)
            self.assertEqual(answer['status'], 0, answer)
            return answer['answers']['P1']

    def test_openings_of_persons_are_shown_where_the_law_protects_the_victim(self):
        def offence(section, scheme='act-2016'):
            return lambda case: case.making.add('case.offence', case.officer, {
                'act': 'PECA', 'section': section, 'scheme': scheme, 'as_amended': '2016-08-19'})
        for section, scheme, look in (
                ('21', 'act-2016', True), ('22', 'act-2016', True), ('22A', 'act-2016', True), ('21(1)(d)', 'act-2016', True),
                ('19', 'bill', True), ('19A', 'bill', True), ('20', 'act-2016', False), ('2', 'act-2016', False),
                ('220', 'act-2016', False), ('19', 'act-2016', False), ('21', 'bill', False), ('', 'act-2016', False),
                ('s. 21', 'act-2016', False)):
            with self.subTest(section, scheme=scheme):
                self.assertEqual(self.opened(offence(section, scheme)), 'look' if look else 'yes')
        self.assertEqual(self.opened(offence('21'), []), 'yes')
        self.assertEqual(self.opened(offence('21'), ['rank']), 'yes')  # of one who signs: no victim

    def test_an_opening_in_a_bundle_for_an_audit_is_shown(self):
        def packed(purpose):
            def add(case):
                body = {'for': purpose, 'recipient': 'x', 'basis': 'x', 'profile': 'no personal data', 'items': [],
                        'size': case.making.seq}
                case.making.add('export.bundle', case.examiner, body | {'approvals': [
                    case.making.approval(case.manager, 'export.bundle', body)]})
            return add
        self.assertEqual(self.opened(packed('audit')), 'look')
        self.assertEqual(self.opened(packed('audit'), ['rank']), 'look')
        self.assertEqual(self.opened(packed('audit'), []), 'yes')
        self.assertEqual(self.opened(packed('prosecution')), 'yes')

    def test_checkpoints_policy_and_entries_of_the_bundle(self):
        with self.changed() as bag:
            self.put(bag / 'custody/checkpoints/7.note',
                     self.case.making.checkpoint(7, root=making.sha256(b'x')).encode())
        self.broken_by('checkpoint', P2='no')
        with self.changed() as bag:
            (bag / 'custody/checkpoints/7.note').rename(bag / 'custody/checkpoints/8.note')
        self.broken_by('checkpoint', P2='no')
        with self.changed() as bag:
            (bag / 'custody/checkpoint.note').unlink()
        self.broken_by('checkpoint', P2='no')
        with self.changed() as bag:
            self.put(bag / 'custody/policy', b'quorum all\n')
        self.broken_by('bag', P1='no')
        with self.changed() as bag:
            (bag / 'custody/entries.jsonl').unlink()
        self.assertEqual(self.said['status'], 2)
        for name in ('custody/checkpoints/x.note', 'custody/checkpoints/7.txt', 'custody/tokens/x.tsr'):
            with self.changed() as bag:
                self.put(bag / name, (self.bag / 'custody/checkpoints/7.note').read_bytes())
            self.broken_by('token' if 'tokens' in name else 'checkpoint')

    def test_time_stamps(self):
        size = self.case.making.seq
        with self.changed() as bag:
            self.put(bag / 'custody/tokens/7.tsr', (bag / f'custody/tokens/{size}.tsr').read_bytes())
        self.broken_by('token', P15='no')
        with self.changed() as bag:
            self.flip(bag / 'custody/tokens/7.tsr', -3)  # in its signature
        self.broken_by('token', P15='no')
        with self.changed() as bag:
            self.put(bag / 'custody/tokens/7.tsr', b'no token')
        self.broken_by('token', P15='no')
        with self.changed() as bag:
            (bag / 'custody/tokens/7.tsr').rename(bag / f'custody/tokens/{size + 1}.tsr')
        self.broken_by('token', P15='no')
        other = making.TimeStamps(self.folder / 'another authority')
        said = self.ask(self.bag, '--tsa', other.trusted)
        self.assertEqual((said['status'], said['first'], said['answers']['P15']), (1, [-1, 'token'], 'no'))

    def test_exhibits_images_and_reports_handed_over(self):
        exhibit = f'data/exhibits/{self.case.item}'
        for name in ('bc.txt', 'bc.txt.proof.json', 'bc.txt.blocks/000001.block', 'image.raw'):
            with self.subTest(name), self.changed() as bag:
                self.flip(bag / exhibit / name)
            self.broken_by('exhibit', P8='no')
        with self.changed() as bag:
            (bag / exhibit / 'bc.txt.blocks/000001.block').unlink()
        self.assertEqual((self.said['status'], self.said['answers']['P8']), (2, 'unknown'))
        with self.changed() as bag:
            (bag / exhibit).rename(bag / 'data/exhibits/E-002')
        self.broken_by('exhibit', P8='no')
        with self.changed() as bag:
            self.put(bag / exhibit / 'image.E01', b'EVF\x09\x0d\x0a\xff\x00')
        self.assertEqual((self.said['status'], self.said['answers']['P8']), (0, 'unknown'))
        with self.changed() as bag:
            self.put(bag / 'data/reports/report.pdf', b'the Report')
        self.broken_by('report', P16='no')
        said = self.ask(self.bag, '--image', self.bag / exhibit / 'bc.txt')
        self.assertEqual((said['status'], said['first'], said['answers']['P8']), (1, [-1, 'exhibit'], 'no'))


class Sheets(Bundles):
    """What people see, and that nothing ever shows a traceback."""
    def program(self, *told, **options):
        return subprocess.run([sys.executable, '-B', product / 'verify.py', *map(str, told)],
                              capture_output=True,
                              timeout=120,
                              **options)

    def test_the_sheet_in_english_and_urdu_as_text_and_as_a_page(self):
        texts = {language: self.program(self.bag, '--lang', language).stdout.decode() for language in ('en', 'ur')}
        self.assertIn('They do not show that what a person wrote was true', texts['en'])
        self.assertIn('INTACT', texts['en'])
        self.assertIn('یہ جانچ نہیں بتاتی کہ کسی شخص نے جو لکھا وہ سچ تھا', texts['ur'])
        for at in range(1, 18):
            self.assertRegex(texts['en'], f'(?m)^P{at} ')
            self.assertRegex(texts['ur'], f'(?m)^P{at} ')
        page = self.program(self.bag, '--html').stdout.decode()
        self.assertIn('dir="rtl"', page)
        self.assertNotRegex(page, 'src=|href=|@import|url\\(')
        for text in texts.values():
            for line in text.splitlines():
                self.assertIn(line.strip().replace('\'', '&#x27;').replace('"', '&quot;'), page)

    def test_what_a_record_says_cannot_hide_in_the_sheet(self):
        ledger, person = ledger_attacks.local()
        bad = '<script>alert(1)</script> \u202egpj.exe'
        ledger.add('correct',
                   person, {'field': 'x', 'old': 'x', 'new': 'x', 'reason': 'x'},
                   corrects=ledger.events[1]['id'],
                   override={'rule': 'V-99', 'reason': bad})
        ledger.write(self.folder)
        page = self.program(self.folder, '--html').stdout.decode()
        self.assertNotIn('<script', page)
        self.assertNotIn('\u202e', page + self.program(self.folder).stdout.decode())
        self.assertIn('\\u{202e}gpj.exe', page)

    def test_without_the_package_openssl_answers_and_without_both_nobody(self):
        (self.folder / 'cryptography').mkdir()
        (self.folder / 'cryptography/__init__.py').write_text('raise ImportError\n')
        ledger = ledger_attacks.TAMPERED / 'intact'
        for case, status in (('intact', 0), ('one-of-two-algorithms-wrong', 1), ('altered-record', 1)):
            ended = self.program(ledger_attacks.TAMPERED / case,
                                 '--json',
                                 env=os.environ | {'PYTHONPATH': str(self.folder)})
            self.assertEqual((ended.returncode, ended.stderr), (status, b''), case)
            self.assertEqual(essence(json.loads(ended.stdout)),
                             essence(answered_by_python([str(ledger_attacks.TAMPERED / case)])))
        ended = self.program(ledger, '--json', env={'PYTHONPATH': str(self.folder), 'PATH': str(self.folder)})
        self.assertEqual((ended.returncode, ended.stderr), (2, b''))

    def test_openssl_alone_verifies_what_verify_txt_says(self):
        steps = [
            line.strip()[2:] for line in (self.bag / 'VERIFY.txt').read_text().splitlines() if line.startswith('   $ ')]
        self.assertGreater(len(steps), 10)
        script = 'set -e\n' + '\n'.join(steps).replace('tsa.pem', str(self.stamps.trusted))
        ended = subprocess.run(['sh', '-c', script], cwd=self.bag, capture_output=True, timeout=60)
        self.assertEqual(ended.returncode, 0, ended)
        self.assertIn(b'Signature Verified Successfully', ended.stdout)
        self.assertIn(b'Verification: OK', ended.stdout + ended.stderr)
        ended = subprocess.run(
            ['sh', '-c',
             script.replace('N=1;', 'N=5;').replace('> $T/message', '> $T/message; echo >> $T/message')],
            cwd=self.bag,
            capture_output=True,
            timeout=60)
        self.assertNotEqual(ended.returncode, 0)

    def test_no_rubbish_gets_a_traceback(self):
        dice = random.Random(7)
        ledger, policy_text = ledger_attacks.begun(ledger_attacks.SMALL), making.policy(*self.witnesses)
        files = {'entries': ledger.making.text(), 'note': ledger_attacks.cosigned(ledger.making).encode(),
                 'policy': policy_text.encode()}
        for attempt in range(60 if command else 400):
            rubbish = dict(files)
            name = dice.choice(sorted(files))
            data = bytearray(rubbish[name])
            for _ in range(dice.randint(1, 4)):
                at = dice.randrange(len(data) + 1)
                kind = dice.randrange(4)
                data[at:at + dice.choice((0, 1, 1, 40))] = (dice.randbytes(dice.randint(0, 8)) if kind else dice.choice(
                    (b'"', b'{', b'[', b'\\', b'9' * 90, b'null')))
            rubbish[name] = bytes(data)
            for which, content in rubbish.items():
                (self.folder / which).write_bytes(content)
            said = self.ask(self.folder / 'entries', '--checkpoint', self.folder / 'note', '--policy',
                            self.folder / 'policy')
            if rubbish != files and name != 'policy':
                self.assertNotEqual(said['status'], 0, (attempt, name))
        for path in (self.folder / 'empty', '/dev/null', self.folder):
            (self.folder / 'empty').write_bytes(b'')
            self.assertIn(self.ask(path)['status'], (1, 2))
        (self.folder / 'long').write_bytes(b'x' * (17 << 20))
        self.assertIn(self.ask(self.folder / 'long')['status'], (1, 2))


def load_tests(loader, tests, pattern):
    """Sheets only borrows the bag of Bundles; its tests are not run twice."""
    suite = unittest.TestSuite()
    for one in (Trees, Attacks, Bundles, Flips):
        suite.addTests(loader.loadTestsFromTestCase(one))
    own = [name for name in loader.getTestCaseNames(Sheets) if name in vars(Sheets)]
    suite.addTests(Sheets(name) for name in own)
    return suite


if __name__ == '__main__':
    words = sys.argv[1:]
    rest = words[words.index('--') + 1:] if '--' in words else []
    command = words[:words.index('--')] if '--' in words else words
    unittest.main(argv=[sys.argv[0], *rest], verbosity=1)
