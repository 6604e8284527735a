"""A plugin is built outside of the tree against an installed SDK, and found and run by the program.

ctest sets SANAD_BUILD (the build tree) and SANAD_CXX (its compiler).
"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import own_home  # noqa: F401  (keys of the programs under test stay out of the tester's home)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get('SANAD_BUILD', ROOT / 'build/release'))

LISTING = """cmake_minimum_required(VERSION 3.25)
project(own_module LANGUAGES CXX)
find_package(Sanad REQUIRED)
sanad_add_module(windows.zone_identifier example.cpp)
"""


def run(*words):
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f'{words}: {ran.stdout}{ran.stderr}'
    return ran.stdout


class SdkInstallTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix='sanad-sdk-')
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        self.prefix = self.place / 'prefix'
        run('cmake', '--install', BUILD, '--component', 'SDK', '--prefix', self.prefix)

    def test_a_plugin_is_built_outside_of_the_tree_and_run(self):
        source = self.place / 'source'
        source.mkdir()
        shutil.copyfile(ROOT / 'plugins/example/example.cpp', source / 'example.cpp')
        (source / 'CMakeLists.txt').write_text(LISTING)
        built = self.place / 'built'
        run('cmake', '-S', source, '-B', built, f'-DCMAKE_PREFIX_PATH={self.prefix}',
            f'-DCMAKE_CXX_COMPILER={os.environ.get("SANAD_CXX", "c++")}')
        run('cmake', '--build', built)

        plugins = self.place / 'plugins'
        plugins.mkdir()
        shutil.copyfile(built / 'windows.zone_identifier.so', plugins / 'windows.zone_identifier.so')
        exported = run('nm', '--dynamic', '--defined-only', '--format=just-symbols', plugins / 'windows.zone_identifier.so')
        self.assertEqual(exported.split(), ['sanad_module_v1'])

        mark = self.place / 'setup.exe:Zone.Identifier'
        mark.write_bytes('[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.org/رقم.exe\r\n'.encode())
        sanad = BUILD / 'bin/sanad'
        listed = [json.loads(line) for line in run(sanad, 'module', 'list', '--plugins', plugins, '--json').splitlines()]
        self.assertEqual([(each['module'], each['plugin']) for each in listed],
                         [('windows.zone_identifier', str(plugins / 'windows.zone_identifier.so'))])
        found = json.loads(run(sanad, 'module', 'run', mark, '--module', 'windows.zone_identifier', '--plugins', plugins,
                               '--json'))
        self.assertEqual((found['type'], found['url'], found['zone'], found['file']),
                         ('file.downloaded', 'https://example.org/رقم.exe', 3, 'setup.exe'))

    def test_headers_stand_alone(self):
        """Each of them compiles by itself with what is installed; module_api.h as C, too."""
        include = self.prefix / 'include/sanad'
        headers = sorted(path.relative_to(include).as_posix() for path in include.rglob('*.h*'))
        self.assertEqual(headers, ['core/module/module_api.h', 'plugins/sdk/module.hpp', 'plugins/sdk/testing.hpp',
                                   'plugins/sdk/text.hpp'])
        for header in headers:
            (self.place / 'one.cpp').write_text(f'#include "{header}"\n')
            run(os.environ.get('SANAD_CXX', 'c++'), '-std=c++20', '-fsyntax-only', '-I', include, self.place / 'one.cpp')
        (self.place / 'one.c').write_text('#include "core/module/module_api.h"\n')
        run(os.environ.get('SANAD_CC', 'cc'), '-std=c11', '-pedantic-errors', '-fsyntax-only', '-I', include,
            self.place / 'one.c')


if __name__ == '__main__':
    unittest.main()
