package observe

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// otlp sends spans to a collector by OTLP/HTTP. The SDK's own client links all
// of gRPC for it (2.7 MB); the message is the same.
type otlp struct {
	url, token string
	http       *http.Client
}

// The first wait before a send is tried again; it doubles up to the last.
const (
	firstWait = 250 * time.Millisecond
	lastWait  = 8 * time.Second
)

// newOTLP fails when the endpoint is not an absolute http or https URL.
func newOTLP(endpoint, token string) (*otlp, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("traces.endpoint %q is not a URL such as http://127.0.0.1:4318", endpoint)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return &otlp{url: u.JoinPath("v1", "traces").String(), token: token, http: &http.Client{Transport: transport}}, nil
}

// Start has nothing to do: connections are made when spans are sent.
func (*otlp) Start(context.Context) error { return nil }

// Stop closes idle connections.
func (c *otlp) Stop(context.Context) error {
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends spans, again and again while the collector is away or
// busy, until ctx ends. What a collector refuses is lost.
func (c *otlp) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	// TracesData has the wire format of the collector's ExportTraceServiceRequest.
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return err
	}
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		again, err := c.send(ctx, body)
		if err == nil || !again {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("traces not sent: %w", err)
		case <-time.After(wait):
		}
	}
}

// send tells whether trying again may help.
func (c *otlp) send(ctx context.Context, body []byte) (again bool, _ error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return true, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // lets the connection be used again
	switch status := response.StatusCode; {
	case status < 300:
		return false, nil
	case status == http.StatusTooManyRequests, status >= 502 && status <= 504:
		return true, fmt.Errorf("collector: %s", response.Status)
	default:
		return false, fmt.Errorf("collector: %s", response.Status)
	}
}
