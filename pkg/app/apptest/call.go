package apptest

import (
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Call calls an operation that has to succeed.
func Call[Req, Res any](t testing.TB, c *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	t.Helper()
	res, err := rpc.Call(t.Context(), c, op, req)
	if err != nil {
		t.Fatalf("%s: %v", op.Name, err)
	}
	return res
}

// Refused calls an operation that has to fail with the fault's code.
func Refused[Req, Res any](t testing.TB, c *rpc.Client, op rpc.Op[Req, Res], req Req, code string) {
	t.Helper()
	if _, err := rpc.Call(t.Context(), c, op, req); !fault.HasCode(err, code) {
		t.Errorf("%s: got %v, want %s", op.Name, err, code)
	}
}
