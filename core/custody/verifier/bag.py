"""The files of a bundle, and the bag around them (LEDGER.md section 11, RFC 8493)."""
import hashlib
import os
import re
import stat

from verifier import exhibit
from verifier.text import Broken, need

BAG_FILES = ['bagit.txt', 'bag-info.txt'] + [f'{tag}manifest-{algorithm}.txt' for tag in ('', 'tag')
                                             for algorithm in ('sha256', 'sha512')]
DECLARATION = b'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'
LARGEST_TEXT = 64 << 20  # of a manifest or of all openings


class CannotRead(Exception):
    """A file is missing or is none; nobody is accused."""


def read(path):
    """A plain file, opened; a pipe or a device is never waited for."""
    try:
        file = open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 'rb')
    except (OSError, ValueError) as error:
        raise CannotRead(f'{path}: {error}') from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise CannotRead(f'{path}: not a plain file')
    return file


def content(path, limit=LARGEST_TEXT):
    with read(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise CannotRead(f'{path}: longer than {limit} bytes')
    return data


def digests(path):
    sums = hashlib.sha256(), hashlib.sha512()
    with read(path) as file:
        while piece := file.read(1 << 20):
            for one in sums:
                one.update(piece)
    return {'sha256': sums[0].hexdigest(), 'sha512': sums[1].hexdigest()}


def files_under(folder):
    """Every file below a folder, by its path from there, and what is neither a file nor a folder."""
    files, others = [], []
    for place, folders, names in os.walk(folder):
        for name in sorted(folders + names):
            path = os.path.join(place, name)
            mode = os.lstat(path).st_mode
            if not stat.S_ISDIR(mode):
                (files if stat.S_ISREG(mode) else others).append(os.path.relpath(path, folder))
    return sorted(files), sorted(others)


class Bag:
    def __init__(self, what, sheet):
        self.sheet = sheet
        self.folder = what if os.path.isdir(what) else None
        self.bag = bool(self.folder) and any(os.path.lexists(os.path.join(what, name)) for name in BAG_FILES)
        self.files, self.others = files_under(what) if self.folder else ([], [])

    def path(self, name):
        return os.path.join(self.folder, name)

    def below(self, place):
        """The files in a folder of the bundle: path from the bundle, path from there."""
        return [(name, name[len(place):]) for name in self.files if name.startswith(place)]

    def attempt(self, question, rule, what, check, *words):
        """A check whose failure is a finding of this rule; what cannot be read leaves its question open."""
        try:
            return check(*words)
        except (Broken, exhibit.NotProven) as error:
            self.sheet.find(rule, f'{what}: {error.args[-1]}')
        except (CannotRead, exhibit.CouldNotTell) as error:
            self.sheet.cannot = self.sheet.cannot or str(error)
            self.sheet.cannot_tell(question, str(error))

    def check_bag(self):
        if not self.bag:
            return self.sheet.cannot_tell('P1', 'the ledger was given without a bag')
        for name in self.others:
            self.sheet.find('bag', f'{name}: a link, or no plain file')
        for name in [name for name in self.files if re.search('[\0-\x1f\x7f\udc80-\udcff]', name)]:
            self.sheet.find('bag', f'{name!r}: a name that is no UTF-8 or has control characters')
        self.attempt('P1', 'bag', 'bagit.txt',
                     lambda: need(self.member('bagit.txt') == DECLARATION, 'bag', 'another text'))
        if not os.path.isdir(self.path('data')):  # RFC 8493 section 2: also where nothing is in it
            self.sheet.find('bag', 'data: no folder of this name')
        sums = {}
        for name in BAG_FILES[1:]:
            self.attempt('P1', 'bag', name, self.member, name)
        for name in BAG_FILES[2:]:
            if name in self.files:
                self.attempt('P1', 'bag', name, self.check_manifest, name, sums)

    def member(self, name):
        need(name in self.files, 'bag', 'is missing')
        return content(self.path(name))

    def check_manifest(self, name, sums):
        algorithm, listed = name[-10:-4], {}
        try:
            lines = re.split('\r\n|\r|\n', self.member(name).decode())
        except UnicodeDecodeError as error:
            raise Broken('bag', 'not UTF-8') from error
        for line in lines if lines[-1] else lines[:-1]:
            match = re.fullmatch(f'([0-9A-Fa-f]{{{64 if algorithm == "sha256" else 128}}})[ \t]+(.+)', line)
            need(match, 'bag', f'{line[:80]!r}: not a line of a manifest')
            path = re.sub('%(0[AaDd]|25)', lambda code: chr(int(code[1], 16)), match[2])
            need(path not in listed, 'bag', f'{path}: twice')
            listed[path] = match[1].lower()
        payload = not name.startswith('tag')
        wanted = {file for file in self.files if file.startswith('data/') == payload and file not in BAG_FILES[-2:]}
        for path in sorted(set(listed) - wanted):
            self.sheet.find('bag', f'{path}: is in {name} and not in the bundle')
        for path in sorted(wanted - set(listed)):
            self.sheet.find('bag', f'{path}: is not in {name}')
        for path in sorted(wanted & set(listed)):
            sums[path] = sums.get(path) or digests(self.path(path))
            if sums[path][algorithm] != listed[path]:
                self.sheet.find('bag', f'{path}: its bytes are not those of {name}')
