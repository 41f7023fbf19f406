--[[ What hangs on the metadata: the French of their own words, and the numbers of the headings.

The text itself is French already: francais.lua went over it as it was read.
]]

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local francais = dofile(pandoc.path.join({ folder, "francais.lua" }))

local counters = {}
local numbered = false
local alone = {} -- by identifier: the only subsection of its section, which needs no number

local function find_alone(doc)
  local below = pandoc.List()
  local function close()
    if #below == 1 then alone[below[1].identifier] = true end
    below = pandoc.List()
  end
  doc:walk({ Header = function(header)
    if header.level == 1 then close() elseif header.level == 2 then below:insert(header) end
  end })
  close()
end

local function section_number(level)
  counters[level] = (counters[level] or 0) + 1
  for deeper = level + 1, 6 do counters[deeper] = nil end
  local parts = {}
  for depth = 1, level do parts[depth] = tostring(counters[depth] or 1) end
  return table.concat(parts, ".")
end

return {
  {
    Meta = function(meta)
      numbered = meta.numeros == true
      local bare = pandoc.Pandoc({}, meta)
      for _, filter in ipairs(francais) do bare = bare:walk(filter) end
      return bare.meta
    end,
  },
  { Pandoc = find_alone },
  {
    Header = function(header)
      if not numbered or header.level > 2 or alone[header.identifier] then return nil end
      header.content:insert(1, pandoc.Str(section_number(header.level) .. "\u{2002}"))
      return header
    end,
  },
}
