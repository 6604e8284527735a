"""Files whose recorded size cannot be: each is listed, nothing of it is called whole that is not there, and the case says
so with an outcome of its own, while the files beside it are read as ever."""
import gzip
import hashlib
import io
import json
import os
import pickle
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import unittest
import zipfile

from lantern import ExaminedCase, json_lines, root, sanad

tools = {**os.environ, 'PATH': os.environ['PATH'] + ':/sbin:/usr/sbin'}
letter = b'the letter beside it\n' * 500
big = bytes(range(256)) * 1024  # 256 KiB
terabyte = 1 << 40


def run(*words):
    subprocess.run([*map(str, words)], check=True, capture_output=True, env=tools)


class Sizes(ExaminedCase):
    def made(self, name, *mkfs):
        """An ext file system of 16 MiB with two files, made by its own tool."""
        folder = self.folder / f'{name}.files'
        folder.mkdir()
        (folder / 'letter.txt').write_bytes(letter)
        (folder / 'big.bin').write_bytes(big)
        image = self.folder / f'{name}.raw'
        image.write_bytes(bytes(16 << 20))
        run(*mkfs, '-q', '-d', folder, image)
        return image

    def examined(self, image):
        """The row of each path, its outcomes, the summary of the examination."""
        case = self.folder / f'{image.stem}.sanad'
        said = sanad('examine', image, '--case', case, '--modules', 'none', status=1)
        rows = {row['path']: row for row in json_lines('files', case)}
        told = {path: json.loads(sanad('show', case, row['id'], '--json'))['outcomes'] for path, row in rows.items()}
        return rows, told, said

    def test_a_size_that_block_pointers_cannot_mean_is_not_followed(self):
        image = self.made('pointers', 'mke2fs', '-t', 'ext2')
        run('debugfs', '-w', '-R', f'sif /big.bin size {terabyte}', image)
        rows, told, said = self.examined(image)
        words = f'size {terabyte} exceeds the evidence: its blocks were not followed'
        self.assertEqual([(each['outcome'], each['detail']) for each in told['/big.bin']], [('limited', words)])
        self.assertIn(f', /big.bin: limited: {words}', said)
        self.assertEqual(rows['/letter.txt']['sha256'], hashlib.sha256(letter).hexdigest())
        self.assertEqual(told['/letter.txt'], [])
        self.assertNotIn('sha256', {key for key, value in rows['/big.bin'].items() if value})

    def test_what_is_stored_behind_a_hole_of_twenty_gibibytes_is_searched_and_given_to_its_module(self):
        hole = 20 << 30
        name = 'letter.txt'.encode('utf-16le')
        length = 60 + len(name) + -(60 + len(name)) % 8
        record = struct.pack('<IHHQQQQIIIIHH', length, 2, 0, 5 << 48 | 343, 5 << 48 | 5, hole, 133_500_000_000_000_000, 0x100,
                             0, 0, 0x20, len(name), 60) + name
        folder = self.folder / 'holes.files'
        folder.mkdir()
        (folder / 'letter.txt').write_bytes(letter)
        stored = {'$J': record.ljust(length, b'\0'), 'disk.bin': b'write to hidden.writer@mail.example.pk today'}
        for path, content in stored.items():
            with open(folder / path, 'wb') as file:
                file.seek(hole)
                file.write(content.ljust(4096, b'\0'))
        # One that begins with bytes of its own: its type is told by them.
        with open(folder / 'scan.txt', 'wb') as file:
            file.write(b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n')
            file.truncate(hole + 4096)
        image = self.folder / 'holes.raw'
        image.write_bytes(bytes(16 << 20))
        run('mke2fs', '-t', 'ext4', '-q', '-d', folder, image)
        case = self.folder / 'holes.sanad'
        said = sanad('examine', image, '--case', case, '--modules', 'windows.usn_journal')
        self.assertNotIn('Not examined', said)
        rows = {row['path']: row for row in json_lines('files', case)}
        self.assertEqual(rows['/letter.txt']['sha256'], hashlib.sha256(letter).hexdigest())
        for path in stored:
            self.assertEqual(rows['/' + path]['size'], hole + 4096)
            self.assertFalse(rows['/' + path].get('sha256'))
            self.assertRegex(said, rf'(?m)^    {re.escape("/" + path)}: \d+ of its {hole + 4096} bytes are zeros that are stored '
                                   'nowhere: no digest of the whole; its other bytes are searched and given to modules$')
            outcomes = json.loads(sanad('show', case, rows['/' + path]['id'], '--json'))['outcomes']
            self.assertEqual([each['outcome'] for each in outcomes if each['step'] == 'read'], ['noted'])
        self.assertEqual([rows['/' + path]['mime_type'] for path in stored], ['application/octet-stream'] * 2)
        self.assertEqual(rows['/scan.txt']['mime_type'], 'application/pdf')
        self.assertTrue(rows['/scan.txt']['mismatch'])
        self.assertFalse(rows['/scan.txt'].get('sha256'))
        changed, = json_lines('find', case, 'file.changed')
        self.assertEqual((changed['file'], changed['usn'], changed['source']['offset']), ('letter.txt', hole, hole))
        hit, = json_lines('identifiers', case, '--kind', 'email')
        self.assertEqual((hit['path'], hit['offset']), ('/disk.bin', hole + 9))
        found = [each for each in json_lines('search', case, '--raw', 'hidden.writer') if 'in' in each]
        self.assertEqual([(each['in']['path'], each['in']['offset']) for each in found], [('/disk.bin', hole + 9)])

    def test_a_folder_with_a_huge_sparse_file_is_examined_and_the_file_named(self):
        folder = self.folder / 'sparse'
        folder.mkdir()
        (folder / 'letter.txt').write_bytes(letter)
        with open(folder / 'huge.bin', 'wb') as file:
            file.truncate(100 << 30)
        rows, told, said = self.examined(folder)
        words = f'{100 << 30} of its {100 << 30} bytes are zeros that are stored nowhere'
        self.assertEqual([(each['outcome'], each['detail']) for each in told['/huge.bin']], [('limited', words)])
        self.assertRegex(said, rf'file \d+, /huge\.bin: limited: {words}')
        self.assertEqual(rows['/letter.txt']['sha256'], hashlib.sha256(letter).hexdigest())

    def test_what_an_archive_cannot_give_of_a_file_is_an_outcome_a_listing_and_an_end_with_1(self):
        lost = bytes(range(256)) * 800  # 204,800 bytes
        whole = self.folder / 'whole.tar'
        with tarfile.open(whole, 'w', format=tarfile.USTAR_FORMAT) as archive:
            for name, content in (('letter.txt', letter), ('lost.bin', lost)):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        begins = 512 + -(-len(letter) // 512) * 512 + 512  # behind a header, the letter, and its own header
        kept = 50_000
        packed = self.folder / 'cut.tgz'
        packed.write_bytes(gzip.compress(whole.read_bytes()[:begins + kept]))
        rows, told, said = self.examined(packed)
        self.assertEqual([each['outcome'] for each in told['/lost.bin']], ['damaged'])
        self.assertEqual(rows['/lost.bin']['unreadable_bytes'], len(lost) - kept)
        self.assertEqual(rows['/lost.bin']['sha256'], hashlib.sha256(lost[:kept].ljust(len(lost), b'\0')).hexdigest())
        case = self.folder / 'cut.sanad'
        self.assertEqual([row['path'] for row in json_lines('files', case, '--damaged')], ['/lost.bin'])
        self.assertEqual(sanad('cat', case, rows['/lost.bin']['id'], status=1, binary=True),
                         lost[:kept].ljust(len(lost), b'\0'))
        self.assertEqual(sanad('cat', case, rows['/letter.txt']['id'], binary=True), letter)

        shutil.copy(whole, self.folder / 'short.tar')
        os.truncate(self.folder / 'short.tar', begins + kept)
        rows, told, said = self.examined(self.folder / 'short.tar')
        self.assertEqual([each['outcome'] for each in told['/lost.bin']], ['damaged'])
        self.assertIn('/lost.bin: damaged: claims 204800 stored bytes, of which the archive holds 50000', said)

    def test_a_zip_member_that_cannot_be_reached_is_listed_as_not_examined(self):
        archive = self.folder / 'headless.zip'
        with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as made:
            made.writestr('letter.txt', letter)
            made.writestr('lost.bin', big)
            place = made.getinfo('lost.bin').header_offset
        content = bytearray(archive.read_bytes())
        content[place:place + 4] = b'gone'
        archive.write_bytes(content)
        rows, told, said = self.examined(archive)
        self.assertEqual([each['outcome'] for each in told['/lost.bin']], ['damaged'])
        self.assertRegex(said, rf'file \d+, /lost\.bin: damaged: .*lost\.bin: no local header at {place}')
        case = self.folder / 'headless.sanad'
        self.assertEqual([row['path'] for row in json_lines('files', case, '--not-examined')], ['/lost.bin'])
        self.assertEqual(rows['/letter.txt']['sha256'], hashlib.sha256(letter).hexdigest())

    def test_the_list_of_bad_clusters_of_an_ordinary_ntfs_is_no_shortcoming(self):
        image = self.folder / 'ntfs.raw'
        with open(image, 'wb') as file:
            file.truncate(80 << 20)
        run('mkfs.ntfs', '-F', '-q', '-p', '0', image)
        # The catalog of shadow copies and one of them, named as Windows names them.
        folder, kind = '/System Volume Information', '{3808876b-c176-4e48-b7ae-04046e6cc752}'
        (self.folder / 'plan').write_bytes(pickle.dumps([
            ('folder', folder), ('file', f'{folder}/{kind}', b'catalog' * 100),
            ('file', f'{folder}/{{b1c2d3e4-0000-11ee-9999-020000000001}}{kind}', b'store' * 1000)]))
        run(sys.executable, root / 'samples/making/ntfs.py', image, self.folder / 'plan')
        case = self.folder / 'ntfs.sanad'
        said = sanad('examine', image, '--case', case, '--modules', 'none')
        self.assertNotIn('Not examined', said)
        self.assertIn('/$BadClus:$Bad: no cluster is marked as bad; a hole as long as the volume, not digested', said)
        self.assertIn('1 volume shadow copy is there: not assembled here', said)
        rows = {row['path']: row for row in json_lines('files', case, '--not-examined')}
        self.assertEqual(list(rows), ['/$BadClus:$Bad'])
        shown = json.loads(sanad('show', case, rows['/$BadClus:$Bad']['id'], '--json'))
        self.assertEqual([each['outcome'] for each in shown['outcomes']], ['noted'])

    def test_a_large_volume_of_zeros_where_it_was_sampled_is_not_called_empty(self):
        image = self.folder / 'zeros.raw'
        with open(image, 'wb') as file:
            file.truncate(256 << 20)
            file.seek((100 << 20) + 123)
            file.write(letter)
        said = sanad('examine', image, '--case', self.folder / 'zeros.sanad', '--modules', 'none', '--no-index', status=1)
        self.assertIn('Not examined', said)
        self.assertIn('every byte sampled is zero; what lies between those places was not looked at', said)

    def test_a_live_file_that_ends_with_the_evidence_is_damaged(self):
        image = self.made('cut', 'mke2fs', '-t', 'ext4', '-b', '1024')
        contents = {'letter.txt': letter, 'big.bin': big}

        def first_block(name):
            told = subprocess.run(['debugfs', '-R', f'blocks /{name}', image], check=True, capture_output=True, env=tools)
            return int(told.stdout.split()[0])

        whole, cut = sorted(contents, key=first_block)
        kept = 5 * 1024
        with open(image, 'r+b') as file:
            file.truncate(first_block(cut) * 1024 + kept)
        rows, told, said = self.examined(image)
        self.assertEqual(told['/' + whole], [])
        self.assertEqual([each['outcome'] for each in told['/' + cut]], ['damaged'])
        self.assertIn('end of the evidence', told['/' + cut][0]['detail'])
        for name, content in ((whole, contents[whole]), (cut, contents[cut][:kept])):
            self.assertEqual(rows['/' + name]['sha256'], hashlib.sha256(content).hexdigest())


if __name__ == '__main__':
    unittest.main()
