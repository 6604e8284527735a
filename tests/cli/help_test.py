#!/usr/bin/env python3
"""What the program says of itself."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from lantern import program, sanad


def verbs():
    """Every verb as the completion knows it: ['case create', 'files', …]."""
    return [words.strip() for words in re.findall(r'^ *"([^"]*)"\) words=', sanad('completion', 'bash'), re.M)]


def told_of_itself(name):
    """What a program beside `sanad` prints for --help; nothing where it is not built."""
    there = pathlib.Path(program).parent / name
    if not there.exists():
        return print(f'skipped: {name} is not built')
    return subprocess.run([there, '--help'], capture_output=True, text=True, check=True,
                          env=os.environ | {'QT_QPA_PLATFORM': 'offscreen'}).stdout


class Help(unittest.TestCase):
    def test_the_help_of_every_verb_shows_examples(self):
        self.assertGreater(len(verbs()), 15)
        for verb in verbs():
            with self.subTest(verb):
                text = sanad(*verb.split(), '--help')
                self.assertRegex(text, r'(?m)^Examples?:\n  sanad ')

    def test_help_before_a_verb_is_what_its_option_says(self):
        for words in ((), ('search',), ('case', 'create'), ('ledger',), ('custody', 'seize')):
            self.assertEqual(sanad('help', *words), sanad(*words, '--help'), words)
        for words, says in ((('nonsense',), 'sanad has no verb "nonsense"'),
                            (('case', 'nonsense'), 'sanad case has no verb "nonsense"; `sanad case --help`'),
                            (('search', 'op-lantern'), 'sanad search has no verb "op-lantern"')):
            done = subprocess.run([program, 'help', *words], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (64, ''))
            self.assertIn(says, done.stderr)

    def test_the_man_page_names_every_verb_and_is_sound_troff(self):
        page = sanad('manual', '--man')
        for verb in verbs():
            self.assertIn('sanad ' + verb.replace('-', '\\-') if verb else '.TH SANAD 1', page)
        self.assertNotIn('\n.B \n', page)

    def test_every_verb_has_a_page_of_its_own_and_groff_takes_all_of_them(self):
        nouns = {verb.split()[0] for verb in verbs() if verb}
        with tempfile.TemporaryDirectory() as folder:
            sanad('manual', '--pages', folder)
            pages = sorted(pathlib.Path(folder).iterdir())
            self.assertEqual({page.stem for page in pages}, {'sanad'} | {f'sanad-{noun}' for noun in nouns})
            source = pathlib.Path(__file__).resolve().parents[2]
            pages += [source / 'core/custody/sanad-verify.1', source / 'gui/sanad-gui.1']
            for page in pages:
                text = page.read_text()
                self.assertIn('.SH SYNOPSIS', text)
                if shutil.which('groff'):
                    done = subprocess.run(['groff', '-man', '-Tutf8', '-ww', '-k', '-z', page], capture_output=True, text=True)
                    self.assertEqual((done.returncode, done.stderr), (0, ''), page)
        sanad('manual', '--pages', '/nowhere/at/all', status=2)

    def test_the_pages_and_the_manual_hold_the_commands_of_a_bundle_word_for_word(self):
        source = pathlib.Path(__file__).resolve().parents[2] / 'core/custody'
        commands = [line.strip() for line in (source / 'VERIFY.txt').read_text('utf-8').split('\n4. The files')[0].splitlines()
                    if line.startswith('   $ ')]
        self.assertEqual(len([line for line in commands if 'openssl' in line]), 2)
        self.assertGreater(len(commands), 10)

        def unescaped(page):
            for escape, letter in (('\\-', '-'), ('\\(aq', "'"), ('\\(ha', '^'), ('\\(ti', '~'), ('\\(ga', '`'), ('\\e', '\\')):
                page = page.replace(escape, letter)
            return [line.strip() for line in page.splitlines()]

        with tempfile.TemporaryDirectory() as folder:
            sanad('manual', '--pages', folder)
            for told in (sanad('manual').splitlines(), unescaped((pathlib.Path(folder) / 'sanad-ledger.1').read_text()),
                         unescaped((pathlib.Path(folder) / 'sanad.1').read_text()),
                         unescaped((source / 'sanad-verify.1').read_text())):
                self.assertEqual([line.strip() for line in told if line.strip().startswith('$ ')], commands)
            if shutil.which('groff'):
                # As a reader copies them from the screen.
                done = subprocess.run(['groff', '-man', '-Tutf8', '-P-c', '-rLL=200n', source / 'sanad-verify.1'],
                                      capture_output=True, text=True)
                drawn = [line.strip() for line in re.sub('.\b', '', done.stdout).splitlines()]
                self.assertEqual([line for line in drawn if line.startswith('$ ')], commands)

    def test_the_help_of_the_verifier_and_of_the_desktop_shows_examples(self):
        for name in ('sanad-verify', 'sanad-gui'):
            told = told_of_itself(name)
            if told is not None:
                self.assertRegex(told, rf'(?m)^Examples?:\n  {name} ')

    def test_the_pages_written_by_hand_hold_every_option_of_their_program(self):
        source = pathlib.Path(__file__).resolve().parents[2]
        for page, name in (('core/custody/sanad-verify.1', 'sanad-verify'), ('gui/sanad-gui.1', 'sanad-gui')):
            told = told_of_itself(name)
            if told is None:
                continue
            text = (source / page).read_text().replace('\\-', '-')
            options = set(re.findall(r'--[a-z][a-z-]+', told)) - {'--help-all', '--qmljsdebugger'}
            self.assertIn('--help', options)
            for option in sorted(options):
                self.assertIn(option, text)

    def test_the_manual_holds_every_option(self):
        manual = sanad('manual')
        for option in ('--not-examined', '--until', '--image-offset', '--jobs', '--time-zone'):
            self.assertIn(option, manual)

    def test_bash_takes_the_completion_and_completes_verbs_and_options(self):
        def completed(*words):
            script = sanad('completion', 'bash') + f'''
                COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}
                _sanad; printf '%s\\n' "${{COMPREPLY[@]}}"'''
            return subprocess.run(['bash', '-c', script], capture_output=True, text=True, check=True).stdout.split()
        self.assertEqual(completed('sanad', 'exa'), ['examine'])
        self.assertIn('create', completed('sanad', 'case', ''))
        self.assertEqual(completed('sanad', 'files', 'x.sanad', '--not-'), ['--not-examined'])
        self.assertEqual(completed('sanad', 'batch', 'run', '--jo'), ['--jobs'])

    def test_the_doctor_says_which_limits_bind_a_reader_and_that_it_has_no_network(self):
        told = json.loads(sanad('doctor', '--json'))
        self.assertIs(told['network_refused'], True)
        self.assertIs(told['conformance'], True)
        self.assertIs(told['module_conformance'], True)
        self.assertGreater(told['plugins'], 30)
        self.assertTrue(told['worker'].endswith('/sanad-worker'))
        self.assertRegex(told['bundle_verifier_sha256'], '^[0-9a-f]{64}$')
        lines = sanad('doctor')
        self.assertIn('SHA-256 ' + told['bundle_verifier_sha256'], lines)
        self.assertRegex(lines, r'(?m)^ok +modules +\d+ known values through the worker and windows.shell_link, as they were written$')
        self.assertRegex(lines, rf"(?m)^ok +plugins +{told['plugins']} in /")
        self.assertRegex(lines, r'(?m)^ok +network +a reader that asks for a socket is killed on the spot$')
        # A sanitizer maps terabytes: a build with one has no limit on memory, and says so.
        line = re.search(r'(?m)^(ok|NO) +resource limits +readers get (at most 1024 MiB of memory|memory WITHOUT LIMIT), '
                         r'(\d+) open files, 0 bytes of written and 0 of core files$', lines)
        self.assertTrue(line, lines)
        self.assertLessEqual(int(line[3]), 1024)
        self.assertEqual((line[1] == 'ok', line[2] != 'memory WITHOUT LIMIT'), (told['resource_limits'],) * 2)

    def test_a_command_that_makes_no_sense_ends_with_64(self):
        for words in ([], ['nonsense'], ['files', '--nonsense'], ['case'], ['completion', 'fish']):
            sanad(*words, status=64)

    def test_the_version_is_told(self):
        self.assertRegex(sanad('--version'), r'^sanad \d+\.\d+\.\d+')
        self.assertTrue(program)


if __name__ == '__main__':
    unittest.main()
