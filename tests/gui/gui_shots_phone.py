"""Files of an invented telephone for pictures of the desktop, in one tar: FOLDER/phone.tar. They are what the sample disk
lacks: messages of a conversation, photographs that tell where they were taken, settings, a mail."""
import io
import pathlib
import plistlib
import sqlite3
import struct
import sys
import tarfile

folder = pathlib.Path(sys.argv[1])
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'samples/making'))
import contents  # noqa: E402

START = 1_710_061_200  # 2024-03-10T09:00:00Z
# Where, when by the camera's clock; some near each other, so that the map draws them as one.
PLACES = [('Lahore', 31.5880, 74.3107, '10:05:11'), ('Lahore', 31.5889, 74.3119, '10:09:40'),
          ('Lahore', 31.5912, 74.3094, '10:20:02'), ('Islamabad', 33.7294, 73.0931, '16:41:55'),
          ('Peshawar', 34.0083, 71.5785, '19:02:30'), ('Karachi', 24.8607, 67.0011, '22:13:09'),
          ('Dubai', 25.2631, 55.2972, '23:50:00')]
TALK = [(1, 'السلام علیکم، کل ملتے ہیں', 0), (2, 'وعلیکم السلام۔ کہاں؟', 70), (1, 'لاہور، پرانی جگہ پر، رات دس بجے', 160),
        (2, 'Bring the ledger, not the copy.', 400), (1, 'The copy is on the old disk.', 460), (2, 'رقم منتقل ہو گئی؟', 900),
        (1, '48,000 sent today: ref 7741-09', 1010), (2, 'ٹھیک ہے', 1100)]


def exif(latitude, longitude, taken):
    """TIFF little-endian: Make and Model, DateTimeOriginal, and a GPS directory (Exif 2.32, 4.6)."""
    make, model, when = b'Lantern\0', b'L-2\0', f'2024:03:10 {taken}\0'.encode()

    def degrees(value):
        whole = abs(value)
        minutes = whole % 1 * 60
        return struct.pack('<6I', int(whole), 1, int(minutes), 1, round(minutes % 1 * 60 * 1000), 1000)

    main_at, sub_at = 8, 8 + 2 + 4 * 12 + 4
    gps_at = sub_at + 2 + 12 + 4
    data_at = gps_at + 2 + 4 * 12 + 4
    blob, placed = b'', []
    for piece in (make, when, degrees(latitude), degrees(longitude)):
        placed.append(data_at + len(blob))
        blob += piece + b'\0' * (len(piece) % 2)
    main = (struct.pack('<H', 4) + struct.pack('<HHII', 0x010F, 2, len(make), placed[0]) +
            struct.pack('<HHI4s', 0x0110, 2, len(model), model) + struct.pack('<HHII', 0x8769, 4, 1, sub_at) +
            struct.pack('<HHII', 0x8825, 4, 1, gps_at) + struct.pack('<I', 0))
    sub = struct.pack('<H', 1) + struct.pack('<HHII', 0x9003, 2, len(when), placed[1]) + struct.pack('<I', 0)
    gps = (struct.pack('<H', 4) + struct.pack('<HHI4s', 1, 2, 2, b'S\0\0\0' if latitude < 0 else b'N\0\0\0') +
           struct.pack('<HHII', 2, 5, 3, placed[2]) +
           struct.pack('<HHI4s', 3, 2, 2, b'W\0\0\0' if longitude < 0 else b'E\0\0\0') +
           struct.pack('<HHII', 4, 5, 3, placed[3]) + struct.pack('<I', 0))
    assert main_at + len(main) == sub_at and sub_at + len(sub) == gps_at and gps_at + len(gps) == data_at
    return b'II*\0' + struct.pack('<I', main_at) + main + sub + gps + blob


def photograph(number, latitude, longitude, taken):
    """A picture of the sample disk's maker, whose own Exif segment gives way to ours."""
    plain = contents.jpeg(320, 240, number + 3)
    assert plain[2:4] == b'\xff\xe1'
    after = 4 + struct.unpack('>H', plain[4:6])[0]
    body = b'Exif\0\0' + exif(latitude, longitude, taken)
    return plain[:2] + b'\xff\xe1' + struct.pack('>H', len(body) + 2) + body + plain[after:]


def messages():
    path = folder / 'mmssms.db'
    path.unlink(missing_ok=True)
    made = sqlite3.connect(path)
    made.executescript('''
        CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER,
            date_sent INTEGER, protocol INTEGER, read INTEGER, status INTEGER, type INTEGER, subject TEXT, body TEXT,
            service_center TEXT);
        CREATE TABLE canonical_addresses (_id INTEGER PRIMARY KEY, address TEXT);
        CREATE TABLE threads (_id INTEGER PRIMARY KEY, date INTEGER, message_count INTEGER, recipient_ids TEXT);
        INSERT INTO canonical_addresses VALUES (1, '+923001234567');''')
    made.executemany('INSERT INTO sms (thread_id, address, date, date_sent, read, status, type, body) VALUES '
                     "(1, '+923001234567', ?, ?, 1, -1, ?, ?)",
                     [((START + after) * 1000, (START + after - 2) * 1000 if way == 1 else 0, way, text)
                      for way, text, after in TALK])
    made.execute("INSERT INTO threads VALUES (1, ?, ?, '1')", ((START + TALK[-1][2]) * 1000, len(TALK)))
    made.commit()
    made.close()
    content = path.read_bytes()
    path.unlink()
    return content


SETTINGS = {'Account': 'asad@lantern.example', 'LastBackup': 'never', 'Devices': [{'name': 'old disk', 'seen': 14}],
            'Language': ['ur', 'en'], 'خفیہ': {'port': 8443, 'on': True}}
LETTER = ('From: "Asad" <asad@lantern.example>\r\nTo: munshi@lantern.example\r\nSubject: The accounts\r\n'
          'Date: Sun, 10 Mar 2024 14:00:00 +0500\r\nMessage-ID: <1@lantern.example>\r\nMIME-Version: 1.0\r\n'
          'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
          'Munshi sahib,\r\n\r\nthe accounts of February are on the old disk. Do not send them by telephone.\r\n'
          'کاغذات الماری میں ہیں۔\r\n\r\nAsad\r\n')

files = {'data/data/com.android.providers.telephony/databases/mmssms.db': messages(),
         'data/data/com.lantern.notes/settings.plist': plistlib.dumps(SETTINGS),
         'sdcard/Mail/accounts.eml': LETTER.encode()}
for number, (_, latitude, longitude, taken) in enumerate(PLACES, 1):
    files[f'sdcard/DCIM/Camera/IMG_{number:04}.jpg'] = photograph(number, latitude, longitude, taken)

with tarfile.open(folder / 'phone.tar', 'w', format=tarfile.PAX_FORMAT) as tar:
    for name, content in files.items():
        member = tarfile.TarInfo(name)
        member.size = len(content)
        member.mtime = START
        tar.addfile(member, io.BytesIO(content))
