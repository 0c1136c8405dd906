package ui

import "net/http"

// Routes mounts the assets, the preference switches and the design pages.
func Routes(mux *http.ServeMux) {
	mux.Handle("GET "+AssetPath, Assets())
	mux.HandleFunc("GET "+prefsPath, setPrefs)
	mux.HandleFunc("GET "+designPath, serveDesign)
	mux.HandleFunc("GET "+designPath+"/{name}", serveExample)
}
