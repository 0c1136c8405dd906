"""Sections 5, 7 and 9: the proofs, each as a question with the code of its failure."""
from group import B, G, L, O, challenge, element, scalar, total


def known(proof):
    """c and z of a proof, or None where one is no scalar."""
    c, z = scalar(proof["c"]), scalar(proof["z"])
    return None if c is None or z is None else (c, z)


def member(context, place, key, alpha, beta, proof):
    """Whether (alpha, beta) is shown to hold one of 0 … h; `context` is election, author, ballotKey."""
    pairs = [known(p) for p in proof]
    if None in pairs:
        return "encoding"
    commitments, held = [], beta
    for c, z in pairs:
        commitments += [G.less(z, B, c, alpha), G.less(z, key, c, held)]
        held = G.sub(held, B)
    asked = challenge("member", *context, place, key, alpha, beta, *commitments)
    return None if sum(c for c, _ in pairs) % L == asked else "proof"


def shaped(ballot, m, u, limit):
    """Whether a ballot has the rows, columns and proofs that the rules ask for."""
    votes, rows, sums = ballot["votes"], ballot["rows"], ballot["total"]
    return (len(votes) == m and all(len(row) == u for row in votes)
            and all(len(v["proof"]) == 2 for row in votes for v in row)
            and len(rows) == (m if u > 1 else 0) and all(len(p) == 2 for p in rows)
            and len(sums) == (limit + 1 if limit < m else 0))


def ballot(job):
    """What is wrong with one ballot (a list of codes), and its points row by row."""
    body, author, ballot_key, election, key, (m, u, limit) = job
    wrong = []
    if bytes.fromhex(body["election"]) != election:
        wrong.append("context")
    if not shaped(body, m, u, limit):
        return wrong + ["shape"], None
    points = [[(element(v["alpha"]), element(v["beta"])) for v in row] for row in body["votes"]]
    if any(None in pair for row in points for pair in row):
        return wrong + ["encoding"], None
    if any(alpha == O for row in points for alpha, _ in row):
        wrong.append("proof")
    context = (election, author, ballot_key)
    found = set()
    for i, row in enumerate(body["votes"]):
        for c, vote in enumerate(row):
            found.add(member(context, "vote:%d:%d" % (i, c), key, *points[i][c], vote["proof"]))
    for i, proof in enumerate(body["rows"]):
        found.add(member(context, "row:%d" % i, key, total(a for a, _ in points[i]), total(b for _, b in points[i]), proof))
    if body["total"]:
        column = [row[0] for row in points]
        found.add(member(context, "total", key, total(a for a, _ in column), total(b for _, b in column), body["total"]))
    return wrong + sorted(found - {None} - set(wrong)), points


def dealing(context, attempt, index, first, proof):
    """Whether a trustee knows the secret behind its first coefficient."""
    c, z = known(proof)
    w = G.less(z, B, c, first)
    return c == challenge("dealing", context, attempt, index, first, w)


def partial(election, index, place, public, alpha, share):
    """Whether share d is x·alpha for the x behind `public`."""
    d, pair = element(share["d"]), known(share)
    if d is None or pair is None:
        return "encoding"
    c, z = pair
    a, b = G.less(z, B, c, public), G.less(z, alpha, c, d)
    return None if c == challenge("partial", election, index, place, public, alpha, d, a, b) else "partial"


def public_part(index, deals):
    """V_j: the point behind trustee j's share, from everyone's coefficients."""
    out = O
    for coefficients in deals:
        for power, coefficient in enumerate(coefficients):
            out = G.add(out, G.mul(pow(index, power), coefficient))
    return out


def weights(indices):
    """λ_j of Lagrange at 0, for each of the indices."""
    out = {}
    for j in indices:
        top, bottom = 1, 1
        for l in indices:
            if l != j:
                top, bottom = top * l % L, bottom * (l - j) % L
        out[j] = top * pow(bottom, L - 2, L) % L
    return out
