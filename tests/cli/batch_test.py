#!/usr/bin/env python3
"""sanad batch: many images, some of them broken."""
import contextlib
import csv
import io
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import unittest
import zlib

from lantern import image, json_lines, program, samples, sanad


class Batch(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-batch-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.seized = self.folder / 'seized'
        self.seized.mkdir()
        self.out = self.folder / 'out'

    def batch(self, source, status):
        rows = [json.loads(line) for line in sanad('batch', 'run', source, '--out', self.out, '--json',
                                                   status=status).splitlines()]
        return {pathlib.Path(row['image']).name: row for row in rows}

    def test_a_broken_image_never_stops_the_rest(self):
        (self.seized / 'good.E01').symlink_to(image)  # links are not followed
        (self.seized / 'deep').mkdir()
        shutil.copy(image, self.seized / 'deep/laptop.E01')
        (self.seized / 'broken.E01').write_bytes(b'EVF\x09\x0d\x0a\xff\x00' + bytes(5000))
        (self.seized / 'readme.txt').write_text('no image')
        rows = self.batch(self.seized, 2)
        self.assertEqual(sorted(rows), ['broken.E01', 'laptop.E01'])
        self.assertEqual((rows['laptop.E01']['state'], rows['laptop.E01']['verification']), ('examined', 'match'))
        self.assertEqual(rows['broken.E01']['state'], 'failed')
        self.assertIn('broken.E01', rows['broken.E01']['needs_a_person'][0]['what'])
        self.assertTrue(json_lines('files', self.out / 'laptop.sanad'))
        again = self.batch(self.seized, 2)
        self.assertEqual(again['laptop.E01']['state'], 'examined before')
        self.assertGreater(again['laptop.E01']['seconds'], 0)

    def test_parts_of_a_split_image_are_one_image(self):
        raw = (samples / 'lantern.raw').read_bytes()
        half = len(raw) // 2
        (self.seized / 'usb.001').write_bytes(raw[:half])
        (self.seized / 'usb.002').write_bytes(raw[half:])
        rows = self.batch(self.seized, 0)
        self.assertEqual(list(rows), ['usb.001'])
        self.assertEqual((rows['usb.001']['size'], rows['usb.001']['verification']), (len(raw), 'no stored hash'))

    def test_a_manifest_names_cases_exhibits_and_examiners(self):
        shutil.copy(image, self.seized / 'a.E01')
        (self.seized / 'list.csv').write_text('image,exhibit,case,examiner\na.E01,"RV/1.1",lantern,"Vance, R."\n')
        self.batch(self.seized / 'list.csv', 0)
        case = json.loads(sanad('case', 'show', self.out / 'lantern', '--json'))
        self.assertEqual(case['examiner'], 'Vance, R.')
        self.assertEqual(json_lines('evidence', 'list', self.out / 'lantern')[0]['exhibit_number'], 'RV/1.1')

    def test_an_image_that_is_not_what_it_was_ends_the_batch_with_1(self):
        whole = bytearray(image.read_bytes())
        # The MD5 stands first in both sections that store digests; each ends with the Adler-32 of its bytes.
        for section, length in ((b'hash', 32), (b'digest', 76)):
            at = whole.rfind(section.ljust(16, b'\0')) + 76
            whole[at] ^= 1
            whole[at + length:at + length + 4] = zlib.adler32(whole[at:at + length]).to_bytes(4, 'little')
        (self.seized / 'changed.E01').write_bytes(whole)
        done = subprocess.run([program, 'batch', 'run', self.seized, '--out', self.out, '--json'], capture_output=True)
        row = json.loads(done.stdout)
        self.assertEqual((done.returncode, row['state'], row['verification']), (1, 'examined', 'mismatch'))
        self.assertIn('does NOT match', row['needs_a_person'][0]['what'])

    def test_a_damaged_image_ends_the_batch_with_1_and_says_how_much_is_lost(self):
        whole = bytearray(image.read_bytes())
        whole[len(whole) // 2:len(whole) // 2 + 200] = bytes(200)
        (self.seized / 'scratched.E01').write_bytes(whole)
        row = self.batch(self.seized, 1)['scratched.E01']
        self.assertEqual(row['state'], 'examined')
        self.assertTrue(any('damaged and were read as zeros' in need['what'] for need in row['needs_a_person']))

    def test_the_options_of_an_examination_are_those_of_each_of_a_batch(self):
        shutil.copy(image, self.seized / 'a.E01')
        words = ['--modules', 'none', '--no-index', '--no-identifiers', '--time-zone', 'Asia/Karachi', '--clock-zone',
                 'Asia/Kabul', '--workers', '1']
        sanad('batch', 'run', self.seized, '--out', self.out, *words)
        case = self.out / 'a.sanad'
        shown = json.loads(sanad('case', 'show', case, '--json'))['images'][0]
        self.assertEqual((shown['modules'], shown['index']['state'], shown['identifiers']), ({}, 'none', {}))
        with contextlib.closing(sqlite3.connect(case / 'case.db')) as database:
            self.assertEqual(database.execute('SELECT time_zone FROM evidence_item').fetchall(), [('Asia/Kabul',)])
            self.assertEqual(database.execute('SELECT workers FROM ingest_run').fetchall(), [(1,)])
        page = sanad('show', case, json_lines('files', case, '--path', '*/ledger.txt')[0]['id'])
        self.assertIn('Asia/Karachi', page)
        # What no examination would take is told before one begins.
        for wrong in (['--modules', 'no.such'], ['--time-zone', 'Asia/Nowhere'], ['--clock-zone', 'Foo/Bar']):
            out = self.folder / 'none'
            sanad('batch', 'run', self.seized, '--out', out, *wrong, status=64)
            self.assertFalse(out.exists())

    def test_a_file_in_use_that_is_not_had_whole_needs_a_person_and_ends_the_batch_with_1(self):
        with tarfile.open(self.seized / 'phone.tar', 'w', format=tarfile.USTAR_FORMAT) as archive:
            entry = tarfile.TarInfo('lost.bin')
            entry.size = 200_000
            archive.addfile(entry, io.BytesIO(bytes(range(200)) * 1000))
        os.truncate(self.seized / 'phone.tar', 100_000)
        (self.seized / 'list.csv').write_text('image\nphone.tar\n')
        row = self.batch(self.seized / 'list.csv', 1)['phone.tar']
        self.assertEqual(row['state'], 'examined')
        self.assertIn('a file in use could not be examined whole; `sanad case show` names it',
                      [need['what'] for need in row['needs_a_person']])

    def test_a_batch_that_is_stopped_goes_on_where_it_stood(self):
        for number in range(6):
            shutil.copy(samples / 'lantern.raw', self.seized / f'disk{number}.dd')
        words = [program, 'batch', 'run', str(self.seized), '--out', str(self.out), '--jobs', '1', '--json']
        stopped = subprocess.Popen([*words, '--progress', 'json'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for line in stopped.stderr:
            if json.loads(line)['event'] == 'finished':
                stopped.terminate()
                break
        rows = [json.loads(line) for line in stopped.communicate()[0].splitlines()]
        self.assertEqual((stopped.returncode, len(rows), rows[0]['state']), (2, 6, 'examined'))
        self.assertNotIn('examined', {row['state'] for row in rows[2:]})
        again = self.batch(self.seized, 0)
        self.assertEqual(again['disk0.dd']['state'], 'examined before')
        self.assertEqual({row['files'] for row in again.values()}, {again['disk0.dd']['files']})

    def test_the_summaries_hold_every_image_and_escape_what_they_are_told(self):
        name = '<b>=1+1&.E01'
        shutil.copy(image, self.seized / name)
        (self.seized / 'list.csv').write_text(f'image,exhibit,case\n{name},RV/1,=HYPERLINK(1)\n')
        self.batch(self.seized / 'list.csv', 0)
        page = (self.out / 'summary.html').read_text('utf-8')
        self.assertIn('&lt;b&gt;=1+1&amp;.E01', page)
        self.assertNotIn('<b>', page)
        for outside in ('http:', 'https:', '<script', 'src='):
            self.assertNotIn(outside, page)
        with open(self.out / 'summary.csv', newline='', encoding='utf-8') as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(rows[0]['exhibit'], 'RV/1')
        self.assertEqual(rows[0]['case'], "'=3DHYPERLINK(1)")  # as its folder is called, and no formula
        self.assertEqual(rows[0]['verification'], 'match')

    def test_a_manifest_that_makes_no_sense_is_refused_before_anything_starts(self):
        for text in ('picture\na.E01\n', 'image,case\na.E01,x\nb.E01,X\n', 'image\n"a.E01\n', '',
                     'image,exhibit\na.E01,the laptop\n'):
            (self.seized / 'list.csv').write_text(text)
            sanad('batch', 'run', self.seized / 'list.csv', '--out', self.out, status=64)
        self.assertEqual([path.name for path in self.out.iterdir()], [])


if __name__ == '__main__':
    unittest.main()
