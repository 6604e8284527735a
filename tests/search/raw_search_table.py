#!/usr/bin/env python3
"""What is planted in the string-search images of the corpus, and which program finds it: RAW_SEARCH.md, printed anew.

  raw_search_table.py [--check]     SANAD: the program (build/release/bin/sanad)
"""
import json
import lzma
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import own_home  # noqa: E402, F401
import planted  # noqa: E402
from raw_truth import corpus, dftt_corrections, dftt_strings, dftt_tables, grep_offsets, root, strings_offsets  # noqa: E402

program = os.environ.get('SANAD', str(root / 'build/release/bin/sanad'))
golden = pathlib.Path(__file__).with_name('RAW_SEARCH.md')


def sanad(*words):
    done = subprocess.run([program, *map(str, words)], capture_output=True)
    if done.returncode != 0:
        sys.exit(f'sanad {" ".join(map(str, words))}: {done.stderr.decode(errors="replace")}')
    return done.stdout.decode()


def hits(case, *words):
    rows = [json.loads(line) for line in sanad('search', case, '--raw', *words, '--json').splitlines()]
    return [row for row in rows if 'scanned' not in row]


def hits_of_each(case, patterns, *options):
    """Hits by pattern, of one search for all of them."""
    found = {pattern: [] for pattern in patterns}
    first, *more = found
    for hit in hits(case, first, *(word for pattern in more for word in ('-e', pattern)), *options):
        found[hit['pattern']].append(hit)
    return found


def examined(image, folder, modules='none'):
    case = folder / (pathlib.Path(image).name + '.sanad')
    sanad('examine', image, '--case', case, '--modules', modules)
    return case


def cell(text):
    return str(text).replace('|', '\\|').replace('`', "'")


def told(hit):
    where = hit['in']
    byte = f'byte {where["offset"]}' if 'offset' in where else 'in its MFT entry'
    words = {'file': lambda: f'{where["path"]} {byte}', 'slack': lambda: f'slack of {where["path"]}',
             'volume_gap': lambda: 'volume gap', 'partition_table': lambda: 'partition table'}
    text = words.get(where['place'], lambda: where['place'])()
    if where.get('state'):
        text += f' ({where["state"]})'
    if 'packed' in hit:
        packed = hit['packed']
        name = f' {packed["name"]}' if 'name' in packed else ''
        text = f'{packed["in"].replace("_", " ")}{name} packed at {packed["image_offset"]}, byte {packed["offset"]}; {text}'
    if hit.get('continues_at'):
        text += f', goes on at {hit["continues_at"]}'
    if 'ends_in' in hit:
        end = hit['ends_in']
        text += f', ends in {"slack of " if end["place"] == "slack" else ""}{end.get("path", end["place"])}'
    return text


def mark(found):
    return 'yes' if found else '**no**'


def planted_strings(out, raw, case, rows):
    """rows: (text, offset, encoding, words for the place)."""
    counts = {'grep': 0, 'strings': 0, 'sanad': 0}
    out.append('| Planted | Image offset | Where, as documented | `grep -a` | `srch_strings` | `sanad search --raw` | told as |')
    out.append('|---|---|---|---|---|---|---|')
    searched = hits_of_each(case, {row[0] for row in rows}, '--case-sensitive')
    for text, offset, encoding, where in rows:
        wide = encoding == 'UTF-16LE'
        by_grep = offset in grep_offsets(raw, text)
        by_strings = offset in strings_offsets(raw, text, 'l' if wide else 's')
        found = [hit for hit in searched[text]
                 if hit.get('image_offset') == offset and hit['encoding'] == encoding]
        counts['grep'] += by_grep
        counts['strings'] += by_strings
        counts['sanad'] += len(found) == 1
        out.append(f'| {cell(text)} ({encoding}) | {offset} | {cell(where)} | {mark(by_grep)} | {mark(by_strings)} | '
                   f'{mark(len(found) == 1)} | {cell(told(found[0])) if found else ""} |')
    out.append(f'| **found of {len(rows)}** | | | {counts["grep"]} | {counts["strings"]} | {counts["sanad"]} | |')


def dftt(out, folder):
    raw = folder / 'fat-img-kw.dd'
    raw.write_bytes(lzma.decompress((corpus / 'files/images/fs-fat/fat-img-kw.dd.xz').read_bytes()))
    tables = dftt_tables()
    out += ['', '## DFTT 2, FAT keyword search', '']
    case = examined(raw, folder)
    planted_strings(out, raw, case, [(row['text'], row['at'], 'UTF-8', f'{row["file"]}: {row["note"]}') for row in dftt_strings()])
    out += ['', 'Where the published answers differ from the bytes of the image, the bytes count here:', '']
    out += [f'- {cell(text)}: {why}.' for text, (_, why) in dftt_corrections.items()]
    out += ['', '| Expression | Documented | `sanad search --raw --regex` finds |', '|---|---|---|']
    searched = hits_of_each(case, [row[1] for row in tables[2][1:]], '--regex')
    for _, expression, should in tables[2][1:]:
        found = searched[expression]
        texts = sorted({f'{hit["text"]} at {hit["image_offset"]}' for hit in found if 'image_offset' in hit})
        shown = ', '.join(texts[:6]) + (f' and {len(texts) - 6} more' if len(texts) > 6 else '')
        out.append(f'| `{cell(expression)}` | {cell(should)} | {cell(shown)} |')


titles = {'s1': 'GPT disk in E01 with FAT32, NTFS, ext4 and a gap', 's2': 'USB stick in E01 with FAT16 and exFAT'}


def scenario(name, out, folder):
    """Every keyword of a scenario: in the raw media, in every byte of the case, in its index."""
    answers, raw = planted.answers_of(name), planted.raw_media(name, folder)
    words, places = answers['keywords'], planted.places[name]
    case = examined(planted.image_of(name), folder, modules='all')
    searched = hits_of_each(case, words, '--case-sensitive')
    out += ['', f'## {name}: {titles[name]}', '',
            'Read with all modules. The other programs are given the raw media. A dash for an offset: the keyword stands',
            'nowhere as text, because it is packed. A star: the text has it at the beginning of a longer word.', '',
            '| Planted | Image offset | Where, as documented | `grep -a` | `srch_strings` | `sanad search --raw` | told as | '
            '`sanad search` |', '|---|---|---|---|---|---|---|---|']
    counts = [0] * 4
    rows = []
    for word, label in words.items():
        at = [(offset, encoding) for encoding, offsets in planted.offsets_in(raw, word, words).items() for offset in offsets]
        rows += [(offset, encoding, word, label) for offset, encoding in sorted(at)] or [(1 << 62, 'packed', word, label)]
    for offset, encoding, word, label in sorted(rows):
        is_packed = encoding == 'packed'
        by_grep = not is_packed and offset in grep_offsets(raw, word)
        by_strings = not is_packed and offset in strings_offsets(raw, word, 'l' if encoding == 'UTF-16LE' else 's')
        if is_packed:
            found = [hit for hit in searched[word] if (places[label] == planted.packed_in_no_file if 'packed' in hit else
                                                       hit['in'].get('path') == places[label])]
        else:
            found = [hit for hit in searched[word] if hit.get('image_offset') == offset and hit['encoding'] == encoding]
        index = next((query for query in (word, word + '*') if places[label] in indexed_in(case, query)), None)
        for i, yes in enumerate((by_grep, by_strings, bool(found), bool(index))):
            counts[i] += yes
        out.append(f'| {word} ({encoding}) | {"–" if is_packed else offset} | {label}: {cell(places[label])} | {mark(by_grep)} | '
                   f'{mark(by_strings)} | {mark(found)} | {cell(told(found[0])) if found else ""} | '
                   f'{("yes" if index == word else "yes, " + cell(index)) if index else mark(False)} |')
    out.append(f'| **found of {len(rows)}** | | | {counts[0]} | {counts[1]} | {counts[2]} | | {counts[3]} |')


def indexed_in(case, query):
    rows = sanad('search', case, query, '--in', 'text,artifact', '--json').splitlines()
    return {json.loads(row)['path'] for row in rows}


def planted_files(paths, planted):
    """Those of `planted` that these paths are, whatever was taken out of them counted as theirs."""
    return {whole for path in paths for whole in planted if path == whole or path.startswith(whole + '/')}


def in_files(hits):
    """Paths of the files that have the bytes of hits."""
    return {place['path'] for hit in hits for place in [hit['in'], *hit.get('also', [])] if place['place'] == 'file'}


def by_other_programs(path, word):
    """Whether grep, and srch_strings in any of its four encodings, find a word in a file."""
    return bool(grep_offsets(path, word)), any(strings_offsets(path, word, letter) for letter in 'sSlb')


def words_in_files(out, case, rows, bytes_of):
    """rows: (word, path of the file, words for how it is encoded there). `bytes_of` gives a file with its bytes."""
    words = list(dict.fromkeys(word for word, _, _ in rows))
    planted = {path for _, path, _ in rows}
    raw = hits_of_each(case, words)
    folded = hits_of_each(case, words, '--folded')
    counts = [0] * 5
    for word, path, how in rows:
        found = (*by_other_programs(bytes_of(path), word), path in planted_files(in_files(raw[word]), planted),
                 path in planted_files(in_files(folded[word]), planted),
                 path in planted_files(indexed_in(case, word), planted))
        for i, yes in enumerate(found):
            counts[i] += yes
        out.append(f'| {word} | {cell(how)} | ' + ' | '.join(mark(yes) for yes in found) + ' |')
    out.append(f'| **found of {len(rows)}** | | ' + ' | '.join(map(str, counts)) + ' |')


columns = ('`grep -a` | `srch_strings` | `sanad search --raw` | `--raw --folded` | `sanad search` |', '---|---|---|---|---|')


def urdu_words(name, out, folder):
    """The words of Urdu that a scenario's answers give by file: deleted files, databases and UTF-16 among them."""
    words = planted.answers_of(name).get('urdu_words', {})
    if not words:
        return
    case = folder / (planted.image_of(name).name + '.sanad')
    ids = {}
    for row in map(json.loads, sanad('files', case, '--json').splitlines()):
        ids.setdefault(row['path'], row['id'])
    out += ['', f'### {name}: words of Urdu, by file', '',
            'The other programs are given the bytes of each file (`sanad cat`), deleted ones included.', '',
            '| Word | File, as documented | ' + columns[0], '|---|---|' + columns[1]]

    def content(path):
        copy = folder / f'{name}-{ids[path]}'
        if not copy.exists():
            copy.write_bytes(subprocess.run([program, 'cat', case, str(ids[path])], check=True, capture_output=True).stdout)
        return copy

    rows = [(word, path, path) for word, where in words.items() for path in where['in_files']]
    words_in_files(out, case, rows, content)


def scenario_6(out, folder):
    tree = corpus / 'files/scenario/visible/s6'
    answers = json.loads((tree / 'ANSWERS.json').read_text(encoding='utf-8'))
    case = examined(tree / 'files', folder, modules='all')
    forms = {file['path']: file for file in answers['files']}
    out += ['', '## s6: Urdu and Arabic in seven encodings', '',
            'Read with all modules: what they take out of a file (members of a docx or xlsx) is its own, for the raw search too.',
            'Files in which a word is found; of a directory there is no slack. Text in a code of another kind (base64, entities,',
            'JSON, RTF) and UTF-32 are for the index. Of `srch_strings` any of its encodings counts (-e s, S, l, b).', '',
            '| Word | Encoded so | ' + columns[0], '|---|---|' + columns[1]]
    rows = []
    for query in answers['queries']:
        for path in query['files_after_full_normalisation']:
            form = forms[path]
            how = f'{path.rsplit("/", 1)[-1]}: {form["encoding"]}, {form["form"]}'
            rows.append((query['query'], path.removeprefix('files'), how))
    words_in_files(out, case, rows, lambda path: tree / ('files' + path))


def main():
    if not corpus.exists():
        print('skipped: no corpus')
        return
    out = ['# Raw search: what is planted, and who finds it', '',
           'Printed by `tests/search/raw_search_table.py` from the string-search images of the corpus; a test compares.']
    with tempfile.TemporaryDirectory(prefix='sanad-table-') as temporary:
        folder = pathlib.Path(temporary)
        dftt(out, folder)
        for name in planted.with_keywords():
            scenario(name, out, folder)
            urdu_words(name, out, folder)
        scenario_6(out, folder)
    text = '\n'.join(out) + '\n'
    if '--check' in sys.argv:
        if golden.read_text(encoding='utf-8') != text:
            import difflib
            sys.exit('\n'.join(difflib.unified_diff(golden.read_text(encoding='utf-8').splitlines(), text.splitlines(),
                                                    'RAW_SEARCH.md', 'printed now', lineterm='')))
        return
    golden.write_text(text, encoding='utf-8')
    print(text)


if __name__ == '__main__':
    main()
