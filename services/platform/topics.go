package platform

import (
	"lianluo/pkg/event"
	"lianluo/pkg/event/embedded"
)

// readers are the consumer groups of a service's topic, besides those of every
// topic and everybody's of identity's. The embedded broker starts before any
// service is built, or alone: it must know for whom it keeps what.
var readers = map[string][]string{
	"casework":     {"insight.counts", "notification.feed", "notification.news", "roster.ties", "station.bulletin", "voting.projection"},
	"identity":     {"casework.projection", "notification.news", "roster.ties"},
	"notification": {"casework.projection", "notification.news"},
	"roster":       {"casework.projection", "identity.places", "insight.counts", "insight.search", "notification.feed", "notification.news", "station.bulletin", "voting.electors", "voting.projection"},
	"voting":       {"insight.counts", "notification.news"},
	"station":      {"casework.projection", "identity.places", "insight.counts", "insight.search", "notification.feed", "notification.news", "roster.stations", "voting.projection"},
}

// tellers are the services that tell something.
func tellers() []string { return append([]string{"gateway"}, withData...) }

// topics are the topics of all services that tell something, with their readers.
func topics(partitions int) []embedded.Topic {
	var out []embedded.Topic
	for _, name := range tellers() {
		out = append(out, embedded.Topic{Name: event.Topic(name), Partitions: partitions, Groups: groups(name)})
	}
	return out
}

func groups(name string) []string {
	out := append([]string{"identity.audit"}, readers[name]...)
	if name != "identity" {
		return out
	}
	for _, service := range tellers() { // whose access ended
		out = append(out, service+".security")
	}
	return out
}
