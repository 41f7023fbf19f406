--[[ Dresses the structure for the page of document.html.

On a phone the rows of a table become cards: each cell then shows the title of its column, and
the roles keep for a screen reader what the style sheet takes from the eye.
]]

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local commun = dofile(pandoc.path.join({ folder, "commun.lua" }))

local function attributed(attr, role)
  attr.attributes.role = role
  return attr
end

local function tableau(tbl)
  tbl.attributes.role = "table"
  if commun.height(tbl) > 0 then tbl.classes:insert("a-remplir") end
  local titles = {}
  for _, row in ipairs(tbl.head.rows) do
    attributed(row.attr, "row")
    for column, cell in ipairs(row.cells) do
      titles[column] = pandoc.utils.stringify(pandoc.Div(cell.contents))
      cell.attributes.scope = "col"
      attributed(cell.attr, "columnheader")
    end
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      attributed(row.attr, "row")
      for column, cell in ipairs(row.cells) do
        attributed(cell.attr, "cell")
        cell.attributes["data-titre"] = titles[column] or ""
      end
    end
  end
  return tbl
end

local function signatures(div)
  local boxes = commun.items(div):map(function(item)
    return pandoc.Div(item, pandoc.Attr("", { "signature" }))
  end)
  return pandoc.Div(boxes, pandoc.Attr("", { "signatures" }))
end

local function courrier(div)
  local parties = commun.items(div):map(function(item)
    return pandoc.Div(item, pandoc.Attr("", { "adresse" }))
  end)
  return pandoc.Div(parties, pandoc.Attr("", { "courrier" }))
end

local function observations(div)
  if commun.is_for_paper(div) then return {} end
  local blocks = pandoc.List(div.content)
  for _ = 1, tonumber(div.attributes.lignes) or 6 do
    blocks:insert(pandoc.Div({}, pandoc.Attr("", { "ligne" })))
  end
  return pandoc.Div(blocks, pandoc.Attr("", { "observations" }))
end

-- From this part of the line on, in percent, a chart holds too much for the width of a phone.
local WIDE = 80

-- On a phone a wide chart keeps a size at which its letters can be read, and slides sideways in
-- this frame; the keyboard can reach it.
local function graphique(figure)
  local image = figure.content[1].content[1]
  local share = tonumber((image.attributes.width or ""):match("^([%d.]+)%%$"))
  if not share or share < WIDE then return nil end
  local label = "Graphique, à faire glisser sur un petit écran"
  -- Pairs, and not a table of names, whose order would change from one writing to the next.
  local attributes = { { "tabindex", "0" }, { "role", "group" }, { "aria-label", label } }
  figure.content = { pandoc.Div(figure.content, pandoc.Attr("", { "defile" }, attributes)) }
  return figure
end

return { {
  Table = tableau,
  Figure = graphique,
  Div = function(div)
    if div.classes:includes("encadre") then div.attributes.role = "note" return div end
    if div.classes:includes("signatures") then return signatures(div) end
    if div.classes:includes("courrier") then return courrier(div) end
    if div.classes:includes("observations") then return observations(div) end
  end,
} }
