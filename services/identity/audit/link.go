// Package audit is the hash chain over everything the services journal: how
// rows are linked, how heads of the chain are signed, and how all of it is
// verified. It knows no store, so that the service and the command line verify
// alike, and so that anybody could.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
)

// Link is a place in the chain: a row's number and hash. The zero Link is the
// place before the first row.
type Link struct {
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
}

// Next is the row that an event becomes behind prev.
func Next(prev Link, e event.Event) identity.AuditRow {
	row := identity.AuditRow{
		Number: prev.Number + 1, Prev: prev.Hash, Service: e.Service(), Type: e.Type, Event: e.ID,
		Aggregate: e.Aggregate, Subject: e.Subject, Sequence: e.Sequence, Actor: e.Actor, Operation: e.Operation,
		OnBehalf: e.OnBehalf, Time: e.Time.UTC(), Digest: Digest(e),
	}
	row.Hash = Hash(row)
	return row
}

// At is the link that the row makes.
func At(row identity.AuditRow) Link { return Link{Number: row.Number, Hash: row.Hash} }

// Hash is what the row's hash must be: SHA-256 over a JSON array of a label and
// all other members, in hex.
func Hash(row identity.AuditRow) string {
	members := []any{"lianluo audit row", row.Number, row.Prev, row.Service, row.Type, row.Event, row.Aggregate,
		row.Subject, row.Sequence, row.Actor, row.Operation, instant(row.Time), row.Digest}
	return sum(also(members, row.OnBehalf)...)
}

// Digest stands for an event's whole content, whichever way it was stored: SHA-256
// over a JSON array of a label and the event's members, in hex.
func Digest(e event.Event) string {
	members := []any{"lianluo event", e.ID, e.Source, e.Type, e.Subject, instant(e.Time), e.Aggregate, e.Sequence,
		e.Actor, e.Operation, e.Data}
	return sum(also(members, e.OnBehalf)...)
}

// also adds for whom something was done, where it was for somebody: what was
// chained before there were delegations keeps its hash.
func also(members []any, onBehalf string) []any {
	if onBehalf == "" {
		return members
	}
	return append(members, onBehalf)
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func sum(members ...any) string {
	h := sha256.Sum256(array(members))
	return hex.EncodeToString(h[:])
}

func array(members []any) []byte {
	raw, err := json.Marshal(members)
	if err != nil { // data that is no JSON: never journalled, and certainly not intact
		raw = []byte(err.Error())
	}
	return raw
}
