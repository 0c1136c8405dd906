package platform

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// clockMark is the file in a data directory that lives in virtual time which says
// where its clock begins.
const clockMark = "clock"

// virtualStart is where a virtual clock begins in an empty directory.
var virtualStart = time.Date(2021, time.November, 1, 0, 0, 0, 0, calendar.Zone)

// virtualClock marks a data directory as living in virtual time. It fails for
// one that has lived in real time.
func virtualClock(mark string) (app.Clock, error) {
	if text, err := os.ReadFile(mark); err == nil {
		at, err := time.Parse(time.RFC3339, string(text))
		if err != nil {
			return nil, fault.Invalid("clock.mark", "%[1]s 已损坏，请换一个空的数据目录", "%[1]s is damaged; use an empty data directory", mark)
		}
		return calendar.NewVirtual(at), nil
	}
	entries, err := os.ReadDir(filepath.Dir(mark))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, fault.Invalid("clock.real", "该数据目录使用真实时间，不能改用虚拟时钟，请换一个空目录",
			"This data directory has lived in real time; use an empty one for the virtual clock")
	}
	if err := os.MkdirAll(filepath.Dir(mark), 0o700); err != nil {
		return nil, err
	}
	return calendar.NewVirtual(virtualStart), writeOwn(mark, []byte(virtualStart.Format(time.RFC3339)))
}
