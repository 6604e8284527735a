#!/usr/bin/env python3
"""Makes an NTFS image with compressed files between ordinary ones, through libntfs-3g: no mount, no root. What only
the file system can decode then shares chunks of an E01 with what the single pass reads.

usage: make_compressed.py IMAGE"""
import ctypes
import pathlib
import random
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'samples/making'))
sys.dont_write_bytecode = True
from ntfs import AT_DATA, Volume, check, library, unnamed  # noqa: E402

FILE_ATTR_COMPRESSED = 0x800
NV_COMPRESSION = 1 << 6  # of the volume's state, behind two pointers (libntfs-3g, volume.h): the mount option's bit
library.ntfs_set_ntfs_attrib.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]
library.ntfs_attr_pclose.argtypes = [ctypes.c_void_p]


def compressed_folder(volume, path):
    state = ctypes.cast(volume.handle + 2 * ctypes.sizeof(ctypes.c_void_p), ctypes.POINTER(ctypes.c_ulong))
    state[0] |= NV_COMPRESSION
    volume.folder(path)
    inode = volume.open(path)
    done = library.ntfs_set_ntfs_attrib(inode, FILE_ATTR_COMPRESSED.to_bytes(4, 'little'), 4, 0)
    check(done == 0, f'compress {path}')
    check(library.ntfs_inode_close(inode) == 0, f'close {path}')


def compressed_file(volume, path, content):
    """A file in a compressed folder, whose last unit the library packs only when it is told that no more follows."""
    inode = volume.create(path, stat.S_IFREG)
    data = check(library.ntfs_attr_open(inode, AT_DATA, unnamed, 0), f'open the data of {path}')
    check(library.ntfs_attr_pwrite(data, 0, len(content), content) == len(content), f'write {path}')
    check(library.ntfs_attr_pclose(data) == 0, f'finish {path}')
    library.ntfs_attr_close(data)
    check(library.ntfs_inode_close(inode) == 0, f'close {path}')


def main():
    image = sys.argv[1]
    with open(image, 'wb') as file:
        file.truncate(48 << 20)
    subprocess.run(['mkntfs', '-Q', '-F', '-q', '-c', '4096', '-p', '0', '-H', '255', '-S', '63', image], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    chance = random.Random(7)
    words = [chance.randbytes(6) for _ in range(300)]
    volume = Volume(image)
    compressed_folder(volume, '/packed')
    volume.folder('/plain')
    for i in range(40):
        text = b' '.join(chance.choices(words, k=1000 * (1 + i)))
        compressed_file(volume, f'/packed/{i:02}.bin', text[:len(text) // 2] + chance.randbytes(5000 * (i % 4)) + text)
        volume.file(f'/plain/{i:02}.bin', chance.randbytes(3000 * (i + 1)))
    compressed_file(volume, '/packed/large.bin', b''.join(chance.choices(words, k=500_000)))
    volume.delete('/packed/05.bin')
    volume.delete('/plain/06.bin')
    volume.close()


if __name__ == '__main__':
    main()
