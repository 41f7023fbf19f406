--[[ What every format shares, done once as the text is read: heading levels and names, captions
of tables and charts.

Divs of the templates become plain pandoc structure here, so that the filter of each
format only has to dress it:

  ::: {.tableau widths="30 70" legende="…"}   →  Table with its caption, its `widths` kept aside,
                                                 and `hauteur`, the least height of its rows in mm
  ![alt](chart:name){legende="…"}             →  Figure with its caption

U+E000, which markup.py writes where a line of a note ends, becomes a line break.

A short paragraph that announces a table or a list becomes a Div `solidaire`, which stays on the
page of what it announces; so does what stands before signatures, which never are alone on a page.
A chart stays where it is told: afloat, it may leave its own section.
]]

local headings = 0
local previous_level = 0

local function tableau(div)
  local blocks = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == "Table" then
      block.attributes.widths = div.attributes.widths
      block.attributes.hauteur = div.attributes.hauteur
      local legende = div.attributes.legende
      if legende and legende ~= "" then
        block.caption = { long = { pandoc.Plain(pandoc.Inlines(legende)) } }
      end
    end
    blocks:insert(block)
  end
  return blocks
end

-- A pipe table cannot be written without a first row: an empty one is none.
local function without_empty_head(tbl)
  if pandoc.utils.stringify(pandoc.Div(tbl.head.rows:map(function(row)
    return pandoc.Div(row.cells:map(function(cell) return pandoc.Div(cell.contents) end))
  end))) ~= "" then return nil end
  tbl.head.rows = {}
  return tbl
end

local function figure(para)
  local image = #para.content == 1 and para.content[1]
  -- A picture that is no chart is dropped later: no empty frame may be left of it.
  if not image or image.t ~= "Image" or not image.src:find("^chart:") then return nil end
  local legende = image.attributes.legende or image.title
  image.attributes.legende, image.title = nil, ""
  local caption = legende ~= "" and { pandoc.Plain(pandoc.Inlines(legende)) } or {}
  return pandoc.Figure({ pandoc.Plain({ image }) }, { long = caption }, { class = "graphique" })
end

local LINE_END = "\u{E000}"

local function line_breaks(inlines)
  local result = pandoc.List()
  for index, inline in ipairs(inlines) do
    local before, after = inlines[index - 1], inlines[index + 1]
    if inline.t == "Str" and inline.text == LINE_END then
      result:insert(pandoc.LineBreak())
    elseif inline.t ~= "Space" or not (before and before.text == LINE_END or after and after.text == LINE_END) then
      result:insert(inline)
    end
  end
  return result
end

-- Up to here, in bytes, a paragraph is taken for the announcement of what follows it.
local ANNOUNCEMENT = 400
local ANNOUNCED = { Table = true, BulletList = true, OrderedList = true }

local function announcements(blocks)
  for index, block in ipairs(blocks) do
    local following = blocks[index + 1]
    if block.t == "Para" and following and ANNOUNCED[following.t]
      and #pandoc.utils.stringify(block) <= ANNOUNCEMENT then
      blocks[index] = pandoc.Div({ block }, pandoc.Attr("", { "solidaire" }))
    end
  end
  return blocks
end

-- The text that a page shows before its signatures, in bytes: three lines or so.
local SIGNED_TEXT = 260

local function is_signed(block)
  if block.t ~= "Div" then return false end
  if block.classes:includes("signatures") then return true end
  local found = false
  block:walk({ Div = function(div) found = found or div.classes:includes("signatures") end })
  return found and not block.classes:includes("jusqu-en-bas")
end

local function text_before_signatures(div)
  local length = 0
  for _, block in ipairs(div.content) do
    if not is_signed(block) then length = length + #pandoc.utils.stringify(pandoc.Div({ block })) end
  end
  return div.classes:includes("signatures") and 0 or length
end

local function held(block)
  if block.t == "Table" or block.t == "Div" then
    if not block.classes:includes("solidaire") then block.classes:insert("solidaire") end
    return block
  end
  return pandoc.Div({ block }, pandoc.Attr("", { "solidaire" }))
end

-- A table that would leave a hole if it stayed whole with the signatures: about a third of a page, a
-- row being as high as `hauteur` says, or 8 mm, and a line of 80 bytes 5 mm.
local TALL, ROW, LINE, BYTES = 90, 8, 5, 80

local function is_tall(block)
  if block.t ~= "Table" then return false end
  local rows = #block.head.rows
  for _, body in ipairs(block.bodies) do rows = rows + #body.body end
  local row = math.max(ROW, tonumber(block.attributes.hauteur) or 0)
  local lines = #pandoc.utils.stringify(pandoc.Div({ block })) / BYTES
  return math.max(rows * row, lines * LINE) > TALL
end

local function before_signatures(blocks)
  for index, block in ipairs(blocks) do
    if is_signed(block) then
      local length, place = text_before_signatures(block), index - 1
      while place > 0 and length < SIGNED_TEXT and blocks[place].t ~= "Header"
        and not is_tall(blocks[place]) do
        length = length + #pandoc.utils.stringify(pandoc.Div({ blocks[place] }))
        blocks[place] = held(blocks[place])
        place = place - 1
      end
    end
  end
  return blocks
end

-- PDF/UA wants no level skipped; short names keep Word's forty characters for a bookmark.
local function heading(header)
  header.level = math.min(header.level, previous_level + 1)
  previous_level = header.level
  headings = headings + 1
  header.identifier = "s" .. headings
  return header
end

return {
  { Inlines = line_breaks, Table = without_empty_head },
  {
    traverse = "topdown",
    Div = function(div)
      if div.classes:includes("tableau") then return tableau(div), false end
    end,
    Para = figure,
    Header = heading,
  },
  -- Once tables and figures are there.
  { Blocks = announcements },
  {
    traverse = "topdown",
    Blocks = before_signatures,
    -- Whole as it is, and measured by what it holds.
    Div = function(div)
      if div.classes:includes("jusqu-en-bas") then return div, false end
    end,
  },
}
