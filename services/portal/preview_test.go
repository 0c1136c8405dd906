package portal

import (
	"fmt"
	"os"
	"testing"

	"lianluo/services/portal/portaltest"
)

func TestPreview(t *testing.T) {
	f := os.Getenv("PREVIEW")
	if f == "" {
		return
	}
	site := portaltest.Start(t, Handler)
	os.WriteFile(f, []byte(site.URL), 0o600)
	fmt.Println(site.URL)
	select {}
}
