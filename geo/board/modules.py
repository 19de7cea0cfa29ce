"""Scripts written as modules, joined into the one script a document carries, each module in a scope of its own.

Few forms are read, one a line or, for an import, over several lines:

    import { make, setText as write } from "./dom.js";
    export const NAME = …;    export function name(…) …    export async function name(…) …    export class Name …
    export default function name(…) …    (the entry alone, for a script that is loaded as a module itself)

Whatever else begins with `import` or `export` is an error, as is a module or a name that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources

_COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:[^*]|\*(?!/))*\*/|//.*)\n", re.MULTILINE)
"""A comment on lines of its own; the document leaves them out."""
_IMPORT = re.compile(r'^import \{([^{}"]+)\} from "\./([a-z_]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?(?=(?:const|(?:async )?function|class) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^[ \t]*(?:import|export)\b(?![ \t]*[:=]).*|\bimport[.(].*", re.MULTILINE)
_IMPORTED = re.compile(r"(\w+)(?: as (\w+))?")


class ModuleError(ValueError):
    """Scripts that cannot be joined: the message names the module and what was found in it."""


@dataclass(frozen=True)
class _Module:
    """A script without its imports, exports and comments; `imports` has the names taken from each module."""

    name: str
    body: str
    imports: dict[str, dict[str, str]]
    exports: tuple[str, ...]
    default: str | None


@cache
def sources(package: str, folder: str = "") -> Mapping[str, str]:
    """Return every script in a folder of a package by the name of its module, without the ending.

    >>> "rail" in sources("geo.board", "scripts")
    True
    """
    files = resources.files(package).joinpath(folder).iterdir()
    return {file.name[:-3]: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".js")}


def joined(sources: Mapping[str, str], entry: str) -> str:
    r"""Return one script of the entry and of every module it imports, directly or not; sources are by module name.

    Of an entry with a default export it is itself a module with that export. Raises ModuleError.

    >>> sources = {"a": 'import { B } from "./b.js";\nalert(B);\n', "b": "export const B = 1;\n"}
    >>> print(joined(sources, "a"))
    const $b = (() => {
    const B = 1;
    return { B };
    })();
    (() => {
    const { B } = $b;
    alert(B);
    })();
    <BLANKLINE>
    """
    modules = _reached(sources, entry)
    _check_names(modules)
    return "".join(_scoped(modules[name], is_entry=name == entry) for name in _order(modules))


def _reached(sources: Mapping[str, str], entry: str) -> dict[str, _Module]:
    reached: dict[str, _Module] = {}
    ahead = [entry]
    while ahead:
        name = ahead.pop()
        if name in reached:
            continue
        reached[name] = _read(name, sources[name])
        for other in reached[name].imports:
            if other not in sources:
                raise ModuleError(f"{name}.js imports ./{other}.js, but there is no such module.")
            ahead.append(other)
    return reached


def _read(name: str, written: str) -> _Module:
    source = _COMMENT.sub("", written)
    imports: dict[str, dict[str, str]] = {}
    for names, other in _IMPORT.findall(source):
        imports.setdefault(other, {}).update(_names(name, names))
    exports = _EXPORT.findall(source)
    body = _EXPORT.sub("", _IMPORT.sub("", source))
    if other := _OTHER.search(body):
        raise ModuleError(f"{name}.js: cannot read “{other[0].strip()}”; geo/board/modules.py lists what can be read.")
    defaults = [exported for is_default, exported in exports if is_default]
    named = tuple(exported for is_default, exported in exports if not is_default)
    return _Module(name, body.lstrip("\n"), imports, named, defaults[0] if defaults else None)


def _names(module: str, listed: str) -> Iterable[tuple[str, str]]:
    """The names an import lists: each as it is exported, and as it is called here."""
    for part in filter(None, (part.strip() for part in listed.split(","))):
        if not (found := _IMPORTED.fullmatch(part)):
            raise ModuleError(f"{module}.js: cannot read the imported name “{part}”; write “name” or “name as other”.")
        yield found[1], found[2] or found[1]


def _check_names(modules: Mapping[str, _Module]) -> None:
    for module in modules.values():
        for other, names in module.imports.items():
            if missing := sorted(names.keys() - {*modules[other].exports}):
                raise ModuleError(
                    f"{module.name}.js imports {', '.join(missing)}, but {other}.js exports no such name."
                )


def _order(modules: Mapping[str, _Module]) -> list[str]:
    """The names of modules, each after those it imports."""
    graph = {name: list(module.imports) for name, module in modules.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " → ".join(f"{name}.js" for name in reversed(error.args[1]))
        raise ModuleError(f"Modules import each other in a circle: {circle}.") from error


def _scoped(module: _Module, *, is_entry: bool) -> str:
    """A module as a function that runs at once and returns what it exports; nothing else of it is seen outside."""
    if module.default is not None and not is_entry:
        raise ModuleError(f"{module.name}.js has a default export, but only the entry may have one.")
    taken = "".join(_taken(names, other) for other, names in module.imports.items())
    before, returned = f"const ${module.name} = ", f"return {{ {', '.join(module.exports)} }};\n"
    if is_entry:
        before, returned = ("export default ", f"return {module.default};\n") if module.default else ("", "")
    return f"{before}(() => {{\n{taken}{module.body}{returned}}})();\n"


def _taken(names: Mapping[str, str], other: str) -> str:
    listed = ", ".join(name if name == own else f"{name}: {own}" for name, own in names.items())
    return f"const {{ {listed} }} = ${other};\n"
