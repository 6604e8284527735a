#!/usr/bin/env python3
"""From a disk to a bundle, and the bundle checked where nothing else is: bundle_test.py SANAD SANAD_VERIFY"""
import base64
import hashlib
import html.parser
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

here = pathlib.Path(__file__).resolve().parent
images = here.parents[1] / 'samples' / 'images'
sanad = sanad_verify = None


def run(*told, status=None, **options):
    ended = subprocess.run([str(word) for word in told], capture_output=True, timeout=300, **options)
    if status is not None and ended.returncode != status:
        raise AssertionError(f'{" ".join(map(str, told))}: ended with {ended.returncode}, not {status}\n'
                             f'{ended.stdout.decode(errors="replace")}{ended.stderr.decode(errors="replace")}')
    return ended


class Balanced(html.parser.HTMLParser):
    """Every element that is opened is closed, in order."""
    def __init__(self):
        super().__init__()
        self.open, self.directions = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in ('meta',):
            self.open.append(tag)
        if tag == 'section':
            self.directions.append(dict(attributes)['dir'])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


class Bundle(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.home = cls.folder / 'home'
        cls.home.mkdir(mode=0o700)
        os.environ['SANAD_HOME'] = str(cls.home)
        shutil.copy(images / 'lantern.raw', cls.folder)
        cls.case = cls.folder / 'op.sanad'
        run(sanad, 'examine', cls.folder / 'lantern.raw', '--case', cls.case, '--progress', 'none', status=0)
        listed = run(sanad, 'files', cls.case, '--json', status=0).stdout.decode().splitlines()
        cls.files = [json.loads(line) for line in listed]
        cls.exhibits = [cls.id_of('/Documents/minutes.txt'), cls.id_of('/Downloads/noise.bin')]
        cls.bag = cls.folder / 'bag'
        cls.told = json.loads(cls.bundle(cls.bag, '--exhibits', ','.join(map(str, cls.exhibits)), status=0).stdout)

    @classmethod
    def id_of(cls, path):
        return next(file['id'] for file in cls.files if file['path'] == path and file['state'] == 'allocated')

    @classmethod
    def bundle(cls, out, *more, status=None):
        return run(sanad, '--json', 'ledger', 'bundle', cls.case, '--for', 'prosecution', '--recipient', 'A. Rauf, Prosecutor',
                   '--basis', 's.173 CrPC', '--out', out, *more, status=status)

    def away(self, bag=None):
        """A directory that holds the bundle and the verifier and nothing else."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(bag or self.bag, folder / 'bag')
        shutil.copy(sanad_verify, folder / 'sanad-verify')
        return folder

    def verified(self, folder, *more, status=None):
        return run('./sanad-verify', 'bag', *more, cwd=folder, env={}, status=status)

    def entries(self):
        return (self.bag / 'custody/entries.jsonl').read_bytes().splitlines()

    def test_the_bundle_verifies_in_a_directory_that_holds_nothing_else(self):
        folder = self.away()
        answer = json.loads(self.verified(folder, '--json', status=0).stdout)
        self.assertEqual(answer['broken'], [])
        self.assertEqual(answer['entries'], self.told['entries'])
        self.assertEqual(answer['root'], self.told['root'])
        answers = {each['id']: each['answer'] for each in answer['answers']}
        self.assertEqual(list(answers), [f'P{number}' for number in range(1, 18)])
        self.assertEqual(answers['P1'], 'yes')
        self.assertEqual(answers['P4'], 'look')  # nobody vouches for the machine's own key
        self.assertEqual(answers['P8'], 'yes')
        self.assertEqual(answers['P17'], 'look')
        details = ' '.join(answer['answers'][7]['details'])
        for file in self.exhibits:
            self.assertIn(f'/{file}-', details)
        receipt = f'{self.told["receipt"]}@{self.told["entries"]}'
        answer = json.loads(self.verified(folder, '--json', '--receipt', receipt, status=0).stdout)
        self.assertEqual(answer['answers'][13]['answer'], 'yes')

    def test_the_record_says_that_this_bundle_was_handed_over(self):
        last = json.loads(base64.b64decode(json.loads(self.entries()[self.told['entry']])['payload']))
        self.assertEqual(last['type'], 'export.bundle')
        self.assertEqual(last['body']['recipient'], 'A. Rauf, Prosecutor')
        self.assertEqual(last['body']['size'], self.told['entry'])
        self.assertEqual(len(self.entries()), self.told['entries'])

    def test_people_are_told_which_entry_this_export_is_and_how_much_it_holds(self):
        bag = self.folder / 'told'
        said = run(sanad, 'ledger', 'bundle', self.case, '--for', 'draft', '--recipient', 'A', '--basis', 'a test', '--out', bag,
                   '--exhibits', str(self.exhibits[0]), status=0).stdout.decode()
        entries = [json.loads(base64.b64decode(json.loads(line)['payload']))
                   for line in (bag / 'custody/entries.jsonl').read_bytes().splitlines()]
        # That exhibits were looked at is entered after the export.
        export = max(entry['seq'] for entry in entries if entry['type'] == 'export.bundle')
        self.assertLess(export, len(entries) - 1)
        self.assertIn(f'entries   {len(entries)}; this export is entry {export}\n', said)
        self.assertIn('holds     1 item, 1 exhibit, 0 reports; ', said)

    def test_other_programs_find_the_same_digests(self):
        for algorithm in ('sha256', 'sha512'):
            for manifest in ('manifest', 'tagmanifest'):
                run(f'{algorithm}sum', '--check', '--strict', '--quiet', f'{manifest}-{algorithm}.txt', cwd=self.bag, status=0)

    def test_a_verifier_that_was_replaced_shows(self):
        """As VERIFY.txt says it, in a bundle whose verifier is another by one letter, and in one with a file more."""
        lines = (self.bag / 'VERIFY.txt').read_text('utf-8').split('\n5. ')[1].splitlines()
        script = '\n'.join(line.strip()[2:] for line in lines if line.startswith('   $ '))
        told = json.loads(run(sanad, '--json', 'doctor').stdout)['bundle_verifier_sha256']

        def digest(bag):
            return run('sh', '-c', script, cwd=bag, status=0).stdout.decode().split()[0]
        self.assertEqual(digest(self.bag), told)
        changed = self.away() / 'bag'
        (changed / 'json.py').write_text('raise SystemExit(0)\n')  # beside it: nothing that the copy would load
        self.assertEqual(digest(changed), told)
        rules = changed / 'verifier/custody.py'
        rules.write_bytes(rules.read_bytes().replace(b'V-01', b'V-0l', 1))
        self.assertNotEqual(digest(changed), told)
        more = self.away() / 'bag'
        (more / 'verifier/text').mkdir()
        (more / 'verifier/text/__init__.py').write_text('')
        self.assertNotEqual(digest(more), told)

    def test_an_exhibit_is_the_file_of_the_image(self):
        for file in self.exhibits:
            [exhibit] = [each for each in (self.bag / 'data/exhibits').rglob(f'{file}-*')
                         if each.is_file() and not each.name.endswith('.proof.json')]
            self.assertEqual(exhibit.read_bytes(), run(sanad, 'cat', self.case, file, status=0).stdout)

    def test_what_examiners_tagged_goes_along_as_exhibits(self):
        tagged = [self.id_of(path) for path in ('/DCIM/100LANTN/IMG_0001.JPG', '/Documents/minutes.txt')]
        for file in tagged:
            run(sanad, 'tag', 'add', self.case, 'for the court', file, status=0)
        run(sanad, 'tag', 'add', self.case, 'other', self.id_of('/Downloads/noise.bin'), status=0)
        bag = self.folder / 'tagged'
        told = json.loads(self.bundle(bag, '--tagged', 'for the court', status=0).stdout)
        self.assertEqual(told['exhibits'], 2)
        for file in tagged:
            [exhibit] = [each for each in (bag / 'data/exhibits').rglob(f'{file}-*')
                         if each.is_file() and not each.name.endswith('.proof.json')]
            self.assertEqual(exhibit.read_bytes(), run(sanad, 'cat', self.case, file, status=0).stdout)
        self.verified(self.away(bag), status=0)
        refused = self.bundle(self.folder / 'nothing', '--tagged', 'no such tag')
        self.assertEqual(refused.returncode, 2)
        self.assertFalse((self.folder / 'nothing').exists())

    def test_one_byte_changed_anywhere_is_found(self):
        folder = self.away()
        for path in sorted((folder / 'bag').rglob('*')):
            if not path.is_file() or '.blocks' in path.parts[-2] or 'verifier' in path.parts:
                continue
            before = path.read_bytes()
            changed = bytearray(before)
            changed[len(changed) // 2] ^= 4
            path.write_bytes(changed)
            ended = self.verified(folder, '--json')
            self.assertEqual(ended.returncode, 1, (path, ended.stdout[:300]))
            path.write_bytes(before)
        self.verified(folder, status=0)

    def test_a_page_for_the_file_of_the_case_and_the_answers_in_urdu(self):
        folder = self.away()
        self.verified(folder, '--html', 'page.html', '--lang', 'ur', status=0)
        page = (folder / 'page.html').read_text(encoding='utf-8')
        parser = Balanced()
        parser.feed(page)
        self.assertEqual(parser.open, [])
        self.assertEqual(parser.directions, ['rtl', 'ltr'])
        self.assertIn('These checks show that the records have not changed', page)
        self.verified(folder, '--html', 'page.html', status=64)  # never over a file
        self.assertTrue(self.verified(folder, '--lang', 'ur', status=0).stdout.decode().startswith('سالم'))

    def test_the_second_verifier_in_the_bundle_gives_the_same_answers(self):
        folder = self.away()
        if not (here.parents[1] / 'core/custody/verify.py').exists():
            self.skipTest('this tree has no second verifier')
        ours = json.loads(self.verified(folder, '--json').stdout)
        ended = run(sys.executable, '-B', 'bag/verify.py', 'bag', '--json', cwd=folder, env={'PATH': os.environ['PATH']})
        theirs = json.loads(ended.stdout)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        for member in ('status', 'ledger', 'case', 'entries', 'root', 'size'):
            self.assertEqual(ours[member], theirs[member], member)
        for one, other in zip(ours['answers'], theirs['answers'], strict=True):
            self.assertEqual((one['id'], one['answer']), (other['id'], other['answer']), (one, other))

    def test_what_may_not_be_handed_over_is_refused_and_nothing_is_recorded(self):
        def entries():
            return len(run(sys.executable, '-c', 'import sqlite3, sys\nprint(sqlite3.connect(sys.argv[1]).execute('
                           '"SELECT count(*) FROM entry").fetchone()[0])', self.case / 'ledger.db').stdout)
        before = entries()
        other = self.folder / 'other'
        ended = self.bundle(self.bag, status=64)
        self.assertIn(b'is there already', ended.stderr)
        ended = self.bundle(other, '--items', 'ZZ-9', status=64)
        self.assertIn(b'no entry is about such an item', ended.stderr)
        ended = self.bundle(other, '--disclose', 'nobody', status=64)
        self.assertIn(b'no entry holds such personal data', ended.stderr)
        report = self.folder / 'report.html'
        report.write_text('not issued')
        ended = self.bundle(other, '--report', report, status=64)
        self.assertIn(hashlib.sha256(b'not issued').hexdigest().encode(), ended.stderr)
        self.bundle(other, '--exhibits', '999999')
        self.assertFalse(other.exists())
        self.assertEqual([each.name for each in self.folder.glob('*unfinished*')], [])
        self.assertEqual(entries(), before)

    def test_entries_that_a_manifest_names_and_that_are_gone_are_a_finding(self):
        folder = self.away()
        (folder / 'bag/custody/entries.jsonl').unlink()
        answer = json.loads(self.verified(folder, '--json', status=1).stdout)
        self.assertEqual([fault['rule'] for fault in answer['broken']], ['bag', 'bag'])
        self.assertIn('custody/entries.jsonl: named in tagmanifest-sha256.txt, and missing', answer['broken'][0]['what'])

    def test_what_cannot_be_read_at_all_is_no_finding(self):
        folder = self.away()
        shutil.rmtree(folder / 'bag')
        (folder / 'bag').mkdir()
        answer = json.loads(self.verified(folder, '--json', status=2).stdout)
        self.assertEqual((answer['status'], answer['broken']), (2, []))
        folder = self.away()
        for told in (('none',), ('bag', 'bag'), ('bag', '--receipt', 'x'), ('bag', '--lang', 'fr'), ('bag', '--root', 'x'),
                     ('bag', '--json', '--html', 'x'), ('bag', '--policy')):
            ended = run('./sanad-verify', *told, cwd=folder, env={})
            self.assertEqual(ended.returncode, 2 if told == ('none',) else 64, told)


if __name__ == '__main__':
    sanad_verify = sys.argv.pop(2)
    sanad = sys.argv.pop(1)
    unittest.main()
