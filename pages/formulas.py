r"""Formulas: TeX as it stands in the notebooks, to MathML that a browser draws by itself.

latex2mathml does the work. What it leaves to the browser is said here, as TeX would set it, and so
that it is read aloud well: \mathrm{lse} is one name, not three letters; "ln p" keeps its space.
"""

from xml.etree.ElementTree import SubElement, fromstring, tostring

from latex2mathml.converter import convert

NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
ROWS = {"math", "mrow"}
SCRIPTS = {"msub", "msup", "msubsup"}
BARS = {"|", "‖"}
ENDS = {")", "]", "}", "′", "!", "…"}  # after these, a minus is no sign
THIN = "0.167em"
APPLIES = "\u2061"  # unseen; a screen reader says "of"


def mathml(tex, display="inline"):
    """Return a formula as MathML; display : "inline", or "block" for a line of its own."""
    math = fromstring(convert(tex.strip(), display=display).replace(NAMESPACE, ""))
    for part in list(math.iter()):
        _name(part)
    for part in list(math.iter()):
        if part.tag in SCRIPTS:
            _close_up(part)
        if part.tag in ROWS:
            _bars(part)
            _signs(part)
            _space_names(part)
    return tostring(math, encoding="unicode")


def _name(part):
    """Make one identifier of letters that are one name, upright as all names of functions."""
    upright = [child.text for child in part
               if child.tag == "mi" and child.get("mathvariant") in ("normal", "sans-serif")]
    if part.tag == "mrow" and len(upright) == len(part) > 0:
        part.tag, part.text = "mi", "".join(upright)
        part[:] = []
        if len(part.text) == 1:  # a single letter would be slanted
            part.set("mathvariant", "normal")
    if part.tag == "mo" and (part.text.isalpha() or part.text == "∞"):  # max, \operatorname
        part.tag = "mi"
    if part.text == "′":
        part.tag = "mo"


def _close_up(scripts):
    """Set operators in subscripts and superscripts without space around them."""
    for script in scripts[1:]:
        for operator in script.iter("mo"):
            if operator.text != ",":
                operator.attrib.update(lspace="0", rspace="0")


def _bars(row):
    """Let upright bars enclose what is between them: they open and close in turn."""
    bars = [base for base in map(_base, row) if base.tag == "mo" and base.text in BARS]
    for number, bar in enumerate(bars):
        form = "postfix" if number % 2 else "prefix"
        bar.attrib.update(form=form, fence="true", stretchy="false")


def _signs(row):
    """Keep a minus sign close to its number, and a stroke to what it divides."""
    for before, part in zip([None, *row], row, strict=False):
        if part.tag == "mo" and part.text == "/":
            part.attrib.update(lspace="0", rspace="0")
        if part.tag == "mo" and part.text in "−+" and _is_operator(before):
            part.set("form", "prefix")


def _space_names(row):
    """Put thin spaces around names such as ln, and say that they are applied."""
    parts = list(row)
    row[:] = []
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        named = _is_name(part)
        if named and before is not None and not _is_operator(before):
            SubElement(row, "mspace", width=THIN)
        row.append(part)
        if named and after is not None and (_opens(after) or not _is_operator(after)):
            SubElement(row, "mo").text = APPLIES
            if not _opens(after):
                SubElement(row, "mspace", width=THIN)


def _base(part):
    return part[0] if part.tag in SCRIPTS else part


def _is_name(part):
    base = _base(part)
    return base.tag == "mi" and len(base.text or "") > 1


def _is_operator(part):
    """Tell whether an operator stands here that what follows belongs to; so does a row's start."""
    base = part if part is None else _base(part)
    closes = base is not None and (base.text in ENDS or base.get("form") == "postfix")
    return base is None or (base.tag in ("mo", "mspace") and not closes)


def _opens(part):
    first = part[0] if part.tag == "mrow" and len(part) else part
    return first.tag == "mo" and (first.text in ("(", "[") or first.get("form") == "prefix")
