"""Which prepositions belong to which verbs, and what prepositions mean alone."""

# Which preposition still belongs to the verb: "look at", "chase after", "patrzeć na".
COMPLEMENTS = {
    "look": {"next", "to", "through", "on", "in", "from"},
    "chase": {"behind", "next", "to"},
    "ride": {"on", "in"},
    "in": {"in", "on"},
    "face": {"with", "to", "next"},
    "sitat": {"next", "front", "on"},
    "climb": {"on", "to"},
    "over": {"above", "through", "on"},
    "behind": {"behind"},
    "near": {"with"},
    "aim": {"on", "next", "to", "with"},
    "await": {"on", "to"},
    "wear": {"in", "with", "for"},
    "throw": {"next", "to", "in"},
    "hug": {"with", "to"},
    "hold": {"with", "for"},
    "table": {"with", "next"},
    "stir": {"in"},
    "eat": {"from"},
}
RELATIONS = frozenset({"on", "under", "in", "next", "behind", "front", "above", "between", "with", "to", "of"})
FILLED = frozenset({"full", "filled", "covered", "surrounded", "pełen", "pełna", "pełne", "pełny", "otoczony"})
PASSING = {"from": "next", "through": "next", "to": "face"}
