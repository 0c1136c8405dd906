package rpc

import (
	"context"
	"net/http"

	"golang.org/x/text/language"
)

// LangOfRequest is "en" when the Accept-Language header prefers English to
// Chinese, else "zh".
func LangOfRequest(r *http.Request) string {
	header := r.Header.Get("Accept-Language")
	if header == "" || len(header) > 200 {
		return "zh"
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return "zh"
	}
	for _, tag := range tags { // best liked first
		switch base, _ := tag.Base(); base.String() {
		case "zh":
			return "zh"
		case "en":
			return "en"
		}
	}
	return "zh"
}

type langKey struct{}

// WithLang returns a context whose reader reads lang ("zh" or "en").
func WithLang(ctx context.Context, lang string) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// LangOf is the language of the caller: "zh" or "en", "zh" where none was said.
func LangOf(ctx context.Context) string {
	if lang, ok := ctx.Value(langKey{}).(string); ok && lang != "" {
		return lang
	}
	return "zh"
}
