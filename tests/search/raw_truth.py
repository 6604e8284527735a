"""What other programs find in the bytes of an image: grep, and srch_strings of The Sleuth Kit."""
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


# Of the letters after -e: s 7-bit, S 8-bit, l UTF-16LE, b UTF-16BE.
def strings_offsets(image, word, encoding='s'):
    """Offsets of a word in the strings that `srch_strings -a -t d` prints."""
    done = subprocess.run(['srch_strings', '-a', '-t', 'd', '-n', '4', '-e', encoding, str(image)],
                          capture_output=True)
    width, found = (2 if encoding in 'lb' else 1), set()
    for line in done.stdout.splitlines():
        if not (cut := re.match(rb'\s*(\d+) (.*)', line)):
            continue
        start, text, at = int(cut[1]), cut[2], -1
        while (at := text.find(word.encode(), at + 1)) >= 0:
            found.add(start + at * width)
    return found
