package imports

import (
	"context"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errBusy = fault.FailedPrecondition("import.busy", "正在后台处理，请等它完成，或先停止", "It is being worked on; wait until that is done, or stop it first")
	errBad  = fault.FailedPrecondition("import.bad_rows", "有些行不能导入。请改好文件重新上传，或选择只导入没有问题的行。",
		"Some rows cannot be imported; correct the file and send it again, or choose to import the good rows only")
	errEmpty = fault.FailedPrecondition("import.nothing", "没有可以导入的行，请改好文件重新上传", "No row can be imported; correct the file and send it again")
	errSpent = fault.FailedPrecondition("import.spent", "这次导入已经完成或撤销，请重新上传文件", "This import is done or undone; send the file again")
	errTexts = fault.FailedPrecondition("import.forgotten", "文件内容已按保存期限销毁，请重新上传", "The file's texts were destroyed when their time was over; send the file again")
	errNone  = fault.FailedPrecondition("import.undone", "这次导入没有留下可撤销的内容", "This import left nothing that could be undone")
	errIdle  = fault.FailedPrecondition("import.idle", "这次导入现在没有在处理，不需要停止", "Nothing is being done that could be stopped")
)

// steer changes an import on somebody's word, which needs the same permission as
// what it makes.
func (m *Imports) steer(ctx context.Context, id string, fn func(*job) error) (Import, error) {
	j, err := m.jobs.Get(ctx, id)
	if err != nil {
		return Import{}, err
	}
	k, err := m.kind(j.Kind)
	if err == nil {
		err = m.allowed(ctx, k, j.Area)
	}
	if err != nil {
		return Import{}, err
	}
	j, err = m.jobs.Update(ctx, id, func(j *job) ([]event.Event, error) { return nil, fn(j) })
	return j.Import, err
}

func (m *Imports) run(ctx context.Context, req RunRequest) (Import, error) {
	return m.steer(ctx, req.ID, func(j *job) error {
		switch {
		case j.State.working():
			return errBusy
		case j.Forgotten:
			return errTexts
		case j.State != Checked && (j.State != Stopped || j.Checked < j.Rows || j.Rows == 0):
			return errSpent
		case j.Bad == j.Rows:
			return errEmpty
		case j.Bad > 0 && !req.Partial && j.State == Checked:
			return errBad
		}
		j.begin(Running)
		j.By, j.Right = event.CauseOf(ctx).Actor, authz.Actor(ctx)
		return nil
	})
}

func (m *Imports) stop(ctx context.Context, req ByID) (Import, error) {
	return m.steer(ctx, req.ID, func(j *job) error {
		if !j.State.working() {
			return errIdle
		}
		j.State, j.Finished = Stopped, m.now()
		return nil
	})
}

func (m *Imports) undo(ctx context.Context, req ByID) (Import, error) {
	return m.steer(ctx, req.ID, func(j *job) error {
		switch {
		case j.State.working():
			return errBusy
		case j.Made == 0:
			return errNone
		}
		j.begin(Undoing)
		j.Kept = 0
		j.By, j.Right = event.CauseOf(ctx).Actor, authz.Actor(ctx)
		return nil
	})
}

// at is the batch that is next: undoing begins with the last, since what came later
// may stand on what came before.
func (j *job) at() int {
	if j.State == Undoing {
		return j.Size - 1 - j.Next
	}
	return j.Next
}

// begin starts work over all batches.
func (j *job) begin(s State) { j.State, j.Next, j.Done, j.Trouble = s, 0, 0, nil }
