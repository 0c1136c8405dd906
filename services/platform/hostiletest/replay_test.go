package hostiletest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest/world"
)

// tryReplays: a key acts once, for one caller and one content.
func tryReplays(t *testing.T, w *world.World) {
	t.Helper()
	op := casework.RegisterCase.Declared()
	req, _ := world.Request(op, w.Town)
	m, err := world.MessageOf(op, req)
	if err != nil {
		t.Fatal(err)
	}
	maker, head := w.Token("maker"), w.Token(world.Name(authz.StationHead, world.Own))
	send := func(m world.Message, token string) world.Answer {
		t.Helper()
		a, err := w.Send(t.Context(), m, token)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first, again := send(m, maker), send(m, maker)
	if first.Status != http.StatusOK || !bytes.Equal(first.Body, again.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the same again: %d %s, then %d %s", first.Status, first.Body, again.Status, again.Body)
	}
	other := m
	other.Body = bytes.Replace(m.Body, []byte("张三"), []byte("李四"), 1)
	var p fault.Problem
	if a := send(other, maker); a.Status != http.StatusConflict || json.Unmarshal(a.Body, &p) != nil || p.Code != "rpc.key_reused" {
		t.Errorf("another content under the key: %d %s", a.Status, a.Body)
	}
	if a := send(m, head); a.Status != http.StatusOK || bytes.Equal(a.Body, first.Body) || a.Header.Get("Idempotency-Replayed") != "" {
		t.Errorf("another caller learns of the key: %d %s", a.Status, a.Body)
	}
	if a := send(m, ""); a.Status != http.StatusUnauthorized {
		t.Errorf("nobody learns the answer: %d %s", a.Status, a.Body)
	}
}

// tryCodes: a receipt's number without its code says nothing, not even that
// there is such a case.
func tryCodes(t *testing.T, w *world.World) {
	t.Helper()
	asked := w.Town.Asked
	var answers []string
	for _, req := range []casework.FollowRequest{
		{Number: asked.Number, Code: "AAAAAAAA"}, {Number: asked.Number + "9", Code: asked.Code}, {Number: w.County.Asked.Number, Code: asked.Code},
	} {
		_, err := rpc.Call(t.Context(), w.Client(""), casework.FollowCase, req)
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%+v: %v", req, err)
		}
		answers = append(answers, fault.Of(err).Error())
	}
	for _, a := range answers[1:] {
		if a != answers[0] {
			t.Errorf("the answers tell them apart: %q", answers)
		}
	}
}
