"""Files whose recorded size cannot be: each is listed, nothing of it is called whole that is not there, and the case says
so with an outcome of its own, while the files beside it are read as ever."""
import hashlib
import json
import os
import subprocess
import unittest

from lantern import ExaminedCase, json_lines, sanad

tools = {**os.environ, 'PATH': os.environ['PATH'] + ':/sbin:/usr/sbin'}
letter = b'the letter beside it\n' * 500
big = bytes(range(256)) * 1024  # 256 KiB
terabyte = 1 << 40


def run(*words):
    subprocess.run([*map(str, words)], check=True, capture_output=True, env=tools)


class Sizes(ExaminedCase):
    def made(self, name, *mkfs):
        """An ext file system of 16 MiB with two files, made by its own tool."""
        folder = self.folder / f'{name}.files'
        folder.mkdir()
        (folder / 'letter.txt').write_bytes(letter)
        (folder / 'big.bin').write_bytes(big)
        image = self.folder / f'{name}.raw'
        image.write_bytes(bytes(16 << 20))
        run(*mkfs, '-q', '-d', folder, image)
        return image

    def examined(self, image):
        """The row of each path, its outcomes, the summary of the examination."""
        case = self.folder / f'{image.stem}.sanad'
        said = sanad('examine', image, '--case', case, '--modules', 'none')
        rows = {row['path']: row for row in json_lines('files', case)}
        told = {path: json.loads(sanad('show', case, row['id'], '--json'))['outcomes'] for path, row in rows.items()}
        return rows, told, said

    def test_a_size_that_block_pointers_cannot_mean_is_not_followed(self):
        image = self.made('pointers', 'mke2fs', '-t', 'ext2')
        run('debugfs', '-w', '-R', f'sif /big.bin size {terabyte}', image)
        rows, told, said = self.examined(image)
        words = f'size {terabyte} exceeds the evidence: its blocks were not followed'
        self.assertEqual([(each['outcome'], each['detail']) for each in told['/big.bin']], [('limited', words)])
        self.assertIn(f', /big.bin: limited: {words}', said)
        self.assertEqual(rows['/letter.txt']['sha256'], hashlib.sha256(letter).hexdigest())
        self.assertEqual(told['/letter.txt'], [])
        self.assertNotIn('sha256', {key for key, value in rows['/big.bin'].items() if value})

    def test_a_live_file_that_ends_with_the_evidence_is_damaged(self):
        image = self.made('cut', 'mke2fs', '-t', 'ext4', '-b', '1024')
        contents = {'letter.txt': letter, 'big.bin': big}

        def first_block(name):
            told = subprocess.run(['debugfs', '-R', f'blocks /{name}', image], check=True, capture_output=True, env=tools)
            return int(told.stdout.split()[0])

        whole, cut = sorted(contents, key=first_block)
        kept = 5 * 1024
        with open(image, 'r+b') as file:
            file.truncate(first_block(cut) * 1024 + kept)
        rows, told, said = self.examined(image)
        self.assertEqual(told['/' + whole], [])
        self.assertEqual([each['outcome'] for each in told['/' + cut]], ['damaged'])
        self.assertIn('end of the evidence', told['/' + cut][0]['detail'])
        for name, content in ((whole, contents[whole]), (cut, contents[cut][:kept])):
            self.assertEqual(rows['/' + name]['sha256'], hashlib.sha256(content).hexdigest())


if __name__ == '__main__':
    unittest.main()
