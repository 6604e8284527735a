"""How a module's findings are compared with an oracle's: run it on a file of the corpus, then say what was checked.

A field of work writes `FIELD_accuracy.py` beside this file, with one function `checks(corpus)` that yields Check objects;
accuracy_test.py runs them all and keeps ACCURACY.md.
"""
import json
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field

import own_home  # noqa: F401  (keys of the programs under test stay out of the tester's home)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(os.environ.get('SANAD_BIN', ROOT / 'build/release/bin'))
CORPUS = pathlib.Path(os.environ.get('SANAD_CORPUS', ROOT / '../shared/corpus')).resolve()


def oracle(name):
    """One of the corpus's tables of expected values."""
    return json.loads((CORPUS / 'oracles' / name).read_text())


@dataclass
class Findings:
    """What `sanad module run --json` said of one file."""
    verdict: str  # examined, not_mine, damaged …
    artifacts: list
    texts: list
    derived: list  # {'derived': name, 'size', 'sha256', 'source'}
    said: str  # warnings and outcome, as printed on standard error

    def of(self, kind):
        return [artifact for artifact in self.artifacts if artifact['type'] == kind]


def examine(module, path, name=None, companions=()):
    """Runs one module, named in full, on a corpus file (`path` relative to the corpus, .xz unpacked), under `name` where the
    evidence would have had another; `companions` are (path, name) pairs laid beside it."""
    with tempfile.TemporaryDirectory(prefix='sanad-accuracy-') as folder:
        def lay(source, called):
            source = CORPUS / source
            called = called or source.name.removesuffix('.xz')
            target = pathlib.Path(folder) / called
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.suffix == '.xz':
                with lzma.open(source) as packed, open(target, 'wb') as out:
                    shutil.copyfileobj(packed, out)
            else:
                shutil.copyfile(source, target)
            return target
        target = lay(path, name)
        for each in companions:
            lay(*each)
        ran = subprocess.run([BIN / 'sanad', 'module', 'run', str(target), '--module', module, '--json'],
                             capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        outcome = [line for line in ran.stderr.splitlines() if line.startswith(module + ' ') and '; artifacts ' in line]
        assert outcome, f'{module} on {path}: {ran.stderr}'
        verdict = outcome[-1].split(': ', 1)[1].split(':')[0].split(';')[0]
        return Findings(verdict, [line for line in lines if 'type' in line], [line['text'] for line in lines if 'text' in line],
                        [line for line in lines if 'derived' in line], ran.stderr)


class Disk:
    """The files of an EWF image of the corpus, as fls and icat give them. They read a raw copy: where their package and
    libewf's bring different versions of one library (Debian 13), they die of the EWF image itself."""

    def __init__(self, image, offset=0):
        self.folder = tempfile.TemporaryDirectory(prefix='sanad-disk-')
        self.raw = pathlib.Path(self.folder.name) / 'disk.raw'
        subprocess.run(['ewfexport', '-u', '-q', '-f', 'raw', '-t', self.raw.with_suffix(''), CORPUS / image], check=True,
                       capture_output=True)
        self.offset = str(offset)
        listing = subprocess.run(['fls', '-r', '-p', '-u', '-o', self.offset, self.raw], capture_output=True, text=True,
                                 check=True).stdout
        self.places = {'/' + path: place for place, path in re.findall(r'^r/r ([0-9-]+):\t(.*)$', listing, re.M)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def take(self, path):
        """Where a copy of the file lies until the end."""
        target = pathlib.Path(self.folder.name) / f"{self.places[path]}-{pathlib.Path(path).name}"
        target.write_bytes(subprocess.run(['icat', '-o', self.offset, self.raw, self.places[path]], capture_output=True,
                                          check=True).stdout)
        return target


@dataclass
class Check:
    """One file, one module: expected and found are sets or lists of comparable things (tuples of values), or of names."""
    file: str
    module: str
    expected: list
    found: list
    authority: str  # the oracle
    explained: str = ''  # the evidence, from the bytes, for each difference that stays
    allowed: list = field(default_factory=list)  # exactly the things whose difference `explained` covers

    def missing(self):
        return _less(self.expected, self.found)

    def extra(self):
        return _less(self.found, self.expected)

    def unexplained(self):
        return _less(self.missing() + self.extra(), self.allowed)


def _less(these, those):
    """The things of `these` without those of `those`, as often as they stand there."""
    left = list(those)
    rest = []
    for thing in these:
        if thing in left:
            left.remove(thing)
        else:
            rest.append(thing)
    return rest
