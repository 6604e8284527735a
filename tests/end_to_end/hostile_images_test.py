#!/usr/bin/env python3
"""Two hundred mutated images, made with a fixed seed from every file system of the corpus (or of the sample where there
is no corpus), go through the shipped programs. Each must end in an orderly run: a status of 0, 1 or 2, a case whose
every file system says what became of it, no supervisor killed, no deadline missed, no disk filled. Status 2 is a
container that was refused, in words that are known, and leaves no case."""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import own_home  # noqa: E402, F401

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("SANAD_CORPUS", SOURCE / "../shared/corpus")).resolve()
SANAD, UNPACKED = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 200
DEADLINE = 300  # seconds for one small image: a walker may be waited for twice
MOST_CASE_BYTES = 256 << 20

INPUTS = """fs-ntfs/7-ntfs-undel.dd fs-ntfs/ntfs_index.raw fs-fat/6-fat-undel.dd fs-fat/fat12~2.raw fs-fat/fat32_loop.raw
fs-exfat/exfat_win.raw fs-exfat/exfat_orphan.raw fs-ext/ext4.raw fs-ext/ext3.img fs-hfs/hfsplus.raw fs-apfs/apfs.raw
fs-iso-udf/iso-rr-joliet.img fs-iso-udf/iso-dirtree1.iso fs-other/ufs1.raw fs-other/ufs2.raw partition/gpt.img
partition/dos+bsd.img container-ewf/image~2.E01 container-ewf/ext2.E01 container-vmdk/ext2.vmdk container-qcow2/ext2.qcow2
container-vhd/image.vhd container-vhdx/ext2.vhdx container-dmg/apm.dmg""".split()

# All that is said of a container which cannot be opened. An exception ("internal error: …"), a reader that was lost, a
# run that ended half-way are none of them.
REFUSALS = re.compile(r"""sanad:\ NAME(?:
    \ has\ no\ (?:EWF|QCOW|VHDX?|VMDK|AFF)\ signature:\ not\ opened\ as\ raw |
    :\ no\ readable\ section\ says\ how\ large\ the\ media\ is |
    :\ no\ chunk\ of\ the\ media\ can\ be\ found |
    :\ no\ dynamic\ VHD\ header |
    :\ its\ L1\ table\ does\ not\ cover\ the\ \d+\ bytes\ of\ the\ medium
)\n""", re.VERBOSE)


def inputs() -> list[pathlib.Path]:
    found = []
    for name in INPUTS:
        plain = CORPUS / "files/images" / name
        if plain.exists():
            found.append(plain)
            continue
        packed = plain.with_name(plain.name + ".xz")
        target = UNPACKED / "files/images" / name
        if packed.exists():
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                partial = target.with_name(f"{target.name}.{os.getpid()}")
                with partial.open("wb") as out:
                    subprocess.run(["xz", "-dc", packed], stdout=out, check=True)
                partial.rename(target)
            found.append(target)
    for extra in ("scenario/visible/s5/same_yaffs2.img", "scenario/visible/s5/same_ntfs.img"):
        packed, target = CORPUS / "files" / (extra + ".xz"), UNPACKED / "files" / extra
        if packed.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                subprocess.run(["xz", "-dc", packed], stdout=out, check=True)
        if target.exists():
            found.append(target)
    sample = SOURCE / "samples/images/lantern.E01"
    if sample.exists():
        found.append(sample)
    return found


def stated(case: pathlib.Path) -> str:
    """What the case says of itself, or an AssertionError when it says too little."""
    database = sqlite3.connect(f"file:{case}/case.db?mode=ro", uri=True)
    state, = database.execute("SELECT state FROM image").fetchone()
    assert state == "examined", f"the image's state is {state}"
    for walk_state, readable, reason in database.execute("SELECT walk_state, readable, reason FROM file_system"):
        assert walk_state != "pending", "a file system was neither walked nor given up"
        assert readable or reason, "a file system is not readable and nothing says why"
    pending, = database.execute("SELECT count(*) FROM content WHERE state = (SELECT code FROM content_state WHERE name = 'pending')").fetchone()
    assert pending == 0, f"{pending} contents are still pending"
    size = sum(each.stat().st_size for each in case.rglob("*") if each.is_file())
    assert size < MOST_CASE_BYTES, f"the case takes {size} bytes"
    outcomes = [row[0] for row in database.execute("SELECT DISTINCT outcome FROM outcome ORDER BY outcome")]
    return ", ".join(outcomes) or "nothing amiss"


def refused(image: pathlib.Path, told: str, case: pathlib.Path) -> str:
    """How a run with status 2 ended, or an AssertionError when that was no orderly refusal."""
    known = REFUSALS.fullmatch(told.replace(image.name, "NAME"))
    assert known, f"status 2 is no refusal of a container: {told.strip()[-200:]}"
    assert not case.exists(), "a case was left of an image that was refused"
    return "refused"


def main() -> int:
    sources = inputs()
    if not sources:
        print("skipped: neither corpus nor sample")
        return 0
    problems = []
    slowest = ("", 0.0)
    endings: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        mutated = pathlib.Path(folder) / "mutated"
        subprocess.run([sys.executable, SOURCE / "tests/support/mutate.py", "--seed", "20", "--count", str(COUNT), "--out",
                        mutated, *sources], check=True, stdout=subprocess.DEVNULL)
        images = sorted(each for each in mutated.iterdir() if each.name != "mutations.tsv")
        for image in images:
            case = pathlib.Path(folder) / "case"
            began = time.monotonic()
            try:
                run = subprocess.run([SANAD, "examine", image, "--case", case, "--progress", "none"], capture_output=True,
                                     text=True, errors="replace", timeout=DEADLINE)
            except subprocess.TimeoutExpired:
                problems.append(f"{image.name}: not ended after {DEADLINE} s")
                subprocess.run(["rm", "-rf", f"{case}.sanad"], check=True)
                continue
            seconds = time.monotonic() - began
            if seconds > slowest[1]:
                slowest = (image.name, seconds)
            try:
                if run.returncode in (0, 1):
                    ending = stated(pathlib.Path(f"{case}.sanad"))
                elif run.returncode == 2:
                    ending = refused(image, run.stderr, pathlib.Path(f"{case}.sanad"))
                else:
                    raise AssertionError(f"status {run.returncode}: {run.stderr.strip()[-200:]}")
                endings[ending] = endings.get(ending, 0) + 1
            except (AssertionError, sqlite3.Error) as problem:
                problems.append(f"{image.name}: {problem}")
            subprocess.run(["rm", "-rf", f"{case}.sanad"], check=True)
    for ending, count in sorted(endings.items(), key=lambda item: -item[1]):
        print(f"{count:>5}  {ending}")
    print(f"{len(images)} images, the slowest {slowest[0]} with {slowest[1]:.1f} s")
    for problem in problems:
        print("PROBLEM", problem)
    return 1 if problems or len(images) < COUNT else 0


if __name__ == "__main__":
    sys.exit(main())
