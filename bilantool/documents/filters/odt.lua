--[[ Dresses the structure for LibreOffice: the styles of reference.odt, tables drawn here.

pandoc's own odt tables have neither shading nor a header that repeats with its rows whole, so
tables are written around pandoc's paragraphs, with the cell styles of document.odt.xml.
]]

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local commun = dofile(pandoc.path.join({ folder, "commun.lua" }))
local styled = commun.styled

local columns = {} -- tenths of a percent → true: the column styles that the template declares
local heights = {} -- millimetres → true: the row styles that it declares

local function raw(text) return pandoc.RawBlock("opendocument", text) end

local function escape(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

local function paragraph(name, inlines) return styled(name, { pandoc.Para(inlines) }) end

local function column(share)
  local tenths = math.max(1, math.floor(share * 1000 + 0.5))
  columns[tenths] = true
  return ('<table:table-column table:style-name="Colonne%d"/>'):format(tenths)
end

local function opening(style, shares)
  local xml = ('<table:table table:style-name="%s">'):format(style)
  for _, share in ipairs(shares) do xml = xml .. column(share) end
  return xml
end

local function row(style) return ('<table:table-row table:style-name="%s">'):format(style) end

local function cell(style, blocks)
  local result = pandoc.List({
    raw(('<table:table-cell table:style-name="%s" office:value-type="string">'):format(style)),
  })
  result:extend(blocks)
  result:insert(raw("</table:table-cell>"))
  return result
end

-- Tables

local ALIGNED = { AlignRight = " à droite", AlignCenter = " centrée" }

local function cells(source, specs, style, paragraph_style)
  local blocks = pandoc.List()
  for index, item in ipairs(source.cells) do
    local name = paragraph_style .. (ALIGNED[tostring(specs[index][1])] or "")
    blocks:extend(cell(style, { styled(name, item.contents) }))
  end
  return blocks
end

local function tableau(tbl)
  local height = commun.height(tbl)
  local line = height > 0 and ("Rang%d"):format(height) or "Rang"
  if height > 0 then heights[height] = true end
  local shares = {}
  for index, spec in ipairs(tbl.colspecs) do shares[index] = spec[2] or 1 / #tbl.colspecs end
  local blocks = pandoc.List()
  if #tbl.caption.long > 0 then blocks:insert(styled("Légende de tableau", tbl.caption.long)) end
  local kept = (tbl.classes:includes("court") and "Courte" or "") .. (commun.is_held(tbl) and "Tenue" or "")
  blocks:insert(raw(opening("Grille" .. kept, shares)))
  if #tbl.head.rows > 0 then
    blocks:insert(raw("<table:table-header-rows>"))
    for _, source in ipairs(tbl.head.rows) do
      blocks:insert(raw(row("Rang")))
      blocks:extend(cells(source, tbl.colspecs, "CelluleTitre", "Titre de colonne"))
      blocks:insert(raw("</table:table-row>"))
    end
    blocks:insert(raw("</table:table-header-rows>"))
  end
  local number = 0
  for _, body in ipairs(tbl.bodies) do
    for _, source in ipairs(body.body) do
      number = number + 1
      local style = height > 0 and "CelluleARemplir" or number % 2 == 0 and "CellulePaire" or "CelluleImpaire"
      blocks:insert(raw(row(line)))
      blocks:extend(cells(source, tbl.colspecs, style, "Cellule"))
      blocks:insert(raw("</table:table-row>"))
    end
  end
  blocks:insert(raw("</table:table>"))
  return blocks
end

-- Boxes

-- Two boxes to sign in a row; the rows of one table hold together.
local function signatures(div)
  local items = commun.items(div)
  local blocks = pandoc.List({ raw(opening("Signatures", { 0.485, 0.03, 0.485 })) })
  local function box(item)
    if not item then return cell("CelluleVide", { paragraph("Cellule", {}) }) end
    return cell("CelluleSignature", { styled("Cellule", item) })
  end
  for first = 1, #items, 2 do
    if first > 1 then
      blocks:insert(raw(row("Rang")))
      for _ = 1, 3 do blocks:extend(box()) end
      blocks:insert(raw("</table:table-row>"))
    end
    blocks:insert(raw(row("RangSignature")))
    blocks:extend(box(items[first]))
    blocks:extend(box())
    blocks:extend(box(items[first + 1]))
    blocks:insert(raw("</table:table-row>"))
  end
  blocks:insert(raw("</table:table>"))
  -- LibreOffice sets a paragraph of its own after a table that ends the text, on a page of its own
  -- if need be: this one is as low as a line can be.
  blocks:insert(paragraph("Après tableau", {}))
  return blocks
end

-- The addresses of a letter, side by side and without a frame.
local function courrier(div)
  local items = commun.items(div)
  local blocks = pandoc.List({ raw(opening("Bandeau", { 0.485, 0.03, 0.485 }) .. row("Rang")) })
  for _, place in ipairs({ 1, 0, 2 }) do
    local content = items[place] and styled("Cellule", items[place]) or paragraph("Cellule", {})
    blocks:extend(cell("CelluleVide", { content }))
  end
  blocks:insert(raw("</table:table-row></table:table>"))
  return blocks
end

-- The opening

local function fiche(meta)
  local blocks = pandoc.List()
  if not meta.fiche or #meta.fiche == 0 then return blocks end
  blocks:insert(raw(opening("Bandeau", { 0.25, 0.75 })))
  for _, line in ipairs(meta.fiche) do
    blocks:insert(raw(row("Rang")))
    blocks:extend(cell("CelluleFiche", { paragraph("Fiche libellé", line.libelle) }))
    blocks:extend(cell("CelluleFiche", { paragraph("Fiche valeur", line.valeur) }))
    blocks:insert(raw("</table:table-row>"))
  end
  blocks:insert(raw("</table:table>"))
  return blocks
end

local function couverture(meta)
  local blocks = pandoc.List({ raw(opening("Bandeau", { 1 }) .. row("RangCouverture")) })
  blocks:extend(cell("CelluleCouverture", commun.bandeau(meta, paragraph)))
  blocks:insert(raw("</table:table-row></table:table>"))
  blocks:extend(commun.sous_le_bandeau(meta, paragraph, fiche))
  blocks:insert(paragraph("Nouvelle page", {}))
  return blocks
end

local function entry_template(level)
  return ('<text:table-of-content-entry-template text:outline-level="%d" text:style-name="Contents_20_%d">'
    .. "<text:index-entry-link-start/><text:index-entry-text/>"
    .. '<text:index-entry-tab-stop style:type="right" style:leader-char=" "/>'
    .. "<text:index-entry-page-number/><text:index-entry-link-end/>"
    .. "</text:table-of-content-entry-template>"):format(level, level)
end

-- The entries are there from the start; each page number is a reference that LibreOffice
-- resolves when it lays the document out.
local function sommaire(blocks)
  local entries = commun.entries(blocks)
  if #entries == 0 then return {} end
  local xml = '<text:table-of-content text:name="Sommaire" text:protected="false">'
    .. '<text:table-of-content-source text:outline-level="2">'
    .. '<text:index-title-template text:style-name="Contents_20_Heading">Sommaire</text:index-title-template>'
    .. entry_template(1) .. entry_template(2)
    .. "</text:table-of-content-source><text:index-body>"
    .. '<text:index-title text:name="Sommaire_Titre"><text:p text:style-name="Contents_20_Heading">Sommaire</text:p></text:index-title>'
  for _, header in ipairs(entries) do
    xml = xml .. ('<text:p text:style-name="Contents_20_%d"><text:a xlink:type="simple" xlink:href="#%s" text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link">%s<text:tab/>'
      .. '<text:bookmark-ref text:reference-format="page" text:ref-name="%s"></text:bookmark-ref></text:a></text:p>'):format(
      header.level, header.identifier, escape(pandoc.utils.stringify(header.content)), header.identifier)
  end
  return { raw(xml .. "</text:index-body></text:table-of-content>") }
end

local function sorted(set)
  local keys = {}
  for key in pairs(set) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function own_styles()
  local xml = ""
  for _, height in ipairs(sorted(heights)) do
    xml = xml .. ('<style:style style:name="Rang%d" style:family="table-row">'
      .. '<style:table-row-properties style:min-row-height="%.1fcm" fo:keep-together="always"/></style:style>'):format(
      height, height / 10)
  end
  for _, tenths in ipairs(sorted(columns)) do
    xml = xml .. ('<style:style style:name="Colonne%d" style:family="table-column">'
      .. '<style:table-column-properties style:column-width="%.3fcm"/></style:style>'):format(
      tenths, tenths * 0.016)
  end
  return xml
end

return {
  { Image = function(image)
    -- pandoc writes no description; the writer of the file puts this one inside its frame.
    local alt = escape(pandoc.utils.stringify(image.caption))
    image.caption = {}
    return { image, pandoc.RawInline("opendocument", "<svg:desc>" .. alt .. "</svg:desc>") }
  end },
  -- While tables are still tables, which no style of a box reaches.
  { Div = function(div)
    if div.classes:includes("encadre") then return commun.boxed(div.content, "Encadré") end
  end },
  {
    Figure = function(figure)
      local blocks = pandoc.List({ styled("Graphique", { pandoc.Para(figure.content[1].content) }) })
      if #figure.caption.long > 0 then blocks:insert(styled("Légende de graphique", figure.caption.long)) end
      return blocks
    end,
    Table = tableau,
    Div = function(div)
      if div.classes:includes("ensemble") then return commun.ensemble(div) end
      if div.classes:includes("signatures") then return signatures(div) end
      if div.classes:includes("courrier") then return courrier(div) end
      if div.classes:includes("observations") then return commun.observations(div, paragraph) end
      if commun.is_held(div) then return styled("Corps solidaire", div.content) end
    end,
  },
  { Pandoc = function(doc)
    local blocks = doc.meta.couverture and couverture(doc.meta) or commun.bloc_de_titre(doc.meta, paragraph, fiche)
    if doc.meta.toc then blocks:extend(sommaire(doc.blocks)) end
    blocks:extend(doc.blocks)
    doc.meta.colonnes = pandoc.MetaBlocks({ raw(own_styles()) })
    return pandoc.Pandoc(blocks, doc.meta)
  end },
}
