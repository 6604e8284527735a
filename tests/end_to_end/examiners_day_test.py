#!/usr/bin/env python3
"""A day of evidence, from a search in Lahore to the prosecutor's desk: examiners_day_test.py SANAD SANAD_VERIFY

Two machines, a station's and a laboratory's, exchange nothing but files. What the prosecutor is handed is checked by both
verifiers where nothing else is; then one byte of it is changed, and both must say so.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

root = pathlib.Path(__file__).resolve().parents[2]
if __name__ == '__main__':
    sanad_verify = pathlib.Path(sys.argv.pop(2)).resolve()
    os.environ['SANAD'] = str(pathlib.Path(sys.argv.pop(1)).resolve())
sys.path.insert(0, str(root / 'tests/cli'))
from at_work import AtWork, events, types  # noqa: E402
from lantern import image, samples  # noqa: E402
from report_test import Page  # noqa: E402

authority_of_time = root / 'tests/crypto/local_authority.py'
item = 'RV/1'
named = {'witness1_name': 'Nasreen Akhtar', 'witness2_name': 'Bilal Hussain', 'witness1_cnic': '35202-0000000-1',
         'holder_name': 'Kamran Invented'}


class ExaminersDay(AtWork):
    def setUp(self):
        super().setUp()
        self.station, self.laboratory = self.home('station'), self.home('laboratory')
        self.at, self.officers = {}, {'a.khan': []}
        self.case = self.folder / 'op-lantern.sanad'

    # ---- who is who

    def by(self, person, *words, anew=False, **options):
        """`anew`: the act takes the passphrase, although the key is unlocked for the day."""
        return self.at[person].sanad(*words, '--as', person, passphrases=self.given(person, anew), **options)

    def refusal(self, person, *words, anew=False, **options):
        return self.at[person].refused(*words, '--as', person, passphrases=self.given(person, anew), **options)

    def given(self, person, anew):
        return ['words of ' + person] if anew else None

    def comes_to_work(self, home, person, *roles, options=()):
        """A key of one's own, unlocked for the day."""
        self.at[person] = home
        home.create(person, *roles, options=options)
        home.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])

    def joins(self, home, person, *roles, officers):
        """A key made at one machine, enrolled by officers who may sit at the other; the request travels as a file."""
        self.comes_to_work(home, person, *roles, options=['--join'])
        self.officers[person] = officers
        request = self.folder / f'{person}.request'
        asked = [word for officer in officers for word in ('--officer', officer)]
        home.sanad('identity', 'request', person, *asked, '--out', request, passphrases=['words of ' + person])
        for officer in officers:
            self.by(officer, 'identity', 'enrol', request, anew=True)
        for each in (self.station, self.laboratory):
            each.sanad('identity', 'import', request)

    def everybody_is_enrolled(self):
        self.comes_to_work(self.station, 'a.khan', 'registrar')
        self.laboratory.sanad('identity', 'import', self.station.path / 'enrolments')
        self.joins(self.laboratory, 's.malik', 'registrar', 'lab_manager', officers=['a.khan'])
        two = ['a.khan', 's.malik']
        self.joins(self.station, 'r.vance', 'investigating_officer', 'first_responder', officers=two)
        self.joins(self.laboratory, 's.khan', 'custodian', officers=two)
        self.joins(self.laboratory, 'z.raza', 'examiner', officers=two)
        self.joins(self.laboratory, 'm.iqbal', 'lab_manager', 'reviewer', officers=two)
        self.joins(self.station, 'p.rauf', 'prosecutor', officers=two)
        for home in (self.station, self.laboratory):
            for person in self.at:
                self.assertEqual(json.loads(home.sanad('identity', 'show', person, '--json'))['officers'], self.officers[person])

    # ---- acts

    def act(self, person, verb, *words, **options):
        return json.loads(self.by(person, 'custody', *verb.split(), self.case, *words, '--json', **options))

    def shown(self):
        return json.loads(self.station.sanad('custody', 'show', self.case, item, '--json'))

    def the_officer_seizes(self):
        self.by('r.vance', 'case', 'create', self.case)
        self.warrant = self.act('r.vance', 'authority', '--kind', 'search_warrant', '--number', '17', '--issuer',
                                'Sessions Court 3', '--date', '2026-11-20', '--scope', 'House 7 and the devices in it',
                                '--section', '33')['id']
        self.seizure = self.act('r.vance', 'seize', item, '--kind', 'usb', '--description', 'blue, a lantern on it', '--make',
                                'Example', '--model', 'U-8', '--serial', '0042', '--condition', 'scratched', '--power', 'off',
                                '--net', 'none', '--owner-role', 'suspect', '--list-given-to', 'the holder', '--place',
                                'House 7, Lahore', '--authority', self.warrant,
                                *[word for pair in named.items() for word in ('--pii', '='.join(pair))])['id']
        self.act('r.vance', 'seal', item, '--seal-no', 'S-10042', '--bag-no', 'B-77')
        self.act('r.vance', 'notice', '--court', 'Sessions Court 3', '--about', self.seizure, '--sent-at',
                 events(self.case)[-1]['time'], '--how', 'hand')
        self.assertEqual(self.station.sanad('custody', 'due', self.case), 'Nothing is due.\n')
        for value in named.values():
            self.assertNotIn(value, json.dumps(events(self.case)))

    def it_goes_to_the_laboratory(self):
        """The offer goes out as a file, the receipt comes back as one; the case itself stays where it is."""
        offer, receipt = self.folder / 'OFFER.json', self.folder / 'RECEIPT.json'
        self.act('r.vance', 'transfer offer', item, '--to', 's.khan', '--method', 'hand', '--condition', 'scratched', '--out',
                 offer)
        self.assertEqual(self.shown()['custodian'], 'r.vance')
        self.by('s.khan', 'custody', 'accept', offer, '--condition', 'scratched', '--seal-state', 'intact', '--place',
                'Laboratory, front desk', '--out', receipt)
        self.assertEqual(self.act('r.vance', 'transfer receive', '--receipt', receipt)['shown'], [])
        shown = self.shown()
        self.assertEqual([one['custodian'] for one in shown['custody']], ['r.vance', 's.khan'])

    def the_laboratory_keeps_it_and_gives_it_to_an_examiner(self):
        """The case has come along. Checkpoints are signed at the laboratory from when its manager acts there."""
        said = self.at['s.khan'].run('custody', 'note', self.case, item, '--text', 'bag on the scales: 41 g', '--as', 's.khan')
        self.assertEqual((said.returncode, types(self.case)[-1]), (0, 'note.add'), said.stderr)
        self.assertIn(b'recorded, but without a checkpoint', said.stderr)
        self.act('m.iqbal', 'note', item, '--text', 'taken on by the laboratory')
        self.assertEqual(types(self.case)[-1], 'log.succeed')
        self.act('s.khan', 'store in', item, '--location', 'MK-2/shelf-7', '--keeper', 's.khan', '--condition', 'scratched')
        self.act('s.khan', 'store out', item, '--to', 'z.raza', '--condition', 'scratched', '--approved-by', 'z.raza')
        self.assertEqual([one['custodian'] for one in self.shown()['custody']],
                         ['r.vance', 's.khan', 'store:MK-2/shelf-7', 'z.raza'])

    def the_examiner_examines(self):
        self.act('z.raza', 'check-clock', '--offset-ms', '120', '--against', 'time signal')
        self.by('z.raza', 'doctor', '--record', self.case)
        opened = ('break-seal', item, '--state', 'intact', '--reason', 'to image it')
        self.assertIn('takes the passphrase of z.raza anew', self.refusal('z.raza', 'custody', opened[0], self.case, *opened[1:]))
        self.act('z.raza', *opened, anew=True)
        words = ('examine', image, '--case', self.case, '--exhibit', item)
        self.assertIn('V-06', self.refusal('z.raza', *words))
        self.assertIn('signed by', self.by('z.raza', *words, '--authority', self.warrant))
        added, = [event for event in events(self.case) if event['type'] == 'acquire.import']
        self.assertEqual((added['authority'], added['item'], added.get('override')), ([self.warrant], item, None))
        checks = [event['body'] for event in events(self.case) if event['type'] == 'integrity.check']
        self.assertEqual({check['result'] for check in checks if 'expected' in check}, {'match'})
        listed = [json.loads(line) for line in self.by('z.raza', 'files', self.case, '--json').splitlines()]
        self.minutes, noise = [next(row for row in listed if row['path'] == path and row['state'] == 'allocated')
                               for path in ('/Documents/minutes.txt', '/Downloads/noise.bin')]
        self.exhibits = [self.minutes['id'], noise['id']]
        self.by('z.raza', 'export', self.case, self.exhibits[0], '--to', self.folder / 'for the report')
        self.act('z.raza', 'seal', item, '--seal-no', 'S-10043', '--bag-no', 'B-78')
        # What is marked of an item that is sealed stands in the ledger as well.
        self.by('z.raza', 'tag', 'add', self.case, 'relevant', self.exhibits[0], '--comment', 'the minutes of the meeting')
        tagged, = [event for event in events(self.case) if event['type'] == 'tag.add']
        self.assertEqual((tagged['item'], tagged['actor']['person'], tagged['body']['tag']), (item, 'z.raza', 'relevant'))
        self.assertIn(str(self.exhibits[0]), tagged['body']['what'])

    def a_report_is_issued_and_reviewed(self):
        draft = self.report_written('draft.html')
        self.assertEqual((draft['state'], draft['things'], draft['tags']), ('draft', 1, 1))
        final = ('report', self.case, '--out', self.folder / 'report.html', '--format', 'html', '--reviewed-by', 'm.iqbal')
        self.assertIn('no review of this report', self.refusal('z.raza', *final))
        review = ('review', '--issue', draft['issue'], '--outcome', 'accepted', '--remarks', 'none')
        self.assertIn('V-15', self.refusal('z.raza', 'custody', review[0], self.case, *review[1:]))
        self.act('m.iqbal', *review, '--role', 'reviewer')
        issued = self.report_written('report.html', '--reviewed-by', 'm.iqbal')
        self.assertEqual((issued['state'], issued['content_sha256']), ('final', draft['content_sha256']))
        self.report = self.folder / 'report.html'
        page = Page(self.report).text()
        for fact in (self.minutes['sha256'], 'the minutes of the meeting', 'Reviewed and accepted by m.iqbal'):
            self.assertIn(fact, page)
        self.assertNotIn('DRAFT', page)
        self.assertEqual([event['body']['state'] for event in events(self.case) if event['type'] == 'report.issue'],
                         ['draft', 'final'])

    def report_written(self, name, *words):
        return json.loads(self.by('z.raza', 'report', self.case, '--out', self.folder / name, '--format', 'html', *words,
                                  '--json'))

    def others_vouch_for_the_record(self):
        """A witness signs by files, a receipt goes on paper, an authority stamps the time."""
        request, answer = self.folder / 'lantern.request', self.folder / 'lantern.cosignature'
        told = json.loads(self.laboratory.sanad('ledger', 'checkpoint', self.case, '--out', request, '--json'))
        court = self.home('court')
        cosigned = json.loads(court.sanad('ledger', 'cosign', request, '--witness', 'court.example', '--key',
                                          self.folder / 'witness.pem', '--new-key', '--state', self.folder / 'seen.json',
                                          '--log', told['log_key'], '--out', answer, '--json'))
        self.laboratory.sanad('ledger', 'import-cosignature', self.case, answer, '--witness', cosigned['witness_key'])
        paper = json.loads(self.laboratory.sanad('ledger', 'receipt', self.case, '--json'))
        self.receipt = f'{paper["code"]}@{paper["size"]}'

        self.time_authority = self.folder / 'authority of time'
        time_request, time_answer = self.folder / 'lantern.tsq', self.folder / 'lantern.tsr'
        subprocess.run([sys.executable, authority_of_time, 'make', self.time_authority, 'p256'], check=True)
        self.laboratory.sanad('ledger', 'time-stamp', self.case, '--request', time_request)
        subprocess.run([sys.executable, authority_of_time, 'answer', self.time_authority, time_request, time_answer], check=True)
        self.laboratory.sanad('ledger', 'time-stamp', self.case, '--import', time_answer, '--tsa',
                              self.time_authority / 'root.pem')

    def the_prosecutor_is_handed_a_bundle(self):
        self.bag = self.folder / 'bundle'
        words = ('ledger', 'bundle', self.case, '--for', 'prosecution', '--recipient', 'A. Rauf, Prosecutor', '--basis',
                 's.173 CrPC', '--exhibits', ','.join(map(str, self.exhibits)), '--report', self.report, '--disclose',
                 'witness1_name,witness2_name', '--out', self.bag)
        self.assertIn('two persons', self.refusal('m.iqbal', *words, anew=True))
        self.assertFalse(self.bag.exists())
        # The second person sits at another desk: what is approved travels as a file, and is this bundle and no other.
        request, approval = self.folder / 'BUNDLE.request', self.folder / 'BUNDLE.approval'
        self.by('m.iqbal', *words, '--ask-approval', request, anew=True)
        self.by('s.malik', 'custody', 'approve', request, '--out', approval, anew=True)
        wider = [word if word != 'witness1_name,witness2_name' else 'all' for word in words]
        self.assertIn('another act', self.refusal('m.iqbal', *wider, '--approval', approval, anew=True))
        self.bundle = json.loads(self.by('m.iqbal', *words, '--approval', approval, '--json', anew=True))
        self.assertEqual((self.bundle['exhibits'], self.bundle['openings'], self.bundle['status']), (2, 2, 0))

    # ---- and without us

    def answers(self, *more, status=0):
        """The answer of each verifier, in a directory that holds the bundle, the verifier and what it was given."""
        told = []
        for command in ([self.away / 'sanad-verify'], [sys.executable, '-B', self.away / 'bag/verify.py']):
            ended = subprocess.run([*map(str, command), 'bag', *map(str, more), '--json'], capture_output=True, cwd=self.away,
                                   env={'PATH': '/usr/bin:/bin'}, timeout=300)
            self.assertEqual(ended.returncode, status, (command[0], ended.stdout, ended.stderr))
            told.append(json.loads(ended.stdout))
        ours, theirs = told
        for member in ('status', 'ledger', 'case', 'entries', 'root', 'size'):
            self.assertEqual(ours[member], theirs[member], member)
        self.assertEqual({each['id']: each['answer'] for each in ours['answers']},
                         {each['id']: each['answer'] for each in theirs['answers']})
        return ours

    def the_prosecutor_checks_it(self):
        self.away = self.folder / 'away'
        self.away.mkdir()
        shutil.copytree(self.bag, self.away / 'bag')
        shutil.copy(sanad_verify, self.away / 'sanad-verify')
        answer = self.answers()
        self.assertEqual((answer['broken'], answer['entries'], answer['root']),
                         ([], self.bundle['entries'], self.bundle['root']))
        self.assertEqual({each['id']: each['answer'] for each in answer['answers']}, {
            'P1': 'yes', 'P2': 'look', 'P3': 'yes', 'P4': 'look', 'P5': 'yes', 'P6': 'yes', 'P7': 'yes', 'P8': 'yes',
            'P9': 'yes', 'P10': 'unknown', 'P11': 'none', 'P12': 'yes', 'P13': 'none', 'P14': 'unknown', 'P15': 'unknown',
            'P16': 'yes', 'P17': 'look'})
        # With the paper, the root that the organisation publishes and the authority's certificate in hand.
        for name, what in (('root.pem', self.time_authority / 'root.pem'), ('report.html', self.report)):
            shutil.copy(what, self.away / name)
        shutil.copy(samples / 'lantern.raw', self.away)
        given = self.answers('--receipt', self.receipt, '--tsa', 'root.pem', '--report', 'report.html', '--image',
                             'lantern.raw')
        given = {each['id']: each['answer'] for each in given['answers']}
        self.assertEqual([given[question] for question in ('P8', 'P14', 'P15', 'P16')], ['yes'] * 4)
        entries = (self.away / 'bag/custody/entries.jsonl').read_text().splitlines()
        said = ''.join(base64.b64decode(json.loads(line)['payload']).decode() for line in entries)
        opened = (self.away / 'bag/custody/openings.jsonl').read_text()
        for label, value in named.items():
            self.assertNotIn(value, said)
            self.assertEqual(value in opened, label in ('witness1_name', 'witness2_name'), label)
        self.assertNotIn('P-4 ', said)

    def one_byte_is_changed(self):
        def changed(path, find=None):
            before = path.read_bytes()
            at = len(before) // 2 if find is None else before.index(find) + len(find) + 4
            path.write_bytes(before[:at] + (b'A' if before[at:at + 1] != b'A' else b'B') + before[at + 1:])
            return before

        exhibit, = [path for path in (self.away / 'bag/data/exhibits').rglob(f'{self.exhibits[0]}-*')
                    if path.is_file() and not path.name.endswith('.proof.json')]
        for path, find, questions in (
                (self.away / 'bag/custody/entries.jsonl', b'"payload":"', {'P1', 'P2', 'P3'}),
                (exhibit, None, {'P1', 'P8'}),
                (self.away / 'bag/custody/checkpoint.note', b'\n', {'P1', 'P2'})):
            with self.subTest(path.name):
                before = changed(path, find)
                try:
                    answer = self.answers(status=1)
                finally:
                    path.write_bytes(before)
                failed = {each['id'] for each in answer['answers'] if each['answer'] == 'no'}
                self.assertLessEqual(questions, failed)
                self.assertTrue(answer['broken'])
        self.answers()

    def test_from_the_search_to_the_prosecutors_desk(self):
        self.everybody_is_enrolled()
        self.the_officer_seizes()
        self.it_goes_to_the_laboratory()
        self.the_laboratory_keeps_it_and_gives_it_to_an_examiner()
        self.the_examiner_examines()
        self.a_report_is_issued_and_reviewed()
        self.others_vouch_for_the_record()
        self.the_prosecutor_is_handed_a_bundle()
        self.the_prosecutor_checks_it()
        self.one_byte_is_changed()
        self.assertEqual(types(self.case).count('item.seize'), 1)


if __name__ == '__main__':
    unittest.main()
