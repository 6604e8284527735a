"""Fills an NTFS volume through libntfs-3g itself: no mount, no FUSE, no root; deletion is the library's own.

Run as a program under faketime: ntfs.py IMAGE PLAN, where PLAN is a pickled list of steps:
  ('folder', path) ('file', path, bytes) ('stream', path, name, bytes) ('delete', path)
  ('times', path, [ns created, ns modified, ns accessed])
"""
import ctypes
import pickle
import stat
import struct
import sys

AT_DATA = 0x80  # attribute type of a file's content
ROOT_RECORD = 5
RECORD_BITS = (1 << 48) - 1

library = ctypes.CDLL('libntfs-3g.so.89', use_errno=True)
pointer = ctypes.c_void_p
for name, result, arguments in (
        ('ntfs_mount', pointer, [ctypes.c_char_p, ctypes.c_ulong]),
        ('ntfs_umount', ctypes.c_int, [pointer, ctypes.c_int]),
        ('ntfs_inode_open', pointer, [pointer, ctypes.c_uint64]),
        ('ntfs_inode_close', ctypes.c_int, [pointer]),
        ('ntfs_inode_lookup_by_name', ctypes.c_uint64, [pointer, pointer, ctypes.c_int]),
        ('ntfs_create', pointer, [pointer, ctypes.c_uint32, pointer, ctypes.c_uint8, ctypes.c_uint32]),
        ('ntfs_delete', ctypes.c_int, [pointer, ctypes.c_char_p, pointer, pointer, pointer, ctypes.c_uint8]),
        ('ntfs_attr_add', ctypes.c_int,
         [pointer, ctypes.c_uint32, pointer, ctypes.c_uint8, ctypes.c_char_p, ctypes.c_int64]),
        ('ntfs_attr_open', pointer, [pointer, ctypes.c_uint32, pointer, ctypes.c_uint32]),
        ('ntfs_attr_pwrite', ctypes.c_int64, [pointer, ctypes.c_int64, ctypes.c_int64, ctypes.c_char_p]),
        ('ntfs_attr_close', None, [pointer]),
        ('ntfs_inode_set_times', ctypes.c_int, [pointer, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int])):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
unnamed = ctypes.addressof((ctypes.c_uint16 * 1).in_dll(library, 'AT_UNNAMED'))


def check(done, what):
    if not done:
        raise SystemExit(f'ntfs.py: {what}: error {ctypes.get_errno()}')
    return done


def units(text):
    raw = text.encode('utf-16-le')
    return ctypes.create_string_buffer(raw + b'\0\0'), len(raw) // 2


class Volume:
    def __init__(self, image):
        self.handle = check(library.ntfs_mount(image.encode(), 0), f'open {image}')

    def close(self):
        check(library.ntfs_umount(self.handle, 0) == 0, 'close the volume')

    def open(self, path):
        """The inode at `path`, reached name by name."""
        inode = check(library.ntfs_inode_open(self.handle, ROOT_RECORD), 'open the root')
        for part in [part for part in path.split('/') if part]:
            text, length = units(part)
            reference = library.ntfs_inode_lookup_by_name(inode, text, length)
            library.ntfs_inode_close(inode)
            check(reference != 2**64 - 1, f'find {path}')
            inode = check(library.ntfs_inode_open(self.handle, reference & RECORD_BITS), f'open {path}')
        return inode

    def create(self, path, kind):
        folder, name = path.rsplit('/', 1)
        parent, (text, length) = self.open(folder), units(name)
        inode = check(library.ntfs_create(parent, 0, text, length, kind), f'create {path}')
        library.ntfs_inode_close(parent)
        return inode

    def folder(self, path):
        check(library.ntfs_inode_close(self.create(path, stat.S_IFDIR)) == 0, f'close {path}')

    def file(self, path, content):
        inode = self.create(path, stat.S_IFREG)
        if content:
            data = check(library.ntfs_attr_open(inode, AT_DATA, unnamed, 0), f'open the data of {path}')
            check(library.ntfs_attr_pwrite(data, 0, len(content), content) == len(content), f'write {path}')
            library.ntfs_attr_close(data)
        check(library.ntfs_inode_close(inode) == 0, f'close {path}')

    def stream(self, path, name, content):
        inode, (text, length) = self.open(path), units(name)
        check(library.ntfs_attr_add(inode, AT_DATA, text, length, content, len(content)) == 0, f'add {path}:{name}')
        check(library.ntfs_inode_close(inode) == 0, f'close {path}')

    def delete(self, path):
        folder, name = path.rsplit('/', 1)
        inode, parent, (text, length) = self.open(path), self.open(folder), units(name)
        check(library.ntfs_delete(self.handle, path.encode(), inode, parent, text, length) == 0, f'delete {path}')

    def times(self, path, three):
        # 100 ns since 1601; the time at which the entry changed is the library's own clock (faketime's).
        inode = self.open(path)
        value = struct.pack('<3Q', *(ns // 100 + 116444736000000000 for ns in three))
        check(library.ntfs_inode_set_times(inode, value, len(value), 0) == 0, f'set the times of {path}')
        check(library.ntfs_inode_close(inode) == 0, f'close {path}')


def main():
    image, plan = sys.argv[1:]
    with open(plan, 'rb') as file:
        steps = pickle.load(file)
    volume = Volume(image)
    for verb, *arguments in steps:
        getattr(volume, verb)(*arguments)
    volume.close()


if __name__ == '__main__':
    main()
