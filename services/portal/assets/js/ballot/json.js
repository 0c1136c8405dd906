// A strict reader of JSON: whole numbers only, no member twice, no null, nothing
// behind the value, no unpaired surrogates. JSON.parse silently takes the last of two members,
// so that two readers of one body could see two different bodies.
import { must } from "./bytes.js";

const NUMBER = /(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const BLANK = /[ \t\n\r]*/y;
const WORDS = { true: true, false: false };
const LONE = /[\ud800-\udfff]/u; // with u, a pair is one character
const deepest = 16;

class Reader {
	constructor(text) {
		this.text = text;
		this.at = 0;
	}

	take(pattern) {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.text)?.[0];
		must(found !== undefined, "body", `JSON at ${this.at}`);
		this.at += found.length;
		return found;
	}

	// sign takes one of the signs, blanks around it aside.
	sign(signs) {
		this.take(BLANK);
		const sign = this.text[this.at];
		must(sign !== undefined && signs.includes(sign), "body", `JSON at ${this.at}`);
		this.at += 1;
		this.take(BLANK);
		return sign;
	}

	next(sign) {
		this.take(BLANK);
		return this.text[this.at] === sign;
	}

	string() {
		const text = JSON.parse(this.take(STRING));
		must(!LONE.test(text), "body", "half a character");
		return text;
	}

	list(close, member) {
		if (this.next(close)) return this.sign(close);
		do member();
		while (this.sign("," + close) === ",");
	}

	value(depth = 0) {
		must(depth <= deepest, "body", "too deep");
		this.take(BLANK);
		const first = this.text[this.at];
		if (first === "{") return this.object(depth);
		if (first === "[") return this.array(depth);
		if (first === '"') return this.string();
		for (const [word, value] of Object.entries(WORDS)) {
			if (this.text.startsWith(word, this.at)) {
				this.at += word.length;
				return value;
			}
		}
		const number = Number(this.take(NUMBER));
		must(Number.isSafeInteger(number), "body", "number");
		return number;
	}

	object(depth) {
		const made = Object.create(null);
		this.sign("{");
		this.list("}", () => {
			const name = this.string();
			must(!(name in made), "body", `${name} twice`);
			this.sign(":");
			made[name] = this.value(depth + 1);
		});
		return made;
	}

	array(depth) {
		const made = [];
		this.sign("[");
		this.list("]", () => made.push(this.value(depth + 1)));
		return made;
	}
}

// read is the value of a JSON text; a Fault with the code body for anything else.
export const read = (text) => {
	const reader = new Reader(text);
	const value = reader.value();
	reader.take(BLANK);
	must(reader.at === text.length, "body", "text behind it");
	return value;
};
