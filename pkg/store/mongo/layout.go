package mongo

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// layout is what was declared. It is replaced, never changed.
type layout struct{ collections map[string]*collection }

type collection struct {
	name    string
	docs    *mongo.Collection
	indexes map[string]index
	form    form
	rarity  store.Rarity // of the terms of its text indexes
}

// index is a declared index. Its field carries everything that its entries
// depend on: the same name with another meaning is another field, so that builds
// of both meanings can run at once.
type index struct {
	name   string
	field  string
	multi  bool
	text   bool
	unique bool
}

func indexOf(spec store.IndexSpec) index {
	ix := index{name: spec.Name, field: spec.Name, multi: spec.Multi, text: spec.Text, unique: spec.Unique}
	if ix.text {
		ix.field += textMark
	}
	if spec.Rev > 0 {
		ix.field += "@" + strconv.Itoa(spec.Rev)
	}
	if ix.multi {
		ix.field += "*"
	}
	if ix.unique {
		ix.field += "!"
	}
	return ix
}

// nameOf is the declared name in a field.
func nameOf(field string) string { return field[:strings.IndexAny(field+"@", "@*!"+textMark)] }

// revOf is the revision in a field.
func revOf(field string) int {
	_, tail, _ := strings.Cut(field, "@")
	rev, _ := strconv.Atoi(strings.TrimRight(tail, "*!")) // no number is revision 0
	return rev
}

// What an entry consists of. A text index's lie at the top of the document: the
// server reads such fields off an index at a third of what others cost.
func (ix index) m() string    { return ix.part("m") }
func (ix index) k() string    { return ix.part("k") }
func (ix index) sign() string { return ix.part("g") }

func (ix index) part(name string) string {
	if ix.text {
		return name + textMark + ix.field
	}
	return "ix." + ix.field + "." + name
}

// model is the MongoDB index: only documents with an entry are in it.
func (ix index) model() mongo.IndexModel {
	keys := bson.D{}
	if ix.multi {
		keys = append(keys, bson.E{Key: ix.m(), Value: 1})
	}
	keys = append(keys, bson.E{Key: ix.k(), Value: 1})
	opts := options.Index().SetName(ix.field).
		SetPartialFilterExpression(bson.D{{Key: ix.k(), Value: bson.D{{Key: "$exists", Value: true}}}})
	if ix.unique {
		return mongo.IndexModel{Keys: keys, Options: opts.SetUnique(true)}
	}
	keys = append(keys, bson.E{Key: "_id", Value: 1})
	if ix.text {
		keys = append(keys, bson.E{Key: ix.sign(), Value: 1})
	}
	return mongo.IndexModel{Keys: keys, Options: opts}
}

// form names the index fields that a document's entries were made for. Writing a
// document replaces all its entries, so a build that does not know an index
// takes the document out of it, and the form tells the builds that do.
type form string

func formOf(fields []string) form {
	slices.Sort(fields)
	return form(strings.Join(slices.Compact(fields), " "))
}

func (f form) fields() []string { return strings.Fields(string(f)) }

// lacks returns the fields of want that f does not have.
func (f form) lacks(want form) []string {
	have := f.fields()
	return slices.DeleteFunc(want.fields(), func(field string) bool { return slices.Contains(have, field) })
}

func (f form) with(other form) form { return formOf(append(f.fields(), other.fields()...)) }

// textMark stands in the fields of text indexes since they have signs. It follows
// the name, so that the build before takes them for an index that it does not know
// and leaves them alone, as this one does with that build's.
const textMark = "#"

const (
	namespaceExists = 48
	indexing        = time.Hour // the server may build an index over many documents
)

// Ensure creates collections and indexes and looks for documents that lack
// entries: after an index was declared or changed meaning, and after a build
// without it wrote documents. Indexes of other builds stay, since their replicas
// may be at work; those of an earlier meaning go.
func (b *backend) Ensure(ctx context.Context, specs []store.Spec) (map[string][]string, error) {
	if err := b.Ping(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, indexing)
	defer cancel()
	next := &layout{collections: maps.Clone(b.layout.Load().collections)}
	if next.collections == nil {
		next.collections = map[string]*collection{}
	}
	stale := map[string][]string{}
	for _, spec := range specs {
		col, unbuilt, err := b.ensure(ctx, spec)
		if err != nil {
			return nil, translate(err)
		}
		next.collections[spec.Collection] = col
		if len(unbuilt) > 0 {
			stale[spec.Collection] = unbuilt
		}
	}
	b.layout.Store(next)
	return stale, nil
}

func (b *backend) ensure(ctx context.Context, spec store.Spec) (*collection, []string, error) {
	err := b.db.CreateCollection(ctx, spec.Collection)
	if err != nil && !hasCode(err, namespaceExists) {
		return nil, nil, err
	}
	col := &collection{name: spec.Collection, docs: b.db.Collection(spec.Collection), indexes: map[string]index{}}
	models := []mongo.IndexModel{{Keys: bson.D{{Key: "f", Value: 1}}, Options: options.Index().SetName("f")}}
	var fields []string
	for _, s := range spec.Indexes {
		ix := indexOf(s)
		col.indexes[s.Name] = ix
		fields = append(fields, ix.field)
		models = append(models, ix.model())
	}
	col.form = formOf(fields)
	if err := col.dropEarlier(ctx); err != nil {
		return nil, nil, err
	}
	if _, err := col.docs.Indexes().CreateMany(ctx, models); err != nil {
		return nil, nil, err
	}
	unbuilt, err := col.unbuilt(ctx)
	return col, unbuilt, err
}

// dropEarlier drops the earlier revisions of declared indexes, which this build
// does not maintain.
func (c *collection) dropEarlier(ctx context.Context) error {
	stored, err := c.docs.Indexes().ListSpecifications(ctx)
	if err != nil {
		return err
	}
	for _, s := range stored {
		if ix, declared := c.indexes[nameOf(s.Name)]; !declared || revOf(s.Name) >= revOf(ix.field) {
			continue
		}
		if err := c.docs.Indexes().DropOne(ctx, s.Name); err != nil {
			return err
		}
	}
	return nil
}

// unbuilt returns the names of indexes that some document has no entries for.
func (c *collection) unbuilt(ctx context.Context) ([]string, error) {
	forms, err := c.forms(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range forms {
		for _, field := range f.lacks(c.form) {
			names = append(names, nameOf(field))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// forms are those of the stored documents; the index over f answers it, however
// many documents there are.
func (c *collection) forms(ctx context.Context) ([]form, error) {
	found := c.docs.Distinct(ctx, "f", bson.D{})
	if err := found.Err(); err != nil { // Decode would call it an unreadable answer
		return nil, err
	}
	var forms []form
	err := found.Decode(&forms)
	return forms, err
}

func (b *backend) collection(name string) (*collection, error) {
	if c := b.layout.Load().collections[name]; c != nil {
		return c, nil
	}
	return nil, errUndeclared(name)
}

func errUndeclared(name string) error {
	return fault.Internal(undeclared(name))
}

type undeclared string

func (u undeclared) Error() string { return "mongo: " + string(u) + " was not declared before Open" }
