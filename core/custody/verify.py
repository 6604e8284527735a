#!/usr/bin/env python3
"""Checks the custody ledger of a Sanad case, alone or in its bundle. Written from LEDGER.md, apart from sanad-verify:

    verify.py BAG_OR_ENTRIES [--checkpoint NOTE] [--policy FILE] [--receipt CODE@SIZE] [--report FILE] [--image FILE]
              [--tsa PEM] [--json | --html] [--lang en|ur]

Ends with 0: intact, 1: broken, 2: could not tell. Needs Python 3.9 and its package `cryptography` or the program
openssl. Its parts are in verifier/: text.py (text and tree), keys.py, ledger.py (entry by entry), custody.py (the
rules), beside.py (what they show), lines.py (what was done), notes.py (checkpoints), bag.py, bundle.py (what stands
around the entries), exhibit.py; tables, words are data"""
import argparse
import html
import json
import os
import sys

sys.dont_write_bytecode = True  # a file more in the bundle would break it

from verifier.bag import CannotRead, content, read
from verifier.beside import show_at_the_end
from verifier.bundle import Bundle
from verifier.exhibit import shown
from verifier.ledger import Ledger
from verifier.lines import lines_of_record, worded
from verifier.notes import Policy
from verifier.text import Broken, tree_root

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'verifier', 'words.json'),
          encoding='utf-8') as words:
    WORDS = json.load(words)
LARGEST_LINE = 256 << 20
QUESTIONS = [f'P{number}' for number in range(1, 18)]
# Which question a broken rule answers with no.
ASKED_BY = {
    'bag': 'P1', 'checkpoint': 'P2', 'form': 'P3', 'keys': 'P4', 'signature': 'P4', 'statement': 'P4', 'roles': 'P4',
    'V-03': 'P5', 'V-01': 'P6', 'V-02': 'P6', 'V-13': 'P6', 'V-14': 'P6', 'V-07': 'P6', 'V-05': 'P7', 'V-04': 'P8',
    'V-08': 'P8', 'V-09': 'P8', 'exhibit': 'P8', 'V-06': 'P9', 'V-10': 'P10', 'V-20': 'P13', 'receipt': 'P14', 'token': 'P15', 'V-11': 'P15',
    'report': 'P16', 'V-15': 'P16', 'V-21': 'P16'}
ORDER = ['bag', 'of an entry', 'checkpoint', 'receipt', 'token', 'exhibit', 'report']
REST_ON_THE_ENTRIES = ['P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P10', 'P11', 'P12', 'P13', 'P16']


class Sheet:
    """The answers to P1 to P17 (LEDGER.md section 12)."""

    def __init__(self):
        self.ledger = Ledger()
        self.broken, self.details, self.looks, self.unknown = [], {}, set(), set()
        self.nothing = set()  # questions about things that did not happen
        self.size, self.cannot, self.read = 0, None, False  # of the newest checkpoint; why there is no answer

    def say(self, question, text):
        self.details.setdefault(question, []).append(text)

    def find(self, rule, text, seq=-1):
        self.broken.append((seq, rule, text))

    def look(self, question, text):
        self.looks.add(question)
        self.say(question, text)

    def cannot_tell(self, question, text):
        self.unknown.add(question)
        self.say(question, text)

    def close(self):
        """What the entries showed, after all has been read."""
        ledger, custody = self.ledger, self.ledger.custody
        if custody.before is not None:
            show_at_the_end(custody)
        for question, seq, text in custody.shown:
            self.look(question, ('in_entry', (str(seq), f'~{text}')))
        for item, time in custody.unprotected:
            self.cannot_tell('P10', f'{item}: the image was made before {time}; its write protection is not on record')
        self.looks |= custody.looks
        for question, phrase, values in lines_of_record(ledger, {seq for seq, rule, _ in self.broken if rule == 'V-03'}):
            self.say(question, (phrase, values))
        if ledger.trusted_roots is None and ledger.enrolments:
            self.look('P4', 'no root of an organisation was given from outside')
        if ledger.without_quantum:
            self.cannot_tell('P4', 'post-quantum part not checked')
        if ledger.unable:
            self.cannot_tell('P4', 'a signature could not be checked at all')
            self.cannot = self.cannot or 'a signature could not be checked at all'
        if ledger.stopped:
            for question in REST_ON_THE_ENTRIES:
                self.cannot_tell(question, f'nothing behind entry {len(custody.events)} was looked at')
        acquired = {'acquire.start', 'acquire.finish', 'acquire.import'}
        asked = {'P5': {'transfer.receive', 'transfer.offer', 'transfer.refuse'}, 'P9': acquired, 'P10': acquired,
                 'P7': {'item.seal', 'seal.check', 'seal.break'}, 'P12': {'access.session'}}
        happened = {question for question, types in asked.items() if custody.seen & types}
        happened |= ({'P6'} if custody.items else set()) | ({'P8'} if custody.hashed else set())
        self.nothing |= {'P5', 'P6', 'P7', 'P8', 'P9', 'P10', 'P11', 'P12', 'P13'} - happened

    def answer(self, question):
        if question == 'P17':
            return 'look'
        if question in {ASKED_BY[rule] for _, rule, _ in self.broken}:
            return 'no'
        return ('look' if question in self.looks else 'unknown' if question in self.unknown else
                'none' if question in self.nothing else 'yes')

    @property
    def status(self):
        return 1 if self.broken else 2 if self.cannot else 0

    def as_json(self):
        first, leaves = self.ledger.first or {}, self.ledger.leaves
        broken = [{'seq': seq, 'rule': rule, 'what': text} for seq, rule, text in self.broken]
        return {'status': self.status, 'ledger': first.get('ledger', ''), 'case': first.get('case', ''),
                'entries': len(leaves), 'root': tree_root(leaves).hex() if self.read else '', 'size': self.size,
                'answers': [{'id': question, 'answer': self.answer(question),
                             'details': [worded(one, WORDS, 'en') for one in self.details.get(question, [])]}
                            for question in QUESTIONS], 'broken': broken}


def read_entries(path, ledger):
    with read(path) as file:
        while line := file.readline(LARGEST_LINE):
            if len(line) == LARGEST_LINE:
                raise CannotRead(f'{path}: a line of more than 256 MiB')
            ended = line.endswith(b'\n')
            ledger.add(line[:-1] if ended else line, ended)
    if len(ledger.leaves) < 2 and not ledger.stopped:
        ledger.broken.append(
            (len(ledger.leaves), 'form', 'a ledger has at least an enrolment and the opening of the case'))
        ledger.stopped = True


def check(told):
    """The sheet for what stands on the command line."""
    sheet = Sheet()
    try:
        for given in (told.checkpoint, told.tsa):  # the reader's own, as the policy: read or not answered at all
            if given:
                content(given)
        policy = Policy(content(told.policy)) if told.policy else None
        sheet.ledger = Ledger(policy.roots if policy and policy.roots else None)
        bundle = Bundle(told.what, told.checkpoint, sheet)
        bundle.check_bag()
        read_entries(bundle.entries, sheet.ledger)
        sheet.broken += sheet.ledger.broken
        sheet.read = True
        bundle.check_checkpoints(policy)
        bundle.check_receipts(told.receipt)
        bundle.check_tokens(told.tsa)
        bundle.check_exhibits(told.image)
        bundle.check_reports(told.report)
        bundle.check_keys_and_openings()
        sheet.close()
    except (Broken, CannotRead, OSError) as error:  # Broken: of the policy given, which accuses nobody
        sheet.cannot = str(error.args[-1]) if isinstance(error, Broken) else str(error)
        for question in QUESTIONS[:-1]:
            sheet.unknown.add(question)
        sheet.say('P1', sheet.cannot)
    sheet.broken.sort(key=lambda found: ORDER.index(found[1])
                      if found[1] in ORDER else 1)  # stable: entries stay as they are
    for seq, rule, text in reversed(sheet.broken):
        sheet.details.setdefault(ASKED_BY[rule], []).insert(0, f'{"" if seq < 0 else f"entry {seq}: "}{rule}: {text}')
    sheet.say('P17', WORDS['limits']['en'])
    return sheet


def apart(text, language):
    """A piece from the records inside a sentence of ours: nothing invisible, and its direction its own."""
    text = shown(text.encode('utf-8', 'surrogateescape'))
    return text if language == 'en' else f'\u2068{text}\u2069'


def lines_of(sheet, language):
    """The sheet in words: (kind, text), from top to bottom."""
    said = sheet.as_json()
    word = {
        name: WORDS[name][language]
        for name in ('title', 'ledger', 'case', 'entries', 'root', 'size', 'entry', 'broken')}
    yield 'title', word['title']
    yield 'status', WORDS['status'][str(said['status'])][language]
    for name in ('ledger', 'case', 'entries', 'root', 'size'):
        yield 'fact', f'{word[name]}: {apart(str(said[name]), language)}'
    if said['broken']:
        yield 'heading', word['broken']
    for one in said['broken'][:100]:
        place = '' if one['seq'] < 0 else f'{word["entry"]} {one["seq"]}: '
        exactly = apart(f'{one["rule"]}: {one["what"]}', language)
        yield 'broken', f'{place}{WORDS["rules"][one["rule"]][language]} ({exactly})'
    for one in said['answers']:
        question = WORDS['questions'][one['id']][language]
        yield one['answer'], f'{one["id"]} {question}: {WORDS["answers"][one["answer"]][language]}'
        for detail in sheet.details.get(one['id'], [])[:100] if one['id'] != 'P17' else ():
            yield 'detail', worded(detail, WORDS, language, apart)
    yield 'detail', WORDS['limits'][language]


STYLE = (
    'body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}[dir=rtl]{line-height:2.2;font-family:'
    '"Noto Nastaliq Urdu","Noto Naskh Arabic",serif}.title{font-size:1.5em}.title,.status,.heading,.yes,.no,.look,'
    '.unknown,.none{font-weight:bold;margin:.8em 0 .2em}.no,.broken{color:#a00}.look{color:#850}.unknown{color:#555}'
    '.detail,.broken{margin-inline-start:2em;overflow-wrap:anywhere}')


def page(sheet):
    """One page that needs nothing else, in both languages."""
    parts = []
    for language in ('en', 'ur'):
        lines = ''.join(f'<p class="{kind}">{html.escape(text)}</p>\n' for kind, text in lines_of(sheet, language))
        parts.append(f'<section lang="{language}" dir="{WORDS["direction"][language]}">\n{lines}</section>\n')
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{WORDS["title"]["en"]}</title>'
            f'<style>{STYLE}</style></head>\n<body>\n{"<hr>".join(parts)}</body></html>')


def arguments(words=None):
    told = argparse.ArgumentParser(
        description='Checks a custody ledger or a bundle: 0 intact, 1 broken, 2 could not tell')
    told.add_argument('what', help='the bundle (a folder), or entries.jsonl')
    for name, text in (('checkpoint', 'a checkpoint, for entries alone or to compare with'),
                       ('policy', 'whom the reader trusts'), ('tsa', 'certificates of the time stamping authority')):
        told.add_argument(f'--{name}', help=text)
    for name, text in (('receipt', 'CODE@SIZE from a paper'), ('report', 'a report in hand'), ('image',
                                                                                               'a raw image in hand')):
        told.add_argument(f'--{name}', action='append', default=[], help=text)
    told.add_argument('--json', action='store_true')
    told.add_argument('--html', action='store_true')
    told.add_argument('--lang', choices=('en', 'ur'), default='en')
    return told.parse_args(words)


def main(words=None):
    told = arguments(words)
    sys.stdout.reconfigure(encoding='utf-8', errors='backslashreplace')
    sheet = check(told)
    said = sheet.as_json()
    if told.json or told.html:
        print(json.dumps(said) if told.json else page(sheet))
    else:
        for kind, text in lines_of(sheet, told.lang):
            print(('    ' if kind in ('detail', 'broken') else '') + text)
    return said['status']


if __name__ == '__main__':
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever reads has had enough; an answer that nobody received is none
        sys.stderr.close()
        sys.exit(2)
