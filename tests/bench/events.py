"""How long a page takes of a case with a million findings, and with the times of the files they lie in."""
import json
import statistics
import subprocess
import time

EVENTS = 1_000_000
PAGE = 256


def pages_of(case):
    """What an examiner asks first: title and words of the command, and the key of what stands before the page."""
    middle = '2021-06-01T00:00:00Z'
    yield 'timeline, first page', ['timeline', case]
    yield 'timeline, a page from a date', ['timeline', case, '--from', middle]
    yield 'timeline, a page between two dates', ['timeline', case, '--from', middle, '--to', '2021-06-02T00:00:00Z']
    yield 'timeline, one type, one exhibit', ['timeline', case, '--type', 'web.*', '--from', middle, '--item', 'RV/1']
    yield 'find, first page', ['find', case, 'web.visited']
    yield 'find, sorted by time, last first', ['find', case, 'web.visited', '--sort', 'visited_at', '--desc']
    yield 'find, a page from a date', ['find', case, 'program.executed', '--from', middle, '--sort', 'executed_at']
    yield 'find, page 2,000 by time', ['find', case, 'web.visited', '--sort', 'visited_at', '--skip', str(2000 * PAGE)]
    yield "find, program=*312*, in a million", ['find', case, '--where', 'program=*312*']


def measured(program, words, runs):
    times = []
    for _ in range(runs):
        began = time.monotonic()
        shown = subprocess.run([program, *words, '--limit', str(PAGE), '--json'], check=True, capture_output=True, text=True)
        times.append(time.monotonic() - began)
    return statistics.median(times), shown.stdout.splitlines()


def show(programs, folder, runs=5, events=EVENTS):
    """`programs`: the folder of sanad and events_case; the case is made in `folder` and removed."""
    case = str(folder / 'events.sanad')
    subprocess.run(['rm', '-rf', case], check=True)
    subprocess.run([programs + '/events_case', case, str(events)], check=True)
    sanad = programs + '/sanad'
    nothing, _ = measured(sanad, ['find', case, 'rule.matched'], runs)
    print(f'\nevents: pages of {PAGE} out of {events:,} findings and the times of {events // 5:,} files; the program '
          f'starts, opens the case and finds nothing in {nothing * 1000:.0f} ms', flush=True)
    results = dict(start=nothing, events=events, pages={})
    last = None
    for title, words in pages_of(case):
        took, lines = measured(sanad, words, runs)
        results['pages'][title] = took
        if title == 'timeline, a page from a date':
            last = json.loads(lines[-1])['key']
        print(f'  {title}: {took * 1000:.0f} ms, {len(lines)} rows', flush=True)
    took, lines = measured(sanad, ['timeline', case, '--after', last], runs)
    results['pages']['timeline, the page after'] = took
    print(f'  timeline, the page after that from a date: {took * 1000:.0f} ms, {len(lines)} rows', flush=True)
    subprocess.run(['rm', '-rf', case], check=True)
    return results
