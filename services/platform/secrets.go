package platform

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"lianluo/pkg/config"
	"lianluo/pkg/fault"
)

const secretLength = 32

// secret returns a configured secret, or on loopback the one of the data
// directory, made there at first use. Beyond loopback nothing has a default.
func (c Config) secret(name string, given config.Secret) ([]byte, error) {
	if s := given.Reveal(); s != "" {
		if len(s) < secretLength {
			return nil, fault.Invalid("secrets."+name, "secrets.%[1]s 至少要 32 个字符", "secrets.%[1]s needs at least 32 characters", name)
		}
		return []byte(s), nil
	}
	if !c.loopback() {
		return nil, fault.Invalid("secrets."+name, "请设置 secrets.%[1]s（至少 32 个字符）；对外服务没有默认密钥",
			"Set secrets.%[1]s (at least 32 characters); beyond loopback there is no default", name)
	}
	return ownSecret(filepath.Join(c.Data, "secrets"), name)
}

// brokerPassword is what the embedded broker asks of its clients: other accounts
// of this machine reach loopback too. A broker of its own keeps the one it made
// where the services can be told to read it.
func (c Config) brokerPassword() (string, error) {
	if given := c.Events.Password.Reveal(); given != "" {
		return given, nil
	}
	if c.all() { // nobody else has to know it
		return rand.Text(), nil
	}
	made, err := ownSecret(filepath.Join(c.Data, "secrets"), "events")
	return string(made), err
}

// ownSecret reads a secret that only the owner may read, or makes it.
func ownSecret(dir, name string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	path := filepath.Join(dir, name+".key")
	if text, err := os.ReadFile(path); err == nil || !errors.Is(err, os.ErrNotExist) {
		return text, err
	}
	raw := make([]byte, secretLength)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	text := []byte(base64.RawStdEncoding.EncodeToString(raw))
	return text, writeOwn(path, text)
}

// writeOwn writes a file that only the owner may read, whole or not at all.
func writeOwn(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

func (c Config) loopback() bool {
	host, _, err := net.SplitHostPort(c.Addr)
	return err == nil && isLoopback(host)
}

// trial reports whether only this machine reaches the system: no address beyond
// loopback, and no proxy before it.
func (c Config) trial() bool { return c.loopback() && len(c.TLS.Proxies) == 0 }

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
