package ui

import (
	"net/http"
	"net/url"
	"strings"
)

// draftCookie carries the names of drafts to drop to the page's script, which
// removes it.
const draftCookie = "lianluo_done"

// DropDraft tells the device that what was typed into the forms with these Draft
// names has been accepted. Call it before the redirect that follows success.
func DropDraft(w http.ResponseWriter, names ...string) {
	for i, name := range names {
		names[i] = url.QueryEscape(name)
	}
	http.SetCookie(w, &http.Cookie{
		Name: draftCookie, Value: strings.Join(names, "."), Path: "/", MaxAge: 60,
		SameSite: http.SameSiteLaxMode, // not HttpOnly: the script reads it
	})
}
