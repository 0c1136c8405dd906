package open311

import "encoding/xml"

// discovery says where the endpoint is and what it speaks.
type discovery struct {
	XMLName    xml.Name   `xml:"discovery" json:"-"`
	Changeset  string     `xml:"changeset" json:"changeset"`
	Contact    string     `xml:"contact" json:"contact"`
	KeyService string     `xml:"key_service" json:"key_service"`
	Endpoints  []endpoint `xml:"endpoints>endpoint" json:"endpoints"`
}

type endpoint struct {
	Specification string   `xml:"specification" json:"specification"`
	URL           string   `xml:"url" json:"url"`
	Changeset     string   `xml:"changeset" json:"changeset"`
	Type          string   `xml:"type" json:"type"`
	Formats       []string `xml:"formats>format" json:"formats"`
}

func (d discovery) spark() any { return d }

// services is the list of kinds of request.
type services struct {
	XMLName  xml.Name  `xml:"services"`
	Services []service `xml:"service"`
}

type service struct {
	Code        string `xml:"service_code" json:"service_code"`
	Name        string `xml:"service_name" json:"service_name"`
	Description text   `xml:"description" json:"description"`
	Metadata    bool   `xml:"metadata" json:"metadata"`
	Type        string `xml:"type" json:"type"`
	Keywords    text   `xml:"keywords" json:"keywords"`
	Group       text   `xml:"group" json:"group"`
}

func (s services) spark() any { return s.Services }

// definition is what is asked for one kind of request.
type definition struct {
	XMLName    xml.Name    `xml:"service_definition" json:"-"`
	Code       string      `xml:"service_code" json:"service_code"`
	Attributes []attribute `xml:"attributes>attribute" json:"attributes"`
}

type attribute struct {
	Variable    bool    `xml:"variable" json:"variable"`
	Code        string  `xml:"code" json:"code"`
	Datatype    string  `xml:"datatype" json:"datatype"`
	Required    bool    `xml:"required" json:"required"`
	Hint        text    `xml:"datatype_description" json:"datatype_description"`
	Order       int     `xml:"order" json:"order"`
	Description string  `xml:"description" json:"description"`
	Values      []value `xml:"values>value" json:"values"`
}

type value struct {
	Key  string `xml:"key" json:"key"`
	Name string `xml:"name" json:"name"`
}

func (d definition) spark() any { return d }

// requests are service requests as they are read.
type requests struct {
	XMLName  xml.Name  `xml:"service_requests"`
	Requests []request `xml:"request"`
}

type request struct {
	ID          string `xml:"service_request_id" json:"service_request_id"`
	Status      string `xml:"status" json:"status"`
	StatusNotes text   `xml:"status_notes" json:"status_notes"`
	ServiceName text   `xml:"service_name" json:"service_name"`
	ServiceCode text   `xml:"service_code" json:"service_code"`
	Description text   `xml:"description" json:"description"`
	Agency      text   `xml:"agency_responsible" json:"agency_responsible"`
	Notice      text   `xml:"service_notice" json:"service_notice"`
	Requested   text   `xml:"requested_datetime" json:"requested_datetime"`
	Updated     text   `xml:"updated_datetime" json:"updated_datetime"`
	Expected    text   `xml:"expected_datetime" json:"expected_datetime"`
	Address     text   `xml:"address" json:"address"`
	AddressID   text   `xml:"address_id" json:"address_id"`
	Zipcode     text   `xml:"zipcode" json:"zipcode"`
	Lat         number `xml:"lat" json:"lat"`
	Long        number `xml:"long" json:"long"`
	Media       text   `xml:"media_url" json:"media_url"`
}

func (r requests) spark() any { return r.Requests }

// number is written as it stands, null in JSON where there is none.
type number string

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return []byte(n), nil
}

// received answers a POST.
type received struct {
	XMLName  xml.Name  `xml:"service_requests"`
	Requests []receipt `xml:"request"`
}

type receipt struct {
	ID      string `xml:"service_request_id" json:"service_request_id"`
	Notice  text   `xml:"service_notice" json:"service_notice"`
	Account text   `xml:"account_id" json:"account_id"`
}

func (r received) spark() any { return r.Requests }

// resolved answers for a token.
type resolved struct {
	XMLName  xml.Name `xml:"service_requests"`
	Requests []token  `xml:"request"`
}

type token struct {
	ID    string `xml:"service_request_id" json:"service_request_id"`
	Token string `xml:"token" json:"token"`
}

func (r resolved) spark() any { return r.Requests }
