package openapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// source is what was read from Go files. Keys of types are "import/path.Name".
type source struct {
	ops    map[string]string // operation name → doc comment; ".Name" where each service has one
	types  map[string]string
	fields map[string]string // "import/path.Name.Field" → comment
	enums  map[string][]value
}

// value is a constant of a named string type.
type value struct{ text, doc string }

func readSources(sources Sources) (*source, error) {
	s := &source{ops: map[string]string{}, types: map[string]string{}, fields: map[string]string{}, enums: map[string][]value{}}
	for _, prefix := range slices.Sorted(maps.Keys(sources)) {
		root := sources[prefix]
		err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				return err
			}
			return s.readFile(root, name, path.Join(prefix, path.Dir(name)))
		})
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *source) readFile(root fs.FS, name, pkg string) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				s.readSpec(decl, spec, pkg)
			}
		case *ast.FuncDecl:
			s.readFunc(set, file, decl)
		}
	}
	return nil
}

// readFunc finds operations that a function declares for every service:
// `rpc.Get[…](service+".ShowRules", …)`. The comment on the line above says what
// the operation does, or else the function's own.
func (s *source) readFunc(set *token.FileSet, file *ast.File, f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		sum, ok := call.Args[0].(*ast.BinaryExpr)
		if !ok {
			return true
		}
		if name, ok := text(sum.Y); ok && strings.HasPrefix(name, ".") {
			above := &ast.CommentGroup{}
			for _, g := range file.Comments {
				if set.Position(g.End()).Line == set.Position(call.Pos()).Line-1 {
					above = g
				}
			}
			s.ops[name] = comment(above, f.Doc)
		}
		return true
	})
}

// doc is the comment on an operation.
func (s *source) doc(operation string) string {
	if doc := s.ops[operation]; doc != "" {
		return doc
	}
	return s.ops[operation[strings.Index(operation, "."):]]
}

func (s *source) readSpec(g *ast.GenDecl, spec ast.Spec, pkg string) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		s.types[pkg+"."+spec.Name.Name] = comment(spec.Doc, g.Doc)
		if st, ok := spec.Type.(*ast.StructType); ok {
			s.readFields(st, pkg+"."+spec.Name.Name)
		}
	case *ast.ValueSpec:
		switch {
		case g.Tok == token.VAR:
			s.readOperation(spec, comment(spec.Doc, g.Doc))
		case g.Tok == token.CONST && len(spec.Values) == 1:
			s.readConstant(spec, pkg)
		}
	}
}

func (s *source) readFields(st *ast.StructType, owner string) {
	for _, f := range st.Fields.List {
		for _, name := range f.Names {
			s.fields[owner+"."+name.Name] = comment(f.Doc, f.Comment)
		}
	}
}

// readOperation finds `var X = rpc.Post[Req, Res]("service.X", …)`.
func (s *source) readOperation(spec *ast.ValueSpec, doc string) {
	if len(spec.Values) != 1 {
		return
	}
	call, ok := spec.Values[0].(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return
	}
	if name, ok := text(call.Args[0]); ok {
		s.ops[name] = doc
	}
}

// readConstant finds `Invited AccountState = "invited"`.
func (s *source) readConstant(spec *ast.ValueSpec, pkg string) {
	named, ok := spec.Type.(*ast.Ident)
	if v, isText := text(spec.Values[0]); ok && isText {
		key := pkg + "." + named.Name
		s.enums[key] = append(s.enums[key], value{text: v, doc: comment(spec.Doc, spec.Comment)})
	}
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// comment is the first comment that says something, as one paragraph per line.
func comment(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if s := strings.TrimSpace(g.Text()); s != "" {
			paragraphs := strings.Split(s, "\n\n")
			for i, p := range paragraphs {
				paragraphs[i] = strings.Join(strings.Fields(p), " ")
			}
			return strings.Join(paragraphs, "\n\n")
		}
	}
	return ""
}

// sentence is the first sentence of a doc comment without the name it starts
// with: "AssignCase hands a case over. It …" gives "Hands a case over.".
func sentence(doc, name string) string {
	doc = strings.TrimPrefix(doc, name+" ")
	for i, r := range doc {
		if r == '.' && (i+1 == len(doc) || doc[i+1] == ' ' || doc[i+1] == '\n') {
			doc = doc[:i+1]
			break
		}
	}
	if doc == "" {
		return ""
	}
	return strings.ToUpper(doc[:1]) + doc[1:]
}
