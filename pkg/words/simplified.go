package words

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed simplified.txt
var simplifiedTable string

const (
	firstHan = 0x3400 // the first and the last character that the table may hold
	lastHan  = 0x9FFF
)

// simplifiedOf are the simplified characters by their traditional ones' places
// from firstHan on; 0 where a character stays as it is.
var simplifiedOf = sync.OnceValue(func() []uint16 {
	table := make([]uint16, lastHan-firstHan+1)
	for line := range strings.Lines(simplifiedTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var from rune
		for _, r := range strings.TrimSpace(line) {
			if from == 0 {
				from = r
				continue
			}
			table[from-firstHan], from = uint16(r), 0
		}
	}
	return table
})

// simplified gives the simplified character of a traditional one, any other as it
// is: whoever learned to write in Hong Kong or Taiwan finds what was written here.
func simplified(r rune) rune {
	if r < firstHan || r > lastHan {
		return r
	}
	if s := simplifiedOf()[r-firstHan]; s != 0 {
		return rune(s)
	}
	return r
}

// Simplified is text in simplified characters, for comparing: a few traditional
// ones share a simplified one, so it is not to be shown.
func Simplified(text string) string { return strings.Map(simplified, text) }
