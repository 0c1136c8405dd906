package number

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// alphabet has no characters that are taken for each other.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// NewCode makes the code that goes with a number on a receipt: 8 characters, 39
// random bits.
func NewCode() string {
	code := make([]byte, 8)
	for i := range code {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet)))) // never fails
		code[i] = alphabet[n.Int64()]
	}
	return string(code)
}

// ReadCode reads a code as a person typed it: in small letters too, and with the blanks
// around and inside it that a slip has for reading out.
func ReadCode(typed string) string { return strings.ToUpper(strings.Join(strings.Fields(typed), "")) }
