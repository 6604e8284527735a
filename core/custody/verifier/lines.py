"""What the entries tell of custody, one line for each act: (question, phrase, values). The phrases are in words.json, in
both languages; `~word` among the values is one of its words too, a list holds several."""
from verifier.text import seconds

SESSION_TO_COME = 'for an hour from here'  # entered before the reading: its numbers are no measure of it
ACQUISITIONS = ('acquire.start', 'acquire.finish', 'acquire.import')


def worded(detail, words, language, value=lambda text, language: text):
    """A detail in words: a phrase of words.json and its values, or a text, which is in English where words.json has no other."""
    if isinstance(detail, str):
        return words['words'].get(detail, {}).get(language) or value(detail, language)
    phrase, values = detail
    def named(word):
        return words['words'].get(word, {}).get(language, word)
    said = [', '.join(map(named, one)) if isinstance(one, list) else named(one[1:]) if one.startswith('~') else one
            for one in values]
    return words['lines'][phrase][language].format(*(value(one, language) for one in said))


def lines_of_record(ledger, one_hand):
    """`one_hand`: places of the transfers that V-03 breaks: nobody says of them that both signed."""
    custody = ledger.custody
    events = list(custody.events.values())
    yield from of_persons(ledger)
    for event in events:
        yield from of_hands(event, custody.events, one_hand)
        yield from of_seals(event)
        yield from of_hashes(event)
        yield from of_acquisitions(event, custody.authorities)
        yield from of_looks(event)
        yield from of_corrections(event)
    yield from of_custodians(custody, events)


def of_persons(ledger):
    """Who may have signed, by the keys that were put on record."""
    for key, one in ledger.enrolments.items():
        if one.number == 0:
            yield 'P4', 'unattested', (one.person, one.org, key)
        else:
            yield 'P4', 'enrolled', (one.person, one.org, one.roles, str(one.number), key, one.since, one.until)
        revoked = [ledger.revoked[kid] for kid in one.keys if kid in ledger.revoked]
        if revoked:
            yield 'P4', 'revoked', (one.person, min(revoked))


def of_corrections(event):
    body = event['body']
    if event['type'] == 'correct':
        yield 'P13', 'corrected', (str(event['seq']), event['time'], event['actor']['person'], body['field'], body['old'],
                                   body['new'], body['reason'])


def of_hands(event, by_id, one_hand):
    body = event['body']
    if event['type'] == 'transfer.receive' and event['seq'] not in one_hand:
        yield 'P5', 'both_signed', (event['item'], body['from'], body['to'], event['time'])
    if event['type'] == 'transfer.refuse':
        offer = by_id.get(body['offer'], {}).get('body', {})
        yield 'P5', 'refused', (event['item'], offer.get('from', ''), offer.get('to', ''), event['time'], body['reason'])


def of_custodians(custody, events):
    """Who had each item, from when to when."""
    spans = {}
    for event in events:
        after = custody.custodian_after(event)
        for name in event['body']['items'] if event['type'] == 'import.bundle' else ():
            spans.setdefault(name, [(event['actor']['person'], event['time'])])
        if after and 'item' in event:
            spans.setdefault(event['item'], []).append((after, event['time']))
    for item, held in sorted(spans.items()):
        for (who, since), (_, until) in zip(held, held[1:]):
            yield 'P6', 'held_until', (item, who, since, until, length(seconds(until) - seconds(since)))
        yield 'P6', 'held_since', (item, *held[-1])


def length(count):
    """"1 d 2 h 3 min 4 s", without what is nought."""
    count = max(int(count), 0)
    parts = ((count // 86400, 'd'), (count // 3600 % 24, 'h'), (count // 60 % 60, 'min'), (count % 60, 's'))
    return ' '.join(f'{number} {unit}' for number, unit in parts if number) or '0 s'


def of_seals(event):
    body, kind = event['body'], event['type']
    facts = (event.get('item', ''), body.get('seal_no', ''), event['time'], event['actor']['person'])
    if kind == 'item.seal':
        yield 'P7', 'sealed', (*facts, body['bag_no'])
    if kind == 'seal.check':
        yield 'P7', 'seal_found', (*facts, f'~{body["state"]}')
    if kind == 'transfer.receive' and 'seal_state' in body:  # seen by the receiver, whoever entered the receipt
        yield 'P7', 'seal_found', (*facts[:3], body['to'], f'~{body["seal_state"]}')
    if kind == 'seal.break':
        yield 'P7', 'seal_opened', (*facts, f'~{body["state"]}', body['reason'])


def of_hashes(event):
    body, kind = event['body'], event['type']
    if kind == 'integrity.check':
        yield 'P8', 'hash_checked', (event['item'], event['time'], body['algorithm'], body['computed'],
                                     f'~{body["result"]}')
        return
    for name in ('sha256', 'stored_sha256'):
        if name in body and 'item' in event:
            yield 'P8', 'hash_recorded', (event['item'], f'~{kind}', event['time'], body[name])


def of_acquisitions(event, authorities):
    body, kind = event['body'], event['type']
    if kind not in ACQUISITIONS:
        return
    for one in (authorities[id] for id in event.get('authority', []) if id in authorities):
        yield 'P9', 'under', (event['item'], f'~{kind}', event['time'], one['kind'], one['number'], one['date'],
                              one['issuer'])
    if kind == 'acquire.start':
        yield 'P10', 'protected', (event['item'], f'~{body["method"]}', event['time'], body['write_protection'],
                                   body['tool'], body['tool_version'])


def of_looks(event):
    body = event['body']
    if event['type'] == 'change.unavoidable':
        yield 'P11', 'changed', (event['item'], event['time'], body['what'], body['why'], body['effect'])
    if event['type'] == 'access.session' and body['what'].endswith(SESSION_TO_COME):
        yield 'P12', 'may_look', (event['item'], event['time'], event['actor']['person'], body['what'], body['reason'])
    elif event['type'] == 'access.session':
        yield 'P12', 'looked_at', (event['item'], event['time'], event['actor']['person'], body['what'], str(body['count']),
                                   str(body['seconds']), body['reason'])
    if event['type'] == 'access.denied':
        yield 'P12', 'access_refused', (event['time'], event['actor']['person'], body['rule'], body['what'])
