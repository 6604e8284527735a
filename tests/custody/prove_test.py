#!/usr/bin/env python3
"""What `sanad prove` writes of the sample disk, checked by both verifiers, by icat's bytes and by damage: prove_test.py
SANAD SANAD_VERIFY"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import own_home  # noqa: E402, F401

here = pathlib.Path(__file__).resolve().parent
images = here.parents[1] / 'samples' / 'images'
sanad = sanad_verify = None


def run(*told, **options):
    return subprocess.run([str(word) for word in told], capture_output=True, timeout=120, **options)


class Prove(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.cases = {}
        for image in ('lantern.raw', 'lantern.E01'):
            shutil.copy(images / image, cls.folder)
            case = cls.folder / (image.replace('.', '-') + '.sanad')
            run(sanad, 'examine', cls.folder / image, '--case', case, '--progress', 'none', check=True)
            cls.cases[image] = case
        listed = run(sanad, 'files', cls.cases['lantern.raw'], '--json', check=True).stdout.decode()
        cls.files = [json.loads(line) for line in listed.splitlines()]

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def id_of(self, path):
        return next(file['id'] for file in self.files if file['path'] == path and file['state'] == 'allocated')

    def prove(self, file, name, image='lantern.raw'):
        proof = self.folder / f'{name}.proof.json'
        return proof, run(sanad, 'prove', self.cases[image], file, '--out', proof)

    def both(self, proof, *options):
        answers = [run(*verifier, proof, *options) for verifier in
                   ((sanad_verify, 'exhibit'), (sys.executable, '-B', here.parents[1] / 'core/custody/verifier/exhibit.py'))]
        self.assertEqual(answers[0].returncode, answers[1].returncode, answers)
        return answers[0].returncode, answers[0].stdout.decode()

    def test_every_file_that_is_reached_by_extents_is_proven_and_every_other_is_refused_with_its_reason(self):
        proven = 0
        for file in self.files:
            proof, ended = self.prove(file['id'], f'every-{file["id"]}')
            said = ended.stderr.decode()
            if ended.returncode == 0:
                exported = self.folder / 'exported'
                exported.write_bytes(run(sanad, 'cat', self.cases['lantern.raw'], file['id'], check=True).stdout)
                code, answer = self.both(proof, '--file', exported)
                self.assertEqual(code, 0, answer)
                self.assertEqual(hashlib.sha256(exported.read_bytes()).hexdigest(), json.loads(proof.read_text())['exhibit']['sha256'])
                proven += 1
            else:
                self.assertEqual(ended.returncode, 2, said)
                self.assertRegex(said, 'nothing to prove|inside of its metadata entry|by its file system|was taken out of file|no byte of the')
                self.assertFalse(proof.exists())
        self.assertGreater(proven, 30)

    def test_the_same_file_out_of_raw_and_e01_has_the_same_proof(self):
        for path in ('/Downloads/noise.bin', '/Documents/minutes.txt'):
            texts = set()
            for image in self.cases:
                proof, ended = self.prove(self.id_of(path), f'{image}-{path.rsplit("/")[-1]}', image)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                texts.add(proof.read_bytes())
            self.assertEqual(len(texts), 1)

    def test_the_root_of_a_proof_is_the_root_of_the_raw_image(self):
        proof, _ = self.prove(self.id_of('/Downloads/noise.bin'), 'root')
        root = json.loads(proof.read_text())['image']['tree_root']
        raw = self.folder / 'lantern.raw'
        sha256 = hashlib.sha256(raw.read_bytes()).hexdigest()
        answer = run(sanad_verify, 'image', raw, '--root', root, '--sha256', sha256)
        self.assertEqual(answer.returncode, 0, answer)
        self.assertIn(b'PROVEN: ', answer.stdout)
        answer = run(sanad_verify, 'image', raw, '--root', sha256)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(f'its tree root is {root}', answer.stdout.decode())
        answer = run(sanad_verify, 'image', self.folder / 'lantern.E01', '--root', root)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(b'of the media in it', answer.stdout)
        self.assertEqual(self.both(proof, '--root', root)[0], 0)
        self.assertEqual(self.both(proof, '--root', sha256)[0], 1)

    def test_a_proof_travels_alone_to_a_machine_without_the_case_and_the_image(self):
        proof, _ = self.prove(self.id_of('/Documents/minutes.txt'), 'travels')
        with tempfile.TemporaryDirectory() as away:
            shutil.copy(proof, f'{away}/p.json')
            shutil.copytree(self.folder / 'travels.blocks', f'{away}/blocks')
            self.assertEqual(self.both(f'{away}/p.json', '--blocks', f'{away}/blocks')[0], 0)
            self.assertEqual(self.both(f'{away}/p.json')[0], 2)
            block = next(pathlib.Path(f'{away}/blocks').iterdir())
            data = bytearray(block.read_bytes())
            data[4711] ^= 4
            block.write_bytes(data)
            code, said = self.both(f'{away}/p.json', '--blocks', f'{away}/blocks')
            self.assertEqual(code, 1)
            self.assertIn(f'NOT PROVEN: block {int(block.name[:6])}: ', said)

    def test_an_image_that_changed_since_it_was_examined_gives_no_proof(self):
        raw = self.folder / 'changed.raw'
        shutil.copy(images / 'lantern.raw', raw)
        case = self.folder / 'changed.sanad'
        run(sanad, 'examine', raw, '--case', case, '--progress', 'none', check=True)
        file = self.id_of('/Downloads/noise.bin')
        proof, _ = self.prove(file, 'where')
        with open(raw, 'r+b') as image:
            image.seek(json.loads(proof.read_text())['exhibit']['extents'][0]['image_offset'])
            image.write(b'changed')
        ended = run(sanad, 'prove', case, file, '--out', self.folder / 'late.proof.json')
        self.assertEqual(ended.returncode, 2)
        self.assertIn(b'is not what was examined', ended.stderr)
        self.assertFalse((self.folder / 'late.proof.json').exists())
        self.assertEqual(list((self.folder / 'late.blocks').iterdir()), [])

    def test_neither_a_proof_nor_a_folder_with_files_in_it_is_written_over(self):
        file = self.id_of('/Downloads/noise.bin')
        proof, _ = self.prove(file, 'twice')
        before = proof.read_bytes()
        self.assertEqual(self.prove(file, 'twice')[1].returncode, 64)
        self.assertEqual(proof.read_bytes(), before)
        os.unlink(proof)
        _, ended = self.prove(file, 'twice')
        self.assertNotEqual(ended.returncode, 0)
        self.assertTrue(list((self.folder / 'twice.blocks').iterdir()))

    def test_programs_get_one_line_of_json_from_both_ends(self):
        proof = self.folder / 'json.proof.json'
        wrote = run(sanad, '--json', 'prove', self.cases['lantern.raw'], self.id_of('/Downloads/noise.bin'), '--out', proof)
        wrote = json.loads(wrote.stdout)
        answer = json.loads(run(sanad_verify, 'exhibit', proof, '--json', '--root', wrote['tree_root']).stdout)
        self.assertEqual(answer['verdict'], 'proven')
        self.assertEqual(answer['sha256'], wrote['sha256'])
        self.assertTrue(answer['root_given'])
        answer = json.loads(run(sanad_verify, 'exhibit', proof, '--json', '--root', '0' * 64).stdout)
        self.assertEqual(answer['verdict'], 'not_proven')

    def test_what_is_not_understood_ends_with_64(self):
        for told in ((), ('exhibit',), ('exhibit', 'a', 'b'), ('image', 'a'), ('ledger', 'x'), ('exhibit', 'a', '--root'),
                     ('exhibit', 'a', '--sha256', '0' * 64), ('image', 'a', '--file', 'b', '--root', '0' * 64),
                     ('image', 'a', '--root', 'x'), ('exhibit', 'a', '--rot', 'x'),
                     ('image', 'a', '--root', '0' * 64, '--root', '0' * 64)):
            self.assertEqual(run(sanad_verify, *told).returncode, 64, told)
        self.assertEqual(run(sanad_verify, '--help').returncode, 0)
        self.assertEqual(run(sanad_verify, '--version').returncode, 0)

    def test_the_verifier_loads_no_reader_of_evidence_and_no_database(self):
        loaded = run('ldd', sanad_verify).stdout.decode()
        for library in ('tsk', 'sqlite', 'ewf', 'archive', 'lzma', 'deflate'):
            self.assertNotIn(f'lib{library}', loaded)


if __name__ == '__main__':
    sanad_verify = sys.argv.pop(2)
    sanad = sys.argv.pop(1)
    unittest.main()
