package voting

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// record is the minutes as somebody downloads them.
func (h *hall) record(c *rpc.Client, settlement bool) ([]byte, error) {
	h.t.Helper()
	body, err := rpc.CallStream(h.t.Context(), c, voting.GetBallotMinutes, voting.BallotMinutesRequest{ID: h.ID, Settlement: settlement})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// The record is refused until the scrutineers have signed, is the same from then
// on, and its digest stands on the board that it belongs to.
func TestTheRecordOfABallotOfTheService(t *testing.T) {
	h := gather(t, 9, 4)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	if _, err := h.record(h.Office, false); !fault.HasCode(err, "minutes.unsigned") {
		t.Fatalf("a record before the vote: %v", err)
	}
	h.Ceremony()
	h.Begin(6, 3)
	for _, v := range h.Voters[:6] {
		h.Post(h.phone(v.Seat), voting.PostEntry, h.Cast(v))
	}
	h.Papers(3)
	h.Order(board.KindClose)
	h.Open(len(h.Trustees))
	h.Order(board.KindResult)
	result := h.Board().Head()
	for i, trustee := range h.Trustees {
		if _, err := h.record(h.Office, false); !fault.HasCode(err, "minutes.unsigned") {
			t.Fatalf("a record with %d signatures: %v", i, err)
		}
		h.Post(h.phone(trustee.Seat), voting.PostEntry, trustee.Sign(h.Board(), result))
	}
	signed, err := h.record(h.Office, false)
	must(t, err)
	digest := sha256.Sum256(signed)
	head := h.Board().Head().String()
	h.Lead(voting.ComposeEntryRequest{ID: h.ID, Kind: board.KindDeclare, Minutes: hex.EncodeToString(digest[:])})
	declared, err := h.record(h.Office, false)
	if err != nil || !bytes.Equal(signed, declared) {
		t.Fatalf("the declaration changed the record: %v", err)
	}
	var last board.Declare
	must(t, json.Unmarshal([]byte(h.Entries[len(h.Entries)-1].Body), &last))
	if !bytes.Equal(last.Minutes, digest[:]) {
		t.Errorf("the board has the digest %x", []byte(last.Minutes))
	}
	h.recordSays(signed, "黄溪口镇第十九届人民代表大会第五次会议", "全体代表9人", "收回的票中，手机或平板6张，纸票3张", "代表0001", "计票", head[:4]+" "+head[4:8])
}

func (h *hall) recordSays(file []byte, all ...string) {
	h.t.Helper()
	doc, err := docx.Read(file)
	must(h.t, err)
	var text strings.Builder
	for _, b := range doc.Blocks {
		switch b := b.(type) {
		case docx.Para:
			text.WriteString(runs(b) + "\n")
		case docx.Table:
			for _, row := range b.Rows {
				for _, cell := range row.Cells {
					for _, p := range cell.Paras {
						text.WriteString(runs(p) + " ")
					}
				}
			}
		}
	}
	for _, want := range all {
		if !strings.Contains(text.String(), want) {
			h.t.Errorf("the record does not say %q:\n%s", want, text.String())
		}
	}
}

func runs(p docx.Para) (text string) {
	for _, r := range p.Runs {
		text += r.Text
	}
	return text
}

func TestTheRecordIsTheOfficesToTake(t *testing.T) {
	h := gather(t, 9, 4)
	h.prepare(2, 1, 2, 3)
	if _, err := h.record(h.phone(1), false); !fault.Is(err, fault.KindDenied) {
		t.Errorf("a deputy: %v", err)
	}
	if _, err := h.record(h.as(authz.Assignment{Role: authz.TownshipAdmin, Area: "431223100"}, ""), false); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another township: %v", err)
	}
}
