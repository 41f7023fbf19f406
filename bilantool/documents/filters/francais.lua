--[[ French typography, in every format.

U+202F before ; ! ? and between thousands; U+00A0 before : and inside « », before units and
after the words that announce a number or a name, between the groups of a telephone or SIRET
number. Quotation marks, apostrophes, dashes between words and three dots become the French ones;
those inside others are “ and ”. Code and anything that looks like an address stay as they are.
]]

local NBSP, THIN = "\u{A0}", "\u{202F}"
-- Bytes: what is longer is no word of French, and would cost time to look through.
local LONGEST = 160
local FIXED = { [NBSP] = true, [THIN] = true }

local MONTHS_LIST = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"

local function set(words)
  local members = {}
  for word in words:gmatch("%S+") do members[word] = true end
  return members
end

local BEFORE = { [";"] = THIN, ["!"] = THIN, ["?"] = THIN, [":"] = NBSP, ["»"] = NBSP, ["%"] = NBSP, ["€"] = NBSP }
local UNITS = set("h min s ans an mois jour jours semaine semaines heure heures minute minutes "
  .. "km m cm kg g k€ M€ HT TTC pages points séance séances " .. MONTHS_LIST)
local MONTHS = set(MONTHS_LIST)
local TITLES = set("M. MM. Mme Mmes Mlle Dr Me Pr St Ste")
local ANNOUNCE = set("n° nº N° p. page pages art. article articles L. R. D. L R D tableau Tableau figure "
  .. "Figure annexe Annexe niveau phase étape semaine chapitre chap. bac Bac")

local function is_address(text)
  return text:find("://", 1, true) or text:find("^www%.") or text:find("^%S+@%S+%.%a")
end

local function first_char(text) return text:match("^" .. utf8.charpattern) end

local function last_char(text)
  local position = utf8.offset(text, -1)
  return position and text:sub(position)
end

-- A word without what opens it, and without what closes it.
local function core(text)
  return (text:gsub("^[%(%[]+", ""):gsub("^«\u{A0}?", ""):gsub("^’", ""))
end
local function unit_of(text) return (text:gsub("[%.,;:!%?%)%]»\u{202F}\u{A0}]+$", "")) end

-- Inside one word: apostrophes, guillemets and double punctuation typed without their space.
local function word(text)
  if #text > LONGEST or is_address(text) then return text end
  text = text:gsub("^'([^']+)'$", "‘%1’"):gsub("'", "’")
  text = text:gsub("%.+", function(dots) return #dots == 3 and "…" or nil end)
  text = text:gsub("«\u{202F}", "«" .. NBSP):gsub("\u{202F}»", NBSP .. "»")
  text = text:gsub("«([^\u{A0}%s])", "«" .. NBSP .. "%1")
  text = text:gsub("«\u{A0}\u{A0}+", "«" .. NBSP)
  text = text:gsub("([%w\128-\255%)%.%?!…])»", function(before) return before .. NBSP .. "»" end)
  text = text:gsub("\u{A0}\u{A0}+", NBSP)
  -- The last byte of U+00A0 or U+202F counts as a letter above: undo what it doubled.
  text = text:gsub("\u{202F}\u{A0}", NBSP)
  local head, marks, tail = text:match("^(.*[%w\128-\255%)])([;!%?]+)([%)»\u{A0}]*)$")
  if head and not FIXED[last_char(head)] then text = head .. THIN .. marks .. tail end
  head = text:match("^(.*[%a\128-\255%)]):$")
  if head and not FIXED[last_char(head)] then text = head .. NBSP .. ":" end
  return text
end

-- The space that French wants between two neighbours, or nil for an ordinary one.
local function space_between(before, after)
  if after ~= "" then
    local first = first_char(after)
    if BEFORE[first] and not after:find("^:%w+:") then return BEFORE[first] end
  end
  if before == "" then return nil end
  if last_char(before) == "«" then return NBSP end
  if after == "" then return nil end
  local head = core((before:gsub("^.*\u{A0}", "")))
  if head:find("^%d%d?%d?$") or head:find("[%s\u{202F}]%d%d%d$") then
    if after:find("^%d%d%d$") or after:find("^%d%d%d[^%d]") then return THIN end
  end
  if head:find("%d$") or head:find("^%d+er$") or head:find("%d,%d+$") then
    if UNITS[unit_of(after)] then return NBSP end
  end
  if before:find("0%d$") or before:find("0%d\u{A0}[%d\u{A0}]*%d%d$") then
    if after:find("^%d%d%f[%D]") then return NBSP end
  end
  if before:find("%d%d%d\u{202F}%d%d%d$") and after:find("^%d%d%d%d%d%f[%D]") then return NBSP end
  if before:find("%f[%d]0%d$") or before:find("%f[%d]0%d\u{A0}[%d\u{A0}]*%d%d$") then
    if after:find("^%d%d%f[%D]") then return NBSP end
  end
  if before:find("%d%d%d\u{202F}%d%d%d$") and after:find("^%d%d%d%d%d%f[%D]") then return NBSP end
  if head:find("^%d%d?$") and after:find("^h%d") then return NBSP end
  if TITLES[head] and after:find("^[%u\195]") then return NBSP end
  if ANNOUNCE[head] and after:find("^%d") then return NBSP end
  if MONTHS[head] and after:find("^%d%d%d%d") then return NBSP end
  if head == "h" and after:find("^%d%d[^%d]?") and not after:find("^%d%d%d") then return NBSP end
  return nil
end

local function text_of(inline)
  if inline == nil or inline.t == "Code" or inline.t == "Image" then return "" end
  return pandoc.utils.stringify(inline)
end

-- Straight quotation marks, told apart by what stands around them: « after a space or an opening
-- bracket, » after a letter. One that follows a figure while none is open is a measure (5").
local function french_quotes(inlines)
  local open, before = false, " "
  for index, inline in ipairs(inlines) do
    if inline.t == "Str" and inline.text:find('"', 1, true) and #inline.text <= LONGEST
      and not is_address(inline.text) then
      local text = inline.text
      local following = inlines[index + 1]
      local stops = following == nil or following.t == "Space" or following.t == "SoftBreak"
      inline.text = text:gsub('()"', function(position)
        local previous = position > 1 and text:sub(position - 1, position - 1) or before
        local alone = position == #text and stops and previous:find("[%s%(%[]")
        if previous:find("[%s%(%[’']") and not (alone and open) then
          open = true
          return "«" .. NBSP
        end
        if previous:find("%d") and not open then return '"' end
        open = false
        return NBSP .. "»"
      end)
      before = text:sub(-1)
    elseif inline.t == "Space" or inline.t == "SoftBreak" or inline.t == "LineBreak" then
      before = " "
    else
      before = inline.t == "Str" and inline.text:sub(-1) or "x"
    end
  end
  return inlines
end

-- Guillemets inside guillemets, once both pairs are closed: the inner ones are “ and ”.
local function inner_quotes(inlines)
  local open, pairs_of_marks = {}, {}
  for index, inline in ipairs(inlines) do
    if inline.t == "Str" and #inline.text <= 2 * LONGEST then
      for position, code in utf8.codes(inline.text) do
        if code == 0xAB then
          table.insert(open, { index = index, position = position, around = open[#open] })
        elseif code == 0xBB and #open > 0 then
          local pair = table.remove(open)
          pair.closed = true
          table.insert(pairs_of_marks, { pair, { index = index, position = position } })
        end
      end
    end
  end
  local marks = {}
  for _, found in ipairs(pairs_of_marks) do
    local around = found[1].around
    if around and around.closed then
      found[1].sign, found[2].sign = "“", "”"
      table.insert(marks, found[1])
      table.insert(marks, found[2])
    end
  end
  table.sort(marks, function(a, b)
    return a.index > b.index or a.index == b.index and a.position > b.position
  end)
  for _, mark in ipairs(marks) do
    local inline = inlines[mark.index]
    local before, after = inline.text:sub(1, mark.position - 1), inline.text:sub(mark.position + 2)
    if mark.sign == "“" then after = after:gsub("^\u{A0}", "") else before = before:gsub("\u{A0}$", "") end
    inline.text = before .. mark.sign .. after
  end
  return inlines
end

local DASHES = { ["-"] = "–", ["--"] = "–", ["---"] = "—" }

local function dash_between(inlines, index)
  local before, after = inlines[index - 1], inlines[index + 1]
  return before and after and before.t == "Space" and after.t == "Space" and DASHES[inlines[index].text]
end

local function last_word(text) return text:sub(-LONGEST):match("(%S*)$") end

local function spaced(inlines)
  local result = pandoc.List()
  local before = ""
  for index, inline in ipairs(inlines) do
    if inline.t == "Space" or inline.t == "SoftBreak" then
      local after = text_of(inlines[index + 1])
      local space = space_between(last_word(before), after)
      if space then
        -- One word for the eye is one word for the writer: nothing may break it.
        local last, following = result[#result], inlines[index + 1]
        local words = last and last.t == "Str" and following and following.t == "Str"
        if words and #last.text < LONGEST then
          following.text = last.text .. space .. following.text
          result:remove(#result)
        else
          result:insert(pandoc.Str(space))
        end
      else
        result:insert(inline)
      end
    else
      if inline.t == "Str" then inline.text = dash_between(inlines, index) or inline.text end
      result:insert(inline)
      before = text_of(inline)
    end
  end
  return result
end

return {
  { Inlines = french_quotes },
  {
    Str = function(str) return pandoc.Str(word(str.text)) end,
    Quoted = function(quoted)
      local open, close = "«" .. NBSP, NBSP .. "»"
      if quoted.quotetype == "SingleQuote" then open, close = "“", "”" end
      local inlines = pandoc.List({ pandoc.Str(open) })
      inlines:extend(quoted.content)
      inlines:insert(pandoc.Str(close))
      return inlines
    end,
  },
  { Inlines = function(inlines) return inner_quotes(spaced(inlines)) end },
}
