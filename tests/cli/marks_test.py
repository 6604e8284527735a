#!/usr/bin/env python3
"""sanad tag, note, bookmark-list: what was marked stands where it was marked, and what was taken back stays visible."""
import csv
import io
import json
import sqlite3
import subprocess
import threading
import unittest

from at_work import events
from lantern import LanternCase, image, json_lines, program, sanad


class Marks(LanternCase):
    def marks(self, *words):
        return json_lines('bookmark-list', self.case, *words)

    def by_number(self, *words):
        return {row['mark']: row for row in self.marks(*words)}

    def tag(self, *words, **options):
        return json.loads(sanad('tag', 'add', self.case, *words, '--json', **options))

    def test_a_tag_by_id_is_listed_with_path_digest_comment_and_examiner(self):
        picture = next(row for row in self.answers['files'] if row.get('sha256') and row['path'].endswith('IMG_0001.JPG'))
        row = self.row(picture['volume'], picture['path'])
        number, = self.tag('by-id', row['id'], '--comment', 'the harbour', '--colour', 'red')['marks']
        mark = self.by_number()[number]
        self.assertEqual(mark['path'], picture['path'])
        self.assertEqual(mark['sha256'], picture['sha256'])
        self.assertEqual((mark['tag'], mark['colour'], mark['text'], mark['standing']),
                         ('by-id', 'red', 'the harbour', 'there'))
        self.assertIn('unattested', mark['examiner'])
        self.assertIn('image/jpeg', mark['context'])
        self.assertEqual(mark['exhibit'], 'E-1')
        # Once is enough, and the colour is kept.
        again = self.tag('by-id', row['id'])
        self.assertEqual((again['marks'], again['already']), ([], 1))

    def test_files_are_chosen_by_digest_and_by_the_conditions_of_a_listing(self):
        known = next(row for row in self.listed if row.get('sha256') and row['size'] > 0)
        same = [row['id'] for row in self.listed if row.get('sha256') == known['sha256']]
        self.tag('known', '--sha256', known['sha256'])
        self.assertEqual(sorted(row['id'] for row in self.marks('--tag', 'known')), sorted(same))
        self.tag('pictures', '--type', 'image/*')
        expected = [row['id'] for row in json_lines('files', self.case, '--type', 'image/*')]
        self.assertEqual(sorted(row['id'] for row in self.marks('--tag', 'pictures')), sorted(expected))
        listed = {row['tag']: row for row in json_lines('tag', 'list', self.case)}
        self.assertEqual(listed['pictures']['files'], len(expected))

    def test_a_finding_is_tagged_with_the_bytes_it_rests_on(self):
        found, = json_lines('find', self.case, 'file.downloaded')
        number, = self.tag('origin', '--artifact', found['source']['id'])['marks']
        mark = self.by_number()[number]
        self.assertEqual(mark['subject'], 'artifact')
        self.assertEqual(mark['type'], 'file.downloaded')
        self.assertEqual((mark['offset'], mark['length']), (found['source']['offset'], found['source']['length']))
        self.assertIn('setup.exe', mark['context'])

    def test_what_is_taken_back_stays_visible_and_can_be_set_again(self):
        one, two = (row['id'] for row in self.listed[:2])
        first = self.tag('undo', one, two)['marks']
        sanad('tag', 'remove', self.case, 'undo', two, '--reason', 'the wrong one')
        self.assertEqual([row['id'] for row in self.marks('--tag', 'undo')], [one])
        history = [row for row in self.marks('--all', '--tag', 'undo')]
        self.assertEqual([row['act'] for row in history], ['tag', 'tag', 'remove'])
        self.assertEqual(history[1]['removed_by'], history[2]['mark'])
        self.assertEqual(history[2]['removes'], first[1])
        self.assertEqual(history[2]['text'], 'the wrong one')
        sanad('tag', 'remove', self.case, '--mark', first[1], status=64)
        sanad('tag', 'remove', self.case, 'undo', two, status=2)
        self.assertEqual(len(self.tag('undo', two)['marks']), 1)

    def test_notes_are_on_the_case_on_files_and_on_findings(self):
        row = self.listed[0]
        on_case, = json.loads(sanad('note', 'add', self.case, 'the owner speaks Pashto', '--json'))['marks']
        on_file, = json.loads(sanad('note', 'add', self.case, 'same\nwording', '--file', row['id'], '--json'))['marks']
        notes = {note['mark']: note for note in json_lines('note', 'list', self.case)}
        self.assertEqual(notes[on_case]['subject'], 'case')
        self.assertEqual(notes[on_file]['path'], row['path'])
        self.assertEqual(notes[on_file]['text'], 'same\nwording')
        self.assertIn('same\\nwording', sanad('note', 'list', self.case))
        sanad('note', 'remove', self.case, '--mark', on_file)
        self.assertNotIn(on_file, {note['mark'] for note in json_lines('note', 'list', self.case)})
        sanad('note', 'add', self.case, '', status=64)

    def test_behind_two_dashes_a_text_or_a_tag_may_begin_with_one(self):
        row = self.listed[0]
        texts = ['-5 °C', '--file 3', '-', '--', '--json']
        for text in texts:
            number, = json.loads(sanad('note', 'add', self.case, '--json', '--file', row['id'], '--', text))['marks']
            mark = self.by_number()[number]
            self.assertEqual((mark['text'], mark['path']), (text, row['path']))
        number, = json.loads(sanad('tag', 'add', self.case, '--comment', '-5 °C', '--json', '--', '-cold', row['id']))['marks']
        mark = self.by_number()[number]
        self.assertEqual((mark['tag'], mark['text'], mark['id']), ('-cold', '-5 °C', row['id']))
        sanad('tag', 'remove', self.case, '--reason', '--', '--', '-cold', row['id'])
        self.assertEqual(self.by_number('--all')[number + 1]['text'], '--')
        self.assertIn(" -- '-5 °C", sanad('note', 'add', '--help'))
        self.assertIn(' -- -cold', sanad('tag', 'add', '--help'))
        sanad('note', 'add', self.case, '-x', status=64)

    def test_every_condition_of_a_listing_chooses_what_is_tagged(self):
        hidden = [row['id'] for row in json_lines('files', self.case, '--attribute', 'hidden')]
        self.assertTrue(hidden)
        self.tag('hidden', '--attribute', 'hidden')
        self.assertEqual(sorted(row['id'] for row in self.marks('--tag', 'hidden')), sorted(hidden))
        sanad('tag', 'add', self.case, 'none', '--hash-set', 'no such set', status=2)

    def test_nothing_is_tagged_by_accident(self):
        before = len(self.marks('--all'))
        sanad('tag', 'add', self.case, 'everything', status=64)
        sanad('tag', 'add', self.case, 'colour', self.listed[0]['id'], '--colour', 'infrared', status=64)
        sanad('tag', 'add', self.case, 'unknown', 99999999, status=2)
        sanad('tag', 'add', self.case, 'none', '--name', 'there is no such file', status=2)
        sanad('tag', 'add', self.case, 'both', self.listed[0]['id'], '--deleted', status=64)
        self.assertEqual(len(self.marks('--all')), before)

    def test_csv_has_the_same_rows_and_no_formula(self):
        self.tag('=cmd', self.listed[0]['id'])
        rows = list(csv.DictReader(io.StringIO(sanad('bookmark-list', self.case, '--csv'))))
        self.assertEqual([int(row['mark']) for row in rows], [row['mark'] for row in self.marks()])
        self.assertTrue(any(row['tag'] == "'=cmd" for row in rows))

    def test_two_programs_mark_at_once(self):
        ids = [row['id'] for row in self.listed[:6]]
        children = [subprocess.Popen([program, 'tag', 'add', str(self.case), f'at-once-{n}', *map(str, ids)],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for n in range(3)]
        for child in children:
            _, said = child.communicate(timeout=120)
            self.assertEqual(child.returncode, 0, said)
        for n in range(3):
            self.assertEqual([row['id'] for row in self.marks('--tag', f'at-once-{n}')], ids)

    def test_marks_of_an_item_under_seal_are_in_the_ledger_by_number_and_others_are_not(self):
        tagged = [event for event in events(self.case) if event['type'] in ('tag.add', 'tag.remove', 'note.add')]
        row = next(row for row in self.listed if row.get('sha256'))
        self.tag('before-seal', row['id'])
        after = [event for event in events(self.case) if event['type'] in ('tag.add', 'tag.remove', 'note.add')]
        self.assertEqual(len(after), len(tagged))
        sanad('custody', 'seal', self.case, 'E-1', '--seal-no', 'S-10042', '--bag-no', 'B-7')
        try:
            self.tag('under-seal', row['id'])
            sanad('note', 'add', self.case, 'a secret wording', '--file', row['id'])
            sanad('tag', 'remove', self.case, 'under-seal', row['id'])
            new = [event for event in events(self.case) if event['type'] in ('tag.add', 'tag.remove', 'note.add')]
            self.assertEqual([event['type'] for event in new[len(tagged):]], ['tag.add', 'note.add', 'tag.remove'])
            self.assertEqual(new[len(tagged)]['item'], 'E-1')
            self.assertEqual(new[len(tagged)]['body'], {'tag': 'under-seal', 'what': f'file {row["id"]}'})
            text = json.dumps(new)
            self.assertNotIn('secret', text)
            self.assertNotIn(row['path'], text)
        finally:
            sanad('custody', 'break-seal', self.case, 'E-1', '--seal-no', 'S-10042', '--state', 'intact', '--reason',
                  'examination')

    def test_marks_can_be_made_while_an_ingest_runs_and_outlive_it(self):
        case = self.folder / 'busy.sanad'
        sanad('case', 'create', case)
        sanad('evidence', 'add', case, image, '--exhibit', 'RV/1', '--override-authority', 'test')
        child = subprocess.Popen([program, 'ingest', str(case)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        made = []

        def note():
            for n in range(5):
                made.append(subprocess.run([program, 'note', 'add', str(case), f'note {n}'], capture_output=True))
        writer = threading.Thread(target=note)
        writer.start()
        _, said = child.communicate(timeout=300)
        writer.join()
        self.assertEqual(child.returncode, 0, said)
        self.assertEqual([run.returncode for run in made], [0] * 5, [run.stderr for run in made])
        self.assertEqual([row['text'] for row in json_lines('note', 'list', case)], [f'note {n}' for n in range(5)])

    def test_a_mark_says_when_its_subject_is_gone_or_another(self):
        # Marks of this case beside another one: the same disk examined anew has them all; a case without it has none.
        row = next(row for row in self.listed if row.get('sha256'))
        number, = self.tag('elsewhere', row['id'])['marks']
        other = self.folder / 'other.sanad'
        sanad('case', 'create', other)
        (other / 'marks.db').write_bytes(self.copy_of_marks())
        mark = {each['mark']: each for each in json_lines('bookmark-list', other)}[number]
        self.assertEqual(mark['standing'], 'gone')
        self.assertEqual(mark['sha256'], row['sha256'])
        self.assertIn('GONE', sanad('bookmark-list', other))

    def copy_of_marks(self):
        copy = self.folder / 'marks-copy.db'
        with sqlite3.connect(self.case / 'marks.db') as source, sqlite3.connect(copy) as target:
            source.backup(target)
        target.execute('PRAGMA journal_mode = DELETE')
        target.close()
        source.close()
        return copy.read_bytes()


if __name__ == '__main__':
    unittest.main()
