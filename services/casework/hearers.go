package casework

// hearers are who must hear of a step besides the voices, as references that
// notification resolves: the unit in hand, the station's staff, or the office of
// a division.
func (c *Case) hearers(event string) []string {
	switch event {
	case "CaseReceived", "CaseRegistered", "CaseAccepted", "CaseReplied", "CaseReopened", "ExtensionAsked", "PersonAnswered", "VoiceWithdrawn", "CaseWithdrawn":
		return c.list("station:" + c.Station)
	case "CaseAssigned", "CaseUrged", "ExtensionGranted", "ExtensionRefused", "DeadlineMoved":
		return c.list(c.unitRef())
	case "CaseReturned":
		return c.list("station:"+c.Station, c.office(c.Level))
	case "CaseEscalated":
		return c.list("station:"+c.Station, c.office(c.Level))
	case "CaseSupervised":
		return c.rung()
	case "CaseLightChanged":
		return c.late()
	}
	return nil
}

// rung is who hears of each rung of the supervision ladder: 1 a reminder letter
// to the unit, 2 the township's presidium joins, 3 the county's deputy office,
// 4 the county lists it for the standing committee.
func (c *Case) rung() []string {
	who := c.list(c.unitRef(), "station:"+c.Station)
	if c.Supervision >= 2 {
		who = append(who, c.office("township"))
	}
	if c.Supervision >= 3 {
		who = append(who, c.office("county"))
	}
	return who
}

// late is who hears that a deadline is near (yellow) or missed (red).
func (c *Case) late() []string {
	who := c.list(c.unitRef(), "station:"+c.Station)
	if c.Clock.Light == "red" {
		who = append(who, c.office(c.Level))
	}
	return who
}

func (c *Case) office(level string) string { return "office:" + c.divisionOf(level) }

func (c *Case) unitRef() string {
	if c.Unit == "" {
		return ""
	}
	return "unit:" + c.Unit
}

func (c *Case) list(refs ...string) []string {
	var out []string
	for _, r := range refs {
		if r != "" {
			out = append(out, r)
		}
	}
	return out
}
