"""Searching as an examiner does: on the sample disk, on texts in every encoding, and on the scenarios of the corpus,
whose answers were written by those who planted the words."""
import hashlib
import io
import json
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
import zipfile

from lantern import LanternCase, json_lines, program, root, sanad

corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root.parent / 'shared/corpus')) / 'files/scenario/visible'
word = 'جرائم'
voweled = 'جُرَائِم'


def search(case, *words):
    return json_lines('search', case, *words)


def paths(rows, *places):
    return sorted({row['path'] for row in rows if not places or row['in'] in places})


def make_tar(path, files):
    with tarfile.open(path, 'w', format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_700_000_000
            tar.addfile(member, io.BytesIO(content))


class Folder(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-search-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)


# What is written into each file: a sentence with the word in its middle, so that its place is known.
before, after = 'یہ رپورٹ ', ' کے بارے میں ہے۔ 35202-1234567-1\n'
sentence = before + word + after


def in_1256(text):
    return text.replace('ی', 'ي').replace('۔', '?').encode('cp1256')


class Texts(Folder):
    """One tar with a text in every encoding that is read without being told which."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        padding = 'بہت سے الفاظ یہاں لکھے ہیں تاکہ پہچان ہو سکے۔ ' * 4
        text = padding + sentence
        cls.sizes = {'utf-8': 0}
        cls.files = {
            'utf8.txt': text.encode(),
            'utf8_mark.txt': b'\xef\xbb\xbf' + text.encode(),
            'utf16le_mark.txt': b'\xff\xfe' + text.encode('utf-16-le'),
            'utf16be_mark.txt': b'\xfe\xff' + text.encode('utf-16-be'),
            'utf16le.txt': text.encode('utf-16-le'),
            'utf16be.txt': text.encode('utf-16-be'),
            'utf32le.txt': b'\xff\xfe\0\0' + text.encode('utf-32-le'),
            'windows1256.txt': in_1256(text),
        }
        cls.other = {
            'vowels.txt': (padding + voweled).encode(),
            'joiner.txt': (padding + word[:2] + '\u200c' + word[2:]).encode(),
            'digits.txt': 'شناختی کارڈ ۳۵۲۰۲-۱۲۳۴۵۶۷-۱'.encode(),
            'english.txt': b'The wire transfer of May. A second Transfer; shaadi and shadi.\n',
            'page.html': ('<html><body><p>' + ''.join(f'&#{ord(c)};' for c in word) + '</p><!-- hiddenword -->'
                          '</body></html>').encode(),
            'large.log': ''.join(f'line{i} of the log\n' for i in range(120_000)).encode(),
            f'{word} نام.bin': b'\0\1\2\3' * 100,
        }
        inside = io.BytesIO()
        with zipfile.ZipFile(inside, 'w') as archive:
            archive.writestr(zipfile.ZipInfo('inner/letter.txt'), text)
        cls.other['letters.zip'] = inside.getvalue()
        make_tar(cls.folder / 'texts.tar', cls.files | cls.other)
        cls.case = cls.folder / 'texts.sanad'
        sanad('examine', cls.folder / 'texts.tar', '--case', cls.case)
        cls.by_path = {row['path']: row['id'] for row in json_lines('files', cls.case)}

    def test_a_word_is_found_in_every_encoding_and_its_bytes_are_named(self):
        rows = [row for row in search(self.case, word) if row['source'] == 'content']
        found = {row['path'].lstrip('/'): row for row in rows}
        for name in self.files:
            with self.subTest(name):
                row = found[name]
                self.assertTrue(row['source_exact'])
                content = self.files[name]
                bytes_of_hit = content[row['source_offset']:row['source_offset'] + row['source_length']]
                encoding = {'windows-1256': 'cp1256'}.get(row['encoding'], row['encoding'])
                self.assertEqual(bytes_of_hit.decode(encoding), row['match'])
                self.assertEqual(row['match'], word)
                self.assertIn(row['match'], row['context'])
                self.assertEqual(sanad('cat', self.case, row['file'], binary=True), content)

    def test_forms_of_the_word_are_found_folded_and_not_exactly(self):
        folded = paths(search(self.case, word), 'text')
        exact = paths(search(self.case, word, '--exact'), 'text')
        for name in ('/vowels.txt', '/joiner.txt'):
            self.assertIn(name, folded)
            self.assertNotIn(name, exact)
        self.assertIn('/page.html', exact)
        self.assertEqual(paths(search(self.case, '35202-1234567-1', '--in', 'text', '--exact')),
                         [path for path in paths(search(self.case, '35202-1234567-1', '--in', 'text'))
                          if path != '/digits.txt'])
        self.assertIn('/digits.txt', paths(search(self.case, '35202-1234567-1')))

    def test_names_and_members_of_archives_are_found(self):
        self.assertEqual(paths(search(self.case, word), 'name'), [f'/{word} نام.bin'])
        self.assertEqual(paths(search(self.case, 'name:*etter*')), ['/letters.zip', '/letters.zip/inner/letter.txt'])
        self.assertIn('/letters.zip/inner/letter.txt', paths(search(self.case, word), 'text'))
        self.assertEqual(paths(search(self.case, 'path:inner')), ['/letters.zip/inner/letter.txt'])

    def test_what_a_page_does_not_show_is_found_too(self):
        self.assertEqual(paths(search(self.case, 'hiddenword')), ['/page.html'])

    def test_operators_phrases_and_parts_of_words(self):
        english = ['/english.txt']
        self.assertEqual(paths(search(self.case, '"wire transfer"')), english)
        self.assertEqual(search(self.case, '"transfer wire"'), [])
        self.assertEqual(paths(search(self.case, 'wire AND shaadi')), english)
        self.assertEqual(search(self.case, 'wire NOT shaadi'), [])
        self.assertEqual(paths(search(self.case, 'wire NEAR/3 may')), english)
        self.assertEqual(search(self.case, 'wire NEAR/1 shadi'), [])
        self.assertEqual([row['match'] for row in search(self.case, '*ansfe*')], ['transfer', 'Transfer'])
        self.assertEqual(paths(search(self.case, 'trans* (wire OR nothing)')), english)
        self.assertEqual(len(search(self.case, '"line99999 of the log" OR line7777*')), 1 + 11)

    def test_a_query_that_makes_no_sense_is_refused_with_its_place(self):
        for query, says in (('(wire', 'a ( is not closed'), ('wire AND', 'AND needs'), ('"wire', 'quotation mark'),
                            ('NOT wire', 'must be there'), ('*ab', 'at least 3'),
                            ('wi?e', 'write wi*'), ('wire -transfer', 'write NOT transfer'),
                            ('"wire transfer"~5', 'write NEAR(wire transfer, 5)')):
            done = subprocess.run([program, 'search', self.case, query], capture_output=True, text=True)
            self.assertEqual(done.returncode, 64, query)
            self.assertIn(says, done.stderr)

    def test_people_see_counts_and_the_level_first_and_hits_with_context(self):
        told = sanad('search', self.case, 'transfer').splitlines()
        self.assertIn('1 files: 1 texts, 0 artifacts, 0 names', told[0])
        self.assertIn('folded', told[0])
        self.assertIn('loose', sanad('search', self.case, 'transfer', '--loose').splitlines()[0])
        self.assertTrue(any('⟦transfer⟧' in line for line in told))
        self.assertTrue(all(row['level'] == 'standard' for row in search(self.case, 'transfer')))
        self.assertEqual(search(self.case, 'transfer', '--loose')[0]['level'], 'loose')
        counts = json.loads(sanad('search', self.case, 'log', '--count', '--json'))
        self.assertEqual(counts['counts']['texts'], 1)
        self.assertEqual(len(search(self.case, 'log', '--limit', '7')), 7)

    def test_spellings_are_suggested_and_never_searched_for(self):
        self.assertEqual({row['match'] for row in search(self.case, 'shadi')}, {'shadi'})
        suggested = [row for row in search(self.case, 'shadi', '--suggest') if 'spelling' in row]
        self.assertEqual([(row['spelling'], row['counts']['texts']) for row in suggested], [('shaadi', 1)])
        of_beginning = [row for row in search(self.case, 'shad*', '--suggest') if 'spelling' in row]
        self.assertIn('shaadi', [row['spelling'] for row in of_beginning])
        self.assertIn('No other spelling stands in the case.', sanad('search', self.case, 'transfer', '--suggest'))
        self.assertNotIn('spelling stands', sanad('search', self.case, 'shadi', '--suggest'))

    def test_a_list_without_a_term_is_refused(self):
        for content in (b'', b'\n  \n', b'# only a remark\n'):
            terms = self.folder / 'empty.txt'
            terms.write_bytes(content)
            for raw in ([], ['--raw']):
                done = subprocess.run([program, 'search', self.case, *raw, '--list', terms], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout), (64, ''))
                self.assertIn(f'no term in {terms}', done.stderr)

    def test_a_list_gives_a_row_for_each_term_and_is_kept_with_its_digest(self):
        content = f'wire transfer\n{word}\n\n(broken\nabsent\n'.encode()
        terms = self.folder / 'terms.txt'
        terms.write_bytes(content)
        done = subprocess.run([program, 'search', self.case, '--list', terms, '--json'], capture_output=True, text=True)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(done.returncode, 2)  # one term could not be searched for, and its row says so
        self.assertEqual([row['line'] for row in rows], [1, 2, 4, 5])
        self.assertEqual([row['term'] for row in rows], ['wire transfer', word, '(broken', 'absent'])
        self.assertEqual([row['texts'] > 0 for row in rows], [True, True, False, False])
        self.assertIn('not closed', rows[2]['error'])
        counted = json.loads(sanad('search', self.case, word, '--count', '--json'))['counts']
        self.assertEqual([rows[1][what] for what in counted], list(counted.values()))
        digest = hashlib.sha256(content).hexdigest()
        self.assertTrue(all(row['list_sha256'] == digest for row in rows))
        kept = json_lines('search', self.case, '--lists')
        self.assertEqual([(row['list'], row['list_sha256'], row['content']) for row in kept],
                         [('terms.txt', digest, content.decode())])

    def test_the_same_is_found_whatever_the_number_of_workers_and_after_a_kill(self):
        queries = (word, 'log', 'wire OR name:letter', '*ansfe*')
        expected = [search(self.case, query) for query in queries]
        for workers in (1, 3):
            case = self.folder / f'workers{workers}.sanad'
            sanad('examine', self.folder / 'texts.tar', '--case', case, '--workers', str(workers))
            self.assertEqual([search(case, query) for query in queries], expected)
            shutil.rmtree(case)
        case = self.folder / 'killed.sanad'
        for wait in (0.3, 0.6):
            running = subprocess.Popen([program, 'examine', self.folder / 'texts.tar', '--case', case],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait)
            running.send_signal(signal.SIGKILL)
            running.wait()
        sanad('examine', self.folder / 'texts.tar', '--case', case)
        self.assertEqual([search(case, query) for query in queries], expected)

    def test_an_index_of_a_version_before_is_refused_by_name_and_made_again_by_the_next_ingest(self):
        """Version 1 had the same texts, and FTS5 in its shards; another fold gives other words of the same texts."""
        case = self.folder / 'older.sanad'
        shutil.copytree(self.case, case)
        words = [word, 'transfer', 'name:نام', '"line70000 of the log"', '*iddenwor*']
        expected = [search(case, terms) for terms in words]
        self.assertTrue(all(expected))
        for change in ('PRAGMA user_version = 1', "UPDATE info SET value = '0' WHERE key = 'fold'"):
            with self.subTest(change):
                with sqlite3.connect(case / 'index.db') as database:
                    database.execute(change)
                database.close()
                for shard in (case / 'index').iterdir():
                    shard.unlink()
                    with sqlite3.connect(shard) as database:
                        database.execute("CREATE VIRTUAL TABLE entry USING fts5(key, content='')")
                    database.close()
                refused = subprocess.run([program, 'search', case, word], capture_output=True, text=True)
                self.assertEqual((refused.returncode, refused.stdout), (64, ''))
                self.assertIn('index.db: made by an older version of Sanad; `sanad ingest`', refused.stderr)
                sanad('ingest', case)
                self.assertEqual([search(case, terms) for terms in words], expected)
        with sqlite3.connect(case / 'index.db') as database:
            database.execute('PRAGMA user_version = 99')
        database.close()
        for verb in ('search', 'ingest'):
            refused = subprocess.run([program, verb, case, *([word] if verb == 'search' else [])], capture_output=True,
                                     text=True)
            self.assertEqual(refused.returncode, 64)
            self.assertIn('index.db: made by a newer version of Sanad', refused.stderr)

    def test_without_an_index_the_search_says_so(self):
        case = self.folder / 'none.sanad'
        sanad('examine', self.folder / 'texts.tar', '--case', case, '--no-index')
        done = subprocess.run([program, 'search', case, 'wire'], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn('no index', done.stderr)
        self.assertFalse((case / 'index.db').exists())

    def test_plain_texts_need_no_module(self):
        case = self.folder / 'plain.sanad'
        sanad('examine', self.folder / 'texts.tar', '--case', case, '--modules', 'none')
        found = paths(search(case, word), 'text')
        for name in self.files:
            self.assertIn('/' + name, found)
        shutil.rmtree(case)


class TheSampleDisk(LanternCase):
    def test_words_of_its_texts_and_values_of_its_findings_are_found(self):
        found = [row for row in search(self.case, 'artifact:"downloads example"') if row['type'] == 'file.downloaded']
        self.assertEqual({row['artifact'] for row in found},
                         {row['source']['id'] for row in json_lines('find', self.case, 'file.downloaded')})
        self.assertIn('referrer_url', {row['attribute'] for row in found})
        self.assertEqual(paths(search(self.case, 'name:setup', '--in', 'name')),
                         sorted({row['path'] for row in self.listed if 'setup' in row['path'].lower().split('/')[-1]}))


def mail(sender, to, subject, body):
    return (f'From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 6 May 2024 10:00:00 +0500\r\n'
            f'Message-ID: <{subject.split()[0]}@lab.example>\r\n\r\n{body}\r\n').encode()


class FieldsOfFindings(Folder):
    """Two letters in which the same words stand in different places."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_tar(cls.folder / 'mail.tar', {
            'one.eml': mail('Kamran <kamran@lab.example>', 'Lateef <l@lab.example>', 'Harbour plans', 'zqglued00All is set.'),
            'two.eml': mail('Lateef <l@lab.example>', 'Kamran <kamran@lab.example>', 'Answer', 'The harbour plans arrived.')})
        cls.case = cls.folder / 'mail.sanad'
        sanad('examine', cls.folder / 'mail.tar', '--case', cls.case)

    def test_a_field_finds_its_attributes_alone(self):
        for query, expected in (('from:kamran', ['/one.eml']), ('to:kamran', ['/two.eml']), ('sender:Lateef', ['/two.eml']),
                                ('subject:harbour', ['/one.eml']), ('subject:"harbour pl*"', ['/one.eml']),
                                ('body:"harbour plans"', ['/two.eml']), ('from:lateef subject:answer', ['/two.eml']),
                                ('from:kamran subject:answer', []), ('message_id:harbour', ['/one.eml']),
                                ('subject:harbour OR body:harbour', ['/one.eml', '/two.eml']),
                                ('from:(kamran OR lateef) NOT subject:answer', ['/one.eml'])):
            # What an attachment or a part is called, by the letter it is in.
            self.assertEqual(sorted({path[:8] for path in paths(search(self.case, query))}), expected, query)
        self.assertEqual({row['attribute'] for row in search(self.case, 'from:kamran') if row['in'] == 'artifact'}, {'from'})
        self.assertEqual({row['attribute'] for row in search(self.case, 'to:kamran OR subject:answer')
                          if row['in'] == 'artifact' and row['type'] == 'mail.message'}, {'to', 'subject'})

    def test_an_unknown_field_is_refused_with_those_there_are(self):
        done = subprocess.run([program, 'search', self.case, 'sendr:kamran'], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (64, ''))
        for says in ('no field is called "sendr"', 'from', 'subject', 'quotation marks'):
            self.assertIn(says, done.stderr)
        self.assertIn('from:', sanad('search', '--help'))

    def test_words_that_stand_only_within_longer_ones_are_told_and_not_shown(self):
        done = subprocess.run([program, 'search', self.case, 'zqglued00', '--json'], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ''))
        self.assertIn('1 files hold them within longer ones', done.stderr)
        terms = self.folder / 'glued.txt'
        terms.write_text('# glued\nzqglued00\nnowhere00\nharbour\n', encoding='utf-8')
        rows = {row['term']: row for row in json_lines('search', self.case, '--list', terms)}
        self.assertEqual(set(rows), {'zqglued00', 'nowhere00', 'harbour'})
        self.assertEqual((rows['zqglued00']['files'], rows['zqglued00']['files_with_longer_words']), (0, 1))
        self.assertNotIn('files_with_longer_words', rows['nowhere00'])
        self.assertNotIn('files_with_longer_words', rows['harbour'])


@unittest.skipUnless((corpus / 's6').is_dir(), 'skipped: no corpus')
class UrduInEveryForm(Folder):
    """Scenario s6: words in every encoding and form; which files hold them was written down by their maker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.answers = json.loads((corpus / 's6/ANSWERS.json').read_text(encoding='utf-8'))
        cls.case = cls.folder / 's6.sanad'
        sanad('examine', corpus / 's6/files', '--case', cls.case)

    def files(self, query, *options):
        """Files of the scenario, whatever was taken out of them counted as theirs."""
        planted = [row['path'] for row in self.answers['files']]
        found = set()
        for row in search(self.case, query, *options):
            path = 'files' + row['path']
            found.add(next((whole for whole in planted if path == whole or path.startswith(whole + '/')), path))
        return sorted(found)

    def test_every_word_is_found_where_it_was_planted_after_folding_and_nowhere_else(self):
        for query in self.answers['queries']:
            with self.subTest(query['query']):
                self.assertEqual(self.files(query['query'], '--in', 'text,artifact'),
                                 sorted(query['files_after_full_normalisation']))

    def test_every_word_is_found_where_it_stands_in_exactly_these_letters(self):
        for query in self.answers['queries']:
            with self.subTest(query['query']):
                expected = set(query['files_exact_codepoints'])
                # The answers leave out a file typed with Arabic letters even where the word has none of those that
                # differ: its bytes are then the query's, as they stand.
                arabic = corpus / 's6/files/arabic_letters.txt'
                if query['query'].encode() in arabic.read_bytes():
                    expected.add('files/arabic_letters.txt')
                self.assertEqual(self.files(query['query'], '--in', 'text,artifact', '--exact'), sorted(expected))

    def test_words_in_names(self):
        for query, expected in self.answers['name_hits'].items():
            self.assertEqual(self.files(query, '--in', 'name'), expected)


@unittest.skipUnless((corpus / 's1').is_dir(), 'skipped: no corpus')
class TheScenarioDisk(Folder):
    """Scenario s1: keywords planted in documents, mail, a registry, archives, deleted files and streams."""

    # Not in any file: slack and unallocated space are searched byte by byte (--raw).
    in_no_file = {'slack', 'carvedpdf', 'carvedzip', 'unallocated', 'unalloc16'}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.answers = json.loads((corpus / 's1/ANSWERS.json').read_text(encoding='utf-8'))
        cls.case = cls.folder / 's1.sanad'
        sanad('examine', corpus / 's1/s1.E01', '--case', cls.case)

    def test_every_keyword_in_a_file_is_found(self):
        terms = self.folder / 'keywords.txt'
        terms.write_text('\n'.join(self.answers['keywords']), encoding='utf-8')
        rows = {row['term']: row for row in json_lines('search', self.case, '--list', terms)}
        missing = sorted(place for term, place in self.answers['keywords'].items()
                         if place not in self.in_no_file and rows[term]['files'] == 0)
        self.assertEqual(missing, [])

    def test_urdu_words_are_found_in_the_files_that_hold_them(self):
        for query, where in self.answers['urdu_words'].items():
            found = {row['path'] for row in search(self.case, query, '--in', 'text,artifact')}
            for path in where['in_files']:
                self.assertTrue(any(one == path or one.startswith(path + '/') for one in found), (query, path))


if __name__ == '__main__':
    unittest.main()
