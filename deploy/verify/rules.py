"""Section 11: the adopted rules, and what they make of the counts."""
from forms import RULES, fits
from group import Malformed, read


def parse(text):
    """The rules of a definition, or None where they have not the form."""
    try:
        rules = read(text)
    except Malformed:
        return None
    return rules if fits(RULES, rules) else None


def hold(rules, candidates, counted, runoff):
    """Whether the rules are what the specification lets a ballot of these candidates
    and that many counted seats adopt."""
    places, m, n = rules["places"], candidates, rules["roll"]
    limits = {"approval_per_item": m, "package": 1}
    least = 0 if rules["equal_number"] else 1 if runoff else max(1, -(-places // 10))
    package = rules["method"] != "package" or (m == places == 1 and rules["equal_number"])
    return (n == counted >= 1 and places >= 1 and package and m >= places + least
            and rules["choices"] in (["approve"], ["approve", "oppose"])
            and rules["limit"] == limits.get(rules["method"], places)
            and rules["quorum"] == -(-2 * n // 3)
            and rules["pass"] == (1 if runoff else n // 2 + 1))


def outcome(rules, ids, counts, valid):
    """What is selected, what is tied and how it ends, from the counts of each candidate."""
    if any(sum(row) > valid for row in counts) or sum(row[0] for row in counts) > rules["limit"] * valid:
        return {"selected": [], "tied": [], "outcome": "void"}
    places = rules["places"]
    approvals = [row[0] for row in counts]
    passed = sorted((i for i in range(len(ids)) if approvals[i] >= rules["pass"]), key=lambda i: (-approvals[i], i))
    selected, tied, end = passed, [], "decided"
    if len(passed) < places:
        end = "short"
    elif len(passed) > places and approvals[passed[places - 1]] == approvals[passed[places]]:
        edge = approvals[passed[places]]
        tied = [i for i in range(len(ids)) if approvals[i] == edge]
        selected = [i for i in passed if approvals[i] > edge or (rules["tie"] == "admit_all" and approvals[i] == edge)]
        end = "decided" if rules["tie"] == "admit_all" else rules["tie"]
    else:
        selected = passed[:places]
    return {"selected": [ids[i] for i in selected], "tied": [ids[i] for i in tied], "outcome": end}
