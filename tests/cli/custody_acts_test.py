#!/usr/bin/env python3
"""sanad custody: what people do with evidence, told by flags, files and forms, by one person and by two."""
import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from at_work import AtWork, events, types
from lantern import program, root, samples

item = 'RV/1'
seizure = ('--kind', 'laptop', '--description', 'black, a sticker of a lantern', '--make', 'Example', '--model', 'L-14',
           '--serial', '0042', '--condition', 'scratched', '--power', 'on', '--net', 'online', '--owner-role', 'suspect',
           '--list-given-to', 'the holder')
witnesses = ('--pii', 'witness1_name=Nasreen Akhtar', '--pii', 'witness2_name=Bilal Hussain',
             '--pii', 'witness1_cnic=35202-0000000-1')


class Told(AtWork):
    """An officer who is the root, a keeper of the store and an examiner, at one machine."""

    def setUp(self):
        super().setUp()
        self.station = self.home('station')
        self.station.create('r.vance', 'investigating_officer', 'first_responder')
        self.enrol(self.station, 's.khan', ['custodian', 'registrar'], ['r.vance'])
        self.enrol(self.station, 'a.malik', ['examiner', 'lab_manager'], ['r.vance', 's.khan'])
        self.case = self.folder / 'op-lantern.sanad'
        self.by('r.vance', 'case', 'create', self.case)

    def enrol(self, home, person, roles, officers):
        home.create(person, *roles)
        request = self.folder / f'{person}.request'
        home.sanad('identity', 'request', person, *[word for one in officers for word in ('--officer', one)],
                   '--out', request, passphrases=['words of ' + person])
        for officer in officers:
            self.station.sanad('identity', 'enrol', request, '--as', officer, passphrases=['words of ' + officer])
        if home is not self.station:
            home.sanad('identity', 'import', self.station.path / 'enrolments')

    def by(self, person, *words, home=None, also=(), **options):
        return (home or self.station).sanad(*words, '--as', person,
                                            passphrases=[f'words of {one}' for one in (person, *also)], **options)

    def refusal(self, person, *words, home=None, also=(), **options):
        return (home or self.station).refused(*words, '--as', person,
                                              passphrases=[f'words of {one}' for one in (person, *also)], **options)

    def act(self, person, verb, *words, **options):
        """Records an act: the JSON that tells of it."""
        return json.loads(self.by(person, 'custody', *verb.split(), self.case, *words, '--json', **options))

    def seize(self, *words):
        return self.act('r.vance', 'seize', item, *seizure, *witnesses, *words)

    def last(self):
        return events(self.case)[-1]

    def show(self, *words, status=0):
        return json.loads(self.station.sanad('custody', 'show', self.case, item, '--json', *words, status=status))


class OnePerson(Told):
    def test_what_is_missing_is_named_with_its_flag_and_nothing_is_recorded(self):
        before = types(self.case)
        said = self.refusal('r.vance', 'custody', 'seize', self.case, item, '--kind', 'laptop')
        for line in ('item.seize is not complete; missing:', '--serial', 'write the serial number or "none visible"',
                     '--pii witness2_name=…', '--power'):
            self.assertIn(line, said)
        self.assertNotIn('--kind', said)
        self.assertEqual(types(self.case), before)
        said = self.refusal('r.vance', 'custody', 'seize', self.case, item, *witnesses, '--kind', 'toaster', *seizure[2:])
        self.assertIn('cannot be "toaster", only phone, sim', said)

    def test_a_seizure_is_signed_by_the_officer_and_holds_no_personal_data(self):
        told = self.seize('--place', 'House 7, Lahore', '--note', 'found under the desk')
        self.assertEqual((told['type'], told['item']), ('item.seize', item))
        event = self.last()
        self.assertEqual((event['actor']['person'], event['actor']['role']), ('r.vance', 'first_responder'))
        self.assertEqual((event['body']['quantity'], event['body']['witnesses']), (1, ['witness1_name', 'witness2_name']))
        self.assertEqual((event['place'], event['note']), ('House 7, Lahore', 'found under the desk'))
        self.assertEqual({one['label'] for one in event['pii']}, {'witness1_name', 'witness2_name', 'witness1_cnic'})
        self.assertNotIn('Nasreen', json.dumps(events(self.case)))
        shown = self.show()
        self.assertEqual(shown['custodian'], 'r.vance')

    def test_an_act_told_in_a_file_of_either_kind_is_the_same_act(self):
        (self.folder / 'act.json').write_text(json.dumps({
            'item': 'RV/2', 'kind': 'usb', 'description': 'blue, 16 GB', 'origin': 'complainant', 'place': 'Desk 1',
            'at': '2026-11-20 10:00', 'zone': 'Asia/Karachi', 'pii': {'giver_name': 'Hina Tariq'}}, indent=2))
        (self.folder / 'act.yaml').write_text(
            '# the same\nitem: RV/3\nkind: usb\ndescription: "blue, 16 GB"\norigin: complainant\nplace: Desk 1\n'
            'at: 2026-11-20 10:00\nzone: Asia/Karachi\npii.giver_name: Hina Tariq\n')
        bodies = []
        for name in ('act.json', 'act.yaml'):
            self.act('r.vance', 'register', '--from', self.folder / name)
            event = self.last()
            bodies.append((event['body'], event['time'], event['tz'], event['place'], event['pii'][0]['label']))
        self.assertEqual(bodies[0], bodies[1])
        self.assertEqual(bodies[0][1:3], ('2026-11-20T05:00:00Z', '+05:00'))
        (self.folder / 'act.json').write_text('{"kind": "usb",\n "kind": "sim"}')
        said = self.refusal('r.vance', 'custody', 'register', self.case, 'RV/4', '--from', self.folder / 'act.json')
        self.assertIn('act.json: line 2', said)
        (self.folder / 'act.json').write_text('{"colour": "blue"}')
        said = self.refusal('r.vance', 'custody', 'register', self.case, 'RV/4', '--from', self.folder / 'act.json')
        self.assertIn('colour', said)

    def test_a_refusal_names_the_rule_and_what_to_do(self):
        self.seize()
        said = self.refusal('s.khan', 'custody', 'transfer', 'offer', self.case, item, '--to', 'a.malik', '--method', 'hand',
                            '--condition', 'intact')
        self.assertIn('V-02', said)
        self.assertIn('it is with r.vance', said)
        said = self.refusal('a.malik', 'custody', 'acquire', self.case, item, '--method', 'physical', '--source', 'SSD',
                            '--write-protection', 'Tableau T8u', '--tool', 'dc3dd', '--tool-version', '7.3')
        self.assertIn('V-06', said)
        self.assertIn('sanad custody authority', said)
        said = self.refusal('r.vance', 'custody', 'seal', self.case, 'RV/77', '--seal-no', 'S-10042', '--bag-no', 'B-1')
        self.assertIn('V-01', said)

    def test_what_nobody_stated_is_said_in_the_record_itself(self):
        self.seize()
        self.assertEqual(self.last()['body']['not_stated'],
                         'the place, photographs, the state of the screen, the CNIC of the second witness')
        photograph = self.folder / 'desk.JPG'
        photograph.write_bytes(b'a photograph')
        self.act('r.vance', 'seize', 'RV/2', *seizure, *witnesses, '--pii', 'witness2_cnic=35202-0000000-2', '--screen',
                 'locked', '--place', 'House 7', '--attach', photograph)
        self.assertNotIn('not_stated', self.last()['body'])
        self.assertEqual((self.last()['body']['screen'], self.last()['att'][0]['media_type']), ('locked', 'image/jpeg'))
        self.act('r.vance', 'seal', item, '--seal-no', 'S-10042', '--bag-no', 'B-1')
        self.assertEqual(self.last()['body']['not_stated'], 'a photograph of the seal')
        self.act('r.vance', 'break-seal', item, '--state', 'intact', '--reason', 'to image it')
        self.assertEqual(self.last()['body']['not_stated'], 'a photograph of the seal, the seal that is put on next')
        # One person is not two witnesses, whatever the labels are.
        twice = ('--pii', 'witness1_name=Hina Tariq', '--pii', 'witness2_name=Hina Tariq')
        self.assertIn('one name', self.refusal('r.vance', 'custody', 'seize', self.case, 'RV/3', *seizure, *twice))
        said = self.refusal('r.vance', 'custody', 'transfer', 'offer', self.case, item, '--to', 'a.malik', '--method', 'courier',
                            '--condition', 'scratched')
        self.assertIn('`courier` is missing', said)

    def test_a_rule_set_aside_needs_a_reason_and_is_shown(self):
        self.seize()
        words = ('acquire', item, '--method', 'physical', '--source', 'SSD', '--write-protection', 'Tableau T8u',
                 '--tool', 'dc3dd', '--tool-version', '7.3', '--override', 'V-06')
        said = self.refusal('a.malik', 'custody', words[0], self.case, *words[1:])
        self.assertIn('--override-reason', said)
        why = ('--reason', 'the device was about to be wiped')
        said = self.refusal('a.malik', 'custody', words[0], self.case, *words[1:], *why)
        self.assertIn('V-06', said)
        self.assertIn('supervisor', said)
        # By files: the supervisor sees which rule is set aside, and why.
        request, approval = self.folder / 'REQUEST.json', self.folder / 'APPROVAL.json'
        self.by('a.malik', 'custody', words[0], self.case, *words[1:], *why, '--ask-approval', request)
        self.assertIn('V-06 IS SET ASIDE: the device was', self.by('r.vance', 'custody', 'approve', request, '--out',
                                                                   approval))
        another = ('--reason', 'no time', '--approval', approval)
        self.assertIn('another act', self.refusal('a.malik', 'custody', words[0], self.case, *words[1:], *another))
        told = self.act('a.malik', *words, *why, '--approval', approval)
        self.assertIn('V-06', [one['rule'] for one in told['shown']])
        self.assertIn('V-06', [one['rule'] for one in self.show()['findings']])
        said = self.refusal('a.malik', 'custody', 'note', self.case, item, '--text', 'x', '--override', 'V-26', '--reason', 'y')
        self.assertIn('only V-06 and V-10', said)

    def test_an_authority_that_covers_the_item_lets_it_be_acquired(self):
        self.seize()
        warrant = self.act('r.vance', 'authority', '--kind', 'search_warrant', '--number', '17', '--issuer', 'Sessions Court 3',
                           '--date', '2026-11-20', '--scope', 'House 7 and all devices in it')
        self.assertEqual(self.last()['body']['items'], [])
        told = self.act('a.malik', 'acquire', item, '--method', 'physical', '--source', 'SSD', '--write-protection',
                        'Tableau T8u', '--tool', 'dc3dd', '--tool-version', '7.3', '--authority', warrant['id'])
        # Neither the tool's validation nor the clock's check is on record.
        self.assertIn('V-16', {one['rule'] for one in told['shown']})

    def test_an_acquisition_tells_what_the_source_holds_where_the_copy_goes_and_what_could_not_be_read(self):
        self.seize()
        warrant = self.act('r.vance', 'authority', '--kind', 'search_warrant', '--number', '17', '--issuer', 'Sessions Court 3',
                           '--date', '2026-11-20', '--scope', 'House 7 and all devices in it')['id']
        begun = ('acquire', item, '--method', 'physical', '--source', 'SSD', '--write-protection', 'Tableau T8u', '--tool', 'dc3dd',
                 '--tool-version', '7.3', '--authority', warrant)
        done = ('acquired', item, '--method', 'physical', '--format', 'raw', '--size', '4096', '--segments', '1', '--sha256',
                '5' * 64, '--verified', 'yes', '--authority', warrant)
        self.act('a.malik', *begun)
        self.assertTrue(self.last()['body']['not_stated'].endswith('the capacity of the source, the target medium'))
        # Nothing on record is no proof that everything was read.
        self.act('a.malik', *done)
        self.assertEqual(self.last()['body']['not_stated'], 'how many sectors could not be read')
        self.act('a.malik', *begun, '--serial', '0042', '--hidden-areas', 'none seen', '--encryption', 'none', '--capacity',
                 '4096', '--target', 'USB 0042, wiped before')
        self.assertNotIn('not_stated', self.last()['body'])
        self.assertEqual(self.last()['body']['capacity'], '4096')
        self.assertIn('only digits', self.refusal('a.malik', 'custody', begun[0], self.case, *begun[1:], '--capacity', '4 GB'))
        self.act('a.malik', 'unreadable', item, '--offset', '0', '--length', '1000', '--error', 'read error', '--fill', '00')
        self.act('a.malik', 'unreadable', item, '--offset', '2048', '--length', '512', '--error', 'read error', '--fill', '00')
        self.act('a.malik', *done)
        self.assertEqual(self.last()['body']['unreadable'], '3')
        self.act('a.malik', *done, '--unreadable', '0')
        self.assertEqual(self.last()['body']['unreadable'], '0')

    def test_an_authority_of_a_later_day_allows_nothing_before_it(self):
        self.seize()
        warrant = self.act('r.vance', 'authority', '--kind', 'search_warrant', '--number', '18', '--issuer', 'Sessions Court 3',
                           '--date', '2199-06-01', '--scope', 'House 7')
        words = ('custody', 'acquire', self.case, item, '--method', 'physical', '--source', 'SSD', '--write-protection',
                 'Tableau T8u', '--tool', 'dc3dd', '--tool-version', '7.3', '--authority', warrant['id'])
        self.assertIn('V-06', self.refusal('a.malik', *words))

    def test_a_seal_used_twice_and_a_custody_that_overlaps_are_seen_by_both_verifiers(self):
        self.seize('--at', '2026-11-20T10:00:00+05:00', '--zone', 'Asia/Karachi')
        self.act('r.vance', 'seal', item, '--seal-no', 'S-10042', '--bag-no', 'B-1')
        self.act('r.vance', 'break-seal', item, '--seal-no', 'S-10042', '--state', 'intact', '--reason', 'to copy it')
        self.act('r.vance', 'seal', item, '--seal-no', 'S-10042', '--bag-no', 'B-2')
        self.act('r.vance', 'store in', item, '--location', 'MK-2', '--keeper', 's.khan', '--condition', 'scratched', '--at',
                 '2026-11-20T09:00:00+05:00', '--approved-by', 's.khan', also=['s.khan'])
        entries = self.folder / 'entries.jsonl'
        entries.write_text(self.station.sanad('ledger', 'show', self.case, '--json'))
        verify = pathlib.Path(program).with_name('sanad-verify')
        second = pathlib.Path(__file__).resolve().parents[2] / 'core/custody/verify.py'
        for words in ([verify], [sys.executable, second]):
            done = subprocess.run([*words, entries, '--json'], capture_output=True, text=True)
            answers = {row['id']: row for row in json.loads(done.stdout)['answers']}
            self.assertEqual((answers['P6']['answer'], answers['P7']['answer']), ('look', 'look'), (words, done.stderr))
            self.assertIn('overlap', json.dumps(answers['P6']))
            self.assertIn('before', json.dumps(answers['P7']))

    def test_times_are_read_as_people_tell_them(self):
        self.seize()
        for told, time, tz in (('2026-11-26T14:15:00+05:00', '2026-11-26T09:15:00Z', '+05:00'),
                               ('2026-11-26T09:15:00Z', '2026-11-26T09:15:00Z', None)):
            self.act('r.vance', 'note', item, '--text', 'seen', '--at', told)
            event = self.last()
            self.assertEqual(event['time'], time)
            if tz:
                self.assertEqual(event['tz'], tz)
        self.assertIn('is no time', self.refusal('r.vance', 'custody', 'note', self.case, item, '--text', 'x', '--at', 'noon'))
        self.assertIn('no time zone', self.refusal('r.vance', 'custody', 'note', self.case, item, '--text', 'x', '--zone',
                                                   'Mars/Base'))
        self.assertIn('V-11', self.refusal('r.vance', 'custody', 'note', self.case, item, '--text', 'x', '--at', '2199-01-01'))

    def test_a_photograph_is_recorded_by_its_digest(self):
        self.seize()
        photograph = self.folder / 'front.JPG'
        photograph.write_bytes(b'not much of a picture')
        self.act('r.vance', 'note', item, '--text', 'the front', '--attach', photograph)
        kept, = self.last()['att']
        self.assertEqual((kept['name'], kept['media_type'], kept['size']), ('front.JPG', 'image/jpeg', '21'))
        self.assertEqual(len(kept['sha256']), 64)

    def test_where_the_law_protects_the_victim_nothing_is_disclosed_by_the_word_all(self):
        self.seize()
        words = ('ledger', 'bundle', self.case, '--for', 'prosecution', '--recipient', 'A. Rauf', '--basis', 's.173 CrPC',
                 '--out', self.folder / 'bag', '--disclose')
        self.act('r.vance', 'offence', '--section', '20')
        self.assertNotIn('V-23', self.refusal('r.vance', *words, 'all'))
        self.act('r.vance', 'offence', '--section', '21')
        refused = self.refusal('r.vance', *words, 'all')
        self.assertIn('V-23', refused)
        self.assertIn('offence under section 21', refused)
        self.assertNotIn('V-23', self.refusal('r.vance', *words, 'witness1_name'))

    def test_an_offence_is_taken_from_the_catalogue_with_its_numbering(self):
        self.act('r.vance', 'offence', '--section', '26A')
        self.assertEqual(self.last()['body'], {'act': 'PECA', 'section': '26A', 'scheme': 'act-2016', 'as_amended': '2025-01-29'})
        self.act('r.vance', 'offence', '--section', '10A', '--scheme', 'bill')
        self.assertEqual(self.last()['body']['as_amended'], '2016-08-19')
        self.assertIn('--as-amended', self.refusal('r.vance', 'custody', 'offence', self.case, '--section', '99'))
        listed = [json.loads(line) for line in self.station.sanad('custody', 'law', '--json').splitlines()]
        self.assertEqual([one['title'] for one in listed if one['section'] == '11'], ['Hate speech'])

    def test_a_number_of_a_person_in_a_note_is_warned_of_and_recorded_all_the_same(self):
        self.seize()
        for words in (('--text', 'came with Kamran, 35202-0000000-1'), ('--text', 'x', '--note', 'call 0300-0000001')):
            done = self.station.run('custody', 'note', self.case, item, *words, '--as', 'r.vance', '--json',
                                    passphrases=['words of r.vance'])
            self.assertEqual((done.returncode, self.last()['type']), (0, 'note.add'), done.stderr)
            self.assertIn(words[-1].split(' ')[-1], done.stderr.decode())
            self.assertIn('--pii', done.stderr.decode())
            json.loads(done.stdout)
        done = self.station.run('custody', 'note', self.case, item, '--text', 'IMEI 353490069873319', '--as', 'r.vance',
                                passphrases=['words of r.vance'])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b'--pii', done.stderr)

    def test_a_refusal_says_what_was_typed_and_what_is_wanted(self):
        self.seize()
        said = self.refusal('r.vance', 'custody', 'seal', self.case, item, '--seal-no', 'S-1', '--bag-no', 'B-7')
        self.assertIn('`seal_no` cannot be "S-1", only the number of a seal such as S-10042: write the number of the seal, 4 to '
                      '32 characters', said)
        self.assertIn('`about` cannot be "17", only the id of an entry such as',
                      self.refusal('r.vance', 'custody', 'notice', self.case, '--court', 'C', '--about', '17', '--sent-at',
                                   '2026-11-01 20:00', '--zone', 'Asia/Karachi', '--how', 'hand'))
        said = self.refusal('a.malik', 'ledger', 'bundle', self.case, '--for', 'draft', '--recipient', 'A. Rauf', '--basis', ' ',
                            '--out', self.folder / 'bag')
        self.assertIn('custody: export.bundle: `basis` is empty', said)
        self.assertFalse((self.folder / 'bag').exists())

    def test_the_law_is_shown_with_its_procedure_and_the_times_that_run_under_it(self):
        catalogue = json.loads((root / 'core/custody/law/pakistan.json').read_text('utf-8'))
        listed = [json.loads(line) for line in self.station.sanad('custody', 'law', '--json').splitlines()]
        for kind, rows in (('offence', catalogue['offences']), ('procedure', catalogue['procedure'])):
            shown = [one for one in listed if one['what'] == kind]
            self.assertEqual([(one['section'], one['title']) for one in shown],
                             [(row['section'], row['title']) for row in rows])
        timers = {timer['rule']: timer for one in listed for timer in one.get('timers', [])}
        self.assertEqual(set(timers), {timer['id'] for row in catalogue['procedure'] for timer in row['timers']})
        self.assertEqual(timers['s31-preservation']['seconds'], 90 * 86400)
        self.assertEqual(timers['s31-preservation']['closes'], [{'type': 'court.order', 'by': 'notice_no', 'extends': True}])
        self.assertEqual(timers['s53-report']['months'], 6)
        text = self.station.sanad('custody', 'law')
        for row in catalogue['offences'] + catalogue['procedure']:
            self.assertIn(row['title'], text)
        for line in ('duty 24 h: Tell the Court of the seizure without a warrant; from item.seize without an authority; until '
                     'court.notice', 'until court.order (extends it)', 'periodic every 6 months: Report to both Houses'):
            self.assertIn(line, text)

    def test_what_the_court_has_to_be_told_is_due_until_it_was_told(self):
        seized = self.seize('--at', '2026-11-01T09:00:00+05:00')
        due = [json.loads(line) for line in self.station.sanad('custody', 'due', self.case, '--json').splitlines()]
        court, = [one for one in due if one['rule'] == 's33-court']
        self.assertEqual((court['due_at'], court['overdue'], court['about']), ('2026-11-02T04:00:00Z', True, seized['id']))
        self.assertIn('OVERDUE', self.station.sanad('custody', 'due', self.case))
        told = self.act('r.vance', 'notice', '--court', 'Sessions Court 3', '--sent-at', '2026-11-01 20:00', '--zone',
                        'Asia/Karachi', '--how', 'hand')
        self.assertEqual(told['shown'], [])
        self.assertEqual(self.station.sanad('custody', 'due', self.case), 'Nothing is due.\n')
        self.assertIn('done 2026-11-01T15:00:00Z', self.station.sanad('custody', 'due', self.case, '--all'))

    def test_a_correction_leaves_both_to_be_seen(self):
        told = self.seize()
        self.act('r.vance', 'correct', item, '--corrects', told['id'], '--field', 'serial', '--old', '0042', '--new', '0043',
                 '--reason', 'misread')
        self.assertIn('V-25', [one['rule'] for one in self.show()['findings']])
        self.assertEqual([event['body']['serial'] for event in events(self.case) if event['type'] == 'item.seize'], ['0042'])


class TwoPersons(Told):
    def offer(self, *words):
        return self.act('r.vance', 'transfer offer', item, '--to', 'a.malik', '--method', 'hand', '--condition', 'scratched',
                        *words)

    def test_both_sign_at_one_machine_and_the_timeline_says_who_had_it(self):
        self.seize()
        self.act('r.vance', 'seal', item, '--seal-no', 'S-10042', '--bag-no', 'B-77')
        self.offer()
        self.assertEqual(self.show()['offers'][0]['to'], 'a.malik')
        told = self.act('a.malik', 'transfer receive', item, '--condition', 'scratched', '--seal-state', 'intact')
        self.assertEqual(told['shown'], [])
        body = self.last()['body']
        self.assertEqual((body['from'], body['to'], body['seal_no']), ('r.vance', 'a.malik', 'S-10042'))
        shown = self.show()
        self.assertEqual([one['custodian'] for one in shown['custody']], ['r.vance', 'a.malik'])
        self.assertEqual(shown['custody'][0]['until'], shown['custody'][1]['from'])
        self.assertEqual((shown['offers'], [seal['seal_no'] for seal in shown['seals']]), ([], ['S-10042']))
        page = self.station.sanad('custody', 'show', self.case)
        self.assertRegex(page, r'a\.malik\s+Received \(entry \d+\)')
        self.assertIn('RV/1  laptop: black', page)

    def test_both_sign_at_two_machines_by_an_offer_and_a_receipt(self):
        laboratory = self.home('laboratory')
        laboratory.sanad('identity', 'import', self.station.path / 'enrolments')
        self.enrol(laboratory, 'z.raza', ['examiner'], ['r.vance', 's.khan'])
        self.seize()
        offer, receipt = self.folder / 'OFFER.json', self.folder / 'RECEIPT.json'
        self.act('r.vance', 'transfer offer', item, '--to', 'z.raza', '--method', 'courier', '--courier', 'TCS 0042',
                 '--condition', 'scratched', '--out', offer)

        said = self.refusal('z.raza', 'custody', 'accept', offer, '--out', receipt, home=laboratory)
        self.assertIn('--condition', said)
        words = ('custody', 'accept', offer, '--condition', 'scratched', '--place', 'Laboratory', '--out', receipt)
        self.assertIn('the offer is to z.raza', self.refusal('a.malik', *words))
        self.assertIn('RV/1 from r.vance to z.raza', self.by('z.raza', *words, home=laboratory))
        self.assertIn('is there already', self.refusal('z.raza', *words, home=laboratory))

        # One letter changed on the way, and nothing is recorded.
        text, before = receipt.read_text(), types(self.case)
        at = text.index('"receipt":"') + 200
        receipt.write_text(text[:at] + ('A' if text[at] != 'A' else 'B') + text[at + 1:])
        done = self.station.run('custody', 'transfer', 'receive', self.case, '--receipt', receipt, '--as', 'r.vance',
                                passphrases=['words of r.vance'])
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(types(self.case), before)
        # A whole receipt that another hand signed: whose it would be is not enrolled for it either.
        forged = self.forged_receipt(text)
        receipt.write_text(forged)
        said = self.station.refused('custody', 'transfer', 'receive', self.case, '--receipt', receipt, '--as', 'r.vance',
                                    passphrases=['words of r.vance'])
        self.assertIn('is not signed by the keys of z.raza', said)
        self.assertEqual(types(self.case), before)

        receipt.write_text(text)
        self.act('r.vance', 'transfer receive', '--receipt', receipt)
        event = self.last()
        self.assertEqual((event['type'], event['actor']['person'], event['body']['to']), ('transfer.receive', 'r.vance', 'z.raza'))
        self.assertEqual(event['place'], 'Laboratory')
        self.assertEqual(self.show()['custodian'], 'z.raza')
        self.assertIn('not open', self.refusal('r.vance', 'custody', 'transfer', 'receive', self.case, '--receipt', receipt))

    @staticmethod
    def forged_receipt(text):
        """The same words, and a signature of the right length that nobody made."""
        file = json.loads(text)
        document = json.loads(base64.b64decode(file['receipt']))
        for signature in document['signatures']:
            bytes_of_it = bytearray(base64.b64decode(signature['sig']))
            bytes_of_it[0] ^= 1
            signature['sig'] = base64.b64encode(bytes_of_it).decode()
        canonical = {'sort_keys': True, 'separators': (',', ':'), 'ensure_ascii': False}
        file['receipt'] = base64.b64encode(json.dumps(document, **canonical).encode()).decode()
        return json.dumps(file, **canonical) + '\n'

    def test_an_offer_of_somebody_under_a_root_of_their_own_making_is_not_signed(self):
        stranger, case, offer = self.home('stranger'), self.folder / 'other.sanad', self.folder / 'OFFER.json'
        stranger.create('r.vance', 'investigating_officer', 'first_responder')  # the same name, another key
        words = {'passphrases': ['words of r.vance']}
        stranger.sanad('case', 'create', case, '--as', 'r.vance', **words)
        stranger.sanad('custody', 'seize', case, item, *seizure, *witnesses, '--as', 'r.vance', **words)
        stranger.sanad('custody', 'transfer', 'offer', case, item, '--to', 'a.malik', '--method', 'hand', '--condition',
                       'scratched', '--out', offer, '--as', 'r.vance', **words)
        receipt = self.folder / 'RECEIPT.json'
        answer = ('custody', 'accept', offer, '--condition', 'scratched', '--out', receipt)
        said = self.refusal('a.malik', *answer)
        self.assertIn('is enrolled under r.vance of Lantern Lab, who is not known here', said)
        self.assertFalse(receipt.exists())
        self.by('a.malik', *answer, '--another-organisation')
        self.assertTrue(receipt.exists())

    def test_an_offer_changed_on_its_way_is_not_answered(self):
        self.seize()
        offer = self.folder / 'OFFER.json'
        self.offer('--out', offer)
        text = offer.read_text()
        at = text.index('"entry":"') + 400
        offer.write_text(text[:at] + ('A' if text[at] != 'A' else 'B') + text[at + 1:])
        done = self.station.run('custody', 'accept', offer, '--condition', 'intact', '--out', self.folder / 'R.json',
                                '--as', 'a.malik', passphrases=['words of a.malik'])
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse((self.folder / 'R.json').exists())

    def test_a_refusal_is_recorded_and_the_giver_still_has_it(self):
        self.seize()
        offer, receipt = self.folder / 'OFFER.json', self.folder / 'RECEIPT.json'
        self.offer('--out', offer)
        self.by('a.malik', 'custody', 'accept', offer, '--refuse', '--reason', 'seal torn', '--out', receipt)
        self.act('r.vance', 'transfer receive', item, '--receipt', receipt)
        self.assertEqual((self.last()['type'], self.last()['body']['reason']), ('transfer.refuse', 'seal torn'))
        self.assertEqual((self.show()['custodian'], self.show()['offers']), ('r.vance', []))

    def test_the_store_the_court_and_the_owner(self):
        self.seize()
        into = ('--location', 'MK-2/shelf-7', '--keeper', 's.khan', '--condition', 'scratched')
        self.assertIn('V-03', self.refusal('r.vance', 'custody', 'store', 'in', self.case, item, *into))
        self.act('r.vance', 'store in', item, *into, '--approved-by', 's.khan', also=['s.khan'])
        self.act('s.khan', 'move', item, '--to', 'MK-2/shelf-9')
        out = ('--to', 'a.malik', '--condition', 'scratched')
        self.assertIn('V-03', self.refusal('s.khan', 'custody', 'store', 'out', self.case, item, *out))
        self.act('s.khan', 'store out', item, *out, '--approved-by', 'a.malik', also=['a.malik'])
        self.act('a.malik', 'court submit', item, '--court', 'Sessions Court 3', '--exhibit', 'P-4', '--received-by', 'reader')
        self.act('a.malik', 'court return', item, '--to', 'a.malik')
        self.act('a.malik', 'lost', item, '--circumstances', 'not on its shelf')
        self.act('a.malik', 'found', item, '--where', 'behind it', '--condition', 'scratched')
        self.act('a.malik', 'return', item, '--to-role', 'owner', '--pii', 'receiver_name=Hina Tariq')
        shown = self.show()
        self.assertEqual([one['custodian'] for one in shown['custody']],
                         ['r.vance', 'store:MK-2/shelf-7', 'store:MK-2/shelf-9', 'a.malik', 'court:Sessions Court 3', 'a.malik',
                          'lost', 'a.malik', 'owner'])
        self.assertEqual([one.get('mark') for one in shown['custody']].count('gap'), 1)
        self.assertIn('GAP: in nobody\'s hand', self.station.sanad('custody', 'show', self.case, item))
        self.assertIn('V-13', self.refusal('a.malik', 'custody', 'seal', self.case, item, '--seal-no', 'S-10042', '--bag-no', 'B'))

    def test_destruction_takes_an_order_and_two_persons_here_or_by_files(self):
        self.seize()
        order = self.act('r.vance', 'court order', '--court', 'Sessions Court 3', '--number', '112', '--date', '2026-11-20',
                         '--order', 'RV/1 is to be destroyed', '--items', item)
        words = ('custody', 'destroy', self.case, item, '--order', order['id'], '--method', 'shredded')
        self.assertIn('takes two persons', self.refusal('s.khan', *words))
        self.assertIn('same person', self.refusal('s.khan', *words, '--approved-by', 's.khan', also=['s.khan']))
        request, approval = self.folder / 'REQUEST.json', self.folder / 'APPROVAL.json'
        self.by('s.khan', *words, '--ask-approval', request)
        self.assertNotIn('item.destroy', types(self.case))
        self.by('a.malik', 'custody', 'approve', request, '--out', approval)
        other = (*words[:-1], 'burnt')
        self.assertIn('another act', self.refusal('s.khan', *other, '--approval', approval))
        self.by('s.khan', *words, '--approval', approval)
        self.assertEqual(self.show()['custodian'], 'destroyed')

    def test_files_leave_for_a_court_when_a_second_person_approves_here_or_by_files(self):
        case = self.folder / 'files.sanad'
        self.enrol(self.station, 'n.shah', ['examiner', 'investigating_officer', 'custodian'], ['r.vance', 's.khan'])
        self.by('n.shah', 'examine', samples / 'lantern.E01', '--case', case, '--override-authority', 'a test',
                '--approved-by', 'r.vance', also=['r.vance'])
        out = [self.folder / name for name in ('bag-1', 'bag-2', 'list.csv', 'folder')]

        def exports():
            return [event for event in events(case) if event['type'] == 'export.files']

        words = ('--role', 'examiner', 'export', case, '--type', 'image/*', '--for', 'court', '--basis', 's.36', '--bag', '--to')
        self.assertIn('takes two persons', self.refusal('a.malik', *words, out[0]))
        self.assertIn('same person', self.refusal('a.malik', *words, out[0], '--approved-by', 'a.malik', also=['a.malik']))
        self.assertFalse(exports() or out[0].exists())
        self.by('a.malik', *words, out[0], '--approved-by', 'n.shah', also=['n.shah'])
        manifest = hashlib.sha256((out[0] / 'data/manifest.jsonl').read_bytes()).hexdigest()
        self.assertEqual([event['body']['manifest'] for event in exports()], [manifest])
        # By files: what is to be approved names the bytes, and those bytes are what leaves.
        request, approval = self.folder / 'REQUEST.json', self.folder / 'APPROVAL.json'
        self.by('a.malik', *words, out[1], '--ask-approval', request)
        self.assertEqual(json.loads(request.read_text())['body']['manifest'], manifest)
        self.assertFalse(out[1].exists())
        self.by('n.shah', 'custody', 'approve', request, '--out', approval)
        other = words[:words.index('--type')] + words[words.index('--for'):]
        self.assertIn('another act', self.refusal('a.malik', *other, out[1], '--approval', approval))
        self.assertFalse(out[1].exists())
        self.by('a.malik', *words, out[1], '--approval', approval)
        self.by('a.malik', '--role', 'examiner', 'export', case, '--for', 'defence', '--format', 'csv', '--out', out[2],
                '--approved-by', 'n.shah', also=['n.shah'])
        self.assertEqual([event['body']['for'] for event in exports()], ['court', 'court', 'defence'])
        # A folder that is being filled cannot be taken back.
        self.assertIn('--bag', self.refusal('a.malik', *[word for word in words if word != '--bag'], out[3], '--approved-by',
                                            'n.shah', also=['n.shah']))
        self.assertFalse([path for path in self.folder.iterdir() if 'unfinished' in path.name])
        self.station.sanad('ledger', 'verify', case)

    def test_what_cannot_be_undone_takes_the_passphrase_anew_from_both_who_sign(self):
        for person in ('r.vance', 's.khan', 'a.malik'):
            self.station.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])
        self.seize()
        self.station.sanad('custody', 'seal', self.case, item, '--seal-no', 'S-10042', '--bag-no', 'B-77', '--as', 'r.vance')

        def refused(*words):
            return self.station.refused(*words, '--as', 'r.vance')

        broken = ('custody', 'break-seal', self.case, item, '--state', 'intact', '--reason', 'to image it')
        self.assertIn('takes the passphrase of r.vance anew', refused(*broken))
        granted = ('custody', 'grant', self.case, '--person', 'r.vance', '--items', item, '--until', '2199-12-31', '--role',
                   'examiner', '--approved-by', 's.khan')
        self.assertIn('takes the passphrase of r.vance anew', refused(*granted))
        bundle = ('ledger', 'bundle', self.case, '--recipient', 'A. Rauf', '--basis', 's.173', '--out', self.folder / 'bag')
        self.assertIn('takes the passphrase of r.vance anew', refused(*bundle, '--for', 'court', '--approved-by', 's.khan'))
        order = self.act('r.vance', 'court order', '--court', 'Sessions Court 3', '--number', '112/D', '--date', '2026-11-20',
                         '--order', 'destroyed', '--items', item)
        destroyed = ('custody', 'destroy', self.case, item, '--order', order['id'], '--method', 'shredded', '--approved-by',
                     'a.malik')
        # Whoever approves, too: the passphrase of one does not do for both.
        self.assertIn('takes the passphrase of a.malik anew',
                      self.station.refused(*destroyed, '--as', 's.khan', passphrases=['words of s.khan']))
        self.assertEqual([each for each in types(self.case) if each in ('seal.break', 'item.destroy', 'role.grant',
                                                                        'export.bundle')], [])
        # What stays in the house does not.
        self.station.sanad(*bundle, '--for', 'review', '--as', 'a.malik')
        self.station.sanad(*broken, '--as', 'r.vance', passphrases=['words of r.vance'])
        self.assertEqual(types(self.case).count('seal.break'), 1)

    def test_a_role_is_granted_by_two_registrars_until_a_time(self):
        self.seize()
        words = ('custody', 'finding', self.case, item, '--statement', 'the letter was written on it', '--element', 'authorship',
                 '--source', 'C:/letter.docx', '--confidence', 'high', '--ai-assist', 'no', '--role', 'examiner')
        self.assertIn('role', self.refusal('r.vance', *words))
        self.by('r.vance', 'custody', 'grant', self.case, '--person', 'r.vance', '--items', item, '--until', '2199-12-31',
                '--approved-by', 's.khan', '--yes', '--from', self.file('role: examiner\n'), also=['s.khan'])
        self.by('r.vance', *words)
        self.assertEqual(self.last()['actor']['role'], 'examiner')
        # Whose second role may, with a second person, is asked for that person: it is no denied access.
        self.enrol(self.station, 'm.iqbal', ['lab_manager', 'registrar'], ['r.vance', 's.khan'])
        self.assertIn('takes two persons', self.refusal('m.iqbal', 'custody', 'grant', self.case, '--person', 'r.vance', '--items',
                                                        item, '--until', '2199-12-31', '--yes', '--from',
                                                        self.file('role: examiner\n')))
        self.assertNotIn('m.iqbal', [event['actor']['person'] for event in events(self.case) if event['type'] == 'access.denied'])

    def file(self, text):
        path = self.folder / 'told.yaml'
        path.write_text(text)
        return path


class Form(Told):
    def talk(self, person, *words, answers, status=0):
        """Runs the program on a terminal of its own and answers what it asks, by the words of each question."""
        reading, writing = os.pipe()
        os.write(writing, f'words of {person}\n'.encode())
        os.close(writing)
        mine, theirs = os.openpty()
        process = subprocess.Popen([program, *map(str, words), '--as', person, '--passphrase-fd', str(reading)], stdin=theirs,
                                   stderr=theirs, stdout=subprocess.PIPE, pass_fds=[reading], env=self.station.environment,
                                   start_new_session=True)
        os.close(theirs)
        os.close(reading)
        said, asked = '', 0
        try:
            while piece := os.read(mine, 65536):
                said += piece.decode(errors='replace')
                question = re.search(r'([^\n]*): $', said[asked:])
                if question is None:
                    continue
                asked = len(said)
                found = [key for key in answers if key in question[1]]
                self.assertTrue(found, f'no answer to {question[1]!r}')
                waiting = answers[found[0]]
                reply = waiting.pop(0) if isinstance(waiting, list) else waiting
                os.write(mine, (reply + '\n').encode() if reply is not None else b'\x04')
        except OSError:  # the terminal is gone with the program
            pass
        os.close(mine)
        out = process.stdout.read().decode()
        process.stdout.close()
        self.assertEqual(process.wait(60), status, said)
        return said, out

    answers = {'witness1_name': 'Nasreen Akhtar', 'witness1_cnic': '', 'witness2_name': 'Bilal Hussain', 'witness2_cnic': '',
               'Kind': ['toaster', '4'], 'Description': 'black', 'Maker': 'Example', 'Make': 'Example', 'Model': 'L-14',
               'Serial number': ['', 'none visible'], 'Condition': 'other: singed', 'Power': '1', 'Network': 'faraday',
               'Taken from': 'holder', 'Copy of the list': 'the holder', 'Screen': 'locked', 'Place': 'House 7', 'Sign this': 'y'}

    def test_a_form_asks_member_by_member_looks_at_each_answer_and_asks_to_sign(self):
        answers = {key: list(value) if isinstance(value, list) else value for key, value in self.answers.items()}
        said, out = self.talk('r.vance', 'custody', 'seize', self.case, item, answers=answers)
        self.assertIn('cannot be "toaster"', said)
        self.assertIn('is empty', said)
        self.assertIn('سیریل نمبر', said)
        self.assertIn('Sign this as r.vance?', said)
        self.assertIn('item.seize of RV/1: entry', out)
        event = self.last()
        self.assertEqual((event['body']['kind'], event['body']['condition'], event['body']['power'], event['place']),
                         ('laptop', 'other: singed', 'on', 'House 7'))
        self.assertEqual(event['body']['serial'], 'none visible')

    def test_a_form_that_is_not_signed_or_is_ended_records_nothing(self):
        before = types(self.case)
        answers = {**self.answers, 'Kind': 'phone', 'Serial number': '0042', 'Sign this': 'n'}
        self.assertIn('nothing was recorded', self.talk('r.vance', 'custody', 'seize', self.case, item, answers=answers,
                                                        status=64)[0])
        answers['Description'] = None
        self.talk('r.vance', 'custody', 'seize', self.case, item, answers=answers, status=64)
        self.assertEqual(types(self.case), before)


if __name__ == '__main__':
    unittest.main()
