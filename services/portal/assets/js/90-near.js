// Where one is, asked for only when one presses the button: to find the nearest
// station, or to say where something is.
(() => {
	"use strict";
	if (!navigator.geolocation || !window.isSecureContext) return;
	const say = (text) => {
		document.getElementById("live").textContent = text;
	};
	const locate = (button, found) => {
		button.disabled = true;
		navigator.geolocation.getCurrentPosition(
			({ coords }) => {
				button.disabled = false;
				found(coords.latitude.toFixed(6), coords.longitude.toFixed(6));
			},
			() => {
				button.disabled = false;
				const failed = button.dataset.nearFailed || button.dataset.failed;
				button.lastElementChild.textContent = failed;
				say(failed);
			},
			{ enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
		);
	};

	for (const button of document.querySelectorAll("[data-near]")) {
		button.hidden = false;
		button.addEventListener("click", () =>
			locate(button, (lat, lng) => location.assign(`${button.dataset.near}?lat=${lat}&lng=${lng}`)),
		);
	}
	for (const box of document.querySelectorAll("[data-locate]")) {
		const button = box.querySelector("[data-locate-go]");
		box.hidden = false;
		button.addEventListener("click", () =>
			locate(button, (lat, lng) => {
				box.querySelector("[data-lat]").value = lat;
				box.querySelector("[data-lng]").value = lng;
				button.lastElementChild.textContent = button.dataset.done;
				say(button.dataset.done);
			}),
		);
	}
})();
