// What the device keeps until it could be sent, and whose pages it keeps.
// Written to the disk before a form goes on its way: nothing is lost by a crash.
let opened;
const base = () =>
	(opened ??= new Promise((done, failed) => {
		const asked = indexedDB.open("lianluo", 1);
		asked.onupgradeneeded = () => {
			asked.result.createObjectStore("outbox", { keyPath: "key" });
			asked.result.createObjectStore("facts");
		};
		asked.onsuccess = () => {
			asked.result.onclose = () => (opened = null); // the person cleared the site's data
			done(asked.result);
		};
		asked.onerror = () => {
			opened = null;
			failed(asked.error);
		};
	}));

const within = async (store, mode, work) => {
	const change = (await base()).transaction(store, mode, { durability: "strict" });
	const asked = work(change.objectStore(store));
	return new Promise((done, failed) => {
		change.oncomplete = () => done(asked.result);
		change.onabort = () => failed(change.error);
	});
};

// busy answers are asked for again later, like a network that is away.
const busy = ({ status }) => status === 429 || status >= 500;

const fact = (name) => within("facts", "readonly", (facts) => facts.get(name));
const learn = (name, value) => within("facts", "readwrite", (facts) => facts.put(value, name));
const find = (key) => within("outbox", "readonly", (box) => box.get(key));
const put = (entry) => within("outbox", "readwrite", (box) => box.put(entry));
const drop = (key) => within("outbox", "readwrite", (box) => box.delete(key));
const entries = async () => {
	const all = await within("outbox", "readonly", (box) => box.getAll());
	return all.sort((a, b) => a.at - b.at);
};
