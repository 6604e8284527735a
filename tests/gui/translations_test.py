#!/usr/bin/env python3
"""Every word of the desktop has its Urdu: none missing, none left in English, the same places to fill in."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

root = pathlib.Path(__file__).resolve().parent.parent.parent
words = root / 'gui/translations/sanad_ur.ts'
lupdate = next((tool for tool in ('/usr/lib/qt6/bin/lupdate', shutil.which('lupdate')) if tool and pathlib.Path(tool).exists()), None)

# What is the same in both languages: names of formats and units.
same_in_both = re.compile(r'^[\W\d]*(%\d|%n|SHA-\d+|MD5|GUID|FILETIME|SID|UTC|HTML|PDF|PiB|[KMGT]iB|MB/s)?[\W\d]*$')
urdu_letter = re.compile('[\u0600-\u06ff]')
place = re.compile(r'%L?\d|%n')


def messages(path):
    for context in ElementTree.parse(path).getroot().findall('context'):
        for message in context.findall('message'):
            source = message.find('source').text
            translation = message.find('translation')
            forms = [form.text or '' for form in translation.findall('numerusform')] or [translation.text or '']
            yield context.find('name').text, source, forms, translation.get('type'), message.get('numerus') == 'yes'


class UrduIsComplete(unittest.TestCase):
    def test_every_text_of_the_sources_is_in_the_file_of_words(self):
        if lupdate is None:
            self.skipTest('lupdate is not installed')
        with tempfile.TemporaryDirectory() as folder:
            fresh = pathlib.Path(folder) / 'fresh.ts'
            subprocess.run([lupdate, '-silent', '-I', root, '-locations', 'none', 'gui', '-ts', fresh], cwd=root, check=True,
                           capture_output=True)
            wanted = {(context, source) for context, source, *_ in messages(fresh)}
        have = {(context, source) for context, source, *_ in messages(words)}
        self.assertGreater(len(wanted), 300)
        self.assertEqual(sorted(wanted - have), [], 'run lupdate and translate: gui/translations/README.md')

    def test_every_text_is_translated_and_says_the_same_places(self):
        wrong = []
        for context, source, forms, kind, numerus in messages(words):
            if kind in ('obsolete', 'vanished'):
                continue
            for form in forms:
                if kind == 'unfinished' or not form.strip():
                    wrong.append(f'{context}: {source!r} is not translated')
                elif not urdu_letter.search(form) and not same_in_both.match(source):
                    wrong.append(f'{context}: {source!r} is {form!r}: no Urdu')
                elif sorted(place.findall(source)) != sorted(place.findall(form)):
                    wrong.append(f'{context}: {source!r} and {form!r} have other places')
            if numerus and len(forms) != 2:
                wrong.append(f'{context}: {source!r} needs two forms')
        self.assertEqual(wrong, [])


if __name__ == '__main__':
    unittest.main()
