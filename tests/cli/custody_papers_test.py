#!/usr/bin/env python3
"""sanad custody paper: every form says what the record says, read back from the PDF by another program."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import unicodedata
import unittest

from at_work import AtWork, events
from lantern import image, with_acquisition_errors

item = 'RV/1'
direction_marks = dict.fromkeys([0x200e, 0x200f, *range(0x202a, 0x202f), *range(0x2066, 0x206a)])


def letters(text):
    """Without the blanks and hyphens of layout."""
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', text.translate(direction_marks)))


@unittest.skipUnless(shutil.which('pdftotext'), 'pdftotext (poppler-utils) is not installed')
class Papers(AtWork):
    def setUp(self):
        super().setUp()
        self.desk = self.home('desk')
        self.desk.sanad('identity', 'agency', '--rank', 'Inspector=انسپکٹر', '--rank', 'Forensic Scientist')
        self.comes('r.vance', 'investigating_officer', 'first_responder', rank='Inspector')
        self.comes('s.khan', 'custodian', 'registrar', officers=['r.vance'])
        self.comes('a.malik', 'examiner', 'lab_manager', officers=['r.vance', 's.khan'], rank='Forensic Scientist')
        self.case = self.folder / 'op-lantern.sanad'
        self.desk.sanad('case', 'create', self.case, '--fir', 'FIR 42/2026', '--station', 'Circle Lahore', '--as', 'r.vance')

    def comes(self, person, *roles, officers=(), rank=None):
        self.desk.create(person, *roles, options=['--rank', rank] if rank else [])
        self.desk.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])
        if officers:
            request = self.folder / f'{person}.request'
            asked = [word for officer in officers for word in ('--officer', officer)]
            self.desk.sanad('identity', 'request', person, *asked, '--out', request, passphrases=['words of ' + person])
            for officer in officers:
                self.desk.sanad('identity', 'enrol', request, '--as', officer, passphrases=['words of ' + officer])

    def act(self, person, verb, *words, also=()):
        # All are unlocked; acts that take the passphrase anew read it here.
        return json.loads(self.desk.sanad('custody', *verb.split(), self.case, *words, '--as', person, '--json',
                                          passphrases=[f'words of {one}' for one in (person, *also)]))['id']

    def paper(self, name, language='en', by='r.vance'):
        pdf = self.folder / f'{name}.{language}.{len(list(self.folder.glob("*.pdf")))}.pdf'
        done = self.desk.run('custody', 'paper', name, self.case, item, '--pdf', pdf, '--lang', language, '--as', by)
        if done.returncode and b'Landlock' in done.stderr:
            self.skipTest(done.stderr.decode())
        self.assertEqual(done.returncode, 0, done.stderr)
        return letters(subprocess.run(['pdftotext', '-layout', pdf, '-'], check=True, capture_output=True).stdout.decode())

    def says(self, name, *facts, by='r.vance'):
        for language in ('en', 'ur'):
            # A certificate is an entry itself: the receipt is that of the moment before.
            receipt = json.loads(self.desk.sanad('ledger', 'receipt', self.case, '--json'))
            text = self.paper(name, language, by)
            for fact in (*facts, receipt['code'][:-2], receipt['ledger']):  # a check sign may be set apart by direction
                self.assertIn(letters(fact), text, (name, language))

    def seized(self):
        """The item, under a warrant; the warrant's id."""
        warrant = self.act('r.vance', 'authority', '--kind', 'search_warrant', '--number', 'SW-17/2026', '--issuer',
                           'Sessions Court 3', '--date', '2026-11-20', '--scope', 'House 7')
        self.act('r.vance', 'seize', item, '--kind', 'usb', '--description', 'blue lantern', '--make', 'Example', '--model',
                 'U-8', '--serial', '0042-XY', '--condition', 'other: singed', '--power', 'off', '--net', 'none',
                 '--owner-role', 'suspect', '--list-given-to', 'the brother', '--place', 'House 7', '--authority', warrant,
                 '--pii', 'witness1_name=Nasreen Akhtar', '--pii', 'witness2_name=Bilal Hussain',
                 '--pii', 'witness1_cnic=35202-0000000-1', '--note', 'under the desk')
        return warrant

    def test_an_agency_is_no_police_station(self):
        self.case = self.folder / 'op-other.sanad'
        self.desk.sanad('case', 'create', self.case, '--as', 'r.vance')
        self.seized()
        nothing = letters('Police station or NOT RECORDED')  # the label goes on in the next line
        self.assertIn(nothing, self.paper('seizure-memo'))
        self.desk.sanad('identity', 'agency', '--name', 'Cyber Lab')
        self.case = self.folder / 'op-third.sanad'
        self.desk.sanad('case', 'create', self.case, '--as', 'r.vance')
        self.seized()
        self.assertIn(nothing, self.paper('seizure-memo'))

    def test_from_the_seizure_to_the_destruction(self):
        warrant = self.seized()
        self.act('r.vance', 'seal', item, '--seal-no', 'S-10042', '--bag-no', 'B-77')
        self.says('seizure-memo', item, 'blue lantern', '0042-XY', 'singed', 'r.vance', 'Nasreen Akhtar', 'Bilal Hussain',
                  '35202-0000000-1', 'SW-17/2026', 'Sessions Court 3', 'S-10042', 'B-77', 'the brother', 'under the desk', 'FIR 42/2026', 'Circle Lahore')
        # The rank stands beside the name, in the language of the paper; the ledger holds a commitment to it, not the word.
        memo = self.paper('seizure-memo', 'en')
        self.assertIn(letters('r.vance, Inspector'), memo)
        self.assertIn(letters('انسپکٹر'), self.paper('seizure-memo', 'ur'))
        self.assertNotIn('Inspector', json.dumps(events(self.case)))
        said = self.desk.refused('identity', 'create', 'z.new', '--org', 'Lantern Lab', '--role', 'examiner', '--rank', 'General',
                                 passphrases=['words'])
        self.assertIn('none of the agency\'s: Inspector, Forensic Scientist', said)
        said = self.desk.refused('custody', 'paper', 'destruction-record', self.case, item, '--pdf', self.folder / 'no.pdf',
                                 status=2)
        self.assertIn('was not destroyed', said)
        self.assertFalse((self.folder / 'no.pdf').exists())

        self.act('r.vance', 'transfer offer', item, '--to', 'a.malik', '--method', 'hand', '--condition', 'scratched')
        self.act('a.malik', 'transfer receive', item, '--condition', 'scratched', '--seal-state', 'intact', '--place', 'Lab 2')
        self.says('transfer-slip', item, 'r.vance', 'a.malik', 'S-10042', 'B-77', 'Forensic Scientist')

        self.desk.sanad('examine', image, '--case', self.case, '--exhibit', item, '--authority', warrant, '--as', 'a.malik')
        digests = [event['body']['computed'] for event in events(self.case) if event['type'] == 'integrity.check']
        self.assertEqual(sorted(map(len, digests)), [32, 40, 64])
        self.act('a.malik', 'court submit', item, '--court', 'Sessions Court 3', '--exhibit', 'P-4', '--received-by', 'reader')
        # What was not done is said not to be on record; what was done, by whom, is.
        certificate = self.paper('court-certificate', by='a.malik')
        self.assertIn(letters('no passed self-test is on record'), certificate)
        # What the E01 says of itself, with nothing that it could not read.
        self.assertIn(letters('Unreadable sectors 0'), certificate)
        self.desk.sanad('doctor', '--record', self.case, '--as', 'a.malik')
        self.act('a.malik', 'check-clock', '--offset-ms', '40', '--against', 'GPS-7')
        asked, answer = self.folder / 'asked', self.folder / 'answer'
        told = json.loads(self.desk.sanad('ledger', 'checkpoint', self.case, '--out', asked, '--json', '--as', 'a.malik'))
        key = json.loads(self.desk.sanad('ledger', 'cosign', asked, '--witness', 'court.example', '--key', self.folder / 'w.pem',
                                         '--new-key', '--state', self.folder / 'seen.json', '--log', told['log_key'], '--out',
                                         answer, '--json'))['witness_key']
        self.desk.sanad('ledger', 'import-cosignature', self.case, answer, '--witness', key)
        self.says('court-certificate', item, 'P-4', 'Sessions Court 3', *digests, 'a.malik', os.uname().nodename,
                  'GPS-7', 'court.example', by='a.malik')
        certificate = self.paper('court-certificate', by='a.malik')
        self.assertIn(letters('Certified by a.malik'), certificate)
        self.assertIn(letters('Forensic Scientist'), certificate)
        verifier = json.loads(self.desk.sanad('doctor', '--json'))['bundle_verifier_sha256']
        self.assertIn(verifier, certificate)
        self.assertIn(letters('Verifier that goes'), certificate)
        self.assertIn(letters('passed'), certificate)
        self.assertNotIn(letters('no passed self-test is on record'), certificate)
        self.certificates_are_acts_of_persons()
        self.act('s.khan', 'court return', item, '--to', 's.khan')
        hashes = [event['prev'] for event in events(self.case)]
        self.says('custody-log', item, 'r.vance', 'a.malik', 's.khan', 'S-10042', *[
            hashes[event['seq'] + 1] for event in events(self.case)[:-1] if event.get('item') == item])
        # The memo stays that of the day of the seizure.
        self.act('s.khan', 'seal', item, '--seal-no', 'S-20099', '--bag-no', 'B-99')
        self.says('seizure-memo', 'S-10042', 'B-77')
        self.assertNotIn('S-20099', self.paper('seizure-memo', 'en'))
        self.assertNotIn('P-4', self.paper('seizure-memo', 'en'))

        order = self.act('r.vance', 'court order', '--court', 'Sessions Court 3', '--number', '112/D', '--date', '2026-11-20',
                         '--order', 'destroy', '--items', item)
        self.act('s.khan', 'destroy', item, '--order', order, '--method', 'shredded', '--approved-by', 'a.malik', '--place',
                 'Yard 9', also=['a.malik'])
        self.says('destruction-record', item, '112/D', 's.khan', 'a.malik', 'Yard 9', *[each for each in digests
                                                                                         if len(each) == 64])

    def certificates_are_acts_of_persons(self):
        """Each carries the entry of whoever certified; who may not sign gets no paper."""
        pdf = self.folder / 'certificate-by-hand.pdf'
        told = json.loads(self.desk.sanad('custody', 'paper', 'court-certificate', self.case, item, '--pdf', pdf, '--as',
                                          'a.malik', '--json'))
        entry = events(self.case)[-1]
        self.assertEqual((entry['type'], entry['id'], entry['actor']['person']), ('report.issue', told['entry'], 'a.malik'))
        self.assertEqual(entry['body']['report'], hashlib.sha256(pdf.read_bytes()).hexdigest())
        title = f'Certificate of {item} for the court (en, pdf)'
        self.assertEqual(entry['body'] | {'report': ''},
                         {'report': '', 'title': title, 'state': 'final', 'version':
                          str(sum(event['body'].get('title') == title for event in events(self.case)))})
        before = len(events(self.case))
        none = self.folder / 'none.pdf'
        for person in ('nobody.here', 's.khan'):  # no such person; a custodian, whose role is another
            said = self.desk.run('custody', 'paper', 'court-certificate', self.case, item, '--pdf', none, '--as', person)
            self.assertNotEqual(said.returncode, 0, person)
            self.assertFalse(none.exists(), person)
        self.desk.sanad('identity', 'lock')
        said = self.desk.run('custody', 'paper', 'court-certificate', self.case, item, '--pdf', none, '--as', 'a.malik')
        self.assertIn('the keys of a.malik are locked', said.stderr.decode())
        self.assertFalse(none.exists())
        self.assertNotIn('report.issue', [event['type'] for event in events(self.case)[before:]])
        for person in ('r.vance', 's.khan', 'a.malik'):
            self.desk.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])

    def test_a_certificate_says_how_many_sectors_the_copy_could_not_read(self):
        acquired = self.folder / 'bad sectors.E01'
        acquired.write_bytes(with_acquisition_errors(pathlib.Path(image).read_bytes(), ((100, 64), (700, 1))))
        warrant = self.seized()
        self.desk.sanad('examine', acquired, '--case', self.case, '--exhibit', item, '--authority', warrant, '--modules', 'none',
                        '--no-index', '--no-identifiers', '--as', 'a.malik')
        self.assertIn(letters('Unreadable sectors 65'), self.paper('court-certificate', by='a.malik'))


if __name__ == '__main__':
    unittest.main()
