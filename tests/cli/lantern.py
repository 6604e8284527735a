"""The sample disk, the truth about it, and the program under test."""
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import own_home  # noqa: E402, F401

root = pathlib.Path(__file__).resolve().parent.parent.parent
program = os.environ.get('SANAD', str(root / 'build/release/bin/sanad'))
samples = pathlib.Path(os.environ.get('SANAD_SAMPLES', root / 'samples/images'))
image = samples / 'lantern.E01'


def sanad(*words, status=0, binary=False):
    """Runs the program; fails unless it ends with `status`. Its standard output."""
    done = subprocess.run([program, *map(str, words)], capture_output=True, timeout=300)
    if done.returncode != status:
        raise AssertionError(f'sanad {" ".join(map(str, words))}: ended with {done.returncode}, not {status}\n'
                             f'{done.stderr.decode(errors="replace")}')
    return done.stdout if binary else done.stdout.decode()


def json_lines(*words):
    return [json.loads(line) for line in sanad(*words, '--json').splitlines()]


def with_acquisition_errors(segment, ranges):
    """The only segment of an E01 with a section error2 (first sector, count) before its last one, as EnCase writes it."""
    def section(kind, following, size):
        head = struct.pack('<16sQQ40x', kind, following, size)
        return head + struct.pack('<I', zlib.adler32(head))
    count = struct.pack('<I512x', len(ranges))
    entries = b''.join(struct.pack('<II', *one) for one in ranges)
    data = count + struct.pack('<I', zlib.adler32(count)) + entries + struct.pack('<I', zlib.adler32(entries))
    done = len(segment) - 76
    assert segment[done:done + 5] == b'done\0'
    after = done + 76 + len(data)
    return segment[:done] + section(b'error2', after, 76 + len(data)) + data + section(b'done', after, 76)


class ExaminedCase(unittest.TestCase):
    """A folder of its own, in which an image is examined once for each class of tests."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-cli-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    @classmethod
    def examine(cls, evidence, *words, name=None, status=0):
        cls.case = cls.folder / f'{name or evidence.stem}.sanad'
        sanad('examine', evidence, '--case', cls.case, *words, status=status)


class LanternCase(ExaminedCase):
    """The sample, and the truth about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examine(image)
        cls.answers = json.loads((samples / 'lantern.answers.json').read_text(encoding='utf-8'))
        cls.listed = json_lines('files', cls.case)
        labels = {row['label']: number for number, row in
                  enumerate(json.loads(sanad('case', 'show', cls.case, '--json'))['images'][0]['file_systems'], 1)}
        cls.by_place = {(row['file_system'], row['path']): row for row in cls.listed}
        cls.file_system = labels

    def row(self, volume, path):
        return self.by_place[self.file_system[volume], path]
