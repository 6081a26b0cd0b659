"""Documents against the schemas of Office Open XML (openxml-audit, a port of Microsoft's validator), and as two other
readers see them: python-docx and openpyxl must read every table and every number as one."""

import re
import sys
import warnings
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
from openxml_audit import FileFormat, OpenXmlValidator

# Both parts are optional in ISO/IEC 29500-1, 11.3.5 and 14.2.7; the tool asks for them all the same.
OPTIONAL = re.compile(r"required relationship type '[^']*/(fontTable|theme)' is missing")

# Formats are written with the signs of no locale; a Vietnamese office suite shows 1.234,56. Changes have signs or words.
FORMATS = re.compile(r'General|@|#,##0|0|#,##0\.0+|0\.0+|(#,##0|0)(\.0+)?"%"|\+.*;.*|"Tăng ".*;"Giảm ".*;"Giữ nguyên"')


def schema(path):
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, strict=True).validate(path)
    for error in result.errors:
        if not OPTIONAL.search(error.description):
            yield f"{error.part_uri} {error.path}: {error.description}"


def word(path):
    document = docx.Document(path)
    if not document.core_properties.title:
        yield "no title"
    if len(document.tables) < 2:
        yield "no letterhead or no signature"
    for at, table in enumerate(document.tables):
        width = len(table.columns)
        for row in table.rows:
            if len(row.cells) != width:
                yield f"table {at + 1}: a row of {len(row.cells)} cells below {width} columns"
    # What is not one section has one for each annex.
    for section in document.sections:
        if section.left_margin.mm < 29.9 or section.right_margin.mm < 14.9 or section.top_margin.mm < 19.9:
            yield "margins narrower than those of the decree"


def workbook(path):
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                yield from number(sheet.title, cell)


def number(sheet, cell):
    place = f"{sheet}!{cell.coordinate}"
    # The first column holds numbers of rows, such as the 3,4 of the annex.
    if isinstance(cell.value, str) and cell.column > 1:
        if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})*,\d+%?|\d{1,3}(\.\d{3})+", cell.value):
            yield f"{place}: the number {cell.value} is a text"
    elif isinstance(cell.value, (int, float, Decimal)) and not FORMATS.fullmatch(cell.number_format):
        yield f"{place}: format {cell.number_format}"


def main(paths):
    warnings.simplefilter("error")
    wrong = 0
    for path in paths:
        kind = {".docx": word, ".xlsx": workbook}[Path(path).suffix]
        if zipfile.ZipFile(path).testzip():
            yield f"{path}: damaged"
        for finding in [*schema(path), *kind(path)]:
            wrong += 1
            yield f"{path}: {finding}"
    if not wrong:
        print(f"ooxml: {len(paths)} documents are as the schema wants them")


if __name__ == "__main__":
    findings = list(main(sys.argv[1:]))
    print("\n".join(findings), file=sys.stderr)
    sys.exit(1 if findings else 0)
