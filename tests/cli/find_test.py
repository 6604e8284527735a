"""What modules found, asked for by type and condition; a word typed wrong is no empty answer."""
import subprocess
import unittest

from lantern import LanternCase, json_lines, program, sanad


class Types(LanternCase):
    def refused(self, *words):
        done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (64, ''), words)
        return done.stderr

    def test_a_type_that_does_not_exist_is_refused_with_the_nearest_names(self):
        for words, near in ((('find', self.case, 'nosuch.*'), 'no type of finding is called "nosuch.*"; the nearest are'),
                            (('find', self.case, 'pattern*'), 'no type of finding is called "pattern*"; the nearest are'),
                            (('find', self.case, 'file.downloded'), 'the nearest are file.downloaded'),
                            (('find', self.case, 'file.downlad*'), 'the nearest are file.downloaded'),
                            # Of a beginning the names that begin nearly so, however long they go on.
                            (('find', self.case, 'bluetoth*'), 'the nearest are bluetooth_'),
                            (('find', self.case, 'File.*'), 'file.'),
                            (('find', self.case, 'file.downloaded', 'nosuch.*'), 'nosuch'),
                            (('timeline', self.case, '--type', 'web.visitd'), 'the nearest are web.visited'),
                            (('timeline', self.case, '--type', 'nosuch.*', '--limit', '1'), 'nosuch')):
            with self.subTest(words=words[2:]):
                self.assertIn(near, self.refused(*words))
        out = self.folder / 'nosuch.csv'
        told = self.refused('export', self.case, '--format', 'csv', '--out', out, '--artifacts', 'nosuch.*')
        self.assertIn('nosuch.*', told)
        self.assertFalse(out.exists())

    def test_an_attribute_that_no_type_asked_for_has_is_refused_with_the_nearest(self):
        self.assertIn('the nearest are referrer_url',
                      self.refused('find', self.case, 'file.downloaded', '--where', 'referer_url=*example*'))
        # Of another type than the one that is asked for.
        self.assertIn('no type that is asked for has this attribute',
                      self.refused('find', self.case, 'file.downloaded', '--where', 'run_count>3'))
        out = self.folder / 'where.csv'
        self.refused('export', self.case, '--format', 'csv', '--out', out, '--artifacts', 'file.*', '--where', 'run_cont>3')
        self.assertFalse(out.exists())

    def test_a_type_of_the_catalog_that_nothing_was_found_of_is_an_empty_answer(self):
        self.assertEqual(json_lines('find', self.case, 'rule.matched'), [])
        self.assertEqual(json_lines('timeline', self.case, '--type', 'web.*'), [])
        self.assertEqual(len(json_lines('find', self.case, 'file.*', '--where', 'zone=3')), 1)
        self.assertTrue(json_lines('timeline', self.case, '--type', 'file', '--limit', '1'))
        self.assertIn('type', sanad('find', self.case, 'rule.matched', '--csv'))


if __name__ == '__main__':
    unittest.main()
