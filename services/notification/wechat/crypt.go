package wechat

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // WeChat signs with it
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

var errForged = errors.New("wechat: not signed with our token")

// signature is what WeChat makes of the token and what it signs.
func signature(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, ""))) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}

// signed fails with errForged for what was not signed with the account's token.
func (a Account) signed(given string, parts ...string) error {
	want := signature(append(parts, a.Token)...)
	if a.Token == "" || subtle.ConstantTimeCompare([]byte(want), []byte(given)) != 1 {
		return errForged
	}
	return nil
}

// block is what WeChat pads to, twice the cipher's own.
const block = 32

func (a Account) cipher() (cipher.Block, []byte, error) {
	key, err := base64.StdEncoding.DecodeString(a.AESKey + "=")
	if err != nil || len(key) != 32 {
		return nil, nil, errForged
	}
	b, err := aes.NewCipher(key)
	return b, key[:aes.BlockSize], err
}

// decrypt opens what WeChat sealed: 16 random bytes, a length, the message, our id.
func (a Account) decrypt(sealed string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	b, iv, bad := a.cipher()
	if err != nil || bad != nil || len(raw) < block || len(raw)%aes.BlockSize != 0 {
		return nil, errForged
	}
	cipher.NewCBCDecrypter(b, iv).CryptBlocks(raw, raw)
	pad := int(raw[len(raw)-1])
	if pad < 1 || pad > block || len(raw)-pad < 20 {
		return nil, errForged
	}
	raw = raw[:len(raw)-pad]
	n := int64(binary.BigEndian.Uint32(raw[16:20]))
	if n > int64(len(raw)-20) || string(raw[20+n:]) != a.AppID {
		return nil, errForged
	}
	return raw[20 : 20+n], nil
}

// encrypt seals as WeChat does.
func (a Account) encrypt(text string) (string, error) {
	b, iv, err := a.cipher()
	if err != nil {
		return "", err
	}
	raw := make([]byte, 20, 20+len(text)+len(a.AppID)+block)
	_, _ = rand.Read(raw[:16])                              // never fails
	binary.BigEndian.PutUint32(raw[16:], uint32(len(text))) //nolint:gosec // bounded by our own texts
	raw = append(append(raw, text...), a.AppID...)
	pad := block - len(raw)%block
	for range pad {
		raw = append(raw, byte(pad))
	}
	cipher.NewCBCEncrypter(b, iv).CryptBlocks(raw, raw)
	return base64.StdEncoding.EncodeToString(raw), nil
}
