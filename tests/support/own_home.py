"""Imported for its effect: the programs under test keep keys in a folder of their own, never in the tester's."""
import atexit
import os
import shutil
import tempfile

if 'SANAD_HOME' not in os.environ:
    home = tempfile.mkdtemp(prefix='sanad-home-')
    atexit.register(shutil.rmtree, home, True)
    os.environ['SANAD_HOME'] = home
os.environ.pop('SANAD_IDENTITY', None)
