package ui

import (
	"strconv"
	"strings"
)

// Number shows a whole number with a comma between thousands, such as "4,320".
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, parts...), ",")
}

// Percent shows part of whole with one decimal, such as "93.2%", and "–" when
// there is no whole.
func Percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 1, 64) + "%"
}

// Given is what a number's field holds: nothing while there is no number, since who
// types beside a 0 makes 10 of 1.
func Given(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
