// Command openapi writes openapi/openapi.json, and what the binary carries of it,
// from the declared operations and the comments of their source. Run it by `make generate`.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"

	"lianluo/pkg/rpc/openapi"
	"lianluo/services/platform/operations"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

// run is called in services/platform, where the go:generate line stands.
func run() error {
	spec, err := openapi.Build(operations.All(), openapi.Sources{"lianluo/api": os.DirFS("../../api"), "lianluo/pkg": os.DirFS("../../pkg")}, openapi.Info{
		Title: "Lianluo", Version: "1",
		Description:        "The working system of deputy liaison stations (人大代表联络站). Changes need an Idempotency-Key header; errors are RFC 9457 problems.",
		ChineseDescription: "人大代表联络站业务系统的接口。凡修改数据的请求都要带 Idempotency-Key 请求头；出错时返回 RFC 9457 格式的问题说明。各项操作的说明由源代码注释生成，目前为英文。",
	})
	if err != nil {
		return err
	}
	spec = append(spec, '\n')
	packed, err := pack(spec)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile("openapi/openapi.json", spec, 0o644), os.WriteFile("openapi/openapi.json.gz", packed, 0o644))
}

func pack(text []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}
