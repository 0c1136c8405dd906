// The shared vectors of rules and counting against the browser's rules.js.
import { count, readRules } from "/assets/js/ballot/rules.js";

// holds says whether rules may be adopted by so many candidates; all seats count.
const holds = ({ text, candidates, runoff }) => {
	const wrong = [];
	let n = 0;
	try {
		n = JSON.parse(text).roll;
	} catch {
		return false;
	}
	const definition = { rules: text, candidates: Array(candidates).fill({}), roll: Array(Number.isInteger(n) ? n : 0).fill({ suspended: false }), runoff_of: runoff ? "before" : "" };
	try {
		readRules(definition, (what) => wrong.push(what));
	} catch (problem) {
		if (problem.code !== "rules") throw problem;
		return false;
	}
	return wrong.length === 0;
};

export const check = ({ rules, counts }) => {
	const wrong = [];
	for (const one of rules) if (holds(one) !== one.holds) wrong.push(`${one.why}, ${one.candidates} candidates: ${one.text} holds: ${!one.holds}`);
	for (const { rules: adopted, candidates, counts: rows, valid, selected, tied, outcome } of counts) {
		const got = JSON.stringify(count(adopted, candidates.map((id) => ({ id })), rows, valid));
		const want = JSON.stringify({ selected, tied, outcome });
		if (got !== want) wrong.push(`${got} is not ${want}`);
	}
	return { wrong, rules: rules.length, counts: counts.length };
};
