package notification

import "lianluo/pkg/rpc"

// PrintLetters makes one Word file of letters, each on a page of its own behind a
// page with all addresses. It shows names and addresses in full and is journalled
// for each. It fails with not_found for a delivery outside the caller's scope, and
// with failed_precondition for one that is no letter or that nobody can be written
// to any more. Nothing of it is kept, not even to be answered again.
var PrintLetters = rpc.Post[PrintLettersRequest, Letters]("notification.PrintLetters", "/api/notification/v1/letters", rpc.Needs("letter.print"), rpc.ReadOnly())

// PrintLettersRequest names the letters, at most as many as fit one print.
type PrintLettersRequest struct {
	IDs []string `json:"ids" validate:"required,min=1,max=100,dive,required,max=80"`
}

// Letters is the file.
type Letters struct {
	Name string `json:"name"`
	Data []byte `json:"data" doc:"Word file (.docx)"`
}
