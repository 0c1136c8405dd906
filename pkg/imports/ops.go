package imports

import (
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Import is one file that is being taken over, and how far that is.
type Import struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" doc:"what the rows are: persons, units"`
	Area  string `json:"area" doc:"division that everything in it lies in"`
	File  string `json:"file" doc:"what the sender's device called the file"`
	State State  `json:"state"`
	// Trouble says why the whole file could not be read.
	Trouble  *fault.Text `json:"trouble,omitempty"`
	Ignored  []string    `json:"ignored,omitempty" doc:"headings that the template does not have"`
	Rows     int         `json:"rows"`
	Checked  int         `json:"checked"`
	Bad      int         `json:"bad" doc:"rows that cannot be taken over as they are"`
	Done     int         `json:"done" doc:"rows looked at in the present work"`
	Made     int         `json:"made" doc:"things made and still there"`
	Kept     int         `json:"kept" doc:"things that could not be undone"`
	By       string      `json:"by"`
	At       time.Time   `json:"at"`
	Finished time.Time   `json:"finished,omitzero"`
	// Forgotten: the file's texts were destroyed; what it made stays known.
	Forgotten bool `json:"forgotten,omitempty"`
}

// State is where an import stands.
type State string

// The states of an import.
const (
	Reading  State = "reading"
	Checking State = "checking" // the dry run
	Checked  State = "checked"  // waits for somebody's word
	Running  State = "running"
	Finished State = "done"
	Stopped  State = "stopped" // by somebody; what was made stays until undone
	Undoing  State = "undoing"
	Undone   State = "undone"
	Failed   State = "failed" // the file cannot be read
)

// working are the states in which the import goes on by itself.
func (s State) working() bool {
	return s == Reading || s == Checking || s == Running || s == Undoing
}

// Row is what became of one row.
type Row struct {
	Row      int         `json:"row" doc:"number as the spreadsheet shows it"`
	State    RowState    `json:"state"`
	Label    string      `json:"label,omitempty" doc:"its first column, while the file's texts are kept"`
	Problems []Problem   `json:"problems,omitempty"`
	Says     *fault.Text `json:"says,omitempty" doc:"what it does, in words, for kinds that change what is there"`
	ID       string      `json:"id,omitempty" doc:"what it made"`
	Mark     string      `json:"mark,omitempty" doc:"how what it made looked then"`
}

// RowState is where a row stands.
type RowState string

// The states of a row.
const (
	RowRead   RowState = "read"
	RowGood   RowState = "good"
	RowBad    RowState = "bad"
	RowMade   RowState = "made"
	RowUndone RowState = "undone"
	RowKept   RowState = "kept" // could not be undone
)

// Problem says what is wrong with a row and what to do; Column is its heading,
// "" where it is about the whole row.
type Problem struct {
	Column string     `json:"column,omitempty"`
	Text   fault.Text `json:"text"`
}

// StartRequest sends a file.
type StartRequest struct {
	Kind string   `json:"kind" validate:"required,max=40"`
	Area string   `json:"area" validate:"required,area" doc:"division that everything in the file lies in"`
	File rpc.File `file:"file" validate:"required"`
}

// ByID names an import.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// RunRequest gives the word.
type RunRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Partial bool   `json:"partial" doc:"take over the good rows although there are bad ones"`
}

// ListRequest narrows to a kind, and a page.
type ListRequest struct {
	Kind  string `query:"kind" validate:"max=40"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=400"`
}

// RowsRequest narrows to rows of one state, and a page.
type RowsRequest struct {
	ID    string   `path:"id" validate:"required,max=40"`
	State RowState `query:"state" validate:"omitempty,oneof=read good bad made undone kept"`
	After string   `query:"after" validate:"max=20"`
}

// TemplateRequest names a kind.
type TemplateRequest struct {
	Kind string `path:"kind" validate:"required,max=40"`
}

// Ops are the operations of one service's imports.
type Ops struct {
	Start    rpc.Op[StartRequest, Import]
	Get      rpc.Op[ByID, Import]
	List     rpc.Op[ListRequest, rpc.Page[Import]]
	Rows     rpc.Op[RowsRequest, rpc.Page[Row]]
	Run      rpc.Op[RunRequest, Import]
	Stop     rpc.Op[ByID, Import]
	Undo     rpc.Op[ByID, Import]
	Template rpc.Op[TemplateRequest, rpc.None]
}

// maxBody bounds the sent form: the file and a little more.
const maxBody = maxFile + 64<<10

// OpsOf declares the operations of a service whose imports need a permission.
func OpsOf(service, permission string) Ops {
	at, needs := "/api/"+service+"/v1/imports", rpc.Needs(permission)
	return Ops{
		// StartImport takes a file and looks through it in the background; nothing
		// is made before RunImport. It fails with invalid for an unknown kind and
		// with denied where the caller may not make such things there.
		Start: rpc.Upload[StartRequest, Import](service+".StartImport", at, needs, rpc.MaxBody(maxBody), rpc.Timeout(60*time.Second)),
		// GetImport shows how far an import is.
		Get: rpc.Get[ByID, Import](service+".GetImport", at+"/{id}", needs),
		// ListImports lists the imports of the caller's area, the latest first.
		List: rpc.Get[ListRequest, rpc.Page[Import]](service+".ListImports", at, needs),
		// ListImportRows shows row by row what is wrong or what became of it.
		Rows: rpc.Get[RowsRequest, rpc.Page[Row]](service+".ListImportRows", at+"/{id}/rows", needs),
		// RunImport takes the good rows over, in the background. It fails with
		// failed_precondition before the file was looked through, and where rows are
		// bad unless partial says so.
		Run: rpc.Post[RunRequest, Import](service+".RunImport", at+"/{id}/run", needs),
		// StopImport stops the work; what was made stays, RunImport goes on and
		// UndoImport takes it back.
		Stop: rpc.Post[ByID, Import](service+".StopImport", at+"/{id}/stop", needs),
		// UndoImport removes exactly what the import made, in the background. What
		// has been changed or is needed since then stays, and its row says why.
		Undo: rpc.Post[ByID, Import](service+".UndoImport", at+"/{id}/undo", needs),
		// GetImportTemplate is an empty Excel file with the headings and a sheet that explains them.
		Template: rpc.Stream[TemplateRequest](service+".GetImportTemplate", "/api/"+service+"/v1/import-templates/{kind}", needs),
	}
}

// All lists them.
func (o Ops) All() []rpc.Any {
	return []rpc.Any{o.Start, o.Get, o.List, o.Rows, o.Run, o.Stop, o.Undo, o.Template}
}
