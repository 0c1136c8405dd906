package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"lianluo/api/notification"
	"lianluo/services/portal/portaltest"
)

// withLetters is an office with letters in a state.
func withLetters(state notification.DeliveryState) *office {
	o := newOffice()
	for _, id := range []string{"le1", "le2"} {
		o.deliveries = append(o.deliveries, notification.Delivery{ID: id, EventType: "lianluo.casework.PersonAsked.v1", Object: "case/c7", Recipient: "voice:v7",
			Channel: "letter", State: state, Created: at(21, 9), Tries: []notification.Attempt{{At: at(21, 9), Result: "queued"}}})
	}
	return o
}

// What waits to be written stands in today's list and leads to the queue.
func TestLettersAreToDo(t *testing.T) {
	b := sits(t, withLetters(notification.Queued), officer)
	portaltest.Says(t, b.Get("/desk"), "2 封信函待打印寄送")
	portaltest.Says(t, b.Get("/desk/letters"), "打印全部 2 封", "下载 Word 文件", "放进待寄信函", "查看意见")
	portaltest.Silent(t, sits(t, newOffice(), officer).Get("/desk"), "封信函待打印寄送")
}

// Letters are printed one by one or all together, as a page or as a file.
func TestLettersArePrinted(t *testing.T) {
	o := withLetters(notification.Queued)
	b := sits(t, o, officer)
	page := b.Get("/desk/letters")
	portaltest.Says(t, b.Submit(page, "/desk/letters/print", url.Values{"ids": {"le1", "le2"}, "what": {""}}), "王桂花 收")
	portaltest.Expect(t, "printed", strings.Join(o.printed, " "), "le1 le2")
	file := b.Submit(page, "/desk/letters/print", url.Values{"ids": {"le1"}, "what": {"file"}})
	portaltest.Expect(t, "a Word file", file.Body[:2], "PK")
	portaltest.Refused(t, b.Submit(page, "/desk/letters/print", url.Values{"ids": {"le9"}, "what": {""}}), "收信人的信息已清除")
}

// What became of letters is said of one or of all, with the day.
func TestLettersAreMarked(t *testing.T) {
	o := withLetters(notification.Queued)
	b := sits(t, o, officer)
	a := b.Submit(b.Get("/desk/letters"), "/desk/letters/marking", url.Values{"ids": {"le1", "le2"}, "decision": {"posted"}, "on": {"2026-11-20"}})
	portaltest.Expect(t, "location", a.Location(), "/desk/letters?state=queued")
	portaltest.Expect(t, "both", len(o.settled), 2)
	portaltest.Expect(t, "day", o.settled[1].ID+" "+o.settled[1].Decision+" "+o.settled[1].On, "le2 posted 2026-11-20")
}

func TestALetterThatCameBackNeedsAWord(t *testing.T) {
	o := withLetters(notification.Delivered)
	b := sits(t, o, officer)
	page := b.Get("/desk/letters?state=delivered")
	portaltest.Silent(t, page, "打印全部")
	a := b.Submit(page, "/desk/letters/marking", url.Values{"ids": {"le1"}, "decision": {"returned"}, "form": {"mark-le1"}})
	portaltest.Refused(t, a, "请填写")
	portaltest.Expect(t, "nothing yet", len(o.settled), 0)
}
