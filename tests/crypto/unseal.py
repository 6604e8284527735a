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

content = pathlib.Path(sys.argv[1]).read_bytes()
passphrase = pathlib.Path(sys.argv[2]).read_bytes()
lines = dict(line.split(' ', 1) for line in content.decode('ascii').splitlines()[1:])
kdf, n, r, p = lines['kdf'].split()
if not content.startswith(b'sanad-sealed-secret-v1\n') or kdf != 'scrypt' or lines['cipher'] != 'aes-256-gcm':
    sys.exit('no sealed secret of this version')
key = hashlib.scrypt(passphrase, salt=bytes.fromhex(lines['salt']), n=int(n), r=int(r), p=int(p), dklen=32,
                     maxmem=1 << 30)
associated = content[:content.index(b'\nsealed ') + 1]
try:
    print(AESGCM(key).decrypt(bytes.fromhex(lines['nonce']), bytes.fromhex(lines['sealed']), associated).hex())
except InvalidTag:
    sys.exit(1)
