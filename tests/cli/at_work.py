"""People with identities in homes of their own, and what the ledgers of their cases say."""
import base64
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from lantern import program

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'crypto'))
from unseal import sealed_again  # noqa: E402

ledger_query = 'SELECT bytes FROM entry ORDER BY seq'


class Home:
    """A machine: its own SANAD_HOME."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.environment = {**os.environ, 'SANAD_HOME': str(path)}
        self.environment.pop('SANAD_IDENTITY', None)

    def run(self, *words, passphrases=None, input=None, timeout=300):
        """Ends with a CompletedProcess. Passphrases go through a descriptor, a line each."""
        command, descriptors = [program, *map(str, words)], ()
        if passphrases is not None:
            reading, writing = os.pipe()
            os.write(writing, ''.join(word + '\n' for word in passphrases).encode())
            os.close(writing)
            command += ['--passphrase-fd', str(reading)]
            descriptors = (reading,)
        try:
            # Without a terminal of its own nothing can be asked of the tester.
            return subprocess.run(command, capture_output=True, input=input, env=self.environment, pass_fds=descriptors,
                                  timeout=timeout, start_new_session=True)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def sanad(self, *words, status=0, **options):
        done = self.run(*words, **options)
        if done.returncode != status:
            raise AssertionError(f'sanad {" ".join(map(str, words))}: ended with {done.returncode}, not {status}\n'
                                 f'{done.stdout.decode(errors="replace")}{done.stderr.decode(errors="replace")}')
        return done.stdout.decode(errors='replace')

    def refused(self, *words, status=64, **options):
        """The reason that it gives."""
        done = self.run(*words, **options)
        if done.returncode != status:
            raise AssertionError(f'sanad {" ".join(map(str, words))}: ended with {done.returncode}, not {status}\n'
                                 f'{done.stderr.decode(errors="replace")}')
        return done.stderr.decode(errors='replace')

    def create(self, person, *roles, passphrase=None, options=()):
        words = [word for role in roles for word in ('--role', role)]
        passphrase = passphrase or 'words of ' + person
        said = self.sanad('identity', 'create', person, '--org', 'Lantern Lab', *words, *options, passphrases=[passphrase])
        self.seal_lightly(person, passphrase)
        return said

    def seal_lightly(self, person, passphrase):
        """The person's keys at the least cost that is accepted. Some acts ask four times for a passphrase, and at the
        usual cost of a guess most of a test's minutes went there."""
        path = self.path / 'identities' / f'{person}.identity'
        identity = json.loads(path.read_text())
        if 'sealed' not in identity:
            return
        sealed = sealed_again(base64.b64decode(identity['sealed']), passphrase.encode(), 'scrypt 1024 8 1')
        identity['sealed'] = base64.b64encode(sealed).decode()
        path.write_text(json.dumps(identity, sort_keys=True, separators=(',', ':'), ensure_ascii=False))

    def enrol(self, person, roles, officers):
        """Another person of this machine, by officers whose passphrases are the usual ones."""
        self.create(person, *roles)
        request = self.path.parent / f'{person}.request'
        self.sanad('identity', 'request', person, *[word for one in officers for word in ('--officer', one)],
                   '--out', request, passphrases=['words of ' + person])
        for officer in officers:
            self.sanad('identity', 'enrol', request, '--as', officer, passphrases=['words of ' + officer])

    def two(self, person, *roles):
        """A person and the supervisor whom they ask; the passphrases of both, in the order in which they are asked."""
        self.create(person, *roles)
        self.enrol('m.iqbal', ['lab_manager'], [person])
        self.environment['SANAD_IDENTITY'] = person
        return [f'words of {person}', 'words of m.iqbal']


class AtWork(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sanad-work-'))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def home(self, name='home'):
        path = self.folder / name
        home = Home(path)
        self.addCleanup(home.run, 'identity', 'lock')
        return home


def events(case):
    """The payload of every entry of a case's ledger, in order."""
    database = sqlite3.connect(f'file:{case}/ledger.db?mode=ro', uri=True)
    try:
        rows = [row[0] for row in database.execute(ledger_query)]
    finally:
        database.close()
    return [json.loads(base64.b64decode(json.loads(row)['payload'])) for row in rows]


def types(case):
    return [event['type'] for event in events(case)]
