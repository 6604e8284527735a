#!/usr/bin/env python3
"""A figure nobody checked is an opinion: the counting of the benchmark against programs whose cost is known."""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import bench  # noqa: E402
import gui  # noqa: E402
import make_text  # noqa: E402


def program(text):
    return [sys.executable, '-c', textwrap.dedent(text)]


SPIN = 'import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass\n'


class Counting(unittest.TestCase):
    def setUp(self):
        bench.become_subreaper()

    def test_the_cpu_time_of_grandchildren_is_counted_even_when_their_parent_has_gone(self):
        run = bench.Run(program(f'''
            import os, subprocess, sys
            if os.fork() == 0:
                subprocess.Popen([sys.executable, '-c', {SPIN!r}])
                os._exit(0)
        '''))
        self.assertEqual(run.status, 0)
        self.assertGreater(run.cpu, 0.38)
        self.assertLess(run.cpu, 3)

    def test_the_memory_of_two_processes_is_added_up_and_shared_pages_count_once(self):
        run = bench.Run(program('''
            import os, time
            shared = bytearray(b'x') * (60 << 20)
            if os.fork() == 0:
                own = bytearray(b'y') * (40 << 20)
                time.sleep(0.6)
                os._exit(0)
            os.wait()
        '''), sample=True)
        self.assertGreater(run.peak, 100 << 20)
        self.assertLess(run.peak, 150 << 20)

    def test_a_program_that_does_not_end_is_ended(self):
        run = bench.Run(program('import time\ntime.sleep(60)'), seconds_allowed=0.3)
        self.assertNotEqual(run.status, 0)
        self.assertLess(run.wall, 20)


class Floor(unittest.TestCase):
    speeds = dict(md5=500.0, sha1=1000.0, sha256=1000.0)

    def floor(self, cores, **work):
        empty = dict(chains=[], blocks=[], files=[], inflate=False)
        return bench.floor_seconds(empty | work, 1e9, 5e8, cores, self.speeds, self.speeds, 2000.0)

    def test_work_that_can_be_shared_is_divided_by_the_cores(self):
        self.assertAlmostEqual(self.floor(2, files=['md5', 'sha1']), (1.0 + 0.5) / 2)
        self.assertAlmostEqual(self.floor(2, inflate=True), 0.25)

    def test_a_digest_of_the_whole_image_is_one_chain_that_no_core_shortens(self):
        self.assertAlmostEqual(self.floor(8, chains=['md5', 'sha1'], inflate=True), 2.0)
        self.assertAlmostEqual(self.floor(1, chains=['md5', 'sha1'], inflate=True), 3.5)

    def test_every_comparison_has_its_work_stated(self):
        self.assertEqual(set(bench.COMPARISONS), set(bench.WORK))


class Questions(unittest.TestCase):
    def test_the_limit_of_a_query_is_for_words_that_stand_in_the_text_and_no_other(self):
        # The vocabulary as make_text() makes it: the first thing that its chance is asked for.
        latin = set(make_text.vocabulary(random.Random(20), make_text.ENGLISH, make_text.LATIN_SYLLABLES, 120_000))
        known = latin | set(make_text.URDU)
        self.assertEqual([word for word in bench.WORDS if word not in known], [])
        self.assertEqual([word for word in bench.ABSENT_WORDS if word in known], [])
        self.assertTrue(bench.ABSENT_WORDS)

    def test_hash_sets_of_any_size_are_imported_looked_up_and_removed(self):
        program = pathlib.Path(os.environ.get('SANAD', bench.root / 'build/release/bin/sanad'))
        if not program.exists():
            self.skipTest('skipped: sanad is not built')
        bench.become_subreaper()
        with tempfile.TemporaryDirectory() as folder:
            asked = argparse.Namespace(bin=str(program.parent), hash_entries=20_000)
            result = bench.show_hash_memory(asked, pathlib.Path(folder))
            # So few are imported before memory is looked at for the first time: then nothing is promised.
            self.assertEqual((result['entries'], result['kept']), (20_000, result['peak'] > 0))
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])


class Promises(unittest.TestCase):
    kept = dict(results=[dict(name='raw', ratio=2.3, promised=2.2)], identifiers={'.raw': dict(ratio=1.1)},
                custody=dict(ratio=1.0 + bench.CUSTODY_MAY_COST), index=dict(ratio=1.0, slowest_word=0.01),
                raw_search=dict(ratio=1.5), memory=dict(peak=1 << 30), desktop=dict(kept=True),
                hash_sets=dict(ratio=bench.HASH_PROMISED))

    def test_what_was_not_measured_and_what_is_kept_breaks_none(self):
        self.assertEqual(bench.broken_promises({}), [])
        self.assertEqual(bench.broken_promises(self.kept), [])
        self.assertEqual(bench.broken_promises({name: None for name in self.kept}), [])

    def test_each_promise_that_is_broken_is_named(self):
        for name, worse, said in (('results', [dict(name='raw', ratio=2.1, promised=2.2)], 'raw'),
                                  ('identifiers', {'.raw': dict(ratio=9.0)}, 'identifiers of .raw'),
                                  # By the wall time: the CPU's share is told and judges nothing.
                                  ('custody', dict(ratio=1.03, cpu=1.0), 'custody'),
                                  ('index', dict(ratio=9.0, slowest_word=0.01), 'index'),
                                  ('index', dict(ratio=1.0, slowest_word=60.0), 'words searched for'),
                                  ('raw_search', dict(ratio=0.9), 'raw search'), ('memory', dict(peak=1 << 40), 'memory'),
                                  ('desktop', dict(kept=False), 'desktop'), ('hash_sets', dict(ratio=0.1), 'hash sets')):
            self.assertEqual(bench.broken_promises(dict(self.kept, **{name: worse})), [said])
        self.assertEqual(bench.broken_promises(dict(self.kept, custody=dict(ratio=1.01, cpu=1.5))), [])

    def test_a_ledger_file_is_made_once_and_verified(self):
        programs = pathlib.Path(os.environ.get('SANAD', bench.root / 'build/release/bin/sanad')).parent
        if not (programs / 'ledger_case').exists():
            self.skipTest('skipped: ledger_case is not built')
        bench.become_subreaper()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            told = bench.show_ledger_file(str(programs), folder, entries=300, runs=1)
            self.assertEqual(told['entries'], 300)
            made = (folder / 'ledger-300.sanad/ledger.db').stat().st_ino
            bench.show_ledger_file(str(programs), folder, entries=300, runs=1)
            self.assertEqual((folder / 'ledger-300.sanad/ledger.db').stat().st_ino, made)


class Desktop(unittest.TestCase):
    @staticmethod
    def said(**changed):
        step = dict(step='sort', stalls=0, stalls_of_processor=0, longest_ms=12.0, longest_processor_ms=9.0) | changed
        return [dict(step='first rows', stalls=3, stalls_of_processor=2, longest_ms=300.0, longest_processor_ms=200.0), step,
                dict(memory='the case alone', peak_mib=120.0, peak_pss_mib=90.0)]

    def test_a_window_that_waits_breaks_the_promise_as_one_that_computes(self):
        self.assertTrue(gui.summed_up(self.said())['kept'])
        waited = gui.summed_up(self.said(stalls=1, longest_ms=400.0))
        self.assertFalse(waited['kept'])
        self.assertEqual((waited['stalls'], waited['stalls_of_processor']), (1, 0))
        self.assertFalse(gui.summed_up(self.said(stalls=1, stalls_of_processor=1))['kept'])

    def test_the_start_is_no_stall_and_too_much_memory_breaks_the_promise(self):
        said = self.said()
        self.assertEqual(gui.summed_up(said)['longest_ms'], 12.0)
        said[-1]['peak_mib'] = float(gui.MEMORY_MIB)
        self.assertFalse(gui.summed_up(said)['kept'])


class Image(unittest.TestCase):
    def test_the_image_to_measure_with_holds_what_its_answers_say(self):
        with tempfile.TemporaryDirectory() as folder:
            out = f'{folder}/perf'
            maker = str(pathlib.Path(__file__).with_name('make_perf_image.py'))
            subprocess.run([sys.executable, '-B', maker, out, '--gib', '0.03', '--deleted', '5', '--no-e01'],
                           check=True, stdout=subprocess.DEVNULL)
            listed = subprocess.run(['fls', '-r', '-p', '-F', f'{out}.raw'], check=True,
                                    stdout=subprocess.PIPE).stdout.decode()
            deleted = {'/' + line.split('\t')[1] for line in listed.splitlines() if ' * ' in line}
            kept = {'/' + line.split('\t')[1] for line in listed.splitlines() if ' * ' not in line}
            rows = [line.rsplit(',', 3) for line in pathlib.Path(f'{out}.csv').read_text().splitlines()[1:]]
            self.assertGreater(len(rows), 10)
            listed_as = {'allocated': kept, 'deleted': deleted}
            self.assertEqual([path for path, _, _, state in rows if path not in listed_as[state]], [])
            self.assertEqual(sum(state == 'deleted' for *_, state in rows), 5)


if __name__ == '__main__':
    unittest.main()
