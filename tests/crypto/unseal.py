#!/usr/bin/env python3
"""Opens a sealed secret from its description in core/crypto/sealed_secret.hpp alone: unseal.py FILE PASSPHRASE-FILE

Prints the secret in hexadecimal. Exit 1: it does not open; 77: this Python lacks the package `cryptography`.
"""
import hashlib
import pathlib
import sys

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ImportError:
    sys.exit(77)


def key_of(passphrase, lines):
    kdf, n, r, p = lines['kdf'].split()
    if kdf != 'scrypt':
        raise ValueError('no sealed secret of this version')
    return hashlib.scrypt(passphrase, salt=bytes.fromhex(lines['salt']), n=int(n), r=int(r), p=int(p), dklen=32,
                          maxmem=1 << 30)


def lines_of(content):
    """By the word that each line after the first begins with."""
    lines = dict(line.split(' ', 1) for line in content.decode('ascii').splitlines()[1:])
    if not content.startswith(b'sanad-sealed-secret-v1\n') or lines['cipher'] != 'aes-256-gcm':
        raise ValueError('no sealed secret of this version')
    return lines


def unsealed(content, passphrase):
    """The secret. InvalidTag: it does not open."""
    lines = lines_of(content)
    associated = content[:content.index(b'\nsealed ') + 1]
    return AESGCM(key_of(passphrase, lines)).decrypt(bytes.fromhex(lines['nonce']), bytes.fromhex(lines['sealed']),
                                                     associated)


def sealed_again(content, passphrase, kdf):
    """The same secret under the same passphrase, by another cost: 'scrypt N r p'."""
    lines = lines_of(content)
    secret = unsealed(content, passphrase)
    # Salt and nonce may stay: another cost makes another key of them.
    lines['kdf'] = kdf
    associated = 'sanad-sealed-secret-v1\n' + ''.join(
        f'{word} {lines[word]}\n' for word in ('for', 'kdf', 'salt', 'cipher', 'nonce'))
    sealed = AESGCM(key_of(passphrase, lines)).encrypt(bytes.fromhex(lines['nonce']), secret, associated.encode())
    return f'{associated}sealed {sealed.hex()}\n'.encode()


if __name__ == '__main__':
    content, passphrase = (pathlib.Path(path).read_bytes() for path in sys.argv[1:3])
    try:
        print(unsealed(content, passphrase).hex())
    except InvalidTag:
        sys.exit(1)
