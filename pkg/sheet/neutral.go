package sheet

import (
	"strings"
	"unicode/utf8"
)

// starts are what a spreadsheet takes for the beginning of a formula, also in
// the wide forms that Chinese input methods give.
const starts = "=+-@\t\r\n＝＋－＠"

// Neutral is a text as it may stand in a cell: what a spreadsheet could take for
// a formula, now or after it was saved as another format, begins with an
// apostrophe. Plain undoes it.
func Neutral(text string) string {
	if risky(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// Plain is what Neutral was given.
func Plain(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && risky(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return text
}

// risky: a single sign is no formula.
func risky(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	return size > 0 && len(text) > size && strings.ContainsRune(starts, first)
}
