"""Documents: facts against exiftool and plaso, text against pdftotext, catdoc, python-docx and Python's codecs."""
import datetime
import json
import re
from collections import Counter

from accuracy import CORPUS, Check, examine, oracle

URDU = 'files/scenario/visible/s6/'
ENCODINGS = 'files/text/encodings/'


def plain(text):
    return re.sub(r'\s+', ' ', text or '').strip()


def instant(written):
    """exiftool's "2007:09:15 11:02:31+02:00" in UTC; without a zone as it stands, which is what OLE means by UTC."""
    moment = datetime.datetime.fromisoformat(re.sub(r'^(\d{4}):(\d\d):', r'\1-\2-', written).replace('Z', '+00:00'))
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.timezone.utc)
    return moment.strftime('%Y-%m-%dT%H:%M:%S')


def seconds_of(text):
    return int(datetime.datetime.fromisoformat(text[:19].rstrip('Z') + '+00:00').timestamp())


def module_for(file):
    ending = file.rsplit('.', 1)[-1]
    if ending == 'pdf':
        return 'document.pdf'
    if ending in ('doc', 'xls', 'ppt', 'mpp', 'vsd') or file.endswith('encrypted/testPPT_protected_passtika.pptx'):
        return 'document.ole'
    if ending in ('docx', 'docm', 'xlsx', 'xlsm', 'pptx', 'odt', 'epub', 'numbers', 'pages'):
        return 'document.office'
    if ending in ('rtf', 'html'):
        return 'document.text'
    return None


# What exiftool says is protected, and the two office formats whose manifest or container says so.
ENCRYPTED = {
    'files/documents/encrypted/a-text-pass-A5d.pdf': 'Standard V2.3 (128-bit)',
    'files/documents/encrypted/testPDF_protected.pdf': 'Standard V2.3 (128-bit)',
    'files/documents/encrypted/password.xls': 'RC4 40-bit',
    'files/documents/encrypted/testEXCEL_protected_passtika.xls': 'RC4 40-bit',
    'files/documents/encrypted/testPPT_protected_passtika.ppt': 'RC4 CryptoAPI',
    'files/documents/encrypted/testPPT_protected_passtika.pptx': 'ECMA-376 4.2 standard, AES 128-bit',
    'files/documents/encrypted/testODTEncrypted.odt': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
    'files/documents/encrypted/testPagesPwdProtected.pages': 'iWork password',
}

EXPLAINED = {}


def facts_checks():
    for file, answer in oracle('docs_text.json').items():
        module = module_for(file)
        if module is None:
            continue
        found = examine(module, file)
        described = (found.of('document.described') or [{}])[0]
        text = '\n'.join(found.texts)
        said = answer.get('exiftool', {})
        expected, got = [], []
        if module != 'document.office' and not answer.get('error'):
            for theirs, ours in (('Author', 'author'), ('Title', 'title')):
                if plain(said.get(theirs)):
                    expected.append((ours, plain(said[theirs])))
                    got.append((ours, plain(described.get(ours))))
            for theirs, ours in (('CreateDate', 'created'), ('ModifyDate', 'saved')):
                if said.get(theirs):
                    written = file.endswith('.rtf')
                    expected.append((ours, instant(said[theirs])))
                    value = described.get(ours + ('_written' if written else '_at'), '')
                    got.append((ours, value.replace(' ', 'T')[:19].rstrip('Z')))
        if said.get('PageCount'):
            expected.append(('pages', said['PageCount']))
            got.append(('pages', described.get('pages')))
        if plain(answer.get('start')):
            start = plain(answer['start'])
            expected.append(('start', start))
            got.append(('start', plain(text)[:len(start)]))
        if 'chars' in answer and answer['chars'] > 1 and module == 'document.pdf':
            expected.append(('characters', answer['chars']))
            # pdftotext ends each page with a form feed; ours ends none.
            got.append(('characters', sum(len(page) for page in found.texts)))
        if file in ENCRYPTED:
            expected.append(('encrypted', ENCRYPTED[file]))
        got += [('encrypted', each['method']) for each in found.of('document.encrypted')]
        authority = 'exiftool' + (', pdftotext' if module == 'document.pdf' else ', catdoc' if 'catdoc_rc' in answer
                                  else ', python-docx' if 'python_docx_rc' in answer else '')
        check = Check(file, module, expected, got, authority)
        kinds, check.explained = EXPLAINED.get(file, ((), ''))
        check.allowed = [thing for thing in check.missing() + check.extra() if thing[0] in kinds]
        yield check


def time_checks():
    """plaso's counts by kind, and the first and last moment of each document."""
    for file, run in oracle('plaso_run.json').items():
        module = module_for(file)
        kinds = run.get('by_data_type', {})
        if module is None or not file.startswith('files/documents/') or not ({'olecf:item', 'openxml:metadata',
                                                                               'olecf:summary_info'} & set(kinds)):
            continue
        found = examine(module, file)
        described = (found.of('document.described') or [{}])[0]
        own = [described[key] for key in ('created_at', 'saved_at', 'printed_at') if key in described]
        # plaso knows a storage by its own name, without the path, and keeps equal events once.
        dated = {(part['path'].rsplit('/', 1)[-1], key, part[key]) for part in found.of('document.part')
                 for key in ('created_at', 'modified_at') if key in part}
        every = [seconds_of(time) for time in own] + [seconds_of(time) for _, _, time in dated]
        expected = [('first', run['first'] // 1000000), ('last', run['last'] // 1000000)]
        got = [('first', min(every)), ('last', max(every))]
        if 'olecf:item' in kinds:
            expected.append(('dated parts', kinds['olecf:item']))
            got.append(('dated parts', len(dated)))
        check = Check(file + ' (times)', module, expected, got, 'plaso')
        why = EXPLAINED.get(file + ' (times)')
        if why:
            check.allowed = [thing for thing in check.missing() + check.extra() if thing[0] in why[0]]
            check.explained = why[1]
        yield check


# Files of known encodings: Python decodes them on its own.
TEXTS = {
    ENCODINGS + 'tika/english.cp500.txt': 'cp500',
    ENCODINGS + 'tika/russian.cp866.txt': 'cp866',
    ENCODINGS + 'tika/testTXT_win-1252.txt': 'cp1252',
    ENCODINGS + 'iped/test_utf16': 'utf-16-le',
    'files/text/urdu-arabic/sample.conllu': 'utf-8',
    URDU + 'files/cp1256.txt': 'cp1256',
    URDU + 'files/utf8.txt': 'utf-8',
    URDU + 'files/utf8_bom.txt': 'utf-8-sig',
    URDU + 'files/utf16le_bom.txt': 'utf-16',
    URDU + 'files/utf16be_bom.txt': 'utf-16',
    URDU + 'files/utf16le_nobom.txt': 'utf-16-le',
    URDU + 'files/utf32le_bom.txt': 'utf-32',
}


def text_checks():
    for file, encoding in TEXTS.items():
        found = examine('document.text', file, name='text.txt')
        expected = (CORPUS / file).read_bytes().decode(encoding).splitlines()
        yield Check(file, 'document.text', expected, '\n'.join(found.texts).splitlines(), f'Python codec {encoding}')


def urdu_checks():
    """Every file of the scenario that holds a word code point by code point must give that word in its text."""
    answers = json.loads((CORPUS / URDU / 'ANSWERS.json').read_text())
    words = {}
    for query in answers['queries']:
        for file in query['files_exact_codepoints']:
            words.setdefault(file, []).append(query['query'])
    for file, expected in sorted(words.items()):
        if file.endswith('.eml'):
            continue
        module = 'document.office' if file.endswith(('.docx', '.xlsx')) else 'document.text'
        text = '\n'.join(examine(module, URDU + file).texts)
        yield Check(URDU + file, module, expected, [word for word in expected if word in text], 'scenario answers')


def foreign_checks():
    """Files of other kinds are nobody's: no artifact, and no crash."""
    modules = ['document.text', 'document.office', 'document.ole', 'document.pdf', 'mail.eml', 'mail.msg', 'mail.outlook']
    for folder in ('windows', 'browser', 'photos', 'archives', 'linux', 'macos', 'network', 'android', 'ios', 'chat-cloud'):
        files = sorted(path for path in (CORPUS / 'files' / folder).rglob('*') if path.is_file() and path.suffix != '.xz'
                       and path.stat().st_size < 1 << 20)[:12]
        for module in modules:
            verdicts = Counter(examine(module, path.relative_to(CORPUS).as_posix()).verdict for path in files)
            yield Check(f'files/{folder}: {len(files)} files', module, [],
                        [verdict for verdict in verdicts if verdict not in ('not_mine', 'examined', 'damaged')],
                        'only not_mine, examined and damaged are allowed')


def checks(corpus):
    yield from facts_checks()
    yield from time_checks()
    yield from text_checks()
    yield from urdu_checks()
    yield from foreign_checks()
