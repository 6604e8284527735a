"""Registry, prefetch and Recycle Bin against plaso, hivex, libscca's own tool, rifiuti2 and a reader of our own."""
import codecs
import datetime
import json
import lzma
import pathlib
import re
import struct
import tempfile

from accuracy import Check, Disk, examine, oracle
from regf_reader import Hive, hive_of, text

WINDOWS = 'files/windows/'


def nanoseconds(text):
    """Of an ISO time, or of libyal's "Jan 26, 2013 04:03:23.981730000 UTC"; None for "Not set (0)"."""
    if text is None or 'Not set' in text:
        return None
    found = re.fullmatch(r'(\w{3} \d\d, \d{4} \d\d:\d\d:\d\d)\.(\d+) UTC', text)
    if found:
        whole = datetime.datetime.strptime(found[1], '%b %d, %Y %H:%M:%S')
        fraction = found[2]
    else:
        found = re.fullmatch(r'(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00:00|Z)?', text)
        whole = datetime.datetime.fromisoformat(found[1])
        fraction = found[2] or '0'
    seconds = int((whole - datetime.datetime(1970, 1, 1)).total_seconds())
    return seconds * 10**9 + int(fraction.ljust(9, '0')[:9])


def recycle_bin(corpus):
    module = 'windows.recycle_bin'
    folder = WINDOWS + 'recyclebin/'
    # plaso: the values its own test asserts.
    for case in oracle('plaso_expected.json'):
        if (case['parser'] or '').startswith('recycler.'):
            found = examine(module, case['corpus_path'])
            expected = [(event['values']['original_filename'], event['values']['file_size'],
                         nanoseconds(event['values']['deletion_time'])) for event in case['events']]
            yield Check(case['corpus_path'], module, expected,
                        [(a['path'], a['size'], nanoseconds(a['deleted_at'])) for a in found.of('file.deleted')],
                        'plaso_expected.json')
    # plaso: how many records each file gives.
    for path, ran in oracle('plaso_run.json').items():
        if path.startswith(folder):
            expected = ran.get('by_data_type', {}).get('windows:metadata:deleted_item', 0)
            found = examine(module, path)
            check = Check(path, module, ['record'] * expected, ['record'] * len(found.of('file.deleted')), 'plaso_run.json')
            if path.endswith('INFO-95-ja-1'):
                check.allowed = ['record'] * 11
                check.explained = ('plaso reads no INFO of Windows 95 (version 0 at offset 0) and takes it for utmp; the file is '
                                   '20 + 11 × 280 bytes, and rifiuti2 lists the same 11')
            if path.endswith(('INFO2-empty', '$IF47Q09')):
                assert found.verdict in ('examined', 'damaged'), path
            yield check
    # rifiuti2: each value of each record.
    for listing in sorted((corpus / folder / 'rifiuti2').glob('*.json')):
        # With a comma after the last record, which JSON does not allow.
        said = json.loads(re.sub(r',(\s*\])', r'\1', listing.read_text()))
        if '-in-cp' in listing.name:
            continue  # the same file read in a wrong code page
        source = listing.with_suffix('')
        expected = []
        found = []
        allowed = []
        for name in sorted(source.iterdir()) if source.is_dir() else [source]:
            if source.is_dir() and not name.name.startswith('$I'):
                continue
            for artifact in examine(module, name.relative_to(corpus)).of('file.deleted'):
                path = artifact.get('path')
                if path is None:  # the code page is not in the file; the bytes must be those that rifiuti2 decoded
                    path = bytes.fromhex(artifact['path_bytes']).decode('cp932')
                index = name.name if source.is_dir() else artifact['recycle_index']
                found.append((index, artifact.get('deleted_at', '')[:19] + 'Z', artifact.get('size'), path,
                              None if source.is_dir() else bool(artifact['removed'])))
        for record in said['records']:
            if source.is_dir() and not (source / record['index']).exists():
                continue
            expected.append((record['index'], record['time'], record['size'], record['path'],
                             None if source.is_dir() else record['gone']))
        yield Check(str(source.relative_to(corpus)), module, expected, found, 'rifiuti2', allowed=allowed)


def prefetch(corpus):
    module = 'windows.prefetch'
    asserted = {case['corpus_path']: case for case in oracle('plaso_expected.json') if (case['parser'] or '').startswith('winprefetch')}
    runs = oracle('plaso_run.json')
    for path, said in oracle('prefetch.json').items():
        found = examine(module, path)
        executed = found.of('program.executed')
        times = [a['executed_at'] for a in executed if 'executed_at' in a]
        times += [a['executed_at'] for a in found.of('program.executed_earlier')]
        values = [('verdict', found.verdict)]
        for a in executed:
            values += [('program', a['program']), ('format', str(a['format_version'])), ('hash', '0x' + a['prefetch_hash']),
                       ('runs', str(a['run_count'])), ('files', str(len(a.get('loaded_files', [])))),
                       ('serials', tuple('0x' + serial for serial in a.get('volume_serials', [])))]
        values += [('run', nanoseconds(time)) for time in times]
        expected = [('verdict', 'examined'), ('program', said['executable']), ('format', said['format_version']),
                    ('hash', said['prefetch_hash']), ('runs', said['run_count']), ('files', said['filenames']),
                    ('serials', tuple(said['volume_serials']))]
        expected += [('run', nanoseconds(time)) for time in said['last_run'] if nanoseconds(time) is not None]
        yield Check(path, module, expected, values, 'prefetch.json (sccainfo)')

        kinds = runs[path]['by_data_type']
        yield Check(path, module,
                    ['run'] * kinds['windows:prefetch:execution'] + ['volume'] * kinds['windows:volume:creation'],
                    ['run'] * len(times) + ['volume'] * len(found.of('volume.recorded')), 'plaso_run.json')
        if path in asserted:
            expected = []
            values = []
            for event in asserted[path]['events']:
                want = event['values']
                if want['data_type'] == 'windows:volume:creation':
                    expected.append(('volume', want['device_path'], want['serial_number'], nanoseconds(want['creation_time'])))
                    continue
                expected.append(('last', nanoseconds(want['last_run_time'])))
                # plaso adds the MFT reference in brackets, and lists the files in the order of the metrics.
                expected += [('file', re.sub(r' \[\d+-\d+\]$', '', name)) for name in want.get('mapped_files', [])]
                expected += [('earlier', nanoseconds(time)) for time in want.get('previous_run_times', [])]
                if 'mapped_files' in want:
                    values += [('file', name) for name in executed[0]['loaded_files']]
                if 'previous_run_times' in want:
                    values += [('earlier', nanoseconds(a['executed_at'])) for a in found.of('program.executed_earlier')]
            values.append(('last', nanoseconds(executed[0]['executed_at'])))
            values += [('volume', a['device_path'], int(a['serial'], 16), nanoseconds(a['created_at']))
                       for a in found.of('volume.recorded')]
            yield Check(path, module, expected, values, 'plaso_expected.json')


# ---- registry -------------------------------------------------------------------------------------------------------

REGISTRY = 'windows.registry'
EXPLORER = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\'
OWN_READER = 'tests/support/regf_reader.py'


def content_of(path):
    return lzma.open(path).read() if path.suffix == '.xz' else path.read_bytes()


def filetime(number):
    """Nanoseconds since 1970, None for never."""
    return (number - 116444736000000000) * 100 if number else None


def at(artifact, name):
    return nanoseconds(artifact.get(name))


def counts(corpus):
    """Keys and values of every hive, good and damaged, as hivex, libregf and reglookup count them."""
    plaso = oracle('plaso_run.json')
    for path, said in oracle('registry_counts.json').items():
        found = examine(REGISTRY, path)
        read = found.of('registry.read')
        if '.LOG' in path:
            yield Check(path, REGISTRY, ['not_mine'], [found.verdict], 'a transaction log is no hive: the type at byte 28 is not 0')
            continue
        values = [('keys', read[0]['keys']), ('values', read[0]['values'])] if read else []
        for tool in ('hivex', 'libregf'):
            if 'keys' in said[tool]:
                expected = [('keys', said[tool]['keys']), ('values', said[tool]['values'])]
                check = Check(path, REGISTRY, expected, values, f'registry_counts.json ({tool})')
                if path.endswith('BadSubkeyHive'):
                    check.allowed = [('keys', 7), ('keys', 6)]
                    check.explained = ('two lists of keys point to the same cell at byte 5232: tools that do not look count that '
                                       'key twice; a warning tells it')
                if path.endswith('TruncatedNameHive'):
                    check.allowed = [('keys', 2), ('keys', 1)]
                    check.explained = ('the key at byte 4528 has a name of 22 bytes in a cell with room for 16: hivex shows a name that '
                                       'reaches into the next cell, libregf, reglookup and plaso refuse the key as we do')
                yield check
        if 'keys' not in said['hivex'] and 'keys' not in said['libregf']:
            # Only reglookup got through: it counts keys, and ends at the first bad one; plaso goes on.
            keys = plaso.get(path, {}).get('by_data_type', {}).get('windows:registry:key_value', said['reglookup']['keys'])
            yield Check(path, REGISTRY, [('keys', keys)], values[:1], 'plaso_run.json' if path in plaso else 'reglookup')
    # Every damaged hive is called damaged, or nothing of it is lost.
    for path in sorted((corpus / WINDOWS / 'registry-bad').rglob('*')):
        if path.is_file():
            relative = str(path.relative_to(corpus))
            sound = path.name.startswith(('BogusKeyNamesHive', 'InvalidParentHive', 'WrongOrderHive', 'SECURITYNoRoot'))
            yield Check(relative, REGISTRY, ['examined' if sound else 'damaged'], [examine(REGISTRY, relative).verdict],
                        'what is wrong in a sound one (order, parents, names) hides no key')


def dirty_hives(_corpus):
    for folder in ('NewDirtyHive1', 'NewDirtyHive2'):
        base = WINDOWS + 'registry/yarp/' + folder + '/NewDirtyHive'
        found = examine(REGISTRY, base, companions=[(base + '.LOG1', 'NewDirtyHive.LOG1'), (base + '.LOG2', 'NewDirtyHive.LOG2')])
        told = 'changes not read here may stand in NewDirtyHive.LOG1, NewDirtyHive.LOG2' in found.said
        yield Check(base, REGISTRY, [('dirty', 1), ('told', True)], [('dirty', found.of('registry.read')[0]['dirty']), ('told', told)],
                    'sequence numbers at bytes 4 and 8 differ')


def userassist(corpus):
    plaso = oracle('plaso_run.json')
    for name in ('NTUSER.DAT.xz', 'NTUSER-CCLEANER.DAT.xz'):
        path = WINDOWS + 'registry/plaso/' + name
        hive = Hive(content_of(corpus / path))
        expected = []
        totals = []
        for _, key in hive.tree(EXPLORER + 'UserAssist'):
            for value, (_, data) in key.values().items():
                if len(data) == 16:
                    _, count, last = struct.unpack('<IIQ', data)
                    count -= 5 if count >= 5 else 0
                elif len(data) == 72:
                    count, last = struct.unpack_from('<I', data, 4)[0], struct.unpack_from('<Q', data, 60)[0]
                else:
                    continue
                program = codecs.decode(value, 'rot13')
                total = program.startswith('UEME_CTL') or program.startswith('UEME_') and ':' not in program
                (totals if total else expected).append((program, count, filetime(last)))
        found = [(a['program'], a['run_count'], at(a, 'executed_at'))
                 for a in examine(REGISTRY, path).of('program.executed')]
        yield Check(path, REGISTRY, expected, found, OWN_READER)
        yield Check(path, REGISTRY, ['entry'] * plaso[path]['by_data_type']['windows:registry:userassist'],
                    ['entry'] * len(found), 'plaso_run.json', 'plaso lists the totals of all programs (' +
                    ', '.join(sorted({total[0] for total in totals})) + ') as if they were programs', ['entry'] * len(totals))
    case = next(case for case in oracle('plaso_expected.json') if 'userassist' in str(case['plugin']) and case['corpus_path'])
    want = case['events'][0]['values']
    yield Check(case['corpus_path'], REGISTRY,
                [(want['value_name'], want['number_of_executions'], nanoseconds(want['last_execution_time']))],
                [(a['program'], a['run_count'], at(a, 'executed_at'))
                 for a in examine(REGISTRY, case['corpus_path']).of('program.executed') if a['program'] == want['value_name']],
                'plaso_expected.json')


def recent_order(key):
    """Value names of a most-recently-used list, in order."""
    values = key.values()
    if 'MRUListEx' in values:
        numbers = struct.unpack(f'<{len(values["MRUListEx"][1]) // 4}I', values['MRUListEx'][1])
        return [str(number) for number in numbers if number != 0xffffffff]
    return list(text(values['MRUList'][1])) if 'MRUList' in values else []


def user_lists(corpus):
    """What the user's own lists say, against the second reader and plaso's counts."""
    plaso = oracle('plaso_run.json')
    for name in ('plaso/NTUSER.DAT.xz', 'plaso/NTUSER-CCLEANER.DAT.xz', 'ez/NTUSER1.DAT'):
        path = WINDOWS + 'registry/' + name
        hive = Hive(content_of(corpus / path))
        found = examine(REGISTRY, path)
        by_type = plaso[path]['by_data_type']

        documents = []
        for place, key in hive.tree(EXPLORER + 'RecentDocs'):
            documents += [(place, text(key.values()[entry][1]), position)
                          for position, entry in enumerate(recent_order(key)) if entry in key.values()]
        yield Check(path, REGISTRY, documents, [(a['key'], a['name'], a['position']) for a in found.of('document.opened')
                                               if a['list'] == 'RecentDocs'], OWN_READER)

        typed = []
        for place in ('Software\\Microsoft\\Internet Explorer\\TypedURLs', EXPLORER + 'TypedPaths', EXPLORER + 'RunMRU'):
            key = hive.key(place)
            for entry, (kind, data) in (key.values() if key else {}).items():
                if kind == 1 and re.fullmatch(r'url\d+', entry):
                    typed.append((key.name, text(data), int(entry[3:]) - 1))
                elif kind == 1 and key.name == 'RunMRU' and entry != 'MRUList':
                    typed.append((key.name, text(data), recent_order(key).index(entry)))
        ours = [(a['place'], a['text'], a['position']) for a in found.of('user.typed')]
        yield Check(path, REGISTRY, typed, ours, OWN_READER)
        yield Check(path, REGISTRY, ['list'] * by_type.get('windows:registry:typedurls', 0),
                    ['list'] * len({a['key'] for a in found.of('user.typed') if a['place'] == 'TypedURLs'}), 'plaso_run.json')

        mounts = [(key.name, filetime(key.written)) for _, key in hive.tree(EXPLORER + 'MountPoints2')[1:]
                  if hive.key(EXPLORER + 'MountPoints2\\' + key.name)]
        ours = [(a['volume'], at(a, 'recorded_at')) for a in found.of('device.mounted_by_user')]
        yield Check(path, REGISTRY, mounts, ours, OWN_READER)
        yield Check(path, REGISTRY, ['volume'] * by_type.get('windows:registry:mount_points2', 0), ['volume'] * len(ours),
                    'plaso_run.json')

        starts = []
        for place in ('Run', 'RunOnce'):
            key = hive.key('Software\\Microsoft\\Windows\\CurrentVersion\\' + place)
            starts += [(place, entry, text(data)) for entry, (_, data) in (key.values() if key else {}).items()]
        yield Check(path, REGISTRY, starts, [(a['mechanism'], a['name'], a['command']) for a in found.of('program.set_to_start')
                                            if a['mechanism'] in ('Run', 'RunOnce')], OWN_READER)


def shellbags(corpus):
    plaso = oracle('plaso_run.json')
    for name in ('plaso/NTUSER.DAT.xz', 'plaso/NTUSER-CCLEANER.DAT.xz', 'plaso/UsrClass.dat.xz', 'ez/UsrClassDeletedBags.dat'):
        path = WINDOWS + 'registry/' + name
        hive = Hive(content_of(corpus / path))
        expected = []
        roots = 0
        for place in ('Software\\Microsoft\\Windows\\Shell\\BagMRU', 'Software\\Microsoft\\Windows\\ShellNoRoam\\BagMRU',
                      'Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU'):
            roots += hive.key(place) is not None
            for folder, key in hive.tree(place):
                for position, entry in enumerate(recent_order(key)):
                    own = hive.key(folder + '\\' + entry)
                    slot = own.values().get('NodeSlot') if own else None
                    expected.append((folder + '\\' + entry if own else folder, position,
                                     struct.unpack('<I', slot[1])[0] if slot else None, filetime(own.written) if own else None))
        folders = examine(REGISTRY, path).of('folder.visited')
        yield Check(path, REGISTRY, expected, [(a['key'], a['position'], a.get('slot'), at(a, 'recorded_at')) for a in folders],
                    OWN_READER)
        yield Check(path, REGISTRY, ['key'] * plaso[path]['by_data_type'].get('windows:registry:bagmru', 0),
                    ['key'] * (roots + len([a for a in folders if 'recorded_at' in a])), 'plaso_run.json (keys)')
        entries = plaso[path]['by_parser'].get('winreg/bagmru/shell_items', 0)
        times = [a[kind] for a in folders for kind in ('created_at', 'modified_at', 'accessed_at') if kind in a]
        yield Check(path, REGISTRY, ['time'] * entries, ['time'] * len(times), 'plaso_run.json (times of folders)')
    # The path that plaso's own test asserts for the first key.
    path = WINDOWS + 'registry/plaso/UsrClass.dat.xz'
    first = [a['path'] for a in examine(REGISTRY, path).of('folder.visited') if re.search(r'BagMRU\\\d+$', a['key'])]
    yield Check(path, REGISTRY, ['<Control Panel>', '<My Computer>'], first, 'plaso_expected.json')


def accounts(corpus):
    plaso = oracle('plaso_run.json')
    for name in ('ez/SAM_DUPENAME', 'iped/test_sam'):
        path = WINDOWS + 'registry/' + name
        hive = Hive(content_of(corpus / path))
        expected = []
        for _, key in hive.tree('SAM\\Domains\\Account\\Users'):
            values = key.values()
            if 'F' not in values:
                continue
            facts, texts = values['F'][1], values['V'][1]

            def text_at(place):
                offset, length = struct.unpack_from('<II', texts, place)
                return texts[0xCC + offset:0xCC + offset + length].decode('utf-16le') or None
            logon, _, password, expires, failed = struct.unpack_from('<5Q', facts, 8)
            flags, _, _, _, wrong, good = struct.unpack_from('<6H', facts, 56)
            expected.append((text_at(0x0C), text_at(0x18), text_at(0x24), int(key.name, 16), filetime(logon), filetime(password),
                             filetime(expires) if expires < 2**63 - 1 else None, filetime(failed), flags, wrong, good))
        found = examine(REGISTRY, path)
        listed = found.of('account.listed')
        yield Check(path, REGISTRY, expected,
                    [(a.get('name'), a.get('full_name'), a.get('comment'), a['rid'], at(a, 'last_logon_at'),
                      at(a, 'password_set_at'), at(a, 'expires_at'), at(a, 'last_failed_logon_at'), a['flags'],
                      a['failed_logon_count'], a['logon_count']) for a in listed], OWN_READER)
        times = [kind for a in listed for kind in ('recorded_at', 'last_logon_at', 'password_set_at') if kind in a]
        yield Check(path, REGISTRY, ['time'] * plaso[path]['by_data_type']['windows:registry:sam_users'], ['time'] * len(times),
                    'plaso_run.json (times of accounts)')
        names = {key.name for _, key in hive.tree('SAM\\Domains\\Account\\Users\\Names')[1:]}
        yield Check(path, REGISTRY, sorted(names), sorted({a['name'] for a in listed}), 'the keys below Users\\Names')


def amcache(corpus):
    plaso = oracle('plaso_run.json')
    cases = {case['corpus_path']: case for case in oracle('plaso_expected.json') if 'amcache' in str(case['plugin'])}
    for name in ('Amcache.hve.xz', 'win10-Amcache.hve.xz'):
        path = WINDOWS + 'amcache-shimcache/' + name
        hive = Hive(content_of(corpus / path))
        found = examine(REGISTRY, path)
        files = found.of('program.inventoried')
        programs = found.of('program.installed')

        def value(values, name):
            kind, data = values.get(name, (0, b''))
            if kind == 1:
                return text(data) or None
            return int.from_bytes(data, 'little') if kind in (4, 11) and data else None
        expected = []
        for place, key in hive.tree('Root\\File'):
            values = key.values()
            if place.count('\\') == 3 and values:
                link = value(values, 'f')
                expected.append((value(values, '15'), (value(values, '101') or '')[4:] or None, value(values, '6'),
                                 link * 10**9 if link else None, filetime(value(values, '11')), filetime(value(values, '12')),
                                 filetime(key.written)))
        for place, key in hive.tree('Root\\InventoryApplicationFile')[1:]:
            values = key.values()
            link = value(values, 'LinkDate')
            link = datetime.datetime.strptime(link, '%m/%d/%Y %H:%M:%S') if link else None
            size = value(values, 'Size')
            expected.append((value(values, 'LowerCaseLongPath'), (value(values, 'FileId') or '')[4:] or None,
                             int(size, 0) if isinstance(size, str) else size,
                             int((link - datetime.datetime(1970, 1, 1)).total_seconds()) * 10**9 if link else None, None, None,
                             filetime(key.written)))
        ours = [(a.get('path'), a.get('sha1'), a.get('size'), at(a, 'linked_at'), at(a, 'modified_at'), at(a, 'created_at'),
                 at(a, 'recorded_at')) for a in files if a['kind'] == 'file']
        yield Check(path, REGISTRY, expected, ours, OWN_READER)
        wanted = plaso[path]['by_data_type'].get('windows:registry:amcache:programs', 0)
        yield Check(path, REGISTRY, ['program'] * wanted, ['program'] * len([a for a in programs if 'installed_at' in a]),
                    'plaso_run.json (programs with a time of installation)')
        expected = []
        for _, key in hive.tree('Root\\Programs')[1:] + hive.tree('Root\\InventoryApplication')[1:]:
            values = key.values()
            program = value(values, 'Name') or value(values, '0')
            if program:
                expected.append((program, value(values, 'Version') or value(values, '1'), value(values, 'Publisher') or value(values, '2')))
        yield Check(path, REGISTRY, expected, [(a['name'], a.get('version'), a.get('publisher')) for a in programs if 'name' in a],
                    OWN_READER)

        for event in cases[path]['events']:
            want = event['values']
            if want['data_type'] == 'windows:registry:amcache':
                ours = [a for a in files if a.get('path') == want['full_path']]
                expected = [want.get('sha1') or want['file_identifier'][4:], nanoseconds(want['link_time']),
                            nanoseconds(want['file_modification_time']), nanoseconds(want['file_creation_time'])]
                got = [ours[0]['sha1'], at(ours[0], 'linked_at'), at(ours[0], 'modified_at'), at(ours[0], 'created_at')]
                if want['last_written_time']:
                    expected.append(nanoseconds(want['last_written_time']))
                    got.append(at(ours[0], 'stored_at'))
            else:
                ours = [a for a in programs if a.get('name') == want['name']]
                expected = [want['publisher'], want['entry_type'], want['file_paths'], want['uninstall_key'],
                            nanoseconds(want['installation_time'])]
                got = [ours[0]['publisher'], ours[0]['kind'], ours[0]['folders'], ours[0]['uninstall_keys'],
                       at(ours[0], 'installed_at')]
            yield Check(path, REGISTRY, [str(each) for each in expected], [str(each) for each in got], 'plaso_expected.json')


# The corpus has these values without their hives. How many entries each has, and some of them, its maker's tests assert;
# the third member says whether the flag of execution is set (Windows 10 has none).
SHIMCACHES = {
    'win7x86.bin': (91, {0: ('LogonUI.exe', 70, 1), 2: ('SearchProtocolHost.exe', 92, 1), 8: ('wmplayer.exe', 108, 0),
                         89: ('reg.exe', 62, 1), 90: ('SETUPUGC.EXE', 72, 1)}),
    'Win81.bin': (1024, {0: ('java.exe', 94, 1), 2: ('SpotifyHelper.exe', 128, 1), 8: ('dllhost.exe', 70, 1),
                         1011: ('osTriage2.exe', 98, 1), 1023: ('setup.exe', 170, 1)}),
    'Win10.bin': (350, {0: ('vds.exe', 54, None), 2: ('DismHost.exe', 140, None), 7: ('mstsc.exe', 58, None),
                        337: ('Ngen.exe', 112, None), 349: ('services.exe', 64, None)}),
    'Win10Creators.bin': (506, {}),  # its header's own count, at byte 40
}


def shimcache(corpus):
    key = 'ControlSet001\\Control\\Session Manager\\AppCompatCache'
    for name, (count, entries) in SHIMCACHES.items():
        path = WINDOWS + 'amcache-shimcache/' + name
        with tempfile.TemporaryDirectory(prefix='sanad-accuracy-') as folder:
            hive = pathlib.Path(folder) / 'SYSTEM'
            hive.write_bytes(hive_of({key: {'AppCompatCache': (3, (corpus / path).read_bytes())}}))
            found = examine(REGISTRY, str(hive))
        seen = found.of('program.seen')
        expected = [('verdict', 'examined')] + ['entry'] * count
        ours = [('verdict', found.verdict)] + ['entry'] * len(seen)
        for position, entry in entries.items():
            expected.append((position, *entry))
            a = next(a for a in seen if a['position'] == position)
            ours.append((position, a['path'].rsplit('\\', 1)[-1], len(a['path'].encode('utf-16le')), a.get('executed')))
        yield Check(path, REGISTRY, expected, ours, 'tests of EricZimmerman/AppCompatCacheParser; the header')


def scenario(_corpus):
    """The hives of the scenario disk, against what its maker planted."""
    folder = _corpus / 'files/scenario/visible/s1'
    answers = {each['path']: each['hive'] for each in json.loads((folder / 'ANSWERS.json').read_text())['files'] if 'hive' in each}
    with Disk(folder / 's1.E01', 71680) as disk:
        def found_in(path):
            return examine(REGISTRY, str(disk.take(path)), pathlib.Path(path).name)

        def check(path, expected, got):
            return Check('files/scenario/visible/s1/s1.E01:' + path, REGISTRY, expected, got, 'ANSWERS.json')
        for path, planted in answers.items():
            found = found_in(path)
            if path.endswith('NTUSER.DAT'):
                expected = [('Run', *entry) for entry in planted['run_key'].items()]
                expected += [('RunMRU', command) for command in planted['run_mru']]
                expected += [('TypedURLs', planted['typed_urls']), ('TypedPaths', planted['typed_paths'])]
                expected += [('UserAssist', *entry) for entry in planted['userassist'].items()]
                typed = found.of('user.typed')
                got = [('Run', a['name'], a['command']) for a in found.of('program.set_to_start') if a['mechanism'] == 'Run']
                got += [('RunMRU', a['text']) for a in typed if a['place'] == 'RunMRU']
                got += [(place, len([a for a in typed if a['place'] == place])) for place in ('TypedURLs', 'TypedPaths')]
                got += [('UserAssist', a['program'].rsplit('\\', 1)[-1], a['run_count']) for a in found.of('program.executed')]
            elif path.endswith('SYSTEM'):
                expected = [planted['computer_name'], planted['timezone'], nanoseconds(planted['shutdown'])]
                expected += [(usb['vendor'], usb['product'], usb['serial']) for usb in planted['usb']] + planted['services']
                got = [a['computer_name'] for a in found.of('system.named')]
                got += [a['time_zone'] for a in found.of('system.time_zone_set')]
                got += [at(a, 'shut_down_at') for a in found.of('system.shut_down')]
                got += [(a['vendor'], a['product'], a['serial'].split('&')[0]) for a in found.of('device.connected')
                        if a['bus'] == 'USBSTOR']
                got += [a['name'] for a in found.of('service.configured')]
            else:
                expected = [planted['product'], planted['build'], planted['owner'], nanoseconds(planted['install_date'])]
                expected += planted['installed']
                system = found.of('system.installed')[0]
                got = [system['product'], system['build'], system['owner'], at(system, 'installed_at')]
                got += [a['name'] for a in found.of('program.installed')]
            yield check(path, expected, got)


def others(corpus):
    """Files of all other kinds are not ours, whatever they contain."""
    rejected = ('not_mine', 'damaged')
    for module in ('windows.registry', 'windows.prefetch', 'windows.recycle_bin'):
        sample = [path for path in sorted((corpus / 'files').rglob('*')) if path.is_file() and path.stat().st_size < 300_000]
        sample = [path for path in sample if not any(kind in str(path) for kind in ('/registry', '/prefetch/', '/recyclebin/'))]
        wrong = []
        for path in sample[::12]:
            verdict = examine(module, str(path.relative_to(corpus))).verdict
            if verdict not in rejected:
                wrong.append((str(path.relative_to(corpus)), verdict))
        yield Check('every twelfth small file of other kinds', module, [], wrong, 'not_mine or damaged')


def checks(corpus):
    yield from recycle_bin(corpus)
    yield from prefetch(corpus)
    for subject in (counts, dirty_hives, userassist, user_lists, shellbags, accounts, amcache, shimcache, scenario, others):
        yield from subject(corpus)
