#!/usr/bin/env python3
"""YARA rules over evidence: what the `yara` command finds in the same files, and nothing that a rule may not do."""
import hashlib
import json
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from lantern import json_lines, program, root, sanad

RULES = r'''
import "pe"
import "hash"
import "math"
private rule Hidden { strings: $h = "alpha" condition: $h }
rule Words : text english { meta: author = "R. Vance" weight = 7 sure = true
  strings: $a = "alpha" nocase wide ascii $b = { 62 65 ?? 61 } $c = /gam+a[0-9]{2}/ condition: any of them }
rule Depends : text { condition: Hidden and filesize < 100KB }
rule Header { strings: $mz = "MZ" condition: $mz at 0 }
rule Named { condition: filename == "named.bin" and extension == ".bin" }
rule Digest { condition: hash.md5(0, filesize) == "%s" }
rule Dense { condition: math.entropy(0, filesize) > 7.5 }
rule Many { strings: $x = "x" condition: #x > 2000 }
rule Never { strings: $n = "not in any of them" condition: $n }
'''


def run(*words):
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, timeout=120)


class Folder(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        if 'pattern.yara' not in sanad('module', 'list'):
            self.skipTest('skipped: no pattern.yara in this build')
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-yara-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.evidence = self.folder / 'evidence'
        noise = random.Random(5)
        self.files = {
            'one.txt': b'say alpha and beta and gammma42; ALPHA', 'utf16.txt': 'Alpha'.encode('utf-16-le') + b'beTa',
            'tool.exe': b'MZ' + bytes(100) + b'alpha', 'named.bin': b'nothing', 'digest.bin': b'the digest counts',
            'noise': bytes(noise.randrange(256) for _ in range(60_000)), 'many': b'x' * 3000, 'empty': b'',
            'sub/late.txt': b'.' * 70_000 + b'gama77'}
        for name, content in self.files.items():
            (self.evidence / name).parent.mkdir(parents=True, exist_ok=True)
            (self.evidence / name).write_bytes(content)
        self.rules = self.write('rules.yar', RULES % hashlib.md5(self.files['digest.bin']).hexdigest())

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding='utf-8')
        return path

    def theirs(self, name, *rules):
        """What yara says of one file: rule -> its strings as (identifier, offset)."""
        path = self.evidence / name
        done = subprocess.run(['yara', '-s', '-w', '-d', f'filename={path.name}', '-d', f'extension={path.suffix}', '-d',
                               'filepath=', '-d', 'filetype=', *rules, path], capture_output=True, text=True, check=True)
        found, rule = {}, None
        for line in done.stdout.splitlines():
            if match := re.match(r'0x([0-9a-f]+):(\$\w*): ', line):
                found[rule].append((match[2], int(match[1], 16)))
            else:
                rule = line.split(' ', 1)[0]
                found[rule] = []
        return {rule: sorted(strings) for rule, strings in found.items()}

    @staticmethod
    def ours(rows):
        found = {}
        for row in rows:
            strings = [re.fullmatch(r'(\$\w*) at (\d+), (\d+) bytes', text) for text in row.get('strings', [])]
            found[row['rule']] = sorted((match[1], int(match[2])) for match in strings)
        return found


class Rules(Folder):
    def test_every_file_of_an_examination_matches_what_yara_says_of_it(self):
        if shutil.which('yara') is None:
            self.skipTest('skipped: no yara')
        case = self.folder / 'case.sanad'
        sanad('examine', self.evidence, '--case', case, '--modules', 'none', '--yara', self.rules)
        by_file = {}
        for row in json_lines('find', case, 'rule.matched'):
            by_file.setdefault(row['source']['path'].lstrip('/'), []).append(row)
        for name in self.files:
            theirs = self.theirs(name, self.rules)
            ours = self.ours(by_file.get(name, []))
            if name == 'many':  # a thousand are listed, all are counted
                row, = by_file[name]
                self.assertEqual((row['string_count'], len(row['strings'])), (3000, 1000))
                self.assertEqual(len(theirs.pop('Many')), 3000)
                ours.pop('Many')
            if name != 'empty':
                self.assertEqual(ours, theirs, name)
        # A finding of a rule goes into a CASE graph like any other.
        graph = self.folder / 'case.jsonld'
        sanad('export', case, '--format', 'case', '--out', graph)
        checked = subprocess.run([sys.executable, '-B', root / 'tests/report/case_check.py', graph], capture_output=True, text=True)
        self.assertEqual((checked.returncode, checked.stderr), (0, ''))
        self.assertEqual(json.loads(checked.stdout)['counts']['ArtifactFacet'], sum(map(len, by_file.values())))
        words, = (row for row in by_file['one.txt'] if row['rule'] == 'Words')
        self.assertEqual(words['tags'], ['text', 'english'])
        self.assertEqual(words['meta'], ['author=R. Vance', 'weight=7', 'sure=true'])
        self.assertEqual((words['source']['offset'], words['source']['length']), (4, 5))
        with sqlite3.connect(case / 'case.db') as database:
            settings = json.loads(database.execute('SELECT settings FROM ingest_run').fetchone()[0])
        module, = settings['modules']
        self.assertEqual(module['settings'], {'rules': [{'name': 'rules.yar',
                                                         'sha256': hashlib.sha256(self.rules.read_bytes()).hexdigest()}]})

    def test_a_file_too_large_to_be_handed_over_whole_is_read_in_pieces_to_its_end(self):
        place = (66 << 20) + 5
        with open(self.evidence / 'large.bin', 'wb') as file:
            file.truncate(70 << 20)
            for at in (3, (4 << 20) - 2, place):  # one across the border of two pieces
                file.seek(at)
                file.write(b'alpha')
        folder = self.folder / 'folder'
        folder.mkdir()
        (self.evidence / 'large.bin').rename(folder / 'large.bin')
        case = self.folder / 'folder.sanad'
        sanad('examine', folder, '--case', case, '--modules', 'none', '--yara', self.rules)
        expected = [('$a', 3), ('$a', (4 << 20) - 2), ('$a', place)]
        self.assertEqual(self.ours(json_lines('find', case, 'rule.matched'))['Words'], expected)
        rows = [json.loads(line) for line in sanad('module', 'run', folder / 'large.bin', '--module', 'pattern.yara', '--yara',
                                                   self.rules, '--json').splitlines()]
        self.assertEqual(self.ours(rows)['Words'], expected)

    def test_two_files_of_rules_are_one_set_and_without_rules_no_file_is_wanted(self):
        more = self.write('more.yar', 'rule More { strings: $s = "digest" condition: $s }')
        path = self.evidence / 'digest.bin'
        rows = [json.loads(line) for line in sanad('module', 'run', path, '--module', 'pattern.yara', '--yara', self.rules,
                                                   '--yara', more, '--json').splitlines()]
        self.assertEqual(sorted(row['rule'] for row in rows), ['Digest', 'More'])
        self.assertEqual(sanad('module', 'run', path, '--module', 'pattern.yara', '--json'), '')
        case = self.folder / 'without.sanad'
        sanad('examine', self.evidence, '--case', case, '--modules', 'all')
        image, = json.loads(sanad('case', 'show', case, '--json'))['images']
        self.assertFalse([name for name in image['modules'] if name.startswith('pattern.yara')])

    def test_rules_that_do_not_compile_include_or_ask_a_clock_are_refused_before_any_evidence_is_read(self):
        for name, text, words in (
                ('broken.yar', 'rule A {\n condition:\n tru }', ['broken.yar', 'line 3']),
                ('include.yar', 'include "/etc/passwd"\nrule A { condition: true }', ['include.yar']),
                ('clock.yar', 'import "time"\nrule A { condition: time.now() > 5 }', ['time']),
                ('twice.yar', 'rule A { condition: true } rule A { condition: true }', ['duplicated'])):
            rules = self.write(name, text)
            case = self.folder / f'{name}.sanad'
            done = run('examine', self.evidence, '--case', case, '--modules', 'none', '--yara', rules)
            self.assertEqual(done.returncode, 64, name)
            for word in words:
                self.assertIn(word, done.stderr, name)
            self.assertNotIn('root:', done.stderr)
        self.assertEqual(run('examine', self.evidence, '--case', self.folder / 'x', '--yara', self.folder / 'absent').returncode, 2)

    def test_a_rule_that_takes_for_ever_ends_and_is_said(self):
        slow = self.write('slow.yar', 'rule Slow { condition: for any i in (1..1000000000000) : (i == filesize * 1000000 + 1 and i < 0) }')
        done = run('module', 'run', self.evidence / 'one.txt', '--module', 'pattern.yara', '--yara', slow)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, 'too long|timed_out')


class Settings(Folder):
    def test_settings_reach_a_module_that_is_chosen_by_name_and_need_one(self):
        settings = self.write('settings.json', '{"queries": []}')
        path = self.evidence / 'one.txt'
        self.assertEqual(run('module', 'run', path, '--settings', settings).returncode, 64)
        done = run('module', 'run', path, '--module', 'mobile.whatsapp', '--settings', settings)
        if 'no such module' in done.stderr:
            self.skipTest('skipped: no mobile.whatsapp in this build')
        self.assertNotIn('refuses to work', done.stderr)
        wrong = self.write('wrong.json', '{"queries": 7')
        self.assertIn('refuses to work with these settings',
                      run('module', 'run', path, '--module', 'mobile.whatsapp', '--settings', wrong).stderr)


if __name__ == '__main__':
    unittest.main()
