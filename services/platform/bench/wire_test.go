package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// wire is one connection of a client that spends as little as it can: it shares
// the machine with what it measures.
type wire struct {
	addr string
	conn net.Conn
	in   *bufio.Reader
	out  bytes.Buffer
}

func dial(url string) *wire { return &wire{addr: strings.TrimPrefix(url, "http://")} }

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

// answer is a response with its whole body, as it came over the wire.
type answer struct {
	*http.Response
	body []byte
}

// do sends one request and reads the answer. What is not a 2xx or a redirection
// is an error.
func (w *wire) do(method, path string, header map[string]string, body []byte) (answer, error) {
	if w.conn == nil {
		conn, err := net.Dial("tcp", w.addr)
		if err != nil {
			return answer{}, err
		}
		w.conn, w.in = conn, bufio.NewReaderSize(conn, 64<<10)
	}
	a, err := w.exchange(method, path, header, body)
	if err != nil {
		w.close()
		return a, err
	}
	if a.Close {
		w.close()
	}
	if a.StatusCode >= http.StatusBadRequest {
		return a, fmt.Errorf("%s %s: %s: %s", method, path, a.Status, a.body)
	}
	return a, nil
}

func (w *wire) exchange(method, path string, header map[string]string, body []byte) (answer, error) {
	w.out.Reset()
	fmt.Fprintf(&w.out, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, w.addr)
	for name, value := range header {
		w.out.WriteString(name + ": " + value + "\r\n")
	}
	if body != nil {
		fmt.Fprintf(&w.out, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	w.out.WriteString("\r\n")
	w.out.Write(body)
	if _, err := w.conn.Write(w.out.Bytes()); err != nil {
		return answer{}, err
	}
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return answer{Response: res, body: raw}, err
}
