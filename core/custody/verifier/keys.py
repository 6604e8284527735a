"""Keys, signatures and signed documents (LEDGER.md sections 2 and 3), by the package `cryptography` or by `openssl`."""
import base64
import hashlib
import os
import shutil
import subprocess
import tempfile

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
except ImportError:
    ec = None

from verifier.text import TABLES, need, parse, raw, rising, shaped

# Bytes of a public key and of a signature, and what stands before the key in its SubjectPublicKeyInfo (RFC 8410 …).
ALGORITHMS = {'ed25519': (32, 64, '302a300506032b6570032100'),
              'ecdsa-p256': (65, 64, '3059301306072a8648ce3d020106082a8648ce3d030107034200'),
              'ml-dsa-65': (1952, 3309, '308207b2300b0609608648016503040312038207a100')}


# y of the points of Ed25519 whose order divides 8 (section 2).
ED25519_PRIME = 2**255 - 19
SMALL_ORDER = (0, 1, ED25519_PRIME - 1, *(int.from_bytes(bytes.fromhex(y), 'little') for y in (
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')))


def believable(public):
    y = int.from_bytes(public, 'little') % 2**255
    return y < ED25519_PRIME and y not in SMALL_ORDER


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
        asked[alg] = bool(shutil.which('openssl')) and (alg != 'ml-dsa-65' or b'ml-dsa-65' in openssl(
            'list', '-signature-algorithms').stdout.lower())
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
    if alg == 'ed25519' and not believable(public):
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
        need(rising(kids), rule, 'signatures are not sorted by kid, each once')
        self.said = parse(payload, rule)
        self.signatures = {one['kid']: (one['alg'], raw(one['sig'], rule)) for one in said['signatures']}
        self.message = b'DSSEv1 %d %s %d %s' % (len(media), media.encode(), len(payload), payload)

    def check(self, keys, rule):
        """The algorithms that could not be checked here, all others having verified for these keys."""
        unchecked = []
        for kid, (alg, public) in keys.items():
            need(kid in self.signatures and self.signatures[kid][0] == alg, rule,
                 f'the signature of key {kid} is missing')
            verdict = verified(alg, public, self.signatures[kid][1], self.message)
            need(verdict is not False, rule, f'the signature of key {kid} does not verify')
            unchecked += [alg] if verdict is None else []
        return unchecked
