package checker

import (
	"encoding/json"
	"time"
)

// State is what a system holds, as its public operations and journals tell.
type State struct {
	Journals   map[string][]Row     // by service, whole
	Cases      map[string]Case      // those of the history, read one by one
	Before     []Listed             // the cases that there were before the clients began
	Listed     []Listed             // every case, by paging through each station's list
	Days       map[string]Day       // those of the history
	Counts     map[string]Counts    // the board, by station; the whole county under its code
	Bulletins  map[string]Bulletin  // what the public reads, by station
	Files      map[string]File      // deputies' own, by person
	Deliveries []Delivery           // every message to anybody by any channel
	Waited     time.Time            // what is to be sent by then was waited for; what is due later is under way
	Inboxes    map[string][]Message // by role, see Staff
	Caught     map[string]int       // how often each delivery reached the mail server or the SMS provider
	Audit      string               // what `lianluo audit verify` found; empty where it is intact
}

// Row is an event with its place in a service's journal.
type Row struct {
	Position int64 `json:"position"`
	Event    Event `json:"event"`
}

// Event is what the checker reads of a CloudEvent.
type Event struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"`
	Subject   string          `json:"subject"`
	Aggregate string          `json:"aggregate"`
	Sequence  int64           `json:"sequence"`
	Data      json.RawMessage `json:"data"`
}

// Case is a case with its history.
type Case struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Text     string `json:"text"`
	Step     string `json:"step"`
	Timeline []struct {
		What string `json:"what"`
	} `json:"timeline"`
}

// Listed is a case in a list.
type Listed struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Station string `json:"station"`
	Step    string `json:"step"`
}

// Day is a reception day.
type Day struct {
	ID      string  `json:"id"`
	Station string  `json:"station"`
	State   string  `json:"state"`
	Shifts  []Shift `json:"shifts"`
}

// Shift is a deputy's duty on a day.
type Shift struct {
	ID         string    `json:"id"`
	Person     string    `json:"person"`
	State      string    `json:"state"`
	CheckedIn  time.Time `json:"checkedIn"`
	CheckedOut time.Time `json:"checkedOut"`
}

// Counts are the numbers of the board that a recount can tell.
type Counts struct {
	Received       int            `json:"received"`
	Open           int            `json:"open"`
	Closed         int            `json:"closed"`
	EndedOtherwise int            `json:"endedOtherwise"`
	BySteps        map[string]int `json:"bySteps"`
	ByCategory     map[string]int `json:"byCategory"`
	Receptions     int            `json:"receptions"`
	Attended       int            `json:"attended"`
}

// Bulletin are a station's public numbers.
type Bulletin struct {
	Received int `json:"received"`
	Open     int `json:"open"`
	Closed   int `json:"closed"`
}

// File is a deputy's file of a year.
type File struct {
	Receptions int `json:"receptions"`
	Entries    []struct {
		What   string `json:"what"`
		Object string `json:"object"`
		Event  string `json:"event"`
	} `json:"entries"`
}

// Delivery is one message to one recipient.
type Delivery struct {
	ID        string    `json:"id"`
	Event     string    `json:"event"`
	Object    string    `json:"object"`
	Recipient string    `json:"recipient"`
	Channel   string    `json:"channel"`
	State     string    `json:"state"`
	Next      time.Time `json:"next"`
	Tries     []struct {
		Result string `json:"result"`
	} `json:"tries"`
}

// Fate is where the delivery stands, and why it waits or failed.
func (d Delivery) Fate() string {
	if d.State != "waiting" && d.State != "failed" || len(d.Tries) == 0 {
		return d.State
	}
	return d.State + " (" + d.Tries[len(d.Tries)-1].Result + ")"
}

// Message is one line of somebody's inbox.
type Message struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Event string `json:"event"`
}
