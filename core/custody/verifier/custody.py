"""The custody that the entries tell: the V-rules (LEDGER.md sections 8 and 9)."""
import time

from verifier.beside import ACQUISITIONS, CLOCK_TOLERANCE, another_serial, show_beside
from verifier.text import TABLES, is_digest, members_of, seconds

FIRST_OF_AN_ITEM = ('item.seize', 'item.register', 'copy.create')
AFTER_THE_END = ('note.add', 'correct', 'integrity.incident', 'access.denied')


class Item:
    """An exhibit as the entries so far leave it."""

    def __init__(self, custodian=None):
        self.custodian, self.seals, self.hash, self.offers, self.events, self.since = custodian, set(), None, {}, 0, None
        self.started, self.changed, self.tree_roots, self.hashes, self.serial = False, False, set(), set(), None


def covers(names, item):
    return not names or item in names


def local_date(event):
    """The day on which it happened, where it happened: what a warrant is dated by."""
    sign, offset = -1 if event['tz'][0] == '-' else 1, int(event['tz'][1:3]) * 3600 + int(event['tz'][4:6]) * 60
    return time.strftime('%Y-%m-%d', time.gmtime(seconds(event['time']) + sign * offset))


class Custody:
    def __init__(self):
        self.events, self.entry_hashes, self.seen = {}, {}, set()  # by id; by id; types
        self.items, self.imported, self.authorities, self.validated, self.timers = {}, set(), {}, {}, {}
        self.seals_used = set()
        self.unprotected = []  # (item, time) of images whose making, and its write protection, nobody recorded
        self.log_keys, self.shown, self.looks = [], [], set()  # (entries before, key); (question, seq, line); questions
        self.before, self.clock_checked, self.training, self.hashed = None, None, None, False
        self.competent_until = {}  # person: the furthest time on record

    def show(self, question, event, what):
        self.shown.append((question, event['seq'], what))

    def take(self, event, receipt, entry_hash, approved=lambda column: ()):
        """The rules that the next event breaks, in their order; then it takes effect. `approved`: who approved it and
        may act in a column of the role table; None in an unattested ledger, where there is nobody to ask."""
        if self.training is None:
            self.training = 'training' in event
        item = self.items.setdefault(event['item'], Item()) if 'item' in event else Item()
        found = [
            *self.custody_rules(event, item), *self.hand_rules(event, item, receipt), *self.store_rules(event, approved),
            *self.hash_rules(event, item),
            *self.other_rules(event, item, approved)]
        if item.events == 0 and any(rule == 'V-01'
                                    for rule, _ in found):  # of an unknown item there is nothing to compare
            found = [one for one in found if one[0] not in ('V-02', 'V-03', 'V-04', 'V-05')]
        show_beside(self, event, item)
        self.take_effect(event, item)
        self.events[event['id']], self.entry_hashes[event['id']], self.before = event, entry_hash, event
        self.seen.add(event['type'])
        item.events += 1
        self.hashed |= 'sha256' in event['body'] or event['type'] == 'integrity.check'
        return sorted(found, key=lambda one: one[0])

    def known(self, name):
        """The SHA-256 on record of an item; None when nothing is on record of it."""
        item = self.items.get(name)
        return item.hashes if item and (item.events or name in self.imported) else None

    # ---- rules: each yields itself and what is wrong ---------------------------------------------------------------

    def custody_rules(self, event, item):
        kind, body, person, lies = event['type'], event['body'], event['actor']['person'], item.custodian
        if 'item' in event and item.events == 0 and kind not in FIRST_OF_AN_ITEM and event['item'] not in self.imported:
            yield 'V-01', f'{event["item"]} begins with {kind}'
        if item.events > 0 and kind in FIRST_OF_AN_ITEM:
            yield 'V-01', f'{event["item"]} is taken in a second time'
        if kind == 'transfer.offer' and body['from'] != lies:
            yield 'V-02', f'offered by {body["from"]}, but it is with {lies}'
        if kind in ('store.in', 'court.submit', 'item.return', 'copy.destroy') and person != lies:
            yield 'V-02', f'handed on by {person}, but it is with {lies}'
        if kind == 'copy.create' and self.known(body['parent']) is None:
            yield 'V-01', f'a copy of {body["parent"]}, which is not on record'
        if kind in ('store.out', 'store.move'):
            location = body['location' if kind == 'store.out' else 'from']
            if lies != f'store:{location}' or person != body['keeper']:
                yield 'V-02', f'taken from store {location} by {person}, but it is with {lies}'
        if kind == 'item.lost' and body['last_custodian'] != lies:
            yield 'V-02', f'lost by {body["last_custodian"]}, but it is with {lies}'
        if kind == 'item.found' and body['by'] != person:
            yield 'V-02', f'found by {body["by"]}, but told by {person}'
        if kind == 'court.return' and lies != f'court:{body["court"]}' or kind == 'item.found' and lies != 'lost':
            yield 'V-02', f'{kind}, but it is with {lies}'
        if kind in ('transfer.receive', 'transfer.refuse'):
            offer = item.offers.get(body['offer'])
            if offer is None or kind == 'transfer.receive' and not (
                    (body['from'], body['to']) == (offer['from'], offer['to']) and body['from'] == lies):
                yield 'V-02', f'{kind} fits no open offer; the item is with {lies}'
        if lies in ('owner', 'destroyed') and kind not in AFTER_THE_END:
            yield 'V-13', f'{kind} after its end: {lies}'
        if kind == 'item.destroy':
            order = self.events.get(body['order'], {})
            if order.get('type') != 'court.order' or not covers(order['body']['items'], event['item']):
                yield 'V-14', 'no order of a court for this item'

    def hand_rules(self, event, item, receipt):
        body, offer = event['body'], item.offers.get(event['body'].get('offer'))
        if event['type'] not in ('transfer.receive', 'transfer.refuse') or offer is None:
            return
        received = event['type'] == 'transfer.receive'
        giver = self.events[body['offer']]['actor']['person']
        if received and (giver != offer['from'] or offer['from'] == offer['to']):
            yield 'V-03', f'the offer was signed by {giver}'
        elif received and receipt is None and event['actor']['person'] != offer['to']:
            yield 'V-03', f'{offer["to"]} did not sign'
        if receipt is not None:
            said = receipt[0]
            wanted = {
                'ledger': event['ledger'], 'offer': body['offer'], 'offer_entry': self.entry_hashes[body['offer']],
                'item': event['item'], 'by': offer['to'], 'accepted': received}
            if received:
                wanted.update({name: body.get(name, '') for name in ('condition', 'seal_no', 'seal_state', 'sha256')})
            for name in [name for name, value in wanted.items() if said.get(name, '') != value]:
                yield 'V-03', f'the receipt says another {name}'

    @staticmethod
    def store_rules(event, approved):
        """Who brings it to a store and who keeps it both sign; of an attested ledger."""
        kind, body = event['type'], event['body']
        other = body['keeper'] if kind == 'store.in' else body['to'] if kind == 'store.out' else None
        if other not in (None, event['actor']['person']):
            signed = approved('custody')
            if signed is not None and other not in signed:
                yield 'V-03', f'{other} did not sign'

    def hash_rules(self, event, item):
        kind, body = event['type'], event['body']
        spec = TABLES['types'][kind].split(' ', 2)[2]
        for name, (wanted, _) in members_of(spec).items():
            if wanted.startswith('digest') and name in body and not is_digest(body[name]):
                if body[name] or wanted != 'digest_or_empty':
                    yield 'V-08', f'{name} is no SHA-256'
        own = body.get('sha256') if kind in ('transfer.offer', 'transfer.receive') else None
        if kind == 'integrity.check':
            expected, result = body.get('expected'), body['result']
            if body['algorithm'] == 'sha256':
                own = body['computed']
                if not is_digest(own):
                    yield 'V-08', 'computed is no SHA-256'
            if (result == 'no_stored_hash') != (expected is None) or expected is not None and (
                    (result == 'match') != (expected == body['computed'])):
                yield 'V-04', f'{result} is not what expected and computed say'
            elif result == 'mismatch' and body['expected_from'] != 'stored':
                yield 'V-04', 'the hash is not the one on record'
        if kind == 'copy.create' and is_digest(body['sha256']):
            hashes = self.known(body['parent'])
            if hashes and body['sha256'] not in hashes:
                yield 'V-04', f'not the bytes of {body["parent"]}, of which it is a copy'
        if own is not None and item.hash not in (None, own):
            yield 'V-04', f'the hash of {event["item"]} was {item.hash}'

    def other_rules(self, event, item, approved):
        kind, body = event['type'], event['body']
        override = event.get('override', {}).get('rule')
        if kind in ('seal.check', 'seal.break', 'transfer.offer', 'transfer.receive', 'store.in', 'store.out'):
            if 'seal_no' in body and body['seal_no'] not in item.seals:
                yield 'V-05', f'the seal {body["seal_no"]} is not applied'
        if kind in ACQUISITIONS and override == 'V-06' and approved('case') == set():
            yield 'V-06', 'no supervisor approved that it goes without an authority'
        if kind in ACQUISITIONS and override != 'V-06':
            named = [self.authorities[one] for one in event.get('authority', []) if one in self.authorities]
            if not any(
                    covers(one['items'], event['item']) and event['time'][:10] <= one.get('expires', '9')
                    and one['date'] <= local_date(event) for one in named):
                yield 'V-06', 'no authority that is known, unexpired and covers the item'
        if kind == 'acquire.start' and body['write_protection'] == 'none' and not item.changed and override != 'V-10':
            yield 'V-10', 'without write protection, and no unavoidable change is on record'
        if kind == 'acquire.start' and another_serial(body, item) and 'note' not in event:
            yield 'V-07', f'the serial number at the seizure was {item.serial}'
        if kind == 'acquire.finish' and 'sectors' in body and 'sector_size' in body:
            if int(body['sectors']) * int(body['sector_size']) != int(body['size']):
                yield 'V-09', 'size is not sectors times sector_size'
        if seconds(event['time']) - seconds(event['recorded']) > CLOCK_TOLERANCE:
            yield 'V-11', 'it happened after it was recorded'
        if kind == 'report.review':
            issue = self.events.get(body['issue'])
            if issue is None or issue['type'] not in ('report.issue', 'report.amend') or (
                    issue['actor']['person'] == event['actor']['person']):
                yield 'V-15', 'reviewed by the author, or no report of this ledger'
        if kind == 'finding.add' and not body['element'].strip(' '):
            yield 'V-21', 'a finding without the element of an offence'
        if ('training' in event) != self.training:
            yield 'V-20', 'training and casework in one ledger'

    # ---- effects ---------------------------------------------------------------------------------------------------

    @staticmethod
    def custodian_after(event):
        kind, body, person = event['type'], event['body'], event['actor']['person']
        after = {'store.in': lambda: f'store:{body["location"]}', 'store.move': lambda: f'store:{body["to"]}',
                     'transfer.receive': lambda: body['to'], 'store.out': lambda: body['to'],
                     'court.submit': lambda: f'court:{body["court"]}', 'court.return': lambda: body['to'],
                     'item.return': lambda: 'owner', 'item.destroy': lambda: 'destroyed', 'item.lost': lambda: 'lost',
                     'copy.destroy': lambda: 'destroyed', 'item.found': lambda: body['by'],
                     **dict.fromkeys(FIRST_OF_AN_ITEM, lambda: person)}.get(kind)
        return after and after()

    def take_effect(self, event, item):
        kind, body, person = event['type'], event['body'], event['actor']['person']
        custodian = self.custodian_after(event)
        if custodian:
            item.custodian, item.since = custodian, event['time']
        if kind == 'item.seal':
            item.seals.add(body['seal_no'])
            self.seals_used.add(body['seal_no'])
        if kind == 'seal.break':
            item.seals.discard(body['seal_no'])
        if kind == 'transfer.offer':
            item.offers[event['id']] = body
        if kind in ('transfer.receive', 'transfer.refuse'):
            item.offers.pop(body['offer'], None)
        if kind in ('acquire.finish', 'copy.create') and is_digest(body['sha256']):
            item.hash = body['sha256']
        if kind == 'integrity.check' and body['algorithm'] == 'sha256' and is_digest(body['computed']):
            item.hash = item.hash or body['computed']
        said = [body.get(name, '') for name in ('sha256', 'stored_sha256')]
        said += [body['computed']] if kind == 'integrity.check' and body['algorithm'] == 'sha256' else []
        item.hashes |= set(filter(is_digest, said))
        if kind == 'integrity.check' and 'tree_root' in body:
            item.tree_roots.add(body['tree_root'])
        item.changed |= kind == 'change.unavoidable'
        item.started |= kind == 'acquire.start'
        if kind == 'acquire.import' and not item.started:
            self.unprotected.append((event['item'], event['time']))
        if kind in ('case.open', 'log.succeed'):
            self.log_keys.append((event['seq'], body['checkpoint_key']['public']))
        if kind == 'authority.add':
            self.authorities[event['id']] = body
        if kind == 'tool.validate' and body['result'] != 'failed':
            builds = self.validated.setdefault((body['tool'], body['version']), {})
            builds[body['build']] = max(event['time'], builds.get(body['build'], ''))
        if kind == 'competence.add':
            self.competent_until[body['person']] = max(
                seconds(body['until']), self.competent_until.get(body['person'], seconds(body['until'])))
        if kind == 'item.seize':
            item.serial = body['serial']
        if kind == 'clock.check':
            self.clock_checked = event['time']
        if kind == 'item.preserve' or kind == 'item.seize' and not event.get('authority'):
            self.timers[event['id']] = event, seconds(event['time'])
        if kind == 'import.bundle':
            for name in body['items']:
                self.imported.add(name)
                one = self.items.setdefault(name, Item())
                one.custodian, one.since = one.custodian or person, one.since or event['time']
