"""Refusals: whether a clause refuses what the customer named: "I cannot match ₹25", "₹80 mein nahi ho payega".

It reads texts that plain_text.fold has folded. Refuses to see a refusal where a limit is named: "cannot go below ₹80"
offers ₹80.
"""

from __future__ import annotations

import re

_FIGURE = r"(?:₹ ?|rs\.? ?)?\d[\d,.]*"
_REFUSED = re.compile(
    r"\b(?:cannot|can not|cant|could not|couldnt|unable to|not able to|wont be able to|do not|dont|not possible to)"
    rf" (?:\w+ ){{1,4}}{_FIGURE}"
    rf"|{_FIGURE} (?:\w+ ){{0,3}}(?:is|are) (?:not possible|too low|below)"
    rf"|{_FIGURE} (?:rupaye |rs )?(?:par|pe|mein|me|ka rate|ke rate) (?:\w+ ){{0,3}}(?:nahi|nahin) (?:ho|de"
    rf"|kar|mil|pa|sambhav)"
    rf"|{_FIGURE} (?:रुपये )?(?:में|पर) (?:\S+ ){{0,3}}(?:नहीं (?:हो|दे|कर|मिल|पा)|संभव नहीं|मुमकिन नहीं)"
)
_LIMITED = re.compile(
    r"\b(?:above|over|more|beyond|below|under|less|exceed|cross|past|no to|refuse|only|just|instead|resist"
    r"|wait|worry|forget"
    r"|se zyada|se upar|se kam|sirf|bas)\b|से (?:ज्यादा|ऊपर|कम)|सिर्फ|बस "
)


def refuses(clause: str) -> bool:
    """Whether a folded clause refuses the figure that it names."""
    return _REFUSED.search(clause) is not None and _LIMITED.search(clause) is None
