"""From a template and its context to Markdown; the home of Jinja.

Three walls stand between a template and the machine, and between a note and the document:

* Jinja's immutable sandbox, with the few filters that documents need;
* every printed value goes through `vocabulary.printed`, so a note's text is escaped unless
  the template asked for one of the forms of `markup`;
* templates that are not the shipped ones run in a child process with bounds (`bounded`).

`StrictUndefined`: a misspelt variable stops the document instead of leaving a hole in it.
What goes wrong is told by the template's file and line, never by a value: values are words
of notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import runtime, sandbox

from bilantool.documents import bounded, vocabulary
from bilantool.documents.markup import Markdown
from bilantool.documents.watched import Watched
from bilantool.errors import DataFault
from bilantool.findings import Position

if TYPE_CHECKING:
    from bilantool.notes.overlay import Overlay

MAX_TEXT = 4_000_000
"""Characters of Markdown: forty times a long synthese."""

_BUILT_IN = (
    "abs", "batch", "capitalize", "default", "d", "dictsort", "first", "float", "groupby", "int",
    "items", "last", "length", "count", "list", "lower", "map", "max", "min", "reject",
    "rejectattr", "replace", "reverse", "round", "select", "selectattr", "slice", "sort", "sum",
    "title", "trim", "unique", "upper",
)  # fmt: skip

_HINTS = {
    "syntax": "vérifiez les accolades {{ … }} et {% … %}, les guillemets et les balises "
    "« endif » et « endfor »",
    "name": "vérifiez l’orthographe du nom dans docs/gabarits.md, et que la note qui le porte est "
    "bien parmi celles du document dans trame.yaml",
    "loop": "cherchez, à partir de cette ligne, une boucle qui ne finit pas ou qui écrit trop ; "
    "sinon retirez le gabarit de templates/ pour revenir à celui d’origine",
    "other": "corrigez le gabarit, ou retirez-le de templates/ pour revenir à celui d’origine",
}

_HOLLOW = re.compile(r"(?<![\w*\\])\*{4}(?![\w*])")
"""Bold letters around nothing."""

_LOOP = re.compile(r"\{%[-+]?\s*(for|macro|call)\b")
_FAILURES = (vocabulary.Misuse, jinja2.TemplateError, ArithmeticError, LookupError, TypeError,
             ValueError, AttributeError, RecursionError, MemoryError)  # fmt: skip


def render(
    name: str,
    sources: Mapping[str, str],
    context: Mapping[str, Any],
    *,
    trusted: bool,
    seconds: float = 5.0,
    megabytes: int = 512,
) -> str:
    """The Markdown that the template `name` of `sources` makes of `context`.

    `sources` maps a template's file name (`synthese.md.j2`) to its text; `context` is plain
    data, and what it holds of a `Watched` group knows afterwards what the template read of it.
    `trusted` is true only when every source is a shipped one; otherwise a child process
    does the work. Raises DataFault, located, for whatever is wrong with a template.
    """
    if trusted:
        try:
            return _text(name, sources, context)
        except _FAILURES as failure:
            raise _located(failure, sources) from None
    watched = {key: value for key, value in context.items() if isinstance(value, Watched)}
    payload = {
        "name": name,
        "sources": dict(sources),
        "context": dict(context),
        "watched": list(watched),
    }
    task = f"{__name__}:{bounded_task.__name__}"
    try:
        answer = bounded.run(task, payload, seconds=seconds, megabytes=megabytes)
        for key, group in watched.items():
            group.seen.update((field,) for field in answer["lus"][key])
        return str(answer["texte"])
    except bounded.Unfinished as stop:
        what = {
            "temps": f"n’a pas fini en {seconds:g} s",
            "memoire": "demande trop de mémoire",
            "taille": "produit un texte trop long",
            "arret": "s’est arrêté sans rien produire : il demandait trop de temps ou de mémoire",
        }
        raise _fault(name, _first_loop(sources[name]), what[stop.cause], _HINTS["loop"]) from None


def templates(overlay: Overlay, name: str) -> tuple[dict[str, str], bool]:
    """The texts that the template `name` may need, and whether all are the shipped ones.

    They are itself and the shared files, whose names begin with `_`: a change that its user
    has not accepted yet in another document's template does not stop this one.
    """
    wanted = [n for n in overlay.names() if n.startswith("documents/_")] + [f"documents/{name}"]
    texts, trusted = {}, True
    for place in wanted:
        source = overlay.read(place)
        trusted = trusted and not source.overridden
        try:
            texts[place.removeprefix("documents/")] = source.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise DataFault(
                f"le gabarit « {place} » n’est pas écrit en UTF-8",
                hint="ouvrez-le dans votre éditeur et enregistrez-le en UTF-8",
            ) from None
    return texts, trusted


def verify(name: str, sources: Mapping[str, str]) -> None:
    """Parse the template `name`, without running it; DataFault, located, when it is not one."""
    try:
        _Environment(sources).get_template(name)
    except _FAILURES as failure:
        raise _located(failure, sources) from None


def bounded_task(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the child runs: `{name, sources, context, watched}` gives `{texte, lus}`.

    `watched` are the groups of the context whose reading is noted; `lus` holds, for
    each, the fields that were. An interruption is the bell that says that the time is over.
    """
    sources: Mapping[str, str] = payload["sources"]
    watched = {key: Watched(payload["context"][key]) for key in payload["watched"]}
    try:
        text = _text(payload["name"], sources, {**payload["context"], **watched})
        read = {key: [path[0] for path in group.seen] for key, group in watched.items()}
        return {"texte": text, "lus": read}
    except (KeyboardInterrupt, *_FAILURES) as failure:
        raise _located(failure, sources) from None


class _Missing(jinja2.StrictUndefined):
    """An undefined whose error carries the name alone, for our own sentence."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name or "")


class _Environment(sandbox.ImmutableSandboxedEnvironment):
    """Markdown in place of HTML: `finalize` escapes, and a macro's result is Markdown."""

    intercepted_binops = frozenset({"**"})

    def __init__(self, sources: Mapping[str, str]) -> None:
        super().__init__(
            undefined=_Missing,
            finalize=vocabulary.printed,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=jinja2.FunctionLoader(lambda name: self._source(name, sources)),
        )
        self.filters = {name: self.filters[name] for name in _BUILT_IN} | dict(vocabulary.FILTERS)
        self.filters |= _with_context(vocabulary.CONTEXT_FILTERS)
        kept = {name: self.globals[name] for name in ("range", "dict", "namespace")}
        self.globals = kept | _with_context(vocabulary.CONTEXT_FUNCTIONS)

    @staticmethod
    def _source(name: str, sources: Mapping[str, str]) -> tuple[str, str, None] | None:
        # The file name is the template's own: frames of a traceback are known by it.
        return (sources[name], name, None) if name in sources else None

    def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """A macro prints what is escaped already: its result must not be escaped twice."""
        result = super().call(__context, __obj, *args, **kwargs)
        return Markdown(result) if isinstance(__obj, runtime.Macro) else result

    def call_binop(self, *_: Any) -> Any:
        """Powers are refused: no document needs one, and a large one never ends."""
        raise vocabulary.Misuse("un gabarit ne calcule pas de puissance")


def _with_context(functions: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """The same functions, to which Jinja gives the context first."""
    given: dict[str, Callable[..., Any]] = {}
    for name, function in functions.items():

        @jinja2.pass_context
        def called(
            context: runtime.Context, *args: Any, _do: Callable[..., Any] = function, **named: Any
        ) -> Any:
            return _do(context, *args, **named)

        given[name] = called
    return given


def _text(name: str, sources: Mapping[str, str], context: Mapping[str, Any]) -> str:
    pieces: list[str] = []
    size = 0
    for piece in _Environment(sources).get_template(name).generate(context):
        size += len(piece)
        if size > MAX_TEXT:
            raise vocabulary.Misuse("le gabarit produit un texte trop long")
        pieces.append(piece)
    # What a draft has no word for yet is a place to write it.
    whole = _HOLLOW.sub("**……………**", "".join(pieces))
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", whole).strip() + "\n"


def _located(failure: BaseException, sources: Mapping[str, str]) -> BaseException:
    """The fault to show; the failure itself when no template is at its origin."""
    if isinstance(failure, jinja2.TemplateSyntaxError):
        unknown = isinstance(failure, jinja2.TemplateAssertionError)
        what = "filtre ou test inconnu" if unknown else "instruction mal écrite"
        hint = _HINTS["name" if unknown else "syntax"]
        return _fault(failure.name or failure.filename or "", failure.lineno, what, hint)
    place = _place(failure, sources)
    if place is None:
        return failure
    name, line = place
    what, hint = _sentence(failure, sources[name].splitlines()[line - 1 : line])
    return _fault(name, line, what, hint)


def _place(failure: BaseException, sources: Mapping[str, str]) -> tuple[str, int] | None:
    """The innermost template and line that the traceback goes through."""
    place = None
    trace = failure.__traceback__
    while trace is not None:
        frame, line = trace.tb_frame, trace.tb_lineno
        name = frame.f_code.co_filename
        if name in sources:
            # Jinja rewrites the frames of errors; those of an interruption still count the
            # lines of the compiled template.
            compiled_by = frame.f_globals.get("environment")
            if isinstance(compiled_by, jinja2.Environment):
                line = compiled_by.get_template(name).get_corresponding_lineno(line)
            place = (name, line)
        trace = trace.tb_next
    return place


def _sentence(failure: BaseException, row: list[str]) -> tuple[str, str]:
    if isinstance(failure, vocabulary.Misuse):
        return str(failure), _HINTS["other"]
    if isinstance(failure, jinja2.UndefinedError):
        # A computed name may be a word of a note: only one that the line spells is shown.
        name = failure.message or ""
        spelt = name.isidentifier() and bool(re.search(rf"\b{re.escape(name)}\b", "".join(row)))
        return f"la variable « {name} » n’existe pas" if spelt else "une variable n’existe pas", (
            _HINTS["name"]
        )
    if isinstance(failure, jinja2.exceptions.SecurityError):
        return "cette opération est interdite dans un gabarit", _HINTS["other"]
    if isinstance(failure, jinja2.TemplateNotFound):
        return "le gabarit appelé n’existe pas", _HINTS["other"]
    if isinstance(failure, KeyboardInterrupt):
        return "le gabarit n’a pas fini à temps", _HINTS["other"]
    if isinstance(failure, MemoryError | OverflowError):
        return "le gabarit demande trop de mémoire ou une boucle trop longue", _HINTS["other"]
    if isinstance(failure, RecursionError):
        return "le gabarit s’appelle lui-même sans fin", _HINTS["other"]
    return "cette opération est impossible sur cette valeur", _HINTS["other"]


def _first_loop(source: str) -> int:
    """The line where looking begins, when a template was stopped: that of its first loop."""
    found = _LOOP.search(source)
    return source.count("\n", 0, found.start()) + 1 if found else 1


def _fault(name: str, line: int, what: str, hint: str) -> DataFault:
    return DataFault(
        f"gabarit {name}, ligne {line} : {what}", hint=hint, position=Position(line, 1)
    )
