package session

import (
	"net/http"
	"time"

	"lianluo/api/identity"
	"lianluo/services/portal/ui"
)

// stepCookie keeps a sign-in that waits for its second factor.
const stepCookie = "ll_step"

// Step is a sign-in that waits: its secret, and where the person was.
type Step struct {
	Secret string `json:"s"`
	Next   string `json:"n,omitempty"`
}

// stepPages are where each missing step is taken.
var stepPages = map[identity.SignInStep]string{identity.StepProve: signInPath + "/code", identity.StepEnrol: signInPath + "/enrol"}

// Enter goes on with what any way of signing in answered: it keeps the session and
// leads to next, the place of the role where there is none, or to the step that is
// missing.
func (p *Portal) Enter(w http.ResponseWriter, r *http.Request, opened identity.Session, next string) error {
	if at, ok := stepPages[opened.Step]; ok {
		p.Keep(w, stepCookie, Step{Secret: opened.Secret, Next: next}, max(1, int(opened.Expires.Sub(p.Now())/time.Second)))
		return p.Go(w, r, at)
	}
	u, err := p.Begin(w, r, opened)
	if err != nil {
		return err
	}
	p.dropStep(w, r)
	return p.Go(w, r, OrHome(next, u))
}

// StepOf is the sign-in that waits in the browser, an empty one where there is none.
func StepOf(r *http.Request) Step { return Kept[Step](r, stepCookie) }

func (p *Portal) dropStep(w http.ResponseWriter, r *http.Request) {
	if ui.CookieOf(r, stepCookie) != "" {
		p.SetCookie(w, stepCookie, "", -1)
	}
}

// OrHome is where somebody goes after signing in.
func OrHome(next string, u *User) string {
	if next == "" || next == "/" {
		return u.Home()
	}
	return next
}
