"""Registry, prefetch and Recycle Bin against plaso, hivex, libscca's own tool, rifiuti2 and a reader of our own."""
import datetime
import json
import re

from accuracy import Check, examine, oracle

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


def checks(corpus):
    yield from recycle_bin(corpus)
    yield from prefetch(corpus)
