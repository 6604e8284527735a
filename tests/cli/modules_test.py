"""Modules during an ingest: what they find is in the case, in one order; what one does to itself is an outcome."""
import contextlib
import csv
import hashlib
import io
import json
import lzma
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import tempfile
import time
import unittest

from lantern import LanternCase, image, json_lines, program, root, sanad

corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root.parent / 'shared/corpus'))
plugins = pathlib.Path(os.environ.get('SANAD_TEST_PLUGINS', root / 'build/release/test_plugins'))


def make_tar(path, files):
    with tarfile.open(path, 'w', format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            member.mtime = 1_700_000_000
            tar.addfile(member, io.BytesIO(content))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Folder(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-modules-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def examined(self, name, files, plugin_folder, *more):
        make_tar(self.folder / f'{name}.tar', files)
        case = self.folder / f'{name}.sanad'
        sanad('examine', self.folder / f'{name}.tar', '--case', case, '--plugins', plugin_folder, *more)
        return case


def one_of_each_kind(largest=200_000):
    """The smallest file of each category of the corpus, by name."""
    files = {}
    with open(corpus / 'MANIFEST.csv', encoding='utf-8') as manifest:
        for row in sorted(csv.DictReader(manifest), key=lambda row: (int(row['bytes']), row['path'])):
            path = row['path']
            if path.startswith(('files/images/', 'files/scenario/')) or row['category'] in files or int(row['bytes']) > largest:
                continue
            if (corpus / path).exists():
                content = (corpus / path).read_bytes()
                packed = row['packed'] == 'xz'
                files[row['category']] = (path.removesuffix('.xz') if packed else path,
                                          lzma.decompress(content) if packed else content)
    return dict(files.values())


class EveryModule(Folder):
    """All modules that we ship, on the sample disk and on one file of every kind of the corpus."""

    def examined_by(self, workers, source, name):
        case = self.folder / f'{name}.sanad'
        sanad('examine', source, '--case', case, '--no-index', '--no-identifiers', '--workers', workers)
        found = json_lines('find', case, '*')
        with contextlib.closing(sqlite3.connect(f'file:{case}/case.db?mode=ro', uri=True)) as database:
            digest, = database.execute('SELECT hex(results_sha256) FROM ingest_run').fetchone()
            modules, = database.execute("SELECT count(DISTINCT module) FROM outcome WHERE step = 'module'").fetchone()
        return found, digest, modules

    def check_always_the_same(self, source, modules_at_least):
        first, digest, modules = self.examined_by(1, source, 'first')
        self.assertGreaterEqual(modules, modules_at_least)
        for name, workers in (('again', 1), ('two', 2), ('eight', 8)):
            found, its_digest, _ = self.examined_by(workers, source, name)
            self.assertEqual(found, first, name)  # says what differs
            self.assertEqual(its_digest, digest, name)  # and every row of every result table

    def test_the_sample_disk_gives_the_same_rows_whatever_the_workers_and_how_often(self):
        self.check_always_the_same(image, 3)

    def test_a_file_of_every_kind_gives_the_same_rows_whatever_the_workers_and_how_often(self):
        if not corpus.exists():
            self.skipTest('no corpus')
        make_tar(self.folder / 'kinds.tar', one_of_each_kind())
        # Those that want a path of a real system find none in a corpus; the others are enough to disagree.
        self.check_always_the_same(self.folder / 'kinds.tar', 20)


class TheSampleDisk(LanternCase):
    def test_the_mark_of_the_web_on_a_download_is_an_artifact_with_its_source_bytes(self):
        found = json_lines('find', self.case, 'file.downloaded')
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0]['file'], 'setup.exe')
        self.assertEqual(found[0]['referrer_url'], 'https://downloads.example/')
        self.assertEqual(found[0]['zone'], 3)
        source = found[0]['source']
        self.assertEqual(source['path'], '/Downloads/setup.exe:Zone.Identifier')
        stream = sanad('cat', self.case, source['file'], binary=True)
        self.assertEqual(len(stream), source['length'])
        self.assertIn(b'ReferrerUrl=https://downloads.example/', stream)

    def test_a_condition_chooses_and_a_wrong_attribute_is_refused_by_name(self):
        self.assertEqual(len(json_lines('find', self.case, '--where', 'referrer_url=*example*')), 1)
        self.assertEqual(len(json_lines('find', self.case, '--where', 'zone>3')), 0)
        self.assertEqual(len(json_lines('find', self.case, 'file.*', '--where', 'zone=3')), 1)
        sanad('find', self.case, '--where', 'colour=red', status=64)

    def test_the_summary_counts_artifacts_and_how_each_module_fared(self):
        image = json.loads(sanad('case', 'show', self.case, '--json'))['images'][0]
        # Its maker put one mark of the web on it.
        self.assertEqual(image['artifacts']['file.downloaded'], 1)
        self.assertEqual(image['modules']['windows.zone_identifier 1.0.0'], {'examined': 1})
        counted = {row['type']: row['count'] for row in json_lines('find', self.case)}
        self.assertEqual(image['artifacts'], counted)

    def test_the_timeline_holds_every_time_of_every_file_in_order(self):
        events = json_lines('timeline', self.case)
        kinds = ('created_at', 'modified_at', 'accessed_at', 'metadata_changed_at')
        expected = sum(1 for row in self.listed for kind in kinds if row.get(kind))
        self.assertEqual(sum(1 for event in events if event['attribute'] in kinds), expected)
        times = [event['time'].rstrip('Z') for event in events]
        padded = [time if '.' in time else time + '.' for time in times]
        self.assertEqual(padded, sorted(padded))

    def test_mactime_reads_the_body_file(self):
        body = sanad('timeline', self.case, '--bodyfile')
        for line in body.splitlines():
            self.assertEqual(line.count('|'), 10, line)
        done = subprocess.run(['mactime', '-d', '-b', '/dev/stdin'], input=body.encode(), capture_output=True, check=True)
        self.assertIn(b'setup.exe', done.stdout)


class TakenOut(Folder):
    inner = b'deep=the innermost text'
    files = {'data/outer.pack': b'letter.txt=a letter\ninner.pack=' + inner + b'\n../../../etc/passwd=climbing\n'
                                b'again.txt=a letter\n',
             'data/plain.txt': b'nothing in it\n'}

    def test_members_are_files_of_the_case_with_digests_types_and_parents_and_are_examined_in_their_turn(self):
        case = self.examined('pack', self.files, plugins / 'ingest')
        rows = {row['path']: row for row in json_lines('files', case)}
        outer = rows['/data/outer.pack']
        for path, content in {'/data/outer.pack/letter.txt': b'a letter', '/data/outer.pack/inner.pack': self.inner,
                              '/data/outer.pack/inner.pack/deep': b'the innermost text',
                              '/data/outer.pack/etc/passwd': b'climbing'}.items():
            self.assertEqual(rows[path]['sha256'], sha256(content), path)
            self.assertEqual(rows[path]['size'], len(content), path)
            self.assertEqual(sanad('cat', case, rows[path]['id'], binary=True), content)
        self.assertEqual(rows['/data/outer.pack/letter.txt']['mime_type'], 'text/plain')
        self.assertEqual(rows['/data/outer.pack/letter.txt']['parent'], outer['id'])
        # One copy on disk for two members with the same bytes.
        kept = [path.name for path in (case / 'derived').rglob('*') if path.is_file()]
        self.assertEqual(sorted(kept), sorted({sha256(content) for content in
                                               (b'a letter', self.inner, b'the innermost text', b'climbing')}))

    def test_a_companion_is_handed_over_and_named_as_the_source(self):
        case = self.examined('companion', {'a.pack': b'x=1', 'a.pack-index': b'index'}, plugins / 'ingest')
        found = json_lines('find', case, 'file.deleted')
        self.assertEqual([row['source']['path'] for row in found], ['/a.pack-index'])

    def test_nesting_has_an_end_that_is_said(self):
        content = b'the end'
        for level in range(12):
            content = b'n.pack=' + content.replace(b'\n', b';') if level == 0 else b'n.pack=' + content
        # Every level is one line, so each holds the next as it stands.
        case = self.examined('nested', {'n.pack': content}, plugins / 'ingest')
        deepest = max(row['path'].count('n.pack') for row in json_lines('files', case))
        self.assertEqual(deepest, 9)
        self.assertIn('nested deeper than 8', sanad('case', 'show', case))

    def test_one_two_and_eight_workers_find_the_same_with_the_same_ids(self):
        files = {f'{n}.pack': b''.join(b'm%d=text %d of %d\n' % (m, m, n) for m in range(n % 7)) for n in range(60)}
        digests = set()
        for workers in (1, 2, 8):
            case = self.examined(f'workers{workers}', files, plugins / 'ingest', '--workers', workers)
            digests.add(self.dump(case))
        self.assertEqual(len(digests), 1)

    def dump(self, case):
        """Every file and artifact with its id, as text."""
        rows = [{key: value for key, value in row.items()} for row in json_lines('files', case)]
        return json.dumps([rows, json_lines('find', case, '*')], sort_keys=True)

    def test_killed_again_and_again_it_ends_with_the_same_case(self):
        files = {f'{n}.pack': b''.join(b'm%d=text %d of %d\n' % (m, m, n) for m in range(5)) for n in range(80)}
        undisturbed = self.dump(self.examined('undisturbed', files, plugins / 'ingest'))
        make_tar(self.folder / 'killed.tar', files)
        case = self.folder / 'killed.sanad'
        words = [program, 'examine', str(self.folder / 'killed.tar'), '--case', str(case), '--plugins',
                 str(plugins / 'ingest')]
        for delay in (0.05, 0.1, 0.15, 0.2, 0.3):
            child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)
            child.send_signal(signal.SIGKILL)
            child.wait()
        subprocess.run(words, check=True, capture_output=True)
        self.assertEqual(self.dump(case), undisturbed)


class Misbehaving(Folder):
    def test_a_crash_a_lie_and_a_flood_are_outcomes_and_the_next_file_is_examined(self):
        files = {'1.txt': b'behave', '2.txt': b'find-and-crash', '3.txt': b'undeclared', '4.txt': b'throw', '5.txt': b'behave'}
        case = self.examined('bad', files, plugins)
        outcomes = json.loads(sanad('case', 'show', case, '--json'))['images'][0]['modules']['tests.misbehaving 1.0.0']
        self.assertEqual(outcomes, {'examined': 2, 'crashed': 1, 'broke_contract': 1, 'failed': 1})
        found = json_lines('find', case, 'program.executed')
        self.assertEqual([row['source']['path'] for row in found], ['/1.txt', '/5.txt'])

    def test_standard_leaves_out_the_costly_modules_that_the_help_names_and_everything_is_still_the_default(self):
        help_text = ' '.join(sanad('examine', '--help').split())
        costly = {'archive.members', 'media.video', 'windows.thumbcache', 'windows.usn_journal', 'macos.fsevents'}
        listed = {row['module'] for row in json_lines('module', 'list')}
        self.assertLessEqual(costly, listed)
        self.assertIn('standard leaves out what costs most: archive.members, media.video, windows.thumbcache, '
                      'windows.usn_journal, macos.fsevents', help_text)
        ran = {}
        for name, words in (('plain', ()), ('everything', ('--modules', 'all')), ('standard', ('--modules', 'standard'))):
            case = self.folder / f'profile {name}.sanad'
            done = subprocess.run([program, 'examine', image, '--case', case, '--progress', 'json', *words],
                                  capture_output=True, text=True, timeout=300, check=True)
            lines = [line for line in map(json.loads, done.stderr.splitlines()) if 'modules' in line]
            ran[name] = {module['name'] for module in lines[-1]['modules']}
        # Without rules there is nothing for YARA to look for.
        self.assertEqual(ran['plain'], listed - {'pattern.yara'})
        self.assertEqual(ran['everything'], ran['plain'])
        self.assertEqual(ran['standard'], ran['plain'] - costly)

    def test_a_module_that_is_named_and_not_there_is_refused(self):
        make_tar(self.folder / 'a.tar', {'a.txt': b'x'})
        sanad('examine', self.folder / 'a.tar', '--case', self.folder / 'a.sanad', '--modules', 'windows.nothing', status=64)


if __name__ == '__main__':
    unittest.main()
