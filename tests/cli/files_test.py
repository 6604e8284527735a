#!/usr/bin/env python3
"""sanad files and sanad show, against what the maker of the sample wrote down."""
import csv
import io
import json
import subprocess
import sys
import unittest

from lantern import LanternCase, image, json_lines, program, samples, sanad


class Files(LanternCase):
    def paths(self, *conditions):
        return {row['path'] for row in json_lines('files', self.case, *conditions)}

    def test_every_file_of_the_sample_is_listed_with_the_digest_its_maker_wrote_down(self):
        for known in self.answers['files']:
            row = self.row(known['volume'], known['path'])
            with self.subTest(known['path']):
                self.assertEqual(row['state'], known['state'])
                self.assertEqual(row['kind'], known['kind'])
                if 'sha256' in known:
                    self.assertEqual((row['size'], row['sha256']), (known['size'], known['sha256']))
                    self.assertIn(row['mime_type'], known['mime'])
                self.assertEqual(row['mismatch'], known['mismatch'])
                for time in ('created_at', 'modified_at', 'accessed_at', 'metadata_changed_at'):
                    if time in known:
                        self.assertEqual(row[time], known[time])
                if 'symlink_target' in known:
                    self.assertEqual(row['symlink_target'], known['symlink_target'])

    def test_times_without_a_zone_have_no_z_and_say_so(self):
        row = self.row('CAMERA', '/MISC/notes.txt')
        self.assertTrue(row['local_times'])
        self.assertFalse(row['modified_at'].endswith('Z'))
        self.assertNotIn('local_times', self.row('WORK', '/Documents/report.pdf'))

    def test_the_summary_counts_how_often_chunks_of_the_e01_were_inflated(self):
        shown = json.loads(sanad('case', 'show', self.case, '--json'))['images'][0]
        self.assertEqual(shown['chunks_inflated'], shown['chunks_distinct'])
        self.assertEqual(shown['chunks_distinct'], -(-shown['size'] // 32768))

    def test_a_file_has_what_only_its_own_file_system_says_of_it(self):
        gone = self.row('HOME', '/asad/old-accounts.csv')
        self.assertEqual((gone['deleted_at'], gone['attributes']), ('2024-01-20T12:00:00Z', []))
        self.assertRegex(sanad('show', self.case, gone['id']), r'(?m)^  deleted +2024-01-20T12:00:00Z$')
        events = json_lines('timeline', self.case, '--from', '2024-01-20', '--to', '2024-01-20')
        self.assertIn(('File deleted', '/asad/old-accounts.csv'),
                      {(event['what'], event['path']) for event in events})
        picture = self.row('CAMERA', '/DCIM/100LANTN/یادگار سفر.jpg')
        self.assertEqual((picture['short_name'], picture['attributes']), ('______~1.JPG', ['archive']))
        page = sanad('show', self.case, picture['id'])
        self.assertRegex(page, r'(?m)^  short name +______~1\.JPG$')
        self.assertRegex(page, r'(?m)^  attributes +archive$')
        self.assertNotIn('attributes', next(row for row in self.listed if row['kind'] == 'virtual_file'))

    def test_permission_bits_are_given_only_where_the_file_system_keeps_them(self):
        for row in json_lines('files', self.case):
            self.assertEqual('mode' in row, 'uid' in row, row['path'])

    def test_each_condition_gives_exactly_the_files_that_meet_it(self):
        def expected(condition):
            return {row['path'] for row in self.listed if condition(row)}
        notes = self.row('CAMERA', '/MISC/notes.txt')
        for words, condition in [
            (['--deleted'], lambda row: row['state'] == 'deleted'),
            (['--orphan'], lambda row: row['state'] == 'orphan'),
            (['--deleted', '--orphan'], lambda row: row['state'] in ('deleted', 'orphan')),
            (['--mismatch'], lambda row: row['mismatch']),
            (['--streams'], lambda row: row.get('stream', False)),
            (['--type', 'image/*'], lambda row: row.get('mime_type', '').startswith('image/')),
            (['--path', '*/documents/*', '--ext', 'txt'],
             lambda row: '/Documents/' in row['path'] and row['path'].endswith('.txt')),
            (['--path', '*/documents/*', '--match-case'], lambda row: False),
            (['--name', 'IMG_????.JPG'], lambda row: row['name'].startswith('IMG_')),
            (['--min-size', '4K', '--max-size', '5000'], lambda row: 4096 <= row['size'] <= 5000),
            (['--md5', notes['md5']], lambda row: row.get('md5') == notes['md5']),
            (['--sha1', notes['sha1'].upper()], lambda row: row.get('sha1') == notes['sha1']),
            (['--sha256', notes['sha256']], lambda row: row.get('sha256') == notes['sha256']),
            (['--from', '2024-03-09', '--to', '2024-03-09'],
             lambda row: row.get('modified_at', '').startswith('2024-03-09')),
            (['--time', 'created', '--to', '2024-01-31T23:59:59Z', '--from', '2024-01-01'],
             lambda row: row.get('created_at', '').startswith('2024-01')),
            (['--time', 'deleted', '--from', '2024-01-20', '--to', '2024-01-20'],
             lambda row: row['path'] == '/asad/old-accounts.csv'),
            (['--attribute', 'hidden', '--attribute', 'archive'],
             lambda row: {'hidden', 'archive'} <= set(row.get('attributes', []))),
            (['--attribute', 'volume_label'], lambda row: row['name'].endswith('(Volume Label Entry)')),
            (['--kind', 'symlink'], lambda row: row['kind'] == 'symlink'),
            (['--file-system', '3'], lambda row: row['file_system'] == 3),
            (['--not-examined'], lambda row: row.get('content_state') in ('pending', 'not_read')),
            (['--damaged'], lambda row: False),
            (['--image', '2'], lambda row: False),
        ]:
            with self.subTest(' '.join(words)):
                self.assertEqual(self.paths(*words), expected(condition))

    def test_the_order_is_the_one_asked_for(self):
        sizes = [row['size'] for row in json_lines('files', self.case, '--sort', 'size', '--descending', '--limit', '9',
                                                   '--min-size', '1')]
        self.assertEqual(sizes, sorted((row['size'] for row in self.listed if 'content' in row), reverse=True)[:9])
        names = [row['path'] for row in json_lines('files', self.case, '--sort', 'path')]
        self.assertEqual(names, sorted(names, key=str.encode))

    def test_each_json_line_stands_alone(self):
        lines = sanad('files', self.case, '--json').splitlines()
        subprocess.run([sys.executable, '-m', 'json.tool', '--json-lines'], input='\n'.join(lines).encode(), check=True,
                       capture_output=True)
        self.assertEqual(len([json.loads(line) for line in lines]), len(self.listed))

    def test_csv_has_the_same_rows_as_json(self):
        rows = list(csv.DictReader(io.StringIO(sanad('files', self.case, '--csv'), newline='')))
        self.assertEqual([int(row['id']) for row in rows], [row['id'] for row in self.listed])
        self.assertEqual([row['sha256'] for row in rows], [row.get('sha256', '') for row in self.listed])

    def test_a_name_that_turns_the_text_around_is_written_out_for_people_and_kept_for_programs(self):
        turned = self.row('WORK', '/Downloads/invoice\u202efdp.exe')
        for words in (['files', self.case], ['files', self.case, '--csv'], ['show', self.case, turned['id']]):
            text = sanad(*words)
            self.assertNotIn('\u202e', text)
            self.assertIn('invoice\\u{202e}fdp.exe', text)

    def test_show_gives_every_fact_of_one_file(self):
        ledger = self.row('HOME', '/asad/ledger.txt')
        copy = self.row('HOME', '/asad/copy-of-ledger.txt')
        detail = json_lines('show', self.case, ledger['id'])[0]
        self.assertEqual(detail['hard_links'], [copy['id']])
        self.assertEqual(sum(extent['length'] for extent in detail['extents']), ledger['size'])
        self.assertEqual({key: detail[key] for key in ledger}, ledger)
        text = sanad('show', self.case, ledger['id'])
        for fact in (ledger['md5'], ledger['sha256'], '/asad/copy-of-ledger.txt', '0640', '2024-01-14T13:00:00Z'):
            self.assertIn(fact, text)

    def test_show_says_what_a_recovery_rests_on(self):
        self.assertIn('ESTIMATED', sanad('show', self.case, self.row('CAMERA', '/DCIM/100LANTN/_MG_0003.JPG')['id']))
        self.assertIn('intact', sanad('show', self.case, self.row('HOME', '/asad/old-accounts.csv')['id']))

    def test_a_zoneless_time_is_read_in_the_zone_chosen_for_the_item(self):
        zoned = self.folder / 'zoned.sanad'
        sanad('case', 'create', zoned)
        sanad('evidence', 'add', zoned, image, '--time-zone', 'Asia/Karachi')
        sanad('ingest', zoned)
        found = json_lines('files', zoned, '--path', '/MISC/notes.txt')[0]
        self.assertIn('2024-03-10T08:20:00  (its clock; no zone recorded)  = 2024-03-10T03:20:00Z',
                      sanad('show', zoned, found['id']))
        # 08:20 on its clock is 03:20 in UTC: a range of moments meets it there, one by the reading alone does not.
        def notes(*times):
            return [row['path'] for row in json_lines('files', zoned, '--path', '/MISC/notes.txt', *times)]
        for start, end in (('2024-03-10T03:19', '2024-03-10T03:21'), ('2024-03-10T08:19+05:00', '2024-03-10T08:21+05:00')):
            self.assertEqual(notes('--from', start, '--until', end), ['/MISC/notes.txt'])
        self.assertEqual(notes('--from', '2024-03-10T08:19'), [])
        self.assertEqual(notes('--until', '2024-03-10T03:19'), [])

    def test_a_zone_that_is_none_is_refused_with_names_like_it_before_anything_is_made(self):
        case = self.folder / 'nowhere.sanad'
        for words in (['case', 'create', case, '--time-zone', 'Asia/Karchi'],
                      ['examine', image, '--case', case, '--time-zone', 'Asia/Karchi'],
                      ['examine', image, '--case', case, '--clock-zone', 'Asia/Karchi'],
                      ['evidence', 'add', self.case, samples / 'lantern.raw', '--time-zone', 'Asia/Karchi']):
            done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
            self.assertEqual(done.returncode, 64)
            self.assertIn('Asia/Karchi: no time zone of this machine; do you mean Asia/Karachi', done.stderr)
        self.assertFalse(case.exists())
        self.assertEqual(len(json_lines('evidence', 'list', self.case)), 1)

    def test_the_same_file_is_no_second_exhibit_unless_that_is_insisted_on(self):
        case, link = self.folder / 'twice.sanad', self.folder / 'link.E01'
        sanad('case', 'create', case)
        sanad('evidence', 'add', case, image)
        link.symlink_to(image)
        for again in (image, link):
            done = subprocess.run([program, 'evidence', 'add', case, again], capture_output=True, text=True)
            self.assertEqual(done.returncode, 64)
            self.assertIn('is image 1 of the case already; --again makes it an exhibit once more', done.stderr)
        sanad('evidence', 'add', case, link, '--again')
        self.assertEqual([row['image'] for row in json_lines('evidence', 'list', case)], [1, 2])

    def test_show_names_the_module_behind_an_outcome(self):
        listed = json.loads(sanad('case', 'show', self.case, '--json'))['images'][0]['modules']
        for row in self.listed:
            told = json_lines('show', self.case, row['id'])[0]['outcomes']
            by = [each for each in told if 'module' in each]
            if by:
                break
        self.assertIn(f"{by[0]['module']} {by[0]['version']}", listed)
        self.assertIn(f"module {by[0]['module']} {by[0]['version']}: {by[0]['outcome']}", sanad('show', self.case, row['id']))

    def test_what_makes_no_sense_ends_with_64_and_what_is_not_there_with_2(self):
        for words in (['files'], ['files', self.case, '--min-size', 'big'], ['files', self.case, '--sha256', 'abc'],
                      ['files', self.case, '--from', 'yesterday'], ['files', self.case, '--sort', 'colour'],
                      ['show', self.case]):
            sanad(*words, status=64)
        sanad('show', self.case, 123456, status=2)
        sanad('files', self.folder / 'nowhere', status=2)

    def test_a_reader_that_has_had_enough_is_no_error(self):
        listing = subprocess.Popen([program, 'files', str(self.case), '--json'], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        listing.stdout.close()
        self.assertEqual((listing.wait(), listing.stderr.read()), (0, b''))
        listing.stderr.close()


if __name__ == '__main__':
    unittest.main()
