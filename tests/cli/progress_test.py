#!/usr/bin/env python3
"""What is told while an examination runs: lines for programs, one line on a terminal, and nothing to anything else."""
import json
import os
import pty
import subprocess
import unittest
import zipfile

from lantern import ExaminedCase, image, json_lines, program, samples, sanad

phases = ['opening', 'walking', 'reading', 'examining', 'indexing', 'finishing', 'finished']
always = {'phase', 'bytes_done', 'bytes_total', 'files_found', 'contents_done', 'contents_total', 'errors', 'seconds'}
of_reading = {'mb_per_second', 'eta_seconds'}
of_modules = {'files_examined', 'artifacts'}
of_examining = {'files_per_second', 'eta_seconds'}


class Progress(ExaminedCase):
    def run_into_pipes(self, name, *words, evidence=image, status=0):
        self.case = self.folder / f'{name}.sanad'
        done = subprocess.run([program, 'examine', evidence, '--case', self.case, *words], capture_output=True, text=True,
                              timeout=300)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def said(self, name, *words, **how):
        """The lines of a run by what they are: of the run, of its modules, of what was not examined whole."""
        lines = [json.loads(line) for line in self.run_into_pipes(name, '--progress', 'json', *words, **how).stderr.splitlines()]
        kinds = ('phase', 'modules', 'shortcoming')
        for line in lines:
            self.assertEqual(sum(kind in line for kind in kinds), 1, line)
        return ([line for line in lines if kind in line] for kind in kinds)

    def test_without_a_terminal_an_examination_that_goes_well_writes_nothing_to_standard_error(self):
        for name, words in (('by itself', ()), ('told none', ('--progress', 'none'))):
            done = self.run_into_pipes(name, *words)
            self.assertEqual(done.stderr, '')
            self.assertIn('Image 1: lantern.E01', done.stdout)

    def test_each_line_for_programs_says_the_phase_the_bytes_the_files_the_errors_and_the_time(self):
        done = self.run_into_pipes('for programs', '--progress', 'json')
        lines = [line for line in map(json.loads, done.stderr.splitlines()) if 'phase' in line]
        self.assertNotIn('"phase"', done.stdout)
        size = (samples / 'lantern.raw').stat().st_size
        for before, line in zip([lines[0], *lines], lines):
            self.assertLessEqual(always, line.keys())
            self.assertIn(line['phase'], phases)
            allowed = always | of_modules | {'texts_indexed'} | {'reading': of_reading, 'examining': of_examining}.get(line['phase'], set())
            self.assertLessEqual(line.keys(), allowed)
            self.assertEqual('mb_per_second' in line, line['phase'] == 'reading')
            self.assertEqual('files_per_second' in line, line['phase'] == 'examining')
            for key in always - {'phase', 'seconds'}:
                self.assertIs(type(line[key]), int)
            # Nothing that was counted is taken back.
            for key in ('bytes_done', 'files_found', 'contents_done', 'errors', 'seconds'):
                self.assertGreaterEqual(line[key], before[key], line)
            self.assertIn(line['bytes_total'], (0, size))
            self.assertLessEqual(line['bytes_done'], line['bytes_total'])
            self.assertLessEqual(line['contents_done'], line['contents_total'])
        self.assertEqual((lines[0]['phase'], lines[-1]['phase']), ('opening', 'finished'))
        self.assertEqual([line['phase'] for line in lines].count('finished'), 1)
        self.assertIn('reading', [line['phase'] for line in lines])
        last = lines[-1]
        self.assertEqual(last['bytes_done'], size)
        self.assertEqual(last['contents_done'], last['contents_total'])
        self.assertGreater(last['contents_done'], 0)
        self.assertGreater(last['seconds'], 0)
        # What modules took out of containers came after the walk.
        walked = [row for row in json_lines('files', self.case) if not row.get('derived_from')]
        self.assertEqual(last['files_found'], len(walked))

    def test_each_module_says_how_many_files_it_examined_what_it_found_and_what_it_could_not(self):
        _, lines, shortcomings = self.said('modules')
        self.assertGreater(len(lines), 1)
        self.assertEqual(shortcomings, [])
        listed = [row['module'] for row in json_lines('module', 'list')]
        for before, line in zip([lines[0], *lines], lines):
            self.assertEqual(line.keys(), {'files_passed', 'files_offered', 'modules'})
            self.assertLessEqual(line['files_passed'], line['files_offered'])
            self.assertGreaterEqual(line['files_passed'], before['files_passed'])
            self.assertEqual([module['name'] for module in line['modules']], [name for name in listed if name != 'pattern.yara'])
            for earlier, module in zip(before['modules'], line['modules']):
                self.assertEqual(module.keys(), {'name', 'examined', 'findings', 'errors'})
                self.assertGreaterEqual(module['examined'], earlier['examined'])
        last = lines[-1]
        self.assertEqual(last['files_passed'], last['files_offered'])
        # As the case tells it afterwards, by each module and together.
        told = json.loads(sanad('case', 'show', self.case, '--json'))['images'][0]
        counted = {name.split()[0]: sum(outcomes.values()) for name, outcomes in told['modules'].items()}
        self.assertGreater(len(counted), 5)
        self.assertEqual({module['name']: module['examined'] for module in last['modules'] if module['examined']}, counted)
        self.assertEqual(sum(module['findings'] for module in last['modules']), sum(told['artifacts'].values()))
        self.assertEqual(sum(module['errors'] for module in last['modules']), 0)
        # A listing has no modules to tell of.
        self.assertEqual([len(list(kind)) for kind in self.said('listing', '--modules', 'none')][1:], [0, 0])

    def test_what_is_not_examined_whole_is_told_as_it_is_recorded_with_its_file(self):
        evidence = self.folder / 'evidence'
        evidence.mkdir()
        (evidence / 'plain.txt').write_text('nothing is wrong with this')
        whole = self.folder / 'whole.zip'
        with zipfile.ZipFile(whole, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('a.txt', 'hello ' * 1000)
            archive.writestr('b.txt', 'world ' * 900)
        (evidence / 'cut "short".zip').write_bytes(whole.read_bytes()[:whole.stat().st_size // 2])
        progress, modules, shortcomings = self.said('cut', evidence=evidence)
        told, = [line['shortcoming'] for line in shortcomings]
        self.assertEqual(told.keys(), {'file', 'path', 'step', 'module', 'outcome', 'message'})
        row, = [row for row in json_lines('files', self.case) if row['path'] == '/cut "short".zip']
        self.assertEqual((told['file'], told['path']), (row['id'], row['path']))
        self.assertEqual((told['step'], told['module'], told['outcome']), ('module', 'archive.members', 'damaged'))
        self.assertIn('b.txt', told['message'])
        errors = {module['name']: module['errors'] for module in modules[-1]['modules'] if module['errors']}
        self.assertEqual(errors, {'archive.members': 1})
        self.assertEqual(progress[-1]['errors'], 1)
        self.assertNotIn('shortcomings_not_told', progress[-1])

    def test_on_a_terminal_one_line_is_written_again_and_again_and_cleared_at_the_end(self):
        ours, theirs = pty.openpty()
        case = self.folder / 'on a terminal.sanad'
        process = subprocess.Popen([program, 'examine', image, '--case', case], stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        told = b''
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            told += piece
        os.close(ours)
        summary = process.communicate(timeout=300)[0].decode()
        self.assertEqual(process.returncode, 0)
        self.assertIn('Image 1: lantern.E01', summary)
        self.assertNotIn(b'\n', told)
        first, *rewritten = told.decode().split('\r\033[K')
        self.assertEqual((first, rewritten[-1]), ('', ''))
        reading = next(line for line in rewritten if line.startswith('reading '))
        self.assertRegex(reading, r'^reading [0-9.]+ of 83\.9 MB · \d+ files · \d+ of \d+ contents · \d+ MB/s')


if __name__ == '__main__':
    unittest.main()
