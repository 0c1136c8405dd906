package audit

import (
	"crypto/ed25519"
	"encoding/base64"
	"time"

	"lianluo/api/identity"
)

// Sign makes the head of the chain that goes out: whoever keeps it can tell
// later that the chain was cut or written anew.
func Sign(key ed25519.PrivateKey, at Link, now time.Time) identity.AuditHead {
	head := identity.AuditHead{Number: at.Number, Hash: at.Hash, Time: now.UTC(), Key: KeyText(key.Public().(ed25519.PublicKey))}
	head.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, signed(head)))
	return head
}

// KeyText is a public key as heads carry it.
func KeyText(key ed25519.PublicKey) string { return base64.StdEncoding.EncodeToString(key) }

// Genuine reports whether the head was signed with the key that it names.
func Genuine(head identity.AuditHead) bool {
	key, err := base64.StdEncoding.DecodeString(head.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	signature, err := base64.StdEncoding.DecodeString(head.Signature)
	return err == nil && ed25519.Verify(key, signed(head), signature)
}

func signed(h identity.AuditHead) []byte {
	return array([]any{"lianluo audit head", h.Number, h.Hash, instant(h.Time), h.Key})
}
