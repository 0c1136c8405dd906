// Attacks: each changes a good board as somebody could who has the server, or the
// chair's key, or a deputy's, and names the code under which it must show.
import { hex, keyOf, makeEntry, newKey, trustee, unhex, voter } from "./ballot.js";
import { makeBody } from "/assets/js/ballot/cast.js";
import { bodyDigest, entryHash, signed } from "/assets/js/ballot/entries.js";
import { B, element, elementHex, secret } from "/assets/js/ballot/group.js";
import { sign } from "/assets/js/ballot/keys.js";
import { toEnd, verify } from "/assets/js/ballot/verify.js";
import { BALLOT, Play, again, bundle } from "./play.js";

// rehash is what whoever has the server can always do.
const rehash = (entries) => {
	entries.forEach((entry, i) => {
		entry.seq = i;
		entry.prev = i ? entries[i - 1].hash : "0".repeat(64);
		entry.hash = entryHash(entry, bodyDigest(entry));
	});
	return entries;
};

const at = (entries, kind, n = 0) => entries.filter((entry) => entry.kind === kind)[n];

// edit changes an entry's body and keeps the signature; resign signs it anew.
const edit = (entry, change) => {
	const body = JSON.parse(entry.body);
	change(body);
	entry.body = JSON.stringify(body);
};
const resign = (entry, key) => {
	entry.signature = hex(sign(signed(BALLOT, entry, bodyDigest(entry)), key));
};
const trusteeKey = (state) => keyOf(unhex(state.secret, 32));

// stages are good plays up to a point, made once a page.
const stages = {};
const stage = async (name) => {
	if (stages.whole === undefined) {
		const play = new Play({ seats: 5, candidates: 3, places: 1, papers: [5], absent: [4] });
		const keep = (part) => (stages[part] = again(play));
		play.define();
		keep("defined");
		play.ceremony();
		keep("keyed");
		play.checkIn();
		keep("in");
		play.freeze();
		play.by("open", {});
		keep("open");
		play.seatsOnScreen().forEach((seat) => play.cast(seat));
		play.paper(1);
		keep("cast");
		play.close();
		keep("closed");
		await play.open(1, 3);
		keep("opened");
		play.finish();
		keep("whole");
	}
	return Object.assign(again(stages[name]), { reckless: true });
};

// A change of the finished board.
const changed = (want, change, how = rehash) => ({
	want,
	async play() {
		const play = await stage("whole");
		const entries = change(play.entries, play) ?? play.entries;
		return { text: bundle(how(entries)) };
	},
});
const asItIs = (entries) => entries;

// Something done while the ballot goes on, which then ends as it would.
const during = (want, name, act, finish = () => {}) => ({
	want,
	async play() {
		const play = await stage(name);
		await act(play);
		await finish(play);
		return { text: bundle(play.entries) };
	},
});
const urnToEnd = async (play) => {
	play.board.faults = []; // what the honest devices would not go on with
	for (const seat of play.seatsOnScreen()) if (!play.board.seats.get(seat).cast && play.board.seats.get(seat).key) play.cast(seat);
	if (!play.board.papers.size) play.paper(1);
	play.close();
	await ending(play);
};
const ending = async (play) => {
	await play.open(1, 3);
	play.finish();
};
const castBody = (play, seat, change, key = play.keys[seat]) => {
	const body = JSON.parse(makeBody(play.board, { author: `seat:${seat}`, key: key.public, choices: play.choices() }, secret).text);
	change(body);
	return play.post(makeEntry(BALLOT, "ballot", `seat:${seat}`, body, key));
};
// seen is what all phones showed each other: the last entry.
const seen = (play) => Array(4).fill(play.entries.at(-1).hash);

// loose is a board with other rules, for ballots that this one would not let be made.
const loose = (play, more) => ({ ...play.board, election: play.board.election, K: play.board.K, definition: play.board.definition, rules: { ...play.board.rules, ...more } });

export const groups = {
	chain: {
		"an entry dropped, the chain left": changed("chain", (entries) => void entries.splice(20, 1), asItIs),
		"two entries swapped, the chain left": changed("chain", (entries) => void ([entries[18], entries[19]] = [entries[19], entries[18]]), asItIs),
		"a body altered, the chain left": changed("chain", (entries) => edit(at(entries, "close"), (body) => (body.invalid = 1)), asItIs),
		"a body altered and rehashed": changed("signature", (entries) => edit(at(entries, "close"), (body) => (body.invalid = 1))),
		"a ballot dropped": changed("collected", (entries) => entries.filter((entry) => entry !== at(entries, "ballot"))),
		"a ballot duplicated": changed("twice", (entries) => void entries.splice(entries.indexOf(at(entries, "ballot")) + 1, 0, { ...at(entries, "ballot") })),
		"a ballot forged": changed("signature", (entries) => (resign(at(entries, "ballot"), newKey()))),
		"the clock turned back": changed("clock", (entries) => void (entries[20].at = "2026-11-23T06:00:00.000Z")),
		"a time of another form": changed("clock", (entries) => void (entries.at(-1).at = "2026-11-23T08:00:00Z")),
		"another definition, signed by the chair": changed("ceremony", (entries, { chair }) => {
			edit(entries[0], (body) => (body.candidates[0].title = "another"));
			resign(entries[0], chair);
		}),
		"an entry after the declaration": changed("order", (entries, { chair }) => {
			entries.push({ ...entries.at(-1), ...makeEntry(BALLOT, "void", "chair", { reason: "late" }, chair) });
		}),
		"an entry of an unknown kind": changed("order", (entries, { chair }) => {
			entries.push({ ...entries.at(-1), ...makeEntry(BALLOT, "gift", "chair", {}, chair) });
		}),
		"a member twice": changed("body", (entries, { chair }) => {
			at(entries, "open").body = `{"reason":"a","reason":"b"}`;
			resign(at(entries, "open"), chair);
		}),
		"a member too many": changed("body", (entries, { chair }) => {
			at(entries, "open").body = `{"note":1}`;
			resign(at(entries, "open"), chair);
		}),
		"no bundle": { want: "bundle", play: async () => ({ text: `{"protocol":"lianluo-ballot/1","entries":[{}]}` }) },
		"a bundle with a member twice": { want: "bundle", play: async () => ({ text: `{"protocol":"x","protocol":"lianluo-ballot/1","entries":[]}` }) },
		"another board than the witness saw": {
			want: "head",
			play: async () => {
				const { entries } = await stage("whole");
				const seen = `20:${entries[20].hash}`;
				entries[20].at = entries[19].at;
				return { text: bundle(rehash(entries)), heads: [seen] };
			},
		},
		"a server restored from an older backup": {
			want: "head",
			play: async () => ({ text: bundle((await stage("open")).entries), heads: [`${stages.whole.entries.length - 1}:${stages.whole.entries.at(-1).hash}`] }),
		},
		"a receipt that leads nowhere": { want: "receipt", play: async () => ({ text: bundle((await stage("whole")).entries), receipts: ["abcd-efgh-ijkl-mnop-qrst"] }) },
	},
	ceremony: {
		"a threshold of the minority": during("definition", "defined", (play) => {
			play.entries.length = 0;
			play.board = new play.board.constructor();
			play.define((body) => ({ ...body, threshold: 1 }));
		}),
		"a pass mark of the chair's own": during("rules", "defined", (play) => {
			play.entries.length = 0;
			play.board = new play.board.constructor();
			play.define((body) => ({ ...body, rules: body.rules.replace(/"pass":\d+/, '"pass":1') }));
		}),
		"coefficients chosen last": during("ceremony", "defined", (play) => {
			play.states = [1, 2, 3].map((index) => trustee.begin(play.board, index));
			play.each((state) => trustee.joins(play.board, state));
			const other = { ...trustee.begin(play.board, 3), secret: play.states[2].secret, transport: play.states[2].transport };
			play.post(trustee.deals(play.board, other, seen(play)));
		}),
		"a dealing without knowledge": during("ceremony", "defined", (play) => {
			play.states = [1, 2, 3].map((index) => trustee.begin(play.board, index));
			play.each((state) => trustee.joins(play.board, state));
			const deal = trustee.deals(play.board, play.states[0], seen(play));
			edit(deal, (body) => (body.proof.z = body.proof.c));
			resign(deal, trusteeKey(play.states[0]));
			play.post(deal);
		}),
		"a key that is not the sum": changed("ceremony", (entries, { states }) => {
			const entry = at(entries, "confirm", 2);
			edit(entry, (body) => (body.key = elementHex(element(body.key).add(B))));
			resign(entry, trusteeKey(states[2]));
		}),
		"a confirmation of another head": changed("ceremony", (entries, { states }) => {
			const entry = at(entries, "confirm", 0);
			edit(entry, (body) => (body.head = entries[0].hash));
			resign(entry, trusteeKey(states[0]));
		}),
		"a trustee's key swapped": changed("signature", (entries) => edit(at(entries, "trustee", 1), (body) => (body.key = hex(newKey().public)))),
		"one key for two seats": during("key", "keyed", (play) => {
			const key = newKey();
			play.post(voter.registers(BALLOT, 1, "own", key));
			play.post(voter.registers(BALLOT, 2, "own", key));
		}),
		"two keys for one seat": during("twice", "in", (play) => play.post(voter.registers(BALLOT, 1, "own", newKey()))),
		"a key and a paper": during("twice", "in", (play) => play.by("paper_issue", { seat: 1 })),
		"a voided key comes back": during("key", "in", (play) => {
			play.by("key_void", { seat: 1, key: hex(play.keys[1].public), reason: "lost" });
			play.post(voter.registers(BALLOT, 1, "tablet", play.keys[1]));
		}),
		"a suspended deputy checks in": during("suspended", "keyed", (play) => {
			play.by("suspension", { seat: 2, suspended: true, reason: "decision" });
			play.post(voter.registers(BALLOT, 2, "own", newKey()));
		}),
		"the same order signed once, used twice": during("copied", "keyed", (play) => {
			const entry = makeEntry(BALLOT, "suspension", "chair", { seat: 2, suspended: true, reason: "decision" }, play.chair);
			play.post(entry);
			play.by("suspension", { seat: 2, suspended: false, reason: "over" });
			play.post(entry);
		}),
		"a frozen list with another key": during("freeze", "in", (play) => play.by("freeze", { present: 4, screen: 3, paper: 1, keys: "ab".repeat(32) })),
		"too few present": during("quorum", "keyed", (play) => {
			play.options = { ...play.options, papers: [], absent: [3, 4, 5] };
			play.checkIn();
			play.freeze();
		}),
	},
	urn: {
		"a deputy checks in after the freeze": during("order", "open", (play) => play.post(voter.registers(BALLOT, 4, "own", newKey())), urnToEnd),
		"a vote for another": during("signature", "open", (play) => castBody(play, 2, () => {}, play.keys[1]), urnToEnd),
		"a vote of a seat without a key": during("key", "open", (play) => castBody(play, 4, () => {}, newKey()), urnToEnd),
		"a vote on screen and on paper": during("key", "open", (play) => castBody(play, 5, () => {}, newKey()), urnToEnd),
		"a second vote": during("twice", "cast", (play) => castBody(play, 1, () => {}), urnToEnd),
		"a ballot for another election": during("context", "open", (play) => castBody(play, 1, (body) => (body.election = "ab".repeat(32)))),
		"a ballot with a row too many": during("shape", "open", (play) => castBody(play, 1, (body) => body.votes.push(body.votes[0]))),
		"a proof with a case too many": during("shape", "open", (play) => castBody(play, 1, (body) => body.votes[0][0].proof.push(body.votes[0][0].proof[0]))),
		"an element in another form": during("encoding", "open", (play) => castBody(play, 1, (body) => (body.votes[0][0].beta = "ff".repeat(32)))),
		"a scalar of L and more": during("encoding", "open", (play) => castBody(play, 1, (body) => (body.votes[0][0].proof[0].z = "ff".repeat(32)))),
		"a ballot malleated": during("proof", "open", (play) => castBody(play, 1, (body) => {
			const cell = body.votes[0][0];
			[cell.alpha, cell.beta] = [elementHex(element(cell.alpha).add(B)), elementHex(element(cell.beta).add(play.board.K))];
		})),
		"a ballot copied from a colleague": during("copied", "open", (play) => {
			const first = play.cast(1);
			play.post(makeEntry(BALLOT, "ballot", "seat:2", first.body, play.keys[2]));
		}),
		"a ballot that copies its own row": during("copied", "open", (play) => castBody(play, 1, (body) => (body.votes[2] = body.votes[1]))),
		"an approval of two": during("proof", "open", (play) => castBody(play, 1, (body) => {
			const cell = body.votes[0][0];
			cell.beta = elementHex(element(cell.beta).add(B));
		})),
		"more approvals than the limit": during("proof", "open", (play) => {
			const many = loose(play, { limit: 2 });
			const body = JSON.parse(makeBody(many, { author: "seat:1", key: play.keys[1].public, choices: [[1], [1], [0]] }, secret).text);
			body.total.pop();
			play.post(makeEntry(BALLOT, "ballot", "seat:1", body, play.keys[1]));
		}),
		"proofs made for another seat": during("proof", "open", (play) => {
			const { text } = makeBody(play.board, { author: "seat:2", key: play.keys[1].public, choices: play.choices() }, secret);
			play.post(makeEntry(BALLOT, "ballot", "seat:1", text, play.keys[1]));
		}),
		"alpha is nothing": during("proof", "open", (play) => castBody(play, 1, (body) => (body.votes[0][0].alpha = "00".repeat(32)))),
		"a key voided after its vote": during("twice", "cast", (play) => play.by("key_void", { seat: 1, key: hex(play.keys[1].public), reason: "lost" })),
		"a teller agrees to nothing": during("teller", "open", (play) => {
			play.post(makeEntry(BALLOT, "paper_agree", "teller:2", { entry: "ab".repeat(32) }, play.tellers[1]));
		}),
		"a paper ballot with a wrong number": during("teller", "open", (play) => play.paper(7), urnToEnd),
		"a vote after going over to paper": during("order", "open", (play) => {
			play.by("paper_only", { reason: "network" });
			castBody(play, 1, () => {});
		}),
		"a vote after the close": during("order", "closed", (play) => castBody(play, 1, () => {})),
		"a close with other numbers": during("collected", "cast", (play) => play.close({ collected: 9 }), ending),
	},
	opening: {
		"opened before the close": during("early", "cast", (play) => play.post(makeEntry(BALLOT, "partial", "trustee:1", { index: 1, shares: [] }, trusteeKey(play.states[0])))),
		"a wrong partial decryption": changed("partial", (entries, { states }) => {
			const entry = at(entries, "partial", 0);
			edit(entry, (body) => (body.shares[0][0].d = elementHex(element(body.shares[0][0].d).add(B))));
			resign(entry, trusteeKey(states[0]));
		}),
		"opened by too few": changed("trustees", (entries) => entries.filter((entry) => entry !== at(entries, "partial", 1))),
		"counts altered": changed("tally", (entries, { chair }) => {
			edit(at(entries, "result"), (body) => (body.counts[1][0] += 1));
			resign(at(entries, "result"), chair);
		}),
		"the winner altered": changed("result", (entries, { chair }) => {
			edit(at(entries, "result"), (body) => (body.selected = ["c2"]));
			resign(at(entries, "result"), chair);
		}),
		"a signature under another result": changed("result", (entries, { states }) => {
			edit(at(entries, "sign", 1), (body) => (body.result = "ab".repeat(32)));
			resign(at(entries, "sign", 1), trusteeKey(states[1]));
		}),
		"signed twice by one": changed("order", (entries) => void entries.splice(-1, 0, { ...at(entries, "sign", 0) })),
		"a lost scrutineer opens": during("order", "closed", async (play) => {
			play.by("trustee_lost", { index: 1, reason: "phone" });
			await play.open(1);
		}),
		"declared without signatures": changed("order", (entries) => entries.filter(({ kind }) => kind !== "sign")),
	},
};

// attack plays a group: [{name, want, text, heads, receipts, codes}].
export const attack = async (group) => {
	const found = [];
	for (const [name, { want, play }] of Object.entries(groups[group])) {
		const { text, heads = [], receipts = [] } = await play();
		const report = toEnd(verify(text, { heads, receipts }));
		const codes = [...new Set(report.failures.map(({ code }) => code))].sort();
		found.push({ name, want, text, heads, receipts, codes, details: report.failures.map(({ code, seq, detail }) => `${code} ${seq} ${detail}`) });
	}
	return found;
};
