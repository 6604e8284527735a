#!/usr/bin/env python3
"""Writes the shortcut of samples/files/conformance, field by field as MS-SHLLINK has them: shortcut.py FILE"""
import struct
import sys
import uuid

hour = 36_000_000_000
made = 133_500_000_000_000_000  # FILETIME: 2024-01-17T21:20:00Z
target = b'C:\\lantern\\notes.txt\0'
label = b'LANTERN\0'


def shortcut():
    header = struct.pack('<I16sIIQQQIiIHHII', 0x4C, uuid.UUID('00021401-0000-0000-c000-000000000046').bytes_le,
                         0x02 | 0x04 | 0x80,  # HasLinkInfo, HasName, IsUnicode
                         0x20, made, made + hour, made + 2 * hour, 4711, 0, 1, 0, 0, 0, 0)
    volume = struct.pack('<IIII', 16 + len(label), 3, 0x1A2B3C4D, 16) + label  # 3: a fixed disk
    at_path = 28 + len(volume)
    at_suffix = at_path + len(target)
    places = struct.pack('<IIIIIII', at_suffix + 1, 28, 1, 28, at_path, 0, at_suffix) + volume + target + b'\0'
    name = 'نمونہ'
    texts = struct.pack('<H', len(name)) + name.encode('utf-16-le')
    droid = uuid.UUID('11112222-3333-4444-5555-666677778888').bytes_le
    file = uuid.UUID('99990000-aaaa-11ee-bbbb-020000000001').bytes_le
    tracker = struct.pack('<IIII16s', 0x60, 0xA0000003, 0x58, 0, b'lantern-desk') + (droid + file) * 2
    return header + places + texts + tracker + bytes(4)


if __name__ == '__main__':
    with open(sys.argv[1], 'wb') as out:
        out.write(shortcut())
