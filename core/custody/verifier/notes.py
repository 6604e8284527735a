"""Checkpoints, who cosigned them, and the policy that says who must (LEDGER.md section 10)."""
import hashlib
import re
import struct
from datetime import datetime, timezone

from verifier.keys import verified
from verifier.text import need, raw

MOST = 256  # logs, witnesses and groups of a policy
NAME = re.compile('[^\\s+\0-\x1f\x7f\ud800-\udfff]+')
NUMBER = '0|[1-9][0-9]{0,15}'
NOTE = re.compile(
    f'(([^\n]+)\n({NUMBER})\n([A-Za-z0-9+/=]{{44}})\n)\n((?:\u2014 [^\\s+\0-\x1f\x7f]+ [A-Za-z0-9+/=]+\n)+)')


def note_key(name, kind, public):
    return hashlib.sha256(name.encode('utf-8', 'surrogateescape') + b'\n' + bytes([kind]) + public).digest()[:4]


def note_name(name):
    return bool(NAME.fullmatch(name)) and 0 < len(name.encode('utf-8', 'surrogateescape')) < 256


def verifier_key(text, kind):
    """(name, key id, public key) of NAME+ID+KEY."""
    parts = text.split('+', 2)
    need(len(parts) == 3 and note_name(parts[0]), 'checkpoint', f'{text[:80]}: not a verifier key')
    key = raw(parts[2], 'checkpoint', 33)
    need(key[0] == kind and note_key(parts[0], kind, key[1:]).hex() == parts[1], 'checkpoint',
         f'{text[:80]}: its id or kind')
    return parts[0], bytes.fromhex(parts[1]), key[1:]


class Policy:
    """Who may sign and who must have cosigned (C2SP tlog-policy), and the roots that are trusted."""

    def __init__(self, data):
        self.free = set()  # not yet a member of a group
        self.logs, self.witnesses, self.members, self.quorum, self.roots = set(), {}, {'none': None}, None, set()
        self.groups = 0
        need(not re.search(rb'[\0-\x08\x0b-\x1f\x7f]', data) and data.endswith(b'\n'), 'checkpoint',
             'policy: no lines of text')
        for line in data.decode('utf-8', 'surrogateescape').split('\n'):
            words = [word for word in re.split('[ \t]+', line) if word]
            if words[:1] == ['#!root']:
                need(len(words) == 2 and re.fullmatch('[0-9a-f]{40}', words[1]), 'checkpoint', f'policy: {line[:80]}')
                self.roots.add(words[1])
            elif words and words[0][0] != '#':
                self.take(words)
        need(self.quorum, 'checkpoint', 'policy: no quorum')

    def take(self, words):
        word, count = words[0], len(words)
        well = False
        if word == 'log' and count in (2, 3):
            key = verifier_key(words[1], 1)
            well = key[2] not in [other[2] for other in self.logs] and len(self.logs) < MOST
            self.logs.add(key)
        elif word == 'witness' and count in (3, 4) and words[1] not in self.members:
            key = verifier_key(words[2], 4)
            well = key[2] not in [other for _, other in self.witnesses.values()] and len(self.witnesses) < MOST
            self.witnesses[key[:2]], self.members[words[1]] = (words[1], key[2]), ()
            self.free.add(words[1])
        elif word == 'group' and count > 3 and words[1] not in self.members:
            names, least = words[3:], {'any': '1', 'all': str(count - 3)}.get(words[2], words[2])
            well = len(set(names)) == len(names) and self.free.issuperset(names) and self.groups < MOST and (
                bool(re.fullmatch('[1-9][0-9]{0,3}', least)) and int(least) <= len(names))
            self.members[words[1]] = (int(least), names) if well else ()
            self.groups, self.free = self.groups + 1, self.free - set(names) | {words[1]}
        elif word == 'quorum' and count == 2 and self.quorum is None:
            self.quorum, well = words[1], words[1] in self.members
        need(well, 'checkpoint', f'policy: {" ".join(words)[:80]}')

    def met(self, cosigned, name=None):
        """Whether the witnesses of these names are enough."""
        name = name or self.quorum
        if not self.members[name]:
            return name == 'none' or name in cosigned
        least, names = self.members[name]
        return sum(self.met(cosigned, one) for one in names) >= least


class Note:
    """A checkpoint as it is written."""

    def __init__(self, data):
        try:
            match = NOTE.fullmatch(data.decode()) if len(data) <= 1 << 20 else None
        except UnicodeDecodeError:
            match = None
        need(match, 'checkpoint', 'not a checkpoint')
        lines = match[5].split('\n')[:-1]
        need(len(set(lines)) == len(lines) <= 64, 'checkpoint', 'a signature line twice, or too many')
        self.body, self.origin, self.size, self.root = match[1].encode(), match[2], int(match[3]), raw(
            match[4], 'checkpoint', 32)
        need(note_name(self.origin), 'checkpoint', 'an origin that no log has')
        self.signatures = []
        for line in lines:
            _, name, text = line.split(' ')
            data = raw(text, 'checkpoint')
            need(note_name(name) and len(data) > 4, 'checkpoint', 'a signature line that is none')
            self.signatures.append((name, data[:4], data[4:]))


def cosigned_at(signature):
    """When, of a cosignature that verifies: RFC 3339, or the bare number where that is beyond all calendars."""
    seconds = struct.unpack('>Q', signature[:8])[0]
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    except (OverflowError, ValueError, OSError):
        return str(seconds)


def cosigned(body, public, signature):
    if len(signature) != 72:
        return False
    time = struct.unpack('>Q', signature[:8])[0]
    return time < 1 << 63 and verified('ed25519', public, signature[8:], b'cosignature/v1\ntime %d\n' % time + body)
