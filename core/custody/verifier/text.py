"""What verify.py rests on: the text of LEDGER.md section 1, the shapes of tables.json, the tree of section 5."""
import base64
import datetime
import functools
import hashlib
import json
import os
import re
import unicodedata

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables.json'), encoding='utf-8') as tables:
    TABLES = json.load(tables)
LARGEST_ENTRY, LARGEST_TEXT = 256 << 10, 64 << 10
UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
PATTERNS = {
    'hash': '[0-9a-f]{64}', 'kid': '[0-9a-f]{40}', 'salt': '[0-9a-f]{32}', 'hex': '([0-9a-f]{2})+', 'id': UUID,
    'ledger': 'sanad-ledger/' + UUID, 'case': '[A-Za-z0-9][A-Za-z0-9._/-]{0,79}', 'decimal': '0|[1-9][0-9]{0,19}',
    'item': r'[A-Z]{1,4}[-/][0-9]{1,6}(\.[0-9]{1,3})*', 'person': '[a-z0-9][a-z0-9._-]{1,39}', 'seal': '.{4,32}',
    'seal_or_empty': '|.{4,32}', 'tz': '[+-]([01][0-9]|2[0-3]):[0-5][0-9]', 'rule': 'V-[0-9]{2}', 'text': '.*',
    'label': '.+', 'digest': '.*', 'digest_or_empty': '.*', 'signed': '.*',
    'base64': '.*'}  # looked at by a rule of their own
LISTS = {'signed_list': 'signed', 'items': 'item', 'persons': 'person', 'roles': 'role', 'ids': 'id', 'kids': 'kid',
         'labels': 'label'}


class Broken(Exception):
    """What is there contradicts LEDGER.md: the rule, and what is wrong."""


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
        need(
            len(value.encode()) <= (LARGEST_ENTRY if name == 'payload' else LARGEST_TEXT) and
            not re.search('[\0-\x1f\x7f]', value), 'form', f'{name}: its length or characters')
        need(unicodedata.is_normalized('NFC', value), 'form', f'{name}: not in Normalization Form C')
    else:
        need(
            isinstance(value, bool) or isinstance(value, int) and abs(value) < 1 << 53, 'form',
            f'{name}: no value of this format')


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
    need(data is not None and base64.b64encode(data).decode() == text and size in (None, len(data)), rule,
         'not base64 as it should be')
    return data


def seconds(time):
    return datetime.datetime.fromisoformat(time[:-1] + '+00:00').timestamp()


def fits(kind, value):
    """Whether a value is of a kind; the kinds are those of tables.json."""
    if kind in ('number', 'count', 'flag'):
        return type(value) is (bool if kind == 'flag' else int) and (kind != 'count' or value >= 0)
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
        if name in value and (optional and value[name] == [] or not fits(kind or 'text', value[name])):
            return f'{name} is not as it should be'
    return None


def is_digest(text):
    return bool(re.fullmatch('[0-9a-f]{64}', text))


def rising(values):
    return all(a < b for a, b in zip(values, values[1:]))


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
