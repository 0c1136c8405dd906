// Package fault holds the error kinds that every part of Lianluo speaks: a kind
// for programs, a stable code for documentation and a sentence for the person,
// in Chinese and in English, that says what to do next.
package fault

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind classifies an error for programs. There is one table from kind to HTTP
// status (see Status), used by server and client alike.
type Kind string

// The kinds. Anything that is not one of them is Internal.
const (
	KindInvalid            Kind = "invalid"
	KindUnauthenticated    Kind = "unauthenticated"
	KindDenied             Kind = "denied"
	KindNotFound           Kind = "not_found"
	KindConflict           Kind = "conflict"
	KindFailedPrecondition Kind = "failed_precondition"
	KindTooLarge           Kind = "too_large"
	KindRateLimited        Kind = "rate_limited"
	KindUnavailable        Kind = "unavailable"
	KindInternal           Kind = "internal"
)

// Text is one sentence in both languages of the product.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In returns the sentence in lang ("en" or anything else for Chinese).
func (t Text) In(lang string) string {
	if lang == "en" && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// Field says what is wrong with one field of a request. Name is the JSON name,
// dotted for nested values.
type Field struct {
	Name string
	Text Text
}

// Error is an error that may reach a person. Cause is for logs only.
type Error struct {
	Kind       Kind
	Code       string
	Text       Text
	Fields     []Field
	RetryAfter time.Duration
	cause      error
}

// New makes an error of the kind. zh and en are fmt formats over the same args.
func New(kind Kind, code, zh, en string, args ...any) *Error {
	if len(args) > 0 {
		zh, en = fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)
	}
	return &Error{Kind: kind, Code: code, Text: Text{ZH: zh, EN: en}}
}

// Invalid: the request itself is wrong; sending it again unchanged cannot help.
func Invalid(code, zh, en string, args ...any) *Error {
	return New(KindInvalid, code, zh, en, args...)
}

// Unauthenticated: nobody, or nobody any more, is signed in.
func Unauthenticated(code, zh, en string, args ...any) *Error {
	return New(KindUnauthenticated, code, zh, en, args...)
}

// Denied: the caller is known and may not do this anywhere.
func Denied(code, zh, en string, args ...any) *Error { return New(KindDenied, code, zh, en, args...) }

// NotFound: it does not exist, or lies outside the caller's scope.
func NotFound(code, zh, en string, args ...any) *Error {
	return New(KindNotFound, code, zh, en, args...)
}

// Conflict: it clashes with what is stored already (a duplicate, a concurrent change).
func Conflict(code, zh, en string, args ...any) *Error {
	return New(KindConflict, code, zh, en, args...)
}

// FailedPrecondition: the object is not in a state that allows this now.
func FailedPrecondition(code, zh, en string, args ...any) *Error {
	return New(KindFailedPrecondition, code, zh, en, args...)
}

// TooLarge: the request or an upload exceeds a limit named in the sentence.
func TooLarge(code, zh, en string, args ...any) *Error {
	return New(KindTooLarge, code, zh, en, args...)
}

// RateLimited: too many requests; try again after the given time.
func RateLimited(after time.Duration, zh, en string, args ...any) *Error {
	e := New(KindRateLimited, "rate_limited", zh, en, args...)
	e.RetryAfter = after
	return e
}

// Unavailable: something this depends on does not answer; trying again may help.
func Unavailable(cause error) *Error {
	return New(KindUnavailable, "unavailable", "系统暂时不可用，请稍后再试，已填写的内容不会丢失。",
		"The system is not available at the moment. Try again shortly; nothing you entered is lost.").Because(cause)
}

// Internal hides cause from the caller and keeps it for the log.
func Internal(cause error) *Error {
	return New(KindInternal, "internal", "系统出错，已记录，请稍后再试或联系管理员。",
		"Something went wrong and was recorded. Try again, or tell your administrator.").Because(cause)
}

// Because returns a copy that carries the cause for logs and errors.Is/As.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// At returns a copy that names a field and what is wrong with it.
func (e *Error) At(field, zh, en string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Name: field, Text: Text{ZH: zh, EN: en}})
	return &c
}

// Error is for logs: kind, code, the English sentence and the cause.
func (e *Error) Error() string {
	s := string(e.Kind) + " " + e.Code + ": " + e.Text.EN
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Of finds the fault in err's chain. An error of another kind becomes Internal,
// a deadline or cancellation Unavailable. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return Unavailable(err)
	}
	return Internal(err)
}

// Is reports whether err carries a fault of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// Instead words not_found as what it means to the caller; other errors, and nil, pass.
func Instead(err error, meaning *Error) error {
	if Is(err, KindNotFound) {
		return meaning
	}
	return err
}

// HasCode reports whether err carries a fault with the code.
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
