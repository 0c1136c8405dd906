package rpc_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

// ---- What one more operation costs: file 1, in api/<service> ----

// GreetStation says hello to a station. It fails with invalid without a name,
// with failed_precondition when the station is closed.
var GreetStation = rpc.Post[GreetRequest, Greeting]("example.GreetStation", "/api/example/v1/stations/{id}/greeting", rpc.Public())

// GreetRequest says who greets whom.
type GreetRequest struct {
	ID   string `path:"id" validate:"max=40"`
	From string `json:"from" validate:"required,max=20" doc:"who greets"`
}

// Greeting is what was said.
type Greeting struct {
	Text string `json:"text"`
}

// ---- file 2, in services/<service> ----

type exampleService struct{ closed map[string]bool }

// GreetStation serves example.GreetStation.
func (s *exampleService) GreetStation(_ context.Context, req GreetRequest) (Greeting, error) {
	if s.closed[req.ID] {
		return Greeting{}, fault.FailedPrecondition("station.closed", "站点已关闭，请换一个", "The station is closed; choose another")
	}
	return Greeting{Text: req.From + " 问候 " + req.ID}, nil
}

// registerGreeting is the one line in the service's list of operations.
func registerGreeting(s *rpc.Server, svc *exampleService) {
	rpc.Handle(s, GreetStation, svc.GreetStation)
}

// ---- end: 24 lines, comments included, in two files. Everything else exists ----

// Example serves the operation above and calls it through the typed client.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	backend, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		panic(err)
	}
	defer backend.Close()
	db := store.New("example", backend, storetest.NewClock(time.Unix(0, 0)))
	server := rpc.NewServer(rpc.ServerConfig{Service: "example", DB: db, Logger: slog.New(slog.DiscardHandler)})
	registerGreeting(server, &exampleService{closed: map[string]bool{"old": true}})
	if err := db.Open(context.Background()); err != nil {
		panic(err)
	}

	client := &rpc.Client{Base: "http://example", HTTP: &http.Client{Transport: rpc.InProcess(server.Handler())}}
	ctx := rpc.WithLang(context.Background(), "en")
	got, err := rpc.Call(ctx, client, GreetStation, GreetRequest{ID: "辰阳镇站", From: "联络员"})
	fmt.Println(got.Text, err)
	_, err = rpc.Call(ctx, client, GreetStation, GreetRequest{ID: "old", From: "x"})
	fmt.Println(fault.Of(err).Text.EN)
	_, err = rpc.Call(ctx, client, GreetStation, GreetRequest{ID: "s1"})
	fmt.Println(fault.Of(err).Fields[0].Name, fault.Of(err).Fields[0].Text.EN)
	// Output:
	// 联络员 问候 辰阳镇站 <nil>
	// The station is closed; choose another
	// from must be given
}
