"""Other programs with the documents that `chiso bench --only pack,lint` left: python bench/documents.py DIR

LibreOffice turns them into PDF (pages are counted), python-docx reads the long one, openpyxl reads the largest workbook
and writes its cells again. One line of JSON each; times are whole microseconds, the best of three runs.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import docx
import openpyxl

HOME = Path(sys.argv[1])
RUNS = 3


def best(work):
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter_ns()
        work()
        times.append((time.perf_counter_ns() - begin) // 1000)
    return min(times)


def tell(**line):
    print(json.dumps({"figure": "documents", **line}), flush=True)


def office(path):
    with tempfile.TemporaryDirectory() as out:
        profile = f"-env:UserInstallation=file://{out}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", out, str(path)]

        def convert():
            subprocess.run(command, check=True, capture_output=True)

        # The first start makes the profile.
        convert()
        us = best(convert)
        told = subprocess.run(["pdfinfo", f"{out}/{path.stem}.pdf"], check=True, capture_output=True, text=True)
        pages = int(re.search(r"Pages:\s+(\d+)", told.stdout).group(1))
        tell(program="LibreOffice", file=path.name, bytes=path.stat().st_size, pages=pages, us=us)


def words(path):
    def read():
        document = docx.Document(path)
        return sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)

    tell(program="python-docx", file=path.name, letters=read(), us=best(read))


def cells(path):
    def again():
        book, copy = openpyxl.load_workbook(path), openpyxl.Workbook()
        count = 0
        for sheet in book:
            target = copy.create_sheet(sheet.title)
            for row in sheet.iter_rows(values_only=True):
                target.append(row)
                count += len(row)
        copy.save(path.with_suffix(".copy"))
        path.with_suffix(".copy").unlink()
        return count

    tell(program="openpyxl", file=path.name, cells=again(), us=best(again))


office(HOME / "dai.docx")
office(max(HOME.glob("bao-cao-*.docx")))
words(HOME / "dai.docx")
cells(max(HOME.glob("*.xlsx"), key=lambda path: path.stat().st_size))
