--[[ Dresses the structure for document.typ, which holds every decision about looks.

Typst functions take their content in square brackets, so that blocks stay blocks:
`#tableau(parts: (30, 70), …)[cell][cell]`.
]]

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local commun = dofile(pandoc.path.join({ folder, "commun.lua" }))

-- A row with less text than this is never cut by the end of a page.
local UNBREAKABLE_ROW = 700

-- Two rows of at most so many lines together stay on one page.
local HELD_LINES = 30

-- A list up to this size stays on one page.
local SHORT_ITEMS, SHORT_LIST = 6, 450
-- A word longer than this, in characters, may break anywhere: it would leave the page.
local LONG_WORD = 40
local BREAK = "\u{200B}"

-- From this length on, in bytes, a box is longer than any page keeps whole.
local LONG_BOX = 5000

local function raw(text) return pandoc.RawBlock("typst", text) end

-- Content as the arguments of one call, `head[a][b]`; `legende` becomes its named argument.
local function call(name, contents, arguments, legende)
  local blocks = pandoc.List({ raw(name .. "(" .. (arguments or "")) })
  if legende and #legende > 0 then
    blocks:insert(raw("legende: ["))
    blocks:extend(legende)
    blocks:insert(raw("],"))
  end
  -- No space may stand between the closing parenthesis and the first bracket.
  blocks:insert(raw(#contents > 0 and ")[" or ")"))
  for index, content in ipairs(contents) do
    if index > 1 then blocks:insert(raw("][")) end
    blocks:extend(content)
  end
  if #contents > 0 then blocks:insert(raw("]")) end
  return blocks
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ") .. '"'
end

local function align_name(alignment)
  return ({ AlignRight = "right", AlignCenter = "center" })[tostring(alignment)] or "left"
end

-- The parts of a word between its own hyphens, where any line may end, that are longer than
-- `longest` characters, with a place to break them every `step` characters, only between plain
-- letters and figures: never between a letter and its accent.
local function breakable(str, longest, step)
  if (utf8.len(str.text) or 0) <= longest then return nil end
  return pandoc.Str((str.text:gsub("[^-]+", function(part)
    if (utf8.len(part) or 0) <= longest then return nil end
    local run = 0
    return (part:gsub(utf8.charpattern, function(char)
      local plain = #char == 1 or (#char == 2 and utf8.codepoint(char) < 0x250)
      run = run + 1
      if run <= step or not plain then return nil end
      run = 1
      return BREAK .. char
    end))
  end)))
end

-- What a column holds of a line, in average characters, as tableaux.lua reckons it.
local function capacity(share) return math.max(4, math.floor(share * 88 - 3.2)) end

-- The last rows that stay together: two of them, if they are not so long that a page could be too
-- short for both.
local function last_rows(tbl)
  local rows = pandoc.List()
  for _, body in ipairs(tbl.bodies) do rows:extend(body.body) end
  if #rows < 3 then return 0 end
  local lines = 0
  for index = #rows - 1, #rows do
    local tallest = 1
    for column, cell in ipairs(rows[index].cells) do
      local length = #pandoc.utils.stringify(pandoc.Div(cell.contents))
      tallest = math.max(tallest, length / capacity(tbl.colspecs[column][2] or 1 / #tbl.colspecs))
    end
    lines = lines + tallest
  end
  return lines <= HELD_LINES and 2 or 0
end

local function tableau(tbl)
  local parts, aligns, cells = {}, {}, pandoc.List()
  for column, spec in ipairs(tbl.colspecs) do
    parts[column] = ("%.2f"):format((spec[2] or 1 / #tbl.colspecs) * 100)
    aligns[column] = align_name(spec[1])
  end
  local longest = 0
  local function add(row)
    local length = 0
    for column, cell in ipairs(row.cells) do
      length = math.max(length, #pandoc.utils.stringify(pandoc.Div(cell.contents)))
      local most = capacity(tbl.colspecs[column][2] or 1 / #tbl.colspecs)
      cells:insert(cell.contents:walk({
        Str = function(str) return breakable(str, most, math.max(2, most // 2)) end,
      }))
    end
    longest = math.max(longest, length)
  end
  local header = false
  for _, row in ipairs(tbl.head.rows) do header = true; add(row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do add(row) end
  end
  local arguments = ("parts: (%s,), aligns: (%s,), titres: %s, court: %s, lignes-entieres: %s, dernieres: %d,"):format(
    table.concat(parts, ", "), table.concat(aligns, ", "), header and "true" or "false",
    tbl.classes:includes("court") and "true" or "false",
    longest < UNBREAKABLE_ROW and "true" or "false", last_rows(tbl))
  local height = commun.height(tbl)
  if height > 0 then arguments = arguments .. (" hauteur: %dmm,"):format(height) end
  return call("#tableau", cells, arguments, tbl.caption.long)
end

local function graphique(image, caption)
  local width = image.attributes.width or "100%"
  if not width:match("^[%d.]+%%$") and not width:match("^[%d.]+[cm]m$") then width = "100%" end
  local arguments = ("%s, alt: %s, width: %s,"):format(
    quoted(image.src), quoted(pandoc.utils.stringify(image.caption)), width)
  return call("#graphique", {}, arguments, caption)
end

local function liste(list)
  local length = #pandoc.utils.stringify(pandoc.Div({ list }))
  if #list.content > SHORT_ITEMS or length > SHORT_LIST then return nil end
  return call("#liste", { { list } })
end

local PART = pandoc.Attr("", { "part" })

-- Every mark of typst neutralised: pandoc leaves those that open a line, which in an item of a
-- list or in a cell would be a heading, another list, or the end of the whole document.
local function literal(str)
  return pandoc.RawInline("typst", (str.text:gsub("[!-/:-@[-`{-~]", "\\%0")))
end

-- Whether a block goes on with the text before it: a chart that waits for the next page lets it
-- pass, where a table would be cut in two by the chart.
local function passes(blocks, index)
  local block, following = blocks[index], blocks[index + 1]
  if not block or block.t == "Header" or block.t == "Figure" or block.t == "Table" then return false end
  local announces = block.t == "Div" and block.classes:includes("solidaire")
  return not (announces and following and following.t == "Table")
end

-- A chart with the text that follows it, up to the next chart, table or heading. The last picture
-- of a chart in several stays with the others, and one right under its heading stays there.
local function illustrated(blocks)
  local result, index = pandoc.List(), 1
  while index <= #blocks do
    local block, suite = blocks[index], pandoc.List()
    local before = index > 1 and blocks[index - 1].t
    index = index + 1
    if block.t == "Figure" and before ~= "Figure" and before ~= "Header" then
      while passes(blocks, index) do
        suite:insert(blocks[index])
        index = index + 1
      end
    end
    if #suite > 0 then
      local parts = { pandoc.Div({ block }, PART), pandoc.Div(suite, PART) }
      block = pandoc.Div(parts, pandoc.Attr("", { "illustre" }))
    end
    result:insert(block)
  end
  return result
end

-- The observations of what goes down to the foot of its page take the room that is left.
local function stretched(div)
  if not div.classes:includes("jusqu-en-bas") then return nil end
  return div:walk({ Div = function(inner)
    if inner.classes:includes("observations") then inner.attributes.reste = "true" end
    return inner
  end })
end

-- Blocks that stay on the page of what follows them, where structure.lua says so.
local function held(block, blocks)
  if not commun.is_held(block) then return blocks end
  local result = pandoc.List({ raw("#solidaire[") })
  result:extend(blocks)
  result:insert(raw("]"))
  return result
end

local boxes = { encadre = "#encadre", ensemble = "#ensemble" }

local function boxed(div)
  for class, name in pairs(boxes) do
    if div.classes:includes(class) then
      local long = #pandoc.utils.stringify(div) > LONG_BOX
      return call(name, { div.content }, long and "long: true," or nil)
    end
  end
end

local function observations(div)
  local count = tonumber(div.attributes.lignes) or 6
  local more = div.attributes.reste == "true" and " reste: true," or ""
  if div.classes:includes("facultatives") then more = more .. " facultatif: true," end
  return call("#observations", { div.content }, ("lignes: %d,%s"):format(count, more))
end

local function division(div)
  if div.classes:includes("jusqu-en-bas") then return call("#jusqu-en-bas", { div.content }) end
  if div.classes:includes("illustre") then
    return call("#illustre", { div.content[1].content, div.content[2].content })
  end
  if div.classes:includes("signatures") then return call("#signatures", commun.items(div)) end
  if div.classes:includes("courrier") then return call("#courrier", commun.items(div)) end
  if div.classes:includes("observations") then return observations(div) end
  return boxed(div) or div.content
end

return {
  { Blocks = illustrated, Div = stretched },
  {
    Table = function(tbl) return held(tbl, tableau(tbl)) end,
    Figure = function(figure)
      local image = figure.content[1] and figure.content[1].content[1]
      if image and image.t == "Image" then
        return graphique(image, figure.caption.long)
      end
    end,
    Div = function(div)
      if div.classes:includes("part") then return nil end
      return held(div, division(div))
    end,
    Header = function(header)
      return pandoc.Header(header.level, header.content, pandoc.Attr(header.identifier))
    end,
  },
  -- After the labels of signatures, which are read from a list, and the figures, which hold
  -- their images themselves.
  {
    traverse = "topdown",
    BulletList = function(list) return liste(list), false end,
    OrderedList = function(list) return liste(list), false end,
  },
  {
    Image = function(image)
      return pandoc.RawInline("typst", ("#box(image(%s, alt: %s, height: 1.2em))"):format(
        quoted(image.src), quoted(pandoc.utils.stringify(image.caption))))
    end,
  },
  { Str = function(str) return breakable(str, LONG_WORD, LONG_WORD // 3) end },
  -- Last of all, since nothing can be read in raw text.
  { Str = literal },
}
