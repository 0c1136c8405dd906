package operate

import (
	"encoding/json"
	"strings"

	"lianluo/api/identity"
)

// parseHeads reads signed heads as files and minutes have them: JSON objects,
// one after the other, or in a list. Nothing is no heads.
func parseHeads(text string) ([]identity.AuditHead, bool) {
	var heads []identity.AuditHead
	decoder := json.NewDecoder(strings.NewReader(strings.NewReplacer("[", " ", "]", " ", "},", "} ").Replace(text)))
	for decoder.More() {
		var head identity.AuditHead
		if decoder.Decode(&head) != nil || head.Hash == "" {
			return nil, false
		}
		heads = append(heads, head)
	}
	return heads, true
}
