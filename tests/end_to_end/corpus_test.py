#!/usr/bin/env python3
"""Examines every disk image of the corpus with the shipped programs and compares the case with what fls, icat and
sha256sum found in it (oracles/tsk). Each image, whatever container it stands in, goes the whole way: container, volumes,
file systems, the single pass, the case. Differences must stand in EXPLAINED, with the reason."""
import csv
import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import own_home  # noqa: E402, F401

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("SANAD_CORPUS", SOURCE / "../shared/corpus")).resolve()
SANAD = pathlib.Path(sys.argv[1])
UNPACKED = pathlib.Path(sys.argv[2])
SECTOR = 512

# oracle -> (what differs, why ours is right). "*" stands for every oracle.
EXPLAINED = {
    "*": [("/$BadClus:$Bad", "one hole as long as the volume: recorded, and not digested because no byte of it is stored")],
}

SCENARIOS = {
    "scenario-visible-s1": "s1/s1.E01",
    "scenario-visible-s2-E01": "s2/usb.E01",
    "scenario-visible-s2-E01__encase7_": "s2/usb_e7.E01",
    "scenario-visible-s2-E01_in_1_MiB_segments": "s2/usb_split.E01",
    "scenario-visible-s2-QCOW2_compressed": "s2/usb.qcow2",
    "scenario-visible-s2-VHD_dynamic": "s2/usb.vhd",
    "scenario-visible-s2-VMDK_monolithicSparse": "s2/usb.vmdk",
    "scenario-visible-s2-split_raw": "s2/usb.dd.001",
    "scenario-visible-s3": "s3/s3.E01",
}


def unpacked(path: pathlib.Path) -> pathlib.Path | None:
    """The file itself; with its packed neighbours, when it is packed (segments and parents belong together)."""
    if path.exists():
        return path
    packed = path.with_name(path.name + ".xz")
    if not packed.exists():
        return None
    folder = UNPACKED / path.parent.relative_to(CORPUS)
    folder.mkdir(parents=True, exist_ok=True)
    stem = path.name.split(".")[0]
    for each in list(path.parent.glob(stem + ".*.xz")) + [packed]:
        target = folder / each.name[:-3]
        if not target.exists():
            partial = target.with_name(f"{target.name}.{os.getpid()}")
            with partial.open("wb") as out:
                subprocess.run(["xz", "-dc", each], stdout=out, check=True)
            partial.rename(target)
    return folder / path.name


def media(oracle: str, index: dict) -> pathlib.Path | None:
    if oracle in SCENARIOS:
        return unpacked(CORPUS / "files/scenario/visible" / SCENARIOS[oracle])
    if oracle.startswith("scenario-visible-s5-"):
        return unpacked(CORPUS / "files/scenario/visible/s5" / f"same_{oracle[20:]}.img")
    first = index["paths"][0]
    return unpacked(CORPUS / first.removesuffix(".xz")) if first.startswith("files/") else None


def rows_of(case: pathlib.Path) -> tuple[dict, list]:
    database = sqlite3.connect(f"file:{case}/case.db?mode=ro", uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    sha256, = database.execute("SELECT lower(hex(sha256)) FROM image").fetchone()
    query = """SELECT fs.offset, f.metadata_address, c.attribute_type, c.attribute_id, coalesce(f.path_bytes, f.path),
               f.state, c.size, lower(hex(c.sha256)), f.modified_at, f.accessed_at, f.metadata_changed_at, f.created_at
               FROM file f JOIN file_system fs ON fs.id = f.file_system_id LEFT JOIN content c ON c.id = f.content_id
               WHERE f.derived_from IS NULL"""
    return {"sha256": sha256}, list(database.execute(query))


def text(path) -> str:
    return path.decode("utf-8", "surrogateescape") if isinstance(path, bytes) else path


def compare(oracle: str, index: dict, case: pathlib.Path) -> tuple[int, list[str]]:
    image, rows = rows_of(case)
    differences = []
    if index.get("media_sha256") and image["sha256"] != index["media_sha256"]:
        differences.append(f"media: icat's {index['media_sha256']}, ours {image['sha256']}")
    ours = {}
    for offset, address, attribute_type, attribute_id, path, state, size, sha256, *times in rows:
        ours.setdefault((offset, text(path)), []).append((address, attribute_type, attribute_id, state, size, sha256, times))
    compared = 0
    listing = CORPUS / "oracles/tsk" / oracle / "files.csv"
    if not listing.exists():
        return 0, differences
    with listing.open(newline="", encoding="utf-8", errors="surrogateescape") as lines:
        for row in csv.DictReader(lines):
            if row["state"] != "allocated":
                continue
            compared += 1
            place = (int(str(row["offset_sectors"]).split("@")[0]) * SECTOR, row["path"])
            digests = [(found[5], found[4]) for found in ours.get(place, [])]
            if (row["sha256"], int(row["icat_bytes"])) not in digests:
                differences.append(f"{row['path']}: icat {row['icat_bytes']} bytes {row['sha256'][:16]}, ours {digests}")
    return compared, differences


def digests_of(image: pathlib.Path) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([SANAD, "examine", image, "--case", f"{folder}/c", "--progress", "none"], check=True,
                       stdout=subprocess.DEVNULL)
        return {row[7] for row in rows_of(pathlib.Path(folder) / "c.sanad")[1] if row[7]}


def logical_differences() -> list[str]:
    """The phone of scenario s4: as a tar, as an L01, its backup as a zip; and a plain directory against sha256sum."""
    folder = CORPUS / "files/scenario/visible/s4"
    answers = {each["sha256"] for each in json.loads((folder / "ANSWERS.json").read_text())["android"]["files"]}
    with zipfile.ZipFile(folder / "ios_backup.zip") as archive:
        members = {hashlib.sha256(archive.read(each)).hexdigest() for each in archive.infolist() if not each.is_dir()}
    plain = CORPUS / "files/scenario/visible/s6/files"
    files = {hashlib.sha256(each.read_bytes()).hexdigest() for each in plain.rglob("*") if each.is_file()}
    differences = []
    for image, expected in ((folder / "android.tar", answers), (folder / "android.L01", answers),
                            (folder / "ios_backup.zip", members), (plain, files)):
        found = digests_of(image)
        print(f"{image.name:<48}{len(expected):>7}{0:>11}{len(expected ^ found):>13}")
        if found != expected:
            differences.append(f"{image.name}: {len(expected - found)} missing, {len(found - expected)} unexpected")
    return differences


def main() -> int:
    if not (CORPUS / "oracles").is_dir():
        print(f"skipped: no corpus at {CORPUS}")
        return 0
    index = json.loads((CORPUS / "oracles/tsk_index.json").read_text())
    only = os.environ.get("SANAD_ONLY_IMAGE", "")
    unexplained = compared_in_all = images = 0
    print(f"{'image':<48}{'files':>7}{'explained':>11}{'unexplained':>13}")
    for oracle in sorted(index):
        if only not in oracle:
            continue
        path = media(oracle, index[oracle])
        if path is None:
            print(f"{oracle:<48} skipped: not on this machine")
            continue
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([SANAD, "examine", path, "--case", f"{folder}/c", "--progress", "none"],
                                 capture_output=True, text=True, errors="replace", timeout=600)
            if run.returncode not in (0, 1):
                # Refused by name is an answer; anything else is not.
                refused = run.returncode == 2 and "dmg" in oracle.lower() and "DMG" in run.stderr
                print(f"{oracle:<48} {'refused' if refused else 'FAILED'}: {run.stderr.strip()[-160:]}")
                unexplained += 0 if refused else 1
                continue
            compared, differences = compare(oracle, index[oracle], pathlib.Path(folder) / "c.sanad")
        known = EXPLAINED["*"] + EXPLAINED.get(oracle, [])
        left = [d for d in differences if not any(part in d for part, _ in known)]
        print(f"{oracle:<48}{compared:>7}{len(differences) - len(left):>11}{len(left):>13}")
        for difference in left[:20]:
            print("    " + difference.encode("utf-8", "backslashreplace").decode())
        unexplained += len(left)
        compared_in_all += compared
        images += 1
    logical = logical_differences() if not only else []
    for difference in logical:
        print("    " + difference)
    unexplained += len(logical)
    print(f"{images} images examined, {compared_in_all} allocated files compared, {unexplained} differences unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
