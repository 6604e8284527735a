#!/usr/bin/env python3
"""Makes a list in the NSRL's forms, of any length and the same at every run: NSRLFile.txt, RDSv3 (full: METADATA with the
view FILE; minimal: the table FILE) or plain digests. Entry i is the digests of the eight bytes of i, so that whoever knows
i knows what stands in the list; `--lookups` writes digests of which every second one does.

The columns are those the NSRL publishes (Data Formats of the NSRL Reference Data Set; RDSv3 schema); the rows are invented.
"""
import argparse
import hashlib
import sqlite3


def digests(number):
    content = number.to_bytes(8, 'little')
    return (hashlib.md5(content).hexdigest().upper(), hashlib.sha1(content).hexdigest().upper(),
            hashlib.sha256(content).hexdigest().upper())


def write_text(path, entries):
    with open(path, 'w', encoding='ascii', buffering=1 << 20) as file:
        file.write('"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n')
        for number in range(entries):
            content = number.to_bytes(8, 'little')
            file.write(f'"{hashlib.sha1(content).hexdigest().upper()}","{hashlib.md5(content).hexdigest().upper()}",'
                       f'"00000000","file{number}.dll",8,{number % 9000 + 1},"362",""\r\n')


def write_plain(path, entries, algorithm):
    with open(path, 'w', encoding='ascii', buffering=1 << 20) as file:
        for number in range(entries):
            file.write(hashlib.new(algorithm, number.to_bytes(8, 'little')).hexdigest() + '\n')


def write_rds3(path, entries, minimal):
    with sqlite3.connect(path) as database:
        database.execute('PRAGMA journal_mode = OFF')
        database.execute('CREATE TABLE VERSION(version VARCHAR, build_set VARCHAR, build_date TIMESTAMP, '
                         'release_date TIMESTAMP, description VARCHAR)')
        database.execute("INSERT INTO VERSION VALUES ('2024.03.1', 'generated', '2024-03-01', '2024-03-15', 'made up')")
        if minimal:
            database.execute('CREATE TABLE FILE(sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, crc32 VARCHAR, '
                             'file_name VARCHAR, file_size INTEGER, package_id INTEGER)')
            insert = 'INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?, ?)'
        else:
            database.execute('CREATE TABLE METADATA(object_id INTEGER PRIMARY KEY, key_hash VARCHAR, file_name VARCHAR, '
                             'extension VARCHAR, bytes INTEGER, mtime TIMESTAMP, crc32 VARCHAR, md5 VARCHAR, sha1 VARCHAR, '
                             'sha256 VARCHAR)')
            database.execute('CREATE TABLE PACKAGE_OBJECT(package_id INTEGER, object_id INTEGER)')
            database.execute('CREATE VIEW FILE AS SELECT UPPER(md.sha256) AS sha256, UPPER(md.sha1) AS sha1, '
                             'UPPER(md.md5) AS md5, md.crc32, md.file_name, md.bytes AS file_size, po.package_id '
                             'FROM METADATA AS md, PACKAGE_OBJECT AS po WHERE md.object_id = po.object_id')
            insert = "INSERT INTO METADATA VALUES (?8, 'x', ?5, 'dll', ?6, '2024-01-01', ?4, ?3, ?2, ?1)"
        rows = ((sha256, sha1, md5, '00000000', f'file{number}.dll', 8, number % 9000 + 1)
                for number in range(entries) for md5, sha1, sha256 in [digests(number)])
        if not minimal:
            rows = ((*row, number + 1) for number, row in enumerate(rows))
        database.executemany(insert, rows)


def write_lookups(path, entries, lookups, algorithm):
    """Every second one of the list, spread over all of it; the others follow behind its end."""
    with open(path, 'w', encoding='ascii') as file:
        for i in range(lookups):
            number = i * entries // lookups if i % 2 == 0 else entries + i
            file.write(hashlib.new(algorithm, number.to_bytes(8, 'little')).hexdigest() + '\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('out')
    parser.add_argument('--form', choices=['text', 'rds3', 'rds3-minimal', 'md5', 'sha1', 'sha256'], default='text')
    parser.add_argument('--entries', type=int, default=1000)
    parser.add_argument('--lookups', nargs=3, metavar=('FILE', 'COUNT', 'ALGORITHM'))
    told = parser.parse_args()
    if told.form == 'text':
        write_text(told.out, told.entries)
    elif told.form.startswith('rds3'):
        write_rds3(told.out, told.entries, told.form.endswith('minimal'))
    else:
        write_plain(told.out, told.entries, told.form)
    if told.lookups:
        write_lookups(told.lookups[0], told.entries, int(told.lookups[1]), told.lookups[2])


if __name__ == '__main__':
    main()
