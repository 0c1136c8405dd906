package account_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

func TestTheInboxIsReadAndMarked(t *testing.T) {
	b := start(t).As(t, officer)
	page := b.Get("/inbox")
	portaltest.Says(t, page, "1 条未读", "新的群众意见", "接待日排班已发布")
	portaltest.Silent(t, b.Get("/inbox?unread=true"), "接待日排班已发布")
	portaltest.Says(t, b.Follow(b.Submit(page, "/inbox/read", nil)), "已全部标为已读", "0 条未读")
	portaltest.Says(t, b.Get("/inbox?unread=true"), "没有消息")
}

func TestOpeningAMessageLeadsToItsObject(t *testing.T) {
	b := start(t).As(t, officer)
	portaltest.Expect(t, "location", b.Submit(b.Get("/inbox"), "/inbox/open", nil).Location(), "/desk/cases/c1")
	portaltest.Says(t, b.Get("/inbox"), "0 条未读")
	outside := url.Values{"link": {"https://evil.cn/"}}
	portaltest.Expect(t, "outside", b.Submit(b.Get("/inbox"), "/inbox/open", outside).Location(), "/inbox")
}

// listen opens the live inbox and returns its lines until it ends.
func listen(t *testing.T, b *portaltest.Browser) <-chan string {
	t.Helper()
	body := b.Stream("/inbox/live")
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(body); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	return lines
}

func await(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case line, ok := <-lines:
			if strings.Contains(line, want) {
				return
			}
			if !ok {
				t.Fatalf("the stream ended without %q", want)
			}
		case <-deadline:
			t.Fatalf("no %q", want)
		}
	}
}

func ends(t *testing.T, lines <-chan string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case _, ok := <-lines:
			if !ok {
				return
			}
		case <-deadline:
			t.Fatal("the stream goes on")
		}
	}
}

func TestTheBellsNumberIsLive(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	lines := listen(t, b)
	await(t, lines, "event: inbox")
	await(t, lines, "data: 1")
	b.Submit(b.Get("/inbox"), "/inbox/read", nil)
	await(t, lines, "data: 0")
	for site.Clock.Waiting() == 0 {
		b.Get("/inbox")
	}
	site.Clock.Advance(15 * time.Second)
	await(t, lines, ": still here")
	site.Portal.Drain()
	ends(t, lines)
}

func TestALiveInboxOfAnEndedSessionIsNotAskedAgain(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	b.Get("/me")
	site.People.EndSessions(string(officer))
	portaltest.Expect(t, "status", b.Get("/inbox/live").Status, http.StatusNoContent)
}

func TestABellWithoutItsServiceIsOnlyABell(t *testing.T) {
	site := start(t, portaltest.Refusing(notification.ListInbox, fault.Unavailable(context.DeadlineExceeded)))
	portaltest.Expect(t, "page", site.As(t, officer).Get("/me").Status, http.StatusOK)
}
