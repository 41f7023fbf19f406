"""Make reference.docx and reference.odt, the styles that Word and LibreOffice documents start from.

Run by developers after a change here: `python templates/standard/styles/make_references.py`.
Starts from pandoc's own reference documents, so that every style pandoc names exists, and
restyles them. Words in braces (`{titre}`, `{beneficiaire}`, `{pied}`, `{brouillon}`) and the
accent colour are filled in when a document is written.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from bilantool.documents.pandoc import binary
from bilantool.documents.styles import ACCENT, SOFT

FONT = "Calibri"
INK, GREY, RULE = "22292E", "59656C", "CDD6D9"
STAMP = (2026, 1, 1, 0, 0, 0)
HERE = Path(__file__).resolve().parent

# name, parent, size in points, colour, bold, space before and after in points, keep with next
PARAGRAPHS: tuple[tuple[str, str, float, str, bool, float, float, bool], ...] = (
    ("Encadré", "Body Text", 10.5, INK, False, 0, 4, False),
    ("Après encadré", "Body Text", 4, INK, False, 0, 4, False),
    ("Corps solidaire", "Body Text", 10.5, INK, False, 0, 6, True),
    ("Cellule", "Body Text", 9.5, INK, False, 0, 0, False),
    ("Cellule solidaire", "Cellule", 9.5, INK, False, 0, 0, True),
    ("Titre de colonne", "Cellule", 9.5, "FFFFFF", True, 0, 0, True),
    ("Après tableau", "Body Text", 4, INK, False, 0, 6, False),
    ("Ligne à remplir", "Body Text", 10.5, INK, False, 0, 0, True),
    ("Brouillon", "Body Text", 11, ACCENT, True, 0, 10, True),
    ("Bénéficiaire", "Body Text", 15, INK, True, 8, 4, True),
    ("Fiche surtitre", "Body Text", 9.5, GREY, False, 42, 0, True),
    ("Fiche libellé", "Body Text", 10.5, GREY, False, 1, 1, False),
    ("Fiche valeur", "Body Text", 10.5, INK, False, 1, 1, False),
    ("Mention", "Body Text", 9, GREY, False, 8, 12, False),
    ("Titre de couverture", "Title", 32, "FFFFFF", True, 0, 8, False),
    ("Couverture prestataire", "Body Text", 11, "FFFFFF", True, 0, 90, False),
    ("Couverture sous-titre", "Body Text", 14, "FFFFFF", False, 0, 0, False),
    ("Couverture bénéficiaire", "Body Text", 22, ACCENT, True, 0, 14, True),
    ("Couverture mention", "Body Text", 9, GREY, False, 60, 0, False),
    ("Brouillon de couverture", "Body Text", 12, "FFFFFF", True, 0, 10, True),
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def reference_docx() -> bytes:
    """The bytes of reference.docx."""
    document = docx.Document(io.BytesIO(_pandoc_default("reference.docx")))
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
    return _repacked(buffer.getvalue())


def _pandoc_default(name: str) -> bytes:
    command = [str(binary()), "--print-default-data-file", name]
    return subprocess.run(command, capture_output=True, check=True).stdout


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
    for name in ("Body Text", "First Paragraph"):
        _spacing(styles[name], 0, 6, False)
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
    _marginal(section.header.paragraphs[0], "{titre}  {brouillon}", "{beneficiaire}", "bottom")
    _marginal(section.first_page_header.paragraphs[0], "{brouillon}", "", None)
    for footer in (section.footer, section.first_page_footer):
        _marginal(footer.paragraphs[0], "{pied}", "page ", None)
        paragraph = footer.paragraphs[0]
        _field(paragraph, "PAGE")
        _small(paragraph.add_run(" / "))
        _field(paragraph, "NUMPAGES")


def _marginal(paragraph: Any, left: str, right: str, rule: str | None) -> None:
    tab = f'<w:tab w:val="right" w:pos="{Mm(160).twips}"/>'
    properties = paragraph._p.get_or_add_pPr()
    if rule:
        properties.append(
            parse_xml(
                f'<w:pBdr {W}><w:{rule} w:val="single" w:sz="4" w:space="4" w:color="{RULE}"/>'
                "</w:pBdr>"
            )
        )
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
    """Put a paragraph property where the schema of Word wants it: after keepLines, before spacing."""
    properties = style.element.get_or_add_pPr()
    element = parse_xml(xml)
    for child in properties.findall(element.tag):
        properties.remove(child)
    order = [qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore",
             "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs")]
    rank = order.index(element.tag)
    position = sum(child.tag in order[:rank] for child in properties)
    properties.insert(position, element)


# --- LibreOffice ---

ODF = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
}

_ODF_NAMES = {"Body Text": "Text_20_body", "Title": "Title"}
_EDGE = "fo:border-left='none' fo:border-right='none' fo:border-top='none'"

# What the paragraph styles of LibreOffice have beyond PARAGRAPHS: paragraph and text properties.
_ODF_EXTRA = {
    "Encadré": (
        f'fo:background-color="#{SOFT}" fo:border-left="2.5pt solid #{ACCENT}" '
        'fo:border-right="none" fo:border-top="none" fo:border-bottom="none" '
        'fo:padding="0.25cm" fo:margin-left="0.1cm" style:join-border="true"'
    ),
    "Ligne à remplir": (
        f'{_EDGE} fo:border-bottom="0.5pt solid #{RULE}" fo:padding-bottom="0.35cm" '
        'style:join-border="false"'
    ),
    "Mention": "",
}

_ODF_STANDARD = f"""
<style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph"
 style:parent-style-name="Standard" style:class="text">
 <style:paragraph-properties fo:margin-top="0cm" fo:margin-bottom="0.21cm" fo:line-height="115%"
  fo:orphans="2" fo:widows="2"/>
</style:style>
<style:style style:name="First_20_paragraph" style:display-name="First paragraph"
 style:family="paragraph" style:parent-style-name="Text_20_body"/>
<style:style style:name="Caption" style:family="paragraph" style:parent-style-name="Standard"
 style:class="extra"><style:text-properties fo:font-size="9.5pt" fo:color="#{GREY}"/></style:style>
<style:style style:name="Légende_20_de_20_tableau" style:display-name="Légende de tableau"
 style:family="paragraph" style:parent-style-name="Caption"><style:paragraph-properties
 fo:margin-top="0.3cm" fo:margin-bottom="0.12cm" fo:keep-with-next="always"/></style:style>
<style:style style:name="Légende_20_de_20_graphique" style:display-name="Légende de graphique"
 style:family="paragraph" style:parent-style-name="Caption"><style:paragraph-properties
 fo:margin-top="0.05cm" fo:margin-bottom="0.45cm" fo:text-align="center"/></style:style>
<style:style style:name="Graphique" style:family="paragraph" style:parent-style-name="Standard">
 <style:paragraph-properties fo:margin-top="0.3cm" fo:margin-bottom="0.1cm"
 fo:text-align="center" fo:keep-with-next="always"/></style:style>
<style:style style:name="Nouvelle_20_page" style:display-name="Nouvelle page"
 style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:break-before="page" fo:margin-top="0cm" fo:margin-bottom="0cm" fo:line-height="0.05cm"/>
 <style:text-properties fo:font-size="2pt"/></style:style>
<style:style style:name="Marge" style:family="paragraph" style:parent-style-name="Standard"
 style:class="extra"><style:paragraph-properties><style:tab-stops>
 <style:tab-stop style:position="16cm" style:type="right"/></style:tab-stops>
 </style:paragraph-properties><style:text-properties fo:font-size="8.5pt" fo:color="#{GREY}"/>
</style:style>
<style:style style:name="En-tête" style:family="paragraph" style:parent-style-name="Marge">
 <style:paragraph-properties {_EDGE} fo:border-bottom="0.5pt solid #{RULE}"
 fo:padding-bottom="0.12cm"><style:tab-stops><style:tab-stop style:position="16cm"
 style:type="right"/></style:tab-stops></style:paragraph-properties></style:style>
<style:style style:name="Index_20_Link" style:display-name="Index Link" style:family="text">
 <style:text-properties fo:color="#{INK}" style:text-underline-style="none"/></style:style>
<style:style style:name="Contents_20_Heading" style:display-name="Contents Heading"
 style:family="paragraph" style:parent-style-name="Standard" style:class="index">
 <style:paragraph-properties fo:margin-bottom="0.3cm" fo:keep-with-next="always"/>
 <style:text-properties fo:font-size="18pt" fo:font-weight="bold" fo:color="#{ACCENT}"/>
</style:style>
"""

_ODF_MASTER = """
<style:header><text:p text:style-name="En-tête">{titre}  {brouillon}<text:tab/>{beneficiaire}</text:p>
</style:header>
<style:header-first><text:p text:style-name="Marge">{brouillon}</text:p></style:header-first>
<style:footer><text:p text:style-name="Marge">{pied}<text:tab/>page <text:page-number
 text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count></text:p>
</style:footer>
<style:footer-first><text:p text:style-name="Marge">{pied}<text:tab/>page <text:page-number
 text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count></text:p>
</style:footer-first>
"""


def reference_odt() -> bytes:
    """The bytes of reference.odt."""
    source = zipfile.ZipFile(io.BytesIO(_pandoc_default("reference.odt")))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _odt_styles(content) if name == "styles.xml" else content)
    return _repacked(buffer.getvalue())


def _odt_styles(content: bytes) -> bytes:
    root = etree.fromstring(content)
    office_styles = root.find("office:styles", ODF)
    assert office_styles is not None
    for default in office_styles.findall("style:default-style", ODF):
        for properties in default.findall("style:text-properties", ODF):
            for prefix in ("fo",):
                properties.set(f"{{{ODF[prefix]}}}language", "fr")
                properties.set(f"{{{ODF[prefix]}}}country", "FR")
            if default.get(f"{{{ODF['style']}}}family") == "paragraph":
                properties.set(f"{{{ODF['fo']}}}font-size", "10.5pt")
                properties.set(f"{{{ODF['fo']}}}color", f"#{INK}")
                properties.set(f"{{{ODF['fo']}}}hyphenate", "true")
                properties.attrib.pop(f"{{{ODF['style']}}}use-window-font-color", None)
                properties.attrib.pop(f"{{{ODF['style']}}}font-name", None)
                properties.set(f"{{{ODF['fo']}}}font-family", FONT)
    for style in _parsed(_ODF_STANDARD + _odt_headings() + _odt_paragraphs() + _odt_contents()):
        _replaced(office_styles, style)
    _odt_page(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _odt_headings() -> str:
    xml = ""
    for level, size, colour, before, after, rule in (
        (1, 18, ACCENT, 0.85, 0.28, True),
        (2, 13, ACCENT, 0.56, 0.18, False),
        (3, 11, INK, 0.42, 0.14, False),
    ):
        border = (
            f'fo:border-top="1.5pt solid #{ACCENT}" fo:padding-top="0.2cm" fo:border-left="none" '
            'fo:border-right="none" fo:border-bottom="none"'
            if rule
            else ""
        )
        xml += (
            f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" '
            'style:family="paragraph" style:parent-style-name="Standard" '
            'style:next-style-name="Text_20_body" style:class="text" '
            f'style:default-outline-level="{level}"><style:paragraph-properties '
            f'fo:margin-top="{before}cm" fo:margin-bottom="{after}cm" {border} '
            'fo:keep-with-next="always"/><style:text-properties '
            f'fo:font-size="{size}pt" fo:font-weight="bold" fo:color="#{colour}" '
            'fo:hyphenate="false"/></style:style>'
        )
    for name, size, colour, weight in (
        ("Title", 26, ACCENT, "bold"),
        ("Subtitle", 13, GREY, "normal"),
    ):
        xml += (
            f'<style:style style:name="{name}" style:family="paragraph" '
            'style:parent-style-name="Standard" style:class="chapter"><style:paragraph-properties '
            'fo:margin-bottom="0.2cm" fo:text-align="start" fo:keep-with-next="always"/>'
            f'<style:text-properties fo:font-size="{size}pt" fo:font-weight="{weight}" '
            f'fo:color="#{colour}" fo:hyphenate="false"/></style:style>'
        )
    return xml


def _odt_paragraphs() -> str:
    xml = ""
    for name, parent, size, colour, bold, before, after, keep in PARAGRAPHS:
        xml += _odt_paragraph(
            name,
            _ODF_NAMES.get(parent, parent),
            f'fo:margin-top="{before}pt" fo:margin-bottom="{after}pt" '
            f'fo:keep-with-next="{"always" if keep else "auto"}" {_ODF_EXTRA.get(name, "")}',
            f'fo:font-size="{size}pt" fo:color="#{colour}" '
            f'fo:font-weight="{"bold" if bold else "normal"}" '
            f'fo:hyphenate="{"true" if name in ("Encadré", "Corps solidaire") else "false"}"',
        )
    for base in ("Cellule", "Titre de colonne"):
        for suffix, align in (("à droite", "end"), ("centrée", "center")):
            xml += _odt_paragraph(f"{base} {suffix}", base, f'fo:text-align="{align}"', "")
    return xml


def _odt_paragraph(name: str, parent: str, paragraph: str, text: str) -> str:
    return (
        f'<style:style style:name="{_coded(name)}" style:display-name="{name}" '
        f'style:family="paragraph" style:parent-style-name="{_coded(parent)}">'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )


def _odt_contents() -> str:
    xml = ""
    for level, (indent, before, weight) in enumerate(
        ((0, 0.2, "bold"), (0.5, 0.03, "normal")), start=1
    ):
        xml += (
            f'<style:style style:name="Contents_20_{level}" style:display-name="Contents {level}" '
            'style:family="paragraph" style:parent-style-name="Standard" style:class="index">'
            f'<style:paragraph-properties fo:margin-left="{indent}cm" fo:margin-top="{before}cm" '
            'fo:margin-bottom="0.03cm"><style:tab-stops><style:tab-stop '
            f'style:position="{16 - indent}cm" style:type="right"/></style:tab-stops></style:paragraph-properties>'
            f'<style:text-properties fo:font-weight="{weight}"/></style:style>'
        )
    return xml


def _odt_page(root: Any) -> None:
    layout = root.find(".//style:page-layout/style:page-layout-properties", ODF)
    for key, value in (
        ("page-width", "21cm"),
        ("page-height", "29.7cm"),
        ("margin-left", "2.5cm"),
        ("margin-right", "2.5cm"),
        ("margin-top", "1.3cm"),
        ("margin-bottom", "1.2cm"),
    ):
        layout.set(f"{{{ODF['fo']}}}{key}", value)
    parent = layout.getparent()
    for tag, edge in (("header-style", "bottom"), ("footer-style", "top")):
        for old in parent.findall(f"style:{tag}", ODF):
            parent.remove(old)
        parent.append(
            _parsed(
                f"<style:{tag}><style:header-footer-properties "
                f'fo:min-height="1.2cm" fo:margin-{edge}="0.5cm" style:dynamic-spacing="false"/>'
                f"</style:{tag}>"
            )[0]
        )
    master = root.find(".//style:master-page[@style:name='Standard']", ODF)
    for child in list(master):
        master.remove(child)
    for child in _parsed(_ODF_MASTER):
        master.append(child)


def _parsed(xml: str) -> list[Any]:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in ODF.items())
    return list(etree.fromstring(f"<root {declared}>{xml}</root>"))


def _replaced(styles: Any, style: Any) -> None:
    name, family = (style.get(f"{{{ODF['style']}}}{key}") for key in ("name", "family"))
    for old in styles.findall("style:style", ODF):
        same = (old.get(f"{{{ODF['style']}}}{key}") for key in ("name", "family"))
        if tuple(same) == (name, family):
            styles.remove(old)
    styles.append(style)


def _coded(name: str) -> str:
    return name.replace(" ", "_20_")


def _repacked(archive: bytes) -> bytes:
    """The same archive with one date throughout, so that two runs agree."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(result, "w") as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, STAMP)
            entry.create_system = 0
            plain = member.filename == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(member))
    return result.getvalue()


def main() -> int:
    """Write both files beside this script."""
    (HERE / "reference.docx").write_bytes(reference_docx())
    (HERE / "reference.odt").write_bytes(reference_odt())
    return 0


if __name__ == "__main__":
    sys.exit(main())
