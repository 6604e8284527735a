"""Mail: messages and mailboxes against what Python's email package, libpff's bindings and pffinfo say of the same files."""
import email
import email.policy
import email.utils
import json
import re

from accuracy import CORPUS, Check, examine, oracle

MAIL = 'files/email/mbox-eml/'


def plain(text):
    """Without what presentation adds: folding, quotes around names, runs of blanks."""
    text = re.sub(r'\s+', ' ', (text or '')).strip()
    return text.replace('"', '')


def instant(written):
    """What Python makes of a date line, as we print instants; None where it says no instant."""
    try:
        when = email.utils.parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    if when.tzinfo is None:  # "-0000": UTC, the sender's zone unknown
        if not written.strip().endswith('-0000'):
            return None
        return when.strftime('%Y-%m-%dT%H:%M:%SZ')
    return when.astimezone(email.utils.datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def expected_of(message):
    """The values that the table gives of one message."""
    rows = [('message',)]
    for key in ('subject', 'from', 'message_id'):
        if plain(message[key]):
            rows.append((key, plain(message[key])))
    if plain(message['to']):
        rows.append(('to', plain(message['to'])))
    if message['date'] and instant(message['date']):
        rows.append(('sent_at', instant(message['date'])))
    rows += [('attachment', plain(each['name']), each['bytes'], each['sha256']) for each in message['attachments']]
    return rows


def found_of(message, attachments, derived):
    rows = [('message',)]
    for key in ('subject', 'from', 'message_id'):
        if plain(message.get(key)):
            rows.append((key, plain(message[key])))
    if message.get('to'):
        rows.append(('to', plain(', '.join(message['to']))))
    if message.get('sent_at'):
        rows.append(('sent_at', message['sent_at']))
    digests = {(each['derived'], each['source']['offset']): each['sha256'] for each in derived}
    for each in attachments:
        if 'name' in each:
            rows.append(('attachment', plain(each['name']), each['size'],
                         digests.get((each['name'], each['source']['offset']))))
    return rows


# file → (things whose difference is explained, the evidence)
FORWARDED = ('the table counts 0 bytes for an attached message, which Python keeps parsed; we give its bytes as they stand in '
             'the file, and they are examined in their turn')
EXPLAINED = {
    'mikel-mail/attachment_message_rfc822.eml': (('attachment',), FORWARDED),
    'mikel-mail/attachment_message_rfc822_inline_image.eml': (('attachment',), FORWARDED),
    'tika/testGroupWiseEml.eml': (('attachment',), FORWARDED),
    'mikel-mail/bad_subject.eml': (('from',), 'the bytes have "=?UTF-8?B?TXlTdXJ2ZXk=?=", line end, "=?UTF-8?B?LmNvbSAmIEM=?=": '
                                   'RFC 2047 6.2 drops the blank between two encoded words'),
    'mikel-mail/raw_email_with_binary_encoded.eml': (
        ('attachment',), 'the bytes hold a part image/jpeg of 24 bytes between two lines of the boundary; Python takes the "=" '
        'in the unquoted boundary for its end and sees no parts'),
    'mikel-mail/trademark_character_in_subject.eml': (
        ('sent_at',), 'the bytes have "16:21:05 H0500", which is no time zone; the line is given as written, and no instant'),
}


def explained(file, missing, extra):
    rule = EXPLAINED.get(file.removeprefix(MAIL))
    if rule is None:
        return [], ''
    kinds, why = rule
    return [thing for thing in missing + extra if thing[0] in kinds], why


def mime_checks():
    for file, answer in oracle('eml.json').items():
        if not file.startswith(MAIL) or 'error' in answer:
            continue
        found = examine('mail.eml', file)
        messages = found.of('mail.message')
        attachments = found.of('mail.attachment')
        if 'messages' in answer:
            expected = [('messages', answer['messages'])]
            got = [('messages', len(messages))]
            for number, message in enumerate(answer['first']):
                expected += expected_of(message)
                if number < len(messages):
                    place = messages[number]['source']
                    inside = [each for each in attachments
                              if place['offset'] <= each['source']['offset'] < place['offset'] + place['length']]
                    got += found_of(messages[number], inside, found.derived)
        else:
            expected = expected_of(answer)
            got = found_of(messages[0], attachments, found.derived) if len(messages) == 1 else [('messages', len(messages))]
        check = Check(file, 'mail.eml', expected, got, 'Python email')
        check.allowed, check.explained = explained(file, check.missing(), check.extra())
        yield check


def folder_name(path):
    """libpff's bindings write the root as "/" and what is in it as "//A/B"."""
    return path.strip('/') or '/'


def mailbox_checks():
    """Folders, items in each with the subjects that the table lists (at most eight a folder), attachments, the header."""
    for file, answer in oracle('pst.json').items():
        found = examine('mail.outlook', file)
        said = answer['libpff']
        live = [each for each in found.of('mail.message') if 'recovered' not in each and 'within' not in each]
        expected = [('folders', said['folders']), ('messages', said['messages'])]
        got = [('folders', len(found.of('mail.folder'))), ('messages', len(live))]
        for path, folder in said['by_folder'].items():
            name = folder_name(path)
            expected.append(('folder', name, folder['messages']))
            expected += [('subject', name, plain(subject)) for subject in folder['subjects'] if plain(subject)]
            subjects = [plain(each.get('subject')) for each in live if (each.get('folder') or '/') == name]
            got += [('subject', name, subject) for subject in subjects[:len(folder['subjects'])] if subject]
        got += [('folder', each['path'], each['messages']) for each in found.of('mail.folder')]
        nested = [each['within'] for each in found.of('mail.message') if 'within' in each and 'recovered' not in each]
        attached = [each for each in found.of('mail.attachment') if 'recovered' not in each]
        inner = sum(len(each.get('attachments', [])) for each in found.of('mail.message')
                    if 'within' in each and 'recovered' not in each)
        expected.append(('attachments', said['attachments']))
        got.append(('attachments', len(attached) - inner))
        header = answer['pffinfo']
        mailbox = found.of('mail.mailbox')[0]
        expected += [('encryption', header['Encryption type']), ('width', header['File type'])]
        got += [('encryption', mailbox['encryption']), ('width', mailbox['format'].split(' ')[1])]
        expected.append(('content', header['File content type'].split('(')[1].rstrip(')')))
        got.append(('content', mailbox['format'].split(' ')[0]))
        checksum = header['Password checksum']
        expected.append(('password', None if checksum == 'N/A' else int(checksum, 16)))
        got.append(('password', mailbox.get('password_checksum')))
        yield Check(file, 'mail.outlook', expected, got, 'libpff bindings, pffinfo')
        assert len(nested) <= len(attached)


def stamp(microseconds):
    return microseconds // 1000000


def seconds_of(text):
    moment = email.utils.datetime.datetime.fromisoformat(text.replace('Z', '+00:00')[:19] + '+00:00')
    return int(moment.timestamp())


def msg_checks():
    """The streams that olefile lists say how many recipients and attachments there are; the texts are read from them here,
    and plaso says how many dated storages there are, and when the first and the last was."""
    streams, runs = oracle('ole_streams.json'), oracle('plaso_run.json')
    for file in sorted(path.relative_to(CORPUS).as_posix() for path in (CORPUS / 'files/email/msg-other').rglob('*.msg')):
        found = examine('mail.msg', file)
        names = streams[file]['names']
        outer = [each for each in found.of('mail.message') if 'within' not in each]
        parts = found.of('document.part')
        # plaso knows a storage by its own name, without the path, and keeps equal events once.
        dated = {(part['path'].rsplit('/', 1)[-1], key, part[key]) for part in parts
                 for key in ('created_at', 'modified_at') if key in part}
        times = [seconds_of(time) for _, _, time in dated]
        expected = [('messages', 1), ('dated parts', runs[file]['by_data_type']['olecf:item']),
                    ('first', stamp(runs[file]['first'])), ('last', stamp(runs[file]['last']))]
        got = [('messages', len(outer)), ('dated parts', len(dated)), ('first', min(times)), ('last', max(times))]
        if len(names) == streams[file]['streams']:  # the list is not cut
            for kind, beginning in (('recipients', '__recip_version1.0_#'), ('attachments', '__attach_version1.0_#')):
                expected.append((kind, len({name.split('/')[0] for name in names if name.startswith(beginning)})))
            got.append(('recipients', sum(len(outer[0].get(key, [])) for key in ('to', 'cc', 'bcc'))))
            got.append(('attachments', len(found.of('mail.attachment'))))
        yield Check(file, 'mail.msg', expected, got, 'olefile, plaso')


# Urdu in the encodings of mail: the words that the scenario's answers say each message contains, code point by code point.
def urdu_checks():
    folder = 'files/scenario/visible/s6/'
    answers = json.loads((CORPUS / folder / 'ANSWERS.json').read_text())
    for each in answers['files']:
        if each['path'].endswith('.eml'):
            found = examine('mail.eml', folder + each['path'])
            text = '\n'.join(found.texts + [message['subject'] for message in found.of('mail.message')])
            yield Check(folder + each['path'], 'mail.eml', each['contains'],
                        [word for word in each['contains'] if word in text], 'scenario answers')


def checks(corpus):
    yield from mime_checks()
    yield from mailbox_checks()
    yield from msg_checks()
    yield from urdu_checks()
