--[[ Dresses the structure for Word: the styles of reference.docx, and what pandoc has no word for.

Everything that a person may want to restyle is a named style (« Encadré », « Cellule »…); raw
OpenXML only where Word needs a table as a frame: the cover, the boxes to sign.
]]

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local commun = dofile(pandoc.path.join({ folder, "commun.lua" }))
local styled = commun.styled

local TEXT_WIDTH = 9071 -- twentieths of a point: 160 mm
local accent, teinte = "17505C", "E8EFF0"

local function raw(text) return pandoc.RawBlock("openxml", text) end

local function escape(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
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

-- Where a row is to be written in by hand, a paragraph of an exact height says how tall it is:
-- pandoc knows no height of rows, and office.py makes one of it.
local function kept_open(row, height)
  local cell = row.cells[#row.cells]
  local blocks = pandoc.Blocks(cell.contents)
  blocks:insert(raw(('<w:p><w:pPr><w:spacing w:line="%d" w:lineRule="exact"/></w:pPr></w:p>'):format(height * 56.7 // 1)))
  cell.contents = blocks
end

local function tableau(tbl)
  local height = commun.height(tbl)
  local court = tbl.classes:includes("court")
  for _, row in ipairs(tbl.head.rows) do cells_styled(row, "Titre de colonne") end
  for _, body in ipairs(tbl.bodies) do
    for index, row in ipairs(body.body) do
      -- A short table stays on one page: each row but the last holds on to the next one. In a
      -- long one the first two and the last two do, so that none is left alone.
      local last, rows = index == #body.body, #body.body
      local held = last and commun.is_held(tbl) or not last and (court or index == 1 or index == rows - 1)
      cells_styled(row, held and "Cellule solidaire" or "Cellule")
      if height > 0 then kept_open(row, height) end
    end
  end
  return { tbl, paragraph(commun.is_held(tbl) and "Après encadré" or "Après tableau", {}) }
end

-- Boxes

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

local function layout_table(widths)
  local grid = ""
  for _, width in ipairs(widths) do grid = grid .. '<w:gridCol w:w="' .. width .. '"/>' end
  return ('<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    .. '<w:tblCellMar><w:top w:w="113" w:type="dxa"/><w:left w:w="170" w:type="dxa"/>'
    .. '<w:bottom w:w="113" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar>'
    .. '</w:tblPr><w:tblGrid>%s</w:tblGrid>'):format(TEXT_WIDTH, grid)
end

local function opened_row(height)
  return ('<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="%d" w:hRule="atLeast"/></w:trPr>'):format(height)
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

-- Two boxes to sign in a row; the rows of one table hold together.
local function signatures(div)
  local items = commun.items(div)
  local gap = 227
  local width = (TEXT_WIDTH - gap) // 2
  local function row(height, boxes, name)
    local blocks = pandoc.List({ raw(opened_row(height)) })
    for place, item in ipairs({ boxes[1] or false, false, boxes[2] or false }) do
      local middle = place == 2
      local content = item and styled(name, item) or paragraph(name, {})
      local properties = middle and NO_MARGIN or item and frame(true) or ""
      blocks:extend(cell(middle and gap or width, properties, { content }))
    end
    blocks:insert(raw("</w:tr>"))
    return blocks
  end
  local blocks = pandoc.List({ raw(layout_table({ width, gap, width })) })
  for first = 1, #items, 2 do
    if first > 1 then blocks:extend(row(gap, {}, "Cellule solidaire")) end
    local last = first + 2 > #items
    blocks:extend(row(2000, { items[first], items[first + 1] }, last and "Cellule" or "Cellule solidaire"))
  end
  blocks:insert(raw("</w:tbl>"))
  blocks:insert(paragraph("Après tableau", {}))
  return blocks
end

-- The addresses of a letter, side by side and without a frame.
local function courrier(div)
  local items = commun.items(div)
  local gap = 227
  local width = (TEXT_WIDTH - gap) // 2
  local blocks = pandoc.List({ raw(layout_table({ width, gap, width }) .. opened_row(1400)) })
  for index, place in ipairs({ 1, 0, 2 }) do
    local content = items[place] and styled("Cellule", items[place]) or paragraph("Cellule", {})
    blocks:extend(cell(index == 2 and gap or width, NO_MARGIN, { content }))
  end
  blocks:insert(raw("</w:tr></w:tbl>"))
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
  local blocks = pandoc.List({ raw(layout_table({ TEXT_WIDTH }) .. opened_row(5400)) })
  blocks:extend(cell(TEXT_WIDTH,
    '<w:tcMar><w:left w:w="454" w:type="dxa"/><w:right w:w="2268" w:type="dxa"/>'
    .. '<w:bottom w:w="340" w:type="dxa"/></w:tcMar>'
    .. '<w:vAlign w:val="bottom"/>', commun.bandeau(meta, paragraph)))
  blocks[2] = raw((blocks[2].text:gsub("<w:tcMar>", '<w:shd w:val="clear" w:color="auto" w:fill="' .. accent .. '"/><w:tcMar>')))
  blocks:insert(raw("</w:tr></w:tbl>"))
  blocks:extend(commun.sous_le_bandeau(meta, paragraph, fiche))
  blocks:insert(raw('<w:p><w:r><w:br w:type="page"/></w:r></w:p>'))
  return blocks
end

-- The entries are there from the start, each with a field for its page. They stand in no TOC field:
-- in one, LibreOffice would believe the numbers that the file brings, and the file knows none.
-- Word fills them in as it opens the file, since office.py asks for it.
local function sommaire(doc)
  local entries = commun.entries(doc)
  if #entries == 0 then return {} end
  local xml = '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>' .. run("Sommaire") .. "</w:p>"
  for _, header in ipairs(entries) do
    local text = pandoc.utils.stringify(header.content)
    xml = xml .. '<w:p><w:pPr><w:pStyle w:val="TOC' .. header.level .. '"/></w:pPr>'
      .. '<w:hyperlink w:anchor="' .. header.identifier .. '" w:history="1">' .. run(text)
      .. "<w:r><w:tab/></w:r>" .. field_char("begin") .. instruction("PAGEREF " .. header.identifier .. " \\h")
      .. field_char("separate") .. run("") .. field_char("end") .. "</w:hyperlink></w:p>"
  end
  return { raw(xml) }
end

return {
  { Meta = function(meta)
    accent = pandoc.utils.stringify(meta.accent)
    teinte = pandoc.utils.stringify(meta.teinte)
  end },
  -- While tables are still tables, which no style of a box reaches.
  { Div = function(div)
    if not div.classes:includes("encadre") then return nil end
    local blocks = commun.boxed(div.content, "Encadré")
    blocks:insert(paragraph("Après encadré", {}))
    return blocks
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
    return pandoc.Pandoc(blocks, doc.meta)
  end },
}
