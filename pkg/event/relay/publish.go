package relay

import (
	"context"
	"encoding/json"
	"strconv"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// PositionHeader carries an event's position in its service's journal.
const PositionHeader = "ce-position"

func (r *relay) publish(ctx context.Context, rows []store.JournalRow) error {
	messages := make([]event.Message, len(rows))
	for i, row := range rows {
		raw, err := json.Marshal(row.Event)
		if err != nil {
			return fault.Internal(err)
		}
		messages[i] = message(r.db.Name(), row, raw)
	}
	// Shorter than the lease, so that an absent broker does not cost it.
	ctx, cancel := context.WithTimeout(ctx, r.TTL/3)
	defer cancel()
	err := r.out.Publish(ctx, messages)
	if fault.Is(err, fault.KindTooLarge) {
		return r.publishEach(ctx, messages)
	}
	return err
}

// publishEach leaves out what the broker does not take: consumers read it from
// the journal, as they do with everything that they missed.
func (r *relay) publishEach(ctx context.Context, messages []event.Message) error {
	for _, m := range messages {
		err := r.out.Publish(ctx, []event.Message{m})
		if fault.Is(err, fault.KindTooLarge) {
			r.Log.Error("relay: event left to the journal", "topic", m.Topic, "key", m.Key, "bytes", len(m.Value), "error", err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func message(service string, row store.JournalRow, raw []byte) event.Message {
	headers := map[string]string{
		"content-type": "application/cloudevents+json; charset=UTF-8",
		PositionHeader: strconv.FormatInt(row.Position, 10),
	}
	if row.Event.TraceParent != "" {
		headers["traceparent"] = row.Event.TraceParent
	}
	return event.Message{Topic: event.Topic(service), Key: row.Event.Key(), Value: raw, Headers: headers}
}
