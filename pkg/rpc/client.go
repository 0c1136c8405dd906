package rpc

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/fault"
)

// Client calls operations from their declarations, over the network or, with
// InProcess as the transport, in the same process.
type Client struct {
	Base  string // "https://host:port", no path
	HTTP  *http.Client
	Token func(context.Context) string // access token, "" for none
	Lang  func(context.Context) string // LangOf where nil
}

const (
	attempts    = 4
	maxResponse = 64 << 20
)

type idempotencyKey struct{}

// WithKey gives the changes that are called with the context their idempotency
// key: use it for one call. Without it every call makes its own.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, idempotencyKey{}, key)
}

func keyOf(ctx context.Context) string {
	if key, ok := ctx.Value(idempotencyKey{}).(string); ok && key != "" {
		return key
	}
	return rand.Text()
}

// Call calls an operation, an upload included. What the server refuses comes
// back as the same fault; what cannot be reached is unavailable, after a few
// tries with the same key.
func Call[Req, Res any](ctx context.Context, c *Client, op Op[Req, Res], req Req) (Res, error) {
	var res Res
	err := c.Call(ctx, *op.Operation, &req, &res)
	return res, err
}

// Call is the function Call without types: request and response point to values
// of the operation's types.
func (c *Client) Call(ctx context.Context, op Operation, request, response any) error {
	raw, err := c.Do(ctx, op, request)
	if err != nil || op.Response == noneType {
		return err
	}
	if err := jsonv2.Unmarshal(raw, response, jsonv1.FormatDurationAsNano(true)); err != nil {
		return fault.Internal(err)
	}
	return nil
}

// Do is Call without types, for the command line: request points to a value of
// the operation's request type; the response is JSON, empty where there is none.
func (c *Client) Do(ctx context.Context, op Operation, request any) ([]byte, error) {
	resp, err := c.send(ctx, op, request)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err != nil {
		return nil, fault.Unavailable(err)
	}
	if len(raw) > maxResponse {
		return nil, errTooLarge(maxResponse)
	}
	return raw, nil
}

// Body is the response of a stream. Close it.
type Body struct {
	io.ReadCloser
	Type string // media type
	Name string // file name offered for a download, "" for none
}

// CallStream calls a stream operation. Ending ctx ends the stream.
func CallStream[Req any](ctx context.Context, c *Client, op Op[Req, None], req Req) (*Body, error) {
	return c.Open(ctx, *op.Operation, &req)
}

// Open is CallStream without types.
func (c *Client) Open(ctx context.Context, op Operation, request any) (*Body, error) {
	resp, err := c.send(ctx, op, request)
	if err != nil {
		return nil, err
	}
	media, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	_, params, _ := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
	return &Body{ReadCloser: resp.Body, Type: media, Name: params["filename"]}, nil
}

// send makes the request and tries again while the server is unavailable.
func (c *Client) send(ctx context.Context, op Operation, request any) (*http.Response, error) {
	msg, err := encode(op, reflect.ValueOf(request).Elem())
	if err != nil {
		return nil, err
	}
	msg.key = keyOf(ctx)
	for attempt := 1; ; attempt++ {
		resp, err := c.once(ctx, op, msg)
		if err == nil || attempt == attempts || ctx.Err() != nil || !fault.Is(err, fault.KindUnavailable) {
			return resp, err
		}
		if wait(ctx, attempt, fault.Of(err).RetryAfter) != nil {
			return nil, err
		}
	}
}

// wait backs off before the next attempt, with jitter.
func wait(ctx context.Context, attempt int, atLeast time.Duration) error {
	limit := 50 * time.Millisecond << attempt
	timer := time.NewTimer(max(limit/2+mathrand.N(limit/2), min(atLeast, 5*time.Second)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (c *Client) once(ctx context.Context, op Operation, msg *message) (*http.Response, error) {
	ctx, span := otel.Tracer(instrument).Start(ctx, op.Name, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	req, err := http.NewRequestWithContext(ctx, op.Method, c.Base+msg.target, msg.open())
	if err != nil {
		return nil, fault.Internal(err)
	}
	c.dress(ctx, req, op, msg)
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fault.Unavailable(err)
	}
	if resp.StatusCode >= 300 {
		defer resp.Body.Close()
		return nil, problemFault(resp)
	}
	return resp, nil
}

func (c *Client) dress(ctx context.Context, req *http.Request, op Operation, msg *message) {
	w3c.Inject(ctx, propagation.HeaderCarrier(req.Header))
	lang := LangOf
	if c.Lang != nil {
		lang = c.Lang
	}
	req.Header.Set("Accept-Language", lang(ctx))
	if msg.media != "" {
		req.Header.Set("Content-Type", msg.media)
	}
	if op.Mutates {
		req.Header.Set("Idempotency-Key", msg.key)
	}
	if c.Token != nil {
		if token := c.Token(ctx); token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
	}
}

// problemFault turns a refusal back into the fault that the server had. What is
// no problem JSON (a proxy's page) becomes a fault of the status' kind.
func problemFault(resp *http.Response) error {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return fault.Unavailable(err)
	}
	var p fault.Problem
	if json.Unmarshal(raw, &p) != nil || p.Status == 0 {
		kind := fault.KindOf(resp.StatusCode)
		if kind == fault.KindUnavailable {
			return fault.Unavailable(errors.New(resp.Status))
		}
		return fault.New(kind, "http", "服务没有给出可读的回答，请稍后再试或联系管理员。",
			"The server gave no readable answer. Try again later, or tell your administrator.").Because(errors.New(resp.Status))
	}
	return fault.FromProblem(p)
}
