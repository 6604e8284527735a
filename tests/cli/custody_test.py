#!/usr/bin/env python3
"""Acts that write themselves: what the ledger of a case holds after the verbs of a day's work."""
import contextlib
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from at_work import AtWork, events, types
from lantern import image, program, samples, with_acquisition_errors

every_role = ('examiner', 'investigating_officer', 'custodian')


def of_type(case, kind):
    return [event for event in events(case) if event['type'] == kind]


class ByProduct(AtWork):
    def custody(self, home, case):
        return json.loads(home.sanad('case', 'show', case, '--json'))['custody']

    def test_the_first_command_works_and_says_that_nobody_vouches(self):
        home, case = self.home(), self.folder / 'case.sanad'
        summary = home.sanad('examine', image, '--case', case)
        self.assertIn('UNATTESTED (no identity; see sanad identity create)', summary)
        found = types(case)
        self.assertEqual(found[:4], ['key.enrol', 'case.open', 'item.register', 'acquire.import'])
        self.assertEqual([kind for kind in found[4:] if kind not in ('clock.check', 'integrity.check')],
                         ['job.start', 'job.finish'])
        told = self.custody(home, case)
        self.assertEqual((told['entries'], told['attested'], told['intact']), (len(found), False, True))
        self.assertEqual(told['checkpoint'], len(found))
        imported, = of_type(case, 'acquire.import')
        self.assertEqual(imported['override'], {'rule': 'V-06', 'reason': 'unattested examination: no authority was given'})
        self.assertEqual(imported['item'], 'E-1')
        self.assertEqual(imported['actor']['role'], 'unattested')

    def test_facts_are_those_of_the_image_the_program_and_the_run(self):
        home, case = self.home(), self.folder / 'case.sanad'
        home.sanad('examine', image, '--case', case, '--exhibit', 'RV/7', '--clock-zone', 'Asia/Karachi', '--no-index')
        raw = (samples / 'lantern.raw').read_bytes()
        imported, = of_type(case, 'acquire.import')
        self.assertEqual((imported['item'], imported['body']['format'], imported['body']['size']),
                         ('RV/7', 'E01', str(len(raw))))
        # An E01 lists what its tool could not read.
        self.assertEqual(imported['body']['unreadable'], '0')
        self.assertEqual(imported['body']['stored_md5'], hashlib.md5(raw).hexdigest())
        self.assertTrue(imported['body']['headers'])
        checks = {event['body']['algorithm']: event['body'] for event in of_type(case, 'integrity.check')}
        self.assertEqual(checks['sha256']['computed'], hashlib.sha256(raw).hexdigest())
        self.assertEqual((checks['md5']['result'], checks['md5']['expected_from']), ('match', 'stored'))
        self.assertEqual(checks['sha256']['bytes'], str(len(raw)))
        shown = json.loads(home.sanad('case', 'show', case, '--json'))['images'][0]
        self.assertEqual(checks['sha256']['tree_root'], shown['block_tree'])
        started, = of_type(case, 'job.start')
        finished, = of_type(case, 'job.finish')
        self.assertEqual((finished['body']['job'], finished['body']['state']), (started['id'], 'finished'))
        self.assertEqual(finished['body']['counts']['files'], shown['files'])
        database = sqlite3.connect(case / 'case.db')
        results, settings = database.execute('SELECT results_sha256, settings FROM ingest_run').fetchone()
        # What was chosen is signed, word for word as the case has it.
        signed = json.loads(started['body']['settings'])
        self.assertEqual(signed['run'], json.loads(settings))
        self.assertEqual((signed['clock_zone'], signed['run']['identifiers'], signed['run']['index']),
                         ('Asia/Karachi', True, False))
        self.assertEqual(finished['body']['results'], results.hex())
        reader = pathlib.Path(program).parent / 'sanad-reader'
        self.assertEqual(started['body']['modules'][0]['build'], hashlib.sha256(reader.read_bytes()).hexdigest())
        build = hashlib.sha256(pathlib.Path(program).read_bytes()).hexdigest()
        self.assertEqual({event['tool']['build'] for event in events(case)}, {build})
        self.assertTrue(all(event['clock']['source'] in ('system', 'ntp') for event in events(case)))

    def test_sectors_that_an_e01_says_could_not_be_read_are_counted_in_the_ledger_and_named_in_the_case(self):
        acquired, case = self.folder / 'bad sectors.E01', self.folder / 'case.sanad'
        acquired.write_bytes(with_acquisition_errors(pathlib.Path(image).read_bytes(), ((100, 64), (700, 1))))
        # The list is one that others read as we do.
        info = subprocess.run(['ewfinfo', acquired], capture_output=True, text=True).stdout
        self.assertIn('at sector(s): 100 - 163 number: 64', info)
        self.home().sanad('examine', acquired, '--case', case)
        imported, = of_type(case, 'acquire.import')
        self.assertEqual(imported['body']['unreadable'], '65')
        with contextlib.closing(sqlite3.connect(case / 'case.db')) as database:
            self.assertEqual(database.execute('SELECT "offset", length FROM acquisition_error ORDER BY 1').fetchall(),
                             [(100 * 512, 64 * 512), (700 * 512, 512)])

    def test_exhibit_numbers_are_those_of_a_ledger(self):
        home, case = self.home(), self.folder / 'case.sanad'
        for wrong in ('RV 1', 'rv/1', 'RV/1, copy', 'ABCDE-1', 'E-1234567', 'E-', '=1+1'):
            reason = home.refused('examine', image, '--case', case, '--exhibit', wrong)
            self.assertIn('such as RV/1', reason)
            self.assertFalse(case.exists())
        home.sanad('case', 'create', case)
        home.sanad('evidence', 'add', case, image)
        home.sanad('evidence', 'add', case, samples / 'lantern.raw', '--exhibit', 'RV/2')
        self.assertIn('RV/2.1', home.refused('evidence', 'add', case, image, '--exhibit', 'RV/2'))
        self.assertIn('is image 1 of the case already', home.refused('evidence', 'add', case, image, '--exhibit', 'RV/2.1'))
        home.sanad('evidence', 'add', case, image, '--exhibit', 'RV/2.1', '--again')
        home.sanad('evidence', 'add', case, image, '--again')
        self.assertEqual([event['item'] for event in of_type(case, 'acquire.import')], ['E-1', 'RV/2', 'RV/2.1', 'E-2'])
        self.assertTrue(self.custody(home, case)['intact'])

    def test_an_attested_examination_needs_an_authority_or_says_in_red_that_there_was_none(self):
        home, case = self.home(), self.folder / 'case.sanad'
        both = {'passphrases': home.two('a.khan', *every_role)}
        words = {'passphrases': ['words of a.khan']}
        self.assertIn('V-06', home.refused('examine', image, '--case', case, **words))
        # Nor does one person alone set the rule aside.
        reason = home.refused('examine', image, '--case', case, '--override-authority', 'warrant to follow', **words)
        self.assertIn('V-06', reason)
        self.assertIn('supervisor', reason)
        self.assertFalse(case.exists())
        self.assertIn('V-06', home.refused('examine', image, '--case', case, '--authority',
                                           '7a0d5f6e-1c2b-4d3e-9f80-a1b2c3d4e5f6', **words))
        self.assertFalse(case.exists())
        self.assertIn('V-06', home.refused('examine', image, '--case', case, '--override-authority', 'warrant to follow',
                                           '--approved-by', 'a.khan', passphrases=['words of a.khan'] * 2))
        summary = home.sanad('examine', image, '--case', case, '--override-authority', 'warrant to follow',
                             '--approved-by', 'm.iqbal', **both)
        self.assertIn('signed by a.khan', summary)
        imported, = of_type(case, 'acquire.import')
        self.assertEqual(imported['override'], {'rule': 'V-06', 'reason': 'warrant to follow'})
        self.assertEqual(len(imported['body']['approvals']), 1)
        told = self.custody(home, case)
        self.assertEqual((told['attested'], told['intact'], told['persons'], told['overrides']), (True, True, ['a.khan'], 1))
        # Each act in a role that may do it.
        roles = {event['type']: event['actor']['role'] for event in events(case)}
        self.assertEqual(roles['case.open'], 'investigating_officer')
        self.assertIn(roles['item.register'], ('custodian', 'investigating_officer'))
        self.assertEqual((roles['acquire.import'], roles['job.start']), ('examiner', 'examiner'))
        # The same command again has nothing to add, and needs no authority.
        home.sanad('examine', image, '--case', case, **words)
        self.assertEqual(len(of_type(case, 'acquire.import')), 1)

    def test_looking_exporting_and_verifying_are_on_record_once_a_session(self):
        home, case = self.home(), self.folder / 'case.sanad'
        home.sanad('examine', image, '--case', case)
        rows = [json.loads(line) for line in home.sanad('files', case, '--type', 'image/*', '--json').splitlines()]
        # Lists, findings and hits are one session, however many of them are asked for.
        session, = of_type(case, 'access.session')
        self.assertIn('lists of files', session['body']['what'])
        self.assertEqual((session['item'], session['body']['seconds']), ('E-1', 3600))
        before = len(events(case))
        for words in (['files', case], ['show', case, rows[0]['id']], ['search', case, 'lantern'], ['timeline', case],
                      ['find', case, '--limit', '1'], ['identifiers', case, '--histogram']):
            home.sanad(*words)
        self.assertEqual(len(events(case)), before)
        home.sanad('cat', case, rows[0]['id'], '--reason', 'complaint 14')
        _, looked = of_type(case, 'access.session')
        self.assertEqual((looked['body']['mode'], looked['body']['count'], looked['body']['reason']),
                         ('read_only', 1, 'complaint 14'))
        self.assertNotIn('/', looked['body']['what'])  # no path of evidence: it may name a person
        home.sanad('cat', case, '--image-offset', '0', '--length', '16')
        out = self.folder / 'out'
        home.sanad('export', case, '--to', out, '--type', 'image/*')
        exported, = of_type(case, 'export.files')
        manifest = (out / 'manifest.jsonl').read_bytes()
        self.assertEqual(exported['body']['manifest'], hashlib.sha256(manifest).hexdigest())
        written = [json.loads(line) for line in manifest.splitlines()]
        self.assertEqual(exported['body']['count'], sum(1 for row in written if row.get('sha256')))
        self.assertEqual(len(of_type(case, 'access.session')), 4)
        home.sanad('prove', case, next(row['id'] for row in rows if row['size'] > 4096), '--out', self.folder / 'x.proof.json')
        proof = (self.folder / 'x.proof.json').read_bytes()
        self.assertEqual(of_type(case, 'export.files')[1]['body']['manifest'], hashlib.sha256(proof).hexdigest())
        home.sanad('evidence', 'verify', case)
        checked = of_type(case, 'integrity.check')[-1]['body']
        self.assertEqual((checked['algorithm'], checked['expected_from'], checked['result']), ('sha256', 'recorded', 'match'))
        home.sanad('doctor', '--record', case)
        validated, = of_type(case, 'tool.validate')
        self.assertEqual(validated['body']['record'], hashlib.sha256(validated['note'].encode()).hexdigest())
        # A sanitizer maps terabytes: a build with one has no limit on memory, and says so.
        self.assertRegex(validated['note'], r'; resource limits: (in force|NOT IN FORCE); network: refused to readers; '
                         r'verifier of bundles: [0-9a-f]{64}$')
        self.assertEqual(len(of_type(case, 'case.open')), 1)
        self.assertGreater(len(events(case)), before)
        told = self.custody(home, case)
        self.assertEqual((told['intact'], told['checkpoint']), (True, len(events(case))))
        # Summaries and counts are no access to evidence.
        entries = len(events(case))
        home.sanad('evidence', 'show', case)
        home.sanad('find', case)
        self.assertEqual(len(events(case)), entries)

    def test_who_may_not_look_sees_nothing(self):
        home, case = self.home(), self.folder / 'case.sanad'
        both = {'passphrases': home.two('a.khan', *every_role)}
        words = {'passphrases': ['words of a.khan']}
        home.sanad('examine', image, '--case', case, '--override-authority', 'a test', '--approved-by', 'm.iqbal', **both)
        file = json.loads(home.sanad('files', case, '--type', 'image/*', '--json', **words).splitlines()[0])['id']
        home.sanad('files', case)  # of that session still: no key is unlocked
        done = home.run('--role', 'registrar', 'cat', case, file, **words)
        self.assertEqual((done.returncode, done.stdout), (64, b''))
        self.assertIn(b'registrar', done.stderr)
        # Nor lists and findings; and each refusal is on record, in the refused one's own name.
        for words_of in (['files', case], ['show', case, file], ['search', case, 'lantern'], ['timeline', case],
                         ['find', case, '--limit', '1'], ['identifiers', case, '--histogram']):
            done = home.run('--role', 'registrar', *words_of, **words)
            self.assertEqual((done.returncode, done.stdout), (64, b''), words_of)
        denied = of_type(case, 'access.denied')
        self.assertEqual(len(denied), 7)
        self.assertEqual(denied[0]['body'], {'what': 'access.session of E-1 as registrar', 'rule': 'V-26'})
        self.assertEqual(denied[0]['actor']['person'], 'a.khan')
        # The manager of a laboratory sees the summary and no file.
        home.sanad('case', 'show', case)
        manager = {'passphrases': ['words of m.iqbal']}
        self.assertIn('lab_manager', home.refused('--as', 'm.iqbal', 'files', case, **manager))
        self.assertEqual(of_type(case, 'access.denied')[-1]['actor']['person'], 'm.iqbal')
        out = self.folder / 'out'
        # An examiner alone exports a draft, nothing for a court.
        self.assertIn('two', home.refused('--role', 'examiner', 'export', case, file, '--to', out, '--for', 'court', **words))
        self.assertFalse(out.exists())
        home.sanad('--role', 'examiner', 'export', case, file, '--to', out, **words)
        # A role that the enrolment does not give.
        self.assertIn('reviewer', home.refused('--role', 'reviewer', 'cat', case, file, **words))
        self.assertTrue(self.custody(home, case)['intact'])

    def test_an_image_that_changed_is_an_incident_and_not_a_secret(self):
        home, case = self.home(), self.folder / 'case.sanad'
        raw = self.folder / 'disk.raw'
        shutil.copy(samples / 'lantern.raw', raw)
        home.sanad('examine', raw, '--case', case)
        with open(raw, 'r+b') as file:
            file.seek(raw.stat().st_size - 1)
            last = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([last[0] ^ 1]))
        home.sanad('evidence', 'verify', case, status=1)
        checked = of_type(case, 'integrity.check')[-1]['body']
        self.assertEqual((checked['result'], checked['expected_from']), ('mismatch', 'recorded'))
        self.assertEqual(len(of_type(case, 'integrity.incident')), 1)

    def test_a_case_without_a_ledger_gets_one_and_another_installation_goes_on_with_it(self):
        home, case = self.home(), self.folder / 'case.sanad'
        home.sanad('examine', image, '--case', case)
        for file in case.glob('ledger.db*'):
            file.unlink()
        self.assertIn('no ledger', home.sanad('case', 'show', case))
        home.sanad('cat', case, '--image-offset', '0', '--length', '16')
        self.assertEqual([kind for kind in types(case) if kind != 'clock.check'],
                         ['key.enrol', 'case.open', 'item.register', 'acquire.import', 'access.session'])
        other = self.home('other')
        other.create('s.malik', *every_role)
        other.sanad('cat', case, '--image-offset', '0', '--length', '16', passphrases=['words of s.malik'])
        self.assertEqual(types(case)[-3:], ['key.enrol', 'access.session', 'log.succeed'])
        told = self.custody(other, case)
        self.assertEqual((told['intact'], told['attested'], told['checkpoint']), (True, False, len(types(case))))
        self.assertEqual(told['persons'][1:], ['s.malik'])

    def test_a_batch_is_signed_by_whom_the_evening_named(self):
        home = self.home()
        both = home.two('night', *every_role)
        seized = self.folder / 'seized'
        seized.mkdir()
        for name in ('a.E01', 'b.E01'):
            shutil.copy(image, seized / name)
        out = self.folder / 'out'
        told = ('batch', 'run', seized, '--out', out, '--override-authority', 'a test', '--approved-by', 'm.iqbal')
        home.refused(*told, passphrases=['wrong'])
        home.refused(*told)
        home.sanad(*told, passphrases=both)
        for name in ('a', 'b'):
            told_of = self.custody(home, out / f'{name}.sanad')
            self.assertEqual((told_of['persons'], told_of['attested'], told_of['intact']), (['night'], True, True))
        # Overnight, by the agent.
        for person in ('night', 'm.iqbal'):
            home.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])
        shutil.rmtree(out)
        home.sanad(*told)
        self.assertEqual(self.custody(home, out / 'a.sanad')['persons'], ['night'])

    def test_a_service_examines_overnight_what_an_officer_has_taken_in_and_does_nothing_else(self):
        home = self.home()
        home.create('r.vance', 'investigating_officer')
        home.enrol('overnight', ['service'], ['r.vance'])
        for person in ('r.vance', 'overnight'):
            home.sanad('identity', 'unlock', person, '--idle', '1h', passphrases=['words of ' + person])
        seized, out = self.folder / 'seized', self.folder / 'out'
        seized.mkdir()
        shutil.copy(image, seized / 'a.E01')
        (seized / 'list.csv').write_text('image,exhibit,case\na.E01,RV/1,lantern\n')
        case = out / 'lantern.sanad'
        words = ['batch', 'run', seized / 'list.csv', '--out', out, '--modules', 'none', '--no-index', '--no-identifiers',
                 '--as', 'overnight', '--json']

        def failed():
            row = json.loads(home.sanad(*words, status=2))
            self.assertEqual(row['state'], 'failed')
            return row['needs_a_person'][0]['what']

        def officer(verb, *told):
            return json.loads(home.sanad('custody', verb, case, *told, '--json', '--as', 'r.vance'))['id']

        # No case, no item, no authority: each has to be there, and the refusal says who sees to it.
        said = failed()
        self.assertIn('the role service may not do this, only investigating_officer or lab_manager', said)
        self.assertIn('sanad case create', said)
        self.assertFalse(case.exists())
        home.sanad('case', 'create', case, '--as', 'r.vance')
        self.assertIn('item.register of RV/1: the role service may not', failed())
        officer('register', 'RV/1', '--kind', 'usb', '--description', 'blue', '--origin', 'agency')
        self.assertIn('V-06', failed())
        warrant = officer('authority', '--kind', 'search_warrant', '--number', '17', '--issuer', 'Sessions Court', '--date',
                          '2026-01-05', '--scope', 'all')
        words += ['--authority', warrant]
        row = json.loads(home.sanad(*words))
        self.assertEqual((row['state'], row['verification']), ('examined', 'match'))
        by_service = [(event['type'], event['actor']['role']) for event in events(case)
                      if event['actor']['person'] == 'overnight']
        self.assertEqual({role for _, role in by_service}, {'service'})
        self.assertLessEqual({'acquire.import', 'job.start', 'integrity.check', 'job.finish'}, {kind for kind, _ in by_service})
        imported, = of_type(case, 'acquire.import')
        self.assertEqual((imported['item'], imported['authority']), ('RV/1', [warrant]))
        self.assertTrue(self.custody(home, case)['intact'])
        # It keeps nothing and hands nothing over.
        self.assertIn('service', home.refused('custody', 'seal', case, 'RV/1', '--seal-no', 'S-10042', '--bag-no', 'B-7',
                                              '--as', 'overnight'))


class Interrupted(AtWork):
    def jobs(self, case):
        """(started, states of those finished); each finish names a start that is not finished yet."""
        open_jobs, states = [], []
        for event in events(case):
            if event['type'] == 'job.start':
                open_jobs.append(event['id'])
            elif event['type'] == 'job.finish':
                self.assertIn(event['body']['job'], open_jobs)
                open_jobs.remove(event['body']['job'])
                states.append(event['body']['state'])
        self.assertEqual(open_jobs, [])
        return states

    def test_a_stopped_job_is_finished_as_stopped_and_goes_on_as_another(self):
        home, case = self.home(), self.folder / 'case.sanad'
        command = [program, 'examine', str(samples / 'lantern.raw'), '--case', str(case), '--workers', '1', '--progress', 'json']
        process = subprocess.Popen(command, env=home.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        home.sanad('examine', samples / 'lantern.raw', '--case', case)
        states = self.jobs(case)
        self.assertEqual(states[-1], 'finished')
        if process.returncode != 0:
            self.assertEqual(states[:-1], ['stopped'])

    def test_killed_at_any_moment_the_same_command_goes_on_and_case_and_ledger_agree(self):
        chance = random.Random(7)
        home = self.home()
        home.sanad('identity', 'list')
        undisturbed = self.folder / 'undisturbed.sanad'
        began = time.monotonic()
        home.sanad('examine', image, '--case', undisturbed)
        whole = time.monotonic() - began
        killed = 0
        for attempt in range(12):
            case = self.folder / f'case{attempt}.sanad'
            command = [program, 'examine', str(image), '--case', str(case)]
            for _ in range(3):
                process = subprocess.Popen(command, env=home.environment, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
                try:
                    process.wait(chance.random() * whole)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    killed += 1
            home.sanad('examine', image, '--case', case)
            found = types(case)
            self.assertEqual((found.count('case.open'), found.count('item.register'), found.count('acquire.import')), (1, 1, 1))
            states = self.jobs(case)
            self.assertEqual(states.count('finished'), 1)
            self.assertEqual(found.count('integrity.check'), types(undisturbed).count('integrity.check'))
            told = json.loads(home.sanad('case', 'show', case, '--json'))
            self.assertTrue(told['custody']['intact'], told['custody'])
            self.assertEqual(told['images'][0]['state'], 'examined')
            self.assertEqual(of_type(case, 'job.finish')[-1]['body']['results'],
                             of_type(undisturbed, 'job.finish')[-1]['body']['results'])
            left = [path.name for path in case.iterdir() if path.name.startswith('ledger.db.new')]
            self.assertEqual(left, [])
        self.assertGreater(killed, 0)


if __name__ == '__main__':
    unittest.main()
