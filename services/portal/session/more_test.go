package session

import (
	"net/http/httptest"
	"testing"
)

func TestMore(t *testing.T) {
	for _, c := range []struct{ shown, next, want string }{
		{"/desk/cases?queue=due", "", ""},
		{"/desk/cases", "a&b", "/desk/cases?after=a%26b"},
		{"/desk/cases?after=a&queue=due", "b", "/desk/cases?after=b&queue=due"},
	} {
		if got := More(httptest.NewRequest("GET", c.shown, nil), c.next); got != c.want {
			t.Errorf("after %s (%q): got %q, want %q", c.shown, c.next, got, c.want)
		}
	}
}
