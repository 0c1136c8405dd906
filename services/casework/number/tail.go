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

// Key is what all numbers with the tail are found by.
func Key(tail string) string { return tail[len(tail)-tailDigits:] }

// Keys are what a number is found by: its end with the check digit, and without,
// since not everybody reads that out.
func Keys(number string) []string {
	d := strings.ReplaceAll(number, "-", "")
	return []string{Key(d), Key(d[:len(d)-1])}
}

// Ends reports whether a number ends in the tail, with the check digit or without.
func Ends(number, tail string) bool {
	d := strings.ReplaceAll(number, "-", "")
	return strings.HasSuffix(d, tail) || strings.HasSuffix(d[:len(d)-1], tail)
}
