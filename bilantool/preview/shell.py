"""The page around the previewed document: a bar, what is missing, and the document in a frame.

The document is shown as it is built, with its own policy, in a frame that runs no script. This
page's own script asks each second whether there is something new, keeps the place where one
reads, and empties itself once nobody answers any more: no word stays on a screen after the end.
"""

from __future__ import annotations

from typing import Any

from bilantool.console import typeset
from bilantool.findings import Finding
from bilantool.preview.subject import Look

DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""For the document: what its own header says, and no script, wherever it is opened."""

_STYLE = """
html, body { height: 100%; margin: 0 }
body { display: flex; flex-direction: column; font: 16px/1.45 system-ui, sans-serif;
  color: #1c2430; background: #e9edf2 }
header { background: #fff; border-bottom: 1px solid #b9c3cf; padding: .5rem 1rem }
h1 { display: inline; font-size: 1rem; margin: 0 }
#etat { margin-left: .75rem }
#copies { display: inline; margin-left: .75rem }
#copies button { font: inherit; margin-right: .25rem }
button[aria-current=true] { font-weight: bold }
summary { cursor: pointer; margin-top: .35rem }
details ul { max-height: 35vh; overflow: auto; margin: .35rem 0; padding-left: 1.2rem }
li { margin-bottom: .3rem }
.ou { font-family: ui-monospace, monospace; font-size: .9em }
.conseil { color: #44505e; display: block }
#faute { margin: 2rem auto; max-width: 42rem; padding: 1rem 1.5rem; background: #fff;
  border-left: .4rem solid #b3261e }
iframe { flex: 1; width: 100%; border: 0; background: #fff }
[hidden] { display: none !important }
"""

_SCRIPT = """
const at = id => document.getElementById(id), frame = at("document");
let version = -1, copy = 0, missed = 0, seen = null;
function add(parent, kind, text, cls) {
  const made = document.createElement(kind);
  made.textContent = text;
  if (cls) made.className = cls;
  parent.append(made);
  return made;
}
function load() {
  let down = 0, right = 0;
  try { down = frame.contentWindow.scrollY; right = frame.contentWindow.scrollX; } catch {}
  frame.onload = () => frame.contentWindow.scrollTo(right, down);
  frame.contentWindow.location.replace(new URL(`document/${copy}?v=${version}`, location.href));
}
function show(now) {
  seen = now; version = now.version;
  copy = Math.min(copy, Math.max(now.copies - 1, 0));
  at("titre").textContent = now.titre;
  document.title = "Aperçu : " + now.titre;
  at("etat").textContent = now.etat;
  at("copies").replaceChildren();
  for (let i = 0; now.copies > 1 && i < now.copies; i++) {
    const button = add(at("copies"), "button", i + 1);
    button.setAttribute("aria-label", "Exemplaire " + (i + 1));
    button.setAttribute("aria-current", i === copy);
    button.onclick = () => { copy = i; show(seen); };
  }
  at("points").hidden = !now.constats.length;
  at("combien").textContent = now.combien;
  at("liste").replaceChildren();
  for (const one of now.constats) {
    const item = add(at("liste"), "li", "");
    add(item, "span", one.ou, "ou");
    item.append(" " + one.texte);
    if (one.conseil) add(item, "span", "→ " + one.conseil, "conseil");
  }
  at("faute").hidden = !now.faute;
  frame.hidden = !!now.faute;
  at("quoi").textContent = now.faute ? now.faute.message : "";
  at("faire").textContent = now.faute ? now.faute.conseil : "";
  if (!now.faute) load();
}
function end() {
  frame.remove();
  document.body.replaceChildren();
  add(document.body, "p", "L’aperçu est terminé. Vous pouvez fermer cet onglet.").id = "faute";
  document.title = "Aperçu terminé";
}
async function look() {
  try {
    const answer = await fetch("etat", {cache: "no-store"});
    if (!answer.ok) throw answer.status;
    const now = await answer.json();
    missed = 0;
    if (now.version !== version) show(now);
  } catch {
    if (++missed > 2) return end();
  }
  setTimeout(look, 1000);
}
look();
"""

_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Aperçu</title>
<style nonce="{nonce}">{style}</style>
</head>
<body>
<header>
<h1 id="titre">Aperçu</h1><span id="etat" role="status"></span>
<span id="copies"></span>
<details id="points" hidden><summary id="combien"></summary><ul id="liste"></ul></details>
</header>
<section id="faute" role="alert" hidden>
<h2>L’aperçu ne peut pas être fait pour l’instant</h2>
<p id="quoi"></p><p id="faire"></p>
<p>Il reviendra tout seul une fois cela corrigé.</p>
</section>
<iframe id="document" title="Le document" sandbox="allow-same-origin"></iframe>
<noscript><p>Cet aperçu a besoin de JavaScript. <a href="document/0">Voir le document seul</a></p>
</noscript>
<script nonce="{nonce}">{script}</script>
</body>
</html>
"""


def page(nonce: str) -> tuple[bytes, str]:
    """The page, and its policy: nothing runs in it, or is asked by it, that is not its own."""
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    text = _PAGE.format(nonce=nonce, style=_STYLE, script=_SCRIPT)
    return text.encode("utf-8"), policy


def refusal(title: str, what: str) -> bytes:
    """A page that says in a sentence why nothing is shown."""
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body><h1>{title}</h1><p>{what}</p></body></html>\n"
    ).encode()


def state(look: Look, version: int) -> dict[str, Any]:
    """What the page's script asks for: sentences ready to be shown, no word of a note."""
    fault = look.fault
    return {
        "version": version,
        "titre": typeset(look.title),
        "etat": "" if fault else ("brouillon" if look.draft else "prêt à remettre"),
        "copies": len(look.pages),
        "combien": _count(look),
        "constats": [
            *({"ou": "", "texte": typeset(each), "conseil": ""} for each in look.remarks),
            *(_point(finding) for finding in look.findings),
        ],
        "faute": fault and {"message": typeset(fault.message), "conseil": typeset(fault.hint)},
    }


def _count(look: Look) -> str:
    number = len(look.findings) + len(look.remarks)
    return typeset(f"{number} {'point' if number < 2 else 'points'} à voir")


def _point(finding: Finding) -> dict[str, str]:
    line = f", ligne {finding.position.line}" if finding.position else ""
    return {
        "ou": f"{finding.note}{line}",
        "texte": typeset(f"{finding.severity.value} : {finding.message}"),
        "conseil": typeset(finding.hint),
    }
