package session

import (
	"context"
	"net/http"

	"lianluo/pkg/rpc"
)

// More is the address of the page that follows in the very list that r shows,
// next being where it begins; "" at the list's end.
func More(r *http.Request, next string) string {
	if next == "" {
		return ""
	}
	q := r.URL.Query()
	q.Set("after", next)
	return r.URL.Path + "?" + q.Encode()
}

// Every is a list to its end, page by page, for what a form lets people choose from;
// request asks for the page that begins at after. It fails as the operation does.
func Every[Req, Row any](ctx context.Context, p *Portal, op rpc.Op[Req, rpc.Page[Row]], request func(after string) Req) ([]Row, error) {
	var out []Row
	for after := ""; ; {
		page, err := Call(ctx, p, op, request(after))
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if after = page.Next; after == "" {
			return out, nil
		}
	}
}
