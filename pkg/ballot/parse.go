package ballot

import (
	"errors"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// mostRulesBytes bounds the text of rules; a long one is some 400 bytes.
const mostRulesBytes = 4096

// Parse reads the text of adopted rules: a JSON object with exactly the members of
// the protocol, each once, none null, and nothing after it. It fails with
// ballot.rules.text; whether the values fit together is Validate's to say.
func Parse(text string) (Rules, error) {
	var r Rules
	if len(text) > mostRulesBytes {
		return Rules{}, errText
	}
	var members map[string]jsontext.Value
	raw := []byte(text)
	if err := errors.Join(json.Unmarshal(raw, &members), json.Unmarshal(raw, &r, json.RejectUnknownMembers(true))); err != nil {
		return Rules{}, errText.Because(err)
	}
	for _, value := range members {
		if !plain(value) {
			return Rules{}, errText
		}
	}
	// None is unknown and none double, so that the number tells that none is missing.
	if len(members) != reflect.TypeFor[Rules]().NumField() {
		return Rules{}, errText
	}
	return r, nil
}

// mostNumber is the largest number that every language reads exactly.
const mostNumber = 1<<53 - 1

// plain reports whether a member is of the protocol's JSON: no null, and numbers
// without sign, fraction or exponent, up to mostNumber.
func plain(value jsontext.Value) bool {
	if value.Kind() == '0' {
		n, err := strconv.ParseUint(string(value), 10, 64)
		return err == nil && n <= mostNumber
	}
	return value.Kind() != 'n'
}

// Text is the rules as they are adopted and hashed: JSON without spaces, members
// in the protocol's order.
func (r Rules) Text() (string, error) {
	raw, err := json.Marshal(r)
	return string(raw), err
}
