package board

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var (
	errNumber  = errors.New("a number that is no plain integer")
	errNull    = errors.New("null")
	errMembers = errors.New("a member is missing")
)

// strict reads JSON as the protocol does: exactly the members of T, none twice,
// no null, numbers as plain integers.
func strict[T any](text []byte) (T, error) {
	var v T
	if err := plain(text); err != nil {
		return v, err
	}
	if err := json.Unmarshal(text, &v, json.RejectUnknownMembers(true)); err != nil {
		return v, err
	}
	// None is unknown; so what v writes and the text did not hold was missing there.
	whole, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	given, full := jsontext.Value(bytes.Clone(text)), jsontext.Value(whole)
	if err := errors.Join(given.Canonicalize(), full.Canonicalize()); err != nil {
		return v, err
	}
	if !bytes.Equal(given, full) {
		return v, errMembers
	}
	return v, nil
}

// plain refuses the values that other readers of JSON understand differently.
func plain(text []byte) error {
	in := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		raw, err := in.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case raw.Kind() == 'n':
			return errNull
		case raw.Kind() == '0' && !integer(raw.String()):
			return errNumber
		}
	}
}

// integer says that the text is a decimal integer up to 2^53 − 1, as JSON's own
// grammar keeps zeros from leading.
func integer(text string) bool {
	const most = "9007199254740991"
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) < len(most) || len(text) == len(most) && text <= most
}
