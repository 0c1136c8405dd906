// Who may post what, when: section 3.
import { must } from "./bytes.js";

const PHASES = ["defined", "ceremony", "keyed", "frozen", "open", "closed", "counted", "signed", "declared"];
const from = (first, last = first) => PHASES.slice(PHASES.indexOf(first), PHASES.indexOf(last) + 1);

const KINDS = {
	definition: ["chair", [undefined]],
	suspension: ["chair", from("defined", "keyed")],
	trustee: ["trustee", from("defined", "ceremony")],
	deal: ["trustee", from("ceremony")],
	complaint: ["trustee", from("ceremony")],
	confirm: ["trustee", from("ceremony")],
	teller: ["teller", from("defined", "open")],
	voter: ["seat", from("defined", "keyed")],
	paper_issue: ["chair", from("defined", "open")],
	key_void: ["chair", from("defined", "open")],
	freeze: ["chair", from("keyed")],
	open: ["chair", from("frozen")],
	ballot: ["seat", from("open")],
	paper: ["teller", from("frozen", "open")],
	paper_agree: ["teller", from("frozen", "open")],
	paper_only: ["chair", from("frozen", "open")],
	close: ["chair", from("open")],
	partial: ["trustee", from("closed")],
	trustee_lost: ["chair", from("keyed", "counted")],
	result: ["chair", from("closed")],
	sign: ["trustee", from("counted")],
	declare: ["chair", from("signed")],
	void: ["chair", from("defined", "signed")],
};

// checkOrder fails with order, or early for a partial decryption before the close,
// unless this kind of author may post this kind now; it returns the author's number.
export const checkOrder = ({ phase }, { kind, author }) => {
	must(Object.hasOwn(KINDS, kind), "order", kind);
	const [who, phases] = KINDS[kind];
	const [, role, number] = /^([a-z]+)(?::([1-9]\d{0,5}))?$/.exec(author) ?? [];
	must(role === who && (who === "chair") === (number === undefined), "order", `${kind} by ${author}`);
	const early = kind === "partial" && (phase === undefined || from("defined", "open").includes(phase));
	must(phases.includes(phase), early ? "early" : "order", `${kind} while ${phase}`);
	return Number(number ?? 0);
};

// What of a body says who the author is.
const SELF = { trustee: "index", seat: "seat", teller: "teller" };

// checkSelf fails with order if an author writes for somebody else.
export const checkSelf = ({ kind, author }, number, body) => {
	const name = SELF[KINDS[kind][0]];
	must(!name || !Object.hasOwn(body, name) || body[name] === number, "order", `${kind} by ${author}`);
};
