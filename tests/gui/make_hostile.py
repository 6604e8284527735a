"""Files of the kinds that viewers show, each good and damaged in the same ways every time, in one tar: FOLDER/hostile.tar."""
import io
import json
import pathlib
import plistlib
import random
import sqlite3
import struct
import sys
import tarfile
import zipfile
import zlib

folder = pathlib.Path(sys.argv[1])
dice = random.Random(20261126)


def png(width, height):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    rows = b''.join(b'\0' + bytes((x * 4 + y) & 255 for x in range(width * 3)) for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def bomb():
    """A PNG that says it is 60,000 by 60,000 and has a few bytes."""
    good = bytearray(png(2, 2))
    good[16:24] = struct.pack('>II', 60000, 60000)
    good[29:33] = struct.pack('>I', zlib.crc32(bytes(good[12:29])))
    return bytes(good)


def bmp(width, height):
    size = ((width * 3 + 3) & ~3) * height
    return b'BM' + struct.pack('<IIIIiiHHIIiiII', 54 + size, 0, 54, 40, width, height, 1, 24, 0, size, 2835, 2835, 0, 0) + b'\x7f' * size


def database():
    path = folder / 'made.sqlite'
    with sqlite3.connect(path) as made:
        made.execute('CREATE TABLE payment (paid_on TEXT, payee TEXT, rupees INTEGER, note BLOB)')
        made.executemany('INSERT INTO payment VALUES (?,?,?,?)',
                         [(f'2026-01-{day:02}', f'رقم \u202e{day}', day * 1000, b'\0\xff' * day) for day in range(1, 29)])
        made.execute('CREATE TABLE "a ""quoted"" name" (x)')
    made.close()
    return path.read_bytes()


def archive():
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w') as into:
        into.writestr('inner/../../etc/passwd', 'root')
        into.writestr('invoice\u202egpj.exe', 'MZ')
    return made.getvalue()


good = {
    'picture.png': png(64, 48),
    'picture.bmp': bmp(33, 17),
    'payments.sqlite': database(),
    'settings.plist': plistlib.dumps({'LastUser': 'rv', 'Seen': [1, 2.5, True, b'\0\1'], 'Deep': {'er': {'still': 'رقم'}}}),
    'binary.plist': plistlib.dumps({'k' * 300: ['رقم'] * 50}, fmt=plistlib.FMT_BINARY),
    'tree.json': json.dumps({'a': [1, None, {'b': '<script>alert(1)</script>'}], '\u202e': 'x' * 9000}).encode(),
    'page.html': '<html><script>evil()</script><img src="http://x.example/t.gif"><p dir=rtl>رقم منتقل</p></html>'.encode(),
    'letter.eml': ('From: "A" <a@x.example>\r\nTo: b@x.example\r\nSubject: =?utf-8?b?2LHZgtmF?=\r\nMIME-Version: 1.0\r\n'
                   'Content-Type: text/html; charset=utf-8\r\n\r\n<b>hello</b><script>evil()</script>').encode(),
    'members.zip': archive(),
    'urdu-1256.txt': 'رقم منتقل ہوگی'.replace('ہ', 'ه').replace('ی', 'ي').encode('cp1256', 'replace'),
    'urdu-utf16.txt': '\ufeffرقم منتقل \u202eہوگی'.encode('utf-16-le'),
    'parts.eml': ('From: a@x.example\r\nSubject: two parts\r\nMIME-Version: 1.0\r\n'
                  'Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\nContent-Type: text/plain\r\n\r\n'
                  'the first part\r\n--cut\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
                  'رقم in the second\r\n--cut--\r\n').encode(),
}
files = dict(good)
files['bomb.png'] = bomb()
files['deep.json'] = b'[' * 100_000
files['empty.png'] = b''
files['one.sqlite'] = b'SQLite format 3\0'
for name, content in good.items():
    for number in range(3):
        damaged = bytearray(content)
        for _ in range(dice.choice((1, 4, 40))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        if number == 2:
            damaged = damaged[:dice.randrange(1, len(damaged))]
        files[f'damaged-{number}-{name}'] = bytes(damaged)

with tarfile.open(folder / 'hostile.tar', 'w', format=tarfile.PAX_FORMAT) as tar:
    for name, content in files.items():
        member = tarfile.TarInfo(name)
        member.size = len(content)
        member.mtime = 1_700_000_000
        tar.addfile(member, io.BytesIO(content))
