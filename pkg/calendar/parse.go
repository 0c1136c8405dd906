package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"lianluo/pkg/fault"
	"lianluo/pkg/words"
)

const mostBytes = 1 << 20

// Parse reads one year's arrangement in the JSON form of Year, as kept in the
// folder data: one entry per paragraph of the notice. It is strict: unknown or
// missing fields, anything after the end and all that Year.Validate refuses fail
// with invalid and say where; more than 1 MB with too_large; a reader that fails
// with unavailable.
func Parse(r io.Reader) (Year, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return Year{}, fault.Unavailable(err)
	}
	if len(text) > mostBytes {
		return Year{}, fault.TooLarge("calendar.size", "节假日文件超过1MB，请检查是否选错了文件。",
			"The holiday file is larger than 1 MB; check that it is the right one.")
	}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	var year Year
	if err := strict.Decode(&year); err != nil {
		return Year{}, badFile(text, strict.InputOffset(), err)
	}
	if _, err := strict.Token(); !errors.Is(err, io.EOF) {
		return Year{}, badFile(text, strict.InputOffset(), errors.New("more text after the end"))
	}
	if err := year.Validate(); err != nil {
		return Year{}, err
	}
	return year, nil
}

// badFile keeps a sentence that is already meant for people, a date's for one.
func badFile(text []byte, offset int64, err error) error {
	var told *fault.Error
	if errors.As(err, &told) {
		return told
	}
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &wrong):
		offset = wrong.Offset
	}
	line := 1 + bytes.Count(text[:min(int(offset), len(text))], []byte{'\n'})
	return fault.Invalid("calendar.file", "节假日文件第%[1]d行附近格式不对，请对照上一年的文件改正后重新导入。",
		"The holiday file is wrong near line %[1]d (%[2]s); compare it with last year's, correct it and import it again.", line, words.Clip(err.Error())).Because(err)
}
