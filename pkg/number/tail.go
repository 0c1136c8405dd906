package number

import "strings"

// tailDigits is the shortest end of a number that is worth looking for.
const tailDigits = 4

// Tail reads the end of a number as a person types it from a receipt, four
// digits or more, and gives its digits; false for anything else.
func Tail(text string) (string, bool) {
	d, ok := digits(text)
	return d, ok && len(d) >= tailDigits
}

// longDigits are an end that only few numbers share: a serial with the check digit.
const longDigits = 5

// Key is what all numbers with the tail are found by.
func Key(tail string) string { return tail[len(tail)-tailDigits:] }

// Keys are what a number is found by: its end with the check digit, and without,
// since not everybody reads that out.
func Keys(number string) []string { return ends(number, tailDigits) }

// LongKey is Key for a tail of five digits and more, which few numbers share;
// false for a shorter one.
func LongKey(tail string) (string, bool) {
	if len(tail) < longDigits {
		return "", false
	}
	return tail[len(tail)-longDigits:], true
}

// LongKeys are what LongKey finds a number by.
func LongKeys(number string) []string { return ends(number, longDigits) }

func ends(number string, n int) []string {
	d := strings.ReplaceAll(number, "-", "")
	return []string{d[len(d)-n:], d[len(d)-1-n : len(d)-1]}
}

// Ends reports whether a number ends in the tail, with the check digit or without.
func Ends(number, tail string) bool {
	d := strings.ReplaceAll(number, "-", "")
	return strings.HasSuffix(d, tail) || strings.HasSuffix(d[:len(d)-1], tail)
}
