#!/usr/bin/env python3
"""Makes a large image to measure with, out of the files under /usr of this machine.

  make_perf_image.py OUT [--gib 3] [--file-system ntfs|ext4] [--deleted 200] [--no-e01]

Writes OUT.raw (sparse), OUT.csv (path, size, SHA-256 and state of every file), OUT.json (the counts) and OUT.E01 (the
same by ewfacquire, fast compression). Nothing is mounted and no root is needed: NTFS is filled by libntfs-3g, ext4 by
mke2fs. Four fifths of the image are filled, which is how disks are found.
"""
import argparse
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
LARGEST_FILE = 64 << 20
BLOCK = 4096


def plain_files(top):
    """(path, size) of the ordinary files under `top` that can be read, always in the same order."""
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            try:
                if os.path.islink(path) or not os.path.isfile(path) or not os.access(path, os.R_OK):
                    continue
                path.encode('utf-8')
                size = os.path.getsize(path)
            except (OSError, UnicodeEncodeError):
                continue
            if size <= LARGEST_FILE and not set(path) & set('":*?<>|\\\n'):
                yield path, size


def chosen(room):
    """(path in the image, path here) until the room is full; a small /usr is taken again under another name."""
    found = list(plain_files('/usr'))
    for turn in range(1, 1000):
        taken = 0
        for path, size in found:
            blocks = (size + BLOCK - 1) // BLOCK * BLOCK + 1024  # its content and its record
            if blocks > room:
                continue
            room -= blocks
            taken += 1
            yield (path if turn == 1 else f'/again-{turn}{path}'), path
        if not taken or room < 1 << 20:
            return


def fill_ntfs(image, files, deleted):
    """Fills with libntfs-3g and deletes at the end, so that nothing overwrites what was deleted."""
    subprocess.run(['mkntfs', '-Q', '-F', '-q', '-L', 'PERF', '-p', '0', '-H', '255', '-S', '63', image], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sys.path.insert(0, str(root / 'samples' / 'making'))
    from ntfs import Volume
    volume, folders = Volume(image), {''}

    def ensure(folder):
        if folder not in folders:
            ensure(folder.rsplit('/', 1)[0])
            volume.folder(folder)
            folders.add(folder)

    for path, content in files:
        ensure(path.rsplit('/', 1)[0])
        volume.file(path, content)
    for path in deleted():
        volume.delete(path)
    volume.close()
    return len(folders)


def fill_ext4(image, files, deleted):
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(image))) as tree:
        folders = {''}
        for path, content in files:
            place = pathlib.Path(tree + path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        for folder, _, _ in os.walk(tree):
            folders.add(folder)
        subprocess.run(['mke2fs', '-q', '-F', '-t', 'ext4', '-b', str(BLOCK), '-i', '8192', '-L', 'PERF', '-d', tree,
                        image], check=True)
        script = os.path.join(tree, '..', 'perf.debugfs')
        pathlib.Path(script).write_text(''.join(f'rm "{path}"\n' for path in deleted()))
        subprocess.run(['debugfs', '-w', '-f', script, image], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        os.unlink(script)
        return len(folders)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('out')
    parser.add_argument('--gib', type=float, default=3)
    parser.add_argument('--file-system', choices=('ntfs', 'ext4'), default='ntfs')
    parser.add_argument('--deleted', type=int, default=200)
    parser.add_argument('--no-e01', action='store_true')
    asked = parser.parse_args()
    started, raw, size = time.time(), asked.out + '.raw', int(asked.gib * 1024) << 20
    os.makedirs(os.path.dirname(os.path.abspath(raw)), exist_ok=True)
    with open(raw, 'wb') as image:
        image.truncate(size)

    rows = []

    def contents():
        for path, here in chosen(size * 4 // 5):
            with open(here, 'rb') as file:
                content = file.read()
            rows.append([path, len(content), hashlib.sha256(content).hexdigest(), 'allocated'])
            yield path, content

    def deleted():
        """Every so many of the small files, spread over the disk."""
        small = [row for row in rows if 0 < row[1] < 200000]
        for row in small[::max(1, len(small) // max(1, asked.deleted))][:asked.deleted]:
            row[3] = 'deleted'
            yield row[0]

    folders = (fill_ntfs if asked.file_system == 'ntfs' else fill_ext4)(raw, contents(), deleted)
    with open(asked.out + '.csv', 'w', newline='', encoding='utf-8') as file:
        csv.writer(file).writerows([['path', 'size', 'sha256', 'state'], *rows])
    kept = [row for row in rows if row[3] == 'allocated']
    with open(raw, 'rb') as file:
        media = hashlib.file_digest(file, 'sha256').hexdigest()
    if not asked.no_e01:
        pathlib.Path(asked.out + '.E01').unlink(missing_ok=True)
        subprocess.run(['ewfacquire', '-u', '-q', '-t', asked.out, '-f', 'encase6', '-c', 'fast', '-d', 'sha1',
                        '-C', 'PERF', '-D', 'measuring', '-e', 'bench', '-E', '1', '-N', 'none', '-m', 'fixed',
                        '-M', 'physical', '-S', '64GiB', raw], check=True, stdout=subprocess.DEVNULL)
    facts = dict(file_system=asked.file_system, bytes=size, sha256=media, allocated_files=len(kept),
                 deleted_files=len(rows) - len(kept), folders=folders, allocated_bytes=sum(row[1] for row in kept),
                 deleted_bytes=sum(row[1] for row in rows) - sum(row[1] for row in kept),
                 seconds_to_make=round(time.time() - started))
    pathlib.Path(asked.out + '.json').write_text(json.dumps(facts, indent=1) + '\n')
    print('made', raw, json.dumps(facts))


if __name__ == '__main__':
    main()
