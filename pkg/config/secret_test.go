package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const hunter = Secret("hunter2")

func TestSecretIsNeverShown(t *testing.T) {
	holder := struct {
		S Secret
		M map[string]Secret
	}{hunter, map[string]Secret{"k": hunter}}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T%v"} {
		shown = append(shown, fmt.Sprintf(strings.ReplaceAll(verb, "%T", ""), hunter), fmt.Sprintf(strings.ReplaceAll(verb, "%T", ""), holder))
	}
	inJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	inYAML, err := yaml.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		slog.New(handler).Info("x", "secret", hunter, "holder", holder)
	}
	shown = append(shown, string(inJSON), string(inYAML), logged.String(), fmt.Errorf("bad %v", hunter).Error())
	for _, text := range shown {
		if strings.Contains(text, "hunter") || strings.Contains(text, "68756e74") || !strings.Contains(text, mask) {
			t.Errorf("shown: %s", text)
		}
	}
	if hunter.Reveal() != "hunter2" || Secret("").String() != "" {
		t.Error("a secret must be usable, and an empty one visibly empty")
	}
}

func TestSecretFromFile(t *testing.T) {
	file := write(t, "hunter2\r\n")
	uri := "-mongo.uri=mongodb://h"
	config := write(t, "mongo:\n  password_file: "+file+"\n")
	for name, loaded := range map[string]*Loaded[program]{
		"flag":        load(t, []string{uri, "-mongo.password_file", file}),
		"environment": load(t, []string{uri}, "LIANLUO_MONGO_PASSWORD_FILE="+file),
		"file":        load(t, []string{uri, "-config.file", config}),
		"later layer": load(t, []string{uri, "-mongo.password_file", file}, "LIANLUO_MONGO_PASSWORD=other"),
		"direct":      load(t, []string{uri}, "LIANLUO_MONGO_PASSWORD=hunter2"),
	} {
		if got := loaded.Config.Mongo.Password; got != hunter {
			t.Errorf("%s: got %q", name, got.Reveal())
		}
	}
}

func TestSecretRefusals(t *testing.T) {
	file := write(t, "x")
	for want, given := range map[string]struct{ args, env []string }{
		"unknown flag -mongo.password":   {args: []string{"-mongo.password=x"}},
		"cannot read the secret":         {args: []string{"-mongo.password_file=/nonexistent/x"}},
		"given both directly and":        {env: []string{"LIANLUO_MONGO_PASSWORD=x", "LIANLUO_MONGO_PASSWORD_FILE=" + file}},
		"mongo.password: given both":     {args: []string{"-config.file", write(t, "mongo: {password: x, password_file: "+file+"}")}},
		"did you mean mongo.password_fi": {args: []string{"-mongo.password=x"}},
	} {
		_, err := Load[program](given.args, environ(given.env...))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
