#!/usr/bin/env python3
"""Makes a large, mostly empty ext4 disk of very many small files: make_many_files.py OUT.raw [--files N] [--gib N]

For `./dev bench --memory OUT.raw`: what an examination keeps for each file, each piece of the disk and each free range.
Every file has other words, so that each is a content of its own; names are long, in folders of five hundred. Needs
mke2fs; no root. The disk takes little room where files may have holes."""
import argparse
import pathlib
import subprocess
import tempfile

IN_ONE_FOLDER = 500


def fill(folder, count):
    for first in range(0, count, IN_ONE_FOLDER):
        inner = folder / f'{first // 100_000:03}' / f'folder of the files from {first:08} on'
        inner.mkdir(parents=True)
        for number in range(first, min(count, first + IN_ONE_FOLDER)):
            (inner / f'a rather long name of file number {number:08}.txt').write_text(
                f'File {number} tells of plan{number * 7919 % 1_000_003} and of منصوبہ {number}.\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('--files', type=int, default=1_000_000)
    parser.add_argument('--gib', type=int, default=64)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.out.resolve().parent) as folder:
        fill(pathlib.Path(folder), asked.files)
        asked.out.unlink(missing_ok=True)
        subprocess.run(['mke2fs', '-q', '-F', '-t', 'ext4', '-N', str(asked.files + asked.files // 100 + 1000), '-O',
                        '^has_journal', '-E', 'nodiscard,lazy_itable_init=1', '-d', folder, str(asked.out), f'{asked.gib}G'],
                       check=True)


main()
