#!/usr/bin/env python3
"""sanad report: the page and the paper hold what the case and its marks hold, in both languages, whatever names say.

SANAD_UPDATE_GOLDEN=1 writes the golden texts anew."""
import base64
import getpass
import hashlib
import html.parser
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import unicodedata
import unittest

from at_work import AtWork, events
from lantern import ExaminedCase, LanternCase, json_lines, program, root, sanad
from modules_test import make_tar

corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root.parent / 'shared/corpus'))
golden = pathlib.Path(__file__).with_name('report_golden')
direction_marks = dict.fromkeys([0x200e, 0x200f, *range(0x202a, 0x202f), *range(0x2066, 0x206a)])
needs_poppler = unittest.skipUnless(shutil.which('pdftotext'), 'pdftotext (poppler-utils) is not installed')


def letters(text):
    """Without the blanks of layout and the marks of direction."""
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', text.translate(direction_marks)))


class Page(html.parser.HTMLParser):
    """What a browser would make of it, as far as this needs."""
    blocks = {'p', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'li', 'div', 'footer'}

    def __init__(self, path):
        super().__init__()
        self.tags, self.attributes, self.lines, self.open = [], [], [''], []
        self.feed(path.read_text('utf-8'))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        if tag in self.blocks:
            self.lines.append('')
        if tag not in ('meta', 'img', 'br', 'hr', 'col'):
            self.open.append(tag)
        if tag in ('td', 'th') and self.lines[-1]:
            self.lines[-1] += ' | '

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        if 'style' not in self.open:
            self.lines[-1] += data

    def text(self):
        return '\n'.join(filter(None, (re.sub(r'\s+', ' ', line).strip() for line in self.lines)))

    def check_self_contained(self, test):
        test.assertEqual(self.open, [])
        test.assertFalse({'script', 'iframe', 'object', 'embed', 'link', 'form', 'base'} & set(self.tags))
        for tag, name, value in self.attributes:
            test.assertFalse(name.startswith('on') or name == 'style', (tag, name, value))
            if name == 'href':
                test.assertRegex(value, r'^#h\d+$')
            if name == 'src':
                test.assertRegex(value, r'^data:image/(png|svg\+xml);base64,')
        test.assertEqual(sum(name == 'http-equiv' and value == 'Content-Security-Policy'
                             for _, name, value in self.attributes), 1)


def paper_text(path, *options):
    return subprocess.run(['pdftotext', *options, path, '-'], check=True, capture_output=True).stdout.decode()


def steady(text):
    """Without what differs from run to run: clocks, versions, builds, places."""
    text = re.sub(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?(?:[+-]\d\d:\d\d)?', 'TIME', text)
    text = re.sub(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d', 'TIME', text)
    text = re.sub(r'\b[0-9a-f]{64}\b', 'SHA256', text)
    text = re.sub(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'UUID', text)
    # Which passes there are, what they find and whether pictures can be decoded here differs from build to build.
    text = re.sub(r'(?m)^((?:Hash sets|Identifiers|Full text|ہیش سیٹ|شناختی|مکمل متن)[^|\n]*) \|.*$', r'\1 | PASS', text)
    text = re.sub(r'(?m)^(?:The picture, |Picture \||تصویر).*\n', '', text)
    text = re.sub(r'[0-9A-Z]{4}(-[0-9A-Z]{4}){7}-.', 'RECEIPT', text)
    text = re.sub(r'\b' + re.escape(getpass.getuser()) + r'\b', 'ACCOUNT', text)
    # Which modules there are, and what they find, is tested elsewhere.
    text = re.sub(r'(?m)^(?:[^|\n]* \([a-z_]+\.[a-z_]+\)|[a-z]+\.[a-z_]+(?: [\d.]+)?|sanad-reader) \|.*\n', '', text)
    text = re.sub(r'\b[0-9A-HJKMNP-TV-Z]{26}\b', 'ID', text)
    return re.sub(r'\b\d+(?:,\d{3})*\b', 'N', text)


class Lantern(LanternCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picture = next(row for row in cls.listed if row['path'].endswith('/IMG_0001.JPG') and row.get('sha256'))
        cls.deleted = next(row for row in cls.listed if row['state'] == 'deleted' and row.get('sha256') and row['size'])
        cls.found, = json_lines('find', cls.case, 'file.downloaded')
        sanad('tag', 'add', cls.case, 'relevant', cls.picture['id'], cls.deleted['id'], '--comment', 'رقم کی منتقلی')
        sanad('tag', 'add', cls.case, 'origin', '--artifact', cls.found['source']['id'])
        sanad('note', 'add', cls.case, 'the owner speaks Pashto')
        sanad('note', 'add', cls.case, 'as in the threat', '--file', cls.deleted['id'])
        cls.out = cls.folder / 'reports'
        words = ['report', cls.case, '--out', cls.out, '--lang', 'en', '--lang', 'ur']
        if not shutil.which('pdftotext'):
            words += ['--format', 'html']
        cls.issued = json_lines(*words)
        cls.file = {(row['language'], row['format']): pathlib.Path(row['file']) for row in cls.issued}

    def facts(self):
        """What has to be in every report of this case."""
        summary = json.loads(sanad('case', 'show', self.case, '--json'))['images'][0]
        yield summary['sha256']
        yield summary['md5']
        yield summary['block_tree']
        for row in (self.picture, self.deleted):
            yield row['sha256']
            yield row['path']
        yield self.found['source']['path']
        yield 'setup.exe'
        yield 'https://downloads.example/'
        yield 'the owner speaks Pashto'
        yield 'as in the threat'
        yield 'windows.zone_identifier 1.0.0'
        for row in json.loads(sanad('case', 'show', self.case, '--json'))['images'][0]['file_systems']:
            yield row['label']

    def test_the_page_holds_every_fact_and_nothing_that_runs(self):
        for language in ('en', 'ur'):
            page = Page(self.file[language, 'html'])
            page.check_self_contained(self)
            text = letters(page.text())
            for fact in (*self.facts(), 'رقم کی منتقلی'):
                self.assertTrue(letters(fact) in text, (language, fact))

    @needs_poppler
    def test_the_paper_holds_every_fact_in_text_that_can_be_searched(self):
        for language in ('en', 'ur'):
            text = letters(paper_text(self.file[language, 'pdf'], '-raw'))
            for fact in self.facts():
                self.assertTrue(letters(fact) in text, (language, fact))

    @needs_poppler
    def test_coverage_stands_on_the_second_page(self):
        second = paper_text(self.file['en', 'pdf'], '-f', '2', '-l', '2', '-layout')
        self.assertIn('What was examined, and what was not', second)
        for label in ('CAMERA', 'WORK', 'HOME'):
            self.assertIn(label, second)
        # However many modules there are: what hash sets left out, and how much was indexed, stand before them.
        for line in ('Hash sets', 'Identifiers', 'Full text'):
            self.assertIn(line, second.split('Modules, by what')[0])

    def test_the_size_of_the_index_is_that_of_all_its_files(self):
        size = sum(path.stat().st_size for path in (self.case / 'index.db', *(self.case / 'index').iterdir()))
        self.assertIn(f'index.db and index/, {size:,} bytes together', Page(self.file['en', 'html']).text())

    def test_counts_of_coverage_agree_with_the_listing(self):
        page = Page(self.file['en', 'html']).text()
        for number, label in enumerate(('CAMERA', 'WORK', 'HOME'), 1):
            read = {row['content']: row['size'] for row in self.listed
                    if row['file_system'] == number and row.get('content_state') == 'done'}
            self.assertIn(f'{len(read):,} contents, {sum(read.values()):,} bytes',
                          next(line for line in page.splitlines() if f'"{label}"' in line))

    def test_each_file_is_on_record_by_its_digest_as_a_draft(self):
        recorded = {event['body']['report']: event for event in events(self.case) if event['type'] == 'report.issue'}
        for row in self.issued:
            content = pathlib.Path(row['file']).read_bytes()
            self.assertEqual(hashlib.sha256(content).hexdigest(), row['sha256'])
            self.assertEqual(recorded[row['sha256']]['body']['state'], 'draft')
            # The first of its title, whatever else was issued before it.
            self.assertEqual(recorded[row['sha256']]['body'] | {'report': ''}, {
                'report': '', 'title': f'Report of examination ({row["language"]}, {row["format"]})', 'version': '1',
                'state': 'draft'})
            self.assertEqual((row['tags'], row['notes'], row['things']), (3, 2, 3))
        self.assertIn('DRAFT', Page(self.file['en', 'html']).text())
        self.assertIn('مسودہ', Page(self.file['ur', 'html']).text())

    @unittest.skipUnless((pathlib.Path(program).parent / 'sanad-render').exists(), 'sanad-render is not built')
    def test_tagged_pictures_are_pixels_of_ours_and_blurred_unless_asked(self):
        pictures = [row for row in self.listed if row['id'] in (self.picture['id'], self.deleted['id']) and
                    row['mime_type'].startswith('image/')]

        def shown(name, *words):
            out = self.folder / name
            sanad('report', self.case, '--out', out, '--format', 'html', *words)
            page = Page(out)
            page.check_self_contained(self)
            sources = [value for tag, attribute, value in page.attributes if attribute == 'src' and 'image/png' in value]
            return page.text(), [base64.b64decode(value.split(',')[1]) for value in sources]

        text, blurred = shown('blurred.html')
        self.assertEqual(len(blurred), len(pictures))
        self.assertIn('blurred on purpose', text)
        for png in blurred:
            self.assertEqual(png[:8], b'\x89PNG\r\n\x1a\n')
            self.assertLessEqual(max(struct.unpack_from('>II', png, 16)), 14)
        accesses = [event for event in events(self.case) if event['type'] == 'access.session']
        self.assertEqual(accesses[-1]['body']['what'], 'blurred pictures for a report')
        self.assertEqual(accesses[-1]['body']['count'], len(pictures))
        text, clear = shown('clear.html', '--show-media')
        self.assertEqual(max(struct.unpack_from('>II', clear[0], 16)), 240)
        evidence = sanad('cat', self.case, self.picture['id'], binary=True)
        self.assertFalse(any(evidence[:64] in png for png in clear))
        text, none = shown('none.html', '--no-media')
        self.assertEqual(none, [])
        self.assertIn('not shown', text)

    def test_a_report_is_never_written_over_another(self):
        before = self.file['en', 'html'].read_bytes()
        sanad('report', self.case, '--out', self.out, '--format', 'html', status=64)
        self.assertEqual(self.file['en', 'html'].read_bytes(), before)
        sanad('report', self.case, '--out', self.folder / 'one.pdf', '--format', 'html', status=64)

    def test_the_ending_of_one_file_says_its_form_and_other_endings_are_refused_by_name(self):
        made, = json_lines('report', self.case, '--out', self.folder / 'inferred.HTML', '--no-media')
        self.assertEqual((made['format'], pathlib.Path(made['file']).name), ('html', 'inferred.HTML'))
        Page(self.folder / 'inferred.HTML').check_self_contained(self)
        sanad('report', self.case, '--out', self.folder / 'two.html', '--lang', 'en', '--lang', 'ur', status=64)
        word = self.folder / 'report.docx'
        done = subprocess.run([program, 'report', self.case, '--out', word], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 64)
        self.assertIn('ends in .html or .pdf, and .docx is neither', done.stderr)
        self.assertFalse(word.exists())
        # A folder may be called so when it is meant; one that is there is a folder.
        for _ in 'new', 'there':
            made, = json_lines('report', self.case, '--out', f'{word}/', '--format', 'html', '--no-media')
            self.assertEqual(pathlib.Path(made['file']).parent, word)
            pathlib.Path(made['file']).unlink()

    def test_the_machine_s_own_key_is_no_police_station(self):
        self.assertIn('Police station or circle | NOT RECORDED', Page(self.file['en', 'html']).text())

    def test_tagged_only_leaves_out_what_else_was_found(self):
        out = self.folder / 'tagged.html'
        sanad('report', self.case, '--out', out, '--format', 'html', '--tagged-only')
        page = Page(out).text()
        self.assertNotIn('What else was found', page)
        self.assertIn(self.picture['sha256'], page)
        self.assertIn('What else was found', Page(self.file['en', 'html']).text())

    def test_the_words_of_the_report_are_the_golden_ones(self):
        for language in ('en', 'ur'):
            text = steady(Page(self.file[language, 'html']).text()) + '\n'
            path = golden / f'lantern.{language}.txt'
            if os.environ.get('SANAD_UPDATE_GOLDEN'):
                golden.mkdir(exist_ok=True)
                path.write_text(text, 'utf-8')
            self.assertEqual(text, path.read_text('utf-8'), f'SANAD_UPDATE_GOLDEN=1 writes {path} anew')

    @unittest.skipUnless(shutil.which('chromium'), 'chromium is not installed')
    def test_chromium_shows_the_page_and_has_nothing_to_refuse(self):
        done = subprocess.run(['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--dump-dom',
                               '--enable-logging=stderr', f'--user-data-dir={self.folder}/chromium',
                               self.file['ur', 'html'].as_uri()], capture_output=True, timeout=120)
        self.assertIn(self.picture['sha256'], done.stdout.decode())
        self.assertNotIn('Content Security Policy', done.stderr.decode(errors='replace'))


def pages_drawn(path, folder):
    """Of every page that pdftoppm draws, how many of its pixels are not white."""
    subprocess.run(['pdftoppm', '-r', '40', '-gray', path, folder / 'page'], check=True)
    for page in sorted(folder.glob('page*.pgm')):
        _, _, _, pixels = page.read_bytes().split(b'\n', 3)
        yield sum(pixel < 200 for pixel in pixels)
        page.unlink()


@unittest.skipUnless((corpus / 'files/scenario/visible/s2/usb.E01').exists(), 'skipped: no corpus')
class ScenarioTwo(ExaminedCase):
    """The report of a USB stick in two languages, word for word, and as a browser and a reader of PDF show it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examine(corpus / 'files/scenario/visible/s2/usb.E01', name='s2')
        cls.tagged = [row for row in json_lines('files', cls.case) if row['path'] in
                      ('/deleted one.txt', '/دستاویزات/فہرست عثمان.txt', '/exfat_readme.txt')]
        sanad('tag', 'add', cls.case, 'relevant', *[row['id'] for row in cls.tagged], '--comment', 'رقم کی منتقلی')
        sanad('note', 'add', cls.case, 'found in the left pocket')
        words = [] if shutil.which('pdftotext') else ['--format', 'html']
        cls.file = {(row['language'], row['format']): pathlib.Path(row['file']) for row in
                    json_lines('report', cls.case, '--out', cls.folder / 'reports', '--lang', 'en', '--lang', 'ur',
                               '--tagged-only', *words)}

    def compare(self, text, name):
        path = golden / name
        if os.environ.get('SANAD_UPDATE_GOLDEN'):
            path.write_text(text, 'utf-8')
        self.assertEqual(text, path.read_text('utf-8'), f'SANAD_UPDATE_GOLDEN=1 writes {path} anew')

    def test_the_words_of_the_page_are_the_golden_ones(self):
        for language in ('en', 'ur'):
            self.compare(steady(Page(self.file[language, 'html']).text()) + '\n', f's2.{language}.txt')

    @needs_poppler
    def test_every_page_of_the_paper_is_drawn_and_says_what_the_page_says(self):
        for language in ('en', 'ur'):
            drawn = list(pages_drawn(self.file[language, 'pdf'], self.folder))
            self.assertGreater(len(drawn), 4)
            self.assertGreater(min(drawn), 300, drawn)
            paper = letters(paper_text(self.file[language, 'pdf'], '-raw'))
            for row in self.tagged:
                # A path in Urdu comes out of a PDF in the order in which its letters stand on the paper.
                for fact in (row['sha256'], row['md5'], *([row['path']] if row['path'].isascii() else [])):
                    self.assertTrue(letters(fact) in paper, (language, fact))
        # In English every cell of the golden page stands in the paper too, whatever is set in columns there.
        paper = letters(paper_text(self.file['en', 'pdf'], '-raw'))
        cells = [cell for line in Page(self.file['en', 'html']).text().splitlines() for cell in line.split(' | ')]
        missing = [cell for cell in cells if letters(cell) not in paper]
        self.assertLess(len(missing), len(cells) // 10, missing)

    @unittest.skipUnless(shutil.which('chromium'), 'chromium is not installed')
    def test_chromium_shows_the_page_and_has_nothing_to_refuse(self):
        for language in ('en', 'ur'):
            picture = self.folder / f'{language}.png'
            options = ['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr',
                       f'--user-data-dir={self.folder}/chromium']
            page = self.file[language, 'html'].as_uri()
            done = subprocess.run([*options, '--dump-dom', page], capture_output=True, timeout=120)
            for row in self.tagged:
                self.assertIn(row['sha256'], done.stdout.decode())
            self.assertNotIn('Content Security Policy', done.stderr.decode(errors='replace'))
            subprocess.run([*options, f'--screenshot={picture}', '--window-size=1000,1400', page], capture_output=True,
                           timeout=120)
            # A blank page of this size packs into some five thousand bytes.
            self.assertGreater(picture.stat().st_size, 30_000)


@unittest.skipUnless((corpus / 'files/scenario/visible/s1/s1.E01').exists(), 'no corpus')
class ScenarioOne(unittest.TestCase):
    def test_what_is_tagged_stands_in_the_report_as_the_answers_of_the_scenario_say(self):
        answers = json.loads((corpus / 'files/scenario/visible/s1/ANSWERS.json').read_text('utf-8'))
        with tempfile.TemporaryDirectory(prefix='sanad-report-') as name:
            case = pathlib.Path(name) / 's1.sanad'
            sanad('examine', corpus / 'files/scenario/visible/s1/s1.E01', '--case', case)
            wanted = {each['sha256']: each for each in answers['files'] if each.get('sha256') and each.get('size')}
            sanad('tag', 'add', case, 'answer', *[word for digest in wanted for word in ('--sha256', digest)])
            marked = json_lines('bookmark-list', case)
            self.assertEqual({mark['sha256'] for mark in marked}, set(wanted))
            words = [] if shutil.which('pdftotext') else ['--format', 'html']
            made = json_lines('report', case, '--out', pathlib.Path(name) / 'reports', '--lang', 'en', '--lang', 'ur', *words)
            for row in made:
                path = pathlib.Path(row['file'])
                text = letters(Page(path).text() if row['format'] == 'html' else paper_text(path, '-raw'))
                self.assertTrue(answers['media']['sha256'] in text, answers['media']['sha256'])
                self.assertTrue(answers['media']['md5'] in text, answers['media']['md5'])
                self.assertTrue(answers['ewf']['case_number'] in text, answers['ewf']['case_number'])
                for digest, each in wanted.items():
                    self.assertTrue(digest in text, digest)
                    if row['format'] == 'html':
                        self.assertTrue(letters(each['path']) in text, letters(each['path']))
                    # FAT keeps local time; what was deleted had its times not set yet.
                    if each.get('mtime') and each['partition'] != 1 and 'deleted' not in (each.get('note') or ''):
                        self.assertTrue(letters(each['mtime']) in text, each)
                for partition in answers['partitions']:
                    self.assertTrue(letters(partition['label']) in text, letters(partition['label']))


class HostileNames(unittest.TestCase):
    names = ['<script>alert(1)</script>.txt', '"><img src=x onerror=alert(1)>.txt', "'; DROP TABLE mark; --.txt",
             'up/%2e%2e/..hidden/..%2f..%2fetc.txt', 'invoice\u202Egpj.exe', 'two\nlines\r.txt', '\u2066isolate\u2069.txt',
             'الف\u200Fبے.txt', '&amp;&lt;.txt', ' .txt', '\ufdd0\uffff.txt', '-rf.txt', '=1+1.csv',
             'deep/' + 'x' * 200 + '/' + '/'.join('y' * 240 for _ in range(15)) + '/' + 'z' * 190 + '.txt']

    def test_they_break_neither_page_nor_paper(self):
        with tempfile.TemporaryDirectory(prefix='sanad-report-') as name:
            folder = pathlib.Path(name)
            make_tar(folder / 'hostile.tar', {each: f'content {n}\n'.encode() for n, each in enumerate(self.names)})
            case = folder / 'hostile.sanad'
            sanad('examine', folder / 'hostile.tar', '--case', case)
            rows = [row for row in json_lines('files', case, '--kind', 'regular') if row['size']]
            self.assertEqual(len(rows), len(self.names))
            self.assertGreater(max(len(row['path']) for row in rows), 4000)
            sanad('tag', 'add', case, '<b>bold</b>\u202E', *[row['id'] for row in rows], '--comment', '</td><script>x')
            sanad('note', 'add', case, '<svg onload=alert(1)>\u2066')
            words = [] if shutil.which('pdftotext') else ['--format', 'html']
            made = json_lines('report', case, '--out', folder / 'reports', '--lang', 'en', '--lang', 'ur', *words)
            self.assertEqual({row['things'] for row in made}, {len(self.names)})
            for row in made:
                path = pathlib.Path(row['file'])
                if row['format'] == 'html':
                    page = Page(path)
                    page.check_self_contained(self)
                    text = page.text()
                    raw = path.read_text('utf-8')
                    self.assertFalse(set(raw) & set('\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f'))
                else:
                    text = paper_text(path, '-raw')
                    self.assertNotIn('\u202e', text)
                text = letters(text)
                for each in rows:
                    self.assertTrue(each['sha256'] in text, each['sha256'])
                for seen in ('<script>alert(1)</script>.txt', 'invoice\\u{202e}gpj.exe', 'two\\nlines', 'z' * 190,
                             "';DROPTABLEmark;--.txt"):
                    self.assertTrue(letters(seen) in text, (seen, row['file']))


class Reviewed(AtWork):
    def test_a_report_is_final_only_after_somebody_else_accepted_what_it_says(self):
        desk = self.home('desk')
        people = [('r.vance', ('examiner', 'investigating_officer', 'lab_manager')), ('m.iqbal', ('reviewer',))]
        officers = []
        for person, roles in people:
            desk.create(person, *roles)
            desk.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])
            if officers:
                request = self.folder / f'{person}.request'
                asked = [word for officer in officers for word in ('--officer', officer)]
                desk.sanad('identity', 'request', person, *asked, '--out', request, passphrases=['words of ' + person])
                for officer in officers:
                    desk.sanad('identity', 'enrol', request, '--as', officer, passphrases=['words of ' + officer])
            officers.append(person)
        desk.sanad('identity', 'agency', '--name', 'Cyber Lab <Islamabad>', '--address', 'Sector H-9')
        case = self.folder / 'op.sanad'
        make_tar(self.folder / 'disk.tar', {'letter.txt': b'dear bank\n', 'other.txt': b'nothing\n'})
        desk.sanad('case', 'create', case, '--as', 'r.vance')
        warrant = json.loads(desk.sanad('custody', 'authority', case, '--as', 'r.vance', '--kind', 'search_warrant', '--number',
                                        '17', '--issuer', 'Sessions Court', '--date', '2026-01-05', '--scope', 'all',
                                        '--json', '--yes'))['id']
        desk.sanad('examine', self.folder / 'disk.tar', '--case', case, '--as', 'r.vance', '--authority', warrant)
        letter = next(row['id'] for row in map(json.loads, desk.sanad('files', case, '--json').splitlines())
                      if row['path'].endswith('letter.txt'))
        desk.sanad('tag', 'add', case, 'relevant', letter, '--as', 'r.vance')

        def report(name, *words, status=0):
            out = self.folder / name
            done = desk.run('report', case, '--out', out, '--format', 'html', '--json', *words)
            self.assertEqual(done.returncode, status, done.stderr)
            return (json.loads(done.stdout), Page(out).text()) if status == 0 else done.stderr.decode()

        draft, text = report('draft.html', '--as', 'r.vance')
        self.assertIn('DRAFT', text)
        self.assertIn('Cyber Lab <Islamabad>', text)
        self.assertIn('r.vance', text)
        said = report('early.html', '--reviewed-by', 'm.iqbal', '--as', 'r.vance', status=64)
        self.assertIn('no review of this report by that person', said)
        # The author cannot be the reviewer (V-15).
        desk.refused('custody', 'review', case, '--issue', draft['issue'], '--outcome', 'accepted', '--remarks', 'none',
                     '--as', 'r.vance')
        desk.sanad('custody', 'review', case, '--issue', draft['issue'], '--outcome', 'changes_wanted', '--remarks', 'why?',
                   '--as', 'm.iqbal')
        self.assertIn('changes_wanted', report('no.html', '--reviewed-by', 'm.iqbal', '--as', 'r.vance', status=64))
        desk.sanad('custody', 'review', case, '--issue', draft['issue'], '--outcome', 'accepted', '--remarks', 'none',
                   '--as', 'm.iqbal')
        final, text = report('final.html', '--reviewed-by', 'm.iqbal', '--as', 'r.vance')
        self.assertEqual(final['state'], 'final')
        self.assertEqual(final['content_sha256'], draft['content_sha256'])
        self.assertNotIn('DRAFT', text)
        self.assertIn('Reviewed and accepted by m.iqbal', text)
        issued = [event for event in events(case) if event['type'] == 'report.issue'][-1]
        self.assertEqual((issued['body']['report'], issued['body']['state']), (final['sha256'], 'final'))
        # What was accepted is not what would be printed now.
        desk.sanad('note', 'add', case, 'one more thing', '--as', 'r.vance')
        said = report('late.html', '--reviewed-by', 'm.iqbal', '--as', 'r.vance', status=64)
        self.assertIn('is not what would be printed now', said)
        self.assertFalse((self.folder / 'late.html').exists())


class ATaggedText(unittest.TestCase):
    """What is tagged is printed with its first words, and each mail with its own."""

    @staticmethod
    def mail(subject, words):
        return f'From: a@example.org\nTo: b@example.org\nSubject: {subject}\nDate: Mon, 1 Jun 2009 10:00:00 +0000\n' \
               f'Message-ID: <{subject}@example.org>\n\n{words}\n'

    def test_texts_and_mails_are_printed_from_their_beginning_with_what_is_left_out_counted(self):
        with tempfile.TemporaryDirectory(prefix='sanad-report-') as name:
            folder = pathlib.Path(name)
            evidence = folder / 'evidence'
            evidence.mkdir()
            letter = 'Dear bank,\n\tرقم بھیجیں invoice\u202egpj.exe <b>now</b>\n' + 'and so on, ' * 400
            (evidence / 'letter.txt').write_text(letter, 'utf-8')
            (evidence / 'short.txt').write_text('only this\n')
            (evidence / 'box.mbox').write_text(''.join(
                f'From a@example.org Mon Jun 01 10:00:00 2009\n{self.mail(subject, words)}\n'
                for subject, words in (('one', 'the FIRST mail speaks'), ('two', 'the SECOND mail speaks'))))
            case = folder / 'texts.sanad'
            sanad('examine', evidence, '--case', case)
            rows = {row['name']: row for row in json_lines('files', case)}
            mails = {row['subject']: row['source']['id'] for row in json_lines('find', case, 'mail.message')}
            sanad('tag', 'add', case, 'relevant', rows['letter.txt']['id'], rows['short.txt']['id'])
            sanad('tag', 'add', case, 'mail', '--artifact', mails['two'])

            def text(name, *words):
                out = folder / name
                sanad('report', case, '--out', out, *words)
                if name.endswith('.pdf'):
                    return paper_text(out, '-raw')
                page = Page(out)
                page.check_self_contained(self)
                return page.text()

            page = text('texts.html')
            self.assertIn(f'Text (utf-8): the first 1,000 of {len(letter):,} characters', page)
            self.assertIn('\nDear bank,\n', page)
            self.assertIn('رقم بھیجیں invoice\\u{202e}gpj.exe <b>now</b>', page)
            self.assertRegex(page, 'and so[^\n]* …')
            self.assertRegex(page, r'Text \([^)]*\): the whole, 10 characters\nonly this')
            self.assertIn('the SECOND mail speaks', page)
            self.assertNotIn('the FIRST mail speaks', page)
            self.assertIn('of a long text no more than its beginning', page)
            bare = text('bare.html', '--no-text')
            self.assertNotIn('Dear bank', bare)
            self.assertIn('No words of files and messages are printed: --no-text', bare)
            if shutil.which('pdftotext'):
                paper = letters(text('texts.pdf'))
                for piece in ('Dear bank,', 'the SECOND mail speaks', f'the first 1,000 of {len(letter):,} characters'):
                    self.assertIn(letters(piece), paper)


class ATaggedVideo(unittest.TestCase):
    """Four seconds of one colour each, the upper left quarter black: tests/render/samples/README.md."""

    def test_it_is_shown_by_four_of_its_frames_under_its_own_digest(self):
        video = pathlib.Path(__file__).parent.parent / 'render/samples/videos/one-key-frame.mp4'
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            evidence = folder / 'phone'
            evidence.mkdir()
            shutil.copy(video, evidence / 'VID_0001.mp4')
            (evidence / 'cut.mp4').write_bytes(video.read_bytes()[:300])
            case = folder / 'phone.sanad'
            sanad('examine', evidence, '--case', case)
            sanad('tag', 'add', case, 'relevant', '--type', 'video/*')
            sanad('report', case, '--out', folder / 'clear.html', '--format', 'html', '--show-media')
            page = Page(folder / 'clear.html')
            page.check_self_contained(self)
            self.assertIn(hashlib.sha256(video.read_bytes()).hexdigest(), page.text())
            self.assertIn('Frames of the video, made smaller', page.text())
            self.assertIn('not shown: there is no video in it', page.text())
            sheet, = (base64.b64decode(value.split(',')[1]) for tag, attribute, value in page.attributes
                      if attribute == 'src' and 'image/png' in value)
            # Two by two of 96 by 64 with two points between them; as the box of 240 by 180 allows.
            self.assertEqual(struct.unpack_from('>II', sheet, 16), (194, 130))
            blurred = folder / 'blurred.html'
            sanad('report', case, '--out', blurred, '--format', 'html')
            small, = (base64.b64decode(value.split(',')[1]) for tag, attribute, value in Page(blurred).attributes
                      if attribute == 'src' and 'image/png' in value)
            self.assertLessEqual(max(struct.unpack_from('>II', small, 16)), 14)


if __name__ == '__main__':
    unittest.main()
