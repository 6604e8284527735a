#!/usr/bin/env python3
"""sanad identity: who may sign, on one machine and between machines, by files."""
import base64
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import time
import unittest

from at_work import AtWork, Home
from lantern import image, program

softhsm_modules = [pathlib.Path(path) for path in ('/usr/lib/softhsm/libsofthsm2.so',
                                                   '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
                                                   '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so')]


def listed(home):
    return {row['person']: row for row in map(json.loads, home.sanad('identity', 'list', '--json').splitlines())}


def ask(home, person, request):
    """A question to an agent, past our own client: the raw answer."""
    text = request if isinstance(request, bytes) else json.dumps(request, separators=(',', ':'), sort_keys=True).encode()
    with socket.socket(socket.AF_UNIX) as agent:
        agent.settimeout(20)
        agent.connect(str(home.path / f'agent/{person}.agent'))
        agent.sendall(struct.pack('<I', len(text)) + text)
        answer = b''
        while piece := agent.recv(65536):
            answer += piece
            if len(answer) >= 4 and len(answer) == 4 + struct.unpack('<I', answer[:4])[0]:
                break
    return json.loads(answer[4:])


class OneMachine(AtWork):
    def test_the_first_person_is_the_root_and_the_key_is_sealed(self):
        home = self.home()
        self.assertIn('No identity', home.sanad('identity', 'list'))
        self.assertIn('root', home.create('a.khan', 'examiner'))
        row = listed(home)['a.khan']
        self.assertEqual((row['state'], row['number'], row['default']), ('enrolled', 1, True))
        self.assertEqual(row['roles'], ['examiner', 'registrar'])
        self.assertEqual([key['alg'] for key in row['keys']], ['ed25519'])
        file = home.path / 'identities/a.khan.identity'
        self.assertEqual(file.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(home.path.stat().st_mode & 0o7777, 0o700)
        sealed = base64.b64decode(json.loads(file.read_text())['sealed'])
        self.assertTrue(sealed.startswith(b'sanad-sealed-secret-v1\n'))
        self.assertIn('there', home.refused('identity', 'create', 'a.khan', '--role', 'examiner', passphrases=['x']) + 'there')
        # The next is not the root and enrols nobody by itself.
        self.assertIn('Not enrolled', home.create('r.vance', 'examiner'))
        self.assertEqual(listed(home)['r.vance']['state'], 'not enrolled')
        for wrong in ('R.Vance', '../x', 'unattested', '-x'):
            home.refused('identity', 'create', '--role', 'examiner', '--', wrong, passphrases=['x'])
        self.assertIn('role', home.refused('identity', 'create', 'x.y', '--role', 'king', passphrases=['x']))
        self.assertIn('passphrase', home.refused('identity', 'create', 'x.y', '--role', 'examiner', passphrases=['']))

    def test_nobody_to_ask_and_a_wrong_passphrase_are_said_before_anything_is_made(self):
        home = self.home()
        home.create('a.khan', 'examiner', 'investigating_officer')
        case = self.folder / 'case.sanad'
        words = ('examine', image, '--case', case, '--override-authority', 'a test')
        self.assertIn('passphrase', home.refused(*words))
        self.assertIn('a.khan', home.refused(*words, passphrases=['wrong']))
        self.assertFalse(case.exists())
        home.sanad('identity', 'change-passphrase', 'a.khan', passphrases=['words of a.khan', 'other words'])
        home.refused(*words, passphrases=['words of a.khan'])
        home.refused('identity', 'change-passphrase', 'a.khan', passphrases=['words of a.khan', 'more'])
        self.assertFalse(case.exists())
        home.sanad('case', 'create', case, passphrases=['other words'])

    def test_a_key_that_others_could_read_is_refused(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        (home.path / 'identities/a.khan.identity').chmod(0o644)
        reason = home.refused('case', 'create', self.folder / 'case', passphrases=['words of a.khan'])
        self.assertIn('chmod 600', reason)
        (home.path / 'identities/a.khan.identity').chmod(0o600)
        home.path.chmod(0o755)
        self.assertIn('chmod 700', home.refused('identity', 'list'))
        home.path.chmod(0o700)

    def test_a_hybrid_identity_signs_with_both_keys(self):
        home = self.home()
        done = home.run('identity', 'create', 'a.khan', '--org', 'Lab', '--role', 'investigating_officer', '--role',
                        'examiner', '--hybrid', passphrases=['words'])
        if done.returncode == 2 and b'3.5' in done.stderr:
            print('skipped: no ml-dsa-65, OpenSSL is older than 3.5', file=sys.stderr)
            self.skipTest('no ml-dsa-65: OpenSSL is older than 3.5')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(key['alg'] for key in listed(home)['a.khan']['keys']), ['ed25519', 'ml-dsa-65'])
        home.sanad('case', 'create', self.folder / 'case', passphrases=['words'])
        shown = json.loads(home.sanad('case', 'show', self.folder / 'case', '--json'))
        self.assertTrue(shown['custody']['intact'])
        bag = self.folder / 'bag'
        home.sanad('ledger', 'bundle', self.folder / 'case', '--for', 'draft', '--recipient', 'the reviewer', '--basis',
                   'standing order 3', '--out', bag, passphrases=['words'] * 2)
        kids = sorted(key['kid'] for key in listed(home)['a.khan']['keys'])
        (self.folder / 'policy').write_text(f'#!root {kids[0]}\nquorum none\n')
        entries = self.folder / 'entries.jsonl'

        def answered(what, *more):
            """By each of the verifiers: status, P4, the first thing broken."""
            for verifier in ([pathlib.Path(program).resolve().parent / 'sanad-verify'], [sys.executable, '-B', bag / 'verify.py']):
                ended = subprocess.run([*map(str, verifier), str(what), *map(str, more), '--json', '--policy',
                                        str(self.folder / 'policy')], capture_output=True, timeout=120)
                said = json.loads(ended.stdout)
                broken = said['broken'][0] if said['broken'] else {}
                yield said['status'], said['answers'][3]['answer'], broken.get('seq'), broken.get('rule')
        # Each signature was checked, those of ml-dsa-65 too: `unknown` would say that one was not.
        self.assertEqual(list(answered(bag)), [(0, 'yes', None, None)] * 2)
        lines = (bag / 'custody/entries.jsonl').read_bytes().splitlines()
        last = json.loads(lines[-1])
        self.assertEqual(sorted(one['alg'] for one in last['signatures']), ['ed25519', 'ml-dsa-65'])
        for one in last['signatures']:
            if one['alg'] == 'ml-dsa-65':
                flipped = bytearray(base64.b64decode(one['sig']))
                flipped[1000] ^= 4
                one['sig'] = base64.b64encode(flipped).decode()
        lines[-1] = json.dumps(last, sort_keys=True, separators=(',', ':')).encode()
        entries.write_bytes(b''.join(line + b'\n' for line in lines))
        self.assertEqual(list(answered(entries)), [(1, 'no', len(lines) - 1, 'signature')] * 2)

    def test_a_key_on_a_token_signs_a_case(self):
        module = next((path for path in softhsm_modules if path.exists()), None)
        if module is None or not shutil.which('softhsm2-util') or not shutil.which('pkcs11-tool'):
            self.skipTest('softhsm2 and opensc are not installed')
        (self.folder / 'tokens').mkdir()
        (self.folder / 'softhsm2.conf').write_text(f'directories.tokendir = {self.folder}/tokens\n')
        home = self.home()
        home.environment['SOFTHSM2_CONF'] = str(self.folder / 'softhsm2.conf')
        for command in (['softhsm2-util', '--init-token', '--free', '--label', 'lantern', '--pin', '1234', '--so-pin', '5678'],
                        ['pkcs11-tool', '--module', module, '--token-label', 'lantern', '--login', '--pin', '1234',
                         '--keypairgen', '--key-type', 'EC:prime256v1', '--label', 'vance', '--id', '01']):
            subprocess.run(command, check=True, capture_output=True, env=home.environment)
        token = f'{module}:lantern:vance'
        home.refused('identity', 'create', 'r.vance', '--org', 'Lab', '--role', 'investigating_officer', '--token', token,
                     passphrases=['0000'])
        home.sanad('identity', 'create', 'r.vance', '--org', 'Lab', '--role', 'investigating_officer', '--token', token,
                   passphrases=['1234'])
        row = listed(home)['r.vance']
        self.assertEqual(([key['alg'] for key in row['keys']], row['state']), (['ecdsa-p256'], 'enrolled'))
        self.assertNotIn('sealed', json.loads((home.path / 'identities/r.vance.identity').read_text()))
        home.sanad('case', 'create', self.folder / 'case', passphrases=['1234'])
        home.sanad('identity', 'unlock', 'r.vance', passphrases=['1234'])
        home.sanad('case', 'create', self.folder / 'other')
        shown = json.loads(home.sanad('case', 'show', self.folder / 'other', '--json'))
        self.assertEqual((shown['custody']['persons'], shown['custody']['intact']), (['r.vance'], True))


class BetweenMachines(AtWork):
    def enrolled(self):
        """Root and second registrar at machines of their own; an examiner at a third, not enrolled yet."""
        root, second, lab = self.home('root'), self.home('second'), self.home('lab')
        root.create('a.khan')
        second.create('s.malik', 'registrar', options=['--join'])
        second.sanad('identity', 'import', root.path / 'enrolments')
        request = self.folder / 's.malik.request'
        second.sanad('identity', 'request', 's.malik', '--officer', 'a.khan', '--out', request,
                     passphrases=['words of s.malik'])
        root.sanad('identity', 'enrol', request, '--as', 'a.khan', passphrases=['words of a.khan'])
        second.sanad('identity', 'import', request)
        lab.create('r.vance', 'examiner', 'investigating_officer', options=['--join'])
        lab.sanad('identity', 'import', second.path / 'enrolments')
        return root, second, lab

    def test_two_officers_enrol_by_files_and_everybody_can_check(self):
        root, second, lab = self.enrolled()
        request = self.folder / 'r.vance.request'
        self.assertIn('two', lab.refused('identity', 'request', 'r.vance', '--officer', 'a.khan', '--out', request,
                                         passphrases=['words of r.vance']))
        lab.sanad('identity', 'request', 'r.vance', '--officer', 'a.khan', '--officer', 's.malik', '--out', request,
                  passphrases=['words of r.vance'])
        lab.refused('identity', 'import', request, status=2)  # nobody has vouched yet
        self.assertIn('not enrolled', lab.refused('case', 'create', self.folder / 'early', passphrases=['words of r.vance']))
        self.assertFalse((self.folder / 'early.sanad').exists())
        answer = json.loads(root.sanad('identity', 'enrol', request, '--as', 'a.khan', '--json',
                                       passphrases=['words of a.khan']))
        self.assertEqual((answer['complete'], answer['missing']), (False, ['s.malik']))
        lab.refused('identity', 'import', request, status=2)  # one officer is not two
        self.assertIn('already', root.refused('identity', 'enrol', request, '--as', 'a.khan', passphrases=['words of a.khan']))
        answer = json.loads(second.sanad('identity', 'enrol', request, '--as', 's.malik', '--json',
                                         passphrases=['words of s.malik']))
        self.assertTrue(answer['complete'])
        for home in (root, lab):
            home.sanad('identity', 'import', request)
        facts = json.loads(lab.sanad('identity', 'show', 'r.vance', '--json'))
        self.assertEqual((facts['number'], facts['officers']), (3, ['a.khan', 's.malik']))
        lab.sanad('case', 'create', self.folder / 'case', passphrases=['words of r.vance'])

        # A statement that was changed on the way is refused, whatever was changed, by who knows it and by who does not.
        text = request.read_text()
        fresh = self.home('fresh')
        for file in sorted((lab.path / 'enrolments').iterdir())[:2]:
            fresh.sanad('identity', 'import', file)
        for at in range(0, len(text) - 1, 211):
            forged = self.folder / 'forged.json'
            forged.write_text(text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1:])
            for home in (lab, fresh):
                self.assertNotEqual(home.run('identity', 'import', forged).returncode, 0, at)
        self.assertEqual(len(list((fresh.path / 'enrolments').iterdir())), 2)

    def test_an_officer_signs_only_as_one_who_was_asked_and_is_a_registrar(self):
        root, second, lab = self.enrolled()
        request = self.folder / 'r.vance.request'
        lab.sanad('identity', 'request', 'r.vance', '--officer', 'a.khan', '--officer', 'f.bibi', '--out', request,
                  passphrases=['words of r.vance'])
        self.assertIn('f.bibi', second.refused('identity', 'enrol', request, '--as', 's.malik',
                                               passphrases=['words of s.malik']))
        self.assertIn('--as', root.refused('identity', 'enrol', request))
        # A number that is taken.
        taken = self.folder / 'taken.request'
        lab.sanad('identity', 'request', 'r.vance', '--officer', 'a.khan', '--number', '2', '--out', taken,
                  passphrases=['words of r.vance'])
        self.assertIn('number 2', root.refused('identity', 'enrol', taken, '--as', 'a.khan', passphrases=['words of a.khan']))
        # A second root is another organisation, and must be meant.
        other = self.home('other')
        other.create('x.root')
        self.assertIn('second root', lab.refused('identity', 'import', other.path / 'enrolments'))

    def test_two_registrars_revoke_and_the_person_no_longer_acts(self):
        root, second, lab = self.enrolled()
        request = self.folder / 'r.vance.request'
        lab.sanad('identity', 'request', 'r.vance', '--officer', 'a.khan', '--officer', 's.malik', '--out', request,
                  passphrases=['words of r.vance'])
        root.sanad('identity', 'enrol', request, '--as', 'a.khan', passphrases=['words of a.khan'])
        second.sanad('identity', 'enrol', request, '--as', 's.malik', passphrases=['words of s.malik'])
        for home in (root, lab):
            home.sanad('identity', 'import', request)
        lab.sanad('case', 'create', self.folder / 'before', passphrases=['words of r.vance'])
        revocation = self.folder / 'revocation.json'
        begun = json.loads(root.sanad('identity', 'revoke', 'r.vance', '--reason', 'laptop stolen', '--as', 'a.khan', '--out',
                                      revocation, '--json', passphrases=['words of a.khan']))
        self.assertFalse(begun['complete'])
        lab.refused('identity', 'import', revocation, status=2)
        done = json.loads(second.sanad('identity', 'revoke', '--statement', revocation, '--as', 's.malik', '--json',
                                       passphrases=['words of s.malik']))
        self.assertTrue(done['complete'])
        lab.sanad('identity', 'import', revocation)
        self.assertEqual(listed(lab)['r.vance']['state'], 'revoked')
        self.assertIn('revoked', lab.refused('case', 'create', self.folder / 'after', passphrases=['words of r.vance']))
        self.assertFalse((self.folder / 'after.sanad').exists())

    def test_a_person_revokes_the_own_keys(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        home.sanad('identity', 'revoke', 'a.khan', '--reason', 'passphrase overheard', '--as', 'a.khan',
                   passphrases=['words of a.khan'])
        self.assertIn('revoked', home.refused('case', 'create', self.folder / 'case', passphrases=['words of a.khan']))


class Agents(AtWork):
    def test_an_agent_signs_without_a_passphrase_until_it_is_locked(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        self.assertIn('a.khan', home.refused('identity', 'unlock', 'a.khan', passphrases=['wrong']))
        home.sanad('identity', 'unlock', 'a.khan', passphrases=['words of a.khan'])
        self.assertTrue(listed(home)['a.khan']['unlocked'])
        self.assertIn('already', home.refused('identity', 'unlock', 'a.khan', passphrases=['words of a.khan']))
        home.sanad('case', 'create', self.folder / 'case')
        home.sanad('identity', 'lock', 'a.khan')
        self.assertFalse(listed(home)['a.khan']['unlocked'])
        home.refused('case', 'create', self.folder / 'other')

    def test_keys_and_roles_take_the_passphrase_anew_though_an_agent_holds_the_key(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        home.sanad('identity', 'unlock', 'a.khan', passphrases=['words of a.khan'])
        home.create('s.malik', 'custodian')
        request = self.folder / 'request'
        home.sanad('identity', 'request', 's.malik', '--officer', 'a.khan', '--out', request, passphrases=['words of s.malik'])
        said = home.refused('identity', 'enrol', request, '--as', 'a.khan')
        self.assertIn('takes the passphrase of a.khan anew', said)
        # Whom the officer enrols stands there before the passphrase is asked.
        said = home.refused('identity', 'enrol', request, '--as', 'a.khan', passphrases=['wrong'])
        for fact in ('To be enrolled, by the signature of a.khan', *[key['kid'] for key in listed(home)['s.malik']['keys']]):
            self.assertIn(fact, said)
        self.assertEqual(listed(home)['s.malik']['state'], 'not enrolled')
        home.sanad('identity', 'enrol', request, '--as', 'a.khan', passphrases=['words of a.khan'])
        self.assertEqual(listed(home)['s.malik']['state'], 'enrolled')

    def test_a_passphrase_that_was_wrong_is_noted_with_its_time(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')

        def noted():
            return json.loads(home.sanad('identity', 'show', 'a.khan', '--json'))['failed_unlocks']

        self.assertEqual(noted(), [])
        self.assertNotIn('failed', home.sanad('identity', 'show', 'a.khan'))
        home.refused('identity', 'unlock', 'a.khan', passphrases=['wrong'])
        home.refused('case', 'create', self.folder / 'case', passphrases=['wrong'])
        home.refused('identity', 'change-passphrase', 'a.khan', passphrases=['wrong', 'new', 'new'])
        self.assertEqual(len(noted()), 3)
        for each in noted():
            self.assertRegex(each['at'], r'^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
            self.assertIn('passphrase is wrong', each['why'])
        self.assertRegex(home.sanad('identity', 'show', 'a.khan'), r'unlocking +3 failed, the last at 20')
        home.sanad('case', 'create', self.folder / 'case', passphrases=['words of a.khan'])
        self.assertEqual(len(noted()), 3)
        # A list that others could have changed is not added to, which is said; the wrong passphrase stays one.
        (home.path / 'failed-unlocks').chmod(0o666)
        said = home.refused('identity', 'unlock', 'a.khan', passphrases=['wrong'])
        self.assertIn('could not be noted', said)
        self.assertIn('passphrase is wrong', said)

    def test_an_agent_ends_by_itself_after_a_time_without_a_signature(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        home.sanad('identity', 'unlock', 'a.khan', '--idle', '1s', passphrases=['words of a.khan'])
        socket_file = home.path / 'agent/a.khan.agent'
        for _ in range(600):
            if not socket_file.exists():
                break
            time.sleep(0.1)
        self.assertFalse(socket_file.exists())
        for wrong in ('0s', '15', 'm', '1d', '200h', '-1s'):
            home.refused('identity', 'unlock', 'a.khan', f'--idle={wrong}', passphrases=['words of a.khan'])

    def test_an_agent_signs_nothing_but_ledgers_and_gives_no_secret(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        home.sanad('identity', 'unlock', 'a.khan', passphrases=['words of a.khan'])
        keys = ask(home, 'a.khan', {'op': 'keys'})
        self.assertEqual(sorted(keys), ['keys', 'ok', 'person'])
        self.assertEqual([sorted(key) for key in keys['keys']], [['alg', 'public']])
        kid = listed(home)['a.khan']['keys'][0]['kid']

        def sign(message):
            return ask(home, 'a.khan', {'op': 'sign', 'kid': kid, 'message': base64.b64encode(message).decode()})

        enrolment = next((home.path / 'enrolments').iterdir()).read_text()
        document = json.loads(enrolment)
        payload = base64.b64decode(document['payload'])
        kind = document['payloadType'].encode()
        message = b'DSSEv1 %d %s %d %s' % (len(kind), kind, len(payload), payload)
        signature = document['signatures'][0]['sig']
        self.assertEqual(sign(message)['signature'], signature)  # Ed25519 gives one signature
        for foreign in (b'', b'a contract', message[1:], message + b' ', message.replace(b'statement', b'statemens'),
                        b'DSSEv1 10 text/plain 2 hi', b'sanad-ledger/x\n1\nAAAA\n'):
            answer = sign(foreign)
            self.assertEqual((answer['ok'], 'signature' in answer), (False, False), foreign)
        for request in (b'{}', b'[]', b'\xff', b'{"op":"secret"}', b'{"op":"keys","op":"keys"}', b'{"op": "keys"}'):
            self.assertFalse(ask(home, 'a.khan', request)['ok'], request)
        self.assertTrue(listed(home)['a.khan']['unlocked'])

    def test_an_agent_leaves_no_core_and_lets_no_debugger_in(self):
        home = self.home()
        home.create('a.khan', 'investigating_officer')
        home.sanad('identity', 'unlock', 'a.khan', passphrases=['words of a.khan'])
        found = []
        for process in pathlib.Path('/proc').glob('[0-9]*'):
            try:
                command = (process / 'cmdline').read_bytes().split(b'\0')
                if b'unlock' in command and str(home.path).encode() in (process / 'environ').read_bytes():
                    found.append(process)
            except (PermissionError, FileNotFoundError, ProcessLookupError):
                if b'unlock' in command:
                    found.append(process)
        self.assertTrue(found)
        limits = (found[0] / 'limits').read_text()
        self.assertRegex(limits, r'Max core file size\s+0\s+0')


if __name__ == '__main__':
    unittest.main()
