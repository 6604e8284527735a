#!/usr/bin/env python3
"""Measures Sanad against the tools whose work it does, pair by pair, on the machine at hand.

Three comparisons, each run as ours, theirs, ours, theirs …; the figure is the median of the ratios of the pairs, so
that what slows the machine for a while slows both. Every process of a side is counted: CPU seconds by the kernel's
account of the whole tree, memory as the peak of the summed PSS (shared pages counted once) in a first run that is not timed.
Beside each ratio stands the floor: the seconds that the digests and the inflation alone would take on all cores.
"""
import argparse
import ctypes
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import own_home  # noqa: E402, F401
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import events  # noqa: E402
from gui import show_gui  # noqa: E402
from make_text import make_text  # noqa: E402

root = pathlib.Path(__file__).resolve().parents[2]
CHUNK = 32768  # of an E01 as ewfacquire writes it

# Our side, their side, the ratio we promise; {out} is removed before and after each run. The tools compared with look for
# no identifiers, so neither do we; what that costs has its own table.
COMPARISONS = {
    'raw': ('raw image: every file listed, hashed three times and typed, against tsk_loaddb with two digests', 2.2,
            ['{bin}/sanad', 'examine', '{image}.raw', '--case', '{out}', '--modules', 'none', '--no-index',
             '--no-identifiers',
             '--no-image-digest'],
            ['tsk_loaddb', '-h', '-d', '{out}', '{image}.raw']),
    'verify': ('E01 verified: stored digests recomputed, against ewfverify with MD5 and SHA-1', 2.2,
               ['{bin}/sanad', 'evidence', 'verify', '--image', '{image}.E01'],
               ['ewfverify', '-q', '-d', 'sha1', '{image}.E01']),
    'whole': ('E01 verified and ingested in one pass, against ewfverify and then tsk_loaddb', 3.5,
              ['{bin}/sanad', 'examine', '{image}.E01', '--case', '{out}', '--modules', 'none', '--no-index',
               '--no-identifiers'],
              ['sh', '-c', 'ewfverify -q -d sha1 "$1" && tsk_loaddb -h -d "$2" "$1"', 'both', '{image}.E01', '{out}']),
}

# What each of our sides cannot avoid: digests of the whole image as one message each, digests of blocks or files side
# by side, and whether the chunks are inflated.
WORK = {
    'raw': dict(chains=[], blocks=[], files=['md5', 'sha1', 'sha256'], inflate=False),
    'verify': dict(chains=['md5', 'sha1', 'sha256'], blocks=['sha256'], files=[], inflate=True),
    'whole': dict(chains=['md5', 'sha1', 'sha256'], blocks=['sha256'], files=['md5', 'sha1', 'sha256'], inflate=True),
}


# ---- running and counting ------------------------------------------------------------------------------------------

def become_subreaper():
    """Grandchildren whose parent ends come to us, so that their CPU time is counted too (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def tree_of(top):
    """The processes under `top`, itself included, as /proc shows them now."""
    parents = {}
    for entry in os.scandir('/proc'):
        if entry.name.isdigit():
            try:
                with open(f'/proc/{entry.name}/stat', 'rb') as file:
                    parents[int(entry.name)] = int(file.read().rsplit(b')', 1)[1].split()[1])
            except OSError:
                continue
    found, grew = {top}, True
    while grew:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found, grew = found | more, bool(more)
    return found


def memory_of(top):
    """Summed PSS of the tree in bytes."""
    total = 0
    for pid in tree_of(top):
        try:
            with open(f'/proc/{pid}/smaps_rollup') as file:
                found = re.search(r'^Pss:\s+(\d+) kB', file.read(), re.M)
            total += int(found[1]) * 1024 if found else 0
        except OSError:
            continue
    return total


class Run:
    """One run of a command: wall and CPU seconds of all its processes; with `sample`, their peak memory as well."""

    def __init__(self, command, seconds_allowed=1800, sample=False):
        self.command, self.peak = command, 0
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 start_new_session=True)
        over = threading.Event()

        def watch():
            while not over.wait(0.05):
                if sample:
                    self.peak = max(self.peak, memory_of(child.pid))
                if time.monotonic() - start > seconds_allowed:
                    os.killpg(child.pid, signal.SIGKILL)
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        # stdout closes when the last process that holds it ends; a program that leaves workers behind pays for them.
        self.output = child.stdout.read().decode(errors='replace')
        child.wait()
        child.stdout.close()
        self.wall = time.monotonic() - start
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
        over.set()
        watcher.join()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.status = child.returncode


def remove(path):
    for found in (path, path + '-journal', path + '-wal', path + '-shm'):
        if os.path.isdir(found):
            shutil.rmtree(found)
        elif os.path.exists(found):
            os.unlink(found)


def measured(command, out, **options):
    remove(out)
    run = Run(command, **options)
    remove(out)
    if run.status != 0:
        sys.exit(f'bench: {" ".join(command)}\nended with {run.status}\n{run.output[-3000:]}')
    return run


# ---- the floor -----------------------------------------------------------------------------------------------------

def megabytes_per_second(work, size, seconds=0.6):
    best, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end or not best:
        start = time.process_time()
        work()
        best = max(best, size / 1e6 / max(time.process_time() - start, 1e-9))
    return best


def digest_speeds(programs):
    """MB/s on one core: of one message (chains) and of many side by side, and whose they are. From digest_bench in the
    folder `programs`, which measures our kernels; else OpenSSL's through hashlib, for both."""
    buffer = os.urandom(1 << 20) * 16
    plain = {name: megabytes_per_second(lambda name=name: hashlib.new(name, buffer).digest(), len(buffer))
             for name in ('md5', 'sha1', 'sha256')}
    program = pathlib.Path(programs) / 'digest_bench'
    if not programs or not program.exists():
        return plain, dict(plain), "OpenSSL's digests, one stream a core"
    alone, many, section = dict(plain), dict(plain), None
    for line in subprocess.run([program], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines():
        if line in ('MD5', 'SHA-1', 'SHA-256'):
            section = line.lower().replace('-', '')
        elif section and (row := re.match(r'\s+(one message|500 files[^,]*), .*?\s(\d+)\s*$', line)):
            speeds = alone if row[1] == 'one message' else many
            speeds[section] = max(speeds[section], float(row[2]))
    return alone, many, 'the kernels of this build (digest_bench)'


def inflation_speed(raw):
    """Media MB/s at which libdeflate inflates this image's chunks on one core; a chunk stored as it is counts as free."""
    library = ctypes.CDLL('libdeflate.so.0')
    library.libdeflate_alloc_decompressor.restype = ctypes.c_void_p
    library.libdeflate_zlib_decompress.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p,
                                                   ctypes.c_size_t, ctypes.c_void_p]
    inflater = library.libdeflate_alloc_decompressor()
    size, wanted = os.path.getsize(raw), 2000
    packed, media = [], 0
    with open(raw, 'rb') as file:
        for at in range(0, size - CHUNK + 1, max(CHUNK, size // wanted // CHUNK * CHUNK)):
            file.seek(at)
            chunk = file.read(CHUNK)
            media += len(chunk)
            made = zlib.compress(chunk, 1)
            if len(made) < CHUNK:
                packed.append(made)
    out = ctypes.create_string_buffer(CHUNK)

    def work():
        for piece in packed:
            if library.libdeflate_zlib_decompress(inflater, piece, len(piece), out, CHUNK, None) != 0:
                sys.exit('bench: libdeflate refused a chunk')

    return megabytes_per_second(work, media)


def floor_seconds(work, image_bytes, file_bytes, cores, chain_speed, many_speed, inflation):
    """The least wall seconds for `work` on so many cores. A digest of the whole image is one chain that no second core
    can shorten, so the longest chain bounds as well."""
    chains = [image_bytes / 1e6 / chain_speed[name] for name in work['chains']]
    cpu = sum(chains)
    cpu += sum(image_bytes / 1e6 / many_speed[name] for name in work['blocks'])
    cpu += sum(file_bytes / 1e6 / many_speed[name] for name in work['files'])
    if work['inflate']:
        cpu += image_bytes / 1e6 / inflation
    return max([cpu / cores, *chains])


# ---- the report ----------------------------------------------------------------------------------------------------

def filled(command, **places):
    return [part.format(**places) for part in command]


def compare(name, asked, folder):
    title, promised, ours, theirs = COMPARISONS[name]
    sides = []
    for side, command in (('ours', ours), ('theirs', theirs)):
        out = str(folder / f'{name}.{side}.sanad')
        sides.append((filled(command, bin=asked.bin, image=asked.image, out=out), out))
    print(f'\n{title}\n  ours    {" ".join(sides[0][0])}\n  theirs  {" ".join(sides[1][0])}', flush=True)
    peaks = [measured(command, out, sample=True).peak for command, out in sides]
    pairs, ratios = [], []
    for number in range(asked.runs):
        one, two = pair = [measured(command, out) for command, out in sides]
        pairs.append(pair)
        ratios.append(two.wall / one.wall)
        print(f'  pair {number + 1}: {one.wall:7.2f} s against {two.wall:7.2f} s: {ratios[-1]:5.2f}×', flush=True)
    return dict(name=name, title=title, promised=promised, ratio=statistics.median(ratios), ratios=ratios,
                wall=[statistics.median(pair[side].wall for pair in pairs) for side in (0, 1)],
                cpu=[statistics.median(pair[side].cpu for pair in pairs) for side in (0, 1)], peak=peaks)


def busy_share(seconds=2.0):
    """How much of the machine others use now."""
    def times():
        with open('/proc/stat') as file:
            fields = list(map(int, file.readline().split()[1:9]))
        return sum(fields), fields[3] + fields[4]
    first = times()
    time.sleep(seconds)
    second = times()
    return 1 - (second[1] - first[1]) / max(1, second[0] - first[0])


def speeds(table):
    return ', '.join(f'{name} {speed:.0f}' for name, speed in table.items())


def show(results, cores):
    row = '{:8}{:>8}{:>10}{:>16}{:>16}{:>13}{:>9}{:>8}{:>15}{:>8}'
    print('\n' + row.format('', 'ratio', 'promised', 'wall s', 'CPU s', 'peak MiB', 'floor s', 'above', "OpenSSL's s",
                            'above'))
    for result in results:
        wall, cpu, peak = result['wall'], result['cpu'], [value / (1 << 20) for value in result['peak']]
        print(row.format(result['name'], f'{result["ratio"]:.2f}×', f'{result["promised"]:.1f}×',
                         f'{wall[0]:.2f} / {wall[1]:.2f}', f'{cpu[0]:.2f} / {cpu[1]:.2f}',
                         f'{peak[0]:.0f} / {peak[1]:.0f}',
                         f'{result["floor"]:.2f}', f'{wall[0] / result["floor"]:.2f}×',
                         f'{result["floor_openssl"]:.2f}', f'{wall[0] / result["floor_openssl"]:.2f}×'))
    print(f'ours / theirs. The floor: CPU seconds of digests and inflation alone over {cores} cores, or the longest chain\n'
          'of digests if that takes longer; "above": how many times the floor our wall time is.')


# Ours against ours: what modules add. None of the image's files is wanted by the first.
MODULES = {'offered, wanted by none': 'windows.zone_identifier', 'all': 'all'}


def show_modules(asked, folder):
    """The same ingest of the raw image with modules and without, pair by pair."""
    def command(modules, out):
        return [asked.bin + '/sanad', 'examine', asked.image + '.raw', '--case', out, '--no-index', '--no-image-digest',
                '--no-identifiers', '--modules', modules]
    print('\nmodules: the raw ingest with them against the same without, as "raw" above')
    results = {}
    for name, chosen in MODULES.items():
        ratios = []
        for _ in range(asked.runs):
            without = measured(command('none', str(folder / 'modules.none.sanad')), str(folder / 'modules.none.sanad'))
            out = str(folder / 'modules.with.sanad')
            remove(out)
            run = Run(command(chosen, out))
            ratios.append((run.wall / without.wall, run.wall, without.wall))
        ratio, wall, without = sorted(ratios)[len(ratios) // 2]
        counts = [json.loads(line) for line in subprocess.run([asked.bin + '/sanad', 'find', out, '--json'], check=True,
                                                              capture_output=True, text=True).stdout.splitlines()]
        artifacts = sum(count['count'] for count in counts)
        remove(out)
        results[name] = dict(ratio=ratio, wall=wall, without=without, artifacts=artifacts)
        more = f', {artifacts / max(wall - without, 1e-9):.0f} artifacts a second more' if artifacts else ''
        print(f'  {name}: {wall:.2f} s against {without:.2f} s, {ratio:.3f}; {artifacts} artifacts{more}', flush=True)
    return results


MEMORY_PROMISED = 3 << 29  # 1.5 GiB


def show_memory(asked, folder, image=None):
    """An image as an examiner examines it, with everything that is on by default: the peak of all processes together."""
    image = image or asked.image + '.E01'
    out = str(folder / 'memory.sanad')
    remove(out)
    run = Run([asked.bin + '/sanad', 'examine', image, '--case', out], seconds_allowed=4 * 3600, sample=True)
    remove(out)
    if run.status not in (0, 1):
        sys.exit(f'bench: sanad examine ended with {run.status}\n{run.output[-3000:]}')
    print(f'\nmemory: sanad examine {image}, everything on: {run.peak >> 20} MiB at most, all processes together '
          f'(promised: {MEMORY_PROMISED >> 20}); {run.wall:.1f} s', flush=True)
    return dict(peak=run.peak, wall=run.wall)


def search_words(image, count=1000):
    """Words that stand in the image or might: the first of its file names, each once, in an order that depends on nothing."""
    with open(image + '.csv', encoding='utf-8', errors='replace') as file:
        words = {word for line in file for word in re.findall(r'[A-Za-z]{6,14}', line)}
    return sorted(words, key=lambda word: hashlib.sha256(word.encode()).digest())[:count]


def show_raw_search(asked, folder):
    """A raw scan for a thousand words in three encodings, told by file, against grep for the same list in one."""
    words, case = folder / 'words.txt', str(folder / 'search.sanad')
    words.write_text('\n'.join(search_words(asked.image)) + '\n')
    remove(case)
    subprocess.run([asked.bin + '/sanad', 'examine', asked.image + '.raw', '--case', case, '--modules', 'none',
                    '--no-image-digest'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    size = os.path.getsize(asked.image + '.raw')
    ours = ['sh', '-c', 'exec "$1" search "$2" --raw --list "$3" --case-sensitive --json > "$4"', 'search',
            asked.bin + '/sanad', case, str(words), str(folder / 'search.jsonl')]
    # Not into /dev/null: grep would end at the first match.
    theirs = ['sh', '-c', 'LC_ALL=C exec grep -a -c -F -f "$1" "$2"', 'grep', str(words), asked.image + '.raw']
    print(f'\nraw search: {len(search_words(asked.image))} words in UTF-8, UTF-16LE and UTF-16BE, each hit with its file, '
          'against grep -a -c -F -f of the same list (UTF-8, lines counted)')
    ratios = []
    for number in range(asked.runs):
        one, two = Run(ours), Run(theirs)
        ratios.append((two.wall / one.wall, one.wall, two.wall, one.cpu, two.cpu))
        print(f'  pair {number + 1}: {one.wall:.2f} s ({one.cpu:.2f} s CPU) against {two.wall:.2f} s ({two.cpu:.2f} s CPU): '
              f'{ratios[-1][0]:.2f}× the wall time, {two.cpu / one.cpu:.2f}× the CPU', flush=True)
    ratio, wall, grep_wall, cpu, grep_cpu = sorted(ratios)[len(ratios) // 2]
    with open(folder / 'search.jsonl') as file:
        hits = sum(1 for _ in file) - 1
    print(f'  {hits} hits; {size / wall / 1e6:.0f} MB/s against {size / grep_wall / 1e6:.0f} MB/s; '
          f'CPU {cpu:.2f} s against {grep_cpu:.2f} s')
    remove(case)
    for name in ('words.txt', 'search.jsonl'):
        remove(str(folder / name))
    return dict(ratio=ratio, wall=wall, grep_wall=grep_wall, cpu=cpu, grep_cpu=grep_cpu, hits=hits)


# More than this share of the wall time without it a ledger may not cost, by the median of the pairs.
CUSTODY_MAY_COST = 0.02


def show_custody(asked, folder):
    """The whole raw ingest with its ledger, against the same calls without one, pair by pair."""
    print('\ncustody: the raw ingest with its ledger against the same without (bin/ingest_without_custody)')
    image = asked.image + '.raw'
    pairs = []
    for number in range(max(asked.runs, 7)):
        runs = [measured([asked.bin + '/' + command[0], *command[1:]], str(folder / 'custody.sanad')) for command in (
            ['sanad', 'examine', image, '--case', str(folder / 'custody.sanad'), '--modules', 'none', '--no-index',
             '--no-identifiers'],
            ['ingest_without_custody', image, str(folder / 'custody.sanad')])]
        pairs.append((runs[0].wall / runs[1].wall, runs[0].cpu / runs[1].cpu))
        print(f'  pair {number + 1}: {runs[0].wall:.2f} s against {runs[1].wall:.2f} s: {pairs[-1][0]:.3f}; CPU '
              f'{runs[0].cpu:.2f} s against {runs[1].cpu:.2f} s: {pairs[-1][1]:.3f}', flush=True)
    wall, cpu = (statistics.median(pair[of] for pair in pairs) for of in (0, 1))
    print(f'  wall {wall:.3f}, CPU {cpu:.3f} (at most {1 + CUSTODY_MAY_COST:.2f})', flush=True)
    return dict(ratio=wall, cpu=cpu, pairs=pairs)


# More than this share of the time without it the search for identifiers may not cost.
IDENTIFIERS_MAY_COST = 0.4


def show_identifiers(asked, folder):
    """The whole ingest, image digests included, with the search for identifiers in all bytes and without, pair by pair."""
    print('\nidentifiers: the whole ingest with the search in all bytes against the same without')
    results = {}
    for kind in ('.raw', '.E01'):
        pairs = []
        for _ in range(asked.runs):
            walls = []
            for more in ([], ['--no-identifiers']):
                out = str(folder / 'identifiers.sanad')
                remove(out)
                run = Run([asked.bin + '/sanad', 'examine', asked.image + kind, '--case', out, '--modules', 'none',
                           '--no-index', *more])
                walls.append(run)
                if not more:
                    listed = subprocess.run([asked.bin + '/sanad', 'identifiers', out, '--json'], check=True,
                                            capture_output=True, text=True).stdout.splitlines()
                    hits = sum(json.loads(line)['hits'] for line in listed)
            remove(out)
            pairs.append((walls[0].wall / walls[1].wall, walls[0].wall, walls[1].wall, walls[0].cpu, walls[1].cpu))
        ratio, wall, without, cpu, cpu_without = sorted(pairs)[len(pairs) // 2]
        results[kind] = dict(ratio=ratio, wall=wall, without=without, cpu=cpu, cpu_without=cpu_without, hits=hits)
        print(f'  {kind}: {wall:.2f} s against {without:.2f} s, {ratio:.3f} (at most {1 + IDENTIFIERS_MAY_COST:.1f}); CPU '
              f'{cpu:.2f} s against {cpu_without:.2f} s; {hits} hits', flush=True)
    return results


def size_of(*paths):
    files = [file for path in paths for file in (path.rglob('*') if path.is_dir() else [path]) if file.is_file()]
    return sum(file.stat().st_size for file in files)


INDEX_MAY_COST, QUERY_MAY_TAKE = 0.6, 0.05
# Of make_text.py's words: the first of each language, some behind them, a rare one. Apart from them words that stand
# nowhere, of which longer ones are looked for (no promise is made of those); then all else that may be asked.
WORDS = ['the', 'transfer', 'phone', 'کے', 'رقم', 'پاکستان', 'starcardinros']
ABSENT_WORDS = ['zygote', 'قسطنطنیہ']
COPIES = 40  # of a query in one process
OTHER_QUERIES = ['"bank transfer"', 'bank AND transfer NOT office', 'trans*', '*ansfe*', 'رقم NEAR/5 بینک']


def show_index(asked, folder):
    """The raw ingest with the full-text index against the same without; then what a query costs on a text of 1 GB."""
    def command(out, *more):
        return [asked.bin + '/sanad', 'examine', asked.image + '.raw', '--case', out, '--modules', 'none', *more]
    print('\nindex: the raw ingest with it (no modules, image digest) against the same without')
    pairs = []
    out = folder / 'index.with.sanad'
    for number in range(asked.runs):
        without = measured(command(str(folder / 'index.none.sanad'), '--no-index'), str(folder / 'index.none.sanad'))
        remove(str(out))
        run = Run(command(str(out)))
        pairs.append((run.wall / without.wall, run.wall, without.wall, run.cpu, without.cpu))
        print(f'  pair {number + 1}: {run.wall:.2f} s ({run.cpu:.2f} s CPU) against {without.wall:.2f} s '
              f'({without.cpu:.2f} s CPU): {pairs[-1][0]:.3f}', flush=True)
    ratio, wall, without, cpu, cpu_without = sorted(pairs)[len(pairs) // 2]
    shown = subprocess.run([asked.bin + '/sanad', 'case', 'show', out, '--json'], check=True, capture_output=True, text=True)
    facts = json.loads(shown.stdout)['images'][0]['index']
    size = size_of(out / 'index.db', out / 'index')
    print(f'  {wall:.2f} s against {without:.2f} s, {ratio:.3f} (at most {1 + INDEX_MAY_COST:.1f}); CPU {cpu:.2f} s against '
          f'{cpu_without:.2f} s; {facts["texts"]} texts of {facts["text_bytes"] / 1e6:.0f} MB, '
          f'{facts["names"]} names; index {size / 1e6:.0f} MB, {size / max(1, facts["text_bytes"]):.2f} of the text, '
          'original text in it', flush=True)
    remove(str(out))
    return dict(ratio=ratio, wall=wall, without=without, cpu=cpu, cpu_without=cpu_without, bytes=size,
                **show_queries(asked, folder), **facts)


def show_queries(asked, folder):
    """What a query costs on a text of 1 GB in English and Urdu, the start of the program included."""
    texts = folder / f'text.{asked.text_bytes}'
    if not (texts / 'whole').exists():
        print(f'  making {texts}, which takes a minute', flush=True)
        remove(str(texts))
        make_text(texts, asked.text_bytes)
        (texts / 'whole').touch()
    case = folder / 'texts.sanad'
    remove(str(case))
    run = Run([asked.bin + '/sanad', 'examine', str(texts), '--case', str(case), '--modules', 'none'])
    size = size_of(case / 'index.db', case / 'index')
    print(f'  {size_of(texts) / 1e6:.0f} MB of text in files: examined and indexed in {run.wall:.1f} s, index '
          f'{size / 1e6:.0f} MB; counts and the first 50 hits, the program started each time (of a word at most '
          f'{QUERY_MAY_TAKE * 1000:.0f} ms); counts alone, in a process that runs:')
    # Of the verb that is asked, no other: options of all verbs are made for --version.
    start = statistics.median(Run([asked.bin + '/sanad', 'search', '--help']).wall for _ in range(5))
    print(f'    the program starts and says how it is asked: {start * 1000:.0f} ms')
    queries = {}
    for words in WORDS + ABSENT_WORDS + OTHER_QUERIES:
        if words == ABSENT_WORDS[0]:
            print('    words that stand nowhere, longer ones looked for, too:')
        elif words == OTHER_QUERIES[0]:
            print('    other queries:')
        runs = [Run([asked.bin + '/sanad', 'search', str(case), words, '--limit', '50', '--json']) for _ in range(5)]
        if runs[0].status != 0:
            sys.exit(f'bench: {words}: ended with {runs[0].status}\n{runs[0].output[-3000:]}')
        queries[words] = dict(wall=statistics.median(run.wall for run in runs), cpu=statistics.median(run.cpu for run in runs),
                              inside=seconds_inside(asked, case, words, folder))
        hits = sum(1 for line in runs[0].output.splitlines() if '"match"' in line)
        queries[words]['hits'] = hits
        print(f'    {words}: {queries[words]["wall"] * 1000:.0f} ms ({queries[words]["cpu"] * 1000:.0f} ms CPU), '
              f'{hits} hits; {queries[words]["inside"] * 1000:.1f} ms', flush=True)
    # Of a text that is too short for a rare word it stands nowhere.
    measured_words = [words for words in WORDS if queries[words]['hits'] != 0]
    slowest = max((queries[words]['wall'] for words in measured_words), default=0.0)
    print(f'  the slowest of {len(measured_words)} words: {slowest * 1000:.0f} ms', flush=True)
    remove(str(case))
    return dict(text_seconds=run.wall, text_index_bytes=size, queries=queries, start=start, slowest_word=slowest)


def seconds_inside(asked, case, words, folder):
    """What the counts of a query take where the program runs already: of a list of it, by what more copies take longer."""
    walls = []
    for copies in (1, 1 + COPIES):
        terms = folder / 'query.txt'
        terms.write_text((words + '\n') * copies, encoding='utf-8')
        runs = [Run([asked.bin + '/sanad', 'search', str(case), '--list', str(terms), '--json']) for _ in range(3)]
        if any(run.status != 0 for run in runs):
            sys.exit(f'bench: {words}: ended with {[run.status for run in runs]}\n{runs[0].output[-3000:]}')
        walls.append(statistics.median(run.wall for run in runs))
        terms.unlink()
    return max(0.0, walls[1] - walls[0]) / COPIES


HASH_ENTRIES, HASH_LOOKUPS, HASH_PROMISED = 10_000_000, 68_000, 5.0


def show_hash_sets(asked, folder):
    """Ten million entries in the NSRL's text form made searchable, and 68,000 digests looked up, half of them there."""
    if shutil.which('hfind') is None:
        print('bench: no hfind: hash sets were not measured')
        return None
    text, wanted = folder / f'nsrl.{HASH_ENTRIES}.txt', folder / f'nsrl.{HASH_ENTRIES}.lookups'
    if not wanted.exists():
        print(f'bench: making {text}, which takes a minute', flush=True)
        maker = root / 'tests/hashset/make_nsrl.py'
        subprocess.run([sys.executable, '-B', maker, text, '--entries', str(HASH_ENTRIES), '--lookups', wanted,
                        str(HASH_LOOKUPS), 'sha1'], check=True)
    theirs_text = folder / 'hfind/nsrl.txt'  # hfind writes its index beside the list
    shutil.rmtree(theirs_text.parent, ignore_errors=True)
    theirs_text.parent.mkdir()
    os.link(text, theirs_text)
    sets = folder / 'hashsets'
    sanad = [asked.bin + '/sanad', 'hashset']
    sides = {
        'import': (sanad + ['import', str(text), '--name', 'nsrl', '--algorithm', 'sha1', '--replace', '--dir', str(sets)],
                   ['hfind', '-i', 'nsrl-sha1', str(theirs_text)]),
        'lookup': (sanad + ['lookup', '--from', str(wanted), '--dir', str(sets)],
                   ['hfind', '-f', str(wanted), str(theirs_text)]),
    }
    with open(text, 'rb') as file:
        while file.read(16 << 20):
            pass
    print(f'\nhash sets: {HASH_ENTRIES:,} entries ({text.stat().st_size / 1e9:.2f} GB of NSRLFile.txt) imported, '
          f'{HASH_LOOKUPS:,} digests looked up, against hfind')
    result = {}
    for name, (ours, theirs) in sides.items():
        pairs = []
        for number in range(asked.runs if name == 'lookup' else 1):
            one, two = Run(ours, sample=True), Run(theirs, sample=True)
            for run in (one, two):
                if run.status != 0:
                    sys.exit(f'bench: {" ".join(run.command)}\nended with {run.status}\n{run.output[-3000:]}')
            pairs.append((one, two))
        if name == 'lookup':
            found = sum(1 for line in pairs[0][0].output.splitlines() if line.endswith('nsrl'))
            if found != HASH_LOOKUPS // 2:
                sys.exit(f'bench: {found} digests found, {HASH_LOOKUPS // 2} stand in the list')
        one, two = sorted(pairs, key=lambda pair: pair[1].wall / pair[0].wall)[len(pairs) // 2]
        result[name] = dict(ratio=two.wall / one.wall, wall=[one.wall, two.wall], peak=[one.peak, two.peak])
        print(f'  {name}: {one.wall:.2f} s against {two.wall:.2f} s: {two.wall / one.wall:.2f}×; '
              f'peak {one.peak >> 20} / {two.peak >> 20} MiB', flush=True)
    both = [sum(result[name]['wall'][side] for name in sides) for side in (0, 1)]
    result['ratio'] = both[1] / both[0]
    print(f'  both: {both[0]:.2f} s against {both[1]:.2f} s: {result["ratio"]:.2f}× (promised {HASH_PROMISED:.1f}×)')
    shutil.rmtree(theirs_text.parent)
    shutil.rmtree(sets)
    return result


HASH_MEMORY_PROMISED = 1 << 30


def show_hash_memory(asked, folder):
    """So many SHA-1, none twice, made a set: seconds, and the peak memory of all processes together."""
    entries, lookups = asked.hash_entries, 1000
    text, wanted, sets = folder / f'sha1.{entries}.txt', folder / f'sha1.{entries}.lookups', folder / 'hashsets.large'
    print(f'bench: making a list of {entries:,} SHA-1 ({41 * entries / 1e9:.1f} GB in {folder}; removed afterwards)', flush=True)
    shutil.rmtree(sets, ignore_errors=True)
    try:
        subprocess.run([sys.executable, '-B', root / 'tests/hashset/make_nsrl.py', text, '--form', 'sha1', '--entries', str(entries),
                        '--lookups', wanted, str(lookups), 'sha1'], check=True)
        sanad = [asked.bin + '/sanad', 'hashset']
        run = Run([*sanad, 'import', str(text), '--name', 'large', '--kind', 'known', '--json', '--dir', str(sets)],
                  seconds_allowed=4 * 3600, sample=True)
        if run.status != 0:
            sys.exit(f'bench: {" ".join(run.command)}\nended with {run.status}\n{run.output[-3000:]}')
        if json.loads(run.output)['entries'] != entries:
            sys.exit(f'bench: {json.loads(run.output)["entries"]} entries in the set of {entries}')
        looked = Run([*sanad, 'lookup', '--from', str(wanted), '--dir', str(sets)])
        found = sum(1 for line in looked.output.splitlines() if line.endswith('large'))
        if looked.status != 0 or found != lookups // 2:
            sys.exit(f'bench: {found} digests found, {lookups // 2} stand in the list\n{looked.output[-3000:]}')
    finally:
        shutil.rmtree(sets, ignore_errors=True)
        for path in (text, wanted):
            path.unlink(missing_ok=True)
    print(f'hash sets: {entries:,} SHA-1 imported in {run.wall:.1f} s ({run.cpu:.1f} s CPU), {run.peak >> 20} MiB at most, all '
          f'processes together (promised: {HASH_MEMORY_PROMISED >> 20}); {lookups} looked up in {looked.wall * 1000:.0f} ms',
          flush=True)
    return dict(entries=entries, wall=run.wall, cpu=run.cpu, peak=run.peak, kept=0 < run.peak <= HASH_MEMORY_PROMISED)


def show_ledger(programs):
    """A ledger of 100,000 entries checked whole; its floor is the Ed25519 signatures alone, on all cores."""
    program = os.path.join(programs, 'custody_bench')
    if not os.path.exists(program):
        print('bench: no custody_bench beside the programs: the ledger was not measured')
        return None
    result = json.loads(subprocess.run([program, '100000'], check=True, capture_output=True, text=True).stdout)
    print(f'\nledger: {result["entries"]} entries of {result["bytes_per_entry"]} bytes verified in '
          f'{result["verify_seconds"]:.2f} s by {result["threads"]} threads, {result["entries_per_second"]:.0f} a second, '
          f'{result["peak_mib"]} MiB; floor {result["signatures_alone_seconds"]:.2f} s (signatures alone, as '
          f'`openssl speed ed25519`), without signatures {result["without_signatures_seconds"]:.2f} s on one core')
    return result


LEDGER_ENTRIES = 100_000


def show_ledger_file(programs, folder, entries=LEDGER_ENTRIES, runs=3):
    """`sanad ledger verify` of a ledger.db of so many entries, as a case has it; made once and kept."""
    program = os.path.join(programs, 'ledger_case')
    if not os.path.exists(program):
        print('bench: no ledger_case beside the programs: ledger.db was not measured')
        return None
    case, unfinished = str(folder / f'ledger-{entries}.sanad'), str(folder / 'ledger-unfinished.sanad')
    if not os.path.exists(case):
        remove(unfinished)
        subprocess.run([program, unfinished, str(entries)], check=True)
        os.rename(unfinished, case)
    command = [programs + '/sanad', 'ledger', 'verify', case, '--json']
    verified = [Run(command, sample=number == 0) for number in range(runs + 1)]  # the first fills the cache of pages
    for run in verified:
        told = json.loads(run.output.splitlines()[-1]) if run.status == 0 else {}
        if not told.get('intact') or told['entries'] != entries:
            sys.exit(f'bench: {" ".join(command)}\nended with {run.status}\n{run.output[-3000:]}')
    wall = statistics.median(run.wall for run in verified[1:])
    print(f'ledger.db: {entries} entries, {os.path.getsize(case + "/ledger.db") >> 20} MiB, by `sanad ledger verify` in '
          f'{wall:.2f} s, {entries / wall:.0f} a second, {verified[0].peak >> 20} MiB at most', flush=True)
    return dict(entries=entries, wall=wall, cpu=statistics.median(run.cpu for run in verified[1:]), peak=verified[0].peak)


def show_desktop(asked, folder):
    result = show_gui(asked, folder)
    (folder / 'gui.json').write_text(json.dumps(result, indent=1) + '\n')
    return result


def broken_promises(measured):
    """The names of what was measured and is below what is promised. What was not measured breaks nothing."""
    told = measured.get
    short = [result['name'] for result in told('results') or () if result['ratio'] < result['promised']]
    short += [f'identifiers of {kind}' for kind, result in (told('identifiers') or {}).items()
              if result['ratio'] > 1 + IDENTIFIERS_MAY_COST]
    short += ['custody'] if told('custody') and told('custody')['ratio'] > 1 + CUSTODY_MAY_COST else []
    short += ['index'] if told('index') and told('index')['ratio'] > 1 + INDEX_MAY_COST else []
    short += ['words searched for'] if told('index') and told('index')['slowest_word'] > QUERY_MAY_TAKE else []
    short += ['raw search'] if told('raw_search') and told('raw_search')['ratio'] < 1 else []
    short += ['memory'] if told('memory') and told('memory')['peak'] > MEMORY_PROMISED else []
    short += ['desktop'] if told('desktop') and not told('desktop')['kept'] else []
    short += ['hash sets'] if told('hash_sets') and told('hash_sets')['ratio'] < HASH_PROMISED else []
    return short


def main():
    parser = argparse.ArgumentParser(prog='./dev bench', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bin', default=str(root / 'build/release/bin'), help='where our programs are')
    parser.add_argument('--image', default=str(root / 'build/bench/perf'),
                        help='the image without its extension; made when it is absent')
    parser.add_argument('--gib', type=float, default=3, help='its size when it is made')
    parser.add_argument('--runs', type=int, default=3, help='pairs of each comparison')
    parser.add_argument('--only', choices=sorted(COMPARISONS), action='append', help='may be given again')
    parser.add_argument('--text-bytes', type=int, default=10**9, help='of the text that is searched')
    parser.add_argument('--index-only', action='store_true', help='the full-text index alone')
    parser.add_argument('--raw-search', action='store_true', help='the search for a thousand words in all bytes alone')
    parser.add_argument('--hash-sets', action='store_true', help='measure hash sets alone; no image is needed')
    parser.add_argument('--hash-entries', type=int, metavar='N',
                        help='import so many SHA-1 (100000000: 4 GB of list, 2 GB of set), alone; with --check at most 1 GiB of memory')
    parser.add_argument('--events', action='store_true', help='pages of a case with a million findings, alone; no image is needed')
    parser.add_argument('--identifiers', action='store_true', help='with --only: what the search for identifiers costs, too')
    parser.add_argument('--custody', action='store_true', help='what the ledger costs an ingest and how long it takes to verify, alone')
    parser.add_argument('--memory', nargs='*', metavar='IMAGE',
                        help='the peak memory of a whole examination, alone: of these images, or of the E01')
    parser.add_argument('--gui', action='store_true', help='the desktop with a case of a million files, alone; no image is needed')
    parser.add_argument('--gui-files', type=int, default=1_000_000, help='how many files that case has')
    parser.add_argument('--check', action='store_true', help='end with 1 when a ratio is below what is promised')
    asked = parser.parse_args()

    become_subreaper()
    os.environ['TZ'] = 'UTC0'
    folder = root / 'build/bench'
    folder.mkdir(parents=True, exist_ok=True)
    if asked.hash_sets:
        result = show_hash_sets(asked, folder)
        sys.exit(1 if asked.check and result and result['ratio'] < HASH_PROMISED else 0)
    if asked.hash_entries is not None:
        if asked.hash_entries < 1000:
            parser.error('--hash-entries: 1,000 at the least')
        result = show_hash_memory(asked, folder)
        (folder / 'hash_memory.json').write_text(json.dumps(result, indent=1) + '\n')
        sys.exit(1 if asked.check and not result['kept'] else 0)
    if asked.gui:
        result = show_desktop(asked, folder)
        sys.exit(1 if asked.check and result and not result['kept'] else 0)
    if asked.events:
        events.show(asked.bin, folder)
        return
    if asked.memory:
        peaks = [show_memory(asked, folder, image)['peak'] for image in asked.memory]
        sys.exit(1 if asked.check and max(peaks) > MEMORY_PROMISED else 0)
    if not all(os.path.exists(asked.image + kind) for kind in ('.raw', '.E01', '.json')):
        print(f'bench: making {asked.image}.raw and .E01, which takes a minute or two', flush=True)
        maker = str(root / 'tests/bench/make_perf_image.py')
        subprocess.run([sys.executable, '-B', maker, asked.image, '--gib', str(asked.gib)], check=True)
    with open(asked.image + '.json') as file:
        facts = json.load(file)
    image_bytes = facts['bytes']
    file_bytes = facts['allocated_bytes'] + facts.get('deleted_bytes', 0)

    busy = busy_share()
    cores = len(os.sched_getaffinity(0))
    print(f'bench: {image_bytes / 1e9:.2f} GB image, {facts["allocated_files"]} files of {file_bytes / 1e9:.2f} GB, '
          f'{cores} cores, {busy:.0%} of the machine busy with other things')
    if busy > 0.1:
        print('bench: the figures of a busy machine are not figures; run again when it is idle')
    for kind in ('.raw', '.E01'):  # into the page cache
        with open(asked.image + kind, 'rb') as file:
            while file.read(16 << 20):
                pass

    if asked.custody:
        show_ledger(asked.bin)
        show_ledger_file(asked.bin, folder)
        broken = broken_promises(dict(custody=show_custody(asked, folder)))
        sys.exit(1 if asked.check and broken else 0)
    if asked.index_only:
        show_index(asked, folder)
        return
    if asked.memory is not None:
        memory = show_memory(asked, folder)
        sys.exit(1 if asked.check and memory['peak'] > MEMORY_PROMISED else 0)
    if asked.raw_search:
        show_raw_search(asked, folder)
        return
    alone, many, source = digest_speeds(asked.bin)
    openssl, _, _ = digest_speeds('')
    inflation = inflation_speed(asked.image + '.raw')
    print(f'bench: one core digests, MB/s, by {source}:\n'
          f'  one message   {speeds(alone)}\n  side by side  {speeds(many)}\n  OpenSSL       {speeds(openssl)}\n'
          f'  and inflates {inflation:.0f} MB/s of this image', flush=True)
    results = [compare(name, asked, folder) for name in (asked.only or COMPARISONS)]
    for result in results:
        work = WORK[result['name']]
        result['floor'] = floor_seconds(work, image_bytes, file_bytes, cores, alone, many, inflation)
        result['floor_openssl'] = floor_seconds(work, image_bytes, file_bytes, cores, openssl, openssl, inflation)
    show(results, cores)
    modules = show_modules(asked, folder) if not asked.only else None
    memory = show_memory(asked, folder) if not asked.only else None
    index = show_index(asked, folder) if not asked.only else None
    identifiers = show_identifiers(asked, folder) if not asked.only or asked.identifiers else None
    raw_search = show_raw_search(asked, folder) if not asked.only else None
    pages = events.show(asked.bin, folder) if not asked.only else None
    ledger = show_ledger(asked.bin)
    ledger_file = show_ledger_file(asked.bin, folder) if not asked.only else None
    custody = show_custody(asked, folder) if not asked.only else None
    hash_sets = show_hash_sets(asked, folder) if not asked.only else None
    kept = dict(image=facts, hash_sets=hash_sets, ledger=ledger, ledger_file=ledger_file, custody=custody, modules=modules, memory=memory, index=index, identifiers=identifiers,
                raw_search=raw_search, events=pages, cores=cores, busy=busy,
                one_message=alone, side_by_side=many,
                openssl=openssl, inflation=inflation, results=results)
    (folder / 'results.json').write_text(json.dumps(kept, indent=1) + '\n')
    # Last: it works under an identity of its own, and what was measured until now is kept if the window fails.
    desktop = show_desktop(asked, folder) if not asked.only else None
    short = broken_promises(dict(kept, desktop=desktop))
    if short:
        print(f'bench: below what is promised: {", ".join(short)}')
    if asked.check and short:
        sys.exit(1)


if __name__ == '__main__':
    main()
