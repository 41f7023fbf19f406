--[[ The widths of columns, so that no word is broken and no column starves.

Runs after the French spaces are in, since « 14 mars 2026 » is one word by then. A table that is
short gets the class `court`.
]]

-- Width of the text on a page, and what a cell spends on its margins, in average characters.
-- Word and LibreOffice may replace a missing font by a wider one.
local OFFICE = FORMAT == "docx" or FORMAT == "odt"
local LINE = OFFICE and 76 or 88
local CELL_MARGINS = 3.2
-- Up to here a table is short: it moves whole to the next page rather than being cut. Word and
-- LibreOffice know no limit to the hole that this leaves.
local SHORT_ROWS, SHORT_TEXT = 7, OFFICE and 450 or 900
local MIN_SHARE = 0.08
-- A longer word is no word (an address, a typing slip): it is cut rather than given the table.
local LONGEST_WORD = 30

local function share_sum(shares)
  local total = 0
  for _, share in ipairs(shares) do total = total + share end
  return total
end

-- A line may end after a hyphen.
local function longest_word(text)
  local longest = 0
  for word in text:gsub("%-", "- "):gmatch("%S+") do longest = math.max(longest, utf8.len(word) or #word) end
  return math.min(longest, LONGEST_WORD)
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

local function dressed(tbl)
  if #tbl.colspecs == 0 then return tbl end
  local needs, texts, total = measured(tbl)
  local shares = fitted(wanted_shares(tbl.attributes.widths, texts), needs)
  tbl.attributes.widths = nil
  local specs = {}
  for column, spec in ipairs(tbl.colspecs) do specs[column] = { spec[1], shares[column] } end
  tbl.colspecs = specs
  tbl.classes:insert("tableau")
  if #rows_of(tbl) <= SHORT_ROWS and total <= SHORT_TEXT then tbl.classes:insert("court") end
  return tbl
end

return { { Table = dressed } }
