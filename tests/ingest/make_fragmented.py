#!/usr/bin/env python3
"""Makes an ext4 image whose files are hard to read in one pass: fragments out of order, runs of zeros stored nowhere,
files larger than a window, empty ones, hard links and deleted ones. Needs mke2fs and debugfs; no root.

usage: make_fragmented.py IMAGE"""
import hashlib
import os
import random
import subprocess
import sys
import tempfile

BLOCK = 4096


def content(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def main() -> None:
    image = sys.argv[1]
    with open(image, "wb") as f:
        f.truncate(48 << 20)
    env = dict(os.environ, E2FSPROGS_FAKE_TIME="1700000000")
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-b", str(BLOCK), "-N", "4096", "-O", "^has_journal", "-U",
                    "11111111-2222-3333-4444-555555555555", "-E", "hash_seed=11111111-2222-3333-4444-555555555555",
                    image], check=True, env=env)
    with tempfile.TemporaryDirectory() as folder:
        commands = []

        def put(name: str, data: bytes) -> None:
            path = os.path.join(folder, name)
            with open(path, "wb") as f:
                f.write(data)
            commands.append(f"write {path} {name}")

        # Small files with gaps between them, so that a large file written into the gaps comes in many fragments.
        for i in range(400):
            put(f"small{i:03}.bin", content(i, BLOCK * (1 + i % 3)))
        for i in range(0, 400, 2):
            commands.append(f"rm small{i:03}.bin")
        put("fragmented.bin", content(1001, 3_000_000))
        put("large.bin", content(1002, 12_345_678))
        put("empty.txt", b"")
        put("text.txt", "منصوبہ plan\n".encode() * 100)
        sparse = os.path.join(folder, "sparse.bin")
        with open(sparse, "wb") as f:
            f.write(content(1003, BLOCK))
            f.seek(5 << 20)
            f.write(content(1004, BLOCK + 17))
            f.truncate(9 << 20)
        commands.append(f"write {sparse} sparse.bin")
        with open(os.path.join(folder, "all_zeros"), "wb") as f:
            f.truncate(3 << 20)
        commands.append(f"write {folder}/all_zeros all_zeros.bin")
        commands.append("ln large.bin hard_link.bin")
        # Its logical order is turned round block by block: every piece comes before its turn in the image.
        put("donor.bin", content(1005, 64 * BLOCK))
        subprocess.run(["debugfs", "-w", "-f", "/dev/stdin", image], input="\n".join(commands) + "\n", text=True,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        blocks = subprocess.run(["debugfs", "-R", "blocks donor.bin", image], capture_output=True, text=True,
                                check=True, env=env).stdout.split()
        reverse = ["rm donor.bin"]
        inode = subprocess.run(["debugfs", "-w", "-R", f"write {folder}/empty.txt reversed.bin", image], check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        assert inode.returncode == 0
        # An indirect-mapped file: debugfs can set its first twelve block pointers one by one.
        reverse += [f"sif reversed.bin flags 0", f"sif reversed.bin size {12 * BLOCK - 100}",
                    f"sif reversed.bin blocks {12 * BLOCK // 512}"]
        for logical, block in enumerate(reversed(blocks[:12])):
            reverse.append(f"sif reversed.bin block[{logical}] {block}")
            reverse.append(f"setb {block}")
        subprocess.run(["debugfs", "-w", "-f", "/dev/stdin", image], input="\n".join(reverse) + "\n", text=True,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    with open(image, "rb") as f:
        print(hashlib.sha256(f.read()).hexdigest())


if __name__ == "__main__":
    main()
