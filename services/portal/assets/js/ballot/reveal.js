// A challenged ballot, checked on another device: section 7.
import { digest, hex, must, plainReceipt, receipt } from "./bytes.js";
import { checkChoices } from "./cast.js";
import { B, element, elementHex, open, scalar } from "./group.js";
import { read } from "./json.js";
import { publicKey } from "./keys.js";
import { checkBody } from "./shapes.js";
import { checkProofs, checkShape } from "./urn.js";

const grid = (list, test) => Array.isArray(list) && list.every((row) => Array.isArray(row) && row.every(test));

// readReveal is the reveal of a text; it fails with body.
const readReveal = (text) => {
	must(typeof text === "string" && text.length <= 1 << 20, "body", "size");
	const made = read(text);
	const names = made && typeof made === "object" ? Object.keys(made).sort().join() : "";
	must(names === "author,body,choices,key,r", "body", "reveal");
	must([made.body, made.author, made.key].every((one) => typeof one === "string"), "body", "reveal");
	must(grid(made.choices, Number.isSafeInteger) && grid(made.r, (one) => typeof one === "string"), "body", "reveal");
	return made;
};

// checkReveal checks a reveal for a board's election: {code, choices}, with `code`
// compared if the deputy noted one. It fails with the code of what does not fit.
export const checkReveal = (board, text, noted = "") => {
	const reveal = readReveal(text);
	const body = read(reveal.body);
	checkBody("ballot", body);
	must(/^seat:[1-9]\d*$/.test(reveal.author), "body", "author");
	must(body.election === hex(board.election), "context", "election");
	checkChoices(board, reveal.choices);
	checkShape(board, body);
	must(reveal.r.length === reveal.choices.length, "shape", "r");
	publicKey(reveal.key);
	reveal.choices.forEach((row, i) => row.forEach((v, c) => checkCell(board.K, v, reveal.r[i][c], body.votes[i][c], `${i}:${c}`)));
	const { election, K, rules } = board;
	checkProofs({ election, K, limit: rules.limit }, { author: reveal.author, key: reveal.key, body });
	const code = receipt(digest("body", reveal.body));
	must(noted === "" || plainReceipt(noted) === code, "receipt", code);
	return { code, choices: reveal.choices, author: reveal.author };
};

const checkCell = (K, v, r, cell, place) => {
	must(r !== undefined, "shape", place);
	const n = scalar(r);
	must(cell.alpha === elementHex(open(B, n)), "proof", place);
	must(element(cell.beta).equals(open(K, n).add(open(B, BigInt(v)))), "proof", place);
};
