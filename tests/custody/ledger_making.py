"""Makes custody ledgers and their bundles as core/custody/LEDGER.md asks, sharing no line with what checks them.

Everything is fixed: keys come from names, ids from a counter, times from a clock that goes forward ten minutes an
entry. So a ledger can be made again, byte by byte, and each attack is a change to one that holds. Needs the package
cryptography."""
import base64
import copy
import datetime
import hashlib
import hmac
import json
import pathlib
import shutil
import subprocess
import tempfile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

EVENT = 'application/vnd.sanad.custody-event+json;v=1'
STATEMENT = 'application/vnd.sanad.statement+json;v=1'
MORNING = datetime.datetime(2026, 9, 1, 8, 0, 0)
FOREVER = '2036-01-01T00:00:00Z'
ALWAYS = '2026-01-01T00:00:00Z'


def sha256(*parts):
    return hashlib.sha256(b''.join(parts)).digest()


def jcs(value):
    """RFC 8785, of the values that LEDGER.md allows."""
    if isinstance(value, dict):
        return '{' + ','.join(f'{jcs(key)}:{jcs(value[key])}' for key in sorted(value)) + '}'
    if isinstance(value, list):
        return '[' + ','.join(jcs(one) for one in value) + ']'
    if isinstance(value, str):
        return '"' + value.replace('\\', '\\\\').replace('"', '\\"') + '"'
    return {True: 'true', False: 'false'}[value] if isinstance(value, bool) else str(value)


def b64(data):
    return base64.b64encode(data).decode()


def when(minutes):
    return (MORNING + datetime.timedelta(minutes=minutes)).strftime('%Y-%m-%dT%H:%M:%SZ')


def identity(name, version=4):
    """A UUID that is the same each time."""
    data = bytearray(sha256(b'id ', name.encode())[:16])
    data[6], data[8] = data[6] & 0x0F | version << 4, data[8] & 0x3F | 0x80
    text = data.hex()
    return '-'.join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


# ---- keys ------------------------------------------------------------------------------------------------------------


class Ed25519:
    alg, kind = 'ed25519', 1

    def __init__(self, name):
        self.private = ed25519.Ed25519PrivateKey.from_private_bytes(sha256(b'ed25519 ', name.encode()))
        self.public = self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, message):
        return self.private.sign(message)


class P256:
    """Signs with RFC 6979's number, which no library of Debian 12 offers: the same signature each time."""
    alg = 'ecdsa-p256'
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    def __init__(self, name):
        self.secret = int.from_bytes(sha256(b'p256 ', name.encode()), 'big') % (self.order - 1) + 1
        self.public = ec.derive_private_key(self.secret, ec.SECP256R1()).public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    def sign(self, message):
        digest = sha256(message)
        seed = self.secret.to_bytes(32, 'big') + (int.from_bytes(digest, 'big') % self.order).to_bytes(32, 'big')
        key, value = bytes(32), b'\1' * 32
        for byte in (b'\0', b'\1'):
            key = hmac.digest(key, value + byte + seed, 'sha256')
            value = hmac.digest(key, value, 'sha256')
        value = hmac.digest(key, value, 'sha256')
        number = int.from_bytes(value, 'big')  # beyond the order once in 2^32: the assertion would say so
        assert 0 < number < self.order
        point = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_numbers()
        r = point.x % self.order
        s = pow(number, -1, self.order) * (int.from_bytes(digest, 'big') + r * self.secret) % self.order
        return r.to_bytes(32, 'big') + s.to_bytes(32, 'big')


class Unchecked:
    """A key of ML-DSA-65 in its size alone, and signatures that are none."""
    alg = 'ml-dsa-65'

    def __init__(self, name):
        self.public = (sha256(b'ml-dsa ', name.encode()) * 61)[:1952]

    def sign(self, message):
        return (sha256(message) * 104)[:3309]


class MlDsa65:
    """A true key of ML-DSA-65, another one each time, by the program openssl: 3.5 or later."""
    alg = 'ml-dsa-65'

    def __init__(self, name):
        self.private = self.openssl(b'', 'genpkey', '-algorithm', 'ML-DSA-65')
        self.public = self.openssl(self.private, 'pkey', '-in', '{}', '-pubout', '-outform', 'DER')[-1952:]

    @staticmethod
    def openssl(key, *words, message=b''):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, name) for name in ('key', 'message')]
            for path, data in zip(paths, (key, message)):
                path.write_bytes(data)
            words = [word.replace('{}', str(paths[0])).replace('{message}', str(paths[1])) for word in words]
            return subprocess.run(['openssl', *words], check=True, capture_output=True, timeout=60).stdout

    def sign(self, message):
        return self.openssl(self.private, 'pkeyutl', '-sign', '-inkey', '{}', '-rawin', '-in', '{message}', message=message)


def kid(key):
    return sha256(b'sanad-key-v1\n', key.alg.encode(), b'\n', key.public).hex()[:40]


def signed(payload, media, keys):
    """A DSSE document over the bytes of a payload."""
    message = b' '.join([b'DSSEv1', str(len(media)).encode(), media.encode(), str(len(payload)).encode(), payload])
    signatures = [{'alg': key.alg, 'kid': kid(key), 'sig': b64(key.sign(message))} for key in keys]
    return jcs({'payload': b64(payload), 'payloadType': media,
                'signatures': sorted(signatures, key=lambda one: one['kid'])}).encode()


class Person:
    def __init__(self, name, number, roles, officers=(), kinds=(Ed25519,), org='NCCIA laboratory, Lahore', **changes):
        self.name, self.number, self.roles, self.officers, self.org = name, number, sorted(roles), list(officers), org
        self.keys = sorted((kind(f'{name} {number}') for kind in kinds), key=kid)
        self.changes = changes

    @property
    def first_kid(self):
        return kid(self.keys[0])

    def enrolment(self, signers=None, **changes):
        said = {'kind': 'enrolment', 'v': 1, 'made': ALWAYS, 'person': self.name,
                'keys': [{'alg': key.alg, 'kid': kid(key), 'public': b64(key.public)} for key in self.keys],
                'roles': self.roles, 'org': self.org, 'number': self.number,
                'officers': sorted(officer.name for officer in self.officers), 'from': ALWAYS, 'until': FOREVER}
        said.update(self.changes | changes)
        parties = [self, *self.officers] if signers is None else signers
        return b64(statement(said, *parties))


def statement(said, *parties):
    keys = {kid(key): key for party in parties for key in getattr(party, 'keys', [party])}
    said = {name: value for name, value in said.items() if value is not None}
    return signed(jcs(said).encode(), STATEMENT, keys.values())


def unattested(name='local', **changes):
    return Person(name, 0, ['unattested'], org='unattested', **changes)


# ---- the tree: RFC 6962 section 2.1 ----------------------------------------------------------------------------------


def leaf(entry):
    return sha256(b'\0', entry)


def node(left, right):
    return sha256(b'\1', left, right)


def half(count):
    """The largest power of two smaller than count."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root_of(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    return node(root_of(leaves[:half(len(leaves))]), root_of(leaves[half(len(leaves)):]))


def inclusion(index, leaves):
    if len(leaves) <= 1:
        return []
    split = half(len(leaves))
    if index < split:
        return inclusion(index, leaves[:split]) + [root_of(leaves[split:])]
    return inclusion(index - split, leaves[split:]) + [root_of(leaves[:split])]


def consistency(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = half(len(leaves))
    if old <= split:
        return consistency(old, leaves[:split], whole) + [root_of(leaves[split:])]
    return consistency(old - split, leaves[split:], False) + [root_of(leaves[:split])]


def is_consistent(old, old_root, new, new_root, path):
    """What a witness asks before it cosigns, by RFC 9162 section 2.1.4.2."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    path = list(path)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            was, now = node(step, was), node(step, now)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            now = node(now, step)
        at, last = at >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


# ---- checkpoints: section 10 -----------------------------------------------------------------------------------------


def note_id(name, kind, key):
    return sha256(name.encode(), b'\n', bytes([kind]), key.public)[:4]


def note_line(name, kind, key, signature):
    return f'\u2014 {name} {b64(note_id(name, kind, key) + signature)}\n'


def verifier_key(name, kind, key):
    return f'{name}+{note_id(name, kind, key).hex()}+{b64(bytes([kind]) + key.public)}'


class Witness:
    """Remembers the last tree of each log that it has seen, and cosigns only what grew out of it."""

    def __init__(self, name):
        self.name, self.key, self.seen = name, Ed25519(f'witness {name}'), {}

    def cosign(self, note, path=(), minutes=600):
        """The note with one line more, or None when it is no continuation of what was seen."""
        body, _ = note.split('\n\n', 1)
        origin, size, root = body.split('\n')
        size, root = int(size), base64.b64decode(root)
        if origin in self.seen and not is_consistent(*self.seen[origin], size, root, path):
            return None
        self.seen[origin] = size, root
        return self.cosign_anything(note, minutes)

    def cosign_anything(self, note, minutes=600):
        body = note.split('\n\n', 1)[0] + '\n'
        time = int((MORNING - datetime.datetime(1970, 1, 1)).total_seconds()) + minutes * 60
        signature = self.key.sign(f'cosignature/v1\ntime {time}\n{body}'.encode())
        return note + note_line(self.name, 4, self.key, time.to_bytes(8, 'big') + signature)

    @property
    def verifier_key(self):
        return verifier_key(self.name, 4, self.key)


def receipt_code(root):
    letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U'
    number = int.from_bytes(root[:20], 'big')
    text = ''.join(letters[number >> shift & 31] for shift in range(155, -1, -5))
    return '-'.join(text[at:at + 4] for at in range(0, 32, 4)) + '-' + letters[number % 37]


# ---- the ledger ------------------------------------------------------------------------------------------------------


class Making:
    """A ledger that grows. Whatever an entry should say otherwise than it honestly would is given to `add` by name."""

    def __init__(self, name='lantern', case='NCCIA/LHR/2026-114'):
        self.name, self.case, self.ledger = name, case, 'sanad-ledger/' + identity(f'ledger {name}')
        self.entries, self.events, self.item_seq, self.minutes = [], [], {}, 0
        self.log = Ed25519(f'log {name}')

    def copy(self):
        other = copy.copy(self)
        other.entries, other.events, other.item_seq = list(self.entries), list(self.events), dict(self.item_seq)
        return other

    @property
    def seq(self):
        return len(self.entries)

    def event(self, type, actor, body, item=None, **changes):
        time = when(self.minutes)
        event = {'v': 1, 'ledger': self.ledger, 'case': self.case, 'seq': self.seq,
                 'prev': sha256(self.entries[-1]).hex() if self.entries else '0' * 64,
                 'id': identity(f'{self.name} {self.seq}'), 'type': type,
                 'actor': {'person': actor.name, 'role': actor.roles[0], 'key': actor.first_kid, 'org': actor.org},
                 'time': time, 'tz': '+05:00', 'recorded': time, 'clock': {'source': 'ntp'},
                 'tool': {'name': 'sanad', 'version': '1.0.0', 'build': sha256(b'sanad').hex()}, 'body': body}
        if item is not None:
            event.update(item=item, item_seq=self.item_seq.get(item, 0))
        if 'role' in changes:
            event['actor']['role'] = changes.pop('role')
        if 'written_as' in changes:
            event['actor'] = event['actor'] | changes.pop('written_as')
        event.update(changes.pop('written', {}))  # members whose names are taken here
        event.update(changes)
        return {name: value for name, value in event.items() if value is not None}

    def add(self, type, actor, body, item=None, keys=None, payload=None, entry=None, media=EVENT, **changes):
        """The id of a new entry; `payload` and `entry` turn the bytes that would be signed and written into others."""
        event = self.event(type, actor, body, item, **changes)
        data = jcs(event).encode()
        data = payload(data) if payload else data
        document = signed(data, media, actor.keys if keys is None else keys)
        self.entries.append(entry(document) if entry else document)
        self.events.append(event)
        if item is not None:
            self.item_seq[item] = self.item_seq.get(item, 0) + 1
        self.minutes += 10
        return event['id']

    def entry_hash(self, id):
        return next(sha256(entry).hex() for entry, event in zip(self.entries, self.events) if event['id'] == id)

    def event_of(self, id):
        return next(event for event in self.events if event['id'] == id)

    def receipt(self, offered, receiver, signers=None, **changes):
        """The receiver's half of a transfer."""
        said = {'kind': 'receipt', 'v': 1, 'made': when(self.minutes), 'ledger': self.ledger, 'offer': offered,
                'offer_entry': self.entry_hash(offered), 'item': self.event_of(offered)['item'], 'by': receiver.name,
                'condition': 'as offered', 'place': 'Lahore', 'seal_no': '', 'seal_state': '', 'accepted': True}
        return b64(statement(said | changes, *(signers or [receiver])))

    def approval(self, by, type, body, item=None, signers=None, override=None, **changes):
        """The second person's word for an act; its body is given without approvals, and what it sets aside."""
        body = body | ({'override': override} if override else {})
        said = {
            'kind': 'approval', 'v': 1, 'made': when(self.minutes), 'ledger': self.ledger, 'type': type, 'by': by.name,
            'subject': sha256(jcs(body).encode()).hex()}
        if item is not None:
            said['item'] = item
        said.update(changes)
        return b64(statement(said, *(signers or [by])))

    def revocation(self, person, signers, **changes):
        said = {'kind': 'revocation', 'v': 1, 'made': when(self.minutes), 'person': person.name,
                'kids': [kid(key) for key in person.keys], 'reason': 'lost', 'from': when(self.minutes)}
        said.update(changes)
        return b64(statement(said, *signers))

    # ---- what comes out --------------------------------------------------------------------------------------------

    def text(self):
        return b''.join(entry + b'\n' for entry in self.entries)

    def leaves(self):
        return [leaf(entry) for entry in self.entries]

    def root(self, size=None):
        return root_of(self.leaves()[:size])

    def checkpoint(self, size=None, key=None, origin=None, root=None):
        size, key, origin = self.seq if size is None else size, key or self.log, origin or self.ledger
        body = f'{origin}\n{size}\n{b64(root or self.root(size))}\n'
        return body + '\n' + note_line(origin, 1, key, key.sign(body.encode()))

    def code(self, size=None):
        return f'{receipt_code(self.root(size))}@{self.seq if size is None else size}'

    def proof(self, index, note=None, size=None):
        size = self.seq if size is None else size
        path = ''.join(b64(step) + '\n' for step in inclusion(index, self.leaves()[:size]))
        return f'c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{note or self.checkpoint(size)}'

    def write(self, folder, note=None):
        """The entries and the newest checkpoint as they lie in a bundle, without a bag."""
        folder = pathlib.Path(folder)
        (folder / 'custody').mkdir(parents=True, exist_ok=True)
        (folder / 'custody/entries.jsonl').write_bytes(self.text())
        note = self.checkpoint() if note is None else note
        if note:
            (folder / 'custody/checkpoint.note').write_bytes(note if isinstance(note, bytes) else note.encode())
        return folder


def policy(*witnesses, quorum='all', logs=(), roots=()):
    lines = [f'log {log}' for log in logs] + [f'#!root {root}' for root in roots]
    lines += [f'witness {witness.name} {witness.verifier_key}' for witness in witnesses]
    if witnesses:
        lines += [f'group enough {quorum} ' + ' '.join(witness.name for witness in witnesses)]
    return '\n'.join(lines + [f'quorum {"enough" if witnesses else "none"}']) + '\n'


def pem(key):
    if isinstance(key, P256):
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
    else:
        public = ed25519.Ed25519PublicKey.from_public_bytes(key.public)
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def opening(label, value, salt=None):
    salt = salt or sha256(b'salt ', label.encode())[:16]
    return {'commit': sha256(salt, value.encode()).hex(), 'label': label, 'salt': salt.hex(), 'value': value}


def commitments(*openings):
    return [{'commit': one['commit'], 'label': one['label']} for one in openings]


# ---- the bag: section 11, RFC 8493 -----------------------------------------------------------------------------------


def seal_bag(folder):
    """Writes what makes a folder a bag, over what it holds now."""
    folder = pathlib.Path(folder)
    for old in folder.glob('*manifest-*.txt'):
        old.unlink()
    (folder / 'bagit.txt').write_text('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
    (folder / 'bag-info.txt').write_text('Bag-Software-Agent: ledger_making\n')
    for tag in ('', 'tag'):
        listed = []
        for path in sorted(folder.rglob('*')):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not path.is_symlink() and name.startswith('data/') == (not tag):
                if not name.startswith('tagmanifest-'):
                    listed.append((name.replace('%', '%25'), path.read_bytes()))
        for algorithm in ('sha256', 'sha512'):
            (folder / f'{tag}manifest-{algorithm}.txt').write_text(
                ''.join(f'{hashlib.new(algorithm, data).hexdigest()}  {name}\n' for name, data in listed))
    return folder


# ---- an exhibit: EXHIBIT_PROOF.md ------------------------------------------------------------------------------------

IMAGE = b'A' * (1 << 20) + b'B' * (1 << 20) + b'C' * 512
BLOCKS = [IMAGE[at:at + (1 << 20)] for at in range(0, len(IMAGE), 1 << 20)]
IMAGE_ROOT = root_of([leaf(block) for block in BLOCKS])


def write_exhibit(folder):
    """The example of that page: 512 letters B and 100 letters C, their proof and the two blocks that they touch."""
    folder = pathlib.Path(folder)
    leaves, start, length = [leaf(block) for block in BLOCKS], (2 << 20) - 512, 612
    exhibit = IMAGE[start:start + length]
    proof = {
        'blocks': [{'index': at, 'leaf': leaves[at].hex(), 'path': [step.hex() for step in inclusion(at, leaves)]}
                   for at in (1, 2)], 'exhibit': {
                       'extents': [{'file_offset': 0, 'image_offset': start, 'kind': 'stored', 'length': length}],
                       'path': '/bc.txt', 'path_bytes': b'/bc.txt'.hex(), 'sha256': sha256(exhibit).hex(),
                       'size': length}, 'format': 'sanad-exhibit-proof-v1', 'tool': 'by hand',
        'image': {'block_size': 1 << 20, 'leaf_count': 3, 'size': len(IMAGE), 'tree_root': IMAGE_ROOT.hex()}}
    (folder / 'bc.txt.blocks').mkdir(parents=True)
    for at in (1, 2):
        (folder / f'bc.txt.blocks/{at:06d}.block').write_bytes(BLOCKS[at])
    (folder / 'bc.txt').write_bytes(exhibit)
    (folder / 'bc.txt.proof.json').write_text(jcs(proof) + '\n')


# ---- an authority for time stamps, by openssl ------------------------------------------------------------------------


class TimeStamps:
    """A certificate authority and a time stamping authority of its own (P-256), in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.trusted = self.folder / 'ca.pem'
        (self.folder / 'tsa.cnf').write_text(
            '[req]\ndistinguished_name=name\nprompt=no\n[name]\nCN=Time stamps of the test\n'
            '[ca]\nbasicConstraints=critical,CA:true\n[tsa_cert]\nextendedKeyUsage=critical,timeStamping\n'
            f'[tsa]\ndefault_tsa=one\n[one]\nserial={self.folder}/serial\ncrypto_device=builtin\n'
            f'signer_cert={self.folder}/tsa.pem\nsigner_key={self.folder}/tsa.key\ncerts={self.folder}/ca.pem\n'
            'signer_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\nordering=no\n'
            'tsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n')
        for name in ('ca', 'tsa'):
            self.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', f'{name}.key')
        self.openssl('req', '-x509', '-new', '-key', 'ca.key', '-out', 'ca.pem', '-days', '30', '-config', 'tsa.cnf',
                     '-extensions', 'ca')
        self.openssl('req', '-new', '-key', 'tsa.key', '-out', 'tsa.csr', '-config', 'tsa.cnf', '-subj', '/CN=TSA')
        self.openssl('x509', '-req', '-in', 'tsa.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days',
                     '30', '-out', 'tsa.pem', '-extfile', 'tsa.cnf', '-extensions', 'tsa_cert')

    def openssl(self, *words):
        subprocess.run(['openssl', *words], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def stamp(self, note, path):
        """An RFC 3161 response over the three lines of a checkpoint."""
        (self.folder / 'body').write_text(note.split('\n\n', 1)[0] + '\n')
        self.openssl('ts', '-query', '-data', 'body', '-sha256', '-cert', '-out', 'query')
        self.openssl('ts', '-reply', '-queryfile', 'query', '-config', 'tsa.cnf', '-out', 'reply')
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / 'reply', path)


# ---- a case that holds -----------------------------------------------------------------------------------------------


class Lantern:
    """The people of a small case, and its ledger told as far as a test needs it."""

    def __init__(self, people=None, name='lantern'):
        lab = {'root': ['lab_manager', 'registrar'], 'second': ['registrar'], 'officer': ['investigating_officer'],
               'keeper': ['custodian'], 'examiner': ['examiner'], 'reviewer': ['reviewer'], 'manager': ['lab_manager']}
        self.people, number = {}, 0
        for who in people or lab:
            number += 1
            root, second = self.people.get('root'), self.people.get('second')
            officers = [] if number == 1 else [root] if number == 2 else [root, second]
            kinds = (Ed25519, P256) if who == 'examiner' else (Ed25519,)
            self.people[who] = Person(f'{who}.one', number, lab.get(who, [who]), officers, kinds)
        self.__dict__.update(self.people)
        self.making = Making(name)
        self.item, self.image = 'E-001', sha256(b'image').hex()

    def enrol(self, *more, **changes):
        statements = [person.enrolment() for person in self.people.values()]
        self.making.add('key.enrol', self.root, {'statements': [*statements, *more]}, **changes)
        return self

    def open(self, **changes):
        body = {
            'title': 'Lantern', 'number': 'FIR 114/2026', 'agency': 'NCCIA', 'lead': self.officer.name,
            'attested': True, 'checkpoint_key': {'alg': 'ed25519', 'public': b64(self.making.log.public)}}
        self.making.add('case.open', self.officer, body | changes)
        return self

    def authorise(self, **changes):
        body = {'kind': 'warrant', 'number': '12/2026', 'issuer': 'Court of Sessions', 'date': '2026-08-30',
                'expires': '2026-12-31', 'scope': 'devices', 'items': []}
        body.update(changes)
        self.warrant = self.making.add('authority.add', self.officer, {n: v for n, v in body.items() if v is not None})
        self.making.add('clock.check', self.officer, {'offset_ms': 12, 'against': 'ntp.example', 'source': 'ntp'})
        self.making.add('tool.validate', self.root,
                        {'tool': 'sanad', 'version': '1.0.0', 'build': '', 'result': 'passed', 'record': ''})
        return self

    def openings(self):
        return [opening('witness1_name', 'عابد علی'), opening('witness2_name', 'Bashir Ahmad')]

    def seize(self, item=None, **changes):
        body = {
            'kind': 'usb', 'quantity': 1, 'description': 'a stick', 'make': 'Lantern', 'model': 'L1', 'serial': '0042',
            'condition': 'intact', 'power': 'off', 'net': 'none', 'owner_role': 'suspect', 'list_given_to': 'owner',
            'witnesses': ['witness1_name', 'witness2_name']}
        changes = {'authority': [self.warrant], 'pii': commitments(*self.openings())} | changes
        self.making.add('item.seize', self.officer, body, item or self.item, **changes)
        return self

    def seal(self):
        self.making.add('item.seal', self.officer, {'seal_no': 'LHR-7001', 'bag_no': 'B-1', 'state': 'intact'},
                        self.item)
        return self

    def offer(self, giver=None, to=None, **changes):
        giver, to = giver or self.officer, to or self.examiner
        body = {'from': giver.name, 'to': to.name, 'method': 'hand', 'condition': 'as seized', 'seal_no': 'LHR-7001'}
        body.update(changes.pop('body', {}))
        self.offered = self.making.add('transfer.offer', giver, {n: v for n, v in body.items() if v is not None},
                                       self.item, **changes)
        return self

    def receive(self, giver=None, to=None, actor=None, receipt=None, **changes):
        giver, to = giver or self.officer, to or self.examiner
        body = {
            'offer': self.offered, 'from': giver.name, 'to': to.name, 'condition': 'as offered', 'seal_no': 'LHR-7001',
            'seal_state': 'intact', 'receipt': receipt}
        body.update(changes.pop('body', {}))
        self.making.add('transfer.receive', actor or to, {n: v for n, v in body.items() if v is not None}, self.item,
                        **changes)
        return self

    def acquire(self, **changes):
        self.making.add('seal.break', self.examiner, {'seal_no': 'LHR-7001', 'state': 'intact', 'reason': 'to acquire'},
                        self.item)
        self.making.add('acquire.import', self.examiner,
                        {'method': 'physical', 'format': 'raw', 'size': '2097664', 'segments': 1, 'headers': []},
                        self.item, authority=[self.warrant])
        return self.verify()

    def verify(self, **changes):
        body = {'algorithm': 'sha256', 'computed': self.image, 'expected_from': 'none', 'result': 'no_stored_hash',
                'bytes': '2097664', 'seconds': 3}
        body.update(changes)
        self.making.add('integrity.check', self.examiner, {n: v for n, v in body.items() if v is not None}, self.item)
        return self

    def issue(self, data=b'the report', **changes):
        self.issued = self.making.add('report.issue', self.examiner, {
            'report': sha256(data).hex(), 'title': 'Examination', 'version': '1', 'state': 'final'} | changes)
        return self


def begun(people=None, told={}):
    """Enrolled, opened, authorised, seized and sealed: where most attacks begin. Told once, then copied."""
    people = people and tuple(people)
    if people not in told:
        told[people] = Lantern(people).enrol().open().authorise().seize().seal()
    case = copy.copy(told[people])
    case.making = case.making.copy()
    case.making.events = copy.deepcopy(case.making.events)
    return case


SMALL = ('root', 'second', 'officer', 'examiner')


def examined():
    """A case from the enrolment to the order of the court, with most kinds of act in it."""
    case = begun(('root', 'second', 'officer', 'keeper', 'examiner', 'reviewer', 'manager'))
    case.image = sha256(IMAGE).hex()
    add = case.making.add
    case.offer(to=case.keeper).receive(to=case.keeper, actor=case.officer, receipt=case.making.receipt(
        case.offered, case.keeper, seal_no='LHR-7001', seal_state='intact'))
    add('store.in', case.keeper,
        {'location': 'MK-1', 'keeper': 'keeper.one', 'condition': 'sealed', 'seal_no': 'LHR-7001'}, case.item)
    out = {'location': 'MK-1', 'keeper': 'keeper.one', 'to': 'examiner.one', 'condition': 'sealed',
           'seal_no': 'LHR-7001'}
    add('store.out', case.keeper,
        out | {'approvals': [case.making.approval(case.examiner, 'store.out', out, case.item)]}, case.item)
    case.acquire().verify(tree_root=IMAGE_ROOT.hex(), expected=case.image, expected_from='recorded', result='match')
    job = add('job.start', case.examiner, {
        'recipe': 'all', 'modules': [{'name': 'files', 'version': '1', 'build': 'x'}], 'settings': '',
        'input': case.image}, case.item)
    add('job.finish', case.examiner, {'job': job, 'state': 'finished', 'counts': {'files': 3}, 'results': ''},
        case.item)
    add('access.session', case.examiner,
        {'mode': 'read_only', 'what': '/bc.txt', 'count': 1, 'seconds': 30, 'reason': 'read'}, case.item)
    add('finding.add', case.examiner, {'statement': 'قابلِ اعتراض', 'element': 's. 20', 'source': '/bc.txt',
                                       'confidence': 'high', 'ai_assist': False}, case.item)
    case.issue()
    add('report.review', case.reviewer, {'issue': case.issued, 'outcome': 'agreed', 'remarks': ''})
    add('copy.create', case.examiner,
        {'parent': case.item, 'purpose': 'working', 'sha256': case.image, 'medium': 'disk'}, 'E-001.1')
    order = add(
        'court.order', case.officer,
        {'court': 'Sessions', 'number': '7', 'date': '2026-09-01', 'order': 'destroy copy', 'items': ['E-001.1']})
    body = {'order': order, 'method': 'wiped'}
    add('item.destroy', case.manager,
        body | {'approvals': [case.making.approval(case.root, 'item.destroy', body, 'E-001.1')]}, 'E-001.1')
    body = {
        'for': 'prosecution', 'recipient': 'District Prosecutor', 'basis': 's. 173', 'profile': 'full',
        'items': ['E-001'], 'size': case.making.seq}
    add('export.bundle', case.examiner,
        body | {'approvals': [case.making.approval(case.manager, 'export.bundle', body)]})
    return case


def pack(case, folder, witnesses=(), verifier=None, stamps=None):
    """The bundle of a case: a bag with everything that LEDGER.md section 11 knows."""
    folder, making = pathlib.Path(folder), case.making
    note, older = making.checkpoint(), making.checkpoint(7)
    for witness in witnesses:
        note, older = witness.cosign_anything(note), witness.cosign_anything(older)
    making.write(folder, note)
    custody = folder / 'custody'
    for name in ('checkpoints', 'proofs', 'keys'):
        (custody / name).mkdir()
    (custody / 'checkpoints/7.note').write_text(older)
    for index in range(making.seq):
        (custody / f'proofs/{index}.tlog-proof').write_text(making.proof(index, note))
    for person in case.people.values():
        for key in person.keys:
            (custody / f'keys/{kid(key)}.pem').write_bytes(pem(key))
    (custody / 'openings.jsonl').write_text(jcs(case.openings()[0]) + '\n')
    (custody / 'policy').write_text(policy(*witnesses))
    if stamps:
        stamps.stamp(note, custody / f'tokens/{making.seq}.tsr')
        stamps.stamp(older, custody / 'tokens/7.tsr')
    (folder / 'data/reports').mkdir(parents=True)
    (folder / 'data/reports/report.pdf').write_bytes(b'the report')
    write_exhibit(folder / f'data/exhibits/{case.item}')
    (folder / f'data/exhibits/{case.item}/image.raw').write_bytes(IMAGE)
    if verifier:
        for name in ('verify.py', 'VERIFY.txt'):
            shutil.copy(pathlib.Path(verifier) / name, folder / name)
        shutil.copytree(pathlib.Path(verifier) / 'verifier',
                        folder / 'verifier',
                        ignore=shutil.ignore_patterns('__pycache__'))
    return seal_bag(folder)
