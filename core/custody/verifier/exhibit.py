#!/usr/bin/env python3
"""A second verifier of exhibit proofs, written from core/custody/EXHIBIT_PROOF.md and sharing nothing with the first:

    exhibit.py PROOF [--blocks DIR] [--file EXHIBIT] [--root HEX]

Ends with 0: proven. 1: not proven. 2: could not tell. 64: not understood. The tests hold it against sanad-verify."""
import argparse
import hashlib
import json
import os
import stat
import sys

FORMAT = 'sanad-exhibit-proof-v1'
BLOCK = 1 << 20
LARGEST_NUMBER = (1 << 53) - 1
LARGEST_PROOF = 256 << 20
MOST_ZEROS = 1 << 40
SECTOR = 512


class NotProven(Exception):
    """What is there contradicts itself; the words say where."""


class CouldNotTell(Exception):
    """Something is missing or cannot be read."""


def need(holds, what):
    if not holds:
        raise NotProven(what)


# ---- the text ------------------------------------------------------------------------------------------------------


def unique(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        need(keys.count(key) == 1, f'the key "{key}" stands twice')
    return dict(pairs)


def number(text):
    need(len(text) <= 16 and int(text) <= LARGEST_NUMBER, f'a number beyond 2^53 - 1: {text[:40]}')
    return int(text)


def no_number(text):
    raise NotProven(f'{text} is no whole number')


def fields(value, names, where):
    """The values of an object's members, which are exactly these."""
    need(isinstance(value, dict) and sorted(value) == sorted(names), f'{where}: its members are not {", ".join(names)}')
    return [value[name] for name in names]


def whole(value, where):
    need(type(value) is int and value >= 0, f'{where}: a whole number expected')
    return value


def text_of(value, where):
    need(isinstance(value, str), f'{where}: a text expected')
    need(not any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in value), f'{where}: a control character')
    return value


def list_of(value, where):
    need(isinstance(value, list), f'{where}: a list expected')
    return value


def raw(value, where, length=None):
    text_of(value, where)
    need(set(value) <= set('0123456789abcdef') and len(value) % 2 == 0, f'{where}: not lower-case hexadecimal')
    need(length is None or len(value) == 2 * length, f'{where}: not {length} bytes')
    return bytes.fromhex(value)


INVISIBLE = {*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
             0x2028, 0x2029, 0xFEFF}


def shown(path):
    """A path's bytes as text that hides nothing."""
    result = ''
    for letter in path.decode('utf-8', 'surrogateescape'):
        if 0xDC80 <= ord(letter) <= 0xDCFF:
            result += f'\\x{{{ord(letter) - 0xDC00:02x}}}'
        elif letter in '\n\t':
            result += '\\n' if letter == '\n' else '\\t'
        elif ord(letter) in INVISIBLE:
            result += f'\\u{{{ord(letter):x}}}'
        else:
            result += letter
    return result


def parse(data):
    if f'"format":"{FORMAT}"'.encode() not in data:
        raise CouldNotTell(f'not a proof of the format {FORMAT}')
    try:
        text = data.decode('utf-8')
        value = json.loads(text, object_pairs_hook=unique, parse_int=number, parse_float=no_number,
                           parse_constant=no_number)
    except UnicodeDecodeError as error:
        raise NotProven(f'byte {error.start}: not UTF-8') from error
    except (ValueError, RecursionError) as error:
        raise NotProven(str(error)) from error
    try:
        canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(',', ':')).encode() + b'\n'
    except UnicodeEncodeError as error:
        raise NotProven('half of a surrogate pair') from error
    if canonical != data:
        at = next((i for i, (a, b) in enumerate(zip(canonical, data)) if a != b), min(len(canonical), len(data)))
        raise NotProven(f'byte {at}: not canonical')

    blocks, exhibit, form, image, tool = fields(value, ['blocks', 'exhibit', 'format', 'image', 'tool'], 'proof')
    need(form == FORMAT, 'format')
    need(shown(text_of(tool, 'tool').encode()) == tool, 'tool: invisible characters')
    proof = {'blocks': {}, 'extents': []}
    block_size, leaves, size, root = fields(image, ['block_size', 'leaf_count', 'size', 'tree_root'], 'image')
    need(whole(block_size, 'block_size') == BLOCK, f'image: block_size is not {BLOCK}')
    proof['leaf_count'], proof['image_size'] = whole(leaves, 'leaf_count'), whole(size, 'image size')
    proof['root'] = raw(root, 'tree_root', 32)
    need(proof['leaf_count'] == -(-proof['image_size'] // BLOCK), 'image: leaf_count does not fit its size')

    extents, path, path_bytes, sha256, size = fields(exhibit, ['extents', 'path', 'path_bytes', 'sha256', 'size'],
                                                     'exhibit')
    proof['path'] = text_of(path, 'path')
    need(shown(raw(path_bytes, 'path_bytes')) == path, 'exhibit: path is not how path_bytes are shown')
    proof['sha256'], proof['size'] = raw(sha256, 'sha256', 32), whole(size, 'exhibit size')

    last = -1
    for i, entry in enumerate(list_of(blocks, 'blocks')):
        index, leaf, steps = fields(entry, ['index', 'leaf', 'path'], f'entry {i} of blocks')
        need(whole(index, f'entry {i} of blocks') > last, f'block {index}: out of order')
        need(index < proof['leaf_count'], f'block {index}: beyond the image')
        need(len(list_of(steps, f'block {index}')) <= 64, f'block {index}: more than 64 steps')
        proof['blocks'][index] = raw(leaf, f'block {index}', 32), [raw(step, f'block {index}', 32) for step in steps]
        last = index

    covered, touched = 0, set()
    for i, entry in enumerate(list_of(extents, 'extents')):
        where = f'extent {i}'
        file_offset, image_offset, kind, length = fields(entry, ['file_offset', 'image_offset', 'kind', 'length'], where)
        need(kind in ('stored', 'sparse', 'unwritten'), f'{where}: kind')
        need(whole(length, where) > 0, f'{where}: of no length')
        need(whole(file_offset, where) == covered, f'{where}: begins at {file_offset}, not at {covered}')
        covered += length
        need(covered <= proof['size'], f'{where}: beyond the exhibit')
        whole(image_offset, where)
        if kind == 'sparse':
            need(image_offset == 0, f'{where}: is sparse and names a place')
        else:
            need(image_offset + length <= proof['image_size'], f'{where}: beyond the image')
        if kind == 'stored':
            need(file_offset % SECTOR == 0, f'{where}: begins inside of a sector')
            for index in range(image_offset // BLOCK, (image_offset + length - 1) // BLOCK + 1):
                need(index in proof['blocks'], f'{where}: block {index} is not in the proof')
                touched.add(index)
        proof['extents'].append((image_offset, kind, length))
    need(covered == proof['size'], 'the extents end before the exhibit')
    need(touched, 'no byte of the exhibit is stored')
    for index in proof['blocks']:
        need(index in touched, f'block {index}: no extent touches it')
    return proof


# ---- the tree (RFC 6962 2.1) ---------------------------------------------------------------------------------------


def node(left, right):
    return hashlib.sha256(b'\x01' + left + right).digest()


def root_from(leaf, index, count, path):
    """The root that a path leads to, taken from the top as RFC 6962 2.1.1 defines the path; None when it does not fit."""
    if count == 1:
        return leaf if not path else None
    if not path:
        return None
    split = 1 << (count - 1).bit_length() - 1
    if index < split:
        below = root_from(leaf, index, split, path[:-1])
        return below and node(below, path[-1])
    below = root_from(leaf, index - split, count - split, path[:-1])
    return below and node(path[-1], below)


# ---- the bytes -----------------------------------------------------------------------------------------------------


def read(path, limit=None):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(descriptor, 'rb') as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise CouldNotTell(f'{path}: not a plain file')
            return file.read() if limit is None else file.read(limit)
    except OSError as error:
        raise CouldNotTell(f'{path}: {error.strerror}') from error


def verify(proof_path, blocks=None, exhibit=None, root=None):
    data = read(proof_path, LARGEST_PROOF + 1)
    if len(data) > LARGEST_PROOF:
        raise CouldNotTell('too long for a proof')
    proof = parse(data)
    need(root in (None, proof['root']), f'root: the proof leads to {proof["root"].hex()}')
    wanted = None if exhibit is None else read(exhibit)
    need(wanted is None or len(wanted) == proof['size'], f'file: its size is not {proof["size"]}')
    if sum(length for _, kind, length in proof['extents'] if kind != 'stored') > MOST_ZEROS:
        raise CouldNotTell('too many bytes that are stored nowhere')
    for index, (leaf, path) in proof['blocks'].items():
        found = root_from(leaf, index, proof['leaf_count'], path)
        need(found == proof['root'], f'block {index}: its path does not lead to the root')
    folder = blocks or proof_path.removesuffix('.proof.json') + '.blocks'
    held = {}
    for index, (leaf, _) in proof['blocks'].items():
        held[index] = read(f'{folder}/{index:06d}.block', BLOCK + 1)
        need(len(held[index]) == min(BLOCK, proof['image_size'] - index * BLOCK), f'block {index}: its length')
        need(hashlib.sha256(b'\0' + held[index]).digest() == leaf, f'block {index}: its hash')
    digest, at = hashlib.sha256(), 0
    for image_offset, kind, length in proof['extents']:
        while length:
            inside = image_offset % BLOCK
            piece = held[image_offset // BLOCK][inside:inside + length] if kind == 'stored' else bytes(min(length, BLOCK))
            digest.update(piece)
            need(wanted is None or wanted[at:at + len(piece)] == piece, f'file: differs between byte {at} and '
                                                                        f'{at + len(piece)}')
            at, image_offset, length = at + len(piece), image_offset + len(piece), length - len(piece)
    need(digest.digest() == proof['sha256'], f'exhibit: its bytes have the SHA-256 {digest.hexdigest()}')
    return f'{proof["size"]} bytes of {proof["path"]} stand in the image with the root {proof["root"].hex()}'


def digest(text):
    if len(bytes.fromhex(text)) != 32 or len(text) != 64:
        raise ValueError('not 64 hexadecimal digits')
    return bytes.fromhex(text)


def main():
    told = argparse.ArgumentParser()
    told.add_argument('proof')
    told.add_argument('--blocks')
    told.add_argument('--file')
    told.add_argument('--root', type=digest)
    try:
        told = told.parse_args()
    except SystemExit as end:
        return 64 if end.code else 0
    try:
        print('PROVEN:', verify(told.proof, told.blocks, told.file, told.root))
        return 0
    except NotProven as error:
        print('NOT PROVEN:', error)
        return 1
    except CouldNotTell as error:
        print('COULD NOT TELL:', error)
        return 2


if __name__ == '__main__':
    sys.exit(main())
