#!/usr/bin/env python3
"""Hash sets as a lab uses them: imported from what others publish, looked up, and at work in an examination."""
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'hashset'))
import make_nsrl  # noqa: E402
from lantern import json_lines, program, root, sanad  # noqa: E402

corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root / '../shared/corpus'))
scenario = corpus / 'files/scenario/visible/s1'


def run(*words):
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, timeout=120)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Folder(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-hashset-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.sets = self.folder / 'sets'

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def hashset(self, verb, *words, status=0):
        return sanad('hashset', verb, *words, '--dir', self.sets, status=status)

    def imported(self, *words, status=0):
        return json.loads(self.hashset('import', *words, '--json', status=status))

    def looked_up(self, *digests):
        return [json.loads(line) for line in self.hashset('lookup', *digests, '--json').splitlines()]


class Import(Folder):
    def test_an_nsrl_is_known_in_all_its_forms_and_gives_the_same_answers(self):
        makers = {'text': lambda path: make_nsrl.write_text(path, 500),
                  'rds3': lambda path: make_nsrl.write_rds3(path, 500, minimal=False),
                  'rds3-minimal': lambda path: make_nsrl.write_rds3(path, 500, minimal=True)}
        for form, make in makers.items():
            path = self.folder / f'nsrl-{form}'
            make(path)
            made = self.imported(path, '--algorithm', 'sha1')
            self.assertEqual((made['kind'], made['entries'], made['algorithms']), ('known', 500, {'sha1': 500}), form)
            self.assertEqual(made['lists'][0]['sha256'], sha256(path.read_bytes()))
            self.assertEqual(made['version'], '' if form == 'text' else '2024.03.1')
        inside, outside = make_nsrl.digests(499)[1].lower(), make_nsrl.digests(500)[1].lower()
        first, second = self.looked_up(inside, outside)
        self.assertEqual([hit['set'] for hit in first['hash_sets']], ['nsrl-rds3', 'nsrl-rds3-minimal', 'nsrl-text'])
        self.assertEqual(second['hash_sets'], [])
        exported = [self.hashset('export', f'nsrl-{form}').splitlines()[1:] for form in makers]
        self.assertEqual(exported[0], sorted(make_nsrl.digests(number)[1].lower() for number in range(500)))
        self.assertTrue(all(lines == exported[0] for lines in exported))

    def test_what_coreutils_print_is_read_and_what_is_no_digest_is_told(self):
        for name in ('plain.txt', 'back\\slash.txt'):
            self.write(name, name)
        for tool in ('md5sum', 'sha1sum', 'sha256sum'):
            for option in ([], ['--tag'], ['-b']):
                done = subprocess.run([tool, *option, 'plain.txt', 'back\\slash.txt'], cwd=self.folder, check=True,
                                      capture_output=True, text=True)
                made = self.imported(self.write('sums', done.stdout), '--kind', 'notable', '--replace', '--name', 'sums')
                self.assertEqual((made['entries'], made['lists'][0]['refused']), (2, 0), (tool, option, done.stdout))
        bad = self.write('mixed.md5', hashlib.md5(b'x').hexdigest() + '\nno digest here\n' + 'a' * 128 + '\n')
        done = run('hashset', 'import', bad, '--kind', 'notable', '--dir', self.sets)
        self.assertEqual(done.returncode, 1)
        self.assertIn('mixed.md5:2: it does not begin with a digest: no digest here', done.stderr)
        self.assertIn('mixed.md5:3: 128 hexadecimal digits are no MD5', done.stderr)
        self.assertEqual(self.imported(bad, '--kind', 'notable', '--replace', status=1)['lists'][0]['refused'], 2)

    def test_categories_of_project_vic_come_with_the_answer(self):
        one, two = hashlib.md5(b'1').hexdigest().upper(), hashlib.md5(b'2').hexdigest()
        media = {'@odata.context': 'x', 'value': [{'MediaID': 1, 'Category': 1, 'MD5': one}, {'MediaID': 2, 'Category': 2, 'MD5': two}]}
        made = self.imported(self.write('vics.json', json.dumps(media)), '--kind', 'notable')
        self.assertEqual(made['categories'], ['1', '2'])
        first, second = self.looked_up(one.lower(), two)
        self.assertEqual(first['hash_sets'], [{'set': 'vics', 'kind': 'notable', 'category': '1'}])
        self.assertEqual(second['hash_sets'], [{'set': 'vics', 'kind': 'notable', 'category': '2'}])

    def test_a_set_that_keeps_another_digest_of_the_entry_says_that_it_cannot_tell(self):
        both = {'MediaID': 1, 'Category': 1, 'MD5': hashlib.md5(b'1').hexdigest(), 'SHA1': hashlib.sha1(b'1').hexdigest()}
        self.imported(self.write('vics.json', json.dumps({'@odata.context': 'x', 'value': [both]})), '--kind', 'notable')
        self.assertIn('vics, category 1', self.hashset('lookup', both['SHA1']))
        said = self.hashset('lookup', both['MD5'], status=2)
        self.assertIn('cannot tell: entries under other digests in vics (1 by sha1)', said)
        self.assertNotIn('unknown', said)
        line, = (json.loads(line) for line in self.hashset('lookup', both['MD5'], '--json', status=2).splitlines())
        self.assertEqual((line['hash_sets'], line['cannot_tell']), ([], ['vics']))
        self.assertIn('unknown', self.hashset('lookup', hashlib.sha1(b'2').hexdigest()))

    def test_a_list_is_looked_up_as_it_is_imported(self):
        digests = [hashlib.md5(bytes([number])).hexdigest() for number in range(2)]
        lines = f'# bank, 4711\n\n  {digests[0]}  with a name.exe\nMD5 (x) = {digests[1]}\n'
        path = self.write('asked.md5', lines)
        self.assertEqual(self.imported(path, '--kind', 'notable')['lists'][0]['refused'], 0)
        done = run('hashset', 'lookup', '--from', path, '--json', '--dir', self.sets)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(row['digest'], [hit['set'] for hit in row['hash_sets']]) for row in rows],
                         [(digest, ['asked']) for digest in digests])
        done = run('hashset', 'lookup', '--from', self.write('bad.md5', f'# x\nno digest\n{digests[0]}\n'), '--dir', self.sets)
        self.assertEqual(done.returncode, 2)
        self.assertIn('bad.md5:2: it does not begin with a digest: no digest', done.stderr)
        self.assertIn('asked', done.stdout)

    def test_the_digest_of_nothing_is_told_as_what_it_is(self):
        # Kept by SHA-256: of any other MD5 this set cannot tell.
        self.imported(self.write('x.sha256', sha256(b'x') + '\n' + sha256(b'') + '\n'), '--kind', 'notable')
        for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = make(b'').hexdigest()
            self.assertEqual(self.hashset('lookup', digest),
                             f'{digest}  digest of an empty file: it says nothing, no set holds it\n')
            row, = self.looked_up(digest)
            self.assertEqual((row['hash_sets'], row['empty_file'], row['cannot_tell']), ([], True, []))
        self.hashset('lookup', hashlib.md5(b'y').hexdigest(), status=2)

    def test_an_encase_set_is_read_as_the_sleuth_kit_reads_it(self):
        header = bytearray(1152)
        header[:8] = b'HASH\r\n\xff\0'
        header[1032:1032 + 12] = 'Stolen'.encode('utf-16-le')
        digests = [hashlib.md5(bytes([number])).digest() for number in range(50)]
        path = self.write('stolen.hash', bytes(header) + b''.join(digest + b'\0\0' for digest in digests))
        self.assertEqual(self.imported(path, '--kind', 'notable')['entries'], 50)
        self.assertIn('"Stolen"', self.hashset('show', 'stolen'))
        if shutil.which('hfind') is None:
            self.skipTest('skipped: no hfind')
        subprocess.run(['hfind', '-i', 'encase', path], check=True, capture_output=True)
        for digest in (digests[7].hex(), hashlib.md5(b'elsewhere').hexdigest()):
            theirs = subprocess.run(['hfind', '-q', path, digest], capture_output=True, text=True, check=True).stdout.strip()
            self.assertEqual(bool(self.looked_up(digest)[0]['hash_sets']), theirs == '1')

    def test_sets_are_listed_shown_removed_and_not_overwritten_by_accident(self):
        path = self.write('stolen.md5', hashlib.md5(b'x').hexdigest())
        self.hashset('import', path, '--kind', 'notable', '--category', 'ticket 4711', '--source', 'the bank', '--version', '3')
        self.hashset('import', path, '--kind', 'notable', status=64)
        row, = (json.loads(line) for line in self.hashset('list', '--json').splitlines())
        self.assertEqual((row['name'], row['source'], row['version'], row['categories']), ('stolen', 'the bank', '3', ['ticket 4711']))
        self.assertTrue(json.loads(self.hashset('show', 'stolen', '--json'))['whole'])
        with open(self.sets / 'stolen.hashset', 'r+b') as file:
            file.seek(-1, os.SEEK_END)
            file.write(b'\0')
        self.hashset('show', 'stolen', status=1)
        self.hashset('remove', 'stolen')
        self.hashset('show', 'stolen', status=2)
        self.assertEqual(self.hashset('list'), '')

    def test_a_database_that_is_no_nsrl_and_a_kind_that_was_not_told_are_refused(self):
        path = self.folder / 'other.db'
        with sqlite3.connect(path) as database:
            database.execute('CREATE TABLE people (name TEXT)')
            database.execute('CREATE VIEW FILE AS SELECT name AS md5 FROM people')
        self.hashset('import', path, status=2)
        self.hashset('import', self.write('x.md5', hashlib.md5(b'x').hexdigest()), status=64)
        self.assertEqual(list(self.sets.glob('*')), [])


class Examination(Folder):
    """A folder as evidence: which modules its files reach, and what the case says of it."""
    files = {'bad/tool.exe': b'MZ a tool', 'good/ordinary.eml': b'From: a@example.org\nSubject: known\n\nhello\n',
             'mail/secret.eml': b'From: a@example.org\nSubject: secret\n\nhello\n', 'mail/both.eml': b'From: b@example.org\n\nboth\n',
             'empty.txt': b''}

    def setUp(self):
        super().setUp()
        for path, content in self.files.items():
            self.write(f'evidence/{path}', content)
        digest = {path: sha256(content) for path, content in self.files.items()}
        self.write('bad.sha256', digest['bad/tool.exe'] + '\n' + digest['mail/both.eml'] + '\n' + digest['empty.txt'] + '\n')
        self.write('good.sha256', digest['good/ordinary.eml'] + '\n' + digest['mail/both.eml'] + '\n' + digest['empty.txt'] + '\n')
        self.hashset('import', self.folder / 'bad.sha256', '--kind', 'notable', '--category', 'A')
        self.hashset('import', self.folder / 'good.sha256', '--kind', 'known', '--version', '7')

    def examined(self, name, *words):
        case = self.folder / f'{name}.sanad'
        sanad('examine', self.folder / 'evidence', '--case', case, '--hash-set-dir', self.sets, *words)
        return case

    def paths(self, case, *words):
        return [row['path'] for row in json_lines('files', case, '--kind', 'regular', *words)]

    def test_files_say_which_sets_hold_them_and_listings_choose_by_it(self):
        case = self.examined('case', '--modules', 'none')
        hits = {row['path']: row['hash_sets'] for row in json_lines('files', case) if 'hash_sets' in row}
        bad = {'set': 'bad', 'kind': 'notable', 'category': 'A', 'algorithm': 'sha256'}
        good = {'set': 'good', 'kind': 'known', 'algorithm': 'sha256'}
        self.assertEqual(hits, {'/bad/tool.exe': [bad], '/good/ordinary.eml': [good], '/mail/both.eml': [bad, good]})
        self.assertEqual(sorted(self.paths(case, '--notable')), ['/bad/tool.exe', '/mail/both.eml'])
        self.assertEqual(sorted(self.paths(case, '--hash-set', 'good')), ['/good/ordinary.eml', '/mail/both.eml'])
        self.assertEqual(sorted(self.paths(case, '--exclude-known')),
                         ['/bad/tool.exe', '/empty.txt', '/mail/both.eml', '/mail/secret.eml'])
        for words, left_out in ((('--exclude-known',), 1), (('--exclude-known', '--limit', '1'), 1),
                                (('--exclude-known', '--ext', 'exe'), 0)):
            done = run('files', case, *words)
            self.assertIn(f'sanad: {left_out} files left out: they stand in a known hash set', done.stderr, words)
        self.assertNotIn('left out', run('files', case).stderr)
        image, = json.loads(sanad('case', 'show', case, '--json'))['images']
        self.assertEqual([(row['name'], row['kind'], row['version'], row['files']) for row in image['hash_sets']],
                         [('bad', 'notable', '', 2), ('good', 'known', '7', 2)])
        self.assertEqual(image['known'], {'contents': 1, 'bytes': len(self.files['good/ordinary.eml']), 'excluded_from_modules': False})
        sets = {row['name']: row['sha256'] for row in map(json.loads, self.hashset('list', '--json').splitlines())}
        self.assertEqual({row['name']: row['sha256'] for row in image['hash_sets']}, sets)
        with sqlite3.connect(case / 'case.db') as database:
            settings = json.loads(database.execute('SELECT settings FROM ingest_run').fetchone()[0])
        self.assertEqual({row['name']: row['sha256'] for row in settings['hash_sets']}, sets)
        self.assertIn('known, not notable', sanad('case', 'show', case))
        self.assertIn('notable: bad, category A, by its sha256', sanad('show', case, next(
            row['id'] for row in json_lines('files', case) if row['path'] == '/bad/tool.exe')))

    def test_known_files_reach_no_module_when_that_is_chosen_and_it_is_said(self):
        every = self.examined('every')
        without = self.examined('without', '--exclude-known', 'modules')
        def subjects(case):
            return {row['source']['path'] for row in json_lines('find', case, 'mail.message')}
        if not subjects(every):
            self.skipTest('skipped: no mail module in this build')
        self.assertEqual(subjects(every) - subjects(without), {'/good/ordinary.eml'})
        image, = json.loads(sanad('case', 'show', without, '--json'))['images']
        self.assertTrue(image['known']['excluded_from_modules'])
        self.assertIn('1 contents', sanad('case', 'show', without))
        self.assertIn('given to no module', sanad('case', 'show', without))

    def test_none_and_named_sets_and_a_damaged_one(self):
        self.assertEqual(self.paths(self.examined('none', '--hash-sets', 'none', '--modules', 'none'), '--notable'), [])
        case = self.examined('named', '--hash-sets', 'good', '--modules', 'none')
        self.assertEqual(self.paths(case, '--notable'), [])
        self.assertEqual(len(self.paths(case, '--hash-set', 'good')), 2)
        done = run('examine', self.folder / 'evidence', '--case', self.folder / 'x', '--hash-set-dir', self.sets, '--hash-sets', 'nobody')
        self.assertEqual(done.returncode, 2)
        with open(self.sets / 'bad.hashset', 'r+b') as file:
            file.seek(-1, os.SEEK_END)
            file.write(b'\0')
        done = run('examine', self.folder / 'evidence', '--case', self.folder / 'y', '--hash-set-dir', self.sets)
        self.assertEqual(done.returncode, 2)
        self.assertIn('bad.hashset', done.stderr)


@unittest.skipUnless(scenario.exists(), 'skipped: no corpus')
class Scenario(Folder):
    def test_exactly_the_documented_files_are_notable_and_known_by_every_form_of_the_lists(self):
        for form in ('md5', 'sha1', 'sha256', 'nsrl.txt', 'rds3.db'):
            for name, kind in (('known_bad', 'notable'), ('known_good', 'known')):
                self.hashset('import', scenario / f'hashsets/{name}.{form}', '--kind', kind, '--name', f'{name}.{form}')
        case = self.folder / 's1.sanad'
        sanad('examine', scenario / 's1.E01', '--case', case, '--hash-set-dir', self.sets, '--modules', 'none')
        answers = json.loads((scenario / 'ANSWERS.json').read_text(encoding='utf-8'))['files']
        for name in ('known_bad', 'known_good'):
            documented = sorted((row['path'], row['sha256']) for row in answers if row.get('hashset') == name)
            self.assertTrue(documented)
            for form in ('md5', 'sha1', 'sha256', 'nsrl.txt', 'rds3.db'):
                found = sorted((row['path'], row['sha256']) for row in json_lines('files', case, '--hash-set', f'{name}.{form}'))
                self.assertEqual(found, documented, (name, form))
        self.assertEqual(sorted(row['path'] for row in json_lines('files', case, '--notable')),
                         sorted(row['path'] for row in answers if row.get('hashset') == 'known_bad'))
        image, = json.loads(sanad('case', 'show', case, '--json'))['images']
        self.assertEqual(image['known']['contents'], sum(1 for row in answers if row.get('hashset') == 'known_good'))


if __name__ == '__main__':
    unittest.main()
