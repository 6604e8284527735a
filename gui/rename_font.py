#!/usr/bin/env python3
"""A Nastaliq that Qt draws right, under a name of its own, so that Debian's of the same name is not taken in its place.

  rename_font.py noto-nastaliq-urdu-arabic-600-normal.woff2 share/fonts/sanad-nastaliq.ttf

The source is @fontsource/noto-nastaliq-urdu of npm (Noto Nastaliq Urdu 3.007, SIL Open Font Licence 1.1, no reserved name).
Needs python3-fonttools and python3-brotli.
"""
import sys

from fontTools.ttLib import TTFont

FAMILY = 'Sanad Nastaliq'


def main(source, target):
    font = TTFont(source)
    font.flavor = None
    for record in font['name'].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = FAMILY
        elif record.nameID == 6:
            record.string = FAMILY.replace(' ', '')
    font.save(target)


if __name__ == '__main__':
    main(*sys.argv[1:])
