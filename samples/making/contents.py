"""The smallest valid files of each type, made from nothing, the same bytes on every machine."""
import io
import os
import sqlite3
import struct
import tempfile
import zipfile
import zlib

# A fixed clock for what carries a date inside.
STORY_DATE = (2024, 3, 9, 15, 42, 10)


def noise(seed, size):
    """Bytes that look random and never change (xorshift64*)."""
    state = (seed * 0x9E3779B97F4A7C15 + 1) & (2**64 - 1)
    out = bytearray()
    while len(out) < size:
        state ^= state >> 12
        state = (state ^ state << 25) & (2**64 - 1)
        state ^= state >> 27
        out += struct.pack('<Q', state * 0x2545F4914F6CDD1D & (2**64 - 1))
    return bytes(out[:size])


def prose(lines, about):
    """English text of as many lines."""
    words = ('the bag was sealed at the scene and opened in the laboratory in the presence of two witnesses who signed '
             'the register before the disk was connected through a write blocker and copied').split()
    made = []
    for line in range(lines):
        start = line * 7 % len(words)
        made.append(f'{line + 1:4} {about}: ' + ' '.join((words + words)[start:start + 11]) + '.')
    return ('\n'.join(made) + '\n').encode()


def png(width, height, seed):
    """PNG (ISO/IEC 15948): 8-bit grey, stored without compression so that no zlib version changes a byte."""
    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))

    rows = b''.join(b'\0' + bytes((x * seed + y * 3) & 0xFF for x in range(width)) for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows, 0)) + chunk(b'IEND', b''))


class _Bits:
    """Bits of a JPEG scan, most significant first, 0xFF stuffed (ITU-T T.81 F.1.2.3)."""

    def __init__(self):
        self.out, self.held, self.count = bytearray(), 0, 0

    def put(self, value, bits):
        self.held = self.held << bits | value
        self.count += bits
        while self.count >= 8:
            byte = self.held >> (self.count - 8) & 0xFF
            self.out += b'\xff\0' if byte == 0xFF else bytes([byte])
            self.count -= 8
            self.held &= (1 << self.count) - 1

    def finish(self):
        if self.count:
            self.put((1 << (8 - self.count)) - 1, 8 - self.count)
        return bytes(self.out)


def _exif(camera, taken):
    """TIFF little-endian: Make, Model, DateTime, and an Exif directory with DateTimeOriginal (Exif 2.32, 4.6)."""
    make, model = camera
    texts = [make.encode() + b'\0', model.encode() + b'\0', taken.encode() + b'\0', taken.encode() + b'\0']
    main_size, sub_size = 2 + 4 * 12 + 4, 2 + 12 + 4
    sub_at = 8 + main_size
    at, places = sub_at + sub_size, []
    for text in texts:
        places.append(at)
        at += len(text) + len(text) % 2
    def entry(tag, text, place):
        return struct.pack('<HHII', tag, 2, len(text), place)
    main = (struct.pack('<H', 4) + entry(0x010F, texts[0], places[0]) + entry(0x0110, texts[1], places[1]) +
            entry(0x0132, texts[2], places[2]) + struct.pack('<HHII', 0x8769, 4, 1, sub_at) + struct.pack('<I', 0))
    sub = struct.pack('<H', 1) + entry(0x9003, texts[3], places[3]) + struct.pack('<I', 0)
    return (b'Exif\0\0' + b'II*\0' + struct.pack('<I', 8) + main + sub +
            b''.join(text + b'\0' * (len(text) % 2) for text in texts))


def jpeg(width, height, seed, taken='2024:03:09 15:42:10', camera=('Lantern', 'L-1')):
    """A baseline grey JPEG (ITU-T T.81) of flat 8x8 squares: only DC coefficients are coded."""
    def segment(marker, body):
        return bytes([0xFF, marker]) + struct.pack('>H', len(body) + 2) + body

    dc_counts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]  # T.81 table K.3
    codes, code, length_of = {}, 0, []
    for bits, count in enumerate(dc_counts, 1):
        length_of += [bits] * count
    previous = length_of[0]
    for category, bits in enumerate(length_of):
        code <<= bits - previous
        codes[category] = (code, bits)
        code, previous = code + 1, bits
    scan, last = _Bits(), 0
    for y in range((height + 7) // 8):
        for x in range((width + 7) // 8):
            level = (x * seed + y * 5 + (x ^ y)) % 200 - 100
            difference, last = level - last, level
            category = abs(difference).bit_length()
            scan.put(*codes[category])
            if category:
                scan.put(difference if difference > 0 else difference + (1 << category) - 1, category)
            scan.put(0, 1)  # end of block, the only code of the AC table below
    return (b'\xff\xd8' + segment(0xE1, _exif(camera, taken)) + segment(0xDB, b'\0' + bytes([8] * 64)) +
            segment(0xC0, struct.pack('>BHHBBBB', 8, height, width, 1, 1, 0x11, 0)) +
            segment(0xC4, b'\0' + bytes(dc_counts) + bytes(range(12))) +
            segment(0xC4, b'\x10' + bytes([1] + [0] * 15) + b'\0') +
            segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + scan.finish() + b'\xff\xd9')


def film(width, height, pictures, a_second):
    """Motion JPEG in AVI, as small cameras write it (OpenDML AVI 1.02; RIFF, AVIMAINHEADER and AVISTREAMHEADER of
    Video for Windows): one stream, every picture a key frame, an index at the end."""
    def chunk(name, body):
        return name + struct.pack('<I', len(body)) + body + b'\0' * (len(body) % 2)

    def group(name, *chunks):
        return chunk(b'LIST', name + b''.join(chunks))

    largest = max(map(len, pictures))
    has_index, key_frame = 0x10, 0x10
    main = struct.pack('<14I', 1_000_000 // a_second, largest * a_second, 0, has_index, len(pictures), 0, 1, largest,
                       width, height, 0, 0, 0, 0)
    stream = b'vids' + b'MJPG' + struct.pack('<IHHIIIIIIIIHHHH', 0, 0, 0, 0, 1, a_second, 0, len(pictures), largest,
                                             0xFFFFFFFF, 0, 0, 0, width, height)
    form = struct.pack('<IiiHH4sIiiII', 40, width, height, 1, 24, b'MJPG', width * height * 3, 0, 0, 0, 0)
    data, index, at = [], [], 4
    for picture in pictures:
        data.append(chunk(b'00dc', picture))
        index.append(b'00dc' + struct.pack('<III', key_frame, at, len(picture)))
        at += len(data[-1])
    return chunk(b'RIFF', b'AVI ' + group(b'hdrl', chunk(b'avih', main),
                                          group(b'strl', chunk(b'strh', stream), chunk(b'strf', form))) +
                 group(b'movi', *data) + chunk(b'idx1', b''.join(index)))


def pdf(sentence):
    """A one-page PDF 1.4 with a true cross-reference table."""
    text = f'BT /F1 14 Tf 72 720 Td ({sentence}) Tj ET'.encode()
    bodies = [b'<< /Type /Catalog /Pages 2 0 R >>', b'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
              b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R '
              b'/Resources << /Font << /F1 5 0 R >> >> >>',
              b'<< /Length %d >>\nstream\n' % len(text) + text + b'\nendstream',
              b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
    out, places = bytearray(b'%PDF-1.4\n'), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b'%d 0 obj\n' % number + body + b'\nendobj\n'
    start = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(bodies) + 1)
    out += b''.join(b'%010d 00000 n \n' % place for place in places)
    return bytes(out + b'trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' % (len(bodies) + 1, start))


def zipped(members):
    """A zip of stored members, all dated alike."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w', zipfile.ZIP_STORED) as archive:
        for name, body in members:
            info = zipfile.ZipInfo(name, STORY_DATE)
            info.create_system = 0
            archive.writestr(info, body)
    return made.getvalue()


def word_document(sentence):
    """The few parts that make an Office Open XML document (ECMA-376)."""
    types = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
             'wordprocessingml.document.main+xml"/></Types>')
    relations = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                 'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                 'relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    body = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:body><w:p><w:r><w:t>{sentence}</w:t></w:r></w:p></w:body></w:document>')
    return zipped([('[Content_Types].xml', types), ('_rels/.rels', relations), ('word/document.xml', body)])


def sqlite(rows):
    """An SQLite database of one table; the version of the library that wrote it is levelled."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'made.db')
        database = sqlite3.connect(path)
        database.executescript('PRAGMA page_size=4096; CREATE TABLE payment(paid_on TEXT, payee TEXT, rupees INTEGER);')
        database.executemany('INSERT INTO payment VALUES (?, ?, ?)', rows)
        database.commit()
        database.close()
        with open(path, 'rb') as file:
            made = bytearray(file.read())
    made[96:100] = struct.pack('>I', 3040001)  # SQLITE_VERSION_NUMBER of the writer
    return bytes(made)


def elf():
    """An x86-64 ELF program that calls exit(0)."""
    code = b'\x31\xff\xb8\x3c\0\0\0\x0f\x05'
    header = struct.pack('<16sHHIQQQIHHHHHH', b'\x7fELF\x02\x01\x01', 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    program = struct.pack('<IIQQQQQQ', 1, 5, 0, 0x400000, 0x400000, 120 + len(code), 120 + len(code), 0x1000)
    return header + program + code


def pe():
    """A Windows x86-64 program of one section (`ret`), aligned as the PE format asks."""
    dos = b'MZ' + b'\0' * 58 + struct.pack('<I', 64)
    coff = b'PE\0\0' + struct.pack('<HHIIIHH', 0x8664, 1, 0x65EC0000, 0, 0, 240, 0x22)
    optional = struct.pack('<HBBIIIIIQIIHHHHHHIIIIHHQQQQII', 0x20B, 14, 0, 512, 0, 0, 0x1000, 0x1000, 0x140000000,
                           0x1000, 512, 6, 0, 0, 0, 6, 0, 0, 0x2000, 512, 0, 3, 0x8160, 0x100000, 0x1000, 0x100000,
                           0x1000, 0, 16) + b'\0' * 128
    section = struct.pack('<8sIIIIIIHHI', b'.text', 1, 0x1000, 512, 512, 0, 0, 0, 0, 0x60000020)
    head = dos + coff + optional + section
    return head + b'\0' * (512 - len(head)) + b'\xc3' + b'\0' * 511
