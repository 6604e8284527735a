"""What other programs read in our exports: xmllint, mactime, openpyxl, an RDF processor, Python's own readers; on a disk
whose contents are known, and on one made here whose names try to break out of every format."""
import collections
import csv
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tarfile
import tempfile
import unittest
import xml.etree.ElementTree as xml

import at_work
from lantern import ExaminedCase, LanternCase, json_lines, program, root, sanad

sys.path.insert(0, str(root / 'tests/report'))
import case_check  # noqa: E402

corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root.parent / 'shared/corpus'))
readers = root / 'tests/report'
DFXML = '{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}'
KML = '{http://www.opengis.net/kml/2.2}'

HOSTILE = ['<script>alert(1)</script>.html', '../../../etc/cron.d/evil', 'invoice\u202egpj.exe', 'two\nlines|pipe.txt',
           "=cmd()|'-/c calc'!A1", '@SUM(1+1)', 'تصویر ۱.jpg', 'bad\udcff\udcfe.bin', 'bell\x07\x1b[31m.txt', 'comma,"quote\'.csv',
           '%0A%2525.txt', ']]>&amp;.xml', '-rf', '_x0041_.txt', 'n' * 200 + '/' + 'm' * 3800, "stix'pattern\\.dat"]


def python_with(package):
    """A Python that has the package: this one, or Debian's."""
    for python in (sys.executable, '/usr/bin/python3'):
        if pathlib.Path(python).exists() and \
                subprocess.run([python, '-c', f'import {package}'], capture_output=True).returncode == 0:
            return python
    return None


# Statements that both processors read, and those that only one does. rdflib reads the graph itself and the other's quads.
GRAPHS_DIFFER = """import logging, rdflib, sys
logging.disable(logging.WARNING)
ours, theirs = (set(rdflib.Graph().parse(path, format=form)) for path, form in zip(sys.argv[1:], ('json-ld', 'nt')))
print(len(ours & theirs), len(ours ^ theirs))
for statement in list(ours ^ theirs)[:10]: print(*(term.n3() for term in statement), file=sys.stderr)"""


def run(*words):
    return subprocess.run(list(map(str, words)), capture_output=True, timeout=120)


def tiff_with_place(latitude, longitude):
    """A picture of one pixel that says where it was taken; degrees as whole, minutes, hundredths of seconds."""
    def entry(tag, kind, count, value):
        return struct.pack('<HHI4s', tag, kind, count, value)

    def rationals(value):
        value = abs(value)
        degrees, rest = int(value), (value - int(value)) * 60
        minutes = int(rest)
        return struct.pack('<6I', degrees, 1, minutes, 1, round((rest - minutes) * 6000), 100)

    gps_at = 8 + 2 + 4 * 12 + 4
    north_at = gps_at + 2 + 4 * 12 + 4
    pixel_at = north_at + 48
    number = struct.pack
    head = b'II*\0' + number('<I', 8)
    ifd = number('<H', 4) + entry(256, 3, 1, number('<HH', 1, 0)) + entry(257, 3, 1, number('<HH', 1, 0)) + \
        entry(273, 4, 1, number('<I', pixel_at)) + entry(0x8825, 4, 1, number('<I', gps_at)) + number('<I', 0)
    gps = number('<H', 4) + entry(1, 2, 2, b'N\0\0\0' if latitude >= 0 else b'S\0\0\0') + \
        entry(2, 5, 3, number('<I', north_at)) + entry(3, 2, 2, b'E\0\0\0' if longitude >= 0 else b'W\0\0\0') + \
        entry(4, 5, 3, number('<I', north_at + 24)) + number('<I', 0)
    return head + ifd + gps + rationals(latitude) + rationals(longitude) + b'\0'


def browser_history(folder):
    path = folder / 'History'
    database = sqlite3.connect(path)
    database.executescript('''
        CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
        CREATE TABLE urls(id INTEGER PRIMARY KEY, url, title, visit_count, typed_count, last_visit_time, hidden);
        CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time, from_visit, transition, segment_id);
        INSERT INTO urls VALUES(1, 'https://a.example/?q=''</value><x>', '=HYPERLINK("http://e.example")', 2, 1,
                                13354000000000000, 0);
        INSERT INTO visits VALUES(7, 1, 13354000000000000, 0, 805306369, 0), (8, 1, 13354000001500000, 7, 805306368, 0);
    ''')
    database.commit()
    database.close()
    return path.read_bytes()


def check_bag(bag):
    """A bag as RFC 8493 has it, with both digests; the payload's paths. Read as bagit-python reads it, which turns back no
    more than %0A and %0D: a name of ours has no % at all."""
    assert (bag / 'bagit.txt').read_bytes() == b'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'
    there = {str(path.relative_to(bag)) for path in bag.rglob('*') if path.is_file()}
    payload = {path for path in there if path.startswith('data/')}
    for algorithm in ('sha256', 'sha512'):
        for manifest, what in ((f'manifest-{algorithm}.txt', payload),
                               (f'tagmanifest-{algorithm}.txt',
                                {path for path in there - payload if not path.startswith('tagmanifest-')})):
            named = {}
            for line in (bag / manifest).read_bytes().decode().splitlines():
                digest, path = re.fullmatch(r'([0-9a-f]+)[ \t]+(.*)', line).groups()
                path = re.sub(r'%(0[AD])', lambda code: chr(int(code[1], 16)), path, flags=re.I)
                assert '%' not in path, path
                assert path not in named and not path.startswith('/') and '..' not in path.split('/'), path
                named[path] = digest
                assert hashlib.new(algorithm, (bag / path).read_bytes()).hexdigest() == digest, path
            assert set(named) == what, (manifest, set(named) ^ what)
    oxum = re.search(r'^Payload-Oxum: (\d+)\.(\d+)$', (bag / 'bag-info.txt').read_text(), re.M)
    assert int(oxum[1]) == sum((bag / path).stat().st_size for path in payload)
    assert int(oxum[2]) == len(payload)
    return payload


UUID = r'[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
STIX_NEEDS = {
    'marking-definition': ('created', 'definition_type', 'definition'), 'identity': ('created', 'modified', 'name'),
    'file': (), 'url': ('value',),
    'observed-data': ('created', 'modified', 'first_observed', 'last_observed', 'number_observed', 'object_refs'),
    'indicator': ('created', 'modified', 'pattern', 'pattern_type', 'valid_from'),
    'relationship': ('created', 'modified', 'relationship_type', 'source_ref', 'target_ref')}


class Exports(unittest.TestCase):
    """What holds for exports of any case; `case`, `folder` and `listed` are set by those below."""
    maxDiff = None

    def export(self, form, *more, name=None):
        ending = '.jsonl' if form == 'timesketch' else ''
        out = self.folder / ((name or f'out-{self.id().rsplit(".", 1)[-1]}-{form}') + ending)
        said = json.loads(sanad('export', self.case, '--format', form, '--out', out, *more, '--json'))
        content = out.read_bytes()
        self.assertEqual(said['sha256'], hashlib.sha256(content).hexdigest())
        self.assertEqual(said['bytes'], len(content))
        return said, out

    def paths(self):
        return collections.Counter(row['path'] for row in self.listed)

    # ---- one format after the other --------------------------------------------------------------------------------

    def csv_export(self):
        said, out = self.export('csv')
        rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode(), newline='')))
        self.assertEqual([row['id'] for row in rows], [str(row['id']) for row in self.listed])
        self.assertEqual(said['files'], len(rows))
        self.assertEqual(out.read_bytes().decode(), sanad('files', self.case, '--csv'))
        self.assertFalse([cell for row in rows for cell in row.values() if cell[:1] in ('=', '+', '-', '@')])
        found = json_lines('find', self.case, '*')
        said, out = self.export('csv', '--artifacts', '*', name='findings.csv')
        rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode(), newline='')))
        self.assertEqual([int(row['id']) for row in rows], [row['source']['id'] for row in found])
        self.assertEqual(said['artifacts'], len(found))

    def dfxml_export(self):
        said, out = self.export('dfxml')
        checked = run('xmllint', '--noout', '--huge', '--schema', readers / 'dfxml.xsd', out)
        self.assertEqual(checked.returncode, 0, checked.stderr.decode())
        # The working group's own schema is in no package; who has it names it.
        if theirs := os.environ.get('SANAD_DFXML_SCHEMA'):
            checked = run('xmllint', '--noout', '--huge', '--schema', theirs, out)
            self.assertEqual(checked.returncode, 0, checked.stderr.decode())
        else:
            print('skipped: the published DFXML schema (SANAD_DFXML_SCHEMA names no dfxml.xsd)')
        files = xml.parse(out).getroot().findall(f'{DFXML}volume/{DFXML}fileobject')
        self.assertEqual(len(files), len(self.listed))
        by_id = {int(file.findtext(DFXML + 'id')): file for file in files}
        for row in self.listed:
            file = by_id[row['id']]
            digests = {each.get('type'): each.text for each in file.findall(DFXML + 'hashdigest')}
            self.assertEqual(digests.get('sha256'), row.get('sha256'))
            self.assertEqual(int(file.findtext(DFXML + 'filesize')), row['size'])
            if 'path_bytes' not in row and not re.search(r'[\x00-\x08\x0b\x0c\x0e-\x1f]', row['path']):
                self.assertEqual(file.findtext(DFXML + 'filename'), row['path'].lstrip('/'))
        self.assertEqual(said['files'], len(files))

    def bodyfile_export(self):
        said, out = self.export('bodyfile')
        lines = out.read_bytes().decode().splitlines()
        self.assertTrue(all(line.count('|') == 10 for line in lines))
        self.assertFalse([line for line in lines if set(line.split('|')[7:]) == {'0'}])
        timed = [row for row in self.listed
                 if any(not row.get(each, '1970-01-01T00:00:00').startswith('1970-01-01T00:00:00')
                        for each in ('created_at', 'modified_at', 'accessed_at', 'metadata_changed_at'))]
        self.assertEqual(sum('($FILE_NAME)' not in line for line in lines), len(timed))
        self.assertEqual(said['files'] + said['left_out'], len(self.listed))
        done = run('mactime', '-b', out, '-d', '-y', '-z', 'UTC')
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        rows = list(csv.reader(done.stdout.decode(errors='replace').splitlines()[1:]))
        # mactime gives a name and address one row for each moment, 0 among them.
        moments = {(line.split('|')[1], line.split('|')[2], stamp) for line in lines for stamp in line.split('|')[7:]}
        self.assertEqual(len(rows), len(moments))

    def timelines(self):
        events = json_lines('timeline', self.case)
        said, out = self.export('timesketch')
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual(len(lines), len(events))
        self.assertEqual(said['events'], len(events))
        for line, event in zip(lines, events):
            self.assertEqual(line['datetime'].rstrip('Z'), event['time'].rstrip('Z'))
            self.assertEqual(line['timestamp_desc'], event['what'])
            self.assertTrue(line['message'])
        _, out = self.export('l2tcsv')
        rows = out.read_bytes().decode().split('\n')
        self.assertEqual(rows.pop(), '')
        self.assertEqual(len(rows) - 1, len(events))
        self.assertTrue(all(row.count(',') == 16 for row in rows))
        self.assertEqual(rows[0], 'date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,'
                                  'inode,notes,format,extra')
        for row, event in zip(rows[1:], events):
            date, time = row.split(',')[:2]
            self.assertEqual(event['time'][:19], f'{date[6:]}-{date[:2]}-{date[3:5]}T{time}')

    def workbook(self):
        python = python_with('openpyxl')
        if not python:
            self.skipTest('no Python with openpyxl (./dev deps)')
        said, out = self.export('xlsx', '--right-to-left', name=f'{self.id().rsplit(".", 1)[-1]}.xlsx')
        done = run(python, readers / 'xlsx_read.py', out)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        *lines, properties = [json.loads(line) for line in done.stdout.decode().splitlines()]
        sheets = {line['sheet']: line for line in lines}
        for sheet in lines:
            self.assertTrue(sheet['right_to_left'])
            self.assertLessEqual(set(sheet['kinds']), {'s', 'n', 'inlineStr'})  # never 'f'
        rows = [dict(zip(sheets['files']['rows'][0], row)) for row in sheets['files']['rows'][1:]]
        self.assertEqual([row['id'] for row in rows], [row['id'] for row in self.listed])
        self.assertEqual([row['sha256'] for row in rows], [row.get('sha256') for row in self.listed])
        found = collections.Counter(row['type'] for row in json_lines('find', self.case, '*'))
        self.assertEqual({name: len(sheets[name]['rows']) - 1 for name in found}, dict(found))
        self.assertEqual(set(sheets), {'case', 'files', 'outcomes', 'verification'} | set(found))
        self.assertEqual(said['sheets'], len(sheets))
        return rows

    def case_graph(self):
        python = python_with('rdflib') or sys.executable
        said, out = self.export('case')
        done = run(python, '-B', readers / 'case_check.py', out)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[:4000])
        told = json.loads(done.stdout)
        self.assertEqual(told['counts']['FileRecordFacet'], len(self.listed))
        self.assertEqual(told['counts']['ArtifactFacet'], said['artifacts'])
        self.assertEqual(said['artifacts'], len(json_lines('find', self.case, '*')))
        self.assertEqual(told['counts']['Hash'], 3 * sum('sha256' in row for row in self.listed) + 3)
        self.assertGreaterEqual(told['counts']['InvestigativeAction'], 3)
        if python_with('rdflib'):
            self.assertIn('rdflib', told['processor'])
        # A checker that cannot fail checks nothing.
        graph = json.loads(out.read_text())
        for spoil in (lambda node: node.pop('@id'), lambda node: node.update({'core:size': 'x'}),
                      lambda node: node.update({'@type': 'observable:Nothing'}),
                      lambda node: node.update({'@type': ['observable:File', 'observable:Directory']}),
                      lambda node: node['core:hasFacet'][-1].update({'@type': 'sanad:FileRecordFacet'})):
            spoilt = json.loads(json.dumps(graph))
            spoil(next(node for node in spoilt['@graph'] if node['@type'] == 'observable:File'))
            (self.folder / 'spoilt.jsonld').write_text(json.dumps(spoilt))
            self.assertEqual(run(sys.executable, '-B', readers / 'case_check.py', self.folder / 'spoilt.jsonld').returncode, 1)

    def case_graph_elsewhere(self):
        modules, python = root / 'build/readers/node_modules', python_with('rdflib')
        if not (modules / 'jsonld').is_dir() or not shutil.which('node'):
            self.skipTest('no JSON-LD processor of npm (./dev readers)')
        if not python:
            self.skipTest('no Python with rdflib (./dev deps)')
        _, out = self.export('case')
        done = subprocess.run(['node', str(readers / 'case_quads.cjs'), str(out)], capture_output=True, timeout=120,
                              env={**os.environ, 'NODE_PATH': str(modules)})
        self.assertEqual(done.returncode, 0, done.stderr.decode()[:4000])
        quads = out.with_suffix('.nq')
        # Of a backslash before a t, RDFLib's reader of N-Triples makes a backslash and a tab (C:, Downloads, tool.exe).
        # Written by its number, the same backslash reads the same everywhere.
        quads.write_bytes(done.stdout.replace(b'\\\\', b'\\u005C'))
        compared = run(python, '-c', GRAPHS_DIFFER, out, quads)
        self.assertEqual(compared.returncode, 0, compared.stderr.decode()[-4000:])
        alike, differences = map(int, compared.stdout.split())
        self.assertEqual(differences, 0)
        self.assertGreater(alike, 10 * len(self.listed))

    def indicators(self, *choice, files):
        said, out = self.export('stix', *choice, '--tlp', 'green', '--sender', 'Lab of the test')
        bundle = json.loads(out.read_text())
        self.assertRegex(bundle['id'], f'^bundle--{UUID}$')
        objects = {each['id']: each for each in bundle['objects']}
        self.assertEqual(len(objects), len(bundle['objects']))
        kinds = collections.Counter(each['type'] for each in bundle['objects'])
        for each in bundle['objects']:
            self.assertRegex(each['id'], f'^{each["type"]}--{UUID}$')
            self.assertEqual(each['spec_version'], '2.1')
            for need in STIX_NEEDS[each['type']]:
                self.assertIn(need, each)
            for key, value in each.items():
                for reference in ([value] if key.endswith('_ref') else value if key.endswith('_refs') else []):
                    self.assertIn(reference, objects)
                if key in ('created', 'modified', 'valid_from', 'first_observed', 'last_observed'):
                    self.assertRegex(value, r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')
            self.assertNotIn('name' if each['type'] == 'file' else 'nothing', each)
        self.assertEqual(kinds['file'], files)
        self.assertEqual(kinds['indicator'], said['indicators'])
        self.assertEqual(kinds['indicator'], kinds['file'] + kinds['url'])
        return bundle

    def places(self, expected):
        said, out = self.export('kml')
        checked = run('xmllint', '--noout', out)
        self.assertEqual(checked.returncode, 0, checked.stderr.decode())
        marks = xml.parse(out).getroot().findall(f'{KML}Document/{KML}Placemark')
        self.assertEqual(said['places'], len(marks))
        found = [tuple(map(float, mark.findtext(f'{KML}Point/{KML}coordinates').split(','))) for mark in marks]
        self.assertEqual(len(found), len(expected))
        for (east, north), (wanted_north, wanted_east) in zip(found, expected):
            self.assertAlmostEqual(north, wanted_north, 4)
            self.assertAlmostEqual(east, wanted_east, 4)


class TheCatalog(unittest.TestCase):
    def test_the_class_of_every_finding_is_an_observable_object_of_uco(self):
        known = case_check.OBJECTS
        classes = {}
        for path in sorted((root / 'core/artifact/types').glob('*.hpp')):
            for name, its_class in re.findall(r'\{"([a-z_]+\.[a-z_]+)",\s*"[^"]*",\s*\w+,\s*"([^"]*)"\}', path.read_text('utf-8')):
                classes[name] = its_class
        self.assertGreater(len(classes), 130)
        self.assertEqual(classes['rule.matched'], 'observable:ObservableObject')
        strange = {name: its_class for name, its_class in classes.items()
                   if its_class.replace('observable:', case_check.OBSERVABLE, 1) not in known}
        self.assertEqual(strange, {})


class TheSampleDisk(LanternCase, Exports):
    def test_csv(self):
        self.csv_export()

    def test_dfxml(self):
        self.dfxml_export()

    def test_body_file(self):
        self.bodyfile_export()

    def test_timelines(self):
        self.timelines()

    def test_workbook(self):
        self.workbook()

    def test_case_graph_is_read_alike_by_two_processors(self):
        self.case_graph_elsewhere()

    def test_case_graph(self):
        self.case_graph()

    def test_an_authority_on_record_is_an_authorization_in_the_graph(self):
        sanad('custody', 'authority', self.case, '--kind', 'search_warrant', '--number', '17/2026', '--issuer', 'Sessions Court',
              '--date', '2026-01-05', '--expires', '2026-02-05', '--scope', 'all', '--yes')
        _, out = self.export('case')
        done = run(python_with('rdflib') or sys.executable, '-B', readers / 'case_check.py', out)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[:4000])
        graph = json.loads(out.read_text())['@graph']
        granted, = [node for node in graph if node['@type'] == 'investigation:Authorization']
        self.assertEqual(granted['investigation:authorizationIdentifier'], '17/2026')
        case, = [node for node in graph if node['@type'] == 'investigation:Investigation']
        self.assertIn({'@id': granted['@id']}, case['investigation:relevantAuthorization'])

    def test_indicators_of_chosen_files_only(self):
        pictures = [row for row in json_lines('files', self.case, '--type', 'image/*') if row['size']]
        bundle = self.indicators('--type', 'image/*', files=len({row['sha256'] for row in pictures}))
        self.assertNotIn('DCIM', json.dumps(bundle))
        sanad('export', self.case, '--format', 'stix', '--out', self.folder / 'all.stix', status=64)

    def test_the_same_case_gives_the_same_bytes(self):
        for form in ('csv', 'xlsx', 'case', 'dfxml', 'bodyfile', 'l2tcsv', 'timesketch', 'kml'):
            digests = {self.export(form, name=f'{form}-{time}')[0]['sha256'] for time in (1, 2)}
            self.assertEqual(len(digests), 1, form)

    def test_conditions_choose_files_and_the_findings_in_them(self):
        marks = [row for row in json_lines('find', self.case, '*') if row['source']['path'].endswith('Zone.Identifier')]
        said, out = self.export('case', '--path', '*Zone.Identifier')
        self.assertEqual((said['files'], said['artifacts']), (1, len(marks)))
        self.assertEqual(run(sys.executable, '-B', readers / 'case_check.py', out).returncode, 0)
        said, _ = self.export('case', '--path', '*Zone.Identifier', '--no-artifacts', name='files-only')
        self.assertEqual((said['files'], said['artifacts']), (1, 0))
        said, out = self.export('csv', '--artifacts', 'file.*', '--where', 'zone=3', name='zone.csv')
        self.assertEqual((said['files'], said['artifacts']), (0, 1))
        self.assertEqual(out.read_bytes().decode(), sanad('find', self.case, 'file.*', '--where', 'zone=3', '--csv'))
        said, _ = self.export('dfxml', '--limit', '3')
        self.assertEqual(said['files'], 3)
        wanted = json_lines('timeline', self.case, '--from', '2024-01-01', '--to', '2024-12-31')
        said, _ = self.export('timesketch', '--from', '2024-01-01', '--until', '2024-12-31T00:00:00Z')
        self.assertEqual(said['events'], len(wanted))

    def test_files_without_any_time_are_left_out_of_a_body_file_and_counted(self):
        for words in (['export', self.case, '--format', 'bodyfile', '--out', self.folder / 'counted.body'],
                      ['timeline', self.case, '--bodyfile']):
            done = run(program, *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr.decode(), r'sanad: [1-9]\d* files without any time are left out')
        self.assertNotIn('$FAT1', (self.folder / 'counted.body').read_text())

    def test_a_map_without_places_says_that_nothing_has_coordinates(self):
        said = sanad('export', self.case, '--format', 'kml', '--out', self.folder / 'nowhere.kml', '--path', '*Zone.Identifier')
        self.assertIn('nothing: no finding that was chosen has coordinates', said)
        self.assertNotIn('no file or finding was chosen', said)

    def test_what_leaves_under_the_machine_s_own_key_alone_is_said(self):
        for words in (['--format', 'csv', '--out', self.folder / 'court.csv'], ['--to', self.folder / 'court']):
            done = run(program, 'export', self.case, '--for', 'court', '--type', 'image/*', *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(b'for court WITHOUT a second person', done.stderr)
        done = run(program, 'export', self.case, '--format', 'csv', '--out', self.folder / 'draft.csv')
        self.assertNotIn(b'second person', done.stderr)
        self.assertIn('as soon as\nsomebody is enrolled', sanad('export', '--help'))

    def test_what_was_tagged_goes_out_and_nothing_else(self):
        picture, letter = [row for row in json_lines('files', self.case, '--type', 'image/*') if row['size']][:2]
        mark = json_lines('find', self.case, 'file.downloaded')[0]
        sanad('tag', 'add', self.case, 'harbour', picture['id'], letter['id'])
        sanad('tag', 'add', self.case, 'download', '--artifact', mark['source']['id'])
        sanad('tag', 'add', self.case, 'mistake', picture['id'])
        sanad('tag', 'remove', self.case, 'mistake', picture['id'], '--reason', 'wrong file')
        said, out = self.export('case', '--tagged', 'harbour', '--tagged', 'download')
        self.assertEqual(said['files'], 2)
        self.assertIn('file.downloaded', out.read_text())
        self.assertEqual(run(sys.executable, '-B', readers / 'case_check.py', out).returncode, 0)
        said, out = self.export('csv', '--tagged', '*', '--name', pathlib.PurePosixPath(picture['path']).name)
        self.assertEqual([row['id'] for row in csv.DictReader(io.StringIO(out.read_bytes().decode()))], [str(picture['id'])])
        said, _ = self.export('timesketch', '--tagged', 'download')
        self.assertEqual(said['events'], sum(event.get('artifact') == mark['source']['id']
                                             for event in json_lines('timeline', self.case)))
        sanad('export', self.case, '--to', self.folder / 'tagged', '--tagged', 'harbour')
        listed = (self.folder / 'tagged/manifest.jsonl').read_text().splitlines()
        self.assertEqual({json.loads(line)['id'] for line in listed}, {picture['id'], letter['id']})
        for tag in ('mistake', 'nobody said this'):
            sanad('export', self.case, '--format', 'csv', '--out', self.folder / 'none', '--tagged', tag, status=2)

    def test_what_makes_no_sense_is_refused_and_nothing_is_overwritten(self):
        there = self.folder / 'there'
        there.write_text('mine')
        sanad('export', self.case, '--format', 'csv', '--out', there, status=64)
        self.assertEqual(there.read_text(), 'mine')
        for words in (('--format', 'csv'), ('--out', 'x'), (), ('--format', 'csv', '--out', 'x', '--to', 'y'),
                      ('--format', 'csv', '--out', 'x', '--bag'), ('--format', 'csv', '--out', 'x', '17'),
                      ('--to', 'y', '--artifacts', 'web.*'), ('--format', 'odt', '--out', 'x')):
            sanad('export', self.case, *words, status=64)
        sanad('export', self.case, '--format', 'csv', '--out', self.folder / 'no/such/folder/x', status=2)
        # Timesketch knows a file by its ending.
        sanad('export', self.case, '--format', 'timesketch', '--out', self.folder / 'moments.json', status=64)
        self.assertFalse((self.folder / 'moments.json').exists())
        self.assertFalse([path for path in self.folder.iterdir() if 'unfinished' in path.name])

    def test_every_export_is_in_the_ledger_with_its_digest(self):
        said, _ = self.export('dfxml', '--for', 'court', '--basis', 's.36', name='for-court.xml')
        last = [event for event in at_work.events(self.case) if event['type'] == 'export.files'][-1]
        self.assertEqual(last['body']['manifest'], said['sha256'])
        self.assertEqual(last['body']['count'], len(self.listed))
        self.assertEqual(last['body']['bytes'], str(said['bytes']))
        self.assertEqual((last['body']['for'], last['body']['basis'], last['item']), ('court', 's.36', 'E-1'))
        sanad('ledger', 'verify', self.case)

    def test_a_bag_of_files_is_one_for_another_program(self):
        bag = self.folder / 'bag'
        said = json.loads(sanad('export', self.case, '--to', bag, '--bag', '--type', 'image/*', '--json'))
        payload = check_bag(bag)
        listed = [json.loads(line) for line in (bag / 'data/manifest.jsonl').read_text().splitlines()]
        self.assertEqual({f'data/{row["exported_as"]}' for row in listed if row['exported_as']} |
                         {'data/manifest.csv', 'data/manifest.jsonl'}, payload)
        self.assertEqual(said['files'], len(json_lines('files', self.case, '--type', 'image/*')))
        for row in listed:
            self.assertEqual(hashlib.sha256((bag / 'data' / row['exported_as']).read_bytes()).hexdigest(), row['sha256'])
        (bag / 'data/manifest.csv').write_bytes(b'changed')
        with self.assertRaises(AssertionError):
            check_bag(bag)


@unittest.skipUnless((corpus / 'files/scenario/visible/s1/s1.E01').exists(), 'skipped: no corpus')
class ScenarioOne(ExaminedCase, Exports):
    """A disk with the findings of twenty modules, paths of Windows among them, read back by programs of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examine(corpus / 'files/scenario/visible/s1/s1.E01')
        cls.listed = json_lines('files', cls.case)

    def test_csv(self):
        self.csv_export()

    def test_dfxml(self):
        self.dfxml_export()

    def test_body_file(self):
        self.bodyfile_export()

    def test_timelines(self):
        self.timelines()

    def test_workbook(self):
        self.workbook()

    def test_case_graph(self):
        self.case_graph()

    def test_case_graph_is_read_alike_by_two_processors(self):
        self.case_graph_elsewhere()

    def test_indicators(self):
        chosen = [row for row in json_lines('files', self.case, '--type', 'image/*') if row['size'] and row.get('sha256')]
        self.indicators('--type', 'image/*', files=len({row['sha256'] for row in chosen}))


class HostileNames(Exports):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-interchange-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        files = {name: f'content {number}\n'.encode() for number, name in enumerate(HOSTILE)}
        files['setup.exe:Zone.Identifier'] = (b'[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://r.example/=1+1\r\n'
                                              b"HostUrl=https://h.example/'|</x>\\,\r\n")
        files['here.tif'] = tiff_with_place(31.5497, 74.3436)
        files['Default/History'] = browser_history(cls.folder)
        with tarfile.open(cls.folder / 'hostile.tar', 'w', format=tarfile.GNU_FORMAT, encoding='utf-8',
                          errors='surrogateescape') as tar:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size, member.mtime = len(content), 1_700_000_000
                tar.addfile(member, io.BytesIO(content))
            link = tarfile.TarInfo('link')
            link.type, link.linkname, link.mtime = tarfile.SYMTYPE, '../../</link_target><x>\n', 1_700_000_000
            tar.addfile(link)
        cls.case = cls.folder / 'hostile.sanad'
        sanad('examine', cls.folder / 'hostile.tar', '--case', cls.case)
        cls.listed = json_lines('files', cls.case)

    def test_the_names_are_there(self):
        digests = {row.get('sha256') for row in self.listed}
        for number in range(len(HOSTILE)):
            self.assertIn(hashlib.sha256(f'content {number}\n'.encode()).hexdigest(), digests)
        self.assertTrue([row for row in self.listed if 'path_bytes' in row])
        self.assertTrue([row for row in self.listed if len(row['path']) > 3900])

    def test_csv(self):
        self.csv_export()

    def test_dfxml(self):
        self.dfxml_export()

    def test_body_file(self):
        self.bodyfile_export()

    def test_timelines(self):
        self.timelines()

    def test_workbook_shows_names_and_runs_none(self):
        rows = self.workbook()
        paths = {row['path'] for row in rows}
        self.assertIn("/=cmd()|'-/c calc'!A1", paths)
        self.assertIn('/invoice\\u{202e}gpj.exe', paths)
        self.assertIn('/bad\\x{ff}\\x{fe}.bin', paths)
        self.assertIn('@SUM(1+1)', {row['name'] for row in rows})
        titles = [row for row in json_lines('find', self.case, 'web.visited')]
        self.assertTrue(all(row['title'] == '=HYPERLINK("http://e.example")' for row in titles) and titles)

    def test_case_graph_is_read_alike_by_two_processors(self):
        self.case_graph_elsewhere()

    def test_case_graph(self):
        self.case_graph()

    def test_places(self):
        self.places([(31.5497, 74.3436)])

    def test_indicators(self):
        bundle = self.indicators('--name', '*.dat', '--artifacts', 'web.visited', files=1)
        self.assertFalse([each for each in bundle['objects'] if each['type'] == 'url'])  # the history was not chosen
        out = self.folder / 'visits.stix'
        sanad('export', self.case, '--format', 'stix', '--out', out, '--name', 'History', '--artifacts', 'web.visited')
        visits = [each for each in json.loads(out.read_text())['objects'] if each['type'] == 'url']
        self.assertEqual([each['value'] for each in visits], ["https://a.example/?q='</value><x>"])
        patterns = [each['pattern'] for each in json.loads(out.read_text())['objects'] if each['type'] == 'indicator']
        self.assertIn("[url:value = 'https://a.example/?q=\\'</value><x>']", patterns)

    def test_no_format_is_without_such_a_test(self):
        """A format that comes has to come with a test in this class."""
        offered = re.search(r'--format[^{]*\{([a-z0-9,]+)\}', sanad('export', '--help')).group(1).split(',')
        self.assertEqual(set(offered), {'csv', 'dfxml', 'bodyfile', 'l2tcsv', 'timesketch', 'xlsx', 'case', 'kml', 'stix'})

    def test_no_listing_for_people_lets_a_control_or_a_direction_mark_through(self):
        some = [str(row['id']) for row in self.listed if row['size']][:len(HOSTILE)]
        sanad('tag', 'add', self.case, 'seen\u202e\x1b[31m', *some)
        for words in (('files',), ('find', '*'), ('timeline',), ('bookmark-list',), ('search', 'content', '--limit', '999'),
                      ('search', 'name:gpj'), ('search', 'path:etc', '--in', 'path'), ('search', '--raw', 'content', '--limit', '999'),
                      *(('show', one) for one in some)):
            verb, *more = words
            text = sanad(verb, self.case, *more, binary=True).decode('utf-8')  # ill-formed bytes are written out, too
            self.assertNotRegex(text, r'[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]', words)
            self.assertNotIn('\ntwo', text)

    def test_a_folder_of_files_stays_in_that_folder(self):
        out = self.folder / 'out/of/here'
        sanad('export', self.case, '--to', out)
        made = [path for path in (self.folder / 'out').rglob('*') if not path.is_dir()]
        self.assertGreaterEqual(len(made), len(HOSTILE))
        for path in made:
            self.assertTrue(path.is_relative_to(out), path)
            self.assertFalse(path.is_symlink(), path)
            self.assertNotRegex(str(path.relative_to(out)), r'[\x00-\x1f\u202a-\u202e\u2066-\u2069]')

    def test_a_bag(self):
        bag = self.folder / 'bag'
        sanad('export', self.case, '--to', bag, '--bag')
        payload = check_bag(bag)
        self.assertGreaterEqual(len(payload), len(HOSTILE) + 3)
        for algorithm in ('sha256', 'sha512'):
            done = subprocess.run([f'{algorithm}sum', '--check', '--strict', '--quiet', f'manifest-{algorithm}.txt'], cwd=bag,
                                  capture_output=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b'', b''))


if __name__ == '__main__':
    unittest.main()
