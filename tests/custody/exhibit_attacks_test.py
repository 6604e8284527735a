#!/usr/bin/env python3
"""Attacks on a proof of an exhibit, each against sanad-verify and against the verifier that was written from the format
alone: exhibit_attacks_test.py SANAD_VERIFY. The proof under attack is made here, by neither of them."""
import copy
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

here = pathlib.Path(__file__).resolve().parent
program = None
BLOCK = 1 << 20

image = random.Random(1).randbytes(4 * BLOCK + 700_001)  # five blocks, the last one short
PIECES = [('stored', 3 * BLOCK - 1536, 4096), ('sparse', 0, 8192), ('stored', 512, 2048), ('unwritten', 4096, 1000),
          ('sparse', 0, 24), ('stored', 4 * BLOCK, 777)]


def node(left, right):
    return hashlib.sha256(b'\x01' + left + right).digest()


def tree(leaves):
    """RFC 6962 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(tree(leaves[:split]), tree(leaves[split:]))


def path(index, leaves):
    """RFC 6962 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return path(index, leaves[:split]) + [tree(leaves[split:])]
    return path(index - split, leaves[split:]) + [tree(leaves[:split])]


def made():
    """The proof as members, the blocks, the exhibit."""
    blocks = [image[at:at + BLOCK] for at in range(0, len(image), BLOCK)]
    leaves = [hashlib.sha256(b'\0' + block).digest() for block in blocks]
    exhibit, extents, touched = b'', [], set()
    for kind, offset, length in PIECES:
        extents.append({'file_offset': len(exhibit), 'image_offset': offset, 'kind': kind, 'length': length})
        exhibit += image[offset:offset + length] if kind == 'stored' else bytes(length)
        if kind == 'stored':
            touched |= {offset // BLOCK, (offset + length - 1) // BLOCK}
    name = '/Documents/نقشہ "A\\B"\u202e.txt'.encode()
    proof = {
        'blocks': [{'index': i, 'leaf': leaves[i].hex(), 'path': [step.hex() for step in path(i, leaves)]}
                   for i in sorted(touched)],
        'exhibit': {'extents': extents, 'path': '/Documents/نقشہ "A\\B"\\u{202e}.txt', 'path_bytes': name.hex(),
                    'sha256': hashlib.sha256(exhibit).hexdigest(), 'size': len(exhibit)},
        'format': 'sanad-exhibit-proof-v1',
        'image': {'block_size': BLOCK, 'leaf_count': len(leaves), 'size': len(image), 'tree_root': tree(leaves).hex()},
        'tool': 'a test',
    }
    return proof, {f'{i:06d}.block': blocks[i] for i in touched}, exhibit


def canonical(proof):
    return json.dumps(proof, sort_keys=True, ensure_ascii=False, separators=(',', ':')).encode() + b'\n'


PROOF, BLOCKS, EXHIBIT = made()


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


class Attack(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.proof, self.blocks, self.text = copy.deepcopy(PROOF), dict(BLOCKS), None
        self.extents, self.image = self.proof['exhibit']['extents'], self.proof['image']
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)

    def answers(self, *options):
        """What both say: the statuses, and the first one's sentence."""
        (self.folder / 'a.blocks').mkdir(exist_ok=True)
        for name in os.listdir(self.folder / 'a.blocks'):
            os.unlink(self.folder / 'a.blocks' / name)
        for name, data in self.blocks.items():
            (self.folder / 'a.blocks' / name).write_bytes(data)
        (self.folder / 'a.proof.json').write_bytes(self.text if self.text is not None else canonical(self.proof))
        return self.ask(*options)

    def ask(self, *options):
        told = [str(self.folder / 'a.proof.json'), *map(str, options)]
        ours = subprocess.run([program, 'exhibit', *told], capture_output=True, timeout=60)
        other = subprocess.run([sys.executable, '-B', here.parents[1] / 'core/custody/verifier/exhibit.py', *told], capture_output=True, timeout=60)
        said = ours.stdout.decode() + ours.stderr.decode()
        self.assertEqual(ours.returncode, other.returncode, f'they disagree:\n{said}\n{other.stdout.decode()}')
        if ours.returncode != 64:
            self.assertEqual(other.stderr, b'')
        word = {0: 'PROVEN: ', 1: 'NOT PROVEN: ', 2: 'COULD NOT TELL: ', 64: 'sanad-verify: '}[ours.returncode]
        self.assertTrue(said.startswith(word), said)
        return ours.returncode, said

    def refused(self, place, *options, status=1):
        code, said = self.answers(*options)
        self.assertEqual(code, status, said)
        self.assertIn(place, said)

    # ---- what is true ----

    def test_a_true_proof_is_accepted_and_says_what_it_rests_on(self):
        code, said = self.answers()
        self.assertEqual(code, 0, said)
        self.assertIn('6,921 bytes in 3 pieces, in 4 blocks of the image\'s 5', said)
        self.assertIn('9,216 bytes that the file system keeps nowhere', said)
        self.assertIn('NOT compared', said)
        self.assertIn('/Documents/نقشہ "A\\B"\\u{202e}.txt', said)

    def test_with_the_root_of_the_report_and_the_exported_file_it_is_accepted(self):
        (self.folder / 'exhibit').write_bytes(EXHIBIT)
        code, said = self.answers('--root', PROOF['image']['tree_root'], '--file', self.folder / 'exhibit')
        self.assertEqual(code, 0, said)
        self.assertIn('the one given with --root', said)

    def test_the_example_of_the_document_is_true_and_its_thirty_lines_find_the_same(self):
        document = (here.parents[1] / 'core/custody/EXHIBIT_PROOF.md').read_text()
        example = re.search(r'```json\n(.*?\n)```', document, re.S)[1]
        script = re.search(r'```python\n(.*?)```', document, re.S)[1]
        self.assertLessEqual(len(script.splitlines()), 30)
        self.text = example.encode()
        self.blocks = {'000001.block': b'B' * BLOCK, '000002.block': b'C' * 512}
        code, said = self.answers()
        self.assertEqual(code, 0, said)

        def by_hand():
            return subprocess.run([sys.executable, '-c', script, self.folder / 'a.proof.json', self.folder / 'a.blocks'],
                                  capture_output=True, timeout=60)
        self.assertIn(b'PROVEN', by_hand().stdout)
        self.text, self.blocks = None, dict(BLOCKS)
        self.assertEqual(self.answers()[0], 0)
        self.assertIn(b'PROVEN', by_hand().stdout)
        for name in BLOCKS:
            self.blocks = dict(BLOCKS, **{name: flipped(BLOCKS[name], 4711)})
            self.assertEqual(self.answers()[0], 1)
            self.assertIn(b'other bytes', by_hand().stderr)

    # ---- the bytes ----

    def test_a_flipped_bit_in_any_block_is_found_and_the_block_is_named(self):
        for name in BLOCKS:
            for bit in (0, 8 * 777 + 3, 8 * len(BLOCKS[name]) - 1):
                self.blocks = dict(BLOCKS, **{name: flipped(BLOCKS[name], bit)})
                self.refused(f'block {int(name[:6])}: its bytes do not have the hash')

    def test_two_blocks_that_changed_places_are_found(self):
        self.blocks['000002.block'], self.blocks['000003.block'] = BLOCKS['000003.block'], BLOCKS['000002.block']
        self.refused('block 2: its bytes do not have the hash')

    def test_a_missing_block_is_named_and_nothing_is_claimed(self):
        del self.blocks['000003.block']
        self.refused('block 3: ', status=2)

    def test_a_block_that_is_too_short_too_long_or_empty_is_named(self):
        for data in (BLOCKS['000002.block'][:-1], BLOCKS['000002.block'] + b'\0', b''):
            self.blocks['000002.block'] = data
            self.refused('block 2: its file has')

    def test_a_pipe_or_a_folder_in_place_of_a_block_is_not_waited_for(self):
        self.answers()
        os.unlink(self.folder / 'a.blocks/000002.block')
        os.mkfifo(self.folder / 'a.blocks/000002.block')
        code, said = self.ask()
        self.assertEqual(code, 2)
        self.assertIn('block 2: ', said)

    def test_a_flipped_bit_in_the_exported_file_is_found_at_its_byte(self):
        for at in (0, 4096, 5000, len(EXHIBIT) - 1):
            (self.folder / 'exhibit').write_bytes(flipped(EXHIBIT, 8 * at))
            self.refused(f'differs from the exhibit in the image at byte {at}', '--file', self.folder / 'exhibit')

    def test_an_exported_file_with_bytes_added_or_lost_is_not_the_exhibit(self):
        for data in (EXHIBIT + b'\0', EXHIBIT[:-1], b''):
            (self.folder / 'exhibit').write_bytes(data)
            self.refused(f'{len(data)} bytes, the exhibit has {len(EXHIBIT)}', '--file', self.folder / 'exhibit')

    # ---- the tree ----

    def test_a_flipped_bit_in_any_step_of_any_path_is_found(self):
        for i, block in enumerate(PROOF['blocks']):
            for j, step in enumerate(block['path']):
                self.proof = copy.deepcopy(PROOF)
                self.proof['blocks'][i]['path'][j] = flipped(bytes.fromhex(step), 100).hex()
                self.refused(f'block {block["index"]}: its path does not lead to the root')

    def test_a_step_added_lost_or_exchanged_in_a_path_is_found(self):
        steps = PROOF['blocks'][1]['path']
        for changed in (steps[:-1], steps[1:], [], steps + steps[-1:], steps[::-1]):
            self.proof['blocks'][1]['path'] = changed
            self.refused('block 2: its path does not lead to the root')

    def test_a_path_longer_than_any_tree_is_not_walked(self):
        self.proof['blocks'][0]['path'] = ['00' * 32] * 65
        code, _ = self.answers()
        self.assertEqual(code, 1)

    def test_a_leaf_made_for_other_bytes_does_not_lead_to_the_root(self):
        self.blocks['000000.block'] = flipped(BLOCKS['000000.block'], 5)
        self.proof['blocks'][0]['leaf'] = hashlib.sha256(b'\0' + self.blocks['000000.block']).hexdigest()
        self.refused('block 0: its path does not lead to the root')

    def test_a_block_under_a_wrong_index_is_found(self):
        self.proof['blocks'][0]['index'] = 1
        self.refused('block 0 is not in the proof')
        self.extents[2]['image_offset'] += BLOCK
        self.blocks['000001.block'] = self.blocks['000000.block']
        self.refused('block 1: its path does not lead to the root')

    def test_entries_of_blocks_out_of_order_or_twice_are_found(self):
        blocks = self.proof['blocks']
        blocks[0], blocks[1] = blocks[1], blocks[0]
        self.refused('block 0: stands after block 2')
        self.proof['blocks'] = [PROOF['blocks'][0], *PROOF['blocks']]
        self.refused('block 0: stands after block 0')

    def test_a_block_that_nothing_asks_for_is_found(self):
        blocks = [image[at:at + BLOCK] for at in range(0, len(image), BLOCK)]
        leaves = [hashlib.sha256(b'\0' + block).digest() for block in blocks]
        self.proof['blocks'].insert(1, {'index': 1, 'leaf': leaves[1].hex(),
                                        'path': [step.hex() for step in path(1, leaves)]})
        self.blocks['000001.block'] = blocks[1]
        self.refused('block 1: no extent touches it')

    def test_a_block_left_out_of_the_proof_is_found(self):
        del self.proof['blocks'][2]
        self.refused('extent 0: block 3 is not in the proof')

    def test_another_leaf_count_is_found_even_when_the_size_is_changed_with_it(self):
        self.image['leaf_count'] = 6
        self.refused('leaf_count says 6')
        self.image['size'] += BLOCK
        code, _ = self.answers()
        self.assertEqual(code, 1)
        self.image['leaf_count'], self.image['size'] = 4, 4 * BLOCK
        code, _ = self.answers()
        self.assertEqual(code, 1)

    def test_an_image_size_changed_by_one_byte_is_found(self):
        self.image['size'] += 1
        self.refused('block 4: its file has')

    def test_another_root_in_the_proof_is_found(self):
        self.image['tree_root'] = flipped(bytes.fromhex(self.image['tree_root']), 0).hex()
        self.refused('block 0: its path does not lead to the root')

    def test_a_whole_proof_of_another_image_does_not_have_the_root_of_the_report(self):
        self.refused('the root given is', '--root', '00' * 32)

    def test_a_root_that_is_no_digest_is_not_understood(self):
        for root in ('xyz', '00', '', PROOF['image']['tree_root'] + '00'):
            code, _ = self.answers('--root', root)
            self.assertEqual(code, 64)

    def test_an_inner_node_offered_as_a_block_is_not_a_leaf(self):
        blocks = [image[at:at + BLOCK] for at in range(0, len(image), BLOCK)]
        leaves = [hashlib.sha256(b'\0' + block).digest() for block in blocks]
        forged = leaves[0] + leaves[1]  # 64 bytes whose hash, with another prefix, is a node of the true tree
        self.blocks = {'000000.block': forged}
        self.proof['blocks'] = [{'index': 0, 'leaf': node(leaves[0], leaves[1]).hex(),
                                 'path': [tree(leaves[2:4]).hex(), leaves[4].hex()]}]
        self.proof['exhibit'].update(size=64, sha256=hashlib.sha256(forged).hexdigest(), extents=[
            {'file_offset': 0, 'image_offset': 0, 'kind': 'stored', 'length': 64}])
        code, _ = self.answers()
        self.assertEqual(code, 1)

    # ---- the extents ----

    def test_an_extent_moved_inside_its_block_gives_other_bytes(self):
        self.extents[2]['image_offset'] += 512
        self.refused('exhibit: its bytes in the blocks have the SHA-256')

    def test_an_extent_moved_to_another_block_needs_that_block(self):
        self.extents[2]['image_offset'] += BLOCK
        self.refused('extent 2: block 1 is not in the proof')

    def test_extents_that_overlap_or_leave_a_gap_are_named(self):
        self.extents[1]['file_offset'] -= 1
        self.refused('extent 1: overlaps the one before it')
        self.extents[1]['file_offset'] += 2
        self.refused('extent 1: begins at byte 4097')

    def test_an_extent_beyond_the_image_is_named_however_far(self):
        for offset in (len(image) - 776, len(image), 1 << 52, (1 << 53) - 1):
            self.extents[5]['image_offset'] = offset
            self.refused('extent 5: lies beyond the end of the image')

    def test_an_extent_of_no_length_or_one_beyond_the_exhibit_is_named(self):
        self.extents[1]['length'] = 0
        self.refused('extent 1: of no length')
        self.extents[1]['length'] = (1 << 53) - 1
        self.refused('extent 1: ends beyond the exhibit')

    def test_an_exhibit_spelled_out_of_single_bytes_of_the_image_is_refused(self):
        spelled = b'guilty'
        self.proof['exhibit'].update(size=len(spelled), sha256=hashlib.sha256(spelled).hexdigest(), extents=[
            {'file_offset': i, 'image_offset': image.index(bytes([letter]), 0, BLOCK), 'kind': 'stored', 'length': 1}
            for i, letter in enumerate(spelled)])
        self.proof['blocks'] = self.proof['blocks'][:1]
        self.refused('extent 1: begins at byte 1 of the exhibit, inside of a sector')

    def test_bytes_declared_never_written_are_found(self):
        self.extents[2]['kind'] = 'unwritten'
        self.refused('block 0: no extent touches it')
        del self.proof['blocks'][0]
        self.refused('exhibit: its bytes in the blocks have the SHA-256')

    def test_a_sparse_extent_may_not_point_into_the_image(self):
        self.extents[1]['image_offset'] = 512
        self.refused('extent 1: is sparse and names a place')

    def test_an_exhibit_of_nothing_but_zeros_proves_nothing(self):
        self.proof['blocks'] = []
        self.proof['exhibit'].update(size=4096, sha256=hashlib.sha256(bytes(4096)).hexdigest(), extents=[
            {'file_offset': 0, 'image_offset': 0, 'kind': 'sparse', 'length': 4096}])
        self.refused('no byte of the exhibit is stored')
        self.proof['exhibit'].update(size=0, sha256=hashlib.sha256(b'').hexdigest(), extents=[])
        self.refused('no byte of the exhibit is stored')

    def test_petabytes_of_zeros_are_not_waited_for(self):
        self.extents.append({'file_offset': len(EXHIBIT), 'image_offset': 0, 'kind': 'sparse', 'length': 1 << 52})
        self.proof['exhibit']['size'] += 1 << 52
        self.refused('stored nowhere', status=2)

    def test_a_kind_that_does_not_exist_is_named(self):
        self.extents[0]['kind'] = 'magic'
        self.refused("'magic' is not a kind of extent")

    # ---- the exhibit ----

    def test_another_size_of_the_exhibit_is_found(self):
        for size in (len(EXHIBIT) - 1, len(EXHIBIT) + 1, 0):
            self.proof['exhibit']['size'] = size
            code, _ = self.answers()
            self.assertEqual(code, 1)

    def test_another_digest_of_the_exhibit_is_found(self):
        self.proof['exhibit']['sha256'] = flipped(bytes.fromhex(self.proof['exhibit']['sha256']), 255).hex()
        self.refused('exhibit: its bytes in the blocks have the SHA-256')

    def test_a_path_shown_as_another_than_it_is_is_found(self):
        self.proof['exhibit']['path'] = '/Documents/innocent.txt'
        self.refused('path is not how path_bytes are shown')

    def test_path_bytes_that_are_no_utf_8_are_shown_the_same_way_by_both(self):
        for raw, seen in ((b'/a\xff\xe2\x82b', '/a\\x{ff}\\x{e2}\\x{82}b'), (b'/\xed\xa0\x80', '/\\x{ed}\\x{a0}\\x{80}'),
                          (b'/\x00\n\t\x7f\xc2\x85', '/\\u{0}\\n\\t\\u{7f}\\u{85}'), (b'/\xf0\x9f\x98', '/\\x{f0}\\x{9f}\\x{98}'),
                          ('/\u061c\u200e\u2028\u2066\ufeff😀'.encode(), '/\\u{61c}\\u{200e}\\u{2028}\\u{2066}\\u{feff}😀')):
            self.proof['exhibit'].update(path=seen, path_bytes=raw.hex())
            code, said = self.answers()
            self.assertEqual(code, 0, said)

    def test_a_tool_whose_name_hides_characters_is_refused(self):
        self.proof['tool'] = 'a \u202etest'
        self.refused('tool: invisible characters')

    def test_names_of_blocks_come_from_numbers_so_that_no_path_leads_out_of_the_folder(self):
        self.text = canonical(PROOF).replace(b'{"index":0,', b'{"index":"../../etc/passwd",')
        self.refused('a whole number expected')
        self.text = canonical(PROOF).replace(b'{"index":0,', b'{"index":-1,')
        self.refused('a whole number expected')

    # ---- the text ----

    def test_a_key_that_stands_twice_is_named(self):
        for key in (b'"size":%d}' % len(EXHIBIT), b'"tool":"a test"', b'"kind":"sparse"', b'"leaf_count":5'):
            text = canonical(PROOF)
            self.assertIn(key, text)
            ends = key.rstrip(b'}')
            self.text = text.replace(ends, ends + b',' + ends, 1)
            self.refused(f'the key "{key.split(b":")[0].strip(bytes([34])).decode()}" stands twice')

    def test_a_key_too_many_too_few_or_in_another_order_is_found(self):
        text = canonical(PROOF)
        for changed in (text.replace(b',"tool":"a test"', b',"tool":"a test","zeal":1'), text.replace(b',"tool":"a test"', b''),
                        text.replace(b'"block_size":1048576,"leaf_count":5', b'"leaf_count":5,"block_size":1048576'),
                        text.replace(b'"tool":', b'"Tool":')):
            self.text = changed
            code, _ = self.answers()
            self.assertEqual(code, 1)

    def test_a_proof_cut_off_anywhere_proves_nothing(self):
        text = canonical(PROOF)
        for end in [*range(0, len(text), 97), len(text) - 2, len(text) - 1]:
            self.text = text[:end]
            code, _ = self.answers()
            self.assertIn(code, (1, 2))

    def test_anything_behind_the_end_is_found(self):
        for more in (b'\n', b' ', b'{}', b'\0', canonical(PROOF)):
            self.text = canonical(PROOF) + more
            code, said = self.answers()
            self.assertEqual(code, 1)
            self.assertIn('more text after the end', said)

    def test_numbers_that_are_absurd_are_refused(self):
        for number in (b'9007199254740992', b'18446744073709551616', b'9' * 5000, b'-5', b'5.0', b'5e0', b'05', b'"5"', b'NaN',
                       b'true', b'null', b'[]', b'{}', b'+5', b'0x5'):
            self.text = canonical(PROOF).replace(b'"leaf_count":5', b'"leaf_count":' + number)
            code, said = self.answers()
            self.assertEqual(code, 1, said)
            self.assertIn('image: byte ', said)

    def test_the_same_content_in_another_text_is_refused(self):
        text = canonical(PROOF)
        for changed in (json.dumps(PROOF, sort_keys=True, ensure_ascii=False, indent=1).encode().replace(b'": ', b'":'),
                        text.replace(b'"a test"', b'"\\u0061 test"'), text.replace(b'"a test"', b'"a\\/ test"'),
                        text.replace(b'"a test"', b'"a\ttest"'), text.replace(b'"a test"', b'"a\\ttest"'),
                        text.replace(b'"a test"', b'"\\ud800"'), text.replace(b'"a test"', b'"\xff"'),
                        text.replace(b'"a test"', b'"\xed\xa0\x80"'), text.replace(b'"a test"', b'"a\x7ftest"'),
                        text.replace(b'"a test"', b'7'), b'\xef\xbb\xbf' + text, text[:-1], text[:-1] + b'\r\n',
                        text.replace(b'{"index":0,', b'{"index":0 ,')):
            self.text = changed
            code, said = self.answers()
            self.assertEqual(code, 1, said)

    def test_a_digest_in_capitals_or_of_another_length_is_refused(self):
        leaf = PROOF['blocks'][0]['leaf']
        for changed in (leaf.upper(), leaf[:-2], leaf + '00', leaf[:-1], '', 'g' * 64):
            self.proof['blocks'][0]['leaf'] = changed
            code, said = self.answers()
            self.assertEqual(code, 1)
            self.assertIn('entry 0 of blocks', said)

    def test_nesting_without_end_stops_at_the_first_wrong_bracket(self):
        self.text = b'"format":"sanad-exhibit-proof-v1"' + b'[' * 1_000_000
        code, _ = self.answers()
        self.assertEqual(code, 1)

    def test_another_block_size_is_refused(self):
        self.image['block_size'] = 4096
        self.refused('image: block_size is 4096')

    def test_a_proof_of_a_version_to_come_is_not_called_false(self):
        self.proof['format'] = 'sanad-exhibit-proof-v2'
        self.refused('sanad-exhibit-proof-v1', status=2)

    def test_what_is_no_proof_at_all_cannot_be_told(self):
        for text in (b'', b'{}\n', b'\0' * 4096, EXHIBIT):
            self.text = text
            code, _ = self.answers()
            self.assertEqual(code, 2)

    def test_any_flipped_bit_of_the_text_outside_of_the_tool_s_name_is_found(self):
        text = canonical(PROOF)
        tool = range(text.index(b'"a test"') + 1, text.index(b'"a test"') + 7)
        chosen = random.Random(3).sample(range(8 * len(text)), 150)
        for bit in chosen:
            if bit // 8 in tool:
                continue
            self.text = flipped(text, bit)
            code, said = self.answers()
            self.assertIn(code, (1, 2), f'bit {bit}: {said}')


if __name__ == '__main__':
    program = sys.argv.pop(1)
    unittest.main()
