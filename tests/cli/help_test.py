#!/usr/bin/env python3
"""What the program says of itself."""
import re
import subprocess
import unittest

from lantern import program, sanad


def verbs():
    """Every verb as the completion knows it: ['case create', 'files', …]."""
    return [words.strip() for words in re.findall(r'^ *"([^"]*)"\) words=', sanad('completion', 'bash'), re.M)]


class Help(unittest.TestCase):
    def test_the_help_of_every_verb_shows_examples(self):
        self.assertGreater(len(verbs()), 15)
        for verb in verbs():
            with self.subTest(verb):
                text = sanad(*verb.split(), '--help')
                nouns_alone = verb in ('case', 'evidence', 'batch')
                self.assertTrue(nouns_alone or re.search(r'^Examples?:\n  sanad ', text, re.M), text)

    def test_the_man_page_names_every_verb_and_is_sound_troff(self):
        page = sanad('manual', '--man')
        for verb in verbs():
            self.assertIn('sanad ' + verb.replace('-', '\\-') if verb else '.TH SANAD 1', page)
        self.assertNotIn('\n.B \n', page)

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

    def test_a_command_that_makes_no_sense_ends_with_64(self):
        for words in ([], ['nonsense'], ['files', '--nonsense'], ['case'], ['completion', 'fish']):
            sanad(*words, status=64)

    def test_the_version_is_told(self):
        self.assertRegex(sanad('--version'), r'^sanad \d+\.\d+\.\d+')
        self.assertTrue(program)


if __name__ == '__main__':
    unittest.main()
