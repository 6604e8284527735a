#!/usr/bin/env python3
"""The desktop when things go wrong around it: it is killed, its engines are killed, the medium cannot be written, and somebody
else works in the same case. driven_window is the real window; it is told what to do, and says what somebody would see."""
import json
import os
import pathlib
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'cli'))
from lantern import LanternCase, image, json_lines, root, sanad  # noqa: E402

window_program = os.environ.get('SANAD_WINDOW', str(root / 'build/release/bin/driven_window'))
PATIENCE = 60


class Window:
    def __init__(self, *before):
        """`before`: a command that ends by starting what follows it."""
        self.process = subprocess.Popen([*before, window_program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, start_new_session=True,
                                        env={**os.environ, 'QT_QPA_PLATFORM': 'offscreen'})
        self.rest = b''
        self.confirmed, self.failed = [], []

    def order(self, what, **more):
        self.process.stdin.write(json.dumps({'do': what, **more}).encode() + b'\n')
        self.process.stdin.flush()

    def lines(self, seconds):
        """What it says within that time; marks that are confirmed are kept."""
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return []
        return self.take(os.read(self.process.stdout.fileno(), 1 << 16))

    def take(self, piece):
        self.rest += piece
        *whole, self.rest = self.rest.split(b'\n')
        said = [json.loads(line) for line in whole]
        self.confirmed += [line['confirmed'] for line in said if 'confirmed' in line]
        self.failed += [line['failed'] for line in said if 'failed' in line]
        return said

    def killed(self, kill):
        kill()
        self.process.wait()
        while piece := os.read(self.process.stdout.fileno(), 1 << 16):
            self.take(piece)

    def asked(self, what, key, **more):
        """The answer to an order, which has `key` in it."""
        self.order(what, **more)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for line in self.lines(0.2):
                if key in line:
                    return line
        raise AssertionError(f'no answer to {what}')

    def see(self):
        return self.asked('see', 'labels')

    def sees(self, holds, what):
        """What it shows as soon as `holds` of that."""
        end, seen = time.monotonic() + PATIENCE, None
        while time.monotonic() < end:
            seen = self.see()
            if holds(seen):
                return seen
            time.sleep(0.1)
        raise AssertionError(f'never seen: {what}; at the end {json.dumps(seen)[:3000]}')

    def open(self, case):
        answer = self.asked('open', 'opened', case=str(case))
        assert answer['opened'], answer
        return self.sees(lambda seen: seen['rows'] > 0 and seen['first'], 'the rows of the case')

    def child(self, verb):
        """The process of a verb that it has started, once there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for name in filter(str.isdigit, os.listdir('/proc')):
                entry = pathlib.Path('/proc', name)
                try:
                    words = (entry / 'cmdline').read_bytes().split(b'\0')
                    status = (entry / 'stat').read_text().rsplit(')', 1)[1].split()
                except OSError:
                    continue
                if int(status[1]) == self.process.pid and verb in words and status[0] != 'Z':
                    return int(name)
            time.sleep(0.02)
        raise AssertionError(f'no child runs {verb}')

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.stdout.close()


class InTrouble(LanternCase):
    def window(self, *before):
        made = Window(*before)
        self.addCleanup(made.close)
        return made

    def copy(self, name):
        case = self.folder / name / 'lantern.sanad'
        shutil.copytree(self.case, case)
        self.addCleanup(shutil.rmtree, case.parent, True)
        return case

    def file(self, path):
        return next(row['id'] for row in self.listed if row['path'] == path)

    # ---- killed itself

    def test_a_window_killed_at_any_moment_loses_no_confirmed_tag_or_note(self):
        case = self.copy('killed')
        files = [row['id'] for row in self.listed if row.get('sha256')]
        chance = random.Random(int.from_bytes(os.urandom(4), 'big'))
        moments, confirmed, asked = [], [], 0
        for kill in range(4):
            window = self.window()
            window.open(case)
            for _ in range(40):
                asked += 1
                window.order('mark', name=f'mark number {asked}', file=chance.choice(files), note=asked % 2 == 0)
            # From before the first is confirmed to some way through; with all its children in the odd rounds.
            wanted = chance.uniform(0.0, 0.7)
            moments.append(wanted)
            end = time.monotonic() + wanted
            while (left := end - time.monotonic()) > 0:
                window.lines(left)
            window.killed(window.process.kill if kill % 2 == 0 else
                          lambda: os.killpg(window.process.pid, signal.SIGKILL))
            confirmed += window.confirmed
        # One more that is let finish, so that at least its marks have been confirmed whatever the moments were.
        window = self.window()
        window.open(case)
        for number in range(4):
            window.order('mark', name=f'last {number}', file=files[number], note=number % 2 == 0)
        window.sees(lambda _: len(window.confirmed) == 4, 'four confirmed marks')
        window.killed(window.process.kill)
        confirmed += window.confirmed
        kept = {row.get('tag', row['text']) for row in json_lines('bookmark-list', case)}
        self.assertEqual(set(confirmed) - kept, set(), f'killed after {moments} s')
        self.assertGreaterEqual(len(confirmed), 4)

    # ---- engines killed

    def test_a_viewers_engine_that_is_killed_is_a_message_and_try_again_shows_the_bytes(self):
        window = self.window()
        window.open(self.copy('view'))
        first, second = self.file('/Documents/minutes.txt'), self.file('/DCIM/100LANTN/IMG_0001.JPG')
        window.asked('show', 'done', file=first, viewer='hex')
        bytes_of_first = sanad('cat', self.case, first, binary=True)[:16].hex()
        window.sees(lambda seen: seen['bytes'] == bytes_of_first, 'the bytes of the first file')
        engine = window.child(b'view')
        os.kill(engine, signal.SIGSTOP)  # so that it dies with a question before it
        window.asked('show', 'done', file=second, viewer='hex')
        window.sees(lambda seen: any('IMG_0001' in words for words in seen['labels']), 'the second file')
        self.assertNotIn('Try again', window.see()['buttons'])
        os.kill(engine, signal.SIGKILL)
        seen = window.sees(lambda seen: 'Try again' in seen['buttons'], 'a retry')
        self.assertTrue(any('the program that reads evidence has ended' in words for words in seen['labels']), seen)
        self.assertTrue(window.asked('press', 'pressed', button='Try again')['pressed'])
        bytes_of_second = sanad('cat', self.case, second, binary=True)[:16].hex()
        seen = window.sees(lambda seen: seen['bytes'] == bytes_of_second, 'the bytes of the second file')
        self.assertNotIn('Try again', seen['buttons'])

    def test_what_was_looked_at_stands_in_the_ledger_when_the_window_is_closed(self):
        case = self.copy('looked')
        window = self.window()
        window.open(case)
        file = self.file('/Documents/minutes.txt')
        window.asked('show', 'done', file=file, viewer='hex')
        wanted = sanad('cat', self.case, file, binary=True)[:16].hex()
        window.sees(lambda seen: seen['bytes'] == wanted, 'the bytes of a file')
        entry = f'what: content of files {file}\n'
        self.assertNotIn(entry, sanad('ledger', 'show', case))
        # The window closes at once; the program waits until the engine has made its entry.
        window.process.stdin.close()
        self.assertEqual(window.process.wait(PATIENCE), 0)
        self.assertIn(entry, sanad('ledger', 'show', case))

    def test_an_examination_that_is_killed_is_a_message_and_try_again_ends_as_if_it_had_not_been(self):
        case = self.folder / 'ingest' / 'lantern.sanad'
        case.parent.mkdir()
        sanad('case', 'create', case)
        self.addCleanup(shutil.rmtree, case.parent, True)
        window = self.window()
        window.asked('open', 'opened', case=str(case))
        window.asked('examine', 'done', arguments=['examine', str(image), '--case', str(case)])
        engine = window.child(b'examine')
        os.kill(engine, signal.SIGKILL)
        seen = window.sees(lambda seen: not seen['at_work'], 'its end')
        self.assertEqual(seen['phase'], 'It did not come to its end')
        self.assertTrue(any('ended unexpectedly' in words for words in seen['labels']), seen)
        self.assertTrue(window.asked('press', 'pressed', button='Try again')['pressed'])
        seen = window.sees(lambda seen: not seen['at_work'] and seen['rows'] == len(self.listed), 'all files')
        self.assertEqual(seen['phase'], 'Examined')
        self.assertEqual([(row['path'], row.get('sha256')) for row in json_lines('files', case)],
                         [(row['path'], row.get('sha256')) for row in self.listed])

    def test_an_examination_that_fails_before_the_case_may_be_seen_is_told_once_it_may(self):
        case = self.copy('held')
        window = self.window()
        # Whoever holds the ledger keeps the reading from being put on record; until then the case is not shown.
        ledger = sqlite3.connect(case / 'ledger.db', isolation_level=None)
        self.addCleanup(ledger.close)
        ledger.execute('BEGIN IMMEDIATE')
        window.asked('open', 'opened', case=str(case))
        window.asked('examine', 'done', arguments=['examine', str(image), '--case', str(case)])
        os.kill(window.child(b'examine'), signal.SIGKILL)
        window.sees(lambda seen: not seen['at_work'], 'its end')
        ledger.execute('ROLLBACK')
        seen = window.sees(lambda seen: seen['rows'] == len(self.listed) and
                           any('All files' in words for words in seen['labels']), 'the case')
        self.assertTrue(any('ended unexpectedly' in words for words in seen['labels']), seen)
        self.assertIn('Try again', seen['buttons'])

    # ---- a medium that cannot be written

    def on_read_only_medium(self, case):
        """Words that start a program where `case`, and nothing else of its folder, lies on a medium mounted read-only."""
        for way in (['--user', '--map-root-user', '--mount'], ['--mount']):
            at = self.folder / 'medium'
            at.mkdir(exist_ok=True)
            script = ('mount -t tmpfs medium "$1" && cp -r "$2"/. "$1" && mount -o remount,ro "$1" && '
                      '! touch "$1/written" 2>/dev/null && shift 2 && exec "$@"')
            before = ['unshare', *way, 'sh', '-c', script, 'medium', str(at), str(case.parent)]
            if subprocess.run([*before, 'true'], capture_output=True).returncode == 0:
                return before, at / case.name
        self.skipTest('skipped: no mounting here, so there is no medium that cannot be written')

    def look_at_read_only(self, case):
        before, there = self.on_read_only_medium(case)
        window = self.window(*before)
        seen = window.open(there)
        self.assertEqual(seen['rows'], len(self.listed))
        file = self.file('/Documents/minutes.txt')
        window.asked('show', 'done', file=file, viewer='hex')
        wanted = sanad('cat', self.case, file, binary=True)[:16].hex()
        seen = window.sees(lambda seen: seen['bytes'] == wanted, 'the bytes of a file')
        return window, seen, file

    def test_a_case_on_a_read_only_medium_opens_with_its_tags_and_refuses_new_ones_in_words(self):
        case = self.copy('burnt')
        sanad('tag', 'add', case, 'seen before', self.file('/Documents/minutes.txt'))
        window, seen, file = self.look_at_read_only(case)
        seen = window.sees(lambda seen: seen['tags'], 'the tags of the case')
        self.assertEqual(seen['tags'], {'seen before': [file]})
        window.order('mark', name='too late', file=file, note=False)
        window.sees(lambda seen: window.failed or window.confirmed, 'an answer to the tag')
        self.assertEqual(window.confirmed, [])
        self.assertIn('Try again', window.see()['buttons'])
        self.assertEqual(window.see()['tags'], {'seen before': [file]})

    def test_a_case_whose_writer_was_killed_opens_on_a_read_only_medium_with_what_was_committed(self):
        case = self.copy('cut short')
        # A reader that is at work keeps the log beside the case; so does a machine that lost its power.
        reading = self.window()
        reading.open(case)
        sanad('tag', 'add', case, 'in the log', self.file('/Documents/minutes.txt'))
        taken = self.folder / 'as it lay' / case.name
        shutil.copytree(case, taken, ignore=shutil.ignore_patterns('*-shm'))
        self.addCleanup(shutil.rmtree, taken.parent, True)
        window, seen, file = self.look_at_read_only(taken)
        self.assertEqual(window.sees(lambda seen: seen['tags'], 'the tag')['tags'], {'in the log': [file]})

    # ---- not alone

    def test_two_windows_see_each_others_tags(self):
        case = self.copy('two')
        one, other = self.window(), self.window()
        one.open(case)
        other.open(case)
        first, second = self.file('/Documents/minutes.txt'), self.file('/DCIM/100LANTN/IMG_0001.JPG')
        one.order('mark', name='by one', file=first, note=False)
        other.sees(lambda seen: seen['tags'] == {'by one': [first]}, 'the tag of the other window')
        other.order('mark', name='by the other', file=second, note=False)
        both = {'by one': [first], 'by the other': [second]}
        one.sees(lambda seen: seen['tags'] == both, 'the tags of both')
        # Taken back in one, it goes from the other as well.
        other.order('mark', name='by one', file=first, note=False)
        one.sees(lambda seen: seen['tags'] == {'by the other': [second]}, 'the tag gone')


if __name__ == '__main__':
    import unittest
    unittest.main()
