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
    "shell": {"from", "with", "in"},
    "around": {"next"},
}
RELATIONS = frozenset({"on", "under", "in", "next", "behind", "front", "above", "between", "with", "to", "of"})
FILLED = frozenset({"full", "filled", "covered", "surrounded", "pełen", "pełna", "pełne", "pełny", "otoczony"})
PASSING = {"from": "from", "through": "next", "to": "face"}
# What other things lie in: "a bowl of strawberries".
CONTAINERS = frozenset(
    [
        "bowl",
        "basket",
        "plate",
        "box",
        "bag",
        "coffee",
        "jar",
        "bucket",
        "vase",
        "chest",
        "cart",
        "crate",
        "barrel",
        "pot",
        "pan",
        "backpack",
        "suitcase",
        "nest",
        "cauldron",
        "shoppingcart",
        "bottle",
        "aquarium",
        "flowerpot",
        "testtube",
        "cage",
        "wheelbarrow",
        "box_t",
        "window",
        "door",
    ]
)
