"""The names of months and weekdays as customers write them in English, Hinglish and Hindi.

Refuses to compute: due_date.py finds the day that is meant.
"""

from __future__ import annotations

# By number, January first.
_MONTH_NAMES = (
    "jan january janwari जनवरी",
    "feb february farwari फरवरी",
    "mar march मार्च",
    "apr april aprail अप्रैल",
    "may मई",
    "jun june joon जून",
    "jul july julai जुलाई",
    "aug august agast अगस्त",
    "sep september sept sitambar सितंबर सितम्बर",
    "oct october aktubar अक्टूबर",
    "nov november navambar नवंबर नवम्बर",
    "dec december disambar दिसंबर दिसम्बर",
)
# By number, Monday first, as in datetime.date.weekday.
_WEEKDAY_NAMES = (
    "mon monday somvaar somvar somwar सोम सोमवार",
    "tue tues tuesday mangalvaar mangalvar mangalwar मंगल मंगलवार",
    "wed wednesday budhvaar budhvar budhwar बुध बुधवार",
    "thu thur thurs thursday guruvaar guruvar guruwar गुरु गुरुवार",
    "fri friday shukravaar shukravar shukrawar शुक्र शुक्रवार",
    "sat saturday shanivaar shanivar shaniwar शनि शनिवार",
    "sun sunday ravivaar ravivar raviwar itvaar itwar रवि रविवार इतवार",
)
ENGLISH_MONTHS = tuple(names.split()[0 if names.startswith("may") else 1].title() for names in _MONTH_NAMES)
HINDI_MONTHS = tuple(next(name for name in names.split() if name[0] > "\u0900") for names in _MONTH_NAMES)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
