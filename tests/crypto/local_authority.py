#!/usr/bin/env python3
"""A time-stamping authority of one's own, by the openssl program.

local_authority.py make FOLDER rsa|p256 [sha256|sha1]    leaves root.pem (to trust) and what `answer` needs in FOLDER
local_authority.py answer FOLDER REQUEST RESPONSE        stamps
local_authority.py mail FOLDER RESPONSE TOKEN            signs what a response states again, by a certificate of the same
                                                         name and key that is for mail and not for time stamps
Certificates are valid for 100 days.
"""
import pathlib
import subprocess
import sys

keys = {'rsa': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
        'p256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']}

configuration = '''
[req]
distinguished_name = nobody
[nobody]
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamping]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[mail]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/authority.pem
signer_key = {folder}/authority.key
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512, sha1
signer_digest = {digest}
accuracy = secs:1, millisecs:500, microsecs:100
ordering = no
tsa_name = yes
ess_cert_id_chain = no
'''


def openssl(*arguments):
    subprocess.run(['openssl', *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make(folder, kind, digest='sha256'):
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / 'authority.cnf'
    config.write_text(configuration.format(folder=folder, digest=digest))
    (folder / 'serial').write_text('0a10')
    for name in ('root', 'authority'):
        openssl('genpkey', *keys[kind], '-out', folder / f'{name}.key')
        openssl('req', '-new', '-config', config, '-key', folder / f'{name}.key',
                '-subj', f'/O=Invented Lab/CN={name} {kind}', '-out', folder / f'{name}.csr')
    openssl('x509', '-req', '-in', folder / 'root.csr', '-signkey', folder / 'root.key', '-days', '100',
            '-extfile', config, '-extensions', 'root', '-out', folder / 'root.pem')
    for certificate, purpose, serial in (('authority', 'stamping', 77), ('mail', 'mail', 78)):
        openssl('x509', '-req', '-in', folder / 'authority.csr', '-CA', folder / 'root.pem', '-CAkey', folder / 'root.key',
                '-set_serial', serial, '-days', '100', '-extfile', config, '-extensions', purpose,
                '-out', folder / f'{certificate}.pem')


def answer(folder, request, response):
    openssl('ts', '-reply', '-config', folder / 'authority.cnf', '-queryfile', request, '-out', response)


def mail(folder, response, token):
    openssl('ts', '-reply', '-in', response, '-token_out', '-out', folder / 'genuine')
    openssl('cms', '-verify', '-noverify', '-inform', 'DER', '-in', folder / 'genuine', '-out', folder / 'statement')
    openssl('cms', '-sign', '-binary', '-nodetach', '-cades', '-econtent_type', '1.2.840.113549.1.9.16.1.4',
            '-in', folder / 'statement', '-signer', folder / 'mail.pem', '-inkey', folder / 'authority.key',
            '-outform', 'DER', '-out', token)


try:
    verb, folder, *rest = sys.argv[1:]
    {'make': make, 'answer': answer, 'mail': mail}[verb](pathlib.Path(folder), *rest)
except subprocess.CalledProcessError as error:
    sys.exit(error.stderr.decode(errors='replace'))
