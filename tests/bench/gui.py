"""./dev bench --gui: the desktop with a case of a million files. bin/gui_bench opens the case in the real window, offscreen,
and does what examiners do; what it says of times and stalls is printed here, with the memory of that one process as the
kernel accounts for it."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading

STALL_MS = 50        # as tests/gui/heartbeat.hpp has it
MEMORY_MIB = 400     # of the window's process with that case


def make_case(programs, folder, files):
    """build/bench/million.FILES.sanad, made once: every run measures the same rows."""
    case = pathlib.Path(folder) / f'million.{files}.sanad'
    if (case / 'whole').exists():
        return case
    print(f'bench: making {case}, which takes a minute', flush=True)
    shutil.rmtree(case, ignore_errors=True)
    subprocess.run([f'{programs}/sanad', 'case', 'create', case, '--name', 'A million files', '--examiner', 'bench'],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run([f'{programs}/gui_bench', 'make', case, str(files)], check=True)
    (case / 'whole').write_text('')
    return case


def pss_mib(pid):
    try:
        with open(f'/proc/{pid}/smaps_rollup') as file:
            found = re.search(r'^Pss:\s+(\d+) kB', file.read(), re.M)
        return int(found[1]) / 1024 if found else 0.0
    except OSError:
        return 0.0


def run(programs, case, image):
    """What gui_bench said, and the peak of its own PSS until the case alone was looked at and until the end."""
    environment = {**os.environ, 'QT_QPA_PLATFORM': 'offscreen', 'LC_ALL': 'C.UTF-8'}
    command = [f'{programs}/gui_bench', 'measure', str(case), *([image] if image else [])]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    peak, over = [0.0], threading.Event()

    def watch():
        while not over.wait(0.1):
            peak[0] = max(peak[0], pss_mib(child.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said = []
    for line in child.stdout:
        step = json.loads(line)
        if 'memory' in step:
            step['peak_pss_mib'] = peak[0]
        said.append(step)
        show_step(step)
    status = child.wait()
    over.set()
    watcher.join()
    if status != 0:
        raise SystemExit(f'bench: gui_bench ended with {status}')
    return said


def show_step(step):
    if 'memory' in step:
        print(f'  memory, {step["memory"]}: peak {step["peak_mib"]:.0f} MiB resident, {step["peak_pss_mib"]:.0f} MiB PSS',
              flush=True)
        return
    words = step['step'] + (f': {step["of"]}' if 'of' in step else '')
    took = f'{step["ms"]:8.0f} ms' if 'ms' in step else ' ' * 11
    rows = f'{step["rows"]:>9} rows' if 'rows' in step else ''
    still = ''
    if 'longest_ms' in step:
        still = f'longest gap {step["longest_ms"]:6.1f} ms, {step["longest_processor_ms"]:6.1f} of processor'
        if step['stalls'] or step['stalls_of_processor']:
            still += f'; {step["stalls"]} above {STALL_MS} ms, {step["stalls_of_processor"]} of them by the processor'
            still += f' ({step["longest_event"]} {step["longest_event_ms"]:.0f} ms)'
    print(f'  {words:38}{took} {rows:15} {still}', flush=True)


def summed_up(said):
    """What an examiner meets, so the promise is one of the clock: a thread that waits for a lock or a disk stands as still as
    one that computes. What of it was the thread's own work is told beside it."""
    outside_start = [step for step in said if 'stalls' in step and step['step'] not in ('first rows',)]
    memory = next(step for step in said if step.get('memory') == 'the case alone')
    result = dict(stalls=sum(step['stalls'] for step in outside_start),
                  stalls_of_processor=sum(step['stalls_of_processor'] for step in outside_start),
                  longest_ms=max(step['longest_ms'] for step in outside_start),
                  longest_processor_ms=max(step['longest_processor_ms'] for step in outside_start),
                  peak_mib=memory['peak_mib'], peak_pss_mib=memory['peak_pss_mib'])
    result['kept'] = result['stalls'] == 0 and max(
        step['peak_mib'] for step in said if 'memory' in step) < MEMORY_MIB
    return result


def show_gui(asked, folder):
    files = asked.gui_files
    # Nobody's identity: an attested case would take a second person for an image that is added without authority (V-06).
    os.environ['SANAD_HOME'] = str(pathlib.Path(folder) / 'home')
    os.environ.pop('SANAD_IDENTITY', None)
    if not os.path.exists(f'{asked.bin}/gui_bench'):
        print('bench: no gui_bench beside the programs (Qt 6 is not installed): the desktop was not measured')
        return None
    whole = make_case(asked.bin, folder, files)
    image = asked.image + '.raw'
    work = pathlib.Path(tempfile.mkdtemp(prefix='gui.', dir=folder))
    try:
        # An image is examined into it, so each run has its own copy.
        case = work / 'million.sanad'
        subprocess.run(['cp', '-r', '--reflink=auto', whole, case], check=True)
        print(f'\ndesktop: {files:,} files, offscreen, {case.stat().st_size and (case / "case.db").stat().st_size / 1e6:.0f}'
              ' MB of case.db; gaps between beats of the window\'s thread', flush=True)
        said = run(asked.bin, case, image if os.path.exists(image) else '')
    finally:
        shutil.rmtree(work, ignore_errors=True)
    result = dict(files=files, steps=said, **summed_up(said))
    sorts = [step['ms'] for step in said if step.get('step') == 'sort']
    filters = [step['ms'] for step in said if step.get('step') == 'filter']
    print(f'  sorts {min(sorts):.0f} to {max(sorts):.0f} ms, filters {min(filters):.0f} to {max(filters):.0f} ms; '
          f'outside start {result["stalls"]} gaps above {STALL_MS} ms by the clock, {result["stalls_of_processor"]} by the '
          f'processor, the longest {result["longest_ms"]:.0f} and {result["longest_processor_ms"]:.0f} ms; memory '
          f'{result["peak_mib"]:.0f} MiB (promised: none by the clock, under {MEMORY_MIB} MiB)')
    if result['stalls'] and not result['stalls_of_processor']:
        print('  none of these gaps is work of the window\'s thread: it waited, for a lock, a disk, or a busy machine')
    return result
