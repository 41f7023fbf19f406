--[[ What hangs on the metadata: the French of their own words, and the numbers of the headings.

The text itself is French already: francais.lua went over it as it was read.
]]

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local francais = dofile(pandoc.path.join({ folder, "francais.lua" }))

local counters = {}
local numbered = false

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
      local alone = pandoc.Pandoc({}, meta)
      for _, filter in ipairs(francais) do alone = alone:walk(filter) end
      return alone.meta
    end,
  },
  {
    Header = function(header)
      if not numbered or header.level > 2 then return nil end
      header.content:insert(1, pandoc.Str(section_number(header.level) .. "\u{2002}"))
      return header
    end,
  },
}
