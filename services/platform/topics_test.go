package platform

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"testing"

	"lianluo/pkg/event"
)

// What the broker is told of is what the services say when they are built.
func TestTheBrokerKnowsEveryReader(t *testing.T) {
	p := Process{Args: []string{"-data", t.TempDir(), "-addr", "127.0.0.1:0"}, Env: func(string) (string, bool) { return "", false }, Out: &bytes.Buffer{}}
	loaded, _, err := load(p)
	if err != nil {
		t.Fatal(err)
	}
	s, err := build(t.Context(), loaded.Config, http.NotFoundHandler())
	t.Cleanup(func() { _ = s.Close() })
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, service := range s.services {
		for topic, groups := range service.Readers() {
			want[topic] = append(want[topic], groups...)
		}
	}
	for topic := range want {
		slices.Sort(want[topic])
	}
	got := map[string][]string{}
	for _, topic := range topics(1) {
		if len(topic.Groups) > 0 {
			got[topic.Name] = slices.Sorted(slices.Values(topic.Groups))
		}
	}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the broker knows of\n%v, and the services read\n%v", got, want)
	}
	if len(got[event.Topic("identity")]) < len(withData) {
		t.Errorf("every service learns whose access ended: %v", got)
	}
}
