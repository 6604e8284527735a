"""Samples of what modules read, damaged in the same ways every time, in one tar: make_mutated.py FOLDER [FILE…] makes
FOLDER/hostile.tar. The samples are those of the repository, FILEs given, files made here, and, where there is a corpus
(SANAD_CORPUS, or ../shared/corpus), the smallest of each of its kinds.

Each keeps its name, by which a module may know it, in a folder that says what was done: /007-fields/mmssms.db. What is
made here is there undamaged too: /whole/mmssms.db.
"""
import io
import os
import pathlib
import random
import struct
import subprocess
import sys
import tarfile

root = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(root / 'tests/support'), str(root / 'samples/making')]
import contents  # noqa: E402
import mutate    # noqa: E402

SEED, LARGEST, OF_A_KIND = 20261128, 128 << 10, 2
# Folders of the corpus with what people left behind; images and packed files have tests of their own.
KINDS = ('android', 'archives/common', 'browser', 'chat-cloud', 'documents/office', 'email', 'ios', 'linux', 'macos', 'photos',
         'windows')
mutate.BLOCK = 512  # most samples are smaller than the blocks of an image; of a file that is lost as a whole no viewer learns


def of_the_repository():
    folders = ('tests/file_type/samples', 'tests/render/samples', 'tests/modules/seeds')
    return sorted(path for folder in folders for path in (root / folder).rglob('*')
                  if path.is_file() and path.suffix != '.md')


def of_the_corpus():
    corpus = pathlib.Path(os.environ.get('SANAD_CORPUS', root / '../shared/corpus')) / 'files'
    by_folder = {}
    for kind in KINDS:
        for path in (corpus / kind).rglob('*'):
            if path.is_file() and path.suffix != '.xz' and 0 < path.stat().st_size <= LARGEST:
                by_folder.setdefault('/'.join(path.relative_to(corpus).parts[:2]), []).append(path)
    return [path for _, paths in sorted(by_folder.items())
            for path in sorted(paths, key=lambda each: (each.stat().st_size, each.name))[-OF_A_KIND:]]


def hive(keys):
    """A registry hive (regf 1.5) of keys as {name: (values, keys)}, a value being a text or a number."""
    cells = bytearray(32)
    written, none = 131_117_098_656_180_000, 0xFFFFFFFF  # 2016-06-29 21:37:45.618 UTC

    def cell(content):
        place, size = len(cells), (len(content) + 4 + 7) // 8 * 8
        cells.extend(struct.pack('<i', -size) + content.ljust(size - 4, b'\0'))
        return place

    def value(name, content):
        kind, raw = (4, struct.pack('<I', content)) if isinstance(content, int) else (1, (content + '\0').encode('utf-16-le'))
        place, resident = (raw, 0x80000000) if len(raw) <= 4 else (struct.pack('<I', cell(raw)), 0)
        wide = name.encode('utf-16-le')
        return cell(b'vk' + struct.pack('<HI', len(wide), len(raw) | resident) + place + struct.pack('<II', kind, 0) + wide)

    def key(name, values, below, flags=0x20):
        children = [key(each, *what) for each, what in below.items()]
        places = [value(*each) for each in values.items()]
        key_list = cell(b'li' + struct.pack(f'<H{len(children)}I', len(children), *children)) if children else none
        value_list = cell(struct.pack(f'<{len(places)}I', *places)) if places else none
        return cell(b'nk' + struct.pack('<HQQIIIIIIII', flags, written, 0, len(children), 0, key_list, none, len(places),
                                        value_list, none, none) + bytes(20) + struct.pack('<HH', len(name), 0) + name.encode())

    top = key('ROOT', {}, keys, 0x2C)
    size = (len(cells) + 8 + 4095) // 4096 * 4096
    cells.extend(struct.pack('<I', size - len(cells)))
    cells.extend(bytes(size - len(cells)))
    cells[:32] = b'hbin' + struct.pack('<IIQQI', 0, size, 0, written, 0)
    header = b'regf' + struct.pack('<IIQIIIIIII', 1, 1, written, 1, 5, 0, 1, top, size, 1) + 'NTUSER'.encode('utf-16-le')
    header = header.ljust(508, b'\0')
    checked = 0
    for number in struct.unpack('<127I', header):
        checked ^= number
    return (header + struct.pack('<I', checked)).ljust(4096, b'\0') + bytes(cells)


def made(folder):
    """What the repository keeps no file of, because it can be made."""
    subprocess.run([sys.executable, '-B', root / 'tests/gui/gui_shots_phone.py', folder], check=True)
    with tarfile.open(folder / 'phone.tar') as phone:
        for member in phone.getmembers():
            (folder / pathlib.Path(member.name).name).write_bytes(phone.extractfile(member).read())
    (folder / 'phone.tar').unlink()
    frames = [contents.jpeg(64, 48, seed) for seed in range(3, 7)]
    for name, content in {'report.pdf': contents.pdf('The bag was sealed.'), 'letter.docx': contents.word_document('Sealed.'),
                          'film.avi': contents.film(64, 48, frames, 4), 'photo.png': contents.png(64, 48, 5),
                          'members.zip': contents.zipped([('a.txt', 'one'), ('b/photo.png', contents.png(16, 16, 3))]),
                          'payments.sqlite': contents.sqlite([('2026-01-02', 'رقم', 5)] * 40),
                          'NTUSER.DAT': hive({'Software': ({'Owner': 'رقم منتقل', 'Count': 7}, {'Run': ({'a': 'C:\\a.exe'}, {})})})
                          }.items():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


def main(folder, *given):
    own = folder / 'made'
    own.mkdir()
    whole = made(own) + [pathlib.Path(path) for path in given]
    ours = of_the_repository() + whole
    # The repository's twice, so that every machine has a hundred; the corpus' once.
    paths = ours + ours + of_the_corpus()
    images = [mutate.Image(path) for path in paths]
    with tarfile.open(folder / 'hostile.tar', 'w', format=tarfile.PAX_FORMAT) as tar:
        def put(name, content):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            member.mtime = 1_700_000_000
            tar.addfile(member, io.BytesIO(content))

        for path in whole:
            put(f'whole/{path.name}', path.read_bytes())
        for number, image in enumerate(images):
            dice = random.Random(f'{SEED}/{number}/{image.name}')
            kind = mutate.KINDS[number % len(mutate.KINDS)]
            content, _ = getattr(mutate, kind)(image, [other for other in images if other is not image], dice)
            put(f'{number:03}-{kind}/{image.name}', bytes(content))
    print(f'{len(whole) + len(images)} files')


main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
