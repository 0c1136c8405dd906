package password

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lianluo/pkg/fault"
)

// What a password must be, in characters.
const (
	long     = 12 // enough by length alone
	short    = 8  // enough with three classes of characters
	most     = 128
	distinct = 5 // fewer different characters are a pattern, not a password
)

//go:embed common.txt
var commonText string

// common are the passwords that are tried first, in lower case.
var common = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if word := strings.TrimSpace(line); word != "" && !strings.HasPrefix(word, "#") {
			out[word] = true
		}
	}
	return out
}()

// Judge says whether a password may be chosen for a login. It fails with invalid
// and what to choose instead.
func Judge(login, plain string) error {
	plain = norm.NFKC.String(plain)
	n := len([]rune(plain))
	lower := strings.ToLower(plain)
	switch {
	case n > most:
		return fault.Invalid("password.long", "密码最多 128 个字符，请缩短", "A password has at most 128 characters; choose a shorter one")
	case n < short || n < long && classes(plain) < 3:
		return fault.Invalid("password.short", "密码至少要 12 个字符；或至少 8 个字符，并含大写字母、小写字母、数字、符号中的三种",
			"A password needs 12 characters, or 8 with three of: capitals, small letters, digits, symbols")
	case varied(lower) < distinct:
		return fault.Invalid("password.pattern", "密码重复太多，请至少使用 5 个不同的字符", "The password repeats itself; use at least 5 different characters")
	case contains(lower, login):
		return fault.Invalid("password.login", "密码不能包含登录名，请换一个", "The password must not contain the login; choose another one")
	case common[lower] || common[stem(lower)]:
		return fault.Invalid("password.common", "这个密码太常见，很容易被猜到，请换一个", "This password is too common and easily guessed; choose another one")
	}
	return nil
}

// contains ignores logins so short that they stand in anything by chance.
func contains(lower, login string) bool {
	login = strings.ToLower(norm.NFKC.String(login))
	return len([]rune(login)) >= 3 && strings.Contains(lower, login)
}

// classes counts the kinds of characters; letters without case count as one.
func classes(s string) int {
	var seen [4]bool
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			seen[0] = true
		case unicode.IsLetter(r):
			seen[1] = true
		case unicode.IsDigit(r):
			seen[2] = true
		default:
			seen[3] = true
		}
	}
	n := 0
	for _, s := range seen {
		if s {
			n++
		}
	}
	return n
}

func varied(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// stem is the word without the digits and symbols that people hang behind it.
func stem(s string) string {
	return strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}
