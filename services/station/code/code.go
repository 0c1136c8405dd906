// Package code makes the short public codes of stations: read out loud over a
// bad line, typed on an old phone, printed under the QR code at the door.
package code

import (
	"crypto/rand"
	"strings"
)

// alphabet has no characters that are taken for one another (0 O, 1 I L). It is
// as long as a prime, so that the check finds every single mistake and every
// two neighbours that changed places.
const (
	alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	prime    = len(alphabet)
	length   = 6 // 28 million codes and the check character
)

// New makes a random code. Whoever stores it sees to it that it is unique.
func New() string {
	var b strings.Builder
	for b.Len() < length-1 {
		var raw [1]byte
		_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
		if int(raw[0]) < 256-256%prime {
			b.WriteByte(alphabet[int(raw[0])%prime])
		}
	}
	return b.String() + string(check(b.String()))
}

func check(body string) byte {
	sum := 0
	for i := range len(body) {
		sum += (i + 1) * strings.IndexByte(alphabet, body[i])
	}
	return alphabet[sum%prime]
}

// Parse reads a code as people type it: small letters, blanks and dashes do not
// matter. False means that it cannot be a code of ours.
func Parse(typed string) (string, bool) {
	s := strings.NewReplacer(" ", "", "-", "", "　", "").Replace(strings.ToUpper(typed))
	if len(s) != length || strings.Trim(s, alphabet) != "" {
		return "", false
	}
	return s, s[length-1] == check(s[:length-1])
}
