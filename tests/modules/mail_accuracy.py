"""Mail: messages and mailboxes against what Python's email package, libpff's bindings and pffinfo say of the same files."""
import email
import email.policy
import email.utils
import hashlib
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


def checks(corpus):
    yield from mime_checks()
