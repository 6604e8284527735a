#!/usr/bin/env python3
"""Makes damaged images out of good ones, the same ones for the same seed, to see that no run ever ends out of order.

  mutate.py --seed 1 --count 200 --out DIR IMAGE...

DIR receives NNN-<kind>-<name of the image> and mutations.tsv, which says what was done to each. Kinds:
  flips      single bits, most of them in the blocks that hold the file system's own records
  fields     numbers in those blocks set to what parsers fear: 0, all ones, the sign bit, one more, one less
  truncated  cut short at any byte
  zeroed     a run of blocks read as zeros, as from a dying disk
  spliced    blocks of another image laid over this one
  headed     the first blocks of another image before the rest of this one
  shuffled   blocks of the image change places
An image larger than 40 MiB is left out. Runs of zeros become holes, so that the disk fills with what matters only.
"""
import argparse
import hashlib
import os
import pathlib
import random
import struct
import sys

BLOCK = 4096
LARGEST = 40 << 20
KINDS = ('flips', 'fields', 'truncated', 'zeroed', 'spliced', 'headed', 'shuffled')


class Image:
    def __init__(self, path):
        self.name = pathlib.Path(path).name
        self.bytes = pathlib.Path(path).read_bytes()
        # Blocks with anything in them: damage to the empty ones would teach nothing.
        blocks = range(0, len(self.bytes), BLOCK)
        self.used = [block for block in blocks if self.bytes[block:block + BLOCK].strip(b'\0')] or [0]
        # Records (tables, directories, headers) hold many zeros and many other bytes; contents are one or the other.
        zeros = {block: self.bytes.count(0, block, block + BLOCK) / BLOCK for block in self.used}
        self.records = [block for block in self.used if 0.10 < zeros[block] < 0.995] or self.used

    def place(self, dice, structures=0.8):
        """An offset where damage counts: usually within records, and of these often the first ones of the image."""
        blocks = self.records if dice.random() < structures else self.used
        block = blocks[dice.randrange(min(len(blocks), 16))] if dice.random() < 0.4 else dice.choice(blocks)
        return min(block + dice.randrange(BLOCK), len(self.bytes) - 1)


def flips(image, others, dice):
    made, count = bytearray(image.bytes), dice.choice((1, 2, 4, 16, 64, 400))
    for _ in range(count):
        made[image.place(dice)] ^= 1 << dice.randrange(8)
    return made, f'{count} bits'


def fields(image, others, dice):
    made, count, done = bytearray(image.bytes), dice.choice((1, 1, 2, 4, 8, 32)), []
    for _ in range(count):
        width = dice.choice((1, 2, 4, 8))
        at = image.place(dice) // width * width
        if at + width > len(made):
            continue
        code = {1: 'B', 2: 'H', 4: 'I', 8: 'Q'}[width]
        order = dice.choice('<>')
        top = (1 << width * 8) - 1
        old = struct.unpack_from(order + code, made, at)[0]
        new = dice.choice((0, top, top >> 1, (top >> 1) + 1, (old + 1) & top, (old - 1) & top, old << 1 & top,
                           dice.randint(0, top)))
        struct.pack_into(order + code, made, at, new)
        done.append(f'{width}@{at}={new:#x}')
    return made, ' '.join(done)


def truncated(image, others, dice):
    size = len(image.bytes)
    keep = dice.choice((dice.randrange(size), min(size, dice.randrange(1, 64 << 10)), image.place(dice)))
    return bytearray(image.bytes[:keep]), f'to {keep} bytes'


def zeroed(image, others, dice):
    made, at, blocks = bytearray(image.bytes), image.place(dice) // BLOCK * BLOCK, dice.choice((1, 1, 2, 8, 64))
    end = min(at + blocks * BLOCK, len(made))
    made[at:end] = bytes(end - at)
    return made, f'{at} to {end}'


def spliced(image, others, dice):
    made, other, count = bytearray(image.bytes), dice.choice(others), dice.choice((1, 2, 8, 32))
    for _ in range(count):
        source, target = other.place(dice) // BLOCK * BLOCK, image.place(dice) // BLOCK * BLOCK
        piece = other.bytes[source:source + BLOCK][:len(made) - target]
        made[target:target + len(piece)] = piece
    return made, f'{count} blocks of {other.name}'


def headed(image, others, dice):
    made, other, length = bytearray(image.bytes), dice.choice(others), dice.choice((512, 1024, 4096, 65536, 1 << 20))
    head = other.bytes[:length][:len(made)]
    made[:len(head)] = head
    return made, f'{len(head)} bytes of {other.name}'


def shuffled(image, others, dice):
    made, count = bytearray(image.bytes), dice.choice((1, 2, 8, 32))
    for _ in range(count):
        one, two = (image.place(dice) // BLOCK * BLOCK for _ in range(2))
        first, second = bytes(made[one:one + BLOCK]), bytes(made[two:two + BLOCK])
        if len(first) == len(second):
            made[one:one + BLOCK], made[two:two + BLOCK] = second, first
    return made, f'{count} pairs of blocks'


def write_sparse(path, content):
    with open(path, 'wb') as file:
        for at in range(0, len(content), 1 << 16):
            piece = content[at:at + (1 << 16)]
            if piece.strip(b'\0'):
                file.seek(at)
                file.write(piece)
        file.truncate(len(content))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=200)
    parser.add_argument('--out', required=True, type=pathlib.Path)
    parser.add_argument('images', nargs='+')
    asked = parser.parse_args()

    images = []
    for path in asked.images:
        if not 0 < os.path.getsize(path) <= LARGEST:
            print(f'mutate: {path} left out: {os.path.getsize(path)} bytes', file=sys.stderr)
        else:
            images.append(Image(path))
    if not images:
        sys.exit('mutate: no image of a usable size')
    asked.out.mkdir(parents=True, exist_ok=True)
    with open(asked.out / 'mutations.tsv', 'w', encoding='utf-8') as listing:
        for number in range(asked.count):
            # Every image and every kind has its turn; each mutation has dice of its own, so that a longer run begins
            # with the same images as a shorter one.
            image = images[number % len(images)]
            dice = random.Random(f'{asked.seed}/{number}/{image.name}')
            kind = KINDS[(number // len(images) + number % len(images)) % len(KINDS)]
            others = [other for other in images if other is not image] or [image]
            made, what = globals()[kind](image, others, dice)
            name = f'{number:03}-{kind}-{image.name}'
            write_sparse(asked.out / name, made)
            listing.write(f'{name}\t{len(made)}\t{hashlib.sha256(made).hexdigest()}\t{what}\n')


if __name__ == '__main__':
    main()
