"""Databases of phones: our messages, calls, contacts and the rest against what plaso, iLEAPP and MVT list of the same files.

The oracles name single values and counts; what they do not list is taken by plain SQL from the table itself (sqlite3 of
Python), which is an authority for the number of rows, not for their meaning.
"""
import datetime
import json
import lzma
import pathlib
import sqlite3
import tarfile
import tempfile
import zipfile

import accuracy
from accuracy import Check, examine, oracle

UNIX, MAC = 0, 978307200
ANDROID, IOS_DATABASES = 'files/android/databases/', 'files/ios/databases/'
SKYPE, BACKUP, CASES = 'files/chat-cloud/skype-whatsapp/', 'files/ios/files/ios_backup/', 'files/ios/ileapp-cases/'


def seconds(text):
    """ISO 8601 to seconds since 1970 (microseconds kept), None for None."""
    if text is None:
        return None
    text = text.replace('Z', '+00:00')
    if '.' in text:
        whole, rest = text.split('.', 1)
        digits, zone = rest.split('+', 1)
        return datetime.datetime.fromisoformat(f'{whole}+{zone}').timestamp() + float('0.' + digits[:9])
    return datetime.datetime.fromisoformat(text if '+' in text else text + '+00:00').timestamp()


def about(value):
    """Numbers and times to the millisecond, so that a real and its text compare."""
    if isinstance(value, (int, float)):
        return round(float(value), 3)
    return value


def when(artifact, name):
    return about(seconds(artifact.get(name)))


def plaso(path):
    """What plaso's own test asserts of this corpus file: the number of its events, and values of some."""
    return next(each for each in oracle('plaso_expected.json') if each['corpus_path'] == path)


def rows(path, sql):
    """Plain SQL on a corpus file."""
    source = accuracy.CORPUS / path
    with tempfile.NamedTemporaryFile(suffix='.db') as copy:
        data = source.read_bytes()
        copy.write(lzma.decompress(data) if source.suffix == '.xz' else data)
        copy.flush()
        database = sqlite3.connect(copy.name)
        database.text_factory = lambda text: text.decode('utf-8', 'replace')
        return database.execute(sql).fetchall()


def values_check(path, module, name, wanted, explained='', **more):
    """`wanted`: function from a plaso event's values to a tuple that must be among ours, given as a function of findings."""
    found = examine(module, path, name)
    entry = plaso(path)
    expected, ours = [], []
    for event in entry['events']:
        take = wanted(event['values'])
        if take is None:
            continue
        kind, values = take
        expected.append((kind, *values))
        tuples = [(kind, *(about_of(artifact, each) for each in values)) for artifact in found.of(kind)]
        hits = [each for each in tuples if each == (kind, *(value for _, value in values))]
        ours += [(kind, *values)] if hits else []
    return found, Check(path, module, expected, ours, 'plaso_expected: asserted values', explained, **more)


def about_of(artifact, each):
    name = each[0]
    value = artifact.get(name)
    if isinstance(value, str) and name.endswith('_at'):
        return about(seconds(value))
    if isinstance(value, list):
        return about(value[0])
    return about(value)


def pairs(**values):
    return [(name, about(value)) for name, value in values.items()]


def counted(path, module, found, kinds, expected, authority, explained=''):
    """Numbers of findings, as (type, number)."""
    ours = [(kind, len(found.of(kind))) for kind in kinds]
    differing = [each for each in [*expected, *ours] if each not in expected or each not in ours]
    return Check(path, module, expected, ours, authority, explained, differing if explained else [])


def android():
    path = ANDROID + 'mmssms.db'
    def sms(value):
        out = value['sms_type'] == 2
        return 'message.sent', pairs(**{'recipients' if out else 'sender': value['address'], 'text': value['message_body'],
                                        'sent_at' if out else 'received_at': seconds(value['creation_time']),
                                        'direction': 'outgoing' if out else 'incoming', 'read': value['sms_read']})
    found, check = values_check(path, 'mobile.android', None, sms)
    yield check
    yield counted(path, 'mobile.android', found, ['message.sent'], [('message.sent', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of messages')
    expected = [(row[0], row[1] / 1000, row[2]) for row in rows(path, 'SELECT address, date, body FROM sms')]
    ours = [((each.get('recipients') or [each.get('sender')])[0], when(each, 'received_at') or when(each, 'sent_at'),
             each['text']) for each in found.of('message.sent')]
    yield Check(path, 'mobile.android', expected, ours, 'every row of sms by SQL')

    path = ANDROID + 'app_usage.xz'
    found, check = values_check(path, 'mobile.android', 'app_usage', lambda value: (
        'app.used', pairs(app=value['package_name'], used_at=seconds(value['start_time']))))
    yield check
    distinct = {(each['app'], each['used_at']) for each in found.of('app.used')}
    yield Check(path, 'mobile.android', [plaso(path)['number_of_event_data']], [len(distinct)],
                'plaso_expected: number of events, which plaso counts once for one package and time')
    yield counted(path, 'mobile.android', found, ['app.used'],
                  [('app.used', oracle('sqlite.json')['files'][path]['tables']['events']
                    if 'files' in oracle('sqlite.json') else oracle('sqlite.json')[path]['tables']['events'])],
                  'sqlite: rows of events')

    path = ANDROID + 'files_master_database'
    found, check = values_check(path, 'mobile.android', None, lambda value: (
        'file.indexed', pairs(file=value['filename'], size=value['file_size'], mime_type=value['mime_type'],
                              modified_at=seconds(value['modification_time']), title=value['title'], uri=value['uri'],
                              path=value['root_path'] + '/' + value['root_relative_path'], hidden=value['is_hidden'])))
    yield check
    yield counted(path, 'mobile.android', found, ['file.indexed'], [('file.indexed', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of files')


    path = ANDROID + 'downloads.db'
    found, check = values_check(path, 'mobile.android', None, lambda value: (
        'file.downloaded', pairs(downloaded_at=seconds(value['modification_time']), mime_type=value['mime_type'],
                                 program=value['notification_package'], path=value['saved_to'], status=value['status'],
                                 file=value['title'], size=value['total_bytes'], url=value['uri'])))
    yield check
    yield counted(path, 'mobile.android', found, ['file.downloaded'],
                  [('file.downloaded', plaso(path)['number_of_event_data'])], 'plaso_expected: number of downloads')

    path = ANDROID + 'webview.db'
    # plaso gives the host without the dot that the database has.
    found, check = values_check(path, 'mobile.android', None, lambda value: (
        'cookie.stored', pairs(name=value['cookie_name'], value=value['data'], host='.' + value['hostname'],
                               path=value['path'], expires_at=seconds(value['expiration_time']),
                               secure=int(value['secure']))))
    yield check
    yield counted(path, 'mobile.android', found, ['cookie.stored'],
                  [('cookie.stored', plaso(path)['number_of_event_data'])], 'plaso_expected: number of cookies')

    path = ANDROID + 'webviewCache.db'
    found, check = values_check(path, 'mobile.android', None, lambda value: (
        'web.cached', pairs(size=value['content_length'], url=value['url'],
                            expires_at=seconds(value['expiration_time']))))
    yield check
    yield counted(path, 'mobile.android', found, ['web.cached'], [('web.cached', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of cached files')


def messengers():
    module = 'mobile.messengers'
    path = ANDROID + 'babel.db'
    found, check = values_check(path, module, None, lambda value: (
        'message.sent', pairs(sender_name=value['sender'], text=value['message_body'],
                              sent_at=seconds(value['creation_time']), direction='incoming', status='read')))
    yield check
    yield counted(path, module, found, ['message.sent'], [('message.sent', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of messages')

    path = ANDROID + 'tango_android_tc.db'
    def tango(value):
        if value['data_type'].endswith('conversation'):
            return 'chat.started', pairs(chat_id=value['conversation_identifier'])
        return 'message.sent', pairs(message_id=str(value['message_identifier']), sent_at=seconds(value['sent_time']),
                                     written_at=seconds(value['creation_time']),
                                     direction={1: 'outgoing', 2: 'incoming'}[value['direction']])
    found, check = values_check(path, module, 'tango_android_tc.db', tango)
    yield check
    yield Check(path, module, [plaso(path)['number_of_event_data']], [len(found.artifacts)],
                'plaso_expected: number of conversations and messages')
    # Which number is which direction: whoever the profile calls "outRequest" was written to from this device.
    asked = {row[0] for row in rows(ANDROID + 'tango_profile.db',
                                    "SELECT itemUserId FROM profiletable WHERE itemFriendRequestType = 'outRequest'")}
    requests = [each for each in found.of('message.sent') if each.get('text') == 'I am following you on Tango'
                and each['chat_id'] in asked]
    yield Check(path, module, ['outgoing'] * len(requests), [each['direction'] for each in requests],
                'tango_profile.db: requests that this device made')

    path = ANDROID + 'tango_profile.db'
    found, check = values_check(path, module, 'tango_profile.db', lambda value: (
        'contact.stored', pairs(given_name=value['first_name'], family_name=value['last_name'], birthday=value['birthday'],
                                gender=value['gender'], about=value['status'], distance=value['distance'],
                                last_seen_at=seconds(value['last_active_time']), request=value['friend_request_type'],
                                request_text=value['friend_request_message'], followed=int(value['is_friend']),
                                requested_at=seconds(value['friend_request_time']))))
    yield check
    yield counted(path, module, found, ['contact.stored'], [('contact.stored', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of contacts')

    path = ANDROID + 'viber_data'
    found, check = values_check(path, module, None, lambda value: (
        'call.made', pairs(direction={1: 'incoming', 2: 'outgoing'}[value['call_type']], duration=value['duration'],
                           party=value['phone_number'], started_at=seconds(value['start_time']),
                           media={1: 'audio', 4: 'video'}[value['viber_call_type']])))
    yield check
    yield counted(path, module, found, ['call.made', 'contact.stored'],
                  [('call.made', plaso(path)['number_of_event_data']),
                   ('contact.stored', rows(path, 'SELECT count(*) FROM phonebookcontact')[0][0])],
                  'plaso_expected: number of calls; rows of the phone book')

    path = IOS_DATABASES + 'kik.sqlite'
    found, check = values_check(path, module, None, lambda value: (
        'message.sent', pairs(text=value['message_body'], received_at=seconds(value['received_time']), direction='outgoing',
                              recipients=value['username'], chat=value['application_display_name'], status='read')))
    yield check
    yield counted(path, module, found, ['message.sent'], [('message.sent', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of messages')

    path = IOS_DATABASES + 'twitter.db'
    def twitter(value):
        if value['data_type'].endswith('contact'):
            return 'contact.stored', pairs(name=value['name'], user_name=value['screen_name'], about=value['description'],
                                           followers=value['followers_count'], following=value['following_count'],
                                           followed=value['following'], location=value['location'],
                                           picture=value['profile_url'], urls=value['url'],
                                           created_at=seconds(value['creation_time']))
        return 'post.published', pairs(text=value['text'], author_name=value['name'], author=str(value['user_identifier']),
                                       favorites=value['favorite_count'], reposts=value['retweet_count'],
                                       favorited=value['favorited'], posted_at=seconds(value['creation_time']))
    found, check = values_check(path, module, None, twitter)
    yield check
    yield Check(path, module, [plaso(path)['number_of_event_data']], [len(found.artifacts)],
                'plaso_expected: number of contacts and posts')

    path = SKYPE + 'skype_main.db'
    def skype(value):
        kind = value['data_type'].rsplit(':', 1)[1]
        if kind == 'chat':
            return 'message.sent', pairs(text=value['text'], sent_at=seconds(value['recorded_time']), chat=value['title'],
                                         sender=value['from_account'].split('<')[1][:-1],
                                         sender_name=value['from_account'].split(' <')[0], recipients=value['to_account'])
        if kind == 'account':
            return 'account.used', pairs(emails=value['email'], country=value['country'], name=value['fullname'],
                                         changed_at=seconds(value['profile_change_time']))
        if kind == 'sms':
            return 'message.sent', pairs(recipients=value['number'], text=value['text'],
                                         sent_at=seconds(value['recorded_time']))
        if kind == 'transferfile':
            return 'file.sent', pairs(sender=value['sender'], sender_name=value['sender_display_name'],
                                      recipient=value['receiver'], recipient_name=value['receiver_display_name'],
                                      started_at=seconds(value['start_time']), file=value['transferred_filename'],
                                      path=value['transferred_file_path'], size=value['transferred_file_size'],
                                      source_code=value['transfer_status'])
        # plaso makes the end of the call of its begin and its duration.
        return 'call.made', pairs(started_at=seconds(value['attempt_time']), answered_at=seconds(value['start_time']),
                                  party=value['dst_call'], account=value['src_call'], direction='outgoing',
                                  duration=seconds(value['end_time']) - seconds(value['start_time']))
    found, check = values_check(path, module, 'skype_main.db', skype)
    yield check
    # plaso: 20 events are 15 messages, an SMS, an account, two transfers, a call; contacts are ours alone.
    yield Check(path, module, [plaso(path)['number_of_event_data']],
                [len(found.artifacts) - len(found.of('contact.stored'))], 'plaso_expected: number of events')


def ios():
    module = 'mobile.ios'
    path = IOS_DATABASES + 'DataUsage.sqlite'
    found, check = values_check(path, module, None, lambda value: (
        'network.used', pairs(app=value['bundle_identifier'], process=value['process_name'],
                              started_at=seconds(value['start_time']), wifi_in=value['wifi_in'], wifi_out=value['wifi_out'],
                              mobile_in=value['wireless_wan_in'], mobile_out=value['wireless_wan_out'])))
    yield check
    yield Check(path, module, [plaso(path)['number_of_event_data']],
                [len([each for each in found.of('network.used') if 'started_at' in each])],
                'plaso_expected: number of uses; processes without any are ours alone')

    path = IOS_DATABASES + 'powerlog_2021-12-16_05-54_84E2141B.PLSQL.xz'
    found, check = values_check(path, module, None, lambda value: (
        'app.used', pairs(app=value['bundle_identifier'], used_at=seconds(value['start_time']),
                          screen_seconds=value['screen_on_time'], background_seconds=value['background_time'])))
    yield check
    yield counted(path, module, found, ['app.used'], [('app.used', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of uses')

    path = IOS_DATABASES + 'RMAdminStore-Local.sqlite.xz'
    found, check = values_check(path, module, None, lambda value: (
        'app.used', pairs(app=value['bundle_identifier'], device_id=value['device_identifier'], device=value['device_name'],
                          domain=value['domain'], used_at=seconds(value['start_time']), duration=value['total_time'],
                          person=f'{value["user_given_name"]} {value["user_family_name"]}')))
    yield check
    yield counted(path, module, found, ['app.used'], [('app.used', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of uses')


    path = IOS_DATABASES + '9368974384.db.xz'
    def instagram(value):
        return 'message.sent', pairs(**{name: each for name, each in {
            'text': value['message_body'] or value['video_chat_title'], 'sender': value['sender_identifier'],
            'sent_at': seconds(value['sent_time']), 'attachments': value['shared_media_identifier'],
            'attachment_url': value['shared_media_url'], 'call_id': value['video_chat_call_identifier'],
            'sender_name': value['username']}.items() if each is not None})
    found, check = values_check(path, 'mobile.instagram', '9368974384.db', instagram)
    yield check
    yield counted(path, 'mobile.instagram', found, ['message.sent'], [('message.sent', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of messages')

    module = 'mobile.ios_settings'
    path = 'files/ios/files/com.apple.CarPlayApp.plist'
    found, check = values_check(path, module, None, lambda value: (
        'app.used', pairs(app=value['application_identifier'], used_at=seconds(value['last_run_time']))))
    yield check
    yield counted(path, module, found, ['app.used'], [('app.used', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of programs')
    path = 'files/ios/files/com.apple.identityservices.idstatuscache.plist'
    found, check = values_check(path, module, None, lambda value: (
        'contact.reached', pairs(app=value['process_name'], recipients=value['apple_identifier'],
                                 recorded_at=seconds(value['lookup_time']))))
    yield check
    yield counted(path, module, found, ['contact.reached'], [('contact.reached', plaso(path)['number_of_event_data'])],
                  'plaso_expected: number of look-ups')


def backup():
    """The iTunes backup of MVT's tests: its numbers are the first arguments of the asserts."""
    mvt = oracle('mvt_expected.json')
    def number(test, what='m.results'):
        return int(next(count for name, count in mvt[f'tests/ios_backup/{test}.py']['asserts'] if name == what))
    for test, path, module, kind in [
            ('test_sms', '3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28', 'mobile.ios', 'message.sent'),
            ('test_calendar', '20/2041457d5fe04d39d0ab481178355df6781e6858', 'mobile.ios', 'event.planned'),
            ('test_tcc', '64/64d0019cb3d46bfc8cce545a8ba54b93e7ea9347', 'mobile.ios', 'permission.granted'),
            ('test_interactionc', '1f/1f5a521220a3ad80ebfdc196978df8e7a2e49dee', 'mobile.ios', 'contact.reached'),
            ('test_whatsapp_contacts', 'b8/b8548dc30aa1030df0ce18ef08b882cf7ab5212f', 'mobile.whatsapp', 'contact.stored')]:
        found = examine(module, BACKUP + path)
        yield counted(BACKUP + path, module, found, [kind], [(kind, number(test))], 'mvt_expected: number of results')
    path = BACKUP + '7c/7c7fba66680ef796b916b067077cc246adacf01d'
    found = examine('mobile.whatsapp', path)
    yield counted(path, 'mobile.whatsapp', found, ['message.sent', 'chat.started'],
                  [('message.sent', number('test_whatsapp', 'messages')), ('chat.started', number('test_whatsapp', 'sessions'))],
                  'mvt_expected: messages and sessions')
    path = BACKUP + 'e7/e794f6ffcc3c222535f47684a63d5178da3c4500'
    found = examine('mobile.whatsapp', path)
    yield counted(path, 'mobile.whatsapp', found, ['contact.stored'],
                  [('contact.stored', number('test_whatsapp', 'pairs'))], 'mvt_expected: pairs')
    path = BACKUP + '0d/0d609c54856a9bb2d56729df1d68f2958a88426b'
    found = examine('mobile.ios', path)
    tables = rows(path, 'SELECT (SELECT count(*) FROM ZLIVEUSAGE), (SELECT count(*) FROM ZPROCESS WHERE Z_PK NOT IN '
                        '(SELECT ZHASPROCESS FROM ZLIVEUSAGE WHERE ZHASPROCESS IS NOT NULL))')[0]
    yield Check(path, 'mobile.ios', [sum(tables)], [len(found.of('network.used'))],
                'SQL: uses, and processes without one (MVT adds a row of its own making to its 42)')


def case(name):
    """An iLEAPP case: its files by name (path inside, base name), and the rows that iLEAPP gives."""
    entry = oracle('ileapp_index.json')[name]
    return json.loads((accuracy.CORPUS / entry['result']).read_text())['data']


def examine_member(module, archive, ending):
    """A database inside an iLEAPP case, with the companions that lie beside it."""
    with zipfile.ZipFile(accuracy.CORPUS / archive) as packed, tempfile.TemporaryDirectory() as folder:
        member = next(each for each in packed.namelist() if each.endswith('/' + ending))
        laid = []
        for suffix in ('', '-wal', '-journal'):
            if member + suffix in packed.namelist():
                target = pathlib.Path(folder) / (ending + suffix)
                target.write_bytes(packed.read(member + suffix))
                laid.append(target)
        return examine(module, laid[0], companions=[(each, each.name) for each in laid[1:]])


def ileapp():
    name = CASES + 'testdata.addressBook.addressBook.belkasoft_ctf6_ios_device1.zip'
    found = examine_member('mobile.ios', name, 'AddressBook.sqlitedb').of('contact.stored')
    yield Check(name, 'mobile.ios', [(row[0], row[1], row[2], row[3].split(': ')[1], row[5]) for row in case(name)],
                [(when(each, 'created_at'), each['given_name'], each['family_name'], each['emails'][0],
                  when(each, 'modified_at')) for each in found], 'iLEAPP addressBook')

    name = CASES + 'testdata.notes.notes.josh_ios17_ffs.zip'
    found = examine_member('mobile.ios', name, 'NoteStore.sqlite').of('note.written')
    def second(text):
        return text[:19].replace('T', ' ')
    yield Check(name, 'mobile.ios', [tuple(row[:10]) for row in case(name)],
                [(second(each['created_at']), each.get('title'), each.get('snippet'), each.get('text', ''), each['folder'],
                  each['account'], second(each['modified_at']), 'Yes' if each['locked'] else 'No',
                  each.get('password_hint'), 'Yes' if each.get('deleted') else 'No') for each in found], 'iLEAPP notes')

    name = CASES + 'testdata.googleVoice.googleVoiceCalls.josh_ios17_ffs.zip'
    found = examine_member('mobile.messengers', name, 'threadingStore.sqlite').of('call.made')
    yield Check(name, 'mobile.messengers', [(row[0], row[1], row[2], row[3], row[8], row[9]) for row in case(name)],
                [(int(seconds(each['started_at']) + 1e-6), 'Missed' if each.get('outcome') == 'missed'
                  else each['direction'].capitalize(), each['party'], each['duration'], each.get('deleted', 0),
                  each['chat_id']) for each in found], 'iLEAPP googleVoiceCalls')

    for name, ending, values in [
            (CASES + 'testdata.deviceDatam.deviceDatam.josh_ios15_ffs.zip',
             'com.apple.commcenter.device_specific_nobackup.plist', ('ReportedSubscriberIdentity', 'LastKnownICCID', 'imeis')),
            (CASES + 'testdata.celWireless.celWireless.mvs_ios_2023.zip', 'com.apple.commcenter.plist', ('LastKnownICCID',))]:
        [device] = examine_member('mobile.ios_settings', name, ending).of('device.described')
        told = ' '.join(str(row[1]) for row in case(name) if row[0] in values)
        yield Check(name, 'mobile.ios_settings', [True] * len(device['iccid'][:1] + device.get('imei', [])),
                    [number in told for number in device['iccid'][:1] + device.get('imei', [])],
                    'iLEAPP: numbers of the device and its cards')

    name = CASES + 'testdata.voicemail.voicemail.josh_ios15_ffs.zip'
    found = examine_member('mobile.ios', name, 'voicemail.db')
    yield Check(name, 'mobile.ios', ['examined', *case(name)], [found.verdict, *found.of('voicemail.left')],
                'iLEAPP voicemail')

    name = CASES + 'testdata.whatsApp.whatsAppCallHistory.josh_ios15_ffs.zip'
    found = examine_member('mobile.whatsapp', name, 'CallHistory.sqlite').of('call.made')
    yield Check(name, 'mobile.whatsapp', [(row[0], row[1], row[3], row[4], row[5]) for row in case(name)],
                [(int(seconds(each['started_at'])), int(seconds(each['started_at']) + each['duration']),
                  each['direction'].capitalize(), 'Ended' if each['outcome'] == 'answered' else each['outcome'],
                  each['party']) for each in found], 'iLEAPP whatsAppCallHistory')

    for name, ending in [(CASES + 'testdata.whatsApp.whatsAppContacts.josh_ios15_ffs.zip', 'ContactsV2.sqlite')]:
        found = examine_member('mobile.whatsapp', name, ending).of('contact.stored')
        yield Check(name, 'mobile.whatsapp', [(row[0], row[1], row[2], row[3], row[5]) for row in case(name)],
                    [(each['name'], each.get('about'), when(each, 'about_at'), each.get('phones', [None])[0],
                      each.get('identifier')) for each in found], 'iLEAPP whatsAppContacts')

    name = CASES + 'testdata.whatsApp.whatsAppMessages.josh_ios15_ffs.zip'
    found = examine_member('mobile.whatsapp', name, 'ChatStorage.sqlite').of('message.sent')
    def person(each, sending):
        """iLEAPP names the side that is not this phone after the chat."""
        own = bool(each.get('direction') == 'outgoing') == sending
        return 'Local User' if own else each['chat']
    def place(each, name):
        return each.get(name, '')
    yield Check(name, 'mobile.whatsapp',
                [(row[0], row[1], row[2], row[3], row[4], row[5], row[11], row[12]) for row in case(name)],
                [(int(seconds(each['sent_at'])), person(each, True), each.get('sender'), person(each, False),
                  (each.get('recipients') or [None])[0], each.get('text'), place(each, 'latitude'),
                  place(each, 'longitude')) for each in found], 'iLEAPP whatsAppMessages')
    with_files = [row for row in case(name) if row[6]]
    yield Check(name, 'mobile.whatsapp', [row[6].removeprefix('mock_hash_for_') for row in with_files],
                [each['attachment_paths'][0].rsplit('/', 1)[1] for each in found if 'attachment_paths' in each],
                'iLEAPP whatsAppMessages: attachments')


def whatsapp_android():
    path = SKYPE + 'test_whatsApp.db'
    found = examine('mobile.whatsapp', path).of('contact.stored')
    blocked_only = rows(path, 'SELECT jid FROM wa_block_list WHERE jid NOT IN (SELECT jid FROM wa_contacts)')
    expected = [(jid, name, number, status, about(time / 1000) if time else None) for jid, name, number, status, time in rows(
        path, "SELECT jid, display_name, number, NULLIF(status, ''), status_timestamp FROM wa_contacts")]
    expected += [(jid, None, None, None, None) for (jid,) in blocked_only]
    yield Check(path, 'mobile.whatsapp', expected,
                [(each['identifier'], each.get('name'), each.get('phones', [None])[0], each.get('about'),
                  when(each, 'about_at')) for each in found], 'every contact and blocked number by SQL')
    yield Check(path, 'mobile.whatsapp', [jid for (jid,) in rows(path, 'SELECT jid FROM wa_block_list ORDER BY jid')],
                sorted(each['identifier'] for each in found if each.get('blocked')), 'blocked numbers by SQL')
    path = SKYPE + 'test_whatsAppMsgStore.db.xz'
    found = examine('mobile.whatsapp', path)
    expected = [(key, chat, text, about(time / 1000)) for key, chat, text, time in rows(
        path, 'SELECT key_id, key_remote_jid, data, timestamp FROM messages')]
    placeholder = ('-1', '-1', None, 0.0)
    yield Check(path, 'mobile.whatsapp', expected,
                [(each['message_id'], each['chat_id'], each.get('text'), when(each, 'sent_at'))
                 for each in found.of('message.sent')], 'every row of messages by SQL',
                'row 1 of every such database is WhatsApp\'s own placeholder (chat -1, status -1), no message', [placeholder])
    yield Check(path, 'mobile.whatsapp',
                [(jid, subject, members) for jid, subject, members in rows(
                    path, "SELECT raw_string, NULLIF(subject, ''), (SELECT count(*) FROM group_participant_user "
                          "WHERE group_jid_row_id = jid._id) FROM chat JOIN jid ON jid._id = jid_row_id")],
                [(each['chat_id'], each.get('chat'), len(each.get('participants', [])) if each['kind'] == 'group' else 0)
                 for each in found.of('chat.started')], 'every chat with the number of its members by SQL')


SCENARIO = 'files/scenario/visible/s4/'


def in_scenario(archive, path, module):
    """A file of the scenario's phone, examined by itself under its own name."""
    packed = accuracy.CORPUS / SCENARIO / archive
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / pathlib.PurePosixPath(path).name
        if archive.endswith('.tar'):
            with tarfile.open(packed) as tar:
                target.write_bytes(tar.extractfile(path).read())
        else:
            with zipfile.ZipFile(packed) as pack:
                target.write_bytes(pack.read(next(each for each in pack.namelist() if each.endswith('/' + path))))
        return examine(module, target)


def scenario():
    """Scenario s4: a phone whose content its maker lists, in Urdu and English."""
    answers = json.loads((accuracy.CORPUS / SCENARIO / 'ANSWERS.json').read_text())
    android_files = {pathlib.PurePosixPath(each['path']).name: each for each in answers['android']['files']}
    ios_files = {each['path'].rsplit('/', 1)[1]: each for each in answers['ios']['files']}

    def of_android(name, module):
        return (SCENARIO + 'android.tar|' + name, in_scenario('android.tar', android_files[name]['path'], module),
                android_files[name]['answers'])

    def of_ios(name, module):
        file_id = ios_files[name]['fileID']
        return (SCENARIO + 'ios_backup.zip|' + name, in_scenario('ios_backup.zip', f'{file_id[:2]}/{file_id}', module),
                ios_files[name]['answers'])

    path, found, answer = of_android('mmssms.db', 'mobile.android')
    yield Check(path, 'mobile.android',
                [(each['address'], each['type'], about(seconds(each['time'])), each['body']) for each in answer['list']],
                [(each['recipients'][0], 'sent', when(each, 'sent_at'), each['text']) if each['direction'] == 'outgoing'
                 else (each['sender'], 'received', when(each, 'received_at'), each['text'])
                 for each in found.of('message.sent')], 'ANSWERS.json')
    path, found, answer = of_android('contacts2.db', 'mobile.android')
    yield Check(path, 'mobile.android', [(each['name'], each['phone'], each['email']) for each in answer['list']],
                [(each['name'], each['phones'][0], each['emails'][0]) for each in found.of('contact.stored')], 'ANSWERS.json')
    path, found, answer = of_android('calllog.db', 'mobile.android')
    yield Check(path, 'mobile.android',
                [(each['number'], each['duration'], each['type'], about(seconds(each['time']))) for each in answer['list']],
                [(each['party'], each['duration'], 'missed' if each.get('outcome') == 'missed' else each['direction'],
                  when(each, 'started_at')) for each in found.of('call.made')], 'ANSWERS.json')
    path, found, answer = of_android('packages.xml', 'mobile.android_system')
    yield Check(path, 'mobile.android_system', [answer['packages']], [len(found.of('app.installed'))], 'ANSWERS.json')
    path, found, answer = of_android('msgstore.db', 'mobile.whatsapp')
    kinds = {0: 'text', 1: 'image', 5: 'location', 7: 'system'}
    yield Check(path, 'mobile.whatsapp',
                [(answer['jids'][each['chat'] - 1], each['from_me'], about(seconds(each['time'])), kinds[each['type']],
                  each.get('text') or None) for each in answer['message_list']],
                [(each['chat_id'], each.get('direction') == 'outgoing', when(each, 'sent_at'), each['kind'],
                  each.get('text')) for each in found.of('message.sent')], 'ANSWERS.json')
    yield Check(path, 'mobile.whatsapp', [answer['chats'], answer['groups'], answer['calls'], answer['media'],
                                          answer['locations']],
                [len(found.of('chat.started')), len([each for each in found.of('chat.started') if each['kind'] == 'group']),
                 len(found.of('call.made')),
                 len([each for each in found.of('message.sent') if 'attachment_paths' in each]),
                 len([each for each in found.of('message.sent') if 'latitude' in each])], 'ANSWERS.json: numbers')

    with zipfile.ZipFile(accuracy.CORPUS / SCENARIO / 'ios_backup.zip') as pack, tempfile.TemporaryDirectory() as folder:
        plist = pathlib.Path(folder) / 'Info.plist'
        plist.write_bytes(pack.read(answers['ios']['udid'] + '/Info.plist'))
        [device] = examine('mobile.ios_settings', plist).of('device.described')
    info = answers['ios']['info']
    yield Check(SCENARIO + 'ios_backup.zip|Info.plist', 'mobile.ios_settings',
                [info['Device Name'], info['Product Type'], info['Product Version'], info['Serial Number'], [info['IMEI']],
                 info['Unique Identifier'], info['Last Backup Date'], info['Phone Number']],
                [device['name'], device['model'], device['version'], device['serial_number'], device['imei'],
                 device['identifier'], device['backed_up_at'].replace('T', ' ').rstrip('Z'), device['phone']], 'ANSWERS.json')

    path, found, answer = of_ios('sms.db', 'mobile.ios')
    yield Check(path, 'mobile.ios',
                [(each['text'], each['handle'], each['service'], each['from_me'], about(seconds(each['time'])))
                 for each in answer['list']],
                [(each['text'], each['recipients'][0] if each['direction'] == 'outgoing' else each['sender'],
                  each['service'], each['direction'] == 'outgoing', when(each, 'sent_at'))
                 for each in found.of('message.sent')], 'ANSWERS.json')
    path, found, answer = of_ios('CallHistory.storedata', 'mobile.ios')
    calls = found.of('call.made')
    yield Check(path, 'mobile.ios', [answer['count'], answer['outgoing']],
                [len(calls), len([each for each in calls if each['direction'] == 'outgoing'])], 'ANSWERS.json: numbers')
    path, found, answer = of_ios('AddressBook.sqlitedb', 'mobile.ios')
    people = found.of('contact.stored')
    yield Check(path, 'mobile.ios', [answer['count'], answer['phones'], answer['emails']],
                [len(people), sum(len(each.get('phones', [])) for each in people),
                 sum(len(each.get('emails', [])) for each in people)], 'ANSWERS.json: numbers')


def checks(corpus):  # noqa: ARG001
    yield from scenario()
    yield from android()
    yield from messengers()
    yield from ios()
    yield from backup()
    yield from ileapp()
    yield from whatsapp_android()
