package platform

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"lianluo/pkg/config"
	"lianluo/pkg/event/kafka"
)

// Other accounts of the machine reach the broker's address: none gets in without
// the password, which only the broker's owner can read.
func TestABrokerOfItsOwnAsksForAPassword(t *testing.T) {
	c := Config{}
	c.Addr, c.Data, c.Target, c.Events.Listen, c.Events.Partitions = "127.0.0.1:0", t.TempDir(), []string{"broker"}, "127.0.0.1:0", 1
	broker, err := build(t.Context(), c, http.NotFoundHandler())
	t.Cleanup(func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(c.Data, "secrets", "events.key")
	password, err := os.ReadFile(file)
	if err != nil || len(password) < secretLength {
		t.Fatalf("%q, %v", password, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	for name, w := range map[string]struct {
		password string
		enters   bool
	}{"none": {"", false}, "a guess": {"lianluo", false}, "the file's": {string(password), true}} {
		s := &system{config: Config{}, observe: broker.observe}
		s.config.Events.Password = config.Secret(w.password) // a service is told nothing else
		k := s.kafkaConfig([]string{broker.broker.Addr()})
		transport, err := kafka.New(k)
		if err != nil {
			t.Fatal(err)
		}
		if err := transport.EnsureTopics(t.Context(), []string{"x"}); (err == nil) != w.enters {
			t.Errorf("password %s: %v", name, err)
		}
		if err := transport.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTheBrokersPassword(t *testing.T) {
	c := Config{}
	c.Data, c.Target = t.TempDir(), []string{"broker"}
	first, err := c.brokerPassword()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.brokerPassword(); err != nil || again != first || first == "" {
		t.Errorf("%q then %q, %v", first, again, err)
	}
	c.Events.Password = "given"
	if given, err := c.brokerPassword(); err != nil || given != "given" {
		t.Errorf("%q, %v", given, err)
	}
	all := Config{}
	all.Data, all.Target = t.TempDir(), []string{"all"}
	if own, err := all.brokerPassword(); err != nil || own == "" || !emptyDirectory(all.Data) {
		t.Errorf("one process: %q, %v", own, err)
	}
}
