package session

import (
	"context"
	"net/url"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// WhyPath explains to whoever is signed in what they may do and what not.
const WhyPath = mePath + "/why"

// refusedCall is the last call of a visit that permission stopped.
type refusedCall struct {
	permission string
	fault      *fault.Error
}

// turnedAway remembers what permission was missing, or did not reach far enough.
func (v *visit) turnedAway(op *rpc.Operation, err error) {
	if op.Permission == "" || !fault.Is(err, fault.KindDenied) && !fault.Is(err, fault.KindNotFound) {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.refuse = refusedCall{op.Permission, fault.Of(err)}
}

// whyAt is where a refusal is explained, "" for nobody and for other faults.
func whyAt(ctx context.Context, e *fault.Error) string {
	v := visitOf(ctx)
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.user == nil:
		return ""
	case e.Code == errNotYours.Code:
		return WhyPath
	case v.refuse.fault == e:
		return WhyPath + "?action=" + url.QueryEscape(v.refuse.permission)
	}
	return ""
}
