"""The scenario images whose answers document keywords, and the place that each name of a place means.

The answers name a place in a word ("docx", "slack"); the table says which file that is. A scenario with keywords that
is not in the table is an error, never passed over."""
import json
import lzma
import subprocess

from raw_truth import bytes_offsets, corpus

scenarios = corpus / 'files/scenario/visible'
profile = '/Users/sana'
documents = profile + '/Documents'
packed_in_no_file = 'deflated in the volume gap, in no file'

places = {
    's1': {
        'utf8text': documents + '/plan.txt', 'utf8urdu': documents + '/منصوبہ.txt',
        'utf16text': documents + '/خط_utf16.txt', 'cp1256text': documents + '/purana_1256.txt',
        'docx': documents + '/Report.docx', 'docxurdu': documents + '/رپورٹ.docx', 'xlsx': documents + '/ledger.xlsx',
        'pdf': documents + '/statement.pdf', 'zip': documents + '/archive.zip/level1.txt',
        'zipinzip': documents + '/archive.zip/nested.zip/secret/inner.txt',
        'mismatchzip': documents + '/song.mp3/x.txt', 'registry': profile + '/NTUSER.DAT',
        'emlbody': profile + '/AppData/Roaming/Thunderbird/Profiles/abc.default/Mail/Local Folders/Inbox',
        'delresident': documents + '/deleted_resident.txt', 'deldocx': documents + '/deleted_report.docx',
        'delurdu': documents + '/حذف شدہ.txt', 'delzip': profile + '/Downloads/deleted.zip/gone.txt',
        'ads': documents + '/plan.txt:hidden', 'bashhist': '/home/sana/.bash_history',
        'exturdu': '/home/sana/notes/یادداشت.md', 'extdeleted': '/home/sana/deleted_key.txt',
        'efi': '/EFI/Microsoft/Boot/readme.txt',
        'slack': 'slack of ' + documents + '/plan.txt', 'unallocated': 'volume gap', 'unalloc16': 'volume gap',
        'carvedpdf': packed_in_no_file, 'carvedzip': packed_in_no_file,
    },
    's2': {
        'longname': '/A long file name with spaces and (brackets).txt', 'faturdu': '/دستاویزات/فہرست عثمان.txt',
        'fatzip': '/BACKUP/data.zip/a/b.txt', 'fatdel': '/deleted one.txt', 'exfat': '/exfat_readme.txt',
        'exfatdel': '/gone_exfat.txt',
    },
}


def answers_of(scenario):
    return json.loads((scenarios / scenario / 'ANSWERS.json').read_text(encoding='utf-8'))


def with_keywords():
    """Every scenario whose answers document keywords."""
    return [each.parent.name for each in sorted(scenarios.glob('*/ANSWERS.json'))
            if 'keywords' in json.loads(each.read_text(encoding='utf-8'))]


def image_of(scenario):
    return scenarios / scenario / {'s1': 's1.E01', 's2': 'usb.E01'}[scenario]


def raw_media(scenario, folder):
    """The same media as other programs give it, for programs that read no container."""
    raw = folder / f'{scenario}.raw'
    if scenario == 's1':
        subprocess.run(['ewfexport', '-u', '-q', '-t', str(raw.with_suffix('')), '-f', 'raw', str(image_of('s1'))],
                       capture_output=True, check=True)
    else:
        raw.write_bytes(b''.join(lzma.decompress(part.read_bytes())
                                 for part in sorted((scenarios / scenario).glob('usb.dd.*.xz'))))
    return raw


def offsets_in(raw, word, words):
    """{encoding: offsets} of a keyword as it stands in the media, not where it begins a longer keyword."""
    longer = [other for other in words if other != word and other.startswith(word)]
    found = {}
    for name, coding in (('UTF-8', 'utf-8'), ('UTF-16LE', 'utf-16-le')):
        found[name] = bytes_offsets(raw, word.encode(coding)) - set().union(
            *(bytes_offsets(raw, other.encode(coding)) for other in longer))
    return found
