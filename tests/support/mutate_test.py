#!/usr/bin/env python3
"""Damaged images are only worth testing with when the same seed makes the same damage again."""
import hashlib
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

mutate = pathlib.Path(__file__).with_name('mutate.py')


class Mutate(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.inputs = []
        for number, size in enumerate((5000, 300000, 1 << 20)):
            dice = random.Random(number)
            good = self.path / f'good-{number}.raw'
            good.write_bytes(b''.join(dice.randbytes(64) + bytes(64) for _ in range(size // 128)))
            self.inputs.append(str(good))

    def make(self, name, seed, count, inputs=None):
        out = self.path / name
        subprocess.run([sys.executable, str(mutate), '--seed', str(seed), '--count', str(count), '--out', str(out),
                        *(inputs or self.inputs)], check=True, stderr=subprocess.DEVNULL)
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in out.iterdir()}

    def test_one_seed_makes_the_same_damage_twice_and_another_makes_other_damage(self):
        first, again, other = self.make('a', 1, 42), self.make('b', 1, 42), self.make('c', 2, 42)
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_a_longer_run_begins_with_the_images_of_a_shorter_one(self):
        short, long = self.make('a', 1, 10), self.make('b', 1, 30)
        del short['mutations.tsv']
        self.assertEqual(short, {name: long[name] for name in short})

    def test_nearly_every_image_differs_from_the_one_it_was_made_of(self):
        made = self.make('a', 1, 63)
        good = {hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest() for path in self.inputs}
        self.assertLess(sum(digest in good for digest in made.values()), 6)
        self.assertEqual(len({name.split('-')[1] for name in made if '-' in name}), 7)

    def test_the_listing_tells_what_was_done_to_each_image(self):
        made = self.make('a', 1, 20)
        listing = (self.path / 'a' / 'mutations.tsv').read_text().splitlines()
        self.assertEqual(len(listing), 20)
        for line in listing:
            name, size, digest, what = line.split('\t')
            self.assertEqual(made[name], digest)
            self.assertEqual((self.path / 'a' / name).stat().st_size, int(size))

    def test_an_image_that_is_too_large_is_left_out(self):
        large = self.path / 'large.raw'
        with open(large, 'wb') as file:
            file.truncate((40 << 20) + 1)
        made = self.make('a', 1, 14, [*self.inputs, str(large)])
        self.assertFalse([name for name in made if 'large' in name])


if __name__ == '__main__':
    unittest.main()
