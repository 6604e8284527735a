"""What verify.py rests on: the text, the keys and signatures and the tree of LEDGER.md sections 1 to 3 and 5.

Python 3.9 and either its package `cryptography` or the program `openssl`."""
import base64
import datetime
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import unicodedata

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
except ImportError:
    ec = None
TABLES = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables.json'), encoding='utf-8'))
LARGEST_ENTRY, LARGEST_TEXT = 256 << 10, 64 << 10
UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
PATTERNS = {'hash': '[0-9a-f]{64}', 'kid': '[0-9a-f]{40}', 'salt': '[0-9a-f]{32}', 'hex': '([0-9a-f]{2})+', 'id': UUID,
            'ledger': 'sanad-ledger/' + UUID, 'case': '[A-Za-z0-9][A-Za-z0-9._/-]{0,79}', 'decimal': '0|[1-9][0-9]{0,19}',
            'item': r'[A-Z]{1,4}[-/][0-9]{1,6}(\.[0-9]{1,3})*', 'person': '[a-z0-9][a-z0-9._-]{1,39}', 'seal': '.{4,32}',
            'tz': '[+-]([01][0-9]|2[0-3]):[0-5][0-9]', 'rule': 'V-[0-9]{2}', 'text': '.*', 'label': '.+',
            'digest': '.*', 'digest_or_empty': '.*', 'signed': '.*', 'base64': '.*'}  # looked at by a rule of their own
LISTS = {'signed_list': 'signed', 'items': 'item', 'persons': 'person', 'roles': 'role', 'ids': 'id', 'kids': 'kid',
         'labels': 'label'}
# Bytes of a public key and of a signature, and what stands before the key in its SubjectPublicKeyInfo (RFC 8410 and kin).
ALGORITHMS = {'ed25519': (32, 64, '302a300506032b6570032100'),
              'ecdsa-p256': (65, 64, '3059301306072a8648ce3d020106082a8648ce3d030107034200'),
              'ml-dsa-65': (1952, 3309, '308207b2300b0609608648016503040312038207a100')}


class Broken(Exception):
    """What is there contradicts LEDGER.md: the rule, and what is wrong."""


class CouldNotTell(Exception):
    """Something is missing or cannot be read."""


def need(holds, rule, what):
    if not holds:
        raise Broken(rule, what)


# ---- text: LEDGER.md section 1 ---------------------------------------------------------------------------------------


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':')).encode()


def within_limits(value, depth, name):
    need(depth <= 12 or not isinstance(value, (dict, list)), 'form', 'nested more than 12 deep')
    if isinstance(value, dict):
        for key, member in value.items():
            need(re.fullmatch('[a-z][a-z0-9_]{0,39}|payloadType', key), 'form', f'a member named {key[:40]!r}')
            within_limits(member, depth + 1, key)
    elif isinstance(value, list):
        for member in value:
            within_limits(member, depth + 1, name)
    elif isinstance(value, str):
        need(len(value.encode()) <= (LARGEST_ENTRY if name == 'payload' else LARGEST_TEXT) and not re.search('[\0-\x1f\x7f]', value), 'form', f'{name}: its length or characters')
        need(unicodedata.is_normalized('NFC', value), 'form', f'{name}: not in Normalization Form C')
    else:
        need(isinstance(value, bool) or isinstance(value, int) and abs(value) < 1 << 53, 'form', f'{name}: no value of this format')


def parse(data, rule='form'):
    """The value of a canonical text. Members given twice, escapes, -0, blanks and the like do not survive a round."""
    try:
        value = json.loads(data.decode())
        within_limits(value, 1, '')
        need(canonical(value) == data, 'form', 'not canonical JSON')
    except Broken as error:
        raise Broken(rule, error.args[1])
    except (ValueError, RecursionError) as error:
        raise Broken(rule, f'not JSON of this format: {error}')
    return value


def raw(text, rule, size=None):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = None
    need(data is not None and base64.b64encode(data).decode() == text and size in (None, len(data)), rule, 'not base64 as it should be')
    return data


def seconds(time):
    return datetime.datetime.fromisoformat(time[:-1] + '+00:00').timestamp()


def fits(kind, value):
    """Whether a value is of a kind; the kinds are those of tables.json."""
    if kind in ('', 'number', 'flag'):
        return type(value) in {'': (str, int, bool), 'number': (int,), 'flag': (bool,)}[kind]
    if kind in LISTS:
        return isinstance(value, list) and all(fits(LISTS[kind], one) for one in value)
    if kind in ('object', 'counts'):
        return isinstance(value, dict) and (kind == 'object' or all(type(one) is int for one in value.values()))
    if kind in TABLES['objects']:
        inner = TABLES['objects'][kind]
        if isinstance(inner, list):
            return isinstance(value, list) and all(shaped(inner[0], one) is None for one in value)
        return shaped(inner, value) is None
    if not isinstance(value, str):
        return False
    if kind in ('time', 'date'):
        form = '[0-9]{4}-[0-9]{2}-[0-9]{2}' + ('T[0-9]{2}:[0-9]{2}:[0-9]{2}Z' if kind == 'time' else '')
        try:
            return bool(re.fullmatch(form, value)) and datetime.datetime.fromisoformat(value[:19]) is not None
        except ValueError:
            return False
    if kind in ('role', 'type'):
        return value in TABLES[kind + 's']
    return bool(re.fullmatch(kind[1:] if kind[0] == '=' else PATTERNS[kind], value))


@functools.lru_cache(None)
def members_of(spec):
    """Of a line of tables.json, by name: the kind of a member, and whether it may be missing."""
    words = (word.partition(':') for word in spec.split())
    return {name.rstrip('?'): (kind, name.endswith('?')) for name, _, kind in words}


def shaped(spec, value):
    """None when an object has the members of spec and no others, else what is wrong."""
    if not isinstance(value, dict):
        return 'an object was expected'
    known = members_of(spec)
    for name in [name for name in value if name not in known]:
        return f'unknown member {name}'
    for name, (kind, optional) in known.items():
        if name not in value and not optional:
            return f'{name} is missing'
        if name in value and not fits(kind, value[name]):
            return f'{name} is not as it should be'
    return None


def rising(values):
    return all(a < b for a, b in zip(values, values[1:]))


# ---- keys and signatures: sections 2 and 3 ---------------------------------------------------------------------------


def key_id(alg, public):
    return hashlib.sha256(b'sanad-key-v1\n' + alg.encode() + b'\n' + public).hexdigest()[:40]


def pem(alg, public):
    text = base64.b64encode(bytes.fromhex(ALGORITHMS[alg][2]) + public).decode()
    lines = [text[at:at + 64] for at in range(0, len(text), 64)]
    return '-----BEGIN PUBLIC KEY-----\n' + '\n'.join(lines) + '\n-----END PUBLIC KEY-----\n'


def der_integer(data):
    data = data.lstrip(b'\0') or b'\0'
    data = b'\0' + data if data[0] & 0x80 else data
    return bytes([2, len(data)]) + data


def openssl(*words):
    return subprocess.run(['openssl', *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


def openssl_knows(alg, asked={}):
    """Asked once; ML-DSA-65 came with OpenSSL 3.5."""
    if alg not in asked:
        asked[alg] = bool(shutil.which('openssl')) and (alg != 'ml-dsa-65' or
                                                        b'ml-dsa-65' in openssl('list', '-signature-algorithms').stdout.lower())
    return asked[alg]


def verified_by_openssl(alg, public, signature, message):
    if alg == 'ecdsa-p256':
        numbers = der_integer(signature[:32]) + der_integer(signature[32:])
        signature = bytes([0x30, len(numbers)]) + numbers
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (('key', pem(alg, public).encode()), ('signature', signature), ('message', message)):
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(data)
        path = {name: os.path.join(folder, name) for name in ('key', 'signature', 'message')}
        digest = ['-digest', 'sha256'] if alg == 'ecdsa-p256' else []
        return openssl('pkeyutl', '-verify', '-pubin', '-inkey', path['key'], '-rawin', *digest, '-in', path['message'],
                       '-sigfile', path['signature']).returncode == 0


def verified(alg, public, signature, message):
    """True or False; None when this machine has nothing that knows the algorithm."""
    if (len(public), len(signature)) != ALGORITHMS[alg][:2]:
        return False
    if ec is None or alg == 'ml-dsa-65':
        return verified_by_openssl(alg, public, signature, message) if openssl_knows(alg) else None
    try:
        if alg == 'ed25519':
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        else:
            r, s = (int.from_bytes(half, 'big') for half in (signature[:32], signature[32:]))
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
            key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        return True
    except (InvalidSignature, ValueError):
        return False


TYPES_SIGNED = {'event': 'application/vnd.sanad.custody-event+json;v=1',
                'statement': 'application/vnd.sanad.statement+json;v=1'}


class Document:
    """A signed document (DSSE): what it says, and its signatures by key id."""

    def __init__(self, data, kind, rule):
        said = parse(data, rule)
        wrong = shaped(TABLES['objects']['document'], said)
        need(wrong is None, rule, f'a signed document: {wrong}')
        payload, media = raw(said['payload'], rule), TYPES_SIGNED[kind]
        need(said['payloadType'] == media, rule, f'payloadType is not {media}')
        kids = [signature['kid'] for signature in said['signatures']]
        need(kids and rising(kids), rule, 'signatures are not sorted by kid, each once')
        self.said = parse(payload, rule)
        self.signatures = {one['kid']: (one['alg'], raw(one['sig'], rule)) for one in said['signatures']}
        self.message = b'DSSEv1 %d %s %d %s' % (len(media), media.encode(), len(payload), payload)

    def check(self, keys, rule):
        """The algorithms that could not be checked here, all others having verified for these keys."""
        unchecked = []
        for kid, (alg, public) in keys.items():
            need(kid in self.signatures and self.signatures[kid][0] == alg, rule, f'the signature of key {kid} is missing')
            verdict = verified(alg, public, self.signatures[kid][1], self.message)
            need(verdict is not False, rule, f'the signature of key {kid} does not verify')
            unchecked += [alg] if verdict is None else []
        return unchecked


# ---- the tree: section 5, RFC 6962 section 2.1 -----------------------------------------------------------------------


def leaf_hash(entry):
    return hashlib.sha256(b'\0' + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


def tree_root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(tree_root(leaves[:split]), tree_root(leaves[split:]))


def root_by_path(leaf, index, count, path):
    """Where an inclusion proof (section 2.1.1) leads; None when it has not the steps of this leaf of this tree."""
    if count == 1 or not path:
        return leaf if count == 1 and not path and index == 0 else None
    split = 1 << (count - 1).bit_length() - 1
    left = index < split
    below = root_by_path(leaf, index if left else index - split, split if left else count - split, path[:-1])
    return below and (node_hash(below, path[-1]) if left else node_hash(path[-1], below))
