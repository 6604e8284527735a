#!/usr/bin/env python3
"""The rules of the house that no compiler checks. Each failure says which line breaks which rule and what to do.

Run alone: tests/house_rules_test.py        The rules in words: CONTRIBUTING.md; the map of folders: core/README.md
"""
import fnmatch
import hashlib
import pathlib
import re
import sys
import unittest

root = pathlib.Path(__file__).resolve().parent.parent

# ---- who may include whom ------------------------------------------------------------------------------------------

# From left to right; a folder includes itself and what stands to its left, never its own level or the right.
layers = [
    ['base'],
    ['model', 'crypto'],
    ['custody', 'source', 'artifact'],
    ['module', 'store'],
    ['search', 'hashset'],
    ['ingest', 'report', 'render'],
    ['cli'],
]

# (folder, header) pairs that break the order for a good reason.
layering_exceptions = {
    ('crypto', 'core/model/evidence.hpp'): 'a digest is a noun of the model (Sha256Digest); crypto computes it',
}

# What these folders may reach of core/.
plugins_may_include = ['plugins/sdk/*', 'plugins/sqlite/*', 'plugins/readable/*', 'plugins/view/*',
                       'core/module/module_api.h']
gui_may_include = ['gui/*', 'core/base/*', 'core/model/*', 'core/artifact/*', 'core/store/query.hpp',
                   'core/store/case_reader.hpp', 'core/ingest/progress.hpp',
                   # what questions to a CaseReader and its answers are made of
                   'core/store/artifact_query.hpp', 'core/store/timeline.hpp', 'core/store/case_rows.hpp',
                   # marks, to be shown; they are made by verbs
                   'core/store/mark_file.hpp', 'core/store/marked.hpp',
                   # how many files an image has is told before it is added: by names, nothing of them is read
                   'core/source/segment_names.hpp',
                   # one rule for verifiers, bundles and the cover over pictures
                   'core/custody/protected_victim.hpp']

# One folder per foreign library (and the same of tests/): a crash, a licence or a replacement stays in one place.
foreign_headers = [
    (r'tsk/|tsk3/', ['core/source'], 'The Sleuth Kit'),
    (r'libbfio\.h', ['core/source', 'plugins'], 'the input of the libyal libraries'),
    (r'lib(ewf|vmdk|vhdi|qcow|bde|luksde|fvde|vslvm|fs\w+)(/|\.h)|afflib/', ['core/source'], 'image libraries'),
    (r'archive(_entry)?\.h', ['core/source', 'plugins/archive'], 'libarchive'),
    (r'exiv2/', ['plugins/media'], 'Exiv2'),  # GPL: a plugin of its own
    (r'libdeflate\.h', ['core/source'], 'libdeflate'),
    (r'sqlite3(ext)?\.h', ['core/store', 'core/search', 'plugins/sqlite', 'tests/modules'], 'SQLite'),
    (r'hs(/hs)?\.h', ['core/search'], 'Hyperscan'),
    (r'phonenumbers/', ['core/search'], 'libphonenumber'),
    (r'utf8proc\.h', ['core/base'], 'utf8proc'),
    (r'openssl/', ['core/crypto', 'tests'], 'OpenSSL'),  # tests take it as the independent truth about digests
    (r'p11-kit/', ['core/crypto'], 'PKCS#11'),
    (r'seccomp\.h|linux/(seccomp|landlock|filter)\.h', ['core/module'], 'the sandbox'),
    (r'CLI/', ['core/cli'], 'CLI11'),
    (r'pango/|cairo/|fontconfig/|qrencode\.h', ['core/report'], 'typesetting and QR squares'),
    (r'xlsxwriter', ['core/report'], 'spreadsheets'),
    (r'Q[A-Z]\w+|Qt\w+/', ['gui', 'core/render'], 'Qt'),
]
foreign_exceptions = {
    # (file, header): reason
    ('core/hashset/rds3.cpp', 'sqlite3.h'): 'the NSRL publishes its list as a database; it is no case and a stranger\'s',
}

# ---- which files need no test of their own -------------------------------------------------------------------------

untested_with_reason = {
    'core/cli/*.cpp': 'a verb: the command line tests run it as a user does',
}

sql = re.compile(r'\b(SELECT\s+[\w*"(]|INSERT\s+(OR\s+\w+\s+)?INTO\b|DELETE\s+FROM\b|'
                 r'CREATE\s+(TEMP\s+)?(TABLE|INDEX|VIEW)\b|UPDATE\s+\w+\s+SET\b|PRAGMA\s+\w+)')
sql_folders = ['core/store/*', 'core/search/*', 'plugins/sqlite/*', 'plugins/view/*', 'core/hashset/rds3.cpp']

# Where a path beside the project may be named: the corpus of evidence is shared and stands outside of it.
beside_the_project = ['dev', 'tests/*']

ignored_folders = {'.git', 'build', '.cache', '__pycache__'}


def tree():
    """Every file of the project that git would not ignore, as paths from the root."""
    for path in sorted(root.rglob('*')):
        parts = path.relative_to(root).parts
        if ignored_folders & set(parts) or parts[:2] == ('samples', 'images'):
            continue
        if any(part.endswith('.sanad') for part in parts):
            continue
        if path.is_file():
            yield pathlib.PurePosixPath(*parts)


files = list(tree())
code = [file for file in files if file.suffix in {'.cpp', '.hpp', '.h'}]
headers = [file for file in code if file.suffix != '.cpp']
text_suffixes = {'.cpp', '.hpp', '.h', '.py', '.md', '.txt', '.cmake', '.json', '.sql', '.yml', ''}
texts = [file for file in files if file.suffix in text_suffixes and file.name != 'LICENSE']
scripts_and_code = [file for file in texts if file.suffix != '.md']


def content(file):
    return (root / file).read_text(encoding='utf-8', errors='replace')


def lines(file):
    return enumerate(content(file).splitlines(), 1)


def matches(file, patterns):
    return any(fnmatch.fnmatch(str(file), pattern) for pattern in patterns)


def includes(file):
    """(line number, header, is_ours) of every #include."""
    for number, line in lines(file):
        if found := re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line):
            yield number, found[2], found[1] == '"'


def under(file, *folders):
    """True for a file in one of the folders, or in the folder of tests/ that mirrors it, or among the fuzz targets."""
    mirrored = ['tests/fuzz', *('tests/' + folder.removeprefix('core/') for folder in folders)]
    return any(str(file).startswith(folder + '/') for folder in [*folders, *mirrored])


class HouseRules(unittest.TestCase):
    maxDiff = None

    def none_of(self, broken, rule):
        """Fails with one line for each broken place."""
        if broken:
            self.fail(f'{rule}\n  ' + '\n  '.join(broken))

    def test_a_folder_of_core_includes_only_what_stands_to_its_left(self):
        level = {folder: place for place, layer in enumerate(layers) for folder in layer}
        broken = []
        for file in code:
            if file.parts[0] != 'core' or len(file.parts) < 3:
                continue
            own = file.parts[1]
            if own not in level:
                broken.append(f'{file}: core/{own} has no place yet: give it one in this script and in core/README.md')
                continue
            for number, header, ours in includes(file):
                parts = header.split('/')
                if not ours or parts[0] != 'core' or len(parts) < 3 or parts[1] == own:
                    continue
                if (own, header) in layering_exceptions:
                    continue
                if parts[1] not in level or level[parts[1]] >= level[own]:
                    broken.append(f'{file}:{number}: core/{own} may not include {header}')
        order = ' → '.join(', '.join(layer) for layer in layers)
        self.none_of(broken, f'{order}: move the code to the folder that may know both, or pass what is needed in')

    def test_includes_of_ours_are_written_from_the_root(self):
        broken = [f'{file}:{number}: "{header}"' for file in code for number, header, ours in includes(file)
                  if ours and header.split('/')[0] not in {'core', 'plugins', 'gui', 'tests'}]
        self.none_of(broken, 'write "core/base/bytes.hpp", not a path relative to the file; foreign headers go in <>')

    def test_plugins_and_gui_reach_only_what_they_are_given(self):
        broken = []
        for file in code:
            allowed = {'plugins': plugins_may_include, 'gui': gui_may_include}.get(file.parts[0])
            if allowed is None:
                continue
            broken += [f'{file}:{number}: {header}' for number, header, ours in includes(file)
                       if ours and not matches(header, allowed) and not header.startswith(str(file.parent) + '/')]
        self.none_of(broken, 'plugins see the SDK, the GUI sees what it shows (core/README.md); nothing else of core/')

    def test_a_foreign_library_lives_in_one_folder(self):
        broken = []
        for file in code:
            for number, header, ours in includes(file):
                for pattern, folders, library in foreign_headers:
                    if ours or not re.match(pattern, header) or (str(file), header) in foreign_exceptions:
                        continue
                    if not under(file, *folders):
                        broken.append(f'{file}:{number}: <{header}>: {library} is used only in {", ".join(folders)}')
        self.none_of(broken, 'give that folder a function that does what you need, in our own words, and call it')

    def test_sql_stands_only_in_the_store(self):
        broken = []
        for file in code:
            if file.parts[0] not in {'core', 'plugins', 'gui'} or matches(file, sql_folders):
                continue
            for number, line in lines(file):
                if any(sql.search(string) for string in re.findall(r'"((?:[^"\\]|\\.)*)"', line)):
                    broken.append(f'{file}:{number}: {line.strip()}')
        self.none_of(broken, 'add a method to core/store that answers the question, and call it')

    def test_every_source_file_of_core_has_a_test(self):
        source_files = [file for file in code if file.parts[0] == 'core' and file.suffix == '.cpp']
        included_by = {}
        for file in code:
            for _, header, ours in includes(file):
                if ours:
                    included_by.setdefault(header, set()).add(file)

        def header_of(file):
            """Its own, or for one of several files behind one header, the first that it includes from its folder."""
            if (root / file.with_suffix('.hpp')).exists():
                return str(file.with_suffix('.hpp'))
            folder = '/'.join(file.parts[:2]) + '/'
            return next((header for _, header, ours in includes(file) if ours and header.startswith(folder)), None)

        def tested(header, seen):
            """A test includes it, or what it is a part of in its folder."""
            if header is None or header in seen:
                return False
            users = included_by.get(header, set())
            if any(user.parts[0] == 'tests' for user in users):
                return True
            folder = tuple(header.split('/')[:2])
            own = {user for user in users if user.parts[:2] == folder}
            parents = {str(user) for user in own if user.suffix != '.cpp'}  # a tested header hands it out
            if own == users:  # nobody else knows it: it is a part of the files that do
                parents |= {header_of(user) for user in own if user.suffix == '.cpp'}
            return any(tested(parent, seen | {header}) for parent in parents)

        broken, excused = [], set()
        for file in source_files:
            if tested(header_of(file), frozenset()):
                continue
            reasons = [pattern for pattern in untested_with_reason if fnmatch.fnmatch(str(file), pattern)]
            excused.update(reasons)
            if not reasons:
                broken.append(f'{file}: no test includes {header_of(file)}')
        self.none_of(broken, 'write tests/<folder>/<name>_test.cpp, or give the reason in untested_with_reason (here)')
        present = {pattern for pattern in untested_with_reason if fnmatch.filter(map(str, source_files), pattern)}
        self.none_of(sorted(present - excused), 'these exceptions are no longer needed; remove them from this script')

    def test_no_two_headers_define_the_same_name(self):
        """The linker keeps one function for both, of a type or of the same parameters, and the program crashes there."""
        defined, broken = {}, []
        for file in code:
            if file.parts[0] != 'core' or file.suffix != '.hpp':
                continue
            namespace = ''
            for number, line in lines(file):
                if opened := re.match(r'namespace ([\w:]+) \{', line):
                    namespace = opened[1]
                elif found := (re.match(r'(?:struct|class|enum class|enum) (\w+)(?: final)?(?: : [^;{]*)? \{', line) or
                               re.match(r'(?!using|return|template)[a-z[A-Z][\w:<>, \[\]*&]* [*&]?(\w+\([^()]*\))(?:;| \{)', line)):
                    first = defined.setdefault((namespace, found[1]), file)
                    if first != file:
                        broken.append(f'{file}:{number}: {found[1]} is also in {first}')
        self.none_of(broken, 'rename one of them')

    def test_headers_are_included_once_and_open_no_namespace(self):
        broken = [f'{file}: no #pragma once' for file in headers if '#pragma once' not in content(file)]
        broken += [f'{file}:{number}: {line.strip()}' for file in headers for number, line in lines(file)
                   if re.match(r'\s*using\s+namespace\b', line)]
        self.none_of(broken, 'a header starts with #pragma once and never says "using namespace"')

    def test_text_files_end_with_a_newline_and_hold_no_tabs_or_trailing_blanks(self):
        broken = []
        for file in texts:
            text = content(file)
            if text and not text.endswith('\n'):
                broken.append(f'{file}: no newline at the end')
            for number, line in enumerate(text.split('\n'), 1):
                if '\t' in line:
                    broken.append(f'{file}:{number}: a tab')
                if line != line.rstrip():
                    broken.append(f'{file}:{number}: blanks or a carriage return at the end')
        self.none_of(broken, '.editorconfig says how; most editors obey it')

    def test_nothing_is_left_for_later_in_the_code(self):
        later = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')
        broken = [f'{file}:{number}: {line.strip()}' for file in scripts_and_code for number, line in lines(file)
                  if later.search(line)]
        self.none_of(broken, 'do it, or open an issue; what the code cannot do yet it says to the examiner, by name')

    def test_no_path_of_one_machine_is_written_down(self):
        # /src/sanad is where ./dev debian13 lays the tree in its root: written in ./dev, and no machine's own.
        own = len(root.parts) > 2 and str(root) != '/src/sanad'
        here = [re.escape(str(root)) + r'\b'] if own else []
        machine = re.compile('|'.join([*here, r'(?<![\w./])/wo' r'rk/\w', r'[A-Z]:\\\\Users\\\\']))
        beside = re.compile(r'\.\./shared\b')
        broken = []
        for file in texts:
            for number, line in lines(file):
                if file.name == pathlib.Path(__file__).name:
                    continue
                if machine.search(line) or (beside.search(line) and not matches(file, beside_the_project)):
                    broken.append(f'{file}:{number}: {line.strip()}')
        self.none_of(broken, 'take paths from the command line, the environment or SANAD_SOURCE_DIR')

    def test_every_sample_states_its_origin_its_licence_and_its_digest(self):
        readme = content(pathlib.PurePosixPath('samples/README.md'))
        rows = {}
        for line in readme.splitlines():
            cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
            if len(cells) == 4 and (name := re.fullmatch(r'`([^`]+)`', cells[0])):
                rows[name[1]] = cells[1:]
        broken = []
        tools = ['samples/README.md', 'samples/.gitignore', 'samples/make_samples', 'samples/making/*']
        for file in files:
            if file.parts[0] == 'samples' and not matches(file, tools):
                name = str(file.relative_to('samples'))
                if name not in rows:
                    broken.append(f'samples/{name}: no row in samples/README.md')
                elif not re.search(r'\b[0-9a-f]{64}\b', rows[name][2]):
                    broken.append(f'samples/{name}: its row gives no SHA-256')
        for name, (origin, licence, digest) in rows.items():
            if not origin or not licence:
                broken.append(f'samples/{name}: origin or licence is empty')
            stated, path = re.search(r'\b[0-9a-f]{64}\b', digest), root / 'samples' / name
            if stated and path.exists():
                with open(path, 'rb') as file:
                    found = hashlib.file_digest(file, 'sha256').hexdigest()
                if found != stated[0]:
                    broken.append(f'samples/{name}: has {found}, samples/README.md says {stated[0]}')
        self.none_of(broken, 'one row for each sample: | `path` | origin | licence | SHA-256 |')

    def test_exceptions_give_a_reason_and_still_except_something(self):
        broken = [f'{key}: no reason' for table in (layering_exceptions, foreign_exceptions, untested_with_reason)
                  for key, reason in table.items() if len(reason) < 10]
        for (folder, header) in layering_exceptions:
            own = [file for file in code if file.parts[:2] == ('core', folder)]
            if not any(header == found for file in own for _, found, _ in includes(file)):
                broken.append(f'core/{folder} no longer includes {header}')
        for (file, header) in foreign_exceptions:
            own = pathlib.PurePosixPath(file)
            if not (root / own).exists() or not any(header == found for _, found, _ in includes(own)):
                broken.append(f'{file} no longer includes <{header}>')
        self.none_of(broken, 'an exception without a use is a hole: remove it')


if __name__ == '__main__':
    if sys.version_info < (3, 11):
        sys.exit('house_rules_test.py needs Python 3.11 (Debian 12)')
    unittest.main()
