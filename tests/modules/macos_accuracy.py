"""The modules of macOS against plaso's asserted values, Python's plistlib and SQLite itself."""
import plistlib
import sqlite3

from accuracy import Check, examine, oracle
from unix_accuracy import PLASO, listed, nanoseconds, plaso, totals

COCOA = 978307200


def matched(path, artifacts, key, mapping, plugin=None):
    """As `listed`, where plaso's order is its own: the record is found by the value of `key`."""
    def place(index):
        for entry in plaso(path, plugin):
            for event in entry['events']:
                if event['index'] == index and key in event['values']:
                    value = event['values'][key]
                    wanted = nanoseconds(value) if key.endswith('_time') else value
                    for at, artifact in enumerate(artifacts):
                        if str(mapping[key](artifact)) == str(wanted):
                            return at
        return len(artifacts)
    return listed(path, artifacts, mapping, plugin, place)


def same(name):
    return lambda artifact: artifact.get(name)


def time(name):
    """plaso keeps microseconds."""
    return lambda artifact: nanoseconds(artifact.get(name)) // 1000 * 1000 if artifact.get(name) else None


PLISTS = {  # file: (type, key of plaso that tells the records apart, mapping, events, allowed, explained)
    'com.apple.bluetooth.plist': ('bluetooth_device.seen', 'device_identifier', {
        'device_identifier': same('address'), 'device_name': same('name'), 'inquiry_time': time('inquiry_at'),
        'is_paired': lambda a: a['paired'] == 'yes', 'name_update_time': time('name_updated_at'),
        'services_update_time': time('services_updated_at')}, 6),
    'com.apple.coreservices.appleidauthenticationinfo.ABC0ABC1-ABC0-ABC0-ABC0-ABC0ABC1ABC2.plist': (
        'apple_account.used', 'account_name', {
            'account_name': same('account'), 'first_name': same('first_name'), 'last_name': same('last_name'),
            'creation_time': time('created_at'), 'last_connected_time': time('connected_at'),
            'validation_time': time('validated_at')}, 1),
    'com.apple.iPod.plist': ('apple_device.connected', 'device_identifier', {
        'device_identifier': same('device_id'), 'device_class': same('device_class'), 'family_identifier': same('family_id'),
        'firmware_version': same('firmware_version'), 'imei': same('imei'), 'last_connected_time': time('connected_at'),
        'serial_number': same('serial_number'), 'use_count': same('use_count')}, 4),
    'launchd.minimal.plist': ('launch_item.configured', 'name', {
        'name': same('label'), 'program': same('program'), 'username': same('user')}, 1),
    'launchd.noprogram.plist': ('launch_item.configured', 'name', {
        'name': same('label'), 'program': same('program'), 'username': same('user')}, 1),
    'StartupParameters.plist': ('launch_item.configured', 'description', {
        'description': same('description'), 'order_preference': same('order'), 'provides': same('provides'),
        'uses': same('uses')}, 1),
    'user.plist': ('account.defined', 'username', {
        'username': same('name'), 'fullname': same('full_name'), 'user_identifier': same('user_id'),
        'last_login_time': time('last_login_at'), 'last_login_attempt_time': time('last_login_attempt_at'),
        'last_password_set_time': time('password_set_at')}, 1),
    'com.apple.SoftwareUpdate.plist': ('update.checked', 'system_version', {
        'full_update_time': time('full_update_at'), 'recommended_updates': same('recommended'),
        'system_version': same('system_version')}, 1),
    'VolumeConfiguration.plist': ('volume.indexed', 'volume_identifier', {
        'volume_identifier': same('volume_id'), 'partial_path': same('path'), 'creation_time': time('created_at')}, 2),
}


def plist_checks(corpus):
    module = 'macos.plist'
    for name, (kind, key, mapping, count) in PLISTS.items():
        path = 'files/macos/plist/' + name
        artifacts = examine(module, path).of(kind)
        expected, found = matched(path, artifacts, key, mapping)
        yield Check(path, module, expected + [('records', count)], found + [('records', len(artifacts))], PLASO)
    path = 'files/macos/plist/loginwindow.plist'
    artifacts = examine(module, path).of('launch_item.configured')
    events = [event['values'] for entry in plaso(path, 'login_window') for event in entry['events']]
    yield Check(path, module, sorted([('login item', events[0]['path'], 'yes'), ('login hook', events[1]['login_hook'], None),
                                      ('logout hook', events[1]['logout_hook'], None)], key=str),
                sorted(((a['kind'], a['program'], a.get('hidden')) for a in artifacts), key=str), PLASO)
    path = 'files/macos/plist/nobody.plist'
    accounts = examine(module, path).of('account.defined')
    yield Check(path, module, [('nobody', -2, -2, 'Unprivileged User', '/var/empty', '/usr/bin/false', 'none')],
                [(a['name'], a['user_id'], a['group_id'], a['full_name'], a['home'], a['shell'], a['password'])
                 for a in accounts], 'plistlib')


def leaves(value, path=''):
    """(path, text) of every text in a property list, as plistlib reads it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f'{path}.{key}' if path else key)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, f'{path}[{number}]')
    elif isinstance(value, str):
        yield f'{path}: {value}' if path else value


def structure_checks(corpus):
    """Every property list of the corpus, as plistlib reads it: form, number of values, keys at the top, and every text."""
    module = 'macos.plist'
    for path, known in oracle('plist.json').items():
        findings = examine(module, path)
        read = findings.of('property_list.read')
        if 'error' in known:
            what = {'files/macos/plist/truncated.plist': 'damaged',  # no trailer at its end
                    'files/macos/plist/com.apple.security.KCN.plist': 'examined'}.get(path, 'not_mine')
            yield Check(path, module, [what], [findings.verdict],
                        'plistlib refuses it: ' + known['error'] + (': a year that Python does not have'
                                                                    if what == 'examined' else ''))
            continue
        top = known['top_level'] if isinstance(known['top_level'], list) else []
        root = {'dict': 'dictionary', 'list': 'array'}[known['type']]
        expected = [('form', known['format']), ('values', known['nodes']), ('root', root), ('keys', tuple(sorted(top))),
                    ('archive', known['nskeyedarchiver'])]
        found = [('form', read[0]['format'].lower()), ('values', read[0]['values']), ('root', read[0]['root']),
                 ('keys', tuple(sorted(read[0].get('keys', [])))), ('archive', 'archive' in read[0])] if read else []
        if not known['nskeyedarchiver']:
            with open(corpus / path, 'rb') as file:
                texts = sorted(leaves(plistlib.load(file)))
            said = ''.join(findings.texts)
            expected += texts
            found += [text for text in texts if f'\n{text}\n' in '\n' + said]
        yield Check(path, module, expected, found, 'plistlib')


def log_checks():
    module = 'macos.system_log'
    for name in ('applesystemlog.asl', '2019.09.26.asl'):
        path = 'files/macos/logs/' + name
        artifacts = examine(module, path).of('log.written')
        expected, found = [], []
        # plaso has an event of the file itself, the last; ours are the entries.
        for entry in plaso(path):
            for event in entry['events']:
                values = event['values']
                if values['data_type'] != 'macos:asl:entry':
                    continue
                ours = artifacts[event['index']]
                for key, value in {
                        'facility': ours.get('facility'), 'group_identifier': ours['group_id'], 'hostname': ours.get('host'),
                        'level': ours['severity'], 'message_body': ours.get('message'), 'message_identifier': ours['sequence'],
                        'process_identifier': ours['process_id'], 'read_group_identifier': ours['readers_group_id'],
                        'read_user_identifier': ours['readers_user_id'], 'record_position': ours['source']['offset'],
                        'sender': ours.get('program'), 'user_identifier': ours['user_id'],
                        'extra_information': ', '.join(field.replace('=', ': ', 1) for field in ours['fields'])}.items():
                    expected.append((event['index'], key, values[key]))
                    found.append((event['index'], key, value))
                expected.append((event['index'], 'time', nanoseconds(values['written_time'])))
                found.append((event['index'], 'time', nanoseconds(ours['written_at'])))
        run = oracle('plaso_run.json')[path]
        expected += [('entries', run['by_data_type']['macos:asl:entry']), ('last', run['last'])]
        found += [('entries', len(artifacts)), ('last', max(nanoseconds(a['written_at']) for a in artifacts) // 1000)]
        yield Check(path, module, expected, found, PLASO)
    path = 'files/macos/logs/mac_cups_ipp'
    printed = examine('unix.print_jobs', path).of('document.printed')
    expected, found = listed(path, printed, {
        'application': same('application'), 'copies': same('copies'), 'creation_time': time('created_at'),
        'document_type': same('document_type'), 'end_time': time('completed_at'), 'job_identifier': same('job_id'),
        'job_name': same('job_name'), 'hostname': same('host'), 'owner': same('owner'), 'printer_id': same('printer'),
        'start_time': time('processing_at'), 'uri': same('uri'), 'username': same('user')})
    yield Check(path, 'unix.print_jobs', expected + [1], found + [len(printed)], PLASO)


def rows(corpus, path, sql):
    connection = sqlite3.connect(f'file:{corpus / path}?mode=ro&immutable=1', uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def microseconds(seconds):
    """Of a real number of seconds since 2001, which says no more."""
    return None if not seconds else round((seconds + COCOA) * 10**6)


def ours_in_microseconds(text):
    return None if text is None else round(nanoseconds(text) / 1000)


def database_checks(corpus):
    path = 'files/macos/databases/quarantine.db'
    artifacts = examine('macos.quarantine', path).of('download.quarantined')
    expected, found = listed(path, artifacts, {
        'agent': same('agent'), 'data': same('url'), 'downloaded_time': time('downloaded_at'), 'url': same('origin_url')},
        'ls_quarantine')
    totals(path, artifacts, ['downloaded_at'], expected, found)
    for row in rows(corpus, path, 'SELECT LSQuarantineEventIdentifier, LSQuarantineTimeStamp, LSQuarantineAgentBundleIdentifier,'
                    ' LSQuarantineAgentName, LSQuarantineDataURLString, LSQuarantineTypeNumber, LSQuarantineOriginURLString'
                    ' FROM LSQuarantineEvent'):
        expected.append((row[0], microseconds(row[1])) + row[2:])
    found += [(a['event_id'], ours_in_microseconds(a.get('downloaded_at')), a.get('agent_id'), a.get('agent'), a.get('url'),
               a.get('kind'), a.get('origin_url')) for a in artifacts]
    yield Check(path, 'macos.quarantine', expected, found, PLASO + '; every row, by SQLite')

    path = 'files/macos/databases/knowledgec-10.14.db'
    artifacts = examine('macos.knowledge', path, 'knowledgeC.db').of('activity.recorded')
    expected, found = matched(path, artifacts, 'creation_time', {
        'bundle_identifier': same('bundle_id'), 'creation_time': time('recorded_at'), 'end_time': time('ended_at'),
        'start_time': time('started_at'), 'title': same('title'), 'url': same('url')}, 'knowledgec')
    for row in rows(corpus, path, 'SELECT Z_PK, ZSTREAMNAME, ZVALUESTRING, ZSTARTDATE, ZENDDATE, ZCREATIONDATE, ZSECONDSFROMGMT'
                    ' FROM ZOBJECT'):
        expected.append(row[:3] + tuple(map(microseconds, row[3:6])) + row[6:])
    for a in artifacts:
        text = a.get('url') or (a.get('bundle_id') if a['stream'].startswith('/app/') else a.get('value'))
        found.append((a['row'], a['stream'], text, *(ours_in_microseconds(a.get(name)) for name in (
            'started_at', 'ended_at', 'recorded_at')), a.get('zone_offset')))
    counts = oracle('plaso_run.json')[path]['by_data_type']  # three times for each
    expected += [('application', counts['macos:knowledgec:application']), ('safari', counts['macos:knowledgec:safari'])]
    times = ('started_at', 'ended_at', 'recorded_at')
    found += [(name, sum(each in a for a in artifacts if a['stream'].startswith(stream) for each in times))
              for name, stream in (('application', '/app/'), ('safari', '/safari/'))]
    yield Check(path, 'macos.knowledge', expected, found, PLASO + '; every row, by SQLite',
                explained='rows 54 and 55 have the same program, start and end in two streams, which plaso leaves out of its '
                          'events: it runs the two into one, and loses two times',
                allowed=[('application', 208), ('application', 210)])

    path = 'files/macos/databases/application_usage.sqlite'
    artifacts = examine('macos.knowledge', path).of('application.counted')
    expected, found = listed(path, artifacts, {
        'activity': same('activity'), 'application': same('application'), 'application_version': same('version'),
        'bundle_identifier': same('bundle_id'), 'count': same('count'), 'last_used_time': time('last_at')}, 'appusage')
    totals(path, artifacts, ['last_at'], expected, found)
    yield Check(path, 'macos.knowledge', expected, found, PLASO)

    path = 'files/macos/databases/document_versions.sql'
    artifacts = examine('macos.document_versions', path, 'db.sqlite').of('document_version.kept')
    expected, found = matched(path, artifacts, 'version_path', {
        'creation_time': time('created_at'), 'last_seen_time': time('seen_at'), 'name': same('name'),
        'path': lambda a: a['path'].rpartition('/')[0], 'user_sid': same('user_id'),
        'version_path': lambda a: '/.DocumentRevisions-V100/' + a['version_path']}, 'document_versions')
    yield Check(path, 'macos.document_versions', expected + [4], found + [len(artifacts)], PLASO)


def permission_checks(corpus):
    path = 'files/ios/files/ios_backup/64/64d0019cb3d46bfc8cce545a8ba54b93e7ea9347'  # TCC.db in a backup of iOS
    artifacts = examine('macos.permissions', path, 'TCC.db').of('permission.recorded')
    decisions = {0: 'denied', 1: 'unknown', 2: 'allowed', 3: 'limited'}
    expected = [('records', next(int(value) for name, value in oracle('mvt_expected.json')['tests/ios_backup/test_tcc.py']['asserts']
                                 if name == 'm.results'))]
    expected += [(service, client, ('identifier', 'path')[kind], decisions[value], reason, changed * 10**9)
                 for service, client, kind, value, reason, changed in rows(
                     corpus, path, 'SELECT service, client, client_type, auth_value, auth_reason, last_modified FROM access')]
    found = [('records', len(artifacts))]
    found += [(a['service'], a['client'], a['client_kind'], a['decision'], a['reason'], nanoseconds(a['changed_at']))
              for a in artifacts]
    yield Check(path, 'macos.permissions', expected, found, 'mvt; every row, by SQLite')


def checks(corpus):
    yield from permission_checks(corpus)
    yield from plist_checks(corpus)
    yield from structure_checks(corpus)
    yield from log_checks()
    yield from database_checks(corpus)
