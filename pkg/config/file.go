package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxFile is the largest configuration file that is read, in bytes.
const maxFile = 1 << 20

// applyFile sets what the file gives. No name is no file; a named file must exist.
func applyFile(name string, fields []*field) error {
	if name == "" {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("cannot read the configuration file: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return fmt.Errorf("cannot read the configuration file: %w", err)
	}
	return applyYAML(name, text, fields)
}

// applyYAML sets what one document gives and refuses what no field takes. All
// that is wrong is reported at once, by line.
func applyYAML(name string, text []byte, fields []*field) error {
	if len(text) > maxFile {
		return fmt.Errorf("%s is larger than %d bytes", name, maxFile)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return fmt.Errorf("%s is not YAML: %w", name, err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s holds more than one document: keep one", name)
	}
	reader := fileReader{name: name, fields: fields}
	reader.mapping(document.Content[0], "")
	return errors.Join(reader.errs...)
}

type fileReader struct {
	name   string
	fields []*field
	errs   []error
}

func (r *fileReader) where(node *yaml.Node) string { return fmt.Sprintf("%s:%d", r.name, node.Line) }

func (r *fileReader) fail(node *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: %w", r.where(node), fmt.Errorf(format, args...)))
}

// mapping reads the keys under prefix; "" is the whole document.
func (r *fileReader) mapping(node *yaml.Node, prefix string) {
	if isNull(node) {
		return
	}
	if node.Kind != yaml.MappingNode {
		r.fail(node, "%s must be a mapping of settings (name: value)", orDocument(prefix))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		path := join(prefix, key.Value)
		if line, twice := seen[key.Value]; twice {
			r.fail(key, "%s is already given in line %d: keep one", path, line)
			continue
		}
		seen[key.Value] = key.Line
		r.entry(path, key, resolve(value))
	}
}

func (r *fileReader) entry(path string, key, value *yaml.Node) {
	for _, f := range r.fields {
		switch {
		case strings.HasPrefix(f.path, path+"."):
			r.mapping(value, path)
			return
		case f.path == path:
			r.keep(f.setNode(r.where(key), value))
			return
		case f.secret && f.path+fileSuffix == path && value.Kind == yaml.ScalarNode:
			r.keep(f.setFrom(fromFile, r.where(key), value.Value))
			return
		}
	}
	r.fail(key, "unknown setting %s%s", path, suggest(path, r.paths()))
}

func (r *fileReader) keep(err error) {
	if err != nil {
		r.errs = append(r.errs, err)
	}
}

func (r *fileReader) paths() []string {
	var paths []string
	for _, f := range r.fields {
		paths = append(paths, f.path)
		if f.secret {
			paths = append(paths, f.path+fileSuffix)
		}
	}
	return paths
}

// setNode takes a value from the file. A key without a value keeps the default.
func (f *field) setNode(source string, node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	return f.take(fromFile, source, false, func() error {
		switch {
		case node.Kind == yaml.ScalarNode:
			return setText(f.value, node.Value)
		case node.Kind == yaml.SequenceNode && isList(f.value):
			items, err := scalars(node.Content)
			if err != nil {
				return err
			}
			return setList(f.value, items)
		case node.Kind == yaml.MappingNode && isMap(f.value):
			items, err := scalars(node.Content)
			if err != nil {
				return err
			}
			return setPairs(f.value, pairs(items))
		default:
			return fmt.Errorf("a value of type %s cannot be written so", f.value.Type())
		}
	})
}

// scalars takes the texts of plain values; a nested one has no place here.
func scalars(nodes []*yaml.Node) ([]string, error) {
	texts := make([]string, len(nodes))
	for i, node := range nodes {
		if node = resolve(node); node.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: a plain value is expected here", node.Line)
		}
		texts[i] = node.Value
	}
	return texts, nil
}

// pairs joins the alternating names and values of a YAML mapping.
func pairs(items []string) []string {
	joined := make([]string, 0, len(items)/2)
	for i := 0; i+1 < len(items); i += 2 {
		joined = append(joined, items[i]+"="+items[i+1])
	}
	return joined
}

// resolve follows an alias to what it stands for.
func resolve(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

func orDocument(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}
