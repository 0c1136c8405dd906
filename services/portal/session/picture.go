package session

import (
	"io"
	"net/http"

	"lianluo/pkg/rpc"
)

// Picture hands a stored picture through: whoever may call the operation gets it.
func Picture[Req any](p *Portal, op rpc.Op[Req, rpc.None]) Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		req, err := Decode[Req](r)
		if err != nil {
			return err
		}
		body, err := Stream(r.Context(), p, op, req)
		if err != nil {
			return err
		}
		defer body.Close()
		w.Header().Set("Content-Type", body.Type)
		_, err = io.Copy(w, body)
		return err
	}
}
