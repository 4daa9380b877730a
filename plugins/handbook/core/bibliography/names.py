"""Names of authors and editors: persons are split into parts, bodies stand whole in braces of their own."""

from __future__ import annotations

import re

from handbook.core.bibliography.faults import shown
from handbook.core.bibliography.fields import Fault, printable
from handbook.core.bibliography.syntax import split_names, split_person
from handbook.core.bibliography.works import Name, Names

# Words that no person's name holds but names of bodies do, in the languages that sources are most often in.
_BODY_WORDS = re.compile(
    r"\b(?:academy|agency|alliance|assembly|association|asociación|authority|bank|board|bureau|cent(?:er|re)|centro"
    r"|comisión|comité|commission|committee|confederation|confédération|conference|congress|consejo|council"
    r"|department|departamento|directorate|federation|fédération|forum|foundation|fundación|fund|government"
    r"|group|initiative|institute|institut|instituto|international|ministère|ministerio|ministry|mission|nations"
    r"|network|office|organi[sz]ations?|organisation|organización|parliament|programme|secretariat|sindicato"
    r"|society|syndicat|union|unión|unit|university|universidad|université|workers)\b"
    r"|(?:^|\s)(?:ال)?(?:منظمة|وزارة|اتحاد|نقابة|جمعية|مركز|معهد|مجلس|لجنة|مؤسسة|جامعة|حكومة|هيئة|شبكة)(?:\s|$)",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(r"\b(?:of|for|the|on|to|against|para|pour|sur)\b")


def parse_names(value: str, fault: Fault) -> Names:
    """Parse `Hayter, Susan and {International Labour Organization} and others`. Code: `bad-names`."""
    names = list(split_names(value))
    and_others = len(names) > 1 and names[-1].lower() == "others"
    if and_others:
        names.pop()
    if not all(names):
        fault("bad-names", "a name is missing beside 'and'")
    people = []
    for name in filter(None, names):
        person = _parse_name(name, fault)
        if person.family:
            people.append(person)
        else:
            fault("bad-names", f"'{shown(name)}' holds no last name")
    return Names(tuple(people), and_others)


def _parse_name(name: str, fault: Fault) -> Name:
    body = _in_braces(name)
    if body is not None:
        return Name(printable(body, fault), is_body=True)
    if re.search(r"\band$|^and\b", name, re.IGNORECASE):
        fault("bad-names", f"'{shown(name)}' ends or begins with 'and'; a name is missing")
    outside = _outside_braces(name)
    commas = outside.count(",")
    # A comma says which name is the family name, so who writes one means a person.
    if commas > 2 or (commas == 0 and (_BODY_WORDS.search(outside) or _SMALL_WORDS.search(outside))):
        fault(
            "bad-names",
            f"'{shown(name)}' would be split like a person's name; put a body's name in braces of its own, "
            f"{{{{{shown(name)}}}}}, also where it holds 'and' or a comma; write a person as 'Last, First'",
        )
        return Name(printable(name, fault), is_body=True)
    particle, family, given, suffix = (printable(part, fault) for part in split_person(name))
    return Name(family, given, particle, suffix)


def _in_braces(name: str) -> str | None:
    """Return what one pair of braces around the whole name holds; None where there is no such pair."""
    if not (name.startswith("{") and name.endswith("}")):
        return None
    depth = 0
    for position, character in enumerate(name):
        depth += (character == "{") - (character == "}")
        if depth == 0 and position < len(name) - 1:
            return None
    return name[1:-1]


def _outside_braces(name: str) -> str:
    """Return what stands in no braces: only there do commas and words split a name."""
    depth = 0
    outside = []
    for character in name:
        depth += (character == "{") - (character == "}")
        if depth == 0 and character != "}":
            outside.append(character)
    return "".join(outside)
