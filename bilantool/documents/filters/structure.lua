--[[ What every format shares: heading levels and names, tables, charts with a legend.

Divs of the templates become plain pandoc structure here, so that the filter of each
format only has to dress it:

  ::: {.tableau widths="30 70" legende="…"}   →  Table with column widths, caption, class `court`
  ![alt](data){.graphique legende="…"}        →  Figure with its caption
]]

-- Width of the text on a page, and what a cell spends on its margins, in average characters.
local LINE, CELL_MARGINS = 88, 3.2
-- Up to here a table is short: it moves whole to the next page rather than being cut.
local SHORT_ROWS, SHORT_TEXT = 7, 900
local MIN_SHARE = 0.08

local headings = 0
local previous_level = 0
local counters = {}
local numbered = false

local function share_sum(shares)
  local total = 0
  for _, share in ipairs(shares) do total = total + share end
  return total
end

local function longest_word(text)
  local longest = 0
  for word in text:gmatch("%S+") do longest = math.max(longest, utf8.len(word) or #word) end
  return longest
end

local function rows_of(tbl)
  local rows = pandoc.List()
  rows:extend(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do rows:extend(body.body) end
  return rows
end

-- For each column: the share its longest word needs, and how much text it holds.
local function measured(tbl)
  local needs, texts, total = {}, {}, 0
  for column = 1, #tbl.colspecs do needs[column], texts[column] = MIN_SHARE, 1 end
  for number, row in ipairs(rows_of(tbl)) do
    for column, cell in ipairs(row.cells) do
      local text = pandoc.utils.stringify(pandoc.Div(cell.contents))
      -- Bold headers are about a tenth wider.
      local width = longest_word(text) * (number == 1 and 1.12 or 1.02)
      needs[column] = math.max(needs[column], (width + CELL_MARGINS) / LINE)
      texts[column] = math.max(texts[column], utf8.len(text) or #text)
      total = total + (utf8.len(text) or #text)
    end
  end
  return needs, texts, total
end

-- The wanted shares, each raised to what its longest word needs, the others giving way.
local function fitted(wanted, needs)
  local scale = math.min(1, 1 / share_sum(needs))
  local fixed, free, wish = 0, {}, 0
  local shares = {}
  for column, share in ipairs(wanted) do
    local need = needs[column] * scale
    if share < need then
      shares[column], fixed = need, fixed + need
    else
      free[#free + 1], wish = column, wish + share
    end
  end
  for _, column in ipairs(free) do
    shares[column] = math.max(wanted[column] / wish * (1 - fixed), needs[column] * scale)
  end
  local total = share_sum(shares)
  for column, share in ipairs(shares) do shares[column] = share / total end
  return shares
end

local function wanted_shares(widths, texts)
  local wanted = {}
  for number in (widths or ""):gmatch("[%d.]+") do wanted[#wanted + 1] = tonumber(number) end
  if #wanted ~= #texts or share_sum(wanted) <= 0 then
    wanted = {}
    -- The square root keeps one long cell from starving the others.
    for column, length in ipairs(texts) do wanted[column] = math.sqrt(length) end
  end
  local total = share_sum(wanted)
  for column, share in ipairs(wanted) do wanted[column] = share / total end
  return wanted
end

local function dressed(tbl, widths, legende)
  if #tbl.colspecs == 0 then return tbl end
  local needs, texts, total = measured(tbl)
  local shares = fitted(wanted_shares(widths, texts), needs)
  local specs = {}
  for column, spec in ipairs(tbl.colspecs) do specs[column] = { spec[1], shares[column] } end
  tbl.colspecs = specs
  if legende and legende ~= "" then
    tbl.caption = { long = { pandoc.Plain(pandoc.Inlines(legende)) } }
  end
  tbl.classes:insert("tableau")
  if #rows_of(tbl) <= SHORT_ROWS and total <= SHORT_TEXT then tbl.classes:insert("court") end
  return tbl
end

local function tableau(div)
  local blocks = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == "Table" then
      block = dressed(block, div.attributes.widths, div.attributes.legende)
    end
    blocks:insert(block)
  end
  return blocks
end

local function figure(para)
  local image = #para.content == 1 and para.content[1]
  if not image or image.t ~= "Image" then return nil end
  local legende = image.attributes.legende
  image.attributes.legende = nil
  local caption = legende and { pandoc.Plain(pandoc.Inlines(legende)) } or {}
  return pandoc.Figure({ pandoc.Plain({ image }) }, { long = caption }, { class = "graphique" })
end

local function section_number(level)
  counters[level] = (counters[level] or 0) + 1
  for deeper = level + 1, 6 do counters[deeper] = nil end
  local parts = {}
  for depth = 1, level do parts[depth] = tostring(counters[depth] or 1) end
  return table.concat(parts, ".")
end

-- PDF/UA wants no level skipped; short names keep Word's forty characters for a bookmark.
local function heading(header)
  header.level = math.min(header.level, previous_level + 1)
  previous_level = header.level
  headings = headings + 1
  header.identifier = "s" .. headings
  if numbered and header.level <= 2 then
    header.content:insert(1, pandoc.Str(section_number(header.level) .. "\u{2002}"))
  end
  return header
end

return {
  { Meta = function(meta) numbered = meta.numeros == true end },
  {
    traverse = "topdown",
    Div = function(div)
      if div.classes:includes("tableau") then return tableau(div), false end
    end,
    Table = function(tbl) return dressed(tbl), false end,
    Para = figure,
    Header = heading,
  },
}
