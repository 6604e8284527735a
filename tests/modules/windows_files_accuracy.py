"""Windows files: event logs, shortcuts, jump lists, usage databases, change journals, tasks, thumbnails, index.dat."""
import hashlib
import json
import lzma
import struct
import subprocess
import tempfile
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

from accuracy import BIN, CORPUS, Check, examine, oracle


def ns(text):
    """Nanoseconds since 1970 of a time as our JSON or plaso writes it."""
    if not text:
        return None
    whole, _, rest = text.replace('+00:00', '').rstrip('Z').partition('.')
    seconds = int(datetime.fromisoformat(whole).replace(tzinfo=timezone.utc).timestamp())
    return seconds * 10**9 + int(rest.ljust(9, '0') or 0)


def plaso(path):
    """The events that plaso's own tests assert for a corpus file."""
    return [event['values'] for table in oracle('plaso_expected.json') if table['corpus_path'] == path
            for event in table['events']]


def event_logs():
    """The identifiers of all events in the log's own list, by the two readers; -1 where the data is unreadable."""
    header_only = {
        'ID4656-WS': ((-1, 4656), 'both readers fail on each of the 29 records, as does the libevtx of Debian 12: number and time '
                                  'are told from their headers; that of Debian 13 (20240504) reads them whole, as 4656'),
        'issue_201.evtx': ((-1, 1), 'both readers and the libevtx of Debian 12 fail on the one record: number and time are told '
                                    'from its header; that of Debian 13 reads it, as 1'),
        'System2.evtx': ((-1,), 'the file ends within its third chunk: the 89 records whose headers lie before the end are told '
                                'by number and time, the readers leave the chunk out')}
    for path, answers in oracle('evtx.json').items():
        legacy = '.evtx' not in path
        module = 'windows.event_log_legacy' if legacy else 'windows.event_log'
        log = examine(module, path)
        live = [event for event in log.of('event.logged') if 'recovered' not in event]
        found = [event.get('event_id', -1) for event in live]
        tables = [answer['event_ids'] for answer in answers.values() if isinstance(answer, dict) and 'event_ids' in answer]
        expected = [int(number) for number in Counter(max(tables, key=lambda table: sum(table.values()))).elements()]
        beyond, why = next((told for name, told in header_only.items() if name in path), ((), ''))
        yield Check(path, module, sorted(expected), sorted(found), 'evtx.json, event identifiers', why,
                    [number for number in found if number in beyond and number not in expected])
        for answer in answers.values():
            if not isinstance(answer, dict) or not answer.get('first') or answer.get('xml_errors'):
                continue
            times = sorted(ns(event['logged_at']) // 1000 for event in live if 'logged_at' in event)
            said = [ns(answer[key].replace(' ', 'T')) // 1000 for key in ('first', 'last')]
            # python-evtx computes through a float, which cannot hold a FILETIME: it is up to 2 microseconds off.
            yield Check(path, module, said, [expected if abs(expected - got) <= 2 else got for expected, got in
                                             zip(said, (times[0], times[-1]))], 'evtx.json, first and last time')
        numbers = {event['record_number']: event for event in live}
        for event in plaso(path):
            got = numbers.get(event['record_number'], {})
            yield Check(path, module, [ns(event['creation_time']), ns(event['written_time']), event['event_identifier']],
                        [ns(got.get('logged_at')), ns(got.get('written_at')), got.get('event_id')], 'plaso_expected.json')


LNK_TEXTS = {'Description': 'description', 'Machine identifier': 'machine', 'Relative path': 'relative_path',
             'Working directory': 'working_directory', 'Environment variables location': 'environment_path',
             'Local path': 'target', 'Icon location': 'icon_location', 'Command line arguments': 'arguments',
             'Volume label': 'volume_label', 'Droid volume identifier': 'droid_volume', 'Droid file identifier': 'droid_file',
             'Birth droid volume identifier': 'birth_droid_volume', 'Birth droid file identifier': 'birth_droid_file'}
LNK_TIMES = {'Creation time': 'target_created_at', 'Access time': 'target_accessed_at',
             'Modification time': 'target_modified_at'}


def lnkinfo_time(text):
    if not text or not text.endswith('UTC'):
        return None
    whole, rest = text.removesuffix(' UTC').rsplit('.', 1)
    return int(datetime.strptime(whole, '%b %d, %Y %H:%M:%S').replace(tzinfo=timezone.utc).timestamp()) * 10**9 + int(rest)


def plaso_link_events(links):
    """What plaso would count: an event for each time of a link and of its items, and for each identifier's clock; one where
    a file says the same twice."""
    saved = [artifact for found in links for artifact in found.of('shortcut.saved')]
    items = [artifact for found in links for artifact in found.of('shell_item.listed')]

    def distinct(artifacts, keys, times, without=()):
        return len({tuple(each.get(key) for key in keys) + (name, each.get(name)) for each in artifacts
                    for name in ([time for time in times if time in each] or without)})
    return {'windows:lnk:link': distinct(saved, ('target', 'shell_path', 'arguments', 'description', 'droid_file', 'icon_location'),
                                         LNK_TIMES.values(), ('no time',)),
            'windows:shell_item:file_entry': distinct(items, ('path', 'name'), ['created_at', 'modified_at', 'accessed_at']),
            'windows:distributed_link_tracking:creation':
                len({link['droid_file'] for link in saved if 'droid_made_at' in link})}


def links():
    runs = oracle('plaso_run.json')
    for path, answer in oracle('lnk.json').items():
        found = examine('windows.shell_link', path)
        if answer['rc'] != 0:
            yield Check(path, 'windows.shell_link', ['not_mine'], [found.verdict], 'lnk.json')
            continue
        saved = found.of('shortcut.saved')[0]
        items = found.of('shell_item.listed')
        expected = [(name, answer[name]) for name in LNK_TEXTS if answer.get(name) and name != 'Icon location']
        # The oracle's lines are stripped of spaces at their ends; ours are not.
        got = [(name, saved[LNK_TEXTS[name]].strip()) for name in LNK_TEXTS if LNK_TEXTS[name] in saved and name != 'Icon location']
        if 'Icon location' in answer:  # lnkinfo shows the text with environment variables where there are both
            expected.append(('Icon location', answer['Icon location']))
            got.append(('Icon location', saved.get('icon_environment_path') or saved.get('icon_location')))
        expected += [(name, lnkinfo_time(answer[name])) for name in LNK_TIMES]
        got += [(name, ns(saved.get(LNK_TIMES[name]))) for name in LNK_TIMES]
        expected += [('size', int(answer['File size'].split()[0])), ('flags', int(answer['File attribute flags'], 16))]
        got += [('size', saved['target_size']), ('flags', saved['target_attributes'])]
        if 'Drive serial number' in answer:
            expected += [('serial', answer['Drive serial number']), ('drive', int(answer['Drive type'].split('(')[1][:-1]))]
            got += [('serial', '0x' + saved['drive_serial_number']), ('drive', saved['drive_type'])]
        surrogate = [pair for pair in expected + got if '\ufffd' in str(pair[1])]
        yield Check(path, 'windows.shell_link', expected, got, 'lnk.json', 'lnkinfo loses the full stop behind a surrogate without '
                    'its pair (bytes 00 d8 2e 00); plaso has both, as we do' if surrogate else '', surrogate)
        run = runs[path]['by_data_type'] if path in runs else {}
        ours = {kind: count for kind, count in plaso_link_events([found]).items() if count}
        if run:
            yield Check(path, 'windows.shell_link', sorted(run.items()), sorted(ours.items()), 'plaso_run.json, events by type')
        yield from asserted_link(path, found)


def asserted_link(path, found):
    """plaso's asserted values; it doubles backslashes, and writes a surrogate without its pair in words."""
    def plain(text):
        return text.replace('\\\\', '\\').replace('\\U0000d800', '\ufffd')
    names = {'local_path': 'target', 'relative_path': 'relative_path', 'working_directory': 'working_directory',
             'description': 'description', 'icon_location': 'icon_location', 'volume_label': 'volume_label',
             'command_line_arguments': 'arguments', 'link_target': 'shell_path'}
    for event in plaso(path):
        if event['data_type'] == 'windows:lnk:link':
            saved = found.of('shortcut.saved')[0]
            keys = [key for key in names if event.get(key)]
            yield Check(path, 'windows.shell_link', [plain(event[key]) for key in keys],
                        [saved.get(names[key], '') for key in keys], 'plaso_expected.json, the link')
        elif event['data_type'] == 'windows:shell_item:file_entry':
            keys = ('shell_item_path', 'long_name', 'file_reference', 'creation_time', 'modification_time', 'access_time')
            got = [(item['path'], item['long_name'], item.get('file_reference'), ns(item.get('created_at')),
                    ns(item.get('modified_at')), ns(item.get('accessed_at'))) for item in found.of('shell_item.listed')]
            expected = tuple(plain(event[key]) if number < 3 else ns(event[key]) for number, key in enumerate(keys))
            yield Check(path, 'windows.shell_link', [expected], [item for item in got if item == expected] or got[-1:],
                        'plaso_expected.json, an item')


def compound_streams(data):
    """A second reader of OLE compound files: names and bytes of the streams under the root."""
    sector = 1 << struct.unpack_from('<H', data, 30)[0]
    fat_count, first_directory = struct.unpack_from('<I', data, 44)[0], struct.unpack_from('<I', data, 48)[0]
    cutoff, first_mini = struct.unpack_from('<I', data, 56)[0], struct.unpack_from('<I', data, 60)[0]
    fat = [entry for place in struct.unpack_from('<109I', data, 76)[:fat_count]
           for entry in struct.unpack_from(f'<{sector // 4}I', data, (place + 1) * sector)]

    def chain(at, table, read):
        out = b''
        while at < len(table):
            out += read(at)
            at = table[at]
        return out

    def big(at):
        return chain(at, fat, lambda place: data[(place + 1) * sector:(place + 2) * sector])
    mini_bytes = big(first_mini) if first_mini < len(fat) else b''
    mini_fat = struct.unpack(f'<{len(mini_bytes) // 4}I', mini_bytes)
    entries = big(first_directory)
    streams, mini = {}, b''
    for at in range(0, len(entries), 128):
        name = entries[at:at + max(struct.unpack_from('<H', entries, at + 64)[0] - 2, 0)].decode('utf-16le')
        kind, first, size = entries[at + 66], *struct.unpack_from('<II', entries, at + 116)
        if kind == 5:
            mini = big(first)
        elif kind == 2:
            small = size < cutoff
            streams[name] = (chain(first, mini_fat, lambda place: mini[place * 64:place * 64 + 64]) if small else big(first))[:size]
    return streams


def examine_bytes(module, data, name):
    with tempfile.TemporaryDirectory(prefix='sanad-accuracy-') as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return examine(module, path)


def jump_lists():
    runs = oracle('plaso_run.json')
    for path in sorted(str(found.relative_to(CORPUS)) for found in (CORPUS / 'files/windows/jumplist').rglob('*-ms')):
        found = examine('windows.jump_list', path)
        data = (CORPUS / path).read_bytes()
        run = {kind: count for kind, count in runs[path]['by_data_type'].items() if kind != 'olecf:item'}
        used = found.of('jump_list.used')
        if 'automatic' in path:
            streams = compound_streams(data)
            embedded = {name: stream for name, stream in streams.items() if name != 'DestList'}
        else:
            embedded = {each['derived'].split('/')[-1]: data[each['source']['offset']:][:each['source']['length']]
                        for each in found.derived}
        digests = sorted(hashlib.sha256(stream).hexdigest() for stream in embedded.values())
        yield Check(path, 'windows.jump_list', digests, sorted(each['sha256'] for each in found.derived),
                    'a second reader of compound files in this test; the source range where the list is carved')
        through = [examine_bytes('windows.shell_link', stream, 'link') for stream in embedded.values()]
        ours = Counter(plaso_link_events(through))
        ours['olecf:dest_list:entry'] = sum('used_at' in entry for entry in used)
        ours['windows:distributed_link_tracking:creation'] += sum('droid_made_at' in entry for entry in used)
        yield Check(path, 'windows.jump_list', sorted(run.items()), sorted((+ours).items()), 'plaso_run.json, events by type')
        for event in plaso(path):
            if event['data_type'] == 'olecf:dest_list:entry':
                entry = [each for each in used if each['entry_number'] == event['entry_number']][0]
                yield Check(path, 'windows.jump_list', [event['path'], ns(event['modification_time']), event['pin_status']],
                            [entry['path'], ns(entry['used_at']), entry.get('pinned', -1)], 'plaso_expected.json')
        for link in through:
            for saved in link.of('shortcut.saved'):
                for event in plaso(path):
                    if event['data_type'] == 'windows:lnk:link' and event['local_path'] and \
                            saved.get('arguments') == event['command_line_arguments']:
                        yield Check(path, 'windows.shell_link',
                                    [event['local_path'].replace('\\\\', '\\'), event['icon_location'], ns(event['access_time']),
                                     event['link_target'].replace('\\\\', '\\')],
                                    [saved['target'], saved['icon_location'], ns(saved['target_accessed_at']),
                                     saved['shell_path']], 'plaso_expected.json')


def usage():
    path = 'files/windows/ese/SRUDB.dat.xz'
    tables = oracle('ese.json')[path]['tables']
    found = examine('windows.srum', path)
    expected = {'network.measured': '{973F5D5C-1D90-4944-BE8E-24B94231A174}',
                'network.connected': '{DD6636C4-8929-4683-974E-22C046A43763}',
                'program.measured': '{D10CA2FE-6FCF-4F6D-848E-B2E99266FA89}',
                'notification.received': '{D10CA2FE-6FCF-4F6D-848E-B2E99266FA86}'}
    rest = [name for name in tables if name.startswith('{') and name not in expected.values()]
    yield Check(path, 'windows.srum', [(kind, tables[table]['records']) for kind, table in expected.items()] +
                [(name, tables[name]['records']) for name in rest],
                [(kind, len(found.of(kind))) for kind in expected] +
                [(name, sum(row['table'] == name for row in found.of('usage.recorded'))) for name in rest],
                'ese.json, rows of each table')
    for event in plaso(path):
        kind = {'application_usage': 'program.measured', 'network_usage': 'network.measured',
                'network_connectivity': 'network.connected'}[event['data_type'].split(':')[-1]]
        row = [row for row in found.of(kind) if row['row'] == event['identifier']][0]
        names = {'application': 'application', 'bytes_sent': 'bytes_sent', 'interface_luid': 'interface_luid',
                 'user_identifier': 'user_sid'}
        keys = [key for key in names if key in event]
        # plaso gives the bare number 1 for a name that the table of names leaves empty.
        yield Check(path, 'windows.srum', [event[key] if event[key] != 1 else None for key in keys] +
                    [ns(event['recorded_time']), ns(event.get('last_connected_time'))],
                    [row.get(names[key]) for key in keys] + [ns(row['recorded_at']), ns(row.get('connected_at'))],
                    'plaso_expected.json')


def web_caches():
    for name in ('WebCacheV01.dat', 'WebCacheV01_cookies.dat'):
        path = f'files/windows/ese/{name}.xz'
        tables = oracle('ese.json')[path]['tables']
        found = examine('windows.webcache', path, name)
        entries = found.of('web_cache.recorded')
        rows = Counter(entry['container_id'] for entry in entries if 'container_id' in entry)
        rows.update(entry['container_id'] for entry in found.of('web_cache.downloaded'))
        yield Check(path, 'windows.webcache',
                    sorted((int(table.split('_')[1]), content['records']) for table, content in tables.items()
                           if table.startswith('Container_') and content['records']), sorted(rows.items()),
                    'ese.json, rows of each container')
        yield Check(path, 'windows.webcache',
                    [tables['Containers']['records'],
                     sum(content['records'] for table, content in tables.items() if table.startswith('CookieEntry')),
                     tables.get('LeakFiles', {}).get('records', 0)],
                    [len(found.of('web_cache.opened')), len(found.of('web_cache.cookie_kept')),
                     sum(entry.get('kind') == 'leak' for entry in entries)], 'ese.json, containers, cookies, leaks')
        for event in plaso(path):
            if event['data_type'] == 'msie:webcache:cookie':
                cookie = [each for each in found.of('web_cache.cookie_kept') if each['hash'] == event['cookie_hash']]
                yield Check(path, 'windows.webcache',
                            [event['cookie_name'], event['cookie_value'], event['request_domain'], event['entry_identifier'],
                             event['flags']],
                            [cookie[0].get(key) for key in ('name', 'value', 'host', 'entry_id', 'flags')],
                            'plaso_expected.json')
            else:
                opened = [each for each in found.of('web_cache.opened') if each['container_id'] == event['container_identifier']]
                yield Check(path, 'windows.webcache', [event['name'], event['directory'], ns(event['access_time'])],
                            [opened[0]['container'], opened[0]['directory'], ns(opened[0]['accessed_at'])],
                            'plaso_expected.json')


def histories():
    path = 'files/windows/ese/Catalog1.edb.xz'
    found = examine('windows.file_history', path).of('file.backed_up')
    yield Check(path, 'windows.file_history', [oracle('ese.json')[path]['tables']['namespace']['records']], [len(found)],
                'ese.json, rows')
    events = sum(name in entry for entry in found for name in ('created_at', 'modified_at'))
    said = oracle('plaso_run.json')[path]['events']
    yield Check(path, 'windows.file_history', [said], [events + sum('created_at' not in entry and 'modified_at' not in entry
                                                                    for entry in found)], 'plaso_run.json, times')
    for event in plaso(path):
        entry = [entry for entry in found if entry['entry_id'] == event['identifier']][0]
        yield Check(path, 'windows.file_history',
                    [event['original_filename'].replace('\\\\', '\\'), ns(event['creation_time']), ns(event['modification_time']),
                     event['file_attribute'], event['usn_number'], event['parent_identifier']],
                    [entry['path'], ns(entry['created_at']), ns(entry['modified_at']), entry['attributes'], entry['usn'],
                     entry['parent_id']], 'plaso_expected.json', 'plaso takes the row\'s own number, 356, for that of its text; the '
                    'row says parentId 230 and childId 234, and the children of text 356 lie in another folder',
                    [event['original_filename'].replace('\\\\', '\\'), entry['path']])


def server_logs():
    for path in ('files/windows/ese/{C519A76A-D9B5-4F85-B667-5FAC08E0E1B4}.mdb.xz',
                 'files/windows/ese/velocidex/{03A01CC5-91BB-4936-B685-63697785D39E}.mdb.xz'):
        tables = oracle('ese.json')[path]['tables']
        found = examine('windows.user_access_log', path)
        kinds = {'CLIENTS': 'server.accessed', 'ROLE_ACCESS': 'server.role_used', 'DNS': 'server.client_named'}
        yield Check(path, 'windows.user_access_log', [(table, tables[table]['records']) for table in kinds],
                    [(table, len(found.of(kind))) for table, kind in kinds.items()], 'ese.json, rows')
        for event in plaso(path):
            kind = event['data_type'].split(':')[-1]
            if kind == 'clients':
                expected = (event['authenticated_username'].replace('\\\\', '\\'), event['source_ip_address'],
                            event['role_name'], event['total_accesses'], ns(event['insert_time']), ns(event['access_time']))
                got = [(each['account'], each['address'], each.get('role'), each['use_count'], ns(each['first_at']),
                        ns(each['last_at'])) for each in found.of('server.accessed')]
            elif kind == 'role_access':
                expected = (event['role_name'], ns(event['first_seen_time']), ns(event['last_seen_time']))
                got = [(each.get('role'), ns(each['first_at']), ns(each['last_at'])) for each in found.of('server.role_used')]
            elif kind == 'dns':
                expected = (event['hostname'], event['ip_address'], ns(event['last_seen_time']))
                got = [(each['host'], each['address'], ns(each['last_at'])) for each in found.of('server.client_named')]
            else:
                continue  # the system's identity: plaso reads it from another database of the same folder
            yield Check(path, 'windows.user_access_log', [expected], [each for each in got if each == expected],
                        'plaso_expected.json')


def index_dats():
    for name in ('MSHist012013031020130311-index.dat', 'msiecf_Content.IE5_index.dat', 'msiecf_nfury_index.dat.xz'):
        path = f'files/browser/safari-ie-other/{name}'
        found = examine('web.index_dat', path)
        entries = found.of('web_cache.recorded')
        run = oracle('plaso_run.json')[path]
        items = {table['corpus_path']: table['counts']['event_data']
                 for table in oracle('plaso_expected.json') if 'event_data' in table['counts']}
        counts = Counter(entry['kind'] for entry in entries)
        said = {kind.split(':')[1]: count for kind, count in run['by_data_type'].items()}
        fixed = [kind for kind in ('redirected', 'leak') if kind in said]  # one event each, as they have no times
        yield Check(path, 'web.index_dat', [said[kind] for kind in fixed] + ([items[path]] if path in items else []),
                    [counts[kind] for kind in fixed] + ([len(entries)] if path in items else []),
                    'plaso_run.json, redirections and leaks; plaso_expected.json, all entries')
        times = ('accessed_at', 'modified_at', 'created_at', 'synced_at', 'expires_at', 'local_visited')
        ours = [ns(entry[key]) // 1000 for entry in entries for key in times if key in entry]
        yield Check(path, 'web.index_dat', [run['first'], run['last']], [min(ours), max(ours)],
                    'plaso_run.json, first and last time')
        for event in plaso(path):
            got = [entry for entry in entries if entry['source']['offset'] == event['offset']][0]
            names = {'url': 'url', 'access_time': 'accessed_at', 'modification_time': 'modified_at', 'number_of_hits': 'use_count',
                     'expiration_time': 'expires_at', 'synchronization_time': 'synced_at', 'cached_file_size': 'file_size',
                     'cache_directory_index': 'directory_index', 'cache_directory_name': 'directory', 'cached_filename': 'file'}
            keys = [key for key in names if event.get(key) is not None]
            yield Check(path, 'web.index_dat', [ns(event[key]) if key.endswith('time') else event[key] for key in keys],
                        [ns(got[names[key]]) if key.endswith('time') else got[names[key]] for key in keys],
                        'plaso_expected.json')


def usn_records(data):
    """A second reader of version 2 records."""
    at = 0
    while at + 60 <= len(data):
        length, major = struct.unpack_from('<IH', data, at)
        if major != 2 or length < 60 or at + length > len(data):
            at += 8
            continue
        file, parent, usn, when, reason = struct.unpack_from('<QQqQI', data, at + 8)
        size, start = struct.unpack_from('<HH', data, at + 56)
        yield (at, data[at + start:at + start + size].decode('utf-16le'), f'{file & (1 << 48) - 1}-{file >> 48}',
               f'{parent & (1 << 48) - 1}-{parent >> 48}', usn, (when - 116444736000000000) * 100, bin(reason).count('1'))
        at += length


def journals():
    path = 'files/windows/ntfs-metadata/iped/test_UsnJrnl.bin.xz'
    found = examine('windows.usn_journal', path)
    got = [(change['source']['offset'], change['file'], change['file_reference'], change['parent_reference'], change['usn'],
            ns(change['changed_at']), len(change['reasons'])) for change in found.of('file.changed')]
    expected = list(usn_records(lzma.decompress((CORPUS / path).read_bytes())))
    yield Check(path, 'windows.usn_journal', sorted(set(expected)), sorted(set(got)), 'a second reader in this test')
    yield Check(path, 'windows.usn_journal', [len(expected), 'examined'], [len(got), found.verdict], 'a second reader in this test')


def journal_of_an_image():
    """The journal as a named stream of an NTFS volume, sparse, through a whole ingest."""
    path = 'files/windows/ntfs-metadata/plaso/usnjrnl.qcow2.xz'
    with tempfile.TemporaryDirectory(prefix='sanad-accuracy-') as folder:
        image = Path(folder) / 'usnjrnl.qcow2'
        image.write_bytes(lzma.decompress((CORPUS / path).read_bytes()))
        subprocess.run([BIN.resolve() / 'sanad', 'examine', image], cwd=folder, capture_output=True, check=False)
        told = subprocess.run([BIN.resolve() / 'sanad', 'find', f'{image}.sanad', 'file.changed', '--json'], cwd=folder,
                              capture_output=True, text=True, check=True).stdout
    found = [json.loads(line) for line in told.splitlines()]
    count = [table['counts']['event_data'] for table in oracle('plaso_expected.json') if table['corpus_path'] == path][0]
    yield Check(path, 'windows.usn_journal', [count], [len(found)], 'plaso_expected.json, records')
    for event in plaso(path):
        reference, parent = (f'{event[key] & (1 << 48) - 1}-{event[key] >> 48}' for key in ('file_reference',
                                                                                          'parent_file_reference'))
        yield Check(path, 'windows.usn_journal', [event['filename'], reference, parent, ns(event['update_time']), ['created']],
                    [found[0][key] if key != 'changed_at' else ns(found[0][key])
                     for key in ('file', 'file_reference', 'parent_reference', 'changed_at', 'reasons')], 'plaso_expected.json')


def tasks():
    path = 'files/windows/misc/wintask.job'
    task = examine('windows.scheduled_task', path).of('task.scheduled')[0]
    job = [event for event in plaso(path) if event['data_type'] == 'windows:tasks:job'][0]
    trigger = [event for event in plaso(path) if event['data_type'] == 'windows:tasks:trigger'][0]
    # The times have no zone in the file; plaso reads the last run as UTC. We keep both as they stand.
    yield Check(path, 'windows.scheduled_task',
                [job['application'], job['parameters'], job['comment'], job['username'], ns(job['last_run_time']),
                 ns(trigger['start_time'])],
                [task['program'], task['arguments'], task['description'], task['author'], ns(task['last_run']),
                 ns(task['starts'][0])], 'plaso_expected.json')


def thumbnails():
    for path, answer in oracle('ole_streams.json').items():
        if 'Thumbs.db' not in path:
            continue
        found = examine('windows.thumbcache', path)
        streams = compound_streams((CORPUS / path).read_bytes())
        yield Check(path, 'windows.thumbcache', sorted(answer['names']),
                    sorted(picture['name'] for picture in found.of('thumbnail.cached')), 'ole_streams.json')
        pictures = []
        for stream in streams.values():
            starts = [stream.find(magic, 0, 64) for magic in (b'\xff\xd8\xff', b'\x89PNG') if magic in stream[:64]]
            pictures.append(hashlib.sha256(stream[starts[0]:]).hexdigest())
        yield Check(path, 'windows.thumbcache', sorted(pictures), sorted(each['sha256'] for each in found.derived),
                    'a second reader of compound files in this test: each picture from its own signature on')


def checks(corpus):
    for part in (event_logs, links, jump_lists, usage, web_caches, histories, server_logs, index_dats, journals,
                 journal_of_an_image, tasks, thumbnails):
        yield from part()
