"""The smallest workbook that Excel opens, so that no library is needed to make one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/'
    'worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: Sequence[Sequence[object]], dated: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet; numbers in the columns ``dated`` are formatted as dates."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr(
            "_rels/.rels",
            f'{_RELATIONS}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{_RELATIONS}<Relationship Id="r1" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/styles" '
            'Target="styles.xml"/></Relationships>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        file.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/>'
            '</fills><borders count="1"><border/></borders><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        told = "".join(
            f'<row r="{number}">{_cells(row, number, dated)}</row>'
            for number, row in enumerate(rows, 1)
        )
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{told}</sheetData></worksheet>'
        file.writestr("xl/worksheets/sheet1.xml", sheet)
    return held.getvalue()


def _cells(row: Sequence[object], number: int, dated: Sequence[int]) -> str:
    return "".join(
        _cell(value, f"{chr(65 + column)}{number}", column in dated)
        for column, value in enumerate(row)
        if value is not None
    )


def _cell(value: object, place: str, dated: bool) -> str:
    if isinstance(value, int | float):
        return f'<c r="{place}" s="{int(dated)}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
