package platform

import (
	"context"
	"net"
	"net/http"
	"time"
)

const (
	// dialTries at most for a connection: behind one address are several replicas,
	// and each try may reach another.
	dialTries = 3
	dialTime  = 2 * time.Second
	// silence is how long a peer may leave what was sent unacknowledged.
	silence = 10 * time.Second
)

// peerTransport reaches services of other processes. They answer often and from
// near by: connections stay open, and those to a machine that is gone are given
// up within seconds.
func peerTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil
	t.MaxIdleConns, t.MaxIdleConnsPerHost, t.IdleConnTimeout = 0, 64, time.Minute
	t.DialContext = dialPeer(net.Dialer{
		Timeout: dialTime, Control: giveUpAfter(silence),
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3},
	})
	return t
}

// dialPeer dials again what did not answer: nothing was sent yet.
func dialPeer(d net.Dialer) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (conn net.Conn, err error) {
		for range dialTries {
			if conn, err = d.DialContext(ctx, network, addr); err == nil || ctx.Err() != nil {
				return conn, err
			}
		}
		return nil, err
	}
}
