package hostiletest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"lianluo/pkg/rpc"
	"lianluo/services/platform/operations"
	"lianluo/services/platform/platformtest/world"
)

// texts fit a text field and try to be something else further in.
var texts = []string{
	"'; DROP TABLE case; --", "a\x00b", "{\"$gt\":\"\"}", "{{7*7}}${7*7}", "\u202e\u2066\u200b\ufeff", strings.Repeat("长", 20000),
	"%s%s%n%x", "\r\nX-Evil: 1", "../../../etc/passwd", "𝕳𝖊𝖑𝖑𝖔\U0010ffff",
}

// tryTexts puts texts into every text field of every operation: taken or refused,
// it breaks nothing and shows nothing of the inside.
func tryTexts(t *testing.T, w *world.World) {
	t.Helper()
	for _, o := range operations.All() {
		op := o.Declared()
		if op.Internal || op.Kind != rpc.KindJSON || !op.Mutates {
			continue
		}
		req, _ := world.Request(op, w.County)
		m, err := world.MessageOf(op, req)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range rpc.FieldsOf(op) {
			if f.Place != rpc.InBody || f.Type.Kind() != reflect.String || f.Name == "password" || f.Name == "old" {
				continue
			}
			for _, text := range texts {
				value, _ := json.Marshal(text) // texts can be written
				a, err := w.Send(t.Context(), with(m, setMember(m.Body, []string{f.Name}, string(value))), w.Token("maker"))
				switch {
				case err != nil:
					t.Errorf("%s, %s: %v", op.Name, f.Name, err)
				case a.Status >= http.StatusInternalServerError:
					t.Errorf("%s, %s = %.20q: %d %s", op.Name, f.Name, text, a.Status, a.Body)
				case a.Status >= http.StatusBadRequest:
					refused(t, op, f.Name, a)
				}
			}
		}
	}
}
