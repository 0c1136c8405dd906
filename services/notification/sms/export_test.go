package sms

// Fill lets tests see a body as it is posted.
func Fill(p Provider, values map[string]string) (body, kind string) { return p.fill(values) }
