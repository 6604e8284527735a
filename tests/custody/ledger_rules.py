"""One ledger that keeps and one that breaks each V-rule of LEDGER.md section 9, and each cell of section 7.

Written from that page and from no verifier. `every()` gives them as the cases of ledger_attacks.py."""
import json

from ledger_attacks import Case
from ledger_making import (SMALL, Ed25519, Lantern, Making, Person, Witness, b64, begun, commitments, identity, jcs,
                           opening, sha256, unattested, when)

TEAM = ('root', 'second', 'officer', 'keeper', 'examiner', 'manager')
DIGEST, OTHER, MD5 = sha256(b'image').hex(), sha256(b'other').hex(), 'd41d8cd98f00b204e9800998ecf8427e'


class Story:
    """A case told so far, and the rule that its last entry breaks or keeps."""

    def __init__(self, rule, name, case):
        self.rule, self.name, self.case = rule, name, case

    def keeps(self, **answers):
        return Case(f'{self.rule}-keeps-{self.name}', self.name).holds(self.case.making).run(0, None, **answers)

    def breaks(self, **answers):
        first = (self.case.making.seq - 1, self.rule)
        return Case(f'{self.rule}-breaks-{self.name}', self.name).holds(self.case.making).run(1, first, **answers)

    def shows(self, **answers):
        return Case(f'{self.rule}-shows-{self.name}', self.name).holds(self.case.making).run(0, None, **answers)


def act(case, type, who, body, item='E-001', **changes):
    """One more entry; the case again, so that a story reads from left to right."""
    case.act = case.making.add(type, getattr(case, who), body, item, **changes)
    return case


def approved(case, type, who, body, by, item='E-001', **changes):
    """An act that `by` approves."""
    said = case.making.approval(getattr(case, by), type, body, item, override=changes.get('override'))
    return act(case, type, who, body | {'approvals': [said]}, item, **changes)


def stored(case, who='keeper', location='MK-1'):
    return act(case, 'store.in', who, {'location': location, 'keeper': case.keeper.name, 'condition': 'sealed'})


def with_keeper():
    case = begun(TEAM)
    return case.offer(to=case.keeper).receive(to=case.keeper)


def with_examiner(people=SMALL):
    return begun(people).offer().receive()


def ordered(case, items=()):
    """An order of a court to destroy."""
    case.order = case.making.add('court.order', case.officer, {
        'court': 'Sessions', 'number': '7', 'date': '2026-09-01', 'order': 'destroy', 'items': list(items)})
    return case


def destroyed(case, item='E-001', approve=True, **changes):
    body = {'order': case.order, 'method': 'shredded'} | changes
    approvals = [case.making.approval(case.manager, 'item.destroy', body, item)] if approve else []
    case.making.add('item.destroy', case.keeper, body | {'approvals': approvals}, item)
    return case


def returned(case):
    pii = commitments(opening('receiver_name', 'Owner'))
    return act(case, 'item.return', 'officer', {'to_role': 'owner', 'receiver': 'receiver_name'}, pii=pii)


def note(case, who='officer', **changes):
    return act(case, 'note.add', who, {'text': 'a note'}, changes.pop('item', None), **changes)


# ---- the line of custody: V-01, V-02, V-13, V-14 ---------------------------------------------------------------------


def custody():
    register = {'kind': 'usb', 'description': 'a stick', 'origin': 'handed in'}
    seal = {'seal_no': 'LHR-7009', 'bag_no': 'B-9', 'state': 'intact'}
    copy = {'parent': 'E-001', 'purpose': 'working', 'sha256': DIGEST, 'medium': 'disk'}
    bundle = {'from': 'Karachi', 'basis': 'request', 'bundle': DIGEST, 'items': ['K-7']}
    yield Story('V-01', 'seized', begun(SMALL)).keeps(P6='yes')
    yield Story('V-01', 'registered', act(begun(SMALL), 'item.register', 'officer', register, 'E-002')).keeps(P6='look')
    yield Story('V-01', 'copied', act(with_examiner(), 'copy.create', 'examiner', copy, 'E-001.1')).keeps(P6='yes')
    yield Story('V-01', 'came-in-a-bundle',
                act(act(begun(SMALL), 'import.bundle', 'officer', bundle, None), 'item.seal', 'officer', seal,
                    'K-7')).keeps(P6='yes')
    yield Story('V-01', 'sealed-from-nowhere', act(begun(SMALL), 'item.seal', 'officer', seal, 'E-002')).breaks(P6='no')
    yield Story('V-01', 'noted-from-nowhere', note(begun(SMALL), item='E-002')).breaks(P6='no')
    yield Story('V-01', 'not-in-that-bundle',
                act(act(begun(SMALL), 'import.bundle', 'officer', bundle, None), 'item.seal', 'officer', seal,
                    'K-8')).breaks(P6='no')
    yield Story('V-01', 'seized-a-second-time', begun(SMALL).seize()).breaks(P6='no')
    for name, of in (('of-an-unknown-item', 'E-009'), ('of-itself', 'E-001.1')):
        yield Story('V-01', f'copied-{name}', act(with_examiner().acquire(), 'copy.create', 'examiner',
                                                  copy | {'parent': of}, 'E-001.1')).breaks(P6='no')
    yield Story('V-01', 'copied-of-what-a-bundle-brought',
                act(act(with_examiner(), 'import.bundle', 'officer', bundle, None), 'copy.create', 'examiner',
                    copy | {'parent': 'K-7'}, 'K-7.1')).keeps(P6='yes')
    yield Story('V-01', 'registered-into-other-hands', act(begun(TEAM), 'item.register', 'keeper',
                                                           register)).breaks(P6='no')

    out = {'location': 'MK-1', 'keeper': 'keeper.one', 'to': 'examiner.one', 'condition': 'sealed'}
    move = {'from': 'MK-1', 'to': 'MK-2', 'keeper': 'keeper.one'}
    submit, back = {'court': 'Sessions', 'exhibit': 'P-1',
                    'received_by': 'reader'}, {'court': 'Sessions', 'to': 'keeper.one'}
    lost = {'last_custodian': 'keeper.one', 'circumstances': 'flood'}
    found = {'by': 'keeper.one', 'where': 'the drain', 'condition': 'wet'}
    yield Story(
        'V-02', 'in-and-out-of-the-store',
        approved(act(stored(with_keeper()), 'store.move', 'keeper', move), 'store.out', 'keeper',
                 out | {'location': 'MK-2'}, 'examiner')).keeps(P6='yes')
    yield Story('V-02', 'to-the-court-and-back', stored(act(act(with_keeper(), 'court.submit', 'keeper', submit),
                'court.return', 'officer', back))).keeps(P6='yes')
    yield Story('V-02', 'lost-and-found',
                stored(act(act(with_keeper(), 'item.lost', 'officer', lost), 'item.found', 'keeper',
                           found))).keeps(P6='look')
    def counted(case, expected, found):
        return act(case, 'store.audit', 'keeper', {'location': 'MK-1', 'expected': expected, 'found': found}, None)
    yield Story('V-02', 'counted-and-there', counted(stored(with_keeper()), ['E-001'], ['E-001'])).keeps(P6='yes')
    yield Story('V-02', 'counted-and-one-more-there', counted(stored(with_keeper()), [], ['E-001'])).keeps(P6='yes')
    yield Story('V-02', 'counted-and-missing', counted(stored(with_keeper()), ['E-001', 'E-002'], ['E-002'])).shows(
        P6='look')
    yield Story('V-02', 'counted-and-missing-though-unknown', counted(stored(with_keeper()), ['E-009'], [])).shows(
        P6='look')
    yield Story('V-02', 'lost-by-one-who-had-it-not',
                act(with_examiner(), 'item.lost', 'officer', lost)).breaks(P6='no')
    yield Story('V-02', 'found-for-somebody-else',
                act(act(with_keeper(), 'item.lost', 'officer', lost), 'item.found', 'officer', found)).breaks(P6='no')
    into = {'location': 'MK-1', 'keeper': 'keeper.one', 'condition': 'sealed'}
    yield Story('V-03', 'stored-with-the-keepers-word',
                approved(begun(TEAM), 'store.in', 'officer', into, 'keeper')).keeps(P5='none', P6='yes')
    yield Story('V-03', 'stored-without-it', act(begun(TEAM), 'store.in', 'officer', into)).breaks(P5='no')
    yield Story('V-03', 'stored-with-the-word-of-another',
                approved(begun(TEAM), 'store.in', 'officer', into, 'manager')).breaks(P5='no')
    yield Story('V-03', 'out-of-the-store-unsigned',
                act(stored(with_keeper()), 'store.out', 'keeper', out)).breaks(P5='no')
    yield Story('V-02', 'offered-by-one-who-has-it-not', with_examiner().offer()).breaks(P6='no')
    yield Story('V-02', 'stored-by-one-who-has-it-not', stored(with_keeper(), 'officer')).breaks(P6='no')
    yield Story('V-02', 'out-of-another-store',
                approved(stored(with_keeper()), 'store.out', 'keeper', out | {'location': 'MK-9'},
                         'examiner')).breaks(P6='no')
    yield Story('V-02', 'moved-from-another-store',
                act(stored(with_keeper()), 'store.move', 'keeper', move | {'from': 'MK-9'})).breaks(P6='no')
    yield Story('V-02', 'out-of-the-store-by-a-stranger', act(stored(with_keeper()), 'store.out', 'examiner', out)
                ).breaks(P6='no')
    yield Story('V-02', 'out-of-the-store-from-his-hand', approved(with_keeper(), 'store.out', 'keeper', out,
                                                                   'examiner')).breaks(P6='no')
    yield Story('V-02', 'submitted-by-one-who-has-it-not', act(with_keeper(), 'court.submit', 'officer',
                                                               submit)).breaks(P6='no')
    yield Story(
        'V-02', 'back-from-another-court',
        act(act(with_keeper(), 'court.submit', 'keeper', submit), 'court.return', 'officer',
            back | {'court': 'High Court'})).breaks(P6='no')
    yield Story('V-02', 'back-without-having-been-there', act(with_keeper(), 'court.return', 'officer',
                                                              back)).breaks(P6='no')
    yield Story('V-02', 'found-without-being-lost', act(with_keeper(), 'item.found', 'officer', found)).breaks(P6='no')
    yield Story('V-02', 'returned-by-one-who-has-it-not', returned(with_keeper())).breaks(P6='no')
    yield Story(
        'V-02', 'copy-destroyed-by-one-who-has-it-not',
        act(act(with_examiner(), 'copy.create', 'examiner', copy, 'E-001.1'), 'copy.destroy', 'officer',
            {'reason': 'done', 'method': 'wiped'}, 'E-001.1')).breaks(P6='no')
    case = begun(TEAM).offer()
    stale = act(case, 'court.submit', 'officer', submit)
    yield Story('V-02', 'received-when-it-was-gone', stale.receive()).breaks(P6='no')
    yield Story('V-02', 'received-by-another', begun(TEAM).offer().receive(to=begun(TEAM).keeper)).breaks(P6='no')
    yield Story('V-02', 'received-twice', begun(SMALL).offer().receive().receive()).breaks(P6='no')
    refuse = {'offer': identity('nothing'), 'reason': 'no'}
    yield Story('V-02', 'refused-without-an-offer', act(begun(SMALL), 'transfer.refuse', 'examiner',
                                                        refuse)).breaks(P6='no')
    case = begun(SMALL).offer()
    case = act(case, 'transfer.refuse', 'examiner', {'offer': case.offered, 'reason': 'the seal is open'})
    yield Story('V-02', 'refused', case).keeps(P6='yes', P5='yes')
    yield Story('V-02', 'received-after-refusal', case.receive()).breaks(P6='no')

    yield Story('V-13', 'noted-after-return', note(returned(begun(SMALL)), item='E-001')).keeps(P6='yes')
    yield Story(
        'V-13', 'incident-after-destruction',
        act(destroyed(ordered(stored(with_keeper()))), 'integrity.incident', 'officer',
            {'about': identity('x'), 'what': 'was needed'})).keeps(P6='yes')
    yield Story('V-13', 'sealed-after-return', act(returned(begun(SMALL)), 'item.seal', 'officer',
                                                   seal)).breaks(P6='no')
    yield Story(
        'V-13', 'examined-after-destruction',
        act(destroyed(ordered(with_keeper())), 'access.session', 'examiner',
            {'mode': 'read_only', 'what': 'all', 'count': 1, 'seconds': 9, 'reason': 'x'})).breaks(P6='no')
    yield Story('V-14', 'ordered', destroyed(ordered(with_keeper()))).keeps(P6='yes')
    yield Story('V-14', 'ordered-by-name', destroyed(ordered(with_keeper(), ['E-001']))).keeps(P6='yes')
    case = with_keeper()
    case.order = identity('no order')
    yield Story('V-14', 'no-order', destroyed(case)).breaks(P6='no')
    yield Story('V-14', 'order-for-another-item', destroyed(ordered(with_keeper(), ['E-002']))).breaks(P6='no')
    case = with_keeper()
    case.order = case.warrant
    yield Story('V-14', 'warrant-in-place-of-an-order', destroyed(case)).breaks(P6='no')


# ---- both hands, hashes, seals: V-03, V-04, V-05, V-08 ---------------------------------------------------------------


def hands():
    def by_receipt(**changes):
        case = begun(SMALL).offer()
        said = {'seal_no': 'LHR-7001', 'seal_state': 'intact'} | changes
        return case.receive(actor=case.officer, receipt=case.making.receipt(case.offered, case.examiner, **said))
    yield Story('V-03', 'received-by-his-own-entry', with_examiner()).keeps(P5='yes')
    yield Story('V-03', 'received-by-receipt', by_receipt()).keeps(P5='yes')
    yield Story('V-03', 'no-receipt', begun(SMALL).offer().receive(actor=begun(SMALL).officer)).breaks(P5='no')
    for name, value in (('ledger', 'sanad-ledger/' + identity('x')), ('offer', identity('x')), ('offer_entry', OTHER),
                        ('item', 'E-002'), ('seal_no', 'LHR-7002'), ('seal_state', 'broken'), ('condition', 'wet'),
                        ('sha256', DIGEST)):
        yield Story('V-03', f'receipt-with-another-{name.replace("_", "-")}',
                    by_receipt(**{name: value})).breaks(P5='no')
    case = begun(TEAM).offer()
    case.receive(receipt=case.making.receipt(case.offered, case.keeper, seal_no='LHR-7001', seal_state='intact'))
    yield Story('V-03', 'receipt-of-a-third-person', case).breaks(P5='no')
    yield Story('V-03', 'to-himself',
                begun(SMALL).offer(to=begun(SMALL).officer).receive(to=begun(SMALL).officer)).breaks(P5='no')
    case = begun(TEAM)
    case = act(case, 'transfer.offer', 'keeper', {'from': 'officer.one', 'to': 'examiner.one', 'method': 'hand',
                                                  'condition': 'x'})
    case.offered = case.act
    yield Story('V-03', 'offered-by-somebody-in-his-name', case.receive()).breaks(P5='no')
    yield Story('V-03', 'still-open', begun(SMALL).offer()).shows(P5='look')
    case = begun(SMALL).offer()
    refusal = case.making.receipt(case.offered, case.examiner, accepted=False, reason='open')
    yield Story('V-03', 'refused-by-receipt', act(case, 'transfer.refuse', 'officer', {
        'offer': case.offered, 'reason': 'open', 'receipt': refusal})).keeps(P5='yes')
    case = begun(SMALL).offer()
    yield Story(
        'V-03', 'refused-by-a-receipt-that-accepts',
        act(case, 'transfer.refuse', 'officer',
            {'offer': case.offered, 'reason': 'open', 'receipt': case.making.receipt(case.offered, case.examiner)
             })).breaks(P5='no')


def hashes():
    finish = {'method': 'physical', 'format': 'raw', 'size': '512', 'segments': 1, 'sha256': DIGEST, 'verified': True}
    yield Story('V-04', 'verified-again', with_examiner().acquire().verify(expected=DIGEST, expected_from='recorded',
                                                                           result='match')).keeps(P8='yes')
    case = with_examiner().acquire()
    yield Story('V-04', 'offered-with-the-hash', case.offer(case.examiner, case.officer, body={
        'sha256': DIGEST, 'seal_no': None})).keeps(P8='yes')
    case = with_examiner().acquire()
    yield Story('V-04', 'offered-with-another-hash', case.offer(case.examiner, case.officer, body={
        'sha256': OTHER, 'seal_no': None})).breaks(P8='no')
    case = with_examiner().acquire()
    yield Story(
        'V-04', 'received-with-another-hash',
        case.offer(case.examiner, case.officer, body={'seal_no': None}).receive(case.examiner,
                                                                                case.officer,
                                                                                body={'sha256': OTHER,
                                                                                      'seal_no': None})).breaks(P8='no')
    yield Story('V-04', 'computed-another', with_examiner().acquire().verify(computed=OTHER)).breaks(P8='no')
    yield Story('V-04', 'a-match-that-is-none', with_examiner().verify(expected=OTHER, result='match')).breaks(P8='no')
    yield Story('V-04', 'a-mismatch-that-is-none', with_examiner().verify(expected=DIGEST, result='mismatch',
                                                                          expected_from='stored')).breaks(P8='no')
    yield Story('V-04', 'nothing-stored-and-yet-expected', with_examiner().verify(expected=DIGEST)).breaks(P8='no')
    yield Story('V-04', 'md5-on-record-differs', with_examiner().verify(
        algorithm='md5', computed=MD5, expected='00' * 16, result='mismatch', expected_from='recorded')).breaks(P8='no')
    def copied(case, digest, of='E-001', item='E-001.1'):
        return act(case, 'copy.create', 'examiner', {
            'parent': of, 'purpose': 'defence', 'sha256': digest, 'medium': 'USB 0042'}, item)
    yield Story('V-04', 'copied', copied(with_examiner().acquire(), DIGEST)).keeps(P8='yes')
    yield Story('V-04', 'copied-of-other-bytes', copied(with_examiner().acquire(), OTHER)).breaks(P8='no')
    yield Story('V-04', 'copied-of-a-copy', copied(copied(with_examiner().acquire(), DIGEST), DIGEST, 'E-001.1',
                                                   'E-001.2')).keeps(P8='yes')
    yield Story('V-04', 'copied-of-a-copy-with-other-bytes', copied(copied(with_examiner().acquire(), DIGEST), OTHER,
                                                                    'E-001.1', 'E-001.2')).breaks(P8='no')
    yield Story('V-04', 'copied-of-what-has-no-hash', copied(with_examiner(), OTHER)).shows(P8='look')
    yield Story('V-04', 'copied-of-what-has-an-md5-alone',
                copied(with_examiner().verify(algorithm='md5', computed=MD5), DIGEST)).shows(P8='look')
    case = with_examiner()
    case = act(case, 'acquire.import', 'examiner', IMPORT | {'stored_sha256': OTHER}, authority=[case.warrant])
    yield Story('V-04', 'copied-as-the-container-says', copied(case, OTHER)).keeps(P8='yes')
    case = act(with_examiner().acquire(), 'acquire.finish', 'examiner', finish | {'sha256': OTHER},
               authority=[begun(SMALL).warrant])
    yield Story('V-04', 'copied-of-the-second-image', copied(copied(case, OTHER), DIGEST, item='E-001.2')).shows(
        P8='look')
    yield Story('V-04', 'stored-hash-differs', with_examiner().verify(
        algorithm='md5', computed=MD5, expected='00' * 16, result='mismatch', expected_from='stored')).shows(P8='look')
    case = with_examiner().acquire()
    yield Story('V-04', 'acquired-again-with-another-hash',
                act(case, 'acquire.finish', 'examiner', finish | {'sha256': OTHER},
                    authority=[case.warrant])).shows(P8='look')
    case = with_examiner()
    yield Story('V-08', 'a-sha256', act(case, 'acquire.finish', 'examiner', finish,
                                        authority=[case.warrant])).keeps(P8='yes')
    for name, value in (('an-md5', MD5), ('in-capitals', DIGEST.upper()), ('nothing', ''), ('a-sha512', DIGEST * 2)):
        case = with_examiner()
        yield Story('V-08', name, act(case, 'acquire.finish', 'examiner', finish | {'sha256': value},
                                      authority=[case.warrant])).breaks(P8='no')
    yield Story('V-08', 'computed-an-md5', with_examiner().verify(computed=MD5)).breaks(P8='no')
    yield Story('V-08', 'a-report-without-one', begun(SMALL).issue(report=MD5)).breaks(P8='no')
    yield Story('V-08', 'results-left-empty', act(with_examiner(), 'job.finish', 'examiner', {
        'job': identity('job'), 'state': 'failed', 'counts': {'files': 3}, 'results': ''})).keeps()
    yield Story('V-08', 'tree-root-too-short', with_examiner().verify(tree_root=MD5)).breaks(P8='no')


def seals():
    def check(case, no='LHR-7001', state='intact'):
        return act(case, 'seal.check', 'officer', {'seal_no': no, 'state': state})

    def broken(case, no='LHR-7001', state='intact'):
        return act(case, 'seal.break', 'officer', {'seal_no': no, 'state': state, 'reason': 'to examine'})
    again = {'seal_no': 'LHR-7002', 'bag_no': 'B-2', 'state': 'intact'}
    yield Story('V-05', 'checked-and-broken', broken(check(begun(SMALL)))).keeps(P7='yes')
    yield Story('V-05', 'sealed-again', check(act(broken(begun(SMALL)), 'item.seal', 'officer', again),
                                              'LHR-7002')).keeps(P7='yes')
    yield Story('V-05', 'checked-another', check(begun(SMALL), 'LHR-7002')).breaks(P7='no')
    yield Story('V-05', 'broke-another', broken(begun(SMALL), 'LHR-7002')).breaks(P7='no')
    yield Story('V-05', 'broke-it-twice', broken(broken(begun(SMALL)))).breaks(P7='no')
    yield Story('V-05', 'offered-with-another', begun(SMALL).offer(body={'seal_no': 'LHR-7002'})).breaks(P7='no')
    yield Story('V-05', 'received-with-another',
                begun(SMALL).offer().receive(body={'seal_no': 'LHR-7002'})).breaks(P7='no')
    store = {'location': 'MK-1', 'keeper': 'keeper.one', 'condition': 'sealed', 'seal_no': 'LHR-7002'}
    yield Story('V-05', 'stored-with-another', act(with_keeper(), 'store.in', 'keeper', store)).breaks(P7='no')
    yield Story('V-05', 'taken-out-with-another',
                approved(stored(with_keeper()), 'store.out', 'keeper', store | {'to': 'examiner.one'},
                         'examiner')).breaks(P7='no')
    yield Story('V-05', 'found-broken', check(begun(SMALL), state='broken')).shows(P7='look')
    yield Story('V-05', 'received-broken', begun(SMALL).offer().receive(body={'seal_state': 'broken'})).shows(P7='look')
    reused = {'seal_no': 'LHR-7001', 'bag_no': 'B-2', 'state': 'intact'}
    yield Story('V-05', 'put-on-another-item', act(begun(SMALL).seize('E-002'), 'item.seal', 'officer', reused,
                                                   'E-002')).shows(P7='look')
    yield Story('V-05', 'put-on-again', act(broken(begun(SMALL)), 'item.seal', 'officer', reused)).shows(P7='look')
    yield Story('V-05', 'no-seal', note(Lantern(SMALL).enrol().open().authorise().seize())).keeps(P7='none')


# ---- authority, protection, time, reviewers: V-06, V-10 to V-12, V-15, V-16, V-18, V-20, V-22 ------------------------


IMPORT = {'method': 'physical', 'format': 'raw', 'size': '512', 'segments': 1, 'headers': []}
START = {
    'method': 'physical', 'source': '/dev/sdb', 'write_protection': 'hardware T8', 'tool': 'sanad',
    'tool_version': '1.0.0'}
FINISH = {'method': 'physical', 'format': 'raw', 'size': '512', 'segments': 1, 'sha256': DIGEST, 'verified': True}


def acquisitions():
    for type, body in (('acquire.start', START), ('acquire.finish', FINISH), ('acquire.import', IMPORT)):
        kind = type.split('.')[1]
        case = with_examiner()
        yield Story('V-06', f'{kind}-with-a-warrant', act(case, type, 'examiner', body,
                                                          authority=[case.warrant])).keeps(P9='yes')
        yield Story('V-06', f'{kind}-without', act(with_examiner(), type, 'examiner', body)).breaks(P9='no')
        danger = {'rule': 'V-06', 'reason': 'danger to life'}
        yield Story('V-06', f'{kind}-with-an-override',
                    approved(with_examiner(TEAM), type, 'examiner', body, 'manager', override=danger)).shows(
                        P9='look', P13='none')
        yield Story('V-06', f'{kind}-with-an-override-of-one',
                    act(with_examiner(), type, 'examiner', body, override=danger)).breaks(P9='no')
        yield Story('V-06', f'{kind}-with-an-override-by-no-supervisor',
                    approved(with_examiner(TEAM), type, 'examiner', body, 'keeper', override=danger)).breaks(P9='no')
        another = with_examiner(TEAM)
        word = another.making.approval(another.manager, type, body, 'E-001', override={'rule': 'V-06', 'reason': 'x'})
        yield Story('V-06', f'{kind}-with-an-override-for-another-reason',
                    act(another, type, 'examiner', body | {'approvals': [word]}, override=danger)).breaks(P9='no')

    def under(when=None, **changes):
        case = Lantern(SMALL).enrol().open().authorise(**changes).seize().seal().offer().receive()
        return act(case, 'acquire.import', 'examiner', IMPORT, authority=[case.warrant])
    yield Story('V-06', 'no-expiry', under(expires=None)).keeps(P9='yes')
    yield Story('V-06', 'on-its-last-day', under(expires='2026-09-01')).keeps(P9='yes')
    yield Story('V-06', 'expired-yesterday', under(expires='2026-08-31')).breaks(P9='no')
    yield Story('V-06', 'for-this-item', under(items=['E-009', 'E-001'])).keeps(P9='yes')
    yield Story('V-06', 'for-another-item', under(items=['E-0010'])).breaks(P9='no')
    yield Story('V-06', 'for-a-part-of-it', under(items=['E-001.1'])).breaks(P9='no')
    yield Story('V-06', 'named-but-unknown', act(with_examiner(), 'acquire.import', 'examiner', IMPORT,
                                                 authority=[identity('unknown')])).breaks(P9='no')
    yield Story('V-06', 'override-of-another-rule',
                act(with_examiner(), 'acquire.import', 'examiner', IMPORT, override={'rule': 'V-10',
                                                                                     'reason': 'x'})).breaks(P9='no')
    change = {'what': 'log files', 'why': 'it was on', 'effect': 'times'}
    none = START | {'write_protection': 'none'}
    checked = {'clock': {'source': 'ntp', 'checked_at': when(0)}}

    def started(case, body=none, **changes):
        return act(case, 'acquire.start', 'examiner', body, authority=[case.warrant], **changes)
    yield Story('V-10', 'protected', started(with_examiner(), START)).keeps(P10='yes', P11='none')
    yield Story('V-10', 'change-on-record', started(act(with_examiner(), 'change.unavoidable', 'examiner',
                                                        change))).keeps(P11='look')
    case = with_examiner()
    yield Story('V-10', 'image-made-before', act(case, 'acquire.import', 'examiner', IMPORT, authority=[case.warrant],
                                                 **checked)).keeps(P10='unknown')
    case = started(with_examiner(), START, **checked)
    yield Story('V-10', 'image-whose-making-is-on-record', act(case, 'acquire.import', 'examiner', IMPORT, authority=[
        case.warrant], **checked)).keeps(P10='yes')
    yield Story('V-10', 'override', started(with_examiner(), override={'rule': 'V-10',
                                                                       'reason': 'live'})).shows(P10='look')
    yield Story('V-10', 'none', started(with_examiner())).breaks(P10='no')
    yield Story('V-10', 'change-of-another-item',
                started(act(with_examiner().seize('E-002'), 'change.unavoidable', 'examiner', change,
                            'E-002'))).breaks(P10='no')
    yield Story('V-16', 'validated', started(with_examiner(), START, **checked)).keeps(P10='yes')
    yield Story('V-16', 'another-version', started(with_examiner(), START | {'tool_version': '1.0.1'},
                                                   **checked)).shows(P10='look')
    def validated(minutes, build=sha256(b'sanad').hex(), ran=None, body=START, **said):
        """An acquisition so many minutes after the one validation of a tool."""
        case = Lantern(SMALL).enrol().open()
        case.warrant = case.making.add('authority.add', case.officer, {
            'kind': 'warrant', 'number': '12/2026', 'issuer': 'x', 'date': '2026-08-30', 'scope': 'x', 'items': []})
        at = case.making.minutes
        case.making.add('tool.validate', case.root, {
            'tool': 'sanad', 'version': '1.0.0', 'build': build, 'result': 'passed', 'record': ''} | said)
        case.seize().seal().offer().receive()
        tool = {'name': 'sanad', 'version': '1.0.0', 'build': ran or sha256(b'sanad').hex()}
        type = 'acquire.start' if 'tool' in body else 'acquire.import'
        return act(case, type, 'examiner', body, authority=[case.warrant], time=when(at + minutes), tool=tool,
                   recorded=when(at + minutes), clock={'source': 'ntp', 'checked_at': when(at + minutes)})
    year = 365 * 24 * 60
    yield Story('V-16', 'a-year-ago', validated(year)).keeps(P10='yes')
    yield Story('V-16', 'a-minute-more-than-a-year-ago', validated(year + 1)).shows(P10='look')
    yield Story('V-16', 'this-build', validated(99)).keeps(P10='yes')
    yield Story('V-16', 'any-build', validated(99, build='')).keeps(P10='yes')
    yield Story('V-16', 'another-build', validated(99, ran=OTHER)).shows(P10='look')
    yield Story('V-16', 'another-build-that-imports', validated(99, ran=OTHER, body=IMPORT)).shows(P10='look')
    other = {'tool': 'ewfacquire', 'tool_version': '2'}
    yield Story('V-16', 'a-tool-that-is-not-the-one-that-writes',
                validated(99, build=OTHER, body=START | other, tool='ewfacquire', version='2')).keeps(P10='yes')
    yield Story('V-16', 'failed', validated(99, result='failed')).shows(P10='look')
    serial = with_examiner().making.events
    seized = next(event['body']['serial'] for event in serial if event['type'] == 'item.seize')
    yield Story('V-07', 'same-serial', started(with_examiner(), START | {'serial': seized}, **checked)).keeps(P6='yes')
    yield Story('V-07', 'another-serial', started(with_examiner(), START | {'serial': 'S/N 0'})).breaks(P6='no')
    yield Story('V-07', 'another-serial-explained',
                started(with_examiner(), START | {'serial': 'S/N 0'}, note='the label was misread')).shows(P6='look')
    for sectors, keeps in (('1', True), ('2', False), ('18446744073709551616', False)):
        case = with_examiner()
        sized = Story('V-09', f'{sectors}-sectors', act(case, 'acquire.finish', 'examiner', FINISH | {
            'sectors': sectors, 'sector_size': '512'}, authority=[case.warrant]))
        yield sized.keeps() if keeps else sized.breaks(P8='no')
    def competent(until):
        case = with_examiner()
        body = {'person': case.examiner.name, 'method': 'imaging', 'certificate': 'C-7', 'until': until}
        case.making.add('competence.add', case.second,
                        body | {'approvals': [case.making.approval(case.root, 'competence.add', body)]})
        return started(case, START, time=when(91), recorded=when(91), **checked)
    finding = {'statement': 'x', 'element': 'PECA s. 3', 'source': 'x', 'confidence': 'high', 'ai_assist': False}
    yield Story('V-21', 'element', act(with_examiner(), 'finding.add', 'examiner', finding)).keeps()
    yield Story('V-21', 'blank-element',
                act(with_examiner(), 'finding.add', 'examiner', finding | {'element': '  '})).breaks(P16='no')
    yield Story('V-17', 'still-good', competent(when(91))).keeps(P10='yes')
    yield Story('V-17', 'ended-a-minute-before', competent(when(90))).shows(P10='look')
    case = Lantern(SMALL).enrol().open().authorise().seize().seal().offer().receive()
    yield Story('V-18', 'clock-checked-by-an-entry', started(case, START, time=when(31),
                                                             recorded=when(90))).keeps(P10='yes')
    case = with_examiner()
    yield Story('V-18', 'clock-checked-a-day-ago', started(case, START, time=when(1461), recorded=when(1461))).keeps()
    yield Story('V-18', 'clock-checked-two-days-ago',
                started(with_examiner(), START, time=when(2900), recorded=when(2900))).shows(P10='look')


def times():
    yield Story('V-11', 'at-once', note(begun(SMALL))).keeps(P15='unknown')
    yield Story('V-11', 'five-minutes-before', note(begun(SMALL), time=when(75),
                                                    recorded=when(70))).keeps(P15='unknown')
    yield Story('V-11', 'a-second-too-much', note(begun(SMALL), time=when(75)[:-3] + '01Z',
                                                  recorded=when(70))).breaks(P15='no')
    yield Story('V-12', 'five-minutes-back', note(begun(SMALL), time=when(55), recorded=when(55))).keeps(P15='unknown')
    yield Story('V-12', 'six-minutes-back', note(begun(SMALL), time=when(54), recorded=when(54))).shows(P15='look')
    yield Story('V-12', 'a-day-late-exactly', note(begun(SMALL), time=when(70 - 1440),
                                                   recorded=when(70))).keeps(P13='none')
    yield Story('V-12', 'a-minute-more-than-a-day-late', note(begun(SMALL), time=when(69 - 1440),
                                                              recorded=when(70))).shows(P13='look')
    case = begun(SMALL)
    wrong = case.making.events[5]['id']
    case = act(case,
               'correct',
               'officer', {'field': 'serial', 'old': '0042', 'new': '0043', 'reason': 'misread'},
               corrects=wrong)
    yield Story('correction', 'listed', case).shows(P13='look')
    yield Story('override', 'listed', note(begun(SMALL), override={'rule': 'V-07',
                                                                   'reason': 'no network'})).shows(P13='look')

    yield Story('V-20', 'none-of-them', note(begun(SMALL))).keeps(P13='none')
    yield Story('V-20', 'one-of-them', note(begun(SMALL), training=True)).breaks(P13='no')
    yield Story('V-20', 'all-of-them', note(unattested_training(), training=True)).keeps(P13='look')
    yield Story('V-20', 'one-not-of-them', note(unattested_training())).breaks(P13='no')

    def reviewed(who, **changes):
        case = begun((*SMALL, 'reviewer')).issue()
        body = {'issue': case.issued, 'outcome': 'agreed', 'remarks': ''} | changes
        return act(case, 'report.review', who, body, None)
    yield Story('V-15', 'by-another', reviewed('reviewer')).keeps(P16='unknown')
    yield Story('V-15', 'by-the-author', reviewed('examiner')).breaks(P16='no')
    yield Story('V-15', 'of-no-report', reviewed('reviewer', issue=identity('none'))).breaks(P16='no')

    preserve = {
        'provider': 'a provider', 'account': 'x', 'data_kinds': 'traffic', 'notice_no': '9', 'until': when(100000)}

    def noticed(hours=None, later=30 * 60):
        case = act(begun(SMALL), 'item.preserve', 'officer', preserve, None)
        if hours is not None:
            case = act(case,
                       'court.notice',
                       'officer',
                       {'about': case.act, 'court': 'Sessions', 'how': 'by hand', 'sent_at': when(70 + hours * 60)},
                       None,
                       recorded=when(70 + later),
                       time=when(70 + later))
        return note(case, time=when(70 + later), recorded=when(70 + later))
    yield Story('V-22', 'told-in-time', noticed(24)).keeps(P9='none')
    yield Story('V-22', 'told-late', noticed(25)).shows(P9='look')
    yield Story('V-22', 'never-told', noticed()).shows(P9='look')
    yield Story('V-22', 'still-time', noticed(later=23 * 60)).keeps(P9='none')
    case = Lantern(SMALL).enrol().open().authorise().seize(authority=None)
    yield Story('V-22', 'seized-without-a-warrant', note(case, time=when(4000), recorded=when(4000))).shows(P9='look')


def what_the_form_keeps():
    """V-23 to V-26: rules that have no name of their own in an answer, because the form or the roles break with them."""
    def breaks(rule, name, case, first='form', **answers):
        return Case(f'{rule}-breaks-{name}', name).holds(case.making).run(1, (case.making.seq - 1, first), **answers)
    named = commitments(opening('caller_name', 'Hina'))
    yield Story('V-23', 'a-person-as-a-commitment', note(begun(SMALL), pii=named)).keeps(P3='yes')
    yield breaks('V-23', 'a-person-in-clear', note(begun(SMALL), pii=[named[0] | {'value': 'Hina'}]), P3='no')
    bundle = {'for': 'review', 'recipient': 'Karachi', 'basis': 's. 173', 'profile': 'full', 'items': [], 'size': 7}
    without = {name: value for name, value in bundle.items() if name != 'basis'}
    yield Story('V-24', 'a-basis', act(begun(SMALL), 'export.bundle', 'examiner', bundle, None)).keeps(P3='yes')
    yield breaks('V-24', 'no-basis', act(begun(SMALL), 'export.bundle', 'examiner', without, None), P3='no')
    said = {'field': 'serial', 'old': '0O42', 'new': '0042', 'reason': 'misread'}
    case = begun(SMALL)
    seized = next(event['id'] for event in case.making.events if event['type'] == 'item.seize')
    yield Story('V-25', 'both-values-stay', act(case, 'correct', 'officer', said, corrects=seized)).keeps(P13='look')
    yield breaks('V-25', 'without-the-old-value',
                 act(begun(SMALL), 'correct', 'officer', {'field': 'x', 'new': 'y', 'reason': 'z'}, corrects=seized),
                 P3='no')
    yield breaks('V-25', 'of-nothing', act(begun(SMALL), 'correct', 'officer', said), P3='no')
    yield Story('V-26', 'an-officer-notes', note(begun(SMALL))).keeps(P4='look')
    finding = {'statement': 'x', 'element': 's. 3', 'source': 'x', 'confidence': 'high', 'ai_assist': False}
    yield breaks('V-26', 'an-officer-finds', act(begun(SMALL), 'finding.add', 'officer', finding), 'roles', P4='no')


class Alone:
    """An unattested person with a ledger of his own."""

    def __init__(self, *others, **always):
        self.officer, self.making = unattested(), Making('alone')
        self.making.add('key.enrol', self.officer, {'statements': [one.enrolment() for one in (self.officer, *others)]},
                        **always)
        self.making.add('case.open', self.officer, {
            'title': 'Alone', 'number': '1', 'agency': 'none', 'lead': 'local', 'attested': False,
            'checkpoint_key': {'alg': 'ed25519', 'public': b64(self.making.log.public)}}, **always)


def unattested_training():
    return Alone(training=True)


# ---- what is listed: accesses, numbers of entries, keys (V-19, V-27) -------------------------------------------------


def keys_and_places():
    session = {'mode': 'read_only', 'what': '/Documents', 'count': 4, 'seconds': 90, 'reason': 'to examine'}
    yield Story('access', 'listed', act(with_examiner(), 'access.session', 'examiner', session)).shows(P12='yes')
    yield Story('access', 'denied',
                act(begun(SMALL), 'access.denied', 'officer', {'what': 'E-001', 'rule': 'V-26'},
                    None)).shows(P12='none')
    for name, changes in (('seq-left-out', {'seq': 8}), ('seq-again', {'seq': 6}), ('prev-of-another', {'prev': OTHER}),
                          ('item-seq-left-out', {'item': 'E-001',
                                                 'item_seq': 3}), ('item-seq-again', {'item': 'E-001', 'item_seq': 1}),
                          ('item-without-its-seq', {'item': 'E-001',
                                                    'item_seq': None}), ('seq-of-no-item', {'item_seq': 0}),
                          ('id-again', {'id': identity('lantern 3')}), ('unknown-type', {'type': 'note.burn'}),
                          ('clock-unknown', {'clock': {'source': 'sundial'}
                                             }), ('corrects-nothing', {'corrects': identity('nothing')
                                                                       }), ('empty-authority', {'authority': 'all'})):
        case = note(begun(SMALL), item=changes.pop('item', None), written=changes)
        yield Case(f'V-19-breaks-{name}', name).holds(case.making).run(1, (7, 'form'), P3='no')
    yield Story('V-19', 'seven-in-their-order', note(begun(SMALL), item='E-001')).keeps(P3='yes')
    yield from what_the_form_keeps()

    def until(last, minutes):
        case = Lantern(SMALL)
        case.officer.changes = {'until': last}
        case.enrol().open().authorise().seize().seal()
        return note(case, time=when(minutes), recorded=when(minutes))

    def since(first, minutes):
        case = Lantern(SMALL)
        case.examiner.changes = {'from': first}
        case.enrol().open().authorise().seize().seal()
        return note(case, 'examiner', time=when(minutes), recorded=when(minutes))

    def kept_out(case, name):
        return Case(f'V-27-breaks-{name}', name).holds(case.making).run(1, (case.making.seq - 1, 'keys'), P4='no')
    yield Story('V-27', 'in-its-last-second', until(when(70), 70)).keeps(P4='look')
    yield kept_out(until(when(70), 71), 'expired')
    yield Story('V-27', 'in-its-first-second', since(when(70), 70)).keeps(P4='look')
    yield kept_out(since(when(70), 69), 'not-valid-yet')
    for minutes, name in ((79, 'before-the-revocation'), (80, 'from-the-revocation-on')):
        case = begun(SMALL)
        case.making.add('key.revoke', case.root, {'statement': case.making.revocation(
            case.officer, [case.root, case.second], **{'from': when(80)})})
        case = note(case, time=when(minutes), recorded=when(minutes))
        yield Story('V-27', name, case).keeps(P4='look') if minutes < 80 else kept_out(case, name)
    case = begun(SMALL)
    case.making.add('key.revoke', case.root, {'statement': case.making.revocation(case.officer, [case.officer])})
    yield kept_out(note(case), 'revoked-by-its-own-key')
    case = begun(SMALL)
    case.making.add('key.enrol', case.root, {'statements': [Person(
        'officer.one', 9, ['investigating_officer'], [case.root, case.second]).enrolment()]})
    new = Person('officer.one', 9, ['investigating_officer'])
    case.making.add('note.add', new, {'text': 'with a new key'})
    yield Story('V-27', 'enrolled-again-with-another-key', case).keeps(P4='look')

    case = begun(SMALL)
    second = Ed25519('second key of the log')
    case.making.add('log.succeed', case.officer, {'checkpoint_key': {'alg': 'ed25519', 'public': b64(second.public)}})
    yield Case('log-succeeded', 'the new key signs').holds(case.making, case.making.checkpoint(key=second)).run(0, None)
    yield Case('log-not-succeeded', 'the old key signs').holds(case.making).run(1, (-1, 'checkpoint'), P2='no')
    witness = Witness('lab-peer')
    test = Case('quorum-none', 'a policy that asks for nobody').holds(case.making, case.making.checkpoint(key=second))
    test.files['policy'] = b'quorum none\n'
    yield test.run(0, None, '--policy', '{}/policy', P2='look')
    for name, text in (('no-quorum', 'witness a ' + witness.verifier_key + '\n'), ('two-quorums',
                                                                                   'quorum none\nquorum none\n'),
                       ('unknown-name', 'quorum a\n'), ('key-twice', f'witness a {witness.verifier_key}\nwitness b '
                                                        f'{witness.verifier_key}\nquorum a\n'),
                       ('group-of-more-than-it-has', f'witness a {witness.verifier_key}\ngroup g 2 a\nquorum g\n'),
                       ('unknown-word', 'trust me\nquorum none\n'), ('none-in-a-group',
                                                                     'group g any none\nquorum g\n')):
        test = Case(f'policy-{name}', 'a policy that is none').holds(case.making, case.making.checkpoint(key=second))
        test.files['policy'] = text.encode()
        yield test.run(2, None, '--policy', '{}/policy')


# ---- roles: section 7 ------------------------------------------------------------------------------------------------

TABLE = """
                       register custody acquire access finding review export destroy keys tag case
investigating_officer  y        y       f       y      -       -      -      -       -    y   y
first_responder        y        y       f       -      -       -      -      -       -    -   -
custodian              y        y       -       -      -       -      -      2       -    -   -
examiner               -        y       y       y      y       y      2      -       -    y   -
reviewer               -        -       -       y      -       y      -      -       -    y   -
lab_manager            -        y       -       -      -       y      2      2       -    -   y
prosecutor             -        -       -       -      -       -      y      -       -    -   -
court_expert           -        -       -       -      -       -      -      -       -    -   -
registrar              -        -       -       -      -       -      -      -       2    -   -
auditor                -        -       -       -      -       -      a      -       -    -   -
administrator          -        -       -       -      -       -      -      -       -    -   -
service                -        -       y       y      -       -      -      -       -    -   -
unattested             y        y       y       y      y       -      y      -       -    y   y
"""


def cells():
    columns, *rows = [line.split() for line in TABLE.strip().splitlines()]
    for role, *letters in rows:
        yield from ((role, column, letter) for column, letter in zip(columns, letters))


def deed(case, column, method='physical', purpose='court'):
    """(type, body, item, other members) of an act in a column."""
    digest = DIGEST
    session = {'mode': 'read_only', 'what': 'all', 'count': 1, 'seconds': 1, 'reason': 'x'}
    return {
        'register': ('item.register', {'kind': 'usb', 'description': 'x', 'origin': 'x'}, 'E-002', {}),
        'custody': ('item.seal', {'seal_no': 'LHR-7005', 'bag_no': 'B', 'state': 'intact'}, 'E-001', {}),
        'acquire': ('acquire.import', IMPORT | {'method': method}, 'E-001', {'authority': [case.warrant]}),
        'access': ('access.session', session, 'E-001', {}), 'finding':
            ('finding.add',
             {'statement': 'x', 'element': 'x', 'source': 'x', 'confidence': 'high', 'ai_assist': False}, 'E-001', {}),
        'review': ('report.review', {'issue': case.issued, 'outcome': 'agreed', 'remarks': ''}, None, {}), 'export':
            ('export.files', {'for': purpose, 'count': 1, 'bytes': '1', 'manifest': digest, 'basis': 'x'}, 'E-001', {}
             ), 'destroy': ('item.destroy', {'order': case.order, 'method': 'x', 'approvals': []}, 'E-001', {}), 'keys':
                 ('role.grant',
                  {'person': 'officer.one', 'role': 'auditor', 'items': [], 'until': when(9999),
                   'approvals': []}, None, {}), 'tag': ('tag.add', {'tag': 'x', 'what': 'x'}, 'E-001', {}), 'case':
                       ('case.offence', {'act': 'PECA', 'section': '3', 'scheme': 'act-2016',
                                         'as_amended': '2025-01-29'}, None, {})}[column]


def done(case, person, column, second=None, **changes):
    """The act by a person, approved by a second one."""
    type, body, item, more = deed(case, column, **changes)
    if second:
        plain = {name: value for name, value in body.items() if name != 'approvals'}
        body = plain | {'approvals': [case.making.approval(second, type, plain, item)]}
    case.making.add(type, person, body, item, **more)
    return case


def ground(role=None):
    """A case with a report issued and an order of a court, and one person more, of this role."""
    case = begun((*SMALL, 'manager'))
    if role:
        case.person = Person('person.one', 6, [role], [case.root, case.second])
        case.making = Making(case.making.name)
        case.enrol(case.person.enrolment()).open().authorise().seize().seal()
    return ordered(case.issue())


def alone():
    """The same by two people whom nobody attests."""
    other = unattested('other')
    case = Alone(other)
    case.person = case.officer
    case.warrant = case.making.add('authority.add', case.person, {
        'kind': 'consent', 'number': '1', 'issuer': 'owner', 'date': '2026-08-30', 'scope': 'all', 'items': []})
    case.making.add('item.register', case.person, {'kind': 'usb', 'description': 'x', 'origin': 'x'}, 'E-001')
    case.issued = case.making.add('report.issue', other,
                                  {'report': DIGEST, 'title': 'x', 'version': '1', 'state': 'final'})
    case.second = other
    return ordered(case)


def roles():
    grounds = {}
    for role, column, letter in cells():
        if role not in grounds:
            grounds[role] = alone() if role == 'unattested' else ground(role)
        case = grounds[role]
        second = {'destroy': 'manager', 'keys': 'second', 'export': 'manager'}.get(column)
        second = getattr(case, second, getattr(case, 'second', None)) if second else None
        told = [('alone', None, {}, letter == 'y')]
        if letter == 'f':
            told += [('in-the-field', None, {'method': 'live'}, True),
                     ('of-a-screen', None, {'method': 'photo_of_screen'}, True)]
        if second:
            told += [('with-a-second', second, {}, letter in '2y')]
        if column == 'export' and role == 'examiner':
            told += [('a-draft', None, {'purpose': 'draft'}, True), ('for-review', None, {'purpose': 'review'}, True)]
        for name, other, changes, allowed in told:
            making = case.making
            case.making = making.copy()
            done(case, case.person, column, other, **changes)
            test = Case(f'role-{role}-{column}-{name}', f'{role} does {column}, {name}').holds(case.making)
            yield test.run(0, None) if allowed else test.run(1, (making.seq, 'roles'), P4='no')
            case.making = making
    pack = {'for': 'audit', 'recipient': 'Auditor General', 'basis': 'the yearly audit', 'profile': 'no personal data',
            'items': [], 'size': 9}
    everything = {'profile': 'all personal data'}
    for name, body, second, allowed in (
            ('an-audit-pack', pack, None, True), ('a-pack-that-opens-persons', pack | everything, None, False),
            ('a-pack-that-opens-one', pack | {'profile': 'personal data: witness1_name'}, None, False),
            ('a-bundle-for-the-prosecution', pack | {'for': 'prosecution'}, None, False),
            ('everything-for-the-prosecution', pack | everything | {'for': 'prosecution'}, None, False),
            ('a-draft', pack | {'for': 'draft'}, None, False),
            ('a-pack-that-opens-persons-with-a-second', pack | everything, 'manager', False)):
        case = grounds['auditor']
        making = case.making
        case.making = making.copy()
        if second:
            body = body | {'approvals': [case.making.approval(getattr(case, second), 'export.bundle', body)]}
        case.making.add('export.bundle', case.person, body)
        test = Case(f'role-auditor-export-{name}', f'an auditor takes {name}').holds(case.making)
        yield test.run(0, None) if allowed else test.run(1, (making.seq, 'roles'), P4='no')
        case.making = making
    case = grounds['auditor']  # nor is his word the second one of an export
    making = case.making
    case.making = making.copy()
    body = pack | {'for': 'prosecution'}
    case.making.add('export.bundle', case.examiner, body | {'approvals': [
        case.making.approval(case.person, 'export.bundle', body)]})
    yield Case('role-auditor-export-approved-by-one', 'an auditor is the second person of an export').holds(
        case.making).run(1, (making.seq, 'roles'), P4='no')
    case.making = making
    for role in ('administrator', 'court_expert'):  # whoever was refused says so
        case = grounds[role]
        making = case.making
        case.making = making.copy()
        case.making.add('access.denied', case.person, {'what': 'files of E-001', 'rule': 'V-26'})
        yield Case(f'role-{role}-access-denied', f'{role} was refused').holds(case.making).run(0, None, P12='none')
        case.making = making
    for role in ('administrator', 'court_expert', 'auditor', 'service'):
        case = grounds[role]
        making = case.making
        case.making = making.copy()
        case.making.add('note.add', case.person, {'text': 'x'})
        test = Case(f'role-{role}-any', f'{role} does what any may').holds(case.making)
        yield test.run(1, (making.seq, 'roles'), P4='no') if role in ('administrator',
                                                                      'court_expert') else test.run(0, None)
        case.making = making


def grants():
    def granted(role='examiner', items=(), until=when(9999), revoked=None):
        case = ground('auditor')
        body = {'person': case.person.name, 'role': role, 'items': list(items), 'until': until}
        case.making.add('role.grant', case.second,
                        body | {'approvals': [case.making.approval(case.root, 'role.grant', body)]})
        if revoked is not None:
            body = {'person': case.person.name, 'role': role, 'items': list(revoked)}
            case.making.add('role.revoke', case.second, body | {'approvals': [
                case.making.approval(case.root, 'role.revoke', body)]})
        return case

    def acts(case, item='E-001', role='examiner'):
        case.making.add('tag.add', case.person, {'tag': 'x', 'what': 'x'}, item, role=role)
        return case

    def test(name, case, allowed):
        test = Case(f'grant-{name}', name).holds(case.making)
        return test.run(0, None) if allowed else test.run(1, (case.making.seq - 1, 'roles'), P4='no')
    yield test('none', acts(ground('auditor')), False)
    yield test('of-all-items', acts(granted()), True)
    yield test('of-this-item', acts(granted(items=['E-001'])), True)
    yield test('of-another-item', acts(granted(items=['E-002'])), False)
    yield test('of-another-role', acts(granted('reviewer')), False)
    yield test('in-its-last-second', acts(granted(until=when(100))), True)
    yield test('expired', acts(granted(until=when(99))), False)
    yield test('revoked', acts(granted(revoked=[])), False)
    yield test('revoked-for-this-item', acts(granted(revoked=['E-001'])), False)
    yield test('revoked-for-another-item', acts(granted(revoked=['E-002'])), True)
    case = granted(items=['E-001'])
    case.making.add('report.issue', case.person, {'report': DIGEST, 'title': 'x', 'version': '1', 'state': 'final'},
                    role='examiner')
    yield test('of-an-item-and-an-act-without-one', case, False)


def every():
    for some in (custody, hands, hashes, seals, acquisitions, times, keys_and_places, roles, grants):
        yield from some()


# ---- ledgers told at random ------------------------------------------------------------------------------------------

PEOPLE = ('root', 'second', 'officer', 'keeper', 'examiner', 'reviewer', 'manager')


def random_ledger(dice, acts=30):
    """People do likely and unlikely things to three items. What has to come of it nobody has worked out; all readers
    have to agree on it."""
    case = begun(PEOPLE)
    case.offered = case.act = case.issued = identity('nothing')
    case.order = identity('no order')
    pick = dice.choice
    for _ in range(acts):
        item, person = pick(('E-001', 'E-001', 'E-001', 'E-002', 'E-001.1')), pick(PEOPLE)
        who, other = getattr(case, person), getattr(case, pick(PEOPLE))
        seal, place = pick(('LHR-7001', 'LHR-7001', 'LHR-7002')), pick(('MK-1', 'MK-1', 'MK-2'))
        digest, court = pick((DIGEST, DIGEST, OTHER, MD5)), pick(('Sessions', 'High Court'))
        mine = {'seal_no': seal} if dice.random() < 0.5 else {}
        stored_at = {'location': place, 'keeper': pick((who.name, 'keeper.one')), 'condition': 'x'}
        acquired = {'authority': [pick((case.warrant, identity('none')))]} if dice.random() < 0.8 else {}
        if dice.random() < 0.1:
            acquired['override'] = {'rule': pick(('V-06', 'V-10')), 'reason': 'x'}
        type, body, more = pick(
            (('item.register', {'kind': 'usb', 'description': 'x', 'origin': 'x'},
              {}), ('copy.create', {'parent': 'E-001', 'purpose': 'x', 'sha256': digest, 'medium': 'x'},
                    {}), ('item.seal', {'seal_no': seal, 'bag_no': 'B', 'state': 'intact'},
                          {}), ('seal.check', {'seal_no': seal, 'state': pick(('intact', 'broken'))}, {}),
             ('seal.break', {'seal_no': seal, 'state': pick(('intact', 'missing')), 'reason': 'x'},
              {}), ('transfer.offer', {'from': who.name, 'to': other.name, 'method': 'hand', 'condition': 'x', **mine},
                    {}), ('transfer.offer', {'from': 'officer.one', 'to': who.name, 'method': 'hand',
                                             'condition': 'x'}, {}), ('transfer.receive', {
                                                 'offer': case.offered, 'from': pick(('officer.one', other.name)),
                                                 'to': who.name, 'condition': 'x', **mine}, {}),
             ('transfer.receive',
              {'offer': case.offered, 'from': other.name, 'to': who.name, 'condition': 'x',
               'sha256': digest}, {}), ('transfer.refuse', {'offer': case.offered, 'reason': 'x'}, {}),
             ('store.audit', {'location': place, 'expected': [item], 'found': pick(([], [item]))}, {}),
             ('store.in', stored_at | mine, {}), ('store.out', stored_at | mine | {'to': other.name}, {}),
             ('store.move', {'from': place, 'to': pick(('MK-1', 'MK-2')), 'keeper': who.name},
              {}), ('acquire.start',
                    START | {'write_protection': pick(('none', 'hardware')), 'tool_version': pick(
                        ('1.0.0', '2.0.0')), **pick(({}, {'serial': 'S/N 0'}))}, acquired),
             ('acquire.finish', FINISH | {'sha256': digest, **pick(
                 ({}, {'sectors': '1', 'sector_size': '512'}, {'sectors': '2', 'sector_size': '512'}))}, acquired),
             ('acquire.import', IMPORT | {'method': pick(('live', 'physical'))}, acquired), ('integrity.check', {
                 'algorithm': pick(('sha256', 'sha256', 'md5')), 'computed': digest, 'bytes': '1', 'seconds': 1,
                 'expected_from': pick(('stored', 'recorded', 'none')), 'result': pick(
                     ('match', 'mismatch', 'no_stored_hash')), **pick(({}, {'expected': pick((DIGEST, OTHER))}))
             }, {}), ('change.unavoidable', {'what': 'x', 'why': 'x', 'effect': 'x'}, {}),
             ('access.session', {'mode': 'read_only', 'what': 'x', 'count': 1, 'seconds': 1, 'reason': 'x'},
              {}), ('court.submit', {'court': court, 'exhibit': 'x', 'received_by': 'x'},
                    {}), ('court.return', {'court': court, 'to': other.name}, {}), ('court.order', {
                        'court': court, 'number': '1', 'date': '2026-09-01', 'order': 'x', 'items': pick(
                            ([], [item]))}, {}), ('item.lost', {'last_custodian': pick(('x', who.name, 'officer.one')), 'circumstances': 'x'},
                                                  {}), ('item.found', {'by': pick((who.name, other.name)), 'where': 'x', 'condition': 'x'},
                                                        {}), ('copy.destroy', {'reason': 'x', 'method': 'x'}, {}),
             ('item.destroy', {'order': case.order, 'method': 'x'},
              {}), ('report.issue', {'report': digest, 'title': 'x', 'version': '1', 'state': pick(('draft', 'final'))},
                    {}), ('report.review', {'issue': case.issued, 'outcome': 'x',
                                            'remarks': ''}, {}), ('note.add', {'text': 'x'}, {}), ('role.grant', {
                                                'person': other.name, 'role': pick(
                                                    ('examiner', 'custodian', 'investigating_officer')), 'items': pick(
                                                        ([], ['E-001'])), 'until': when(pick((100, 9999)))}, {}),
             ('item.preserve', {'provider': 'x', 'account': 'x', 'data_kinds': 'x', 'notice_no': 'x', 'until': when(9)},
              {}), ('court.notice',
                    {'about': case.act, 'court': court, 'how': 'x', 'sent_at': when(dice.randrange(0, 9000))
                     }, {}), ('clock.check', {'offset_ms': 1, 'against': 'x', 'source': 'ntp'}, {}), ('tool.validate', {
                         'tool': 'sanad', 'version': pick(('1.0.0', '2.0.0')), 'build': pick((DIGEST, '')), 'result': 'x', 'record': ''},
             {})))
        if type in ('item.destroy', 'role.grant', 'store.in', 'store.out') or 'override' in more:
            approver = getattr(case, pick((*PEOPLE, 'keeper', 'manager')))
            body['approvals'] = [case.making.approval(approver, type, dict(body), None if type == 'role.grant' else item,
                                                      override=more.get('override'))]
        has_item = type not in ('store.audit', 'court.order', 'report.issue', 'report.review', 'role.grant', 'item.preserve',
                                'court.notice', 'clock.check', 'tool.validate')
        if type == 'transfer.receive' and dice.random() < 0.5 and any(
                event['id'] == case.offered for event in case.making.events):
            body['receipt'] = case.making.receipt(case.offered,
                                                  pick((who, other)),
                                                  condition='x',
                                                  seal_no=body.get('seal_no', ''),
                                                  sha256=body.get('sha256'))
        if dice.random() < 0.6:  # most of the time somebody who may
            likely = {
                'custody': 'keeper', 'acquire': 'examiner', 'register': 'officer', 'case': 'officer',
                'finding': 'examiner', 'access': 'examiner', 'destroy': 'manager', 'keys': 'root', 'review': 'reviewer',
                'any': 'officer'}
            columns = {
                'item.register': 'register', 'item.preserve': 'register', 'acquire.start': 'acquire',
                'acquire.finish': 'acquire', 'acquire.import': 'acquire', 'integrity.check': 'acquire',
                'change.unavoidable': 'custody', 'access.session': 'access', 'court.order': 'case',
                'court.notice': 'case', 'report.issue': 'finding', 'report.review': 'review', 'item.destroy': 'destroy',
                'role.grant': 'keys'}
            who = getattr(case, likely[columns.get(type, 'any')]) if type in columns else who
        minutes = case.making.minutes + dice.choice((0, 0, 0, 0, 2000, -400))
        id = case.making.add(type, who, body, item if has_item else None, time=when(min(minutes, case.making.minutes)),
                             recorded=when(case.making.minutes), role=dice.choice(who.roles), **more)
        case.act = id
        if type == 'transfer.offer':
            case.offered = id
        if type in ('report.issue', 'court.order'):
            case.issued, case.order = (id, case.order) if type == 'report.issue' else (case.issued, id)
        case.making.minutes += dice.choice((0, 0, 0, 1500))
    return case


# ---- bodies that are not as section 8 has them -----------------------------------------------------------------------

PLAIN = {
    'text': 'x', 'role': 'examiner', 'items': ['E-001'], 'time': when(1), 'date': '2026-09-01', 'digest': DIGEST,
    'digest_or_empty': '', 'hex': 'ab', 'decimal': '1', 'count': 1, 'number': -1, 'flag': True, 'seal': 'LHR-7001',
    'item': 'E-001', 'labels': ['one_name', 'two_name'], 'label': 'one_name', 'signed_list': [],
    'headers': [{'name': 'x', 'value': 'x'}], 'modules': [{'build': 'x', 'name': 'x', 'version': 'x'}],
    'counts': {'x': -1}}
WRONG = (-1, 0, 1, 'x', '', True, False, [], {}, ['x'], [1], {'x': 1}, {'x': 'x'}, DIGEST, DIGEST[1:], DIGEST.upper(),
         '2026-02-30', '2026-09-01', '007', '18446744073709551616', '999999999999999999999', 'E-1', ['E-001', 'e'],
         when(1), 'abc', [{'name': 'x', 'value': 1}], {'alg': 'ed25519', 'public': 'AA=='}, (1 << 53) - 1, 1 << 53)


def malformed(tables, dice, tries):
    """(name, Making, whether a verifier has to find the form broken: True, False, or None for nobody knows): an event of
    each type as it should be; then without each of its members, and with other things in its place; the members of the
    event and of a statement treated alike. The tables are only asked what members there are: the answer is what two
    verifiers, of which each has tables of its own, say of it."""
    story = Alone(unattested('other'))
    making, person = story.making, story.officer
    noted = making.add('note.add', person, {'text': 'x'})
    before = len(making.entries), making.minutes, dict(making.item_seq)
    pii = commitments(opening('one_name', 'One'), opening('two_name', 'Two'))
    plain = PLAIN | {'person': person.name, 'id': noted, 'log_key': {
        'alg': 'ed25519', 'public': b64(Ed25519('a log').public)}, 'signed': making.revocation(person, [person])}

    def told(type, body, item, change=None, **more):
        del making.entries[before[0]:], making.events[before[0]:]
        making.minutes, making.item_seq = before[1], dict(before[2])
        making.add(type, person, body, item, pii=pii, payload=change, **more)
        return making

    def others(of):
        return dice.sample(WRONG, tries) if tries < len(WRONG) else WRONG

    for type, row in tables['types'].items():
        _, wants_item, *spec = row.split(' ', 2)
        members = [word.partition(':') for word in spec[0].split()]
        body = {}
        for name, _, kind in members:
            if name[-1] != '?' or kind not in ('signed', 'signed_list'):
                body[name.rstrip('?')] = kind[1:].split('|')[0] if kind[:1] == '=' else plain[kind or 'text']
        if type == 'key.enrol':
            body['statements'] = [unattested('third').enrolment()]
        item, more = 'E-001' if wants_item == 'yes' else None, {'corrects': noted} if type == 'correct' else {}
        if type != 'case.open':  # stands at one place only
            yield f'{type} as it should be', told(type, body, item, **more), False
        yield f'{type} with one member more', told(type, body | {'more': 'x'}, item, **more), True
        yield f'{type} with another item', told(type, body, None if item else 'E-001', **more), (
            None if wants_item == '?' else True)
        for name, _, _ in members:
            optional, name = name[-1] == '?', name.rstrip('?')
            without = {other: value for other, value in body.items() if other != name}
            yield f'{type} without {name}', told(type, without, item, **more), (
                None if type == 'case.open' else not optional)
            for value in others(name):
                yield f'{type} with {name} {str(value)[:20]}', told(type, body | {name: value}, item, **more), None

    event = making.event('note.add', person, {'text': 'x'})
    for name in [word.partition(':')[0].rstrip('?') for word in tables['event'].split()]:
        for value in (None, *WRONG):
            def changed(data, name=name, value=value):
                said = json.loads(data)
                said.pop(name, None)
                return jcs(said if value is None else said | {name: value}).encode()
            yield f'an event with {name} {str(value)[:20]}', told('note.add', {'text': 'x'}, None, changed), (
                True if value is None and name in event else None)
    for name in [word.partition(':')[0].rstrip('?') for word in tables['statements']['enrolment'].split()] + ['made']:
        for value in (None, *WRONG):
            text = unattested('third').enrolment(**{name: value})
            yield f'an enrolment with {name} {str(value)[:20]}', told('key.enrol', {'statements': [text]}, None), None
