package demo

import (
	"context"
	"encoding/json"

	"lianluo/pkg/rules"
)

// proposeRules leaves a change of the county's rules that waits for the county's
// word, so that its effect and the decision can be looked at.
func (l *Loader) proposeRules(ctx context.Context) error {
	draft := rules.Draft{Area: County, Values: json.RawMessage(`{"reply_workdays":12}`), Running: true}
	req := rules.ProposeRequest{Draft: draft, Reason: "市里要求缩短答复时间，先在辰溪试行"}
	_, err := do(ctx, l.as("city", "casework"), rules.OpsOf("casework").Propose, req, "rules/reply")
	return err
}
