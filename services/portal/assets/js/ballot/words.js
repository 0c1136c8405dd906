// What a report says to people. The texts of a language are {codes, words}: what holds
// or is wrong for each code, and the sentences verify.… of the portal's catalogue; the
// page that shows a report brings them (ballotpage.Texts).

// CHECKS are the codes in the order of telling, with the phase from which on they say
// something.
const CHECKS = {
	bundle: "", body: "", chain: "", clock: "", signature: "", encoding: "", copied: "", order: "",
	definition: "", rules: "", ceremony: "keyed",
	key: "frozen", suspended: "frozen", freeze: "frozen", quorum: "frozen",
	twice: "closed", context: "closed", shape: "closed", proof: "closed", teller: "closed", floor: "closed", collected: "closed",
	early: "closed", partial: "counted", trustees: "counted", tally: "counted", result: "counted",
};

const PHASES = ["defined", "ceremony", "keyed", "frozen", "open", "closed", "counted", "signed", "declared"];

// text is a sentence with its {0}, {1} … filled in.
export const text = ({ words }, key, ...values) => words[`verify.${key}`].replace(/\{(\d)\}/g, (_, i) => values[i]);

// phaseText and outcomeText name a phase, an outcome.
export const phaseText = (texts, phase) => text(texts, `phase.${phase}`);
export const outcomeText = (texts, outcome) => text(texts, `outcome.${outcome}`);

// failureText is what a failure means and where it is.
export const failureText = (texts, { code, seq }) => {
	const said = `${texts.codes[code].wrong} [${code}]`;
	return seq === null || seq === undefined ? said : text(texts, "where", seq, said);
};

const line = (texts, code, state, what) => ({ code, state, text: what ?? texts.codes[code][state === "good" ? "holds" : "wrong"] });

const asked = (texts, code, n, failed, none) => (n ? line(texts, code, failed(code) ? "bad" : "good") : line(texts, code, "open", text(texts, none)));

// lines are what a report says: {code, state: good | bad | open, text}. What the board
// has not come to, and what nobody asked for, is open.
export const lines = (texts, report) => {
	const { facts, failures } = report;
	const failed = (name) => failures.some(({ code }) => code === name);
	if (!facts) return [line(texts, "bundle", "bad")];
	const reached = PHASES.indexOf(facts.phase);
	const checks = Object.entries(CHECKS).map(([code, from]) => {
		if (failed(code)) return line(texts, code, "bad");
		if (!from || reached >= PHASES.indexOf(from)) return line(texts, code, "good");
		return line(texts, code, "open", text(texts, "not-yet", facts.phase ? phaseText(texts, facts.phase) : "–", texts.codes[code].holds));
	});
	const { heads, receipts } = report.asked;
	return [...checks, asked(texts, "head", heads, failed, "no-heads"), asked(texts, "receipt", receipts, failed, "no-receipts")];
};

// verdict is the one sentence above them.
export const verdict = (texts, { ok, facts }) => {
	if (!ok) return text(texts, "bad");
	return facts.phase === "declared" ? text(texts, "good") : text(texts, "so-far", phaseText(texts, facts.phase));
};
