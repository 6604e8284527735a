#!/usr/bin/env python3
"""Reads the sample papers back with Poppler, which shares nothing with the program that set them.

papers_test.py SAMPLE_PAPERS
Every word, digest and number of each sheet is found in its paper's text; all fonts are embedded; no page is empty.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest

program = None

# Directions are marked in the text that comes out; they are no characters of the paper.
directions = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def squeezed(text):
    """What is left when the blanks that layout adds, and forms of the same letter, no longer count."""
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', text.translate(directions)))


def output(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode('utf-8')


def runs(value, kind='words'):
    """(kind, text) of everything in a sheet that is printed."""
    if isinstance(value, str):
        yield kind, value
    elif isinstance(value, list):
        for each in value:
            yield from runs(each)
    elif isinstance(value, dict):
        if set(value) == {'kind', 'text'}:
            yield value['kind'], value['text']
            return
        silent = {'block', 'emphasis', 'align', 'created', 'language', 'watermark'}
        for key, each in value.items():
            if key not in silent and not key.endswith('_hex'):
                yield from runs(each)


def holds_letters_of(word, text):
    wanted = sorted(word)
    return any(sorted(text[at:at + len(word)]) == wanted for at in range(len(text) - len(word) + 1))


def is_urdu(text):
    return any('\u0600' <= letter <= '\u06ff' for letter in text)


class Papers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([program, cls.folder.name], check=True)
        cls.papers = {path.stem: path for path in sorted(pathlib.Path(cls.folder.name).glob('*.pdf'))}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def sheets(self):
        self.assertEqual(len(self.papers), 10)
        for name, pdf in self.papers.items():
            yield name, pdf, json.loads(pdf.with_suffix('.json').read_text('utf-8'))

    def test_every_word_and_every_digest_is_found_in_the_text(self):
        for name, pdf, sheet in self.sheets():
            found = squeezed(output('pdftotext', '-raw', pdf, '-'))
            exchanged = 0
            checked = {'words': 0, 'token': 0, 'code': 0}
            for kind, text in runs(sheet):
                # A digest, path or number in one piece once its lines are joined. Of sentences each word: a line of
                # mixed directions is drawn from the left, so its words do not come in the order of reading.
                pieces = [text] if kind == 'code' and not is_urdu(text) else text.split()
                for piece in pieces:
                    # Brackets and commas between directions belong to either side.
                    piece = piece.strip('()،,;:؛۔.«»"') if kind != 'code' else piece
                    for part in re.split(r'(?<=[\u0600-\u06ff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u0600-\u06ff])', piece):
                        with self.subTest(paper=name, kind=kind, text=text, part=part):
                            if is_urdu(part) and squeezed(part) not in found:
                                # Nastaliq letters stand above each other and Poppler sorts what it reads from left to
                                # right: a word's letters are there, together, two of them exchanged.
                                self.assertTrue(holds_letters_of(squeezed(part), found))
                                exchanged += 1
                            else:
                                self.assertIn(squeezed(part), found)
                            checked[kind] += 1
            self.assertGreater(checked['words'], 50, name)
            self.assertLess(exchanged, checked['words'] / 30, name)
            self.assertGreater(checked['code'], 5, name)

    def test_digests_are_found_whole_on_one_page(self):
        for name, pdf, sheet in self.sheets():
            digests = {text for kind, text in runs(sheet) if kind == 'code' and re.fullmatch(r'[0-9a-f]{64}', text)}
            self.assertTrue(digests or name.startswith('seizure'), name)
            pages = output('pdftotext', '-raw', pdf, '-').split('\f')
            for digest in digests:
                with self.subTest(paper=name, digest=digest):
                    self.assertTrue(any(digest in re.sub(r'\s', '', page) for page in pages))

    def test_every_font_is_embedded_and_each_urdu_paper_has_nastaliq(self):
        for name, pdf, sheet in self.sheets():
            lines = output('pdffonts', pdf).splitlines()[2:]
            self.assertGreater(len(lines), 1)
            for line in lines:
                embedded, subset, to_unicode = line.split()[-5:-2]
                with self.subTest(paper=name, font=line):
                    self.assertEqual((embedded, to_unicode), ('yes', 'yes'))
            self.assertEqual('NotoNastaliqUrdu' in ''.join(lines), sheet['language'] == 'ur')

    def test_every_page_has_its_number_and_the_reference(self):
        for name, pdf, sheet in self.sheets():
            pages = output('pdftotext', '-raw', pdf, '-').split('\f')[:-1]
            for number, page in enumerate(pages, 1):
                with self.subTest(paper=name, page=number):
                    self.assertIn(sheet['reference'], page)
                    if sheet['language'] == 'en':
                        self.assertIn(f'Page {number} of {len(pages)}', page)
                    else:
                        self.assertIn('صفحہ', squeezed(page))

    def test_the_paper_is_a4_and_keeps_its_margins(self):
        for name, pdf, _ in self.sheets():
            self.assertIn('(A4)', output('pdfinfo', pdf))
            for box in re.finditer(r'xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)"', output('pdftotext', '-bbox', pdf, '-')):
                with self.subTest(paper=name, box=box[0]):
                    self.assertGreaterEqual(float(box[1]), 40)
                    self.assertLessEqual(float(box[2]), 556)


if __name__ == '__main__':
    program = sys.argv.pop(1)
    unittest.main()
