package account

import (
	"net/http"
	"strings"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// sessions shows where the person is signed in.
func (s pages) sessions(w http.ResponseWriter, r *http.Request) error {
	page, err := session.Call(r.Context(), s.Portal, identity.ListSessions, rpc.None{})
	if err != nil {
		return err
	}
	links, err := session.Call(r.Context(), s.Portal, identity.ListLinks, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, sessionsPage(s.Own(r, ui.T(r.Context(), "account.tab.sessions")), page.Items, links.Items))
}

// endSession ends one other session.
func (s pages) endSession(w http.ResponseWriter, r *http.Request) error {
	id := session.Value(r, "id")
	if id == "" { // would end this very session
		return session.Missing(r.Context())
	}
	if _, err := session.Call(r.Context(), s.Portal, identity.SignOut, identity.SignOutRequest{ID: id}); err != nil {
		return err
	}
	return s.Go(w, r, "/me/sessions", ui.Done(r.Context(), "account.session.ended"))
}

// endOthers ends all sessions but this one.
func (s pages) endOthers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, identity.ListSessions, rpc.None{})
	if err != nil {
		return err
	}
	for _, one := range page.Items {
		if one.Current {
			continue
		}
		if _, err := session.Call(session.Key(ctx, one.ID), s.Portal, identity.SignOut, identity.SignOutRequest{ID: one.ID}); err != nil {
			return err
		}
	}
	return s.Go(w, r, "/me/sessions", ui.Done(ctx, "account.session.others-ended"))
}

// browsers and systems as their user agents name them, the telling ones first:
// most browsers also name others.
var (
	browsers = [][2]string{{"MicroMessenger", "WeChat"}, {"Edg", "Edge"}, {"Firefox", "Firefox"}, {"QQBrowser", "QQ Browser"},
		{"UCBrowser", "UC Browser"}, {"HuaweiBrowser", "Huawei Browser"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systems = [][2]string{{"HarmonyOS", "HarmonyOS"}, {"OpenHarmony", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}}
)

// device is what the person reads in the list of sessions: "WeChat / Android".
func device(r *http.Request) string {
	agent := r.UserAgent()
	name := strings.Trim(named(agent, browsers)+" / "+named(agent, systems), " /")
	if name == "" {
		const longest = 60
		runes := []rune(agent)
		return string(runes[:min(len(runes), longest)])
	}
	return name
}

func named(agent string, all [][2]string) string {
	for _, one := range all {
		if strings.Contains(agent, one[0]) {
			return one[1]
		}
	}
	return ""
}
