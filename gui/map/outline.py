#!/usr/bin/env python3
"""The outline of land for the map, from Debian's gmt-gshhg-low (GSHHG 2.3, LGPL) into the few bytes that the map reads.

  outline.py binned_GSHHS_l.nc world.outline

Needs `ncdump` (netcdf-bin). Coast and large lakes only: a map of evidence draws no borders, which are for others to settle.
GSHHG keeps points relative to bins of some degrees (GMT's gshhg, section "binned netCDF"): a segment's first word holds its
number of points in the bits from 9 on and its level (1 land, 2 lake) in bits 6 to 8; bins run from the north-west, row by row.
"""
import re
import struct
import subprocess
import sys

MARK = 0x534d4150


def arrays(path, names):
    dump = subprocess.run(['ncdump', '-v', ','.join(names), path], capture_output=True, text=True, check=True).stdout
    data = dump[dump.index('\ndata:'):]
    found = {}
    for name in names:
        values = re.search(rf'\n {name} = ([^;]*);', data)[1]
        # A value that is netCDF's mark for "none" is one like the others here, and ncdump writes _ for it.
        found[name] = [-32767 if value.strip() == '_' else int(value) for value in values.split(',')]
    return found


def lines(path):
    a = arrays(path, ['Bin_size_in_minutes', 'N_bins_in_360_longitude_range', 'Id_of_first_segment_in_a_bin', 'N_segments_in_a_bin',
                      'Embedded_npts_levels_exit_entry_for_a_segment', 'Id_of_first_point_in_a_segment', 'Embedded_ANT_flag',
                      'Relative_longitude_from_SW_corner_of_bin', 'Relative_latitude_from_SW_corner_of_bin'])
    size = a['Bin_size_in_minutes'][0] / 60
    across = a['N_bins_in_360_longitude_range'][0]
    for number, (first, count) in enumerate(zip(a['Id_of_first_segment_in_a_bin'], a['N_segments_in_a_bin'])):
        west, south = (number % across) * size, 90 - size * (number // across + 1)
        for segment in range(first, first + count):
            word = a['Embedded_npts_levels_exit_entry_for_a_segment'][segment]
            points, level = word >> 9, word >> 6 & 7
            # Antarctica is there twice, by its ice and by its rock; one of them is enough.
            if level > 2 or a['Embedded_ANT_flag'][segment] == 2:
                continue
            begin = a['Id_of_first_point_in_a_segment'][segment]
            line = []
            for point in range(begin, begin + points):
                longitude = west + (a['Relative_longitude_from_SW_corner_of_bin'][point] & 0xFFFF) / 65535 * size
                latitude = south + (a['Relative_latitude_from_SW_corner_of_bin'][point] & 0xFFFF) / 65535 * size
                line.append((longitude, latitude))
            # A bin lies on one side of the date line.
            if line and west >= 180:
                line = [(longitude - 360, latitude) for longitude, latitude in line]
            if len(line) > 1:
                yield line


def main(source, target):
    made = list(lines(source))
    with open(target, 'wb') as out:
        out.write(struct.pack('>II', MARK, len(made)))
        for line in made:
            out.write(struct.pack('>BI', 0, len(line)))
            for longitude, latitude in line:
                out.write(struct.pack('>ii', round(longitude * 1000), round(latitude * 1000)))


if __name__ == '__main__':
    main(*sys.argv[1:])
