"""Identifiers in every byte of an image: files, slack, unallocated space, borders of windows, fragments, and contents that
only a module opens. The image is made here by mtools; where things lie is found by searching its bytes."""
import collections
import csv
import io
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
import zipfile

from lantern import LanternCase, json_lines, program, root, samples, sanad

corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root.parent / 'shared/corpus'))
window = 16 << 20
tools = {**os.environ, 'MTOOLS_SKIP_CHECK': '1'}

plain = ('From: Ahmed <ahmed.khan@example.pk>\r\nCNIC 35202-1234567-1, call 0300-1234567.\r\n'
         'IBAN PK36SCBL0000001123456702 card 4111 1111 1111 1111\r\n').encode()
urdu = 'شناختی کارڈ ۳۵۲۰۲-۷۶۵۴۳۲۱-۹ فون ۰۳۲۱-۷۶۵۴۳۲۱\n'
deleted = b'pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now\n'
fragmented = b''.join(b'user%05d@fragment.pk ' % i for i in range(1500))


def make_image(folder):
    """A FAT16 volume of 40 MiB; what is planted outside of files is written into the bytes."""
    image = folder / 'planted.raw'

    def run(*words):
        subprocess.run(words, check=True, capture_output=True, env=tools)

    def put(name, data):
        (folder / 'one').write_bytes(data)
        run('mcopy', '-o', '-i', image, folder / 'one', f'::{name}')

    image.write_bytes(bytes(40 << 20))
    run('mformat', '-i', image, '-T', str((40 << 20) // 512), '-h', '64', '-s', '32', '-c', '4', '-N', '12345678', '::')
    put('PLAIN.TXT', plain)
    put('URDU.TXT', urdu.encode())
    put('WIDE.TXT', ('\ufeff' + urdu).encode('utf-16-le'))
    put('SHORT.TXT', b'0123456789')
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as members:
        members.writestr('inside.txt', 'hidden@archive.pk ' * 20)
    put('FILES.ZIP', archive.getvalue())
    for i in range(40):
        put(f'GAP{i:02}.BIN', bytes([i + 1]) * 2048)
    for i in range(0, 40, 2):
        run('mdel', '-i', image, f'::GAP{i:02}.BIN')
    put('GONE.TXT', deleted)
    put('PARTS.TXT', fragmented)  # its first clusters go where files were deleted
    run('mdel', '-i', image, '::GONE.TXT')

    data = bytearray(image.read_bytes())
    slack = data.index(b'0123456789') + 700
    data[slack:slack + 22] = b' slack.addr@hidden.pk '
    free = 30 << 20
    data[free:free + 60] = 'tel +92 333 7654321 '.encode('utf-16-le').ljust(60, b'\0')
    data[window - 12:window + 13] = b' border.line@windows.pk. '
    image.write_bytes(data)
    return image, bytes(data)


def rows(case, *words):
    return json_lines('identifiers', case, '--common', *words)


def has_image(case):
    """The case at work has its image: what is killed now can go on."""
    try:
        with sqlite3.connect(f'file:{case}/case.db?mode=ro', uri=True) as database:
            return database.execute('SELECT count(*) FROM image').fetchone()[0] == 1
    except sqlite3.Error:
        return False


class Planted(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-identifiers-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.image, cls.data = make_image(cls.folder)
        cls.case = cls.folder / 'planted.sanad'
        sanad('examine', cls.image, '--case', cls.case)
        cls.found = rows(cls.case)

    def of(self, value, kind=None):
        return [row for row in self.found if row['value'] == value and kind in (None, row['kind'])]

    def test_each_kind_in_a_file_is_found_at_its_byte_with_its_verdict(self):
        start = self.data.index(plain)
        for kind, value, written, verdict in [
                ('email', 'ahmed.khan@example.pk', b'ahmed.khan@', 'plausible'),
                ('cnic', '35202-1234567-1', b'35202-1', 'plausible'), ('phone', '+923001234567', b'0300-', 'plausible'),
                ('iban', 'PK36SCBL0000001123456702', b'PK36', 'valid'), ('card', '4111111111111111', b'4111 ', 'valid')]:
            row, = self.of(value, kind)
            self.assertEqual((row['path'], row['offset'], row['image_offset'], row['verdict'], row['place'], row['encoding']),
                             ('/PLAIN.TXT', plain.index(written), start + plain.index(written), verdict, 'content', 'ASCII'))

    def test_urdu_digits_are_found_in_utf_8_and_in_16_bit_text(self):
        hits = {(row['path'], row['encoding']): row for row in self.of('35202-7654321-9', 'cnic')}
        self.assertEqual(set(hits), {('/URDU.TXT', 'UTF-8'), ('/WIDE.TXT', 'UTF-16LE')})
        self.assertEqual(hits['/URDU.TXT', 'UTF-8']['offset'], urdu.encode().index('۳۵۲'.encode()))
        self.assertEqual({row['path'] for row in self.of('+923217654321', 'phone')}, {'/URDU.TXT', '/WIDE.TXT'})

    def test_slack_deleted_files_and_unallocated_space_are_searched_and_told_apart(self):
        row, = self.of('slack.addr@hidden.pk')
        self.assertEqual((row['place'], row['path'], row['image_offset']),
                         ('slack', '/SHORT.TXT', self.data.index(b'slack.addr')))
        row, = self.of('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')
        self.assertEqual((row['verdict'], row['deleted'], row['offset']), ('valid', True, 4))
        row, = self.of('+923337654321')
        self.assertEqual((row['place'], row['encoding'], row['image_offset']), ('unallocated', 'UTF-16LE', (30 << 20) + 8))

    def test_the_border_between_two_windows_hides_nothing(self):
        row, = self.of('border.line@windows.pk')
        self.assertEqual(row['image_offset'], window - 11)

    def test_what_lies_over_the_seam_of_two_fragments_is_found_once_and_says_so(self):
        detail = [row for row in json_lines('files', self.case) if row['path'] == '/PARTS.TXT'][0]
        database = sqlite3.connect(f'file:{self.case}/case.db?mode=ro', uri=True)
        extents = database.execute('SELECT file_offset, length FROM extent JOIN file USING (content_id) WHERE file.id = ? '
                                   'ORDER BY ordinal', (detail['id'],)).fetchall()
        self.assertGreater(len(extents), 5)
        seams = [offset for offset, _ in extents[1:]]
        expected = {}
        for match in re.finditer(rb'user\d+@fragment\.pk', fragmented):
            cut = any(match.start() < seam < match.end() for seam in seams)
            expected[match[0].decode()] = (match.start(), cut)
        self.assertTrue(any(cut for _, cut in expected.values()))
        for value, (offset, cut) in expected.items():
            hits = [row for row in self.of(value, 'email') if row['offset'] == offset and row['path'] == '/PARTS.TXT']
            self.assertEqual([row['joined'] for row in hits], [cut], value)

    def test_an_independent_search_of_the_bytes_finds_the_same_addresses(self):
        theirs = {match.start() for match in re.finditer(rb'[a-z0-9.]+@[a-z]+\.pk', self.data)}
        ours = {row['image_offset'] for row in self.found
                if row['kind'] == 'email' and row['encoding'] == 'ASCII' and not row['joined'] and 'image_offset' in row}
        self.assertEqual(ours - theirs, set())
        # What theirs has beyond: ends of addresses that a seam cut, which are no hits of ours there.
        self.assertLess(len(theirs - ours), 60)

    def test_the_summary_of_the_case_counts_each_kind_as_the_listing_has_it(self):
        summary, = json_lines('case', 'show', self.case)
        self.assertEqual(summary['images'][0]['identifiers'], collections.Counter(row['kind'] for row in self.found))
        self.assertRegex(sanad('case', 'show', self.case), r'(?m)^    cnic +3$')

    def test_counts_histogram_filters_and_csv_agree(self):
        counts = {(row['kind'], row['verdict']): row for row in json_lines('identifiers', self.case)}
        self.assertEqual(sum(row['hits'] for row in counts.values()), len(self.found))
        self.assertEqual(counts['cnic', 'plausible']['values'], 2)
        histogram = json_lines('identifiers', self.case, '--kind', 'cnic', '--histogram')
        self.assertEqual([(row['value'], row['hits'], row['files']) for row in histogram],
                         [('35202-7654321-9', 2, 2), ('35202-1234567-1', 1, 1)])
        self.assertEqual({row['value'] for row in rows(self.case, '--value', '+92*')},
                         {'+923001234567', '+923217654321', '+923337654321'})
        self.assertEqual({row['kind'] for row in rows(self.case, '--verdict', 'valid')}, {'iban', 'card', 'btc'})
        table = list(csv.DictReader(io.StringIO(sanad('identifiers', self.case, '--kind', 'iban,phone', '--csv'))))
        self.assertEqual({row['kind'] for row in table}, {'iban', 'phone'})
        self.assertTrue(any(row['value'] == "'+923001234567" for row in table))  # no formula for a spreadsheet
        self.assertIn('valid', sanad('identifiers', self.case, '--kind', 'iban'))
        sanad('identifiers', self.case, '--kind', 'nonsense', status=64)

    def test_the_ledger_names_no_identifier(self):
        ledger = b''.join(path.read_bytes() for path in self.case.glob('ledger.db*'))
        for value in [b'35202', b'ahmed.khan', b'3001234567', b'SCBL']:
            self.assertNotIn(value, ledger)

    def test_without_the_search_nothing_is_found_and_that_is_said(self):
        case = self.folder / 'without.sanad'
        sanad('examine', self.image, '--case', case, '--no-identifiers', '--modules', 'none')
        done = subprocess.run([program, 'identifiers', case, '--json'], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ''))
        self.assertIn('was not searched', done.stderr)

    def test_a_file_in_an_archive_is_searched_when_a_module_opens_it(self):
        paths = {row['path'] for row in json_lines('files', self.case)}
        if not any(path.endswith('inside.txt') for path in paths):
            self.skipTest('no module of this build opens archives')
        hits = [row for row in self.of('hidden@archive.pk') if row['path'].endswith('inside.txt')]
        self.assertEqual([row['offset'] for row in hits], [18 * i for i in range(20)])
        self.assertNotIn('image_offset', hits[0])

    def test_any_number_of_readers_and_kills_at_any_moment_give_the_same_rows(self):
        case = self.folder / 'one.sanad'
        sanad('examine', self.image, '--case', case, '--workers', '1')
        self.assertEqual(rows(case), self.found)
        case = self.folder / 'killed.sanad'
        for wait in [0, 0.1, 0.3]:
            words = ['ingest', case] if case.exists() else ['examine', self.image, '--case', case]
            running = subprocess.Popen([program, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while running.poll() is None and not has_image(case):
                time.sleep(0.01)
            time.sleep(wait)
            running.send_signal(signal.SIGKILL)
            running.wait()
        sanad('ingest', case)
        self.assertEqual(rows(case), self.found)


class TheSampleDisk(LanternCase):
    def test_an_address_that_ntfs_broke_in_its_record_is_told_whole(self):
        # The mark of the web on the download is resident: two bytes of its first address stand elsewhere in the entry.
        broken = b'tps://downloads.example/'
        self.assertRegex((samples / 'lantern.raw').read_bytes(), rb'[^h][^t]' + broken)
        found = {(row['path'], row['value']) for row in rows(self.case, '--kind', 'url')}
        self.assertIn(('/$MFT', 'https://downloads.example/'), found)
        self.assertEqual([value for _, value in found if value.startswith('tps:')], [])


class Floods(unittest.TestCase):
    def test_a_list_of_addresses_is_cut_and_the_rest_counted(self):
        with tempfile.TemporaryDirectory() as folder:
            image = pathlib.Path(folder) / 'list.raw'
            image.write_bytes(b''.join(b'%06d@list.pk\n' % i for i in range(80000)).ljust(2 << 20, b'\0'))
            case = pathlib.Path(folder) / 'list.sanad'
            sanad('examine', image, '--case', case, status=1)  # no file system: nothing could be listed
            hits = rows(case, '--kind', 'email')
            self.assertEqual(len(hits), 4000 if 80000 * 15 > 1 << 20 else 2000)
            self.assertEqual(hits[0]['value'], '000000@list.pk')
            told = subprocess.run([program, 'identifiers', case], capture_output=True, text=True).stderr
            self.assertIn('76000 of kind email are not listed', told)


@unittest.skipUnless((corpus / 'files/scenario/visible/s1/ANSWERS.json').exists(), 'skipped: no corpus')
class Scenario(unittest.TestCase):
    def test_every_planted_entity_is_found_at_the_bytes_of_its_file(self):
        folder = corpus / 'files/scenario/visible/s1'
        entities = json.loads((folder / 'ANSWERS.json').read_text(encoding='utf-8'))['entities']
        with tempfile.TemporaryDirectory() as place:
            case = pathlib.Path(place) / 's1.sanad'
            sanad('examine', folder / 's1.E01', '--case', case, '--modules', 'none')
            found, contents = {}, {}
            for row in rows(case):
                found.setdefault((row['kind'], row['value']), []).append(row)
            kinds = {'emails': 'email', 'phones': 'phone', 'cards': 'card', 'ibans': 'iban', 'urls': 'url', 'ips': 'ipv4',
                     'btc': 'btc', 'coordinates': 'gps'}
            for name, values in entities.items():
                for value in values:
                    hits = found.get((kinds[name], value.replace(', ', ',')), [])
                    self.assertTrue(any(row['place'] == 'content' for row in hits), f'{name} {value}')
                    for row in hits:
                        if row['place'] == 'content' and row['path'] != '/$MFT' and name in ('emails', 'ibans', 'cards', 'btc', 'ips'):
                            if row['file'] not in contents:
                                contents[row['file']] = sanad('cat', case, row['file'], binary=True)
                            content = contents[row['file']]
                            text = content[row['offset']:row['offset'] + row['length']]
                            self.assertEqual(re.sub(rb'[ -]', b'', text) if name != 'emails' else text, value.encode())



class HandedOverAsFiles(unittest.TestCase):
    def test_a_tree_a_tar_and_a_zip_tell_the_same_packed_or_not(self):
        with tempfile.TemporaryDirectory(prefix='sanad-handed-') as folder:
            folder = pathlib.Path(folder)
            tree = folder / 'tree'
            tree.mkdir()
            (tree / 'plain.txt').write_bytes(plain)
            (tree / 'urdu.txt').write_text(urdu)
            # Beyond one window, so that what lies on its border counts too.
            (tree / 'large.bin').write_bytes(b'x' * (window - 700) + b' 0333-1112223 ' + b'y' * 1400 + b' last@example.pk ')
            subprocess.run(['tar', '-cf', folder / 'plain.tar', '-C', tree, '.'], check=True)
            subprocess.run(['tar', '-czf', folder / 'packed.tgz', '-C', tree, '.'], check=True)
            for name, method in (('stored.zip', zipfile.ZIP_STORED), ('packed.zip', zipfile.ZIP_DEFLATED)):
                with zipfile.ZipFile(folder / name, 'w', method) as members:
                    for path in sorted(tree.iterdir()):
                        members.write(path, path.name)
            told = {}
            for name in ('tree', 'plain.tar', 'packed.tgz', 'stored.zip', 'packed.zip'):
                case = folder / f'{name}.sanad'
                sanad('examine', folder / name, '--case', case, '--no-index', '--modules', 'none')
                paths = {row['id']: row['path'].rsplit('/', 1)[-1] for row in json_lines('files', case)}
                told[name] = sorted((row['kind'], row['value'], paths[row['file']]) for row in json_lines('identifiers', case, '--limit', 100))
            self.assertIn(('phone', '+923331112223', 'large.bin'), told['tree'])
            self.assertIn(('email', 'last@example.pk', 'large.bin'), told['tree'])
            for name, rows in told.items():
                self.assertEqual(rows, told['tree'], name)


if __name__ == '__main__':
    unittest.main(verbosity=2)
