--[[ What the filters of several formats do alike.

Word and LibreOffice have the same named styles: what is a matter of styles alone is here, what is
a matter of their XML stays in docx.lua and odt.lua. Where a paragraph is made, each brings its
own way to make it.
]]

local commun = {}

-- What stands in the items of the lists of a Div, one after another.
function commun.items(div)
  local items = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == "BulletList" or block.t == "OrderedList" then items:extend(block.content) end
  end
  return items
end

-- The least height of a table's rows, in whole millimetres, taken off the table; 0 without one.
function commun.height(tbl)
  local height = tonumber(tbl.attributes.hauteur) or 0
  tbl.attributes.hauteur = nil
  return math.max(0, math.min(60, math.floor(height)))
end

-- pandoc lets a paragraph bear a style, but not a bare line of text: those become paragraphs.
function commun.styled(name, blocks)
  local paragraphs = pandoc.Blocks(blocks):walk({
    Plain = function(plain) return pandoc.Para(plain.content) end,
  })
  return pandoc.Div(paragraphs, pandoc.Attr("", {}, { ["custom-style"] = name }))
end

local SPACE = "\u{2003}" -- as wide as a letter is high

-- The items of a list as paragraphs that begin with their marks: a real list would set the edge of
-- the box anew at each of its levels.
local function paragraphs(list, depth)
  local result = pandoc.List()
  for rank, item in ipairs(list.content) do
    local mark = list.t == "BulletList" and "•" or (list.start + rank - 1) .. "."
    for _, block in ipairs(item) do
      if block.t == "BulletList" or block.t == "OrderedList" then
        result:extend(paragraphs(block, depth + 1))
      elseif block.t == "Para" or block.t == "Plain" then
        local inlines = pandoc.Inlines({ pandoc.Str(SPACE:rep(depth) .. mark .. "\u{A0}\u{A0}") })
        inlines:extend(block.content)
        result:insert(pandoc.Para(inlines))
      else
        result:insert(block)
      end
    end
  end
  return result
end

local function flattened(list) return paragraphs(list, 0), false end

-- Every paragraph of a box bears its style; a table in it keeps its own.
function commun.boxed(blocks, name)
  return blocks:walk({
    traverse = "topdown", BulletList = flattened, OrderedList = flattened,
  }):walk({
    traverse = "topdown",
    Para = function(para) return commun.styled(name, { para }), false end,
    Plain = function(plain) return commun.styled(name, { plain }), false end,
    Table = function(tbl) return tbl, false end,
    RawBlock = function(block) return block, false end,
  })
end

-- What stays on the page of what follows it: a Div, or a Table, that structure.lua says is `solidaire`.
function commun.is_held(block) return block.classes:includes("solidaire") end

function commun.ensemble(div)
  local blocks = pandoc.List()
  for index, block in ipairs(div.content) do
    local text = block.t == "Para" or block.t == "Plain"
    if text and (index < #div.content or commun.is_held(div)) then block = commun.styled("Corps solidaire", { block }) end
    blocks:insert(block)
  end
  return blocks
end

-- Who types the rest needs no lines for it, so that optional ones are for the printed page alone.
function commun.is_for_paper(div) return div.classes:includes("facultatives") end

function commun.observations(div, paragraph)
  if commun.is_for_paper(div) then return {} end
  local blocks = pandoc.List(div.content)
  for _ = 1, tonumber(div.attributes.lignes) or 6 do
    blocks:insert(paragraph("Ligne à remplir", { pandoc.Str("\u{A0}") }))
  end
  -- Lines hold on to each other; this one lets go of what follows, or does not.
  blocks:insert(paragraph(commun.is_held(div) and "Après encadré" or "Après tableau", {}))
  return blocks
end

-- What stands on the coloured band of a cover.
function commun.bandeau(meta, paragraph)
  local band = pandoc.List()
  if meta.prestataire then band:insert(paragraph("Couverture prestataire", meta.prestataire)) end
  if meta.draft then band:insert(paragraph("Brouillon de couverture", { pandoc.Str("BROUILLON") })) end
  band:insert(paragraph("Titre de couverture", meta.title or {}))
  band:insert(paragraph("Couverture sous-titre", meta.subtitle or {}))
  return band
end

-- The cabinet's logo, a picture that the metadata hold whole; nothing without one.
function commun.logo(meta)
  if not meta.logo then return {} end
  local alt = pandoc.utils.stringify(meta["logo-alt"] or "")
  local image = pandoc.Image({ pandoc.Str(alt) }, pandoc.utils.stringify(meta.logo), "",
    pandoc.Attr("", { "logo" }, { { "height", "15mm" } }))
  return { commun.styled("Corps solidaire", { pandoc.Para({ image }) }) }
end

-- What stands under it; `fiche` makes the table of parties, dates and hours.
function commun.sous_le_bandeau(meta, paragraph, fiche)
  local blocks = pandoc.List()
  blocks:extend(commun.logo(meta))
  blocks:insert(paragraph("Fiche surtitre", pandoc.Inlines("Bénéficiaire")))
  blocks:insert(paragraph("Couverture bénéficiaire", meta.beneficiaire or {}))
  blocks:extend(fiche(meta))
  blocks:insert(paragraph("Couverture mention", meta.mention or {}))
  return blocks
end

function commun.bloc_de_titre(meta, paragraph, fiche)
  local blocks = pandoc.List()
  blocks:extend(commun.logo(meta))
  if meta.draft then blocks:insert(paragraph("Brouillon", { pandoc.Str("BROUILLON") })) end
  blocks:insert(paragraph("Title", meta.title or {}))
  if meta.subtitle then blocks:insert(paragraph("Subtitle", meta.subtitle)) end
  if meta.beneficiaire then blocks:insert(paragraph("Bénéficiaire", meta.beneficiaire)) end
  blocks:extend(fiche(meta))
  blocks:insert(paragraph("Mention", meta.mention or {}))
  return blocks
end

-- The headings that a table of contents lists.
function commun.entries(blocks)
  local entries = pandoc.List()
  blocks:walk({ Header = function(header)
    if header.level <= 2 then entries:insert(header) end
  end })
  return entries
end

return commun
