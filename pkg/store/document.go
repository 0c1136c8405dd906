package store

import (
	"context"
	"encoding/json"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"lianluo/pkg/fault"
)

// MaxDocument is the most bytes of JSON in one document; files are blobs.
const MaxDocument = 8 << 20

// stored is how documents are read: as encoding/json does, which wrote them, in a
// third of its time.
var stored = jsonv2.JoinOptions(jsonv1.DefaultOptionsV1(), jsonv2.WithUnmarshalers(jsonv2.UnmarshalFunc(
	func(raw []byte, n *json.Number) error { return json.Unmarshal(raw, n) })))

func (c *set) encode(rec Record, doc any) ([]byte, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, fault.Internal(err)
	}
	if raw, err = c.know.keep(rec.Doc, raw); err != nil {
		return nil, err
	}
	if len(raw) > MaxDocument {
		return nil, ErrTooLarge
	}
	return raw, nil
}

func (c *set) permit(ctx context.Context, doc any) error {
	s, ok := ScopeOf(ctx)
	if !ok {
		return errNoScope
	}
	if !s.Permits(c.tokens(doc)) {
		return c.missing
	}
	return nil
}

func (c *set) decode(r Record) (any, error) {
	doc := c.fresh()
	if err := jsonv2.Unmarshal(r.Doc, doc, stored); err != nil {
		return nil, fault.Internal(err)
	}
	return doc, nil
}

// decodeSome decodes the members alone; nil: all.
func (c *set) decodeSome(r Record, members []string) (any, error) {
	if members != nil {
		some, err := only(r.Doc, members)
		if err != nil {
			return nil, err
		}
		r.Doc = some
	}
	return c.decode(r)
}

// all reads the documents that exist within the scope, own writes included, with
// one read and in the order of the ids.
func (c *set) all(ctx context.Context, ids []string) ([]any, error) {
	if _, ok := ScopeOf(ctx); !ok {
		return nil, errNoScope
	}
	recs, err := c.db.records(ctx, c.name, ids)
	if err != nil {
		return nil, err
	}
	out := make([]any, 0, len(recs))
	for _, rec := range recs {
		doc, err := c.decode(rec)
		if err != nil {
			return nil, err
		}
		if c.permit(ctx, doc) == nil {
			out = append(out, doc)
		}
	}
	return out, nil
}

// load reads a document and its record through the scope, own writes included.
func (c *set) load(ctx context.Context, id string) (any, Record, error) {
	if _, ok := ScopeOf(ctx); !ok {
		return nil, Record{}, errNoScope
	}
	if u := unitOf(ctx, c.db); u != nil && c.busy {
		u.takeTurn(ctx, ref{c.name, id})
	}
	rec, ok, err := c.db.record(ctx, c.name, id)
	if err != nil {
		return nil, rec, err
	}
	if !ok {
		return nil, rec, c.missing
	}
	doc, err := c.decode(rec)
	if err != nil {
		return nil, rec, err
	}
	return doc, rec, c.permit(ctx, doc)
}
