"""What other programs find in the bytes of an image: grep, and srch_strings of The Sleuth Kit."""
import functools
import json
import os
import pathlib
import re
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent.parent
corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root.parent / 'shared' / 'corpus'))


def grep_offsets(image, word, ignore_case=False):
    """Offsets of a literal, its bytes as they are in UTF-8, by `grep -a -b -o -F` in the C locale."""
    options = ['-a', '-b', '-o', '-F'] + (['-i'] if ignore_case else [])
    done = subprocess.run(['grep', *options, '-e', word, str(image)], capture_output=True,
                          env={**os.environ, 'LC_ALL': 'C'})
    return {int(line.split(b':', 1)[0]) for line in done.stdout.splitlines() if re.match(rb'\d+:', line)}


def bytes_offsets(image, needle):
    """Offsets of bytes that no locale of grep can be told."""
    data, found, at = pathlib.Path(image).read_bytes(), set(), -1
    while (at := data.find(needle, at + 1)) >= 0:
        found.add(at)
    return found


@functools.cache
def strings_of(image, encoding):
    return subprocess.run(['srch_strings', '-a', '-t', 'd', '-n', '4', '-e', encoding, str(image)],
                          capture_output=True).stdout


# Of the letters after -e: s 7-bit, S 8-bit, l UTF-16LE, b UTF-16BE.
def strings_offsets(image, word, encoding='s'):
    """Offsets of a word in the strings that `srch_strings -a -t d` prints."""
    output = strings_of(image, encoding)
    width, found = (2 if encoding in 'lb' else 1), set()
    for line in output.splitlines():
        if not (cut := re.match(rb'\s*(\d+) (.*)', line)):
            continue
        start, text, at = int(cut[1]), cut[2], -1
        while (at := text.find(word.encode(), at + 1)) >= 0:
            found.add(start + at * width)
    return found


# Where the published answers of DFTT 2 differ from the bytes of its image: (what is true instead, the bytes that say so).
dftt_corrections = {
    '1slack1': ({'file': 'file2.dat and file2.dat slack'},
                'published as file1.dat, but sector 272 is a cluster of FILE2.DAT (`ifind -d 272` gives 6, `fls` '
                'calls 6 file2.dat); its 400 bytes end 4 bytes into the string'),
    '2fragment sentence2': ({'at': 142838},
                            'published at 278:500, where two blanks stand (`xxd -s 142836 -l 12`: 2020 3266 7261 '
                            '676d 656e 7420); the string itself begins at 278:502'),
    'deleted': ({'file': '_ILE5.DAT (deleted)'},
                'published as file5.dat, but deletion overwrote the first letter of the name in the directory (`fls` '
                'and `istat` of 12 say _ILE5.DAT); which letter it was is not on the disk'),
}


def dftt_tables():
    return json.loads((corpus / 'oracles/dftt_answers.json').read_text(encoding='utf-8'))['2-kwsrch-fat']['tables']


def dftt_strings():
    """The strings planted in DFTT 2: where the published answers have them, corrected where the bytes say otherwise."""
    rows = []
    for _, text, sector, offset, file, note in dftt_tables()[0][1:]:
        row = {'text': text, 'at': int(sector) * 512 + int(offset), 'file': file, 'note': note.replace('</TD.', '')}
        rows.append(row | dftt_corrections.get(text, ({}, ''))[0])
    return rows
