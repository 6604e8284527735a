"""The modules of Unix against utmpdump, journalctl, ssh-keygen, plaso's asserted values and the answers of scenario s3."""
import datetime
import json
import lzma
import pathlib
import re
import shutil
import subprocess
import tempfile

from accuracy import Check, Disk, examine, oracle

PLASO = "values that plaso's own tests assert"
FACILITIES = {'kernel messages': 'kern', 'user-level message': 'user', 'mail system': 'mail',
              'system daemons': 'daemon', 'security/authorization messages': 'auth'}
SEVERITIES = ['EMERG', 'ALERT', 'CRIT', 'ERR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG']


def nanoseconds(text):
    """Of a time of the oracle or of ours; None stays None."""
    if not text:
        return None
    whole, _, rest = text.replace('Z', '+00:00').partition('.')
    fraction, zone = re.match(r'(\d*)(.*)', rest).groups() if rest else ('', '')
    if not rest:
        whole, zone = whole[:19], whole[19:] or '+00:00'
    moment = datetime.datetime.fromisoformat(whole + (zone or '+00:00'))
    return int(moment.timestamp()) * 10**9 + int((fraction + '0' * 9)[:9])


def plaso(path, plugin=None):
    return [entry for entry in oracle('plaso_expected.json')
            if entry.get('corpus_path') == path and (plugin is None or plugin in (entry['plugin'] or entry['parser']))]


def listed(path, artifacts, mapping, plugin=None, order=lambda index: index):
    """(expected, found): each value that plaso asserts and that `mapping` knows, beside ours of the same event."""
    expected, found = [], []
    for entry in plaso(path, plugin):
        for event in entry['events']:
            for key, ours in mapping.items():
                if key not in event['values']:
                    continue
                value = event['values'][key]
                if key.endswith('_time') and value and not value.startswith('0'):
                    value = nanoseconds(value)
                expected.append((event['index'], key, str(value)))
                at = order(event['index'])
                found.append((event['index'], key, str(ours(artifacts[at]) if at < len(artifacts) else 'no such record')))
    return expected, found


def totals(path, artifacts, times, expected, found, last=True):
    """How many, the earliest and the latest, as a run of plaso has them."""
    run = oracle('plaso_run.json')[path]
    moments = sorted(nanoseconds(artifact[name]) for artifact in artifacts for name in times if name in artifact)
    expected += [('events', run['events']), ('first', run['first'])] + ([('last', run['last'])] if last else [])
    found += [('events', len(artifacts)), ('first', moments[0] // 1000)] + ([('last', moments[-1] // 1000)] if last else [])


def identifier(artifact, order='little'):
    return int.from_bytes(artifact.get('terminal_id', '').encode().ljust(4, b'\0'), order)


def login(order='little'):
    return {'login_type': lambda a: a['kind'], 'pid': lambda a: a['process_id'], 'terminal': lambda a: a.get('terminal', ''),
            'username': lambda a: a.get('user', ''), 'terminal_identifier': lambda a: identifier(a, order),
            # plaso says "localhost" and 0.0.0.0 where the record has nothing
            'hostname': lambda a: a.get('host', 'localhost'), 'ip_address': lambda a: a.get('address', '0.0.0.0'),
            'exit_status': lambda a: a.get('exit_status', 0), 'offset': lambda a: a['source']['offset'],
            'written_time': lambda a: nanoseconds(a.get('recorded_at'))}


def utmpdump_row(line):
    """[kind] [pid] [id] [user] [terminal] [host] [address] [time]"""
    kind, process, short, user, terminal, host, address, time = (part.strip() for part in re.findall(r'\[([^\]]*)\]', line))
    return (int(kind), int(process), short, user, terminal, host, address, nanoseconds(time.replace(',', '.')))


def utmp_row(artifact):
    return (artifact['kind'], artifact['process_id'], artifact.get('terminal_id', ''), artifact.get('user', ''),
            artifact.get('terminal', ''), artifact.get('host', ''), artifact.get('address', '0.0.0.0'),
            nanoseconds(artifact['recorded_at']))


def login_checks():
    module = 'unix.login_records'
    folder = 'files/linux/utmp-journal/'
    dumped = oracle('linux.json')
    for name, order, count in (('utmp', 'little', 14), ('utmp_aarch64', 'little', 6), ('utmp_s390', 'big', 6),
                               ('utmp_corrupted', 'little', 2)):
        path = folder + name
        artifacts = examine(module, path, 'utmp').of('login.recorded')
        starts = {'utmp_corrupted': lambda index: index}.get(name, lambda index: index)
        expected, found = listed(path, artifacts, login(order), order=starts)
        expected.append(('records', count))
        found.append(('records', len(artifacts)))
        if name in ('utmp', 'utmp_corrupted'):  # the others are of machines whose records utmpdump of this one misreads
            rows = [utmpdump_row(line) for line in dumped[path]['first'] if '[99]' not in line]
            expected += rows
            found += [utmp_row(artifact) for artifact in artifacts[:len(rows)]]
        yield Check(path, module, expected, found, f'{PLASO}; utmpdump')
    path = 'files/macos/logs/utmpx_mac'
    artifacts = examine(module, path).of('login.recorded')
    # The identifier of the console is four bytes that are no text: 2f 00 01 00.
    mapping = {key: ours for key, ours in login().items() if key != 'terminal_identifier'}
    expected, found = listed(path, artifacts, mapping)
    expected += [('records', 6), ('last', oracle('plaso_run.json')[path]['last'])]
    found += [('records', len(artifacts)),
              ('last', max(nanoseconds(artifact.get('recorded_at')) or 0 for artifact in artifacts) // 1000)]
    yield Check(path, module, expected, found, PLASO)


def journal_row(entry):
    """An entry of `journalctl -o json -a`, as values to compare; binary values come as lists of bytes."""
    def text(value):
        if isinstance(value, list) and value and isinstance(value[0], int):
            return bytes(value).decode('utf-8', 'replace')
        return value
    fields = []
    for name, value in entry.items():
        if name.startswith('__') or name == '_BOOT_ID':
            continue
        several = value if isinstance(value, list) and value and not isinstance(value[0], int) else [value]
        fields += [f'{name}={text(each)}' for each in several]
    return (int(entry['__REALTIME_TIMESTAMP']) * 1000, entry['_BOOT_ID'], tuple(sorted(fields)))


OURS_TO_FIELDS = {'message': 'MESSAGE', 'program': 'SYSLOG_IDENTIFIER', 'process_name': '_COMM', 'host': '_HOSTNAME',
                  'machine_id': '_MACHINE_ID', 'executable': '_EXE', 'command_line': '_CMDLINE', 'unit': '_SYSTEMD_UNIT',
                  'transport': '_TRANSPORT', 'message_id': 'MESSAGE_ID', 'severity': 'PRIORITY', 'process_id': '_PID',
                  'user_id': '_UID', 'group_id': '_GID'}
FACILITY_NUMBERS = {'kern': 0, 'user': 1, 'mail': 2, 'daemon': 3, 'auth': 4, 'syslog': 5, 'lpr': 6, 'news': 7, 'uucp': 8,
                    'cron': 9, 'authpriv': 10, 'ftp': 11}


def our_journal_row(artifact):
    fields = [f'{field}={artifact[name]}' for name, field in OURS_TO_FIELDS.items() if name in artifact]
    if 'facility' in artifact:
        fields.append(f"SYSLOG_FACILITY={FACILITY_NUMBERS[artifact['facility']]}")
    if 'reported_at' in artifact:
        fields.append(f"_SOURCE_REALTIME_TIMESTAMP={nanoseconds(artifact['reported_at']) // 1000}")
    return (nanoseconds(artifact['written_at']), artifact['boot_id'], tuple(sorted(fields + artifact.get('fields', []))))


def journal_checks(corpus):
    module = 'unix.journal'
    mapping = {'boot_identifier': lambda a: a['boot_id'], 'command_line': lambda a: a.get('command_line'),
               'executable': lambda a: a.get('executable'), 'group_identifier': lambda a: a.get('group_id'),
               'hostname': lambda a: a.get('host'), 'machine_identifier': lambda a: a.get('machine_id'),
               'pid': lambda a: a.get('process_id'), 'process_name': lambda a: a.get('process_name'),
               'recorded_time': lambda a: nanoseconds(a.get('reported_at')), 'reporter': lambda a: a.get('program'),
               'severity': lambda a: a.get('severity'), 'systemd_unit': lambda a: a.get('unit'),
               'transport': lambda a: a.get('transport'), 'user_identifier': lambda a: a.get('user_id'),
               'written_time': lambda a: nanoseconds(a.get('written_at'))}
    for name in ('system.journal.xz', 'system@00053f9c9a4c1e0e-2e18a70e8b327fed.journalTILDE.xz', 'user-1000.journal.xz'):
        path = 'files/linux/utmp-journal/' + name
        artifacts = examine(module, path).of('log.written')
        expected, found = listed(path, artifacts, mapping)
        known = oracle('linux.json')[path]
        times = [nanoseconds(artifact['written_at']) // 1000 for artifact in artifacts]
        expected += [('entries', known['entries']), ('first', known['first']), ('last', known['last'])]
        found += [('entries', len(artifacts)), ('first', str(min(times))), ('last', str(max(times)))]
        yield Check(path, module, expected, found, f'{PLASO}; counts of journalctl')
        if shutil.which('journalctl') is None:
            continue
        with tempfile.NamedTemporaryFile(suffix='.journal') as unpacked:
            with lzma.open(corpus / path) as packed:
                shutil.copyfileobj(packed, unpacked)
            unpacked.flush()
            said = subprocess.run(['journalctl', '--file', unpacked.name, '-o', 'json', '-a', '--no-pager', '-q'],
                                  capture_output=True, text=True, check=False).stdout
        rows = [journal_row(json.loads(line)) for line in said.splitlines()]
        yield Check(path, module, sorted(rows), sorted(our_journal_row(artifact) for artifact in artifacts),
                    'journalctl -o json, every field of every entry')


def history_checks():
    module = 'unix.shell_history'
    # plaso joins the lines of a command with blanks; ours are as recorded.
    mapping = {'command': lambda a: a['command'].replace('\n', ' '), 'written_time': lambda a: nanoseconds(a.get('entered_at'))}
    for name, count in (('bash_history', 4), ('bash_history_desync', 5), ('fish_history', 10)):
        path = 'files/linux/shell-history/' + name
        artifacts = examine(module, path, '.bash_history' if 'bash' in name else name).of('command.entered')
        expected, found = listed(path, artifacts, mapping)
        totals(path, artifacts, ['entered_at'], expected, found)
        yield Check(path, module, expected + [count], found + [len(artifacts)], PLASO)
    path = 'files/linux/shell-history/.viminfo_alt'
    artifacts = examine(module, path, '.viminfo').of('command.entered')
    expected, found = [], []
    totals(path, artifacts, ['entered_at'], expected, found)
    expected += [(':e TEST', 1234567890), (':version', 1234567891)]
    found += [(artifact['command'], nanoseconds(artifact['entered_at']) // 10**9) for artifact in artifacts]
    yield Check(path, module, expected, found, 'plaso run; the lines of the file')


def log_checks(corpus):
    module = 'unix.system_log'
    mapping = {'hostname': lambda a: a.get('host'), 'reporter': lambda a: a.get('program'),
               'last_written_time': lambda a: nanoseconds(a.get('written_at')) or traditional(a['recorded_time']),
               'severity': lambda a: SEVERITIES[a['severity']] if 'severity' in a else None,
               'facility': lambda a: {v: k for k, v in FACILITIES.items()}.get(a.get('facility')),
               'message_identifier': lambda a: a.get('message_id')}

    def traditional(text):
        moment = datetime.datetime.strptime('2000 ' + text, '%Y %b %d %H:%M:%S')
        return '0000-' + moment.strftime('%m-%dT%H:%M:%S')
    for name in ('rsyslog', 'rsyslog_SysklogdFileFormat', 'rsyslog_SyslogProtocol23Format', 'ssh.log'):
        path = 'files/linux/logs/plaso/syslog_syslog_' + name
        findings = examine(module, path, 'auth.log' if 'ssh' in name else 'syslog')
        artifacts = findings.of('log.written')
        expected, found = listed(path, artifacts, mapping, plugin='yslog')
        run = oracle('plaso_run.json')[path]
        expected.append(('records', run['events']))
        found.append(('records', len(artifacts)))
        if name == 'ssh.log':
            attempts = findings.of('login.attempted')
            counts = run['by_data_type']
            expected += [('accepted', 5), ('failed', 2), ('connected', counts['syslog:ssh:opened_connection']),
                         ('address', '192.168.0.1'), ('key', 'RSA 00:aa:bb:cc:dd:ee:ff:11:22:33:44:55:66:77:88:99'),
                         ('port', 8759), ('address', '001:db8:a0b:12f0::1'), ('address', '188.124.3.41')]
            found += [(outcome, sum(each['outcome'] == outcome for each in attempts))
                      for outcome in ('accepted', 'failed', 'connected')]
            found += [('address', attempts[0]['address']), ('key', attempts[0]['key']), ('port', attempts[2]['port']),
                      ('address', attempts[2]['address']), ('address', attempts[3]['address'])]
        yield Check(path, module, expected, found, PLASO + '; the file, for what sshd accepted and refused')
    for name in ('rsyslog_ForwardFormat', 'rsyslog_TraditionalForwardFormat'):
        path = 'files/linux/logs/plaso/syslog_syslog_' + name
        artifacts = examine(module, path, 'syslog').of('log.written')
        parts = re.split(r'<(\d+)>', (corpus / path).read_text())[1:]
        expected = [(int(priority), text.rstrip('\n')[-12:]) for priority, text in zip(parts[::2], parts[1::2])]
        found = [(8 * FACILITY_NUMBERS[a['facility']] + a['severity'], a['message'][-12:]) for a in artifacts]
        yield Check(path, module, expected, found, 'the priorities and texts of the file')
    path = 'files/linux/logs/plaso/selinux.log'
    artifacts = examine(module, path, 'audit.log').of('log.written')
    expected, found = listed(path, artifacts, {
        'audit_serial': lambda a: a['sequence'], 'audit_type': lambda a: a['message_id'],
        'message_body': lambda a: a.get('message'), 'pid': lambda a: a.get('process_id'),
        'last_written_time': lambda a: nanoseconds(a['written_at'])})
    totals(path, artifacts, ['written_at'], expected, found)
    yield Check(path, module, expected, found, PLASO)
    path = 'files/macos/logs/appfirewall.log'
    artifacts = examine(module, path).of('log.written')
    # plaso gives a line "--- last message repeated 1 time ---" the values of the line before it; ours says what is there.
    repeats = [at for at, artifact in enumerate(artifacts) if artifact['message'].startswith('--- last message repeated')]
    expected, found = listed(path, artifacts, order=lambda index: index - 1 if index in repeats else index, mapping={
        'action': lambda a: a['message'].partition(': ')[2], 'process_name': lambda a: a['message'].partition(': ')[0],
        'agent': lambda a: f"{a['program']}[{a['process_id']}]", 'hostname': lambda a: a['host'],
        'status': lambda a: {6: 'Info', 3: 'Error'}[a['severity']]})
    yield Check(path, module, expected + [47], found + [len(artifacts)], PLASO)
    path = 'files/macos/logs/wifi.log'
    artifacts = examine(module, path).of('log.written')
    expected, found = listed(path, artifacts, {
        'agent': lambda a: f"{a['program']}[{a['process_id']}]", 'function': lambda a: a['message'].partition(': ')[0],
        'text': lambda a: a['message'].partition(': ')[2]})
    yield Check(path, module, expected + [10], found + [len(artifacts)], PLASO)


def scenario_checks(corpus):
    """The intruded server of scenario s3, its files taken out with icat."""
    image = 'files/scenario/visible/s3/s3.E01'
    answers = {entry['path']: entry for entry in json.loads((corpus / image).with_name('ANSWERS.json').read_text())['files']}
    with Disk(image) as disk:
        def found_in(module, path, name=None):
            return examine(module, str(disk.take(path)), name or pathlib.Path(path).name)

        known = answers['/var/log/auth.log']
        findings = found_in('unix.system_log', '/var/log/auth.log')
        attempts = findings.of('login.attempted')
        yield Check(image + ':/var/log/auth.log', 'unix.system_log',
                    [('failed', known['failed']), ('accepted', known['accepted']), ('sudo', known['sudo']),
                     ('from', {known['attacker_ip']}), ('first', 'Aug  1 00:03:12'), ('last', 'Aug  1 00:10:22')],
                    [('failed', sum(each['outcome'] == 'failed' for each in attempts)),
                     ('accepted', sum(each['outcome'] == 'accepted' for each in attempts)),
                     ('sudo', len(findings.of('command.elevated'))), ('from', {each['address'] for each in attempts}),
                     ('first', findings.of('log.written')[0]['recorded_time']),
                     ('last', findings.of('log.written')[-1]['recorded_time'])], 'ANSWERS.json of s3')
        known = answers['/var/log/wtmp']
        records = found_in('unix.login_records', '/var/log/wtmp').of('login.recorded')
        yield Check(image + ':/var/log/wtmp', 'unix.login_records',
                    [known['records']] + [(each['user'], each['time'], each.get('host')) for each in known['logins']],
                    [len(records)] + [(each['user'], each['recorded_at'], each.get('host')) for each in records
                                      if each['event'] == 'user logged in'], 'ANSWERS.json of s3')
        records = found_in('unix.login_records', '/var/log/btmp').of('login.failed')
        yield Check(image + ':/var/log/btmp', 'unix.login_records', [answers['/var/log/btmp']['records']], [len(records)],
                    'ANSWERS.json of s3')
        for user in ('usman', 'sana', 'fatima', 'bilal'):
            path = f'/home/{user}/.bash_history'
            lines = disk.take(path).read_text().splitlines()
            yield Check(image + ':' + path, 'unix.shell_history',
                        [(int(time[1:]), command) for time, command in zip(lines[::2], lines[1::2])],
                        [(nanoseconds(each['entered_at']) // 10**9, each['command'])
                         for each in found_in('unix.shell_history', path).of('command.entered')], 'the lines of the file')
        yield from scenario_settings(image, answers, found_in)


def scenario_settings(image, answers, found_in):
    """What the server of s3 is told to do, and who has accounts; the lines themselves are in the brief of the scenario."""
    crontab = found_in('unix.cron', '/etc/crontab').of('command.scheduled')
    yield Check(image + ':/etc/crontab', 'unix.cron', [('*/5 * * * *', 'root', '/usr/local/bin/.hidden/update.sh')],
                [(each['schedule'], each['user'], each['command']) for each in crontab], 'the line of the file')
    accounts = found_in('unix.accounts', '/etc/passwd').of('account.defined')
    yield Check(image + ':/etc/passwd', 'unix.accounts', answers['/etc/passwd']['users'], [each['name'] for each in accounts],
                'ANSWERS.json of s3')
    keys = found_in('unix.ssh_keys', '/root/.ssh/authorized_keys')
    yield Check(image + ':/root/.ssh/authorized_keys', 'unix.ssh_keys', [('ssh-ed25519', 'attacker@fe9b', None, 'damaged')],
                [(each['key_type'], each['comment'], each.get('fingerprint'), keys.verdict)
                 for each in keys.of('key.authorized')], 'the line of the file; ssh-keygen refuses the key: its length is wrong')
    packages = found_in('unix.packages', '/var/lib/dpkg/status', 'status').of('package.installed')
    yield Check(image + ':/var/lib/dpkg/status', 'unix.packages',
                [answers['/var/lib/dpkg/status']['packages'], ('nmap', '7.93+dfsg1-1', 'amd64'), ('apache2', '2.4.57-2', 'amd64'),
                 ('openssh-server', '1:9.2p1-2', 'amd64')],
                [len(packages)] + [(each['package'], each['version'], each['architecture']) for each in packages],
                'ANSWERS.json of s3; the lines of the file')
    changes = found_in('unix.packages', '/var/log/dpkg.log').of('package.changed')
    yield Check(image + ':/var/log/dpkg.log', 'unix.packages', [('2021-08-01 00:03:12', 'install', 'nmap', '7.93+dfsg1-1')],
                [(each['recorded_time'], each['action'], each['package'], each['version']) for each in changes],
                'the line of the file')


def package_checks(corpus):
    path = 'files/linux/logs/plaso/apt_history.log'
    artifacts = examine('unix.packages', path).of('package.changed')
    groups = []  # one for each line of the log, as plaso has one event
    for artifact in artifacts:
        place = artifact['source']['offset']
        if not groups or groups[-1][0]['source']['offset'] != place:
            groups.append([])
        groups[-1].append(artifact)

    def written(group):
        def one(artifact):
            inside = [artifact.get('previous_version'), artifact['version'], 'automatic' if 'automatic' in artifact else None]
            return f"{artifact['package']}:{artifact['architecture']} ({', '.join(part for part in inside if part)})"
        return ', '.join(one(artifact) for artifact in group)

    def time(text):
        return datetime.datetime.strptime(text, '%Y-%m-%d  %H:%M:%S').isoformat()
    mapping = {'command': lambda group: group[0]['action'], 'command_line': lambda group: group[0]['command_line'],
               'packages': written, 'requester': lambda group: group[0].get('requested_by'),
               'end_time': lambda group: nanoseconds(time(group[0]['ended_time'])),
               'start_time': lambda group: nanoseconds(time(group[0]['recorded_time']))}
    expected, found = listed(path, groups, mapping)
    run = oracle('plaso_run.json')[path]
    # plaso takes the local times for UTC; ours stay text.
    expected += [('changes', run['events']), ('first', run['first'] * 1000)]
    found += [('changes', len(groups)), ('first', nanoseconds(time(groups[0][0]['recorded_time'])))]
    lines = re.findall(r'^(Install|Upgrade|Remove|Purge|Reinstall|Downgrade): (.*)$', (corpus / path).read_text(), re.M)
    expected += [(action, packages) for action, packages in lines]
    found += [(group[0]['action'], written(group)) for group in groups]
    yield Check(path, 'unix.packages', expected, found, PLASO + '; the lines of the file')


def key_checks():
    """Keys made here, of each kind and form, against what ssh-keygen says of them."""
    if shutil.which('ssh-keygen') is None:
        return

    def said(path, digest):
        line = subprocess.run(['ssh-keygen', '-E', digest, '-lf', path], capture_output=True, text=True, check=True).stdout
        bits, fingerprint, rest = line.rstrip('\n').split(' ', 2)
        return int(bits), fingerprint, rest.rpartition(' (')[0]
    with tempfile.TemporaryDirectory(prefix='sanad-keys-') as folder:
        folder = pathlib.Path(folder)
        for kind in (['rsa', '-b', '2048'], ['ed25519'], ['ecdsa', '-b', '256'], ['ecdsa', '-b', '384'], ['ecdsa', '-b', '521']):
            for phrase in ('', 'a phrase'):
                path = folder / ('-'.join(kind) + ('-guarded' if phrase else ''))
                subprocess.run(['ssh-keygen', '-q', '-t', *kind, '-N', phrase, '-C', 'سنا on a laptop', '-f', path], check=True)
                public = f'{path}.pub'
                bits, sha256, comment = said(public, 'sha256')
                md5 = said(public, 'md5')[1]
                expected = [('public', bits, sha256, md5, comment, None),
                            ('private', bits, sha256, md5, None if phrase else comment, 'yes' if phrase else 'no')]
                found = [(each['kind'], each['bits'], each['fingerprint'], each['fingerprint_md5'], each.get('comment'),
                          each.get('encrypted'))
                         for file in (public, str(path)) for each in examine('unix.ssh_keys', file).of('key.stored')]
                yield Check(f"a key made here: {' '.join(kind)}{', with a passphrase' if phrase else ''}", 'unix.ssh_keys',
                            expected, found, 'ssh-keygen')
        public = pathlib.Path(folder / 'ed25519.pub').read_text()
        known = folder / 'known_hosts'
        known.write_text(f'server.example,192.0.2.7 {" ".join(public.split()[:2])}\n')
        rows = [('server.example', '192.0.2.7', said(known, 'sha256')[1], None)]
        subprocess.run(['ssh-keygen', '-q', '-H', '-f', known], check=True, capture_output=True)
        hashed = [line.split()[0] for line in known.read_text().splitlines()]
        findings = examine('unix.ssh_keys', str(known)).of('host.known')
        yield Check('known_hosts made here, hashed', 'unix.ssh_keys', [(name, rows[0][2], 'yes') for name in hashed],
                    [(each['hosts'][0], each['fingerprint'], each['hashed']) for each in findings], 'ssh-keygen -H')


def checks(corpus):
    yield from package_checks(corpus)
    yield from key_checks()
    yield from login_checks()
    yield from journal_checks(corpus)
    yield from history_checks()
    yield from log_checks(corpus)
    yield from scenario_checks(corpus)
