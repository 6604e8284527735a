#!/usr/bin/env python3
"""The sample disk, examined by the program an examiner runs, holds what was put on it: lantern_test.py SANAD."""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

images = pathlib.Path(__file__).resolve().parents[2] / 'samples' / 'images'
answers = json.loads((images / 'lantern.answers.json').read_text())
times = ('created_at', 'modified_at', 'accessed_at', 'metadata_changed_at')
program = None


def examined(image):
    """The case's rows by volume, path and state, and what the program printed."""
    with tempfile.TemporaryDirectory() as folder:
        case = f'{folder}/lantern.sanad'
        printed = subprocess.run([program, 'examine', str(images / image), '--case', case], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout
        database = sqlite3.connect(f'{case}/case.db')
        database.row_factory = sqlite3.Row
        database.text_factory = lambda raw: raw.decode('utf-8', 'surrogateescape')
        rows = {}
        for row in database.execute('SELECT * FROM file_listing'):
            path = row['path'].decode() if isinstance(row['path'], bytes) else row['path']
            rows[row['volume_description'], path, row['state']] = dict(row)
        database.close()
        return rows, printed


class Lantern(unittest.TestCase):
    maxDiff = None

    def differences(self, rows):
        for entry in answers['files']:
            place = f'{entry["volume"]}{entry["path"]}'
            row = rows.get((entry['volume'], entry['path'], entry['state']))
            if row is None:
                yield f'{place}: not in the case as {entry["state"]}'
                continue
            for name in ('kind', 'size', 'sha256', 'symlink_target', *times):
                found = row[name].decode() if isinstance(row[name], bytes) else row[name]
                if name in entry and found != entry[name]:
                    yield f'{place}: {name} is {found}, the answers say {entry[name]}'
            if 'mime' in entry and row['mime_type'] not in entry['mime']:
                yield f'{place}: taken for {row["mime_type"]}, it is {" or ".join(entry["mime"])}'
            if bool(row['mismatch']) != entry['mismatch']:
                yield f'{place}: mismatch is {row["mismatch"]}, the answers say {entry["mismatch"]}'

    def test_every_file_put_on_the_disk_is_in_the_case_with_its_bytes_its_times_and_its_type(self):
        rows, _ = examined('lantern.raw')
        self.assertEqual(list(self.differences(rows)), [])

    def test_the_same_disk_as_e01_gives_the_same_files_and_verifies(self):
        rows, printed = examined('lantern.E01')
        self.assertEqual(list(self.differences(rows)), [])
        self.assertIn(answers['sha256'], printed)
        self.assertIn('2024/LHR-114', printed)
        self.assertIn('md5 MATCHES', printed)
        self.assertIn('sha1 MATCHES', printed)
        self.assertEqual(rows, examined('lantern.raw')[0])


if __name__ == '__main__':
    program = sys.argv.pop(1)
    unittest.main()
