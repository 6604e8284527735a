"""The entries of a ledger in their order: form, statements, keys, signatures, roles (LEDGER.md sections 3 to 7)."""
import hashlib

from verifier.custody import Custody, covers
from verifier.keys import Document, key_id
from verifier.text import LARGEST_ENTRY, TABLES, Broken, canonical, leaf_hash, need, raw, rising, shaped

IN_THE_FIELD = ('live', 'memory', 'logical', 'photo_of_screen')
COLUMNS = TABLES['columns'].split()


class Enrolment:
    """Who some keys belong to; `keys` by key id: algorithm and public key."""

    def __init__(self, said, keys):
        self.person, self.org, self.number, self.roles = said['person'], said['org'], said['number'], said['roles']
        self.since, self.until, self.keys, self.pii = said['from'], said['until'], keys, said.get('pii', [])


class Ledger:
    def __init__(self, trusted_roots=None):
        self.trusted_roots = trusted_roots  # key ids of roots that the reader trusts; None: he named none
        self.leaves, self.last, self.stopped = [], bytes(32), False
        self.broken = []  # (seq, rule, what is wrong)
        self.unable, self.without_quantum = False, False  # signatures that this machine cannot check: all of one, some
        self.enrolments, self.holders, self.revoked = {}, {}, {}  # by first kid; by kid; kid: time
        self.custody, self.grants, self.commitments = Custody(), [], set()
        self.first, self.unattested = None, False

    # ---- one entry -----------------------------------------------------------------------------------------------

    def add(self, entry, ended=True):
        """The next entry, without its LF. Behind one that cannot be believed at all nothing is read, only counted."""
        seq = len(self.leaves)
        self.leaves.append(leaf_hash(entry))
        if self.stopped:
            return
        try:
            need(ended, 'form', 'the line is not ended by LF')
            need(len(entry) <= LARGEST_ENTRY, 'form', 'an entry of more than 256 KiB')
            document = Document(entry, 'event', 'form')
            event = document.said
            self.check_form(event, seq)
            body = event['body']
            need(body.get('statements', True), 'statement', 'no enrolment in it')
            for text in body.get('statements', []):
                self.enrol(text)
            revocation = self.revocation(body['statement'], event) if event['type'] == 'key.revoke' else None
            receipt = self.hand(body['receipt'], 'receipt', event) if self.carries_receipt(event) else None
            approvals = [self.hand(text, 'approval', event) for text in body.get('approvals', [])]
            enrolment = self.check_keys(document, event)
        except Broken as error:
            self.broken.append((seq, *error.args))
            self.stopped = True
            return
        self.first = self.first or event
        if not self.allowed(event, enrolment, approvals):
            self.broken.append(
                (seq, 'roles', f'{event["actor"]["person"]} as {event["actor"]["role"]} may not do this'))
        if enrolment.number == 0:
            self.custody.show('P4', event, f'{enrolment.person} is unattested')
        self.last = hashlib.sha256(entry).digest()
        self.broken += [(seq, rule, what) for rule, what in self.custody.take(
            event, receipt, self.last.hex(), lambda column: self.approved(event, enrolment, approvals, column))]
        self.commitments.update((one['commit'], one['label']) for one in event.get('pii', []))
        if event['type'] in ('role.grant', 'role.revoke'):
            self.grants.append((event['type'], body))
        if revocation:
            self.revoke(revocation)

    @staticmethod
    def carries_receipt(event):
        return event['type'] in ('transfer.receive', 'transfer.refuse') and 'receipt' in event['body']

    def check_form(self, event, seq):
        wrong = shaped(TABLES['event'], event)
        need(wrong is None, 'form', wrong)
        kind, body, first = event['type'], event['body'], self.first or event
        need(event['v'] == 1, 'form', 'v is not 1')
        need(event['ledger'] == first['ledger'] and event['case'] == first['case'], 'form', 'of another ledger or case')
        need(event['seq'] == seq, 'form', f'seq is {event["seq"]}')
        need(event['prev'] == self.last.hex(), 'form', 'prev is not the hash of the entry before')
        need(event['id'] not in self.custody.events, 'form', 'its id was there before')
        need((seq == 0) <= (kind == 'key.enrol') and (seq == 1) == (kind == 'case.open'), 'form',
             f'{kind} at this place')
        need(event.get('training', True), 'form', 'training is not true')
        column, wants_item, *spec = TABLES['types'][kind].split(' ', 2)
        corrected = self.custody.events.get(event.get('corrects'))
        need('corrects' in event or kind != 'correct', 'form', 'corrects is missing')
        need('corrects' not in event or corrected, 'form', 'corrects an entry that is not there')
        has_item = 'item' in event
        need(wants_item in ('?', 'as_corrected') or has_item == (wants_item == 'yes'), 'form',
             'an item missing or too many')
        need(wants_item != 'as_corrected' or event.get('item') == corrected.get('item'), 'form',
             'not the item corrected')
        item = self.custody.items.get(event.get('item'))
        need(event.get('item_seq') == ((item.events if item else 0) if has_item else None), 'form', 'item_seq')
        wrong = shaped(spec[0], body)
        need(wrong is None, 'form', f'body: {wrong}')
        labels = {one['label'] for one in event.get('pii', [])}
        need(kind != 'item.seize' or len(set(body['witnesses'])) == 2 == len(body['witnesses']) and
             labels >= set(body['witnesses']), 'form', 'witnesses are not two labels of pii')
        need(kind != 'item.return' or body['receiver'] in labels, 'form', 'receiver is no label of pii')
        need(kind != 'case.open' or body['attested'] != self.unattested, 'form', 'attested is not what entry 0 says')
        if 'checkpoint_key' in body:
            raw(body['checkpoint_key']['public'], 'form', 32)

    # ---- statements and keys (section 4) -------------------------------------------------------------------------

    def statement(self, text, kind):
        document = Document(raw(text, 'statement'), 'statement', 'statement')
        wrong = shaped('kind:text v:number made:time ' + TABLES['statements'][kind], document.said)
        need(wrong is None and document.said['kind'] == kind and document.said['v'] == 1, 'statement',
             f'{kind}: {wrong}')
        return document, document.said

    def believe(self, document, keys, rule):
        unchecked = document.check(keys, rule)
        self.without_quantum |= bool(unchecked)
        self.unable |= len(unchecked) == len(keys)

    def valid(self, enrolment, when):
        return enrolment.since <= when <= enrolment.until and not any(
            self.revoked.get(kid, '9') <= when for kid in enrolment.keys)

    def signers(self, document, own=()):
        """The enrolments that signed a statement, each with all of its keys, valid when it was made."""
        parties = []
        for kid in document.signatures:
            need(kid in own or kid in self.holders, 'statement', f'signed by the unknown key {kid}')
            if kid not in own and self.holders[kid] not in parties:
                parties.append(self.holders[kid])
        for party in parties:
            need(self.valid(party, document.said['made']), 'statement', f'a key of {party.person} was not valid then')
            self.believe(document, party.keys, 'statement')
        return parties

    def enrol(self, text):
        document, said = self.statement(text, 'enrolment')
        keys = {key['kid']: (key['alg'], raw(key['public'], 'statement')) for key in said['keys']}
        algorithms = {alg for alg, _ in keys.values()}
        need(1 <= len(said['keys']) <= 3 and len(algorithms) == len(said['keys']), 'statement',
             'one key of each algorithm')
        need(
            rising(list(keys)) and rising(said['roles']) and rising(said['officers']), 'statement',
            'lists are not sorted')
        person, org, number, officers = said['person'], said['org'], said['number'], said['officers']
        need(all(key_id(*key) == kid and (kid not in self.holders or self.holders[kid].person == person)
                 for kid, key in keys.items()), 'statement', 'a kid that is not of its key, or another person\'s')
        need(number > 0 or (not self.enrolments or self.unattested) and all(
            other.number == 0 for other in self.enrolments.values() if other.person == person), 'statement',
             'unattested in an attested ledger, or after having been enrolled')
        others = list(self.enrolments.values())
        need(
            number >= 0 and len(officers) == min(max(number - 1, 0), 2) and person not in officers and said['roles'] and
            (said['roles'] == ['unattested'] if number == 0 else 'unattested' not in said['roles']), 'statement',
            f'number {number} with these officers and roles')
        need(all(other.org == org for other in others if other.person == person), 'statement',
             'a person of two organisations')
        need(number == 0 or (org, number) not in [(other.org, other.number) for other in others], 'statement',
             f'number {number} was enrolled before')
        self.believe(document, keys, 'statement')
        parties = self.signers(document, own=keys)
        need(
            sorted(party.person for party in parties) == officers and
            all(party.org == org and 0 < party.number < number and
                (party.number == 1 if number == 2 else 'registrar' in party.roles)
                for party in parties), 'statement', 'not signed by the officers who may enrol')
        need(self.trusted_roots is None or number > 1 or number == 1 and min(keys) in self.trusted_roots, 'keys',
             f'{person} of {org} goes back to no root that is trusted')
        self.unattested = self.unattested or not self.enrolments and number == 0
        enrolment = self.enrolments[min(keys)] = Enrolment(said, keys)
        self.holders.update({kid: enrolment for kid in keys})
        self.commitments.update((one['commit'], one['label']) for one in enrolment.pii)

    def revocation(self, text, event):
        document, said = self.statement(text, 'revocation')
        need(
            said['kids'] and rising(said['kids']) and
            all(kid in self.holders and self.holders[kid].person == said['person'] for kid in said['kids']),
            'statement', 'kids are not of person')
        org, signed_by = self.holders[said['kids'][0]].org, list(document.signatures)
        own = {kid: self.holders[kid].keys[kid] for kid in signed_by
               if kid in self.holders and self.holders[kid].person == said['person']}
        if len(own) == len(signed_by) and set(own) & set(said['kids']):  # a key withdraws itself
            self.believe(document, own, 'statement')
        else:
            parties = self.signers(document)
            need(
                len(parties) == 2 == len({party.person for party in parties}) and
                all('registrar' in party.roles and party.org == org for party in parties), 'statement',
                'two registrars revoke')
        return said

    def revoke(self, said):
        """From here on. What the keys signed before stands, and is shown."""
        for kid in said['kids']:
            self.revoked[kid] = min(said['from'], self.revoked.get(kid, said['from']))
        for event in self.custody.events.values():
            if set(said['kids']) & set(
                    self.enrolments[event['actor']['key']].keys) and event['recorded'] >= said['from']:
                self.custody.show('P4', event, f'a key of {said["person"]} was revoked later, from before this entry')

    def hand(self, text, kind, event):
        """A receipt or an approval with the one person who signed it."""
        document, said = self.statement(text, kind)
        need(kind != 'receipt' or said['accepted'] != ('reason' in said), 'statement', 'a reason is for a refusal')
        parties = self.signers(document)
        need([party.person for party in parties] == [said['by']], 'statement', f'{kind}: not signed by {said["by"]}')
        need(self.valid(parties[0], event['recorded']), 'statement', f'a key of {said["by"]} was no longer valid')
        return said, parties[0]

    def check_keys(self, document, event):
        actor, enrolment = event['actor'], self.enrolments.get(event['actor']['key'])
        need(enrolment and (enrolment.person, enrolment.org) == (actor['person'], actor['org']), 'keys',
             f'{actor["key"]} is no first key of {actor["person"]}')
        need(self.valid(enrolment, event['recorded']), 'keys', f'a key of {actor["person"]} is not valid when recorded')
        need(
            set(document.signatures) == set(enrolment.keys), 'signature', f'not those of the keys of {actor["person"]}')
        self.believe(document, enrolment.keys, 'signature')
        return enrolment

    # ---- roles (section 7) ---------------------------------------------------------------------------------------

    def roles_of(self, enrolment, item, when):
        granted = set()
        for kind, body in self.grants:
            if body['person'] == enrolment.person and covers(body['items'], item):
                if kind == 'role.revoke':
                    granted.discard(body['role'])
                elif when <= body['until']:
                    granted.add(body['role'])
        return granted | set(enrolment.roles)

    def allowed(self, event, enrolment, approvals):
        role, body, item = event['actor']['role'], event['body'], event.get('item')
        column = TABLES['types'][event['type']].split(' ', 1)[0]
        if role not in self.roles_of(
                enrolment, item, event['recorded']):
            return False
        if event['type'] == 'access.denied':  # whoever was refused says so
            return True
        if column == 'any':
            return role not in ('administrator', 'court_expert')
        letter = TABLES['roles'][role][COLUMNS.index(column)]
        if letter == 'f':
            return body.get('method') in IN_THE_FIELD
        if letter == 'a':  # an audit pack, with every person masked
            return event['type'] == 'export.bundle' and (body['for'], body['profile']) == ('audit', 'no personal data')
        if role == 'examiner' and column == 'export' and body['for'] not in ('draft', 'review'):
            letter = '2'
        return letter == 'y' or letter == '2' and bool(self.seconded(event, enrolment, approvals, column))

    def seconded(self, event, enrolment, approvals, column):
        """The other persons who approved this act and may act, alone or with a second one, in the column."""
        approved = {name: event['body'][name] for name in event['body'] if name != 'approvals'}
        if 'override' in event:
            approved['override'] = event['override']
        item, subject = event.get('item'), hashlib.sha256(canonical(approved)).hexdigest()
        wanted = {'ledger': event['ledger'], 'type': event['type'], 'item': item, 'subject': subject}
        return {
            said['by'] for said, second in approvals
            if said['by'] != enrolment.person and all(said.get(name) == value for name, value in wanted.items()) and
            any(TABLES['roles'][other][COLUMNS.index(column)] in '2y'
                for other in self.roles_of(second, item, event['recorded']))}

    def approved(self, event, enrolment, approvals, column):
        return None if self.unattested else self.seconded(event, enrolment, approvals, column)
