package vault

import "strings"

// MaskPhone keeps the first three and last four digits: 138****5678.
func MaskPhone(s string) string {
	if len(s) < 8 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + strings.Repeat("*", len(s)-7) + s[len(s)-4:]
}

// MaskName keeps the family name: 张**.
func MaskName(s string) string {
	r := []rune(s)
	if len(r) < 2 {
		return s
	}
	return string(r[0]) + strings.Repeat("*", len(r)-1)
}

// MaskEmail keeps the first letter and the domain: w***@example.com.
func MaskEmail(s string) string {
	at := strings.LastIndex(s, "@")
	if at < 1 {
		return ""
	}
	return s[:1] + "***" + s[at:]
}
