"""What stands around the entries: checkpoints, receipts, time stamps, exhibits, reports, keys and openings (LEDGER.md
sections 6, 10 and 11)."""
import base64
import datetime
import hashlib
import os
import re
import shutil

from verifier import exhibit
from verifier.bag import Bag, CannotRead, content, digests, read
from verifier.keys import openssl, pem, verified
from verifier.notes import NUMBER, Note, Policy, cosigned, cosigned_at, note_key
from verifier.text import TABLES, fits, leaf_hash, need, parse, raw, root_by_path, shaped, tree_root

CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U'


def sure(verdict):
    """A verdict over a signature, when there was anything that could give one."""
    if verdict is None:
        raise CannotRead('neither the package cryptography nor the program openssl is here to check signatures')
    return verdict


def item_of(name):
    """The item in whose folder of data/exhibits/ a file lies; an item's number may hold one slash."""
    parts = name.split('/')
    return next((item for item in (parts[0], '/'.join(parts[:2]))
                 if len(parts) > item.count('/') + 1 and fits('item', item)), None)


def protects_the_victim(event):
    """An offence of sections 21 or 22 of the Act, 19 of the Bill, with what was put in behind them (V-23)."""
    if event['type'] != 'case.offence':
        return False
    number = re.match('[0-9]*', event['body']['section'])[0]
    return number in (('19',) if event['body']['scheme'] == 'bill' else ('21', '22'))


class Bundle(Bag):
    def __init__(self, what, checkpoint, sheet):
        super().__init__(what, sheet)
        self.given = checkpoint
        self.entries = os.path.join(what, 'custody', 'entries.jsonl') if self.folder else what

    # ---- checkpoints ---------------------------------------------------------------------------------------------

    def check_checkpoints(self, policy):
        sheet, own = self.sheet, None
        if 'custody/policy' in self.files:
            own = self.attempt('P1', 'bag', 'custody/policy',
                               lambda: Policy(content(self.path('custody/policy'))))
        policies = [one for one in (policy, own) if one]
        self.seen_by = [set() for _ in policies]  # who cosigned the newest, in whichever note of it
        names, has_own = None, 'custody/checkpoint.note' in self.files
        newest = self.path('custody/checkpoint.note') if has_own else self.given
        if newest is None and not self.folder:
            sheet.cannot_tell('P2', 'no checkpoint was given')
        elif newest is None:
            sheet.find('checkpoint', 'there is no checkpoint')
        else:
            names = self.attempt('P2', 'checkpoint', newest, self.check_note, lambda: content(newest), policies,
                                 'newest')
        if newest is not None and (not policy or policy.quorum == 'none'):
            sheet.look('P2', 'no quorum of witnesses was asked for from outside')
        if has_own and self.given:
            self.attempt('P2', 'checkpoint', self.given, self.check_note, lambda: content(self.given), policies, None)
        numbered = sorted((len(name), name, path) for path, name in self.below('custody/checkpoints/'))
        for _, name, path in numbered:
            self.attempt('P2', 'checkpoint', path, self.check_note, lambda: content(self.path(path)), policies,
                         name[:-5] if name.endswith('.note') else 'nothing')
        if names is not None and policy and not policy.met(self.seen_by[0]):
            sheet.find('checkpoint', 'too few witnesses of the policy have cosigned')
        if names is not None and own:
            sheet.say('P2', f'the policy in the bundle is {"" if own.met(self.seen_by[-1]) else "not "}met')
        for _, name, path in sorted((len(name), name, path) for path, name in self.below('custody/proofs/')):
            self.attempt('P1', 'bag', path, self.check_proof, content(self.path(path)), policies, name)

    def check_note(self, data, policies, size):
        """The names of the witnesses that have cosigned, for each of the policies."""
        note, ledger = Note(data()), self.sheet.ledger
        first = ledger.first or {}
        if size == 'newest':
            self.sheet.size = note.size
            need(note.size == len(ledger.leaves), 'checkpoint',
                 f'is of {note.size} entries, here are {len(ledger.leaves)}')
        need(size in ('newest', 'proof', None, str(note.size)), 'checkpoint', f'is of {note.size} entries')
        need(0 < note.size <= len(ledger.leaves), 'checkpoint',
             f'is of {note.size} entries, here are {len(ledger.leaves)}')
        need(note.root == tree_root(ledger.leaves[:note.size]), 'checkpoint', 'another root')
        need(note.origin == first.get('ledger', note.origin), 'checkpoint', f'of another ledger, {note.origin}')
        keys = [key for after, key in ledger.custody.log_keys if after < note.size]
        log = raw(keys[-1], 'checkpoint', 32) if keys else None
        if log is None:
            self.sheet.cannot_tell('P2', 'the key of the log is not known: entry 1 was not read')
        else:
            own = (note.origin, note_key(note.origin, 1, log))
            lines = [signature for name, id, signature in note.signatures if (name, id) == own]
            need(lines and all(sure(verified('ed25519', log, one, note.body)) for one in lines), 'checkpoint',
                 'not signed by the log')
        names, cosignatures = [], set()
        for policy in policies:
            logs = [key for name, _, key in policy.logs if name == note.origin]
            need(log is None or not policy.logs or log in logs, 'checkpoint', 'the policy names other logs')
            names.append(set())
            for name, id, signature in note.signatures:
                witness = policy.witnesses.get((name, id))
                if witness:
                    need(sure(cosigned(note.body, witness[1], signature)), 'checkpoint',
                         f'the cosignature of {name} does not verify')
                    names[-1].add(witness[0])
                    if size == 'newest':
                        cosignatures.add((witness[0], cosigned_at(signature)))
        for one in sorted(cosignatures):
            self.sheet.say('P2', ('cosigned', one))
        if size != 'proof' and note.size == self.sheet.size:
            for seen, more in zip(self.seen_by, names):
                seen |= more
        return names

    def check_proof(self, data, policies, name):
        """C2SP tlog-proof@v1."""
        match = re.fullmatch(
            rb'c2sp.org/tlog-proof@v1\nindex (%s)\n((?:[^\n]{44}\n){0,63})\n(.*)' % NUMBER.encode(),
            data, re.S)
        need(match and name == f'{match[1].decode()}.tlog-proof', 'checkpoint', 'not a proof of that entry')
        self.check_note(lambda: match[3], policies, 'proof')
        note, index, leaves = Note(match[3]), int(match[1]), self.sheet.ledger.leaves
        path = [raw(line.decode('latin-1'), 'checkpoint', 32) for line in match[2].split(b'\n')[:-1]]
        need(index < note.size and root_by_path(leaves[index], index, note.size, path) == note.root, 'checkpoint',
             'its path')

    # ---- receipts and time stamps --------------------------------------------------------------------------------

    def check_receipts(self, receipts):
        if not receipts:
            self.sheet.cannot_tell('P14', 'no code of a paper was given')
        for receipt in receipts:
            code, _, size = receipt.rpartition('@')
            code = re.sub('[- ]', '', code).upper().translate(str.maketrans('OIL', '011'))
            digits = [CROCKFORD.find(letter) for letter in code]
            value = 0
            for digit in digits[:-1]:
                value = value * 32 + digit
            if len(code) != 33 or min(digits) < 0 or max(digits[:-1]) > 31 or value % 37 != digits[-1] or (
                    not re.fullmatch('[1-9][0-9]{0,15}', size)):
                self.sheet.cannot = self.sheet.cannot or f'{receipt}: mistyped, its check character does not fit'
                self.sheet.cannot_tell('P14', f'{receipt}: mistyped, its check character does not fit')
            elif int(size) > len(self.sheet.ledger.leaves):
                self.sheet.find('receipt', f'the paper is of {size} entries, here are {len(self.sheet.ledger.leaves)}')
            elif tree_root(self.sheet.ledger.leaves[:int(size)])[:20] != value.to_bytes(20, 'big'):
                self.sheet.find('receipt', f'the first {size} entries are not those of the paper {receipt}')

    def check_tokens(self, trusted):
        tokens = sorted((len(name), name, path) for path, name in self.below('custody/tokens/'))
        if not tokens:
            self.sheet.cannot_tell('P15', 'there is no time stamp')
        elif not trusted:
            self.sheet.cannot_tell('P15', 'no certificate of a time stamping authority was given')
        elif not shutil.which('openssl'):
            self.sheet.cannot_tell('P15', 'the program openssl is not here to check time stamps')
            trusted = None
        for _, name, path in tokens:
            self.attempt('P15', 'token', path, self.check_token, name, path, trusted)

    def check_token(self, name, path, trusted):
        match, leaves = re.fullmatch(f'({NUMBER})\\.tsr', name), self.sheet.ledger.leaves
        first = self.sheet.ledger.first or {}
        need(match and 0 < int(match[1]) <= len(leaves), 'token', 'of no checkpoint of this ledger')
        root = base64.b64encode(tree_root(leaves[:int(match[1])])).decode()
        imprint = hashlib.sha256(f'{first.get("ledger", "")}\n{match[1]}\n{root}\n'.encode())
        need(imprint.digest() in content(self.path(path), 1 << 20), 'token', 'of something else')
        if trusted:
            read(trusted).close()
            told = openssl('ts', '-reply', '-in', self.path(path), '-text').stdout.decode(errors='replace')
            stamped = re.search(r'Time stamp: (\w{3} +\d+ \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT', told)
            need(stamped, 'token', 'no time stamp')
            moment = datetime.datetime.strptime(f'{stamped[1]} {stamped[2]} +0000', '%b %d %H:%M:%S %Y %z')
            answer = openssl('ts', '-verify', '-digest', imprint.hexdigest(), '-in', self.path(path), '-CAfile',
                             trusted, '-attime', str(int(moment.timestamp())))
            need(answer.returncode == 0, 'token', 'does not verify with the certificates given')
            self.sheet.say('P15', f'{match[1]} entries existed on {moment:%Y-%m-%dT%H:%M:%SZ}')

    # ---- exhibits, reports, keys, openings -----------------------------------------------------------------------

    def check_exhibits(self, images):
        items, found = self.sheet.ledger.custody.items, self.below('data/exhibits/')
        names = {name for _, name in found}
        for path, name in found:
            folder, _, file = name.rpartition('/')
            place = item_of(name)
            blocks = folder.endswith('.blocks') and f'{folder[:-7]}.proof.json' in names
            if name.endswith('.proof.json'):
                handed_over = self.path(path)[:-11] if name[:-11] in names else None
                self.attempt('P8', 'exhibit', name, self.check_proven, self.path(path), handed_over, items.get(place))
            elif not blocks and f'{name}.proof.json' not in names:
                self.attempt('P8', 'exhibit', name, self.check_image, self.path(path),
                             [items[place]] if place in items else [])
        for path in images:
            self.attempt('P8', 'exhibit', path, self.check_image, path, items.values())
        if not images and not found:
            self.sheet.say('P8', 'no image was given to compute')

    def check_proven(self, proof, handed_over, item):
        said = exhibit.verify(proof, exhibit=handed_over)
        need(self.sheet.ledger.stopped or item and said.rpartition(' ')[2] in item.tree_roots, 'exhibit',
             'the root is not that of a check of this item')
        self.sheet.say('P8', said)

    def check_image(self, path, items):
        digest, leaves = hashlib.sha256(), []
        with read(path) as file:
            while block := file.read(exhibit.BLOCK):
                if not leaves and block[:3] in (b'EVF', b'LVF'):
                    return self.sheet.cannot_tell('P8',
                                                  f'{path}: a container of an image, which this program cannot open')
                digest.update(block)
                leaves.append(leaf_hash(block))
        digest, root = digest.hexdigest(), tree_root(leaves).hex()
        if self.sheet.ledger.stopped:  # what an entry that was not read may record accuses nobody
            return
        need(any(digest in item.hashes or root in item.tree_roots for item in items), 'exhibit',
             f'its SHA-256 is {digest}, '
             'and neither that nor its tree root is on record')
        self.sheet.say('P8', f'{path}: SHA-256 {digest}, as on record')

    def check_reports(self, reports):
        reports = [self.path(path) for path, _ in self.below('data/reports/')] + reports
        if not reports or self.sheet.ledger.stopped:
            self.sheet.cannot_tell('P16', 'no report was given')
            return
        issued = {}
        for event in self.sheet.ledger.custody.events.values():
            if event['type'] in ('report.issue', 'report.amend'):
                issued.setdefault(event['body']['report'], []).append(event['body'].get('state', 'final'))
        for path in reports:
            states = self.attempt('P16', 'report', path, self.issued_as, path, issued)
            if states and 'final' not in states:
                self.sheet.look('P16', f'{path}: only a draft')

    @staticmethod
    def issued_as(path, issued):
        digest = digests(path)['sha256']
        need(digest in issued, 'report', f'no entry names its SHA-256 {digest}')
        return issued[digest]

    def check_keys_and_openings(self):
        ledger = self.sheet.ledger
        if ledger.stopped:
            return
        for path, name in self.below('custody/keys/'):
            holder = ledger.holders.get(name[:-4]) if name.endswith('.pem') else None
            self.attempt('P1', 'bag', path, lambda: need(holder and content(self.path(path)) == pem(
                *holder.keys[name[:-4]]).encode(), 'bag', 'no key that was enrolled'))
        if 'custody/openings.jsonl' in self.files:
            self.attempt('P1', 'bag', 'custody/openings.jsonl', self.check_openings)

    def check_openings(self):
        lines = content(self.path('custody/openings.jsonl')).split(b'\n')
        need(lines.pop() == b'', 'bag', 'its last line is not ended')
        opened, events = set(), list(self.sheet.ledger.custody.events.values())
        for line in lines:
            said = parse(line, 'bag')
            wrong = shaped(TABLES['objects']['opening'], said)
            need(wrong is None, 'bag', wrong)
            commit = hashlib.sha256(bytes.fromhex(said['salt']) + said['value'].encode()).hexdigest()
            need(commit == said['commit'] and (commit, said['label']) in self.sheet.ledger.commitments, 'bag',
                 f'opens no commitment: {said["label"]}')
            need((commit, said['label']) not in opened, 'bag', f'opened twice: {said["label"]}')
            opened.add((commit, said['label']))
        persons = opened & {(one['commit'], one['label']) for event in events for one in event.get('pii', [])}
        protecting = [event for event in events if protects_the_victim(event)]
        if persons and protecting:
            self.sheet.look('P1', ('persons_protected', (str(protecting[0]['seq']), protecting[0]['body']['section'],
                                                         str(len(persons)))))
        if opened and events[-1]['type'] == 'export.bundle' and events[-1]['body']['for'] == 'audit':
            self.sheet.look('P1', ('persons_in_an_audit', (str(len(opened)),)))
