"""reference.docx: the styles, page, header and footer that Word documents start from."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from reference_shared import (
    ACCENT,
    FONT,
    GREY,
    INK,
    PARAGRAPHS,
    RULE,
    SOFT,
    pandoc_default,
    repacked,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def reference_docx() -> bytes:
    """The bytes of reference.docx."""
    document = docx.Document(io.BytesIO(pandoc_default("reference.docx")))
    styles = document.styles
    _base(styles)
    _headings(styles)
    for name, parent, size, colour, bold, before, after, keep in PARAGRAPHS:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[parent]
        style.quick_style = True
        _font(style, size, colour, bold)
        _spacing(style, before, after, keep)
    _boxes(styles)
    _table(styles)
    _contents(styles)
    _page(document)
    _settings(document)
    document.core_properties.title = ""
    document.core_properties.author = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _base(styles: Any) -> None:
    defaults = styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    for xml in (
        f'<w:rFonts {W} w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>',
        f'<w:color {W} w:val="{INK}"/>',
        f'<w:sz {W} w:val="21"/>',
        f'<w:szCs {W} w:val="21"/>',
        f'<w:lang {W} w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>',
    ):
        run.append(parse_xml(xml))
    # A first paragraph also follows a list, whose lines stand close together.
    for name, before in (("Body Text", 0), ("First Paragraph", 4)):
        _spacing(styles[name], before, 6, False)
        styles[name].paragraph_format.line_spacing = 1.15
        styles[name].paragraph_format.widow_control = True
    _spacing(styles["Compact"], 1, 2, False)


def _headings(styles: Any) -> None:
    for name, size, colour, before, after in (
        ("Heading 1", 18, ACCENT, 24, 8),
        ("Heading 2", 13, ACCENT, 16, 5),
        ("Heading 3", 11, INK, 12, 4),
        ("Heading 4", 10.5, INK, 10, 3),
    ):
        _font(styles[name], size, colour, True)
        _spacing(styles[name], before, after, True)
    # The short bar of the printed look, as far as a paragraph border can: a rule above.
    _property(
        styles["Heading 1"],
        f'<w:pBdr {W}><w:top w:val="single" w:sz="12" w:space="6" w:color="{ACCENT}"/></w:pBdr>',
    )
    _font(styles["Title"], 26, ACCENT, True)
    _spacing(styles["Title"], 0, 4, True)
    styles["Title"].paragraph_format.alignment = 0
    _font(styles["Subtitle"], 13, GREY, False)
    _spacing(styles["Subtitle"], 0, 8, True)
    styles["Subtitle"].paragraph_format.alignment = 0
    for name, keep in (("Table Caption", True), ("Image Caption", False)):
        _font(styles[name], 9.5, GREY, False)
        styles[name].font.italic = False
        _spacing(styles[name], 8 if keep else 2, 4 if keep else 12, keep)
    _spacing(styles["Captioned Figure"], 8, 2, True)
    styles["Captioned Figure"].paragraph_format.alignment = 1
    styles["Image Caption"].paragraph_format.alignment = 1
    _spacing(styles["Figure"], 8, 10, False)
    styles["Figure"].paragraph_format.alignment = 1


def _boxes(styles: Any) -> None:
    box = styles["Encadré"]
    _property(
        box,
        f'<w:pBdr {W}><w:top w:val="single" w:sz="4" w:space="6" w:color="{SOFT}"/>'
        f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{ACCENT}"/>'
        f'<w:bottom w:val="single" w:sz="4" w:space="6" w:color="{SOFT}"/>'
        f'<w:right w:val="single" w:sz="4" w:space="8" w:color="{SOFT}"/></w:pBdr>',
    )
    _property(box, f'<w:shd {W} w:val="clear" w:color="auto" w:fill="{SOFT}"/>')
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Mm(4)
    line = styles["Ligne à remplir"]
    rules = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="1" w:color="{RULE}"/>'
        for edge in ("bottom", "between")
    )
    _property(line, f"<w:pBdr {W}>{rules}</w:pBdr>")
    line.paragraph_format.line_spacing = Pt(25)


def _table(styles: Any) -> None:
    style = styles["Table"].element
    for tag in ("w:tblStylePr", "w:tblPr", "w:pPr", "w:rPr"):
        for child in style.findall(qn(tag)):
            style.remove(child)
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    style.append(
        parse_xml(
            f'<w:tblPr {W}><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>'
            f"<w:bottom {rule}/><w:insideH {rule}/></w:tblBorders><w:tblCellMar>"
            '<w:top w:w="80" w:type="dxa"/><w:left w:w="120" w:type="dxa"/>'
            '<w:bottom w:w="80" w:type="dxa"/><w:right w:w="120" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )
    for kind, fill in (("firstRow", ACCENT), ("band2Horz", SOFT)):
        style.append(
            parse_xml(
                f'<w:tblStylePr {W} w:type="{kind}"><w:tcPr>'
                f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr></w:tblStylePr>'
            )
        )


def _contents(styles: Any) -> None:
    _font(styles["TOC Heading"], 18, ACCENT, True)
    _spacing(styles["TOC Heading"], 0, 8, True)
    for level, (indent, before, bold) in enumerate(((0, 6, True), (5, 1, False)), start=1):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.element.set(qn("w:styleId"), f"TOC{level}")
        if qn("w:customStyle") in style.element.attrib:
            del style.element.attrib[qn("w:customStyle")]
        _font(style, 10.5, INK, bold)
        _spacing(style, before, 1, False)
        style.paragraph_format.left_indent = Mm(indent)
        tab = f'<w:tab w:val="right" w:pos="{Mm(160).twips}"/>'
        _property(style, f"<w:tabs {W}>{tab}</w:tabs>")
    link = styles["Hyperlink"]
    link.font.color.rgb = RGBColor.from_string(ACCENT)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(27), Mm(25)
    section.header_distance, section.footer_distance = Mm(13), Mm(12)
    section.different_first_page_header_footer = True
    _header(section.header)
    _marginal(section.first_page_header.paragraphs[0], "{brouillon}", "")
    for footer in (section.footer, section.first_page_footer):
        _marginal(footer.paragraphs[0], "{pied}", "page ")
        paragraph = footer.paragraphs[0]
        _field(paragraph, "PAGE")
        _small(paragraph.add_run(" / "))
        _field(paragraph, "NUMPAGES")


def _header(header: Any) -> None:
    """Two cells side by side: a long name takes two lines and never runs into the title."""
    last = header.paragraphs[0]
    properties = last._p.get_or_add_pPr()
    rule = f'<w:top w:val="single" w:sz="4" w:space="4" w:color="{RULE}"/>'
    properties.append(parse_xml(f"<w:pBdr {W}>{rule}</w:pBdr>"))
    last.paragraph_format.line_spacing = Pt(4)
    table = header.add_table(1, 2, Mm(160))
    table.autofit = False
    properties = table._tbl.tblPr
    edges = "".join(f'<w:{edge} w:w="0" w:type="dxa"/>' for edge in ("left", "right"))
    properties.append(parse_xml(f"<w:tblCellMar {W}>{edges}</w:tblCellMar>"))
    for cell, text, alignment in zip(
        table.rows[0].cells, ("{titre}  {brouillon}", "{beneficiaire}"), (0, 2), strict=True
    ):
        cell.width = Mm(80)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        paragraph = cell.paragraphs[0]
        paragraph.style = last.style
        paragraph.paragraph_format.alignment = alignment
        paragraph.paragraph_format.space_after = Pt(3)
        _small(paragraph.add_run(text))
    last._p.addprevious(table._tbl)


def _marginal(paragraph: Any, left: str, right: str) -> None:
    tab = f'<w:tab w:val="right" w:pos="{Mm(160).twips}"/>'
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f"<w:tabs {W}>{tab}</w:tabs>"))
    _small(paragraph.add_run(left))
    _small(paragraph.add_run("\t" + right))


def _small(run: Any) -> None:
    run.font.size = Pt(8.5)
    run.font.color.rgb = RGBColor.from_string(GREY)


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("value", "1"), ("end", "")):
        run = paragraph.add_run("1" if kind == "value" else "")
        _small(run)
        if kind == "value":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = f" {text} "
        run._r.append(element)


def _settings(document: Any) -> None:
    settings = document.settings.element
    if settings.find(qn("w:autoHyphenation")) is None:
        settings.insert(1, parse_xml(f'<w:autoHyphenation {W} w:val="true"/>'))
    # The mode of current Word: without it, Word opens the file as one of 2007 and says so.
    anchor = settings.find(qn("w:characterSpacingControl"))
    anchor.addnext(
        parse_xml(
            f'<w:compat {W}><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        )
    )


def _font(style: Any, size: float, colour: str, bold: bool) -> None:
    properties = style.element.get_or_add_rPr()
    for child in properties.findall(qn("w:rFonts")):
        properties.remove(child)
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.bold = bold
    style.font.italic = False


def _spacing(style: Any, before: float, after: float, keep: bool) -> None:
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.keep_with_next = keep


def _property(style: Any, xml: str) -> None:
    """Put a paragraph property where Word's schema wants it: after keepLines, before spacing."""
    properties = style.element.get_or_add_pPr()
    element = parse_xml(xml)
    for child in properties.findall(element.tag):
        properties.remove(child)
    order = [
        qn(f"w:{name}")
        for name in (
            "pStyle",
            "keepNext",
            "keepLines",
            "pageBreakBefore",
            "framePr",
            "widowControl",
            "numPr",
            "suppressLineNumbers",
            "pBdr",
            "shd",
            "tabs",
        )
    ]
    rank = order.index(element.tag)
    position = sum(child.tag in order[:rank] for child in properties)
    properties.insert(position, element)
