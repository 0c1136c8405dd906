// The adopted rules and the count: section 11.
import { inside, must } from "./bytes.js";
import { read } from "./json.js";
import { checkRules } from "./shapes.js";

const LIMITS = {
	approval_capped: ({ places }) => places,
	recommendation: ({ places }) => places,
	approval_per_item: (_, m) => m,
	package: () => 1,
};

// seatsThatCount is N.
const seatsThatCount = (rules, roll) => roll.filter(({ suspended }) => rules.suspended_count || !suspended).length;

// misfits are what of the rules does not hold for a definition.
const misfits = (rules, { candidates, roll, runoff_of: runoff }) => {
	const [m, n] = [candidates.length, rules.roll];
	const choices = rules.choices.join();
	const more = runoff ? 1 : Math.max(1, Math.ceil(rules.places / 10));
	const checks = {
		method: Object.hasOwn(LIMITS, rules.method),
		choices: choices === "approve" || choices === "approve,oppose",
		roll: n >= 1 && n === seatsThatCount(rules, roll),
		places: rules.places >= 1 && m >= rules.places,
		quorum: rules.quorum === Math.ceil((2 * n) / 3),
		pass: rules.pass === (runoff ? 1 : Math.floor(n / 2) + 1),
		limit: rules.limit === LIMITS[rules.method]?.(rules, m),
		package: rules.method !== "package" || (m === 1 && rules.places === 1 && rules.equal_number),
		differential: rules.equal_number || m >= rules.places + more,
	};
	return Object.keys(checks).filter((what) => !checks[what]);
};

// readRules reads the rules of a definition and notes what of them does not hold; it
// fails with rules if they cannot be used at all.
export const readRules = (definition, note) => {
	const rules = inside("rules", () => read(definition.rules));
	inside("rules", () => checkRules(rules, "rules"));
	misfits(rules, definition).forEach(note);
	must(rules.choices.length > 0, "rules", "choices");
	return rules;
};

// count says what counts mean: {selected, tied, outcome}. counts[i][0] are the
// approvals of candidate i.
export const count = (rules, candidates, counts, valid) => {
	const approvals = counts.map(([approve]) => approve);
	const impossible =
		counts.length !== candidates.length ||
		counts.some((row) => row.length !== rules.choices.length) ||
		counts.some((row) => row.reduce((a, b) => a + b, 0) > valid) ||
		approvals.reduce((a, b) => a + b, 0) > rules.limit * valid;
	if (impossible) return { selected: [], tied: [], outcome: "void" };
	const passed = candidates.map(({ id }, i) => ({ id, got: approvals[i] })).filter(({ got }) => got >= rules.pass);
	passed.sort((a, b) => b.got - a.got); // stable: then in the order of the definition
	if (passed.length < rules.places) return { selected: passed.map(({ id }) => id), tied: [], outcome: "short" };
	const last = passed[rules.places - 1].got;
	const contend = passed.filter(({ got }) => got === last).map(({ id }) => id);
	const above = passed.filter(({ got }) => got > last).map(({ id }) => id);
	if (above.length + contend.length === rules.places) return { selected: [...above, ...contend], tied: [], outcome: "decided" };
	const all = rules.tie === "admit_all";
	return { selected: all ? [...above, ...contend] : above, tied: contend, outcome: all ? "decided" : rules.tie };
};
