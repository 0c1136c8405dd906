// Dialogs open as modal ones; without this script their address target shows
// them. Menus close like people expect.
(() => {
	"use strict";
	const open = (dialog) => {
		if (dialog.open) dialog.close();
		dialog.showModal();
		dialog.querySelector("input:not([type=hidden]), select, textarea, .actions .btn")?.focus();
	};

	document.addEventListener("click", (event) => {
		const opener = event.target.closest("[data-dialog]");
		const dialog = opener && document.getElementById(opener.dataset.dialog);
		if (dialog) {
			event.preventDefault();
			return open(dialog);
		}
		const closer = event.target.closest("dialog [data-close]");
		if (closer) event.preventDefault();
		if (closer || event.target.matches("dialog[open]")) event.target.closest("dialog").close();
		for (const menu of document.querySelectorAll("details[data-menu][open]")) {
			if (!menu.contains(event.target)) menu.open = false;
		}
	});

	document.addEventListener("keydown", (event) => {
		const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
		if (!menu) return;
		menu.open = false;
		menu.querySelector("summary").focus();
	});

	// An address that names a dialog opens it; the name leaves the address, so
	// that closing is closing.
	const named = () => {
		const dialog = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
		if (!dialog || dialog.tagName !== "DIALOG") return;
		location.replace("#_"); // replaceState would leave the style sheet showing it
		open(dialog);
	};
	addEventListener("hashchange", named);
	named();
	document.querySelectorAll("dialog[data-open-now]").forEach(open);
	document.addEventListener("click", (event) => {
		if (event.target.closest("[data-print]")) window.print();
	});
	document.querySelector("[data-error-summary]")?.focus();
	addEventListener("offline", () => {
		document.getElementById("live").textContent = document.body.dataset.offline;
	});
})();
