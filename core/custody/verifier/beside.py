"""What the rules show of an act that they let stand (LEDGER.md section 9): (question, entry, what)."""
from verifier.text import is_digest, seconds

DAY, CLOCK_TOLERANCE = 86400, 300
ACQUISITIONS = ('acquire.start', 'acquire.finish', 'acquire.import')


def another_serial(body, item):
    return 'serial' in body and item.serial not in (None, 'none visible', body['serial'])


def validation_wanting(builds, event, tool):
    """What is wrong with the validations of a tool, by build, each with its last time; `''` is of any build."""
    if builds is None:
        return 'no validation on record'
    ran = event['tool']
    own = tool == (ran['name'], ran['version'])  # else nobody says which build ran
    times = [at for build, at in builds.items() if not own or build in ('', ran['build'])]
    if not times:
        return 'the build that ran is none that was validated'
    return seconds(event['time']) - seconds(max(times)) > 365 * DAY and f'last validated at {max(times)}, over 365 days before'


def show_beside(custody, event, item):
    kind, body, time, recorded = event['type'], event['body'], seconds(event['time']), seconds(event['recorded'])
    if 'override' in event:
        question = {'V-06': 'P9', 'V-10': 'P10'}.get(event['override']['rule'], 'P13')
        custody.show(question, event, f'override of {event["override"]["rule"]}: {event["override"]["reason"]}')
    if kind == 'correct':
        custody.show('P13', event, f'corrects entry {custody.events[event["corrects"]]["seq"]}')
    if custody.before is None and custody.training:
        custody.show('P13', event, 'a ledger of training')
    if recorded - time > DAY:
        custody.show('P13', event, 'recorded more than 24 hours after it happened')
    if custody.before and seconds(custody.before['recorded']) - recorded > CLOCK_TOLERANCE:
        custody.show('P15', event, 'recorded earlier than the entry before it (V-12)')
    if kind in ('item.register', 'item.lost'):
        custody.show(
            'P6', event,
            f'{event["item"]}: ' + ('the custody before is not recorded' if kind == 'item.register' else 'lost'))
    if item is not None and item.since and custody.custodian_after(event) and event['time'] < item.since:
        custody.show('P6', event, f'{event["item"]}: began before the custody before it: they overlap')
    for one in sorted(set(body['expected']) - set(body['found'])) if kind == 'store.audit' else ():
        custody.show('P6', event, f'{one}: expected at {body["location"]}, missing at the count (V-02)')
    if kind == 'item.seal' and body['seal_no'] in custody.seals_used:
        custody.show('P7', event, f'{event["item"]}: the seal {body["seal_no"]} was applied before')
    state = body['state'] if kind in ('seal.check', 'seal.break') else body.get('seal_state') or 'intact'
    if kind in ('seal.check', 'seal.break', 'transfer.receive') and state != 'intact':
        custody.show('P7', event, f'{event["item"]}: seal {body.get("seal_no", "")} {state}')
    if kind == 'integrity.check' and body['result'] == 'mismatch' and body['expected_from'] == 'stored':
        custody.show('P8', event, f'{event["item"]}: not the {body["algorithm"]} that the acquiring tool stored')
    if kind == 'copy.create' and custody.known(body['parent']) == set() and is_digest(body['sha256']):
        custody.show('P8', event, f'{event["item"]}: no SHA-256 of {body["parent"]} to compare with (V-04)')
    if kind == 'acquire.finish' and item.hash not in (None, body['sha256']):
        custody.show('P8', event, f'{event["item"]}: acquired again, with another hash')
    if kind in ('acquire.start', 'acquire.import'):
        tool = (body['tool'], body['tool_version']) if kind == 'acquire.start' else (
            event['tool']['name'], event['tool']['version'])
        wanting = validation_wanting(custody.validated.get(tool), event, tool)
        if wanting:
            custody.show('P10', event, f'{tool[0]} {tool[1]}: {wanting} (V-16)')
        checks = [seconds(one) for one in (event['clock'].get('checked_at'), custody.clock_checked) if one]
        if not any(-CLOCK_TOLERANCE <= time - one <= DAY for one in checks):
            custody.show('P10', event, 'no clock check in the 24 hours before (V-18)')
    if kind == 'acquire.start' and another_serial(body, item) and 'note' in event:
        custody.show('P6', event, f'{event["item"]}: another serial number: {event["note"]} (V-07)')
    until = custody.competent_until.get(event['actor']['person'])
    if kind in ACQUISITIONS and until is not None and until < time:
        custody.show('P10', event, f'the competence of {event["actor"]["person"]} on record had ended (V-17)')
    if kind == 'change.unavoidable':
        custody.looks.add('P11')
    if kind == 'court.notice' and body['about'] in custody.timers:
        if seconds(body['sent_at']) - custody.timers.pop(body['about'])[1] > DAY:
            custody.show('P9', event, 'the court was told after more than 24 hours (V-22)')


def show_at_the_end(custody):
    for event, begun in custody.timers.values():
        if seconds(custody.before['recorded']) - begun > DAY:
            custody.show('P9', event, 'no notice to the court within 24 hours is on record (V-22)')
    for name, item in custody.items.items():
        for id in item.offers:
            custody.show('P5', custody.events[id], f'{name}: the offer is still open')
