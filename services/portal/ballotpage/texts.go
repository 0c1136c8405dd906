package ballotpage

import (
	"encoding/json"
	"strings"

	"lianluo/pkg/ballot/board"
	"lianluo/services/portal/ui"
)

// codes are the checks that the browser's verifier tells about: all of the protocol.
var codes = strings.Fields(`bundle body chain clock signature encoding copied order definition rules ceremony key suspended
	freeze quorum twice context shape proof teller floor collected early partial trustees tally result head receipt`)

// said is what holds, or is wrong, for one code.
type said struct {
	Holds string `json:"holds"`
	Wrong string `json:"wrong"`
}

// Texts is what words.js needs to say a report in a language, as JSON that may stand
// in a script element.
func Texts(lang ui.Lang) string {
	texts := struct {
		Codes map[string]said   `json:"codes"`
		Words map[string]string `json:"words"`
	}{map[string]said{}, ui.Texts(lang, "verify.")}
	for _, name := range codes {
		code := board.Code(name)
		texts.Codes[name] = said{code.Holds(string(lang)), code.Wrong(string(lang))}
	}
	text, err := json.Marshal(texts)
	if err != nil {
		panic(err) // maps of texts
	}
	return string(text)
}
