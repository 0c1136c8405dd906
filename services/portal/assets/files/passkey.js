// Passkeys: a form with data-passkey asks the device, fills in its answer and goes
// on by itself. What the browser cannot do stays hidden.
(() => {
	"use strict";
	if (!window.PublicKeyCredential || !window.isSecureContext) return;
	const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const text = (buffer) =>
		btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	const known = (all) => (all || []).map((one) => ({ ...one, id: bytes(one.id) }));

	const create = async (o) => {
		o.challenge = bytes(o.challenge);
		o.user.id = bytes(o.user.id);
		o.excludeCredentials = known(o.excludeCredentials);
		const made = await navigator.credentials.create({ publicKey: o });
		return answer(made, { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() });
	};
	const get = async (o) => {
		o.challenge = bytes(o.challenge);
		o.allowCredentials = known(o.allowCredentials);
		const made = await navigator.credentials.get({ publicKey: o });
		const r = made.response;
		return answer(made, {
			authenticatorData: text(r.authenticatorData),
			signature: text(r.signature),
			userHandle: r.userHandle ? text(r.userHandle) : undefined,
		});
	};
	const answer = (made, response) => ({
		id: made.id,
		rawId: text(made.rawId),
		type: made.type,
		authenticatorAttachment: made.authenticatorAttachment,
		clientExtensionResults: made.getClientExtensionResults(),
		response: { clientDataJSON: text(made.response.clientDataJSON), ...response },
	});

	const ask = async (form) => {
		const said = await fetch(form.dataset.ceremony, { method: "POST", body: new URLSearchParams(new FormData(form)) });
		const question = await said.json();
		if (question.problem) throw new Error(question.problem);
		const made = await (form.dataset.passkey === "add" ? create : get)(JSON.parse(question.options));
		form.elements.ceremony.value = question.id;
		form.elements.credential.value = JSON.stringify(made);
		if (form.elements.password) form.elements.password.value = "";
		form.submit();
	};

	for (const form of document.querySelectorAll("form[data-passkey]")) {
		form.closest("[data-passkey-box]").hidden = false;
		form.addEventListener("submit", (e) => {
			e.preventDefault();
			const said = form.querySelector("[data-passkey-said]");
			said.textContent = form.dataset.wait;
			ask(form).catch((problem) => {
				// What the device itself says is in its own words, often none.
				said.textContent = problem instanceof DOMException || problem instanceof TypeError ? form.dataset.failed : problem.message;
			});
		});
	}
})();
