// Secrets of this device, in its own database: per ballot and part ("seat:7",
// "trustee:2", "teller:1", "chair"). They never leave it, except the chair's backup
// that a page may offer; after the count, wipe takes a ballot's away.
const open = () =>
	new Promise((done, failed) => {
		const asked = indexedDB.open("lianluo-ballot", 1);
		asked.onupgradeneeded = () => asked.result.createObjectStore("secrets");
		asked.onsuccess = () => done(asked.result);
		asked.onerror = () => failed(asked.error);
		asked.onblocked = () => failed(new Error("blocked"));
	});

const work = async (mode, use) => {
	const db = await open();
	try {
		return await new Promise((done, failed) => {
			const transaction = db.transaction("secrets", mode, { durability: "strict" });
			const asked = use(transaction.objectStore("secrets"));
			transaction.oncomplete = () => done(asked?.result);
			transaction.onabort = () => failed(transaction.error);
		});
	} finally {
		db.close();
	}
};

const name = (ballot, part) => [ballot, part];

// keep stores a part's secrets; it resolves when they are on the disk. Whoever posts
// an entry first keeps what is behind it.
export const keep = async (ballot, part, secrets) => {
	await navigator.storage?.persist?.().catch(() => false);
	return work("readwrite", (store) => store.put(secrets, name(ballot, part)));
};

// held is what was kept, or undefined.
export const held = (ballot, part) => work("readonly", (store) => store.get(name(ballot, part)));

// drop takes one part away, as a shared tablet does after each deputy.
export const drop = (ballot, part) => work("readwrite", (store) => store.delete(name(ballot, part)));

// wipe takes away all of a ballot.
export const wipe = (ballot) => work("readwrite", (store) => store.delete(IDBKeyRange.bound([ballot, ""], [ballot, "\uffff"])));
