"""Every module against every corpus file of its kind: nothing missing, nothing extra, or the difference is explained.

ACCURACY.md is what this test saw; it is compared with what it sees now, and written anew with SANAD_UPDATE_GOLDEN=1.
"""
import difflib
import importlib
import os
import pathlib
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import accuracy

HERE = pathlib.Path(__file__).resolve().parent


def table(checks):
    lines = ['# What the modules find, against independent answers', '',
             'Written by `tests/modules/accuracy_test.py` from the shared corpus; a difference that nobody explained fails the '
             'test.', '', '| File | Module | Expected | Found | Missing | Extra | Authority; why a difference stays |',
             '|---|---|---|---|---|---|---|']
    for check in checks:
        why = check.authority + (f'; {check.explained}' if check.missing() or check.extra() else '')
        lines.append(f'| {check.file.replace("|", "&#124;")} | {check.module} | {len(check.expected)} | {len(check.found)} | '
                     f'{len(check.missing())} | {len(check.extra())} | {why} |')
    modules = Counter(check.module for check in checks)
    total = sum(len(check.expected) for check in checks)
    lines += ['', f'{len(checks)} comparisons of {len(modules)} modules, {total} expected values.', '']
    return '\n'.join(lines)


def main():
    if not accuracy.CORPUS.is_dir():
        print(f'skipped: no corpus at {accuracy.CORPUS}')
        return 0
    chosen = sys.argv[1:]
    fields = sorted(path.stem for path in HERE.glob('*_accuracy.py') if not chosen or path.stem in chosen)
    with ThreadPoolExecutor(2) as pool:
        checks = [check for found in pool.map(lambda name: list(importlib.import_module(name).checks(accuracy.CORPUS)), fields)
                  for check in found]
    failed = 0
    for check in checks:
        left = check.unexplained()
        if left or (check.allowed and not check.explained):
            failed += 1
            print(f'{check.module} on {check.file} ({check.authority}): {len(check.expected)} expected, {len(check.found)} found')
            for thing in check.missing()[:8]:
                print(f'  missing {thing}')
            for thing in check.extra()[:8]:
                print(f'  extra   {thing}')
    said = table(checks)
    golden = HERE / 'ACCURACY.md'
    if os.environ.get('SANAD_UPDATE_GOLDEN') and not chosen:
        golden.write_text(said)
    elif not chosen and golden.read_text() != said:
        failed += 1
        print(*difflib.unified_diff(golden.read_text().splitlines(), said.splitlines(), 'ACCURACY.md', 'now', lineterm=''),
              sep='\n')
    print(f'{len(checks)} comparisons, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
