#!/usr/bin/env python3
"""sanad search --raw: every byte of the evidence, against what grep finds in the same bytes and what was planted there."""
import gzip
import hashlib
import io
import json
import lzma
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tarfile
import unittest
import zipfile
import zlib

from lantern import ExaminedCase, LanternCase, program, samples, sanad

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'search'))
import planted  # noqa: E402
from raw_truth import bytes_offsets, corpus, dftt_strings, dftt_tables, grep_offsets  # noqa: E402


def search(case, *words, status=0):
    """Hits, and the account of each image."""
    rows = [json.loads(line) for line in sanad('search', case, '--raw', *words, '--json', status=status).splitlines()]
    return [row for row in rows if 'scanned' not in row], [row['scanned'] for row in rows if 'scanned' in row]


def search_each(case, patterns, *options):
    """Hits by pattern, of one search for all of them."""
    found = {pattern: [] for pattern in patterns}
    first, *more = found
    for hit in search(case, first, *(word for pattern in more for word in ('-e', pattern)), *options)[0]:
        found[hit['pattern']].append(hit)
    return found


def plain(hits, encoding='UTF-8'):
    """Offsets of hits that lie in one piece in the image as they are."""
    return {hit['image_offset'] for hit in hits if hit['encoding'] == encoding and 'image_offset' in hit and
            not hit.get('continues_at') and not hit.get('repaired')}


class CaseOf(ExaminedCase):
    """Subclasses examine one image of the corpus."""

    @classmethod
    def examine(cls, image, modules='none'):
        super().examine(image, '--modules', modules)

    @classmethod
    def setUpClass(cls):
        if not corpus.exists():
            raise unittest.SkipTest('skipped: no corpus')
        super().setUpClass()


class Sample(LanternCase):
    raw = samples / 'lantern.raw'

    def test_every_hit_of_grep_is_found_and_every_other_explained(self):
        words = ['ledger', 'Lantern', 'minutes', 'lahore', 'FILE0', 'INDX', 'PK', 'خطوط']
        for word, hits in search_each(self.case, words, '--case-sensitive').items():
            with self.subTest(word):
                self.assertEqual(plain(hits), grep_offsets(self.raw, word))
                self.assertEqual(plain(hits, 'UTF-16LE') - bytes_offsets(self.raw, word.encode('utf-16-le')), set())
                self.assertEqual(plain(hits, 'UTF-16BE') - bytes_offsets(self.raw, word.encode('utf-16-be')), set())

    def test_a_flood_of_hits_is_complete_and_in_order(self):
        hits, accounts = search(self.case, 'e', '--case-sensitive')
        self.assertEqual(plain(hits), grep_offsets(self.raw, 'e'))
        offsets = [hit['image_offset'] for hit in hits if 'image_offset' in hit]
        self.assertEqual(offsets, sorted(offsets))
        self.assertEqual(accounts[0]['hits'], len(hits))
        self.assertEqual(accounts[0]['image_bytes'], self.raw.stat().st_size)

    def test_the_same_with_one_reader_and_with_three(self):
        outputs = {sanad('search', self.case, '--raw', '--regex', '[a-z]{3,}@[a-z.]+', '--json', '--workers', workers)
                   for workers in (1, 3)}
        self.assertEqual(len(outputs), 1)

    def test_hits_are_told_by_the_file_that_has_their_bytes(self):
        hits, _ = search(self.case, 'the', '--case-sensitive')
        in_files = [hit for hit in hits if hit['in']['place'] == 'file' and 'decoded' not in hit and
                    not hit['in'].get('coded') and not hit['in'].get('unwritten')]
        self.assertTrue(in_files)
        for hit in in_files[::max(1, len(in_files) // 8)]:
            part = sanad('cat', self.case, hit['in']['file'], '--offset', hit['in']['offset'], '--length', 3, binary=True)
            if 'ends_in' not in hit:
                self.assertEqual(part.hex(), hit['bytes'])

    def test_people_see_some_hits_of_each_pattern_and_all_of_them_counted(self):
        text = sanad('search', self.case, '--raw', 'ledger', '-e', 'nothing of the kind')
        hits, accounts = search(self.case, 'ledger')
        self.assertGreater(len(hits), 50)
        self.assertRegex(text, rf'(?m)^ +{len(hits)}( +\d+){{4}}  ledger$')
        self.assertRegex(text, r'(?m)^ +0( +0){4}  nothing of the kind$')
        self.assertEqual(text.count('⟦ledger⟧'), 50)
        # The counts first, then the hits, then what was scanned.
        order = [text.index(part) for part in ('  nothing of the kind\n', '⟦ledger⟧', 'The first 50 hits', 'bytes scanned')]
        self.assertEqual(order, sorted(order))
        self.assertIn('The first 50 hits of each pattern are shown', text)
        self.assertIn(f'Image 1: {accounts[0]["image_bytes"]:,} bytes scanned', text)
        self.assertNotRegex(text, r'[\x00-\x09\x0b-\x1f\x7f-\x9f]')
        self.assertEqual(sanad('search', self.case, '--raw', 'ledger', '--limit', 3).count('⟦ledger⟧'), 3)

    def test_a_stream_that_stands_in_the_entry_of_its_file_is_named(self):
        hits, _ = search(self.case, 'downloads.example')
        entries = [hit['in'] for hit in hits if hit['in'].get('in_entry')]
        self.assertTrue(entries)
        for entry in entries:
            self.assertEqual((entry['path'], entry['streams']),
                             ('/Downloads/setup.exe', ['/Downloads/setup.exe:Zone.Identifier']))
        self.assertRegex(sanad('search', self.case, '--raw', 'downloads.example'),
                         r'/Downloads/setup\.exe, file \d+, in its MFT entry, or in its stream :Zone\.Identifier')

    def test_a_list_is_searched_as_one(self):
        words = self.folder / 'words.txt'
        words.write_text('# what matters\nledger\r\nminutes\n\nledger\n', encoding='utf-8')
        hits, _ = search(self.case, '--list', words)
        self.assertEqual({hit['pattern'] for hit in hits}, {'ledger', 'minutes'})
        self.assertEqual(search(self.case, 'ledger', '-e', 'minutes')[0], hits)
        sets, _ = search(self.case, '--regex', '[l][e]dge[r]', '-e', '[m]inute[s]')
        self.assertEqual([hit['bytes'] for hit in sets], [hit['bytes'] for hit in hits])
        one, _ = search(self.case, 'ledger')
        self.assertEqual([hit for hit in hits if hit['pattern'] == 'ledger'], one)

    def test_a_list_is_kept_with_its_digest_and_has_a_row_for_each_term(self):
        words = self.folder / 'kept.txt'
        words.write_text('# what matters\nledger\n\nled*\nnothing of the kind\n#ledger\n', encoding='utf-8')
        done = subprocess.run([program, 'search', self.case, '--raw', '--list', words, '--json'], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        # What an index would read as a beginning stands here for its letters, and that is said.
        self.assertIn('line 4 of the list: "led*" is looked for letter by letter', done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        account = rows[-1]['scanned']
        digest = hashlib.sha256(words.read_bytes()).hexdigest()
        self.assertEqual((account['list'], account['list_sha256']), ('kept.txt', digest))
        hits = [row for row in rows if 'scanned' not in row]
        self.assertEqual([(term['line'], term['term']) for term in account['terms']],
                         [(2, 'ledger'), (4, 'led*'), (5, 'nothing of the kind'), (6, '#ledger')])
        for term in account['terms']:
            self.assertEqual(term['hits'], sum(hit['pattern'] == term['term'] for hit in hits))
            self.assertEqual(term['hits'], sum(term[place] for place in ('in_files', 'in_slack', 'unallocated', 'elsewhere')))
        self.assertGreater(account['terms'][0]['hits'], 0)
        kept = [json.loads(line) for line in sanad('search', self.case, '--lists', '--json').splitlines()]
        self.assertIn(('kept.txt', digest), {(row['list'], row['list_sha256']) for row in kept})
        said = sanad('search', self.case, '--raw', '--list', words)
        self.assertIn(f'List kept.txt, SHA-256 {digest}, 4 terms, kept in the case', said)

    def test_of_files_without_their_medium_it_is_said_what_was_not_there_to_scan(self):
        tar = self.folder / 'two.tar'
        with tarfile.open(tar, 'w') as out:
            member = tarfile.TarInfo('zqmember.txt')
            member.size = 6
            out.addfile(member, io.BytesIO(b'ledger'))
        case = self.folder / 'two.sanad'
        sanad('examine', tar, '--case', case)
        said = sanad('search', case, '--raw', 'zqmember', '-e', 'ledger')
        self.assertRegex(said, r'(?m)^ +1( +\d+){4}  ledger$')
        self.assertRegex(said, r'(?m)^ +0( +0){4}  zqmember$')
        self.assertIn('no slack and no', said)
        self.assertIn('the bytes of the container around the files were not looked at', said)
        self.assertTrue(search(case, 'ledger')[1][0]['files_only'])
        self.assertNotIn('files_only', search(self.case, 'ledger')[1][0])
        self.assertNotIn('no slack and no', sanad('search', self.case, '--raw', 'ledger'))

    def test_what_cannot_be_is_refused(self):
        for words, reason in (([], 'nothing to look for'), (['--regex', '(a)\\1'], 'back references'),
                              (['--regex', 'a*'], 'found everywhere'), (['--regex', '[a-z'], 'without its ]')):
            done = subprocess.run([program, 'search', str(self.case), '--raw', *words], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (64, ''), words)
            self.assertIn(reason, done.stderr)
        sanad('search', self.case, '--raw', 'x', '--image', 9, status=2)

    def test_it_can_be_stopped(self):
        running = subprocess.Popen([program, 'search', str(self.case), '--raw', 'e', '--json'], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
        if running.returncode != 0:  # else it was faster
            self.assertEqual(running.returncode, 2)
            self.assertIn(b'stopped', err)
            self.assertIn(b'"finished":false', out)


def mbr(first, sectors):
    """A partition table with one partition, in which nothing is formatted."""
    entry = struct.pack('<B3sB3sII', 0, b'\0' * 3, 0x83, b'\0' * 3, first, sectors)
    return bytes(446) + entry + bytes(48) + b'\x55\xaa'


def zip_of(name, content, mode=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', mode) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


class PackedInNoFile(ExaminedCase):
    """Streams of zip, gzip and PDF in a gap and in a volume without a file system, in an image made by hand."""
    at = {'zip': 4096, 'encrypted': 20480, 'bomb': 65536, 'cut': 524288, 'gzip': (1 << 20) + 8192, 'pdf': (1 << 20) + 65536,
          'last': (2 << 20) - 100}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        encrypted = bytearray(zip_of('locked.txt', 'zqpacked word ' * 9))
        encrypted[6] |= 1
        numbers = ' '.join(str(n * n) for n in range(40000))
        cut = zip_of('cut.txt', 'zqpacked word at the head ' + numbers + ' zqpacked word at the end')
        stream = zlib.compress(b'BT (zqpacked word) Tj ET')
        pdf = (b'%PDF-1.3\n1 0 obj\n<< /Filter /FlateDecode /Length ' + str(len(stream)).encode() + b' >>\nstream\n' +
               stream + b'\nendstream\nendobj\n')
        parts = {'zip': zip_of('دوسرا کھاتہ.txt', 'a zqpacked word \u0644\u0627\u06c1\u0648\u0631'), 'encrypted': bytes(encrypted),
                 'bomb': zip_of('bomb', b'A' * (70 << 20) + b'zqpacked word'), 'cut': cut[:len(cut) // 2],
                 'gzip': gzip.compress(b'the zqpacked word', mtime=0), 'pdf': pdf, 'last': b'PK\3\4' + cut[4:100]}
        media = bytearray(mbr(2048, 2048)) + bytes((2 << 20) - 512)
        for name, content in parts.items():
            media[cls.at[name]:cls.at[name] + len(content)] = content
        cls.at['pdf'] += pdf.index(b'stream')
        image = cls.folder / 'packed.dd'
        image.write_bytes(media)
        cls.examine(image, '--modules', 'none', status=1)  # no file system

    def test_each_is_found_by_its_header_its_name_and_its_place_in_what_was_packed(self):
        hits, (account,) = search(self.case, 'zqpacked word')
        told = [(hit['packed']['image_offset'], hit['packed']['in'], hit['packed'].get('name'), hit['packed']['offset'],
                 hit['packed']['state'], hit['in']['place']) for hit in hits]
        self.assertEqual(told, [(self.at['zip'], 'zip_member', 'دوسرا کھاتہ.txt', 2, 'whole', 'volume_gap'),
                                (self.at['cut'], 'zip_member', 'cut.txt', 0, 'damaged', 'volume_gap'),
                                (self.at['gzip'], 'gzip', None, 4, 'whole', 'volume'),
                                (self.at['pdf'], 'pdf_stream', None, 4, 'whole', 'volume')])
        self.assertFalse(any('image_offset' in hit or 'decoded' in hit for hit in hits))
        # The bomb is unpacked to 64 MiB and no further; what is encrypted is not tried.
        self.assertTrue(account['unpacked'])
        self.assertEqual(account['packed_streams'], 6)
        self.assertLess(account['unpacked_bytes'], 65 << 20)
        self.assertEqual((account['hits'], account['not_scanned'], account['finished']), (4, [], True))
        self.assertEqual(search(self.case, 'لاہور', '--folded')[0][0]['packed']['image_offset'], self.at['zip'])

    def test_people_are_told_what_was_unpacked_and_what_was_not(self):
        said = sanad('search', self.case, '--raw', 'zqpacked word')
        self.assertIn(f'byte 2 of the zip member "دوسرا کھاتہ.txt" packed at image byte {self.at["zip"]}; volume gap', said)
        self.assertIn(f'packed at image byte {self.at["cut"]}, which is not whole', said)
        self.assertIn('6 packed streams that lie in no file', said)
        said = sanad('search', self.case, '--raw', 'zqpacked word', '--no-unpack')
        self.assertIn('packed streams NOT unpacked', said)
        hits, (account,) = search(self.case, 'zqpacked word', '--no-unpack')
        self.assertEqual((hits, account['unpacked'], 'packed_streams' in account), ([], False, False))

    def test_the_same_with_one_reader_and_with_three(self):
        self.assertEqual(search(self.case, 'zqpacked', '--workers', '1'), search(self.case, 'zqpacked', '--workers', '3'))

    def test_headers_made_to_be_unpacked_without_end_are_left_out_by_name(self):
        bomb = zip_of('bomb', b'A' * (70 << 20))
        # The same deflated bytes, begun a thousand times: each header's extra field reaches to them.
        data = bomb[30 + len('bomb'):]
        names = [b'PK\3\4' + struct.pack('<HHHHHIIIHH', 20, 8, 8, 0, 0, 0, 0, 0, 1, 64 * (900 - i) + 33) + b'n' + bytes(33)
                 for i in range(900)]
        media = mbr(2048, 2048) + bytes(4096 - 512) + b''.join(names) + bytes(64) + data
        image = self.folder / 'bombs.dd'
        image.write_bytes(media + bytes((2 << 20) - len(media)))
        case = self.folder / 'bombs.sanad'
        sanad('examine', image, '--case', case, '--modules', 'none')
        done = subprocess.run([program, 'search', case, '--raw', 'zqpacked', '--json'], capture_output=True, timeout=300)
        self.assertEqual(done.returncode, 2, done.stderr)
        account = json.loads(done.stdout.splitlines()[-1])['scanned']
        self.assertEqual((account['finished'], account['unpacked_bytes'], account['packed_streams']), (True, 1 << 30, 16))
        self.assertEqual(account['not_scanned'][0]['what'], '884 packed streams')
        self.assertIn('which is the limit for this image', account['not_scanned'][0]['reason'])

    def test_what_is_packed_in_a_file_is_left_to_the_modules(self):
        tar = self.folder / 'one.tar'
        packed = zip_of('inside.txt', 'zqpacked word in a file')
        with tarfile.open(tar, 'w') as out:
            member = tarfile.TarInfo('archive.zip')
            member.size = len(packed)
            out.addfile(member, io.BytesIO(packed))
        case = self.folder / 'one.sanad'
        sanad('examine', tar, '--case', case, '--modules', 'all')
        hits, (account,) = search(case, 'zqpacked word')
        self.assertEqual([hit['in']['path'] for hit in hits], ['/archive.zip/inside.txt'])
        self.assertEqual(account['packed_streams'], 0)


class DigitalForensicsToolTesting(CaseOf):
    """Image 2 of dftt.sf.net: strings in files, slack, free space, across sectors, files and fragments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.raw = cls.folder / 'fat-img-kw.dd'
        cls.raw.write_bytes(lzma.decompress((corpus / 'files/images/fs-fat/fat-img-kw.dd.xz').read_bytes()))
        cls.examine(cls.raw)
        cls.strings = dftt_strings()
        cls.hits = search_each(cls.case, {row['text'] for row in cls.strings}, '--case-sensitive')

    def test_every_string_of_the_published_answers_is_found_at_its_place_and_in_its_file(self):
        for row in self.strings:
            file, note = row['file'], row['note']
            with self.subTest(row['text'], note=note):
                found = [hit for hit in self.hits[row['text']]
                         if hit.get('image_offset') == row['at'] and hit['encoding'] == 'UTF-8']
                self.assertEqual(len(found), 1)
                hit, = found
                where = hit['in']
                if file == 'N/A':
                    self.assertIn(where['place'], ('unallocated', 'file_system', 'file'))
                else:
                    first = file.split()[0].lstrip('/')
                    self.assertEqual(where['path'].lower(), '/' + first.lower(), where)
                    self.assertEqual(where['place'], 'slack' if file.startswith(f'{first} slack') else 'file')
                if 'fragment' in note:
                    self.assertTrue(hit['continues_at'])
                if 'into slack' in note:
                    self.assertEqual(hit['ends_in']['place'], 'slack')
                if 'two allocated' in note or 'slack into a file' in note:
                    self.assertEqual(hit['ends_in']['place'], 'file')
                if 'deleted' in note:
                    self.assertEqual(where['state'], 'deleted')

    def test_where_the_published_answers_are_corrected_the_bytes_and_the_sleuth_kit_say_so(self):
        def told(*words):
            return subprocess.run([*map(str, words), str(self.raw)], capture_output=True, text=True, check=True).stdout
        names = dict(re.findall(r'(\d+):\t(.+)', told('fls', '-F', '-p')))
        self.assertEqual(names[told('ifind', '-d', 272).strip()], 'file2.dat')
        self.assertEqual(names[told('ifind', '-d', 276).strip()], '_ILE5.DAT')
        self.assertEqual(self.raw.read_bytes()[142836:142848], b'  2fragment ')
        self.assertEqual({row['at'] for row in self.strings if row['text'] == '2fragment sentence2'}, {142838})

    def test_there_are_no_other_hits_than_those_published_and_those_of_grep(self):
        for text, hits in self.hits.items():
            with self.subTest(text):
                self.assertEqual(plain(hits), grep_offsets(self.raw, text))
                self.assertEqual({hit['image_offset'] for hit in hits}, {row['at'] for row in self.strings
                                                                         if row['text'] == text})

    def test_letters_are_found_in_any_case_unless_asked_otherwise(self):
        hits, _ = search(self.case, 'FirST')
        self.assertIn(271 * 512 + 167, plain(hits))
        self.assertEqual(plain(hits), grep_offsets(self.raw, 'FirST', ignore_case=True))
        self.assertEqual(search(self.case, 'FirST', '--case-sensitive')[0], [])

    def test_the_published_expressions_find_what_they_should(self):
        expressions = {expression: should for _, expression, should in dftt_tables()[2][1:]}
        for expression, hits in search_each(self.case, expressions, '--regex').items():
            should = expressions[expression]
            with self.subTest(expression):
                texts = ' '.join(hit['text'] for hit in hits)
                for word in should.removeprefix('should find ').replace("'", '').split(', '):
                    # "1slack1" is to be found by an expression that begins at its s.
                    core = word.strip('0123456789') if '{2,2}' in expression else word
                    self.assertIn(core, texts)


class Scenario1(CaseOf):
    """A GPT disk in E01: FAT32, NTFS, ext4, a gap between volumes; keywords with documented offsets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = corpus / 'files/scenario/visible/s1'
        cls.answers = json.loads((folder / 'ANSWERS.json').read_text(encoding='utf-8'))
        cls.examine(folder / 's1.E01')
        cls.words = cls.folder / 'words.txt'
        cls.words.write_text('\n'.join(cls.answers['keywords']), encoding='utf-8')
        cls.hits, cls.accounts = search(cls.case, '--list', cls.words, '--case-sensitive')

    def test_every_planted_keyword_is_found_at_its_documented_offset_and_nowhere_else(self):
        for word, known in self.answers['keyword_raw_hits'].items():
            with self.subTest(word):
                own = [hit for hit in self.hits if hit['pattern'] == word]
                self.assertEqual(plain(own), set(known.get('ascii', [])))
                self.assertEqual(plain(own, 'UTF-16LE'), set(known.get('utf16le', [])))
                self.assertEqual(plain(own, 'UTF-16BE'), set())

    def one(self, word):
        hit, = [hit for hit in self.hits if hit['pattern'] == word and 'image_offset' in hit]
        return hit

    def test_the_place_of_each_is_told(self):
        slack = self.one(self.answers['slack']['token'])
        self.assertEqual((slack['in']['place'], slack['in']['path']), ('slack', self.answers['slack']['file']))
        self.assertEqual(slack['image_offset'], self.answers['slack']['disk_offset'])
        for word in ('zqb038unallocated', 'zqb038unalloc16'):
            gap = self.answers['unallocated_gap']
            self.assertTrue(gap['first_sector'] * 512 <= self.one(word)['image_offset'] < (gap['last_sector'] + 1) * 512)
            self.assertEqual(self.one(word)['in']['place'], 'volume_gap')
        self.assertEqual(self.one('zqb038bashhist')['in']['place'], 'file')
        self.assertTrue(self.one('zqb038bashhist')['in']['path'].endswith('/.bash_history'))
        self.assertEqual(self.one('zqb038utf16text')['encoding'], 'UTF-16LE')

    def test_an_urdu_word_is_found_in_every_file_that_holds_it_as_text(self):
        rows = [json.loads(line) for line in sanad('files', self.case, '--json').splitlines()]
        for word, known in self.answers['urdu_words'].items():
            paths = {place.get('path') for hit in search(self.case, word)[0] for place in [hit['in'], *hit.get('also', [])]}
            held = 0
            for row in rows:
                if row['path'] not in known['in_files'] or 'sha256' not in row:
                    continue
                content = sanad('cat', self.case, row['id'], binary=True)
                # In mail it may stand in base64: that is for the index.
                if any(word.encode(encoding) in content for encoding in ('utf-8', 'utf-16-le', 'utf-16-be')):
                    held += 1
                    self.assertIn(row['path'], paths, word)
            self.assertGreater(held, 0)


class PlantedKeywords(CaseOf):
    """Every scenario image whose answers document keywords: each is found where they say, by the bytes or by the index."""

    def each_scenario(self):
        names = planted.with_keywords()
        self.assertEqual(names, sorted(planted.places), 'a scenario with keywords that no table knows')
        for name in names:
            image = planted.image_of(name)
            case = self.folder / f'planted-{name}.sanad'
            if not case.exists():
                sanad('examine', image, '--case', case, '--modules', 'all')
            words = planted.answers_of(name)['keywords']
            self.assertEqual(set(words.values()), set(planted.places[name]))
            yield name, case, words

    def test_what_stands_as_text_is_found_by_its_bytes_at_the_documented_place_and_nowhere_else(self):
        for name, case, words in self.each_scenario():
            raw = planted.raw_media(name, self.folder)
            hits = search_each(case, words, '--case-sensitive')
            for word, label in words.items():
                with self.subTest(word):
                    expected = planted.offsets_in(raw, word, words)
                    own = [hit for hit in hits[word] if not any(other != word and other.startswith(word) and
                           any(hit.get('image_offset') == more.get('image_offset') and hit['in'] == more['in']
                               for more in hits[other]) for other in words)]
                    for encoding, offsets in expected.items():
                        self.assertEqual(plain(own, encoding), offsets)
                    where = planted.places[name][label]
                    for hit in own:
                        if 'packed' in hit:
                            self.assertEqual((where, hit['in']['place']), (planted.packed_in_no_file, 'volume_gap'))
                            continue
                        told = {'slack': 'slack of ' + hit['in'].get('path', ''), 'volume_gap': 'volume gap'}.get(
                            hit['in']['place'], hit['in'].get('path'))
                        # Of what lies in an MFT entry the entry is told: a stream's name is not in its bytes.
                        entry = hit['in'].get('in_entry') and where.startswith(told + ':')
                        self.assertTrue(told == where or entry, (told, where))

    def test_what_stands_in_a_file_is_found_by_the_index(self):
        for name, case, words in self.each_scenario():
            for word, label in words.items():
                with self.subTest(word):
                    where = planted.places[name][label]
                    # Some texts go on without a blank: zu0539fatdelAll files were moved.
                    rows = sanad('search', case, word + '*', '--in', 'text,artifact', '--json').splitlines()
                    found = {json.loads(row)['path'] for row in rows}
                    self.assertEqual(where in found, where.startswith('/'), found)

    def test_what_is_deflated_in_no_file_is_found_in_the_stream_that_the_answers_place_there(self):
        looked_for = []
        for name, case, words in self.each_scenario():
            for word, label in words.items():
                if planted.places[name][label] != planted.packed_in_no_file:
                    continue
                looked_for.append(word)
                hit, = search(case, word, '--case-sensitive')[0]
                file = next(each for each in planted.answers_of(name)['carving'] if label == 'carved' + each['type'])
                self.assertIn(hit['packed']['image_offset'] - file['offset'], range(file['bytes']))
                self.assertEqual((hit['packed']['in'], hit['packed'].get('name')),
                                 {'carvedpdf': ('pdf_stream', None), 'carvedzip': ('zip_member', 'c.txt')}[label])
                self.assertEqual(hit['packed']['state'], 'whole')
        self.assertEqual(looked_for, ['zqb038carvedpdf', 'zqb038carvedzip'])


class IndexAndBytes(CaseOf):
    """The index and the raw scan asked for the same words of the same case: what only one of them finds has a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = corpus / 'files/scenario/visible/s1'
        cls.words = list(json.loads((folder / 'ANSWERS.json').read_text(encoding='utf-8'))['keywords'])
        cls.examine(folder / 's1.E01', modules='all')
        cls.ids = {row['path']: row['id'] for row in map(json.loads, sanad('files', cls.case, '--json').splitlines())}
        cls.raw = search_each(cls.case, cls.words)

    @staticmethod
    def why_raw_alone(place, hit, indexed):
        if place['place'] != 'file':
            return 'in no file'
        if hit['in'].get('in_entry'):
            # The entry is told; what stands in it is a file or a stream of its own.
            entry = hit['in']['path']
            return 'in an MFT entry' if any(path == entry or path.startswith(entry + ':') for path in indexed) else None
        if re.search(r'\w$', hit['before']) or re.match(r'\w', hit['after']):
            return 'within a longer word'
        return None

    def why_index_alone(self, word, hit, raw):
        if hit['path'] not in self.ids:
            return None
        content = sanad('cat', self.case, self.ids[hit['path']], binary=True).lower()
        if not any(word.encode(encoding) in content for encoding in ('utf-8', 'utf-16-le', 'utf-16-be')):
            return 'read by a module' if hit['source'] in ('module', 'artifact') else None
        owner = hit['path'].rsplit(':', 1)[0]
        told = any(hit['in'].get('in_entry') and hit['in']['path'] == owner for hit in raw)
        return 'a stream in an MFT entry' if told else None

    def test_each_difference_has_its_reason(self):
        reasons = set()
        for word in self.words:
            rows = [json.loads(line) for line in
                    sanad('search', self.case, word, '--in', 'text,artifact', '--json').splitlines()]
            indexed, raw = {row['path'] for row in rows}, self.raw[word]
            in_files = {place.get('path') for hit in raw for place in [hit['in'], *hit.get('also', [])]
                        if place['place'] == 'file'}
            for hit in raw:
                for place in [hit['in'], *hit.get('also', [])]:
                    if place['place'] != 'file' or place['path'] not in indexed:
                        reasons.add(why := self.why_raw_alone(place, hit, indexed))
                        self.assertIsNotNone(why, (word, hit))
            for row in rows:
                if row['path'] not in in_files:
                    reasons.add(why := self.why_index_alone(word, row, raw))
                    self.assertIsNotNone(why, (word, row))
        self.assertEqual(reasons, {'in no file', 'in an MFT entry', 'within a longer word', 'read by a module',
                                   'a stream in an MFT entry'})


class Encodings(CaseOf):
    """26 texts of scenario 6 in seven encodings: what stands there letter by letter, and after folding."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tree = corpus / 'files/scenario/visible/s6'
        cls.answers = json.loads((cls.tree / 'ANSWERS.json').read_text(encoding='utf-8'))
        cls.examine(cls.tree / 'files')

    # Stored as text, not in a code of another kind (base64, entities, compressed), in an encoding of ours.
    plain_files = {'utf8.txt', 'utf8_bom.txt', 'utf16le_bom.txt', 'utf16le_nobom.txt', 'utf16be_bom.txt', 'cp1256.txt',
                   'cnic_ascii.txt', 'cnic_urdu_digits.txt', 'cnic_arabic_digits.txt', 'arabic_letters.txt',
                   'diacritics.txt', 'tatweel.txt', 'zwnj.txt', 'presentation_forms.txt', 'nfd.txt'}

    def compare(self, key, *options):
        queries = {query['query']: query for query in self.answers['queries']}
        for word, hits in search_each(self.case, queries, *options).items():
            with self.subTest(word):
                known = {path.rsplit('/', 1)[1] for path in queries[word][key]} & self.plain_files
                # The answers leave out a file typed with Arabic letters even where the word has none of those that
                # differ: its bytes are then the query's, as they stand.
                if word.encode() in (self.tree / 'files/arabic_letters.txt').read_bytes():
                    known.add('arabic_letters.txt')
                self.assertEqual({hit['in']['path'].rsplit('/', 1)[1] for hit in hits} & self.plain_files, known)

    def test_letter_by_letter(self):
        self.compare('files_exact_codepoints')

    def test_after_folding(self):
        self.compare('files_after_full_normalisation', '--folded')


if __name__ == '__main__':
    unittest.main()
