#!/usr/bin/env python3
"""sanad ledger: the record checked, shown, witnessed, put on paper and stamped, and set back in every way we know."""
import datetime
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import unittest

from at_work import AtWork, events
from lantern import program

authority_of_time = pathlib.Path(__file__).resolve().parents[1] / 'crypto/local_authority.py'


class Ledger(AtWork):
    """A small case whose acts one officer signs."""

    def setUp(self):
        super().setUp()
        self.desk = self.home('desk')
        self.desk.create('r.vance', 'investigating_officer', 'first_responder', 'examiner')
        self.desk.sanad('identity', 'unlock', 'r.vance', '--idle', '1h', passphrases=['words of r.vance'])
        self.case = self.folder / 'op-lantern.sanad'
        self.desk.sanad('case', 'create', self.case)
        self.desk.sanad('custody', 'register', self.case, 'RV/1', '--kind', 'usb', '--description', 'blue', '--origin',
                        'complainant', '--pii', 'giver_name=Hina Tariq')

    def note(self, text='seen'):
        self.desk.sanad('custody', 'note', self.case, 'RV/1', '--text', text)

    def ledger(self, verb, *words, **options):
        return self.desk.sanad('ledger', verb, self.case, *words, **options)

    def told(self, verb, *words, **options):
        return [json.loads(line) for line in self.ledger(verb, *words, '--json', **options).splitlines()]

    def copy_of_ledger(self):
        """What a backup would hold."""
        older = self.folder / 'older.db'
        with sqlite3.connect(self.case / 'ledger.db') as source, sqlite3.connect(older) as target:
            source.backup(target)
        source.close()
        target.close()
        return older

    def set_back_to(self, older):
        for file in self.case.glob('ledger.db*'):
            file.unlink()
        shutil.copy(older, self.case / 'ledger.db')

    def receipt(self):
        paper, = self.told('receipt')
        return f'{paper["code"]}@{paper["size"]}'

    def request(self, name, *words):
        request = self.folder / name
        told, = self.told('checkpoint', '--out', request, *words)
        return request, told

    def cosign(self, request, answer, *words, **options):
        """By a witness with a memory, who has no case and no identity."""
        return self.desk.sanad('ledger', 'cosign', request, '--witness', 'court.example', '--key', self.folder / 'w.pem',
                               '--state', self.folder / 'seen.json', '--out', self.folder / answer, *words, '--json', **options)


class Checked(Ledger):
    def test_a_ledger_is_intact_and_the_tables_beside_it_agree(self):
        self.assertTrue(self.ledger('verify', '--deep').endswith('the ledger is intact\n'))
        ledger = self.told('verify', '--deep')[-1]
        self.assertEqual((ledger['intact'], ledger['attested'], ledger['entries']), (True, True, len(events(self.case))))
        self.assertIn('V-01', {row['rule'] for row in self.told('verify') if row['record'] == 'finding'})

    def test_entries_are_shown_to_people_and_to_programs_as_they_are_signed(self):
        self.note('under the desk')
        page = self.ledger('show', '--item', 'RV/1')
        self.assertIn('note.add  RV/1  by r.vance (examiner)\n', page)
        self.assertIn('       text: under the desk\n', page)
        self.assertIn('       withheld: giver_name\n', page)
        self.assertNotIn('Hina Tariq', page)
        self.assertNotIn('case.open', page)
        database = sqlite3.connect(self.case / 'ledger.db')
        stored = [bytes(row[0], 'utf-8') if isinstance(row[0], str) else bytes(row[0])
                  for row in database.execute('SELECT bytes FROM entry ORDER BY seq')]
        database.close()
        self.assertEqual(self.ledger('show', '--json').encode(), b''.join(entry + b'\n' for entry in stored))
        self.assertEqual(self.ledger('show', '--from', '2', '--json').encode(), b''.join(entry + b'\n' for entry in stored[2:]))

    def test_a_changed_entry_and_a_changed_table_are_named(self):
        older = self.copy_of_ledger()
        database = sqlite3.connect(self.case / 'ledger.db')
        for trigger, in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER {trigger}')
        entry, = database.execute('SELECT bytes FROM entry WHERE seq = 2').fetchone()
        forged = entry.replace(b'"payload":"eyJ', b'"payload":"eyK') if isinstance(entry, bytes) else (
            entry.replace('"payload":"eyJ', '"payload":"eyK'))
        self.assertNotEqual(forged, entry)
        database.execute('UPDATE entry SET bytes = ? WHERE seq = 2', (forged,))
        database.commit()
        database.close()
        said = self.ledger('verify', status=1)
        self.assertIn('the ledger is BROKEN', said)
        self.assertIn('entry 2: ', said)
        self.set_back_to(older)
        self.ledger('verify', '--deep')

    def test_a_receipt_on_paper_fits_until_the_ledger_is_set_back(self):
        page = self.ledger('receipt')
        self.assertRegex(page, r'code     ([0-9A-Z]{4}-){8}[0-9A-Z*~$=]\n')
        older, early = self.copy_of_ledger(), self.receipt()
        self.note()
        late = self.receipt()
        self.assertNotEqual(early, late)
        self.ledger('verify', '--receipt', early, '--receipt', late)
        mistyped = ('1' if early[0] != '1' else '2') + early[1:]
        self.assertIn('--receipt', self.desk.refused('ledger', 'verify', self.case, '--receipt', mistyped))

        self.set_back_to(older)
        self.ledger('verify')  # a genuine old copy is intact in itself
        self.ledger('verify', '--receipt', early)
        self.assertIn('entries that were there are gone', self.ledger('verify', '--receipt', late, status=1))
        self.note('another story')
        self.assertIn('another one than on the day of the paper', self.ledger('verify', '--receipt', late, status=1))

        square = self.folder / 'receipt.svg'
        self.ledger('receipt', '--svg', square)
        self.assertIn('<svg', square.read_text())
        self.assertIn('is there already', self.desk.refused('ledger', 'receipt', self.case, '--svg', square))


class VouchedFor(Ledger):
    def test_whoever_has_a_bundle_and_no_case_sees_its_entries_and_whose_hands_it_shows(self):
        self.note()
        bag = self.folder / 'bag'
        self.ledger('bundle', '--for', 'draft', '--recipient', 'A. Rauf', '--basis', 's.173', '--out', bag)
        self.note('after the bundle was made')
        reader = self.home('reader')  # knows neither the case nor its persons
        shown = [json.loads(line) for line in reader.sanad('ledger', 'show', bag, '--json').splitlines()]
        self.assertEqual(shown, self.told('show')[:len(shown)])
        self.assertLess(len(shown), len(self.told('show')))
        self.assertIn('export.bundle', reader.sanad('ledger', 'show', bag, '--from', str(len(shown) - 1)))

        def items(home, path):
            return [json.loads(line) for line in home.sanad('custody', 'show', path, '--json').splitlines()]
        of_bag, = items(reader, bag)
        of_case, = items(self.desk, self.case)
        self.assertEqual((of_bag['item'], of_bag['custodian'], of_bag['findings']), ('RV/1', 'r.vance', of_case['findings']))
        # The record of a bundle ends with it: nobody is said to have held the item since.
        end = events(self.case)[len(shown) - 1]['recorded']
        begin = of_bag['custody'][-1]['from']
        seconds = (datetime.datetime.fromisoformat(end) - datetime.datetime.fromisoformat(begin)).total_seconds()
        self.assertEqual(of_bag['custody'][-1]['seconds'], seconds)
        self.assertIn(f'As of its last entry, {end}', reader.sanad('custody', 'show', bag))
        reader.sanad('custody', 'show', bag, 'RV/2', status=2)
        reader.sanad('custody', 'show', bag, 'RV/1', '--pdf', self.folder / 'log.pdf', status=64)
        entries = bag / 'custody/entries.jsonl'
        entries.write_bytes(entries.read_bytes().replace(b'"payload"', b'"paylaod"', 1))
        reader.sanad('custody', 'show', bag, status=1)

    def test_a_bundle_meets_a_policy_when_the_witness_has_signed_what_was_handed_over(self):
        bag, policy, note = self.folder / 'bag', self.folder / 'policy', self.folder / 'cosigned.note'
        self.note()
        before, told = self.request('before')
        witness = json.loads(self.cosign(before, 'before.answer', '--new-key', '--log', told['log_key']))['witness_key']
        policy.write_text(f'log {told["log_key"]}\nwitness court {witness}\nquorum court\n')
        self.ledger('import-cosignature', self.folder / 'before.answer', '--witness', witness)
        self.ledger('bundle', '--for', 'draft', '--recipient', 'A. Rauf', '--basis', 's.173', '--policy', policy, '--out', bag)
        self.assertEqual((bag / 'custody/policy').read_bytes(), policy.read_bytes())

        def verified(*words):
            for verify in ([pathlib.Path(program).with_name('sanad-verify')],
                           [sys.executable, pathlib.Path(__file__).resolve().parents[2] / 'core/custody/verify.py']):
                done = subprocess.run([*verify, bag, '--policy', policy, '--json', *words], capture_output=True, text=True)
                yield done.returncode, {row['id']: row['answer'] for row in json.loads(done.stdout)['answers']}['P2']

        # The export itself is behind what the witness saw.
        self.assertEqual(list(verified()), [(1, 'no'), (1, 'no')])
        request, _ = self.request('after')
        self.cosign(request, 'after.answer')
        self.ledger('import-cosignature', self.folder / 'after.answer', '--witness', witness)
        note.write_text(json.loads(self.ledger('receipt', '--json'))['note'])
        self.assertEqual(list(verified('--checkpoint', note)), [(0, 'yes'), (0, 'yes')])

    def test_a_witness_signs_what_only_grew_and_never_what_was_set_back(self):
        older = self.copy_of_ledger()
        self.note()
        request, told = self.request('first')
        self.assertIn('--log', self.desk.refused('ledger', 'cosign', request, '--witness', 'court.example', '--key',
                                                 self.folder / 'w.pem', '--new-key', '--state', self.folder / 'seen.json',
                                                 '--out', self.folder / 'nothing'))
        self.assertFalse((self.folder / 'nothing').exists())
        witness = json.loads(self.cosign(request, 'first.answer', '--log', told['log_key']))['witness_key']
        mistyped = witness[:-4] + ('AAAA' if witness[-4:] != 'AAAA' else 'AAAB')
        said = self.desk.refused('ledger', 'import-cosignature', self.case, self.folder / 'first.answer', '--witness', mistyped,
                                 status=2)
        self.assertIn('the id of the key is not that of its bytes', said)
        imported, = self.told('import-cosignature', self.folder / 'first.answer', '--witness', witness)
        self.assertEqual((imported['witness'], imported['size']), ('court.example', told['size']))

        self.note('more')
        request, told = self.request('second')
        self.assertEqual(told['since'], imported['size'])
        self.cosign(request, 'second.answer')
        self.ledger('import-cosignature', self.folder / 'second.answer', '--witness', witness)
        policy = self.folder / 'policy'
        policy.write_text(f'log {told["log_key"]}\nwitness court {witness}\nquorum court\n')
        self.ledger('verify', '--policy', policy)
        self.note('not seen by the witness yet')
        self.assertIn('does not meet the policy', self.ledger('verify', '--policy', policy, status=1))

        # An older copy grows anew: all in it is genuine, and the witness remembers.
        self.set_back_to(older)
        for text in ('one', 'two', 'three', 'four'):
            self.note(text)
        self.ledger('verify')
        self.desk.sanad('ledger', 'checkpoint', self.case, '--out', self.folder / 'forked', '--since', told['size'])
        done = self.desk.run('ledger', 'cosign', self.folder / 'forked', '--witness', 'court.example', '--key',
                             self.folder / 'w.pem', '--state', self.folder / 'seen.json', '--out', self.folder / 'never')
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse((self.folder / 'never').exists())
        self.set_back_to(older)
        self.desk.sanad('ledger', 'checkpoint', self.case, '--out', self.folder / 'shorter')
        done = self.desk.run('ledger', 'cosign', self.folder / 'shorter', '--witness', 'court.example', '--key',
                             self.folder / 'w.pem', '--state', self.folder / 'seen.json', '--out', self.folder / 'never')
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse((self.folder / 'never').exists())

    def test_an_authority_stamps_a_checkpoint_and_no_other_ledger_takes_its_answer(self):
        authority = self.folder / 'authority'
        subprocess.run([sys.executable, authority_of_time, 'make', authority, 'p256'], check=True)
        request, answer = self.folder / 'lantern.tsq', self.folder / 'lantern.tsr'
        self.ledger('time-stamp', '--request', request)
        subprocess.run([sys.executable, authority_of_time, 'answer', authority, request, answer], check=True)
        self.ledger('time-stamp', '--import', answer, '--tsa', authority / 'root.pem')
        stranger = self.folder / 'stranger'
        subprocess.run([sys.executable, authority_of_time, 'make', stranger, 'p256'], check=True)
        done = self.desk.run('ledger', 'time-stamp', self.case, '--import', answer, '--tsa', stranger / 'root.pem')
        self.assertNotEqual(done.returncode, 0)
        other = self.folder / 'other.sanad'
        self.desk.sanad('case', 'create', other)
        self.assertIn('over no checkpoint of this ledger',
                      self.desk.refused('ledger', 'time-stamp', other, '--import', answer))
        self.desk.refused('ledger', 'time-stamp', self.case)


if __name__ == '__main__':
    unittest.main()
