// The verify page: a bundle, heads and receipts in; what was checked, in words, out.
import { boardOf } from "./board.js";
import { Fault } from "./bytes.js";
import { verifyAll } from "./pool.js";
import { gatherer, scan } from "./qr.js";
import { checkReveal } from "./reveal.js";
import { readBoard } from "./verify.js";
import { failureText, lines, outcomeText, text, verdict } from "./words.js";

const the = (id) => document.getElementById(id);
const make = (tag, more = {}, ...children) => {
	const made = Object.assign(document.createElement(tag), more);
	made.append(...children);
	return made;
};
const all = JSON.parse(the("texts").textContent);
const texts = () => all[document.documentElement.dataset.lang];
const say = (key, ...values) => text(texts(), key, ...values);
const entered = (id) => the(id).value.split(/[\n,;]/).map((line) => line.trim()).filter(Boolean);

// The text of the chosen file, and how to say again what was found in the other language.
const state = { text: undefined, shown: new Map() };

const choose = async (file) => {
	if (!file) return;
	try {
		state.text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
		the("chosen").textContent = `${file.name} · ${Math.ceil(file.size / 1000)} KB`;
	} catch {
		state.text = undefined;
		the("chosen").textContent = say("unreadable");
	}
};

const cell = (tag, className, textContent) => make(tag, { className, textContent });

const counts = ({ candidates, choices, result }) => {
	const head = [cell("th", "", say("candidate")), ...choices.map((choice) => cell("th", "n", say(choice))), cell("th", "", say("outcome"))];
	const word = (id) => (result.selected.includes(id) ? say("selected") : result.tied.includes(id) ? say("tied") : "");
	const rows = candidates.map(({ id, title }, i) => {
		const numbers = (result.counts[i] ?? []).map((n) => cell("td", "n", n));
		return make("tr", {}, cell("td", "", title), ...numbers, cell("td", "", word(id)));
	});
	return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
};

const list = (items) => make("ul", {}, ...items.map(([how, what]) => cell("li", how, what)));

const failureList = (failures) => [
	cell("h3", "", say("failures", failures.length)),
	list(failures.slice(0, 100).map((failure) => ["bad", failureText(texts(), failure)])),
];

const draw = (report) => {
	const { facts, failures, ok } = report;
	const parts = [cell("h2", "", facts?.title || say("report")), cell("p", `verdict ${ok ? "good" : "bad"}`, verdict(texts(), report))];
	if (facts?.result) parts.push(cell("p", "", outcomeText(texts(), facts.result.outcome)), counts(facts));
	if (failures.length && facts) parts.push(...failureList(failures));
	parts.push(list(lines(texts(), report).map((line) => [line.state, line.text])));
	if (facts) {
		const { entries, trustees, threshold, ballots, papers, head } = facts;
		parts.push(cell("p", "", say("facts", entries, trustees, threshold, ballots, papers)));
		parts.push(make("p", {}, `${say("head")} `, cell("code", "", head)));
	}
	the("report").replaceChildren(...parts);
};

// put shows a section and lets it be drawn again when the language changes.
const put = (id, drawing) => {
	state.shown.set(id, drawing);
	drawing();
	the(id).hidden = false;
	the(id).focus();
};

const answer = (good, key, fill = () => [], choices = []) =>
	put("answer", () => {
		const said = cell("p", `verdict ${good ? "good" : "bad"}`, say(key, ...fill()));
		the("answer").replaceChildren(said, ...choices.map(([title, chosen]) => cell("p", "", `${title} · ${say(chosen)}`)));
	});

const verifying = (start) => async (event) => {
	event.preventDefault();
	if (state.text === undefined) return void (the("chosen").textContent = say("choose"));
	the("working").hidden = false;
	const tell = ({ done, total }) => {
		the("progress").value = (100 * done) / total;
		the("percent").textContent = `${Math.floor((100 * done) / total)} %`;
	};
	const report = await verifyAll(state.text, { heads: entered("heads"), receipts: entered("receipts") }, tell, start);
	the("working").hidden = true;
	put("report", () => draw(report));
};

const checking = (event) => {
	event.preventDefault();
	if (state.text === undefined) return answer(false, "choose");
	try {
		const board = boardOf(readBoard(state.text).entries);
		if (!board.K) throw new Fault("ceremony");
		const { choices, code } = checkReveal(board, the("revealed").value.trim(), the("code").value.trim());
		const chosen = board.definition.candidates.map(({ title }, i) => [title, board.rules.choices[choices[i].indexOf(1)] ?? "none"]);
		answer(true, "reveal.good", () => [code], chosen);
	} catch (problem) {
		if (!(problem instanceof Fault)) throw problem;
		answer(false, "reveal.bad", () => [failureText(texts(), { code: problem.code })]);
	}
};

const scanning = async () => {
	const take = gatherer();
	the("camera").hidden = false;
	try {
		await scan(the("camera"), (piece) => {
			const found = take(piece);
			if (found) the("scanned").textContent = `${found.got} / ${found.of}`;
			if (found?.text) the("revealed").value = found.text;
			return found?.text !== undefined;
		});
	} catch {
		the("scanned").textContent = say("no-camera");
	}
	the("camera").hidden = true;
};

const speak = (lang) => {
	document.documentElement.dataset.lang = lang;
	document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
	document.title = say("title");
	state.shown.forEach((drawing) => drawing());
};

// begin makes the page work; start makes a worker.
export const begin = (start) => {
	the("bundle").addEventListener("change", ({ target }) => choose(target.files[0]));
	for (const name of ["dragover", "dragleave", "drop"]) {
		addEventListener(name, (event) => {
			event.preventDefault();
			the("drop").classList.toggle("over", name === "dragover");
			if (name === "drop") choose(event.dataTransfer.files[0]);
		});
	}
	the("verify").addEventListener("submit", verifying(start));
	the("reveal").addEventListener("submit", checking);
	the("scan").hidden = !navigator.mediaDevices?.getUserMedia;
	the("scan").addEventListener("click", scanning);
	the("language").addEventListener("click", () => speak(document.documentElement.dataset.lang === "zh" ? "en" : "zh"));
	speak(/^zh/i.test(navigator.language) ? "zh" : "en");
	document.documentElement.dataset.ready = "";
};
