#!/usr/bin/env python3
"""What is told while an examination runs: lines for programs, one line on a terminal, and nothing to anything else."""
import json
import os
import pty
import subprocess
import unittest

from lantern import ExaminedCase, image, json_lines, program, samples

phases = ['opening', 'walking', 'reading', 'examining', 'indexing', 'finishing', 'finished']
always = {'phase', 'bytes_done', 'bytes_total', 'files_found', 'contents_done', 'contents_total', 'errors', 'seconds'}
of_reading = {'mb_per_second', 'eta_seconds'}
of_modules = {'files_examined', 'artifacts'}


class Progress(ExaminedCase):
    def run_into_pipes(self, name, *words):
        self.case = self.folder / f'{name}.sanad'
        return subprocess.run([program, 'examine', image, '--case', self.case, *words], capture_output=True, text=True,
                              timeout=300, check=True)

    def test_without_a_terminal_an_examination_that_goes_well_writes_nothing_to_standard_error(self):
        for name, words in (('by itself', ()), ('told none', ('--progress', 'none'))):
            done = self.run_into_pipes(name, *words)
            self.assertEqual(done.stderr, '')
            self.assertIn('Image 1: lantern.E01', done.stdout)

    def test_each_line_for_programs_says_the_phase_the_bytes_the_files_the_errors_and_the_time(self):
        done = self.run_into_pipes('for programs', '--progress', 'json')
        lines = [json.loads(line) for line in done.stderr.splitlines()]
        self.assertNotIn('"phase"', done.stdout)
        size = (samples / 'lantern.raw').stat().st_size
        for before, line in zip([lines[0], *lines], lines):
            self.assertLessEqual(always, line.keys())
            self.assertIn(line['phase'], phases)
            allowed = always | of_modules | {'texts_indexed'} | (of_reading if line['phase'] == 'reading' else set())
            self.assertLessEqual(line.keys(), allowed)
            self.assertEqual('mb_per_second' in line, line['phase'] == 'reading')
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
