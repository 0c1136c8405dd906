// Package number makes the numbers on receipts: digits alone, in short groups,
// so that they can be read out loud and typed on a telephone's keys.
//
// 431223-101-26-0123-7 is county, township, year and serial number, and a check
// digit (Damm) that finds every mistyped digit and every two swapped neighbours.
package number

import (
	"fmt"
	"strings"
)

const areaDigits = 9

// shortest is area, year, four digits of serial and the check digit.
const shortest = areaDigits + 2 + 4 + 1

// longest bounds what is taken for a number.
const longest = shortest + 5

// Series is what a serial number counts within: an area and a year.
func Series(area string, year int) string {
	if len(area) > areaDigits {
		area = area[:areaDigits]
	}
	area += strings.Repeat("0", areaDigits-len(area))
	return fmt.Sprintf("%s%02d", area, year%100)
}

// Format makes the number of a serial within a series.
func Format(series string, serial int) string {
	digits := fmt.Sprintf("%s%04d", series, serial)
	return group(digits + string(check(digits)))
}

func group(d string) string {
	last := len(d) - 1
	return strings.Join([]string{d[:6], d[6:9], d[9:11], d[11:last], d[last:]}, "-")
}

// Parse reads a number as a person typed it: with or without dashes and blanks,
// in full-width digits, or with the letters O and I for digits. It gives the
// form that Format makes; false when it cannot be a number.
func Parse(text string) (string, bool) {
	s, ok := digits(text)
	if !ok || len(s) < shortest || len(s) > longest || check(s[:len(s)-1]) != s[len(s)-1] {
		return "", false
	}
	return group(s), true
}

// digits are those that were typed, false where there is anything else.
func digits(text string) (string, bool) {
	var d strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			d.WriteRune(r)
		case r >= '０' && r <= '９':
			d.WriteRune(r - '０' + '0')
		case r == 'o' || r == 'O':
			d.WriteByte('0')
		case r == 'l' || r == 'I':
			d.WriteByte('1')
		case strings.ContainsRune(" -–—－_\u3000", r):
		default:
			return "", false
		}
	}
	return d.String(), true
}

// damm is Damm's totally anti-symmetric quasigroup of order 10.
var damm = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

func check(digits string) byte {
	interim := byte('0')
	for i := range len(digits) {
		interim = damm[interim-'0'][digits[i]-'0']
	}
	return interim
}
