#!/usr/bin/env python3
"""Prints every sheet of a spreadsheet, read by openpyxl, as one JSON line: {"sheet", "right_to_left", "rows"}. Exits with
77 when this Python lacks the package."""
import json
import sys

try:
    import openpyxl
except ImportError:
    sys.exit(77)

book = openpyxl.load_workbook(sys.argv[1], read_only=False, data_only=False)
for sheet in book.worksheets:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    kinds = sorted({cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None})
    print(json.dumps({'sheet': sheet.title, 'right_to_left': bool(sheet.sheet_view.rightToLeft), 'rows': rows,
                      'kinds': kinds}))
print(json.dumps({'created': book.properties.created.isoformat()}))
