package config

import "lianluo/pkg/near"

// suggest names the known name that was probably meant, as the end of a
// sentence; "" where none is near.
func suggest(name string, known []string) string {
	if best := near.Name(name, known); best != "" {
		return ": did you mean " + best + "?"
	}
	return ""
}
