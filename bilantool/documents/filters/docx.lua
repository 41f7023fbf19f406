--[[ Dresses the structure for Word: the styles of reference.docx, and what pandoc has no word for.

Everything that a person may want to restyle is a named style (« Encadré », « Cellule »…); raw
OpenXML only where Word needs a table as a frame: the cover, the boxes to sign.
]]

local TEXT_WIDTH = 9071 -- twentieths of a point: 160 mm
local accent, teinte = "17505C", "E8EFF0"

local function raw(text) return pandoc.RawBlock("openxml", text) end

local function escape(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

-- pandoc lets a paragraph bear a style, but not a bare line of text: those become paragraphs.
local function styled(name, blocks)
  local paragraphs = pandoc.Blocks(blocks):walk({
    Plain = function(plain) return pandoc.Para(plain.content) end,
  })
  return pandoc.Div(paragraphs, pandoc.Attr("", {}, { ["custom-style"] = name }))
end

-- An empty run keeps an empty paragraph, which pandoc would drop: Word wants one in every cell,
-- and one between two tables, which it would otherwise join.
local function paragraph(name, inlines)
  if #inlines == 0 then inlines = { pandoc.RawInline("openxml", "<w:r/>") } end
  return styled(name, { pandoc.Para(inlines) })
end

local function run(text) return '<w:r><w:t xml:space="preserve">' .. escape(text) .. "</w:t></w:r>" end

local function field_char(kind) return '<w:r><w:fldChar w:fldCharType="' .. kind .. '"/></w:r>' end

local function instruction(text)
  return '<w:r><w:instrText xml:space="preserve"> ' .. text .. " </w:instrText></w:r>"
end

-- Tables

local function cells_styled(row, name)
  for _, cell in ipairs(row.cells) do cell.contents = { styled(name, cell.contents) } end
  return row
end

local function tableau(tbl)
  local court = tbl.classes:includes("court")
  for _, row in ipairs(tbl.head.rows) do cells_styled(row, "Titre de colonne") end
  for _, body in ipairs(tbl.bodies) do
    for index, row in ipairs(body.body) do
      -- A short table stays on one page: each row but the last holds on to the next one. In a
      -- long one the last two do, so that none is left alone.
      local last, rows = index == #body.body, #body.body
      local held = not last and (court or index == rows - 1)
      cells_styled(row, held and "Cellule solidaire" or "Cellule")
    end
  end
  return { tbl, paragraph("Après tableau", {}) }
end

-- Boxes

local function in_style(blocks, name)
  return blocks:walk({
    traverse = "topdown",
    Para = function(para) return styled(name, { para }), false end,
    Plain = function(plain) return styled(name, { plain }), false end,
    Table = function(tbl) return tbl, false end,
  })
end

local function ensemble(div)
  local blocks = pandoc.List()
  for index, block in ipairs(div.content) do
    local text = block.t == "Para" or block.t == "Plain"
    if text and index < #div.content then block = styled("Corps solidaire", { block }) end
    blocks:insert(block)
  end
  return blocks
end

local function labels(div)
  local items = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == "BulletList" or block.t == "OrderedList" then items:extend(block.content) end
  end
  return items
end

local function frame(border, fill)
  local edges = ""
  for _, edge in ipairs({ "top", "left", "bottom", "right" }) do
    local color = edge == "top" and border and accent or "CDD6D9"
    local size = edge == "top" and 12 or 4
    if border then
      edges = edges .. ('<w:%s w:val="single" w:sz="%d" w:space="0" w:color="%s"/>'):format(edge, size, color)
    end
  end
  local shade = fill and ('<w:shd w:val="clear" w:color="auto" w:fill="' .. fill .. '"/>') or ""
  return "<w:tcBorders>" .. edges .. "</w:tcBorders>" .. shade
end

local function layout_table(widths, height)
  local grid = ""
  for _, width in ipairs(widths) do grid = grid .. '<w:gridCol w:w="' .. width .. '"/>' end
  return ('<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    .. '<w:tblCellMar><w:top w:w="113" w:type="dxa"/><w:left w:w="170" w:type="dxa"/>'
    .. '<w:bottom w:w="113" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar>'
    .. '</w:tblPr><w:tblGrid>%s</w:tblGrid><w:tr><w:trPr><w:cantSplit/>'
    .. '<w:trHeight w:val="%d" w:hRule="atLeast"/></w:trPr>'):format(TEXT_WIDTH, grid, height)
end

local NO_MARGIN = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'

local function cell(width, properties, blocks)
  local result = pandoc.List({
    raw(('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>'):format(width, properties)),
  })
  result:extend(blocks)
  result:insert(raw("</w:tc>"))
  return result
end

local function signatures(div)
  local items = labels(div)
  local blocks = pandoc.List()
  for first = 1, #items, 2 do
    local gap = 227
    local width = (TEXT_WIDTH - gap) // 2
    blocks:insert(raw(layout_table({ width, gap, width }, 2000)))
    blocks:extend(cell(width, frame(true), { styled("Cellule", items[first]) }))
    blocks:extend(cell(gap, NO_MARGIN, { paragraph("Cellule", {}) }))
    if items[first + 1] then
      blocks:extend(cell(width, frame(true), { styled("Cellule", items[first + 1]) }))
    else
      blocks:extend(cell(width, "", { paragraph("Cellule", {}) }))
    end
    blocks:insert(raw("</w:tr></w:tbl>"))
    blocks:insert(paragraph("Après tableau", {}))
  end
  return blocks
end

local function observations(div)
  local blocks = pandoc.List(div.content)
  for _ = 1, tonumber(div.attributes.lignes) or 6 do
    blocks:insert(paragraph("Ligne à remplir", { pandoc.Str("\u{A0}") }))
  end
  -- Lines hold on to each other; this one lets go of what follows.
  blocks:insert(paragraph("Après tableau", {}))
  return blocks
end

-- The opening

local function fiche(meta)
  local blocks = pandoc.List()
  if not meta.fiche or #meta.fiche == 0 then return blocks end
  local widths = { 2268, TEXT_WIDTH - 2268 }
  blocks:insert(raw(('<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    .. '<w:tblCellMar><w:left w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    .. '<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>'):format(TEXT_WIDTH, widths[1], widths[2])))
  for _, line in ipairs(meta.fiche) do
    blocks:insert(raw("<w:tr><w:trPr><w:cantSplit/></w:trPr>"))
    blocks:extend(cell(widths[1], "", { paragraph("Fiche libellé", line.libelle) }))
    blocks:extend(cell(widths[2], "", { paragraph("Fiche valeur", line.valeur) }))
    blocks:insert(raw("</w:tr>"))
  end
  blocks:insert(raw("</w:tbl>"))
  return blocks
end

local function couverture(meta)
  local band = pandoc.List()
  if meta.prestataire then band:insert(paragraph("Couverture prestataire", meta.prestataire)) end
  if meta.draft then band:insert(paragraph("Brouillon de couverture", { pandoc.Str("BROUILLON") })) end
  band:insert(paragraph("Titre de couverture", meta.title or {}))
  band:insert(paragraph("Couverture sous-titre", meta.subtitle or {}))
  local blocks = pandoc.List({ raw(layout_table({ TEXT_WIDTH }, 5400)) })
  blocks:extend(cell(TEXT_WIDTH,
    '<w:tcMar><w:left w:w="454" w:type="dxa"/><w:right w:w="2268" w:type="dxa"/>'
    .. '<w:bottom w:w="340" w:type="dxa"/></w:tcMar>'
    .. '<w:vAlign w:val="bottom"/>', band))
  blocks[2] = raw((blocks[2].text:gsub("<w:tcMar>", '<w:shd w:val="clear" w:color="auto" w:fill="' .. accent .. '"/><w:tcMar>')))
  blocks:insert(raw("</w:tr></w:tbl>"))
  blocks:insert(paragraph("Fiche surtitre", pandoc.Inlines("Bénéficiaire")))
  blocks:insert(paragraph("Couverture bénéficiaire", meta.beneficiaire or {}))
  blocks:extend(fiche(meta))
  blocks:insert(paragraph("Couverture mention", meta.mention or {}))
  blocks:insert(raw('<w:p><w:r><w:br w:type="page"/></w:r></w:p>'))
  return blocks
end

local function bloc_de_titre(meta)
  local blocks = pandoc.List()
  if meta.draft then blocks:insert(paragraph("Brouillon", { pandoc.Str("BROUILLON") })) end
  blocks:insert(paragraph("Title", meta.title or {}))
  if meta.subtitle then blocks:insert(paragraph("Subtitle", meta.subtitle)) end
  if meta.beneficiaire then blocks:insert(paragraph("Bénéficiaire", meta.beneficiaire)) end
  blocks:extend(fiche(meta))
  blocks:insert(paragraph("Mention", meta.mention or {}))
  return blocks
end

-- A real table of contents, with its entries already in it: Word shows them at once, and
-- « Mettre à jour la table » adds the page numbers.
local function sommaire(doc)
  local entries = pandoc.List()
  doc:walk({ Header = function(header)
    if header.level <= 2 then entries:insert(header) end
  end })
  if #entries == 0 then return {} end
  local xml = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
    .. "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
    .. '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>' .. run("Sommaire") .. "</w:p>"
  for index, header in ipairs(entries) do
    local text = pandoc.utils.stringify(header.content)
    xml = xml .. '<w:p><w:pPr><w:pStyle w:val="TOC' .. header.level .. '"/></w:pPr>'
    if index == 1 then
      xml = xml .. field_char("begin") .. instruction('TOC \\o "1-2" \\h \\z \\u') .. field_char("separate")
    end
    xml = xml .. '<w:hyperlink w:anchor="' .. header.identifier .. '" w:history="1">' .. run(text)
      .. "</w:hyperlink>"
    if index == #entries then xml = xml .. field_char("end") end
    xml = xml .. "</w:p>"
  end
  return { raw(xml .. "</w:sdtContent></w:sdt>") }
end

return {
  { Meta = function(meta)
    accent = pandoc.utils.stringify(meta.accent)
    teinte = pandoc.utils.stringify(meta.teinte)
  end },
  {
    Figure = function(figure)
      local captioned = #figure.caption.long > 0
      local image = { pandoc.Para(figure.content[1].content) }
      local blocks = pandoc.List({ styled(captioned and "Captioned Figure" or "Figure", image) })
      if captioned then blocks:insert(styled("Image Caption", figure.caption.long)) end
      return blocks
    end,
    Table = tableau,
    Div = function(div)
      if div.classes:includes("encadre") then
        local blocks = in_style(div.content, "Encadré")
        blocks:insert(paragraph("Après encadré", {}))
        return blocks
      end
      if div.classes:includes("ensemble") then return ensemble(div) end
      if div.classes:includes("solidaire") then return styled("Corps solidaire", div.content) end
      if div.classes:includes("signatures") then return signatures(div) end
      if div.classes:includes("observations") then return observations(div) end
    end,
  },
  { Pandoc = function(doc)
    local blocks = doc.meta.couverture and couverture(doc.meta) or bloc_de_titre(doc.meta)
    if doc.meta.toc then blocks:extend(sommaire(doc.blocks)) end
    blocks:extend(doc.blocks)
    return pandoc.Pandoc(blocks, doc.meta)
  end },
}
