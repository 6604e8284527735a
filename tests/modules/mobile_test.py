"""Phones' databases in the forms that their applications make them, built here with Urdu texts: what the modules tell of each.

The forms are those of the applications' published schemas; the corpus holds real files of other versions (mobile_accuracy.py).
"""
import gzip
import json
import os
import pathlib
import random
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest

import own_home  # noqa: F401  (keys of the programs under test stay out of the tester's home)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(os.environ.get('SANAD_BIN', ROOT / 'build/release/bin'))
SALAM, MEETING, GROUP = 'السلام علیکم، کل ملتے ہیں', 'ملاقات لاہور میں رات دس بجے', 'خاندان ❤'
PESHAWAR = 'پشاور، خیبر پختونخوا'
T = 1_700_000_000  # 2023-11-14T22:13:20Z
AT = '2023-11-14T22:13:'


def run(module, path):
    ran = subprocess.run([BIN / 'sanad', 'module', 'run', str(path), '--module', module, '--json'], capture_output=True,
                         text=True, check=False, timeout=60)
    outcome = [line for line in ran.stderr.splitlines() if line.startswith(module + ' ') and '; artifacts ' in line]
    assert outcome, ran.stderr
    verdict = outcome[-1].split(': ', 1)[1].split(':')[0].split(';')[0]
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    for each in found:
        each.pop('source')
    return verdict, found, ran.stderr


def tl_text(text):
    """A text as TL writes it."""
    raw = text.encode()
    head = bytes([len(raw)]) if len(raw) < 254 else b'\xfe' + struct.pack('<I', len(raw))[:3]
    return head + raw + bytes(-(len(head) + len(raw)) % 4)


def typed_stream(text):
    """An NSAttributedString as NSArchiver writes it, as far as its text."""
    raw = text.encode()
    length = bytes([len(raw)]) if len(raw) < 128 else b'\x81' + struct.pack('<H', len(raw))
    return (b'\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92'
            b'\x84\x84\x84\x08NSString\x01\x94\x84\x01+' + length + raw + b'\x86\x84\x02iI\x01\x05')


def protobuf(number, value):
    raw = value if isinstance(value, bytes) else value.encode()
    length, size = b'', len(raw)
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + raw


class Phones(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='sanad-mobile-')
        self.addCleanup(self.folder.cleanup)

    def made(self, name, script, rows=(), wal=False):
        """A database of this name; with `wal` its rows are left in the log beside it."""
        path = pathlib.Path(self.folder.name) / name
        database = sqlite3.connect(path)
        database.executescript(('PRAGMA journal_mode = WAL;' if wal else '') + script)
        if wal:
            database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
            database.execute('PRAGMA wal_autocheckpoint = 0')
        for table, values in rows:
            database.execute(f'INSERT INTO {table} ({", ".join(values)}) VALUES ({", ".join("?" * len(values))})',
                             list(values.values()))
        database.commit()
        if wal:
            log = path.with_name(name + '-wal').read_bytes()
            main = path.read_bytes()
            database.close()
            path.write_bytes(main)
            path.with_name(name + '-wal').write_bytes(log)
        else:
            database.close()
        return path

    def examined(self, module, path, kind=None):
        verdict, found, said = run(module, path)
        self.assertEqual(verdict, 'examined', said)
        return [each for each in found if kind in (None, each['type'])]

    def has(self, artifact, **values):
        self.assertEqual({name: artifact.get(name) for name in values}, values)

    def test_whatsapp_of_android_new(self):
        script = '''
            CREATE TABLE jid (_id INTEGER PRIMARY KEY, user TEXT, server TEXT, raw_string TEXT);
            CREATE TABLE chat (_id INTEGER PRIMARY KEY, jid_row_id INTEGER, subject TEXT, created_timestamp INTEGER,
                sort_timestamp INTEGER, archived INTEGER, hidden INTEGER);
            CREATE TABLE message (_id INTEGER PRIMARY KEY, chat_row_id INTEGER, from_me INTEGER, key_id TEXT,
                sender_jid_row_id INTEGER, status INTEGER, origination_flags INTEGER, origin INTEGER, timestamp INTEGER,
                received_timestamp INTEGER, receipt_server_timestamp INTEGER, message_type INTEGER, text_data TEXT,
                starred INTEGER);
            CREATE TABLE message_media (message_row_id INTEGER PRIMARY KEY, file_path TEXT, file_length INTEGER,
                mime_type TEXT, media_name TEXT, file_hash TEXT, media_duration INTEGER, media_caption TEXT, message_url TEXT);
            CREATE TABLE message_location (message_row_id INTEGER PRIMARY KEY, latitude REAL, longitude REAL,
                place_name TEXT, place_address TEXT);
            CREATE TABLE message_revoked (message_row_id INTEGER PRIMARY KEY, revoked_key_id TEXT, admin_jid_row_id INTEGER,
                revoke_timestamp INTEGER);
            CREATE TABLE message_edit_info (message_row_id INTEGER PRIMARY KEY, original_key_id TEXT,
                edited_timestamp INTEGER, sender_timestamp INTEGER);
            CREATE TABLE message_quoted (message_row_id INTEGER PRIMARY KEY, key_id TEXT, text_data TEXT);
            CREATE TABLE message_forwarded (message_row_id INTEGER PRIMARY KEY, forward_score INTEGER);
            CREATE TABLE message_system (message_row_id INTEGER PRIMARY KEY, action_type INTEGER);
            CREATE TABLE message_add_on (_id INTEGER PRIMARY KEY, key_id TEXT, parent_message_row_id INTEGER,
                sender_jid_row_id INTEGER, from_me INTEGER, timestamp INTEGER, message_add_on_type INTEGER);
            CREATE TABLE message_add_on_reaction (message_add_on_row_id INTEGER PRIMARY KEY, reaction TEXT);
            CREATE TABLE receipt_user (_id INTEGER PRIMARY KEY, message_row_id INTEGER, receipt_user_jid_row_id INTEGER,
                receipt_timestamp INTEGER, read_timestamp INTEGER, played_timestamp INTEGER);
            CREATE TABLE group_participant_user (_id INTEGER PRIMARY KEY, group_jid_row_id INTEGER, user_jid_row_id INTEGER,
                rank INTEGER);
            CREATE TABLE call_log (_id INTEGER PRIMARY KEY, jid_row_id INTEGER, from_me INTEGER, call_id TEXT,
                transaction_id INTEGER, timestamp INTEGER, video_call INTEGER, duration INTEGER, call_result INTEGER,
                group_jid_row_id INTEGER);
            CREATE TABLE call_log_participant_v2 (_id INTEGER PRIMARY KEY, call_log_row_id INTEGER, jid_row_id INTEGER,
                call_result INTEGER);'''
        ali, sara, group = '923001234567@s.whatsapp.net', '923007654321@s.whatsapp.net', '923001234567-1500000000@g.us'
        rows = [('jid', {'_id': 1, 'raw_string': ali}), ('jid', {'_id': 2, 'raw_string': sara}),
                ('jid', {'_id': 3, 'raw_string': group}),
                ('chat', {'_id': 1, 'jid_row_id': 1, 'sort_timestamp': T * 1000}),
                ('chat', {'_id': 2, 'jid_row_id': 3, 'subject': GROUP, 'created_timestamp': T * 1000, 'archived': 1}),
                ('group_participant_user', {'_id': 1, 'group_jid_row_id': 3, 'user_jid_row_id': 1, 'rank': 2}),
                ('group_participant_user', {'_id': 2, 'group_jid_row_id': 3, 'user_jid_row_id': 2, 'rank': 0}),
                ('message', {'_id': 1, 'chat_row_id': -1, 'from_me': 0, 'key_id': '-1'})]

        def message(number, **values):
            rows.append(('message', {'_id': number, 'chat_row_id': 1, 'from_me': 0, 'key_id': f'K{number}', 'status': 0,
                                     'timestamp': (T + number) * 1000, 'message_type': 0, **values}))
        message(2, text_data=SALAM, received_timestamp=(T + 3) * 1000 + 250)
        message(3, from_me=1, status=13, text_data=MEETING)
        rows += [('receipt_user', {'message_row_id': 3, 'receipt_user_jid_row_id': 1, 'receipt_timestamp': (T + 4) * 1000,
                                   'read_timestamp': (T + 5) * 1000, 'played_timestamp': 0}),
                 ('message_edit_info', {'message_row_id': 3, 'edited_timestamp': (T + 9) * 1000}),
                 ('message_quoted', {'message_row_id': 3, 'key_id': 'K2', 'text_data': SALAM}),
                 ('message_forwarded', {'message_row_id': 3, 'forward_score': 4})]
        message(4, message_type=1)
        rows.append(('message_media', {'message_row_id': 4, 'file_path': 'Media/WhatsApp Images/IMG.jpg',
                                       'file_length': 4096, 'mime_type': 'image/jpeg', 'file_hash': 'aGFzaA==',
                                       'media_caption': PESHAWAR}))
        message(5, message_type=2, origin=1)
        rows.append(('message_media', {'message_row_id': 5, 'mime_type': 'audio/ogg', 'media_duration': 7}))
        message(6, message_type=5)
        rows.append(('message_location', {'message_row_id': 6, 'latitude': 34.0151, 'longitude': 71.5249,
                                          'place_name': PESHAWAR}))
        message(7, message_type=15, chat_row_id=2, sender_jid_row_id=2)
        rows.append(('message_revoked', {'message_row_id': 7, 'admin_jid_row_id': 1, 'revoke_timestamp': (T + 8) * 1000}))
        message(8, message_type=7, chat_row_id=2, sender_jid_row_id=1, from_me=1)
        rows.append(('message_system', {'message_row_id': 8, 'action_type': 11}))
        rows += [('message_add_on', {'_id': 1, 'key_id': 'R1', 'parent_message_row_id': 3, 'from_me': 0,
                                     'timestamp': (T + 6) * 1000, 'message_add_on_type': 56}),
                 ('message_add_on_reaction', {'message_add_on_row_id': 1, 'reaction': '👍'}),
                 ('call_log', {'_id': 1, 'jid_row_id': 1, 'from_me': 1, 'call_id': 'call:A', 'timestamp': T * 1000,
                               'video_call': 1, 'duration': 61, 'call_result': 5, 'group_jid_row_id': 0}),
                 ('call_log', {'_id': 2, 'jid_row_id': 2, 'from_me': 0, 'call_id': 'call:B', 'timestamp': T * 1000,
                               'video_call': 0, 'duration': 0, 'call_result': 4, 'group_jid_row_id': 3}),
                 ('call_log_participant_v2', {'call_log_row_id': 2, 'jid_row_id': 1}),
                 ('call_log_participant_v2', {'call_log_row_id': 2, 'jid_row_id': 2})]
        for wal in (False, True):
            path = self.made(f'msgstore-{wal}.db', script, rows, wal)
            verdict, found, said = run('mobile.whatsapp', path)
            self.assertEqual(verdict, 'examined', said)
            told = {each['message_id']: each for each in found if each['type'] == 'message.sent'}
            self.assertEqual(sorted(told), ['K2', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8', 'R1'])
            self.has(told['K2'], text=SALAM, direction='incoming', sender=ali, sent_at=AT + '22Z', received_at=AT + '23.25Z',
                     kind='text', chat_id=ali, service='WhatsApp', status=None, recipients=None)
            self.has(told['K3'], text=MEETING, direction='outgoing', recipients=[ali], status='read', sender=None,
                     delivered_at=AT + '24Z', read_at=AT + '25Z', played_at=None, edited=1, edited_at=AT + '29Z',
                     reply_to='K2', quoted_text=SALAM, forwarded=4, deleted=None)
            self.has(told['K4'], kind='image', text=PESHAWAR, attachment_paths=['Media/WhatsApp Images/IMG.jpg'],
                     attachment_types=['image/jpeg'], attachment_size=4096, attachment_digest='aGFzaA==')
            self.has(told['K5'], kind='voice', attachment_duration=7)
            self.has(told['K6'], kind='location', latitude=34.0151, longitude=71.5249, place=PESHAWAR)
            self.has(told['K7'], kind='deleted', deleted=1, deleted_by=ali, deleted_at=AT + '28Z', sender=sara, chat=GROUP,
                     text=None)
            self.has(told['K8'], kind='system', source_code=11, direction=None, sender=ali)
            self.has(told['R1'], kind='reaction', text='👍', reply_to='K3', direction='incoming', sender=ali)
            calls = [each for each in found if each['type'] == 'call.made']
            self.has(calls[0], direction='outgoing', party=ali, media='video', duration=61, outcome='answered',
                     started_at=AT + '20Z', chat_id=None)
            self.has(calls[1], direction='incoming', outcome='missed', media='audio', chat_id=group,
                     participants=[ali, sara])
            chats = [each for each in found if each['type'] == 'chat.started']
            self.has(chats[0], chat_id=ali, kind='person', participants=[ali], last_message_at=AT + '20Z', chat=None)
            self.has(chats[1], chat=GROUP, kind='group', participants=[ali, sara], administrators=[ali], archived=1,
                     started_at=AT + '20Z')

    def test_whatsapp_of_android_old(self):
        ali, group = '923001234567@s.whatsapp.net', '923001234567-1500000000@g.us'
        script = '''
            CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT NOT NULL, key_from_me INTEGER,
                key_id TEXT NOT NULL, status INTEGER, needs_push INTEGER, data TEXT, timestamp INTEGER, media_url TEXT,
                media_mime_type TEXT, media_wa_type TEXT, media_size INTEGER, media_name TEXT, media_caption TEXT,
                media_hash TEXT, media_duration INTEGER, origin INTEGER, latitude REAL, longitude REAL, thumb_image TEXT,
                remote_resource TEXT, received_timestamp INTEGER, send_timestamp INTEGER, receipt_server_timestamp INTEGER,
                receipt_device_timestamp INTEGER, read_device_timestamp INTEGER, played_device_timestamp INTEGER,
                recipient_count INTEGER, starred INTEGER, quoted_row_id INTEGER, edit_version INTEGER, forwarded INTEGER);
            CREATE TABLE messages_quotes (_id INTEGER PRIMARY KEY, key_id TEXT, data TEXT);
            CREATE TABLE chat_list (_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT UNIQUE, subject TEXT,
                creation INTEGER, archived INTEGER, sort_timestamp INTEGER);
            CREATE TABLE group_participants (_id INTEGER PRIMARY KEY AUTOINCREMENT, gjid TEXT, jid TEXT, admin INTEGER,
                pending INTEGER);'''
        rows = [('messages', {'_id': 1, 'key_remote_jid': '-1', 'key_from_me': 0, 'key_id': '-1', 'status': -1,
                              'media_wa_type': '-1', 'timestamp': 0}),
                ('messages_quotes', {'_id': 5, 'key_id': 'K2', 'data': SALAM}),
                ('chat_list', {'key_remote_jid': ali, 'sort_timestamp': T * 1000}),
                ('chat_list', {'key_remote_jid': group, 'subject': GROUP, 'creation': T * 1000}),
                ('group_participants', {'gjid': group, 'jid': '', 'admin': 1}),
                ('group_participants', {'gjid': group, 'jid': ali, 'admin': 0})]

        def message(number, **values):
            rows.append(('messages', {'_id': number, 'key_remote_jid': ali, 'key_from_me': 0, 'key_id': f'K{number}',
                                      'status': 0, 'timestamp': (T + number) * 1000, 'media_wa_type': '0',
                                      'received_timestamp': -1, 'receipt_device_timestamp': -1, **values}))
        message(2, data=SALAM, received_timestamp=(T + 2) * 1000 + 5)
        message(3, key_from_me=1, status=5, data=MEETING, receipt_device_timestamp=(T + 4) * 1000, quoted_row_id=5)
        message(4, key_remote_jid=group, remote_resource=ali, media_wa_type='1', media_mime_type='image/jpeg',
                media_size=99, media_name='a.jpg', media_caption=PESHAWAR, media_url='https://mmg.whatsapp.net/x')
        message(5, media_wa_type='5', latitude=33.6844, longitude=73.0479, media_name='اسلام آباد')
        message(6, media_wa_type='15', edit_version=7)
        message(7, media_wa_type='8', media_duration=42, media_caption='video', key_from_me=1)
        message(8, media_wa_type='10', media_caption='audio')
        message(9, media_wa_type='77')
        message(10, key_remote_jid=group, key_from_me=1, status=6, data=GROUP, media_size=11, remote_resource=ali)
        verdict, found, said = run('mobile.whatsapp', self.made('msgstore.db', script, rows))
        self.assertEqual(verdict, 'examined', said)
        told = {each['message_id']: each for each in found if each['type'] == 'message.sent'}
        self.assertEqual(sorted(told), ['K10', 'K2', 'K3', 'K4', 'K5', 'K6', 'K9'])
        self.has(told['K2'], text=SALAM, direction='incoming', sender=ali, received_at=AT + '22.005Z', delivered_at=None)
        self.has(told['K3'], text=MEETING, direction='outgoing', status='delivered', delivered_at=AT + '24Z',
                 reply_to='K2', quoted_text=SALAM, recipients=[ali], received_at=None)
        self.has(told['K4'], kind='image', text=PESHAWAR, sender=ali, chat=GROUP, chat_id=group, attachments=['a.jpg'],
                 attachment_size=99, attachment_url='https://mmg.whatsapp.net/x')
        self.has(told['K5'], kind='location', latitude=33.6844, longitude=73.0479, place='اسلام آباد', attachments=None)
        self.has(told['K6'], kind='deleted', deleted=1)
        self.has(told['K9'], kind=None, source_code=77)
        self.has(told['K10'], kind='system', source_code=11, direction=None, text=GROUP)
        calls = [each for each in found if each['type'] == 'call.made']
        self.has(calls[0], direction='outgoing', duration=42, media='video', outcome='answered', party=ali)
        self.has(calls[1], direction='incoming', media='audio', outcome='missed')
        chats = [each for each in found if each['type'] == 'chat.started']
        self.has(chats[1], chat=GROUP, participants=[ali], administrators=None, started_at=AT + '20Z')

    def test_whatsapp_of_ios_group_and_pictures_size(self):
        script = '''
            CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR,
                ZGROUPINFO INTEGER, ZREMOVED INTEGER, ZLASTMESSAGEDATE TIMESTAMP);
            CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, ZCREATIONDATE TIMESTAMP, ZCREATORJID VARCHAR);
            CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID VARCHAR,
                ZCONTACTNAME VARCHAR, ZFIRSTNAME VARCHAR, ZISACTIVE INTEGER, ZISADMIN INTEGER);
            CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZFILESIZE INTEGER, ZMOVIEDURATION INTEGER, ZLATITUDE FLOAT,
                ZLONGITUDE FLOAT, ZMEDIALOCALPATH VARCHAR, ZMEDIAURL VARCHAR, ZTITLE VARCHAR, ZVCARDNAME VARCHAR,
                ZVCARDSTRING VARCHAR);
            CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZISFROMME INTEGER, ZMESSAGESTATUS INTEGER,
                ZMESSAGETYPE INTEGER, ZGROUPEVENTTYPE INTEGER, ZSTARRED INTEGER, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER,
                ZMEDIAITEM INTEGER, ZMESSAGEDATE TIMESTAMP, ZFROMJID VARCHAR, ZTOJID VARCHAR, ZSTANZAID VARCHAR,
                ZTEXT VARCHAR);'''
        group, ali, sara = '120363@g.us', '923001234567@s.whatsapp.net', '923007654321@s.whatsapp.net'
        mac = T - 978307200
        path = self.made('ChatStorage.sqlite', script, [
            ('ZWACHATSESSION', {'Z_PK': 1, 'ZCONTACTJID': group, 'ZPARTNERNAME': GROUP, 'ZGROUPINFO': 1, 'ZREMOVED': 1}),
            ('ZWAGROUPINFO', {'Z_PK': 1, 'ZCREATIONDATE': mac, 'ZCREATORJID': ali}),
            ('ZWAGROUPMEMBER', {'Z_PK': 1, 'ZCHATSESSION': 1, 'ZMEMBERJID': ali, 'ZCONTACTNAME': 'علی', 'ZISACTIVE': 1,
                                'ZISADMIN': 1}),
            ('ZWAGROUPMEMBER', {'Z_PK': 2, 'ZCHATSESSION': 1, 'ZMEMBERJID': sara, 'ZISACTIVE': 0, 'ZISADMIN': 0}),
            ('ZWAMEDIAITEM', {'Z_PK': 1, 'ZLATITUDE': 452.0, 'ZLONGITUDE': 603.0, 'ZMEDIALOCALPATH': 'Media/x.jpg',
                              'ZTITLE': PESHAWAR, 'ZVCARDSTRING': 'image/jpeg'}),
            ('ZWAMEDIAITEM', {'Z_PK': 2, 'ZLATITUDE': 31.5204, 'ZLONGITUDE': 74.3587}),
            ('ZWAMESSAGE', {'Z_PK': 1, 'ZISFROMME': 0, 'ZMESSAGETYPE': 1, 'ZCHATSESSION': 1, 'ZGROUPMEMBER': 1,
                            'ZMEDIAITEM': 1, 'ZMESSAGEDATE': mac + 0.5, 'ZFROMJID': group, 'ZSTANZAID': 'A'}),
            ('ZWAMESSAGE', {'Z_PK': 2, 'ZISFROMME': 1, 'ZMESSAGESTATUS': 6, 'ZMESSAGETYPE': 5, 'ZCHATSESSION': 1,
                            'ZMEDIAITEM': 2, 'ZMESSAGEDATE': mac + 1, 'ZTOJID': group, 'ZSTANZAID': 'B', 'ZSTARRED': 1}),
            ('ZWAMESSAGE', {'Z_PK': 3, 'ZISFROMME': 0, 'ZMESSAGETYPE': 14, 'ZCHATSESSION': 1, 'ZGROUPMEMBER': 2,
                            'ZMESSAGEDATE': mac + 2, 'ZSTANZAID': 'C'})])
        found = self.examined('mobile.whatsapp', path)
        told = {each['message_id']: each for each in found if each['type'] == 'message.sent'}
        self.has(told['A'], kind='image', sender=ali, sender_name='علی', text=PESHAWAR, latitude=None, sent_at=AT + '20.5Z',
                 attachment_paths=['Media/x.jpg'], attachment_types=['image/jpeg'])
        self.has(told['B'], kind='location', latitude=31.5204, longitude=74.3587, status='delivered', starred=1)
        self.has(told['C'], kind='deleted', deleted=1, sender=sara)
        self.has([each for each in found if each['type'] == 'chat.started'][0], participants=[ali],
                 past_participants=[sara], administrators=[ali], creator=ali, deleted=1, started_at=AT + '20Z')

    def test_android_messages_calls_contacts_accounts(self):
        path = self.made('mmssms.db', '''
            CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER,
                date_sent INTEGER, protocol INTEGER, read INTEGER, status INTEGER, type INTEGER, subject TEXT, body TEXT,
                service_center TEXT);
            CREATE TABLE pdu (_id INTEGER PRIMARY KEY, thread_id INTEGER, date INTEGER, date_sent INTEGER, msg_box INTEGER,
                read INTEGER, m_id TEXT, sub TEXT, sub_cs INTEGER);
            CREATE TABLE addr (_id INTEGER PRIMARY KEY, msg_id INTEGER, contact_id INTEGER, address TEXT, type INTEGER);
            CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, seq INTEGER, ct TEXT, name TEXT, cl TEXT, _data TEXT,
                text TEXT);
            CREATE TABLE canonical_addresses (_id INTEGER PRIMARY KEY, address TEXT);
            CREATE TABLE threads (_id INTEGER PRIMARY KEY, date INTEGER, message_count INTEGER, recipient_ids TEXT);''', [
            ('sms', {'_id': 1, 'thread_id': 1, 'address': '+923001234567', 'date': T * 1000 + 7, 'date_sent': 0, 'read': 0,
                     'type': 1, 'body': SALAM, 'service_center': '+92300000'}),
            ('sms', {'_id': 2, 'thread_id': 1, 'address': '+923001234567', 'date': T * 1000, 'read': 1, 'status': 0,
                     'type': 2, 'body': MEETING}),
            ('sms', {'_id': 3, 'thread_id': 1, 'address': '+923001234567', 'date': T * 1000, 'type': 3, 'body': 'x'}),
            ('sms', {'_id': 4, 'thread_id': 1, 'address': '+923001234567', 'date': T * 1000, 'type': 5, 'body': 'y'}),
            ('pdu', {'_id': 1, 'thread_id': 2, 'date': T, 'date_sent': T - 5, 'msg_box': 1, 'read': 1, 'm_id': 'M',
                     'sub': PESHAWAR.encode().decode('latin-1'), 'sub_cs': 106}),
            ('addr', {'msg_id': 1, 'address': '+923007654321', 'type': 137}),
            ('addr', {'msg_id': 1, 'address': 'insert-address-token', 'type': 151}),
            ('addr', {'msg_id': 1, 'address': '+923001111111', 'type': 151}),
            ('part', {'mid': 1, 'seq': -1, 'ct': 'application/smil', 'text': '<smil/>'}),
            ('part', {'mid': 1, 'seq': 0, 'ct': 'text/plain', 'text': SALAM}),
            ('part', {'mid': 1, 'seq': 1, 'ct': 'image/jpeg', 'name': 'a.jpg', '_data': '/data/app_parts/1'}),
            ('canonical_addresses', {'_id': 1, 'address': '+923001234567'}),
            ('canonical_addresses', {'_id': 12, 'address': '+923007654321'}),
            ('threads', {'_id': 2, 'date': T * 1000, 'message_count': 1, 'recipient_ids': '12'})])
        found = self.examined('mobile.android', path)
        told = [each for each in found if each['type'] == 'message.sent']
        self.has(told[0], text=SALAM, direction='incoming', sender='+923001234567', received_at=AT + '20.007Z', sent_at=None,
                 status='unread', via='+92300000', service='SMS')
        self.has(told[1], text=MEETING, direction='outgoing', status='delivered', sent_at=AT + '20Z',
                 recipients=['+923001234567'])
        self.has(told[2], direction=None, status='draft', written_at=AT + '20Z', sent_at=None)
        self.has(told[3], direction='outgoing', status='failed')
        self.has(told[4], service='MMS', subject=PESHAWAR, text=SALAM, sender='+923007654321', recipients=['+923001111111'],
                 sent_at=AT + '15Z', received_at=AT + '20Z', attachments=['a.jpg'], attachment_paths=['/data/app_parts/1'],
                 attachment_types=['image/jpeg'], message_id='M')
        self.has([each for each in found if each['type'] == 'chat.started'][0], participants=['+923007654321'])

        path = self.made('calllog.db', '''CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, date INTEGER,
            duration INTEGER, type INTEGER, name TEXT, countryiso TEXT, geocoded_location TEXT, features INTEGER);''', [
            ('calls', {'number': '+923001234567', 'date': T * 1000, 'duration': 65, 'type': kind, 'name': 'علی',
                       'countryiso': 'PK', 'geocoded_location': 'پاکستان', 'features': 1}) for kind in (1, 2, 3, 5, 9)])
        calls = self.examined('mobile.android', path)
        self.has(calls[0], direction='incoming', outcome='answered', party_name='علی', country='PK', place='پاکستان',
                 duration=65, media='video', started_at=AT + '20Z')
        self.has(calls[1], direction='outgoing', outcome=None)
        self.has(calls[2], direction='incoming', outcome='missed')
        self.has(calls[3], direction='incoming', outcome='rejected')
        self.has(calls[4], direction=None, outcome=None, source_code=9)

        for form, column in (('new', 'account_id INTEGER'), ('old', 'account_name TEXT, account_type TEXT')):
            path = self.made(f'{form}/contacts2.db'.replace('/', '-'), f'''
                CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, {column}, deleted INTEGER, contact_id INTEGER,
                    display_name TEXT, times_contacted INTEGER, last_time_contacted INTEGER, starred INTEGER);
                CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY, mimetype TEXT);
                CREATE TABLE data (_id INTEGER PRIMARY KEY, mimetype_id INTEGER, raw_contact_id INTEGER, data1 TEXT,
                    data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT);''' + (
                '''CREATE TABLE accounts (_id INTEGER PRIMARY KEY, account_name TEXT, account_type TEXT);
                   INSERT INTO accounts VALUES (1, 'a@example.com', 'com.google');''' if form == 'new' else ''), [
                ('raw_contacts', {'_id': 1, 'deleted': 1, 'display_name': 'علی خان', 'times_contacted': 3,
                                  'last_time_contacted': T * 1000,
                                  **({'account_id': 1} if form == 'new' else
                                     {'account_name': 'a@example.com', 'account_type': 'com.google'})}),
                *[('mimetypes', {'_id': i, 'mimetype': 'vnd.android.cursor.item/' + kind})
                  for i, kind in enumerate(('name', 'phone_v2', 'email_v2', 'contact_event'), 1)],
                ('data', {'mimetype_id': 1, 'raw_contact_id': 1, 'data1': 'علی خان', 'data2': 'علی', 'data3': 'خان'}),
                ('data', {'mimetype_id': 2, 'raw_contact_id': 1, 'data1': '0300 1234567'}),
                ('data', {'mimetype_id': 2, 'raw_contact_id': 1, 'data1': '0300 7654321'}),
                ('data', {'mimetype_id': 3, 'raw_contact_id': 1, 'data1': 'ali@example.com'}),
                ('data', {'mimetype_id': 4, 'raw_contact_id': 1, 'data1': '1990-05-01', 'data2': '3'})])
            self.has(self.examined('mobile.android', path)[0], name='علی خان', given_name='علی', family_name='خان',
                     phones=['0300 1234567', '0300 7654321'], emails=['ali@example.com'], birthday='1990-05-01', deleted=1,
                     account='a@example.com', service='com.google', contact_count=3, last_contacted_at=AT + '20Z')

        path = self.made('accounts_ce.db', 'CREATE TABLE accounts (_id INTEGER PRIMARY KEY, name TEXT, type TEXT, '
                         'password TEXT);', [('accounts', {'name': 'a@example.com', 'type': 'com.google',
                                                           'password': 'aas_et/secret'})])
        account = self.examined('mobile.android', path)[0]
        self.has(account, account='a@example.com', kind='com.google')
        self.assertNotIn('secret', json.dumps(account))

    def test_ios_messages_calls_notes(self):
        mac_ns = (T - 978307200) * 1_000_000_000
        long_text = MEETING * 20
        path = self.made('sms.db', '''
            CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);
            CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, style INTEGER, chat_identifier TEXT, service_name TEXT,
                display_name TEXT, is_archived INTEGER);
            CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
            CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
            CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid TEXT, filename TEXT, mime_type TEXT, transfer_name TEXT,
                total_bytes INTEGER);
            CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
            CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER);
            CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, attributedBody BLOB, handle_id INTEGER,
                service TEXT, error INTEGER, date INTEGER, date_read INTEGER, date_delivered INTEGER, is_delivered INTEGER,
                is_from_me INTEGER, is_read INTEGER, is_sent INTEGER, item_type INTEGER, associated_message_guid TEXT,
                associated_message_type INTEGER, date_edited INTEGER, date_retracted INTEGER, thread_originator_guid TEXT);
            ''', [
            ('handle', {'ROWID': 1, 'id': '+923001234567', 'service': 'iMessage'}),
            ('handle', {'ROWID': 2, 'id': 'sara@example.com', 'service': 'iMessage'}),
            ('chat', {'ROWID': 1, 'guid': 'g', 'style': 43, 'chat_identifier': 'chat1', 'service_name': 'iMessage',
                      'display_name': GROUP}),
            ('chat_handle_join', {'chat_id': 1, 'handle_id': 1}), ('chat_handle_join', {'chat_id': 1, 'handle_id': 2}),
            *[('chat_message_join', {'chat_id': 1, 'message_id': i}) for i in range(1, 6)],
            ('message', {'ROWID': 1, 'guid': 'A', 'attributedBody': typed_stream(SALAM), 'handle_id': 1,
                         'service': 'iMessage', 'error': 0, 'date': mac_ns + 5, 'date_read': mac_ns + 10**9, 'is_from_me': 0,
                         'is_read': 1, 'item_type': 0}),
            ('message', {'ROWID': 2, 'guid': 'B', 'attributedBody': typed_stream(long_text), 'handle_id': 0,
                         'service': 'iMessage', 'error': 0, 'date': mac_ns, 'date_delivered': mac_ns + 2 * 10**9,
                         'is_delivered': 1, 'is_from_me': 1, 'is_sent': 1, 'item_type': 0, 'date_edited': mac_ns + 10**9}),
            ('message', {'ROWID': 3, 'guid': 'C', 'text': '❤', 'handle_id': 2, 'service': 'iMessage', 'error': 0,
                         'date': mac_ns, 'is_from_me': 0, 'item_type': 0, 'associated_message_guid': 'p:0/B',
                         'associated_message_type': 2000}),
            ('message', {'ROWID': 4, 'guid': 'D', 'text': PESHAWAR, 'handle_id': 1, 'service': 'SMS', 'error': 0,
                         'date': T - 978307200, 'is_from_me': 0, 'item_type': 0, 'is_read': 0}),
            ('message', {'ROWID': 5, 'guid': 'E', 'handle_id': 1, 'service': 'iMessage', 'error': 0, 'date': mac_ns,
                         'is_from_me': 0, 'item_type': 2}),
            ('chat_recoverable_message_join', {'chat_id': 1, 'message_id': 4, 'delete_date': mac_ns + 3 * 10**9}),
            ('attachment', {'ROWID': 1, 'filename': '~/Library/SMS/Attachments/a.jpg', 'mime_type': 'image/jpeg',
                            'transfer_name': 'a.jpg', 'total_bytes': 77}),
            ('message_attachment_join', {'message_id': 4, 'attachment_id': 1})])
        found = self.examined('mobile.ios', path)
        told = {each['message_id']: each for each in found if each['type'] == 'message.sent'}
        self.has(told['A'], text=SALAM, sender='+923001234567', sent_at=AT + '20.000000005Z', read_at=AT + '21Z',
                 status='read', service='iMessage', chat=GROUP, chat_id='chat1')
        self.has(told['B'], text=long_text, direction='outgoing', recipients=['+923001234567', 'sara@example.com'],
                 status='delivered', delivered_at=AT + '22Z', edited=1, edited_at=AT + '21Z')
        self.has(told['C'], kind='reaction', reply_to='p:0/B', source_code=2000)
        self.has(told['D'], text=PESHAWAR, sent_at=AT + '20Z', deleted=1, deleted_at=AT + '23Z', attachments=['a.jpg'],
                 attachment_paths=['~/Library/SMS/Attachments/a.jpg'], attachment_size=77, status='unread')
        self.has(told['E'], kind='system', direction=None, source_code=2)
        self.has([each for each in found if each['type'] == 'chat.started'][0], kind='group', chat=GROUP,
                 participants=['+923001234567', 'sara@example.com'])

        path = self.made('CallHistory.storedata', '''CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZADDRESS BLOB,
            ZDATE TIMESTAMP, ZDURATION FLOAT, ZORIGINATED INTEGER, ZANSWERED INTEGER, ZCALLTYPE INTEGER,
            ZSERVICE_PROVIDER VARCHAR, ZISO_COUNTRY_CODE VARCHAR, ZNAME VARCHAR);''', [
            ('ZCALLRECORD', {'ZADDRESS': b'+923001234567', 'ZDATE': T - 978307200 + 0.25, 'ZDURATION': 12.5, 'ZORIGINATED': 1,
                             'ZANSWERED': 0, 'ZCALLTYPE': 1, 'ZSERVICE_PROVIDER': 'com.apple.Telephony',
                             'ZISO_COUNTRY_CODE': 'pk', 'ZNAME': 'علی'}),
            ('ZCALLRECORD', {'ZADDRESS': b'sara@example.com', 'ZDATE': T - 978307200, 'ZDURATION': 0, 'ZORIGINATED': 0,
                             'ZANSWERED': 0, 'ZCALLTYPE': 8})])
        calls = self.examined('mobile.ios', path)
        self.has(calls[0], direction='outgoing', party='+923001234567', started_at=AT + '20.25Z', duration=12.5,
                 party_name='علی', service='com.apple.Telephony', country='pk', outcome=None)
        self.has(calls[1], direction='incoming', outcome='missed', media='video', service='FaceTime')

        note = gzip.compress(protobuf(2, protobuf(3, protobuf(2, MEETING * 30))))
        path = self.made('NoteStore.sqlite', '''CREATE TABLE ZICCLOUDSYNCINGOBJECT (Z_PK INTEGER PRIMARY KEY, ZTITLE1 VARCHAR,
            ZTITLE2 VARCHAR, ZTITLE VARCHAR, ZNAME VARCHAR, ZFOLDER INTEGER, ZNOTEDATA INTEGER, ZNOTE INTEGER, ZMEDIA INTEGER,
            ZFILENAME VARCHAR, ZTYPEUTI VARCHAR, ZACCOUNT2 INTEGER, ZCREATIONDATE1 TIMESTAMP, ZISPASSWORDPROTECTED INTEGER);
            CREATE TABLE ZICNOTEDATA (Z_PK INTEGER PRIMARY KEY, ZNOTE INTEGER, ZDATA BLOB);''', [
            ('ZICCLOUDSYNCINGOBJECT', {'Z_PK': 1, 'ZNAME': 'iCloud'}), ('ZICCLOUDSYNCINGOBJECT', {'Z_PK': 2, 'ZTITLE2': 'نوٹس'}),
            ('ZICCLOUDSYNCINGOBJECT', {'Z_PK': 3, 'ZTITLE1': SALAM, 'ZFOLDER': 2, 'ZNOTEDATA': 1, 'ZACCOUNT2': 1,
                                       'ZCREATIONDATE1': T - 978307200, 'ZISPASSWORDPROTECTED': 0}),
            ('ZICNOTEDATA', {'Z_PK': 1, 'ZNOTE': 3, 'ZDATA': note})])
        self.has(self.examined('mobile.ios', path)[0], title=SALAM, text=MEETING * 30, folder='نوٹس', account='iCloud',
                 created_at=AT + '20Z', locked=0)

    def test_telegram(self):
        known, unknown, service = 0x38116EE0, 0x11111111, 0x2B085862

        def blob(number, text, before=b''):
            return struct.pack('<III', number, 0x102, 7) + before + struct.pack('<I', T) + tl_text(text) + struct.pack('<I', 0)
        path = self.made('cache4.db', '''
            CREATE TABLE users (uid INTEGER PRIMARY KEY, name TEXT, status INTEGER, data BLOB);
            CREATE TABLE chats (uid INTEGER PRIMARY KEY, name TEXT, data BLOB);
            CREATE TABLE dialogs (did INTEGER PRIMARY KEY, date INTEGER);
            CREATE TABLE contacts (uid INTEGER PRIMARY KEY, mutual INTEGER);
            CREATE TABLE messages_v2 (mid INTEGER, uid INTEGER, read_state INTEGER, send_state INTEGER, date INTEGER, data BLOB,
                out INTEGER, ttl INTEGER, media INTEGER, PRIMARY KEY(mid, uid));''', [
            ('users', {'uid': 77, 'name': 'علی خان;;;ali_k', 'status': T}),
            ('chats', {'uid': 5, 'name': GROUP}), ('dialogs', {'did': -5, 'date': T}), ('contacts', {'uid': 77}),
            ('messages_v2', {'mid': 1, 'uid': 77, 'read_state': 3, 'send_state': 0, 'date': T,
                             'data': blob(known, SALAM, struct.pack('<IQ', 0x59511722, 77)), 'out': 0}),
            ('messages_v2', {'mid': 2, 'uid': 77, 'read_state': 2, 'send_state': 0, 'date': T,
                             'data': blob(known, MEETING * 10), 'out': 1, 'ttl': 60}),
            ('messages_v2', {'mid': 3, 'uid': -5, 'read_state': 2, 'send_state': 0, 'date': T,
                             'data': blob(unknown, 'never guessed'), 'out': 0}),
            ('messages_v2', {'mid': 4, 'uid': -5, 'read_state': 2, 'send_state': 0, 'date': T,
                             'data': blob(service, 'no text'), 'out': 0})])
        found = self.examined('mobile.telegram', path)
        told = {each['message_id']: each for each in found if each['type'] == 'message.sent'}
        self.has(told['1'], text=SALAM, direction='incoming', sender='77', chat_id='77', sent_at=AT + '20Z', status='read')
        self.has(told['2'], text=MEETING * 10, direction='outgoing', recipients=['77'], status='sent', disappears_after=60)
        self.has(told['3'], text=None, chat=GROUP, chat_id='-5', sender=None)
        self.has(told['4'], text=None)
        self.has([each for each in found if each['type'] == 'contact.stored'][0], name='علی خان', user_name='ali_k',
                 last_seen_at=AT + '20Z', followed=1)
        self.has([each for each in found if each['type'] == 'chat.started'][0], chat=GROUP, chat_id='-5',
                 last_message_at=AT + '20Z')

    def test_what_is_not_theirs_or_damaged(self):
        other = self.made('other.db', 'CREATE TABLE something (a TEXT);', [('something', {'a': SALAM})])
        for module in ('android', 'ios', 'messengers', 'telegram', 'whatsapp'):
            verdict, found, _ = run('mobile.' + module, other)
            self.assertEqual((verdict, found), ('not_mine', []), module)
        whole = self.made('calllog.db', 'CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, date INTEGER, '
                          'duration INTEGER, type INTEGER);',
                          [('calls', {'number': f'+92300{i:07}', 'date': (T + i) * 1000, 'duration': i, 'type': 1})
                           for i in range(400)]).read_bytes()
        chance = random.Random(4)
        hurt = pathlib.Path(self.folder.name) / 'hurt-calllog.db'
        for turn in range(24):
            bytes_left = bytearray(whole)
            if turn % 2:
                del bytes_left[chance.randrange(len(whole)):]
            else:
                for _ in range(20):
                    bytes_left[chance.randrange(100, len(whole))] = chance.randrange(256)
            hurt.write_bytes(bytes_left)
            verdict, found, said = run('mobile.android', hurt)
            self.assertIn(verdict, ('examined', 'damaged', 'not_mine'), said)
            if verdict == 'not_mine':
                self.assertEqual(found, [])


if __name__ == '__main__':
    sys.exit(unittest.main())
