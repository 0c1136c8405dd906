// Paper ballots entered by two tellers apart: section 8. Both devices share 32 random
// bytes and so reach the same text exactly if they were told the same choices.
import { digest, hex, must, random, unhex } from "./bytes.js";
import { makeBody } from "./cast.js";
import { makeEntry } from "./entries.js";
import { challenge } from "./group.js";

// newShared draws what the two tellers share, for a QR code between their devices.
export const newShared = () => hex(random(32));

const sharedCheck = (shared) => hex(digest("shared", unhex(shared, 32))).slice(0, 4);

// sharedCode is what they share for who has no camera: in groups of four, the last of
// which tells a slip of the keyboard.
export const sharedCode = (shared) => (shared + sharedCheck(shared)).match(/.{4}/g).join(" ");

// readShared is what the tellers share, read from the other's code or typed from the
// other's screen, capitals and blanks as one likes; "" if it is none.
export const readShared = (text) => {
	const [, scanned] = /^LLS:([0-9a-f]{64})$/.exec(text.trim()) ?? [];
	if (scanned) return scanned;
	const typed = text.toLowerCase().replace(/[^0-9a-z]/g, "");
	const shared = /^[0-9a-f]{68}$/.test(typed) ? typed.slice(0, 64) : "";
	return shared && sharedCheck(shared) === typed.slice(64) ? shared : "";
};

// paperDraw draws the scalars of paper ballot `number`; other choices draw others.
export const paperDraw = (shared, election, number, choices) => {
	const S = unhex(shared, 32);
	let counter = 0;
	return () => challenge("paper", S, election, number, choices.flat().join(""), counter++);
};

// paperText is the body of a paper entry: choices are null if the paper is invalid.
export const paperText = (board, shared, number, choices) => {
	must(Number.isSafeInteger(number) && number > 0, "teller", "number");
	if (choices === null) return JSON.stringify({ number, invalid: true, ballot: "" });
	const key = unhex(board.tellers.get(1), 32);
	const draw = paperDraw(shared, board.election, number, choices);
	const { text } = makeBody(board, { author: `paper:${number}`, key, choices }, draw);
	return JSON.stringify({ number, invalid: false, ballot: text });
};

// paperDigest is what both devices send to compare.
export const paperDigest = (text) => hex(digest("body", text));

// registers is a teller's first entry; key is {secret, public}.
export const registers = (board, number, name, key) =>
	makeEntry(board.ballot, "teller", `teller:${number}`, { teller: number, name, key: hex(key.public) }, key);

// posts is teller 1's entry, agrees teller 2's, for the hash of an entry that says
// the same as their own text.
export const posts = (board, text, key) => makeEntry(board.ballot, "paper", "teller:1", text, key);

export const agrees = (board, entry, ownText, key) => {
	must(entry.body === ownText, "teller", "the two tellers were told different choices");
	return makeEntry(board.ballot, "paper_agree", "teller:2", { entry: entry.hash }, key);
};
