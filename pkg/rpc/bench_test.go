package rpc_test

import (
	"context"
	"io"
	"log/slog"
	"strconv"
	"sync/atomic"
	"testing"

	"lianluo/pkg/rpc"
)

func quiet(c *rpc.ServerConfig) { c.Logger = slog.New(slog.NewTextHandler(io.Discard, nil)) }

// BenchmarkChain is what the chain costs around a method that does nothing:
// typed client, in-process transport, authentication, permission, validation.
func BenchmarkChain(b *testing.B) {
	d := newDemo(b, quiet)
	c := d.client("officer")
	for b.Loop() {
		if _, err := rpc.Call(context.Background(), c, listNotes, ListNotes{Paging: Paging{Limit: 5}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkChange is a change with its event and the memory of its answer, as one
// durable unit of work, by 8 callers at once.
func BenchmarkChange(b *testing.B) {
	d := newDemo(b, quiet)
	c := d.client("officer")
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req := CreateNote{Title: strconv.FormatInt(n.Add(1), 10), Area: "431223"}
			if _, err := rpc.Call(context.Background(), c, createNote, req); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
