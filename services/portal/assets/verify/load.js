// Starts the page from the modules that stand in it as text: a page opened from a
// stick may import nothing by address, but it may import what it holds.
const load = (sources, entry) => {
	const urls = {};
	const url = (name) =>
		(urls[name] ??= URL.createObjectURL(
			new Blob([sources[name].replace(/(\bfrom |\bimport\()"\.[^"]*?([^"/]+)"/g, (_, how, other) => `${how}"${url(other)}"`)], {
				type: "text/javascript",
			}),
		));
	return import(url(entry));
};
const sources = Object.fromEntries(
	[...document.querySelectorAll("script[data-module]")].map((script) => [script.dataset.module, script.textContent]),
);
// A worker of such a page cannot see the page's modules either: it is handed the texts.
const newWorker = () => {
	const start = `const load = ${load}; onmessage = ({ data }) => load(data, "worker.js").catch(() => postMessage({ failed: true }));`;
	const worker = new Worker(URL.createObjectURL(new Blob([start], { type: "text/javascript" })));
	worker.postMessage(sources);
	return worker;
};
load(sources, "page.js").then(({ begin }) => begin(newWorker));
