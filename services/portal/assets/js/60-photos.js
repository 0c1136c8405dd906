// Photos can be dropped and pasted as well as chosen; large ones are made
// smaller here, since the signal at a village station is poor.
(() => {
	"use strict";
	const large = 1500000;
	const side = 2048;

	const shrink = async (file) => {
		if (file.size < large || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
		try {
			const bitmap = await createImageBitmap(file);
			const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
			const canvas = document.createElement("canvas");
			canvas.width = Math.round(bitmap.width * scale);
			canvas.height = Math.round(bitmap.height * scale);
			canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
			const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
			return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
		} catch {
			return file; // the server decides what it cannot read
		}
	};

	const set = (input, files) => {
		const data = new DataTransfer();
		(input.multiple ? files : files.slice(-1)).forEach((file) => data.items.add(file));
		input.files = data.files;
	};

	const draw = (box, input) => {
		const list = box.querySelector("[data-drop-list]");
		list.replaceChildren(
			...[...input.files].map((file, i) => {
				const item = document.createElement("li");
				const what = document.createElement(file.type.startsWith("image/") ? "img" : "span");
				if (what.tagName === "IMG") {
					what.src = URL.createObjectURL(file);
					what.onload = () => URL.revokeObjectURL(what.src);
					what.alt = file.name;
				} else what.textContent = file.name;
				const remove = document.createElement("button");
				remove.type = "button";
				remove.className = "btn btn-small";
				remove.textContent = list.dataset.remove;
				remove.addEventListener("click", () => {
					set(input, [...input.files].filter((_, j) => j !== i));
					draw(box, input);
				});
				item.append(what, remove);
				return item;
			}),
		);
	};

	const photos = (files) => [...files].filter((file) => file.type.startsWith("image/"));

	for (const box of document.querySelectorAll("[data-drop]")) {
		const input = box.querySelector("input[type=file]");
		const isPhoto = box.dataset.drop === "photo";
		let kept = [];
		const take = async (files) => {
			const made = isPhoto ? await Promise.all(files.map(shrink)) : files;
			kept = [...kept.filter((file) => [...input.files].includes(file)), ...made];
			set(input, kept);
			kept = [...input.files];
			draw(box, input);
		};
		input.addEventListener("change", () => {
			const chosen = [...input.files];
			set(input, kept);
			take(chosen);
		});
		box.addEventListener("dragover", (event) => {
			event.preventDefault();
			box.classList.add("over");
		});
		box.addEventListener("dragleave", () => box.classList.remove("over"));
		box.addEventListener("drop", (event) => {
			event.preventDefault();
			box.classList.remove("over");
			take(isPhoto ? photos(event.dataTransfer.files) : [...event.dataTransfer.files]);
		});
		if (!isPhoto) continue;
		document.addEventListener("paste", (event) => {
			const pasted = photos(event.clipboardData?.files ?? []);
			if (pasted.length) take(pasted);
		});
	}
})();
