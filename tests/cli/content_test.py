#!/usr/bin/env python3
"""sanad cat, unallocated and export: the bytes themselves."""
import csv
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from lantern import LanternCase, json_lines, program, samples, sanad


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Content(LanternCase):
    def test_cat_gives_every_content_with_the_digest_on_record(self):
        for row in self.listed:
            if 'sha256' in row:
                with self.subTest(row['path']):
                    self.assertEqual(sha256(sanad('cat', self.case, row['id'], binary=True)), row['sha256'])

    def test_cat_gives_the_part_asked_for(self):
        row = self.row('WORK', '/Documents/minutes.txt')
        whole = sanad('cat', self.case, row['id'], binary=True)
        self.assertEqual(sanad('cat', self.case, row['id'], '--offset', 1000, '--length', 70, binary=True),
                         whole[1000:1070])
        self.assertEqual(sanad('cat', self.case, row['id'], '--offset', '64K', binary=True), whole[65536:])
        self.assertEqual(sanad('cat', self.case, row['id'], '--offset', row['size'], binary=True), b'')
        sanad('cat', self.case, row['id'], '--offset', row['size'] + 1, status=64)

    def test_cat_gives_the_bytes_of_the_image(self):
        raw = (samples / 'lantern.raw').read_bytes()
        self.assertEqual(sanad('cat', self.case, '--image-offset', 0, binary=True), raw)
        for known in self.answers['unallocated']:
            data = sanad('cat', self.case, '--image-offset', known['offset'], '--length', known['size'], binary=True)
            self.assertEqual(sha256(data), known['sha256'])
        sanad('cat', self.case, '--image-offset', len(raw) + 1, status=64)

    def test_slack_is_what_follows_the_content_in_its_last_block(self):
        row = self.row('WORK', '/Documents/letter.docx')
        detail = json_lines('show', self.case, row['id'])[0]
        slack = sanad('cat', self.case, row['id'], '--slack', binary=True)
        end = detail['extents'][-1]['image_offset'] + detail['extents'][-1]['length']
        self.assertEqual(slack, (samples / 'lantern.raw').read_bytes()[end:end + row['allocated_size'] - row['size']])

    def test_unallocated_ranges_lie_in_their_file_system_and_hold_no_live_file(self):
        ranges = json_lines('unallocated', self.case, self.file_system['WORK'])
        volume = next(volume for volume in self.answers['volumes'] if volume['name'] == 'WORK')
        for free in ranges:
            self.assertGreaterEqual(free['image_offset'], volume['offset'])
            self.assertLessEqual(free['image_offset'] + free['length'], volume['offset'] + volume['length'])
        used = json_lines('show', self.case, self.row('WORK', '/Downloads/noise.bin')['id'])[0]['extents'][0]
        self.assertFalse(any(free['image_offset'] <= used['image_offset'] < free['image_offset'] + free['length']
                             for free in ranges))

    def test_what_cannot_be_is_refused(self):
        sanad('cat', self.case, status=64)
        sanad('cat', self.case, 1, '--image-offset', 0, status=64)
        sanad('cat', self.case, self.row('HOME', '/asad/short')['id'], status=2)
        sanad('cat', self.case, 99999, status=2)

    def test_an_image_without_a_digest_on_record_is_attached_again_when_its_files_are_the_same(self):
        raw = bytearray((samples / 'lantern.raw').read_bytes())
        image, case = self.folder / 'undigested.raw', self.folder / 'undigested.sanad'
        image.write_bytes(raw)
        sanad('examine', image, '--case', case, '--no-image-digest')
        image.unlink()
        moved = self.folder / 'undigested-moved.raw'
        moved.write_bytes(raw)
        told = sanad('evidence', 'attach', case, moved)
        self.assertRegex(told, r'so are the [0-9]+ files in it; of what lies outside them no digest is')
        row = next(row for row in json_lines('files', case) if row['path'] == '/Documents/letter.docx')
        extent = json_lines('show', case, row['id'])[0]['extents'][0]
        self.assertGreater(extent['image_offset'], 1 << 20)
        raw[extent['image_offset']] ^= 1
        other = self.folder / 'undigested-other.raw'
        other.write_bytes(raw)
        done = subprocess.run([program, 'evidence', 'attach', str(case), str(other)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn('is not the image that was examined', done.stderr)
        self.assertIn('letter.docx', done.stderr)
        self.assertEqual(sha256(sanad('cat', case, row['id'], binary=True)), row['sha256'])

    def test_an_image_that_is_gone_is_named(self):
        moved = self.folder / 'moved.E01'
        moved.write_bytes((samples / 'lantern.E01').read_bytes())
        sanad('examine', moved, '--case', self.folder / 'moved.sanad')
        moved.rename(self.folder / 'elsewhere.E01')
        done = subprocess.run([program, 'cat', str(self.folder / 'moved.sanad'), '5'], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ''))
        self.assertIn('moved.E01', done.stderr)
        self.assertIn('sanad evidence attach', done.stderr)


class Export(LanternCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out = cls.folder / 'out'
        sanad('export', cls.case, '--to', cls.out)
        # Before any test reads them, which moves the time of access.
        cls.status = {path: path.stat() for path in cls.out.rglob('*') if path.is_file()}
        cls.manifest = [json.loads(line) for line in (cls.out / 'manifest.jsonl').read_text('utf-8').splitlines()]

    def test_every_exported_file_has_the_digest_on_record_as_sha256sum_computes_it(self):
        written = [row for row in self.manifest if row['match']]
        self.assertEqual({row['match'] for row in written}, {'yes'})
        self.assertEqual(len(written), sum('sha256' in row for row in self.listed))
        names = [row['exported_as'] for row in written]
        truth = subprocess.run(['sha256sum', '-z', '--', *names], cwd=self.out, capture_output=True, check=True).stdout
        digests = [line[:64].decode() for line in truth.split(b'\0') if line]
        self.assertEqual(digests, [row['sha256'] for row in written])

    def test_nothing_is_written_but_what_the_manifest_names(self):
        on_disk = {str(path.relative_to(self.out)) for path in self.out.rglob('*') if path.is_file()}
        named = {row['exported_as'] for row in self.manifest if row['match']}
        self.assertEqual(on_disk, named | {'manifest.csv', 'manifest.jsonl'})
        self.assertFalse(any(path.is_symlink() for path in self.out.rglob('*')))

    def test_both_manifests_list_every_entry_with_its_original_path(self):
        with open(self.out / 'manifest.csv', encoding='utf-8', newline='') as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([int(row['id']) for row in rows], [row['id'] for row in self.listed])
        self.assertEqual([row['path'] for row in self.manifest], [row['path'] for row in self.listed])
        self.assertEqual([row['exported_as'] for row in rows], [row['exported_as'] for row in self.manifest])

    def test_the_times_of_change_and_access_are_on_the_files(self):
        known = self.row('WORK', '/Documents/report.pdf')
        row = next(row for row in self.manifest if row['id'] == known['id'])
        status = self.status[self.out / row['exported_as']]
        self.assertEqual(status.st_mtime_ns, 1706955072123456700)  # 2024-02-03T10:11:12.1234567Z
        self.assertEqual(status.st_atime_ns, 1707041472123456700)  # a day later
        self.assertEqual(row['created_at'], '2024-02-02T10:11:12.1234567Z')

    def test_a_name_that_turns_the_text_around_is_harmless_on_disk(self):
        names = [path.name for path in self.out.rglob('invoice*')]
        self.assertEqual(names, ['invoice=E2=80=AEfdp.exe'])

    def test_a_stream_lies_beside_its_file(self):
        self.assertTrue((self.out / 'image-1/file-system-2/Downloads/noise.bin=3Ahidden.png').is_file())

    def test_filters_and_ids_choose(self):
        chosen = self.folder / 'chosen'
        sanad('export', self.case, '--to', chosen, '--deleted')
        rows = [json.loads(line) for line in (chosen / 'manifest.jsonl').read_text('utf-8').splitlines()]
        self.assertEqual({row['state'] for row in rows}, {'deleted'})
        one = self.folder / 'one'
        told = json.loads(sanad('export', self.case, self.row('HOME', '/asad/ledger.txt')['id'], '--to', one, '--json'))
        self.assertEqual((told['files'], told['bytes'], told['mismatches']), (1, 37493, 0))
        manifest = (one / 'manifest.jsonl').read_bytes()
        self.assertEqual(told['manifest_jsonl_sha256'], sha256(manifest))

    def test_a_folder_that_holds_anything_is_refused(self):
        sanad('export', self.case, '--to', self.out, status=64)
        sanad('export', self.case, 99999, '--to', self.folder / 'none', status=2)
        self.assertFalse((self.folder / 'none').exists())



class FolderOfFiles(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-folder-'))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.handed = self.folder / 'handed'
        self.handed.mkdir()
        (self.handed / 'letter.txt').write_text('the letter\n')
        (self.handed / 'list.txt').write_text('the list\n')
        self.case = self.folder / 'case.sanad'
        sanad('examine', self.handed, '--case', self.case, '--no-index')

    def test_it_has_no_digest_of_its_own_and_its_files_are_compared_one_by_one(self):
        image, = json.loads(sanad('case', 'show', self.case, '--json'))['images']
        self.assertNotIn(hashlib.sha256(b'').hexdigest(), json.dumps(image))
        told = json.loads(sanad('evidence', 'verify', self.case, '--json'))
        self.assertEqual((told['same'], told['different'], told['unreadable']), (2, 0, 0))
        (self.handed / 'list.txt').write_text('the lost\n')
        (self.handed / 'letter.txt').unlink()
        told = json.loads(sanad('evidence', 'verify', self.case, '--json', status=1))
        self.assertEqual((told['same'], told['different'], told['unreadable']), (0, 1, 1))
        sanad('evidence', 'verify', '--image', self.handed, status=64)

    def test_another_folder_is_not_taken_for_it(self):
        other = self.folder / 'other'
        shutil.copytree(self.handed, other)
        (other / 'list.txt').write_text('another list\n')
        sanad('evidence', 'attach', self.case, other, status=2)
        moved = self.folder / 'moved'
        self.handed.rename(moved)
        self.assertIn('2 files are those on record', sanad('evidence', 'attach', self.case, moved))
        self.assertEqual(sanad('cat', self.case, self.id_of('/letter.txt')), 'the letter\n')

    def id_of(self, path):
        return next(row['id'] for row in json_lines('files', self.case) if row['path'] == path)


if __name__ == '__main__':
    unittest.main()
