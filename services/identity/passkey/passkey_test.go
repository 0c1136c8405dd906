package passkey

import (
	"errors"
	"testing"
)

func TestADoorNeedsAName(t *testing.T) {
	for address, want := range map[string]bool{
		"https://lianluo.example": true, "http://localhost:8080": true, "https://a.gov.cn:8443/": true,
		"http://127.0.0.1:8080": false, "https://[::1]": false, "": false, "lianluo.example": false, "https://\x00": false,
	} {
		if _, err := New(address); want != (err == nil) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// FuzzAnswers: whatever a browser answers, nothing opens that did not fit.
func FuzzAnswers(f *testing.F) {
	door, err := New("https://lianluo.example")
	if err != nil {
		f.Fatal(err)
	}
	asked, err := door.BeginEntering()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("{}"))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if _, _, _, err := door.Enter(asked.Kept, answer, func(string) (Owner, error) { return Owner{ID: "a"}, errors.New("nobody") }); err == nil {
			t.Error("opened")
		}
		if _, _, err := door.Add(Owner{ID: "a", Login: "a", Name: "a"}, asked.Kept, answer); err == nil {
			t.Error("added")
		}
	})
}
