"""web.chromium, web.firefox and web.safari against plaso's own tests and runs, hindsight's tests, iLEAPP's rows, the row counts
of the corpus, and Python's sqlite3 and plistlib, which read the same files (logs and journals included) by themselves.

plaso also takes cookies of Google Analytics apart and lists caches of Firefox; that is not done here and not compared.
"""
import datetime
import json
import lzma
import pathlib
import plistlib
import shutil
import sqlite3
import tarfile
import tempfile
import zipfile
from collections import Counter

from accuracy import CORPUS, Check, examine, oracle

BROWSER = 'files/browser/'
CHROMIUM = BROWSER + 'chromium/'
EPOCH_1601 = -11644473600
EPOCH_2001 = 978307200
FAR_EXPIRY = 253390508788000000  # in 9999


def microseconds(text):
    """Of a time as we, or plaso, write it; None for none."""
    if text is None:
        return None
    text = text.replace('+00:00', 'Z').removesuffix('Z')
    whole, _, fraction = text.partition('.')
    seconds = datetime.datetime.fromisoformat(whole + '+00:00').timestamp()
    return int(seconds) * 1000000 + int((fraction + '000000')[:6])


def values(artifact, *names):
    """Times as microseconds, what is absent as None."""
    return tuple(microseconds(artifact.get(name)) if name.endswith('_at') else artifact.get(name) for name in names)


def listed(findings, kind, *names):
    return [values(artifact, *names) for artifact in findings.of(kind)]


# ---- plaso ---------------------------------------------------------------------------------------------------------

# data type: (module, our type, {plaso's attribute: ours})
VISIT = {'url': 'url', 'title': 'title', 'last_visited_time': 'visited_at', 'visit_count': 'visit_count', 'typed_count': 'typed_count'}
DOWNLOAD = {'url': 'url', 'full_path': 'path', 'start_time': 'started_at', 'end_time': 'ended_at', 'received_bytes': 'received',
            'total_bytes': 'size'}
COOKIE = {'cookie_name': 'name', 'creation_time': 'created_at', 'access_time': 'used_at', 'expiration_time': 'expires_at',
          'httponly': 'http_only', 'secure': 'secure', 'persistent': 'persistent', 'data': 'value'}
PLASO = {
    'chrome:history:page_visited': ('web.chromium', 'web.visited', VISIT),
    'chrome:history:file_downloaded': ('web.chromium', 'web.downloaded', DOWNLOAD),
    'chrome:cookie:entry': ('web.chromium', 'cookie.stored', COOKIE),
    'chrome:extension_activity:activity_log': ('web.chromium', 'extension.acted', {
        'extension_id': 'id', 'api_name': 'api', 'recorded_time': 'acted_at'}),
    'chrome:preferences:extension_installation': ('web.chromium', 'extension.installed', {
        'extension_identifier': 'id', 'extension_name': 'name', 'installation_time': 'installed_at', 'path': 'path'}),
    'chrome:preferences:content_settings:exceptions': ('web.chromium', 'web.permitted', {
        'permission': 'permission', 'primary_url': 'site', 'last_visited_time': 'used_at'}),
    'android:webview:cookie': ('web.chromium', 'cookie.stored', COOKIE | {'path': 'path'}),
    'android:webviewcache': ('web.chromium', 'web.cached', {'url': 'url', 'content_length': 'size', 'expiration_time': 'expires_at'}),
    'firefox:cookie:entry': ('web.firefox', 'cookie.stored', COOKIE),
    'firefox:downloads:download': ('web.firefox', 'web.downloaded', DOWNLOAD),
    'safari:history:visit': ('web.safari', 'web.visited', VISIT),
    'safari:history:visit_sqlite': ('web.safari', 'web.visited', VISIT),
}


def plaso_asserted():
    for test in oracle('plaso_expected.json'):
        path = test['corpus_path']
        for event in test['events']:
            expected = event['values']
            if path is None or expected.get('data_type') not in PLASO:
                continue
            module, kind, names = PLASO[expected['data_type']]
            names = {theirs: ours for theirs, ours in names.items() if theirs in expected}
            wanted = tuple(microseconds(expected[theirs]) if ours.endswith('_at') else
                           int(expected[theirs]) if isinstance(expected[theirs], bool) else
                           None if expected[theirs] == '' else expected[theirs] for theirs, ours in names.items())
            found = listed(examine(module, path), kind, *names.values())
            # Firefox 21 and later record the size of a file and not how much of it has arrived: plaso gives it twice.
            if path.endswith('places118.sqlite.xz'):
                place = list(names.values()).index('received')
                wanted = wanted[:place] + (None,) + wanted[place + 1:]
            yield Check(path, module, [wanted], [each for each in found if each == wanted][:1],
                        'plaso_expected.json, asserted values of ' + expected['data_type'])


def plaso_counts():
    """Of types that plaso gives one time each, as many events as records."""
    for path, run in oracle('plaso_run.json').items():
        for data_type, count in run['by_data_type'].items():
            if data_type not in ('chrome:history:page_visited', 'chrome:extension_activity:activity_log', 'android:webviewcache',
                                 'chrome:preferences:extension_installation', 'chrome:preferences:content_settings:exceptions',
                                 'android:webview:cookie', 'safari:history:visit', 'safari:history:visit_sqlite'):
                continue
            module, kind, _ = PLASO[data_type]
            yield Check(path, module, [kind] * count, [kind] * len(examine(module, path).of(kind)), 'plaso_run.json, ' + data_type)
    path = BROWSER + 'firefox/plaso/places118.sqlite.xz'
    count = oracle('plaso_run.json')[path]['by_data_type']['firefox:places:page_visited']
    yield Check(path, 'web.firefox', ['web.visited'] * count, ['web.visited'] * len(examine('web.firefox', path).of('web.visited')),
                'plaso_run.json, firefox:places:page_visited')


def preferences():
    path = CHROMIUM + 'plaso/Preferences'
    found = examine('web.chromium', path)
    test = next(test for test in oracle('plaso_expected.json') if test['corpus_path'] == path)
    times = [microseconds(event['values']['recorded_time']) for event in test['events'] if 'recorded_time' in event['values']]
    ours = [time for each in found.of('browser.updated') for time in values(each, 'last_at', 'next_at')]
    ours += [time for each in found.of('web.cleared') for time in values(each, 'cleared_at')]
    yield Check(path, 'web.chromium', times, ours, 'plaso_expected.json: extensions looked after, history cleared')


# ---- other people's tests --------------------------------------------------------------------------------------------

def hindsight():
    expected = oracle('hindsight_expected.json')
    for profile in ('01', '10', '20'):
        path = f'{CHROMIUM}hindsight/{profile}_History'
        found = examine('web.chromium', path)
        wanted = ['web.visited'] * expected['history'][profile] + ['web.downloaded'] * expected['downloads'][profile]
        wanted.append(('Computer forensics', microseconds(expected['computer_forensics_visit_utc'][profile])))
        wanted.append((expected['download']['file'], expected['download']['received_bytes']))
        ours = [artifact['type'] for artifact in found.artifacts if artifact['type'] in ('web.visited', 'web.downloaded')]
        asserted = wanted[-2]
        visits = [('Computer forensics', values(each, 'visited_at')[0]) for each in found.of('web.visited')
                  if each['url'] == 'http://en.wikipedia.org/wiki/Computer_forensics']
        near = [visit for visit in visits if abs(visit[1] - asserted[1]) < 2]
        ours += near
        ours += [(each['path'].replace('\\', '/').rsplit('/', 1)[-1], each['received']) for each in found.of('web.downloaded')
                 if each['path'].endswith('Hard_disk.jpg')]
        yield Check(path, 'web.chromium', wanted, ours, 'hindsight_expected.json',
                    'hindsight counts in floating point, a microsecond off what visits.visit_time holds as a whole number',
                    [asserted, *near] if near != [asserted] else [])


def ileapp_cookies(folder):
    archive = 'files/ios/ileapp-cases/testdata.appCookies.appCookies.josh_ios17_ffs.zip'
    rows = json.loads((CORPUS / 'oracles/ileapp/appCookies.appCookies.josh_ios17_ffs.20260725222859.json').read_text())['data']
    expected = [(int(created), int(expires), host, name, path, value or None, flags, source.split('/private/', 1)[1])
                for created, expires, host, name, path, value, flags, source in rows]
    found = []
    with zipfile.ZipFile(CORPUS / archive) as packed:
        for member in packed.namelist():
            target = folder / 'Cookies.binarycookies'
            target.write_bytes(packed.read(member))
            for each in examine('web.safari', target).of('cookie.stored'):
                flags = [name for name, on in (('Secure', each['secure']), ('HTTP Only', each['http_only'])) if on]
                created, expires = (time // 1000000 for time in values(each, 'created_at', 'expires_at'))
                found.append((created, expires, each.get('host'), each.get('name'), each.get('path'), each.get('value'),
                              ', '.join(flags), member.split('private/', 1)[1]))
    yield Check(archive, 'web.safari', expected, found, 'iLEAPP, all rows of Cookies - Binary Cookies')


def ileapp_cache(folder):
    archive = 'files/ios/ileapp-cases/testdata.safariCache.safariCache.mvs_ios_2023.zip'
    row = json.loads((CORPUS / 'oracles/ileapp/safariCache.safariCache.mvs_ios_2023.20260730032125.json').read_text())['data'][0]
    with zipfile.ZipFile(CORPUS / archive) as packed:
        for member in packed.namelist():
            (folder / member.rsplit('/', 1)[-1]).write_bytes(packed.read(member))
    found = examine('web.safari', folder / 'Cache.db', companions=[(folder / 'Cache.db-wal', 'Cache.db-wal')])
    yield Check(archive, 'web.safari', [(row[0] * 1000000, row[1], row[7])], listed(found, 'web.cached', 'stored_at', 'url', 'path'),
                'iLEAPP, Safari Browser - Cache Records')


# ---- rows of databases -----------------------------------------------------------------------------------------------

# table: (module, our type); every row of it is one finding
TABLES = {'visits': ('web.chromium', 'web.visited'), 'downloads': ('web.chromium', 'web.downloaded'),
          'keyword_search_terms': ('web.chromium', 'web.searched'), 'cookies': ('web.chromium', 'cookie.stored'),
          'activitylog_compressed': ('web.chromium', 'extension.acted'), 'formdata': ('web.chromium', 'form.filled'),
          'cache': ('web.chromium', 'web.cached'), 'moz_cookies': ('web.firefox', 'cookie.stored'),
          'moz_historyvisits': ('web.firefox', 'web.visited'), 'moz_bookmarks': ('web.firefox', 'bookmark.added'),
          'moz_downloads': ('web.firefox', 'web.downloaded'), 'history_visits': ('web.safari', 'web.visited'),
          'history_tombstones': ('web.safari', 'web.cleared'), 'tabs': ('web.safari', 'tab.opened'),
          'ObservedDomains': ('web.safari', 'web.tracked')}


def row_counts():
    for path, facts in oracle('sqlite.json').items():
        if path.endswith('android/databases/downloads.db') or not path.startswith((BROWSER, 'files/android/databases/webview',
                                                                                    'files/ios/files/ios_backup')):
            continue
        wanted = {table: count for table, count in facts['tables'].items() if table in TABLES}
        for module in sorted({TABLES[table][0] for table in wanted}):
            counts = Counter(artifact['type'] for artifact in examine(module, path).artifacts)
            expected = [TABLES[table][1] for table, count in wanted.items() if TABLES[table][0] == module for _ in range(count)]
            kinds = {TABLES[table][1] for table in wanted}
            if 'moz_places' in facts['tables']:
                kinds.discard('web.downloaded')  # they are annotations there, compared by value
            yield Check(path, module, expected, [kind for kind in counts.elements() if kind in kinds], 'sqlite.json, rows of tables')


def us_1601(value):
    return value + EPOCH_1601 * 1000000 if value else None


def us_2001(value):
    return int(f'{value:.6f}'.replace('.', '')) + EPOCH_2001 * 1000000 if value else None


def times(unit):
    return {'webkit': us_1601, 'mac': us_2001, 'us': lambda value: value or None, 'ms': lambda value: value * 1000 if value else None,
            's': lambda value: value * 1000000 if value else None}[unit]


# (module, file name, tables that must be there, SQL, units of its columns, our type, our attributes)
QUESTIONS = [
    ('web.chromium', 'History', 'visits', 'SELECT u.url, u.title, v.visit_time, u.visit_count, (SELECT p.url FROM visits w '
     'JOIN urls p ON p.id = w.url WHERE w.id = v.from_visit) FROM visits v, urls u WHERE u.id = v.url', {2: 'webkit'},
     'web.visited', ['url', 'title', 'visited_at', 'visit_count', 'referrer_url']),
    ('web.chromium', 'History', 'keyword_search_terms', 'SELECT k.term, u.url, u.last_visit_time FROM keyword_search_terms k, urls u '
     'WHERE u.id = k.url_id', {2: 'webkit'}, 'web.searched', ['term', 'url', 'searched_at']),
    ('web.chromium', 'History', 'downloads_url_chains', 'SELECT target_path, start_time, end_time, received_bytes, (SELECT url FROM '
     'downloads_url_chains c WHERE c.id = d.id ORDER BY chain_index DESC LIMIT 1) FROM downloads d', {1: 'webkit', 2: 'webkit'},
     'web.downloaded', ['path', 'started_at', 'ended_at', 'received', 'url']),
    ('web.chromium', 'Cookies', 'cookies', 'SELECT host_key, name, value, path, creation_utc, expires_utc, last_access_utc FROM cookies',
     {4: 'webkit', 5: 'webkit', 6: 'webkit'}, 'cookie.stored',
     ['host', 'name', 'value', 'path', 'created_at', 'expires_at', 'used_at']),
    ('web.chromium', 'Web Data', 'autofill', 'SELECT name, value FROM autofill', {}, 'form.filled', ['field', 'value']),
    ('web.chromium', 'Login Data', 'logins', 'SELECT origin_url, username_value FROM logins', {}, 'login.saved', ['url', 'user']),
    ('web.chromium', 'Shortcuts', 'omni_box_shortcuts', 'SELECT text, url, last_access_time FROM omni_box_shortcuts', {2: 'webkit'},
     'web.typed', ['text', 'url', 'used_at']),
    ('web.firefox', 'places.sqlite', 'moz_historyvisits', 'SELECT p.url, p.title, v.visit_date, p.visit_count FROM moz_historyvisits v, '
     'moz_places p WHERE p.id = v.place_id', {2: 'us'}, 'web.visited', ['url', 'title', 'visited_at', 'visit_count']),
    ('web.firefox', 'places.sqlite', 'moz_bookmarks', 'SELECT b.title, p.url, b.dateAdded, b.lastModified FROM moz_bookmarks b LEFT JOIN '
     'moz_places p ON p.id = b.fk WHERE b.type < 3', {2: 'us', 3: 'us'}, 'bookmark.added', ['title', 'url', 'added_at', 'changed_at']),
    ('web.firefox', 'cookies.sqlite', 'moz_cookies', 'SELECT host, name, value, path, creationTime, lastAccessed, expiry FROM moz_cookies',
     {4: 'us', 5: 'us', 6: 's'}, 'cookie.stored', ['host', 'name', 'value', 'path', 'created_at', 'used_at', 'expires_at']),
    ('web.firefox', 'permissions.sqlite', 'moz_perms', 'SELECT origin, type, modificationTime FROM moz_perms', {2: 'ms'}, 'web.permitted',
     ['site', 'permission', 'changed_at']),
    ('web.safari', 'History.db', 'history_visits', 'SELECT i.url, v.title, v.visit_time, i.visit_count FROM history_visits v, '
     'history_items i WHERE i.id = v.history_item', {2: 'mac'}, 'web.visited', ['url', 'title', 'visited_at', 'visit_count']),
    ('web.safari', 'BrowserState.db', 'tabs', 'SELECT url, title, last_viewed_time, private_browsing FROM tabs', {2: 'mac'}, 'tab.opened',
     ['url', 'title', 'viewed_at', 'private']),
]


def database_files(folder):
    """(what the corpus calls it, path, name in a profile): files of their own and members of whole profiles."""
    named = {'History.db': [BROWSER + 'safari-ie-other/safari_History.db'],
             'Cookies': [CHROMIUM + 'plaso/cookies.db', CHROMIUM + 'plaso/Cookies-68.0.3440.106'],
             'cookies.sqlite': [BROWSER + 'firefox/plaso/firefox_2_cookies.sqlite.xz'],
             'places.sqlite': [BROWSER + 'firefox/plaso/places118.sqlite.xz'],
             'BrowserState.db': ['files/ios/files/ios_backup/3a/3a47b0981ed7c10f3e2800aa66bac96a3b5db28e'],
             'History': sorted(str(path.relative_to(CORPUS)) for path in (CORPUS / CHROMIUM).glob('*/*istory*'))}
    for name, paths in named.items():
        for path in paths:
            target = folder / path.replace('/', '_') / name
            target.parent.mkdir()
            opened = lzma.open if path.endswith('.xz') else open
            with opened(CORPUS / path, 'rb') as source, open(target, 'wb') as out:
                shutil.copyfileobj(source, out)
            yield path, target, name
    for archive in sorted([*(CORPUS / CHROMIUM).glob('specimens/*.tar.xz'), *(CORPUS / BROWSER / 'firefox').glob('*.tar.xz')]):
        target = folder / archive.name
        with tarfile.open(archive) as packed:
            packed.extractall(target, filter='data')
        for path in sorted(target.rglob('*')):
            if path.is_file() and path.name in {question[1] for question in QUESTIONS}:
                yield f'{archive.relative_to(CORPUS)}:{path.name}', path, path.name


def by_sqlite(folder):
    for called, path, name in database_files(folder):
        beside = [path.with_name(path.name + end) for end in ('-wal', '-journal') if path.with_name(path.name + end).exists()]
        # First ours: opening it with SQLite changes the files.
        found = {module: examine(module, path, companions=[(each, each.name) for each in beside])
                 for module in {question[0] for question in QUESTIONS if question[1] == name}}
        with sqlite3.connect(path) as database:
            database.text_factory = lambda text: text.decode('utf-8', 'replace')
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for module, file, table, sql, units, kind, names in QUESTIONS:
                if file != name or table not in tables:
                    continue
                expected = [tuple(times(units[i])(value) if i in units else value if value != '' else None
                                  for i, value in enumerate(row)) for row in database.execute(sql)]
                ours = listed(found[module], kind, *names)
                far = [row for row in expected if row[5:6] == (FAR_EXPIRY,)] if kind == 'cookie.stored' else []
                yield Check(called, module, expected, ours, f"Python's sqlite3, every row of {table}",
                            'a cookie expires in the year 9999; our times end in 2262, and a warning says that it is left out',
                            [*far, *(row[:5] + (None,) + row[6:] for row in far)])


def firefox_downloads():
    """As annotations: the target's and the state's rows of one page, put together by plain Python."""
    path = BROWSER + 'firefox/plaso/places118.sqlite.xz'
    with tempfile.NamedTemporaryFile() as file:
        file.write(lzma.open(CORPUS / path).read())
        file.flush()
        with sqlite3.connect(file.name) as database:
            rows = list(database.execute('SELECT p.url, n.name, a.content, a.dateAdded FROM moz_annos a, moz_anno_attributes n, '
                                         'moz_places p WHERE n.id = a.anno_attribute_id AND p.id = a.place_id'))
    expected = []
    for url, name, content, added in rows:
        if name == 'downloads/destinationFileURI':
            told = next(json.loads(other) for page, key, other, _ in rows if page == url and key == 'downloads/metaData')
            expected.append((url, content, added, told['endTime'] * 1000, told.get('fileSize')))
    found = listed(examine('web.firefox', path), 'web.downloaded', 'url', 'path', 'started_at', 'ended_at', 'size')
    yield Check(path, 'web.firefox', expected, found, "Python's sqlite3 and json, every download")


# ---- JSON and property lists --------------------------------------------------------------------------------------------

def firefox_json(folder):
    for archive in sorted((CORPUS / BROWSER / 'firefox').glob('*.tar.xz')):
        for path in sorted((folder / archive.name).rglob('*.js*')):
            called = f'{archive.relative_to(CORPUS)}:{path.name}'
            if path.name == 'extensions.json':
                expected = [(each['id'], each['version'], each['installDate'] * 1000) for each in json.loads(path.read_text())['addons']]
                found = listed(examine('web.firefox', path), 'extension.installed', 'id', 'version', 'installed_at')
            elif path.name == 'downloads.json':
                expected = [(each['source'], each['target']['path'], microseconds(each['startTime']))
                            for each in json.loads(path.read_text())['list']]
                found = listed(examine('web.firefox', path), 'web.downloaded', 'url', 'path', 'started_at')
            elif path.name == 'recovery.js':
                expected = [(tab['entries'][tab['index'] - 1]['url'], tab['lastAccessed'] * 1000)
                            for window in json.loads(path.read_text())['windows'] for tab in window['tabs']]
                found = listed(examine('web.firefox', path), 'tab.opened', 'url', 'viewed_at')
            else:
                continue
            yield Check(called, 'web.firefox', expected, found, "Python's json")


def chromium_extensions(folder):
    for archive in sorted((CORPUS / CHROMIUM).glob('specimens/*.tar.xz')):
        for path in sorted((folder / archive.name).rglob('*Preferences')):
            settings = json.loads(path.read_text()).get('extensions', {}).get('settings', {})
            expected = [(name, us_1601(int(each.get('first_install_time', each.get('install_time', 0))))) for name, each in settings.items()]
            found = listed(examine('web.chromium', path), 'extension.installed', 'id', 'installed_at')
            yield Check(f'{archive.relative_to(CORPUS)}:{path.name}', 'web.chromium', expected, found, "Python's json")


def leaves(node):
    """Of a tree of Safari's bookmarks: pages and named folders."""
    page = node['WebBookmarkType'] == 'WebBookmarkTypeLeaf'
    title = node['URIDictionary'].get('title') if page else node.get('Title')
    if node['WebBookmarkType'] in ('WebBookmarkTypeLeaf', 'WebBookmarkTypeList') and (page or title):
        yield node.get('URLString'), title or None
    for child in node.get('Children', []):
        yield from leaves(child)


def property_lists():
    base = 'files/macos/plist/'
    for path in (base + 'History.plist', base + 'iped/test_history.plist'):
        expected = [(each[''], each.get('title') or None, us_2001(float(each['lastVisitedDate'])), each['visitCount'])
                    for each in plistlib.loads((CORPUS / path).read_bytes())['WebHistoryDates']]
        found = listed(examine('web.safari', path), 'web.visited', 'url', 'title', 'visited_at', 'visit_count')
        yield Check(path, 'web.safari', expected, found, "Python's plistlib")
    path = base + 'iped/test_downloads.plist'
    expected = [(each['DownloadEntryURL'], each['DownloadEntryPath'], each['DownloadEntryProgressBytesSoFar'])
                for each in plistlib.loads((CORPUS / path).read_bytes())['DownloadHistory']]
    yield Check(path, 'web.safari', expected, listed(examine('web.safari', path), 'web.downloaded', 'url', 'path', 'received'),
                "Python's plistlib")
    path = base + 'iped/test_bookmarks.plist'
    expected = list(leaves(plistlib.loads((CORPUS / path).read_bytes())))
    yield Check(path, 'web.safari', expected, listed(examine('web.safari', path), 'bookmark.added', 'url', 'title'), "Python's plistlib")


def checks(_corpus):
    yield from plaso_asserted()
    yield from plaso_counts()
    yield from preferences()
    yield from hindsight()
    yield from row_counts()
    yield from firefox_downloads()
    yield from property_lists()
    with tempfile.TemporaryDirectory(prefix='sanad-web-') as name:
        folder = pathlib.Path(name)
        yield from ileapp_cookies(folder)
        yield from ileapp_cache(folder)
        yield from by_sqlite(folder)
        yield from firefox_json(folder)
        yield from chromium_extensions(folder)
