"""A second reader of registry hives, in Python from the format's description, so that tests compare with something that
shares no code with the module; and a writer of small hives for values that the corpus has without their hive."""
import struct


class Hive:
    def __init__(self, content):
        self.content = content
        self.root = Key(self, struct.unpack_from('<I', content, 36)[0])

    def cell(self, offset):
        offset += 4096
        return offset + 4, abs(struct.unpack_from('<i', self.content, offset)[0]) - 4

    def key(self, path):
        """None where there is no such key."""
        at = self.root
        for step in path.split('\\'):
            at = next((key for key in at.keys() if key.name.lower() == step.lower()), None)
            if at is None:
                return None
        return at

    def tree(self, path):
        """A key and all below it, each with its path."""
        top = self.key(path)

        def down(key, name):
            yield name, key
            for below in key.keys():
                yield from down(below, name + '\\' + below.name)
        return list(down(top, path)) if top else []


class Key:
    def __init__(self, hive, offset):
        at, _ = hive.cell(offset)
        content = hive.content
        assert content[at:at + 2] == b'nk', hex(at)
        self.hive = hive
        self.flags, self.written = struct.unpack_from('<HQ', content, at + 2)
        self.count, = struct.unpack_from('<I', content, at + 20)
        self.list, = struct.unpack_from('<I', content, at + 28)
        self.value_count, self.value_list = struct.unpack_from('<II', content, at + 36)
        length, = struct.unpack_from('<H', content, at + 72)
        name = content[at + 76:at + 76 + length]
        self.name = name.decode('cp1252' if self.flags & 0x20 else 'utf-16le')

    def keys(self):
        return list(self._listed(self.list)) if self.count else []

    def _listed(self, offset):
        at, _ = self.hive.cell(offset)
        kind, count = self.hive.content[at:at + 2], struct.unpack_from('<H', self.hive.content, at + 2)[0]
        step = 8 if kind in (b'lf', b'lh') else 4
        for i in range(count):
            below, = struct.unpack_from('<I', self.hive.content, at + 4 + step * i)
            if kind == b'ri':
                yield from self._listed(below)
            else:
                yield Key(self.hive, below)

    def values(self):
        """Name → (type, data)."""
        found = {}
        content = self.hive.content
        if not self.value_count:
            return found
        listed, _ = self.hive.cell(self.value_list)
        for i in range(self.value_count):
            at, _ = self.hive.cell(struct.unpack_from('<I', content, listed + 4 * i)[0])
            length, size, place, kind, flags = struct.unpack_from('<HIIIH', content, at + 2)
            name = content[at + 20:at + 20 + length].decode('cp1252' if flags & 1 else 'utf-16le')
            if size & 0x80000000:
                data = content[at + 8:at + 8 + (size & 0x7fffffff)]
            else:
                begin, _ = self.hive.cell(place)
                data = content[begin:begin + size]
                if size > 16344 and data[:2] == b'db':
                    segments, segment_list = struct.unpack_from('<HI', content, begin + 2)
                    segment_list, _ = self.hive.cell(segment_list)
                    data = b''
                    for segment in range(segments):
                        begin, length = self.hive.cell(struct.unpack_from('<I', content, segment_list + 4 * segment)[0])
                        data += content[begin:begin + min(length, 16344)]
                    data = data[:size]
            found[name] = (kind, data)
        return found


def text(data):
    """UTF-16 up to its first zero."""
    return data.decode('utf-16le', 'replace').split('\0')[0]


def hive_of(keys, written=0x01d80000_00000000):
    """The bytes of a hive with these keys: path → {name: (type, data)}."""
    cells = bytearray(32)  # the bin's header

    def cell(content):
        place = len(cells)
        size = (len(content) + 4 + 7) // 8 * 8
        cells.extend(struct.pack('<i', -size) + content + bytes(size - 4 - len(content)))
        return place

    tree = {'': {}}
    for path in keys:
        parts = path.split('\\')
        for depth in range(len(parts)):
            tree.setdefault('\\'.join(parts[:depth + 1]), {})
    for path, values in keys.items():
        tree[path] = values

    def below(path):
        return [other for other in tree if other and (other.rsplit('\\', 1)[0] if '\\' in other else '') == path and other != path]

    def data_cell(data):
        if len(data) <= 16344:
            return cell(data)
        # Windows gives each segment four bytes more than it holds.
        parts = [cell(data[at:at + 16344] + bytes(4)) for at in range(0, len(data), 16344)]
        return cell(struct.pack('<2sHI', b'db', len(parts), cell(struct.pack(f'<{len(parts)}I', *parts))))

    def write(path):
        children = [write(other) for other in sorted(below(path), key=str.upper)]
        key_list = 0xffffffff
        if children:
            # An index without hashes: readers compare the names.
            key_list = cell(struct.pack('<2sH', b'li', len(children)) + struct.pack(f'<{len(children)}I', *children))
        value_cells = []
        for name, (kind, data) in tree[path].items():
            raw = name.encode('utf-16le')
            if len(data) <= 4:
                size, place = len(data) | 0x80000000, int.from_bytes(data.ljust(4, b'\0'), 'little')
            else:
                size, place = len(data), data_cell(data)
            value_cells.append(cell(struct.pack('<2sHIIIHH', b'vk', len(raw), size, place, kind, 0, 0) + raw))
        value_list = cell(struct.pack(f'<{len(value_cells)}I', *value_cells)) if value_cells else 0xffffffff
        name = (path.rsplit('\\', 1)[-1] or 'ROOT').encode('ascii')
        flags = 0x20 if path else 0x2c
        return cell(struct.pack('<2sHQIIIIIIIIIIIIIIIHH', b'nk', flags, written, 0, 0, len(children), 0, key_list, 0xffffffff,
                                len(value_cells), value_list, 0xffffffff, 0xffffffff, 0, 0, 0, 0, 0, len(name), 0) + name)

    root = write('')
    size = (len(cells) + 4095) // 4096 * 4096
    free = size - len(cells)
    if free >= 8:
        cells.extend(struct.pack('<i', free) + bytes(free - 4))
    else:
        cells.extend(bytes(free))
    struct.pack_into('<4sIIIIQI', cells, 0, b'hbin', 0, size, 0, 0, written, 0)
    header = bytearray(4096)
    struct.pack_into('<4sIIQIIIIIII', header, 0, b'regf', 1, 1, written, 1, 5, 0, 1, root, size, 1)
    total = 0
    for at in range(0, 508, 4):
        total ^= struct.unpack_from('<I', header, at)[0]
    struct.pack_into('<I', header, 508, total)
    return bytes(header) + bytes(cells)
