package province

import (
	"os"
	"strings"
)

// line parts what people wrote from the figures below it, which a run replaces.
const line = "<!-- What follows is written by make load-province. -->"

// Write puts the report into a file, below its line. It fails where the file
// cannot be read or written.
func (r *Report) Write(file string) error {
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	kept, _, _ := strings.Cut(string(old), line)
	return os.WriteFile(file, []byte(kept+line+"\n\n"+r.Markdown()), 0o644)
}
