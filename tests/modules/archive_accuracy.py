"""archive.members against what 7-Zip and bsdtar list and unpack (names, sizes, encryption, digests), and against Python's
zipfile and tarfile for times."""
import bz2
import datetime
import hashlib
import tarfile
import zipfile
import zlib

from accuracy import Check, examine, oracle

MODULE = 'archive.members'
# Documents in the table whose modules are others, and files that are no archives.
OTHERS = ('.pdf', '.xls', '.ppt', '.pptx', '.odt')


def plain(path):
    """Tools differ in slashes: ./ and / in front, / behind a folder, \\ of DOS."""
    return path.replace('\\', '/').strip('/').removeprefix('./')


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def lz4_frame(packed):
    """The content of an LZ4 frame of one block (lz4_Frame_format.md, lz4_Block_format.md)."""
    at = 7 + (8 if packed[4] & 8 else 0)
    size = int.from_bytes(packed[at:at + 4], 'little')
    block, at, out = packed[at + 4:at + 4 + (size & 0x7fffffff)], 0, bytearray()
    if size >> 31:
        return block

    def longer(length):
        nonlocal at
        while length >= 15 and block[at] == 255:
            length, at = length + 255, at + 1
        if length >= 15:
            length, at = length + block[at], at + 1
        return length
    while at < len(block):
        token, at = block[at], at + 1
        count = longer(token >> 4)
        out += block[at:at + count]
        at += count
        if at >= len(block):
            break
        back, at = int.from_bytes(block[at:at + 2], 'little'), at + 2
        for _ in range(longer(token & 15) + 4):
            out.append(out[-back])
    return bytes(out)


def listing_of_7zip(entries):
    return sorted((plain(each['path'].partition('|')[0]), int(each['size'] or 0), each['encrypted'] == '+')
                  for each in entries)


def listing(found):
    def size(member):
        # RAR keeps a link's target as its content, and 7-Zip counts it.
        if member['kind'] == 'link' and member['source']['path'].endswith('.rar'):
            return len(member.get('link_target', '').encode())
        return member.get('size', 0)
    return sorted((plain(member['path']), size(member), member.get('encrypted', 0) == 1)
                  for member in found.of('file.archived'))


def digests(found):
    return sorted((plain(line['derived']), line['sha256']) for line in found.derived)


def as_recorded(text):
    """The bytes that a tool printed as they are, read by Python, as text of the code page they were made with."""
    raw = text.encode('utf-8', 'surrogateescape')
    for page in ('utf-8', 'cp866', 'koi8_r'):
        try:
            said = raw.decode(page)
        except UnicodeDecodeError:
            continue
        if said in ('ПРИВЕТ', 'привет') or page == 'utf-8':
            return said
    return text


PASSWORD = 'without the password there is no content; what bsdtar wrote is not the content'
EXPLAINED = {  # file: (why, the differences of 7-Zip's listing, those of bsdtar's content)
    'common/be/jpegs.rar-encrypted': PASSWORD,
    'common/be/jpegs.rar5-encrypted': PASSWORD,
    'formats/test_read_format_zip_encryption_partially.zip': PASSWORD,
    'nested/tika/test-documents-spanned.z01':
        'the last three members lie in the other part, beside which 7-Zip was run; the 847 of 1257 '
        'bytes of testRTF.rtf yield 2075 bytes (zlib says so too), which bsdtar filled up with 1335 zeros',
    'documents/encrypted/test7Z_protected_passTika.7z': PASSWORD,
    'documents/encrypted/testZipEncrypted.zip': PASSWORD,
    'documents/encrypted/testPagesPwdProtected.pages':
        'the methods of iWork\'s own encryption are in no zip (25451, 25452); bsdtar wrote nothing into its files',
    'formats/malformed/test_read_format_rar_ppmd_use_after_free.rar':
        'both headers are there (flag 4: encrypted), without names; 7-Zip refuses the file as a whole',
    'formats/malformed/test_read_format_zip_bz2_hang.zip':
        'a local header and nothing else, which says 808464432 bytes of method 12300; bsdtar made an empty file of it',
    'formats/malformed/test_read_format_rar_invalid1.rar': 'the content is cut; bsdtar left a file of the stated size',
}


def listed_by_python(path, corpus):
    """(name, time) of zips as they say, without zone; of tars in UTC."""
    whole = corpus / path
    if zipfile.is_zipfile(whole) and path.endswith(('.zip', '.jar', '.ipa', '.zipx')) and 'spanned' not in path:
        return sorted((each.filename if each.flag_bits & 0x800 else as_recorded(each.filename.encode('cp437').decode(
            'utf-8', 'surrogateescape')), f'{datetime.datetime(*each.date_time)}') for each in zipfile.ZipFile(whole).infolist())
    if path.endswith(('.tar', '.tgz', '.tar.gz')) and 'malformed' not in path:
        with tarfile.open(whole) as tar:
            return sorted((plain(each.name), round(each.mtime, 5), f'{each.mode & 0o7777:04o}', each.uname, each.uid)
                          for each in tar)
    return None


def times(found):
    def seconds(member):
        text = member['modified_at'].rstrip('Z')
        return round(datetime.datetime.fromisoformat(text[:26]).replace(tzinfo=datetime.timezone.utc).timestamp(), 5)
    members = found.of('file.archived')
    if any('modified_local' in member for member in members):
        return sorted((member['path'], member['modified_local']) for member in members)
    return sorted((plain(member['path']), seconds(member), f'{int(member["mode"], 8) & 0o7777:04o}', member.get('user', ''),
                   member['user_id']) for member in members)


def packed_file(path, corpus):
    """What a packed single file, or a packed tar, holds: by Python's own modules."""
    packed = (corpus / path).read_bytes()
    name = path.rpartition('/')[2]
    if name.endswith('.bz2'):
        return [(name[:-4], len(bz2.decompress(packed)), False)], [(name[:-4], sha256(bz2.decompress(packed)))]
    if name.endswith('.lz4'):
        content = lz4_frame(packed)
        return [(name[:-4], len(content), False)], [(name[:-4], sha256(content))]
    if name.endswith(('.tgz', '.tar.gz')):
        with tarfile.open(corpus / path) as tar:
            members = tar.getmembers()
            return (sorted((plain(each.name), each.size, False) for each in members),
                    sorted((plain(each.name), sha256(tar.extractfile(each).read())) for each in members if each.isfile()))
    if name == 'syslog.gz':
        content = zlib.decompress(packed, 31)
        return [('syslog.1', len(content), False)], [('syslog.1', sha256(content))]
    return None


def checks(corpus):
    for path, said in oracle('archives.json').items():
        if path.endswith(OTHERS):
            continue
        found = examine(MODULE, path)
        short = path.removeprefix('files/archives/').removeprefix('files/')
        expected = listing_of_7zip(said.get('7z', {}).get('list', []))
        content = sorted((plain(as_recorded(name)), digest)
                         for name, digest in said.get('bsdtar_extract', {}).get('sha256', {}).items())
        authorities = '7-Zip', 'bsdtar'
        if path.endswith('corrupt1.gz'):
            # Cut within its deflate stream: no tool knows the size, and what there is must be the beginning of it.
            beginning = zlib.decompressobj(31).decompress((corpus / path).read_bytes())
            line = found.derived[0]
            yield Check(path, MODULE, [('damaged', sha256(beginning[:line['size']]), True)],
                        [(found.verdict, line['sha256'], line['size'] + 65536 > len(beginning))], 'zlib')
            continue
        if alone := packed_file(path, corpus):
            (expected, content), authorities = alone, ('Python', 'Python')
        if path.endswith('test_cpio.cpio'):
            # bsdtar takes the zip at the end of this archive for the whole; 7-Zip and the headers say otherwise.
            listed = sorted((name, size) for name, size, _ in expected)
            content = sorted((name, sha256(data)) for name, data in cpio_files((corpus / path).read_bytes()))
            authorities = '7-Zip', 'the headers, read by the test'
            assert {name for name, _ in listed} >= {name for name, _ in content}
        if path.endswith('moby.zip'):
            # The table was cut at 40 rows. Most members are shrunk, reduced or imploded, as PKZIP 1 packed; those of the methods
            # that libarchive has are compared, the others are listed, and named in warnings.
            with zipfile.ZipFile(corpus / path) as zipped:
                expected = sorted((each.filename, each.file_size, False) for each in zipped.infolist())
                content = sorted((each.filename, sha256(zipped.read(each))) for each in zipped.infolist()
                                 if each.compress_type in (0, 8))
            authorities = 'zipfile', 'zipfile'
        if path.endswith('spanned.zip'):
            # The last part: bsdtar refuses it, but the three members that lie in it are those of the unsplit zip.
            whole = oracle('archives.json')['files/archives/nested/tika/test-documents.zip']['bsdtar_extract']['sha256']
            content = [(name, whole[name]) for name in ('testTXT.txt', 'testWORD.doc', 'testXML.xml')]
        if 'filename_' in path:
            page = 'cp866' if 'cp866' in path else 'koi8_r'
            # 7-Zip's names were broken when they were written down; zipfile keeps the bytes.
            expected = sorted((each.orig_filename.encode('cp437').decode(page), each.file_size, False)
                              for each in zipfile.ZipFile(corpus / path).infolist())
            authorities = 'zipfile, ' + page.upper(), 'bsdtar'
        ours, unpacked = listing(found), digests(found)
        why = EXPLAINED.get(short, '')
        allowed = [thing for thing in less(expected, ours) + less(ours, expected)] if why and why != PASSWORD else []
        yield Check(path, MODULE, expected, ours, authorities[0], why, allowed)
        lost = less(content, unpacked)
        if why == PASSWORD:
            secret = {name for name, _, encrypted in ours if encrypted}
            lost = [thing for thing in lost if thing[0] in secret]
        if path.endswith('.z01'):
            lost = lost + less(unpacked, content)
        yield Check(path, MODULE, content, unpacked, authorities[1], why, lost if why else [])
        if timed := listed_by_python(path, corpus):
            yield Check(path, MODULE, timed, times(found), 'zipfile' if isinstance(timed[0][1], str) else 'tarfile')


def less(these, those):
    return [thing for thing in these if thing not in those]


def cpio_files(archive):
    """(name, content) of the regular files of a cpio, by its headers (cpio(5): new ASCII, or old binary)."""
    at = 0
    while at < len(archive):
        if archive[at:at + 5] == b'07070' and archive[at + 5:at + 6] in b'12':
            fields = [int(archive[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
            mode, size, name_size, start, unit = fields[1], fields[6], fields[11], at + 110, 4
        elif archive[at:at + 6] == b'070707':
            mode, name_size, size = (int(archive[at + a:at + b], 8) for a, b in ((18, 24), (59, 65), (65, 76)))
            start, unit = at + 76, 1
        else:
            words = [int.from_bytes(archive[at + 2 * i:at + 2 * i + 2], 'little') for i in range(13)]
            mode, name_size, size, start, unit = words[3], words[10], words[11] << 16 | words[12], at + 26, 2
        name = archive[start:start + name_size - 1].decode()
        content = -(-(start + name_size) // unit) * unit
        if name == 'TRAILER!!!':
            return
        if mode & 0o170000 == 0o100000:
            yield plain(name), archive[content:content + size]
        at = -(-(content + size) // unit) * unit
