"""reference.odt: the styles, page, header and footer that LibreOffice documents start from."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree
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
 style:family="paragraph" style:parent-style-name="Text_20_body">
 <style:paragraph-properties fo:margin-top="4pt"/></style:style>
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
 <style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Index_20_Link" style:display-name="Index Link" style:family="text">
 <style:text-properties fo:color="#{INK}" style:text-underline-style="none"/></style:style>
<style:style style:name="Contents_20_Heading" style:display-name="Contents Heading"
 style:family="paragraph" style:parent-style-name="Standard" style:class="index">
 <style:paragraph-properties fo:margin-bottom="0.3cm" fo:keep-with-next="always"/>
 <style:text-properties fo:font-size="18pt" fo:font-weight="bold" fo:color="#{ACCENT}"/>
</style:style>
"""

# Two cells side by side: a long name takes two lines and never runs into the title.
_ODF_HEADER = f"""
<style:style style:name="TableEnTete" style:family="table"><style:table-properties
 style:width="16cm" table:align="left"/></style:style>
<style:style style:name="TableEnTete.A" style:family="table-column"><style:table-column-properties
 style:column-width="8cm"/></style:style>
<style:style style:name="TableEnTete.A1" style:family="table-cell"><style:table-cell-properties
 {_EDGE} fo:border-bottom="0.5pt solid #{RULE}" fo:padding="0cm" fo:padding-bottom="0.12cm"
 style:vertical-align="bottom"/></style:style>
"""

_ODF_MASTER = """
<style:header><table:table table:style-name="TableEnTete">
 <table:table-column table:style-name="TableEnTete.A" table:number-columns-repeated="2"/>
 <table:table-row><table:table-cell table:style-name="TableEnTete.A1"><text:p
 text:style-name="Marge">{titre}  {brouillon}</text:p></table:table-cell>
 <table:table-cell table:style-name="TableEnTete.A1"><text:p
 text:style-name="En-tête">{beneficiaire}</text:p></table:table-cell></table:table-row>
 </table:table></style:header>
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
    source = zipfile.ZipFile(io.BytesIO(pandoc_default("reference.odt")))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _odt_styles(content) if name == "styles.xml" else content)
    return repacked(buffer.getvalue())


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
            f'style:position="{16 - indent}cm" style:type="right"/></style:tab-stops>'
            "</style:paragraph-properties>"
            f'<style:text-properties fo:font-weight="{weight}"/></style:style>'
        )
    return xml


def _odt_page(root: Any) -> None:
    automatic = root.find("office:automatic-styles", ODF)
    for style in _parsed(_ODF_HEADER):
        automatic.append(style)
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
