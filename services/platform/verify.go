package platform

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
	"lianluo/services/portal/ballotpage"
)

// mostBundle is how many bytes a bundle may have: 100 times that of a ballot of
// 450 deputies.
const mostBundle = 512 << 20

// verification is what `lianluo verify` is asked for.
type verification struct {
	bundle    string
	lang      string
	page      string
	witnesses []board.Witness
	receipts  []string
}

// verifyCommand recomputes a ballot from its bundle: offline, without
// configuration. It fails, after telling everything, if anything does not hold.
func verifyCommand(_ context.Context, p Process) error {
	v, err := askedToVerify(p)
	if err != nil {
		return err
	}
	if v.page != "" {
		return writePage(v.page)
	}
	text, err := readBundle(v.bundle)
	if err != nil {
		return err
	}
	report := board.Verify(text, v.witnesses, v.receipts)
	if _, err := io.WriteString(p.Out, report.Words(v.lang)); err != nil || report.Holds() {
		return err
	}
	return fault.FailedPrecondition("verify", "核验未通过", "the bundle does not hold")
}

// askedToVerify reads the words; flags may stand before and after the bundle.
func askedToVerify(p Process) (v verification, err error) {
	f := flag.NewFlagSet("verify", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&v.lang, "lang", p.lang(), "zh or en")
	f.StringVar(&v.page, "page", "", "write the page that verifies in a browser, without a network, to this `FILE`")
	f.Func("head", "a head that a witness kept, seq:hash; may be given several times", func(text string) error {
		w, err := board.ParseWitness(text)
		v.witnesses = append(v.witnesses, w)
		return err
	})
	f.Func("receipt", "a receipt that a deputy kept; may be given several times", func(text string) error {
		v.receipts = append(v.receipts, text)
		return nil
	})
	for rest := p.Args; err == nil; rest = f.Args()[1:] {
		if err = f.Parse(rest); err != nil || f.NArg() == 0 {
			break
		}
		if v.bundle != "" {
			err = fmt.Errorf("%s", f.Arg(0))
			break
		}
		v.bundle = f.Arg(0)
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(p.Out)
		f.PrintDefaults()
		return v, err
	case err != nil || (v.bundle == "") == (v.page == "") || v.lang != "zh" && v.lang != "en":
		return v, fault.Invalid("verify.words", "用法：lianluo verify 数据包.json [-head 序号:校验码]… [-receipt 回执]… [-lang zh|en]，或 lianluo verify -page 网页.html",
			"Write: lianluo verify BUNDLE.json [-head seq:hash]… [-receipt CODE]… [-lang zh|en], or lianluo verify -page PAGE.html").Because(err)
	}
	return v, nil
}

// writePage writes the verify page for a stick.
func writePage(path string) error {
	if err := os.WriteFile(path, ballotpage.Page(), 0o644); err != nil {
		return fault.Invalid("verify.page", "网页写不出来，请检查文件名和权限。", "The page cannot be written; look at its name and at who may write there.").Because(err)
	}
	return nil
}

func readBundle(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Invalid("verify.read", "读不了票决数据包，请检查文件名。", "The bundle cannot be read; look at its name.").Because(err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostBundle+1))
	if err == nil && len(text) > mostBundle {
		err = fmt.Errorf("more than %d bytes", mostBundle)
	}
	if err != nil {
		return nil, fault.Invalid("verify.read", "读不了票决数据包，请重新拷贝一份。", "The bundle cannot be read; copy it again.").Because(err)
	}
	return text, nil
}
